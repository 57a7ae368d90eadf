//! What an emulator is asked and what it answers, free of any HTTP library.

use percent_encoding::percent_decode_str;

use super::FaultKind;

/// A request as it came.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// `GET`, `POST`, `PATCH`.
    pub method: String,
    /// The path as it stood in the request line, still encoded.
    pub path: String,
    /// The query without its question mark, still encoded; empty if there is none.
    pub query: String,
    /// Names in lower case, and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// Trouble that is the emulator's own to make: a lock, a closed period.
    pub fault: Option<FaultKind>,
}

impl Request {
    /// The parts of the path between slashes, decoded; empty parts are left out.
    pub fn segments(&self) -> Vec<String> {
        self.path.split('/').filter(|part| !part.is_empty()).map(percent_decode).collect()
    }

    /// The pairs of the query, decoded as forms are: `+` is a space.
    pub fn query_pairs(&self) -> Vec<(String, String)> {
        form_pairs(&self.query)
    }

    /// The value of a header, its name in lower case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as text, broken characters replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status number.
    pub status: u16,
    /// Names and values.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Response {
    /// An answer of that content type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Response {
        let headers = vec![("content-type".to_owned(), content_type.to_owned())];
        Response { status, headers, body: body.into() }
    }

    /// An answer in JSON.
    pub fn json(status: u16, body: &serde_json::Value) -> Response {
        Response::new(status, "application/json", body.to_string())
    }
}

/// The pairs of a form or a query, decoded: `a=1&b=x+y`.
pub fn form_pairs(text: &str) -> Vec<(String, String)> {
    let decode = |part: &str| percent_decode(&part.replace('+', " "));
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

/// `%D0%B0` to `а`; what is no UTF-8 becomes the replacement character.
pub fn percent_decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_forms() {
        let pairs = form_pairs("site=main&order=%7B%22a%22%3A1%7D&c=x+y%2B&flag");
        let expected = [("site", "main"), ("order", r#"{"a":1}"#), ("c", "x y+"), ("flag", "")];
        assert_eq!(pairs, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
    }

    #[test]
    fn a_slash_inside_a_segment_stays_there() {
        let request = Request { path: "/api/a%2Fb//%D0%B0".to_owned(), ..Request::default() };
        assert_eq!(request.segments(), ["api", "a/b", "а"]);
    }
}

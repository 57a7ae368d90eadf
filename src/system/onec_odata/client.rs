//! The wire: addresses, headers, what an answer's status and body say.

use std::time::Duration;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use tokio::sync::Semaphore;

use crate::endpoint::http::{HttpClient, HttpRequest, HttpResponse};
use crate::endpoint::{Answer, EndpointError, ErrorKind, Secret};

use super::config::Config;
use super::refused::{Asked, refused};

/// What must not stand in an address as it is. A space goes as `%20`: the base does not take a
/// plus sign for one, and a plus sign of the text must not look like one either.
const ENCODED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Requests under way at once: each may take a session, and with it a licence.
const AT_ONCE: usize = 2;

/// How long a read may take; heavy pages take minutes.
const READ_LIMIT: Duration = Duration::from_mins(5);

/// How long a write may take.
const WRITE_LIMIT: Duration = Duration::from_mins(2);

/// The answers without links and envelopes that nobody reads.
const FORMAT: (&str, &str) = ("$format", "application/json;odata=nometadata");

/// A request below the service root.
pub(super) struct Call<'a> {
    /// What it is, in messages: `GET Document_X`.
    pub(super) operation: String,
    /// `GET`, `POST`, `PATCH`.
    pub(super) method: &'static str,
    /// The path, not yet encoded.
    pub(super) path: &'a str,
    /// The options, not yet encoded.
    pub(super) options: &'a [(&'a str, String)],
    /// The body.
    pub(super) body: Option<Vec<u8>>,
    /// The version that a change was computed from.
    pub(super) version: Option<&'a str>,
}

impl<'a> Call<'a> {
    /// A read.
    pub(super) fn get(entity: &str, path: &'a str, options: &'a [(&'a str, String)]) -> Call<'a> {
        let operation = format!("GET {entity}");
        Call { operation, method: "GET", path, options, body: None, version: None }
    }
}

/// A login page, a proxy's page, or the web server's own word for trouble.
fn page(operation: &str, status: u16) -> EndpointError {
    let text = format!("a page in HTML instead of data (HTTP {status})");
    EndpointError::new(ErrorKind::Transient, operation, text).over()
}

/// The connection to a base.
#[derive(Debug)]
pub(super) struct Client {
    http: HttpClient,
    config: Config,
    authorization: Secret,
    gate: Semaphore,
}

impl Client {
    /// A connection that nothing was sent over yet.
    pub(super) fn new(config: Config) -> Answer<Client> {
        let authorization = config.authorization();
        let http = HttpClient::new()?;
        Ok(Client { http, config, authorization, gate: Semaphore::new(AT_ONCE) })
    }

    /// Sends a request and gives the body of an answer that is no refusal.
    pub(super) async fn json(&self, call: Call<'_>) -> Answer<Vec<u8>> {
        let operation = call.operation.clone();
        let response = self.send(call, Some(FORMAT)).await?;
        let body = without_mark(response.body);
        if body.trim_ascii_start().starts_with(b"<") {
            return Err(page(&operation, response.status));
        }
        Ok(body)
    }

    /// The base's own description of itself.
    pub(super) async fn metadata(&self) -> Answer<Vec<u8>> {
        let call = Call::get("$metadata", "$metadata", &[]);
        let operation = call.operation.clone();
        let response = self.send(call, None).await?;
        let body = without_mark(response.body);
        let head = String::from_utf8_lossy(body.get(..1024).unwrap_or(&body));
        if head.contains("Edmx") {
            return Ok(body);
        }
        if head.to_ascii_lowercase().contains("<html") {
            return Err(page(&operation, response.status));
        }
        Err(EndpointError::new(ErrorKind::BadData, &operation, "the answer is no EDMX"))
    }

    async fn send(&self, call: Call<'_>, format: Option<(&str, &str)>) -> Answer<HttpResponse> {
        let mut url = format!("{}{}", self.config.root(), encoded(call.path));
        let options = call.options.iter().map(|(name, value)| (*name, value.as_str()));
        for (index, (name, value)) in format.into_iter().chain(options).enumerate() {
            url.push(if index == 0 { '?' } else { '&' });
            url.push_str(name);
            url.push('=');
            url.push_str(&encoded(value));
        }
        let mut headers = vec![
            ("Authorization".to_owned(), self.authorization.reveal().to_owned()),
            ("Accept".to_owned(), "application/json".to_owned()),
        ];
        if let Some(version) = call.version {
            headers.push(("If-Match".to_owned(), version.to_owned()));
        }
        let json = "application/json;charset=utf-8".to_owned();
        let request = HttpRequest {
            operation: call.operation.clone(),
            method: call.method,
            url,
            headers,
            body: call.body.map(|body| (json, body)),
            deadline: if call.method == "GET" { READ_LIMIT } else { WRITE_LIMIT },
        };
        let Ok(_turn) = self.gate.acquire().await else {
            let text = "the connection is closed";
            return Err(EndpointError::new(ErrorKind::Transient, &call.operation, text));
        };
        let response = self.http.send(request).await?;
        if (200..300).contains(&response.status) {
            return Ok(response);
        }
        let asked = if call.method == "GET" { Asked::Read } else { Asked::Write };
        let mut error = refused(&call.operation, asked, &response);
        error.message = self.config.scrub(&error.message);
        Err(error)
    }
}

/// A text as it stands in an address.
pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, ENCODED).to_string()
}

fn without_mark(mut body: Vec<u8>) -> Vec<u8> {
    if body.starts_with(b"\xef\xbb\xbf") {
        body.drain(..3);
    }
    body
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn a_space_is_never_a_plus() {
        assert_eq!(encoded("a eq 'б+в'"), "a%20eq%20'%D0%B1%2B%D0%B2'");
        assert_eq!(encoded("X(guid'1')/Post"), "X(guid'1')/Post");
    }
}

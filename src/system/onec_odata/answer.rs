//! Answers in JSON: records as the very bytes that came, with their keys and versions.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::endpoint::{Answer, EndpointError, ErrorKind, Payload};
use crate::value::is_upper_guid;

use super::model::Shape;

/// The envelope of a list.
#[derive(Deserialize)]
struct List<'a> {
    #[serde(borrow)]
    value: Vec<&'a RawValue>,
}

/// The records of a list.
pub(super) fn list(operation: &str, shape: &Shape, body: &[u8]) -> Answer<Vec<Payload>> {
    let list: List = serde_json::from_slice(body).map_err(|error| broken(operation, &error))?;
    list.value.into_iter().map(|record| payload(operation, shape, record.get())).collect()
}

/// A record that is an answer of its own.
pub(super) fn single(operation: &str, shape: &Shape, body: &[u8]) -> Answer<Payload> {
    let text = std::str::from_utf8(body).map_err(|_| {
        EndpointError::new(ErrorKind::Transient, operation, "the answer is not UTF-8")
    })?;
    payload(operation, shape, text.trim())
}

fn payload(operation: &str, shape: &Shape, text: &str) -> Answer<Payload> {
    let members: HashMap<Cow<str>, &RawValue> =
        serde_json::from_str(text).map_err(|error| broken(operation, &error))?;
    let mut parts = Vec::with_capacity(shape.key.len());
    for name in &shape.key {
        let part = members.get(name.as_str()).ok_or_else(|| {
            let text = format!("a record without `{name}`");
            EndpointError::new(ErrorKind::BadData, operation, text)
        })?;
        let mut part = plain(part);
        // Keys are compared as texts: a GUID has one form.
        if is_upper_guid(&part) {
            part.make_ascii_lowercase();
        }
        parts.push(part.replace('%', "%25").replace('/', "%2F"));
    }
    let version = members.get("DataVersion").map(|version| plain(version));
    Ok(Payload { key: parts.join("/"), version, bytes: text.as_bytes().into() })
}

/// A value as text: without quotes if it is one.
fn plain(value: &RawValue) -> String {
    serde_json::from_str::<String>(value.get()).unwrap_or_else(|_| value.get().to_owned())
}

/// An answer that breaks off or was damaged may be whole the next time; one of another form not.
fn broken(operation: &str, error: &serde_json::Error) -> EndpointError {
    let kind = if error.is_data() { ErrorKind::BadData } else { ErrorKind::Transient };
    EndpointError::new(kind, operation, format!("the answer cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(key: &[&str]) -> Shape {
        Shape { key: key.iter().map(|name| (*name).to_owned()).collect(), ..Shape::default() }
    }

    #[test]
    fn records_keep_their_bytes() {
        let body =
            br#"{"odata.count":"1","value":[ {"Ref_Key":"a","DataVersion":"v=","Sum":1.50} ]}"#;
        let found = list("GET X", &shape(&["Ref_Key"]), body).unwrap();
        assert_eq!(found[0].key, "a");
        assert_eq!(found[0].version.as_deref(), Some("v="));
        assert_eq!(&*found[0].bytes, br#"{"Ref_Key":"a","DataVersion":"v=","Sum":1.50}"#);
    }

    #[test]
    fn parts_of_keys_are_joined() {
        let found = single("POST X", &shape(&["Code", "Line"]), br#"{"Line":2,"Code":"a/b"}"#);
        assert_eq!(found.unwrap().key, "a%2Fb/2");
    }

    #[test]
    fn keys_are_compared_in_one_form() {
        let found = single(
            "GET X",
            &shape(&["Ref_Key", "Code"]),
            br#"{"Ref_Key":"1F2A0001-5C1E-11F0-8B1E-00155D0A1B01","Code":"A"}"#,
        );
        assert_eq!(found.unwrap().key, "1f2a0001-5c1e-11f0-8b1e-00155d0a1b01/A");
    }

    #[test]
    fn half_an_answer_may_be_asked_for_again() {
        let shape = shape(&["Ref_Key"]);
        let kind = |body: &str| list("GET X", &shape, body.as_bytes()).unwrap_err().kind;
        assert_eq!(kind(r#"{"value":[{"Ref_Key""#), ErrorKind::Transient);
        assert_eq!(kind("{\"value\":[\u{1}"), ErrorKind::Transient);
        assert_eq!(kind(r#"{"values":[]}"#), ErrorKind::BadData);
        assert_eq!(kind(r#"{"value":[{"Code":"1"}]}"#), ErrorKind::BadData);
    }
}

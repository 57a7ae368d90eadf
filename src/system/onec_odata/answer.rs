//! Answers in JSON: records as the very bytes that came, with their keys and versions.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::endpoint::{Answer, EndpointError, ErrorKind, Payload};
use crate::value::is_upper_guid;

use super::model::{Edm, Shape};

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
        EndpointError::new(ErrorKind::Transient, operation, "the answer is not UTF-8").over()
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
        let is_guid = shape.properties.get(name).is_some_and(|known| known.edm == Edm::Guid);
        if is_guid && uuid::Uuid::try_parse(&part).is_err() {
            // Whoever kept it would never find the record again.
            let text = format!("a record with no GUID in `{name}`");
            return Err(EndpointError::new(ErrorKind::BadData, operation, text));
        }
        // Keys are compared as texts: a GUID has one form.
        if is_upper_guid(&part) {
            part.make_ascii_lowercase();
        }
        parts.push(part.replace('%', "%25").replace('/', "%2F"));
    }
    let version = members.get("DataVersion").map(|version| plain(version));
    Ok(Payload { key: parts.join("/"), version, bytes: text.as_bytes().into(), fault: None })
}

/// A value as text: without quotes if it is one.
fn plain(value: &RawValue) -> String {
    serde_json::from_str::<String>(value.get()).unwrap_or_else(|_| value.get().to_owned())
}

/// An answer that breaks off or was damaged may be whole the next time; one of another form not.
fn broken(operation: &str, error: &serde_json::Error) -> EndpointError {
    let kind = if error.is_data() { ErrorKind::BadData } else { ErrorKind::Transient };
    EndpointError::new(kind, operation, format!("the answer cannot be read: {error}")).over()
}

#[cfg(test)]
mod tests;

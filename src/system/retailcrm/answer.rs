//! From an answer of the API to its members or an error.
//!
//! Members stay slices of the answer's own bytes: a record is handed on exactly as it came.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::endpoint::http::HttpResponse;
use crate::endpoint::{EndpointError, ErrorKind};

/// The members of an answer, each as it came.
pub(super) type Members<'a> = BTreeMap<Cow<'a, str>, &'a RawValue>;

/// The members of an answer that says it succeeded.
pub(super) fn members<'a>(
    answer: &'a HttpResponse,
    operation: &str,
) -> Result<Members<'a>, EndpointError> {
    let is_done = (200..300).contains(&answer.status);
    let Ok(members) = serde_json::from_slice::<Members<'a>>(&answer.body) else {
        return Err(not_json(answer, operation));
    };
    let success = members.get("success").map(|value| value.get());
    if is_done && success != Some("false") {
        return Ok(members);
    }
    Err(refusal(answer, &members, operation))
}

/// A balancer, an account that does not exist, or a body that broke on its way.
fn not_json(answer: &HttpResponse, operation: &str) -> EndpointError {
    let is_page = answer.body.trim_ascii_start().starts_with(b"<");
    let (kind, text) = match answer.status {
        429 | 503 => (ErrorKind::Limit, "too many requests"),
        408 => (ErrorKind::Transient, "the request took too long on its way"),
        413 | 414 => (ErrorKind::Rejected, "the request is too long for the server"),
        // Unknown accounts answer so.
        400..=499 if is_page => (ErrorKind::Credentials, "no account at this address answers"),
        _ if is_page => (ErrorKind::Transient, "a page came instead of data"),
        _ => (ErrorKind::Transient, "the answer is cut or damaged"),
    };
    let mut error = EndpointError::new(kind, operation, format!("{text} (HTTP {})", answer.status));
    error.retry_after = answer.retry_after();
    error.under_way = answer.is_under_way();
    error
}

fn refusal(answer: &HttpResponse, members: &Members<'_>, operation: &str) -> EndpointError {
    let text =
        |name: &str| -> Option<String> { serde_json::from_str(members.get(name)?.get()).ok() };
    let message = text("errorMsg").unwrap_or_else(|| format!("HTTP {}", answer.status));
    let fields = members.get("errors").map(|errors| fields(errors)).unwrap_or_default();
    // A row or a part that exists is another record than the one that was to be created.
    let own = fields.iter().filter(|(field, _)| !field.contains(['.', '[']));
    let all = || std::iter::once(&message).chain(own.clone().map(|(_, text)| text));
    let kind = match answer.status {
        401 | 403 => ErrorKind::Credentials,
        404 if message.contains("ethod not found") => ErrorKind::Unsupported,
        404 if message.starts_with("Account") => ErrorKind::Credentials,
        404 => ErrorKind::Missing,
        405 => ErrorKind::Unsupported,
        429 | 503 => ErrorKind::Limit,
        500..=599 => ErrorKind::Transient,
        _ if all().any(|text| says_exists(text)) => ErrorKind::Exists,
        _ => ErrorKind::Rejected,
    };
    let mut error = EndpointError::new(kind, operation, message);
    error.fields = fields;
    error.retry_after = answer.retry_after();
    error.under_way = answer.is_under_way();
    error
}

/// Texts come in the language of the account.
fn says_exists(text: &str) -> bool {
    text.contains("already exists") || text.contains("уже существует")
}

/// Errors come as an object, as an array, or not at all.
fn fields(errors: &RawValue) -> Vec<(String, String)> {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match serde_json::from_str(errors.get()) {
        Ok(Value::Object(errors)) => {
            errors.iter().map(|(field, value)| (field.clone(), text(value))).collect()
        }
        Ok(Value::Array(errors)) => {
            errors.iter().map(|value| (String::new(), text(value))).collect()
        }
        _ => Vec::new(),
    }
}

/// A member of an answer, or what is missing.
pub(super) fn member<'a>(
    members: &Members<'a>,
    name: &str,
    operation: &str,
) -> Result<&'a RawValue, EndpointError> {
    members
        .get(name)
        .copied()
        .ok_or_else(|| strange(operation, &format!("the answer lacks `{name}`")))
}

/// The records of a list. A map is a list too: PHP does not tell them apart.
pub(super) fn records<'a>(
    list: &'a RawValue,
    operation: &str,
) -> Result<Vec<&'a RawValue>, EndpointError> {
    if let Ok(rows) = serde_json::from_str::<Vec<&'a RawValue>>(list.get()) {
        return Ok(rows);
    }
    let Ok(rows) = serde_json::from_str::<Ordered<'a>>(list.get()) else {
        return Err(strange(operation, "expected a list"));
    };
    Ok(rows.0)
}

/// The values of a map in their order.
struct Ordered<'a>(Vec<&'a RawValue>);

impl<'de: 'a, 'a> Deserialize<'de> for Ordered<'a> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Visitor;
        impl<'de> serde::de::Visitor<'de> for Visitor {
            type Value = Vec<&'de RawValue>;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                mut map: A,
            ) -> Result<Self::Value, A::Error> {
                let mut rows = Vec::new();
                while let Some((_, row)) = map.next_entry::<serde::de::IgnoredAny, &RawValue>()? {
                    rows.push(row);
                }
                Ok(rows)
            }
        }
        deserializer.deserialize_map(Visitor).map(Ordered)
    }
}

/// The `id` of a record, as text.
pub(super) fn id(record: &RawValue, operation: &str) -> Result<String, EndpointError> {
    #[derive(Deserialize)]
    struct Keyed<'a> {
        #[serde(borrow)]
        id: &'a RawValue,
    }
    let keyed: Option<Keyed<'_>> = serde_json::from_str(record.get()).ok();
    let id = keyed.and_then(|keyed| key(keyed.id));
    id.ok_or_else(|| strange(operation, "a record without `id`"))
}

/// An id, which comes as a number or as a text.
pub(super) fn key(id: &RawValue) -> Option<String> {
    match serde_json::from_str(id.get()).ok()? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => {
            let text = number.to_string();
            Some(text.strip_suffix(".0").unwrap_or(&text).to_owned())
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// How many pages there are.
pub(super) fn pages(members: &Members<'_>) -> u64 {
    paging(members, "totalPageCount").unwrap_or(1)
}

/// A number of the block about pages.
pub(super) fn paging(members: &Members<'_>, name: &str) -> Option<u64> {
    let block: Members<'_> = serde_json::from_str(members.get("pagination")?.get()).ok()?;
    key(block.get(name)?)?.parse().ok()
}

/// An answer that is not what the documents say.
pub(super) fn strange(operation: &str, text: &str) -> EndpointError {
    EndpointError::new(ErrorKind::BadData, operation, text)
}

#[cfg(test)]
mod tests;

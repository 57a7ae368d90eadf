//! Keys of records: as texts in the world, as addresses on the wire.

use serde_json::Value;

use crate::system::onec_odata::model::{Edm, Shape};

use super::address::key_parts;
use super::lexer::Literal;
use super::refusal::Refusal;
use super::rows::Record;

/// The key of a record: its parts, `/` between them.
pub(super) fn of(shape: &Shape, record: &Record) -> String {
    let parts: Vec<String> = shape.key.iter().map(|name| part(record.get(name))).collect();
    parts.join("/")
}

fn part(value: Option<&Value>) -> String {
    let text = match value {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    text.replace('%', "%25").replace('/', "%2F")
}

/// The key that stands in the parentheses of an address.
pub(super) fn parse(shape: &Shape, inside: &str) -> Result<String, Refusal> {
    let parts = key_parts(inside).ok_or_else(Refusal::bad_address)?;
    let mut record = Record::new();
    for (name, literal) in parts {
        let name = match (name, shape.key.as_slice()) {
            (Some(name), _) => name,
            (None, [only]) => only.clone(),
            (None, _) => return Err(Refusal::bad_address()),
        };
        let value = match literal {
            Literal::Guid(text) | Literal::DateTime(text) | Literal::Text(text) => text,
            Literal::Number(number) => number.to_string(),
            Literal::Bool(value) => value.to_string(),
            Literal::Null => return Err(Refusal::bad_address()),
        };
        record.insert(name, Value::String(value));
    }
    for name in &shape.key {
        let declared = shape.properties.get(name).map(|property| &property.edm);
        match (declared, record.get(name)) {
            (_, None) => return Err(Refusal::key_part(name)),
            (Some(Edm::Guid), Some(Value::String(text))) if super::lexer::guid(text).is_none() => {
                return Err(Refusal::bad_address());
            }
            _ => {}
        }
    }
    Ok(of(shape, &record))
}

/// A body with the key of its address, for a record that its first change makes.
pub(super) fn filled(shape: &Shape, key: &str, mut body: Record) -> Record {
    for (name, part) in shape.key.iter().zip(key.split('/')) {
        let part = part.replace("%2F", "/").replace("%25", "%");
        body.insert(name.clone(), Value::String(part));
    }
    body
}

/// `Document_X(guid'…')`
pub(super) fn address(set: &str, shape: &Shape, record: &Record) -> String {
    let parts: Vec<String> = shape.key.iter().map(|name| named(shape, name, record)).collect();
    match parts.as_slice() {
        [only] => {
            let value = only.split_once('=').map_or(only.as_str(), |(_, value)| value);
            format!("{set}({value})")
        }
        parts => format!("{set}({})", parts.join(",")),
    }
}

fn named(shape: &Shape, name: &str, record: &Record) -> String {
    let text = match record.get(name) {
        Some(Value::String(text)) => text.replace('\'', "''"),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    match shape.properties.get(name).map(|property| &property.edm) {
        Some(Edm::Guid) => format!("{name}=guid'{text}'"),
        Some(Edm::DateTime) => format!("{name}=datetime'{text}'"),
        Some(Edm::String) => format!("{name}='{text}'"),
        _ => format!("{name}={text}"),
    }
}

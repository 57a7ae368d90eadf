//! What a property takes and what it holds when nothing was given.

use serde_json::{Number, Value, json};

use crate::system::onec_odata::model::{Edm, Model, NAMESPACE, Property, Shape};

use super::lexer::{date_time, guid};
use super::rows::Record;

/// The empty reference.
pub(super) const ZERO: &str = "00000000-0000-0000-0000-000000000000";

/// The type of a composite field without a value.
pub(super) const UNDEFINED: &str = "StandardODATA.Undefined";

/// A property whose value is not one of its type; the path to it.
#[derive(Debug)]
pub(super) struct BadValue(pub(super) String);

/// The empty value of a property.
pub(super) fn empty(shape: &Shape, name: &str, property: &Property) -> Value {
    match &property.edm {
        Edm::Guid => json!(ZERO),
        Edm::String => match name.strip_suffix("_Type") {
            Some(field) if shape.is_composite(field) => json!(UNDEFINED),
            _ => json!(""),
        },
        Edm::Binary => json!(""),
        Edm::Boolean => json!(false),
        Edm::DateTime => json!("0001-01-01T00:00:00"),
        Edm::Int | Edm::Double => json!(0),
        Edm::Int64 => json!("0"),
        Edm::Rows(_) | Edm::Other(_) => json!([]),
        Edm::Stream | Edm::Complex(_) => Value::Null,
    }
}

/// Whether a property holds nothing.
pub(super) fn is_empty(shape: &Shape, name: &str, record: &Record) -> bool {
    let Some(property) = shape.properties.get(name) else { return true };
    match record.get(name) {
        None | Some(Value::Null) => true,
        Some(Value::String(text)) if property.edm == Edm::String => {
            text.trim().is_empty() || text == ZERO
        }
        Some(value) => *value == empty(shape, name, property),
    }
}

/// A new record with an empty value in every property; links to streams have none.
pub(super) fn blank(shape: &Shape) -> Record {
    let stored = shape.properties.iter().filter(|(_, property)| property.edm != Edm::Stream);
    stored.map(|(name, property)| (name.clone(), empty(shape, name, property))).collect()
}

/// Puts what a body gives into a record. Members that the type does not have are passed over, as
/// the base does; `strict` hears of them instead.
pub(super) fn assign(
    model: &Model,
    shape: &Shape,
    record: &mut Record,
    body: &Record,
    strict: bool,
) -> Result<(), BadValue> {
    for (name, value) in body {
        if let Some(property) = shape.properties.get(name) {
            if property.edm == Edm::Stream {
                continue;
            }
            let composite = shape.is_composite(name);
            let taken = take(model, property, composite, value, strict).map_err(|inner| {
                BadValue(if inner.0.is_empty() {
                    name.clone()
                } else {
                    format!("{name}.{}", inner.0)
                })
            })?;
            record.insert(name.clone(), taken);
        } else if let Some(field) = name.strip_suffix("@odata.bind") {
            bind(shape, record, field, value).ok_or_else(|| BadValue(name.clone()))?;
        } else if strict && !name.contains('@') {
            return Err(BadValue(name.clone()));
        }
    }
    settle_composites(model, shape, record)
}

/// `"Item@odata.bind": "Catalog_X(guid'…')"`
fn bind(shape: &Shape, record: &mut Record, field: &str, value: &Value) -> Option<()> {
    let (_, key) = value.as_str()?.split_once("(guid'")?;
    let name = format!("{field}_Key");
    shape.properties.get(&name)?;
    record.insert(name, json!(guid(key.strip_suffix("')")?)?));
    Some(())
}

/// A composite field without a type has no value, and a type has to be one that there is.
fn settle_composites(model: &Model, shape: &Shape, record: &mut Record) -> Result<(), BadValue> {
    for (name, _) in shape.properties.iter().filter(|(name, _)| shape.is_composite(name)) {
        let of = format!("{name}_Type");
        match record.get(&of).and_then(Value::as_str).unwrap_or_default() {
            "" | UNDEFINED => {
                record.insert(name.clone(), json!(""));
                record.insert(of, json!(UNDEFINED));
            }
            known if known.starts_with("Edm.") => {}
            other => {
                let entity = other.strip_prefix(NAMESPACE).ok_or_else(|| BadValue(of.clone()))?;
                let key = record.get(name).and_then(Value::as_str).and_then(guid);
                // A published EDMX need not hold all types that its records refer to.
                let is_type = entity.contains('_') || model.shapes.contains_key(entity);
                if key.is_none() || !is_type {
                    return Err(BadValue(if key.is_none() { name.clone() } else { of }));
                }
            }
        }
    }
    Ok(())
}

fn take(
    model: &Model,
    property: &Property,
    composite: bool,
    value: &Value,
    strict: bool,
) -> Result<Value, BadValue> {
    let bad = || BadValue(String::new());
    let taken = match (&property.edm, value) {
        // Rows of registers and folders hold nulls; what clients send becomes the empty value.
        (_, Value::Null) if strict => Some(Value::Null),
        (_, Value::Null) => Some(empty(&Shape::default(), "", property)),
        (Edm::Guid, Value::String(text)) => guid(text).map(Value::String),
        (Edm::DateTime, Value::String(text)) => date_time(text).map(Value::String),
        (Edm::String | Edm::Binary, Value::String(_)) | (Edm::Boolean, Value::Bool(_)) => {
            Some(value.clone())
        }
        (Edm::String, Value::Number(_) | Value::Bool(_)) if composite => {
            Some(json!(value.to_string()))
        }
        (Edm::Double, _) => number(value).map(Value::Number),
        (Edm::Int, _) => number(value).filter(Number::is_i64).map(Value::Number),
        (Edm::Int64, _) => number(value).filter(Number::is_i64).map(|it| json!(it.to_string())),
        (Edm::Complex(_) | Edm::Other(_), _) => Some(value.clone()),
        (Edm::Rows(row), Value::Array(rows)) => {
            let shape = model.shapes.get(row).ok_or_else(bad)?;
            return rows_of(model, shape, rows, strict);
        }
        _ => None,
    };
    taken.ok_or_else(bad)
}

fn rows_of(model: &Model, shape: &Shape, rows: &[Value], strict: bool) -> Result<Value, BadValue> {
    let mut taken = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let at = |inner: &str| BadValue(format!("{}.{inner}", index + 1));
        let body = row.as_object().ok_or_else(|| at(""))?;
        let mut record = blank(shape);
        assign(model, shape, &mut record, body, strict).map_err(|bad| at(&bad.0))?;
        if shape.properties.contains_key("LineNumber") {
            record.insert("LineNumber".to_owned(), json!((index + 1).to_string()));
        }
        taken.push(Value::Object(record));
    }
    Ok(Value::Array(taken))
}

/// A number, given as one or as text; whole numbers without a point.
fn number(value: &Value) -> Option<Number> {
    let number = match value {
        Value::Number(number) => number.clone(),
        Value::String(text) => serde_json::from_str(text.trim()).ok()?,
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let Some(float) = number.as_f64().filter(|_| number.is_f64()) else { return Some(number) };
    // Up to here a float holds whole numbers exactly.
    let whole = float.fract() == 0.0 && float.abs() < 9.0e15;
    if whole { serde_json::from_str(&format!("{float:.0}")).ok() } else { Some(number) }
}

//! `$select` and `$expand`: which members of a record an answer holds.

use serde_json::Value;

use crate::system::onec_odata::model::{Edm, NAMESPACE, Shape};

use super::evaluate::Base;
use super::key;
use super::options::{Detail, Options};
use super::refusal::Refusal;
use super::rows::Record;
use super::values::ZERO;

/// What is wanted of each record.
#[derive(Debug, Default)]
pub(super) struct Selection {
    /// Members; none for all.
    fields: Option<Vec<Vec<String>>>,
    /// References to put the records of.
    expand: Vec<Vec<String>>,
}

/// After a field's name: what the base would show of its value.
const PRESENTATION: &str = "____Presentation";

/// What the base would show of all fields.
const EVERY_PRESENTATION: &str = "*____Presentation";

impl Selection {
    /// The selection of a request on records of a type.
    pub(super) fn parse(options: &Options, base: Base, shape: &str) -> Result<Selection, Refusal> {
        let list = |name: &str| {
            options.get(name).filter(|text| !text.is_empty()).map(|text| {
                let path = |item: &str| item.trim().split('/').map(str::to_owned).collect();
                text.split(',').map(path).collect::<Vec<Vec<String>>>()
            })
        };
        let selection =
            Selection { fields: list("$select"), expand: list("$expand").unwrap_or_default() };
        let declared = base.model.shapes.get(shape).ok_or_else(|| Refusal::no_set(shape))?;
        for path in selection.fields.iter().flatten() {
            if !is_field(base, declared, shape, path) {
                return Err(Refusal::bad_option("$select"));
            }
        }
        for path in &selection.expand {
            let composite = declared.is_composite(&path[0]) && path.len() > 1;
            if !composite && base.navigation(shape, &path[0]).is_none() {
                return Err(Refusal::bad_option("$expand"));
            }
        }
        Ok(selection)
    }

    /// The members of a record that the answer holds.
    pub(super) fn apply(&self, base: Base, shape: &str, record: &Record) -> Record {
        let Some(declared) = base.model.shapes.get(shape) else { return record.clone() };
        let mut chosen = Record::new();
        match &self.fields {
            None => chosen.clone_from(record),
            Some(fields) => {
                for path in fields {
                    choose(&mut chosen, base, declared, shape, record, path);
                }
            }
        }
        for path in &self.expand {
            let expanded = expand(base, shape, record, path);
            if let Some(fields) = &self.fields {
                // `$select=Item/Code` narrows what `$expand=Item` brings.
                let inner: Vec<Vec<String>> = fields
                    .iter()
                    .filter(|field| field.len() > 1 && field[0] == path[0])
                    .map(|field| field[1..].to_vec())
                    .collect();
                let narrowed = match (&expanded, base.navigation(shape, &path[0])) {
                    (Value::Object(found), Some(target)) if !inner.is_empty() => {
                        let selection = Selection { fields: Some(inner), expand: Vec::new() };
                        Value::Object(selection.apply(base, target, found))
                    }
                    _ => expanded,
                };
                chosen.insert(path[0].clone(), narrowed);
            } else {
                chosen.insert(path[0].clone(), expanded);
            }
        }
        chosen
    }

    /// Adds the links to what a record refers to, which the fuller form of an answer has.
    pub(super) fn link(&self, chosen: &mut Record, set: &str, shape: &Shape, detail: Detail) {
        if detail == Detail::None || self.fields.is_some() {
            return;
        }
        let address = key::address(set, shape, chosen);
        for name in shape.navigation.keys() {
            if !chosen.contains_key(name) {
                let link = Value::String(format!("{address}/{name}"));
                chosen.insert(format!("{name}@navigationLinkUrl"), link);
            }
        }
    }
}

fn is_field(base: Base, declared: &Shape, shape: &str, path: &[String]) -> bool {
    let first = path[0].as_str();
    let plain = first.strip_suffix(PRESENTATION).unwrap_or(first);
    let known = declared.properties.get(plain);
    match path {
        [_] => {
            matches!(first, "*" | "**" | "Presentation" | EVERY_PRESENTATION)
                || known.is_some()
                || base.navigation(shape, plain).is_some()
        }
        [_, inner] => match known.map(|property| &property.edm) {
            Some(Edm::Rows(row)) => {
                let row = base.model.shapes.get(row);
                inner == "*" || row.is_some_and(|row| row.properties.contains_key(inner))
            }
            _ => base.navigation(shape, first).is_some(),
        },
        _ => base.navigation(shape, first).is_some(),
    }
}

fn choose(
    chosen: &mut Record,
    base: Base,
    declared: &Shape,
    shape: &str,
    record: &Record,
    path: &[String],
) {
    let first = path[0].as_str();
    let rows =
        |name: &str| matches!(declared.properties.get(name).map(|it| &it.edm), Some(Edm::Rows(_)));
    match (first, path.get(1)) {
        ("*" | "**", _) => {
            let wanted = record.iter().filter(|(name, _)| first == "*" || !rows(name));
            chosen.extend(wanted.map(|(name, value)| (name.clone(), value.clone())));
        }
        (EVERY_PRESENTATION, _) => {
            for name in record.keys().filter(|name| !rows(name)) {
                let field = name.strip_suffix("_Key").unwrap_or(name);
                let text = Value::String(shown(base, shape, record, name));
                chosen.insert(format!("{field}{PRESENTATION}"), text);
            }
        }
        ("Presentation", _) => {
            chosen.insert(first.to_owned(), Value::String(presentation(record)));
        }
        (_, Some(column)) if rows(first) => add_column(chosen, record, first, column),
        (_, Some(_)) => {}
        (_, None) => {
            if let Some(name) = first.strip_suffix(PRESENTATION) {
                let text = shown(base, shape, record, name);
                chosen.insert(first.to_owned(), Value::String(text));
            } else if let Some(value) = record.get(first) {
                chosen.insert(first.to_owned(), value.clone());
            }
        }
    }
}

/// Adds one column of a tabular part to the rows chosen so far.
fn add_column(chosen: &mut Record, record: &Record, part: &str, column: &str) {
    let Some(Value::Array(rows)) = record.get(part) else { return };
    let blank = || Value::Array(vec![Value::Object(Record::new()); rows.len()]);
    let Value::Array(kept) = chosen.entry(part).or_insert_with(blank) else { return };
    for (kept, row) in kept.iter_mut().zip(rows) {
        let (Value::Object(kept), Value::Object(row)) = (kept, row) else { continue };
        if column == "*" {
            kept.extend(row.iter().map(|(name, value)| (name.clone(), value.clone())));
        } else if let Some(value) = row.get(column) {
            kept.insert(column.to_owned(), value.clone());
        }
    }
}

/// The record that a reference leads to; null for an empty one.
fn expand(base: Base, shape: &str, record: &Record, path: &[String]) -> Value {
    let text = |name: &str| record.get(name).and_then(Value::as_str).unwrap_or_default();
    let (target, key, rest) = if let Some(target) = base.navigation(shape, &path[0]) {
        (target.to_owned(), text(&format!("{}_Key", path[0])), &path[1..])
    } else {
        let of = text(&format!("{}_Type", path[0]));
        let wanted = path.get(1).map_or("", String::as_str);
        if of.strip_prefix(NAMESPACE) != Some(wanted) {
            return Value::Null;
        }
        (wanted.to_owned(), text(&path[0]), &path[2..])
    };
    let Some(found) = base.rows.get(&target, key).filter(|_| key != ZERO) else {
        return Value::Null;
    };
    let mut found = found.clone();
    if let Some(next) = rest.first().filter(|next| *next != "*") {
        let inner = expand(base, &target, &found, rest);
        found.insert(next.clone(), inner);
    }
    Value::Object(found)
}

/// What the base shows of a field's value.
pub(super) fn shown(base: Base, shape: &str, record: &Record, name: &str) -> String {
    let field = name.strip_suffix("_Key").unwrap_or(name);
    let text = |name: &str| record.get(name).and_then(Value::as_str);
    let referred = if let Some(target) = base.navigation(shape, field) {
        text(&format!("{field}_Key")).and_then(|key| base.rows.get(target, key))
    } else {
        let of = text(&format!("{field}_Type")).and_then(|of| of.strip_prefix(NAMESPACE));
        of.and_then(|of| base.rows.get(of, text(field)?))
    };
    match (referred, record.get(name)) {
        (Some(referred), _) => presentation(referred),
        (None, Some(Value::String(text))) if text != ZERO => text.clone(),
        (None, Some(Value::Number(number))) => number.to_string(),
        _ => String::new(),
    }
}

/// What the base shows of a record.
fn presentation(record: &Record) -> String {
    let text = |name: &str| record.get(name).and_then(Value::as_str);
    match (text("Description"), text("Number"), text("Date")) {
        (Some(description), _, _) => description.to_owned(),
        (None, Some(number), Some(date)) => format!("{number} от {date}"),
        _ => text("Code").unwrap_or_default().to_owned(),
    }
}

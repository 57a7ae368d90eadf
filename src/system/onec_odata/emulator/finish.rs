//! What happens to every record on its way into the base: numbers, sums, times, versions, and
//! the refusals of the configuration's own code.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::endpoint::emulate::WorldError;
use crate::system::onec_odata::model::{Edm, Model, Shape};

use super::evaluate::Frame;
use super::filter::Expr;
use super::refusal::Refusal;
use super::rows::Record;
use super::rules::{Occasion, Who};
use super::sums;
use super::values::is_empty;
use super::write::Writer;

/// Whether a record has nothing in a field that its type declares.
pub(super) fn lacks(shape: &Shape, name: &str, record: &Record) -> bool {
    shape.properties.contains_key(name) && is_empty(shape, name, record)
}

/// Gives an empty number or code the one after the greatest of its set.
pub(super) fn number(writer: Writer, set: &str, shape: &Shape, record: &mut Record) {
    for field in ["Number", "Code"] {
        let text = shape.properties.get(field).is_some_and(|it| it.edm == Edm::String);
        if !text || !lacks(shape, field, record) {
            continue;
        }
        let known = writer.rows.all(set).filter_map(|(_, it)| it.get(field)?.as_str());
        let greatest = known.filter_map(|text| split_number(text.trim_end())).max();
        let next = match greatest {
            Some((number, width, prefix)) => format!("{prefix}{:0width$}", number + 1),
            None => format!("{}{:08}", writer.settings.prefix, 1),
        };
        record.insert(field.to_owned(), json!(next));
    }
}

/// The number at the end of a text, its width and what stands before it.
fn split_number(text: &str) -> Option<(u64, usize, &str)> {
    let prefix = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = &text[prefix.len()..];
    Some((digits.parse().ok()?, digits.len(), prefix))
}

/// Rows get the key of their owner, the record its sums, its time and a new version.
pub(super) fn settle(
    writer: Writer,
    set: &str,
    shape: &Shape,
    record: &mut Record,
) -> Result<(), WorldError> {
    own_rows(&writer.settings.model, shape, record);
    if let Some(rules) = writer.settings.rules.entities.get(set).filter(|_| !writer.load) {
        for (field, columns) in &rules.sums {
            let total = columns.iter().map(|(part, column)| column_sum(record, part, column)).sum();
            record.insert(field.clone(), sums::number(total));
        }
        for field in &rules.stamp {
            record.insert(field.clone(), json!(writer.moment));
        }
    }
    if shape.properties.contains_key("DataVersion") {
        record.insert("DataVersion".to_owned(), json!(version(writer.tx.next("version")?)));
    }
    Ok(())
}

fn column_sum(record: &Record, part: &str, column: &str) -> i128 {
    let rows = record.get(part).and_then(Value::as_array);
    rows.into_iter().flatten().map(|row| sums::exact(row.get(column))).sum()
}

/// Puts the owner's key into its rows.
pub(super) fn own_rows(model: &Model, shape: &Shape, record: &mut Record) {
    let key: Vec<(String, Value)> = shape
        .key
        .iter()
        .filter_map(|name| Some((name.clone(), record.get(name)?.clone())))
        .collect();
    for (name, property) in &shape.properties {
        let Edm::Rows(row_type) = &property.edm else { continue };
        let Some(row_shape) = model.shapes.get(row_type) else { continue };
        let Some(Value::Array(rows)) = record.get_mut(name) else { continue };
        for row in rows.iter_mut().filter_map(Value::as_object_mut) {
            for (field, value) in &key {
                if row_shape.properties.contains_key(field) {
                    row.insert(field.clone(), value.clone());
                }
            }
        }
    }
}

/// A version as the base writes it: eight bytes in base64.
pub(super) fn version(number: i64) -> String {
    STANDARD.encode((number << 8).to_be_bytes())
}

/// The number behind a version; none for a text that is no version.
pub(super) fn version_number(text: &str) -> Option<i64> {
    let bytes: [u8; 8] = STANDARD.decode(text).ok()?.try_into().ok()?;
    Some(i64::from_be_bytes(bytes) >> 8)
}

/// Refuses what the world's rules refuse on one of these occasions.
pub(super) fn refuse(
    writer: Writer,
    set: &str,
    occasions: &[Occasion],
    was: Option<&Record>,
    becomes: Option<&Record>,
) -> Result<(), Refusal> {
    let rules = writer.settings.rules.entities.get(set).filter(|_| !writer.load);
    let Some(rules) = rules else { return Ok(()) };
    for rule in &rules.refusals {
        let asked = rule.on.iter().any(|occasion| occasions.contains(occasion));
        let meant = rule.by.is_none_or(|Who::People| writer.by_hand);
        if asked
            && meant
            && fits(writer, set, rule.was.as_ref(), was)?
            && fits(writer, set, rule.becomes.as_ref(), becomes)?
        {
            return Err(Refusal::exception(&rule.text));
        }
    }
    Ok(())
}

/// Whether a record fits a condition of the rules; no condition fits always, no record never.
fn fits(
    writer: Writer,
    set: &str,
    condition: Option<&Expr>,
    record: Option<&Record>,
) -> Result<bool, Refusal> {
    let Some(condition) = condition else { return Ok(true) };
    if record.is_none() {
        return Ok(false);
    }
    let shape = writer.settings.model.sets.get(set).map_or(set, String::as_str);
    let frame = Frame { name: "", shape, record, outer: None };
    let misfit = |misfit| Refusal::condition("posting.yaml", &misfit);
    writer.base().fits(condition, &frame).map_err(misfit)
}

#[cfg(test)]
mod tests {
    use super::{split_number, version, version_number};

    #[test]
    fn versions_are_eight_bytes() {
        assert_eq!(version(0x240), "AAAAAAACQAA=");
        assert_eq!(version_number("AAAAAAACQAA="), Some(0x240));
        assert_eq!(version_number("x"), None);
    }

    #[test]
    fn the_number_stands_at_the_end() {
        assert_eq!(split_number("AB-00000105"), Some((105, 8, "AB-")));
        assert_eq!(split_number("none"), None);
    }
}

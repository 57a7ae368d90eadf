//! Where a value came from: the members of the source record that its rule reads, with their text as
//! it came.

use serde_json::value::RawValue;

use crate::report::words::{Words, shortened};
use crate::schema::{Sensitivity, mask};
use crate::sync::{FieldChange, RecordPlan};

/// A member of the source record.
#[derive(Debug)]
pub(crate) struct Origin {
    /// Where it stands in the record.
    pub(crate) path: Box<str>,
    /// Its text as it came, as far as it may be shown; none where the record has no such member, or
    /// where it is a member of a row.
    pub(crate) raw: Option<String>,
}

/// The members behind a changed field; none unless the report explains values.
pub(crate) fn origins(words: &Words<'_>, record: &RecordPlan, field: &FieldChange) -> Vec<Origin> {
    let Some(key) = &record.source.key else { return Vec::new() };
    let payload = words.flow.payloads.get(&(record.source.entity, key.clone()));
    let Some(payload) = payload else { return Vec::new() };
    let text = std::str::from_utf8(&payload.bytes).unwrap_or_default();
    let catalog = words.view.catalog;
    let source = catalog[record.source.entity].record;
    let origin = |path: &Box<str>| {
        let seen = field.sensitivity.max(catalog.seen_at(source, path));
        let raw = member(text, path).and_then(|raw| shown(raw, seen));
        Origin { path: path.clone(), raw }
    };
    field.sources.iter().map(origin).collect()
}

/// The text at the end of a path of members.
fn member<'a>(text: &'a str, path: &str) -> Option<&'a str> {
    path.split('.').try_fold(text, |text, name| {
        let members: std::collections::HashMap<String, &RawValue> =
            serde_json::from_str(text).ok()?;
        members.get(name).map(|value| value.get())
    })
}

/// A record within the record may hold what the field does not, so only plain values are shown.
fn shown(raw: &str, sensitivity: Sensitivity) -> Option<String> {
    if raw.starts_with(['{', '[']) {
        return None;
    }
    if sensitivity == Sensitivity::Open {
        return Some(shortened(raw));
    }
    let plain: String = serde_json::from_str(raw).unwrap_or_else(|_| raw.to_owned());
    Some(mask(sensitivity, &plain))
}

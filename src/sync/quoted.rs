//! What a system says of a write that it refuses, without the personal values of the record: systems
//! quote them.

use serde_json::Value;

use crate::journal::Intent;
use crate::program::Constant;
use crate::schema::{Catalog, EntityId, RecordId, Sensitivity, Type, mask};
use crate::sync::lane_plan::LanePlan;

/// Shorter ones are found in words of anybody.
const SHORTEST: usize = 4;

/// The words with what is personal in the records of the plan and in what was sent masked.
pub(crate) fn hushed(
    catalog: &Catalog,
    planned: Option<&LanePlan>,
    intents: &[Intent],
    said: String,
) -> String {
    let mut found = Vec::new();
    for intent in intents {
        let side = catalog.side(&intent.side);
        let entity = side.and_then(|side| catalog.entity(side, &intent.entity));
        let body = intent.body.as_deref();
        if let (Some(entity), Some(body)) = (entity, body) {
            of_payload(catalog, entity, body, &mut found);
        }
    }
    for record in planned.map_or(&[][..], |planned| &planned.records) {
        if let Some(seen) = &record.seen {
            of_payload(catalog, record.source.entity, &seen.source.bytes, &mut found);
        }
        for field in record.fields.iter().filter(|field| field.sensitivity > Sensitivity::Open) {
            for value in [&field.before, &field.after] {
                if let Constant::Text(text) = value {
                    found.push((text.to_string(), field.sensitivity));
                }
            }
        }
    }
    found.retain(|(value, _)| value.chars().count() >= SHORTEST);
    // A whole name goes before its parts.
    found.sort_by_key(|(value, _)| std::cmp::Reverse(value.len()));
    found.iter().fold(said, |said, (value, seen)| {
        if said.contains(value.as_str()) {
            said.replace(value.as_str(), &mask(*seen, value))
        } else {
            said
        }
    })
}

fn of_payload(
    catalog: &Catalog,
    entity: EntityId,
    bytes: &[u8],
    found: &mut Vec<(String, Sensitivity)>,
) {
    if let Ok(value) = serde_json::from_slice(bytes) {
        of_record(catalog, catalog[entity].record, &value, found);
    }
}

fn of_record(
    catalog: &Catalog,
    record: RecordId,
    value: &Value,
    found: &mut Vec<(String, Sensitivity)>,
) {
    match value {
        Value::Array(rows) => rows.iter().for_each(|row| of_record(catalog, record, row, found)),
        Value::Object(members) => {
            for field in catalog[record].fields.values() {
                let Some(value) = members.get(&*field.wire.name) else { continue };
                if field.sensitivity > Sensitivity::Open {
                    texts(value, field.sensitivity, found);
                    continue;
                }
                let inner = match &field.ty {
                    Type::Record(inner) => Some(*inner),
                    Type::Rows(rows) => Some(rows.record),
                    _ => field.inline,
                };
                if let Some(inner) = inner {
                    of_record(catalog, inner, value, found);
                }
            }
        }
        _ => {}
    }
}

/// All texts of a value.
fn texts(value: &Value, seen: Sensitivity, found: &mut Vec<(String, Sensitivity)>) {
    match value {
        Value::String(text) => found.push((text.trim().to_owned(), seen)),
        Value::Array(all) => all.iter().for_each(|value| texts(value, seen, found)),
        Value::Object(all) => all.values().for_each(|value| texts(value, seen, found)),
        _ => {}
    }
}

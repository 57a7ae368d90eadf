//! Records in the documents of a system: bare, in a list, in a whole answer, inside other records.

use crate::schema::{Catalog, EntityId, Member, RecordId, Type};
use crate::sync::{Members, Opened, rows};

/// The member that holds the records of an OData answer.
const ODATA: &str = "value";

/// Where a text is no JSON, with columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoJson {
    /// From one.
    pub(crate) line: usize,
    /// From one.
    pub(crate) column: usize,
    /// From zero, in the text.
    pub(crate) byte: usize,
    /// Whether the text ends in the middle.
    pub(crate) is_short: bool,
}

/// Where that text is no JSON.
pub(crate) fn no_json(text: &str, error: &serde_json::Error) -> NoJson {
    let lines = || text.split('\n');
    let line = lines().nth(error.line().saturating_sub(1)).unwrap_or_default();
    let before = line.char_indices().take_while(|(at, _)| at + 1 < error.column()).count();
    let above: usize = lines().take(error.line().saturating_sub(1)).map(|it| it.len() + 1).sum();
    let byte = (above + error.column().saturating_sub(1)).min(text.len());
    NoJson { line: error.line(), column: before + 1, byte, is_short: error.is_eof() }
}

/// The records of a document: a bare record, an array of them, or a whole answer that holds either.
pub(crate) fn unwrapped(
    catalog: &Catalog,
    entity: EntityId,
    text: &str,
) -> Result<Vec<String>, NoJson> {
    serde_json::from_str::<&serde_json::value::RawValue>(text)
        .map_err(|error| no_json(text, &error))?;
    let all = |list: &str| rows(list).into_iter().map(str::to_owned).collect();
    if text.trim_start().starts_with('[') {
        return Ok(all(text));
    }
    let Some(members) = Members::of(text) else { return Ok(Vec::new()) };
    let side = &catalog[catalog[entity].side];
    let own = side.members.iter().filter(|(_, member)| match member {
        Member::Entity(known) | Member::Collection(known) => *known == entity,
        _ => false,
    });
    let names: Vec<&str> = own.map(|(name, _)| &**name).chain([ODATA]).collect();
    let is_record = key(catalog, entity, text).is_some();
    let envelope = names.into_iter().find_map(|name| members.get(name)).filter(|_| !is_record);
    Ok(match envelope {
        Some(list) if list.starts_with('[') => all(list),
        Some(record) if record.starts_with('{') => vec![record.to_owned()],
        _ => vec![text.to_owned()],
    })
}

/// The members that are an entity's key.
pub(crate) fn key_members(catalog: &Catalog, entity: EntityId) -> Vec<Box<str>> {
    let record = catalog[entity].record;
    let key = catalog[entity].key.iter();
    let fields = key.map(|name| (name, catalog.field(record, name)));
    fields
        .map(|(name, field)| field.map_or_else(|| name.clone(), |f| f.wire.name.clone()))
        .collect()
}

/// A record's key; none where it has none. The parts of a composite one are joined by `/`.
pub(crate) fn key(catalog: &Catalog, entity: EntityId, text: &str) -> Option<String> {
    let record = Opened::new(text);
    let part = |member: Box<str>| {
        let found = record.at(&[member])?;
        match serde_json::from_str(found).ok()? {
            serde_json::Value::String(text) if !text.is_empty() => Some(text),
            serde_json::Value::Number(_) => Some(found.to_owned()),
            _ => None,
        }
    };
    let parts: Option<Vec<String>> = key_members(catalog, entity).into_iter().map(part).collect();
    parts.map(|parts| parts.join("/")).filter(|key| !key.is_empty())
}

/// Hands out the records that a record carries inside.
pub(crate) fn inside(
    catalog: &Catalog,
    record: RecordId,
    value: &Opened<'_>,
    put: &mut dyn FnMut(EntityId, &str, &str),
) {
    for field in catalog[record].fields.values() {
        let Some(found) = value.at(std::slice::from_ref(&field.wire.name)) else { continue };
        match (&field.ty, field.inline) {
            (Type::Ref(entity), Some(inline)) => {
                if let Some(key) = key(catalog, *entity, found) {
                    put(*entity, &key, found);
                }
                inside(catalog, inline, &Opened::new(found), put);
            }
            (Type::Record(inner), _) => inside(catalog, *inner, &Opened::new(found), put),
            (Type::Rows(list), _) if !field.wire.name.is_empty() => {
                for row in rows(found) {
                    inside(catalog, list.record, &Opened::new(row), put);
                }
            }
            _ => {}
        }
    }
}

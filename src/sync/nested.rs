//! Rows of a record as records of their own, each with the record that it is a row of.

use crate::check::UP;
use crate::endpoint::Payload;
use crate::program::FlowRows;
use crate::schema::Catalog;
use crate::sync::raw::{Members, Opened, rows};
use crate::sync::search::wire_of;

/// The rows of `owner`; one without its key is left out, for nothing would tell it apart.
pub(crate) fn nested(catalog: &Catalog, wanted: &FlowRows, owner: &Payload) -> Vec<Payload> {
    let text = String::from_utf8_lossy(&owner.bytes);
    let list = Opened::new(&text).at(&wanted.wire).map(rows).unwrap_or_default();
    let entity = &catalog[wanted.entity];
    let Some(name) = entity.key.first() else { return Vec::new() };
    let wire = wire_of(catalog, entity.record, name);
    let payload = |row: &str| {
        let key = Members::of(row)?.get(&wire)?.trim_matches('"').to_owned();
        let members = row.trim().strip_prefix('{')?;
        let bytes = format!("{{\"{UP}\":{text},{members}").into_bytes();
        Some(Payload { key, version: None, bytes: bytes.into(), fault: None })
    };
    list.into_iter().filter_map(payload).collect()
}

#[cfg(test)]
mod tests;

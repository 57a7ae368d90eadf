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
        Some(Payload { key, version: None, bytes: bytes.into() })
    };
    list.into_iter().filter_map(payload).collect()
}

#[cfg(test)]
mod tests {
    use super::nested;
    use crate::endpoint::Payload;
    use crate::program::FlowRows;
    use crate::system::retailcrm::schema::schema;

    #[test]
    fn each_row_has_its_key_and_its_record() {
        let mut catalog = crate::schema::Catalog::default();
        let side = schema(&mut catalog, "crm");
        let entity = catalog.entity(side, "order.payments").unwrap();
        let wire = vec!["payments".into()];
        let wanted = FlowRows { entity, wire, filter: None, steps: Vec::new() };
        let text = r#"{"id":5,"payments":{"7":{"id":7,"amount":10},"8":{"amount":1}}}"#;
        let owner = Payload { key: "5".into(), version: None, bytes: text.as_bytes().into() };
        let rows = nested(&catalog, &wanted, &owner);
        assert_eq!(rows.len(), 1, "what has no key is left out");
        assert_eq!(rows[0].key, "7");
        let row: serde_json::Value = serde_json::from_slice(&rows[0].bytes).unwrap();
        assert_eq!((&row["amount"], &row["up"]["id"]), (&10.into(), &5.into()));
    }
}

//! Tests: rows of a record as records of their own, each with the record that it is a row of.

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
    let owner =
        Payload { key: "5".into(), version: None, bytes: text.as_bytes().into(), fault: None };
    let rows = nested(&catalog, &wanted, &owner);
    assert_eq!(rows.len(), 1, "what has no key is left out");
    assert_eq!(rows[0].key, "7");
    let row: serde_json::Value = serde_json::from_slice(&rows[0].bytes).unwrap();
    assert_eq!((&row["amount"], &row["up"]["id"]), (&10.into(), &5.into()));
}

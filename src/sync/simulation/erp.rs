//! A base in memory that behaves as 1C does: keys by the caller, a version for each write,
//! collections replaced whole, documents whose movements follow a post alone.

use serde_json::{Value, json};

use super::store::{Record, Store, plain};
use crate::endpoint::{
    Answer, Change, EndpointError, ErrorKind, Payload, Write, WriteKind, Written,
};

pub(super) const ORDER: &str = "Document_Order";
pub(super) const BUYER: &str = "Catalog_Buyers";
pub(super) const GOOD: &str = "Catalog_Goods";
pub(super) const EXTRA: &str = "InformationRegister_Extras";

/// Carries a write out.
pub(super) fn apply(store: &mut Store, write: &Write) -> Answer<Written> {
    let key = write.key.clone().expect("this base is told all keys");
    let refuse = |kind: ErrorKind| Err(EndpointError::new(kind, "write", format!("{kind:?}")));
    let body = || serde_json::from_slice::<Value>(&write.body).expect("a body is JSON");
    let there = store.get(&write.entity, &key).is_some();
    match write.kind {
        WriteKind::Create if there => return refuse(ErrorKind::Exists),
        WriteKind::Create => {
            let number = store.all(&write.entity).count() + 1;
            store.put(&write.entity, &key, born(&write.entity, body(), number));
        }
        _ if !there => return refuse(ErrorKind::Missing),
        WriteKind::Edit => {
            let record = store.get_mut(&write.entity, &key).expect("it is there");
            if write.version.as_ref().is_some_and(|read| *read != record.version.to_string()) {
                return refuse(ErrorKind::Conflict);
            }
            edit(record, &body());
        }
        WriteKind::Post => {
            let record = store.get_mut(&write.entity, &key).expect("it is there");
            if record.json["Lines"].as_array().is_none_or(Vec::is_empty) {
                return refuse(ErrorKind::Rejected);
            }
            post(record);
        }
        WriteKind::Unpost => panic!("nobody unposts: {write:?}"),
    }
    Ok(written(&key, store.get(&write.entity, &key).expect("it was written")))
}

fn written(key: &str, record: &Record) -> Written {
    let version = Some(record.version.to_string());
    let bytes = record.json.to_string().into_bytes().into();
    let record =
        Some(Payload { key: key.to_owned(), version: version.clone(), bytes, fault: None });
    Written { key: key.to_owned(), version, record }
}

/// What the base adds to a new record.
pub(super) fn born(entity: &str, body: Value, number: usize) -> Value {
    let mut json = match entity {
        ORDER => json!({
            "Number": format!("{number:06}"), "Posted": false, "Note": "", "Remark": "",
            "Stage": "Open", "Shipped": "0001-01-01T00:00:00", "Lines": [],
        }),
        BUYER => json!({ "Description": "", "Contacts": [] }),
        _ => json!({}),
    };
    lay(&mut json, &body);
    json
}

/// Puts the members of a body over those of the record; collections as a whole, their lines numbered.
fn lay(json: &mut Value, body: &Value) {
    for (name, value) in body.as_object().expect("a body is an object") {
        let mut value = value.clone();
        for (number, row) in (1..).zip(value.as_array_mut().into_iter().flatten()) {
            row["LineNumber"] = json!(format!("{number}"));
        }
        json[name] = value;
    }
}

/// Writes some members of a record.
pub(super) fn edit(record: &mut Record, body: &Value) {
    let mut json = record.json.clone();
    lay(&mut json, body);
    record.write(json);
}

/// Makes the movements of a document.
pub(super) fn post(record: &mut Record) {
    let mut json = record.json.clone();
    json["Posted"] = json!(true);
    record.write(json);
    record.moved = Some(record.json["Lines"].clone());
}

/// Every record with its version: there is no other feed.
pub(super) fn changes(store: &Store, entity: &str) -> Vec<Change> {
    let change = |(key, record): (&str, &Record)| Change {
        id: format!("{key} {}", record.version),
        key: key.to_owned(),
        field: None,
        source: String::new(),
        own: false,
        gone: None,
        payload: (*b"").into(),
    };
    store.all(entity).map(change).collect()
}

/// The records that carry a mark, by the mark.
pub(super) fn marks<'s>(
    store: &'s Store,
    property: &'s str,
) -> impl Iterator<Item = (String, String)> + 's {
    let of = move |record: &&Record| record.json["Property"] == property;
    let marks = store.all(EXTRA).map(|(_, record)| record).filter(of);
    marks.map(|record| (plain(&record.json["Value"]), plain(&record.json["Object"])))
}

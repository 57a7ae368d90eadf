//! An account in memory that behaves as RetailCRM does: it numbers its records, keeps a history of
//! what changed and by whom, replaces the items of an order as a whole and reckons its total.

use serde_json::{Value, json};

use super::store::{Store, plain};
use crate::endpoint::{
    Answer, Change, EndpointError, ErrorKind, Payload, Write, WriteKind, Written,
};
use crate::value::{Decimal, Rounding};

/// A line of the history.
#[derive(Clone, Debug)]
pub(super) struct Event {
    entity: String,
    key: String,
    own: bool,
}

/// The account.
#[derive(Debug, Default)]
pub(super) struct Crm {
    pub(super) store: Store,
    history: Vec<Event>,
    last: u64,
}

impl Crm {
    /// The next number.
    pub(super) fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    /// Carries a write out.
    pub(super) fn apply(&mut self, write: &Write) -> Answer<Written> {
        let refuse = |kind: ErrorKind| Err(EndpointError::new(kind, "write", format!("{kind:?}")));
        let body: Value = serde_json::from_slice(&write.body).expect("a body is JSON");
        let entity = write.entity.as_str();
        let key = match (write.kind, &write.key) {
            (WriteKind::Create, _) => {
                let external = plain(&body["externalId"]);
                assert!(!external.is_empty(), "nobody would find it again: {write:?}");
                let same = |json: &Value| plain(&json["externalId"]) == external;
                if self.store.all(entity).any(|(_, record)| same(&record.json)) {
                    return refuse(ErrorKind::Exists);
                }
                self.add(entity, &body, true)
            }
            (WriteKind::Edit, Some(key)) if self.store.get(entity, key).is_none() => {
                return refuse(ErrorKind::Missing);
            }
            (WriteKind::Edit, Some(key)) => {
                self.edit(entity, key, &body, true);
                key.clone()
            }
            _ => panic!("nobody writes so: {write:?}"),
        };
        let record = self.store.get(entity, &key).expect("it was written");
        let bytes = record.json.to_string().into_bytes().into();
        let record = Some(Payload { key: key.clone(), version: None, bytes, fault: None });
        Ok(Written { key, version: None, record })
    }

    /// A new record; gives its key.
    pub(super) fn add(&mut self, entity: &str, body: &Value, own: bool) -> String {
        let number = self.number();
        let mut json = match entity {
            "order" => json!({
                "number": format!("{number}A"), "createdAt": "2025-11-01 10:00:00",
                "status": "new", "customFields": [], "items": [],
            }),
            _ => json!({ "type": "customer", "createdAt": "2025-11-01 10:00:00", "phones": [] }),
        };
        json["id"] = json!(number);
        let key = number.to_string();
        self.lay(&mut json, body);
        self.store.put(entity, &key, json);
        self.history.push(Event { entity: entity.into(), key: key.clone(), own });
        key
    }

    /// Writes some members; nothing is told of what stays as it is.
    pub(super) fn edit(&mut self, entity: &str, key: &str, body: &Value, own: bool) {
        let Some(record) = self.store.get(entity, key) else { return };
        let mut json = record.json.clone();
        self.lay(&mut json, body);
        let record = self.store.get_mut(entity, key).expect("it is there");
        if record.json != json {
            record.write(json);
            self.history.push(Event { entity: entity.into(), key: key.into(), own });
        }
    }

    /// Objects are laid member by member, items are given as a whole.
    fn lay(&mut self, json: &mut Value, body: &Value) {
        merge(json, body);
        let Some(items) = json.get("items").and_then(Value::as_array).cloned() else { return };
        let items: Vec<Value> = items.into_iter().map(|item| self.item(item)).collect();
        let sum = items
            .iter()
            .map(total)
            .fold(Decimal::ZERO, |sum, more| sum.plus(more).expect("sums are small"));
        json["totalSumm"] = number(sum);
        json["items"] = items.into();
    }

    /// An item with its number, and what is known of its offer.
    fn item(&mut self, mut item: Value) -> Value {
        if item["id"].is_null() {
            item["id"] = json!(self.number());
        }
        let offer = self.store.get("offer", &plain(&item["offer"]["id"]));
        if let Some(offer) = offer {
            item["offer"] = json!({ "id": offer.json["id"], "xmlId": offer.json["xmlId"] });
        }
        item
    }

    /// The changes of an entity after a place; at most three, so that there are several pages.
    pub(super) fn changes(&self, entity: &str, after: usize) -> (Vec<Change>, usize, bool) {
        let rest = self.history.iter().enumerate().skip(after);
        let of_entity = |(_, event): &(usize, &Event)| event.entity == entity;
        let mut found: Vec<(usize, &Event)> = rest.filter(of_entity).collect();
        let more = found.len() > 3;
        found.truncate(3);
        let next = found.last().map_or(after, |(at, _)| at + 1);
        let change = |(at, event): (usize, &Event)| Change {
            id: (at + 1).to_string(),
            key: event.key.clone(),
            field: None,
            source: if event.own { "api".into() } else { "user".into() },
            own: event.own,
            gone: None,
            payload: (*b"{}").into(),
        };
        (found.into_iter().map(change).collect(), next, more)
    }
}

fn merge(json: &mut Value, body: &Value) {
    match body {
        Value::Object(members) => {
            if !json.is_object() {
                *json = json!({});
            }
            for (name, value) in members {
                merge(&mut json[name], value);
            }
        }
        value => *json = value.clone(),
    }
}

/// What an item costs, to the kopeck: a price that has more digits is paid rounded.
fn total(item: &Value) -> Decimal {
    let of = |name: &str| Decimal::parse(&plain(&item[name])).unwrap_or(Decimal::ZERO);
    let round = |sum: Decimal| sum.round(2, Rounding::HalfAwayFromZero).expect("sums are small");
    round(round(of("initialPrice")).times(of("quantity")).expect("sums are small"))
}

fn number(value: Decimal) -> Value {
    serde_json::from_str(&value.normalized().to_string()).expect("a number is JSON")
}

//! Recorded pages of a shop's history, caught up from the first record to the last.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use obmen::journal::{LaneKey, LaneState, Which};
use serde_json::{Value, json};

use super::shop::Shop;

/// The records of all pages, in their order.
fn recorded() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/retailcrm");
    let pages = (1..=4).map(|page| {
        let path = folder.join(format!("orders-history-page{page}.json"));
        let page: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        page["history"].as_array().unwrap().clone()
    });
    pages.flatten().collect()
}

/// The demo's shop with that history, and the orders and customers that it tells of.
fn shop(history: &[Value]) -> (Shop, BTreeMap<i64, String>) {
    let shop = Shop::demo();
    let mut orders: BTreeMap<i64, Value> = BTreeMap::new();
    let mut customers: BTreeMap<i64, Value> = BTreeMap::new();
    for record in history.iter().filter(|record| record["created"] == true) {
        let mut order = record["order"].clone();
        let customer = order["customer"].clone();
        let id = customer["id"].as_i64().unwrap();
        order["customer"] = json!({ "id": id, "type": "customer" });
        customers.insert(id, customer);
        // The record tells of the birth; since then the dictionaries of the demo apply.
        for item in order["items"].as_array_mut().into_iter().flatten() {
            item.as_object_mut().unwrap().remove("offer");
        }
        for word in ["delivery", "payments", "customFields", "contragent"] {
            order.as_object_mut().unwrap().remove(word);
        }
        orders.insert(order["id"].as_i64().unwrap(), order);
    }
    let names =
        orders.iter().map(|(id, order)| (*id, order["number"].as_str().unwrap().to_owned()));
    let names = names.collect();
    let all = |records: &BTreeMap<i64, Value>| Value::Array(records.values().cloned().collect());
    shop.world("crm/orders.json", |file| *file = all(&orders));
    shop.world("crm/customers.json", |file| *file = all(&customers));
    shop.world("crm/sites.json", |file| {
        let sites = file.as_array_mut().unwrap();
        let mut own = sites[0].clone();
        own["code"] = "BitrixMod".into();
        sites.push(own);
    });
    for empty in ["customers-corporate", "loyalty-accounts", "loyalties"] {
        shop.world(&format!("crm/{empty}.json"), |file| *file = json!([]));
    }
    fs::write(shop.dir.join("world/crm/history.json"), json!(history).to_string()).unwrap();
    // The recorded orders are old; the base lets them in.
    shop.edit("world/erp/posting.yaml", |text| text.replace("'2025-01-01", "'2010-01-01"));
    shop.edit("obmen.yaml", |text| text.replace("site: main", "site: BitrixMod"));
    shop.edit("settings.yaml", |text| text.replace("2025-10-01 00:00:00", "2018-01-01 00:00:00"));
    (shop, names)
}

#[test]
fn a_recorded_history_is_caught_up_to_its_last_record() {
    let history = recorded();
    let last = history.last().unwrap()["id"].to_string();
    let (shop, orders) = shop(&history);
    assert_eq!((history.len(), orders.len()), (80, 20));
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    // ORD-IMP-07
    let cursor = shop.journal().cursor("ЗаказыВ1С").unwrap().unwrap();
    assert_eq!(*cursor.position, *last);
    // Its items name no offer, so every order waits, with the reason; none is lost.
    let mut told = 0;
    for (id, number) in &orders {
        let lane = LaneKey {
            flow: "ЗаказыВ1С".into(),
            entity: "crm.order".into(),
            key: id.to_string().into(),
        };
        let lane = shop.journal().lane(&lane).unwrap();
        let lane = lane.unwrap_or_else(|| panic!("order {id} was never looked at"));
        let parked = shop.journal().parked_lane(&lane.key).unwrap();
        let document = shop.find_document(number);
        assert!(
            document.is_some() || parked.is_some_and(|parked| !parked.reason.is_empty()),
            "order {id}: {lane:?}"
        );
        assert_eq!(lane.state == LaneState::Idle, document.is_some(), "order {id}");
        told += 1;
    }
    assert_eq!(told, run.starting(&["‖ order", "+ ЗаказПокупателя"]).len(), "{}", run.out);
    // The shop gives its items offers: the next run brings the documents.
    let offers = fs::read_to_string(shop.dir.join("world/crm/offers.json")).unwrap();
    let offers: Value = serde_json::from_str(&offers).unwrap();
    for id in orders.keys() {
        let offer = json!({ "offer": { "id": offers[0]["id"] }, "quantity": 1 });
        shop.manager(&format!("orders/{id}/edit"), &json!({ "items": [offer] }));
    }
    let mended = shop.obmen(&["run"]);
    assert_eq!(mended.code, 0, "{} {}", mended.out, mended.err);
    // A customer has a phone that is none: the customer comes without it, and so it is told.
    assert!(
        mended.out.contains("⚠ `***` не номер телефона: исправить запись в источнике"),
        "{}",
        mended.out
    );
    assert!(orders.values().all(|number| shop.find_document(number).is_some()));
    assert!(shop.journal().lanes("ЗаказыВ1С", Which::All).unwrap().is_empty());
    assert!(shop.obmen(&["run"]).changes().is_empty());
}

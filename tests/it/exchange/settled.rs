//! What both sides edit ends in one state on both sides, the owner's where both meant the field, and
//! what was settled once is not taken for an edit afterwards.

use serde_json::{Value, json};

use super::shop::{ORDERS, Shop};

/// Both directions, with the shipped rules of the comment; the first exchange is done.
fn exchanging(orders: &[i64]) -> Shop {
    let shop = Shop::shipped();
    shop.keeping(orders);
    shop.edit("mappings/orders.obmen", |text| {
        let others = text.lines().filter(|line| !line.contains("Комментарий"));
        others.map(|line| format!("{line}\n")).collect()
    });
    run(&shop, &[]);
    shop
}

fn run(shop: &Shop, flow: &[&str]) {
    let run = shop.obmen(&[&["run", "--yes"], flow].concat());
    assert!(run.code == 0 || run.code == 3, "{} {}", run.out, run.err);
}

fn document(shop: &Shop, number: &str, body: &Value) {
    let key = shop.document(number)["Ref_Key"].as_str().unwrap().to_owned();
    shop.accountant("PATCH", &format!("{ORDERS}(guid'{key}')"), body);
    shop.accountant("POST", &format!("{ORDERS}(guid'{key}')/Post"), &json!({}));
}

fn order(shop: &Shop, id: i64, body: &Value) {
    shop.manager(&format!("orders/{id}/edit?user=13"), body);
}

const STATES: &str = "Catalog_СостоянияЗаказовПокупателей";

/// The state of that name in a document.
fn state(shop: &Shop, name: &str) -> Value {
    let states = shop.records(STATES);
    let found = states.iter().find(|state| state["Description"] == name);
    let key = &found.unwrap_or_else(|| panic!("{name}: {states:?}"))["Ref_Key"];
    json!({ "СостояниеЗаказа": key, "СостояниеЗаказа_Type": format!("StandardODATA.{STATES}") })
}

fn state_of(shop: &Shop, number: &str) -> String {
    let key = shop.document(number)["СостояниеЗаказа"].clone();
    let states = shop.records(STATES);
    let found = states.iter().find(|state| state["Ref_Key"] == key).unwrap();
    found["Description"].as_str().unwrap().to_owned()
}

/// Two statuses that mean the same to 1C: the manager's move was seen, and is no edit any more.
#[test]
fn a_move_that_means_the_same_is_settled() {
    let shop = exchanging(&[1033]);
    order(&shop, 1033, &json!({ "status": "availability-confirmed" }));
    run(&shop, &[]);
    document(&shop, "1033A", &state(&shop, "В работе"));
    run(&shop, &[]);
    assert_eq!(shop.order(1033)["status"], "prepayed");
    assert_eq!(state_of(&shop, "1033A"), "В работе");
}

/// The same at once: the owner's status goes over, although 1C held what it means before.
#[test]
fn an_owner_wins_with_a_value_that_the_other_side_had_before() {
    let shop = exchanging(&[1027]);
    assert_eq!(shop.order(1027)["status"], "assembling");
    order(&shop, 1027, &json!({ "status": "assembling-complete" }));
    document(&shop, "1027C", &state(&shop, "В доставке"));
    run(&shop, &[]);
    run(&shop, &[]);
    assert_eq!(shop.order(1027)["status"], "assembling-complete");
    assert_eq!(state_of(&shop, "1027C"), "На складе");
}

/// A status that no table knows is taken back while the accountant edits the state.
#[test]
fn a_status_that_is_taken_back_is_the_owners() {
    let shop = exchanging(&[1016]);
    let play = shop.obmen(&["sandbox", "play", "unknown_status"]);
    assert_eq!((play.code, &shop.order(1016)["status"]), (0, &json!("lost-by-post")));
    document(&shop, "1016A", &state(&shop, "На складе"));
    run(&shop, &[]);
    order(&shop, 1016, &json!({ "status": "send-to-delivery" }));
    run(&shop, &[]);
    run(&shop, &[]);
    assert_eq!(shop.order(1016)["status"], "send-to-delivery");
    assert_eq!(state_of(&shop, "1016A"), "В доставке");
}

/// What lost to the owner is settled for the other flow too: later edits are edits.
#[test]
fn an_edit_after_a_settled_one_is_an_edit() {
    let shop = exchanging(&[1033]);
    let date = |day: u8| json!({ "delivery": { "date": format!("2025-11-{day}") } });
    let shipped = |day: u8| json!({ "ДатаОтгрузки": format!("2025-11-{day}T00:00:00") });
    order(&shop, 1033, &date(23));
    document(&shop, "1033A", &shipped(24));
    run(&shop, &["ЗаказыВ1С"]);
    assert_eq!(shop.document("1033A")["ДатаОтгрузки"], "2025-11-23T00:00:00");
    document(&shop, "1033A", &shipped(25));
    run(&shop, &[]);
    assert_eq!(shop.order(1033)["delivery"]["date"], "2025-11-25");
    assert_eq!(shop.document("1033A")["ДатаОтгрузки"], "2025-11-25T00:00:00");

    // The owner's next value is not undone by what its last one was written over.
    order(&shop, 1033, &date(26));
    document(&shop, "1033A", &shipped(27));
    run(&shop, &["ЗаказыВ1С"]);
    order(&shop, 1033, &date(28));
    run(&shop, &["ПравкиВCRM"]);
    run(&shop, &[]);
    assert_eq!(shop.order(1033)["delivery"]["date"], "2025-11-28");
    assert_eq!(shop.document("1033A")["ДатаОтгрузки"], "2025-11-28T00:00:00");
}

/// The accountant owns the comment; what the manager writes without having seen it does not win.
#[test]
fn an_owners_edit_stands_until_the_other_side_has_it() {
    let shop = exchanging(&[1033]);
    document(&shop, "1033A", &json!({ "Комментарий": "б1" }));
    order(&shop, 1033, &json!({ "managerComment": "м1" }));
    run(&shop, &["ЗаказыВ1С"]);
    order(&shop, 1033, &json!({ "managerComment": "м2" }));
    run(&shop, &[]);
    run(&shop, &[]);
    assert_eq!(shop.order(1033)["managerComment"], "б1");
    assert_eq!(shop.document("1033A")["Комментарий"], "б1");

    document(&shop, "1033A", &json!({ "Комментарий": "б2" }));
    order(&shop, 1033, &json!({ "managerComment": "м3" }));
    run(&shop, &["ПравкиВCRM"]);
    assert_eq!(shop.order(1033)["managerComment"], "б2");
    order(&shop, 1033, &json!({ "managerComment": "м4" }));
    run(&shop, &[]);
    assert_eq!(shop.order(1033)["managerComment"], "м4");
    assert_eq!(shop.document("1033A")["Комментарий"], "м4");
}

/// A rule that came after the first exchange: the first edit of each side is an edit.
#[test]
fn a_new_rule_agrees_on_what_it_writes() {
    let shop = Shop::shipped();
    shop.keeping(&[1033]);
    run(&shop, &[]);
    shop.edit("mappings/orders.obmen", |text| {
        let others = text.lines().filter(|line| !line.contains("Комментарий"));
        others.map(|line| format!("{line}\n")).collect()
    });
    document(&shop, "1033A", &json!({ "Комментарий": "бух" }));
    run(&shop, &[]);
    assert_eq!(shop.order(1033)["managerComment"], "бух");
    order(&shop, 1033, &json!({ "managerComment": "мен" }));
    run(&shop, &[]);
    assert_eq!(shop.document("1033A")["Комментарий"], "мен");
    assert_eq!(shop.order(1033)["managerComment"], "мен");
}

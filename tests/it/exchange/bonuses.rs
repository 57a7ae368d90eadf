//! Bonuses and discounts of the lines of an order: what RetailCRM reckons, 1C shows.

use serde_json::{Value, json};

use super::gaps::with_columns;
use super::shop::{ORDERS, Shop};

/// The first lines of the order's document: a column of each.
fn column(shop: &Shop, name: &str) -> Vec<f64> {
    let document = shop.document("1005A");
    let rows = document["Запасы"].as_array().unwrap().iter();
    // The delivery stands last.
    let mut values: Vec<f64> = rows.map(|row| row[name].as_f64().unwrap_or_default()).collect();
    values.pop();
    values
}

/// An order's lines with bonuses charged and credited.
fn lines(order: &Value, bonuses: &[(f64, f64)]) -> Value {
    let items = order["items"].as_array().unwrap().iter().zip(bonuses);
    let item = |(item, (charged, credited)): (&Value, &(f64, f64))| {
        let mut item = item.clone();
        item["bonusesChargeTotal"] = json!(charged);
        item["bonusesCreditTotal"] = json!(credited);
        item
    };
    items.map(item).collect()
}

#[test]
fn bonuses_that_retailcrm_redistributes_come_with_the_next_import() {
    let shop = Shop::with(&[1005]);
    with_columns(&shop, &["crm_НачисленоПЛ"]);
    shop.world("crm/orders.json", |all| {
        all[0]["items"] = lines(&all[0], &[(60.0, 40.0), (20.0, 10.0)]);
    });
    assert_eq!(shop.obmen(&["run"]).code, 0);
    let bonuses = |shop: &Shop| {
        ["СуммаСкидкиОплатыБонусом", "crm_НачисленоПЛ"].map(|name| column(shop, name))
    };
    assert_eq!(bonuses(&shop), [[60.0, 20.0], [40.0, 10.0]]);
    // The second product is taken out of the order in 1C, which reckons no bonuses anew.
    let document = shop.document("1005A");
    let mut rows = document["Запасы"].as_array().unwrap().clone();
    rows.remove(1);
    let path = format!("{ORDERS}(guid'{}')", document["Ref_Key"].as_str().unwrap());
    shop.accountant("PATCH", &path, &json!({ "Запасы": rows }));
    assert_eq!(bonuses(&shop), [[60.0], [40.0]]);
    // RetailCRM has learnt of it and shares the bonuses among what is left.
    shop.world("crm/orders.json", |all| all[0]["items"] = lines(&all[0], &[(80.0, 25.0)]));
    shop.begin_anew("crm");
    let run = shop.obmen(&["run", "--id", "1005"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    // LOY-ORD-07
    assert_eq!(bonuses(&shop), [[80.0], [25.0]]);
}

#[test]
fn discounts_of_every_kind_have_a_column_of_their_own() {
    let shop = Shop::with(&[1005]);
    let columns = ["crm_СкидкаПЛ", "crm_СкидкаСобытие", "crm_СкидкаЗаказ", "crm_СкидкаТовар"];
    with_columns(&shop, &columns);
    shop.world("crm/orders.json", |all| {
        let item = &mut all[0]["items"][1];
        item["quantity"] = json!(2);
        item["initialPrice"] = json!(1000);
        item["discountManualAmount"] = json!(90);
        item["discounts"] = json!([
            { "type": "loyalty_level", "amount": 30.5 },
            { "type": "loyalty_event", "amount": 12 },
        ]);
        let only = item.clone();
        all[0]["items"] = json!([only]);
        all[0]["discountManualAmount"] = json!(70);
    });
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    // EXT-17: of the line, that is of both pieces.
    let apart = columns.map(|name| column(&shop, name));
    assert_eq!(apart, [[61.0], [24.0], [70.0], [180.0]]);
    assert_eq!(column(&shop, "СуммаСкидкиНаценки"), [335.0]);
}

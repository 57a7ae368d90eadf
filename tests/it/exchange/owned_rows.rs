//! What both sides changed in a row is settled by the owner that its rows name; no number of the row
//! is written that belongs to what the other side has.

use std::fs;

use serde_json::{Value, json};

use super::shop::{ORDERS, Shop};

/// An order of which the accountant and the manager changed the quantity of the same line. The
/// accountant's document adds up, as a form of 1C leaves it.
fn edited_on_both_sides() -> Shop {
    let shop = Shop::with(&[1005]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    let document = shop.document("1005A");
    let mut rows = document["Запасы"].as_array().unwrap().clone();
    let price = rows[0]["Цена"].as_f64().unwrap();
    let off = rows[0]["СуммаСкидкиНаценки"].as_f64().unwrap();
    rows[0]["Количество"] = json!(9);
    rows[0]["Сумма"] = json!(price * 9.0 - off);
    rows[0]["Всего"] = json!(price * 9.0 - off);
    let path = format!("{ORDERS}(guid'{}')", document["Ref_Key"].as_str().unwrap());
    shop.accountant("PATCH", &path, &json!({ "Запасы": rows }));
    let orders = fs::read_to_string(shop.dir.join("world/crm/orders.json")).unwrap();
    let orders: Value = serde_json::from_str(&orders).unwrap();
    let items = orders[0]["items"].as_array().unwrap().iter().map(
        |item| json!({ "id": item["id"], "quantity": item["quantity"].as_i64().unwrap() + 1 }),
    );
    shop.manager("orders/1005/edit", &json!({ "items": items.collect::<Vec<_>>() }));
    shop
}

#[test]
fn a_quantity_that_both_sides_changed_stays_the_owners_and_no_other_sum_is_put_beside_it() {
    let shop = edited_on_both_sides();
    let by_hand = shop.document("1005A");
    let plan = shop.obmen(&["plan"]);
    assert_eq!(plan.code, 3, "{} {}", plan.out, plan.err);
    let told = "изменён с обеих сторон: 9 и 2; по хозяину останется 9";
    assert_eq!(plan.starting(&["    ! Количество"]).len(), 1, "{} {}", plan.out, plan.err);
    assert!(plan.out.contains(told), "{}", plan.out);
    assert!(plan.out.contains("1С 51130 ≠ RetailCRM 14100"), "the sums are told: {}", plan.out);
    assert!(!plan.out.contains("  Сумма  "), "the line keeps its own: {}", plan.out);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    assert_eq!(shop.document("1005A"), by_hand, "not written by half");
    assert_eq!(shop.parked(), ["edited"]);
}

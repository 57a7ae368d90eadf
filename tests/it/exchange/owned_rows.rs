//! What both sides changed in a row is settled by the owner that its rows name.

use std::fs;

use serde_json::{Value, json};

use super::shop::{ORDERS, Shop};

#[test]
fn a_row_that_both_sides_edited_is_settled_by_the_owner_of_its_rows() {
    let shop = Shop::with(&[1005]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    let document = shop.document("1005A");
    let mut rows = document["Запасы"].as_array().unwrap().clone();
    rows[0]["Количество"] = json!(9);
    let path = format!("{ORDERS}(guid'{}')", document["Ref_Key"].as_str().unwrap());
    shop.accountant("PATCH", &path, &json!({ "Запасы": rows }));
    let orders = fs::read_to_string(shop.dir.join("world/crm/orders.json")).unwrap();
    let orders: Value = serde_json::from_str(&orders).unwrap();
    let items = orders[0]["items"].as_array().unwrap().iter().map(
        |item| json!({ "id": item["id"], "quantity": item["quantity"].as_i64().unwrap() + 1 }),
    );
    shop.manager("orders/1005/edit", &json!({ "items": items.collect::<Vec<_>>() }));
    let plan = shop.obmen(&["plan"]);
    let told = "изменён с обеих сторон: 9 и 2; по хозяину останется 9";
    assert_eq!(plan.starting(&["    ! Количество"]).len(), 1, "{} {}", plan.out, plan.err);
    assert!(plan.out.contains(told), "{}", plan.out);
    shop.obmen(&["run"]);
    assert_eq!(shop.document("1005A")["Запасы"][0]["Количество"], 9, "the accountant's");
}

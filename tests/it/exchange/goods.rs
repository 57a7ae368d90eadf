//! Orders without goods: 1C posts no document without its rows.

use serde_json::json;

use super::shop::{ORDERS, Shop};

/// A manager's edit of the only item of an order.
fn item(shop: &Shop, status: &str) {
    shop.manager("orders/1009/edit", &json!({ "items": [{ "id": 20019, "status": status }] }));
}

#[test]
fn an_order_that_never_had_goods_is_not_loaded() {
    let shop = Shop::with(&[1005, 1009]);
    shop.world("crm/orders.json", |orders| {
        orders[0]["items"] = json!([]);
        orders[0]["totalSumm"] = 320.into();
        orders[1]["items"][0]["status"] = "failure".into();
        orders[1]["items"][0]["isCanceled"] = true.into();
        orders[1]["totalSumm"] = 650.into();
    });
    let run = shop.obmen(&["run", "--yes"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert!(run.out.contains("в заказе нет товаров, в 1С он не загружается"), "{}", run.out);
    assert!(shop.records(ORDERS).is_empty());
    assert!(shop.parked().is_empty());
}

#[test]
fn an_order_that_lost_its_goods_waits_before_anything_is_written() {
    let shop = Shop::with(&[1009]);
    assert_eq!(shop.obmen(&["run", "--yes"]).code, 0);
    let loaded = shop.document("1009A");
    let written = shop.ledger("erp").len();
    item(&shop, "failure");
    shop.manager("orders/1009/edit", &json!({ "delivery": { "cost": 0 } }));
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    assert!(run.out.contains("в заказе не осталось товаров"), "{}", run.out);
    assert_eq!(shop.ledger("erp").len(), written, "nothing is sent to 1C");
    assert_eq!(shop.document("1009A"), loaded);
    assert_eq!(shop.parked().len(), 1);

    // What the customer pays for delivery alone, 1C posts.
    shop.manager("orders/1009/edit", &json!({ "delivery": { "cost": 650 } }));
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    let document = shop.document("1009A");
    assert_eq!(document["Запасы"].as_array().unwrap().len(), 1);
    assert_eq!((&document["СуммаДокумента"], &document["Posted"]), (&json!(650), &json!(true)));

    // The goods come back.
    item(&shop, "reserved");
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.document("1009A")["СуммаДокумента"], 5740);
    assert!(shop.parked().is_empty());
}

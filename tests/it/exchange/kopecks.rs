//! The sum in 1C is the sum in RetailCRM to the kopeck, whatever people did to a document meanwhile.

use serde_json::{Value, json};

use super::shop::{ORDERS, Shop};

/// An accountant's edit of the rows of the goods.
fn edit_goods(shop: &Shop, edit: impl Fn(&mut Vec<Value>)) {
    let document = shop.document("1005A");
    let mut rows = document["Запасы"].as_array().unwrap().clone();
    edit(&mut rows);
    let path = format!("{ORDERS}(guid'{}')", document["Ref_Key"].as_str().unwrap());
    shop.accountant("PATCH", &path, &json!({ "Запасы": rows }));
}

fn deliver_for(shop: &Shop, cost: u32) {
    shop.manager("orders/1005/edit", &json!({ "delivery": { "cost": cost } }));
}

#[test]
fn a_document_edited_by_hand_waits_instead_of_being_written_with_another_sum() {
    for edit in [
        |rows: &mut Vec<Value>| drop(rows.remove(0)),
        |rows: &mut Vec<Value>| {
            for (name, value) in [("Цена", 1), ("Сумма", 1), ("Всего", 1)] {
                rows[0][name] = value.into();
            }
        },
    ] {
        let shop = Shop::with(&[1005]);
        assert_eq!(shop.obmen(&["run", "--yes"]).code, 0);
        let first = shop.document("1005A")["Запасы"].as_array().unwrap().clone();
        edit_goods(&shop, edit);
        let by_hand = shop.document("1005A");
        let written = shop.ledger("erp").len();
        deliver_for(&shop, 500);
        let plan = shop.obmen(&["plan"]);
        assert_eq!(plan.code, 3, "{}", plan.out);
        // Both sums are told, and what to do.
        assert!(plan.out.contains("≠ RetailCRM 8190"), "{}", plan.out);
        assert!(plan.out.contains("правили вручную"), "{}", plan.out);
        for _ in 0..2 {
            let run = shop.obmen(&["run"]);
            assert_eq!(run.code, 3, "{} {}", run.out, run.err);
            assert!(run.out.contains("правили вручную"), "{}", run.out);
            assert_eq!(shop.ledger("erp").len(), written, "nothing is sent to 1C");
            assert_eq!(shop.document("1005A"), by_hand);
            assert_eq!(shop.parked(), ["edited"]);
        }

        // Put right, it goes on.
        edit_goods(&shop, |rows| rows.clone_from(&first));
        let run = shop.obmen(&["run"]);
        assert_eq!(run.code, 0, "{} {}", run.out, run.err);
        assert_eq!(shop.document("1005A")["СуммаДокумента"], 8190);
        assert!(shop.parked().is_empty());
    }
}

#[test]
fn an_edit_by_hand_that_leaves_the_sum_stays_and_hinders_nothing() {
    let shop = Shop::with(&[1005]);
    assert_eq!(shop.obmen(&["run", "--yes"]).code, 0);
    edit_goods(&shop, |rows| rows[0]["Содержание"] = "в подарочной бумаге".into());
    deliver_for(&shop, 500);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    let document = shop.document("1005A");
    assert_eq!(document["СуммаДокумента"], 8190);
    assert_eq!(document["Запасы"][0]["Содержание"], "в подарочной бумаге");
}

/// A shop that exchanges an order in both directions; the first exchange is done.
fn exchanging(id: i64, change: impl Fn(&mut Value)) -> Shop {
    let shop = Shop::with(&[id]);
    shop.edit("settings.yaml", |text| {
        text.replace("ВыгружатьЗаказы: false", "ВыгружатьЗаказы: true")
    });
    shop.world("crm/orders.json", |all| change(&mut all[0]));
    let first = shop.obmen(&["run", "--yes"]);
    assert_eq!(first.code, 0, "{} {}", first.out, first.err);
    shop
}

/// An accountant's edit of a row, whose sum 1C reckons anew; the document is posted again.
fn edit_row(shop: &Shop, order: &Value, at: usize, quantity: f64, discount: Option<f64>) {
    let document = shop.document(order["number"].as_str().unwrap());
    let mut rows = document["Запасы"].clone();
    let row = &mut rows[at];
    row["Количество"] = json!(quantity);
    if let Some(discount) = discount {
        row["СуммаСкидкиНаценки"] = json!(discount);
    }
    let price = row["Цена"].as_f64().unwrap();
    let sum = price * quantity - row["СуммаСкидкиНаценки"].as_f64().unwrap();
    row["Сумма"] = json!((sum * 100.0).round() / 100.0);
    row["Всего"] = row["Сумма"].clone();
    let path = format!("{ORDERS}(guid'{}')", document["Ref_Key"].as_str().unwrap());
    shop.accountant("PATCH", &path, &json!({ "Запасы": rows }));
    shop.accountant("POST", &format!("{path}/Post"), &json!({}));
}

fn assert_sums_agree(shop: &Shop, id: i64) {
    let order = shop.order(id);
    let document = shop.document(order["number"].as_str().unwrap());
    assert_eq!(document["СуммаДокумента"].as_f64(), order["totalSumm"].as_f64());
    let before = (shop.ledger("erp").len(), shop.ledger("crm").len());
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!((shop.ledger("erp").len(), shop.ledger("crm").len()), before, "{}", run.out);
}

fn unchanged(_: &mut Value) {}

fn with_percent(order: &mut Value) {
    order["discountManualAmount"] = json!(0);
    order["discountManualPercent"] = json!(7);
}

fn with_percent_of_lines(order: &mut Value) {
    order["items"][0]["discountManualPercent"] = json!(10);
}

/// A discount that the customer has in RetailCRM without anybody's doing: 40 off a unit of the first line.
fn with_personal(order: &mut Value) {
    let item = &mut order["items"][0];
    let quantity = item["quantity"].as_f64().unwrap();
    let left = item["initialPrice"].as_f64().unwrap() - 40.0;
    item["discounts"] = json!([{ "type": "personal", "amount": 40 }]);
    item["discountTotal"] = json!(40);
    item["prices"] = json!([{ "price": left, "quantity": quantity }]);
    order["totalSumm"] = json!(order["totalSumm"].as_f64().unwrap() - 40.0 * quantity);
}

/// A discount of a line beside that of the whole order.
fn with_second_line(order: &mut Value) {
    order["items"][1]["discountManualAmount"] = json!(10);
}

#[test]
fn a_quantity_edited_in_1c_gives_the_same_sum_on_both_sides() {
    for (id, at, quantity, discount, change) in [
        // Bonuses, discounts of lines, none, a fraction; percents whose sum grew with the quantity.
        (1014, 0, 3.0, None, unchanged as fn(&mut Value)),
        (1011, 0, 25.0, None, unchanged),
        (1031, 0, 4.0, None, unchanged),
        (1008, 0, 1.35, None, unchanged),
        (1031, 0, 6.0, Some(714.0), with_percent_of_lines),
        (1033, 0, 6.0, Some(1675.8), with_percent),
    ] {
        let shop = exchanging(id, change);
        edit_row(&shop, &shop.order(id), at, quantity, discount);
        for _ in 0..2 {
            let run = shop.obmen(&["run"]);
            assert_eq!(run.code, 0, "{id}: {} {}", run.out, run.err);
        }
        assert_eq!(shop.order(id)["items"][at]["quantity"].as_f64(), Some(quantity));
        assert_sums_agree(&shop, id);
    }
}

#[test]
fn an_edit_in_1c_that_would_give_another_sum_in_retailcrm_waits_before_it_is_written() {
    let beyond = "легла бы сверх неё";
    let apart = "суммы не сошлись бы";
    let kopecks = "единиц там до копейки не записать";
    let beside = "на единицу помимо ручной";
    let share = "на единицу от скидки на весь заказ";
    for (id, at, quantity, discount, change, reason) in [
        // A discount of the whole order, in rubles, with bonuses, in percent.
        (1033, 0, 6.0, None, unchanged as fn(&mut Value), beyond),
        (1013, 0, 1.0, None, unchanged, beyond),
        (1004, 0, 3.0, None, unchanged, beyond),
        (1033, 0, 6.0, None, with_percent, beyond),
        (1033, 0, 1.0, Some(500.0), unchanged, beyond),
        (1033, 0, 1.0, Some(0.0), unchanged, share),
        (1033, 0, 6.0, Some(250.14), unchanged, apart),
        // Discounts of a line that a unit cannot carry, or that stand there in percent.
        (1005, 1, 7.0, None, unchanged, kopecks),
        (1031, 0, 6.0, None, with_percent_of_lines, kopecks),
        // One that is the customer's own stays whatever is written by hand.
        (1011, 0, 25.0, None, with_personal, beside),
        (1011, 0, 24.0, Some(1200.0), with_personal, beside),
        (1011, 0, 24.0, Some(0.0), with_personal, beside),
        // None in 1C, and a share of the order's there.
        (1033, 0, 1.0, Some(0.0), with_second_line, share),
    ] {
        let shop = exchanging(id, change);
        let before = shop.order(id);
        edit_row(&shop, &before, at, quantity, discount);
        let written = shop.ledger("crm").len();
        for _ in 0..2 {
            let run = shop.obmen(&["run"]);
            assert_eq!(run.code, 3, "{id}: {} {}", run.out, run.err);
            assert!(run.out.contains(reason), "{id}: {}", run.out);
            assert_eq!(shop.ledger("crm").len(), written, "{id}: {}", run.out);
        }
        assert_eq!(shop.order(id)["items"], before["items"]);
    }
}

#[test]
fn an_order_held_for_its_sum_goes_on_once_the_manager_makes_the_same_edit() {
    let shop = exchanging(1033, unchanged);
    let order = shop.order(1033);
    edit_row(&shop, &order, 0, 6.0, None);
    assert_eq!(shop.obmen(&["run"]).code, 3);
    let items = order["items"].as_array().unwrap().iter().enumerate();
    let items = items.map(|(at, item)| match at {
        0 => json!({ "id": item["id"], "quantity": 6 }),
        _ => json!({ "id": item["id"] }),
    });
    let items: Value = items.collect();
    shop.manager("orders/1033/edit", &json!({ "items": items }));
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.order(1033)["totalSumm"], 29960);
    assert_sums_agree(&shop, 1033);
}

#[test]
fn a_discount_of_the_whole_order_does_not_hinder_other_edits() {
    for (id, change) in [
        (1033, unchanged as fn(&mut Value)),
        (1033, with_percent),
        (1004, unchanged),
        (1020, unchanged),
        (1023, unchanged),
        (1011, with_personal),
        (1033, with_second_line),
    ] {
        let shop = exchanging(id, change);
        let order = shop.order(id);
        let document = shop.document(order["number"].as_str().unwrap());
        let path = format!("{ORDERS}(guid'{}')", document["Ref_Key"].as_str().unwrap());
        shop.accountant("PATCH", &path, &json!({ "ДатаОтгрузки": "2025-11-28T00:00:00" }));
        shop.accountant("POST", &format!("{path}/Post"), &json!({}));
        let run = shop.obmen(&["run"]);
        assert_eq!(run.code, 0, "{id}: {} {}", run.out, run.err);
        assert_eq!(shop.order(id)["delivery"]["date"], "2025-11-28");
        assert_eq!(shop.order(id)["items"], order["items"]);
        assert_sums_agree(&shop, id);
    }
}

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

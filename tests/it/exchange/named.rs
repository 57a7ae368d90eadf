//! `--order` and `--id`: single records by name, changed or not.

use serde_json::json;

use super::shop::{ORDERS, Shop};

#[test]
fn an_order_is_loaded_by_its_number_or_id_whether_or_not_it_changed() {
    let shop = Shop::with(&[1005, 1009, 1013]);
    // ORD-IMP-11: the id is the number in the address of the card.
    let address = "https://12345.retailcrm.ru/orders/1005/edit";
    let plan = shop.obmen(&["plan", "--id", address]);
    assert!(plan.out.contains("прочитано 1"), "{}", plan.err);
    // ORD-IMP-09
    let run = shop.obmen(&["run", "--id", "1005"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(shop.records(ORDERS).len(), 1);
    assert_eq!(shop.document("1005A")["Posted"], true);
    // No cursor moves, so the others still come.
    assert!(shop.journal().cursor("ЗаказыВ1С").unwrap().is_none());
    let run = shop.obmen(&["run", "--order", "1009A"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(shop.records(ORDERS).len(), 2);

    // ORD-IMP-10: 1C has drifted, the order has not changed: by id it is compared all the same.
    let document = shop.document("1005A");
    let path = format!("{ORDERS}(guid'{}')", document["Ref_Key"].as_str().unwrap());
    shop.accountant("PATCH", &path, &json!({ "КонтактноеЛицо": "кто-то" }));
    let plan = shop.obmen(&["plan", "--id", "1005", "--id", "1009"]);
    assert!(plan.out.contains("прочитано 2"), "{}", plan.out);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0);
    assert_eq!(shop.records(ORDERS).len(), 3);
}

#[test]
fn a_record_that_is_not_there_is_a_mistake_and_nothing_is_done() {
    let shop = Shop::with(&[1005]);
    for (args, words) in [
        (["run", "--id", "77"], "ошибка: в источнике нет записи 77\n"),
        (["plan", "--id", "77"], "ошибка: в источнике нет записи 77\n"),
        (["run", "--order", "77Z"], "ошибка: в источнике нет записи 77Z\n"),
    ] {
        let told = shop.obmen(&args);
        assert_eq!((told.code, &*told.out, &*told.err), (1, "", words), "{args:?}");
    }
    let english = shop.obmen_in("en", &["plan", "--order", "77Z"]);
    assert_eq!(english.err, "error: the source has no record 77Z\n");
    assert!(shop.ledger("erp").is_empty());
    let run = shop.obmen(&["run"]);
    assert!(run.out.contains("прочитано 1"), "{}", run.out);
}

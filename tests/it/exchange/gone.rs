//! Orders that are deleted or merged in RetailCRM: told, and nothing is created or deleted for it.

use obmen::journal::Which;
use serde_json::{Value, json};

use super::shop::{ORDERS, Shop};

#[test]
fn a_deleted_order_is_told_once_and_its_document_stays() {
    let shop = Shop::with(&[1005, 1009, 1013]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    shop.manager("orders/1005/delete", &Value::Null);
    shop.manager("orders/1009/combine", &json!({ "into": 1013 }));
    let plan = shop.obmen(&["plan"]);
    assert_eq!(plan.code, 0, "{} {}", plan.out, plan.err);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    let told = [
        "− order 1005 удалён в источнике; в приёмнике ничего не удалено",
        "− order 1009 объединён в источнике с order 1013; в приёмнике ничего не удалено",
    ];
    assert_eq!(run.starting(&["− "]), told, "{}", run.out);
    let english = shop.obmen_in("en", &["plan"]);
    assert!(english.starting(&["− "]).is_empty());
    assert_eq!(shop.records(ORDERS).len(), 3);
    assert_eq!(shop.document("1005A")["DeletionMark"], false);
    assert!(shop.journal().lanes("ЗаказыВ1С", Which::All).unwrap().is_empty());
}

#[test]
fn an_order_that_is_gone_before_it_came_is_never_created() {
    let shop = Shop::with(&[1005, 1009]);
    shop.manager("orders/1005/delete", &Value::Null);
    let run = shop.obmen_in("en", &["run"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let told = ["− order 1005 is deleted at the source; nothing is deleted at the target"];
    assert_eq!(run.starting(&["− "]), told, "{}", run.out);
    assert!(shop.find_document("1005A").is_none());
    let json = shop.obmen(&["plan", "--format", "json"]).json();
    assert_eq!(json["flows"][0]["gone"], json!([]));
}

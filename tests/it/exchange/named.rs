//! `--order` and `--id`: single records by name, changed or not.

use obmen::endpoint::emulate::{Emulator, Request, Response};
use serde_json::json;

use super::between::plain;
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

#[test]
fn with_flows_of_both_directions_the_one_that_has_the_record_is_enough() {
    let shop = Shop::with(&[1005, 1009]);
    shop.edit("settings.yaml", |text| {
        text.replace("ВыгружатьЗаказы: false", "ВыгружатьЗаказы: true")
    });
    for args in [["plan", "--id", "1005"], ["plan", "--order", "1005A"]] {
        let plan = shop.obmen(&args);
        assert_eq!(plan.code, 2, "{args:?} {} {}", plan.out, plan.err);
        assert!(plan.out.contains("прочитано 1"), "{}", plan.out);
        assert!(!plan.err.contains("нет записи"), "{}", plan.err);
    }
    for args in [["run", "--id", "1005"], ["run", "--order", "1009A"]] {
        let run = shop.obmen(&args);
        assert_eq!(run.code, 0, "{args:?} {} {}", run.out, run.err);
    }
    assert_eq!(shop.records(ORDERS).len(), 2);
    // The document is a record of the other flow's source; names of both sides may stand together.
    let document = shop.document("1005A");
    let key = document["Ref_Key"].as_str().unwrap();
    let run = shop.obmen(&["run", "--id", key, "--id", "1009"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert!(run.out.contains("ЗаказыВ1С") && run.out.contains("ПравкиВCRM"), "{}", run.out);

    // A record that no flow has is a mistake, and nothing is done about the others either.
    let before = shop.ledger("erp").len();
    shop.accountant(
        "PATCH",
        &format!("{ORDERS}(guid'{key}')"),
        &json!({ "КонтактноеЛицо": "кто-то" }),
    );
    for args in
        [["run", "--id", "1005", "--id", "77"], ["run", "--order", "1005A", "--order", "77Z"]]
    {
        let told = shop.obmen(&args);
        assert_eq!(told.code, 1, "{args:?} {}", told.out);
        assert!(told.err.contains(&format!("в источнике нет записи {}", args[4])), "{}", told.err);
    }
    assert_eq!(shop.ledger("erp").len(), before + 1);
}

/// A base that knows no search by the number of a document.
fn not_by_number(request: &Request, erp: &dyn Emulator) -> Response {
    let answer = erp.answer(request);
    let by_number = ["Number eq", "Number+eq", "Number%20eq"];
    if by_number.iter().any(|filter| request.query.contains(filter)) {
        let body = r#"{"odata.error":{"code":"14","message":{"lang":"ru","value":"нет поля"}}}"#;
        return Response { status: 400, body: body.into(), ..answer };
    }
    answer
}

#[test]
fn a_source_that_cannot_be_asked_so_is_passed_over() {
    let shop = Shop::with(&[1005]);
    shop.edit("settings.yaml", |text| {
        text.replace("ВыгружатьЗаказы: false", "ВыгружатьЗаказы: true")
    });
    let line = shop.served(Box::new(plain), Box::new(not_by_number));
    let plan = shop.obmen(&["plan", "--order", "1005A"]);
    assert_eq!(plan.code, 2, "{} {}", plan.out, plan.err);
    assert!(plan.err.contains("обмен `ПравкиВCRM` пропущен"), "{}", plan.err);
    let none = shop.obmen(&["plan", "--order", "77Z"]);
    assert_eq!(none.code, 1, "{}", none.out);
    assert!(none.err.contains("в источнике нет записи 77Z"), "{}", none.err);
    drop(line);
}

/// A record that the flow does not take says which of its conditions says so.
#[test]
fn a_named_record_that_the_flow_leaves_out_says_why() {
    let shop = Shop::with(&[1005, 1009]);
    shop.world("crm/orders.json", |all| {
        let order = &mut all.as_array_mut().unwrap()[0];
        (order["orderType"], order["orderMethod"]) = (json!("offline"), json!("offline"));
    });
    let condition = r#"orderType == "offline" and orderMethod == "offline""#;
    for (language, said, counted) in [
        ("ru", "· order 1005A пропущен: выполнено условие", "прочитано 1: пропустить 1\n"),
        ("en", "· order 1005A skipped: the condition", "1 read: 1 skipped\n"),
    ] {
        for args in [&["plan", "--order", "1005A"][..], &["run", "--order", "1005A"]] {
            let told = shop.obmen_in(language, args);
            assert_eq!(told.code, 0, "{} {}", told.out, told.err);
            assert!(told.out.contains(&format!("{said} `{condition}`")), "{}", told.out);
            assert!(told.out.contains("std/unf3/orders.obmen:"), "{}", told.out);
            assert!(told.out.contains(counted), "{}", told.out);
        }
    }
    // Among all others it is counted; programs, and whoever wants everything explained, are told.
    let all = shop.obmen(&["plan"]);
    assert!(!all.out.contains("1005A") && all.out.contains("пропустить 1"), "{}", all.out);
    assert!(shop.obmen(&["plan", "--explain"]).out.contains("· order 1005A пропущен"));
    let document = shop.obmen(&["plan", "--format", "json"]).json();
    let records = document["flows"][0]["records"].as_array().unwrap();
    let left = records.iter().find(|one| one["source"]["key"] == "1005").unwrap();
    assert_eq!((&left["action"], &left["condition"]), (&json!("skip"), &json!(condition)));
    assert!(left["rule"]["line"].is_u64(), "{left}");
    assert_eq!(document["flows"][0]["skipped"], 1);
}

/// The same of one that a flow does not speak of at all.
#[test]
fn a_named_record_that_a_flow_does_not_speak_of_says_why() {
    let shop = Shop::shipped();
    shop.keeping(&[1005]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    let document = shop.document("1005A");
    let path = format!("{ORDERS}(guid'{}')/Unpost", document["Ref_Key"].as_str().unwrap());
    shop.accountant("POST", &path, &json!(null));
    let number = document["Number"].as_str().unwrap();
    let told = shop.obmen(&["plan", "--order", number]);
    let said = format!(
        "· ЗаказПокупателя {number} сюда не относится: не выполнено условие `Posted and linked(Заказ)`"
    );
    assert!(told.out.contains(&said), "{} {}", told.out, told.err);
    assert!(told.out.contains("не относится 1"), "{}", told.out);
}

/// A query that fits nothing says so, and is no mistake.
#[test]
fn a_query_that_finds_nothing_says_so() {
    let shop = Shop::with(&[1005]);
    for (language, words) in [
        (
            "ru",
            "--query $.flow.records: в ответе ничего такого нет; у него есть format_version, kind, flows, \
             cost, rules, diagnostics\n",
        ),
        (
            "en",
            "--query $.flow.records: the answer holds nothing like that; it has format_version, kind, flows, \
             cost, rules, diagnostics\n",
        ),
    ] {
        let query = ["plan", "--format", "json", "--query", "$.flow.records"];
        let told = shop.obmen_in(language, &query);
        assert_eq!((told.code, &*told.out, &*told.err), (2, "", words));
    }
}

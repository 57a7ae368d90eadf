//! The demo: everything once, then nothing more.

use obmen::cli::Env;
use obmen::journal::Which;
use serde_json::{Value, json};

use super::shop::{ORDERS, Shop};

#[test]
fn the_first_run_exchanges_everything_and_the_second_finds_nothing() {
    let shop = Shop::shipped();
    let plan = shop.obmen(&["plan"]);
    assert_eq!(plan.code, 2, "{}", plan.err);
    let head = plan.out.lines().next().unwrap_or_default();
    assert!(head.ends_with("   справочники 2025-10-23 10:00"), "{head}");
    // Nothing was written anywhere.
    assert!(shop.ledger("crm").is_empty() && shop.ledger("erp").is_empty());
    assert!(!shop.journal_path().exists());
    assert!(plan.changes().len() >= 40, "{}", plan.changes().len());

    let sums = |shop: &Shop| -> Vec<Value> {
        let orders = shop.orders().into_iter();
        orders.map(|order| json!([order["id"], order["totalSumm"], order["items"]])).collect()
    };
    let before = sums(&shop);
    // ORD-IMP-01, ORD-IMP-03: from the date of actuality, old orders and their changes alike.
    let run = shop.obmen(&["run"]);
    assert_eq!((run.code, &*run.err), (0, ""));
    let bare = |line: &str| line.split("   ").next().unwrap_or_default().to_owned();
    let mut planned: Vec<String> = plan.changes().into_iter().map(bare).collect();
    assert!(run.changes().iter().all(|line| line.contains("записано")));
    // Of the documents that it creates, a plan cannot know the numbers, which go back.
    let (back, into): (Vec<&str>, Vec<&str>) =
        run.changes().into_iter().partition(|line| line.starts_with("~ order "));
    assert_eq!(back.len(), 36);
    assert_eq!(sums(&shop), before, "discounts and prices stay as they are");
    for order in shop.orders() {
        // ORD-EXP-03: only what came from RetailCRM and became a document gets its number.
        let number = &order["customFields"]["nomer1c"];
        let known = shop.find_document(order["number"].as_str().unwrap());
        assert_eq!(number.as_str(), known.as_ref().and_then(|it| it["Number"].as_str()));
    }
    let mut done: Vec<String> = into.into_iter().map(bare).collect();
    planned.sort();
    done.sort();
    assert_eq!(planned, done);

    // ORD-IMP-04, ORD-IMP-18: every order has one document, but those of the offline shop.
    let documents = shop.records(ORDERS);
    assert_eq!(documents.len(), 36);
    // ORD-IMP-21
    assert!(documents.iter().all(|document| document["Posted"] == true));
    assert!(shop.find_document("УД-000041").is_none());
    // ORD-IMP-20, MSG-04
    let said = run.starting(&["» "]);
    assert_eq!(said.len(), 36);
    let first = shop.document("1001A");
    let number = first["Number"].as_str().unwrap();
    let line = format!("» Проведен: Заказ покупателя {number} от 01.10.2025 09:14:22.");
    assert!(said.contains(&&*line), "{line} {said:?}");

    // ORD-IMP-06, ORD-IMP-07: from now on by the id of the last change.
    let cursor = shop.journal().cursor("ЗаказыВ1С").unwrap().unwrap();
    assert_eq!(&*cursor.position, "40");
    let written = (shop.ledger("erp").len(), shop.ledger("crm").len());
    assert_eq!(written.1, 36);
    let again = shop.obmen(&["run"]);
    assert_eq!((again.code, &*again.err), (0, ""));
    assert!(again.changes().is_empty(), "{}", again.out);
    assert!(again.out.starts_with("run ЗаказыВ1С   курсор 40 → 76"), "{}", again.out);
    assert_eq!((shop.ledger("erp").len(), shop.ledger("crm").len()), written);
    let plan = shop.obmen(&["plan"]);
    assert_eq!((plan.code, plan.changes().len()), (0, 0));
    assert!(shop.journal().lanes("ЗаказыВ1С", Which::All).unwrap().is_empty());

    // The log of runs has both, with counts.
    let runs = shop.journal().runs(10).unwrap();
    assert_eq!(runs.len(), 4);
    let first = &runs[3];
    let counters: Value = serde_json::from_str(&first.counters).unwrap();
    assert_eq!(counters["read"], 40);
    assert_eq!((&counters["create"], &counters["beside"]), (&36.into(), &27.into()));
    assert_eq!(first.outcome.as_deref(), Some("done"));
    assert!(runs.iter().all(|run| run.finished.is_some()));
}

#[test]
fn what_a_document_takes_from_tables_and_constants() {
    let shop = Shop::with(&[1003, 1006, 1031]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    let named = |set: &str, key: &Value| {
        let found = shop.records(set).into_iter().find(|record| record["Ref_Key"] == *key);
        found.map(|record| record["Description"].as_str().unwrap_or_default().to_owned())
    };
    let store = |number: &str| {
        let document = shop.document(number);
        named("Catalog_СтруктурныеЕдиницы", &document["СтруктурнаяЕдиницаРезерв_Key"])
    };
    // WHS-03: the order's own warehouse, by the table.
    assert_eq!(store("1006C").as_deref(), Some("Склад на Заречной"));
    // WHS-04: without one, that of the constants.
    assert_eq!(store("1031C").as_deref(), Some("Основной склад"));
    let method = |number: &str| shop.document(number)["СпособДоставки"].clone();
    assert_eq!(method("1006C"), "Курьер");
    // DLV-05: without a delivery type the customer collects it.
    assert_eq!(method("1031C"), "Самовывоз");
    let states = "Catalog_СостоянияЗаказовПокупателей";
    let state = |number: &str| named(states, &shop.document(number)["СостояниеЗаказа"]);
    // STI-02, STI-04
    assert_eq!(state("1003A").as_deref(), Some("Завершен"));
    assert_eq!(state("1031C").as_deref(), Some("Новый"));
}

#[test]
fn a_delivery_type_without_a_row_is_self_delivery_and_said_once() {
    let shop = Shop::with(&[1003]);
    shop.without_rows("tables/delivery.yaml", "crm: cdek");
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0);
    // DLV-05
    assert_eq!(shop.document("1003A")["СпособДоставки"], "Самовывоз");
    let warning = "тип доставки cdek не сопоставлен, взят самовывоз";
    assert_eq!(run.out.matches(warning).count(), 1, "{}", run.out);
}

#[test]
fn a_changed_order_changes_its_document() {
    let shop = Shop::with(&[1005]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    shop.manager("orders/1005/edit", &json!({ "status": "delivering" }));
    let plan = shop.obmen(&["plan"]);
    assert_eq!((plan.code, plan.changes().len()), (2, 1));
    assert!(plan.out.contains("Завершен → В доставке"), "{}", plan.out);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{}", run.err);
    // ORD-IMP-23: the same document, edited and posted again.
    assert_eq!(shop.records(ORDERS).len(), 1);
    assert_eq!(shop.document("1005A")["Posted"], true);
    assert!(shop.obmen(&["run"]).changes().is_empty());
}

#[test]
fn a_feed_begins_at_the_date_of_actuality() {
    let shop = Shop::with(&[1001, 1036]);
    // ORD-IMP-02, SET-20: what happened before that date stays out.
    shop.edit("settings.yaml", |text| text.replace("2025-10-01 00:00:00", "2025-10-22 00:00:00"));
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0);
    assert!(shop.find_document("1001A").is_none());
    assert!(shop.find_document("1036C").is_some());
}

#[test]
fn a_terminal_sees_what_is_being_done() {
    let shop = Shop::with(&[1005]);
    let env = Env { folder: shop.dir.clone(), stderr_terminal: true, ..Env::default() };
    let run = shop.obmen_with(&env, &["run", "--lang", "ru", "--color", "never"]);
    // ORD-IMP-22, MSG-07, MSG-08: the request, then the answer, before anything is told of its records.
    assert_eq!(
        run.err,
        "ЗаказыВ1С\n\
         Запрос к RetailCRM ...\n\
         Разбор ответа ...\n\
         Запись, записей 1 ...\n"
    );
    // MSG-03
    assert!(run.out.contains("\nСообщения:\n» Проведен: "), "{}", run.out);
    let english = shop.obmen_with(&env, &["plan", "--lang", "en", "--color", "never"]);
    assert_eq!(english.err, "ЗаказыВ1С\nAsking RetailCRM ...\nReading the answer ...\n");
    assert_eq!(shop.obmen(&["run"]).err, "");
}

//! A source that suddenly shows much less than before: nothing is taken from it until somebody looked.

use serde_json::{Value, json};

use super::shop::{ORDERS, Shop};

const ORDERS_TAKEN: [i64; 12] =
    [1001, 1002, 1003, 1004, 1005, 1006, 1007, 1009, 1010, 1011, 1012, 1013];

/// A shop whose documents were followed once.
fn followed() -> (Shop, Vec<Value>) {
    let shop = Shop::with(&ORDERS_TAKEN);
    shop.edit("settings.yaml", |text| {
        text.replace("ВыгружатьЗаказы: false", "ВыгружатьЗаказы: true")
    });
    for _ in 0..2 {
        assert_eq!(shop.obmen(&["run", "--yes"]).code, 0);
    }
    let documents = shop.records(ORDERS);
    assert!(documents.len() >= 10, "{}", documents.len());
    (shop, documents)
}

fn path(document: &Value) -> String {
    format!("{ORDERS}(guid'{}')", document["Ref_Key"].as_str().unwrap())
}

#[test]
fn a_source_that_lost_a_third_of_its_records_is_held_until_it_is_allowed() {
    let (shop, documents) = followed();
    let (gone, left) = documents.split_at(documents.len() / 2);
    for document in gone {
        shop.accountant("DELETE", &path(document), &Value::Null);
    }
    let edited = left.first().unwrap();
    shop.accountant("PATCH", &path(edited), &json!({ "ДатаОтгрузки": "2025-11-03T00:00:00" }));
    let before = shop.ledger("crm").len();
    let count = |language: &str| match language {
        "ru" => format!(
            "из {} виденных раньше нет {}, а пропасть может не больше 30%",
            documents.len(),
            gone.len()
        ),
        _ => format!(
            "of {} that were seen {} are missing, and no more than 30% may be",
            documents.len(),
            gone.len()
        ),
    };
    for language in ["ru", "en"] {
        for command in ["plan", "run"] {
            let told = shop.obmen_in(language, &[command]);
            assert_eq!(told.code, 3, "{command} {}", told.err);
            assert!(told.out.contains(&count(language)), "{}", told.out);
            assert!(told.out.contains("(--yes)"), "{}", told.out);
        }
    }
    let json = shop.obmen(&["plan", "ПравкиВCRM", "--format", "json"]).json();
    assert_eq!(json["flows"][0]["stopped"]["code"], "shrink");
    assert_eq!(shop.ledger("crm").len(), before, "nothing is taken from it");
    // The other flow goes on.
    shop.manager("orders/1013/edit", &json!({ "customerComment": "после шести" }));
    assert!(shop.obmen(&["run"]).out.contains("run ЗаказыВ1С"));

    let allowed = shop.obmen(&["run", "--yes"]);
    assert!(allowed.out.contains("run ПравкиВCRM"), "{}", allowed.out);
    assert!(!allowed.out.contains("виденных раньше"), "{}", allowed.out);
    let number = edited["НомерВходящегоДокумента"].as_str().unwrap();
    let order = shop.orders().into_iter().find(|order| order["number"] == number).unwrap();
    assert_eq!(order["delivery"]["date"], "2025-11-03", "{}", allowed.out);
    // What was agreed to is not asked again.
    let again = shop.obmen(&["run"]);
    assert!(!again.out.contains("виденных раньше"), "{}", again.out);
}

#[test]
fn a_guard_that_was_raised_lets_the_source_shrink() {
    let (shop, documents) = followed();
    for document in &documents[..documents.len() / 2] {
        shop.accountant("DELETE", &path(document), &Value::Null);
    }
    shop.edit("obmen.yaml", |text| format!("{text}guards: {{ shrink: 90% }}\n"));
    let plan = shop.obmen(&["plan", "ПравкиВCRM"]);
    assert!(!plan.out.contains("виденных раньше"), "{}", plan.out);
}

#[test]
fn a_few_records_that_people_took_away_hold_nothing() {
    let (shop, documents) = followed();
    for document in &documents[..3] {
        shop.accountant("DELETE", &path(document), &Value::Null);
    }
    let run = shop.obmen(&["run", "ПравкиВCRM"]);
    assert!(!run.out.contains("виденных раньше"), "{}", run.out);
    // They count no longer: as many again are a few again.
    for document in &documents[3..6] {
        shop.accountant("DELETE", &path(document), &Value::Null);
    }
    let run = shop.obmen(&["run", "ПравкиВCRM"]);
    assert!(!run.out.contains("виденных раньше"), "{}", run.out);
}

//! `--after`: a feed is read from a change whose number is known.

use std::sync::{Arc, Mutex};

use serde_json::json;

use super::between::plain;
use super::shop::{ORDERS, Shop};

/// The demo's orders have one change each, numbered from 1 in the order of their creation.
const FOUR: [i64; 4] = [1005, 1009, 1013, 1031];

#[test]
fn a_known_change_is_where_the_first_load_begins() {
    let shop = Shop::with(&FOUR);
    let asked = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&asked);
    let line = shop.served(
        Box::new(move |request, crm| {
            if request.path.ends_with("orders/history") {
                heard.lock().unwrap().push(request.query.clone());
            }
            plain(request, crm)
        }),
        Box::new(plain),
    );
    let plan = shop.obmen(&["plan", "--after", "2"]);
    assert!(plan.out.starts_with("plan ЗаказыВ1С   курсор 2 → 4"), "{} {}", plan.out, plan.err);
    assert!(!shop.journal_path().exists());
    let run = shop.obmen(&["run", "--yes", "--after", "2"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    // SAV-05, ORD-IMP-07: it is kept, so that the next load needs neither day nor number.
    let again = shop.obmen(&["run", "--yes"]);
    assert!(again.out.starts_with("run ЗаказыВ1С   курсор 4 → 4"), "{}", again.out);
    drop(line);
    // ORD-IMP-08: what came before it stays out, and no day was asked for.
    let there = |number: &str| shop.find_document(number).is_some();
    assert_eq!(["1005A", "1009A", "1013A", "1031C"].map(there), [false, false, true, true]);
    let asked = asked.lock().unwrap();
    // Each command looks first whether there is such a change.
    assert_eq!(asked.len(), 5, "{asked:?}");
    let from = |query: &String| query.contains("sinceId%5D=2&") && !query.contains("startDate");
    assert_eq!(asked.iter().filter(|query| from(query)).count(), 3, "{asked:?}");
}

/// What was loaded once is loaded again: 1C has drifted meanwhile.
#[test]
fn changes_that_are_known_count_as_new() {
    let shop = Shop::with(&FOUR);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    let drifted = |number: &str| {
        let document = shop.document(number);
        let path = format!("{ORDERS}(guid'{}')", document["Ref_Key"].as_str().unwrap());
        shop.accountant("PATCH", &path, &json!({ "Заметки": "не то" }));
    };
    ["1009A", "1031C"].iter().for_each(|number| drifted(number));
    assert!(shop.obmen(&["plan"]).out.contains("прочитано 0"));
    let plan = shop.obmen(&["plan", "--after", "3"]);
    assert!(plan.out.contains("прочитано 1"), "{}", plan.out);
    let run = shop.obmen(&["run", "--after", "3"]);
    assert!(run.out.starts_with("run ЗаказыВ1С   курсор 3 → 4"), "{}", run.out);
    assert!(run.out.contains("прочитано 1"), "{}", run.out);
    assert!(shop.obmen(&["run"]).out.starts_with("run ЗаказыВ1С   курсор 4 → 4"));
}

/// Kept as the place to go on from, such a number would hide whatever is numbered up to it.
#[test]
fn a_number_beyond_the_last_change_is_refused() {
    let shop = Shop::with(&[1005]);
    for (language, words) in [
        ("ru", "изменения с номером 999 нет, и более поздних тоже"),
        ("en", "there is no change with the number 999, nor a later one"),
    ] {
        for command in ["plan", "run"] {
            let told = shop.obmen_in(language, &[command, "--after", "999"]);
            assert_eq!(told.code, 1, "{command} {}", told.out);
            assert!(told.err.contains(words), "{}", told.err);
        }
    }
    // The last change itself is known: nothing came after it.
    let last = shop.obmen(&["run", "--after", "1"]);
    assert_eq!(last.code, 0, "{}", last.err);
    assert!(last.out.starts_with("run ЗаказыВ1С   курсор 1 → 1"), "{}", last.out);
}

#[test]
fn what_is_no_number_of_a_change_is_refused() {
    let shop = Shop::with(&[1005]);
    for text in ["вчера", "-5", "+5", "1.5", "99999999999999999999999", ""] {
        let told = shop.obmen(&["run", &format!("--after={text}")]);
        let words = format!("ошибка: `{text}` не номер изменения: после --after нужно целое число");
        assert_eq!(told.code, 1, "{text}");
        assert!(told.err.contains(&words), "{}", told.err);
    }
    let told = shop.obmen(&["run", "--after", "1", "--id", "1005"]);
    assert_eq!(told.code, 1, "{}", told.out);
    assert!(shop.ledger("erp").is_empty());
    // A number of one feed means nothing in another.
    shop.edit("mappings/orders.obmen", |text| {
        let second = "flow Ещё: erp <- crm {\n  from crm.orders changed since const.ДатаАктуальности\n  \
                      upsert Заказ\n}\n";
        format!("{text}\n{second}")
    });
    let told = shop.obmen(&["run", "--after", "1"]);
    assert_eq!(told.code, 1, "{}", told.out);
    assert!(told.err.contains("назвать один: ЗаказыВ1С, Ещё"), "{}", told.err);
    assert!(shop.ledger("erp").is_empty());
}

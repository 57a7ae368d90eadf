//! What 1C has marked for deletion, or deleted, is there for old documents only: nothing new refers to it,
//! and beside a record that stands it does not count.

use serde_json::{Value, json};

use super::shop::{BUYERS, Shop};

const ROMASHKA: &str = "0077010019";
const PLATES: &str = "2d3f0012-7c4e-11f0-9a21-00155d0c7e01";

/// Edits the company's card in the first records of 1C.
fn card(shop: &Shop, edit: impl Fn(&mut Vec<Value>, usize)) {
    shop.world("erp/Catalog_Контрагенты.json", |all| {
        let rows = all.as_array_mut().unwrap();
        let at = rows.iter().position(|row| row["ИНН"] == ROMASHKA).unwrap();
        edit(rows, at);
    });
}

/// The company's card as it is in 1C.
fn romashka(shop: &Shop) -> Value {
    shop.records(BUYERS).into_iter().find(|row| row["ИНН"] == ROMASHKA).unwrap()
}

fn mark(shop: &Shop, set: &str, key: &str, marked: bool) {
    shop.accountant("PATCH", &format!("{set}(guid'{key}')"), &json!({ "DeletionMark": marked }));
}

/// The order waits with these words in either language, and nothing is written to 1C.
fn assert_waits(shop: &Shop, reason: &str, words: [&str; 2]) {
    let before = shop.ledger("erp").len();
    for (language, command, words) in
        [("ru", "plan", words[0]), ("en", "plan", words[1]), ("ru", "run", words[0])]
    {
        let told = shop.obmen_in(language, &[command]);
        assert_eq!((told.code, &*told.err), (3, ""), "{}", told.out);
        let held = told.starting(&["‖ order 1011C "]);
        assert!(held.len() == 1 && held[0].contains(words), "{}", told.out);
    }
    assert_eq!(shop.ledger("erp").len(), before);
    assert_eq!(shop.parked(), [reason]);
}

const MARKED: [&str; 2] = [
    "помечен на удаление: обмен не пишет ни туда, ни со ссылкой на него; снять пометку или указать \
     вместо него другую запись",
    "is marked for deletion: nothing is written there or with a reference to it; take the mark off, or \
     name another record instead",
];

#[test]
fn a_marked_card_is_not_taken_for_the_buyer() {
    let shop = Shop::with(&[1011]);
    card(&shop, |rows, at| rows[at]["DeletionMark"] = true.into());
    let cards = shop.records(BUYERS).len();
    assert_waits(&shop, "marked", MARKED);
    let key = romashka(&shop)["Ref_Key"].as_str().unwrap().to_owned();
    assert!(shop.obmen(&["plan"]).out.contains(&key), "people are told which card it is");
    assert_eq!(shop.records(BUYERS).len(), cards, "no second card is made");
    mark(&shop, BUYERS, &key, false);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.document("1011C")["Контрагент_Key"], key);
    assert!(shop.parked().is_empty());
}

#[test]
fn a_marked_twin_does_not_count() {
    let shop = Shop::with(&[1011]);
    card(&shop, |rows, at| {
        let mut twin = rows[at].clone();
        twin["Ref_Key"] = "7a000000-7c4e-11f0-9a21-00155d0c7e01".into();
        twin["Code"] = "00-009999".into();
        twin["DeletionMark"] = true.into();
        rows.insert(at, twin);
    });
    let run = shop.obmen(&["run", "--yes"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    let buyer = &shop.document("1011C")["Контрагент_Key"];
    assert_ne!(buyer, "7a000000-7c4e-11f0-9a21-00155d0c7e01");
    let cards = shop.records(BUYERS);
    let card = cards.iter().find(|row| row["Ref_Key"] == *buyer).unwrap();
    assert_eq!((&card["ИНН"], &card["DeletionMark"]), (&json!(ROMASHKA), &json!(false)));
}

#[test]
fn a_card_that_is_marked_or_deleted_later_is_not_referred_to_any_more() {
    let shop = Shop::with(&[1011]);
    assert_eq!(shop.obmen(&["run", "--yes"]).code, 0);
    let card = romashka(&shop);
    let key = card["Ref_Key"].as_str().unwrap();
    mark(&shop, BUYERS, key, true);
    let quiet = shop.obmen(&["run"]);
    assert_eq!(quiet.code, 0, "an order that nobody edits does not look: {}", quiet.out);
    shop.manager("orders/1011/edit", &json!({ "managerComment": "Позвонить на склад" }));
    assert_waits(&shop, "marked", MARKED);
    shop.accountant("DELETE", &format!("{BUYERS}(guid'{key}')"), &Value::Null);
    let lost = [
        "больше нет: вернуть её или решить, чем её заменить",
        "is gone: bring it back, or decide what takes its place",
    ];
    assert_waits(&shop, "lost", lost);
    shop.accountant("POST", BUYERS, &card);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.document("1011C")["Комментарий"], "Позвонить на склад");
}

#[test]
fn marked_goods_are_not_put_into_a_document() {
    let shop = Shop::with(&[1011]);
    mark(&shop, "Catalog_Номенклатура", PLATES, true);
    assert_waits(&shop, "marked", MARKED);
    mark(&shop, "Catalog_Номенклатура", PLATES, false);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.document("1011C")["Posted"], true);
}

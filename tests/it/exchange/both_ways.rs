//! An edit on either side arrives on the other, and what the exchange wrote is never taken for one.

use serde_json::{Value, json};

use super::shop::{ORDERS, Shop};

/// A shop that exchanges these orders in both directions; the first exchange is done.
fn exchanging(orders: &[i64]) -> Shop {
    let shop = Shop::with(orders);
    shop.edit("settings.yaml", |text| {
        text.replace("ВыгружатьЗаказы: false", "ВыгружатьЗаказы: true")
    });
    // The demo has a rule of its own for the comment, which goes one way.
    shop.edit("mappings/orders.obmen", |text| {
        let others = text.lines().filter(|line| !line.contains("Комментарий"));
        others.map(|line| format!("{line}\n")).collect()
    });
    let first = shop.obmen(&["run", "--yes"]);
    assert_eq!(first.code, 0, "{} {}", first.out, first.err);
    shop
}

/// An accountant's edit of a document, which is posted again.
fn edit_document(shop: &Shop, incoming: &str, body: &Value) {
    let key = shop.document(incoming)["Ref_Key"].as_str().unwrap().to_owned();
    shop.accountant("PATCH", &format!("{ORDERS}(guid'{key}')"), body);
    shop.accountant("POST", &format!("{ORDERS}(guid'{key}')/Post"), &json!({}));
}

/// Nothing is left to do in either direction: a further run writes nothing.
fn assert_quiet(shop: &Shop) {
    let counts = || (shop.ledger("erp").len(), shop.ledger("crm").len());
    let before = counts();
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert!(run.changes().is_empty(), "{}", run.out);
    assert_eq!(counts(), before, "nothing is written");
}

/// Forgets what was agreed on, as if the run had been killed before it noted that.
fn forget_agreements(shop: &Shop) {
    let journal = rusqlite::Connection::open(shop.journal_path()).unwrap();
    assert!(journal.execute("DELETE FROM base", []).unwrap() > 0);
}

/// A new journal knows nothing of what was agreed on: where both sides differ, the owner's value goes over,
/// and the other is shown.
#[test]
fn after_a_rebuild_the_owner_of_a_field_has_it_on_both_sides() {
    let shop = exchanging(&[1005]);
    edit_document(&shop, "1005A", &json!({ "Комментарий": "от бухгалтера" }));
    shop.manager("orders/1005/edit", &json!({ "managerComment": "от менеджера" }));
    std::fs::remove_file(shop.journal_path()).unwrap();
    std::fs::remove_file(format!("{}-lock", shop.journal_path().display())).unwrap();
    let told = shop.obmen(&["journal", "rebuild", "--yes"]);
    assert_eq!((told.code, &*told.err), (0, ""), "{}", told.out);
    let plan = shop.obmen(&["plan"]);
    assert_eq!(plan.code, 2, "{} {}", plan.out, plan.err);
    assert!(plan.out.contains("! Комментарий изменён с обеих сторон: "), "{}", plan.out);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.document("1005A")["Комментарий"], "от бухгалтера", "{}", run.out);
    assert_eq!(shop.order(1005)["managerComment"], "от бухгалтера", "{}", run.out);
    let edit = shop.ledger("crm").pop().unwrap();
    assert!(!edit.body.contains("items"), "{}", edit.body);
    assert_quiet(&shop);
}

#[test]
fn what_a_killed_run_has_written_is_not_brought_back_either() {
    // Discounts of the whole order and of its lines, which RetailCRM would add up once more.
    let shop = Shop::with(&[1006]);
    assert_eq!(shop.obmen(&["run", "--yes"]).code, 0);
    forget_agreements(&shop);
    let order = shop.order(1006);
    assert_ne!(order["items"][0]["discountTotal"], 0);
    assert_eq!(shop.obmen(&["run", "--order", "1006C"]).code, 0);
    shop.edit("settings.yaml", |text| {
        text.replace("ВыгружатьЗаказы: false", "ВыгружатьЗаказы: true")
    });
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.order(1006)["items"], order["items"], "{}", run.out);
    assert_eq!(shop.order(1006)["customFields"]["nomer1c"], shop.document("1006C")["Number"]);
    assert_quiet(&shop);
}

#[test]
fn an_accountants_edit_arrives_in_retailcrm_and_does_not_come_back() {
    let shop = exchanging(&[1005]);
    edit_document(&shop, "1005A", &json!({ "Комментарий": "Клиент просил позвонить вечером" }));
    let plan = shop.obmen(&["plan"]);
    assert_eq!(plan.starting(&["~ order"]).len(), 1, "{}", plan.out);
    assert!(plan.out.contains("managerComment"), "{}", plan.out);
    // ORD-EXP-01, ORD-EXP-04
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.order(1005)["managerComment"], "Клиент просил позвонить вечером");
    assert_quiet(&shop);
    assert_eq!(shop.document("1005A")["Комментарий"], "Клиент просил позвонить вечером");
}

#[test]
fn a_managers_edit_arrives_in_1c_and_does_not_come_back() {
    let shop = exchanging(&[1005]);
    shop.manager("orders/1005/edit", &json!({ "delivery": { "cost": 500 } }));
    let written = shop.ledger("crm").len();
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.document("1005A")["СуммаДокумента"], 8190);
    assert_eq!(shop.ledger("crm").len(), written, "nothing is brought back");
    assert_quiet(&shop);
}

/// Where nobody owns a field, what is not disputed goes through, and the record waits for people until
/// both sides say the same.
#[test]
fn a_field_that_nobody_owns_and_both_sides_edit_waits_for_people() {
    let shop = exchanging(&[1005]);
    shop.edit("mappings/orders.obmen", |text| {
        text.replace("  # Заметки", "  Комментарий <-> managerComment   owner hold\n\n  # Заметки")
    });
    edit_document(&shop, "1005A", &json!({ "Комментарий": "звонить вечером" }));
    let edit = json!({ "managerComment": "звонить утром", "delivery": { "cost": 500 } });
    shop.manager("orders/1005/edit", &edit);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    // The state of the rules is another with each edit of a mapping.
    let (_, rules) = run.out.split_once("правила ").unwrap();
    let rules = rules.split_whitespace().next().unwrap();
    insta::assert_snapshot!("disputed_ru", run.out.replace(rules, "0c1a"));
    let held = shop.obmen_in("en", &["held", "--format", "json", "--exit-zero"]).json();
    let held = held["held"].as_array().unwrap();
    assert!(!held.is_empty() && held.iter().all(|one| one["reason"] == "disputed"), "{held:?}");
    let show = shop.obmen_in("en", &["held", "show", "1005A"]);
    let words = "changed on both sides, somebody has to decide: Комментарий";
    assert!(show.out.contains(words), "{}", show.out);
    assert!(show.out.contains("make the fields the same on both sides"), "{}", show.out);
    assert_eq!(shop.document("1005A")["СуммаДокумента"], 8190, "the rest went through");
    assert_eq!(shop.document("1005A")["Комментарий"], "звонить вечером");
    assert_eq!(shop.order(1005)["managerComment"], "звонить утром");

    shop.manager("orders/1005/edit", &json!({ "managerComment": "звонить вечером" }));
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.obmen(&["held"]).code, 0);
    assert_quiet(&shop);
}

#[test]
fn a_document_that_is_written_and_not_posted_stays_where_it_is() {
    let shop = exchanging(&[1005]);
    let key = shop.document("1005A")["Ref_Key"].as_str().unwrap().to_owned();
    let path = format!("{ORDERS}(guid'{key}')");
    shop.accountant("POST", &format!("{path}/Unpost"), &json!({}));
    shop.accountant("PATCH", &path, &json!({ "Комментарий": "черновик" }));
    // ORD-EXP-07
    let run = shop.obmen(&["run", "ПравкиВCRM"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_ne!(shop.order(1005)["managerComment"], "черновик");
    shop.accountant("POST", &format!("{path}/Post"), &json!({}));
    let run = shop.obmen(&["run", "ПравкиВCRM"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.order(1005)["managerComment"], "черновик");
}

#[test]
fn a_document_born_in_1c_is_not_exported() {
    let shop = exchanging(&[1005]);
    let mut own = shop.document("1005A");
    for name in ["Ref_Key", "DataVersion", "Number", "Сведения", "ДополнительныеРеквизиты"]
    {
        own.as_object_mut().unwrap().remove(name);
    }
    own["НомерВходящегоДокумента"] = "".into();
    let made = shop.accountant("POST", ORDERS, &own);
    let key = made["Ref_Key"].as_str().unwrap();
    shop.accountant("POST", &format!("{ORDERS}(guid'{key}')/Post"), &json!({}));
    let before = shop.ledger("crm").len();
    // ORD-EXP-02
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.ledger("crm").len(), before);
    assert_eq!(shop.orders().len(), 1);
}

#[test]
fn one_field_edited_on_both_sides_is_settled_by_its_owner_on_both() {
    let shop = exchanging(&[1005]);
    // The comment is 1C's, the manager is RetailCRM's.
    edit_document(&shop, "1005A", &json!({ "Комментарий": "бухгалтер" }));
    shop.manager("orders/1005/edit", &json!({ "managerComment": "менеджер" }));
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert!(run.out.contains("изменён с обеих сторон"), "{}", run.out);
    assert_eq!(shop.document("1005A")["Комментарий"], "бухгалтер");
    assert_eq!(shop.order(1005)["managerComment"], "бухгалтер");
    assert_quiet(&shop);
}

#[test]
fn a_line_edited_on_both_sides_goes_over_and_releases_the_order() {
    let shop = exchanging(&[1005]);
    let mut rows = shop.document("1005A")["Запасы"].clone();
    let price = rows[0]["Цена"].as_f64().unwrap();
    let off = rows[0]["СуммаСкидкиНаценки"].as_f64().unwrap();
    rows[0]["Количество"] = json!(9);
    rows[0]["Сумма"] = json!(price * 9.0 - off);
    rows[0]["Всего"] = json!(price * 9.0 - off);
    edit_document(&shop, "1005A", &json!({ "Запасы": rows }));
    let item = shop.order(1005)["items"][0].clone();
    let items = json!([{ "id": item["id"], "quantity": 2 }]);
    shop.manager("orders/1005/edit", &json!({ "items": items }));
    // What came from RetailCRM does not fit the line that 1C keeps; what 1C says goes over.
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    assert_eq!(shop.order(1005)["items"][0]["quantity"], 9, "{}", run.out);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert!(shop.parked().is_empty());
    let (document, order) = (shop.document("1005A"), shop.order(1005));
    assert_eq!(document["Запасы"][0]["Количество"], 9);
    assert_eq!(document["СуммаДокумента"].as_f64(), order["totalSumm"].as_f64());
    assert_quiet(&shop);
}

#[test]
fn changes_that_a_system_does_not_tell_are_not_waited_for() {
    let shop = Shop::with(&[1005]);
    shop.edit("mappings/orders.obmen", |text| {
        format!(
            "{text}
map Сведение: erp.InformationRegister_ДополнительныеСведения -> crm.user {{ Свойство -> firstName }}
flow Сведения: erp -> crm {{
  from erp.InformationRegister_ДополнительныеСведения changed
  upsert Сведение
}}
"
        )
    });
    let russian = "ошибка[P126] обмен `Сведения` читает изменения \
                   `erp.InformationRegister_ДополнительныеСведения`, а система о них не сообщает";
    let english = "error[P126] the flow `Сведения` reads changes of \
                   `erp.InformationRegister_ДополнительныеСведения`, which its system does not tell";
    for (language, words) in [("ru", russian), ("en", english)] {
        let check = shop.obmen_in(language, &["check"]);
        assert!(check.err.contains(words), "{}", check.err);
        assert_eq!(check.code, 1, "{}", check.err);
    }
}

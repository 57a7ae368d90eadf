//! `obmen apply`: a saved plan is carried out once, and nothing but what it showed is written.

use std::fs;

use serde_json::{Value, json};

use super::shop::{ORDERS, Shop};

/// Applies the plan in both languages; it is refused with that number and these words.
fn refused(shop: &Shop, code: u8, words: [&str; 2]) {
    let before = shop.ledger("erp").len();
    for (language, words) in ["ru", "en"].into_iter().zip(words) {
        let told = shop.obmen_in(language, &["apply", "plan.json"]);
        assert_eq!((told.code, &*told.out), (code, ""), "{}", told.err);
        let sign = if language == "ru" { "ошибка: " } else { "error: " };
        assert!(told.err.starts_with(&format!("{sign}{words}")), "{}", told.err);
        // Every one of them says what to do.
        assert!(told.err.contains("obmen plan") || told.err.contains("проекте"), "{}", told.err);
    }
    assert_eq!(shop.ledger("erp").len(), before, "nothing is written");
}

fn saved(shop: &Shop) -> String {
    fs::read_to_string(shop.dir.join("plan.json")).unwrap()
}

fn keep(shop: &Shop, text: &str) {
    fs::write(shop.dir.join("plan.json"), text).unwrap();
}

#[test]
fn a_saved_plan_is_carried_out_once() {
    let shop = Shop::with(&[1005, 1009, 1013]);
    assert_eq!(shop.obmen(&["plan", "--id", "1005", "--id", "1009", "--out", "plan.json"]).code, 2);
    // The file holds no more of people than the answer does.
    let text = fs::read_to_string(shop.dir.join("plan.json")).unwrap();
    for secret in ["79990000109", "9990000109", "demo-key"] {
        assert!(!text.contains(secret), "{secret}");
    }
    let applied = shop.obmen(&["apply", "plan.json"]);
    assert_eq!(applied.code, 0, "{} {}", applied.out, applied.err);
    assert!(applied.out.starts_with("apply ЗаказыВ1С"), "{}", applied.out);
    assert!(applied.out.contains("  записано"), "{}", applied.out);
    // These records and no others.
    assert_eq!(shop.records(ORDERS).len(), 2);
    assert!(shop.find_document("1013A").is_none());
    assert_eq!(shop.document("1009A")["Posted"], true);
    refused(
        &shop,
        5,
        ["план plan.json уже выполнен ", "the plan plan.json was carried out already, "],
    );
    // The feed was not touched: a run finds the third, and writes the two not again.
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(run.starting(&["+ ЗаказПокупателя"]).len(), 1, "{}", run.out);
    assert_eq!(shop.records(ORDERS).len(), 3);
    let kinds: Vec<_> =
        shop.journal().runs(9).unwrap().iter().map(|run| run.kind.clone()).collect();
    assert_eq!(kinds.iter().filter(|kind| &***kind == "apply").count(), 1);
}

#[test]
fn what_moved_since_is_planned_again_and_written_only_where_it_comes_out_the_same() {
    let shop = Shop::with(&[1005, 1009, 1013]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    for id in [1005, 1009, 1013] {
        let words = json!({ "managerComment": format!("позвонить {id}") });
        shop.manager(&format!("orders/{id}/edit"), &words);
    }
    assert_eq!(shop.obmen(&["plan", "ЗаказыВ1С", "--out", "plan.json"]).code, 2);
    // One document has a new version and the same comment, one order says something else by now, and
    // one was brought over by hand.
    let path = |number: &str| {
        format!("{ORDERS}(guid'{}')", shop.document(number)["Ref_Key"].as_str().unwrap())
    };
    shop.accountant("POST", &format!("{}/Post", path("1005A")), &Value::Null);
    shop.manager("orders/1009/edit", &json!({ "managerComment": "не звонить" }));
    assert_eq!(shop.obmen(&["run", "ЗаказыВ1С", "--id", "1013"]).code, 0);

    for language in ["ru", "en"] {
        let applied = shop.obmen_in(language, &["apply", "plan.json"]);
        assert_eq!(applied.code, 5, "{} {}", applied.out, applied.err);
        let words = match language {
            "ru" => [
                "   не записано: после сохранения плана выходит иначе",
                "изменились после плана 1",
                "ошибка: 1 запись после сохранения плана выходит иначе и не записаны: посмотреть выше \
                 и разрешить (--yes), или выполнить obmen run\n",
            ],
            _ => [
                "   not written: it comes out otherwise since the plan was saved",
                "1 changed since the plan",
                "error: 1 record comes out otherwise since the plan was saved and is not written: look \
                 above and allow it (--yes), or use obmen run\n",
            ],
        };
        for word in &words[..2] {
            assert!(applied.out.contains(word), "{}", applied.out);
        }
        assert_eq!(applied.err, words[2]);
        let comment = |number: &str| shop.document(number)["Комментарий"].to_string();
        assert!(comment("1005A").contains("позвонить 1005"));
        assert!(!comment("1009A").contains("звонить"), "{}", comment("1009A"));
    }
    let json = shop.obmen(&["apply", "plan.json", "--format", "json"]).json();
    assert_eq!((&json["kind"], json["format_version"].as_u64()), (&json!("apply"), Some(1)));
    let states = json.pointer("/flows/0/records/0/status/state");
    assert!(states.is_some(), "{json}");
    // Somebody looked and agrees.
    let agreed = shop.obmen(&["apply", "plan.json", "--yes"]);
    assert_eq!(agreed.code, 0, "{} {}", agreed.out, agreed.err);
    assert!(shop.document("1009A")["Комментарий"].to_string().contains("не звонить"));
    refused(
        &shop,
        5,
        ["план plan.json уже выполнен ", "the plan plan.json was carried out already, "],
    );
    assert!(shop.obmen(&["run"]).changes().is_empty());
}

/// A value that somebody wrote into the target since is not overwritten, though what would be written
/// is the same.
#[test]
fn a_target_that_was_edited_since_is_not_overwritten() {
    let shop = Shop::with(&[1009]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    shop.manager("orders/1009/edit", &json!({ "customFields": { "gift_text": "С праздником" } }));
    assert_eq!(shop.obmen(&["plan", "ЗаказыВ1С", "--out", "plan.json"]).code, 2);
    let path = format!("{ORDERS}(guid'{}')", shop.document("1009A")["Ref_Key"].as_str().unwrap());
    shop.accountant("PATCH", &path, &json!({ "Заметки": "упаковать отдельно" }));
    assert_eq!(shop.obmen(&["apply", "plan.json"]).code, 5);
    assert_eq!(shop.document("1009A")["Заметки"], "упаковать отдельно");
}

#[test]
fn an_order_that_is_gone_since_is_told_and_not_written() {
    let shop = Shop::with(&[1005, 1009]);
    assert_eq!(shop.obmen(&["plan", "--out", "plan.json"]).code, 2);
    shop.manager("orders/1005/delete", &Value::Null);
    for (language, gone) in [
        (
            "ru",
            "‖ order 1005 отложен: после сохранения плана исчез из источника, ничего не записано",
        ),
        (
            "en",
            "‖ order 1005 held: it is gone from the source since the plan was saved, nothing is written",
        ),
    ] {
        let applied = shop.obmen_in(language, &["apply", "plan.json"]);
        assert_eq!(applied.code, 5, "{} {}", applied.out, applied.err);
        assert!(applied.out.contains(gone), "{}", applied.out);
    }
    assert!(shop.find_document("1005A").is_none());
    assert_eq!(shop.document("1009A")["Posted"], true);
    // A run tells how it went.
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert!(shop.find_document("1005A").is_none());
}

#[test]
fn a_document_that_is_gone_since_is_told_and_no_other_takes_its_place() {
    let shop = Shop::with(&[1005, 1009]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    for id in [1005, 1009] {
        let words = json!({ "managerComment": "позвонить" });
        shop.manager(&format!("orders/{id}/edit"), &words);
    }
    assert_eq!(shop.obmen(&["plan", "ЗаказыВ1С", "--out", "plan.json"]).code, 2);
    let path = format!("{ORDERS}(guid'{}')", shop.document("1005A")["Ref_Key"].as_str().unwrap());
    shop.accountant("DELETE", &path, &Value::Null);
    let applied = shop.obmen(&["apply", "plan.json"]);
    assert_eq!(applied.code, 3, "{} {}", applied.out, applied.err);
    let held = applied.starting(&["‖ order 1005A отложен: связанной с ним записи "]);
    assert!(held.len() == 1 && held[0].contains(" больше нет: "), "{}", applied.out);
    assert!(shop.find_document("1005A").is_none());
    assert!(shop.document("1009A")["Комментарий"].to_string().contains("позвонить"));
}

#[test]
fn a_plan_that_was_stopped_half_way_is_finished_by_the_next() {
    let shop = Shop::with(&[1031, 1032, 1036]);
    shop.edit("obmen.yaml", |text| format!("{text}guards: {{ creates: 2 }}\n"));
    assert_eq!(shop.obmen(&["plan", "--out", "plan.json"]).code, 2);
    let first = shop.obmen(&["apply", "plan.json"]);
    assert_eq!(first.code, 3, "{} {}", first.out, first.err);
    assert!(first.err.starts_with("ошибка: запуск остановлен: "), "{}", first.err);
    assert!(shop.records(ORDERS).len() < 3);
    let second = shop.obmen(&["apply", "plan.json", "--yes"]);
    assert_eq!(second.code, 0, "{} {}", second.out, second.err);
    assert_eq!(shop.records(ORDERS).len(), 3);
    let created = shop.ledger("erp");
    let created = created.iter().filter(|entry| entry.operation == format!("POST {ORDERS}"));
    assert_eq!(created.count(), 3);
    refused(
        &shop,
        5,
        ["план plan.json уже выполнен ", "the plan plan.json was carried out already, "],
    );
    assert!(shop.obmen(&["run"]).changes().is_empty());
}

#[test]
fn a_file_that_is_no_plan_of_this_program_is_refused() {
    let shop = Shop::with(&[1009]);
    assert_eq!(shop.obmen(&["plan", "--out", "plan.json"]).code, 2);
    let whole = saved(&shop);
    let damaged = [
        "файл plan.json не прочитать как план: он оборван или испорчен; ничего не сделано; ",
        "the file plan.json cannot be read as a plan: it is cut off or damaged; nothing is done; ",
    ];
    let foreign = [
        "в файле plan.json нет сохранённого плана; ",
        "there is no saved plan in the file plan.json; ",
    ];
    keep(&shop, &whole[..whole.len() / 2]);
    refused(&shop, 1, damaged);
    for (from, to) in [("\"lanes\":[\"1009\"]", "\"lanes\":[\"1010\"]"), ("\n}\n", "\n,\"a\":1}\n")]
    {
        let edited = whole.replace(from, to);
        assert_ne!(edited, whole);
        keep(&shop, &edited);
        refused(&shop, 1, damaged);
    }
    keep(&shop, "{\"orders\": []}");
    refused(&shop, 1, foreign);
    let report = shop.obmen(&["plan", "--format", "json"]).out;
    keep(&shop, &report);
    refused(&shop, 1, foreign);
    keep(&shop, &whole.replace("\"format_version\": 1", "\"format_version\": 2"));
    refused_newer(&shop);
    fs::remove_file(shop.dir.join("plan.json")).unwrap();
    let missing = shop.obmen_in("en", &["apply", "plan.json"]);
    assert_eq!(missing.code, 1);
    assert!(missing.err.starts_with("error: "), "{}", missing.err);
    // A plan that was kept whole still is one.
    keep(&shop, &whole);
    assert_eq!(shop.obmen(&["apply", "plan.json"]).code, 0);
}

fn refused_newer(shop: &Shop) {
    for (language, words) in [
        (
            "ru",
            "ошибка: план plan.json сохранён более новой программой (формат 2, здесь известен 1); взять \
             программу не старше или сохранить план заново\n",
        ),
        (
            "en",
            "error: the plan plan.json was saved by a newer program (format 2, 1 is known here); use a \
             program no older, or save the plan again\n",
        ),
    ] {
        let told = shop.obmen_in(language, &["apply", "plan.json"]);
        assert_eq!((told.code, &*told.out, &*told.err), (1, "", words));
    }
    assert!(shop.ledger("erp").is_empty());
}

#[test]
fn a_plan_of_other_rules_another_journal_or_other_systems_is_refused() {
    let shop = Shop::with(&[1009, 1013]);
    assert_eq!(shop.obmen(&["run", "--id", "1013"]).code, 0);
    assert_eq!(shop.obmen(&["plan", "--out", "plan.json"]).code, 2);
    let rules = [
        "план plan.json устарел: правила, таблицы или настройки проекта с тех пор другие (было ",
        "the plan plan.json is out of date: the rules, tables or settings of the project are others \
         since (then ",
    ];
    // A rule of the mapping, a row of a table, a value of the settings.
    for (file, from, to) in [
        ("mappings/orders.obmen", "Просьба покупателя", "Просьба клиента"),
        ("tables/statuses_in.yaml", "\n", "\n# проверено\n"),
        ("settings.yaml", "ВыгружатьЗаказы: false", "ВыгружатьЗаказы: true"),
    ] {
        let path = shop.dir.join(file);
        let text = fs::read_to_string(&path).unwrap();
        shop.edit(file, |text| text.replace(from, to));
        refused(&shop, 5, rules);
        fs::write(path, text).unwrap();
    }

    let project = fs::read_to_string(shop.dir.join("obmen.yaml")).unwrap();
    shop.edit("obmen.yaml", |text| text.replace("world/erp", "world/other"));
    let systems = [
        "план plan.json сохранён для других систем; выполнить его в том проекте, где он сохранён\n",
        "the plan plan.json was saved for other systems; carry it out in the project where it was saved\n",
    ];
    for (language, words) in ["ошибка", "error"].into_iter().zip(systems) {
        let in_language = if language == "error" { "en" } else { "ru" };
        let told = shop.obmen_in(in_language, &["apply", "plan.json"]);
        assert_eq!((told.code, told.err), (1, format!("{language}: {words}")));
    }
    fs::write(shop.dir.join("obmen.yaml"), project).unwrap();

    let aside = shop.dir.join(".obmen/aside");
    fs::create_dir(&aside).unwrap();
    for name in ["journal.sqlite", "journal.sqlite-lock"] {
        fs::rename(shop.dir.join(".obmen").join(name), aside.join(name)).unwrap();
    }
    let journal = [
        "план plan.json сохранён с другим журналом; ничего не записано; ",
        "the plan plan.json was saved with another journal; nothing is written; ",
    ];
    refused(&shop, 5, journal);
    for name in ["journal.sqlite", "journal.sqlite-lock"] {
        fs::rename(aside.join(name), shop.dir.join(".obmen").join(name)).unwrap();
    }
    assert_eq!(shop.obmen(&["apply", "plan.json"]).code, 0);
    assert_eq!(shop.records(ORDERS).len(), 2);
}

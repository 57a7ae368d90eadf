//! A journal that is lost, damaged or older than reality: what is said, how it is made anew from both
//! systems, and that nothing comes twice afterwards.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::shop::{BUYERS, ORDERS, Shop};

const MARKS: &str = "InformationRegister_ДополнительныеСведения";

/// Both ways, so that what was agreed on matters too.
fn exchanged(shop: &Shop) {
    shop.edit("settings.yaml", |text| {
        text.replace("ВыгружатьЗаказы: false", "ВыгружатьЗаказы: true")
    });
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
}

fn files(shop: &Shop) -> Vec<PathBuf> {
    ["journal.sqlite", "journal.sqlite-lock"].map(|name| shop.dir.join(".obmen").join(name)).into()
}

fn lose(shop: &Shop) {
    files(shop).iter().for_each(|file| fs::remove_file(file).unwrap());
}

/// What both systems accepted so far.
fn written(shop: &Shop) -> [usize; 2] {
    ["crm", "erp"].map(|system| shop.ledger(system).len())
}

fn links(shop: &Shop) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for role in ["Заказ", "Покупатель", "Компания"] {
        let links = shop.journal().links(role).unwrap();
        let end = |key: Option<Box<str>>| key.unwrap_or_default().to_string();
        all.extend(links.into_iter().map(|link| (end(link.left), end(link.right))));
    }
    all.sort();
    all
}

fn forget_marks(shop: &Shop) {
    let state = rusqlite::Connection::open(shop.state("erp")).unwrap();
    let gone = state.execute("DELETE FROM record WHERE collection = ?", [MARKS]);
    assert!(gone.unwrap() > 0);
}

/// C18
#[test]
fn a_lost_journal_is_made_anew_from_both_systems_and_a_run_writes_nothing() {
    let shop = Shop::demo();
    exchanged(&shop);
    let (before, known) = (written(&shop), links(&shop));
    assert!(known.len() > 50, "{}", known.len());
    lose(&shop);
    // Looking writes nothing, and says so.
    for (language, head, refusal) in [
        (
            "ru",
            "Заказ  erp.Document_ЗаказПокупателя ⇔ crm.order: прочитано 40, связей 36 (по ключу 36, ",
            "ошибка: новый журнал не записан: нужно согласие (--yes)\n",
        ),
        (
            "en",
            "Заказ  erp.Document_ЗаказПокупателя ⇔ crm.order: 40 read, 36 linked (by key 36, ",
            "error: the new journal is not written: it needs a yes (--yes)\n",
        ),
    ] {
        let told = shop.obmen_in(language, &["journal", "rebuild"]);
        assert_eq!((told.code, &*told.err), (3, refusal), "{}", told.out);
        assert!(told.out.contains(head), "{}", told.out);
        assert!(!shop.journal_path().exists());
    }
    let told = shop.obmen(&["journal", "rebuild", "--yes"]);
    assert_eq!((told.code, &*told.err), (0, ""), "{}", told.out);
    assert!(told.out.ends_with("следующий обмен сначала сверит все эти записи\n"), "{}", told.out);
    // Cards that are known by a phone or a name alone are left to the next run.
    let found = links(&shop);
    assert!(found.len() > known.len() * 4 / 5, "{} of {}", found.len(), known.len());
    assert!(found.iter().all(|link| known.contains(link)), "{found:?}");
    let verified = shop.obmen(&["journal", "verify"]);
    assert_eq!(verified.code, 0, "{} {}", verified.out, verified.err);
    // A plan counts on what the flows before agree on, as the run does.
    let plan = shop.obmen(&["plan"]);
    assert_eq!((plan.code, plan.changes()), (0, Vec::new()), "{} {}", plan.out, plan.err);
    assert!(!plan.out.contains('!'), "{}", plan.out);
    for _ in 0..2 {
        let run = shop.obmen(&["run"]);
        assert_eq!((run.code, run.changes()), (0, Vec::new()), "{} {}", run.out, run.err);
        assert_eq!(written(&shop), before, "{}", run.out);
        assert_eq!(links(&shop), known);
    }
    // And an edit of either side still goes over.
    shop.manager("orders/1005/edit", &json!({ "managerComment": "перезвонить" }));
    let run = shop.obmen(&["run"]);
    assert_eq!((run.code, run.changes().len()), (0, 1), "{} {}", run.out, run.err);
    assert!(shop.document("1005A")["Комментарий"].to_string().contains("перезвонить"));
}

/// The keys alone tell of a record whose mark never came to be written.
#[test]
fn links_are_found_by_derived_keys_where_marks_are_missing() {
    let shop = Shop::with(&[1005, 1011]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    let known = links(&shop);
    lose(&shop);
    forget_marks(&shop);
    let told = shop.obmen(&["journal", "rebuild", "--format", "json"]);
    assert_eq!(told.code, 3);
    let json = told.json();
    assert_eq!((&json["format_version"], &json["written"]), (&json!(1), &json!(false)));
    let role =
        json["roles"].as_array().unwrap().iter().find(|role| role["role"] == "Заказ").unwrap();
    assert_eq!((&role["read"], role["links"].as_array().unwrap().len()), (&json!(2), 2));
    assert_eq!(role["links"][0]["by"], json!(["derived"]));
    assert_eq!(shop.obmen(&["journal", "rebuild", "--yes"]).code, 0);
    let orders = shop.journal().links("Заказ").unwrap();
    assert_eq!(orders.len(), 2);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.records(ORDERS).len(), 2);
    // The cards are found by what they were found by at first.
    assert_eq!(links(&shop), known);
}

#[test]
fn two_documents_with_one_mark_are_told_and_not_linked() {
    let shop = Shop::with(&[1005, 1009]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    let (first, second) = (shop.document("1005A"), shop.document("1009A"));
    let mut marks = shop.records(MARKS).into_iter();
    let mut mark = marks.find(|mark| mark["Объект"] == first["Ref_Key"]).unwrap();
    // Somebody copied a document with its mark.
    mark["Объект"] = second["Ref_Key"].clone();
    let path = format!(
        "{MARKS}(Объект='{}', Объект_Type='{}', Свойство_Key=guid'{}')",
        second["Ref_Key"].as_str().unwrap(),
        mark["Объект_Type"].as_str().unwrap(),
        mark["Свойство_Key"].as_str().unwrap(),
    );
    shop.accountant("PATCH", &path, &json!({ "Значение": mark["Значение"] }));
    lose(&shop);
    let told = shop.obmen(&["journal", "rebuild", "--yes"]);
    assert_eq!(told.code, 3, "{} {}", told.out, told.err);
    assert!(told.out.contains("на одну из этих записей претендуют несколько"), "{}", told.out);
    let english = shop.obmen_in("en", &["journal", "rebuild"]);
    assert!(english.out.contains("several claim one of these records"), "{}", english.out);
    assert!(!links(&shop).iter().any(|(_, order)| order == "1005"), "{:?}", links(&shop));
}

#[test]
fn a_damaged_journal_is_refused_until_it_is_made_anew() {
    let shop = Shop::with(&[1005, 1009]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    let before = written(&shop);
    let mut bytes = fs::read(shop.journal_path()).unwrap();
    let length = bytes.len();
    bytes[length / 2..length / 2 + 2000].fill(0x5a);
    fs::write(shop.journal_path(), &bytes).unwrap();
    for (language, message, remedy) in [
        (
            "ru",
            "ошибка[E102] журнал недоступен: ",
            "собрать журнал заново: obmen journal rebuild; ",
        ),
        (
            "en",
            "error[E102] the journal cannot be used: ",
            "make the journal anew: obmen journal rebuild; ",
        ),
    ] {
        for command in [&["run"][..], &["journal", "verify"]] {
            let told = shop.obmen_in(language, command);
            assert_eq!((told.code, &*told.out), (4, ""), "{command:?} {}", told.err);
            assert!(told.err.starts_with(message), "{}", told.err);
            assert!(told.err.contains(remedy), "{}", told.err);
        }
    }
    assert_eq!(written(&shop), before);
    let told = shop.obmen(&["journal", "rebuild", "--yes"]);
    assert_eq!(told.code, 0, "{} {}", told.out, told.err);
    let (_, rest) = told.out.split_once("прежний лежит в ").unwrap();
    let aside = rest.split(';').next().unwrap();
    assert_eq!(fs::read(aside).unwrap(), bytes, "the old one is as it was");
    let run = shop.obmen(&["run"]);
    assert_eq!((run.code, run.changes()), (0, Vec::new()), "{} {}", run.out, run.err);
    assert_eq!(written(&shop), before);
}

/// C17: an older journal is put back, the number of commits beside it with it. What was created since
/// is refused as existing, compared, and not doubled, marks or no marks.
#[test]
fn an_older_journal_put_back_doubles_nothing() {
    for marked in [true, false] {
        let shop = Shop::with(&[1005, 1009, 1013]);
        assert_eq!(shop.obmen(&["run", "--id", "1005"]).code, 0);
        let kept: Vec<Vec<u8>> = files(&shop).iter().map(|file| fs::read(file).unwrap()).collect();
        assert_eq!(shop.obmen(&["run"]).code, 0);
        assert_eq!(shop.records(ORDERS).len(), 3);
        let buyers = shop.records(BUYERS).len();
        for (file, bytes) in files(&shop).iter().zip(kept) {
            fs::write(file, bytes).unwrap();
        }
        // Meanwhile people went on.
        shop.manager("orders/1009/edit", &json!({ "managerComment": "перезвонить" }));
        if !marked {
            forget_marks(&shop);
        }
        let run = shop.obmen(&["run"]);
        assert_eq!(run.code, 0, "{} {}", run.out, run.err);
        assert_eq!(shop.records(ORDERS).len(), 3, "{}", run.out);
        assert_eq!(shop.records(BUYERS).len(), buyers, "{}", run.out);
        assert!(shop.document("1009A")["Комментарий"].to_string().contains("перезвонить"));
        let again = shop.obmen(&["run"]);
        assert_eq!((again.code, again.changes()), (0, Vec::new()), "{} {}", again.out, again.err);
    }
}

#[test]
fn the_older_journal_alone_is_noticed() {
    let shop = Shop::with(&[1005, 1009]);
    assert_eq!(shop.obmen(&["run", "--id", "1005"]).code, 0);
    let kept = fs::read(shop.journal_path()).unwrap();
    assert_eq!(shop.obmen(&["run"]).code, 0);
    let before = written(&shop);
    fs::write(shop.journal_path(), kept).unwrap();
    for (language, remedy) in [("ru", "obmen journal rebuild"), ("en", "obmen journal rebuild")] {
        let run = shop.obmen_in(language, &["run"]);
        assert_eq!((run.code, &*run.out), (4, ""));
        assert!(run.err.contains(remedy), "{}", run.err);
    }
    assert_eq!(written(&shop), before);
    assert_eq!(shop.obmen(&["journal", "rebuild", "--yes"]).code, 0);
    let run = shop.obmen(&["run"]);
    assert_eq!((run.code, run.changes()), (0, Vec::new()), "{} {}", run.out, run.err);
    assert_eq!(written(&shop), before);
}

#[test]
fn a_whole_journal_is_said_to_be_whole() {
    let shop = Shop::with(&[1009]);
    let none = shop.obmen(&["journal", "verify"]);
    assert_eq!(none.code, 0);
    assert!(none.out.starts_with("журнала ещё нет: "), "{}", none.out);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    for (language, words) in [("ru", " цел: версия "), ("en", " is whole: version ")] {
        let told = shop.obmen_in(language, &["journal", "verify"]);
        assert_eq!((told.code, &*told.err), (0, ""), "{}", told.out);
        assert!(told.out.contains(words), "{}", told.out);
        assert!(told.out.contains("link 2"), "{}", told.out);
    }
    let json = shop.obmen(&["journal", "verify", "--format", "json"]).json();
    assert_eq!((&json["whole"], &json["findings"]), (&json!(true), &json!([])));
    let links = shop.obmen(&["journal", "verify", "--format", "json", "--query", "$.rows.link"]);
    assert_eq!(links.out, "2\n");
    // A row that somebody took out by hand.
    let journal = rusqlite::Connection::open(shop.journal_path()).unwrap();
    journal.execute("DELETE FROM link WHERE role = 'Заказ'", []).unwrap();
    drop(journal);
    for (language, words) in
        [("ru", " ссылается на связь, которой нет"), ("en", " names a link that is not there")]
    {
        let told = shop.obmen_in(language, &["journal", "verify"]);
        assert_eq!(told.code, 4, "{}", told.out);
        assert!(told.out.contains(words), "{}", told.out);
        assert!(told.err.contains("obmen journal rebuild"), "{}", told.err);
    }
    let _: Value = shop.obmen(&["journal", "verify", "--format", "json"]).json();
}

//! Payloads from a folder in the place of RetailCRM: mapped, written once, read again when a file
//! changes; nothing is written into files.

use std::fs;

use serde_json::{Value, json};

use super::shop::{ORDERS, Shop};

/// The demo's 1C with orders and customers from files.
fn shop() -> (Shop, Value) {
    let shop = Shop::with(&[1001]);
    let world = |name: &str| -> Value {
        let text = fs::read_to_string(shop.dir.join("world/crm").join(name)).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    let (orders, customers) = (world("orders.json"), world("customers.json"));
    put(&shop, "order/first.json", &json!({ "success": true, "orders": orders }));
    put(&shop, "customer/all.json", &customers);
    shop.edit("obmen.yaml", |text| text.replace("embedded: world/crm, site: main", "files: in"));
    (shop, orders[0].clone())
}

fn put(shop: &Shop, file: &str, value: &Value) {
    let path = shop.dir.join("in").join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, value.to_string()).unwrap();
}

#[test]
fn payloads_of_a_folder_become_documents_once() {
    let (shop, mut order) = shop();
    let run = shop.obmen(&["run"]);
    assert_eq!((run.code, run.starting(&["+ ЗаказПокупателя"]).len()), (0, 1), "{}", run.out);
    assert!(shop.obmen(&["run"]).changes().is_empty());
    // The same order in a file of its own, a bare record, with another comment.
    order["customerComment"] = json!("позвонить в дверь");
    fs::remove_file(shop.dir.join("in/order/first.json")).unwrap();
    put(&shop, "order/again.json", &order);
    let run = shop.obmen(&["run"]);
    assert_eq!((run.code, run.changes().len()), (0, 1), "{} {}", run.out, run.err);
    assert_eq!(shop.records(ORDERS).len(), 1);
    let plan = shop.obmen(&["plan", "--order", order["number"].as_str().unwrap()]);
    assert_eq!(plan.code, 0, "{} {}", plan.out, plan.err);
}

#[test]
fn a_folder_that_cannot_be_used_is_told() {
    let (shop, _) = shop();
    let told = |error: &str| {
        let run = shop.obmen(&["run"]);
        assert_eq!((run.code, run.out.as_str()), (1, ""), "{}", run.err);
        let head = format!("ошибка[P127] записи системы `crm` не прочитаны: {error}\n");
        assert!(run.err.starts_with(&head), "{}", run.err);
        run.err
    };
    fs::rename(shop.dir.join("in/order"), shop.dir.join("in/ordr")).unwrap();
    let error = told("папка `ordr` не названа записью системы");
    assert!(error.contains("исправить: переименовать папку: order\n"), "{error}");
    fs::remove_dir_all(shop.dir.join("in")).unwrap();
    told("нет папки `in`");
    let english = shop.obmen_in("en", &["run"]);
    let head =
        "error[P127] the records of the system `crm` cannot be read: there is no folder `in`\n";
    assert!(english.err.starts_with(head), "{}", english.err);
    assert!(shop.records(ORDERS).is_empty());
}

/// The lines of what is held, without their rules.
fn held(out: &str) -> Vec<String> {
    let lines = out.lines().filter(|line| line.starts_with('‖') || line.contains('✗'));
    lines
        .map(|line| line.split("   ").find(|it| !it.is_empty()).unwrap().trim().to_owned())
        .collect()
}

/// What is no record waits by the name of its file, with the place and the remedy; the others go on.
/// Mended it goes on too, and the file's name waits no more.
#[test]
fn a_broken_file_waits_and_the_others_go_on() {
    let (shop, mut order) = shop();
    let file = |name: &str| shop.dir.join("in/order").join(name);
    fs::write(file("broken.json"), "{\n  \"id\": 1,,\n").unwrap();
    fs::write(file("latin.json"), b"{ \"id\": 8, \"number\": \"\xc7\" }").unwrap();
    fs::write(file("nameless.json"), "[{ \"number\": \"7\" }, { \"number\": \"8\" }]").unwrap();
    let waiting = [
        "‖ order in/order/broken.json отложен: данные не подходят",
        "✗ запись не читается как JSON, начиная с байта 12: исправить её в источнике",
        "‖ order in/order/latin.json отложен: данные не подходят",
        "✗ запись не читается как JSON, начиная с байта 22: исправить её в источнике",
        "‖ order in/order/nameless.json#1 отложен: данные не подходят",
        "✗ у записи нет ключа id: дописать его в источнике",
        "‖ order in/order/nameless.json#2 отложен: данные не подходят",
        "✗ у записи нет ключа id: дописать его в источнике",
    ];
    let plan = shop.obmen(&["plan"]);
    assert_eq!(
        (plan.code, held(&plan.out)),
        (3, waiting.map(str::to_owned).to_vec()),
        "{}",
        plan.out
    );
    let run = shop.obmen(&["run"]);
    assert_eq!((run.code, run.starting(&["+ ЗаказПокупателя"]).len()), (3, 1), "{}", run.out);
    assert_eq!(held(&run.out), waiting, "{}", run.out);
    let again = shop.obmen(&["run"]);
    assert_eq!((again.code, again.starting(&["+ ", "~ "]).len()), (3, 0), "{}", again.out);
    assert_eq!(held(&again.out), waiting, "{}", again.out);
    order["id"] = json!(7007);
    order["number"] = json!("7007");
    order["externalId"] = json!("7007");
    put(&shop, "order/broken.json", &order);
    for name in ["latin.json", "nameless.json"] {
        fs::remove_file(file(name)).unwrap();
    }
    let plan = shop.obmen(&["plan"]);
    assert_eq!((plan.code, held(&plan.out)), (2, Vec::new()), "{}", plan.out);
    let run = shop.obmen(&["run"]);
    assert_eq!((run.code, run.starting(&["+ ЗаказПокупателя"]).len()), (0, 1), "{}", run.out);
    assert_eq!(shop.records(ORDERS).len(), 2);
    assert_eq!(shop.obmen(&["held"]).code, 0);
}

/// A plain value in the place of a record, and another record with the same key, wait as well.
#[test]
fn a_file_without_a_record_and_a_second_record_of_the_same_key_wait() {
    let (shop, mut order) = shop();
    fs::write(shop.dir.join("in/order/null.json"), "null\n").unwrap();
    fs::write(shop.dir.join("in/order/text.json"), "[\"order\"]").unwrap();
    put(&shop, "order/same.json", &order);
    order["number"] = json!("1001X");
    put(&shop, "order/twin.json", &order);
    let none = "✗ здесь не запись и не список записей: исправить в источнике";
    let waiting = [
        "‖ order in/order/null.json отложен: данные не подходят",
        none,
        "‖ order in/order/text.json отложен: данные не подходят",
        none,
        "‖ order in/order/twin.json отложен: данные не подходят",
        "✗ запись с этим ключом уже есть в in/order/first.json: оставить её в одном месте",
    ];
    let plan = shop.obmen(&["plan"]);
    assert_eq!(plan.code, 3, "{}", plan.err);
    assert_eq!(held(&plan.out), waiting, "{}", plan.out);
    let english = shop.obmen_in("en", &["run"]);
    for said in [
        "neither a record nor a list of records stands here: mend it in the source",
        "the record with this key is in in/order/first.json already: leave it in one of the two",
    ] {
        assert!(english.out.contains(said), "{}", english.out);
    }
    assert_eq!((english.code, shop.records(ORDERS).len()), (3, 1), "{}", english.out);
}

#[test]
fn nothing_writes_into_files() {
    let (shop, _) = shop();
    shop.edit("settings.yaml", |text| {
        text.replace("ВыгружатьЗаказы: false", "ВыгружатьЗаказы: true")
    });
    for (language, head) in [
        ("ru", "ошибка[P128] обмен `ПравкиВCRM` пишет в систему `crm`, а вместо неё файлы\n"),
        (
            "en",
            "error[P128] the flow `ПравкиВCRM` writes into the system `crm`, which files stand for\n",
        ),
    ] {
        let run = shop.obmen_in(language, &["run"]);
        assert_eq!((run.code, run.out.as_str()), (1, ""));
        assert!(run.err.contains(head), "{}", run.err);
    }
}

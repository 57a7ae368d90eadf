//! Documents of 1C become orders of RetailCRM, and their customers customers: created once, edited
//! where something changed, refused with RetailCRM's words.

use std::fs;
use std::sync::Arc;

use obmen::endpoint::emulate::{Fault, Faults, Serving, serve};
use obmen::system::retailcrm::RetailCrmEmulator;
use serde_json::{Value, json};

use super::shop::{BUYERS, ORDERS, Shop, Told};

const MAPPING: &str = r#"lang 1
use std.unf3.goods

match Клиент: erp.Catalog_Контрагенты <-> crm.customer { none: create }
map Клиент: erp.Catalog_Контрагенты <-> crm.customer {
  Description -> firstName
  each КонтактнаяИнформация[Тип == "Телефон"] -> phones by number { НомерТелефона -> number }
}

match Отправка: erp.Document_ЗаказПокупателя <-> crm.order { none: create }
map Отправка: erp.Document_ЗаказПокупателя <-> crm.order {
  Number      -> number   once
  Комментарий -> managerComment
  КонтактноеЛицо -> firstName
  Контрагент  -> customer via Клиент
  ДатаОтгрузки -> delivery.date
  each Запасы -> items by offer then position {
    (Номенклатура, Характеристика?) -> offer via Товар   required
    Количество -> quantity
    Цена       -> initialPrice
  }
}

flow Отгрузка: erp -> crm "Отправка" {
  from erp.Document_ЗаказПокупателя changed
  upsert Отправка
  on error rejected: hold "отклонено: {message}"
}
"#;

const MUG: &str = "2d3f0010-7c4e-11f0-9a21-00155d0c7e01";
const WHITE: &str = "3e400001-7c4e-11f0-9a21-00155d0c7e01";
const ORDER: &str = "0a000001-7c4e-11f0-9a21-00155d0c7e01";
const BUYER: &str = "1c2e0010-7c4e-11f0-9a21-00155d0c7e01";

/// How the project reaches RetailCRM.
const EMBEDDED: &str = "embedded: world/crm, site: main";

/// The demo's RetailCRM without orders, and a 1C of files.
struct Desk {
    shop: Shop,
    document: Value,
}

impl Desk {
    fn open() -> Desk {
        let shop = Shop::with(&[]);
        fs::write(shop.dir.join("mappings/orders.obmen"), MAPPING).unwrap();
        shop.edit("obmen.yaml", |text| {
            let text = text.replace("embedded: world/erp", "files: in");
            text.replace("schedules: { ЗаказыВ1С: 30s }\n", "")
        });
        for entity in ["Catalog_Номенклатура", "Catalog_ХарактеристикиНоменклатуры", BUYERS]
        {
            let from = shop.dir.join(format!("world/erp/{entity}.json"));
            let folder = shop.dir.join("in").join(entity);
            fs::create_dir_all(&folder).unwrap();
            fs::copy(from, folder.join("all.json")).unwrap();
        }
        let document = json!({
            "Ref_Key": ORDER, "Number": "НФ-7", "Date": "2025-11-03T10:00:00", "Posted": true,
            "Комментарий": "позвонить", "КонтактноеЛицо": "Татьяна", "Контрагент_Key": BUYER,
            "ДатаОтгрузки": "2025-11-05T00:00:00",
            "Запасы": [row(1, 2, 490)],
        });
        let desk = Desk { shop, document };
        desk.put();
        desk
    }

    fn put(&self) {
        let folder = self.shop.dir.join("in").join(ORDERS);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("7.json"), self.document.to_string()).unwrap();
    }

    /// Serves RetailCRM on a port, where it misbehaves as that text says.
    fn served(&self, fault: &str) -> (Serving, tokio::runtime::Runtime) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let seed = self.shop.dir.join("world/crm");
        let crm = Arc::new(RetailCrmEmulator::open(&self.shop.state("crm"), &seed).unwrap());
        let faults = Arc::new(Faults::new(vec![fault.parse::<Fault>().unwrap()]));
        let address = "127.0.0.1:0".parse().unwrap();
        let serving = runtime.block_on(serve(crm, address, faults)).unwrap();
        let remote = format!(
            "address: \"{}\", key: demo-key, local: true, timeout: 1, site: main",
            serving.url()
        );
        self.shop.edit("obmen.yaml", |text| text.replace(EMBEDDED, &remote));
        (serving, runtime)
    }

    /// Goes back to the RetailCRM in this process.
    fn embedded(&self, (serving, runtime): (Serving, tokio::runtime::Runtime)) {
        let url = serving.url();
        drop((serving, runtime));
        self.shop.edit("obmen.yaml", |text| {
            let (head, rest) = text.split_once("address: \"").unwrap();
            assert!(rest.starts_with(&url));
            let (_, tail) = rest.split_once("site: main").unwrap();
            format!("{head}{EMBEDDED}{tail}")
        });
    }

    fn run(&self) -> Told {
        self.shop.obmen(&["run", "--yes"])
    }

    fn orders(&self) -> Vec<Value> {
        self.shop.crm("orders?limit=100")["orders"].as_array().unwrap().clone()
    }

    fn order(&self) -> Value {
        let mut orders = self.orders();
        assert_eq!(orders.len(), 1, "{orders:?}");
        orders.remove(0)
    }

    /// What RetailCRM was asked to do, without the bodies.
    fn done(&self) -> Vec<String> {
        self.shop.ledger("crm").into_iter().map(|entry| entry.operation).collect()
    }
}

fn row(number: usize, quantity: i64, price: i64) -> Value {
    json!({
        "LineNumber": number.to_string(), "Номенклатура": MUG, "Номенклатура_Type": "StandardODATA.Catalog_Номенклатура",
        "Характеристика_Key": WHITE, "Количество": quantity, "Цена": price,
    })
}

#[test]
fn a_document_becomes_an_order_once() {
    let mut desk = Desk::open();
    let run = desk.run();
    assert_eq!((run.code, run.changes().len()), (0, 2), "{} {}", run.out, run.err);
    let order = desk.order();
    assert_eq!(order["externalId"], format!("1c-{ORDER}"));
    assert_eq!((&order["number"], &order["totalSumm"]), (&json!("НФ-7"), &json!(980)));
    assert_eq!(order["customer"]["externalId"], format!("1c-{BUYER}"));
    let again = desk.run();
    assert_eq!((again.code, again.changes().len()), (0, 0), "{} {}", again.out, again.err);
    desk.document["Комментарий"] = json!("не звонить");
    desk.put();
    let edit = desk.run();
    assert_eq!((edit.code, edit.changes().len()), (0, 1), "{} {}", edit.out, edit.err);
    assert_eq!(desk.order()["managerComment"], "не звонить");
    assert_eq!(
        desk.done(),
        [
            "POST customers/create",
            "POST orders/create",
            &format!("POST orders/{}/edit", order["id"])
        ]
    );
}

#[test]
fn lines_of_an_order_keep_their_ids() {
    let mut desk = Desk::open();
    desk.document["Запасы"] = json!([row(1, 2, 490), row(2, 1, 300)]);
    desk.put();
    assert_eq!(desk.run().code, 0);
    let lines = |order: &Value| {
        let rows = order["items"].as_array().unwrap().iter();
        let line = |line: &Value| {
            [&line["id"], &line["quantity"], &line["initialPrice"]].map(Value::as_i64)
        };
        rows.map(line).map(|line| line.map(Option::unwrap)).collect::<Vec<_>>()
    };
    let first = lines(&desk.order());
    let ids: Vec<i64> = first.iter().map(|line| line[0]).collect();
    assert_eq!(first, [[ids[0], 2, 490], [ids[1], 1, 300]]);
    // What RetailCRM alone knows of a line stays.
    let key = desk.order()["id"].clone();
    let items = json!([{"id": ids[0], "comment": "синяя лента"}, {"id": ids[1]}]);
    desk.shop.manager(&format!("orders/{key}/edit"), &json!({ "items": items }));
    desk.document["Запасы"] = json!([row(1, 5, 490), row(2, 1, 300), row(3, 7, 100)]);
    desk.put();
    let run = desk.run();
    assert_eq!((run.code, run.changes().len()), (0, 1), "{} {}", run.out, run.err);
    let second = lines(&desk.order());
    assert_eq!(second[..2], [[ids[0], 5, 490], [ids[1], 1, 300]]);
    assert_eq!(second[2][1..], [7, 100]);
    assert_eq!(desk.order()["items"][0]["comment"], "синяя лента");
    desk.document["Запасы"] = json!([row(1, 5, 490), row(3, 7, 100)]);
    desk.put();
    assert_eq!(desk.run().code, 0);
    assert_eq!(desk.order()["totalSumm"], 5 * 490 + 700);
    assert!(desk.run().changes().is_empty());
}

#[test]
fn two_documents_of_one_new_buyer_make_one_customer() {
    let mut desk = Desk::open();
    desk.document["Ref_Key"] = json!(ORDER.replace("0a000001", "0a000002"));
    let folder = desk.shop.dir.join("in").join(ORDERS);
    fs::write(folder.join("8.json"), desk.document.to_string()).unwrap();
    let run = desk.run();
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    let orders = desk.orders();
    assert_eq!((orders.len(), &orders[0]["customer"]["id"]), (2, &orders[1]["customer"]["id"]));
    assert_eq!(desk.done().iter().filter(|done| *done == "POST customers/create").count(), 1);
    assert!(desk.run().changes().is_empty());
}

#[test]
fn a_refusal_is_told_in_the_words_of_retailcrm() {
    let mut desk = Desk::open();
    desk.shop.world("crm/account.json", |account| account["repeatedOffers"] = json!(false));
    desk.document["Запасы"] = json!([row(1, 2, 490), row(2, 1, 300)]);
    desk.put();
    let run = desk.run();
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    let words = "отклонено: POST orders/create: Order is not loaded; items[1]: \"Кружка «Север» 350 мл (белая)\" is already in this order";
    assert!(run.out.contains(words), "{}", run.out);
    assert!(desk.orders().is_empty());
    assert_eq!(desk.shop.parked(), ["rejected"]);
    // The document is put right: nothing else is wanted.
    desk.document["Запасы"] = json!([row(1, 3, 490)]);
    desk.put();
    let run = desk.run();
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(desk.order()["totalSumm"], 3 * 490);
}

/// Whatever happens to a request, the order is there once and holds what the document says.
#[test]
fn no_trouble_on_the_way_makes_a_second_order() {
    let faults = ["refuse", "cut", "garble", "html", "500", "502", "503", "429", "lost"];
    let threads = faults.map(|fault| std::thread::spawn(move || survives(fault)));
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}

fn survives(fault: &str) {
    for operation in ["customers/create", "orders/create", "edit"] {
        let mut desk = Desk::open();
        if operation == "edit" {
            assert_eq!(desk.run().code, 0);
            desk.document["Комментарий"] = json!("другой");
            desk.put();
        }
        let line = desk.served(&format!("{fault}@{operation}x1"));
        let mut run = desk.run();
        let calls = desk.done().len();
        desk.embedded(line);
        if run.code != 0 {
            run = desk.run();
        }
        assert_eq!(run.code, 0, "{fault}@{operation}: {} {}", run.out, run.err);
        assert_eq!(desk.order()["managerComment"], desk.document["Комментарий"], "{fault}");
        assert!(desk.shop.parked().is_empty(), "{fault}@{operation}");
        assert!(desk.run().changes().is_empty(), "{fault}@{operation}");
        let done = desk.done();
        let count = |name: &str| done.iter().filter(|done| done.ends_with(name)).count();
        let edits = usize::from(operation == "edit");
        let counts = (count("customers/create"), count("orders/create"), count("/edit"));
        assert_eq!(counts, (1, 1, edits), "{fault}@{operation}: {done:?} after {calls}");
    }
}

/// A journal that is gone is no reason to create anything twice.
#[test]
fn without_the_journal_the_orders_are_found_again() {
    let mut desk = Desk::open();
    assert_eq!(desk.run().code, 0);
    for file in fs::read_dir(desk.shop.dir.join(".obmen")).unwrap().flatten() {
        if file.file_name().to_string_lossy().starts_with("journal") {
            fs::remove_file(file.path()).unwrap();
        }
    }
    desk.document["Комментарий"] = json!("другой");
    desk.put();
    let run = desk.run();
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(desk.order()["managerComment"], "другой");
    assert!(desk.run().changes().is_empty());
}

/// Where a rule gives the external id itself, records are found by that one.
#[test]
fn an_external_id_of_ones_own_is_the_mark() {
    let mut desk = Desk::open();
    desk.shop.edit("mappings/orders.obmen", |text| {
        let text = text.replace(
            "  Description -> firstName\n",
            "  Description -> firstName\n  Code -> externalId   once\n",
        );
        text.replace("  Number      -> number   once\n", "  Number -> externalId   once\n")
    });
    let line = desk.served("lost@createx2");
    let run = desk.run();
    desk.embedded(line);
    let run = if run.code == 0 { run } else { desk.run() };
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    let order = desk.order();
    let ids = [&order["externalId"], &order["customer"]["externalId"]];
    assert_eq!(ids, ["НФ-7", "НФ-000016"]);
    assert_eq!(desk.done().len(), 2, "{:?}", desk.done());
    desk.document["Комментарий"] = json!("другой");
    desk.put();
    assert_eq!(desk.run().changes().len(), 1);
    assert_eq!(desk.order()["managerComment"], "другой");
}

#[test]
fn customers_are_created_and_edited() {
    let desk = Desk::open();
    desk.shop.edit("mappings/orders.obmen", |text| {
        let flow = format!("flow Клиенты: erp -> crm \"Клиенты\" {{\n  from erp.{BUYERS} changed where ВидКонтрагента == \"ФизическоеЛицо\"\n  upsert Клиент\n}}\n");
        format!("{text}\n{flow}")
    });
    let run = |wanted: usize| {
        let run = desk.shop.obmen(&["run", "Клиенты", "--yes"]);
        assert_eq!((run.code, run.changes().len()), (0, wanted), "{} {}", run.out, run.err);
    };
    let file = desk.shop.dir.join("in").join(BUYERS).join("all.json");
    let mut all: Vec<Value> = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    let at = all.iter().position(|buyer| buyer["Ref_Key"] == BUYER).unwrap();
    all.swap(0, at);
    all.truncate(1);
    fs::write(&file, json!(all).to_string()).unwrap();
    run(1);
    let customer = || {
        let path = format!("customers/1c-{BUYER}?by=externalId&site=main");
        desk.shop.crm(&path)["customer"].clone()
    };
    assert_eq!(customer()["phones"], json!([{ "number": "79990000101" }]));
    run(0);
    all[0]["КонтактнаяИнформация"][0]["НомерТелефона"] = json!("79990000199");
    all[0]["Description"] = json!("Петрова Татьяна");
    fs::write(&file, json!(all).to_string()).unwrap();
    run(1);
    assert_eq!(customer()["phones"], json!([{ "number": "79990000199" }]));
    assert_eq!(customer()["firstName"], "Петрова Татьяна");
    run(0);
    assert_eq!(desk.done().len(), 2, "{:?}", desk.done());
}

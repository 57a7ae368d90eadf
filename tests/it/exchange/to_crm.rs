//! Documents of 1C become orders of RetailCRM, and their customers customers: created once, edited
//! where something changed, refused with RetailCRM's words.

use std::fs;

use obmen::endpoint::emulate::{Emulator, Request};
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

    fn run(&self) -> Told {
        self.shop.obmen(&["run"])
    }

    /// What RetailCRM answers to a request with its key.
    fn get(&self, path: &str) -> Value {
        let seed = self.shop.dir.join("world/crm");
        let crm = RetailCrmEmulator::open(&self.shop.state("crm"), &seed).unwrap();
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let request = Request {
            method: "GET".to_owned(),
            path: format!("/api/v5/{path}"),
            query: query.to_owned(),
            headers: vec![("x-api-key".into(), "demo-key".into())],
            fault: None,
            body: Vec::new(),
        };
        serde_json::from_slice(&crm.answer(&request).body).unwrap()
    }

    fn orders(&self) -> Vec<Value> {
        self.get("orders?limit=100")["orders"].as_array().unwrap().clone()
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

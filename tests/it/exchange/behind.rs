//! Paths through references: the records behind them are read beside those that refer to them, each once.

use std::sync::{Arc, Mutex};

use obmen::endpoint::emulate::{Emulator, Request, Response};
use serde_json::json;

use super::between::plain;
use super::shop::{BUYERS, ORDERS, Shop};
use crate::altered::{Between, edited};

/// What a system was asked of a kind of records.
#[derive(Clone, Default)]
struct Asked(Arc<Mutex<Vec<String>>>);

impl Asked {
    /// A system of which it is noted what it is asked of these records.
    fn of(&self, records: &'static str) -> Box<Between> {
        let asked = Arc::clone(&self.0);
        Box::new(move |request: &Request, system: &dyn Emulator| -> Response {
            let operation = system.operation(request);
            if operation.contains(records) {
                asked.lock().unwrap().push(format!("{operation} {}", request.query));
            }
            system.answer(request)
        })
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

const RULES: &str = "override Заказ {
  \"{Контрагент.Description}, {Контрагент.ВидКонтрагента}\" -> managerComment
";

/// Two orders of one buyer.
fn agreed() -> Shop {
    let shop = Shop::with(&[1001, 1023]);
    shop.edit("settings.yaml", |text| {
        text.replace("ВыгружатьЗаказы: false", "ВыгружатьЗаказы: true")
    });
    let run = shop.obmen(&["run", "--yes"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    shop.edit("mappings/orders.obmen", |text| text.replace("override Заказ {\n", RULES));
    for document in shop.records(ORDERS) {
        let key = document["Ref_Key"].as_str().unwrap();
        let edit = json!({ "ДатаОтгрузки": "2025-12-20T00:00:00" });
        shop.accountant("PATCH", &format!("{ORDERS}(guid'{key}')"), &edit);
    }
    shop
}

#[test]
fn two_orders_of_one_buyer_read_it_once() {
    let shop = agreed();
    let asked = Asked::default();
    let line = shop.served(Box::new(plain), asked.of(BUYERS));
    let plan = shop.obmen(&["plan", "ПравкиВCRM"]);
    assert_eq!(plan.code, 2, "{} {}", plan.out, plan.err);
    assert_eq!(plan.out.matches("managerComment").count(), 2, "{}", plan.out);
    let asked = asked.take();
    assert_eq!(asked.len(), 1, "{asked:#?}");
    let run = shop.obmen(&["run", "ПравкиВCRM", "--yes"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    drop(line);
    let buyer = shop.document("1001A")["Контрагент_Key"].clone();
    let buyers = shop.records(BUYERS);
    let buyer = buyers.iter().find(|record| record["Ref_Key"] == buyer).unwrap();
    let name = buyer["Description"].as_str().unwrap();
    for order in shop.orders() {
        assert_eq!(order["managerComment"], format!("{name}, ФизическоеЛицо"));
    }
}

/// A name is as personal behind a reference as in its own record.
#[test]
fn where_a_value_came_from_names_the_field_behind_the_reference() {
    let shop = agreed();
    let number = shop.document("1001A")["Number"].as_str().unwrap().to_owned();
    let told = shop.obmen(&["explain", &number, "managerComment"]);
    assert_eq!(told.code, 0, "{} {}", told.out, told.err);
    for words in ["Контрагент.Description", "«И***", "Контрагент.ВидКонтрагента"]
    {
        assert!(told.out.contains(words), "{words}: {}", told.out);
    }
    assert!(!told.out.contains("Ирина"), "{}", told.out);
}

#[test]
fn rows_read_what_they_refer_to_together() {
    let shop = Shop::with(&[1001, 1023]);
    let rule = "override Заказ {\n  Кратность <- round(sum(items.offer.purchasePrice), 0)\n";
    shop.edit("mappings/orders.obmen", |text| text.replace("override Заказ {\n", rule));
    let asked = Asked::default();
    let line = shop.served(asked.of("offers"), Box::new(plain));
    let plan = shop.obmen(&["plan"]);
    assert_eq!(plan.code, 2, "{} {}", plan.out, plan.err);
    let asked = asked.take();
    assert_eq!(asked.len(), 1, "{asked:#?}");
    let run = shop.obmen(&["run", "--yes"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    drop(line);
    assert_eq!(shop.document("1001A")["Кратность"], "1579");
    assert_eq!(shop.document("1023A")["Кратность"], "1782");
}

/// A record that was deleted gives an empty value, and a rule without a value leaves its field alone.
#[test]
fn what_is_gone_is_empty() {
    let shop = agreed();
    let without = |request: &Request, system: &dyn Emulator| {
        let answer = system.answer(request);
        if system.operation(request).contains(BUYERS) {
            return edited(answer, |page| page["value"] = json!([]));
        }
        answer
    };
    let _line = shop.served(Box::new(plain), Box::new(without));
    let plan = shop.obmen(&["plan", "ПравкиВCRM"]);
    assert_eq!(plan.code, 2, "{} {}", plan.out, plan.err);
    assert_eq!(plan.out.matches("delivery.date").count(), 2, "{}", plan.out);
    assert!(!plan.out.contains("managerComment"), "{}", plan.out);
}

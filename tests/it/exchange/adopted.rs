//! A base that lived with the vendor's module: what it noted in additional info are links.

use std::fs;

use serde_json::{Value, json};

use super::shop::{BUYERS, ORDERS, Shop};

const INFO: &str = "erp/InformationRegister_ДополнительныеСведения.json";

/// The property of that name.
fn property(shop: &Shop, name: &str) -> String {
    let path = "erp/ChartOfCharacteristicTypes_ДополнительныеРеквизитыИСведения.json";
    let text = fs::read_to_string(shop.dir.join("world").join(path)).unwrap();
    let all: Vec<Value> = serde_json::from_str(&text).unwrap();
    let found = all.iter().find(|property| property["Имя"] == name).unwrap();
    found["Ref_Key"].as_str().unwrap().to_owned()
}

/// Notes an id of RetailCRM at a record of 1C.
fn note(shop: &Shop, set: &str, key: &str, name: &str, id: &str) {
    let property = property(shop, name);
    shop.world(INFO, |all| {
        all.as_array_mut().unwrap().push(json!({
            "Объект": key, "Объект_Type": format!("StandardODATA.{set}"),
            "Свойство_Key": property, "Значение": id, "Значение_Type": "Edm.String",
        }));
    });
}

/// A document of an order that somebody else wrote: its fields where they are not those of ours.
fn filled(number: &str, mut document: Value) -> Value {
    let other = Shop::with(&[1005, 1011]);
    assert_eq!(other.obmen(&["run"]).code, 0);
    let ours = other.document(number);
    for (name, value) in ours.as_object().unwrap() {
        let known = document.as_object_mut().unwrap();
        if !name.contains(['@', '.']) && name != "DataVersion" && !known.contains_key(name) {
            known.insert(name.clone(), value.clone());
        }
    }
    for rows in document.as_object_mut().unwrap().values_mut().filter_map(Value::as_array_mut) {
        for row in rows.iter_mut().filter_map(Value::as_object_mut) {
            row.remove("Ref_Key");
        }
    }
    document
}

#[test]
fn ids_of_the_vendors_module_are_adopted_and_nothing_comes_twice() {
    let shop = Shop::with(&[1005, 1011]);
    let key = |number: u32| format!("1f2a{number:04}-7c4e-11f0-9a21-00155d0c7e01");
    let documents = [("1005A", 1005, 205), ("1011C", 1011, 401)].map(|(number, order, card)| {
        let document = json!({
            "Ref_Key": key(order), "Number": format!("УД-0000{order}"), "Контрагент_Key": key(card),
            "Комментарий": "перенесён прежним модулем", "Posted": true,
        });
        filled(number, document)
    });
    let path = shop.dir.join(format!("world/erp/{ORDERS}.json"));
    fs::write(path, json!(documents).to_string()).unwrap();
    // Cards that nothing but the note would find: no phone, no address, no tax number.
    shop.world(&format!("erp/{BUYERS}.json"), |all| {
        for (number, name) in [(205, "Зайцева О."), (401, "Ромашка")] {
            let card = json!({ "Ref_Key": key(number), "Code": format!("НФ-000{number}"), "Description": name });
            all.as_array_mut().unwrap().push(card);
        }
    });
    for id in [1005, 1011] {
        note(&shop, ORDERS, &key(id), "crm_ИДЗаказа", &id.to_string());
    }
    note(&shop, BUYERS, &key(205), "crm_ИДконтрагента", "205");
    note(&shop, BUYERS, &key(401), "crm_ИДкомпании", "401");
    let cards = shop.records(BUYERS).len();
    let notes = shop.records("InformationRegister_ДополнительныеСведения").len();
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    // EXT-18: the same documents and cards, none created beside them, no note made twice.
    assert_eq!(shop.records(ORDERS).len(), 2);
    assert_eq!(shop.records(BUYERS).len(), cards);
    assert_eq!(shop.records("InformationRegister_ДополнительныеСведения").len(), notes);
    for (number, order, card) in [("1005A", 1005, 205), ("1011C", 1011, 401)] {
        let document = shop.document(number);
        assert_eq!(document["Ref_Key"], key(order));
        assert_eq!(document["Number"], format!("УД-0000{order}"));
        assert_eq!(document["Контрагент_Key"], key(card));
        assert_eq!(document["Posted"], true);
    }
    assert!(shop.obmen(&["run"]).changes().is_empty());
}

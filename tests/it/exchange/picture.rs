//! The order of a picture in the manual of the vendor's module, field by field.

use std::fs;

use serde_json::{Value, json};

use super::shop::{ORDERS, Shop};

/// Renames the record of that name in a set of 1C.
fn rename(shop: &Shop, set: &str, name: &str, new: &str) {
    shop.world(&format!("erp/{set}.json"), |all| {
        let rows = all.as_array_mut().unwrap().iter_mut();
        let mut found: Vec<_> = rows.filter(|row| row["Description"] == name).collect();
        assert_eq!(found.len(), 1, "{set} {name}");
        found[0]["Description"] = new.into();
    });
}

/// A shop of which the picture could be.
fn shop() -> Shop {
    let shop = Shop::with(&[1011]);
    rename(&shop, "Catalog_Организации", "Уютный дом", "Ассоль ООО");
    rename(&shop, "Catalog_СтруктурныеЕдиницы", "Основной склад", "Офис");
    rename(&shop, "Catalog_ВидыЦен", "Закупочная", "Учетная");
    shop.edit("settings.yaml", |text| {
        text.replace("Организация: Уютный дом", "Организация: Ассоль ООО\n  ВидЦен: Учетная")
            .replace("Склад: Основной склад", "Склад: Офис")
            .replace("2025-10-01 00:00:00", "2023-09-01 00:00:00")
    });
    shop.edit("tables/organisations.yaml", |text| {
        text.replace("Организация: Уютный дом", "Организация: Ассоль ООО")
    });
    shop.edit("tables/stores.yaml", |text| text.replace("erp: Основной склад", "erp: Офис"));
    shop.edit("tables/statuses_in.yaml", |text| {
        let row = text.lines().find(|line| line.contains("crm: complete,")).unwrap();
        text.replace(row, "- { crm: complete, name: Выполнен }")
    });
    shop.edit("world/erp/posting.yaml", |text| text.replace("'2025-01-01", "'2023-01-01"));
    // Eleven orders were there before.
    let before =
        json!([{ "Ref_Key": "1f2a0011-7c4e-11f0-9a21-00155d0c7e01", "Number": "АСФР-000011" }]);
    fs::write(shop.dir.join(format!("world/erp/{ORDERS}.json")), before.to_string()).unwrap();
    shop.world("crm/customers-corporate.json", |all| {
        let company = &mut all[0]["companies"][0];
        assert_eq!(company["id"], 401);
        company["name"] = json!("ООО РОГА И КОПЫТА");
        company["contragent"]["INN"] = json!("0077010026");
    });
    shop.world("crm/orders.json", |all| {
        let order = &mut all[0];
        order["number"] = json!("12");
        order["createdAt"] = json!("2023-09-13 15:29:17");
        let first = order["items"][0].clone();
        order["items"] = json!([first]);
        order["delivery"] = json!({ "code": "self-delivery", "cost": 0, "netCost": 0 });
        order.as_object_mut().unwrap().remove("shipmentStore");
        order.as_object_mut().unwrap().remove("payments");
    });
    assert_eq!(shop.obmen(&["schema", "pull"]).code, 0);
    shop
}

#[test]
fn the_order_of_the_picture_comes_as_the_picture_shows_it() {
    let shop = shop();
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    let document = shop.document("12");
    let named = |set: &str, field: &str| {
        let records = shop.records(set).into_iter();
        let found = records.filter(|record| record["Ref_Key"] == document[field]);
        found.map(|record| record["Description"].as_str().unwrap().to_owned()).collect::<String>()
    };
    let shown = json!({
        "Номер": document["Number"],
        "Дата": document["Date"],
        "Вид": named("Catalog_ВидыЗаказовПокупателей", "ВидЗаказа"),
        "Состояние": document["СостояниеЗаказа"],
        "Операция": document["ВидОперации"],
        "Покупатель": named("Catalog_Контрагенты", "Контрагент_Key"),
        "Отгрузка": document["ДатаОтгрузки"],
        "Организация": named("Catalog_Организации", "Организация_Key"),
        "Валюта": named("Catalog_Валюты", "ВалютаДокумента_Key"),
        "Вид цен": named("Catalog_ВидыЦен", "ВидЦен_Key"),
        "Налогообложение": document["НалогообложениеНДС"],
        "Склад (резерв)": named("Catalog_СтруктурныеЕдиницы", "СтруктурнаяЕдиницаРезерв_Key"),
        "Строк": document["Запасы"].as_array().map(Vec::len),
        "Проведен": document["Posted"],
    });
    // ORD-IMP-48
    let picture: Value = json!({
        "Номер": "АСФР-000012",
        "Дата": "2023-09-13T15:29:17",
        "Вид": "Основной",
        "Состояние": "",
        "Операция": "ЗаказНаПродажу",
        "Покупатель": "ООО РОГА И КОПЫТА",
        "Отгрузка": "2023-09-13T00:00:00",
        "Организация": "Ассоль ООО",
        "Валюта": "руб.",
        "Вид цен": "Учетная",
        "Налогообложение": "ОблагаетсяНДС",
        "Склад (резерв)": "Офис",
        "Строк": 1,
        "Проведен": true,
    });
    assert_eq!(shown, picture);
}

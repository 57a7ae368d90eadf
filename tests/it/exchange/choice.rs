//! What the rows of tables are chosen from: the columns of a file, the entries of RetailCRM.

use serde_json::json;

use super::shop::Shop;

#[test]
fn every_table_has_its_columns_and_no_other() {
    let shop = Shop::demo();
    let columns = [
        // STI-01: «Код CRM», «Статус CRM», «Статус 1С».
        ("statuses_in", "crm: new,", "crm name erp", "erp, crm, name, way"),
        // STO-01: «Состояние», «Код CRM», «Статус CRM»; the rows have their order.
        ("statuses_out", "erp: Новый,", "erp crm name", "erp, crm, name, way"),
        // MGR-01: «Пользователь 1С», «id», «Менеджер CRM»; the rows have their order.
        ("managers", "erp: Ветрова", "erp crm name", "erp, crm, name, way"),
        // DLV-01: «Код CRM», «Тип доставки CRM», «Способ доставки», «Перевозчик».
        ("delivery", "crm: courier,", "crm name Способ Служба", "Способ, Служба, crm, name, way"),
    ];
    for (file, first, written, known) in columns {
        let path = format!("tables/{file}.yaml");
        let text = std::fs::read_to_string(shop.dir.join(&path)).unwrap();
        let row = text.lines().find(|line| line.contains(first)).unwrap();
        let cells = row.trim_start_matches("- {").trim_end_matches('}').split(", ");
        let names: Vec<&str> = cells.map(|cell| cell.split_once(':').unwrap().0.trim()).collect();
        assert_eq!(names.join(" "), written, "{row}");
        shop.edit(&path, |text| text.replace(row, &row.replace("- {", "- { foo: 1,")));
        let check = shop.obmen(&["check"]);
        let words = format!("ошибка[N115] нет колонки `foo`; есть: {known}\n");
        assert!(check.err.contains(&words), "{file}: {}", check.err);
        shop.edit(&path, |text| text.replace(" foo: 1,", ""));
    }
    assert_eq!(shop.obmen(&["check"]).code, 0);
}

#[test]
fn managers_are_chosen_from_those_of_retailcrm() {
    let shop = Shop::demo();
    shop.world("crm/users.json", |users| {
        let users = users.as_array_mut().unwrap();
        let mut new = users.iter().find(|user| user["id"] == 11).unwrap().clone();
        for (name, value) in [("id", json!(21)), ("firstName", json!("Павел"))] {
            new[name] = value;
        }
        new["lastName"] = json!("Новый");
        users.push(new);
    });
    shop.edit("tables/managers.yaml", |text| text.replace("crm: 11,", "crm: 98765,"));
    let offered = "выбрать из справочника: 1 (Администратор), 11 (Ветрова Марина), 12 (Сомов Олег), \
                   13 (Каримова Алия), 14 (Федоров Борис)";
    let before = shop.obmen(&["check"]);
    assert!(before.err.contains(&format!("{offered}\n")), "{}", before.err);
    // MGR-03, TBL-05: whom RetailCRM has now is to choose from, and nobody typed the list.
    assert_eq!(shop.obmen(&["schema", "pull"]).code, 0);
    let after = shop.obmen(&["check"]);
    assert_eq!(after.code, 1);
    let offered = "выбрать из справочника: 1 (Администратор), 11 (Ветрова Марина), 12 (Сомов Олег), \
                   13 (Каримова Алия), 14 (Федоров Борис), 21 (Новый Павел)\n";
    assert!(after.err.contains(offered), "{}", after.err);
    shop.edit("tables/managers.yaml", |text| text.replace("crm: 98765,", "crm: 21,"));
    assert_eq!(shop.obmen(&["check"]).code, 0);
}

/// The only remedy of a wrong cell in that file, as an editor applies it.
fn remedy(shop: &Shop) -> String {
    let check = shop.obmen(&["check", "--format", "json"]).json();
    let found = check["diagnostics"].as_array().unwrap();
    let wrong: Vec<_> = found.iter().filter(|found| found["code"] == "T205").collect();
    assert_eq!(wrong.len(), 1, "{check:#}");
    let fixes = wrong[0]["hints"].as_array().unwrap();
    assert_eq!(fixes.len(), 1, "{check:#}");
    fixes[0]["fix"]["text"].as_str().unwrap_or_else(|| panic!("{check:#}")).to_owned()
}

#[test]
fn a_manager_that_is_named_or_whose_card_is_given_gets_the_id() {
    let shop = Shop::demo();
    let cell = |text: &str| {
        shop.edit("tables/managers.yaml", |table| {
            let (head, rest) = table.split_once("crm: ").unwrap();
            let (_, tail) = rest.split_once(", name:").unwrap();
            format!("{head}crm: {text}, name:{tail}")
        });
    };
    // MGR-05
    cell("Ветрова Марина");
    assert_eq!(remedy(&shop), "\"11\"");
    // MGR-08: the number in the address of the card.
    cell("https://12345.retailcrm.ru/managers/11");
    assert_eq!(remedy(&shop), "\"11\"");
    cell("\"https://12345.retailcrm.ru/managers/11/edit?tab=1#11\"");
    assert_eq!(remedy(&shop), "\"11\"");
    cell("\"11\"");
    assert_eq!(shop.obmen(&["check"]).code, 0);
}

/// The warehouses of WHS-06, one of them out of use.
const STORES: [(&str, &str, &str, i64); 6] = [
    ("online", "Интернет-магазин", "store-type-online", 1),
    ("supplier2", "Магазин в Альтуфьево", "store-type-supplier", 4),
    ("supplier1", "Магазин на Тульской", "store-type-supplier", 5),
    ("warehouse1", "Склад на Киевской", "store-type-warehouse", 2),
    ("warehouse2", "Склад на Павелецкой", "store-type-warehouse", 3),
    ("closed", "Закрытый склад", "store-type-warehouse", 6),
];

#[test]
fn warehouses_are_chosen_from_those_in_use_and_rows_stay() {
    let shop = Shop::demo();
    let rows = std::fs::read_to_string(shop.dir.join("tables/stores.yaml")).unwrap();
    shop.world("crm/stores.json", |stores| {
        let store = |(code, name, kind, ordering): (&str, &str, &str, i64)| {
            json!({
                "code": code, "name": name, "type": kind, "active": code != "closed",
                "ordering": ordering, "inventoryType": "integer",
            })
        };
        *stores = STORES.into_iter().map(store).collect();
    });
    assert_eq!(shop.obmen(&["schema", "pull"]).code, 0);
    let kept = std::fs::read_to_string(shop.dir.join("tables/stores.yaml")).unwrap();
    assert_eq!(kept, rows);
    let check = shop.obmen(&["check"]);
    // WHS-05, WHS-06: all five that are in use, and no other.
    let offered = "выбрать из справочника: online (Интернет-магазин), supplier2 (Магазин в Альтуфьево), \
                   supplier1 (Магазин на Тульской), warehouse1 (Склад на Киевской), \
                   warehouse2 (Склад на Павелецкой)\n";
    assert!(check.err.contains(offered), "{}", check.err);
    for (old, new) in [("main", "online"), ("lenina", "supplier1"), ("zarech", "warehouse2")] {
        shop.edit("tables/stores.yaml", |text| {
            text.replace(&format!("crm: {old},"), &format!("crm: {new},"))
        });
    }
    let check = shop.obmen(&["check"]);
    assert_eq!(check.code, 0, "{}", check.err);
    let left = "в таблице `Склады` нет 2 кодов из справочника: supplier2 (Магазин в Альтуфьево), \
                warehouse1 (Склад на Киевской)\n";
    assert!(check.err.contains(left), "{}", check.err);
}

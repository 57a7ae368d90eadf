//! Records that wait for something are taken by themselves when it is there, and no others with them.

use serde_json::{Value, json};

use super::shop::{ORDERS, Shop};

const MIRROR: &str = "2d3f0030-7c4e-11f0-9a21-00155d0c7e01";

/// A rule of the shop's own that reads a table which lacks a row.
fn with_labels(shop: &Shop) {
    shop.edit("mappings/orders.obmen", |text| {
        let table = "use std.unf3.orders\n\ntable Открытки: text <- crm.statuses from \"tables/cards.yaml\" {\n  \
                     else: hold \"нет открытки для {value}\"\n}\n";
        text.replace("use std.unf3.orders\n", table)
            .replace("Заметки <- customFields.gift_text   if known", "Заметки <- status via Открытки")
    });
    std::fs::write(shop.dir.join("tables/cards.yaml"), "- { crm: new, erp: синяя }\n").unwrap();
}

#[test]
fn a_row_of_a_table_and_a_product_release_what_waited_for_them() {
    let shop = Shop::with(&[1005, 1009, 1013]);
    let mut product = Value::Null;
    shop.world("crm/orders.json", |all| {
        for order in all.as_array_mut().unwrap().iter_mut() {
            let status = if order["id"] == 1013 { "complete" } else { "new" };
            order["status"] = status.into();
        }
    });
    let file = shop.dir.join("world/erp/Catalog_Номенклатура.json");
    let mut all: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let list = if all.is_array() { &mut all } else { &mut all["value"] };
    list.as_array_mut().unwrap().retain(|row| {
        if row["Ref_Key"] == MIRROR {
            product = row.clone();
        }
        row["Ref_Key"] != MIRROR
    });
    std::fs::write(&file, all.to_string()).unwrap();
    with_labels(&shop);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    assert_eq!(
        (shop.records(ORDERS).len(), shop.parked()),
        (1, vec!["missing".into(), "unmapped".into()])
    );

    // Nothing was mended: the one that lacks a row is told and not read again.
    let idle = shop.obmen(&["run"]);
    assert_eq!(idle.code, 3, "{}", idle.out);
    assert!(idle.out.contains("прочитано 1: отложить 2"), "{}", idle.out);
    assert!(
        idle.out.contains("‖ order 1013A отложен: нет открытки для complete\n"),
        "{}",
        idle.out
    );
    let plan = shop.obmen(&["plan"]);
    assert!(plan.code == 3 && plan.out.contains("прочитано 1: отложить 2"), "{}", plan.out);

    // The product appears.
    shop.accountant("POST", "Catalog_Номенклатура", &product);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    assert_eq!(shop.document("1009A")["Posted"], true);
    assert_eq!(shop.parked(), ["unmapped"]);
    assert!(run.out.contains("прочитано 1: создать 1 (+1), отложить 1"), "{}", run.out);

    // The row is added.
    std::fs::write(
        shop.dir.join("tables/cards.yaml"),
        "- { crm: new, erp: синяя }\n- { crm: complete, erp: белая }\n",
    )
    .unwrap();
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.document("1013A")["Заметки"], "белая");
    assert!(run.out.contains("прочитано 1: создать 1"), "the others are not planned: {}", run.out);
    assert!(shop.parked().is_empty());
    let held = shop.obmen(&["held", "show", "1013A", "--format", "json"]);
    assert_eq!((held.code, &held.json()["again"]["when"]), (0, &json!("settled")));
}

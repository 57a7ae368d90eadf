//! Settings of the shop that switch whole flows.

use serde_json::json;

use super::shop::{ORDERS, Shop};

fn switched(shop: &Shop, setting: &str, on: bool) {
    shop.edit("settings.yaml", |text| {
        text.replace(&format!("{setting}: {}", !on), &format!("{setting}: {on}"))
    });
}

/// An accountant's edit, posted.
fn ship(shop: &Shop, day: &str) {
    let key = shop.document("1005A")["Ref_Key"].as_str().unwrap().to_owned();
    let path = format!("{ORDERS}(guid'{key}')");
    shop.accountant("PATCH", &path, &json!({ "ДатаОтгрузки": format!("{day}T00:00:00") }));
    shop.accountant("POST", &format!("{path}/Post"), &json!({}));
}

#[test]
fn orders_come_in_and_go_out_only_where_the_shop_switched_that_on() {
    let shop = Shop::with(&[1005]);
    // The other direction alone has nothing to bring yet.
    switched(&shop, "ЗагружатьЗаказы", false);
    switched(&shop, "ВыгружатьЗаказы", true);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert!(shop.records(ORDERS).is_empty(), "{}", run.out); // SET-01
    switched(&shop, "ЗагружатьЗаказы", true);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.records(ORDERS).len(), 1, "{}", run.out); // SET-01

    ship(&shop, "2025-11-03");
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.order(1005)["delivery"]["date"], "2025-11-03", "{}", run.out); // SET-02

    switched(&shop, "ВыгружатьЗаказы", false);
    ship(&shop, "2025-11-04");
    let before = shop.ledger("crm").len();
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.ledger("crm").len(), before, "{}", run.out); // SET-03
}

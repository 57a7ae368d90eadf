//! `was` in a mapping: checks that look at what stands in the target before it is written.

use serde_json::json;

use super::shop::{ORDERS, Shop};

const CHECKS: &str = "override Заказ {
  check was.Комментарий != \"сверено\"   else: hold \"бухгалтер сверил документ {was.Number}\"
  check was.Комментарий == empty   else: warn \"в документе было: {was.Комментарий}\"
  each Запасы[Номенклатура != const.Доставка] <-> items[isCanceled != true] {
    check was.Содержание == empty   else: hold \"строка описана: {was.Содержание}\"
  }
";

fn accountant(shop: &Shop, body: &serde_json::Value) {
    let key = shop.document("1005A")["Ref_Key"].as_str().unwrap().to_owned();
    shop.accountant("PATCH", &format!("{ORDERS}(guid'{key}')"), body);
}

fn manager(shop: &Shop, date: &str) {
    shop.manager("orders/1005/edit", &json!({ "delivery": { "date": date } }));
}

#[test]
fn a_check_looks_at_what_stands_in_the_target() {
    let shop = Shop::with(&[1005]);
    shop.edit("mappings/orders.obmen", |text| text.replace("override Заказ {\n", CHECKS));
    // Of a document that is not there yet it is not asked: nothing in it equals empty.
    let first = shop.obmen(&["run", "--yes"]);
    assert_eq!(first.code, 0, "{} {}", first.out, first.err);
    let number = shop.document("1005A")["Number"].as_str().unwrap().to_owned();

    accountant(&shop, &json!({ "Комментарий": "сверено" }));
    manager(&shop, "2025-11-20");
    let before = shop.ledger("erp").len();
    for command in ["plan", "run"] {
        let told = shop.obmen(&[command]);
        assert_eq!(told.code, 3, "{} {}", told.out, told.err);
        let words = format!("бухгалтер сверил документ {number}");
        assert!(told.out.contains(&words), "{}", told.out);
        assert!(!told.out.contains("правили вручную"), "{}", told.out);
    }
    assert_eq!(shop.ledger("erp").len(), before);

    // A warning is told once, where the document is there, and hinders nothing; comments are personal.
    accountant(&shop, &json!({ "Комментарий": "позвонить" }));
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(run.out.matches("в документе было: п***").count(), 1, "{}", run.out);
    assert_eq!(shop.document("1005A")["ДатаОтгрузки"], "2025-11-20T00:00:00");

    // Of a row that stands there, too.
    let mut rows = shop.document("1005A")["Запасы"].clone();
    rows[0]["Содержание"] = "в коробке".into();
    accountant(&shop, &json!({ "Запасы": rows }));
    manager(&shop, "2025-11-21");
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    assert!(run.out.contains("строка описана: в коробке"), "{}", run.out);
}

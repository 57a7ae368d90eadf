//! Orders that came from RetailCRM are edited in 1C, and the edits go back.

use serde_json::json;

use super::shop::{ORDERS, Shop};

#[test]
fn an_edit_in_1c_is_written_to_the_order_it_came_from() {
    let shop = Shop::with(&[1005]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    let before = shop.ledger("crm").len();
    shop.edit("settings.yaml", |text| {
        text.replace("ВыгружатьЗаказы: false", "ВыгружатьЗаказы: true")
    });
    let document = shop.document("1005A");
    let key = document["Ref_Key"].as_str().unwrap();
    let path = format!("{ORDERS}(guid'{key}')");
    let mut rows = document["Запасы"].clone();
    rows[0]["Количество"] = json!(7);
    shop.accountant("PATCH", &path, &json!({ "Комментарий": "из 1С", "Запасы": rows }));
    let run = shop.obmen(&["run", "--flow", "ПравкиВCRM", "--id", key, "--yes"]);
    assert_eq!((run.code, run.changes().len()), (0, 1), "{} {}", run.out, run.err);
    let ledger = shop.ledger("crm");
    assert_eq!(ledger.len() - before, 1, "{}", run.out);
    println!("{}\n{}", ledger.last().unwrap().body, run.out);
    let again = shop.obmen(&["run", "--flow", "ПравкиВCRM", "--id", key, "--yes"]);
    assert_eq!((again.code, again.changes().len()), (0, 0), "{} {}", again.out, again.err);
    let back = shop.obmen(&["run", "--id", "1005", "--yes"]);
    assert!(back.changes().is_empty(), "{} {}", back.out, back.err);
}

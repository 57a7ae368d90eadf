//! Orders that came from RetailCRM are edited in 1C, and the edits go back.

use serde_json::{Value, json};

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
    let run = shop.obmen(&["run", "ПравкиВCRM", "--id", key, "--yes"]);
    assert_eq!((run.code, run.changes().len()), (0, 1), "{} {}", run.out, run.err);
    let ledger = shop.ledger("crm");
    assert_eq!(ledger.len() - before, 1, "{}", run.out);
    let body = &ledger[before].body;
    assert!(body.starts_with("site=main&order=") && body.ends_with("&by=id"), "{body}");
    let again = shop.obmen(&["run", "ПравкиВCRM", "--id", key, "--yes"]);
    assert_eq!((again.code, again.changes().len()), (0, 0), "{} {}", again.out, again.err);
    // The sums of the document follow those of the order; after that both are silent.
    let back = shop.obmen(&["run", "ЗаказыВ1С", "--yes"]);
    assert_eq!((back.code, back.changes().len()), (0, 1), "{} {}", back.out, back.err);
    assert_eq!(shop.document("1005A")["Запасы"][0]["Количество"], 7);
    let (crm, erp) = (shop.ledger("crm").len(), shop.ledger("erp").len());
    for flow in ["ПравкиВCRM", "ЗаказыВ1С"] {
        let quiet = shop.obmen(&[
            "run",
            flow,
            "--id",
            if flow == "ЗаказыВ1С" { "1005" } else { key },
            "--yes",
        ]);
        assert_eq!((quiet.code, quiet.changes().len()), (0, 0), "{} {}", quiet.out, quiet.err);
    }
    assert_eq!((shop.ledger("crm").len(), shop.ledger("erp").len()), (crm, erp));
}

/// The lines that nobody touched in 1C keep what managers wrote beside them.
#[test]
fn what_1c_does_not_know_of_a_line_stays() {
    let shop = Shop::with(&[1005]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    shop.edit("settings.yaml", |text| {
        text.replace("ВыгружатьЗаказы: false", "ВыгружатьЗаказы: true")
    });
    let lines = || shop.crm("orders/1005?by=id")["order"]["items"].as_array().unwrap().clone();
    let before = lines();
    let noted: Vec<_> =
        before.iter().map(|line| json!({ "id": line["id"], "comment": "лента" })).collect();
    shop.manager("orders/1005/edit", &json!({ "items": noted }));
    let document = shop.document("1005A");
    let key = document["Ref_Key"].as_str().unwrap();
    let mut rows = document["Запасы"].clone();
    rows[0]["Количество"] = json!(7);
    shop.accountant("PATCH", &format!("{ORDERS}(guid'{key}')"), &json!({ "Запасы": rows }));
    let run = shop.obmen(&["run", "ПравкиВCRM", "--id", key, "--yes"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    // What RetailCRM shows and computes itself is not sent back to it.
    for line in sent(&shop)["items"].as_array().unwrap() {
        for shown in ["discountTotal", "discounts", "prices", "createdAt", "isCanceled"] {
            assert!(line.get(shown).is_none(), "{shown}: {line}");
        }
        assert!(line["id"].is_number() && line["initialPrice"].is_number(), "{line}");
        assert_eq!(line["offer"].as_object().unwrap().keys().collect::<Vec<_>>(), ["id"]);
    }
    let kept = lines();
    assert_eq!(kept.len(), before.len());
    for (line, before) in kept.iter().zip(&before) {
        assert_eq!((&line["id"], &line["comment"]), (&before["id"], &json!("лента")));
    }
    assert_eq!(kept[0]["quantity"], 7);
}

/// The order of the last request to RetailCRM.
fn sent(shop: &Shop) -> Value {
    let body = shop.ledger("crm").pop().unwrap().body.replace('+', " ");
    let order = body.split('&').find_map(|pair| pair.strip_prefix("order=")).unwrap();
    let order = percent_encoding::percent_decode_str(order).decode_utf8().unwrap();
    serde_json::from_str(&order).unwrap()
}

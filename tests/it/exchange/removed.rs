//! What a manager removes in RetailCRM.

use serde_json::json;

use super::shop::Shop;

/// Nobody is to call an old number or drive to an old address.
#[test]
fn what_is_removed_from_an_order_is_removed_from_its_document() {
    let shop = Shop::with(&[1005]);
    shop.world("crm/orders.json", |all| all[0]["phone"] = json!("8 900 000-10-05"));
    let first = shop.obmen(&["run"]);
    assert_eq!(first.code, 0, "{} {}", first.out, first.err);
    let fields = ["Телефон", "АдресЭП", "КонтактноеЛицо", "АдресДоставки"];
    let document = shop.document("1005A");
    for field in fields {
        assert!(!document[field].as_str().unwrap().is_empty(), "{field}: {document}");
    }
    let address = shop.order(1005)["delivery"]["address"].clone();
    let empty: serde_json::Map<_, _> =
        address.as_object().unwrap().keys().map(|part| (part.clone(), json!(""))).collect();
    shop.manager(
        "orders/1005/edit",
        &json!({
            "phone": "", "email": "", "lastName": "", "firstName": "", "patronymic": "",
            "delivery": { "address": empty },
        }),
    );
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    let document = shop.document("1005A");
    for field in fields {
        assert_eq!(document[field], "", "{field}: {}", run.out);
    }
    let again = shop.obmen(&["run"]);
    assert_eq!((again.code, again.changes().len()), (0, 0), "{} {}", again.out, again.err);
}

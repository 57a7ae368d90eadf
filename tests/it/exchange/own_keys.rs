//! A base that passes over the keys it is sent: what is linked is what stands in the base.

use super::shop::{BUYERS, ORDERS, Shop};

#[test]
fn records_are_linked_under_the_keys_that_the_base_gave() {
    let shop = Shop::with(&[1005]);
    shop.edit("world/erp/base.yaml", |text| format!("{text}\nown_keys: false\n"));
    let run = shop.obmen_in("en", &["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert!(run.err.contains("the base gives keys of its own"), "{}", run.err);
    assert!(run.changes().iter().any(|line| line.starts_with("+ ")), "{}", run.out);
    let document = shop.document("1005A");
    assert_eq!(document["Posted"], true);
    let links = shop.journal().links("Заказ").unwrap();
    let keys: Vec<_> = links.iter().map(|link| link.left.as_deref()).collect();
    assert_eq!(keys, [document["Ref_Key"].as_str()]);
    // The document's customer is there, and not a key that nobody has.
    let customer = &document["Контрагент_Key"];
    assert!(shop.records(BUYERS).iter().any(|buyer| buyer["Ref_Key"] == *customer));
    let again = shop.obmen(&["run"]);
    assert_eq!((again.code, again.changes().len()), (0, 0), "{} {}", again.out, again.err);
    assert_eq!(shop.records(ORDERS).len(), 1);
    // Later edits reach the document.
    shop.manager("orders/1005/edit", &serde_json::json!({ "customerComment": "позвонить" }));
    let edit = shop.obmen(&["run"]);
    assert_eq!((edit.code, edit.changes().len()), (0, 1), "{} {}", edit.out, edit.err);
    assert_eq!(shop.records(ORDERS).len(), 1);
}

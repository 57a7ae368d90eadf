//! An order that came without a state: the exchange posts it, people cannot save it until it has one.

use serde_json::json;

use super::shop::{ORDERS, Shop};

#[test]
fn an_order_without_a_state_cannot_be_saved_by_hand_until_it_has_one() {
    let shop = Shop::with(&[1032]);
    shop.edit("tables/statuses_in.yaml", |text| {
        let row = "name: Наличие подтверждено,        erp: Новый }";
        text.replace(row, "name: Наличие подтверждено }")
    });
    // STI-12: it is imported all the same.
    assert_eq!(shop.obmen(&["run"]).code, 0);
    let document = shop.document("1032A");
    assert_eq!((&document["СостояниеЗаказа"], &document["Posted"]), (&json!(""), &json!(true)));
    let path = format!("{ORDERS}(guid'{}')", document["Ref_Key"].as_str().unwrap());
    let words = json!({ "Заметки": "позвонить" });
    // STI-12, ORD-IMP-17, MSG-09
    for (method, path, body) in
        [("PATCH", &path, &words), ("POST", &format!("{path}/Post"), &json!(null))]
    {
        assert_eq!(shop.refused_accountant(method, path, body), "Поле \"Состояние\" не заполнено");
    }
    assert_eq!(shop.document("1032A")["Заметки"], document["Заметки"]);
    // The exchange is no hand: what changes in RetailCRM still comes.
    shop.manager("orders/1032/edit", &json!({ "customerComment": "после шести" }));
    assert_eq!(shop.obmen(&["run"]).code, 0);
    assert_eq!(shop.document("1032A")["СостояниеЗаказа"], "");
    // ORD-IMP-17: with a state it can be saved.
    let states = shop.records("Catalog_СостоянияЗаказовПокупателей");
    let state = states[0]["Ref_Key"].as_str().unwrap();
    let set = json!({
        "СостояниеЗаказа": state,
        "СостояниеЗаказа_Type": "StandardODATA.Catalog_СостоянияЗаказовПокупателей",
        "Заметки": "позвонить",
    });
    shop.accountant("PATCH", &path, &set);
    assert_eq!(shop.document("1032A")["Заметки"], "позвонить");
}

//! Rows of a record that become records of their own: the payments of an order.

use serde_json::json;

use super::shop::Shop;

/// Declared by the project: nothing of the shipped mapping knows payments.
const PAYMENTS: &str = r#"
match Оплата: erp.Document_ПоступлениеНаСчет <-> crm.order.payments {
  НомерВходящегоДокумента == text(id)
  none: create
}

map Оплата: erp.Document_ПоступлениеНаСчет <- crm.order.payments {
  НомерВходящегоДокумента <- text(id)
  ДатаВходящегоДокумента  <- date(paidAt)
  ВидОперации             <- "ОтПокупателя"   once
  Организация             <- const.Организация
  БанковскийСчет          <- const.БанковскийСчет
  ВалютаДенежныхСредств   <- const.Валюта
  СуммаДокумента          <- amount   required
  ДокументОснование       <- up via Заказ   required
  Комментарий             <- "оплата заказа {up.number} {up.delivery.address.city}"   default "оплата заказа {up.number}"
}

flow ЗаказыСОплатой: erp <- crm {
  from crm.orders changed since const.ДатаАктуальности
  upsert Заказ
  post
  each payments[status == "paid" and not linked(Оплата)] when setting.ЗагружатьЗаказы {
    upsert Оплата
    post
  }
}
"#;

const DOCUMENTS: &str = "Document_ПоступлениеНаСчет";

fn paid(shop: &Shop) -> Vec<(String, String, bool)> {
    let documents = shop.records(DOCUMENTS).into_iter().map(|document| {
        let text = |name: &str| document[name].as_str().unwrap_or_default().to_owned();
        let posted = document["Posted"].as_bool().unwrap();
        (text("НомерВходящегоДокумента"), text("ДокументОснование"), posted)
    });
    documents.collect()
}

#[test]
fn each_payment_becomes_a_document_after_its_order() {
    let shop = Shop::with(&[1001, 1006, 1007]);
    shop.world("crm/orders.json", |orders| orders[2]["payments"][0]["status"] = json!("not-paid"));
    shop.edit("mappings/orders.obmen", |text| format!("{text}{PAYMENTS}"));
    let check = shop.obmen(&["check"]);
    assert_eq!(check.code, 0, "{}{}", check.out, check.err);
    let run = shop.obmen(&["run", "ЗаказыСОплатой"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    let orders = ["1001A", "1006C"].map(|number| shop.document(number)["Ref_Key"].clone());
    let [first, second] = orders.map(|key| key.as_str().unwrap().to_owned());
    let expected = [("8001", &first), ("8006", &second), ("8007", &second)];
    let expected = expected.map(|(id, order)| (id.to_owned(), order.clone(), true));
    assert_eq!(paid(&shop), expected);
    assert!(shop.obmen(&["run", "ЗаказыСОплатой"]).changes().is_empty());
}

/// What an order waits for keeps its payments back: a document without its order helps nobody.
#[test]
fn payments_wait_with_their_order() {
    let shop = Shop::with(&[1001]);
    shop.edit("mappings/orders.obmen", |text| format!("{text}{PAYMENTS}"));
    shop.world("crm/offers.json", |offers| {
        let mut offer = offers[0].clone();
        for (name, value) in [("id", json!(99_999)), ("externalId", json!("новинка"))] {
            offer[name] = value;
        }
        offer["xmlId"] = "новинка".into();
        offers.as_array_mut().unwrap().push(offer);
    });
    shop.world("crm/orders.json", |orders| {
        orders[0]["items"][0]["offer"] = json!({ "xmlId": "новинка", "name": "Новинка" });
    });
    let run = shop.obmen(&["run", "ЗаказыСОплатой"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    assert!(shop.find_document("1001A").is_none());
    assert!(paid(&shop).is_empty());
    assert_eq!(run.starting(&["‖ "]).len(), 1, "{}", run.out);
}

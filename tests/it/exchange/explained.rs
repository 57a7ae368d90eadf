//! `obmen explain RECORD FIELD`: where a value came from, whether or not it changes.

use super::shop::{ORDERS, Shop};

#[test]
fn a_value_is_followed_to_its_table_row_and_its_text() {
    let shop = Shop::with(&[1005]);
    let before = shop.obmen(&["explain", "1005A", "СостояниеЗаказа"]);
    assert_eq!((before.code, &*before.err), (0, ""));
    assert!(before.out.contains("записи ещё нет"), "{}", before.out);
    assert!(shop.ledger("erp").is_empty() && !shop.journal_path().exists(), "it only reads");
    assert_eq!(shop.obmen(&["run"]).code, 0);

    let store = shop.obmen(&["explain", "1005A", "СтруктурнаяЕдиницаРезерв"]);
    insta::assert_snapshot!("explained_ru", store.out);
    let store = shop.obmen_in("en", &["explain", "1005", "структурнаяединицарезерв"]);
    insta::assert_snapshot!("explained_en", store.out);
    let sums = shop.obmen(&["explain", "1005A", "Запасы.Сумма", "--flow", "ЗаказыВ1С"]);
    assert!(sums.out.contains("Запасы.Сумма  [Комплект белья «Лаванда», евро]"), "{}", sums.out);
    let told = [
        "explain",
        "1005A",
        "Контрагент",
        "--format",
        "json",
        "--query",
        "$.fields[*].steps[*].match",
    ];
    assert_eq!(shop.obmen(&told).out, "\"Покупатель\"\n");
    // Nothing personal is told.
    let buyer = shop.obmen(&["explain", "1005A", "КонтактноеЛицо"]);
    assert!(buyer.out.contains("lastName ⇠ «З***»"), "{}", buyer.out);

    let document = shop.document("1005A");
    let path = format!("{ORDERS}(guid'{}')", document["Ref_Key"].as_str().unwrap());
    let store =
        serde_json::json!({ "СтруктурнаяЕдиницаРезерв_Key": other_store(&shop, &document) });
    shop.accountant("PATCH", &path, &store);
    let edited = shop.obmen(&["explain", "1005A", "СтруктурнаяЕдиницаРезерв"]);
    let words = "поле правили в системе, а правило даёт прежнее: правка остаётся";
    assert!(edited.out.contains(words), "{}", edited.out);

    for (language, args, words) in [
        (
            "ru",
            ["explain", "1005A", "СостояниеЗаказ"],
            "ошибка: поля `СостояниеЗаказ` не пишет ни одно правило; похожие: СостояниеЗаказа\n",
        ),
        (
            "en",
            ["explain", "1005A", "Склад"],
            "error: no rule writes a field `Склад`; near to it: ПоложениеСклада\n",
        ),
        ("en", ["explain", "1005A", "Флаг"], "error: no rule writes a field `Флаг`\n"),
        // A record that is not there is told first.
        ("ru", ["explain", "77Z", "СостояниеЗаказ"], "ошибка: в источнике нет записи 77Z\n"),
        ("ru", ["explain", "77Z", "Комментарий"], "ошибка: в источнике нет записи 77Z\n"),
    ] {
        let told = shop.obmen_in(language, &args);
        assert_eq!((told.code, &*told.out, &*told.err), (1, "", words));
    }
}

/// A store that the document does not have.
fn other_store(shop: &Shop, document: &serde_json::Value) -> String {
    let stores = shop.records("Catalog_СтруктурныеЕдиницы");
    let keys = stores.iter().map(|store| &store["Ref_Key"]);
    let mut others = keys.filter(|key| **key != document["СтруктурнаяЕдиницаРезерв_Key"]);
    others.next().and_then(serde_json::Value::as_str).unwrap().to_owned()
}

//! What a shop left open, and what an order lacks.

use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::json;

use super::shop::{ORDERS, Shop};

#[test]
fn without_a_day_to_begin_with_a_flow_begins_today_and_says_so() {
    let shop = Shop::with(&[1005]);
    shop.without_rows("settings.yaml", "ДатаАктуальности");
    // ORD-IMP-05: nothing of the sandbox is of today.
    let plan = shop.obmen(&["plan"]);
    assert_eq!(plan.code, 0, "{}", plan.err);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let now = jiff::Timestamp::from_second(i64::try_from(now).unwrap()).unwrap();
    let today = jiff::tz::TimeZone::get("Europe/Moscow").unwrap().to_datetime(now).date();
    let words =
        format!("предупреждение: ЗаказыВ1С: дата начала не заполнена, читаем с {today} 00:00:00\n");
    assert_eq!(plan.err, words);
    assert!(plan.out.contains("прочитано 0"), "{}", plan.out);
    // Once read, the feed goes on from where it came to.
    assert_eq!(shop.obmen(&["run"]).err, words);
    assert_eq!(shop.obmen(&["run"]).err, "");
}

#[test]
fn a_row_whose_cell_is_still_empty_is_warned_about_as_one_that_is_missing() {
    let shop = Shop::with(&[1005]);
    shop.world("crm/orders.json", |all| {
        all[0]["managerId"] = json!(11);
        all[0]["delivery"] = json!({ "code": "courier", "cost": 0 });
    });
    shop.edit("tables/managers.yaml", |text| {
        text.replace("erp: Ветрова Марина Андреевна,", "erp: ,")
    });
    shop.edit("tables/delivery.yaml", |text| {
        text.replace("Способ: Курьер,      Служба: Собственные курьеры", "Способ:")
    });
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for words in [
        "менеджер 11 не сопоставлен, ответственный не заполнен",
        "тип доставки courier не сопоставлен, взят самовывоз",
    ] {
        assert!(run.out.contains(words), "{words}: {}", run.out);
    }
    let document = shop.document("1005A");
    assert_eq!(document["Ответственный_Key"], "00000000-0000-0000-0000-000000000000");
    assert_eq!(document["СпособДоставки"], "Самовывоз"); // DLV-05
}

#[test]
fn what_1c_refuses_waits_with_the_words_of_the_flow() {
    let shop = Shop::with(&[1005]);
    // A day of a period that is closed in 1C.
    shop.world("crm/orders.json", |all| all[0]["createdAt"] = json!("2024-12-01 10:00:00"));
    shop.obmen(&["run", "--id", "1005"]);
    let parked = shop.journal().parked().unwrap();
    let texts: Vec<&str> = parked.iter().map(|row| &*row.text).collect();
    assert!(matches!(&texts[..], [text] if text.starts_with("отклонено: ")), "{texts:?}");
}

/// The base of a shop that had the vendor's extension, with these columns of order lines.
pub(super) fn with_columns(shop: &Shop, names: &[&str]) {
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/mappings/unf3/schema/unf3.edmx");
    let row = "<ComplexType Name=\"Document_ЗаказПокупателя_Запасы_RowType\"";
    let edmx = std::fs::read_to_string(shipped).unwrap();
    let at = edmx.find(row).unwrap();
    let end = at + edmx[at..].find('>').unwrap() + 1;
    let column =
        |name: &&str| format!("<Property Name=\"{name}\" Type=\"Edm.Double\" Nullable=\"true\"/>");
    let columns: String = names.iter().map(column).collect();
    let edmx = format!("{}{columns}{}", &edmx[..end], &edmx[end..]);
    std::fs::write(shop.dir.join("schema/unf3.edmx"), edmx).unwrap();
    shop.edit("world/erp/base.yaml", |text| {
        text.replace("std:unf3/schema/unf3.edmx", "../../schema/unf3.edmx")
    });
}

#[test]
fn credited_bonuses_come_to_the_column_of_the_extension() {
    let shop = Shop::with(&[1005]);
    with_columns(&shop, &["crm_НачисленоПЛ"]);
    let credit = |credits: &'static [i64]| {
        shop.world("crm/orders.json", |all| {
            let first = all[0]["items"][0].clone();
            let items = credits.iter().enumerate().map(|(at, credit)| {
                let mut item = first.clone();
                item["id"] = json!(90_000 + at);
                item["bonusesCreditTotal"] = json!(credit);
                item
            });
            all[0]["items"] = items.collect();
        });
    };
    credit(&[2, 3, 2]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    let document = shop.document("1005A");
    let rows = document["Запасы"].as_array().unwrap();
    let credited: Vec<f64> =
        rows.iter().filter_map(|row| row["crm_НачисленоПЛ"].as_f64()).collect();
    // ORD-IMP-47 LOY-ORD-06 LOY-ORD-08..10
    assert_eq!(credited[..3], [2.0, 3.0, 2.0]);
    assert_eq!(shop.records(ORDERS).len(), 1);
}

#[test]
fn a_constant_is_looked_for_among_the_records_that_it_may_name() {
    let shop = Shop::with(&[1005]);
    shop.edit("settings.yaml", |text| text.replace("Доставка: Доставка", "Доставка: Свеча"));
    let check = shop.obmen(&["check"]);
    assert_eq!(check.code, 1, "{}", check.out);
    assert!(check.err.contains("ошибка[N110]"), "{}", check.err);
    let words = "подходят записи с условием ТипНоменклатуры == \"Услуга\"";
    assert!(check.err.contains(words), "{}", check.err);
}

#[test]
fn a_good_is_no_delivery_by_its_name_or_its_key() {
    // CON-30
    for given in ["Гирлянда «Светлячки» 10 м", "2d3f002b-7c4e-11f0-9a21-00155d0c7e01"]
    {
        let shop = Shop::with(&[1005]);
        shop.edit("settings.yaml", |text| {
            text.replace("Доставка: Доставка", &format!("Доставка: {given}"))
        });
        let check = shop.obmen(&["check"]);
        assert_eq!(check.code, 1, "{}", check.out);
        let words = format!("ошибка[N110] в erp.Catalog_Номенклатура нет записи «{given}»");
        assert!(check.err.contains(&words), "{}", check.err);
        let condition = "подходят записи с условием ТипНоменклатуры == \"Услуга\"";
        assert!(check.err.contains(condition), "{}", check.err);
        assert_eq!(shop.obmen(&["run"]).code, 1);
    }
}

//! Input that cannot be exchanged: what is said, what stands in both systems afterwards, and that a
//! mended input needs nothing but the next run.

use obmen::endpoint::emulate::Response;
use serde_json::{Value, json};

use super::between::plain;
use super::shop::{BUYERS, ORDERS, Shop};
use crate::altered::Between;

#[test]
fn an_order_in_an_unknown_status_is_skipped_until_the_table_knows_it() {
    let shop = Shop::with(&[1005, 1032]);
    shop.without_rows("tables/statuses_in.yaml", "crm: availability-confirmed");
    let run = shop.obmen(&["run"]);
    // STI-03, STI-11, ORD-IMP-14: skipped is no failure, and the other order comes through.
    assert_eq!(run.code, 0, "{}", run.err);
    let skipped = "· order 1032A пропущен: Заказы в статусе availability-confirmed не загружаются в 1С. \
                   Чтобы это исправить, перейдите на вкладку \"Статусы\" и добавьте этот статус в список.";
    assert!(run.out.contains(skipped), "{}", run.out);
    // Nothing was written of it, and nothing says so.
    let line = run.out.lines().find(|line| line.starts_with("· ")).unwrap();
    assert!(!line.contains("записано"), "{line}");
    assert!(shop.find_document("1032A").is_none());
    assert_eq!(shop.document("1005A")["Posted"], true);
    assert!(shop.parked().is_empty());
    // It is not read again and again.
    let again = shop.obmen(&["run"]);
    assert!(again.out.contains("прочитано 0"), "{}", again.out);

    // STI-05, STI-12, ORD-IMP-16: a row without a 1C status: imported, the state is left alone.
    shop.edit("tables/statuses_in.yaml", |text| {
        format!("{text}- {{ crm: availability-confirmed, name: Наличие подтверждено }}\n")
    });
    assert_eq!(shop.obmen(&["plan"]).code, 2);
    let mended = shop.obmen(&["run"]);
    assert_eq!(mended.code, 0, "{}", mended.err);
    let document = shop.document("1032A");
    assert_eq!(document["Posted"], true);
    assert_eq!(document["СостояниеЗаказа"], "");
    assert!(shop.obmen(&["run"]).changes().is_empty());
}

#[test]
fn an_unknown_status_in_english() {
    let shop = Shop::with(&[1032]);
    shop.without_rows("tables/statuses_in.yaml", "crm: availability-confirmed");
    let plan = shop.obmen_in("en", &["plan"]);
    assert_eq!(plan.code, 0);
    let line = "· order 1032A skipped: Заказы в статусе availability-confirmed";
    assert!(plan.out.contains(line), "{}", plan.out);
}

#[test]
fn an_order_waits_for_its_product_and_comes_when_it_appears() {
    let shop = Shop::with(&[1009, 1013]);
    let unknown = "2d3fffff-7c4e-11f0-9a21-00155d0c7e01";
    shop.world("crm/offers.json", |all| {
        let offers = all.as_array_mut().unwrap();
        let mut offer = offers[0].clone();
        for (name, value) in [("id", json!(99_999)), ("externalId", json!(unknown))] {
            offer[name] = value;
        }
        offer["xmlId"] = unknown.into();
        offers.push(offer);
    });
    shop.world("crm/orders.json", |all| {
        all[0]["items"][0]["offer"] = json!({ "xmlId": unknown, "name": "Новинка" });
    });
    let plan = shop.obmen(&["plan"]);
    // Held weighs more than pending.
    assert_eq!(plan.code, 3, "{}", plan.err);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{}", run.err);
    let held = format!("‖ order 1009A отложен: нет номенклатуры {unknown} (повтор через 15 мин)");
    assert!(run.out.contains(&held), "{}", run.out);
    // Nothing of it is in 1C, the other order is.
    assert!(shop.find_document("1009A").is_none());
    assert_eq!(shop.document("1013A")["Posted"], true);
    assert_eq!(shop.parked(), ["missing"]);
    let english = shop.obmen_in("en", &["plan"]);
    let line = format!("‖ order 1009A held: нет номенклатуры {unknown} (again in 15 min)");
    assert!(english.out.contains(&line), "{}", english.out);

    // ORD-IMP-19, PRE-24
    let product = json!({
        "Ref_Key": unknown, "Description": "Новинка", "Code": "НФ-99999", "ТипНоменклатуры": "Запас",
    });
    shop.accountant("POST", "Catalog_Номенклатура", &product);
    let mended = shop.obmen(&["run"]);
    assert_eq!(mended.code, 0, "{} {}", mended.out, mended.err);
    assert!(shop.document("1009A")["Запасы"][0].to_string().contains(unknown));
    assert!(shop.parked().is_empty());
    assert!(shop.obmen(&["run"]).changes().is_empty());
}

/// I2: two customers of RetailCRM with one phone are never one card of 1C, whether they come in one
/// run or one after the other.
#[test]
fn two_customers_with_one_phone_do_not_share_a_card() {
    for first in [None, Some("1006")] {
        let shop = Shop::with(&[1006, 1007]);
        shop.world("crm/customers.json", |customers| {
            for customer in customers.as_array_mut().unwrap() {
                if customer["id"] == 206 || customer["id"] == 207 {
                    customer["phones"] = json!([{ "number": "+79990000777" }]);
                    customer.as_object_mut().unwrap().remove("email");
                }
            }
        });
        if let Some(id) = first {
            assert_eq!(shop.obmen(&["run", "--id", id]).code, 0);
        }
        for _ in 0..2 {
            let run = shop.obmen(&["run"]);
            assert_eq!(run.code, 3, "{} {}", run.out, run.err);
            let held = run.starting(&["‖ "]);
            let told = "подходит двум записям источника (206, 207): ";
            assert!(held[0].contains(told), "{}", run.out);
            assert_eq!(shop.parked(), ["taken"]);
            assert!(shop.find_document("1007A").is_none());
        }
        let plan = shop.obmen_in("en", &["plan", "--order", "1007A"]);
        let told = "order 1007A held: two records of the source (206, 207) come to one";
        assert!(plan.out.contains(told), "{}", plan.out);
        let card = shop.document("1006C")["Контрагент_Key"].clone();
        shop.manager("customers/207/edit", &json!({ "phones": [{ "number": "+79990000778" }] }));
        let mended = shop.obmen(&["run"]);
        assert_eq!(mended.code, 0, "{} {}", mended.out, mended.err);
        assert_ne!(shop.document("1007A")["Контрагент_Key"], card);
    }
}

#[test]
fn a_phone_of_two_customers_is_for_a_person_to_settle() {
    let shop = Shop::with(&[1005, 1009]);
    let twin = |key: &str| {
        json!({
            "Ref_Key": key, "Description": "Тёзка",
            "КонтактнаяИнформация": [{
                "LineNumber": "1", "Тип": "Телефон", "НомерТелефона": "79990000109",
            }],
        })
    };
    let keys = ["1c2e0f01-7c4e-11f0-9a21-00155d0c7e01", "1c2e0f02-7c4e-11f0-9a21-00155d0c7e01"];
    for key in keys {
        shop.accountant("POST", BUYERS, &twin(key));
    }
    let before = shop.records(BUYERS).len();
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{}", run.err);
    let held = run.starting(&["‖ "]);
    assert_eq!(held.len(), 1, "{}", run.out);
    assert!(held[0].contains("order 1009A отложен: несколько контрагентов: "), "{}", held[0]);
    let found = keys.map(|key| format!("Т*** ({key})")).join(", ");
    let found = format!("{found} [КонтактнаяИнформация.НомерТелефона]");
    assert!(held[0].contains(&found), "{}", held[0]);
    assert_eq!(shop.parked(), ["ambiguous"]);
    // No third one was made of it.
    let made = shop.records(BUYERS).len() - before;
    assert!(made <= 1, "{made}");
    assert!(shop.find_document("1009A").is_none());

    let mended = json!({ "КонтактнаяИнформация": [] });
    shop.accountant("PATCH", &format!("{BUYERS}(guid'{}')", keys[1]), &mended);
    let mended = shop.obmen(&["run"]);
    assert_eq!(mended.code, 0, "{} {}", mended.out, mended.err);
    assert_eq!(shop.document("1009A")["Контрагент_Key"], keys[0]);
}

#[test]
fn totals_that_do_not_add_up_are_held() {
    let shop = Shop::with(&[1009]);
    shop.edit("mappings/orders.obmen", |text| {
        let price = "  override each Запасы";
        assert!(!text.contains(price));
        text.replace(
            "  # Заметки заняты",
            "  check abs(sum(result.Запасы.Всего) - totalSumm - 1) <= 0.01   \
             else: hold \"1С {sum(result.Запасы.Всего)} ≠ RetailCRM {totalSumm}\"\n\n  # Заметки заняты",
        )
    });
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    assert!(run.out.contains("‖ order 1009A отложен: 1С "), "{}", run.out);
    assert!(run.out.contains(" ≠ RetailCRM "), "{}", run.out);
    assert!(shop.records(ORDERS).is_empty());
    assert_eq!(shop.parked().len(), 1);
    shop.edit("mappings/orders.obmen", |text| text.replace(" - totalSumm - 1)", " - totalSumm)"));
    let mended = shop.obmen(&["run"]);
    assert_eq!(mended.code, 0, "{} {}", mended.out, mended.err);
    assert_eq!(shop.records(ORDERS).len(), 1);
}

/// What a payload holds cannot steer the terminal, nor look like a line of ours.
#[test]
fn nothing_of_a_payload_steers_the_terminal() {
    let shop = Shop::with(&[1009]);
    shop.world("crm/orders.json", |all| {
        all[0]["managerComment"] = "\u{1b}[31mRED\u{1b}[2J\u{0}\u{9b}2J\u{202e}".into();
        all[0]["customerComment"] = "нет\n+ ЗаказПокупателя 0001".into();
    });
    for args in [&["plan"][..], &["plan", "--explain"], &["plan", "--by", "rule"], &["run"]] {
        let told = shop.obmen(args);
        let all = format!("{}{}", told.out, told.err);
        let steers = |c: &char| (c.is_control() && *c != '\n') || *c == '\u{202e}';
        assert_eq!(all.chars().find(steers), None, "{args:?}\n{all:?}");
        assert!(!all.lines().any(|line| line.starts_with("+ ЗаказПокупателя 0001")), "{all}");
    }
    let program = shop.obmen(&["plan", "--format", "json"]);
    assert!(!program.out.contains('\u{1b}'), "{}", program.out);
}

#[test]
fn two_counterparties_with_one_number_are_told_with_the_number() {
    let shop = Shop::with(&[1011]);
    shop.world("erp/Catalog_Контрагенты.json", |all| {
        let rows = all.as_array_mut().unwrap();
        let mut twin = rows.iter().find(|row| row["ИНН"] == "0077010019").unwrap().clone();
        twin["Ref_Key"] = "7a000000-7c4e-11f0-9a21-00155d0c7e01".into();
        twin["Code"] = "00-009999".into();
        rows.push(twin);
    });
    let plan = shop.obmen(&["plan"]);
    let words = "несколько контрагентов с ИНН ***19: Р***";
    assert_eq!(plan.out.matches(words).count(), 1, "{}", plan.out);
    assert!(plan.out.contains("7a000000-7c4e-11f0-9a21-00155d0c7e01"), "{}", plan.out);
}

/// What RetailCRM answers to the question for orders, its bytes changed on the way.
fn orders_changed(change: impl Fn(Vec<u8>) -> Vec<u8> + Send + Sync + 'static) -> Box<Between> {
    Box::new(move |request, crm| {
        let answer = crm.answer(request);
        if request.path != "/api/v5/orders" {
            return answer;
        }
        Response { body: change(answer.body), ..answer }
    })
}

/// Nothing of a broken answer is taken, and the next run takes all.
#[test]
fn an_answer_that_is_cut_or_no_json_is_told_and_nothing_is_lost() {
    let words = [
        (
            "ru",
            "ошибка[E103] не удалось обратиться к системе `crm`: GET orders: ответ пришёл, но оборван или \
             испорчен (HTTP 200)\n ╰ исправить: повторить позже; ничего не потеряно\n",
        ),
        (
            "en",
            "error[E103] the system `crm` cannot be used: GET orders: an answer came, and it is cut or \
             damaged (HTTP 200)\n ╰ fix: try again later; nothing is lost\n",
        ),
    ];
    let cases: [fn(Vec<u8>) -> Vec<u8>; 2] =
        [|body| body[..body.len() / 2].to_vec(), |_| b"orders: all of them".to_vec()];
    for change in cases {
        let shop = Shop::with(&[1005, 1009]);
        let line = shop.served(orders_changed(change), Box::new(plain));
        for (language, words) in words {
            let run = shop.obmen_in(language, &["run", "--yes"]);
            assert_eq!(run.code, 4, "{} {}", run.out, run.err);
            assert!(run.err.starts_with(words), "{}", run.err);
        }
        drop(line);
        assert!(shop.ledger("erp").is_empty());
        let _line = shop.served(Box::new(plain), Box::new(plain));
        let mended = shop.obmen(&["run", "--yes"]);
        assert_eq!(mended.code, 0, "{} {}", mended.out, mended.err);
        assert_eq!(shop.records_of_base().len(), 2);
    }
}

/// One order with something wrong in it waits with the reason, the other one goes on, and the mended one
/// needs nothing but the next run.
#[test]
fn an_order_with_a_wrong_value_waits_in_words_and_the_other_goes_on() {
    let cases: [(&str, Value, [&str; 2]); 3] = [
        (
            "/totalSumm",
            json!(5741),
            [
                "order 1009A отложен: 1С 5740 ≠ RetailCRM 5741",
                "order 1009A held: 1С 5740 ≠ RetailCRM 5741",
            ],
        ),
        (
            "/items/0/quantity",
            json!("два"),
            [
                "`два` не число: исправить запись в источнике, число пишется так: 1234.50 \
                 (items[0].quantity, байт ",
                "`два` is no number: mend the record at the source, a number is written like this: 1234.50 \
                 (items[0].quantity, byte ",
            ],
        ),
        ("/createdAt", json!("вчера"), ["`вчера` не дата", "`вчера` is no"]),
    ];
    for (place, value, words) in cases {
        let shop = Shop::with(&[1005, 1009]);
        let wrong = move |body: Vec<u8>| {
            let mut page: Value = serde_json::from_slice(&body).unwrap();
            for order in page["orders"].as_array_mut().unwrap() {
                if order["id"] == 1009 {
                    *order.pointer_mut(place).unwrap() = value.clone();
                }
            }
            page.to_string().into_bytes()
        };
        let line = shop.served(orders_changed(wrong), Box::new(plain));
        for (language, words) in ["ru", "en"].into_iter().zip(words) {
            let plan = shop.obmen_in(language, &["plan"]);
            assert_eq!(plan.code, 3, "{} {}", plan.out, plan.err);
            assert!(plan.out.contains(words), "{place}: {}", plan.out);
        }
        assert_eq!(shop.obmen(&["run", "--yes"]).code, 3);
        drop(line);
        assert!(shop.find_document("1009A").is_none());
        assert_eq!(shop.document("1005A")["Posted"], true);
        let _line = shop.served(Box::new(plain), Box::new(plain));
        let mended = shop.obmen(&["run", "--yes", "--id", "1009"]);
        assert_eq!(mended.code, 0, "{} {}", mended.out, mended.err);
        assert_eq!(shop.records_of_base().len(), 2);
    }
}

/// What waits for another record names it; that one, read for it, is counted beside it.
#[test]
fn an_order_names_the_customer_that_has_to_come_first() {
    let shop = Shop::with(&[1005, 1009]);
    let customer = 209;
    shop.world("crm/customers.json", |all| {
        let rows = all.as_array_mut().unwrap();
        let row = rows.iter_mut().find(|row| row["id"] == customer).unwrap();
        row["birthday"] = json!("вчера");
    });
    for (language, waits, mend, counted) in [
        (
            "ru",
            format!(
                "сначала на другую сторону должна перейти запись crm.customer {customer}, на которую он \
                     ссылается: если ей что-то мешает, это сказано о ней самой (obmen plan); он перейдёт следом"
            ),
            "не дата и не время: исправить запись в источнике, пишется так: 2025-10-25 или 2025-10-25 14:30:00",
            "отложить 1 (+1)",
        ),
        (
            "en",
            format!(
                "the record crm.customer {customer} that it refers to has to come to the other side first: \
                     what keeps it, if anything does, is said of it (obmen plan); this one follows"
            ),
            "is no date or time: mend the record at the source, it is written like this: 2025-10-25 or \
             2025-10-25 14:30:00",
            "1 held (+1)",
        ),
    ] {
        let plan = shop.obmen_in(language, &["plan"]);
        assert!(plan.out.contains(&waits), "{}", plan.out);
        assert!(plan.out.contains(mend), "{}", plan.out);
        assert!(plan.out.contains(counted), "{}", plan.out);
    }
}

/// A number names what it names with however many noughts.
#[test]
fn a_code_that_comes_as_a_number_is_found_by_its_value() {
    let shop = Shop::with(&[1005]);
    shop.world("crm/orders.json", |all| {
        let order = &mut all[0];
        order["managerId"] = json!(12.0);
        for item in order["items"].as_array_mut().unwrap() {
            item["vatRate"] = json!(20.0);
        }
    });
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert!(run.out.contains("Сомов Олег Викторович"), "{}", run.out);
    assert!(run.out.contains("20%"), "{}", run.out);
}

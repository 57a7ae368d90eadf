//! What a source does not have: the words say which record, which row, which member, and what to do.

use obmen::cli::{self, Env, Streams};
use obmen::endpoint::emulate::{Emulator, Request, Response};
use serde_json::{Value, json};

use super::between::plain;
use super::shop::{Heard, Shop};
use crate::altered::edited;

/// Changes the answers of one method.
fn answered(
    path: &str,
    request: &Request,
    crm: &dyn Emulator,
    edit: impl FnOnce(&mut Value),
) -> Response {
    let answer = crm.answer(request);
    if request.path.ends_with(path) { edited(answer, edit) } else { answer }
}

#[test]
fn a_row_without_its_product_is_named() {
    for (offer, member) in
        [(json!(null), "offer"), (json!({ "id": 5, "name": "без кода" }), "offer")]
    {
        let shop = Shop::with(&[1009]);
        let without = move |request: &Request, crm: &dyn Emulator| {
            answered("/orders/1009", request, crm, |page| {
                let items = page["order"]["items"].as_array_mut().unwrap();
                let mut row = items[0].clone();
                row["id"] = 77.into();
                row["productName"] = "Подарочная\nупаковка".into();
                row["offer"] = offer.clone();
                items.insert(1, row);
            })
        };
        let _line = shop.served(Box::new(without), Box::new(plain));
        let plan = shop.obmen(&["plan"]);
        assert_eq!(plan.code, 3, "{} {}", plan.out, plan.err);
        let row = "строке 2 списка `items` («Подарочная упаковка»)";
        for words in ["`Запасы.Номенклатура`", row, member, "`default`"] {
            assert!(plan.out.contains(words), "{words}: {}", plan.out);
        }
    }
}

#[test]
fn a_required_field_of_the_record_names_what_is_empty() {
    let shop = Shop::with(&[1009]);
    let without = |request: &Request, crm: &dyn Emulator| {
        answered("/orders/1009", request, crm, |page| {
            page["order"]["customer"].as_object_mut().unwrap().remove("type");
        })
    };
    let _line = shop.served(Box::new(without), Box::new(plain));
    let plan = shop.obmen(&["plan"]);
    assert_eq!(plan.code, 3, "{} {}", plan.out, plan.err);
    assert!(plan.out.contains("`Контрагент` осталось пустым"), "{}", plan.out);
    assert!(plan.out.contains("не заполнено `customer.type`"), "{}", plan.out);
}

/// On a record that is there `keep` keeps what stands there; in a new one nothing does.
#[test]
fn a_new_record_waits_for_what_its_rule_leaves_as_it_is() {
    let shop = Shop::with(&[1009]);
    let rule = "Кратность             <- choose number { \"нет\": 1; else: keep }";
    let kept = format!("\noverride Заказ {{\n  {rule}\n}}\n");
    shop.edit("mappings/orders.obmen", |text| format!("{text}{kept}"));
    let plan = shop.obmen(&["plan"]);
    assert_eq!(plan.code, 3, "{} {}", plan.out, plan.err);
    let words = "`Кратность` осталось пустым: правило оставило его как есть, а у новой записи там";
    assert!(plan.out.contains(words), "{}", plan.out);
    assert!(!plan.out.contains("+ "), "nothing is created for what waits: {}", plan.out);
    shop.edit("mappings/orders.obmen", |text| text.replace(&kept, ""));
    assert_eq!(shop.obmen(&["run", "--yes"]).code, 0);
    shop.edit("mappings/orders.obmen", |text| format!("{text}{kept}"));
    let plan = shop.obmen(&["plan"]);
    assert_eq!(plan.code, 0, "{} {}", plan.out, plan.err);
}

#[test]
fn a_record_that_the_source_does_not_have_is_named() {
    let shop = Shop::with(&[1009]);
    let without = |request: &Request, crm: &dyn Emulator| {
        let path = request.path.replace("/customers/209", "/customers/999999");
        crm.answer(&Request { path, ..request.clone() })
    };
    let _line = shop.served(Box::new(without), Box::new(plain));
    let plan = shop.obmen(&["plan"]);
    assert_eq!(plan.code, 3, "{} {}", plan.out, plan.err);
    let words = "в источнике нет записи crm.customer 209, на которую он ссылается";
    assert!(plan.out.contains(words), "{}", plan.out);
}

/// What is no history is no side note: nothing is moved, and nothing is passed over.
#[test]
fn a_history_of_the_wrong_kind_is_a_failure() {
    let shop = Shop::with(&[1009]);
    for history in [json!({ "a": 1 }), json!([1, "x"])] {
        let strange = move |request: &Request, crm: &dyn Emulator| {
            answered("/orders/history", request, crm, |page| page["history"] = history.clone())
        };
        let line = shop.served(Box::new(strange), Box::new(plain));
        let run = shop.obmen(&["run", "--yes"]);
        assert_eq!(run.code, 4, "{} {}", run.out, run.err);
        let words = "ошибка[E103] не удалось обратиться к системе `crm`: GET orders/history: в \
                     ответе не";
        assert!(run.err.contains(words), "{}", run.err);
        drop(line);
        shop.begin_anew("erp");
    }
    assert_eq!(shop.records_of_base().len(), 0);
}

/// A disk that is full.
struct Full;

impl std::io::Write for Full {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(std::io::Error::from_raw_os_error(28))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_answer_that_cannot_be_written_says_so() {
    let shop = Shop::with(&[1009]);
    let err = Heard::default();
    let streams = Streams {
        out: Box::new(Full),
        err: Box::new(err.clone()),
        input: Box::new(std::io::empty()),
    };
    let env = Env { folder: shop.dir.clone(), ..Env::default() };
    let args = ["obmen", "plan", "--lang", "ru"].iter().map(Into::into).collect();
    assert_eq!(cli::run(args, &env, streams).code(), 4);
    assert!(
        err.text().contains("ответ выведен не полностью: на диске нет места"),
        "{}",
        err.text()
    );
}

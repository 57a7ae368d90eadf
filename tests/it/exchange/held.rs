//! `obmen held` and `obmen jobs`: what waits is listed, shown, tried again, laid aside; what ran is
//! logged.

use serde_json::{Value, json};

use super::shop::Shop;

/// What 1C keeps of a product.
const MIRROR: &str = "2d3f0030-7c4e-11f0-9a21-00155d0c7e01";

/// The shop with one order that goes through and two that wait: for a product that 1C does not have,
/// and for a rate of tax that the table does not have.
fn troubled() -> Shop {
    let shop = Shop::with(&[1005, 1009, 1013]);
    shop.world("crm/orders.json", |all| {
        let orders = all.as_array_mut().unwrap().iter_mut();
        for order in orders.filter(|order| order["id"] == 1013) {
            order["items"][0]["vatRate"] = "12.00".into();
        }
    });
    shop.world("erp/Catalog_Номенклатура.json", |all| {
        let list = if all.is_array() { all } else { &mut all["value"] };
        list.as_array_mut().unwrap().retain(|product| product["Ref_Key"] != MIRROR);
    });
    shop
}

/// The text without what varies from run to run: moments.
fn still(text: &str) -> String {
    let blank = text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c });
    let (blank, text): (Vec<char>, Vec<char>) = (blank.collect(), text.chars().collect());
    let forms = ["00.00.0000 00:00:00", "0000-00-00 00:00:00"];
    let forms = forms.map(|form| form.chars().collect::<Vec<char>>());
    let (mut out, mut at) = (String::new(), 0);
    while at < text.len() {
        match forms.iter().find(|form| blank[at..].starts_with(form)) {
            Some(form) => {
                out.push('T');
                at += form.len();
            }
            None => {
                out.push(text[at]);
                at += 1;
            }
        }
    }
    out
}

#[test]
fn what_waits_is_listed_shown_retried_and_laid_aside() {
    let shop = troubled();
    let nothing = shop.obmen(&["held"]);
    assert_eq!((nothing.code, &*nothing.out), (0, "ни одна запись не ждёт\n"), "{}", nothing.err);
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);

    let list = shop.obmen(&["held"]);
    assert_eq!((list.code, &*list.err), (3, ""));
    insta::assert_snapshot!("held_list_ru", still(&list.out));
    let list = shop.obmen_in("en", &["held", "list", "--flow", "ЗаказыВ1С"]);
    insta::assert_snapshot!("held_list_en", still(&list.out));
    let told = shop.obmen(&["held", "--format", "json", "--exit-zero"]);
    assert_eq!(told.code, 0);
    let told = told.json();
    let reasons: Vec<&Value> =
        told["held"].as_array().unwrap().iter().map(|one| &one["reason"]).collect();
    assert_eq!(reasons, ["missing", "unmapped"], "{told}");
    assert_eq!(told["held"][0]["label"], "1009A");
    assert_eq!(told["held"][0]["again"]["when"], "at");
    let numbers = shop.obmen(&["held", "--format", "json", "--query", "$.held[*].key"]);
    assert_eq!(numbers.out, "\"1009\"\n\"1013\"\n");

    for name in ["1009", "1009A"] {
        let show = shop.obmen(&["held", "show", name]);
        assert_eq!(show.code, 3, "{} {}", show.out, show.err);
        assert!(show.out.contains("нет номенклатуры 2d3f0030"), "{}", show.out);
    }
    let show = shop.obmen(&["held", "show", "1013A"]);
    insta::assert_snapshot!("held_show_ru", still(&show.out));
    let show = shop.obmen_in("en", &["held", "show", "1013A"]);
    insta::assert_snapshot!("held_show_en", still(&show.out));
    let show = shop.obmen(&["held", "show", "1013A", "--format", "json"]).json();
    assert_eq!(show["evidence"]["records"][0]["map"], "Заказ", "{show}");

    for (args, words) in [
        (
            &["held", "show", "1013B"][..],
            "ошибка: среди отложенных нет записи `1013B`; похожие: 1013A, 1013\n",
        ),
        (
            &["held", "skip", "77"],
            "ошибка: среди отложенных нет записи `77`: все показывает `obmen held`\n",
        ),
        (
            &["held", "--flow", "ЗаказыВ2С"],
            "ошибка: обмена `ЗаказыВ2С` журнал не знает; известны: ЗаказыВ1С\n",
        ),
    ] {
        let told = shop.obmen(args);
        assert_eq!((told.code, &*told.out, &*told.err), (1, "", words));
    }
    let english = shop.obmen_in("en", &["held", "retry", "1013B"]);
    assert_eq!(english.err, "error: no record `1013B` waits; near to it: 1013A, 1013\n");

    laid_aside(&shop);
}

fn laid_aside(shop: &Shop) {
    let env = obmen::cli::Env {
        folder: shop.dir.clone(),
        variables: [("USER".to_owned(), "anna".to_owned())].into(),
        ..Default::default()
    };
    let skip = shop.obmen_with(&env, &["held", "skip", "1013A", "--lang", "ru"]);
    assert_eq!(skip.code, 0, "{}", skip.err);
    assert_eq!(
        skip.out,
        "order 1013A: отложена, пока не изменятся сама запись или проект\n\
         вернуть её раньше: `obmen held retry ЗАПИСЬ`\n"
    );
    let list = shop.obmen(&["held"]);
    assert!(still(&list.out).contains("· order 1013A отложен человеком T (anna)"), "{}", list.out);
    assert!(list.out.starts_with("ждут: 1, отложены человеком: 1\n"), "{}", list.out);
    // Neither is it told nor tried, until it or the project is edited.
    let run = shop.obmen(&["run"]);
    assert!(!run.out.contains("1013A") && run.out.contains("1009A"), "{}", run.out);
    shop.manager("orders/1013/edit", &json!({ "managerComment": "звонили" }));
    let run = shop.obmen(&["run"]);
    assert!(run.out.contains("order 1013A отложен"), "{}", run.out);
    assert_eq!(shop.obmen(&["held", "skip", "1013", "1009"]).code, 0);
    let quiet = shop.obmen(&["run"]);
    assert_eq!(quiet.code, 0, "{}", quiet.out);
    assert_eq!(shop.obmen(&["held"]).code, 0);
    let retry = shop.obmen_in("en", &["held", "retry", "1009A"]);
    assert_eq!(
        (retry.code, &*retry.out),
        (
            0,
            "order 1009A: taken by the next run\nnothing is written yet: `obmen run` takes the records\n"
        )
    );
    let list = shop.obmen_in("en", &["held"]);
    assert!(list.out.contains("taken by the next run\n"), "{}", list.out);
    let run = shop.obmen(&["run"]);
    assert!(run.out.contains("1009A") && !run.out.contains("1013A"), "{}", run.out);
    shop.edit("obmen.yaml", |text| format!("{text}# другая редакция\n"));
    let run = shop.obmen(&["run"]);
    assert!(run.out.contains("order 1013A отложен"), "{}", run.out);
    let retry = shop.obmen(&["held", "retry", "--format", "json"]).json();
    assert_eq!(retry["retry"].as_array().unwrap().len(), 2, "{retry}");
    log(shop);
}

/// JOB-32, JOB-34: by state and by flow.
fn log(shop: &Shop) {
    let flow = ["--flow", "ЗаказыВ1С"];
    let of_flow = |args: &[&'static str]| [args, &flow[..]].concat();
    let all = shop.obmen(&of_flow(&["jobs", "--format", "json"])).json();
    let runs = all["runs"].as_array().unwrap();
    assert_eq!((runs.len(), all["all"].as_u64()), (6, Some(6)), "{all}");
    assert_eq!(runs[5]["counts"]["create"], 1, "{all}");
    let done = shop.obmen(&of_flow(&["jobs", "--state", "done"]));
    assert_eq!(done.code, 0);
    assert_eq!(done.out.lines().count(), 2, "{}", done.out);
    assert!(done.out.contains("   выполнено   ЗаказыВ1С   "), "{}", done.out);
    let last = shop.obmen_in("en", &of_flow(&["jobs", "--limit", "1", "--since", "2020-01-01"]));
    assert!(last.out.contains("   done, some wait   ЗаказыВ1С   "), "{}", last.out);
    assert!(last.out.ends_with("\n1 of 6 are shown: `--limit` shows more\n"), "{}", last.out);
    let none = shop.obmen(&["jobs", "--until", "13.08.2018"]);
    assert_eq!((none.code, &*none.out), (0, "таких запусков не было\n"));
    let wrong = shop.obmen(&["jobs", "--since", "вчера"]);
    assert_eq!(wrong.code, 1);
    assert!(wrong.err.starts_with("ошибка: `вчера` не день и не время"), "{}", wrong.err);
}

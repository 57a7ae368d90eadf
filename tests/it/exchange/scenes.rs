//! `obmen sandbox play`: what people do in both systems is made by the requests of a scene.

use std::fs;

use serde_json::{Value, json};

use super::shop::Shop;

fn scene(shop: &Shop, text: &str) {
    fs::write(shop.dir.join("scenes/own.yaml"), text).unwrap();
}

#[test]
fn an_edit_of_a_scene_is_a_persons() {
    let shop = Shop::with(&[1033]);
    let told = shop.obmen(&["sandbox", "play", "edit_in_crm"]);
    assert_eq!((told.code, &*told.err), (0, ""));
    assert_eq!(
        told.out,
        "сцена edit_in_crm: менеджер передал заказ 1033A в комплектацию и выбрал склад\n\
         \u{20} crm · Алия Каримова: POST orders/1033/edit?user=13\n\
         сделано правок: 1; что из них следует: `obmen plan`\n"
    );
    let history = shop.crm("orders/history?limit=100");
    let last = history["history"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&last["source"], &last["user"]["id"]), (&json!("user"), &json!(13)));
    assert!(last.get("apiKey").is_none(), "{last}");
    assert_eq!(shop.order(1033)["status"], "send-to-assembling");
    // Made again it changes nothing.
    let again = shop.obmen_in("en", &["sandbox", "play", "edit_in_crm", "--format", "json"]);
    assert_eq!(again.code, 0, "{}", again.err);
    let expected = json!({
        "format_version": 1,
        "scene": "edit_in_crm",
        "about": "a manager passed order 1033A to assembling and chose a warehouse",
        "edits": [{
            "system": "crm", "who": "Aliya Karimova", "request": "POST orders/1033/edit?user=13",
            "made": true, "status": 200, "refused": null,
        }],
        "diagnostics": [],
    });
    assert_eq!(again.json(), expected);
    assert_eq!(shop.crm("orders/history?limit=100")["history"], history["history"]);
}

#[test]
fn what_cannot_be_done_twice_is_refused_and_the_rest_of_the_scene_is_left() {
    let shop = Shop::with(&[1030]);
    assert_eq!(shop.obmen(&["sandbox", "play", "order_deleted"]).code, 0);
    let texts = [
        (
            "ru",
            "ошибка: crm отказывает в `POST orders/1030/delete?user=11` (404): Not found; следующих \
             правок не сделано: 0. Сцены идут одна за другой, некоторые играются один раз: заново \
             начинает `obmen sandbox --reset`\n",
        ),
        (
            "en",
            "error: crm refused `POST orders/1030/delete?user=11` (404): Not found; the edits after it \
             were not made: 0. Scenes follow one another and some are played once: `obmen sandbox \
             --reset` starts anew\n",
        ),
    ];
    for (language, words) in texts {
        let again = shop.obmen_in(language, &["sandbox", "play", "order_deleted"]);
        assert_eq!((again.code, &*again.err), (4, words));
        assert_eq!(again.out.lines().count(), 1, "{}", again.out);
    }
    // Of a scene that stops half way, what was made is told, and what was not is not made.
    let before = shop.ledger("erp").len();
    let half = shop.obmen_in("en", &["sandbox", "play", "edit_on_both", "--format", "json"]);
    assert_eq!(half.code, 4);
    let made: Vec<Value> =
        half.json()["edits"].as_array().unwrap().iter().map(|it| it["made"].clone()).collect();
    assert_eq!(made, [false, false, false]);
    assert_eq!(shop.ledger("erp").len(), before);
}

#[test]
fn a_scene_that_there_is_not_is_told_with_those_that_there_are() {
    let shop = Shop::with(&[1030]);
    let all = "document_marked, edit_in_1c, edit_in_crm, edit_on_both, order_deleted, orders_merged, \
               product_appears, unknown_product, unknown_status";
    let cases = [
        (
            "ru",
            "edit_in_cmr",
            format!("ошибка: нет сцены `edit_in_cmr`; похожие: edit_in_crm; есть: {all}\n"),
        ),
        (
            "en",
            "edit_in_cmr",
            format!(
                "error: there is no scene `edit_in_cmr`; near: edit_in_crm; there are: {all}\n"
            ),
        ),
        ("ru", "../obmen", format!("ошибка: нет сцены `../obmen`; есть: {all}\n")),
        ("en", "../obmen", format!("error: there is no scene `../obmen`; there are: {all}\n")),
    ];
    for (language, name, words) in cases {
        let told = shop.obmen_in(language, &["sandbox", "play", name]);
        assert_eq!((told.code, &*told.out, told.err), (1, "", words));
    }
    let listed = shop.obmen_in("en", &["sandbox", "play"]);
    assert_eq!(listed.out.lines().count(), 9, "{}", listed.out);
    assert!(
        listed.out.contains("order_deleted     a manager deleted order 1030C\n"),
        "{}",
        listed.out
    );
    fs::remove_dir_all(shop.dir.join("scenes")).unwrap();
    for (language, words) in [("ru", "играть нечего: в `"), ("en", "there is nothing to play: ")]
    {
        for args in [&["sandbox", "play"][..], &["sandbox", "play", "edit_in_crm"]] {
            let told = shop.obmen_in(language, args);
            assert!(told.code == 1 && told.err.contains(words), "{}", told.err);
        }
    }
}

#[test]
fn a_broken_scene_is_told_with_its_place_and_nothing_of_it_is_made() {
    let shop = Shop::with(&[1033]);
    let edit = |line: &str| {
        let first = "{ system: crm, who: { ru: А, en: A }, request: POST orders/1033/edit, body: { status: new } }";
        format!("about: {{ ru: Своя, en: Own }}\nedits:\n  - {first}\n  - {line}\n")
    };
    let cases = [
        (
            edit("{ system: crm, who: { ru: А, en: A }, request: orders/1033/edit }"),
            "P129",
            [
                "`orders/1033/edit` не запрос: нужно МЕТОД ПУТЬ",
                "`orders/1033/edit` is no request: expected METHOD PATH",
            ],
            "scenes/own.yaml:4:",
        ),
        (
            edit("{ system: crn, who: { ru: А, en: A }, request: POST orders/1033/edit }"),
            "P130",
            [
                "система `crn` не встроенная; встроенные: crm, erp",
                "the system `crn` is not embedded; those that are: crm, erp",
            ],
            "scenes/own.yaml:4:15",
        ),
        (
            edit("{ system: crm, who: { ru: А, en: A }, requests: POST orders/1033/edit }"),
            "P115",
            ["request", "request"],
            "scenes/own.yaml:4:",
        ),
        (
            edit("{ system: crm, request: POST orders/1033/edit }"),
            "P116",
            ["`who`", "`who`"],
            "scenes/own.yaml:4:",
        ),
        (edit("[").replace("own", "x"), "P103", ["", ""], "scenes/own.yaml:"),
    ];
    for (text, code, words, place) in cases {
        scene(&shop, &text);
        for (language, words) in ["ru", "en"].into_iter().zip(words) {
            let told = shop.obmen_in(language, &["sandbox", "play", "own"]);
            assert_eq!((told.code, &*told.out), (1, ""), "{}", told.err);
            assert!(told.err.contains(&format!("[{code}]")), "{}", told.err);
            assert!(told.err.contains(words) && told.err.contains(place), "{}", told.err);
        }
    }
    assert!(shop.ledger("crm").is_empty());
}

#[test]
fn systems_that_another_exchange_has_are_not_played_in() {
    let shop = Shop::with(&[1033]);
    let _held = shop.held_crm();
    for (language, words) in [
        ("ru", "ошибка[E104] встроенная система `crm` занята другим процессом\n"),
        ("en", "error[E104] the embedded system `crm` is in use by another process\n"),
    ] {
        let told = shop.obmen_in(language, &["sandbox", "play", "edit_in_crm"]);
        assert_eq!((told.code, &*told.out), (4, ""));
        assert!(told.err.starts_with(words), "{}", told.err);
    }
}

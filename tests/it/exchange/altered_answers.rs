//! Writes that a system carries out and answers with something else than the record: a proxy's page,
//! an empty object. Nothing is written twice, and of what the system filled in by itself nothing is
//! taken for somebody's edit.

use std::sync::atomic::{AtomicBool, Ordering};

use obmen::endpoint::emulate::{Emulator, Request, Response};

use super::between::plain;
use super::shop::{ORDERS, Shop};
use crate::altered::Between;

/// What comes instead of the answer: content type and body.
const ANSWERS: [(&str, &str); 4] = [
    ("application/json", "{}"),
    ("application/json", "[1]"),
    ("text/html", "<html><body>proxy</body></html>"),
    ("application/json", r#"{"Ref_Key": 7, "success": "yes", "id": []}"#),
];

/// Carries everything out and changes the first answer to such a request.
fn once(
    method: &'static str,
    part: &'static str,
    (kind, body): (&'static str, &'static str),
) -> Box<Between> {
    let met = AtomicBool::new(false);
    Box::new(move |request: &Request, system: &dyn Emulator| {
        let answer = system.answer(request);
        let meant = request.method == method && request.segments().join("/").contains(part);
        if meant && answer.status < 300 && !met.swap(true, Ordering::Relaxed) {
            return Response::new(200, kind, body);
        }
        answer
    })
}

/// An exchange both ways that meets one such answer, then another that meets none.
fn exchanged(
    system: &str,
    method: &'static str,
    part: &'static str,
    answer: (&'static str, &'static str),
) {
    let shop = Shop::shipped();
    shop.keeping(&[1019, 1004]);
    let before = shop.orders();
    let strange = once(method, part, answer);
    let (crm, erp): (Box<Between>, Box<Between>) = match system {
        "crm" => (strange, Box::new(plain)),
        _ => (Box::new(plain), strange),
    };
    let line = shop.served(crm, erp);
    shop.edit("obmen.yaml", |text| text.replace("local: true", "local: true, timeout: 1"));
    let told = shop.obmen_in("en", &["run", "--yes"]);
    assert_eq!(told.code, 0, "{method} {part} {answer:?}: {} {}", told.out, told.err);
    let told = shop.obmen_in("en", &["run", "--yes"]);
    assert_eq!((told.code, told.changes()), (0, vec![]), "{method} {part} {answer:?}");
    drop(line);

    let done = |system: &str, operation: &str| {
        let ledger = shop.ledger(system);
        ledger.iter().filter(|entry| entry.operation.ends_with(operation)).count()
    };
    let created = done("erp", &format!("POST {ORDERS}"));
    assert_eq!((created, done("crm", "/edit")), (2, 2), "{method} {part} {answer:?}");
    for order in &before {
        let after = shop.order(order["id"].as_i64().unwrap());
        let document = shop.document(order["number"].as_str().unwrap());
        assert_eq!(after["items"], order["items"], "{method} {part} {answer:?}");
        assert_eq!(after["customFields"]["nomer1c"], document["Number"]);
        assert_eq!(document["Posted"], true, "{method} {part} {answer:?}");
    }
}

#[test]
fn a_creation_that_is_answered_strangely_is_found() {
    for answer in ANSWERS {
        exchanged("erp", "POST", ORDERS, answer);
    }
}

#[test]
fn an_edit_or_a_post_that_is_answered_strangely_is_done_once() {
    for answer in &ANSWERS[2..] {
        exchanged("erp", "PATCH", ORDERS, *answer);
        exchanged("erp", "POST", "/Post", *answer);
        exchanged("crm", "POST", "/edit", *answer);
    }
}

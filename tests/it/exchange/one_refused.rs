//! One document that something on the way to 1C refuses: it waits, and everything else goes on.

use obmen::endpoint::emulate::{Emulator, Request, Response};

use super::between::plain;
use super::shop::{ORDERS, Shop};

/// Answers writes of the order with that number in the place of the base.
fn refusing(
    number: &'static str,
    answer: impl Fn() -> Response + Send + Sync + 'static,
) -> impl Fn(&Request, &dyn Emulator) -> Response + Send + Sync + 'static {
    move |request, erp| {
        let is_order = request.segments().iter().any(|part| part.starts_with(ORDERS));
        let is_meant = request.method != "GET" && is_order && request.text().contains(number);
        if is_meant { answer() } else { erp.answer(request) }
    }
}

#[test]
fn a_document_too_large_for_a_proxy_waits_and_the_others_go_on() {
    let shop = Shop::with(&[1005, 1009, 1013]);
    let large = || Response::new(413, "text/html", "<h1>Request Entity Too Large</h1>");
    let _line = shop.served(Box::new(plain), Box::new(refusing("1009A", large)));
    for _ in 0..2 {
        let run = shop.obmen(&["run", "--yes"]);
        assert_eq!(run.code, 3, "{} {}", run.out, run.err);
        assert!(run.out.contains("Request Entity Too Large"), "{}", run.out);
        assert_eq!(shop.parked(), ["rejected"]);
    }
    let created = shop.ledger("erp").into_iter();
    let created = created.filter(|entry| entry.operation == format!("POST {ORDERS}"));
    assert_eq!(created.count(), 2);
}

/// Words about a blocked customer are the shop's and do not pass by waiting.
#[test]
fn an_order_for_a_blocked_customer_is_refused_and_not_waited_for() {
    let shop = Shop::with(&[1005, 1009]);
    let heading = "    refuse:\n";
    let blocked = "      - on: [post]\n        becomes: Date ge datetime'2025-01-01T00:00:00'\n        \
                   text: Контрагент заблокирован для отгрузки\n";
    shop.edit("world/erp/posting.yaml", |text| {
        text.replacen(heading, &format!("{heading}{blocked}"), 1)
    });
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    assert!(run.out.contains("Контрагент заблокирован для отгрузки"), "{}", run.out);
    assert_eq!(shop.parked(), ["rejected", "rejected"]);
    let posts = shop.ledger("erp").into_iter();
    assert_eq!(posts.filter(|entry| entry.operation.ends_with("/Post")).count(), 0);
}

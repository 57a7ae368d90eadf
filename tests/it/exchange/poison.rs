//! One answer that cannot be used: only what it is about stops, and everything else goes on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use obmen::endpoint::emulate::{Emulator, Request, Response};
use serde_json::{Value, json};

use super::between::plain;
use super::shop::{ORDERS, Shop};
use crate::altered::edited;

/// Changes the pages of the feed of orders.
fn history(request: &Request, crm: &dyn Emulator, edit: impl FnOnce(&mut Value)) -> Response {
    let answer = crm.answer(request);
    if request.path.ends_with("/orders/history") { edited(answer, edit) } else { answer }
}

#[test]
fn a_record_of_the_feed_that_names_no_order_is_passed_over() {
    let shop = Shop::with(&[1005, 1009]);
    let poisoned = |request: &Request, crm: &dyn Emulator| {
        history(request, crm, |page| {
            let records = page["history"].as_array_mut().unwrap();
            if !records.is_empty() {
                records.insert(0, json!({ "id": 1, "source": "code", "field": "status" }));
                records.insert(0, json!(null));
            }
        })
    };
    let _line = shop.served(Box::new(poisoned), Box::new(plain));
    let run = shop.obmen_in("en", &["run", "--yes"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert!(run.err.contains("the change 1 names no record and is passed over"), "{}", run.err);
    assert_eq!(shop.records_of_base().len(), 2);
    let again = shop.obmen(&["run", "--yes"]);
    assert_eq!((again.code, again.changes().len()), (0, 0), "{} {}", again.out, again.err);
}

#[test]
fn an_order_that_cannot_be_read_waits_and_the_others_go_on() {
    let deep = format!("\"unmapped\":{}{}", "[".repeat(3000), "]".repeat(3000));
    let shop = Shop::with(&[1005, 1009]);
    let poisoned = move |request: &Request, crm: &dyn Emulator| {
        let answer = crm.answer(request);
        let text = String::from_utf8(answer.body).unwrap();
        let number = "\"number\":\"1005A\"";
        let body = text.replace(number, &format!("{number},{deep}")).into_bytes();
        Response { body, ..answer }
    };
    let _line = shop.served(Box::new(poisoned), Box::new(plain));
    for (language, words) in
        [("ru", "вложены глубже 128: такую запись"), ("en", "lie more than 128 deep inside")]
    {
        let plan = shop.obmen_in(language, &["plan"]);
        assert_eq!(plan.code, 3, "{} {}", plan.out, plan.err);
        assert!(plan.out.contains(words), "{} {}", plan.out, plan.err);
    }
    let run = shop.obmen(&["run", "--yes"]);
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    assert_eq!(shop.records_of_base().len(), 1, "the other one is there");
}

#[test]
fn records_of_the_feed_may_be_written_in_other_ways() {
    let shop = Shop::with(&[1005, 1009]);
    let texts = |request: &Request, crm: &dyn Emulator| {
        history(request, crm, |page| {
            for (at, record) in page["history"].as_array_mut().unwrap().iter_mut().enumerate() {
                record["id"] = record["id"].to_string().into();
                record["order"]["id"] = record["order"]["id"].to_string().into();
                record["deleted"] = [json!(null), json!(0), json!(false)][at % 3].clone();
                record["apiKey"] = json!(null);
            }
        })
    };
    let _line = shop.served(Box::new(texts), Box::new(plain));
    let run = shop.obmen(&["run", "--yes"]);
    assert_eq!((run.code, run.err.as_str()), (0, ""), "{}", run.out);
    assert_eq!(shop.records_of_base().len(), 2);
    let again = shop.obmen(&["run", "--yes"]);
    assert_eq!((again.code, again.changes().len()), (0, 0), "{} {}", again.out, again.err);
}

#[test]
fn an_order_without_an_id_does_not_stop_the_others() {
    let shop = Shop::with(&[1005, 1009, 1013]);
    let nameless = |request: &Request, crm: &dyn Emulator| {
        let answer = crm.answer(request);
        if request.path != "/api/v5/orders" {
            return answer;
        }
        edited(answer, |page| {
            for order in page["orders"].as_array_mut().unwrap() {
                if order["id"] == 1009 {
                    order.as_object_mut().unwrap().remove("id");
                }
            }
        })
    };
    let _line = shop.served(Box::new(nameless), Box::new(plain));
    let run = shop.obmen(&["run", "--yes"]);
    // It is not forgotten: it waits until it is shown as it should be.
    assert_eq!(run.code, 3, "{} {}", run.out, run.err);
    assert_eq!(shop.parked(), ["missing"]);
    assert!(run.err.contains("запись без `id` пропущена"), "{}", run.err);
    assert_eq!(shop.records_of_base().len(), 2);
    // Asked for alone it is whole.
    assert_eq!(shop.obmen(&["run"]).code, 0);
    assert_eq!(shop.records_of_base().len(), 3);
}

/// The server has been seen to show an empty page before others (RetailCRM's own modules know it).
#[test]
fn an_empty_page_is_not_the_end_where_there_are_records() {
    let shop = Shop::with(&[1005, 1009]);
    let first = Arc::new(AtomicBool::new(true));
    let shown = first.clone();
    let late = move |request: &Request, crm: &dyn Emulator| {
        history(request, crm, |page| {
            if shown.swap(false, Ordering::SeqCst) {
                page["history"] = json!([]);
                page["pagination"]["totalCount"] = json!(250);
                page["pagination"]["totalPageCount"] = json!(3);
            }
        })
    };
    // Pages after the first are beyond what the emulator has; they are answered by the first.
    let paged = move |request: &Request, crm: &dyn Emulator| {
        let query: Vec<&str> =
            request.query.split('&').filter(|pair| !pair.starts_with("page=")).collect();
        late(&Request { query: query.join("&"), ..request.clone() }, crm)
    };
    let _line = shop.served(Box::new(paged), Box::new(plain));
    let run = shop.obmen(&["run", "--yes"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.records_of_base().len(), 2);
    assert!(!first.load(Ordering::SeqCst));
}

#[test]
fn a_feed_that_never_shows_its_records_ends_where_it_was() {
    let shop = Shop::with(&[1005]);
    let asked = Arc::new(AtomicBool::new(false));
    let open = asked.clone();
    let hidden = move |request: &Request, crm: &dyn Emulator| {
        history(request, crm, |page| {
            if !open.load(Ordering::SeqCst) {
                page["history"] = json!([]);
                page["pagination"]["totalCount"] = json!(250);
            }
        })
    };
    let _line = shop.served(Box::new(hidden), Box::new(plain));
    let run = shop.obmen_in("en", &["run", "--yes"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert!(run.err.contains("an empty page where there are records"), "{}", run.err);
    asked.store(true, Ordering::SeqCst);
    let run = shop.obmen(&["run", "--yes"]);
    assert_eq!(run.code, 0, "{} {}", run.out, run.err);
    assert_eq!(shop.records_of_base().len(), 1);
}

impl Shop {
    /// The documents that the base has accepted, while it is served.
    pub(super) fn records_of_base(&self) -> Vec<String> {
        let created = format!("POST {ORDERS}");
        let ledger = self.ledger("erp").into_iter();
        ledger.filter(|entry| entry.operation == created).map(|entry| entry.key).collect()
    }
}

/// PHP writes an empty object as an empty array; anything else in the place of a container is not as
/// if nothing stood there.
#[test]
fn a_container_of_another_kind_holds_its_order_and_no_other() {
    let cases = [
        ("customFields", json!([1])),
        ("items", json!("x")),
        ("items", json!(5)),
        ("delivery", json!("y")),
        ("customer", json!(5)),
    ];
    for (member, value) in cases {
        let shop = Shop::with(&[1005, 1009]);
        let wrong = value.clone();
        let bent = move |request: &Request, crm: &dyn Emulator| {
            let answer = crm.answer(request);
            if request.path != "/api/v5/orders" {
                return answer;
            }
            edited(answer, |page| {
                for order in page["orders"].as_array_mut().unwrap() {
                    let own = if order["id"] == 1009 { &wrong } else { &json!([]) };
                    if order["id"] == 1009 || member == "customFields" {
                        order[member] = own.clone();
                    }
                }
            })
        };
        let _line = shop.served(Box::new(bent), Box::new(plain));
        let run = shop.obmen_in("en", &["run", "--yes"]);
        assert_eq!(run.code, 3, "{member} {value}: {} {}", run.out, run.err);
        assert!(run.out.contains(member), "{member} {value}: {}", run.out);
        assert_eq!(shop.parked().len(), 1, "{member} {value}: {}", run.out);
        assert_eq!(shop.records_of_base().len(), 1, "{member} {value}: {}", run.out);
    }
}

//! A write that a killed run had sent may still land: nothing is written beside it before, and people
//! are told what is waited for. What is known not to be done is not waited for.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use obmen::endpoint::emulate::{Emulator, Request};
use obmen::journal::{Class, Draft, Journal, LaneKey, NewPlan, Op, Stamp};

use super::between::plain;
use super::shop::{ORDERS, Shop};

/// Leaves a journal as a run does that is killed while it edits a document.
fn cut_off(shop: &Shop) {
    let journal = Journal::open(&shop.journal_path()).unwrap();
    let lane = LaneKey {
        flow: "ЗаказыВ1С".into(), entity: "crm.order".into(), key: "1005".into()
    };
    let edit = Draft {
        side: "erp".into(),
        op: Op::Edit,
        class: Class::Absolute,
        entity: ORDERS.into(),
        key: Some("11111111-1111-4111-8111-111111111111".into()),
        probe: None,
        scope: None,
        version: None,
        body: b"{}".as_slice().into(),
        deadline: 1,
        link: None,
        meant: None,
        owed_to: None,
    };
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis();
    // A clock that was set since: however slow this machine is, all of the wait is left.
    let at = Stamp(i64::try_from(now).unwrap()).plus(60_000);
    journal.plan(NewPlan { lane, steps: vec![edit], at }).wait().unwrap();
}

#[test]
fn what_is_waited_for_after_a_kill_is_told() {
    for (language, words) in [
        ("ru", "прошлый запуск не дождался ответа на запись: до "),
        ("en", "the last run left a write without an answer: what came of it is known in at most "),
    ] {
        let shop = Shop::with(&[1005]);
        std::fs::create_dir_all(shop.dir.join(".obmen")).unwrap();
        cut_off(&shop);
        let run = shop.obmen_in(language, &["run", "--yes"]);
        assert_eq!(run.code, 0, "{} {}", run.out, run.err);
        assert!(run.err.starts_with(words), "{}", run.err);
        assert_eq!(shop.records(ORDERS).len(), 1, "and then the order is taken");
    }
}

/// A post that failed with an answer, and then was refused, is looked up at once by the next run.
#[test]
fn what_was_answered_is_not_waited_for() {
    let shop = Shop::with(&[1005, 1009]);
    let tries = AtomicUsize::new(0);
    let fail = move |request: &Request, base: &dyn Emulator| {
        if !request.path.ends_with("/Post") {
            return base.answer(request);
        }
        match tries.fetch_add(1, Ordering::Relaxed) {
            0 => base.refusal(500),
            1 | 2 => base.refusal(401),
            _ => base.answer(request),
        }
    };
    let line = shop.served(Box::new(plain), Box::new(fail));
    let run = shop.obmen_in("en", &["run", "--yes"]);
    assert_eq!(run.code, 4, "{} {}", run.out, run.err);
    let run = shop.obmen_in("en", &["run", "--yes"]);
    assert_eq!((run.code, &*run.err), (0, ""), "{}", run.out);
    drop(line);
    let posted = shop.records(ORDERS);
    assert_eq!(posted.len(), 2);
    assert!(posted.iter().all(|order| order["Posted"] == true));
}

/// A write that was refused with a word is known not to be done: nothing is waited for.
#[test]
fn what_ended_a_run_with_a_word_is_in_no_doubt() {
    let shop = Shop::with(&[1005, 1009]);
    let refusing = AtomicBool::new(true);
    let refuse = move |request: &Request, base: &dyn Emulator| {
        let creates = request.method == "POST" && request.segments().join("/").contains(ORDERS);
        if creates && refusing.swap(false, Ordering::Relaxed) {
            return base.refusal(401);
        }
        base.answer(request)
    };
    let line = shop.served(Box::new(plain), Box::new(refuse));
    let run = shop.obmen_in("en", &["run", "--yes"]);
    assert_eq!(run.code, 4, "{} {}", run.out, run.err);
    let run = shop.obmen_in("en", &["run", "--yes"]);
    assert_eq!((run.code, &*run.err), (0, ""), "{}", run.out);
    drop(line);
    assert_eq!(shop.records(ORDERS).len(), 2);
}

//! Transactions of the journal a second, beside the same statements put to SQLite directly: what the
//! disk and SQLite allow on this machine in this moment.
#![expect(clippy::print_stdout, reason = "figures are what a bench is for")]
#![expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]

mod beside;
mod figures;
mod measure;
mod statements;

use std::sync::Arc;

use beside::{pairs, rate};
use obmen::journal::{
    Base, Capture, Class, Close, Commit, Cursor, CursorKind, Draft, End, Event, Intent, Journal,
    Lane, LaneKey, LinkDraft, NewPlan, Op, Reply, Stamp,
};
use serde_json::json;
use statements::Statements;

/// Lanes under way at once: as many transactions as share a commit.
const AT_ONCE: usize = 64;

/// Lanes in a round.
const LANES: usize = 64 * 8;

/// Captured, planned, two steps confirmed, closed.
const TRANSACTIONS: usize = 5;

const ROUNDS: usize = 9;

/// A document of some lines.
const BODY: usize = 1_500;

fn main() {
    let folder = tempfile::tempdir().expect("there is a place for files");
    let (ours, theirs) = (folder.path().join("ours.sqlite"), folder.path().join("theirs.sqlite"));
    // The same schema for both.
    drop(Journal::open(&theirs).expect("a journal can be made"));
    let journal = Journal::open(&ours).expect("a journal can be made");
    let statements = Statements::open(&theirs);
    let (mut first, mut other) = (0, 0);
    let (ours, theirs, ratio) = pairs(
        ROUNDS,
        &mut || {
            for lanes in (first..first + LANES).collect::<Vec<_>>().chunks(AT_ONCE) {
                together(&journal, lanes);
            }
            first += LANES;
        },
        &mut || {
            for lanes in (other..other + LANES).collect::<Vec<_>>().chunks(AT_ONCE) {
                statements.together(lanes);
            }
            other += LANES;
        },
    );
    let count = LANES * TRANSACTIONS;
    println!("{count} transactions, {AT_ONCE} at a time");
    for (who, time) in [("journal", ours), ("SQLite", theirs)] {
        println!("  {who:8} {:>8.0} transactions/s", rate(count, time));
    }
    // A speed beside a speed: more is better.
    println!("  ratio {:.2}", 1.0 / ratio);
    let figures = json!({
        "journal_per_second": rate(count, ours), "sqlite_per_second": rate(count, theirs),
        "ratio": 1.0 / ratio,
    });
    figures::keep("journal", &figures);
}

/// The whole way of some lanes, each step of all of them handed in before the first is waited for.
fn together(journal: &Journal, lanes: &[usize]) {
    wait(lanes.iter().map(|lane| journal.capture(capture(*lane))).collect());
    let plans = wait(lanes.iter().map(|lane| journal.plan(plan(*lane))).collect());
    for step in 0..2 {
        let answer = |plan: &Vec<Intent>| {
            let key = plan[step].key.clone();
            let reply = Reply { key, version: Some("AAAAAAACogA=".into()), text: None };
            journal.confirm(plan[step].id, reply, None, step == 0, Stamp(3))
        };
        wait(plans.iter().map(answer).collect());
    }
    wait(lanes.iter().map(|lane| journal.close(close(*lane))).collect());
}

fn wait<T>(commits: Vec<Commit<T>>) -> Vec<T> {
    commits.into_iter().map(|commit| commit.wait().expect("it is committed")).collect()
}

fn key(lane: usize) -> LaneKey {
    LaneKey { flow: "orders".into(), entity: "crm.order".into(), key: lane.to_string().into() }
}

fn target(lane: usize) -> Box<str> {
    format!("{lane:08x}-5a1c-11f0-8d10-00155d0c7e02").into()
}

fn capture(lane: usize) -> Capture {
    let event = Event {
        ext_id: format!("{lane:020}").into(),
        entity: "crm.order".into(),
        key: lane.to_string().into(),
        field: Some("status".into()),
        source: "user".into(),
        own: false,
        gone: None,
        payload: Arc::from([b'x'; 400]),
    };
    let cursor = Cursor {
        stream: "orders".into(),
        kind: CursorKind::After,
        position: lane.to_string().into(),
        overlap_from: Some("1".into()),
        mark: None,
        updated: Stamp(1),
    };
    Capture { events: vec![(event, key(lane))], cursor, anew: false }
}

fn plan(lane: usize) -> NewPlan {
    let left: Option<Box<str>> = Some(target(lane));
    let right = Some(lane.to_string().into());
    let link = LinkDraft { role: "Order".into(), left, right, born: Some(End::Left) };
    let step = |op, body: usize, link| Draft {
        side: "erp".into(),
        op,
        class: if op == Op::Create { Class::Keyed } else { Class::Absolute },
        entity: "Document_Order".into(),
        key: Some(target(lane)),
        probe: None,
        scope: None,
        version: None,
        body: vec![b'x'; body].into(),
        deadline: 120_000,
        link,
        meant: None,
        owed_to: None,
    };
    let steps = vec![step(Op::Create, BODY, Some(link)), step(Op::Post, 0, None)];
    NewPlan { lane: key(lane), steps, at: Stamp(2) }
}

fn close(lane: usize) -> Close {
    let base = Base {
        role: "Order".into(),
        key: target(lane),
        document: "x".repeat(BODY).into(),
        hash: "x".repeat(64).into(),
        left_version: None,
        right_version: None,
    };
    let seen = Lane::new(&key(lane)).dirty_seq + 1;
    Close {
        lane: key(lane),
        seen,
        again: false,
        left_out: false,
        bases: vec![base],
        links: Vec::new(),
        fates: Vec::new(),
        at: Stamp(4),
    }
}

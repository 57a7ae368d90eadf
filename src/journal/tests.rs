//! Rows, groups of transactions, and what the witness beside the file tells.

use rusqlite::types::Value as Cell;

use super::cell::checksum;
use super::{Class, Hash, Intent, Op};
use super::{
    Commit, Draft, End, IntentState, Journal, JournalError, JournalReader, LaneKey, LinkDraft,
    NewPlan, Reply, Stamp,
};

fn lane(key: &str) -> LaneKey {
    LaneKey { flow: "flow".into(), entity: "crm.order".into(), key: key.into() }
}

fn draft(op: Op, key: Option<&str>, link: Option<LinkDraft>) -> Draft {
    Draft {
        side: "erp".into(),
        op,
        class: if op == Op::Create { Class::Keyed } else { Class::Absolute },
        entity: "Document_A".into(),
        key: key.map(Into::into),
        probe: None,
        scope: None,
        version: None,
        body: (*b"{}").into(),
        deadline: 1000,
        link,
        meant: None,
        owed_to: None,
    }
}

fn link(left: Option<&str>, right: Option<&str>) -> LinkDraft {
    LinkDraft {
        role: "role".into(),
        left: left.map(Into::into),
        right: right.map(Into::into),
        born: Some(End::Left),
    }
}

fn open() -> (tempfile::TempDir, Journal) {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&folder.path().join("journal.sqlite")).unwrap();
    (folder, journal)
}

#[test]
fn a_checksum_tells_cells_apart_that_read_alike() {
    let text = |text: &str| Cell::Text(text.to_owned());
    let rows = [
        vec![text("ab"), text("c")],
        vec![text("a"), text("bc")],
        vec![Cell::Blob(b"ab".to_vec()), text("c")],
        vec![text("ab"), text("c"), Cell::Null],
        vec![text("c"), text("ab")],
    ];
    let mut sums: Vec<u32> = rows.iter().map(|row| checksum("link", row)).collect();
    sums.push(checksum("base", &rows[0]));
    sums.sort_unstable();
    sums.dedup();
    assert_eq!(sums.len(), 6);
}

#[test]
fn a_failed_transaction_of_a_group_leaves_the_others() {
    let (_folder, journal) = open();
    let mut commits = Vec::new();
    for number in 0..200 {
        let right = if number == 7 { "0".to_owned() } else { number.to_string() };
        let plan = NewPlan {
            lane: lane(&number.to_string()),
            steps: vec![draft(
                Op::Create,
                Some("k"),
                Some(link(Some(&format!("l{number}")), Some(&right))),
            )],
            at: Stamp(1),
        };
        commits.push(journal.plan(plan));
    }
    for (number, commit) in commits.into_iter().enumerate() {
        match commit.wait() {
            Ok(steps) => assert_eq!(steps[0].state, IntentState::Sent),
            Err(JournalError::LinkTaken { key, other, .. }) => {
                assert_eq!((number, &*key, &*other), (7, "0", "l0"));
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(journal.reader().links("role").unwrap().len(), 199);
    assert_eq!(journal.reader().intents(&lane("7")).unwrap(), []);
}

#[test]
fn a_key_that_the_system_gives_reaches_link_and_later_steps() {
    let (_folder, journal) = open();
    let steps =
        vec![draft(Op::Create, None, Some(link(None, Some("138")))), draft(Op::Post, None, None)];
    let plan = NewPlan { lane: lane("138"), steps, at: Stamp(1) };
    let stored = journal.plan(plan).wait().unwrap();
    let reply = Reply { key: Some("guid".into()), ..Reply::default() };
    let next = journal.confirm(stored[0].id, reply, None, true, Stamp(2)).wait().unwrap().unwrap();
    assert_eq!(next.key.as_deref(), Some("guid"));
    assert_eq!((next.state, next.sent_at), (IntentState::Sent, Some(Stamp(2))));
    let found = journal.reader().link("role", End::Left, "guid").unwrap().unwrap();
    assert_eq!(found.right.as_deref(), Some("138"));
    let again = journal.confirm(stored[0].id, Reply::default(), None, true, Stamp(3)).wait();
    assert!(matches!(again, Err(JournalError::OutOfOrder { state: "confirmed", .. })), "{again:?}");
}

#[test]
fn a_given_up_create_takes_its_proposed_link_along() {
    let (_folder, journal) = open();
    let steps = vec![draft(Op::Create, Some("g"), Some(link(Some("g"), Some("138"))))];
    journal.plan(NewPlan { lane: lane("138"), steps, at: Stamp(1) }).wait().unwrap();
    assert!(journal.reader().link("role", End::Right, "138").unwrap().is_some());
    journal.supersede(lane("138"), None).wait().unwrap();
    assert!(journal.reader().link("role", End::Right, "138").unwrap().is_none());
    assert_eq!(journal.reader().open_intents(&lane("138")).unwrap(), []);
}

#[test]
fn a_post_is_owed_when_its_document_was_written_only() {
    let (_folder, journal) = open();
    let steps = || vec![draft(Op::Create, Some("g"), None), draft(Op::Post, Some("g"), None)];
    let plan = NewPlan { lane: lane("1"), steps: steps(), at: Stamp(1) };
    let stored = journal.plan(plan).wait().unwrap();
    let refused = Some((stored[0].id, Reply::default()));
    journal.supersede(lane("1"), refused).wait().unwrap();
    assert_eq!(journal.reader().owed_posts(&lane("1")).unwrap(), []);
    let plan = NewPlan { lane: lane("1"), steps: steps(), at: Stamp(1) };
    let stored = journal.plan(plan).wait().unwrap();
    journal.confirm(stored[0].id, Reply::default(), None, true, Stamp(2)).wait().unwrap();
    journal.supersede(lane("1"), None).wait().unwrap();
    let owed = journal.reader().owed_posts(&lane("1")).unwrap();
    assert_eq!(owed.iter().map(|intent| intent.id).collect::<Vec<_>>(), [stored[1].id]);
    let steps = vec![draft(Op::Post, Some("g"), None)];
    let plan = NewPlan { lane: lane("1"), steps, at: Stamp(3) };
    let stored = journal.plan(plan).wait().unwrap();
    journal.confirm(stored[0].id, Reply::default(), None, true, Stamp(4)).wait().unwrap();
    assert_eq!(journal.reader().owed_posts(&lane("1")).unwrap(), []);
}

/// What was owed, by the bodies.
fn owed(journal: &Journal) -> Vec<(Box<str>, Box<str>)> {
    let owed = journal.reader().owed_writes(&lane("1")).unwrap();
    let body = |intent: &Intent| String::from_utf8_lossy(intent.body.as_ref().unwrap()).into();
    owed.into_iter().map(|(intent, record)| (body(&intent), record)).collect()
}

#[test]
fn what_belongs_to_a_record_is_owed_once_the_record_is_there() {
    let (_folder, journal) = open();
    let mark = || Draft {
        owed_to: Some("guid-1".into()),
        body: (*b"{\"of\":\"guid-1\"}").into(),
        ..draft(Op::Create, None, None)
    };
    let plan =
        |steps| journal.plan(NewPlan { lane: lane("1"), steps, at: Stamp(1) }).wait().unwrap();
    let stored = plan(vec![draft(Op::Create, Some("guid-1"), None), mark()]);
    let refused = Some((stored[0].id, Reply::default()));
    journal.supersede(lane("1"), refused).wait().unwrap();
    assert_eq!(owed(&journal), []);
    let stored = plan(vec![draft(Op::Create, Some("guid-1"), None), mark()]);
    // The system gives a key of its own: what follows speaks of that one.
    let reply = Reply { key: Some("guid-2".into()), ..Reply::default() };
    let confirmed = |id, reply| journal.confirm(id, reply, None, true, Stamp(2)).wait().unwrap();
    let next = confirmed(stored[0].id, reply).unwrap();
    assert_eq!(next.body.as_deref(), Some(&b"{\"of\":\"guid-2\"}"[..]));
    assert_eq!(next.body_hash, Hash::of(b"{\"of\":\"guid-2\"}").0);
    let refused = Some((next.id, Reply::default()));
    journal.supersede(lane("1"), refused.clone()).wait().unwrap();
    let due = [("{\"of\":\"guid-2\"}".into(), "guid-2".into())];
    assert_eq!(owed(&journal), due);
    // It is kept as long as it is due.
    journal.prune(Stamp(i64::MAX)).wait().unwrap();
    assert_eq!(owed(&journal), due);
    let again = || Draft {
        owed_to: Some("guid-2".into()),
        body: next.body.clone().unwrap(),
        ..draft(Op::Create, None, None)
    };
    let stored = plan(vec![again()]);
    journal.supersede(lane("1"), Some((stored[0].id, Reply::default()))).wait().unwrap();
    assert_eq!(owed(&journal), due);
    let stored = plan(vec![again()]);
    confirmed(stored[0].id, Reply::default());
    assert_eq!(owed(&journal), []);
    journal.prune(Stamp(i64::MAX)).wait().unwrap();
    let kept = journal.reader().intents(&lane("1")).unwrap();
    assert!(kept.iter().all(|intent| intent.sent_at.is_none() || intent.body.is_none()));
}

#[test]
fn a_missing_journal_reads_as_an_empty_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.sqlite");
    for reader in [JournalReader::none(), JournalReader::open(&path).unwrap()] {
        assert_eq!(reader.cursor("flow").unwrap(), None);
        assert_eq!(reader.links("role").unwrap(), []);
    }
    assert!(!path.exists());
}

#[test]
fn a_full_disk_refuses_the_plan_and_heals_by_itself() {
    let (_folder, journal) = open();
    let pages = |count: &str| {
        let sql = format!("PRAGMA max_page_count = {count}");
        // It answers with a row, which nobody wants.
        let set = journal.submit(move |db| db.number(&sql, &[]).map(|_| ()));
        set.wait().unwrap();
    };
    let plan = |key: &str| {
        let mut step = draft(Op::Create, Some("k"), None);
        step.body = vec![b'x'; 1 << 20].into();
        journal.plan(NewPlan { lane: lane(key), steps: vec![step], at: Stamp(1) })
    };
    pages("60");
    // Some of them share a transaction, and all are told why.
    let refused = ["1", "2", "3", "4"].map(|key| {
        let marked = (0..8).map(|number| journal.mark(vec![lane(&format!("{key}-{number}"))]));
        (key, marked.collect::<Vec<_>>(), plan(key))
    });
    for (key, marked, refused) in refused {
        let mut ends = vec![refused.wait().map(|_| ())];
        assert!(ends[0].is_err(), "{key}");
        ends.extend(marked.into_iter().map(Commit::wait));
        for error in ends.into_iter().filter_map(Result::err) {
            let JournalError::Disk { what, .. } = error else { panic!("{error:?}") };
            assert!(what.contains("is full"), "{what}");
        }
        assert_eq!(journal.reader().intents(&lane(key)).unwrap(), []);
    }
    pages("100000");
    assert_eq!(plan("5").wait().unwrap().len(), 1);
    journal.reader().verify().unwrap();
}

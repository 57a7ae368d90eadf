//! The journal on real files: restarts, damage, second holders, places that cannot be written.

use std::fs;
use std::path::{Path, PathBuf};

use obmen::journal::{
    Aside, Base, Capture, Class, Close, Cursor, CursorKind, Draft, End, Event, IntentState,
    Journal, JournalError, JournalReader, Lane, LaneKey, LaneState, LinkDraft, LinkState, Loose,
    Meant, NewPlan, Op, Park, Reply, Stamp, Tombstone, Which, audit,
};

const FLOW: &str = "orders";

fn lane(key: &str) -> LaneKey {
    LaneKey { flow: FLOW.into(), entity: "crm.order".into(), key: key.into() }
}

fn cursor(position: &str) -> Cursor {
    Cursor {
        stream: FLOW.into(),
        kind: CursorKind::After,
        position: position.into(),
        overlap_from: Some("1".into()),
        mark: Some(("2".into(), Stamp(3))),
        updated: Stamp(10),
    }
}

fn event(id: &str, key: &str) -> (Event, LaneKey) {
    let event = Event {
        ext_id: id.into(),
        entity: "crm.order".into(),
        key: key.into(),
        field: Some("status".into()),
        source: "user".into(),
        own: false,
        gone: None,
        payload: format!("{{\"id\":{id}}}").into_bytes().into(),
    };
    (event, lane(key))
}

fn draft(op: Op, key: &str, link: Option<LinkDraft>) -> Draft {
    Draft {
        side: "erp".into(),
        op,
        class: if op == Op::Create { Class::Keyed } else { Class::Absolute },
        entity: "Document_Order".into(),
        key: Some(key.into()),
        probe: None,
        scope: None,
        version: Some("v1".into()),
        body: format!("{{\"key\":\"{key}\"}}").into_bytes().into(),
        deadline: 120_000,
        link,
        meant: None,
        owed_to: None,
    }
}

fn link(left: &str, right: &str) -> LinkDraft {
    let (left, right) = (Some(left.into()), Some(right.into()));
    LinkDraft { role: "Order".into(), left, right, born: Some(End::Left) }
}

fn close(key: &str, seen: i64) -> Close {
    let base = Base {
        role: "Order".into(),
        key: format!("guid-{key}").into(),
        document: format!("{{\"sum\":\"{key}\"}}").into(),
        hash: "h".into(),
        left_version: Some("v2".into()),
        right_version: None,
    };
    let lane = lane(key);
    Close {
        lane,
        seen,
        again: false,
        left_out: false,
        bases: vec![base],
        links: Vec::new(),
        fates: Vec::new(),
        at: Stamp(40),
    }
}

fn reply(key: &str) -> Reply {
    Reply { key: Some(key.into()), version: Some("v2".into()), text: None }
}

fn row(journal: &Journal, key: &str) -> Lane {
    journal.reader().lane(&lane(key)).unwrap().unwrap()
}

/// One order from capture to close.
fn exchange(journal: &Journal, id: &str, key: &str) {
    let page = Capture { events: vec![event(id, key)], cursor: cursor(id), anew: false };
    assert_eq!(journal.capture(page).wait(), Ok(1));
    let before = row(journal, key);
    let guid = format!("guid-{key}");
    let steps =
        vec![draft(Op::Create, &guid, Some(link(&guid, key))), draft(Op::Post, &guid, None)];
    let plan = NewPlan { lane: lane(key), steps, at: Stamp(20) };
    let steps = journal.plan(plan).wait().unwrap();
    let next =
        journal.confirm(steps[0].id, reply(&guid), None, true, Stamp(30)).wait().unwrap().unwrap();
    assert_eq!(journal.confirm(next.id, reply(&guid), None, true, Stamp(31)).wait().unwrap(), None);
    assert_eq!(journal.close(close(key, before.dirty_seq)).wait(), Ok(LaneState::Idle));
}

fn file(folder: &tempfile::TempDir) -> PathBuf {
    folder.path().join(".obmen").join("journal.sqlite")
}

#[test]
fn everything_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let journal = Journal::open(&path).unwrap();
    exchange(&journal, "1", "138");
    let run = journal.begin_run("run", FLOW, Stamp(1)).wait().unwrap();
    journal.end_run(run, "{\"created\":1}", "done", Stamp(2)).wait().unwrap();
    drop(journal);

    let journal = Journal::open(&path).unwrap();
    let reader = journal.reader();
    assert_eq!(reader.cursor(FLOW).unwrap(), Some(cursor("1")));
    assert_eq!(reader.event(FLOW, "1").unwrap(), Some(event("1", "138").0));
    assert_eq!(reader.lane(&lane("138")).unwrap().unwrap().state, LaneState::Idle);
    for (end, key, other) in [(End::Left, "guid-138", "138"), (End::Right, "138", "guid-138")] {
        let link = reader.link("Order", end, key).unwrap().unwrap();
        assert_eq!(link.state, LinkState::Live);
        assert!([link.left.as_deref(), link.right.as_deref()].contains(&Some(other)));
    }
    let base = reader.base("Order", "guid-138").unwrap().unwrap();
    assert_eq!(base, close("138", 0).bases[0]);
    let intents = reader.intents(&lane("138")).unwrap();
    assert!(intents.iter().all(|intent| intent.state == IntentState::Confirmed));
    assert_eq!(intents[0].body.as_deref(), Some(&b"{\"key\":\"guid-138\"}"[..]));
    assert_eq!(intents[0].answer, Some(reply("guid-138")));
    assert_eq!(reader.runs(5).unwrap()[0].outcome.as_deref(), Some("done"));
    reader.verify().unwrap();
}

#[test]
fn repeated_events_mark_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&file(&folder)).unwrap();
    let page = || Capture {
        events: vec![event("1", "138"), event("2", "139"), event("1", "138")],
        cursor: cursor("2"),
        anew: false,
    };
    assert_eq!(journal.capture(page()).wait(), Ok(2));
    let lanes = journal.reader().lanes(FLOW, Which::Due(Stamp(0))).unwrap();
    assert_eq!(lanes.iter().map(|lane| &*lane.key.key).collect::<Vec<_>>(), ["138", "139"]);
    let before = row(&journal, "138");
    journal.close(close("138", before.dirty_seq)).wait().unwrap();
    assert_eq!(journal.capture(page()).wait(), Ok(0));
    let lanes = journal.reader().lanes(FLOW, Which::All).unwrap();
    assert_eq!(lanes.iter().map(|lane| &*lane.key.key).collect::<Vec<_>>(), ["139"]);
    // Read anew, they mark all the same.
    assert_eq!(journal.capture(Capture { anew: true, ..page() }).wait(), Ok(0));
    assert_eq!(journal.reader().lanes(FLOW, Which::All).unwrap().len(), 2);
}

#[test]
fn a_mark_during_the_work_makes_the_lane_ready_again() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&file(&folder)).unwrap();
    journal.mark(vec![lane("138")]).wait().unwrap();
    let before = row(&journal, "138");
    let steps = vec![draft(Op::Edit, "g", None)];
    journal.plan(NewPlan { lane: lane("138"), steps, at: Stamp(1) }).wait().unwrap();
    journal.mark(vec![lane("138")]).wait().unwrap();
    assert_eq!(journal.reader().lanes(FLOW, Which::All).unwrap(), []);
    assert_eq!(journal.close(close("138", before.dirty_seq)).wait(), Ok(LaneState::Ready));
    let before = row(&journal, "138");
    assert_eq!(journal.close(close("138", before.dirty_seq)).wait(), Ok(LaneState::Idle));
}

fn park(key: &str, seen: i64, not_before: Option<i64>, frozen: bool) -> Park {
    Park {
        lane: lane(key),
        seen,
        reason: "unmapped".into(),
        text: "no product".into(),
        evidence: "{}".into(),
        not_before: not_before.map(Stamp),
        frozen,
        intent: None,
        at: Stamp(5),
    }
}

#[test]
fn parked_lanes_come_back_by_time_by_a_change_or_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&file(&folder)).unwrap();
    let due = |at| {
        let lanes = journal.reader().lanes(FLOW, Which::Due(Stamp(at))).unwrap();
        lanes.into_iter().map(|lane| lane.key.key.to_string()).collect::<Vec<_>>()
    };
    for (key, not_before, frozen) in
        [("timed", Some(100), false), ("plain", None, false), ("frozen", None, true)]
    {
        journal.park(park(key, 0, not_before, frozen)).wait().unwrap();
    }
    assert_eq!(due(99), [""; 0]);
    assert_eq!(due(100), ["timed"]);
    assert_eq!(journal.reader().lanes(FLOW, Which::All).unwrap().len(), 2);
    journal.mark(vec![lane("plain"), lane("frozen")]).wait().unwrap();
    assert_eq!(due(0), ["plain"]);
    journal.retry(vec![lane("frozen")]).wait().unwrap();
    assert_eq!(due(0), ["frozen", "plain"]);
    let waiting: Vec<_> = journal.reader().parked().unwrap();
    let waiting: Vec<&str> = waiting.iter().map(|row| &*row.lane.key).collect();
    assert_eq!(waiting, ["frozen", "plain", "timed"], "until it was tried");
    journal.park(park("timed", 0, None, false)).wait().unwrap();
    let row = journal.reader().parked_lane(&lane("timed")).unwrap().unwrap();
    assert_eq!((row.count, row.first_seen), (2, Stamp(5)));
}

#[test]
fn a_lane_that_was_laid_aside_sleeps_until_it_is_marked_or_retried() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&file(&folder)).unwrap();
    let reader = journal.reader();
    let due = |at| reader.lanes(FLOW, Which::Due(Stamp(at))).unwrap().len();
    let aside = Aside { at: Stamp(7), by: Some("anna".into()), rules: "ab12".into() };
    for frozen in [false, true] {
        journal.park(park("138", 0, Some(9), frozen)).wait().unwrap();
        journal.skip(vec![lane("138")], aside.clone()).wait().unwrap();
        assert_eq!((due(i64::MAX - 1), reader.parked().unwrap().len()), (0, 0));
        let row = reader.parked_lane(&lane("138")).unwrap().unwrap();
        assert_eq!((row.aside(), row.waits()), (Some(aside.clone()), false));
        // Tried again by hand it waits as it did before.
        journal.retry(vec![lane("138")]).wait().unwrap();
        let row = reader.parked_lane(&lane("138")).unwrap().unwrap();
        assert_eq!((due(0), row.waits(), row.first_seen), (1, true, Stamp(5)));
        journal.skip(vec![lane("138")], aside.clone()).wait().unwrap();
        journal.mark(vec![lane("138")]).wait().unwrap();
        assert_eq!(due(0), 1, "its record was edited");
        let seen = reader.lane(&lane("138")).unwrap().unwrap().dirty_seq;
        journal.close(close("138", seen)).wait().unwrap();
        let row = reader.parked_lane(&lane("138")).unwrap().unwrap();
        assert_eq!((row.aside(), row.resolution.as_deref()), (None, Some("done")));
    }
}

#[test]
fn a_deleted_record_leaves_its_tombstone_on_the_lane() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&file(&folder)).unwrap();
    let mut gone = event("1", "138");
    gone.0.gone = Some(Tombstone::Merged("140".into()));
    let events = vec![gone, event("2", "138")];
    journal.capture(Capture { events, cursor: cursor("2"), anew: false }).wait().unwrap();
    let lane = journal.reader().lane(&lane("138")).unwrap().unwrap();
    assert_eq!(lane.gone, Some(Tombstone::Merged("140".into())));
}

#[test]
fn what_was_sent_before_a_restart_is_in_doubt_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let journal = Journal::open(&path).unwrap();
    let steps = vec![draft(Op::Create, "g", Some(link("g", "138"))), draft(Op::Post, "g", None)];
    journal.plan(NewPlan { lane: lane("138"), steps, at: Stamp(1) }).wait().unwrap();
    drop(journal);
    let journal = Journal::open(&path).unwrap();
    assert_eq!(journal.recover().wait(), Ok(1));
    let states = |journal: &Journal| {
        let open = journal.reader().open_intents(&lane("138")).unwrap();
        open.iter().map(|intent| intent.state).collect::<Vec<_>>()
    };
    assert_eq!(states(&journal), [IntentState::InDoubt, IntentState::Planned]);
    assert_eq!(journal.reader().lanes(FLOW, Which::Due(Stamp(0))).unwrap().len(), 1);
    assert_eq!(journal.recover().wait(), Ok(0));
    assert_eq!(states(&journal), [IntentState::InDoubt, IntentState::Planned]);
}

#[test]
fn old_events_and_bodies_go_and_hashes_stay() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&file(&folder)).unwrap();
    exchange(&journal, "1", "138");
    journal.prune(Stamp(10)).wait().unwrap();
    assert!(journal.reader().event(FLOW, "1").unwrap().is_some());
    journal.prune(Stamp(25)).wait().unwrap();
    assert!(journal.reader().event(FLOW, "1").unwrap().is_none());
    let intents = journal.reader().intents(&lane("138")).unwrap();
    assert_eq!(intents[0].body, None);
    assert_eq!(intents[0].body_hash.len(), 64);
    assert!(intents[1].body.is_some());
    journal.reader().verify().unwrap();
}

#[test]
fn the_last_version_of_a_record_that_was_seen_stays() {
    let folder = tempfile::tempdir().unwrap();
    let journal = Journal::open(&file(&folder)).unwrap();
    let version = |version: &str, at: i64| {
        let (seen, lane) = event("1", "138");
        let seen = Event { ext_id: format!("138 {version}").into(), payload: [].into(), ..seen };
        let cursor = Cursor { updated: Stamp(at), ..cursor("1") };
        let page = Capture { events: vec![(seen, lane)], cursor, anew: false };
        assert_eq!(journal.capture(page).wait(), Ok(1));
    };
    version("AAAA", 1);
    version("BBBB", 2);
    journal.prune(Stamp(100)).wait().unwrap();
    let seen = |version: &str| journal.reader().event(FLOW, version).unwrap().is_some();
    assert!(!seen("138 AAAA"));
    assert!(seen("138 BBBB"), "else it would be news again");
}

#[test]
fn a_second_holder_is_refused_and_readers_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let journal = Journal::open(&path).unwrap();
    let second = Journal::open(&path);
    assert!(matches!(second, Err(JournalError::Locked { .. })), "{second:?}");
    exchange(&journal, "1", "138");
    let reader = JournalReader::open(&path).unwrap();
    assert_eq!(reader.cursor(FLOW).unwrap(), Some(cursor("1")));
    exchange(&journal, "2", "139");
    assert_eq!(reader.cursor(FLOW).unwrap(), Some(cursor("2")));
    drop(journal);
    Journal::open(&path).unwrap();
}

#[test]
fn a_newer_journal_is_refused_with_its_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    drop(Journal::open(&path).unwrap());
    set_pragma(&path, "user_version", 77);
    let before = fs::read(&path).unwrap();
    let newer = JournalError::Newer { path: path.clone(), found: 77, known: 3 };
    assert_eq!(Journal::open(&path).err(), Some(newer.clone()));
    assert_eq!(JournalReader::open(&path).err(), Some(newer));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_database_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.sqlite");
    let other = rusqlite::Connection::open(&path).unwrap();
    other.execute_batch("CREATE TABLE theirs (a)").unwrap();
    drop(other);
    let before = fs::read(&path).unwrap();
    assert_eq!(Journal::open(&path).err(), Some(JournalError::Foreign { path: path.clone() }));
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("plain");
    fs::write(&plain, "").unwrap();
    let error = Journal::open(&plain.join("journal.sqlite")).unwrap_err();
    assert!(matches!(&error, JournalError::Disk { path, .. } if *path == plain), "{error}");
    let taken = folder.path().join("taken");
    fs::create_dir(&taken).unwrap();
    let error = Journal::open(&taken).unwrap_err();
    assert!(matches!(&error, JournalError::Disk { path, .. } if *path == taken), "{error}");
}

#[test]
fn an_older_copy_put_back_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let journal = Journal::open(&path).unwrap();
    exchange(&journal, "1", "138");
    drop(journal);
    let copy = fs::read(&path).unwrap();
    let journal = Journal::open(&path).unwrap();
    exchange(&journal, "2", "139");
    drop(journal);
    fs::write(&path, copy).unwrap();
    let error = Journal::open(&path).unwrap_err();
    assert!(matches!(error, JournalError::Behind { .. }), "{error}");
    assert!(error.needs_rebuild());
    fs::remove_file(&path).unwrap();
    let error = Journal::open(&path).unwrap_err();
    assert!(matches!(error, JournalError::Behind { found: 0, .. }), "{error}");
}

/// A journal gets its name once it is whole, so one that is empty was emptied: by whomever, and whether
/// or not the file beside it is there.
#[test]
fn a_journal_that_was_emptied_is_no_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    drop(Journal::open(&path).unwrap());
    let names = fs::read_dir(&folder).unwrap().map(|it| it.unwrap().file_name());
    assert!(names.into_iter().all(|name| !name.to_string_lossy().contains("unfinished")));
    for end in ["-wal", "-shm", "-lock"] {
        fs::remove_file(format!("{}{end}", path.display())).ok();
    }
    fs::write(&path, "").unwrap();
    let empty = JournalError::Empty { path: path.clone() };
    assert!(empty.needs_rebuild());
    assert_eq!(Journal::open(&path).err(), Some(empty.clone()));
    assert_eq!(JournalReader::open(&path).err(), Some(empty));
    assert_eq!(fs::read(&path).unwrap(), b"", "it is left as it was found");
    let rebuilt = Journal::rebuild(&path, Vec::new(), Vec::new(), Stamp(1)).unwrap();
    assert!(rebuilt.is_some(), "the old one stays beside it");
    drop(Journal::open(&path).unwrap());
}

/// What a killed program left of a journal that it was making is made anew.
#[test]
fn a_journal_that_was_not_finished_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let unfinished = PathBuf::from(format!("{}-unfinished", path.display()));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&unfinished, "half a header").unwrap();
    drop(Journal::open(&path).unwrap());
    assert!(!unfinished.exists());
}

/// A process that another test starts has the files of this one for a moment, locks and all.
fn patiently<T>(attempt: impl Fn() -> Result<T, JournalError>) -> Result<T, JournalError> {
    for _ in 0..500 {
        match attempt() {
            Err(JournalError::Locked { .. }) => {
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
            done => return done,
        }
    }
    attempt()
}

#[test]
fn a_rebuilt_journal_keeps_the_old_one_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let journal = Journal::open(&path).unwrap();
    exchange(&journal, "1", "138");
    let rebuilt =
        |at| Journal::rebuild(&path, vec![link("guid-138", "138")], vec![lane("138")], at);
    let busy = rebuilt(Stamp(7));
    assert!(matches!(busy, Err(JournalError::Locked { .. })), "{busy:?}");
    drop(journal);
    let mut bytes = fs::read(&path).unwrap();
    bytes.truncate(5000);
    fs::write(&path, &bytes).unwrap();
    let refused = || patiently(|| Journal::open(&path)).unwrap_err();
    assert!(refused().needs_rebuild());
    // One that was cut off between the two: no journal, and it is not taken for a first start.
    let (kept, fresh) = (path.with_extension("kept"), path.with_extension("sqlite.new"));
    fs::rename(&path, &kept).unwrap();
    fs::write(&fresh, "half of one").unwrap();
    assert!(refused().needs_rebuild());
    fs::rename(&kept, &path).unwrap();
    let aside = patiently(|| rebuilt(Stamp(7))).unwrap();
    assert_eq!(fs::read(aside.unwrap()).unwrap(), bytes);
    let names = fs::read_dir(path.parent().unwrap()).unwrap();
    let names: Vec<_> = names.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
    assert!(!names.iter().any(|name| name.contains(".new")), "{names:?}");
    let journal = patiently(|| Journal::open(&path)).unwrap();
    let found = journal.reader().link("Order", End::Right, "138").unwrap().unwrap();
    assert_eq!((found.left.as_deref(), found.state), (Some("guid-138"), LinkState::Live));
    // What is linked is compared before anything is written.
    assert_eq!(row(&journal, "138").state, LaneState::Ready);
    drop(journal);
    let again = patiently(|| rebuilt(Stamp(8))).unwrap();
    assert!(again.is_some_and(|aside| aside.exists()));
    // Where there was none, none is put aside.
    fs::remove_file(&path).unwrap();
    assert_eq!(patiently(|| rebuilt(Stamp(9))).unwrap(), None);
    patiently(|| Journal::open(&path)).unwrap();
}

#[test]
fn a_journal_of_an_older_program_is_read_as_it_is_and_brought_to_the_newest_version() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    exchange(&Journal::open(&path).unwrap(), "1", "138");
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch("DROP TABLE meant; DROP TABLE owed; PRAGMA user_version = 1;").unwrap();
    drop(db);
    let before = patiently(|| audit(&path)).unwrap().unwrap();
    assert_eq!((before.version, &*before.loose), (1, &[][..]));
    exchange(&patiently(|| Journal::open(&path)).unwrap(), "2", "139");
    let after = patiently(|| audit(&path)).unwrap().unwrap();
    assert_eq!((after.version, &*after.loose), (3, &[][..]));
}

/// It is of use only as long as nobody knows whether the edit was done.
#[test]
fn what_an_edit_leads_to_is_kept_until_its_answer_is_known() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    let meant = Meant {
        base: Base { left_version: None, ..close("138", 0).bases.remove(0) },
        source: b"{\"sum\":1}".as_slice().into(),
        before: None,
    };
    let edit = |key: &str| {
        let step = Draft { meant: Some(meant.clone()), ..draft(Op::Edit, key, None) };
        NewPlan { lane: lane(key), steps: vec![step], at: Stamp(20) }
    };
    let journal = Journal::open(&path).unwrap();
    let ids = ["138", "139", "140"].map(|key| journal.plan(edit(key)).wait().unwrap()[0].id);
    let kept = |journal: &Journal| ids.map(|id| journal.reader().meant(id).unwrap());
    journal.confirm(ids[1], reply("139"), None, false, Stamp(30)).wait().unwrap();
    journal.supersede(lane("140"), Some((ids[2], Reply::default()))).wait().unwrap();
    assert_eq!(kept(&journal), [Some(meant.clone()), None, None]);
    drop(journal);
    let journal = patiently(|| Journal::open(&path)).unwrap();
    journal.recover().wait().unwrap();
    assert_eq!(kept(&journal), [Some(meant), None, None]);
    journal.supersede(lane("138"), None).wait().unwrap();
    assert_eq!(kept(&journal), [None, None, None]);
}

#[test]
fn an_audit_counts_what_is_there_and_tells_what_does_not_fit() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&folder);
    assert_eq!(audit(&path), Ok(None));
    let journal = Journal::open(&path).unwrap();
    exchange(&journal, "1", "138");
    let sound = audit(&path).unwrap().unwrap();
    assert_eq!((sound.version, &*sound.loose), (3, &[][..]));
    let count = |table: &str| sound.rows.iter().find(|row| row.0 == table).unwrap().1;
    assert_eq!((count("link"), count("intent"), count("base")), (1, 2, 1));
    // An order that is at rest and waits, and one with a step under way.
    journal.park(park("139", 0, None, false)).wait().unwrap();
    journal.close(close("139", 0)).wait().unwrap();
    let steps = vec![draft(Op::Create, "guid-140", Some(link("guid-140", "140")))];
    let plan = NewPlan { lane: lane("140"), steps, at: Stamp(20) };
    journal.plan(plan).wait().unwrap();
    assert_eq!(audit(&path).unwrap().unwrap().loose, []);
    drop(journal);
    // The work of other hands, which takes a row out whole.
    let deleted = |sql: &str| {
        let connection = rusqlite::Connection::open(&path).unwrap();
        assert_eq!(connection.execute(sql, []).unwrap(), 1, "{sql}");
    };
    deleted("DELETE FROM link WHERE left_key = 'guid-140'");
    deleted("DELETE FROM lane WHERE key = '140'");
    let loose = audit(&path).unwrap().unwrap().loose;
    assert_eq!(loose, [Loose::IntentLink(3), Loose::IntentLane(3, "crm.order 140".into())]);
    // And one that changes a row.
    deleted("UPDATE base SET document = '{}' WHERE key = 'guid-138'");
    assert!(matches!(audit(&path), Err(JournalError::Damaged { .. })));
}

/// A journal as a killed process leaves it: the file with its log beside it.
fn killed(folder: &Path) -> PathBuf {
    let path = folder.join("live.sqlite");
    let journal = Journal::open(&path).unwrap();
    for number in 1..=4 {
        exchange(&journal, &number.to_string(), &format!("{number}"));
    }
    drop(journal);
    let journal = Journal::open(&path).unwrap();
    for number in 5..=8 {
        exchange(&journal, &number.to_string(), &format!("{number}"));
    }
    let left = folder.join("left");
    fs::create_dir(&left).unwrap();
    for end in ["", "-wal", "-lock"] {
        let from = format!("{}{end}", path.display());
        fs::copy(from, left.join(format!("journal.sqlite{end}"))).unwrap();
    }
    left
}

/// Everything a reader can see, as one text.
fn contents(reader: &JournalReader) -> Result<String, JournalError> {
    reader.verify()?;
    let mut all = vec![format!("{:?}", reader.cursor(FLOW)?)];
    for number in 1..=8 {
        let key = number.to_string();
        let guid = format!("guid-{key}");
        let link =
            (reader.link("Order", End::Left, &guid)?, reader.link("Order", End::Right, &key)?);
        let rows = (reader.event(FLOW, &key)?, reader.lane(&lane(&key))?, link);
        let work = (reader.base("Order", &guid)?, reader.intents(&lane(&key))?);
        all.push(format!("{rows:?}{work:?}"));
    }
    Ok(all.concat())
}

/// Opens a copy of `left` with one of its files changed: it must be whole, or refused and as it was.
fn damaged(left: &Path, name: &str, whole: &str, change: impl FnOnce(&mut Vec<u8>)) -> bool {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(left).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let mut bytes = fs::read(folder.path().join(name)).unwrap();
    change(&mut bytes);
    fs::write(folder.path().join(name), &bytes).unwrap();
    let path = folder.path().join("journal.sqlite");
    let opened = Journal::open(&path).and_then(|journal| contents(journal.reader()));
    match opened {
        Ok(found) => {
            assert!(found == whole, "{name}: opened, and not whole");
            false
        }
        Err(error) => {
            let refused = matches!(
                error,
                JournalError::Damaged { .. }
                    | JournalError::Behind { .. }
                    | JournalError::Newer { .. }
                    | JournalError::Foreign { .. }
                    | JournalError::Disk { .. }
            );
            assert!(refused, "{name}: {error}");
            true
        }
    }
}

#[test]
fn a_damaged_file_opens_whole_or_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let left = killed(folder.path());
    let path = left.join("journal.sqlite");
    let whole = {
        let copy = tempfile::tempdir().unwrap();
        for end in ["", "-wal", "-lock"] {
            let name = format!("journal.sqlite{end}");
            fs::copy(left.join(&name), copy.path().join(&name)).unwrap();
        }
        let journal = Journal::open(&copy.path().join("journal.sqlite")).unwrap();
        contents(journal.reader()).unwrap()
    };
    assert!(whole.contains("guid-8"));
    for (name, least) in [("journal.sqlite", 15), ("journal.sqlite-wal", 50)] {
        let length = fs::read(path.with_file_name(name)).unwrap().len();
        assert!(length > 10_000, "{name} holds {length} bytes");
        let mut refused = 0;
        for at in 0..63 {
            // An odd step, so that headers, cells and free space are all hit.
            let place = (at * ((length / 63) | 1)) % length;
            let cut = damaged(&left, name, &whole, |bytes| bytes.truncate(place));
            let flip = damaged(&left, name, &whole, |bytes| bytes[place] ^= 0x41);
            refused += usize::from(cut) + usize::from(flip);
        }
        assert!(refused >= least, "{name}: only {refused} of 126 were noticed");
    }
}

fn set_pragma(path: &Path, name: &str, value: i64) {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.pragma_update(None, name, value).unwrap();
}

/// Not a test of its own: the life of a process that the test below kills.
#[test]
fn writes_until_it_is_killed() {
    let Some(path) = std::env::var_os("OBMEN_TEST_JOURNAL") else { return };
    let journal = Journal::open(Path::new(&path)).unwrap();
    let first: i64 =
        journal.reader().cursor(FLOW).unwrap().map_or(0, |cursor| cursor.position.parse().unwrap());
    for number in first + 1.. {
        exchange(&journal, &number.to_string(), &number.to_string());
        // What is told is durable: the test looks for it.
        fs::write(format!("{}.told", Path::new(&path).display()), number.to_string()).unwrap();
    }
}

#[test]
fn a_killed_process_leaves_what_it_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.sqlite");
    let mut cut = Vec::new();
    let mut most = 0;
    for round in 0..6 {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "journal::writes_until_it_is_killed"])
            .env("OBMEN_TEST_JOURNAL", &path)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        // However slowly it starts, the first life tells something.
        let told = PathBuf::from(format!("{}.told", path.display()));
        while !told.exists() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(std::time::Duration::from_millis(2));
        }
        std::thread::sleep(std::time::Duration::from_millis(7 + 37 * round));
        child.kill().unwrap();
        child.wait().unwrap();
        let told = fs::read_to_string(told).unwrap_or_default();
        // A kill may hit the telling itself; then less is known.
        let told: i64 = told.parse().unwrap_or(0);
        most = most.max(told);
        let journal = Journal::open(&path).unwrap();
        journal.recover().wait().unwrap();
        let reader = journal.reader();
        reader.verify().unwrap();
        for number in (1..=told).filter(|number| !cut.contains(number)) {
            let row = row(&journal, &number.to_string());
            assert_eq!(row.state, LaneState::Idle, "round {round}, record {number} of {told}");
            let link = reader.link("Order", End::Right, &number.to_string()).unwrap().unwrap();
            assert_eq!(link.state, LinkState::Live);
        }
        // Only the last one can be cut off; it is open and in doubt, never lost.
        let last = reader.cursor(FLOW).unwrap().map_or(0, |kept| kept.position.parse().unwrap());
        if last > told {
            let open = lane(&last.to_string());
            let intents = reader.open_intents(&open).unwrap();
            assert!(intents.iter().all(|intent| intent.state != IntentState::Sent));
            journal.supersede(open, None).wait().unwrap();
            cut.push(last);
        }
    }
    assert!(most > 0, "nothing was ever told");
}

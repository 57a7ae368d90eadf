//! The driver with a real journal: what becomes of refusals, conflicts, missing rights, doubt.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use obmen::endpoint::{
    Answer, Capability, Change, Changes, Cursor, Endpoint, EndpointError, ErrorKind, Gone, Payload,
    Pending, Query, Source, Write, WriteKind, Written,
};
use obmen::eval::Said;
use obmen::journal::{
    Base, End, Intent, IntentState, Journal, JournalReader, Lane, LaneKey, LaneState, Link,
    LinkState, Meant, Stamp, Tombstone, Which,
};
use obmen::program::OutcomeKind;
use obmen::schema::{EntityId, SideId};
use obmen::source::{FileId, Span};
use obmen::sync::{
    Action, Class, Clock, Driver, Feed, Guard, LanePlan, LanePlanner, Options, Outcome, Pause,
    Place, PlannedLink, PlannedStep, RecordPlan, Settled, Status, Stopped, Target, Unplanned,
    evidence, preview,
};

const FLOW: &str = "orders";

/// A system that answers as it was told to, and well when it was not.
#[derive(Default)]
struct System {
    answers: Mutex<VecDeque<ErrorKind>>,
    calls: Mutex<Vec<String>>,
    found: Mutex<Vec<Payload>>,
    changes: Vec<Change>,
    busy: AtomicUsize,
    most: AtomicUsize,
    /// How long a write waits for another to come beside it.
    patience: Duration,
    /// Whether it answers to what it fails at, and does not just fall silent.
    speaks: bool,
}

impl System {
    fn answering(kinds: &[ErrorKind]) -> System {
        System { answers: Mutex::new(kinds.iter().copied().collect()), ..System::default() }
    }

    fn calls(&self) -> Vec<String> {
        self.calls.lock().unwrap().clone()
    }

    fn answer(&self, write: &Write) -> Answer<Written> {
        let key = write.key.clone().unwrap_or_else(|| "given".to_owned());
        self.calls.lock().unwrap().push(format!("{:?} {key}", write.kind));
        match self.answers.lock().unwrap().pop_front() {
            Some(kind) => {
                let mut error = EndpointError::new(kind, "POST document", "no");
                error.fields.push(("sum".to_owned(), "too large".to_owned()));
                Err(if self.speaks { error.over() } else { error })
            }
            None => Ok(Written { key, version: Some("2".to_owned()), record: None }),
        }
    }
}

impl Source for System {
    fn capability(&self) -> Capability {
        Capability::default()
    }

    fn changes<'a>(&'a self, _entity: &'a str, cursor: &'a Cursor) -> Pending<'a, Changes> {
        let Cursor::After(after) = cursor else { panic!("{cursor:?}") };
        let after: usize = after.parse().unwrap();
        let changes: Vec<Change> = self.changes.iter().skip(after).take(2).cloned().collect();
        let next = after + changes.len();
        let more = next < self.changes.len();
        let next = Cursor::After(next.to_string());
        Box::pin(async move { Ok(Changes { changes, next, more }) })
    }

    fn read<'a>(&'a self, _query: &'a Query) -> Pending<'a, Vec<Payload>> {
        Box::pin(async { Ok(self.found.lock().unwrap().clone()) })
    }

    fn describe<'a>(&'a self, _what: &'a str) -> Pending<'a, Vec<u8>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

impl Endpoint for System {
    fn write<'a>(&'a self, write: &'a Write) -> Pending<'a, Written> {
        Box::pin(async move {
            let busy = self.busy.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(busy, Ordering::SeqCst);
            let start = Instant::now();
            while self.most.load(Ordering::SeqCst) < 2 && start.elapsed() < self.patience {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            self.busy.fetch_sub(1, Ordering::SeqCst);
            self.answer(write)
        })
    }
}

/// A clock that goes on when somebody waits for it, and at once.
#[derive(Default)]
struct Hours(AtomicI64);

impl Clock for Hours {
    fn now(&self) -> Stamp {
        Stamp(self.0.load(Ordering::SeqCst))
    }

    fn sleep(&self, span: Duration) -> Pause<'_> {
        self.0.fetch_add(i64::try_from(span.as_millis()).unwrap(), Ordering::SeqCst);
        Box::pin(async {})
    }

    fn chance(&self) -> f64 {
        1.0
    }
}

/// Plans what it was told to: for each lane plan after plan, then nothing.
#[derive(Default)]
struct Script(Mutex<BTreeMap<String, VecDeque<Result<LanePlan, Unplanned>>>>);

impl Script {
    fn of(plans: Vec<(&str, Vec<LanePlan>)>) -> Script {
        let plans = plans.into_iter().map(|(key, plans)| {
            (key.to_owned(), plans.into_iter().map(Ok).collect::<VecDeque<_>>())
        });
        Script(Mutex::new(plans.collect()))
    }
}

impl LanePlanner for Script {
    async fn plan(&self, lane: &Lane) -> Result<LanePlan, Unplanned> {
        let mut plans = self.0.lock().unwrap();
        plans.get_mut(&*lane.key.key).and_then(VecDeque::pop_front).unwrap_or_else(|| {
            let same = record(&lane.key.key, Action::Same, Vec::new());
            Ok(LanePlan { records: vec![same], ..LanePlan::default() })
        })
    }

    fn forget(&self, _lane: &LaneKey) {}

    async fn agree(
        &self,
        _record: &RecordPlan,
        _written: &[Option<Written>],
    ) -> Result<Option<Base>, Unplanned> {
        Ok(None)
    }

    fn meant(&self, _record: &RecordPlan) -> Option<Meant> {
        None
    }

    async fn landed(
        &self,
        _meant: &Meant,
        _sent: &[u8],
        _found: &Payload,
    ) -> Result<Option<Base>, Unplanned> {
        Ok(None)
    }

    async fn born(
        &self,
        _link: &Link,
        _sent: &[u8],
        _stood: &Payload,
    ) -> Result<Option<Base>, Unplanned> {
        Ok(None)
    }

    async fn settle(
        &self,
        _lane: &Lane,
        planned: &LanePlan,
        _written: &[Option<Written>],
        _agreed: &[Base],
    ) -> Result<Settled, Unplanned> {
        Ok(planned.settled.clone())
    }

    fn evidence(&self, lane: &Lane, planned: Option<&LanePlan>, intents: &[Intent]) -> Box<str> {
        evidence(None, lane, planned, intents)
    }

    fn hushed(&self, _: Option<&LanePlan>, _: &[Intent], said: String) -> String {
        said
    }

    fn is_posted(&self, _side: &str, _entity: &str, _payload: &Payload) -> Option<bool> {
        None
    }
}

fn lane(key: &str) -> LaneKey {
    LaneKey { flow: FLOW.into(), entity: "crm.order".into(), key: key.into() }
}

fn span() -> Span {
    Span::new(FileId(0), 0, 0)
}

fn step(kind: WriteKind, class: Class, key: Option<&str>) -> PlannedStep {
    let write = Write {
        kind,
        entity: "Document".to_owned(),
        key: key.map(str::to_owned),
        body: (*b"{}").into(),
        version: None,
        scope: None,
    };
    PlannedStep { side: SideId(1), class, write, link: None, probe: None, owed_to: None }
}

fn linked(mut step: PlannedStep, left: &str, right: &str) -> PlannedStep {
    let (left, right) = (left.into(), right.into());
    step.link = Some(PlannedLink { role: "Order".into(), left, right });
    step
}

fn record(key: &str, action: Action, steps: Vec<PlannedStep>) -> RecordPlan {
    let place = || Place { entity: EntityId(0), key: Some(key.into()), label: None, version: None };
    RecordPlan {
        flow: FLOW.into(),
        steps,
        ..RecordPlan::new("Order", action, place(), place(), span())
    }
}

fn plan(key: &str, steps: Vec<PlannedStep>) -> LanePlan {
    LanePlan { records: vec![record(key, Action::Create, steps)], ..LanePlan::default() }
}

fn create(key: &str) -> PlannedStep {
    linked(step(WriteKind::Create, Class::Keyed, Some(key)), key, "138")
}

fn edit(key: &str) -> PlannedStep {
    step(WriteKind::Edit, Class::Absolute, Some(key))
}

fn post(key: &str) -> PlannedStep {
    step(WriteKind::Post, Class::Absolute, Some(key))
}

struct Shop {
    _folder: tempfile::TempDir,
    path: PathBuf,
    journal: Journal,
    clock: Hours,
}

impl Shop {
    fn new() -> Shop {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.sqlite");
        let journal = Journal::open(&path).unwrap();
        Shop { _folder: folder, path, journal, clock: Hours::default() }
    }

    fn run(&self, script: &Script, erp: &System, keys: &[&str]) -> Outcome {
        let systems = [Target { side: SideId(1), name: "erp", endpoint: erp, deadline: MINUTE }];
        let options = Options { lanes: 2, ..Options::default() };
        let driver = Driver::new(script, &self.journal, &systems, &self.clock, options);
        let lanes: Vec<LaneKey> = keys.iter().map(|key| lane(key)).collect();
        block_on(async {
            self.journal.mark(lanes.clone()).await.unwrap();
            driver.run(lanes).await
        })
    }

    fn state(&self, key: &str) -> LaneState {
        self.journal.reader().lane(&lane(key)).unwrap().unwrap().state
    }

    fn intents(&self, key: &str) -> Vec<IntentState> {
        let intents = self.journal.reader().intents(&lane(key)).unwrap();
        intents.into_iter().map(|intent| intent.state).collect()
    }
}

const MINUTE: Duration = Duration::from_mins(1);

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.unwrap().block_on(future)
}

fn held(status: &Status) -> (&str, &str) {
    let Status::Held(reason, text) = status else { panic!("{status:?}") };
    (reason, text)
}

#[test]
fn a_refused_post_leaves_the_document_saved_and_linked() {
    let shop = Shop::new();
    let erp = System::default();
    let script = Script::of(vec![("138", vec![plan("138", vec![create("g"), post("g")])])]);
    let once = RefusePosts(&erp, Mutex::new(1));
    let outcome = run_with(&shop, &script, &once, &["138"]);
    assert!(outcome.stopped.is_none());
    assert_eq!(held(&outcome.results[0].status), ("rejected", "POST: closed period"));
    assert!(outcome.results[0].records[0].0.is_partly_written());
    assert_eq!(shop.state("138"), LaneState::Parked);
    let reader = shop.journal.reader();
    let link = reader.link("Order", End::Right, "138").unwrap().unwrap();
    assert_eq!(link.state, LinkState::Live);
    // A minute later it is tried again by itself: the post alone, for the planner sees nothing to do.
    let due = |at| reader.lanes(FLOW, Which::Due(Stamp(at))).unwrap().len();
    assert_eq!((due(59_999), due(60_000)), (0, 1));
    let outcome = run_with(&shop, &script, &once, &["138"]);
    assert_eq!(outcome.results[0].status, Status::Done);
    assert_eq!(erp.calls(), ["Create g", "Post g"]);
    assert_eq!(shop.state("138"), LaneState::Idle);
    assert_eq!(reader.parked().unwrap(), []);
}

/// At which moments a record is tried again, and how long the last try leaves it; `clock` goes on
/// to each. A run that waits by itself for a moment makes two tries.
fn tries(shop: &Shop, script: &Script, erp: &System, most: usize) -> (Vec<i64>, Option<Stamp>) {
    let mut moments = Vec::new();
    loop {
        moments.push(shop.clock.now().0 / 1000);
        let outcome = run_with(shop, script, erp, &["138"]);
        assert!(matches!(outcome.results[0].status, Status::Held(..)), "{outcome:?}");
        let next = shop.journal.reader().lane(&lane("138")).unwrap().unwrap().not_before;
        match next {
            Some(at) if moments.len() < most => shop.clock.0.store(at.0, Ordering::SeqCst),
            next => return (moments, next),
        }
    }
}

/// A minute, ten, an hour; then it waits for a person. The document stays as it was saved.
#[test]
fn a_refused_post_is_tried_at_growing_intervals_and_then_parked() {
    let shop = Shop::new();
    let erp = System::answering(&[ErrorKind::Rejected; 9]);
    let post = || plan("138", vec![post("g")]);
    let script = Script::of(vec![("138", (0..9).map(|_| post()).collect())]);
    let (moments, next) = tries(&shop, &script, &erp, 9);
    assert_eq!(moments, [0, 60, 660, 4260]);
    assert_eq!(next, None);
    let row = shop.journal.reader().parked().unwrap().remove(0);
    assert_eq!((&*row.reason, row.count, row.first_seen), ("rejected", 4, Stamp(0)));
    assert_eq!(shop.state("138"), LaneState::Parked);
}

/// Two seconds to two minutes, then hourly, and after a day it waits for a person.
#[test]
fn a_locked_record_is_tried_soon_then_hourly_and_parked_after_a_day() {
    let shop = Shop::new();
    let erp = System::answering(&[ErrorKind::Locked; 99]);
    let script = Script::of(vec![("138", (0..99).map(|_| plan("138", vec![post("g")])).collect())]);
    let (moments, next) = tries(&shop, &script, &erp, 99);
    // The run itself waits for the first two seconds.
    assert_eq!(moments[..6], [0, 10, 40, 100, 220, 3820]);
    assert_eq!((next, moments.len()), (None, 29));
    let day = 24 * 60 * 60;
    let last = moments.last().copied().unwrap();
    assert!((day..day + 3600).contains(&last), "{last}");
    let row = shop.journal.reader().parked().unwrap().remove(0);
    assert_eq!((&*row.reason, row.count), ("locked", 30));
    // Once nobody holds it, it is written by the next run that somebody starts.
    erp.answers.lock().unwrap().clear();
    let outcome = run_with(&shop, &script, &erp, &["138"]);
    assert_eq!(outcome.results[0].status, Status::Done);
    assert_eq!(shop.journal.reader().parked().unwrap(), []);
}

#[test]
fn a_lock_that_passes_in_a_moment_is_waited_for_by_the_run() {
    let shop = Shop::new();
    let erp = System::answering(&[ErrorKind::Locked]);
    let again = || plan("138", vec![post("g")]);
    let script = Script::of(vec![("138", vec![again(), again()])]);
    let outcome = run_with(&shop, &script, &erp, &["138"]);
    assert_eq!(outcome.results.len(), 1);
    assert_eq!(outcome.results[0].status, Status::Done);
    let records: Vec<&Status> = outcome.results[0].records.iter().map(|(_, s)| s).collect();
    assert_eq!(records, [&Status::Done], "told once, as it ended");
    assert_eq!((shop.clock.now(), erp.calls().len()), (Stamp(2000), 2));
    assert_eq!(shop.journal.reader().parked().unwrap(), []);
}

/// Refuses so many posts, and hands everything else on.
struct RefusePosts<'a>(&'a System, Mutex<u32>);

impl Source for RefusePosts<'_> {
    fn capability(&self) -> Capability {
        self.0.capability()
    }

    fn changes<'a>(&'a self, entity: &'a str, cursor: &'a Cursor) -> Pending<'a, Changes> {
        self.0.changes(entity, cursor)
    }

    fn read<'a>(&'a self, query: &'a Query) -> Pending<'a, Vec<Payload>> {
        self.0.read(query)
    }

    fn describe<'a>(&'a self, what: &'a str) -> Pending<'a, Vec<u8>> {
        self.0.describe(what)
    }
}

impl Endpoint for RefusePosts<'_> {
    fn write<'a>(&'a self, write: &'a Write) -> Pending<'a, Written> {
        let mut left = self.1.lock().unwrap();
        if write.kind == WriteKind::Post && *left > 0 {
            *left -= 1;
            let error = EndpointError::new(ErrorKind::Rejected, "POST", "closed period");
            return Box::pin(async { Err(error) });
        }
        self.0.write(write)
    }
}

fn run_with(shop: &Shop, script: &Script, erp: &dyn Endpoint, keys: &[&str]) -> Outcome {
    let systems = [Target { side: SideId(1), name: "erp", endpoint: erp, deadline: MINUTE }];
    let driver = Driver::new(script, &shop.journal, &systems, &shop.clock, Options::default());
    block_on(driver.run(keys.iter().map(|key| lane(key)).collect()))
}

#[test]
fn a_refused_edit_is_planned_once_more_and_then_waits_with_the_words() {
    let shop = Shop::new();
    let erp = System::answering(&[ErrorKind::Rejected, ErrorKind::Rejected]);
    let again = || plan("138", vec![edit("g")]);
    let script = Script::of(vec![("138", vec![again(), again(), again()])]);
    let outcome = shop.run(&script, &erp, &["138"]);
    let status = &outcome.results[0].records[0].1;
    assert_eq!(held(status), ("rejected", "POST document: no; sum: too large"));
    assert_eq!(erp.calls().len(), 2);
    assert_eq!(shop.intents("138"), [IntentState::Rejected, IntentState::Rejected]);
    let parked = shop.journal.reader().parked().unwrap();
    assert!(parked[0].evidence.contains("\"target\":\"138\""), "{}", parked[0].evidence);
}

#[test]
fn a_conflict_is_planned_anew() {
    let shop = Shop::new();
    let erp = System::answering(&[ErrorKind::Conflict]);
    let again = || plan("138", vec![edit("g")]);
    let script = Script::of(vec![("138", vec![again(), again()])]);
    let outcome = shop.run(&script, &erp, &["138"]);
    assert_eq!(outcome.results[0].status, Status::Done);
    assert_eq!(shop.intents("138"), [IntentState::Rejected, IntentState::Confirmed]);
}

#[test]
fn missing_rights_stop_the_run_and_park_nothing() {
    let shop = Shop::new();
    let erp = System::answering(&[ErrorKind::Credentials]);
    let again = || plan("138", vec![create("g")]);
    let script = Script::of(vec![("138", vec![again(), again()])]);
    let outcome = shop.run(&script, &erp, &["138", "139", "140", "141"]);
    assert!(matches!(outcome.stopped, Some(Stopped::Credentials(_))), "{:?}", outcome.stopped);
    assert!(outcome.results.len() < 4, "the rest is left alone");
    assert_eq!(shop.journal.reader().parked().unwrap(), []);
    assert_eq!(shop.state("138"), LaneState::Ready);
    // With the right key it is planned anew: what was refused is known not to be done.
    let outcome = shop.run(&script, &erp, &["138"]);
    assert!(outcome.stopped.is_none());
    assert_eq!(erp.calls(), ["Create g", "Create g"]);
    assert_eq!(shop.intents("138"), [IntentState::Rejected, IntentState::Confirmed]);
    assert_eq!(shop.state("138"), LaneState::Idle);
}

/// What was answered is looked up at once by whoever goes on; what was not may still land. A refusal
/// after it says nothing of it.
#[test]
fn only_a_call_without_an_answer_is_waited_for() {
    for (speaks, waited) in [(true, 0), (false, 65_000)] {
        let shop = Shop::new();
        let kinds = [ErrorKind::Transient, ErrorKind::Credentials];
        let erp = System { speaks, ..System::answering(&kinds) };
        let script = Script::of(vec![("138", vec![plan("138", vec![post("g")])])]);
        let (key, version, fault) = ("g".to_owned(), None, None);
        let found = Payload { key, version, bytes: (*b"{}").into(), fault };
        erp.found.lock().unwrap().push(found);
        let outcome = shop.run(&script, &erp, &["138"]);
        assert!(matches!(outcome.stopped, Some(Stopped::Credentials(_))), "{:?}", outcome.stopped);
        assert_eq!(shop.intents("138"), [IntentState::InDoubt]);
        let (sent, open) = (shop.clock.now(), shop.journal.reader().doubtful().unwrap());
        let landed = (!speaks).then(|| sent.plus(60_000));
        assert_eq!(open[0].lands_by(0), landed, "{speaks}");
        let outcome = shop.run(&script, &erp, &["138"]);
        assert!(outcome.stopped.is_none());
        assert_eq!(erp.calls(), ["Post g", "Post g", "Post g"]);
        assert_eq!(shop.clock.now(), sent.plus(waited), "{speaks}");
    }
}

/// An edit that was answered with a failure is planned anew after a moment, not after a deadline.
#[test]
fn an_edit_that_failed_with_an_answer_is_planned_anew_soon() {
    for (speaks, waited) in [(true, 2_000), (false, 65_000)] {
        let shop = Shop::new();
        let erp = System { speaks, ..System::answering(&[ErrorKind::Transient]) };
        let again = || plan("138", vec![edit("g")]);
        let script = Script::of(vec![("138", vec![again(), again()])]);
        let outcome = shop.run(&script, &erp, &["138"]);
        assert_eq!(outcome.results[0].status, Status::Done);
        assert_eq!(erp.calls(), ["Edit g", "Edit g"]);
        assert_eq!(shop.clock.now(), Stamp(waited), "{speaks}");
    }
}

#[test]
fn what_must_not_be_done_twice_is_frozen_for_a_person() {
    let shop = Shop::new();
    let erp = System::answering(&[ErrorKind::Transient]);
    let pay = || plan("138", vec![step(WriteKind::Create, Class::Once, None)]);
    let script = Script::of(vec![("138", vec![pay(), pay(), pay()])]);
    for _ in 0..3 {
        let outcome = shop.run(&script, &erp, &["138"]);
        assert_eq!(held(&outcome.results[0].status).0, "in_doubt");
    }
    assert_eq!(erp.calls().len(), 1);
    assert_eq!(shop.state("138"), LaneState::Frozen);
    shop.journal.retry(vec![lane("138")]).wait().unwrap();
    let outcome = shop.run(&script, &erp, &["138"]);
    assert_eq!(outcome.results[0].status, Status::Done);
    assert_eq!(erp.calls().len(), 2);
}

#[test]
fn a_held_record_waits_as_long_as_the_mapping_says() {
    let shop = Shop::new();
    let erp = System::default();
    let mut waiting = record("138", Action::Hold, Vec::new());
    let said = Said {
        kind: OutcomeKind::Hold(Some(900)),
        text: "no product e33041".into(),
        reason: "missing",
        bare: None,
        fault: None,
        span: span(),
    };
    waiting.said.push(said.clone());
    let customer =
        record("7", Action::Create, vec![step(WriteKind::Create, Class::Keyed, Some("c"))]);
    let settled = Settled {
        bases: vec![Base {
            role: "Customer".into(),
            key: "c".into(),
            document: "{}".into(),
            hash: "h".into(),
            left_version: None,
            right_version: None,
        }],
        links: Vec::new(),
        fates: Vec::new(),
    };
    let both = LanePlan { records: vec![customer, waiting], settled, ..LanePlan::default() };
    let script = Script::of(vec![("138", vec![both])]);
    let outcome = shop.run(&script, &erp, &["138"]);
    let statuses: Vec<&Status> = outcome.results[0].records.iter().map(|(_, s)| s).collect();
    assert_eq!(*statuses[0], Status::Done);
    assert_eq!(held(statuses[1]), ("missing", "no product e33041"));
    let reader = shop.journal.reader();
    assert!(reader.base("Customer", "c").unwrap().is_some());
    let due = |at| reader.lanes(FLOW, Which::Due(Stamp(at))).unwrap().len();
    assert_eq!((due(899_999), due(900_000)), (0, 1));
    // Held once more, it has waited since the first time.
    let mut waiting = record("138", Action::Hold, Vec::new());
    waiting.said.push(said);
    let alone = LanePlan { records: vec![waiting], ..LanePlan::default() };
    shop.run(&Script::of(vec![("138", vec![alone])]), &erp, &["138"]);
    let row = reader.parked().unwrap().remove(0);
    assert_eq!((row.count, &*row.text), (2, "no product e33041"));
}

#[test]
fn a_key_linked_elsewhere_is_never_called_for() {
    let shop = Shop::new();
    let erp = System::default();
    let first = plan("138", vec![create("g")]);
    let second = plan("139", vec![create("other")]);
    let script = Script::of(vec![("138", vec![first]), ("139", vec![second])]);
    shop.run(&script, &erp, &["138"]);
    let outcome = shop.run(&script, &erp, &["139"]);
    let (reason, text) = held(&outcome.results[0].status);
    assert_eq!(reason, "ambiguous");
    assert!(text.contains("138") && text.contains('g'), "{text}");
    assert_eq!(erp.calls(), ["Create g"]);
}

#[test]
fn a_key_that_the_system_gives_is_linked_and_used() {
    let shop = Shop::new();
    let erp = System::default();
    let born = linked(step(WriteKind::Create, Class::Keyed, None), "", "138");
    let steps = vec![born, step(WriteKind::Post, Class::Absolute, None)];
    let script = Script::of(vec![("138", vec![plan("138", steps)])]);
    shop.run(&script, &erp, &["138"]);
    assert_eq!(erp.calls(), ["Create given", "Post given"]);
    let link = shop.journal.reader().link("Order", End::Left, "given").unwrap().unwrap();
    assert_eq!((link.right.as_deref(), link.born), (Some("138"), Some(End::Left)));
}

#[test]
fn a_flow_that_the_mapping_stops_writes_nothing_more() {
    let shop = Shop::new();
    let erp = System::default();
    let mut stopping = plan("138", vec![edit("g")]);
    let said = Said {
        kind: OutcomeKind::Stop,
        text: "the table is empty".into(),
        reason: "unmapped",
        bare: None,
        fault: None,
        span: span(),
    };
    stopping.records[0].said.push(said.clone());
    let script = Script::of(vec![("138", vec![stopping])]);
    let outcome = shop.run(&script, &erp, &["138"]);
    assert!(matches!(outcome.stopped, Some(Stopped::Said(told)) if told == said));
    assert_eq!(erp.calls(), [""; 0]);
    assert_eq!(shop.state("138"), LaneState::Ready);
}

#[test]
fn lanes_go_side_by_side_and_those_that_might_meet_do_not() {
    for (exclusive, most, patience) in [(false, 2, 5_000), (true, 1, 20)] {
        let shop = Shop::new();
        let patience = Duration::from_millis(patience);
        let erp = System { patience, ..System::default() };
        let keys = ["1", "2", "3", "4", "5", "6"];
        let planned = |key: &str| {
            let steps = vec![step(WriteKind::Create, Class::Keyed, Some(key)), post(key)];
            LanePlan { exclusive, ..plan(key, steps) }
        };
        // An exclusive plan is made twice: once to learn that it is one.
        let plans = keys.map(|key| {
            let mut plans = vec![planned(key)];
            if exclusive {
                plans.push(planned(key));
            }
            (key, plans)
        });
        let outcome = shop.run(&Script::of(plans.to_vec()), &erp, &keys);
        let lanes: Vec<&str> = outcome.results.iter().map(|result| &*result.lane.key).collect();
        assert_eq!(lanes, keys);
        assert_eq!(erp.calls().len(), 12);
        assert_eq!(erp.most.load(Ordering::SeqCst), most);
    }
}

#[test]
fn a_lane_that_cannot_be_read_is_left_for_later() {
    let shop = Shop::new();
    let erp = System::default();
    let script = Script::default();
    let lost = || Err(EndpointError::new(ErrorKind::Transient, "GET orders", "lost").into());
    let broken = VecDeque::from([Err(Unplanned::Broken("no JSON object".into()))]);
    let plans = BTreeMap::from([
        ("138".to_owned(), (0..9).map(|_| lost()).collect()),
        ("139".to_owned(), (0..2).map(|_| lost()).collect()),
        ("140".to_owned(), broken),
    ]);
    *script.0.lock().unwrap() = plans;
    let outcome = shop.run(&script, &erp, &["138", "139", "140"]);
    assert!(outcome.stopped.is_none());
    assert_eq!(outcome.results[0].status, Status::Failed("GET orders: lost".into()));
    assert_eq!(outcome.results[1].status, Status::Done);
    assert_eq!(held(&outcome.results[2].status), ("internal", "no JSON object"));
    assert_eq!(shop.state("138"), LaneState::Ready);
    assert!(shop.journal.reader().lanes(FLOW, Which::Due(shop.clock.now())).unwrap().is_empty());
}

fn change(id: usize, key: &str, gone: Option<Gone>) -> Change {
    Change {
        id: id.to_string(),
        key: key.to_owned(),
        field: None,
        source: "user".to_owned(),
        own: false,
        gone,
        payload: (*b"{}").into(),
    }
}

#[test]
fn a_feed_is_captured_to_its_end_and_told_once() {
    let shop = Shop::new();
    let changes = vec![
        change(1, "138", None),
        change(2, "139", Some(Gone::Deleted)),
        change(3, "138", None),
        change(4, "140", Some(Gone::Merged("138".to_owned()))),
        change(5, "138", None),
    ];
    let crm = System { changes, ..System::default() };
    let start = Cursor::After("0".to_owned());
    let feed = Feed {
        flow: FLOW,
        source: &crm,
        entity: "order",
        name: "crm.order",
        start: &start,
        anew: false,
        linked: None,
    };
    let options = Options::default();
    let capture = || block_on(feed.capture(&shop.journal, &shop.clock, &options)).unwrap();
    let look = |reader| block_on(feed.preview(reader, &shop.clock, &options)).unwrap();

    let seen = look(&JournalReader::none());
    let captured = capture();
    assert_eq!(captured, seen, "a dry run sees what a run sees");
    assert_eq!(captured.to, Cursor::After("5".to_owned()));
    let lanes: Vec<(&str, Option<Tombstone>)> =
        captured.lanes.values().map(|lane| (&*lane.key.key, lane.gone.clone())).collect();
    let merged = Tombstone::Merged("138".into());
    assert_eq!(lanes, [("138", None), ("139", Some(Tombstone::Deleted)), ("140", Some(merged))]);
    let reader = shop.journal.reader();
    assert_eq!(&*reader.cursor(FLOW).unwrap().unwrap().position, "5");
    assert_eq!(reader.lanes(FLOW, Which::Due(Stamp(0))).unwrap().len(), 3);
    assert_eq!(capture().lanes, BTreeMap::new(), "the overlap is read again and known");
}

#[test]
fn a_dry_run_leaves_no_trace() {
    let shop = Shop::new();
    let erp = System::default();
    shop.run(&Script::default(), &erp, &["1"]);
    let files = |end: &str| std::fs::read(format!("{}{end}", shop.path.display())).unwrap();
    let before = (files(""), files("-wal"));
    let script = Script::of(vec![("138", vec![plan("138", vec![create("g"), post("g")])])]);
    let lanes = vec![Lane::new(&lane("138")), Lane::new(&lane("139"))];
    let outcome = block_on(preview(&script, lanes, &shop.clock, &Options::default()));
    assert_eq!(outcome.results.len(), 2);
    assert_eq!(outcome.results[0].records[0].1, Status::Planned);
    assert_eq!(outcome.results[0].records[0].0.steps.len(), 2);
    assert_eq!(erp.calls(), [""; 0]);
    assert!(before == (files(""), files("-wal")), "the journal was written");
}

#[test]
fn nothing_is_sent_when_the_journal_is_gone() {
    let shop = Shop::new();
    let erp = System::default();
    let holder = rusqlite::Connection::open(&shop.path).unwrap();
    shop.journal.mark(vec![lane("138")]).wait().unwrap();
    // A table that cannot take the intent, as a full or failing disk would not.
    holder
        .execute_batch(
            "CREATE TRIGGER full BEFORE INSERT ON intent BEGIN SELECT RAISE(ABORT, 'disk'); END",
        )
        .unwrap();
    let again = || plan("138", vec![create("g")]);
    let script = Script::of(vec![("138", vec![again(), again()])]);
    let outcome = run_with(&shop, &script, &erp, &["138"]);
    assert!(matches!(outcome.stopped, Some(Stopped::Journal(_))), "{:?}", outcome.stopped);
    assert_eq!(erp.calls(), [""; 0]);
    holder.execute_batch("DROP TRIGGER full").unwrap();
    let outcome = run_with(&shop, &script, &erp, &["138"]);
    assert!(outcome.stopped.is_none(), "{:?}", outcome.stopped);
    assert_eq!(erp.calls(), ["Create g"]);
}

/// A change was told of a record that the system does not show: it may show it later.
#[test]
fn a_record_that_is_not_shown_waits() {
    let shop = Shop::new();
    let erp = System::default();
    let missing = LanePlan { missing: true, ..LanePlan::default() };
    let script = Script::of(vec![("138", vec![missing, plan("138", vec![edit("g")])])]);
    let outcome = shop.run(&script, &erp, &["138"]);
    assert_eq!(outcome.results[0].status, Status::Held("missing".into(), "".into()));
    assert_eq!(shop.state("138"), LaneState::Parked);
    assert_eq!(erp.calls(), [""; 0]);
    shop.run(&script, &erp, &["138"]);
    assert_eq!(erp.calls(), ["Edit g"]);
}

#[test]
fn a_system_that_never_answers_ends_the_run() {
    let shop = Shop::new();
    let erp = System::default();
    let keys: Vec<String> = (100..120).map(|key| key.to_string()).collect();
    let lost = || Err(EndpointError::new(ErrorKind::Transient, "GET orders", "refused").into());
    let plans = keys.iter().map(|key| (key.clone(), (0..9).map(|_| lost()).collect()));
    let script = Script(Mutex::new(plans.collect()));
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let outcome = shop.run(&script, &erp, &keys);
    let Some(Stopped::Unreachable(text)) = outcome.stopped else { panic!("{outcome:?}") };
    assert_eq!(&*text, "GET orders: refused");
    assert!((5..=6).contains(&outcome.results.len()), "{}", outcome.results.len());
}

#[test]
fn the_guard_stops_before_the_lane_that_goes_over_it() {
    let shop = Shop::new();
    let erp = System::default();
    let one = |key| (key, vec![plan(key, vec![step(WriteKind::Create, Class::Keyed, Some(key))])]);
    let script = Script::of(vec![one("1"), one("2"), one("3")]);
    let guard = Guard { creates: 2, edits: 9 };
    let options = Options { lanes: 1, guard, ..Options::default() };
    let systems = [Target { side: SideId(1), name: "erp", endpoint: &erp, deadline: MINUTE }];
    let driver = Driver::new(&script, &shop.journal, &systems, &shop.clock, options);
    let outcome = block_on(driver.run(["1", "2", "3"].map(lane).to_vec()));
    assert!(matches!(outcome.stopped, Some(Stopped::Guarded(told)) if told == guard));
    assert_eq!(erp.calls(), ["Create 1", "Create 2"]);
    assert_eq!(shop.state("3"), LaneState::Ready);
}

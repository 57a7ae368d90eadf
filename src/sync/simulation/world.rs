//! Two systems in memory that lose answers, deliver late and crash the program on request, and a
//! planner that copies the sum of an order into a document and posts it.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use crate::endpoint::{
    Answer, Capability, Change, Changes, Cursor, Endpoint, EndpointError, ErrorKind, Payload,
    Pending, Query, Selector, Source, Write, WriteKind, Written,
};
use crate::journal::{Base, Hash, IntentState, JournalReader, Lane, LaneKey, Stamp};
use crate::schema::{EntityId, SideId};
use crate::source::{FileId, Span};
use crate::sync::clock::{Clock, Pause};
use crate::sync::key;
use crate::sync::lane_plan::{LanePlan, LanePlanner, Settled, Unplanned};
use crate::sync::mutant::Rule;
use crate::sync::plan::{Action, Class, Place, PlannedLink, PlannedStep, RecordPlan};

pub(super) const FLOW: &str = "orders";
pub(super) const CRM: SideId = SideId(0);
pub(super) const ERP: SideId = SideId(1);

/// What the network does to a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    /// It does not arrive.
    Refuse,
    /// It is done, and the answer is lost.
    Lose,
    /// It is done so many milliseconds later, and there is no answer.
    Delay(i64),
    /// The system says that it is too much.
    Limit,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    pub(super) sum: i64,
    pub(super) mark: String,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Document {
    pub(super) sum: i64,
    version: i64,
    /// The sum that was posted last.
    pub(super) posted: Option<i64>,
}

/// Both systems, the network between, and the hour.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) now: i64,
    pub(super) orders: BTreeMap<String, Order>,
    pub(super) documents: BTreeMap<String, Document>,
    history: Vec<String>,
    /// Creates, edits and posts that were done, by system.
    pub(super) done: Vec<String>,
    late: Vec<(i64, SideId, Write)>,
    pub(super) faults: VecDeque<Fault>,
    /// How many boundaries were passed, and at which the program dies.
    pub(super) passed: u32,
    pub(super) crash_at: Option<u32>,
    pub(super) crashed: bool,
    /// The rule of the protocol that the program breaks.
    pub(super) broken: Option<Rule>,
}

#[derive(Clone, Default)]
pub(super) struct World(Arc<Mutex<State>>);

impl World {
    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }

    /// A manager writes an order.
    pub(super) fn edit_order(&self, key: &str, sum: i64) {
        let mut state = self.state();
        state.orders.entry(key.to_owned()).or_default().sum = sum;
        state.history.push(key.to_owned());
    }

    /// A place where the program can die; then nothing goes on.
    async fn boundary(&self) {
        let dies = {
            let mut state = self.state();
            state.passed += 1;
            state.crashed |= state.crash_at == Some(state.passed);
            state.crashed
        };
        if dies {
            std::future::pending::<()>().await;
        }
    }
}

impl State {
    /// Lets time pass; what was under way arrives.
    pub(super) fn pass(&mut self, span: i64) {
        self.now += span;
        let now = self.now;
        let (landed, late) = std::mem::take(&mut self.late).into_iter().partition(|l| l.0 <= now);
        self.late = late;
        for (_, side, write) in landed {
            let _ = self.apply(side, &write);
        }
    }

    fn apply(&mut self, side: SideId, write: &Write) -> Answer<Written> {
        let key = write.key.clone().unwrap();
        let body = String::from_utf8(write.body.to_vec()).unwrap();
        let trouble = |kind| Err(EndpointError::new(kind, "write", format!("{kind:?}")));
        match (side, write.kind) {
            (ERP, WriteKind::Create) => {
                if self.documents.contains_key(&key) {
                    return trouble(ErrorKind::Exists);
                }
                let document = Document { sum: body.parse().unwrap(), version: 1, posted: None };
                self.documents.insert(key.clone(), document);
            }
            (ERP, kind) => {
                let Some(document) = self.documents.get_mut(&key) else {
                    return trouble(ErrorKind::Missing);
                };
                if kind == WriteKind::Edit {
                    if write.version != Some(document.version.to_string()) {
                        return trouble(ErrorKind::Conflict);
                    }
                    document.sum = body.parse().unwrap();
                    document.version += 1;
                } else {
                    document.posted = Some(document.sum);
                }
            }
            (_, _) => {
                let order = self.orders.get_mut(&key).unwrap();
                order.mark = body;
                self.history.push(key.clone());
            }
        }
        self.done.push(format!("{:?} {key}", write.kind));
        Ok(Written { key, version: None, record: None })
    }

    fn read(&self, side: SideId, key: &str) -> Option<Payload> {
        let text = if side == ERP {
            let document = self.documents.get(key)?;
            format!("{};{};{}", document.sum, document.version, document.posted.is_some())
        } else {
            let order = self.orders.get(key)?;
            format!("{};{}", order.sum, order.mark)
        };
        let bytes = text.into_bytes().into();
        Some(Payload { key: key.to_owned(), version: None, bytes })
    }
}

/// One of the systems, as the driver sees it.
pub(super) struct System<'a> {
    pub(super) world: World,
    pub(super) side: SideId,
    pub(super) journal: &'a JournalReader,
}

impl System<'_> {
    /// Nothing may be sent that is not stored as sent: invariant I6.
    fn assert_intent(&self, write: &Write) {
        let keys: Vec<String> = self.world.state().orders.keys().cloned().collect();
        let stored = keys.iter().any(|key| {
            let open = self.journal.open_intents(&lane(key)).unwrap();
            open.iter().any(|intent| {
                intent.state == IntentState::Sent
                    && intent.key.as_deref() == write.key.as_deref()
                    && intent.body.as_deref() == Some(&*write.body)
            })
        });
        assert!(stored, "a call without an intent: {write:?}");
    }
}

impl Source for System<'_> {
    fn capability(&self) -> Capability {
        Capability::default()
    }

    fn changes<'a>(&'a self, _entity: &'a str, cursor: &'a Cursor) -> Pending<'a, Changes> {
        Box::pin(async move {
            self.world.boundary().await;
            let Cursor::After(after) = cursor else { panic!("{cursor:?}") };
            let after: usize = after.parse().unwrap();
            let history = self.world.state().history.clone();
            let page = history.iter().enumerate().skip(after).take(2);
            let changes: Vec<Change> = page
                .map(|(at, key)| Change {
                    id: (at + 1).to_string(),
                    key: key.clone(),
                    field: None,
                    source: "user".into(),
                    own: false,
                    gone: None,
                    payload: (*b"{}").into(),
                })
                .collect();
            let next = after + changes.len();
            self.world.boundary().await;
            let more = next < history.len();
            Ok(Changes { changes, next: Cursor::After(next.to_string()), more })
        })
    }

    fn read<'a>(&'a self, query: &'a Query) -> Pending<'a, Vec<Payload>> {
        Box::pin(async move {
            self.world.boundary().await;
            let Selector::Keys(keys) = &query.selector else { panic!("{query:?}") };
            let state = self.world.state();
            Ok(keys.iter().filter_map(|key| state.read(self.side, key)).collect())
        })
    }

    fn describe<'a>(&'a self, _what: &'a str) -> Pending<'a, Vec<u8>> {
        Box::pin(async { Ok(Vec::new()) })
    }
}

impl Endpoint for System<'_> {
    fn write<'a>(&'a self, write: &'a Write) -> Pending<'a, Written> {
        Box::pin(async move {
            self.assert_intent(write);
            self.world.boundary().await;
            let lost = || Err(EndpointError::new(ErrorKind::Transient, "write", "lost"));
            let answer = {
                let mut state = self.world.state();
                let fault = state.faults.pop_front().unwrap_or(Fault::None);
                match fault {
                    Fault::None => state.apply(self.side, write),
                    Fault::Refuse => lost(),
                    Fault::Limit => Err(EndpointError::new(ErrorKind::Limit, "write", "limit")),
                    Fault::Lose => {
                        let _ = state.apply(self.side, write);
                        lost()
                    }
                    Fault::Delay(span) => {
                        let due = state.now + span;
                        state.late.push((due, self.side, write.clone()));
                        lost()
                    }
                }
            };
            self.world.boundary().await;
            answer
        })
    }
}

impl Clock for World {
    fn now(&self) -> Stamp {
        Stamp(self.state().now)
    }

    fn sleep(&self, span: Duration) -> Pause<'_> {
        Box::pin(async move {
            self.boundary().await;
            self.state().pass(i64::try_from(span.as_millis()).unwrap());
        })
    }

    fn chance(&self) -> f64 {
        1.0
    }
}

/// Plans what an order wants of its document.
pub(super) struct Copier<'a> {
    pub(super) world: World,
    pub(super) crm: &'a dyn Source,
    pub(super) erp: &'a dyn Source,
    pub(super) journal: &'a JournalReader,
}

pub(super) fn lane(key: &str) -> LaneKey {
    LaneKey { flow: FLOW.into(), entity: "crm.order".into(), key: key.into() }
}

pub(super) fn document_key(order: &str) -> String {
    key::derived(key::namespace("shop"), "order", "Document", order).to_string()
}

fn step(
    side: SideId,
    kind: WriteKind,
    key: &str,
    body: &str,
    version: Option<&str>,
) -> PlannedStep {
    let class = if kind == WriteKind::Create { Class::Keyed } else { Class::Absolute };
    let entity = if side == ERP { "Document" } else { "order" };
    let write = Write {
        kind,
        entity: entity.into(),
        key: Some(key.into()),
        body: body.as_bytes().into(),
        version: version.map(Into::into),
        scope: None,
    };
    PlannedStep { side, class, write, link: None, probe: None }
}

/// A record of a plan, as far as the driver looks at it.
pub(super) fn record(key: &str, action: Action, steps: Vec<PlannedStep>) -> RecordPlan {
    let place = || Place { entity: EntityId(0), key: Some(key.into()), label: None, version: None };
    RecordPlan {
        flow: FLOW.into(),
        within: None,
        action,
        source: place(),
        target: place(),
        map: "Document".into(),
        rule: Span::new(FileId(0), 0, 0),
        fields: Vec::new(),
        rows: Vec::new(),
        said: Vec::new(),
        conflicts: Vec::new(),
        faults: Vec::new(),
        steps,
        links: Vec::new(),
        base: None,
        seen: None,
    }
}

async fn one(source: &dyn Source, entity: &str, key: &str) -> Result<Option<String>, Unplanned> {
    let selector = Selector::Keys(vec![key.to_owned()]);
    let query = Query { entity: entity.into(), selector, fields: Vec::new() };
    let found = source.read(&query).await?;
    Ok(found.first().map(|payload| String::from_utf8(payload.bytes.to_vec()).unwrap()))
}

impl LanePlanner for Copier<'_> {
    async fn plan(&self, lane: &Lane) -> Result<LanePlan, Unplanned> {
        let order_key = &*lane.key.key;
        let guid = document_key(order_key);
        let order = one(self.crm, "order", order_key).await?.unwrap();
        let (sum, mark) = order.split_once(';').unwrap();
        let document = one(self.erp, "Document", &guid).await?;
        let mut steps = Vec::new();
        match document.as_deref().map(|text| text.split(';').collect::<Vec<_>>()).as_deref() {
            None => {
                let mut create = step(ERP, WriteKind::Create, &guid, sum, None);
                let (left, right) = (guid.as_str().into(), order_key.into());
                create.link = Some(PlannedLink { role: "Document".into(), left, right });
                steps.push(create);
            }
            Some([held, version, ..]) if held != &sum => {
                steps.push(step(ERP, WriteKind::Edit, &guid, sum, Some(version)));
            }
            Some(_) => {}
        }
        let exclusive = document.is_none();
        let written = !steps.is_empty();
        if mark != guid {
            steps.push(step(CRM, WriteKind::Edit, order_key, &guid, None));
        }
        if written {
            steps.push(step(ERP, WriteKind::Post, &guid, "", None));
        }
        let action = if steps.is_empty() { Action::Same } else { Action::Edit };
        let base = Base {
            role: "Document".into(),
            key: guid.as_str().into(),
            document: sum.into(),
            hash: Hash::of(sum.as_bytes()).0,
            left_version: None,
            right_version: None,
        };
        // The last agreement is at hand as any planner would want it.
        self.journal.base("Document", &guid)?;
        let settled = Settled { bases: vec![base], ..Settled::default() };
        self.world.boundary().await;
        Ok(LanePlan {
            records: vec![record(order_key, action, steps)],
            settled,
            exclusive,
            missing: false,
            moved: false,
            stopped: None,
        })
    }

    async fn settle(
        &self,
        _lane: &Lane,
        planned: &LanePlan,
        _written: &[Option<Written>],
    ) -> Result<Settled, Unplanned> {
        self.world.boundary().await;
        Ok(planned.settled.clone())
    }

    fn is_posted(&self, _side: &str, _entity: &str, payload: &Payload) -> Option<bool> {
        Some(payload.bytes.ends_with(b"true"))
    }
}

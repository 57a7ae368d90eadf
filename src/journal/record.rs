//! What the rows of the journal mean.

use std::sync::Arc;

/// A moment in milliseconds since 1970, UTC. The journal has no clock; callers say when it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stamp(pub i64);

impl Stamp {
    /// So many milliseconds later.
    pub fn plus(self, milliseconds: i64) -> Stamp {
        Stamp(self.0.saturating_add(milliseconds))
    }
}

/// A lane: a flow's record with all that hangs on it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LaneKey {
    /// The flow.
    pub flow: Box<str>,
    /// The entity of the root record as people write it: `crm.order`.
    pub entity: Box<str>,
    /// The key of the root record.
    pub key: Box<str>,
}

/// What is to be done about a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LaneState {
    /// Nothing.
    Idle,
    /// It is to be planned.
    Ready,
    /// Somebody is at it.
    Leased,
    /// It waits; the reason stands in `parked`. A change makes it ready again.
    Parked,
    /// It waits for a person; a change does not make it ready.
    Frozen,
}

/// How the root record went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tombstone {
    /// Deleted.
    Deleted,
    /// Merged into the record of that key.
    Merged(Box<str>),
}

/// A lane's row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Which lane.
    pub key: LaneKey,
    /// What is to be done.
    pub state: LaneState,
    /// Counts the marks. A mark that comes while the lane is worked on makes it ready again.
    pub dirty_seq: i64,
    /// Whether the root record is gone.
    pub gone: Option<Tombstone>,
    /// How often it was parked in a row.
    pub attempts: i64,
    /// It is left alone until then.
    pub not_before: Option<Stamp>,
    /// Who holds it; of use with several machines only.
    pub fence: i64,
}

impl Lane {
    /// A lane that was never marked.
    pub fn new(key: &LaneKey) -> Lane {
        Lane {
            key: key.clone(),
            state: LaneState::Idle,
            dirty_seq: 0,
            gone: None,
            attempts: 0,
            not_before: None,
            fence: 0,
        }
    }
}

/// Which kind of position a cursor holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CursorKind {
    /// A moment by the system's clocks.
    Since,
    /// A position that only the system understands.
    After,
}

/// Where a feed goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// The feed.
    pub stream: Box<str>,
    /// What `position` is.
    pub kind: CursorKind,
    /// Up to where it was read.
    pub position: Box<str>,
    /// From where it is read next time: late changes may get earlier places.
    pub overlap_from: Option<Box<str>>,
    /// The place that becomes `overlap_from` once it is old enough, and since when it is kept.
    pub mark: Option<(Box<str>, Stamp)>,
    /// When it was moved.
    pub updated: Stamp,
}

/// A change as a feed reported it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its id in the feed.
    pub ext_id: Box<str>,
    /// The entity: `crm.order`.
    pub entity: Box<str>,
    /// The changed record.
    pub key: Box<str>,
    /// The field, where the feed says so.
    pub field: Option<Box<str>>,
    /// Who did it.
    pub source: Box<str>,
    /// Whether it was done with our key.
    pub own: bool,
    /// Whether the record is gone.
    pub gone: Option<Tombstone>,
    /// As it came.
    pub payload: Arc<[u8]>,
}

/// An end of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The record left of the arrow.
    Left,
    /// The record right of the arrow.
    Right,
}

/// How sure a link is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// The record at one end is about to be created.
    Proposed,
    /// Both records exist.
    Live,
    /// One of them is gone; the link stops it from coming back.
    Tombstone,
}

/// Two records known to be the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its number.
    pub id: i64,
    /// The match.
    pub role: Box<str>,
    /// The left record; none while a proposed one has no key yet.
    pub left: Option<Box<str>>,
    /// The right record; likewise.
    pub right: Option<Box<str>>,
    /// How sure it is.
    pub state: LinkState,
    /// The end that this program created.
    pub born: Option<End>,
    /// Since when.
    pub since: Stamp,
}

/// What both sides last agreed on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// The match or the map.
    pub role: Box<str>,
    /// The key of the record: of a link the left one.
    pub key: Box<str>,
    /// The canonical document.
    pub document: Box<str>,
    /// Its hash, for sweeps.
    pub hash: Box<str>,
    /// The version of the left record.
    pub left_version: Option<Box<str>>,
    /// The version of the right record.
    pub right_version: Option<Box<str>>,
}

/// What an intent does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// A new record.
    Create,
    /// Fields of a record.
    Edit,
    /// A document's movements.
    Post,
    /// The end of them.
    Unpost,
}

/// How an intent can be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// K: a create under a key of ours.
    Keyed,
    /// A: an absolute state.
    Absolute,
    /// N: neither; never sent twice.
    Once,
}

/// The life of an intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IntentState {
    /// Not sent.
    Planned,
    /// Perhaps sent.
    Sent,
    /// Sent, and the answer is not known.
    InDoubt,
    /// Done.
    Confirmed,
    /// Refused.
    Rejected,
    /// It waits for a person.
    Parked,
    /// Given up for a newer plan.
    Superseded,
}

/// An intent, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IntentId(pub i64);

/// What a system answered to an intent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reply {
    /// The record's key.
    pub key: Option<Box<str>>,
    /// Its version.
    pub version: Option<Box<str>>,
    /// What was said, of a refusal.
    pub text: Option<Box<str>>,
}

/// A write, stored before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intent {
    /// Its number.
    pub id: IntentId,
    /// Its lane.
    pub lane: LaneKey,
    /// The plan it belongs to; plans are counted over all lanes.
    pub plan: i64,
    /// Its place in the plan.
    pub step: i64,
    /// The side that is written.
    pub side: Box<str>,
    /// What it does.
    pub op: Op,
    /// How it can be repeated.
    pub class: Class,
    /// The entity.
    pub entity: Box<str>,
    /// The record's key; none where the system gives it.
    pub key: Option<Box<str>>,
    /// A field and a value by which a create is found that has no key yet.
    pub probe: Option<(Box<str>, Box<str>)>,
    /// Where in the system it goes.
    pub scope: Option<Box<str>>,
    /// The version the body was computed from.
    pub version: Option<Box<str>>,
    /// Exactly what goes out; dropped long after it was confirmed.
    pub body: Option<Arc<[u8]>>,
    /// The hash of the body.
    pub body_hash: Box<str>,
    /// The link that exists once it is confirmed.
    pub link: Option<i64>,
    /// Its state.
    pub state: IntentState,
    /// When it was last sent.
    pub sent_at: Option<Stamp>,
    /// How long the call may take, in milliseconds.
    pub deadline: i64,
    /// What came back. One in doubt that has an answer is not under way any more.
    pub answer: Option<Reply>,
}

impl Intent {
    /// When a call of it cannot land any more; none where none is under way.
    pub fn lands_by(&self, margin: i64) -> Option<Stamp> {
        let open = matches!(self.state, IntentState::Sent | IntentState::InDoubt);
        let under_way = open && self.answer.is_none();
        under_way.then(|| self.sent_at.unwrap_or_default().plus(self.deadline + margin))
    }
}

/// What an edit comes from and leads to, kept until its answer is known: who finds it without an answer
/// has read neither record as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meant {
    /// What both sides agree on once it is done.
    pub base: Base,
    /// The record that it brings over, as it was read.
    pub source: Arc<[u8]>,
    /// The record that it edits, as it was before; none where that is not known.
    pub before: Option<Arc<[u8]>>,
}

/// Why a record waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parked {
    /// Its lane.
    pub lane: LaneKey,
    /// The reason code.
    pub reason: Box<str>,
    /// The words.
    pub text: Box<str>,
    /// What was read and planned, without anything personal or secret.
    pub evidence: Box<str>,
    /// When it was first parked.
    pub first_seen: Stamp,
    /// When it was last parked.
    pub last_seen: Stamp,
    /// How often.
    pub count: i64,
    /// How it was settled; none while it waits.
    pub resolution: Option<Box<str>>,
}

/// A run as the log keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub id: i64,
    /// What was run.
    pub kind: Box<str>,
    /// Of which flow.
    pub flow: Box<str>,
    /// When it began.
    pub started: Stamp,
    /// When it ended; none while it runs, or where it was cut off.
    pub finished: Option<Stamp>,
    /// Counts, as a JSON object.
    pub counters: Box<str>,
    /// How it ended.
    pub outcome: Option<Box<str>>,
}

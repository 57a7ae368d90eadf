//! What the driver asks of whoever turns records into plans, and what it answers.

use std::fmt;
use std::future::Future;

use crate::endpoint::{EndpointError, Payload, Written};
use crate::eval::Said;
use crate::journal::{Base, Fate, Intent, JournalError, Lane, LaneKey, Link, LinkDraft, Meant};
use crate::sync::options::Guard;
use crate::sync::plan::RecordPlan;

/// What is stored when a lane is closed.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// What both sides agree on now.
    pub bases: Vec<Base>,
    /// Links that were found and not created.
    pub links: Vec<LinkDraft>,
    /// What happened to the lane's record itself: it is gone, or there again.
    pub fates: Vec<Fate>,
}

/// The plan of a lane.
#[derive(Clone, Debug, Default)]
pub struct LanePlan {
    /// Its records, in the order in which they are written.
    pub records: Vec<RecordPlan>,
    /// What is stored once everything is written.
    pub settled: Settled,
    /// Lanes of the way back that carry over what their owner decided here: nothing else would have them
    /// looked at.
    pub marks: Vec<LaneKey>,
    /// Whether it creates a record that another lane might find by a search and not by a link. Such
    /// lanes are planned once more and carried out one after another, so that none creates what
    /// the one before has created.
    pub exclusive: bool,
    /// Whether the system does not show the record that the lane is about.
    pub missing: bool,
    /// Whether it is another than the one that people agreed to, so that none of it may be written.
    pub moved: bool,
    /// Why the flow stops at this lane, if it does; the lane stays as it is.
    pub stopped: Option<Said>,
}

/// Why a lane has no plan.
#[derive(Clone, Debug)]
pub enum Unplanned {
    /// A system could not be read.
    Endpoint(EndpointError),
    /// The journal could not be read.
    Journal(JournalError),
    /// A record cannot be understood; the words.
    Broken(Box<str>),
}

/// Makes plans. It reads both systems and the journal, and writes nothing.
pub trait LanePlanner {
    /// The plan of a lane, from the present state of both sides.
    fn plan(&self, lane: &Lane) -> impl Future<Output = Result<LanePlan, Unplanned>>;

    /// Drops what was planned of a lane beforehand: the writes of a run that is gone were looked after
    /// since.
    fn forget(&self, lane: &LaneKey);

    /// What is stored once a record's own write is confirmed: what both sides agree on then.
    /// `written` has an entry for each step of the record.
    fn agree(
        &self,
        record: &RecordPlan,
        written: &[Option<Written>],
    ) -> impl Future<Output = Result<Option<Base>, Unplanned>>;

    /// What the edit of a record comes from and leads to; none where nobody will ask.
    fn meant(&self, record: &RecordPlan) -> Option<Meant>;

    /// What both sides agree on of an edit of which nobody knows whether it was done: what of it stands
    /// in the record as it was `found`. None where nothing does. `sent` is what was sent.
    fn landed(
        &self,
        meant: &Meant,
        sent: &[u8],
        found: &Payload,
    ) -> impl Future<Output = Result<Option<Base>, Unplanned>>;

    /// The same of a record that was created by a plan which is gone: `sent` is what was sent, and
    /// `stood` the record as it was when it was created.
    fn born(
        &self,
        link: &Link,
        sent: &[u8],
        stood: &Payload,
    ) -> impl Future<Output = Result<Option<Base>, Unplanned>>;

    /// What is stored when the plan is done. `written` has an entry for each step of the plan, and
    /// `agreed` is what was stored already.
    fn settle(
        &self,
        lane: &Lane,
        planned: &LanePlan,
        written: &[Option<Written>],
        agreed: &[Base],
    ) -> impl Future<Output = Result<Settled, Unplanned>>;

    /// What the journal keeps of a lane that has to wait: of its plan, if it has one, and of the
    /// steps that were stored.
    fn evidence(&self, lane: &Lane, planned: Option<&LanePlan>, intents: &[Intent]) -> Box<str>;

    /// What a system said of the steps, as people and the journal may have it: without what is personal
    /// in the records.
    fn hushed(&self, planned: Option<&LanePlan>, intents: &[Intent], said: String) -> String;

    /// Whether the record is posted, where that can be told.
    fn is_posted(&self, side: &str, entity: &str, payload: &Payload) -> Option<bool>;
}

impl fmt::Display for Unplanned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unplanned::Endpoint(error) => error.fmt(f),
            Unplanned::Journal(error) => error.fmt(f),
            Unplanned::Broken(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Unplanned {}

impl From<EndpointError> for Unplanned {
    fn from(error: EndpointError) -> Unplanned {
        Unplanned::Endpoint(error)
    }
}

impl From<JournalError> for Unplanned {
    fn from(error: JournalError) -> Unplanned {
        Unplanned::Journal(error)
    }
}

/// Why no further lanes are taken.
#[derive(Clone, Debug)]
pub enum Stopped {
    /// Key, login or rights: the run ends.
    Credentials(EndpointError),
    /// A system does not know a request: the flow ends.
    Unsupported(EndpointError),
    /// The journal: nothing may be written without it.
    Journal(JournalError),
    /// The mapping says so: the flow ends.
    Said(Said),
    /// A system does not answer: one lane after another failed; the last words.
    Unreachable(Box<str>),
    /// The next lane would go over the guard, which is given.
    Guarded(Guard),
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Stopped::Credentials(error) | Stopped::Unsupported(error) => error.fmt(f),
            Stopped::Journal(error) => error.fmt(f),
            Stopped::Said(said) => f.write_str(&said.text),
            Stopped::Unreachable(text) => f.write_str(text),
            Stopped::Guarded(guard) => {
                write!(f, "more than {} created or {} edited", guard.creates, guard.edits)
            }
        }
    }
}

impl std::error::Error for Stopped {}

impl From<JournalError> for Stopped {
    fn from(error: JournalError) -> Stopped {
        Stopped::Journal(error)
    }
}

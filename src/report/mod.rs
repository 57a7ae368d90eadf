//! A plan, a run, a test result as text and JSON, from one structure.
//!
//! Both show the same records; personal values are masked in both, secrets never stand in either.

mod cost;
mod explain;
mod foreign;
mod grouped;
pub mod held;
mod held_whole;
pub mod jobs;
mod json;
mod text;
mod when;
mod words;

pub use cost::Cost;
pub use foreign::{class, explained, machine};
pub use grouped::by_rule;
pub use held_whole::{whole_json, whole_text};
pub use json::{FORMAT_VERSION, json};
pub use text::text;

use std::collections::HashMap;

use crate::diag::Texts;
use crate::endpoint::Payload;
use crate::eval::Said;
use crate::journal::Tombstone;
use crate::schema::{Catalog, EntityId};
use crate::source::Sources;
use crate::sync::{Action, Place, RecordPlan, Status};

/// What is reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What would be done.
    Plan,
    /// What was done.
    Run,
    /// What was done of a saved plan.
    Apply,
}

/// A plan or a run.
#[derive(Debug)]
pub struct Report {
    /// Which of them.
    pub kind: Kind,
    /// The flows in the order in which they ran.
    pub flows: Vec<FlowReport>,
}

/// One flow of it.
#[derive(Debug, Default)]
pub struct FlowReport {
    /// Its name.
    pub flow: Box<str>,
    /// The entity it takes records of; others were planned because its records need them.
    pub source: Option<EntityId>,
    /// Where its feed began and where it came to.
    pub cursor: Option<(Box<str>, Box<str>)>,
    /// What tells this state of the mapping from others.
    pub rules: Option<Box<str>>,
    /// When the dictionaries were fetched.
    pub dictionaries: Option<Box<str>>,
    /// How many records were read.
    pub read: usize,
    /// How many of them the flow does not speak of.
    pub filtered: usize,
    /// How many of them the flow skips.
    pub skipped: usize,
    /// The records in the order in which they are written, each with how it ended.
    pub records: Vec<(RecordPlan, Status)>,
    /// Records that wait or failed before anything was known of them but their keys.
    pub waiting: Vec<(Place, Status)>,
    /// Why the flow stopped, if it did.
    pub stopped: Option<Said>,
    /// What the flow said.
    pub said: Vec<Box<str>>,
    /// What people call the records that are mentioned.
    pub names: HashMap<(EntityId, Box<str>), Box<str>>,
    /// Records of the source that are gone, by key, with how they went.
    pub gone: Vec<(Box<str>, Tombstone)>,
    /// Records that the source does not show, by key.
    pub missing: Vec<Box<str>>,
    /// Records that are marked for deletion in the source, from which nothing follows.
    pub marked: Vec<Place>,
    /// The source records as they came, where every value is to be explained.
    pub payloads: HashMap<(EntityId, Box<str>), Payload>,
}

impl FlowReport {
    /// The records with what really happens to them: what could not be carried out waits.
    /// Of what is planned otherwise by now nothing was.
    pub(crate) fn acted(&self) -> impl Iterator<Item = (&RecordPlan, Action)> {
        self.records.iter().filter_map(|(record, status)| match status {
            Status::Held(..) | Status::Failed(_) => Some((record, Action::Hold)),
            Status::Planned | Status::Done => Some((record, record.action)),
            Status::Moved => None,
        })
    }

    /// How all that is told of ended.
    pub fn ended(&self) -> impl Iterator<Item = &Status> {
        let records = self.records.iter().map(|(_, status)| status);
        records.chain(self.waiting.iter().map(|(_, status)| status))
    }

    /// How many records are planned otherwise than in the plan that was saved.
    pub fn moved(&self) -> usize {
        let own = |record: &RecordPlan| self.source.is_none_or(|own| record.source.entity == own);
        let records = self.records.iter();
        let records = records.filter(|(record, status)| *status == Status::Moved && own(record));
        records.count() + self.waiting.iter().filter(|(_, how)| *how == Status::Moved).count()
    }
}

/// What a report is shown with.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The schemas.
    pub catalog: &'a Catalog,
    /// The mapping's files.
    pub sources: &'a Sources,
    /// The words.
    pub texts: &'a Texts,
}

//! A plan, a run, a test result as text and JSON, from one structure.
//!
//! Both show the same records; personal values are masked in both, secrets never stand in either.
//! Either can be written at once, or part by part as records come: a run has no end to them, and of
//! those that were told only the [`Tally`] is kept.

mod cost;
mod explain;
mod explained;
mod foreign;
mod grouped;
pub mod held;
mod held_whole;
pub mod jobs;
mod json;
mod reasons;
mod tally;
mod text;
mod when;
mod words;

pub use cost::Cost;
pub use explained::explanation;
pub use foreign::{class, explained, machine};
pub use grouped::{Grouped, by_rule};
pub use held_whole::{whole_json, whole_text};
pub use json::{FORMAT_VERSION, Pages, json};
pub use reasons::{REASONS, Reason, meaning};
pub use tally::{Counts, Records, Tally};
pub use text::{closing, part, text};

use std::collections::HashMap;

use crate::diag::Texts;
use crate::endpoint::Payload;
use crate::eval::Said;
use crate::journal::Tombstone;
use crate::schema::{Catalog, EntityId};
use crate::source::Sources;
use crate::sync::{LeftOut, Place, Status};

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
    /// Those of them that are told one by one.
    pub left_out: Vec<LeftOut>,
    /// How many of them came out otherwise than in the saved plan, so that nothing of them was
    /// written.
    pub moved: usize,
    /// The records in the order in which they are written, each with how it ended.
    pub records: Records,
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

impl Report {
    /// What is counted of the records of all flows.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        self.flows.iter().for_each(|flow| tally.add(flow.records.tally()));
        tally
    }
}

impl FlowReport {
    /// Whether nothing became of any record, and nothing was said.
    pub fn is_blank(&self) -> bool {
        self.records.at_hand().is_empty()
            && self.left_out.is_empty()
            && self.waiting.is_empty()
            && self.stopped.is_none()
            && self.said.is_empty()
            && self.gone.is_empty()
            && self.missing.is_empty()
            && self.marked.is_empty()
            && self.moved == 0
    }
}

/// Which part of a flow's records is told: neither of the two is one in the middle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Nothing was told before it.
    pub first: bool,
    /// Nothing comes after it.
    pub last: bool,
}

impl Part {
    /// All of them at once.
    pub const WHOLE: Part = Part { first: true, last: true };
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

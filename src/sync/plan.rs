//! What a lane's plan holds: the changes as people see them, and the steps that make them.

use crate::endpoint::{Payload, Write, WriteKind};
use crate::eval::{Located, Said};
use crate::program::Constant;
use crate::schema::{EntityId, Sensitivity, SideId};
use crate::source::Span;
use crate::sync::merge::Disagreement;
use crate::sync::target::Present;
use crate::sync::wrote::Wrote;

/// What happens to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// `+`
    Create,
    /// `~`
    Edit,
    /// Nothing to do.
    Same,
    /// `‖`
    Hold,
    /// Left out by an outcome or a condition.
    Skip,
    /// `!` both sides moved
    Conflict,
}

impl Action {
    /// What programs and the journal call it.
    pub fn word(self) -> &'static str {
        match self {
            Action::Create => "create",
            Action::Edit => "edit",
            Action::Same => "same",
            Action::Hold => "hold",
            Action::Skip => "skip",
            Action::Conflict => "conflict",
        }
    }
}

/// How a write can be repeated, by reliability's classes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// K: a create under a key of ours.
    Keyed,
    /// A: an absolute state.
    Absolute,
    /// N: neither; never sent twice.
    Once,
}

/// A record, as people know it.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The entity.
    pub entity: EntityId,
    /// The key, where it has one yet.
    pub key: Option<Box<str>>,
    /// A number or name.
    pub label: Option<Box<str>>,
    /// The version that was read, where the system tells one.
    pub version: Option<Box<str>>,
}

/// A field that changes.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldChange {
    /// The field, in the words of the mapping.
    pub path: Box<str>,
    /// What it holds now; absent for a new record or a blank.
    pub before: Constant,
    /// What it will hold.
    pub after: Constant,
    /// The rule.
    pub rule: Span,
    /// Whose edit wins when both sides moved, where the mapping says so.
    pub owner: Option<Box<str>>,
    /// The members of the source payload that the rule reads.
    pub sources: Vec<Box<str>>,
    /// Digits after the point, of a number whose type fixes them.
    pub scale: Option<u8>,
    /// Who may see it.
    pub sensitivity: Sensitivity,
}

/// A row that changes.
#[derive(Clone, Debug, PartialEq)]
pub struct RowChange {
    /// The collection, in the words of the mapping.
    pub path: Box<str>,
    /// The key of the row as people read it.
    pub label: Box<str>,
    /// Who may see the label.
    pub sensitivity: Sensitivity,
    /// Whether it is added, edited or removed: `Create`, `Edit`, or none for removed.
    pub action: Option<Action>,
    /// Its fields; of a removed row what it held.
    pub fields: Vec<FieldChange>,
    /// The statement.
    pub rule: Span,
}

/// A link that comes into being with a create.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedLink {
    /// The match: the link's role.
    pub role: Box<str>,
    /// The key of the left record.
    pub left: Box<str>,
    /// The key of the right record.
    pub right: Box<str>,
}

/// A write with what the journal keeps of it.
#[derive(Clone, Debug, PartialEq)]
pub struct PlannedStep {
    /// The system.
    pub side: SideId,
    /// How it can be repeated.
    pub class: Class,
    /// The request. Its body is fixed here and never computed again.
    pub write: Write,
    /// The link that exists once it is confirmed. A key that the system gives is empty.
    pub link: Option<PlannedLink>,
    /// A unique field of the record and its value, by which a create is found whose key the system
    /// gives.
    pub probe: Option<(Box<str>, Box<str>)>,
    /// The key of the record that it belongs to, of a write that no later plan makes once that record
    /// is there.
    pub owed_to: Option<Box<str>>,
}

/// One record of a plan.
#[derive(Clone, Debug)]
pub struct RecordPlan {
    /// The flow.
    pub flow: Box<str>,
    /// What happens.
    pub action: Action,
    /// Where it comes from.
    pub source: Place,
    /// The record of the flow whose row it is, by its key, where it is one.
    pub within: Option<Box<str>>,
    /// Where it goes.
    pub target: Place,
    /// The map that says so.
    pub map: Box<str>,
    /// Where the map or outcome stands.
    pub rule: Span,
    /// The fields.
    pub fields: Vec<FieldChange>,
    /// The rows.
    pub rows: Vec<RowChange>,
    /// What was said on the way: the outcome that ended it, warnings.
    pub said: Vec<Said>,
    /// Fields and rows that both sides changed, settled or not.
    pub conflicts: Vec<Disagreement>,
    /// What went wrong with its values.
    pub faults: Vec<Located>,
    /// The writes, in order. Posting is one of them.
    pub steps: Vec<PlannedStep>,
    /// Links that hold without a write: counterparts that were recognised.
    pub links: Vec<PlannedLink>,
    /// What both sides agree on once all steps are confirmed, as the journal keeps it; none where
    /// the old agreement stands.
    pub base: Option<Box<str>>,
    /// The records that it was planned from, where a new agreement comes of it for the way back.
    pub seen: Option<Box<Seen>>,
    /// How many of its steps are confirmed; none of a plan that was not carried out.
    pub written: usize,
}

/// A record that a flow does not take, by one of its conditions.
#[derive(Clone, Debug)]
pub struct LeftOut {
    /// The record.
    pub source: Place,
    /// The condition.
    pub rule: Span,
    /// Whether the flow skips what fulfils it; otherwise it takes only what does.
    pub skipped: bool,
}

impl RecordPlan {
    /// A plan that says only what happens to which record, and the statement that says so; its flow is
    /// named by whoever plans the flow.
    pub fn new(map: &str, action: Action, source: Place, target: Place, rule: Span) -> RecordPlan {
        RecordPlan {
            flow: "".into(),
            action,
            source,
            within: None,
            target,
            map: map.into(),
            rule,
            fields: Vec::new(),
            rows: Vec::new(),
            said: Vec::new(),
            conflicts: Vec::new(),
            faults: Vec::new(),
            steps: Vec::new(),
            links: Vec::new(),
            base: None,
            seen: None,
            written: 0,
        }
    }

    /// Whether a part of what it writes is written and the rest is not.
    pub fn is_partly_written(&self) -> bool {
        (1..self.steps.len()).contains(&self.written)
    }

    /// The edit of the record itself, which goes before everything that belongs to it; none where it is
    /// created, or nothing of its own is written.
    pub(super) fn own_edit(&self) -> Option<&Write> {
        let write = &self.steps.first()?.write;
        let own =
            write.kind == WriteKind::Edit && write.key.as_deref() == self.target.key.as_deref();
        own.then_some(write)
    }
}

/// Both records as they stood when a plan was made.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The source.
    pub source: Payload,
    /// The target before the plan was carried out; none of a new one, and where that is not known.
    pub before: Option<Payload>,
    /// The target where nothing of it is left to write: an earlier run wrote it and ended there.
    pub now: Option<Payload>,
    /// The target as it was compared, and what is written of it; none of a new one, which is all
    /// written.
    pub wrote: Option<(Present, Wrote)>,
}

/// How a record of a run ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Status {
    /// Planned only.
    Planned,
    /// All its steps are confirmed.
    Done,
    /// It waits; the reason code and the words.
    Held(Box<str>, Box<str>),
    /// The system could not be used.
    Failed(Box<str>),
    /// It is planned otherwise than people have agreed to; nothing of it was written.
    Moved,
}

/// Something a flow says that is about no record.
#[derive(Clone, Debug, PartialEq)]
pub struct Recordless {
    /// The flow.
    pub flow: Box<str>,
    /// The words.
    pub text: Box<str>,
}

//! Flows.

use crate::check::Constant;
use crate::check::tree::{Expr, Outcome, Toward};
use crate::schema::{EntityId, Sensitivity, SideId, Type};
use crate::source::Span;

/// A flow.
#[derive(Debug)]
pub struct Flow {
    /// Its name.
    pub name: Box<str>,
    /// What people call it.
    pub label: Option<Box<str>>,
    /// The sides.
    pub sides: [SideId; 2],
    /// Which side it may write.
    pub toward: Toward,
    /// Whether its settings switch it on.
    pub enabled: bool,
    /// The entity it takes.
    pub source: EntityId,
    /// Whether it takes what changed.
    pub changed: bool,
    /// Where it begins.
    pub since: Option<Constant>,
    /// Which records.
    pub filter: Option<Expr>,
    /// Which are left out and counted.
    pub skips: Vec<Expr>,
    /// The steps.
    pub steps: Vec<FlowStep>,
    /// What is done with errors.
    pub errors: Vec<(Box<str>, Outcome)>,
    /// Where it was declared.
    pub span: Span,
}

/// A step of a flow.
#[derive(Debug)]
pub enum FlowStep {
    /// `upsert Заказ`
    Upsert(Box<str>),
    /// `post`
    Post,
    /// `say "..."`
    Say(Vec<SayPart>),
    /// `each payments[...] { ... }`
    Each(FlowRows),
}

/// Rows of a flow's record that are brought over as records of their own.
#[derive(Debug)]
pub struct FlowRows {
    /// The entity that lives in the rows.
    pub entity: EntityId,
    /// Where the rows stand in the record.
    pub wire: Vec<Box<str>>,
    /// Which of them.
    pub filter: Option<Expr>,
    /// What is done with each.
    pub steps: Vec<FlowStep>,
}

/// A part of what a flow says.
#[derive(Clone, Debug, PartialEq)]
pub enum SayPart {
    /// Characters.
    Plain(Box<str>),
    /// A field of the written record, by its wire name, with its type and who may see it.
    Result(Box<str>, Type, Sensitivity),
}

//! Tests, checked: what is given, what is expected of what comes out.

use crate::check::tree::{Expr, Fold, Outcome, Toward};
use crate::check::values::Cell;
use crate::schema::{EntityId, Field, Type};
use crate::source::{Span, Spanned};
use crate::syntax::ast::TableItem;

/// A test.
#[derive(Debug)]
pub struct Test {
    /// The map or flow.
    pub name: Box<str>,
    /// What it shows.
    pub label: Option<Box<str>>,
    /// The flow, where it is of one.
    pub flow: Option<Box<str>>,
    /// The map whose record `result` is.
    pub map: Box<str>,
    /// Which way data goes: it follows from what is given.
    pub toward: Toward,
    /// The records.
    pub samples: Vec<Sample>,
    /// Constants (and settings, where it is true) with the values they have here.
    pub values: Vec<(Box<str>, bool, Cell)>,
    /// Tables with the rows they have here.
    pub tables: Vec<(Box<str>, Vec<TableItem>)>,
    /// What must hold.
    pub claims: Vec<Claim>,
    /// What must become of the record.
    pub outcomes: Vec<ExpectedOutcome>,
    /// `expect snapshot`
    pub snapshot: Option<Span>,
    /// The laws.
    pub laws: Vec<Law>,
    /// The name in the heading.
    pub span: Span,
}

/// `given crm.order "samples/order.json" at "$.orders[2]"`
#[derive(Debug)]
pub struct Sample {
    /// The entity.
    pub entity: EntityId,
    /// The file.
    pub file: Spanned<Box<str>>,
    /// The place in it.
    pub at: Option<Spanned<Box<str>>>,
    /// Whether this is what the map or flow takes; else it stands ready on its side.
    pub is_subject: bool,
}

/// `expect hold "нет номенклатуры ..."`
#[derive(Debug)]
pub struct ExpectedOutcome {
    /// What happens.
    pub outcome: Outcome,
    /// The words, where they matter.
    pub text: Option<Box<str>>,
    /// Where it stands.
    pub span: Span,
}

/// `law roundtrip except Date`
#[derive(Debug)]
pub struct Law {
    /// Which.
    pub kind: LawKind,
    /// Paths of fields that do not count.
    pub except: Vec<Box<str>>,
    /// Where it stands.
    pub span: Span,
}

/// The laws.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LawKind {
    /// There and back the two-way rules give the same record.
    Roundtrip,
    /// What was written is not written again.
    Idempotent,
    /// Every code of the dictionaries leads somewhere.
    Total,
}

impl LawKind {
    /// The laws by their names.
    pub const NAMES: [(&'static str, LawKind); 3] = [
        ("roundtrip", LawKind::Roundtrip),
        ("idempotent", LawKind::Idempotent),
        ("total", LawKind::Total),
    ];

    /// Its name in the language.
    pub fn name(self) -> &'static str {
        let found = LawKind::NAMES.into_iter().find(|(_, kind)| *kind == self);
        found.map_or("", |(name, _)| name)
    }
}

/// A condition over what came out: its locals are the leaves.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The condition; bare names in it are fields of the given record.
    pub condition: Expr,
    /// What it reads of what came out.
    pub leaves: Vec<Leaf>,
    /// Where it was written.
    pub span: Span,
}

/// A value of what came out.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Where it lies.
    pub seen: Seen,
    /// Its type.
    pub ty: Type,
    /// Where it was named.
    pub span: Span,
}

/// Where a value of what came out lies.
#[derive(Clone, Debug)]
pub enum Seen {
    /// A field of the record.
    Field(Written),
    /// A field of a row, counted from zero, of the rows that fit.
    Cell(Written, Option<Box<Claim>>, usize),
    /// A field of the row at hand.
    AtHand(Written),
    /// A fold over a field of the rows that fit; without a field they are counted.
    Fold(Fold, Written, Option<Box<Claim>>),
    /// A field, by its name, of the record that a value refers to.
    Through(Box<Seen>, EntityId, Box<str>, Box<Field>),
}

/// A field as rules name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The rows it is of; none of a field of the record.
    pub rows: Option<Box<str>>,
    /// Its path; empty for the rows themselves.
    pub path: Box<str>,
    /// Its member on the wire, by which a row's pattern knows it.
    pub wire: Box<str>,
}

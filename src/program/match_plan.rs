//! Matches at run time: how a counterpart is found, and what happens when none or many are.

use crate::program::{Constant, Outcome, Term, TermId, Toward};
use crate::schema::EntityId;
use crate::source::Span;
use crate::value::json::Shape;

/// One entity of a match's side; several where a key names several records.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name, where it has one.
    pub name: Option<Box<str>>,
    /// The entity.
    pub entity: EntityId,
    /// Whether it may be missing.
    pub optional: bool,
}

/// A match, ready to run.
#[derive(Debug)]
pub struct MatchPlan {
    /// The name, which is the role of its links.
    pub name: Box<str>,
    /// The parts of the left side.
    pub left: Vec<Part>,
    /// The entities of the right side: one of them.
    pub right: Vec<EntityId>,
    /// The reference is these fields.
    pub key: Option<KeyPlan>,
    /// Which of the records that a key names count: all of the outer hold, any of the inner.
    pub guards: Vec<Vec<GuardTest>>,
    /// The steps after the link, in order.
    pub steps: Vec<StepPlan>,
    /// What happens on several hits.
    pub many: Option<Outcome>,
    /// What happens on none.
    pub none: Option<Outcome>,
    /// Where it was written.
    pub span: Span,
}

/// `key LEFT == RIGHT`
#[derive(Clone, Debug)]
pub struct KeyPlan {
    /// How the right side's text is made of fields of the left parts.
    pub left: Composition,
    /// The right side's field.
    pub right: Box<str>,
}

/// How a text is made of fields of parts, read in both directions.
#[derive(Clone, Debug)]
pub enum Composition {
    /// One field of one part.
    Field {
        /// The part.
        part: u16,
        /// The field on the wire.
        wire: Box<str>,
        /// Whether the field is the record's key itself.
        is_key: bool,
    },
    /// A template over keys of parts.
    Template(Vec<Piece>),
}

/// One comparison of a match's `where`.
#[derive(Clone, Debug)]
pub struct GuardTest {
    /// What is compared.
    pub left: GuardValue,
    /// With what.
    pub right: GuardValue,
    /// Whether they must be equal, not different.
    pub equal: bool,
}

/// What a comparison of a match's `where` speaks of.
#[derive(Clone, Debug)]
pub enum GuardValue {
    /// A field of the record of that part, on the wire.
    Field(u16, Box<str>),
    /// The record of that part itself.
    Key(u16),
    /// What stands in the mapping.
    Known(Constant),
}

/// A piece of a template over keys.
#[derive(Clone, Debug)]
pub enum Piece {
    /// Characters.
    Plain(Box<str>),
    /// The key of a part.
    Key(u16),
    /// Pieces that fall away together.
    Optional(Vec<Piece>),
}

/// A step of a match, for finding a counterpart on either side.
#[derive(Debug)]
pub struct StepPlan {
    /// What a right record offers when its left counterpart is looked for.
    pub probe: Option<Probe>,
    /// How the left records are searched.
    pub search: Search,
    /// Whether the key is written on the left side too, once.
    pub mark: bool,
    /// Where it was written.
    pub span: Span,
}

impl StepPlan {
    /// The side whose records this step can find.
    pub const TOWARD: Toward = Toward::Left;
}

/// The key values of a record, as a little program over its payload.
#[derive(Debug)]
pub struct Probe {
    /// The wanted members.
    pub shape: Shape,
    /// The expressions.
    pub terms: Vec<Term>,
    /// Their places.
    pub spans: Vec<Span>,
    /// The values of a key, side by side; a rows term gives several keys.
    pub keys: Vec<ProbeKey>,
}

/// One part of a key.
#[derive(Debug)]
pub struct ProbeKey {
    /// Its value.
    pub value: TermId,
    /// The rows it is taken from, one key each.
    pub rows: Option<crate::program::RowsTerm>,
    /// Whether the step still counts when it is absent.
    pub optional: bool,
}

/// How records are searched by a key.
#[derive(Debug)]
pub enum Search {
    /// By fields of the record, on the wire.
    Fields(Vec<Box<str>>),
    /// By rows of it: any row that fits the pattern and holds the key.
    Rows {
        /// The collection on the wire.
        collection: Box<str>,
        /// The pattern: fields on the wire and their values.
        patterns: Vec<(Box<str>, Constant)>,
        /// The field that holds the key.
        field: Box<str>,
        /// The conversion both sides go through before they are compared.
        via: Option<&'static crate::builtins::Builtin>,
    },
    /// By records of another entity that point at it.
    Related {
        /// The entity.
        entity: EntityId,
        /// Its field that points at the record, on the wire.
        by: Box<str>,
        /// The pattern: fields on the wire and their values.
        patterns: Vec<(Box<str>, Constant)>,
        /// The field that holds the key.
        field: Box<str>,
    },
}

//! Matches.

use crate::builtins::Builtin;
use crate::check::Constant;
use crate::check::tree::{Expr, Outcome, Rows, Stmt};
use crate::schema::{EntityId, Type};
use crate::source::Span;

/// A part of a match's left side.
#[derive(Clone, Debug)]
pub struct MatchPart {
    /// Its name, where it has one.
    pub name: Option<Box<str>>,
    /// The entity.
    pub entity: EntityId,
    /// Whether it may be missing.
    pub optional: bool,
}

/// A match.
#[derive(Debug)]
pub struct Match {
    /// Its name.
    pub name: Box<str>,
    /// The left parts.
    pub left: Vec<MatchPart>,
    /// The right entities.
    pub right: Vec<EntityId>,
    /// The reference is these fields.
    pub key: Option<Key>,
    /// Which of the records that a key names count: all of the outer hold, any of the inner.
    pub guards: Vec<Vec<GuardTest>>,
    /// The steps.
    pub steps: Vec<MatchStep>,
    /// On several hits.
    pub many: Option<Outcome>,
    /// On none.
    pub none: Option<Outcome>,
    /// Where it was declared.
    pub span: Span,
}

/// `key LEFT == RIGHT`
#[derive(Clone, Debug)]
pub struct Key {
    /// How the text is made of keys or fields of the left parts.
    pub left: Composition,
    /// The right field.
    pub right: Box<str>,
}

/// How a key's text is made.
#[derive(Clone, Debug)]
pub enum Composition {
    /// A field of a part.
    Field {
        /// The part.
        part: u16,
        /// The field on the wire.
        wire: Box<str>,
        /// Whether it is the record's own key.
        is_key: bool,
    },
    /// A template over keys of parts.
    Template(Vec<Piece>),
}

/// A piece of a template over keys.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece {
    /// Characters.
    Plain(Box<str>),
    /// The key of a part.
    Key(u16),
    /// Pieces that fall away together.
    Optional(Vec<Piece>),
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

/// A step of a match.
#[derive(Debug)]
pub struct MatchStep {
    /// The values that a right record offers: each from one field, or from rows.
    pub offers: Vec<Offer>,
    /// How left records are searched.
    pub search: Search,
    /// Whether the key is written on the left side too.
    pub mark: bool,
    /// The value that a mark writes, and the statement that writes it.
    pub marking: Option<Stmt>,
    /// Where it was written.
    pub span: Span,
}

/// One part of a step's key on the right side.
#[derive(Debug)]
pub struct Offer {
    /// The value.
    pub value: Expr,
    /// The rows it is taken from.
    pub rows: Option<Rows>,
    /// Whether it may be absent.
    pub optional: bool,
}

/// How left records are searched.
#[derive(Debug)]
pub enum Search {
    /// By fields of the record, on the wire, with their types.
    Fields(Vec<(Box<str>, Type)>),
    /// By rows of it.
    Rows {
        /// The collection on the wire.
        collection: Box<str>,
        /// The pattern: fields on the wire and their values.
        patterns: Vec<(Box<str>, Constant)>,
        /// The field that holds the key.
        field: Box<str>,
        /// The conversion both sides go through.
        via: Option<&'static Builtin>,
    },
    /// By records of another entity that point at it.
    Related {
        /// The entity.
        entity: EntityId,
        /// Its field that points at the record, on the wire.
        by: Box<str>,
        /// The pattern.
        patterns: Vec<(Box<str>, Constant)>,
        /// The field that holds the key.
        field: Box<str>,
    },
}

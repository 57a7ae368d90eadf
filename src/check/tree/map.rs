//! Maps and their statements.

use crate::check::Constant;
use crate::check::tree::{Expr, Outcome, Rows, Toward};
use crate::schema::{EntityId, Field, Form, RecordId, Sensitivity, Type};
use crate::source::Span;

/// A field of the target.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The path in the words of the mapping.
    pub path: Box<str>,
    /// The members to go through on the wire.
    pub wire: Vec<Box<str>>,
    /// The member for the type of a composite value.
    pub tag: Option<Box<str>>,
    /// The form on the wire.
    pub form: Form,
    /// The type.
    pub ty: Type,
    /// Who may see it.
    pub sensitivity: Sensitivity,
    /// Whether it may stay absent when others of its tuple are filled.
    pub optional: bool,
    /// Whether a record cannot be created without it.
    pub required: bool,
    /// Whether it can be written only when the record is created.
    pub create_only: bool,
    /// Where it was named.
    pub span: Span,
}

/// `cells <- value`
#[derive(Clone, Debug)]
pub struct Set {
    /// The fields.
    pub cells: Vec<Cell>,
    /// The value.
    pub value: Expr,
    /// Whether the record waits when there is none.
    pub required: bool,
    /// Only on create.
    pub once: bool,
    /// Whose edit wins.
    pub owner: Option<Box<str>>,
    /// Who owns what both sides may edit, by the block that the rule stands in.
    pub around: Option<Box<str>>,
    /// The rules of the other direction that carry the same thing; a two-way rule is its own.
    pub opposites: Vec<Span>,
    /// Only when this holds.
    pub when: Option<Expr>,
    /// The rule.
    pub span: Span,
}

/// A field that a pattern fixes or excludes.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// The field's name.
    pub name: Box<str>,
    /// The field.
    pub field: Field,
    /// Whether it must equal the value.
    pub equal: bool,
    /// The value.
    pub value: Constant,
    /// The comparison.
    pub span: Span,
}

/// Rows of the target that a statement speaks of.
#[derive(Clone, Debug)]
pub struct Group {
    /// The collection in the words of the mapping.
    pub path: Box<str>,
    /// The collection on the wire.
    pub wire: Vec<Box<str>>,
    /// Which of its rows.
    pub patterns: Vec<Pattern>,
    /// Whether every record has the collection, be it empty.
    pub always: bool,
    /// The paths of the cells that tell rows apart.
    pub key: Vec<Box<str>>,
    /// Whether there is one row at most.
    pub single: bool,
    /// Whose rows win.
    pub owner: Option<Box<str>>,
    /// Who owns what both sides may edit, by the block that the rows stand in.
    pub around: Option<Box<str>>,
    /// The entity whose records the rows are, and its field that holds the owner.
    pub related: Option<(EntityId, Box<str>)>,
    /// What a row of it is.
    pub record: RecordId,
}

/// A statement of a map in one direction.
#[derive(Clone, Debug)]
pub enum Stmt {
    /// A rule.
    Set(Set),
    /// `let`
    Let {
        /// Its number.
        local: u16,
        /// The value.
        value: Expr,
    },
    /// `each`
    Each {
        /// The target rows.
        group: Group,
        /// The source rows.
        rows: Rows,
        /// Only when this holds.
        when: Option<Expr>,
        /// The statements of a row.
        body: Vec<Stmt>,
        /// The statement.
        span: Span,
    },
    /// A single row.
    Row {
        /// The target row.
        group: Group,
        /// When it fails the row is removed.
        when: Option<Expr>,
        /// The statements.
        body: Vec<Stmt>,
        /// The statement.
        span: Span,
    },
    /// `check`
    Check {
        /// What must hold.
        condition: Expr,
        /// What happens when it does not.
        otherwise: Outcome,
        /// The statement.
        span: Span,
    },
}

impl Stmt {
    /// Where it stands; a `let` is told by its value.
    pub fn span(&self) -> Span {
        match self {
            Stmt::Set(set) => set.span,
            Stmt::Let { value, .. } => value.span,
            Stmt::Each { span, .. } | Stmt::Row { span, .. } | Stmt::Check { span, .. } => *span,
        }
    }
}

impl Stmt {
    /// Sees every expression of the statement itself, those of the statements inside are not among them.
    pub fn visit<'e>(&'e self, see: &mut dyn FnMut(&'e Expr)) {
        match self {
            Stmt::Set(set) => {
                set.value.visit(see);
                set.when.iter().for_each(|when| when.visit(see));
            }
            Stmt::Let { value, .. } => value.visit(see),
            Stmt::Each { when, .. } | Stmt::Row { when, .. } => {
                when.iter().for_each(|when| when.visit(see));
            }
            Stmt::Check { condition, otherwise, .. } => {
                condition.visit(see);
                otherwise.visit(see);
            }
        }
    }
}

/// One direction of a map.
#[derive(Debug)]
pub struct Body {
    /// The direction.
    pub toward: Toward,
    /// The statements in the order of the file.
    pub statements: Vec<Stmt>,
    /// How many `let`s there are.
    pub locals: u16,
}

/// A map.
#[derive(Debug)]
pub struct Map {
    /// Its name.
    pub name: Box<str>,
    /// The left entity.
    pub left: EntityId,
    /// The right entity.
    pub right: EntityId,
    /// Its directions.
    pub bodies: Vec<Body>,
    /// Where it was declared.
    pub span: Span,
}

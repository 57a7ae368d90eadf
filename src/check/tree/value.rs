//! Expressions and outcomes.

use crate::builtins::Builtin;
use crate::check::Constant;
use crate::check::tree::{Cell, Toward};
use crate::schema::{EntityId, Sensitivity, Type};
use crate::source::Span;
use crate::syntax::ast::{Binary, Unary};

/// The functions over rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fold {
    /// `sum(...)`: zero where there are none.
    Sum,
    /// `first(...)`
    First,
    /// `min(...)`
    Min,
    /// `max(...)`
    Max,
    /// `count(...)`
    Count,
}

/// An outcome with its words.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What happens.
    pub kind: OutcomeKind,
    /// The words.
    pub message: Option<Vec<TextPart>>,
    /// Where it stands.
    pub span: Span,
}

/// The outcomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutcomeKind {
    /// The record is passed over.
    Skip,
    /// The record waits, to be tried again after so many seconds.
    Hold(Option<i64>),
    /// The flow ends.
    Stop,
    /// The target field is left as it is.
    Keep,
    /// The target field is left, and so it is said.
    Warn,
    /// The counterpart is created, by the map of that name.
    Create(Option<Box<str>>),
    /// The operation is tried again: so often, the first time after so many seconds.
    Retry {
        /// How often.
        attempts: u32,
        /// The first pause, in seconds.
        backoff: i64,
    },
}

/// A part of a text with holes.
#[derive(Clone, Debug)]
pub enum TextPart {
    /// Characters.
    Plain(Box<str>),
    /// A value.
    Hole(Expr),
    /// What an outcome is about.
    About,
    /// A part that falls away when a hole in it is absent.
    Optional(Vec<TextPart>),
}

/// Where a value of the source lies.
#[derive(Clone, Debug, PartialEq)]
pub struct Access {
    /// 0: the record itself; else the rows at hand at that depth, the outermost being 1.
    pub frame: u8,
    /// The members to go through from the frame's own object; the last holds the value.
    pub wire: Vec<Box<str>>,
    /// The member that holds the type of a composite value, beside the last.
    pub tag: Option<Box<str>>,
    /// The path in the words of the mapping.
    pub path: Box<str>,
    /// Its type.
    pub ty: Type,
    /// Who may see it.
    pub sensitivity: Sensitivity,
}

/// Rows of the source.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The frame that holds them.
    pub frame: u8,
    /// The members to go through from the frame's own object; the last holds the rows.
    pub wire: Vec<Box<str>>,
    /// The path in the words of the mapping.
    pub path: Box<str>,
    /// Whether the rows are scalars, not records.
    pub scalars: bool,
    /// The depth at which a row of them is at hand.
    pub depth: u8,
    /// Which of them.
    pub filter: Option<Box<Expr>>,
}

/// An expression with its type.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type; several of a tuple, a table's columns or a match's parts.
    pub types: Vec<Part>,
    /// Where it was written.
    pub span: Span,
}

/// The type of one of an expression's values.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The type.
    pub ty: Type,
    /// Whether it may be absent.
    pub maybe: bool,
}

/// What an expression is.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A value known now.
    Constant(Constant),
    /// A scalar of the source.
    Field(Access),
    /// A field of the record that a value of the source refers to.
    Behind {
        /// The reference.
        reference: Box<Expr>,
        /// What it refers to.
        entity: EntityId,
        /// Where the field lies in that record.
        access: Box<Access>,
    },
    /// The number of the row at hand.
    Position(Rows),
    /// A `let`.
    Local(u16),
    /// A field of the record (or, in a row, of the row) being built.
    Built {
        /// The path in the words of the mapping.
        path: Box<str>,
        /// Whether it is of the row.
        in_row: bool,
    },
    /// A field of the record (or, in a row, of the row) as it stands in the target before the write.
    Was {
        /// The field.
        cell: Box<Cell>,
        /// Whether it is of the row.
        in_row: bool,
    },
    /// A fold over a field of rows as they stand in the target before the write.
    FoldWas(Fold, Box<str>, Box<Cell>),
    /// A fold over a field of rows being built.
    FoldBuilt(Fold, Box<str>, Box<str>),
    /// A fold over rows of the source.
    Fold(Fold, Rows, Box<Expr>),
    /// Several values.
    Tuple(Vec<Expr>),
    /// `a + b`; of a division the digits after the point.
    Binary(Binary, Box<Expr>, Box<Expr>, u8),
    /// `not a`
    Unary(Unary, Box<Expr>),
    /// `a in table.X`
    In(Box<Expr>, Vec<Constant>),
    /// `choose`
    Choose {
        /// What decides.
        subject: Box<Expr>,
        /// The branches.
        arms: Vec<(Constant, Expr)>,
        /// The rest.
        otherwise: Option<Box<Expr>>,
    },
    /// A text with holes.
    Text(Vec<TextPart>),
    /// A function.
    Call(&'static Builtin, Vec<Expr>),
    /// A table.
    Lookup {
        /// The table.
        table: u16,
        /// The direction.
        toward: Toward,
        /// The key's values.
        key: Vec<Expr>,
        /// The columns wanted.
        columns: Vec<u16>,
    },
    /// A match.
    Link {
        /// The match.
        role: u16,
        /// The side of the counterpart.
        toward: Toward,
        /// The record's key.
        key: Vec<Expr>,
        /// The record's entity; none where the key is a text of the match's `key`.
        entity: Option<EntityId>,
    },
    /// `linked(Match)`: whether the journal knows the counterpart of a record.
    Linked {
        /// The match.
        role: u16,
        /// Whether the record is on the left side.
        left: bool,
        /// The record.
        key: Box<Expr>,
    },
    /// The text of a match's `key`, made of its left parts.
    Compose {
        /// The match.
        role: u16,
        /// The left parts.
        parts: Vec<Expr>,
    },
    /// `a default b`
    Default(Box<Expr>, Box<Expr>),
    /// An outcome.
    Outcome(Outcome),
    /// Reported.
    Broken,
}

impl Expr {
    /// An expression of one value.
    pub fn new(kind: ExprKind, ty: Type, maybe: bool, span: Span) -> Expr {
        Expr { kind, types: vec![Part { ty, maybe }], span }
    }

    /// What stands for an expression that was reported.
    pub fn broken(span: Span) -> Expr {
        Expr { kind: ExprKind::Broken, types: Vec::new(), span }
    }

    /// Shows every part of it, itself first.
    pub fn visit<'e>(&'e self, see: &mut dyn FnMut(&'e Expr)) {
        see(self);
        match &self.kind {
            ExprKind::Fold(_, rows, value) => {
                if let Some(filter) = &rows.filter {
                    filter.visit(see);
                }
                value.visit(see);
            }
            ExprKind::Tuple(parts)
            | ExprKind::Call(_, parts)
            | ExprKind::Compose { parts, .. }
            | ExprKind::Lookup { key: parts, .. }
            | ExprKind::Link { key: parts, .. } => {
                for part in parts {
                    part.visit(see);
                }
            }
            ExprKind::Binary(_, a, b, _) | ExprKind::Default(a, b) => {
                a.visit(see);
                b.visit(see);
            }
            ExprKind::Unary(_, a)
            | ExprKind::In(a, _)
            | ExprKind::Linked { key: a, .. }
            | ExprKind::Behind { reference: a, .. } => {
                a.visit(see);
            }
            ExprKind::Choose { subject, arms, otherwise } => {
                subject.visit(see);
                for value in arms.iter().map(|(_, value)| value).chain(otherwise.as_deref()) {
                    value.visit(see);
                }
            }
            ExprKind::Text(parts) => visit_texts(parts, see),
            ExprKind::Outcome(outcome) => outcome.visit(see),
            ExprKind::Constant(_)
            | ExprKind::Field(_)
            | ExprKind::Position(_)
            | ExprKind::Local(_)
            | ExprKind::Built { .. }
            | ExprKind::Was { .. }
            | ExprKind::FoldWas(..)
            | ExprKind::FoldBuilt(..)
            | ExprKind::Broken => {}
        }
    }

    /// Whether it was reported.
    pub fn is_broken(&self) -> bool {
        self.types.is_empty()
    }

    /// Its type; of several values the first.
    pub fn ty(&self) -> &Type {
        self.types.first().map_or(&Type::Any, |part| &part.ty)
    }

    /// Whether its value (of several: any) may be absent.
    pub fn maybe(&self) -> bool {
        self.types.iter().any(|part| part.maybe)
    }
}

impl Outcome {
    /// Sees every expression of its words.
    pub fn visit<'e>(&'e self, see: &mut dyn FnMut(&'e Expr)) {
        visit_texts(self.message.as_deref().unwrap_or_default(), see);
    }
}

fn visit_texts<'e>(parts: &'e [TextPart], see: &mut dyn FnMut(&'e Expr)) {
    for part in parts {
        match part {
            TextPart::Hole(hole) => hole.visit(see),
            TextPart::Optional(inner) => visit_texts(inner, see),
            TextPart::Plain(_) | TextPart::About => {}
        }
    }
}

//! Expressions and texts.

use crate::source::{Span, Spanned};
use crate::syntax::ast::{Name, Outcome, TypeExpr};

/// An expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it says.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// What an expression says.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// `createdAt`, and the scopes `up`, `result`, `rows`, `kind`, `const`, `setting`, `table`
    Name(Name),
    /// `.`: the record itself
    Dot,
    /// `delivery.cost`
    Field(Box<Expr>, Name),
    /// `Запасы[Номенклатура == const.Доставка]`
    Select(Box<Expr>, Box<Expr>),
    /// `Запасы[0]` (tests only)
    Index(Box<Expr>, Spanned<Box<str>>),
    /// `Характеристика?`: may be absent
    Maybe(Box<Expr>),
    /// `round(x, 2)`
    Call(Name, Vec<Expr>),
    /// `"{lastName}[ {firstName}]"`
    Text(Text),
    /// `12.50`, as written
    Number(Box<str>),
    /// `15m`, `30s`: the number as written, the unit in English
    Duration(Box<str>),
    /// `true`, `false`
    Bool(bool),
    /// `empty`
    Empty,
    /// `(a, b)`; one part in parentheses is that part itself and keeps this node for the formatter
    Tuple(Vec<Expr>),
    /// `["a", "b"]`
    List(Vec<Expr>),
    /// `choose x { "a": 1; else: keep }`
    Choose(Box<Choose>),
    /// `not x`, `-x`
    Unary(Spanned<Unary>, Box<Expr>),
    /// `a + b`
    Binary(Spanned<Binary>, Box<Expr>, Box<Expr>),
    /// `status via Статусы`, `x via number("ru")`, `x via T.Колонка`
    Via(Box<Expr>, Via),
    /// `Значение as text`
    As(Box<Expr>, TypeExpr),
    /// An outcome in the place of a value: a branch of `choose`, a cell of a table
    Outcome(Box<Outcome>),
    /// An expression that could not be read; reported.
    Broken,
}

/// `via NAME`, `via NAME.Колонка`, `via number("ru")`
#[derive(Clone, Debug, PartialEq)]
pub struct Via {
    /// A match, a table, a map or a conversion; then a column.
    pub path: Vec<Name>,
    /// The arguments of a conversion.
    pub args: Option<Vec<Expr>>,
    /// Where, without the keyword.
    pub span: Span,
}

/// `choose SUBJECT { LABEL: VALUE; ... }`
#[derive(Clone, Debug, PartialEq)]
pub struct Choose {
    /// What decides.
    pub subject: Expr,
    /// The branches in their order.
    pub arms: Vec<Arm>,
    /// `else: ...`
    pub otherwise: Option<Expr>,
    /// Whether it was written on one line.
    pub one_line: bool,
}

/// `"код": Code`; several labels share a value: `"a", "b": x` is not in the language
#[derive(Clone, Debug, PartialEq)]
pub struct Arm {
    /// A literal: text, number, `true`, `false`, `empty`.
    pub label: Expr,
    /// The value or outcome.
    pub value: Expr,
}

/// A prefix operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `not`
    Not,
    /// `-`
    Minus,
}

/// An operator between two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `or`
    Or,
    /// `and`
    And,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `in`
    In,
    /// `under`
    Under,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// A text in quotes: plain, or a template.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Its parts in their order; a plain text has at most one.
    pub parts: Vec<TextPart>,
    /// Where, quotes included.
    pub span: Span,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq)]
pub enum TextPart {
    /// Characters, with `{{`, `}}`, `[[`, `]]`, `""` already single
    Plain(Box<str>),
    /// `{lastName}`
    Hole(Expr),
    /// `[ {firstName}]`: falls away when a hole in it is absent
    Optional(Vec<TextPart>),
}

impl Expr {
    /// Whether it is no path: nothing can be written into it.
    pub fn is_formula(&self) -> bool {
        match &self.kind {
            ExprKind::Text(_)
            | ExprKind::Number(_)
            | ExprKind::Duration(_)
            | ExprKind::Bool(_)
            | ExprKind::Empty
            | ExprKind::Call(..)
            | ExprKind::List(_)
            | ExprKind::Unary(..)
            | ExprKind::Binary(..) => true,
            ExprKind::Tuple(parts) => parts.iter().any(Expr::is_formula),
            _ => false,
        }
    }
}

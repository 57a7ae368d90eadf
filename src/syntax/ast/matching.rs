//! Matches: how a counterpart is recognised.

use crate::source::{Span, Spanned};
use crate::syntax::ast::{Arrow, Expr, Name, Outcome, TypeExpr, Via};

/// `match NAME: LEFT <-> RIGHT { ... }`
#[derive(Clone, Debug)]
pub struct Match {
    /// The match's name, which is the role of its links.
    pub name: Name,
    /// An entity, or named parts.
    pub left: TypeExpr,
    /// An entity, or alternatives.
    pub right: TypeExpr,
    /// The arrow between them.
    pub arrow: Spanned<Arrow>,
    /// What stands in the braces.
    pub body: Vec<MatchItem>,
}

/// A line of a match.
#[derive(Clone, Debug)]
pub struct MatchItem {
    /// What it says.
    pub kind: MatchItemKind,
    /// Where.
    pub span: Span,
}

/// What a line of a match says.
#[derive(Clone, Debug)]
pub enum MatchItemKind {
    /// `(ИНН, КПП?) == (contragent.INN, contragent.KPP) via lower mark when ...`
    Step {
        /// The left side's fields.
        left: Expr,
        /// The right side's fields.
        right: Expr,
        /// The conversion both sides go through.
        via: Vec<Via>,
        /// Whether the key is also written on the left side.
        mark: bool,
        /// When the step counts.
        when: Option<Expr>,
    },
    /// `key "{Номенклатура.Ref_Key}[#{Характеристика.Ref_Key}]" == xmlId`
    Key {
        /// The left side's fields.
        left: Expr,
        /// The right side's fields.
        right: Expr,
    },
    /// `where not Товар.IsFolder`
    Where(Expr),
    /// `many: hold "..."`
    Many(Outcome),
    /// `none: create`
    None(Outcome),
    /// A line that could not be read; reported.
    Broken,
}

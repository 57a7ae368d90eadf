//! Tables of correspondence.

use crate::source::{Span, Spanned};
use crate::syntax::ast::{Arrow, Expr, Name, Outcome, TypeExpr};

/// `table NAME: LEFT <- RIGHT from "file" { ... }`; without an arrow a set.
#[derive(Clone, Debug)]
pub struct Table {
    /// The table's name.
    pub name: Name,
    /// The columns of the left side.
    pub left: TypeExpr,
    /// The arrow and the columns of the right side.
    pub right: Option<(Spanned<Arrow>, TypeExpr)>,
    /// The file with the rows.
    pub from: Option<Spanned<Box<str>>>,
    /// What stands in the braces.
    pub body: Vec<TableItem>,
}

/// A line of a table.
#[derive(Clone, Debug)]
pub struct TableItem {
    /// What it says.
    pub kind: TableItemKind,
    /// Where.
    pub span: Span,
}

/// What a line of a table says.
#[derive(Clone, Debug)]
pub enum TableItemKind {
    /// `pull crm.statuses where active`
    Pull {
        /// The dictionary.
        from: Vec<Name>,
        /// Which entries.
        filter: Option<Expr>,
    },
    /// `no rows: stop "..."`
    NoRows(Outcome),
    /// `else: skip "..."`
    Else(Outcome),
    /// `"20%" <-> "20"`, `("Курьер", empty) <- "courier"`; a cell may be an outcome
    Row {
        /// The cells of the left side: one, or a tuple's.
        left: Expr,
        /// The direction in which the row counts.
        arrow: Spanned<Arrow>,
        /// The cells of the right side.
        right: Expr,
    },
    /// `"код"` in a set
    Member(Expr),
    /// A line that could not be read; reported.
    Broken,
}

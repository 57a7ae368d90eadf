//! What is given from outside: constants, settings, tables.

use crate::check::Constant;
use crate::check::tree::{Outcome, Toward};
use crate::schema::Type;
use crate::source::Span;

/// A constant or setting.
#[derive(Debug)]
pub struct Given {
    /// Its name.
    pub name: Box<str>,
    /// Whether it is a setting.
    pub is_setting: bool,
    /// Its type.
    pub ty: Type,
    /// Whether it may stay without a value.
    pub optional: bool,
    /// What people call it.
    pub label: Option<Box<str>>,
    /// Its value, where the shop gave one (of a setting: or its default).
    pub value: Option<Constant>,
    /// Where it was declared.
    pub span: Span,
}

/// A column of a table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name: `erp`, `crm`, or as declared.
    pub name: Box<str>,
    /// Its type.
    pub ty: Type,
    /// Whether its cells may be empty.
    pub optional: bool,
}

/// A correspondence, or a set.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: Box<str>,
    /// The columns of the left side.
    pub left: Vec<Column>,
    /// The columns of the right side; none of a set.
    pub right: Vec<Column>,
    /// The directions in which it may be read.
    pub toward: Vec<Toward>,
    /// The rows.
    pub rows: Vec<TableRow>,
    /// What happens to a value without a row.
    pub otherwise: Option<Outcome>,
    /// What happens when there are no rows at all.
    pub no_rows: Option<Outcome>,
    /// The file with its rows.
    pub file: Option<Box<str>>,
    /// Where it was declared.
    pub span: Span,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// The cells of the left side.
    pub left: Vec<Constant>,
    /// The cells of the right side.
    pub right: Vec<Constant>,
    /// The direction in which it counts; both where there is none.
    pub toward: Option<Toward>,
    /// What happens instead, where a cell is an outcome.
    pub outcome: Option<Outcome>,
    /// Where it stands.
    pub span: Span,
}

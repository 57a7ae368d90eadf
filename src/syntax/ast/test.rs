//! Tests.

use crate::source::{Span, Spanned};
use crate::syntax::ast::{Expr, Name, Outcome, TableItem};

/// `test NAME "label" { ... }`
#[derive(Clone, Debug)]
pub struct Test {
    /// The map, flow or serve.
    pub name: Name,
    /// What it shows.
    pub label: Option<Spanned<Box<str>>>,
    /// The lines.
    pub body: Vec<TestItem>,
}

/// A line of a test.
#[derive(Clone, Debug)]
pub struct TestItem {
    /// What it says.
    pub kind: TestItemKind,
    /// Where.
    pub span: Span,
}

/// What a line of a test says.
#[derive(Clone, Debug)]
pub enum TestItemKind {
    /// `given crm.order "samples/order.json" at "$.orders[2]"`
    Sample {
        /// The entity.
        entity: Vec<Name>,
        /// The file.
        file: Spanned<Box<str>>,
        /// The place in it.
        at: Option<Spanned<Box<str>>>,
    },
    /// `given setting.КодТовара = "код"`, `given const.X = ...`
    Value {
        /// What is set.
        path: Vec<Name>,
        /// To what.
        value: Expr,
    },
    /// `given table.Статусы { "Новый" <- "new"; ... }`
    Rows {
        /// The table.
        table: Name,
        /// Its rows.
        rows: Vec<TableItem>,
    },
    /// `expect result.Сумма == 55`
    Condition(Expr),
    /// `expect hold "нет номенклатуры ..."`
    Outcome(Outcome),
    /// `expect snapshot`
    Snapshot,
    /// `law roundtrip except Date`
    Law {
        /// `roundtrip`, `idempotent`, `total`
        law: Name,
        /// Fields that do not count.
        except: Vec<Expr>,
    },
    /// A line that could not be read; reported.
    Broken,
}

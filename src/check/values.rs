//! What the shop's owner filled in: values of constants and settings, rows of tables. Read from YAML
//! by the project; places are kept, so that a message can point at the line.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::Diagnostic;
use crate::source::Span;

/// A scalar as a YAML file has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Scalar {
    /// Nothing, or an empty text.
    Empty,
    /// `true`, and how it is written: YAML has more words for it.
    Bool(bool, String),
    /// A number, as written.
    Number(String),
    /// A text.
    Text(String),
}

/// A scalar and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The scalar.
    pub scalar: Scalar,
    /// Where.
    pub span: Span,
}

/// A row of a table's file.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The cells by the names of their columns; `name` and `way` among them.
    pub cells: Vec<(String, Cell)>,
    /// Where those names stand.
    pub keys: Vec<Option<Span>>,
    /// Where the row stands.
    pub span: Span,
}

/// Everything that was filled in.
#[derive(Clone, Debug, Default)]
pub struct Values {
    /// Constants by name.
    pub constants: BTreeMap<String, Cell>,
    /// Settings by name.
    pub settings: BTreeMap<String, Cell>,
    /// Whether the file that holds both is not there.
    pub missing: bool,
    /// Rows of tables, by the file the mapping names. A file that is missing is not here.
    pub tables: BTreeMap<String, Vec<Row>>,
    /// What is wrong with the files of tables, by the same name: rows of such a file may be unknown.
    pub unread: BTreeMap<String, Vec<Diagnostic>>,
    /// The samples of tests that are there; none where nobody looked.
    pub samples: Option<BTreeSet<String>>,
}

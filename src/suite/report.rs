//! What running tests came to. Text, JSON and JUnit are made from this.

use crate::check::{LawKind, Test};
use crate::diag::{Diagnostic, Machine};
use crate::eval::{Located, Said};
use crate::source::Span;
use crate::suite::{Came, End, Snapshot};

/// All results.
#[derive(Debug, Default)]
pub struct Report {
    /// A result a test, in the order of the files.
    pub results: Vec<Result>,
}

/// What became of one test.
#[derive(Debug)]
pub struct Result {
    /// The map or flow.
    pub name: Box<str>,
    /// What it shows.
    pub label: Option<Box<str>>,
    /// Its heading.
    pub span: Span,
    /// Why it failed; it passed if there is nothing.
    pub failures: Vec<Failure>,
    /// What came of the records it gave.
    pub came: Vec<Came>,
}

/// A reason why a test failed.
#[derive(Debug)]
pub struct Failure {
    /// The line of the test that does not hold.
    pub span: Span,
    /// The record, where the test gives several.
    pub record: Option<Box<str>>,
    /// What is wrong.
    pub kind: FailureKind,
}

/// What can be wrong.
#[derive(Debug)]
pub enum FailureKind {
    /// The samples cannot be used.
    Sample(Unfit),
    /// The mapping is wrong with the values that the test gives.
    Mistakes(Vec<Diagnostic>),
    /// A condition does not hold.
    Claim(Seen),
    /// The record did not come through, and nobody expected that.
    Ended(End, Vec<Located>),
    /// Another outcome was expected.
    Outcome(End, Vec<Said>),
    /// Rules read these records through references, and the test does not give them: what kind they are
    /// of, and their keys.
    NotGiven(Vec<(String, Box<str>)>),
    /// A law does not hold: the fields, with what they should hold and what they do.
    Law(LawKind, Vec<(String, String, String)>),
    /// The snapshot is missing or differs.
    Snapshot(Snapshot),
    /// What differs from the snapshot could not be written beside it.
    Unwritten(Machine),
}

/// What a condition saw.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// The values of what it reads, with the words that name them.
    pub found: Vec<(String, String)>,
    /// What the first of them was compared with, where that is one value.
    pub wanted: Option<String>,
    /// The row that it names and that is not there.
    pub no_row: Option<usize>,
}

impl Report {
    /// How many tests failed.
    pub fn failed(&self) -> usize {
        self.results.iter().filter(|result| !result.passed()).count()
    }

    /// How many tests passed.
    pub fn passed(&self) -> usize {
        self.results.len() - self.failed()
    }

    /// The snapshots that wait for a yes.
    pub fn snapshots(&self) -> impl Iterator<Item = &Snapshot> {
        self.results.iter().flat_map(|result| &result.failures).filter_map(|failure| match &failure
            .kind
        {
            FailureKind::Snapshot(snapshot) => Some(snapshot),
            _ => None,
        })
    }

    /// Whether something could not be written.
    pub fn is_incomplete(&self) -> bool {
        let failures = self.results.iter().flat_map(|result| &result.failures);
        failures.into_iter().any(|failure| matches!(failure.kind, FailureKind::Unwritten(_)))
    }
}

impl Result {
    /// A result that nothing is wrong with yet.
    pub(super) fn of(test: &Test) -> Result {
        Result {
            name: test.name.clone(),
            label: test.label.clone(),
            span: test.span,
            failures: Vec::new(),
            came: Vec::new(),
        }
    }

    /// Whether the test passed.
    pub fn passed(&self) -> bool {
        self.failures.is_empty()
    }

    /// Drops the failures over this snapshot: it was accepted.
    pub fn accept(&mut self, snapshot: &str) {
        self.failures.retain(|failure| match &failure.kind {
            FailureKind::Snapshot(known) => known.name != snapshot,
            _ => true,
        });
    }
}

/// Why a sample cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The file cannot be read.
    Unread(Machine),
    /// The file is not UTF-8.
    Encoding,
    /// The text is no JSON: the line and the column, both from one.
    Json(usize, usize),
    /// The text ends in the middle.
    Short(usize, usize),
    /// The path of `at` is no JSONPath: the column, from one.
    Path(usize),
    /// There is no record in it.
    Empty,
    /// The record cannot be compared with what is known.
    Other(String),
}

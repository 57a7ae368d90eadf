//! What a system tells of itself before anything is exchanged with it.
//!
//! Each kind of system looks at what only it has: scopes of a key, sets that a base publishes. It is
//! handed a [`Source`], so that nothing is written.

use std::collections::{BTreeMap, BTreeSet};

use crate::diag::{Args, Fact};
use crate::endpoint::{EndpointError, ErrorKind, Pending, Source};

/// What a mapping needs of a system.
#[derive(Clone, Debug, Default)]
pub struct Needs {
    /// Entities whose records are read.
    pub reads: BTreeSet<Box<str>>,
    /// Entities whose records are written.
    pub writes: BTreeSet<Box<str>>,
    /// Codes by the dictionary that has them.
    pub codes: BTreeMap<Box<str>, BTreeSet<Box<str>>>,
    /// Where new records go, when the key has access to several places.
    pub site: Option<Box<str>>,
    /// The zone that the system's moments are read in, where the project says so.
    pub zone: Option<Box<str>>,
    /// Milliseconds since 1970.
    pub now: i64,
}

/// How something that is needed stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// As it should be.
    Fine,
    /// It cannot be told without writing.
    Unknown,
    /// The exchange runs, but not as somebody may expect.
    Warning,
    /// The exchange does not run.
    Failure,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct Observed {
    /// What was looked at: `rights`.
    pub check: &'static str,
    /// What was found, as its words are called: `doctor-rights-missing`.
    pub words: &'static str,
    /// How it stands.
    pub state: State,
    /// What the words mention.
    pub facts: Args,
}

impl Observed {
    /// Something that was looked at.
    pub fn new(check: &'static str, words: &'static str, state: State) -> Observed {
        Observed { check, words, state, facts: Args::new() }
    }

    /// Adds a fact.
    pub fn fact(mut self, name: &'static str, fact: impl Into<Fact>) -> Observed {
        self.facts.push((name, fact.into()));
        self
    }
}

/// Looks at a system. What it does not answer for is an error; what it refuses is not.
pub type Examine = for<'a> fn(&'a dyn Source, &'a Needs) -> Pending<'a, Vec<Observed>>;

/// Whether the system answered, and said no to this one question.
pub fn is_refusal(error: &EndpointError) -> bool {
    match error.kind {
        ErrorKind::Rejected
        | ErrorKind::Missing
        | ErrorKind::Unsupported
        | ErrorKind::Credentials
        | ErrorKind::BadData => true,
        ErrorKind::Transient
        | ErrorKind::Locked
        | ErrorKind::Limit
        | ErrorKind::Conflict
        | ErrorKind::Exists => false,
    }
}

/// Names one after another.
pub(super) fn joined<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> String {
    let names: Vec<T> = names.into_iter().collect();
    names.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(", ")
}

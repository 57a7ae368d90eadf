//! The one table of diagnostic codes. A letter names the stage, numbers are never reused.
//!
//! One file per stage under `codes/`: a code is one `static` there and one line in that file's
//! `ALL`. Its words stand in `locales/ru.ftl` and `locales/en.ftl` under the code's id, in the
//! section of its stage: the message itself, `.about` (what it means, for `explain`), and one
//! attribute for each label and hint that a check names.

pub mod complete;
pub mod names;
pub mod project;
pub mod run;
pub mod suite;
pub mod syntax;
pub mod systems;
pub mod types;

// A code is named by its id alone, whichever stage it is of.
pub use {complete::*, names::*, project::*, suite::*, syntax::*, systems::*, types::*};

use crate::diag::Severity;

/// A kind of diagnostic.
#[derive(Debug)]
pub struct Code {
    /// As printed: `T204`.
    pub id: &'static str,
    /// Its usual weight.
    pub severity: Severity,
    /// A mapping that has it; empty where no mapping text can show it.
    pub wrong: &'static str,
    /// The same mapping mended.
    pub right: &'static str,
}

impl PartialEq for Code {
    fn eq(&self, other: &Code) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}

/// The stages in the order a mapping passes them.
static STAGES: &[&[&Code]] = &[
    syntax::ALL,
    names::ALL,
    types::ALL,
    complete::ALL,
    suite::ALL,
    project::ALL,
    run::ALL,
    systems::ALL,
];

/// Every code, stage by stage.
pub fn all() -> impl Iterator<Item = &'static Code> {
    STAGES.iter().flat_map(|stage| stage.iter().copied())
}

/// The code of that id, written in either case.
pub fn find(id: &str) -> Option<&'static Code> {
    all().find(|code| code.id.eq_ignore_ascii_case(id))
}

/// A code that stops everything; `wrong` and `right` are examples, empty where no mapping shows it.
const fn error(id: &'static str, wrong: &'static str, right: &'static str) -> Code {
    Code { id, severity: Severity::Error, wrong, right }
}

/// A code that tells of a likely mistake.
const fn warning(id: &'static str, wrong: &'static str, right: &'static str) -> Code {
    Code { id, severity: Severity::Warning, wrong, right }
}

/// A code worth knowing.
const fn note(id: &'static str, wrong: &'static str, right: &'static str) -> Code {
    Code { id, severity: Severity::Note, wrong, right }
}

#[cfg(test)]
mod tests;

//! The one table of diagnostic codes. A letter names the stage, numbers are never reused.
//!
//! `S` syntax, `N` names, `T` types, `C` completeness, `P` project files, `R` run time,
//! `E` systems and journal. Words stand in `locales/*.ftl` under the code's id.

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

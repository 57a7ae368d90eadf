//! Diagnostics and their words put together: for a terminal, as JSON, as SARIF.
//!
//! All three show the same diagnostics in the same order: by file and position, what has no place
//! first.

mod json;
mod sarif;
mod terminal;

pub use json::{json, json_mistake};
pub use sarif::{sarif, sarif_mistake};
pub use terminal::{summary, terminal};

use crate::diag::{Diagnostic, Severity};

/// How many diagnostics there are of each weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Nothing runs before these are mended.
    pub errors: usize,
    /// Likely mistakes.
    pub warnings: usize,
    /// Things worth knowing.
    pub notes: usize,
}

/// Counts diagnostics by weight.
pub fn count(diagnostics: &[Diagnostic]) -> Counts {
    let mut counts = Counts::default();
    for diagnostic in diagnostics {
        match diagnostic.severity {
            Severity::Error => counts.errors += 1,
            Severity::Warning => counts.warnings += 1,
            Severity::Note => counts.notes += 1,
        }
    }
    counts
}

/// The order in which people read them.
fn ordered(diagnostics: &[Diagnostic]) -> Vec<&Diagnostic> {
    let mut ordered: Vec<&Diagnostic> = diagnostics.iter().collect();
    ordered.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code.id));
    ordered
}

#[cfg(test)]
mod tests;

//! `E`: systems and the journal.

use super::Code;

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[];

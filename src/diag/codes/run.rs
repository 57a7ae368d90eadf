//! `R`: values and records while data flows.

use super::Code;

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[];

//! `C`: completeness: what a set of declarations must cover and must not do twice.

use super::Code;

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[];

//! `T`: what may be written where.

use super::Code;

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[];

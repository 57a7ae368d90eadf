//! `S`: what the text of a mapping may look like.

use super::Code;

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[];

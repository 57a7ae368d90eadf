//! `N`: names of systems, entities, fields, declarations.

use super::Code;

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[];

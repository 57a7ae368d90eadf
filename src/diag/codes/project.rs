//! `P`: the files of a project beside its mappings.

use super::{Code, error};

/// the file with the rows of a table is missing
pub static P205: Code = error("P205", "", "");

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[&P205];

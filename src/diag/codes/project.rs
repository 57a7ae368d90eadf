//! `P`: the files of a project beside its mappings.

use super::{Code, error};

/// `{ $dir }` is no project
pub static P100: Code = error("P100", "", "");
/// the file `{ $file }` is missing
pub static P101: Code = error("P101", "", "");
/// the file `{ $file }` cannot be read: { $reason }
pub static P102: Code = error("P102", "", "");
/// a mistake in YAML: { $reason }
pub static P103: Code = error("P103", "", "");
/// the file `{ $file }` is outside of the project's folder
pub static P104: Code = error("P104", "", "");
/// no shipped mapping `{ $name }`; there are: { $known }
pub static P105: Code = error("P105", "", "");
/// a side has no option `{ $name }`
pub static P106: Code = error("P106", "", "");
/// the system needs a schema: the file of $metadata in quotes
pub static P107: Code = error("P107", "", "");
/// the schema `{ $file }` cannot be read: { $reason }
pub static P108: Code = error("P108", "", "");
/// no kind of systems `{ $name }`
pub static P109: Code = error("P109", "", "");
/// the table file `{ $file }` is missing
pub static P205: Code = error("P205", "", "");
/// obmen.yaml has no system `{ $name }`
pub static P110: Code = error("P110", "", "");
/// the system `{ $name }` is of the kind { $given }, the mappings expect { $wanted }
pub static P111: Code = error("P111", "", "");
/// the system `{ $name }` is described wrongly: { $reason }
pub static P112: Code = error("P112", "", "");
/// the system `{ $name }` has no address
pub static P113: Code = error("P113", "", "");
/// the { $what } of the system `{ $name }` cannot be had: { $reason }
pub static P114: Code = error("P114", "", "");

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] =
    &[&P100, &P101, &P102, &P103, &P104, &P105, &P106, &P107, &P108, &P109, &P205];

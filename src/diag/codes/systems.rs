//! `E`: systems and the journal.

use super::{Code, error};

/// the embedded system `...` cannot be opened: ...
pub static E101: Code = error("E101", "", "");
/// the journal cannot be used: ...
pub static E102: Code = error("E102", "", "");
/// the system cannot be used: ...
pub static E103: Code = error("E103", "", "");
/// the embedded system `{ $name }` is in use by another process
pub static E104: Code = error("E104", "", "");

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[&E101, &E102, &E103, &E104];

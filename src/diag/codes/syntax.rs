//! `S`: the words and the shape of statements.

use super::{Code, error};

/// `S001`
pub static S001: Code = error("S001", "", "");
/// `S002`
pub static S002: Code = error("S002", "", "");
/// `S004`
pub static S004: Code = error("S004", "", "");
/// `S013`
pub static S013: Code = error("S013", "", "");
/// `S014`
pub static S014: Code = error("S014", "", "");
/// `S015`
pub static S015: Code = error("S015", "", "");
/// `S100`
pub static S100: Code = error("S100", "", "");
/// `S101`
pub static S101: Code = error("S101", "", "");
/// `S102`
pub static S102: Code = error("S102", "", "");
/// `S103`
pub static S103: Code = error("S103", "", "");
/// `S118`
pub static S118: Code = error("S118", "", "");
/// `S119`
pub static S119: Code = error("S119", "", "");

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] =
    &[&S001, &S002, &S004, &S013, &S014, &S015, &S100, &S101, &S102, &S103, &S118, &S119];

//! `C4`: tests.

use super::{Code, error, warning};

/// A test names a map or a flow.
pub static C401: Code = error("C401", "", "");
/// The files of samples are named from the project's folder.
pub static C402: Code = error("C402", "", "");
/// The direction follows from what is given: a record of one of the map's ends, of a flow that of `from`.
pub static C403: Code = error("C403", "", "");
/// A test without `expect` and `law` always passes.
pub static C404: Code = warning("C404", "", "");
/// What no rule writes is always empty: such an expectation proves nothing.
pub static C405: Code = warning("C405", "", "");
/// The laws are roundtrip, idempotent, total.
pub static C406: Code = error("C406", "", "");
/// A test gives samples, constants, settings and rows of tables.
pub static C407: Code = error("C407", "", "");
/// A test gives and expects literals.
pub static C408: Code = error("C408", "", "");
/// Of rows one is picked by its number, or all are folded.
pub static C409: Code = error("C409", "", "");
/// Tests are told apart by their names and labels; snapshots are kept under them.
pub static C410: Code = error("C410", "", "");
/// The arrow of the map must allow the direction that follows from what is given.
pub static C411: Code = error("C411", "", "");
/// There and back goes only a map with `<->`.
pub static C412: Code = error("C412", "", "");

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] =
    &[&C401, &C402, &C403, &C404, &C405, &C406, &C407, &C408, &C409, &C410, &C411, &C412];

//! The protocol as a state machine without I/O, and its driver.

mod base;
mod desired;
mod dialect;
mod diff;
mod encode;
pub mod key;
pub mod machine;
mod merge;
mod plan;
mod raw;
mod related;
mod rows;
mod same;
mod target;
#[cfg(test)]
mod tests;

pub use base::{Base, BaseCell, BaseRow, Bases};
pub use desired::{Desired, DesiredRows};
pub use dialect::Dialect;
pub use diff::{CellChange, Difference, RowEdit, diff};
pub use encode::{create_body, edit_body};
pub use merge::{Disagreement, Owner, Winner};
pub use plan::{
    Action, Class, FieldChange, Place, PlannedLink, PlannedStep, RecordPlan, Recordless, RowChange,
    Status,
};
pub use raw::Tree;
pub use related::related_writes;
pub use same::{normal, same};
pub use target::{NotRecord, Present, PresentRow, PresentRows, present};

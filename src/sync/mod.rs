//! The protocol as a state machine without I/O, and its driver.

mod base;
mod changes;
mod composition;
mod desired;
mod dialect;
mod diff;
mod draft;
mod encode;
pub mod key;
pub mod machine;
mod marks;
mod merge;
mod names;
mod overlay;
mod plan;
mod planner;
mod raw;
mod record;
mod related;
mod resolve;
mod rows;
mod same;
mod search;
mod target;
#[cfg(test)]
mod tests;
mod world;

pub use base::{Base, BaseCell, BaseRow, Bases};
pub use desired::{Desired, DesiredRows};
pub use dialect::Dialect;
pub use diff::{CellChange, Difference, RowEdit, diff};
pub use encode::{create_body, edit_body};
pub use merge::{Disagreement, Owner, Winner};
pub use overlay::Overlay;
pub use plan::{
    Action, Class, FieldChange, Place, PlannedLink, PlannedStep, RecordPlan, Recordless, RowChange,
    Status,
};
pub use planner::{Planned, Planner};
pub use raw::Tree;
pub use related::related_writes;
pub use same::{normal, same};
pub use target::{NotRecord, Present, PresentRow, PresentRows, present};
pub use world::{Access, Keys, Memory, NewKey, PlanError, World};

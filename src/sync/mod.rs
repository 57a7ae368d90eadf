//! The protocol as a state machine without I/O, and its driver.

mod plan;

pub use plan::{
    Action, Class, FieldChange, Place, PlannedLink, PlannedStep, RecordPlan, Recordless, RowChange,
    Status,
};

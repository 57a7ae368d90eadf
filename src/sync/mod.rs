//! The protocol as a state machine without I/O, and its driver.
//!
//! [`Planner`] turns records of a source into plans, reading both systems and writing nothing;
//! [`Driver`] carries plans out: intents before calls, confirmations after them, recovery by the same
//! steps. A dry run is the planner with [`preview()`], which is given nothing to write with.

mod back;
mod base;
mod changes;
mod chosen;
mod clock;
mod composition;
mod created;
mod derived_keys;
mod desired;
mod dialect;
mod diff;
mod draft;
mod driver;
mod encode;
mod evidence;
mod explained;
mod feed;
mod guard;
mod held;
mod intents;
pub mod key;
mod landed;
mod lane_plan;
mod lanes;
pub mod machine;
mod marks;
mod merge;
mod mutant;
mod names;
mod nested;
mod options;
mod overlay;
mod overruled;
mod owned;
mod perform;
mod plan;
mod planner;
mod preview;
mod quoted;
mod raw;
mod readback;
mod rebuild;
mod record;
mod related;
mod remembered;
mod replaced;
mod resolve;
mod rows;
mod same;
mod saved;
mod search;
mod seen;
mod session;
#[cfg(test)]
mod simulation;
mod sources;
pub mod spoken;
mod target;
#[cfg(test)]
mod tests;
mod trial;
mod validity;
mod world;
mod wrote;

pub use base::{Base, BaseCell, BaseRow, Bases};
pub use clock::{Clock, Pause, WallClock};
pub use derived_keys::DerivedKeys;
pub use desired::{Desired, DesiredRows};
pub use dialect::Dialect;
pub use diff::{CellChange, Difference, RowEdit, Way, diff};
pub use driver::{Driver, Target};
pub use encode::{create_body, edit_body};
pub use evidence::{Telling, evidence};
pub use explained::{Explained, ExplainedRecord, Fate};
pub use feed::{Captured, Feed};
pub use lane_plan::{LanePlan, LanePlanner, Settled, Stopped, Unplanned};
pub use lanes::{LaneResult, Outcome};
pub use merge::{Disagreement, Owner, Winner};
pub use options::{Guard, Options};
pub use overlay::Overlay;
pub use plan::{
    Action, Class, FieldChange, LeftOut, Place, PlannedLink, PlannedStep, RecordPlan, Recordless,
    RowChange, Status,
};
pub use planner::{Planned, Planner};
pub use preview::{DISPUTED, preview};
pub use raw::Tree;
pub(crate) use raw::{Members, Opened, rows};
pub use readback::read_back;
pub use rebuild::{By, Pair, Recovered, Role, recover, roles};
pub use related::related_writes;
pub use remembered::{Agreed, Remembered, source_roles};
pub use same::{normal, same};
pub use saved::{Bound, writes};
pub use session::{Explanation, Prepared, Session};
pub use target::{NotRecord, Present, PresentRow, PresentRows, present};
pub use trial::Trial;
pub use world::{Access, Keys, Memory, NewKey, PlanError, World};
pub use wrote::Wrote;

//! The local truth in SQLite: cursors, events, lanes, links, bases, intents, parked records, runs.
//!
//! | table | key | what it holds |
//! |---|---|---|
//! | `cursor` | stream | where a feed goes on |
//! | `event` | stream, ext_id | changes as a feed reported them; repeats are ignored |
//! | `lane` | flow, entity, key | whether something about a record is still to be done |
//! | `link` | id; role, left_key and role, right_key are unique | two records known to be the same |
//! | `base` | role, key | what both sides last agreed on |
//! | `intent` | id | a write, stored before it is sent |
//! | `parked` | flow, entity, key | why a record waits |
//! | `run` | id | when what was run, and what it came to |
//!
//! One file serves one tenant, so no table names it. The version of the schema stands in the
//! file's `user_version`. SQLite does not checksum its pages, so every row carries a checksum that
//! is looked at when it is read; a damaged file is refused, never repaired in silence.
//!
//! One thread owns the writing connection and commits what waits together ([`Journal`]). Reading
//! has a connection of its own ([`JournalReader`]), which a dry run is given instead: it has no
//! method that writes. Nobody above this module knows that it is SQLite.

mod audit;
mod cell;
mod decision;
mod error;
mod fate;
mod lane;
mod open;
mod reader;
mod record;
mod row;
mod seen;
mod step;
mod table;
mod writer;

pub use audit::{Audit, Loose, audit};
pub use decision::{Aside, UNTIL_EDITED};
pub use error::JournalError;
pub use fate::Fate;
pub use lane::{Capture, Close, Park};
#[cfg(test)]
pub(crate) use open::full;
pub use reader::{JournalReader, Which};
pub use record::{
    Base, Class, Cursor, CursorKind, End, Event, Intent, IntentId, IntentState, Lane, LaneKey,
    LaneState, Link, LinkState, Meant, Op, Parked, Reply, Run, Stamp, Tombstone,
};
pub use step::{Draft, Hash, Hashing, LinkDraft, NewPlan};
#[cfg(test)]
pub(crate) use writer::Watch;
pub use writer::{Commit, Journal};

#[cfg(test)]
mod tests;

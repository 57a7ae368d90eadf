//! What can go wrong with the journal.

use std::fmt;
use std::path::PathBuf;

use crate::journal::{End, IntentId};

/// Trouble with the journal. Nothing may be written to a system while it lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JournalError {
    /// Another process has it.
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// A newer program wrote it.
    Newer {
        /// The file.
        path: PathBuf,
        /// The version of its schema.
        found: i64,
        /// The newest version known here.
        known: i64,
    },
    /// The file is a database, but of another program.
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// The file is there and holds nothing: a journal that was made never does.
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// The file is damaged.
    Damaged {
        /// The file.
        path: PathBuf,
        /// What does not fit.
        what: String,
    },
    /// The file lacks commits that were made: an older copy was put back, or its end is cut off.
    Behind {
        /// The file.
        path: PathBuf,
        /// The last commit in it.
        found: i64,
        /// The last commit that was made.
        made: i64,
    },
    /// The disk or its rights.
    Disk {
        /// The file.
        path: PathBuf,
        /// What the system said.
        what: String,
    },
    /// A key is linked to another record already.
    LinkTaken {
        /// The role.
        role: Box<str>,
        /// Which end is taken.
        end: End,
        /// Its key.
        key: Box<str>,
        /// The key at the other end.
        other: Box<str>,
    },
    /// The intent is not in a state that allows this; a bug, and nothing was done.
    OutOfOrder {
        /// The intent.
        intent: IntentId,
        /// Its state.
        state: &'static str,
    },
    /// The thread that writes is gone.
    Closed,
}

impl JournalError {
    /// Whether only a new journal helps, which finds the links by their marks.
    pub fn needs_rebuild(&self) -> bool {
        matches!(
            self,
            JournalError::Damaged { .. } | JournalError::Behind { .. } | JournalError::Empty { .. }
        )
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            JournalError::Locked { path } => {
                write!(f, "`{}` is held by another process", path.display())
            }
            JournalError::Newer { path, found, known } => {
                write!(f, "`{}` has version {found}, this program knows {known}", path.display())
            }
            JournalError::Foreign { path } => write!(f, "`{}` is no journal", path.display()),
            JournalError::Empty { path } => write!(f, "`{}` is empty", path.display()),
            JournalError::Damaged { path, what } => {
                write!(f, "`{}` is damaged: {what}", path.display())
            }
            JournalError::Behind { path, found, made } => {
                write!(f, "`{}` ends at commit {found}, {made} were made", path.display())
            }
            JournalError::Disk { path, what } => write!(f, "`{}`: {what}", path.display()),
            JournalError::LinkTaken { role, end, key, other } => {
                let end = match end {
                    End::Left => "left",
                    End::Right => "right",
                };
                write!(f, "`{role}`: the {end} record {key} is linked to {other} already")
            }
            JournalError::OutOfOrder { intent, state } => {
                write!(f, "intent {} is {state}", intent.0)
            }
            JournalError::Closed => f.write_str("the journal is closed"),
        }
    }
}

impl std::error::Error for JournalError {}

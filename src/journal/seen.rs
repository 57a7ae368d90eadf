//! The file beside the journal: its lock says who has the journal, its content how many commits
//! were made.
//!
//! SQLite takes a damaged or missing end of its log for a transaction that never was. The number
//! of commits stands in the journal too; where it is behind the one here, commits are missing and
//! the journal is refused. The number here is written after each commit and not synced, so it can
//! be behind after a loss of power, but never ahead.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::journal::JournalError;

/// The held lock.
#[derive(Debug)]
pub(super) struct Seen {
    file: File,
}

/// Digits of the largest number of commits.
const WIDTH: usize = 20;

impl Seen {
    /// Takes the lock of the journal at `journal`.
    pub(super) fn take(journal: &Path) -> Result<Seen, JournalError> {
        let path = beside(journal);
        let open =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path);
        let file = open.map_err(|error| disk(&path, &error))?;
        match file.try_lock() {
            Ok(()) => Ok(Seen { file }),
            Err(TryLockError::WouldBlock) => Err(JournalError::Locked { path }),
            Err(TryLockError::Error(error)) => Err(disk(&path, &error)),
        }
    }

    /// How many commits were made; 0 where that is not known.
    pub(super) fn commits(&mut self) -> i64 {
        match self.file.seek(SeekFrom::Start(0)) {
            Ok(_) => number(&self.file),
            Err(_) => 0,
        }
    }

    /// The same for whoever only looks, whoever has the journal.
    pub(super) fn peek(journal: &Path) -> i64 {
        File::open(beside(journal)).map_or(0, |file| number(&file))
    }

    /// Notes that so many commits were made. It is a witness only: that it cannot be written does
    /// not undo the commit, and is not told.
    pub(super) fn note(&mut self, commits: i64) {
        let text = format!("{commits:0WIDTH$}");
        let _ =
            self.file.seek(SeekFrom::Start(0)).and_then(|_| self.file.write_all(text.as_bytes()));
    }
}

/// Whether somebody has the journal at `journal`. Asked for a moment only, and shared, so that
/// nobody who asks too is told of a holder.
pub(super) fn is_held(journal: &Path) -> bool {
    let Ok(file) = File::open(beside(journal)) else { return false };
    matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
}

fn number(file: &File) -> i64 {
    let mut text = String::new();
    let read = file.take(WIDTH as u64).read_to_string(&mut text);
    read.ok().and_then(|_| text.parse().ok()).unwrap_or(0)
}

fn beside(journal: &Path) -> PathBuf {
    let mut name = journal.as_os_str().to_owned();
    name.push("-lock");
    name.into()
}

pub(super) fn disk(path: &Path, error: &std::io::Error) -> JournalError {
    JournalError::Disk { path: path.to_owned(), what: error.to_string() }
}

//! The ledger: every accepted write in the order of acceptance. The tests' oracle reads it.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::WorldError;

/// One accepted write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerEntry {
    /// Its number, ascending.
    pub id: i64,
    /// When, by the emulator's clock.
    pub time: String,
    /// What was asked: `POST orders/create`.
    pub operation: String,
    /// The key of the record it was about.
    pub key: String,
    /// What came with it.
    pub body: String,
    /// The status that was answered, or would have been had the answer not been lost.
    pub status: u16,
}

/// Reads the ledger of a world, whether a process has it open or not.
pub fn read_ledger(path: &Path) -> Result<Vec<LedgerEntry>, WorldError> {
    // Not read-only: what a killed process left in the log is folded in first.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    entries(&Connection::open_with_flags(path, flags)?)
}

pub(super) fn entries(connection: &Connection) -> Result<Vec<LedgerEntry>, WorldError> {
    let sql = "select id, time, operation, key, body, status from ledger order by id";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map((), |row| {
        Ok(LedgerEntry {
            id: row.get(0)?,
            time: row.get(1)?,
            operation: row.get(2)?,
            key: row.get(3)?,
            body: row.get(4)?,
            status: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

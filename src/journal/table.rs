//! Rows in and out of the database, with their checksums.

use std::path::Path;

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, ErrorCode, OptionalExtension, ToSql};

use crate::journal::JournalError;
use crate::journal::cell::{Cells, checksum};
use crate::journal::row::Row;

/// A connection that knows which file it is of.
#[derive(Clone, Copy)]
pub(super) struct Db<'a> {
    pub(super) connection: &'a Connection,
    pub(super) path: &'a Path,
}

impl Db<'_> {
    /// Runs statements that give nothing back.
    pub(super) fn execute(self, sql: &str, values: &[&dyn ToSql]) -> Result<usize, JournalError> {
        let run = || self.connection.prepare_cached(sql)?.execute(values);
        run().map_err(|error| trouble(self.path, &error))
    }

    /// A single number.
    pub(super) fn number(
        self,
        sql: &str,
        values: &[&dyn ToSql],
    ) -> Result<Option<i64>, JournalError> {
        let run = || self.connection.prepare_cached(sql)?.query_row(values, |row| row.get(0));
        run().optional().map_err(|error| trouble(self.path, &error))
    }

    /// The texts of a single column.
    pub(super) fn texts(
        self,
        sql: &str,
        values: &[&dyn ToSql],
    ) -> Result<Vec<Box<str>>, JournalError> {
        let read = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let texts = statement.query_map(values, |row| row.get(0))?;
            texts.collect::<Result<Vec<Box<str>>, rusqlite::Error>>()
        };
        read().map_err(|error| trouble(self.path, &error))
    }

    /// The rows that fit. `rest` is what follows the table's name.
    pub(super) fn rows<R: Row>(
        self,
        rest: &str,
        values: &[&dyn ToSql],
    ) -> Result<Vec<R>, JournalError> {
        let sql = format!("SELECT {}, crc FROM {} {rest}", R::COLUMNS.join(", "), R::TABLE);
        let read = || {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let width = R::COLUMNS.len();
            let rows = statement.query_map(values, |row| {
                let cells = (0..=width).map(|at| row.get(at));
                cells.collect::<Result<Vec<Cell>, rusqlite::Error>>()
            })?;
            rows.collect::<Result<Vec<Vec<Cell>>, rusqlite::Error>>()
        };
        let rows = read().map_err(|error| trouble(self.path, &error))?;
        rows.into_iter().map(|cells| self.checked(cells)).collect()
    }

    /// The row that fits.
    pub(super) fn row<R: Row>(
        self,
        rest: &str,
        values: &[&dyn ToSql],
    ) -> Result<Option<R>, JournalError> {
        Ok(self.rows(rest, values)?.into_iter().next())
    }

    /// Stores a row over the one with its key.
    pub(super) fn put<R: Row>(self, row: &R) -> Result<(), JournalError> {
        let key = R::COLUMNS[..R::KEY].join(", ");
        let others = R::COLUMNS[R::KEY..].iter().chain(&["crc"]);
        let sets: Vec<String> = others.map(|name| format!("{name} = excluded.{name}")).collect();
        let conflict = format!("ON CONFLICT ({key}) DO UPDATE SET {}", sets.join(", "));
        self.insert(row, &conflict).map(|_| ())
    }

    /// Stores a row unless one with its key is there; says whether it did.
    pub(super) fn put_new<R: Row>(self, row: &R) -> Result<bool, JournalError> {
        Ok(self.insert(row, "ON CONFLICT DO NOTHING")? == 1)
    }

    /// The next number of a table whose rows are numbered.
    pub(super) fn next<R: Row>(self, column: &str) -> Result<i64, JournalError> {
        let sql = format!("SELECT coalesce(max({column}), 0) + 1 FROM {}", R::TABLE);
        Ok(self.number(&sql, &[])?.unwrap_or(1))
    }

    fn insert<R: Row>(self, row: &R, conflict: &str) -> Result<usize, JournalError> {
        let mut cells = row.cells();
        let crc = checksum(R::TABLE, &cells);
        cells.push(Cell::Integer(crc.into()));
        let marks = vec!["?"; cells.len()].join(", ");
        let (table, columns) = (R::TABLE, R::COLUMNS.join(", "));
        let sql = format!("INSERT INTO {table} ({columns}, crc) VALUES ({marks}) {conflict}");
        let values: Vec<&dyn ToSql> = cells.iter().map(|cell| cell as &dyn ToSql).collect();
        self.execute(&sql, &values)
    }

    fn checked<R: Row>(self, mut cells: Vec<Cell>) -> Result<R, JournalError> {
        let kept = cells.pop();
        let damaged = || JournalError::Damaged {
            path: self.path.to_owned(),
            what: format!("`{}` does not fit its checksum", R::TABLE),
        };
        if kept != Some(Cell::Integer(checksum(R::TABLE, &cells).into())) {
            return Err(damaged());
        }
        R::from_cells(&mut Cells::new(cells)).ok_or_else(damaged)
    }
}

/// What SQLite says, as one of our errors.
pub(super) fn trouble(path: &Path, error: &rusqlite::Error) -> JournalError {
    let path = path.to_owned();
    let what = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            JournalError::Damaged { path, what }
        }
        // A column that does not hold what every row of it holds.
        None => JournalError::Damaged { path, what },
        Some(_) => JournalError::Disk { path, what },
    }
}

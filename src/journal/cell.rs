//! Cells of rows: their checksum, the words of enums, and what stands for nothing.

use std::sync::Arc;

use rusqlite::types::Value as Cell;

use crate::journal::{LaneKey, Stamp, Tombstone};

/// The checksum of a row: of its table and of every cell with its kind and length, so that cells
/// cannot flow into one another.
pub(super) fn checksum(table: &str, cells: &[Cell]) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(table.as_bytes());
    for cell in cells {
        let (kind, bytes): (u8, &[u8]) = match cell {
            Cell::Null => (0, &[]),
            Cell::Integer(number) => (1, &number.to_le_bytes()),
            Cell::Real(number) => (2, &number.to_le_bytes()),
            Cell::Text(text) => (3, text.as_bytes()),
            Cell::Blob(bytes) => (4, bytes),
        };
        hasher.update(&[kind]);
        hasher.update(&(bytes.len() as u64).to_le_bytes());
        hasher.update(bytes);
    }
    hasher.finalize()
}

/// Cells taken one after another.
pub(super) struct Cells(std::vec::IntoIter<Cell>);

impl Cells {
    pub(super) fn new(cells: Vec<Cell>) -> Cells {
        Cells(cells.into_iter())
    }

    /// A text, or nothing; the outer none is a cell of another kind.
    #[expect(clippy::option_option, reason = "a cell of the wrong kind is not an empty cell")]
    pub(super) fn maybe(&mut self) -> Option<Option<Box<str>>> {
        match self.0.next()? {
            Cell::Null => Some(None),
            Cell::Text(text) => Some(Some(text.into())),
            Cell::Integer(_) | Cell::Real(_) | Cell::Blob(_) => None,
        }
    }

    pub(super) fn text(&mut self) -> Option<Box<str>> {
        self.maybe()?
    }

    #[expect(clippy::option_option, reason = "a cell of the wrong kind is not an empty cell")]
    pub(super) fn maybe_number(&mut self) -> Option<Option<i64>> {
        match self.0.next()? {
            Cell::Null => Some(None),
            Cell::Integer(number) => Some(Some(number)),
            Cell::Real(_) | Cell::Text(_) | Cell::Blob(_) => None,
        }
    }

    pub(super) fn number(&mut self) -> Option<i64> {
        self.maybe_number()?
    }

    #[expect(clippy::option_option, reason = "a cell of the wrong kind is not an empty cell")]
    pub(super) fn maybe_bytes(&mut self) -> Option<Option<Arc<[u8]>>> {
        match self.0.next()? {
            Cell::Null => Some(None),
            Cell::Blob(bytes) => Some(Some(bytes.into())),
            Cell::Integer(_) | Cell::Real(_) | Cell::Text(_) => None,
        }
    }

    pub(super) fn word<T: Word>(&mut self) -> Option<T> {
        T::from_word(&self.text()?)
    }

    pub(super) fn lane(&mut self) -> Option<LaneKey> {
        Some(LaneKey { flow: self.text()?, entity: self.text()?, key: self.text()? })
    }
}

/// An enum that is kept as a word.
pub(super) trait Word: Sized + Copy {
    /// The word.
    fn word(self) -> &'static str;
    /// Which one a word means.
    fn from_word(word: &str) -> Option<Self>;
}

pub(super) fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

pub(super) fn maybe(value: Option<&str>) -> Cell {
    value.map_or(Cell::Null, text)
}

pub(super) fn maybe_stamp(value: Option<Stamp>) -> Cell {
    value.map_or(Cell::Null, |stamp| Cell::Integer(stamp.0))
}

pub(super) fn lane(key: &LaneKey) -> [Cell; 3] {
    [text(&key.flow), text(&key.entity), text(&key.key)]
}

/// `-` for a deleted record, `=KEY` for one that was merged.
pub(super) fn gone_text(gone: Option<&Tombstone>) -> Cell {
    match gone {
        None => Cell::Null,
        Some(Tombstone::Deleted) => text("-"),
        Some(Tombstone::Merged(key)) => Cell::Text(format!("={key}")),
    }
}

#[expect(clippy::option_option, reason = "a text that means nothing is not a missing one")]
pub(super) fn gone_from(value: Option<&str>) -> Option<Option<Tombstone>> {
    match value {
        None => Some(None),
        Some("-") => Some(Some(Tombstone::Deleted)),
        Some(text) => Some(Some(Tombstone::Merged(text.strip_prefix('=')?.into()))),
    }
}

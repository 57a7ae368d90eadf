//! The records of a base in memory, as they stand in its world.
//!
//! The world's file is locked by this process, so what is read once stays true; each change goes
//! to the file first.

use indexmap::IndexMap;
use serde_json::{Map, Value};

/// A record as JSON gives it.
pub(super) type Record = Map<String, Value>;

/// A record with its place in the order of its set.
#[derive(Clone, Debug)]
pub(super) struct Stored {
    /// Its place.
    pub(super) seq: i64,
    /// It.
    pub(super) record: Record,
}

/// Records by set and key.
#[derive(Debug, Default)]
pub(super) struct Rows {
    sets: IndexMap<String, IndexMap<String, Stored>>,
}

impl Rows {
    /// A record by its key.
    pub(super) fn get(&self, set: &str, key: &str) -> Option<&Record> {
        self.stored(set, key).map(|stored| &stored.record)
    }

    /// A record with its place.
    pub(super) fn stored(&self, set: &str, key: &str) -> Option<&Stored> {
        self.sets.get(set)?.get(key)
    }

    /// All records of a set in their order.
    pub(super) fn all(&self, set: &str) -> impl Iterator<Item = (&str, &Record)> {
        let found = self.sets.get(set).into_iter().flatten();
        found.map(|(key, stored)| (key.as_str(), &stored.record))
    }

    /// All records of all sets, with their sets and keys.
    pub(super) fn every(&self) -> impl Iterator<Item = (&str, &str, &Stored)> {
        let sets = self.sets.iter();
        sets.flat_map(|(set, found)| {
            found.iter().map(move |(key, stored)| (set.as_str(), key.as_str(), stored))
        })
    }

    /// The place after the last of a set.
    pub(super) fn next_seq(&self, set: &str) -> i64 {
        let last = self.sets.get(set).and_then(|it| it.values().map(|stored| stored.seq).max());
        last.unwrap_or(0) + 1
    }

    /// Puts a record where its key was, or at the end.
    pub(super) fn put(&mut self, set: &str, key: &str, stored: Stored) {
        self.sets.entry(set.to_owned()).or_default().insert(key.to_owned(), stored);
    }

    /// Removes a record.
    pub(super) fn remove(&mut self, set: &str, key: &str) {
        if let Some(found) = self.sets.get_mut(set) {
            found.shift_remove(key);
        }
    }
}

//! What can be done inside one transaction of a world.

use rusqlite::{Connection, OptionalExtension, Params, Transaction};
use serde_json::Value;

use super::WorldError;

/// A record of a collection.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its key.
    pub key: String,
    /// Its place in the order of the collection.
    pub seq: i64,
    /// What it holds.
    pub body: Value,
}

/// A transaction.
#[derive(Debug)]
pub struct Tx<'a> {
    connection: &'a Connection,
}

impl<'a> Tx<'a> {
    pub(super) fn new(transaction: &'a Transaction<'_>) -> Tx<'a> {
        Tx { connection: transaction }
    }

    /// A record by its key.
    pub fn get(&self, collection: &str, key: &str) -> Result<Option<Value>, WorldError> {
        let sql = "select key, seq, body from record where collection = ?1 and key = ?2";
        Ok(self.rows(sql, (collection, key))?.pop().map(|row| row.body))
    }

    /// Puts a record under its key, instead of the one that was there. `seq` is its place.
    pub fn put(
        &self,
        collection: &str,
        key: &str,
        seq: i64,
        body: &Value,
    ) -> Result<(), WorldError> {
        let sql = "insert into record (collection, key, seq, body) values (?1, ?2, ?3, ?4)
                   on conflict do update set seq = excluded.seq, body = excluded.body";
        self.run(sql, (collection, key, seq, body.to_string()))
    }

    /// Removes a record and its marks.
    pub fn remove(&self, collection: &str, key: &str) -> Result<(), WorldError> {
        self.run("delete from record where collection = ?1 and key = ?2", (collection, key))?;
        self.run("delete from mark where collection = ?1 and key = ?2", (collection, key))
    }

    /// All records of a collection in their order.
    pub fn list(&self, collection: &str) -> Result<Vec<Row>, WorldError> {
        self.page(collection, i64::MIN, i64::MAX, 0)
    }

    /// Records whose place is after `seq`, in their order: at most `limit`, without the first
    /// `offset`.
    pub fn page(
        &self,
        collection: &str,
        seq: i64,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<Row>, WorldError> {
        let sql = "select key, seq, body from record where collection = ?1 and seq > ?2
                   order by seq, key limit ?3 offset ?4";
        self.rows(sql, (collection, seq, limit, offset))
    }

    /// How many records have their place after `seq`.
    pub fn count(&self, collection: &str, seq: i64) -> Result<i64, WorldError> {
        let sql = "select count(*) from record where collection = ?1 and seq > ?2";
        Ok(self.connection.prepare_cached(sql)?.query_row((collection, seq), |row| row.get(0))?)
    }

    /// The last place taken in a collection; 0 for an empty one.
    pub fn last(&self, collection: &str) -> Result<i64, WorldError> {
        let sql = "select coalesce(max(seq), 0) from record where collection = ?1";
        Ok(self.connection.prepare_cached(sql)?.query_row((collection,), |row| row.get(0))?)
    }

    /// Marks a record with a value it can be found by, instead of its former one of that name.
    pub fn mark(
        &self,
        collection: &str,
        name: &str,
        key: &str,
        value: Option<&str>,
    ) -> Result<(), WorldError> {
        let sql = "delete from mark where collection = ?1 and key = ?2 and name = ?3";
        self.run(sql, (collection, key, name))?;
        let sql = "insert into mark (collection, name, value, key) values (?1, ?2, ?3, ?4)";
        match value {
            Some(value) => self.run(sql, (collection, name, value, key)),
            None => Ok(()),
        }
    }

    /// The records so marked, in the order of their keys.
    pub fn marked(
        &self,
        collection: &str,
        name: &str,
        value: &str,
    ) -> Result<Vec<String>, WorldError> {
        let sql = "select key from mark where collection = ?1 and name = ?2 and value = ?3";
        let mut statement = self.connection.prepare_cached(sql)?;
        let keys = statement.query_map((collection, name, value), |row| row.get(0))?;
        Ok(keys.collect::<Result<_, _>>()?)
    }

    /// A value kept beside the collections.
    pub fn meta(&self, key: &str) -> Result<Option<String>, WorldError> {
        let sql = "select value from meta where key = ?1";
        let mut statement = self.connection.prepare_cached(sql)?;
        Ok(statement.query_row((key,), |row| row.get(0)).optional()?)
    }

    /// Keeps a value beside the collections.
    pub fn set_meta(&self, key: &str, value: &str) -> Result<(), WorldError> {
        let sql = "insert into meta (key, value) values (?1, ?2)
                   on conflict do update set value = excluded.value";
        self.run(sql, (key, value))
    }

    /// The next number of a counter, from 1.
    pub fn next(&self, counter: &str) -> Result<i64, WorldError> {
        let last = self.meta(counter)?.and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
        self.set_meta(counter, &(last + 1).to_string())?;
        Ok(last + 1)
    }

    /// Sees to it that the next number of a counter is beyond this one.
    pub fn skip_to(&self, counter: &str, number: i64) -> Result<(), WorldError> {
        let last = self.meta(counter)?.and_then(|text| text.parse::<i64>().ok()).unwrap_or(0);
        if number > last { self.set_meta(counter, &number.to_string()) } else { Ok(()) }
    }

    /// Enters an accepted write into the ledger.
    pub fn enter(
        &self,
        time: &str,
        operation: &str,
        key: &str,
        body: &str,
        status: u16,
    ) -> Result<(), WorldError> {
        let sql = "insert into ledger (time, operation, key, body, status) \
                   values (?1, ?2, ?3, ?4, ?5)";
        self.run(sql, (time, operation, key, body, status))
    }

    fn run(&self, sql: &str, params: impl Params) -> Result<(), WorldError> {
        self.connection.prepare_cached(sql)?.execute(params)?;
        Ok(())
    }

    fn rows(&self, sql: &str, params: impl Params) -> Result<Vec<Row>, WorldError> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let rows = statement.query_map(params, |row| {
            let body: String = row.get(2)?;
            let body = serde_json::from_str(&body).map_err(|error| {
                rusqlite::Error::FromSqlConversionFailure(
                    2,
                    rusqlite::types::Type::Text,
                    Box::new(error),
                )
            })?;
            Ok(Row { key: row.get(0)?, seq: row.get(1)?, body })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

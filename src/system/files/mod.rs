//! Records at hand instead of a system: put there one by one, read as from a system.
//!
//! Every record counts as changed since its text was last seen. It cannot be written. Filters compare as both systems do: numbers by value
//! whether quoted or not, keys in either case.

mod filter;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::endpoint::{
    Capability, Change, Changes, Cursor, Endpoint, EndpointError, ErrorKind, Payload, Pending,
    Query, Selector, Source, Write, Written,
};
use crate::value::Fault;

/// How many keys one read may name: all the same to memory.
const BATCH: usize = 1000;

/// Where a feed of files goes on: from the beginning, for a file may change anywhere.
const END: &str = "0";

/// Records by their entities.
#[derive(Debug, Default)]
pub struct Files {
    records: BTreeMap<String, Vec<Stored>>,
    assumed: BTreeMap<String, String>,
}

#[derive(Debug)]
struct Stored {
    key: String,
    text: Arc<[u8]>,
    value: Value,
    fault: Option<Fault>,
}

impl Files {
    /// Puts a record there; one of the same key makes way. `text` is its JSON.
    pub fn put(&mut self, entity: &str, key: &str, text: &str) {
        let value = serde_json::from_str(text).unwrap_or_default();
        let record =
            Stored { key: key.to_owned(), text: text.as_bytes().into(), value, fault: None };
        self.store(entity, record);
    }

    /// Puts there what is no record, under a name of its own: it is read by that name alone, and
    /// waits.
    pub fn put_faulty(&mut self, entity: &str, name: &str, bytes: &[u8], fault: Fault) {
        let (key, value) = (name.to_owned(), Value::Null);
        self.store(entity, Stored { key, text: bytes.into(), value, fault: Some(fault) });
    }

    fn store(&mut self, entity: &str, record: Stored) {
        let records = self.records.entry(entity.to_owned()).or_default();
        match records.iter_mut().find(|known| known.key == record.key) {
            Some(known) => *known = record,
            None => records.push(record),
        }
    }

    /// Whether a record of that key is there.
    pub fn has(&self, entity: &str, key: &str) -> bool {
        self.get(entity, key).is_some()
    }

    /// The JSON of a record.
    pub fn get(&self, entity: &str, key: &str) -> Option<&str> {
        let record = self.of(entity).find(|record| record.key.eq_ignore_ascii_case(key))?;
        std::str::from_utf8(&record.text).ok()
    }

    /// Takes every record of an entity that is asked for by a key as existing, as long as none was
    /// put there. `member` is the one that holds its key.
    pub fn assume(&mut self, entity: &str, member: &str) {
        self.assumed.insert(entity.to_owned(), member.to_owned());
    }

    fn of(&self, entity: &str) -> impl Iterator<Item = &Stored> {
        self.records.get(entity).into_iter().flatten()
    }

    fn chosen(&self, query: &Query) -> Vec<Payload> {
        if !self.records.contains_key(&query.entity)
            && let Some(member) = self.assumed.get(&query.entity)
        {
            return assumed(member, &query.selector);
        }
        let keys: BTreeSet<String> = match &query.selector {
            Selector::Keys(keys) | Selector::Alternate(_, keys) => {
                keys.iter().map(|key| key.to_lowercase()).collect()
            }
            Selector::Filter(_) | Selector::All | Selector::Few => BTreeSet::new(),
        };
        let fits = |record: &&Stored| match &query.selector {
            Selector::Keys(_) => keys.contains(&record.key.to_lowercase()),
            _ if record.fault.is_some() => false,
            Selector::Alternate(field, _) => {
                filter::text(&record.value, field).is_some_and(|held| keys.contains(&held))
            }
            Selector::Filter(filter) => filter::fits(&record.value, filter),
            Selector::All | Selector::Few => true,
        };
        self.of(&query.entity).filter(fits).map(Stored::payload).collect()
    }
}

impl Stored {
    fn payload(&self) -> Payload {
        // Of what is no record nothing is read: it goes by its name.
        let bytes = if self.fault.is_some() { Arc::from([]) } else { self.text.clone() };
        Payload { key: self.key.clone(), version: None, bytes, fault: self.fault.clone() }
    }

    /// A change whose id is the record with its text: the same text again is no news.
    fn change(&self) -> Change {
        let text = String::from_utf8_lossy(&self.text);
        Change {
            id: format!("{} {}", self.key, crate::schema::hash(&text)),
            key: self.key.clone(),
            field: None,
            source: "files".to_owned(),
            own: false,
            gone: None,
            payload: Arc::from([]),
        }
    }
}

/// The records that a selector by keys would find if all existed.
fn assumed(member: &str, selector: &Selector) -> Vec<Payload> {
    let (other, keys) = match selector {
        Selector::Keys(keys) => (None, keys),
        Selector::Alternate(field, keys) => (Some(field), keys),
        Selector::Filter(_) | Selector::All | Selector::Few => return Vec::new(),
    };
    let record = |key: &String| {
        let mut members = serde_json::Map::new();
        for name in [Some(member), other.map(String::as_str)].into_iter().flatten() {
            members.insert(name.to_owned(), Value::from(key.as_str()));
        }
        let text = Value::from(members).to_string();
        Payload { key: key.clone(), version: None, bytes: text.into_bytes().into(), fault: None }
    };
    keys.iter().map(record).collect()
}

impl Source for Files {
    fn capability(&self) -> Capability {
        let reads =
            Capability { changes: true, filter: true, batch: BATCH, ..Capability::default() };
        Capability { own_keys: true, compares: true, ..reads }
    }

    fn changes<'a>(&'a self, entity: &'a str, cursor: &'a Cursor) -> Pending<'a, Changes> {
        let _ = cursor;
        let changes = self.of(entity).map(Stored::change).collect();
        let next = Cursor::After(END.to_owned());
        Box::pin(std::future::ready(Ok(Changes { changes, next, more: false })))
    }

    fn read<'a>(&'a self, query: &'a Query) -> Pending<'a, Vec<Payload>> {
        Box::pin(std::future::ready(Ok(self.chosen(query))))
    }

    fn describe<'a>(&'a self, what: &'a str) -> Pending<'a, Vec<u8>> {
        let error = EndpointError::new(ErrorKind::Unsupported, what, "files describe nothing");
        Box::pin(std::future::ready(Err(error)))
    }
}

impl Endpoint for Files {
    fn write<'a>(&'a self, write: &'a Write) -> Pending<'a, Written> {
        let error =
            EndpointError::new(ErrorKind::Unsupported, &write.entity, "files are read only");
        Box::pin(std::future::ready(Err(error)))
    }
}

#[cfg(test)]
mod tests;

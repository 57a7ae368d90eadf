//! The records of a system in memory, and how they are chosen.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::endpoint::{Filter, Operand, Payload, Query, Selector};

/// A record.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) json: Value,
    /// Counts its writes.
    pub(super) version: u64,
    /// As it was before the last write.
    pub(super) before: Option<Value>,
    /// Of a document: the lines whose movements were made.
    pub(super) moved: Option<Value>,
}

impl Record {
    pub(super) fn new(json: Value) -> Record {
        Record { json, version: 1, before: None, moved: None }
    }

    /// Writes it.
    pub(super) fn write(&mut self, json: Value) {
        self.before = Some(std::mem::replace(&mut self.json, json));
        self.version += 1;
    }
}

/// All records of a system, by entity and key.
#[derive(Debug, Default)]
pub(super) struct Store {
    pub(super) records: BTreeMap<(String, String), Record>,
}

impl Store {
    pub(super) fn get(&self, entity: &str, key: &str) -> Option<&Record> {
        self.records.get(&(entity.to_owned(), key.to_owned()))
    }

    pub(super) fn get_mut(&mut self, entity: &str, key: &str) -> Option<&mut Record> {
        self.records.get_mut(&(entity.to_owned(), key.to_owned()))
    }

    pub(super) fn put(&mut self, entity: &str, key: &str, json: Value) {
        self.records.insert((entity.to_owned(), key.to_owned()), Record::new(json));
    }

    /// The records of an entity with their keys, in the order of the keys.
    pub(super) fn all<'s>(
        &'s self,
        entity: &'s str,
    ) -> impl Iterator<Item = (&'s str, &'s Record)> {
        let of_entity = self.records.iter().filter(move |((name, _), _)| name == entity);
        of_entity.map(|((_, key), record)| (&**key, record))
    }

    /// The records that a query means; `stale` ones are shown as they were before their last write.
    pub(super) fn chosen(&self, query: &Query, versions: bool, stale: bool) -> Vec<Payload> {
        let chosen = self.all(&query.entity).filter(|(key, record)| match &query.selector {
            Selector::Keys(keys) => keys.iter().any(|wanted| wanted == key),
            Selector::Alternate(field, values) => values.contains(&plain(&record.json[field])),
            Selector::Filter(filter) => fits(&record.json, filter),
            Selector::All | Selector::Few => true,
        });
        let payload = |(key, record): (&str, &Record)| {
            let old = record.before.as_ref().filter(|_| stale);
            let version = record.version - u64::from(old.is_some());
            Payload {
                key: key.to_owned(),
                version: versions.then(|| version.to_string()),
                bytes: old.unwrap_or(&record.json).to_string().into_bytes().into(),
                fault: None,
            }
        };
        chosen.map(payload).collect()
    }
}

/// A value as people would write it.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn fits(record: &Value, filter: &Filter) -> bool {
    match filter {
        Filter::Equal(path, operand) => equals(&record[path], operand),
        Filter::Differs(path, operand) => !equals(&record[path], operand),
        Filter::AtLeast(..) => panic!("nobody asks for it: {filter:?}"),
        Filter::All(all) => all.iter().all(|filter| fits(record, filter)),
        Filter::Any(any) => any.iter().any(|filter| fits(record, filter)),
        Filter::Row(path, inner) => {
            record[path].as_array().is_some_and(|rows| rows.iter().any(|row| fits(row, inner)))
        }
    }
}

fn equals(held: &Value, operand: &Operand) -> bool {
    let held = plain(held);
    match operand {
        Operand::Text(text) | Operand::Number(text) | Operand::DateTime(text) => held == *text,
        Operand::Bool(truth) => held == truth.to_string(),
        Operand::Key { key, .. } => held == *key,
    }
}

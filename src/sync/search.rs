//! Looking for left records by a step of a match: many keys in one read.

use std::sync::Arc;

use bumpalo::Bump;

use crate::builtins::Builtin;
use crate::endpoint::{Filter, Operand, Query, Selector};
use crate::eval::KEY_SEPARATOR;
use crate::program::{Constant, Search, StepPlan};
use crate::schema::{Catalog, EntityId, Field, Form, RecordId, Type};
use crate::sync::dialect::{Dialect, text};
use crate::sync::overlay::{Index, Overlay};
use crate::sync::raw::{Opened, rows};
use crate::sync::same::normal;
use crate::sync::world::{PlanError, World};

/// The text by which a key is compared: converted as the step says; none where that fails.
pub(crate) fn key_text(search: &Search, key: &[Constant]) -> Option<String> {
    let via = match search {
        Search::Rows { via, .. } => *via,
        Search::Fields(_) | Search::Related { .. } => None,
    };
    let parts: Option<Vec<String>> = key.iter().map(|part| compared(via, part)).collect();
    Some(parts?.join(&KEY_SEPARATOR.to_string()))
}

fn compared(via: Option<&Builtin>, value: &Constant) -> Option<String> {
    let value = normal(&Type::TEXT, value);
    let Some(via) = via else { return Some(text(&value)) };
    let arena = Bump::new();
    let converted = (via.run)(&[value.value()], &arena).ok()?;
    Some(text(&Constant::of(converted)))
}

/// The records of `entity` that have one of these keys, by the keys' texts.
pub(crate) async fn search(
    world: &World<'_>,
    overlay: &mut Overlay,
    place: (u16, usize),
    step: &StepPlan,
    entity: EntityId,
    keys: &[Vec<Constant>],
) -> Result<Arc<Index>, PlanError> {
    let finder = Finder { world, dialect: world.dialect(StepPlan::TOWARD), entity };
    let index = match &step.search {
        Search::Fields(wires) => finder.by_fields(&step.search, wires, keys).await?,
        Search::Rows { collection, patterns, field, via: Some(_) } => {
            // The system does not know the conversion: its rows are read once and converted here.
            if let Some(index) = overlay.indexes.get(&place) {
                return Ok(Arc::clone(index));
            }
            let filter = fitting(&finder.dialect, finder.rows(collection), patterns);
            let inside = Filter::Row(collection.to_string(), Box::new(Filter::All(filter.clone())));
            let chosen = if filter.is_empty() { Selector::All } else { Selector::Filter(inside) };
            let index = finder.by_rows(&step.search, collection, patterns, field, chosen).await?;
            let index = Arc::new(index);
            overlay.indexes.insert(place, Arc::clone(&index));
            return Ok(index);
        }
        Search::Rows { collection, patterns, field, via: None } => {
            let mut index = Index::new();
            let record = finder.rows(collection);
            let equal = |key: &Vec<Constant>| finder.equal(record, field, key.first());
            for any in finder.batches(keys.iter().filter_map(equal).collect()) {
                let mut filter = fitting(&finder.dialect, record, patterns);
                filter.push(any);
                let inside = Filter::Row(collection.to_string(), Box::new(Filter::All(filter)));
                let chosen = Selector::Filter(inside);
                let found = finder.by_rows(&step.search, collection, patterns, field, chosen);
                join(&mut index, found.await?);
            }
            index
        }
        Search::Related { entity: related, by, patterns, field } => {
            finder.by_related(&step.search, *related, by, patterns, field, keys).await?
        }
    };
    Ok(Arc::new(index))
}

fn join(index: &mut Index, more: Index) {
    let mut entries: Vec<_> = more.into_iter().collect();
    entries.sort();
    for (key, records) in entries {
        index.entry(key).or_default().extend(records);
    }
}

struct Finder<'a> {
    world: &'a World<'a>,
    dialect: Dialect<'a>,
    entity: EntityId,
}

impl Finder<'_> {
    fn batches(&self, filters: Vec<Filter>) -> Vec<Filter> {
        batches(filters, self.world.access(StepPlan::TOWARD).source.capability().batch)
    }

    fn catalog(&self) -> &Catalog {
        self.world.catalog
    }

    /// What the rows of a collection are made of.
    fn rows(&self, collection: &str) -> RecordId {
        let record = self.catalog()[self.entity].record;
        match field(self.catalog(), record, collection).map(|field| &field.ty) {
            Some(Type::Rows(rows)) => rows.record,
            _ => record,
        }
    }

    fn equal(&self, record: RecordId, wire: &str, value: Option<&Constant>) -> Option<Filter> {
        Some(Filter::Equal(wire.into(), operand(&self.dialect, record, wire, value?)))
    }

    async fn read(
        &self,
        entity: EntityId,
        selector: Selector,
        fields: Vec<String>,
    ) -> Result<Vec<crate::endpoint::Payload>, PlanError> {
        let entity = self.catalog()[entity].name.to_string();
        let query = Query { entity, selector, fields };
        Ok(self.world.access(StepPlan::TOWARD).source.read(&query).await?)
    }

    fn key_wires(&self) -> Vec<String> {
        let entity = &self.catalog()[self.entity];
        let wire = |name: &str| wire_of(self.catalog(), entity.record, name).into();
        entity.key.iter().map(|name| wire(name)).collect()
    }

    async fn by_fields(
        &self,
        search: &Search,
        wires: &[Box<str>],
        keys: &[Vec<Constant>],
    ) -> Result<Index, PlanError> {
        let record = self.catalog()[self.entity].record;
        let mut index = Index::new();
        let mut fields = self.key_wires();
        fields.extend(wires.iter().map(ToString::to_string));
        let all = |key: &Vec<Constant>| {
            let given = wires.iter().zip(key).filter(|(_, value)| **value != Constant::Absent);
            let equal = given.filter_map(|(wire, value)| self.equal(record, wire, Some(value)));
            Filter::All(equal.collect())
        };
        let mut open = keys;
        for any in self.batches(keys.iter().map(all).collect()) {
            // What is found is compared with the keys that it was read by, and no others.
            let asked;
            (asked, open) = open.split_at(count(&any).min(open.len()));
            for payload in self.read(self.entity, Selector::Filter(any), fields.clone()).await? {
                let shown = String::from_utf8_lossy(&payload.bytes);
                let opened = Opened::new(&shown);
                for key in asked {
                    // A part that the key leaves open may hold anything.
                    let held = wires.iter().zip(key).map(|(wire, part)| match part {
                        Constant::Absent => Constant::Absent,
                        _ => value(&self.dialect, record, &opened, wire),
                    });
                    let held: Vec<Constant> = held.collect();
                    let text = key_text(search, key);
                    if text.is_some() && key_text(search, &held) == text {
                        let text = text.unwrap_or_default();
                        index.entry(text).or_default().insert(payload.key.clone());
                    }
                }
            }
        }
        Ok(index)
    }

    async fn by_rows(
        &self,
        search: &Search,
        collection: &str,
        patterns: &[(Box<str>, Constant)],
        wire: &str,
        chosen: Selector,
    ) -> Result<Index, PlanError> {
        let record = self.rows(collection);
        let mut index = Index::new();
        let mut fields = self.key_wires();
        fields.push(collection.to_owned());
        for payload in self.read(self.entity, chosen, fields).await? {
            let shown = String::from_utf8_lossy(&payload.bytes);
            let list = Opened::new(&shown).at(&[collection.into()]).map(rows).unwrap_or_default();
            for row in list {
                let row = Opened::new(row);
                let fits = patterns.iter().all(|(wire, wanted)| {
                    let held = value(&self.dialect, record, &row, wire);
                    text(&normal(&Type::TEXT, &held)) == text(&normal(&Type::TEXT, wanted))
                });
                let held = value(&self.dialect, record, &row, wire);
                if fits
                    && held != Constant::Absent
                    && let Some(text) = key_text(search, &[held])
                {
                    index.entry(text).or_default().insert(payload.key.clone());
                }
            }
        }
        Ok(index)
    }

    async fn by_related(
        &self,
        search: &Search,
        related: EntityId,
        by: &str,
        patterns: &[(Box<str>, Constant)],
        wire: &str,
        keys: &[Vec<Constant>],
    ) -> Result<Index, PlanError> {
        let record = self.catalog()[related].record;
        let mut index = Index::new();
        let equal = |key: &Vec<Constant>| self.equal(record, wire, key.first());
        for any in self.batches(keys.iter().filter_map(equal).collect()) {
            let mut filter = fitting(&self.dialect, record, patterns);
            filter.push(any);
            let chosen = Selector::Filter(Filter::All(filter));
            for payload in self.read(related, chosen, Vec::new()).await? {
                let shown = String::from_utf8_lossy(&payload.bytes);
                let opened = Opened::new(&shown);
                let owner = match value(&self.dialect, record, &opened, by) {
                    Constant::Reference(entity, key) if entity == self.entity => key,
                    Constant::Text(key) => key,
                    _ => continue,
                };
                let held = value(&self.dialect, record, &opened, wire);
                if let Some(text) = key_text(search, &[held]) {
                    index.entry(text).or_default().insert(owner.to_string());
                }
            }
        }
        Ok(index)
    }
}

/// How long the conditions of one read may be: they stand in an address, whose length is limited.
const LONGEST: usize = 1100;

/// Conditions of which any will do, so many in each read as its address can hold.
pub(crate) fn batches(filters: Vec<Filter>, most: usize) -> Vec<Filter> {
    let mut batches: Vec<Vec<Filter>> = Vec::new();
    let mut length = 0;
    for filter in filters {
        let more = weight(&filter);
        match batches.last_mut() {
            Some(batch) if batch.len() < most && length + more <= LONGEST => {
                batch.push(filter);
                length += more;
            }
            _ => {
                batches.push(vec![filter]);
                length = more;
            }
        }
    }
    batches.into_iter().map(Filter::Any).collect()
}

/// How many conditions of which any will do.
fn count(filter: &Filter) -> usize {
    match filter {
        Filter::Any(filters) => filters.len(),
        Filter::Equal(..)
        | Filter::Differs(..)
        | Filter::AtLeast(..)
        | Filter::All(_)
        | Filter::Row(..) => 1,
    }
}

/// About how many characters of an address a condition takes.
fn weight(filter: &Filter) -> usize {
    let encoded =
        |text: &str| text.bytes().map(|b| if b.is_ascii() { 1 } else { 3 }).sum::<usize>();
    let value = |operand: &Operand| match operand {
        Operand::Text(text) | Operand::Number(text) | Operand::DateTime(text) => encoded(text),
        Operand::Bool(_) => 5,
        Operand::Key { key, entity } => {
            encoded(key) + 8 + entity.as_deref().map_or(0, |entity| encoded(entity) + 8)
        }
    };
    match filter {
        Filter::Equal(path, operand)
        | Filter::Differs(path, operand)
        | Filter::AtLeast(path, operand) => encoded(path) + value(operand) + 20,
        Filter::All(filters) | Filter::Any(filters) => filters.iter().map(weight).sum(),
        Filter::Row(path, inner) => encoded(path) + weight(inner) + 20,
    }
}

/// The conditions that a pattern puts to the system.
pub(crate) fn fitting(
    dialect: &Dialect<'_>,
    record: RecordId,
    patterns: &[(Box<str>, Constant)],
) -> Vec<Filter> {
    let equal = |(wire, value): &(Box<str>, Constant)| {
        Filter::Equal(wire.to_string(), operand(dialect, record, wire, value))
    };
    patterns.iter().map(equal).collect()
}

/// What a field is called on the wire. A key may name a member that is no field of its own.
pub(crate) fn wire_of(catalog: &Catalog, record: RecordId, name: &str) -> Box<str> {
    catalog.field(record, name).map_or_else(|| name.into(), |field| field.wire.name.clone())
}

/// The field of a record by its name on the wire.
pub(crate) fn field<'a>(catalog: &'a Catalog, record: RecordId, wire: &str) -> Option<&'a Field> {
    catalog[record].fields.values().find(|field| &*field.wire.name == wire)
}

/// A value as a filter on that field has it: in the field's own type.
pub(crate) fn operand(
    dialect: &Dialect<'_>,
    record: RecordId,
    wire: &str,
    value: &Constant,
) -> Operand {
    let field = field(dialect.catalog, record, wire);
    let composite = field.is_some_and(|field| matches!(field.ty, Type::Any | Type::Union(_)));
    match (field.map(|field| (&field.ty, &field.wire.form)), value) {
        (Some((ty, _)), Constant::Text(text)) if ty.is_number() => {
            Operand::Number(text.to_string())
        }
        (Some((Type::Guid | Type::Ref(_), _) | (_, Form::Guid)), Constant::Text(key)) => {
            Operand::Key { key: key.to_string(), entity: None }
        }
        (Some((ty, _)), Constant::Number(number)) if ty.is_textual() => {
            Operand::Text(number.normalized().to_string())
        }
        (_, value) => dialect.operand(value, composite),
    }
}

/// What a member of a payload says, in its field's type.
pub(crate) fn value(
    dialect: &Dialect<'_>,
    record: RecordId,
    payload: &Opened<'_>,
    wire: &str,
) -> Constant {
    let found = payload.at(&[wire.into()]);
    match field(dialect.catalog, record, wire) {
        Some(field) => {
            let tag = field.wire.tag.as_deref().and_then(|tag| payload.at(&[tag.into()]));
            dialect.read(&field.ty, &field.wire.form, found, tag)
        }
        None => dialect.read(&Type::TEXT, &Form::Plain, found, None),
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST, batches, weight};
    use crate::endpoint::{Filter, Operand};

    #[test]
    fn a_read_names_as_many_keys_as_an_address_holds() {
        let named = |number: usize| {
            let (key, entity) = (format!("{number:036}"), Some("Вид_Очень".to_owned()));
            Filter::Equal("Владелец".into(), Operand::Key { key, entity })
        };
        let all: Vec<Filter> = (0..50).map(named).collect();
        let found = batches(all.clone(), 20);
        let kept: Vec<Filter> = found
            .iter()
            .flat_map(|batch| match batch {
                Filter::Any(filters) => filters.clone(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(kept, all, "none is lost");
        assert!(found.len() > 50 / 20 + 1, "long conditions make short batches");
        assert!(found.iter().all(|batch| weight(batch) <= LONGEST));
        let short = |number: usize| Filter::Equal("a".into(), Operand::Number(number.to_string()));
        assert_eq!(batches((0..50).map(short).collect(), 20).len(), 3);
    }
}

//! What people call the records that a plan mentions.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::slice;

use crate::endpoint::{Query, Selector};
use crate::program::{Constant, Group, Toward};
use crate::schema::{Catalog, EntityId};
use crate::sync::dialect::text;
use crate::sync::diff::{Difference, RowEdit};
use crate::sync::overlay::Overlay;
use crate::sync::plan::RecordPlan;
use crate::sync::raw::Opened;
use crate::sync::search::{value, wire_of};
use crate::sync::target::Present;
use crate::sync::world::World;

/// Finds the names of records that are not known yet, as many in one read as the system likes.
pub(crate) async fn learn(
    world: &World<'_>,
    overlay: &mut Overlay,
    toward: Toward,
    records: &BTreeSet<(EntityId, Box<str>)>,
) {
    let mut wanted: BTreeMap<EntityId, Vec<String>> = BTreeMap::new();
    for (entity, key) in records {
        let place = (*entity, key.clone());
        if overlay.names.contains_key(&place) || world.catalog[*entity].naming.is_none() {
            continue;
        }
        let saved = world.catalog[*entity].names.iter().find(|name| *name.key == **key);
        match saved {
            Some(saved) => {
                overlay.names.insert(place, saved.name.clone());
            }
            None if world.names => wanted.entry(*entity).or_default().push(key.to_string()),
            None => {}
        }
    }
    let access = world.access(toward);
    for (entity, keys) in wanted {
        for batch in keys.chunks(access.source.capability().batch.max(1)) {
            let query = Query {
                entity: world.catalog[entity].name.to_string(),
                selector: Selector::Keys(batch.to_vec()),
                fields: naming_fields(world.catalog, entity),
            };
            // Names are for people only: an entity that cannot be read has none.
            for payload in access.source.read(&query).await.unwrap_or_default() {
                let shown = String::from_utf8_lossy(&payload.bytes);
                if let Some(name) = name_of(world, toward, entity, &shown) {
                    overlay.names.insert((entity, payload.key.into()), name);
                }
            }
        }
    }
}

/// What the record calls itself.
pub(crate) fn name_of(
    world: &World<'_>,
    toward: Toward,
    entity: EntityId,
    payload: &str,
) -> Option<Box<str>> {
    let wire = naming_wire(world.catalog, entity)?;
    let record = world.catalog[entity].record;
    let payload = Opened::new(payload);
    // What holds members of its own is no name, and who may see them nobody said.
    if payload.at(slice::from_ref(&wire)).is_some_and(|found| found.starts_with(['{', '['])) {
        return None;
    }
    let name = text(&value(&world.dialect(toward), record, &payload, &wire));
    if name.is_empty() { None } else { Some(name.into()) }
}

pub(crate) fn naming_wire(catalog: &Catalog, entity: EntityId) -> Option<Box<str>> {
    let entity = &catalog[entity];
    Some(wire_of(catalog, entity.record, entity.naming.as_ref()?))
}

/// The members that hold a record's key and its name.
pub(crate) fn naming_fields(catalog: &Catalog, entity: EntityId) -> Vec<String> {
    let record = catalog[entity].record;
    let keys = catalog[entity].key.iter().map(|name| wire_of(catalog, record, name));
    keys.chain(naming_wire(catalog, entity)).map(String::from).collect()
}

/// The records that a difference mentions, with those that tell its rows apart.
pub(crate) fn mentioned(
    groups: &[Group],
    difference: &Difference,
    present: Option<&Present>,
) -> BTreeSet<(EntityId, Box<str>)> {
    let mut records = BTreeSet::new();
    let mut note = |value: &Constant| {
        if let Constant::Reference(entity, key) = value {
            records.insert((*entity, key.clone()));
        }
    };
    for change in &difference.cells {
        note(&change.before);
        note(&change.after);
    }
    for (number, (group, edits)) in groups.iter().zip(&difference.groups).enumerate() {
        let there = |row: usize| present.map(|present| &present.groups[number].rows[row].cells);
        for edit in edits {
            let (cells, changes): (&[Constant], _) = match edit {
                RowEdit::Add(cells) => (cells, &[][..]),
                RowEdit::Edit(row, changes) => {
                    (there(*row).map_or(&[][..], Vec::as_slice), &changes[..])
                }
                RowEdit::Remove(row) => (there(*row).map_or(&[][..], Vec::as_slice), &[][..]),
            };
            cells.iter().for_each(&mut note);
            for change in changes {
                note(&change.before);
                note(&change.after);
            }
            group.patterns.iter().for_each(|pattern| note(&pattern.value));
        }
    }
    for conflict in &difference.conflicts {
        note(&conflict.rule_gives);
        note(&conflict.target_holds);
        conflict.row.iter().for_each(|(value, _)| note(value));
    }
    records
}

/// The names of the records that plans mention, as far as they are known.
pub(crate) fn told(
    overlay: &Overlay,
    plans: &[RecordPlan],
) -> HashMap<(EntityId, Box<str>), Box<str>> {
    let mut names = HashMap::new();
    let mut note = |value: &Constant| {
        let (Constant::Reference(entity, key) | Constant::Planned(entity, key)) = value else {
            return;
        };
        if let Some(known) = overlay.names.get_key_value(&(*entity, key.clone())) {
            names.insert(known.0.clone(), known.1.clone());
        }
    };
    for plan in plans {
        let of_rows = plan.rows.iter().flat_map(|row| &row.fields);
        for change in plan.fields.iter().chain(of_rows) {
            note(&change.before);
            note(&change.after);
        }
        for conflict in &plan.conflicts {
            note(&conflict.rule_gives);
            note(&conflict.target_holds);
            conflict.row.iter().for_each(|(value, _)| note(value));
        }
    }
    names
}

/// A value as people read it, as far as names are known.
pub(crate) fn shown(overlay: &Overlay, value: &Constant) -> String {
    match value {
        Constant::Reference(entity, key) | Constant::Planned(entity, key) => {
            let name = overlay.names.get(&(*entity, key.clone()));
            name.map_or_else(|| key.to_string(), ToString::to_string)
        }
        value => text(value),
    }
}

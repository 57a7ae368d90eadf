//! The model to entities of the catalog.

use std::collections::HashMap;

use super::fields::{self, Names, Place};
use super::model::{EdmType, Function, Model, Set, Structure};
use super::{Fault, Trouble};
use crate::schema::{
    Access, Catalog, Entity, EntityId, Enum, EnumId, Field, Member, Record, RecordId, SideId, Type,
};

/// The ends of the names that a virtual table gives its resources.
const RESOURCES: [&str; 4] = ["Balance", "Turnover", "Receipt", "Expense"];

/// Makes the entity sets, the virtual tables and the enumerations members of the side.
pub(super) fn build(catalog: &mut Catalog, side: SideId, model: &Model) -> Result<(), Fault> {
    check(catalog, side, model)?;
    let enums = add_enums(catalog, side, model);
    let entities = add_entities(catalog, side, model);
    let records = add_records(catalog, model, &entities);
    let names = Names { model, entities: &entities, records: &records, enums: &enums };
    for (name, structure) in &model.entities {
        if let Some(&entity) = entities.get(&**name) {
            let kind = Kind::of(name, structure);
            let record = catalog[entity].record;
            catalog[record].fields = fields::fields(&names, structure, structure, kind.place());
            catalog[entity].key = fields::key(&names, structure);
            catalog[entity].naming = naming(&catalog[record]);
        }
    }
    for (name, structure) in &model.complexes {
        let record = records[&**name];
        if catalog[record].fields.is_empty() {
            let twin = twin(model, name).unwrap_or(structure);
            catalog[record].fields = fields::fields(&names, structure, twin, Place::Row);
        }
    }
    add_parents(catalog, side);
    for function in &model.functions {
        add_function(catalog, side, &names, function);
    }
    Ok(())
}

/// What kind of thing an entity type is, by its name and key.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// Has a key of its own: a catalogue, a document, a plan.
    Object,
    /// Rows of an object as a set of their own; they are written through the object.
    Tabular,
    /// A register without recorder: rows under the key of their dimensions.
    Independent,
    /// Movements: documents write them.
    Recorded,
    /// One value.
    Constant,
    /// A list of documents.
    Journal,
}

impl Kind {
    fn of(name: &str, structure: &Structure) -> Kind {
        let has = |key: &str| structure.key.iter().any(|part| &**part == key);
        match (has("Ref_Key"), has("LineNumber")) {
            _ if name.starts_with("DocumentJournal_") => Kind::Journal,
            _ if name.starts_with("Constant_") => Kind::Constant,
            (true, true) => Kind::Tabular,
            (true, false) => Kind::Object,
            (false, _) if has("Recorder") || has("Recorder_Key") => Kind::Recorded,
            (false, _) => Kind::Independent,
        }
    }

    fn place(self) -> Place {
        match self {
            Kind::Object => Place::Object,
            Kind::Tabular => Place::Row,
            Kind::Independent | Kind::Recorded | Kind::Constant | Kind::Journal => Place::Register,
        }
    }
}

/// Everything that can be wrong, before anything is added.
fn check(catalog: &Catalog, side: SideId, model: &Model) -> Result<(), Fault> {
    for (name, set) in &model.sets {
        if !model.entities.contains_key(&set.ty) {
            return Err(Fault::new(Trouble::Type(set.ty.to_string()), set.at));
        }
        if catalog[side].members.contains_key(name) {
            return Err(Fault::new(Trouble::Twice(name.to_string()), set.at));
        }
    }
    for structure in model.entities.values().chain(model.complexes.values()) {
        for property in structure.properties.values() {
            if let EdmType::Named(ty) | EdmType::Collection(ty) = &property.ty
                && !model.complexes.contains_key(ty)
                && !model.enums.contains_key(ty)
            {
                return Err(Fault::new(Trouble::Type(ty.to_string()), property.at));
            }
        }
    }
    Ok(())
}

fn add_enums<'m>(
    catalog: &mut Catalog,
    side: SideId,
    model: &'m Model,
) -> HashMap<&'m str, EnumId> {
    let mut enums = HashMap::new();
    for (name, members) in &model.enums {
        let shown: Box<str> = format!("Enum_{name}").into();
        let id = catalog.add_enum(Enum { name: shown.clone(), members: members.clone() });
        catalog[side].members.insert(shown, Member::Type(Type::Enum(id)));
        enums.insert(&**name, id);
    }
    enums
}

/// Entities by their types, still without fields.
fn add_entities<'m>(
    catalog: &mut Catalog,
    side: SideId,
    model: &'m Model,
) -> HashMap<&'m str, EntityId> {
    let mut entities = HashMap::new();
    for (name, Set { ty, .. }) in &model.sets {
        let structure = &model.entities[ty];
        let kind = Kind::of(name, structure);
        let record = add_record(catalog, name);
        let entity = catalog.add_entity(Entity {
            side,
            name: name.clone(),
            record,
            key: Vec::new(),
            naming: None,
            names: Vec::new(),
            parent: None,
            postable: false,
            changes: structure.properties.contains_key("DataVersion"),
            creatable: matches!(kind, Kind::Object | Kind::Independent),
            editable: matches!(kind, Kind::Object | Kind::Independent | Kind::Constant),
        });
        catalog[side].members.insert(name.clone(), Member::Entity(entity));
        entities.entry(&**ty).or_insert(entity);
    }
    entities
}

fn add_record(catalog: &mut Catalog, name: &str) -> RecordId {
    catalog.add_record(Record { name: name.into(), ..Record::default() })
}

/// Records of complex types; a row type whose rows are a set too has the record of that set.
fn add_records<'m>(
    catalog: &mut Catalog,
    model: &'m Model,
    entities: &HashMap<&str, EntityId>,
) -> HashMap<&'m str, RecordId> {
    let mut records = HashMap::new();
    for (name, structure) in &model.complexes {
        let rows = name.strip_suffix("_RowType").and_then(|base| {
            let same = model.entities.get(base)?.properties.keys().eq(structure.properties.keys());
            entities.get(base).filter(|_| same)
        });
        let record = match rows {
            Some(&entity) => catalog[entity].record,
            None => add_record(catalog, name),
        };
        records.insert(&**name, record);
    }
    records
}

/// The entity type with the same properties and, unlike a complex type, navigation.
fn twin<'m>(model: &'m Model, complex: &str) -> Option<&'m Structure> {
    let (base, _) = complex.rsplit_once('_')?;
    let recorded = format!("{base}_RecordType");
    model.entities.get(&*recorded).or_else(|| model.entities.get(base))
}

/// The field by which people know a record.
fn naming(record: &Record) -> Option<Box<str>> {
    let known = ["Description", "Code", "Number"];
    known.into_iter().find(|name| record.fields.contains_key(*name)).map(Into::into)
}

/// Rows that are sets too know the object they belong to.
fn add_parents(catalog: &mut Catalog, side: SideId) {
    let mut parents: HashMap<RecordId, (EntityId, Box<str>)> = HashMap::new();
    for (number, entity) in catalog.entities.iter().enumerate() {
        for (name, field) in &catalog[entity.record].fields {
            if let Type::Rows(rows) = &field.ty
                && entity.side == side
            {
                parents.insert(rows.record, (EntityId(number as u32), name.clone()));
            }
        }
    }
    for entity in &mut catalog.entities {
        if let Some(parent) = parents.get(&entity.record) {
            entity.parent = Some(parent.clone());
        }
    }
}

/// `Post` is an action of its entity; a function that gives rows is an entity that is only read.
fn add_function(catalog: &mut Catalog, side: SideId, names: &Names<'_>, function: &Function) {
    let Some(bound) = &function.bound else { return };
    let Some(&owner) = names.entities.get(&**bound) else { return };
    if &*function.name == "Post" {
        catalog[owner].postable = true;
    }
    let Some(EdmType::Collection(ty)) = &function.returns else { return };
    let name: Box<str> = format!("{}.{}", catalog[owner].name, function.name).into();
    let source = match (names.entities.get(&**ty), names.records.get(&**ty)) {
        (Some(&entity), _) => catalog[entity].record,
        (None, Some(&record)) => record,
        (None, None) => return,
    };
    let mut fields = catalog[source].fields.clone();
    fields.values_mut().for_each(|field| field.access = Access::Read);
    let key = match &*function.name {
        "SliceLast" | "SliceFirst" => catalog[owner].key.iter().filter_map(dimension).collect(),
        _ => {
            let dimensions = fields.iter().filter(|(name, field)| !is_resource(name, field));
            dimensions.map(|(name, _)| name.clone()).collect()
        }
    };
    let record = catalog.add_record(Record { name: name.clone(), fields, ..Record::default() });
    let entity = catalog.add_entity(Entity {
        side,
        name: name.clone(),
        record,
        key,
        naming: None,
        names: Vec::new(),
        parent: None,
        postable: false,
        changes: false,
        creatable: false,
        editable: false,
    });
    catalog[side].members.insert(name, Member::Entity(entity));
}

/// A part of a register's key, unless it tells one moment from another.
#[expect(clippy::borrowed_box, reason = "the shape that an iterator over a key gives")]
fn dimension(part: &Box<str>) -> Option<Box<str>> {
    (!matches!(&**part, "Period" | "Recorder" | "LineNumber")).then(|| part.clone())
}

/// Whether a field of a virtual table is an amount and no dimension.
fn is_resource(name: &str, field: &Field) -> bool {
    field.ty.is_number() && RESOURCES.iter().any(|end| name.ends_with(end))
}

//! What RetailCRM holds: the schema shipped with the program, read from `schema.yaml`.

mod pulled;

use std::collections::HashMap;

use serde::Deserialize;

use crate::schema::notation::{self, Lookup, Word};
use crate::schema::pairs::Pairs;
use crate::schema::{
    Access, Catalog, Dictionary, Entity, EntityId, Field, Form, Layer, Member, Origin, Record,
    RecordId, Rows, Sensitivity, Side, SideId, Type,
};

pub use self::pulled::{NotPulled, account_fields, custom_dictionaries, dictionary};

const SCHEMA: &str = include_str!("schema.yaml");

/// Adds a side of that name with everything RetailCRM has.
pub fn schema(catalog: &mut Catalog, side_name: &str) -> SideId {
    let file: File = serde_yaml::from_str(SCHEMA).expect("the shipped schema is YAML of its shape");
    add(catalog, side_name, &file).expect("the shipped schema names only what it declares")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    types: Pairs<String>,
    dictionaries: Pairs<Pairs<String>>,
    open: Vec<String>,
    records: Pairs<Pairs<String>>,
    entities: Pairs<EntityNote>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EntityNote {
    /// The member that means all its records, as the API calls them.
    collection: Option<String>,
    /// The field of an entity in whose rows it lives; `a.b` lives in `b` of `a` without being told.
    parent: Option<String>,
    key: Vec<String>,
    naming: Option<String>,
    #[serde(default)]
    changes: bool,
    #[serde(default = "yes")]
    creatable: bool,
    #[serde(default = "yes")]
    editable: bool,
    fields: Pairs<String>,
    #[serde(default)]
    related: Pairs<RelatedNote>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RelatedNote {
    of: String,
    by: String,
}

fn yes() -> bool {
    true
}

/// Why the shipped file is wrong: where and what. Only tests ever see it.
type Slip = String;

fn add(catalog: &mut Catalog, side_name: &str, file: &File) -> Result<SideId, Slip> {
    let members = indexmap::IndexMap::new();
    let (name, system) = (side_name.into(), "retailcrm".into());
    let side = catalog.add_side(Side { name, system, zone: None, members });
    let mut records: HashMap<&str, RecordId> = HashMap::new();
    for pair in file.dictionaries.iter() {
        let record = catalog.add_record(named(&pair.key));
        records.insert(&pair.key, record);
        let name: Box<str> = pair.key.as_str().into();
        let dictionary = Dictionary { side, name: name.clone(), entries: None, record };
        let dictionary = catalog.add_dictionary(dictionary);
        catalog[side].members.insert(name, Member::Dictionary(dictionary));
    }
    for pair in file.records.iter() {
        records.insert(&pair.key, catalog.add_record(named(&pair.key)));
    }
    for pair in file.entities.iter() {
        let entity = add_entity(catalog, side, &pair.key, &pair.value);
        records.insert(&pair.key, catalog[entity].record);
    }
    let record = |name: &str| records.get(name).copied();
    let lookup = Lookup { side, record: &record };
    let described = file.dictionaries.iter().chain(file.records.iter());
    let of_entities = file.entities.iter().map(|pair| (&pair.key, &pair.value.fields));
    for (name, fields) in described.map(|pair| (&pair.key, &pair.value)).chain(of_entities) {
        for pair in fields.iter() {
            let field = field(catalog, &lookup, &pair.key, &pair.value)
                .map_err(|slip| format!("{name}.{}: {slip}", pair.key))?;
            catalog[records[&**name]].fields.insert(pair.key.as_str().into(), field);
        }
    }
    for name in &file.open {
        catalog[record(name).ok_or_else(|| format!("no record {name}"))?].open = true;
    }
    for pair in file.types.iter() {
        let ty = resolve(catalog, &lookup, &pair.value)?;
        catalog[side].members.insert(pair.key.as_str().into(), Member::Type(ty));
    }
    for pair in file.entities.iter() {
        relate(catalog, side, &pair.key, &pair.value)?;
    }
    Ok(side)
}

fn named(name: &str) -> Record {
    Record { name: name.into(), ..Record::default() }
}

fn add_entity(catalog: &mut Catalog, side: SideId, name: &str, note: &EntityNote) -> EntityId {
    let record = catalog.add_record(named(name));
    let entity = catalog.add_entity(Entity {
        side,
        name: name.into(),
        record,
        key: note.key.iter().map(|part| part.as_str().into()).collect(),
        naming: note.naming.as_deref().map(Into::into),
        names: Vec::new(),
        parent: None,
        postable: false,
        changes: note.changes,
        creatable: note.creatable,
        editable: note.editable,
    });
    catalog[side].members.insert(name.into(), Member::Entity(entity));
    if let Some(collection) = &note.collection {
        catalog[side].members.insert(collection.as_str().into(), Member::Collection(entity));
    }
    entity
}

/// The entity's place in another one, and the entities that point at it.
fn relate(catalog: &mut Catalog, side: SideId, name: &str, note: &EntityNote) -> Result<(), Slip> {
    let find = |catalog: &Catalog, name: &str| {
        catalog.entity(side, name).ok_or_else(|| format!("no entity {name}"))
    };
    let entity = find(catalog, name)?;
    let parent = note.parent.as_deref().or_else(|| name.contains('.').then_some(name));
    if let Some((owner, field)) = parent.and_then(|parent| parent.rsplit_once('.')) {
        catalog[entity].parent = Some((find(catalog, owner)?, field.into()));
    }
    for pair in note.related.iter() {
        let RelatedNote { of, by } = &pair.value;
        let related = find(catalog, of)?;
        let rows = Rows { record: catalog[related].record, key: catalog[related].key.clone() };
        let mut field = Field::new(Type::Rows(rows), &pair.key, Form::Plain, Layer::Shipped);
        field.origin = Origin::Related { entity: related, by: by.as_str().into() };
        field.access = Access::Read;
        let record = catalog[entity].record;
        catalog[record].fields.insert(pair.key.as_str().into(), field);
    }
    Ok(())
}

fn resolve(catalog: &mut Catalog, lookup: &Lookup<'_>, text: &str) -> Result<Type, Slip> {
    let notation = notation::parse(text).map_err(|error| error.to_string())?;
    lookup.resolve(catalog, &notation).map_err(|error| error.to_string())
}

/// A field as the file describes it: its type and the words about it.
fn field(
    catalog: &mut Catalog,
    lookup: &Lookup<'_>,
    name: &str,
    text: &str,
) -> Result<Field, Slip> {
    let (notation, words) = notation::parse_field(text).map_err(|error| error.to_string())?;
    let ty = lookup.resolve(catalog, &notation).map_err(|error| error.to_string())?;
    let form = match ty {
        Type::Date => Form::Day,
        Type::DateTime => Form::DateTimeSpace,
        _ => Form::Plain,
    };
    let mut field = Field::new(ty, name, form, Layer::Shipped);
    for Word { word, args } in words {
        match (&*word, &*args) {
            ("read", []) => field.access = Access::Read,
            ("create", []) => field.access = Access::Create,
            ("required", []) => field.required = true,
            ("always", []) => field.always = true,
            ("personal", []) => field.sensitivity = Sensitivity::Personal,
            ("map", []) => field.wire.form = Form::RowMap,
            ("number", []) => field.wire.form = Form::Number,
            ("keyed", [key]) => field.wire.form = Form::Keyed(key.as_str().into()),
            ("inline", [record]) => {
                let found = (lookup.record)(record);
                field.inline = Some(found.ok_or_else(|| format!("no record {record}"))?);
            }
            ("of", [owner]) => field.owner = Some(owner.as_str().into()),
            ("derives", [_, ..]) => {
                field.derives = args.iter().map(|field| field.as_str().into()).collect();
            }
            _ => return Err(format!("no word {word} with {} arguments", args.len())),
        }
    }
    Ok(field)
}

#[cfg(test)]
mod tests;

//! Related rows: records that point at a record, as rows of it.

use super::apply::{Over, Trouble};
use super::{Names, RelatedNote};
use crate::schema::pairs::Pair;
use crate::schema::{Access, EntityId, Field, Form, Layer, Origin, Rows, Type};

/// Adds a field of related rows to an entity, or to every object where the entity is `*`.
pub(super) fn add(over: &mut Over<'_>, entity: &str, pair: &Pair<RelatedNote>) {
    let Some(field) = field(over, pair) else { return };
    let Origin::Related { entity: related, by } = &field.origin else { return };
    let (related, by) = (*related, by.clone());
    if entity == "*" {
        for owner in objects(over) {
            let record = over.catalog[owner].record;
            if points_at(over, related, &by, owner)
                && over.catalog.field(record, &pair.key).is_none()
            {
                over.catalog[record].fields.insert(pair.key.as_str().into(), field.clone());
            }
        }
        return;
    }
    let Some(owner) = over.entity(entity, pair.at) else { return };
    let record = over.catalog[owner].record;
    if !points_at(over, related, &by, owner) {
        let entity = pair.value.of.clone();
        over.trouble(pair.at, Trouble::Pointing { entity, by: by.into() });
    } else if over.catalog.field(record, &pair.key).is_some_and(|own| own.origin == Origin::Own) {
        over.trouble(pair.at, Trouble::Taken(pair.key.clone()));
    } else {
        // What is said of one entity goes before what is said of all.
        over.catalog[record].fields.insert(pair.key.as_str().into(), field);
    }
}

/// The field that a note describes, once its names are known.
fn field(over: &mut Over<'_>, pair: &Pair<RelatedNote>) -> Option<Field> {
    let RelatedNote { of, by, key } = &pair.value;
    let related = over.entity(of, pair.at)?;
    let record = over.catalog[related].record;
    let told: Vec<Box<str>> = match key {
        None => Vec::new(),
        Some(Names::One(name)) => vec![name.as_str().into()],
        Some(Names::Many(names)) => names.iter().map(|name| name.as_str().into()).collect(),
    };
    let mut known = true;
    for name in told.iter().map(|part| &**part).chain([by.as_str()]) {
        if over.catalog.field(record, name).is_none() {
            let names = over.catalog[record].fields.keys().map(|name| &**name);
            let near = crate::schema::nearest(name, names);
            let near = near.into_iter().map(str::to_owned).collect();
            let (entity, path) = (of.clone(), name.to_owned());
            over.trouble(pair.at, Trouble::Field { entity, path, near });
            known = false;
        }
    }
    if !known {
        return None;
    }
    let entity = &over.catalog[related];
    let is_part = entity.key.iter().any(|part| **part == **by);
    let rest = entity.key.iter().filter(|part| ***part != **by).cloned();
    let key = if told.is_empty() { rest.collect() } else { told };
    // Rows of a register stand under this record's key and are written like rows of its own; an
    // object that points here is created by its own map.
    let access =
        if is_part && entity.creatable && entity.editable { Access::Write } else { Access::Read };
    let ty = Type::Rows(Rows { record, key });
    let mut field = Field::new(ty, &pair.key, Form::Plain, Layer::Overlay);
    field.origin = Origin::Related { entity: related, by: by.as_str().into() };
    field.access = access;
    Some(field)
}

/// Whether the field of the related entity may hold a reference to the owner.
fn points_at(over: &Over<'_>, related: EntityId, by: &str, owner: EntityId) -> bool {
    let record = over.catalog[related].record;
    match over.catalog.field(record, by).map(|field| &field.ty) {
        Some(Type::Any) => true,
        Some(Type::Ref(target)) => *target == owner,
        Some(Type::Union(members)) => members.contains(&Type::Ref(owner)),
        _ => false,
    }
}

/// The entities of the side that others can point at.
fn objects(over: &Over<'_>) -> Vec<EntityId> {
    let all = over.catalog.entities.iter().enumerate();
    let own = all.filter(|(_, entity)| entity.side == over.side);
    let objects = own.filter(|(_, entity)| entity.key.len() == 1 && entity.creatable);
    objects.map(|(number, _)| EntityId(number as u32)).collect()
}

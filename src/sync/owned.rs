//! Records that their system gives only by their owners: who names one names its owner beside it, so
//! that the owner alone is asked, and once.

use std::collections::BTreeSet;

use crate::endpoint::{Payload, Selector};
use crate::program::Toward;
use crate::schema::{EntityId, Type};
use crate::sync::dialect::text;
use crate::sync::overlay::Overlay;
use crate::sync::raw::Opened;
use crate::sync::resolve::read;
use crate::sync::search::{value, wire_of};
use crate::sync::world::{PlanError, World};

/// Learns who owns the records to which a record of the side `toward` refers.
pub(crate) fn learn_owners(
    world: &World<'_>,
    overlay: &mut Overlay,
    toward: Toward,
    entity: EntityId,
    payload: &Payload,
) {
    let record = world.catalog[entity].record;
    let fields = world.catalog[record].fields.values();
    let mut owned = fields.filter_map(|field| Some((field, field.owner.as_deref()?))).peekable();
    if owned.peek().is_none() {
        return;
    }
    let shown = String::from_utf8_lossy(&payload.bytes);
    let opened = Opened::new(&shown);
    let dialect = world.dialect(toward);
    for (field, owner) in owned {
        let Type::Ref(named) = field.ty else { continue };
        let key = text(&value(&dialect, record, &opened, &field.wire.name));
        let owner = wire_of(world.catalog, record, owner);
        let owner = text(&value(&dialect, record, &opened, &owner));
        if !key.is_empty() && !owner.is_empty() {
            overlay.own(named, &key, &owner);
        }
    }
}

/// Loads these records by their owners, each of whom is asked once; the keys come back whose owner
/// nobody has named.
pub(crate) async fn load_owned(
    world: &World<'_>,
    overlay: &mut Overlay,
    toward: Toward,
    entity: EntityId,
    keys: Vec<String>,
) -> Result<Vec<String>, PlanError> {
    let back = world.catalog.back_reference(entity);
    let Some(back) = back.filter(|_| world.access(toward).source.capability().by_owner) else {
        return Ok(keys);
    };
    let mut owners = BTreeSet::new();
    let mut others = Vec::new();
    for key in keys {
        match overlay.owner(entity, &key) {
            Some(owner) => drop(owners.insert(owner.to_owned())),
            None => others.push(key),
        }
    }
    let owners: Vec<String> =
        owners.into_iter().filter(|owner| overlay.ask_owner(entity, owner)).collect();
    let selector = |owners| Selector::Alternate(back.wire.name.to_string(), owners);
    for payload in read(world, toward, entity, &owners, &selector).await? {
        overlay.keep(entity, &payload);
    }
    Ok(others)
}

//! Whether records may be referred to: what is marked for deletion or gone is there for old references
//! only. Nothing new refers to it, and beside a valid one a search does not count it.

use std::collections::{BTreeMap, BTreeSet};

use crate::endpoint::{Payload, Query, Selector};
use crate::eval::{Ask, Found, Said};
use crate::program::{Constant, OutcomeKind, Toward};
use crate::schema::{EntityId, mask};
use crate::source::Span;
use crate::sync::names::{name_of, naming_fields};
use crate::sync::overlay::{Overlay, question};
use crate::sync::world::{PlanError, World};

/// What is known of a record that others refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Validity {
    /// It may be referred to.
    Valid,
    /// It is marked for deletion.
    Marked,
    /// It is not there.
    Gone,
}

impl Validity {
    /// Why a record that refers to it waits.
    fn reason(self) -> Option<&'static str> {
        match self {
            Validity::Valid => None,
            Validity::Marked => Some("marked"),
            Validity::Gone => Some("lost"),
        }
    }
}

/// Learns of these records whether they are valid, as many in one read as the system likes. Where a
/// system marks nothing for deletion, all are.
pub(crate) async fn learn_validity(
    world: &World<'_>,
    overlay: &mut Overlay,
    toward: Toward,
    entity: EntityId,
    keys: &BTreeSet<String>,
) -> Result<(), PlanError> {
    let access = world.access(toward);
    let Some(member) = access.marked else { return Ok(()) };
    let known = &world.catalog[entity];
    let mut fields = naming_fields(world.catalog, entity);
    fields.push(member.to_owned());
    let open = keys.iter().filter(|key| overlay.validity(entity, key).is_none());
    let open: Vec<String> = open.cloned().collect();
    for batch in open.chunks(access.source.capability().batch.max(1)) {
        let query = Query {
            entity: known.name.to_string(),
            selector: Selector::Keys(batch.to_vec()),
            fields: fields.clone(),
        };
        for key in batch {
            overlay.note_validity(entity, key, Validity::Gone);
        }
        for payload in access.source.read(&query).await? {
            note(world, overlay, toward, entity, &payload);
        }
    }
    Ok(())
}

fn note(
    world: &World<'_>,
    overlay: &mut Overlay,
    toward: Toward,
    entity: EntityId,
    payload: &Payload,
) {
    let marked = world.is_marked(toward, payload);
    overlay.note_validity(
        entity,
        &payload.key,
        if marked { Validity::Marked } else { Validity::Valid },
    );
    let shown = String::from_utf8_lossy(&payload.bytes);
    if let Some(name) = name_of(world, toward, entity, &shown) {
        overlay.names.insert((entity, payload.key.as_str().into()), name);
    }
}

/// Answers anew the questions that were answered by a link to a record that is not valid any more.
pub(crate) async fn doubt_links(
    world: &World<'_>,
    overlay: &mut Overlay,
    asks: &[Ask],
) -> Result<(), PlanError> {
    let mut linked: BTreeMap<(Toward, EntityId), BTreeSet<String>> = BTreeMap::new();
    let mut found: Vec<(&Ask, EntityId, Box<str>)> = Vec::new();
    for ask in asks {
        let plan = &world.mapping.matches[usize::from(ask.role)];
        // What a key finds was looked at when it was found.
        if plan.key.is_some() || world.access(ask.toward).marked.is_none() {
            continue;
        }
        let Some(Found::Records(records)) = overlay.answer(&question(ask)) else { continue };
        for record in records {
            let Constant::Reference(entity, key) = record else { continue };
            linked.entry((ask.toward, *entity)).or_default().insert(key.to_string());
            found.push((ask, *entity, key.clone()));
        }
    }
    for ((toward, entity), keys) in &linked {
        learn_validity(world, overlay, *toward, *entity, keys).await?;
    }
    for (ask, entity, key) in found {
        let validity = overlay.validity(entity, &key).unwrap_or(Validity::Valid);
        let span = world.mapping.matches[usize::from(ask.role)].span;
        let keys = BTreeSet::from([key.to_string()]);
        if let Some(said) = unfit(world, overlay, validity, entity, &keys, span) {
            overlay.note(question(ask), Found::Outcome(said));
        }
    }
    Ok(())
}

/// What is said of a record whose counterpart can be none but these, which are not valid.
pub(crate) fn unfit(
    world: &World<'_>,
    overlay: &Overlay,
    validity: Validity,
    entity: EntityId,
    keys: &BTreeSet<String>,
    span: Span,
) -> Option<Said> {
    let reason = validity.reason()?;
    let kind = world.catalog.entity_name(entity);
    let seen = world.catalog.naming(entity);
    let about = |open: bool| {
        let named =
            keys.iter().map(|key| match overlay.names.get(&(entity, key.as_str().into())) {
                Some(name) if open => format!("{name} ({key})"),
                Some(name) => format!("{} ({key})", mask(seen, name)),
                None => key.clone(),
            });
        let named: Vec<String> = named.collect();
        format!("{kind} {}", named.join(", "))
    };
    let (text, bare): (Box<str>, Box<str>) = (about(false).into(), about(true).into());
    let bare = Some(bare).filter(|bare| *bare != text);
    Some(Said { kind: OutcomeKind::Hold(None), text, reason, bare, fault: None, span })
}

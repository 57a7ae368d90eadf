//! Which records a flow speaks of.

use crate::endpoint::Payload;
use crate::eval::{Found, condition};
use crate::program::{Condition, Constant, Program, Term, Toward};
use crate::schema::EntityId;
use crate::sync::overlay::{Overlay, Question};
use crate::sync::world::{PlanError, World};

/// Whether a condition of the flow holds for a record; `without` is the answer where there is none,
/// and for a record that cannot be read: its map tells why.
pub(crate) fn holds(
    world: &World<'_>,
    toward: Toward,
    source: EntityId,
    what: Option<&Condition>,
    payload: &Payload,
    without: bool,
) -> Result<bool, PlanError> {
    let Some(what) = what else { return Ok(without) };
    let Ok(text) = std::str::from_utf8(&payload.bytes) else { return Ok(without) };
    if payload.fault.is_some() {
        return Ok(without);
    }
    let links = if asks_links(&what.terms) {
        links_of(world, toward, source, &payload.key)?
    } else {
        Overlay::default()
    };
    Ok(condition(world.mapping, what, text, &links).map_or(without, |(holds, _)| holds))
}

/// Whether the journal is to be asked at all.
fn asks_links(terms: &[Term]) -> bool {
    terms.iter().any(|term| is_linked(term) || matches!(term, Term::Link { .. }))
}

fn is_linked(term: &Term) -> bool {
    matches!(term, Term::Linked { .. })
}

/// The links of a record in all roles, for `linked(...)`: no link is an answer too.
fn links_of(
    world: &World<'_>,
    toward: Toward,
    source: EntityId,
    key: &str,
) -> Result<Overlay, PlanError> {
    let mut links = Overlay::default();
    for (question, record) in counterparts(world, toward, source, key)? {
        links.note(question, Found::Records(record.into_iter().collect()));
    }
    Ok(links)
}

/// Learns what `linked(...)` in a program says of the record at hand: its match may not have been
/// asked yet, the journal knows all the same.
pub(crate) fn learn_links(
    world: &World<'_>,
    overlay: &mut Overlay,
    program: &Program,
    key: &str,
) -> Result<(), PlanError> {
    if !program.terms.iter().any(is_linked) {
        return Ok(());
    }
    for (question, record) in counterparts(world, program.toward, program.source, key)? {
        if record.is_some() {
            overlay.link(question);
        }
    }
    Ok(())
}

/// What the journal knows of a record's counterparts, by the question of each match that speaks of
/// such records.
fn counterparts(
    world: &World<'_>,
    toward: Toward,
    source: EntityId,
    key: &str,
) -> Result<Vec<(Question, Option<Constant>)>, PlanError> {
    let mut counterparts = Vec::new();
    for (role, plan) in (0..).zip(&world.mapping.matches) {
        let (target, entities) = match toward {
            Toward::Left => (plan.left.first().map(|part| part.entity), plan.right.clone()),
            Toward::Right => {
                (plan.right.first().copied(), plan.left.iter().map(|part| part.entity).collect())
            }
        };
        if !entities.contains(&source) || plan.key.is_some() {
            continue;
        }
        let found = world.memory.counterpart(&plan.name, toward, key);
        let found = found.map_err(PlanError::Journal)?;
        let record = target.zip(found);
        let record = record.map(|(entity, key)| Constant::Reference(entity, key.into()));
        counterparts.push(((role, toward, key.into()), record));
    }
    Ok(counterparts)
}

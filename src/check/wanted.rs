//! Which records a flow means that names none, or those of the wrong side.

use crate::check::context::Context;
use crate::check::tree::Toward;
use crate::diag::Diagnostic;
use crate::schema::{EntityId, Member};
use crate::source::Span;
use crate::syntax::ast::{self, StepKind};

/// The entity that the first map of a flow takes, where the map goes that way.
fn taken(ctx: &Context<'_>, declared: &ast::Flow, toward: Toward) -> Option<EntityId> {
    let name = declared.steps.iter().find_map(|step| match &step.kind {
        StepKind::Upsert { map, .. } => Some(&map.text),
        _ => None,
    })?;
    let map = ctx.checked.maps.iter().find(|map| map.name == *name)?;
    let goes = map.bodies.iter().any(|body| body.toward == toward);
    goes.then_some(match toward {
        Toward::Left => map.right,
        Toward::Right => map.left,
    })
}

/// The records that a flow of that direction takes, as `from` names them.
fn collection(ctx: &Context<'_>, declared: &ast::Flow, toward: Toward) -> Option<String> {
    let entity = taken(ctx, declared, toward)?;
    let side = &ctx.catalog[ctx.catalog[entity].side];
    let named = |wanted: Member| side.members.iter().find(move |(_, member)| **member == wanted);
    let named = named(Member::Collection(entity)).or_else(|| named(Member::Entity(entity)));
    named.map(|(name, _)| format!("{}.{name}", side.name))
}

/// Adds the `from` that the map of a flow asks for, before the first step that it stands before.
pub(super) fn from(
    ctx: &Context<'_>,
    wrong: Diagnostic,
    declared: &ast::Flow,
    toward: Toward,
) -> Diagnostic {
    let before = declared.steps.iter().find(|step| !matches!(step.kind, StepKind::Enabled(_)));
    let (Some(before), Some(name)) = (before, collection(ctx, declared, toward)) else {
        return wrong;
    };
    let at = Span { end: before.span.start, ..before.span };
    let changes = taken(ctx, declared, toward).is_some_and(|entity| ctx.catalog[entity].changes);
    let changed = if changes { format!(" {}", ctx.word("changed", at)) } else { String::new() };
    wrong.fix("from", at, format!("{} {name}{changed}; ", ctx.word("from", at)))
}

/// Adds what a flow means that takes records of the side it writes: the other direction, where its
/// map goes there, else those records that its map takes.
pub(super) fn turned(
    ctx: &Context<'_>,
    wrong: Diagnostic,
    declared: &ast::Flow,
    (toward, given, from): (Toward, EntityId, Span),
) -> Diagnostic {
    let opposite = toward.opposite();
    if taken(ctx, declared, opposite) == Some(given) {
        let arrow = if opposite == Toward::Left { "<-" } else { "->" };
        return wrong.fix("turn", declared.arrow.span, arrow);
    }
    match collection(ctx, declared, toward) {
        Some(name) => wrong.fix("from", from, name),
        None => wrong,
    }
}

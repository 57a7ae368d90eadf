//! The steps of a flow stand in one order, and each of them once.

use crate::check::context::{Context, once};
use crate::check::tree::{Flow, FlowStep, Toward};
use crate::diag::{Diagnostic, codes};
use crate::schema::EntityId;
use crate::source::Span;
use crate::syntax::ast::{self, StepKind};

/// The order of the steps.
const ORDER: [&str; 9] =
    ["enabled", "from", "skip", "upsert", "call", "post", "each", "say", "on error"];

/// Looks at the order, at what stands twice, and at what is missing.
pub(super) fn steps(ctx: &mut Context<'_>, declared: &ast::Flow) {
    let mut seen: Vec<(&'static str, Span)> = Vec::new();
    let mut classes: Vec<(&str, Span)> = Vec::new();
    let mut maps: Vec<(&str, Span)> = Vec::new();
    let mut last: Option<(usize, Span)> = None;
    for step in &declared.steps {
        let Some(name) = name(&step.kind) else { continue };
        let place = ORDER.iter().position(|known| *known == name).unwrap_or_default();
        match last {
            Some((before, span)) if before > place => {
                let words = ORDER.map(|word| ctx.word(word, step.span)).join(", ");
                let late = Diagnostic::new(&codes::C340, step.span)
                    .arg("step", ctx.word(name, step.span))
                    .arg("before", ctx.word(ORDER[before], step.span))
                    .arg("order", words);
                ctx.report(late.label(span, "before").hint("order"));
            }
            _ => last = Some((place, step.span)),
        }
        match &step.kind {
            StepKind::Enabled(_) | StepKind::From(_) | StepKind::Post | StepKind::Say(_) => {
                once(ctx, &mut seen, name, step.span);
            }
            StepKind::OnError { class, .. } => named(ctx, &mut classes, name, class, step.span),
            StepKind::Upsert { map, from: None, into: None } => {
                named(ctx, &mut maps, name, map, step.span);
            }
            _ => {}
        }
    }
    // A step that was not understood may be the one that writes.
    let writes = |step: &ast::Step| {
        !matches!(
            step.kind,
            StepKind::Enabled(_)
                | StepKind::From(_)
                | StepKind::Skip(_)
                | StepKind::Post
                | StepKind::Say(_)
                | StepKind::OnError { .. }
        )
    };
    if !declared.steps.iter().any(writes) {
        ctx.report(Diagnostic::new(&codes::C342, declared.name.span).hint("upsert"));
    }
}

/// A step of a name that another one has: `on error limit`, `upsert Заказ`.
fn named<'s>(
    ctx: &mut Context<'_>,
    seen: &mut Vec<(&'s str, Span)>,
    step: &'static str,
    name: &'s ast::Name,
    span: Span,
) {
    match seen.iter().find(|(known, _)| **known == *name.text) {
        Some((_, first)) => {
            let word = format!("{} {}", ctx.word(step, span), name.text);
            let twice = Diagnostic::new(&codes::S107, span).arg("word", word);
            ctx.report(twice.label(*first, "first").fix("drop", span, ""));
        }
        None => seen.push((&name.text, span)),
    }
}

/// `post` where the system has no such action.
pub(super) fn posting(ctx: &mut Context<'_>, flow: &Flow, declared: &ast::Flow) {
    let post = declared.steps.iter().find(|step| matches!(step.kind, StepKind::Post));
    let Some(post) = post else { return };
    let Some(written) = written(ctx, flow) else { return };
    if !ctx.catalog[written].postable {
        let never = Diagnostic::new(&codes::C341, post.span)
            .arg("record", ctx.catalog.entity_name(written));
        ctx.report(never.fix("remove", post.span, ""));
    }
}

fn written(ctx: &Context<'_>, flow: &Flow) -> Option<EntityId> {
    let name = flow.steps.iter().find_map(|step| match step {
        FlowStep::Upsert(map) => Some(map),
        FlowStep::Post | FlowStep::Say(_) | FlowStep::Each(_) => None,
    })?;
    let map = ctx.checked.maps.iter().find(|map| map.name == *name)?;
    Some(if flow.toward == Toward::Left { map.left } else { map.right })
}

fn name(kind: &StepKind) -> Option<&'static str> {
    Some(match kind {
        StepKind::Enabled(_) => "enabled",
        StepKind::From(_) => "from",
        StepKind::Skip(_) => "skip",
        StepKind::Upsert { .. } => "upsert",
        StepKind::Call { .. } => "call",
        StepKind::Post => "post",
        StepKind::Each { .. } => "each",
        StepKind::Say(_) => "say",
        StepKind::OnError { .. } => "on error",
        StepKind::Let(_) | StepKind::Check(_) | StepKind::Show(_) | StepKind::Broken => {
            return None;
        }
    })
}

//! Flows: where records come from, what is written, what is said.

use crate::check::Constant;
use crate::check::context::{Context, Declared, Space};
use crate::check::outcome::{Holes, ON_ERROR, words};
use crate::check::scope::Walk;
use crate::check::sides::Heading;
use crate::check::steps::{posting, steps};
use crate::check::tree::{Expr, ExprKind, Flow, FlowRows, FlowStep, SayPart, TextPart, Toward};
use crate::check::uses::Unit;
use crate::check::wanted;
use crate::diag::{Diagnostic, codes};
use crate::schema::{EntityId, Member, Sensitivity, SideId, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Arrow, StepKind};

/// Checks a flow and takes it in.
pub(super) fn flow(ctx: &mut Context<'_>, declared: &ast::Flow) {
    let (left, right) = (ctx.side(&declared.left), ctx.side(&declared.right));
    let (Some(left), Some(right)) = (left, right) else { return };
    let toward = match declared.arrow.node {
        Arrow::Left => Toward::Left,
        Arrow::Right => Toward::Right,
        Arrow::Both => {
            ctx.report(Diagnostic::new(&codes::C316, declared.arrow.span));
            return;
        }
    };
    if !stand(ctx, [left, right], declared) {
        return;
    }
    steps(ctx, declared);
    let is_broken = declared.steps.iter().any(|step| matches!(step.kind, StepKind::Broken));
    let Some((from, source)) = source(ctx, declared, toward) else { return };
    if ctx.catalog[source].side != [left, right][toward.opposite() as usize] {
        let wrong = Diagnostic::new(&codes::C317, from.source.span);
        let meant = (toward, source, from.source.span);
        ctx.report(wanted::turned(ctx, wrong, declared, meant));
        return;
    }
    let mut flow = Flow {
        name: declared.name.text.clone(),
        label: declared.label.as_ref().map(|label| label.node.clone()),
        sides: [left, right],
        toward,
        enabled: true,
        source,
        changed: from.changed,
        since: None,
        filter: None,
        skips: Vec::new(),
        steps: Vec::new(),
        errors: Vec::new(),
        span: declared.name.span,
    };
    ctx.within(Unit::Flow(flow.name.clone()), |ctx| {
        for step in &declared.steps {
            // A step that could not be read may have written what the text speaks of.
            if !(is_broken && matches!(step.kind, StepKind::Say(_))) {
                take(ctx, &mut flow, step);
            }
        }
    });
    posting(ctx, &flow, declared);
    ctx.checked.flows.push(flow);
}

/// Whether the sides of the heading stand where they belong.
fn stand(ctx: &mut Context<'_>, sides: [SideId; 2], declared: &ast::Flow) -> bool {
    let heading = Heading {
        left: declared.left.span,
        arrow: declared.arrow,
        right: declared.right.span,
        ends: Some((declared.left.text.to_string(), declared.right.text.to_string())),
    };
    heading.stands(ctx, sides)
}

/// The `from` of a flow and the entity it names.
fn source<'f>(
    ctx: &mut Context<'_>,
    declared: &'f ast::Flow,
    toward: Toward,
) -> Option<(&'f ast::From, EntityId)> {
    let from = declared.steps.iter().find_map(|step| match &step.kind {
        StepKind::From(from) => Some(from),
        _ => None,
    });
    let Some(from) = from else {
        if !declared.steps.iter().any(|step| matches!(step.kind, StepKind::Broken)) {
            let none = Diagnostic::new(&codes::C318, declared.name.span);
            ctx.report(wanted::from(ctx, none, declared, toward));
        }
        return None;
    };
    let names = super::place::names(&from.source).or_else(|| {
        ctx.later(from.source.span, "from");
        None
    })?;
    let (_, member, taken) = ctx.member(&names)?;
    match member {
        Member::Entity(entity) | Member::Collection(entity) if taken == names.len() => {
            Some((from, entity))
        }
        _ => {
            let wrong = Diagnostic::new(&codes::N103, from.source.span);
            ctx.report(wrong.arg("name", super::context::joined(&names)));
            None
        }
    }
}

fn take(ctx: &mut Context<'_>, flow: &mut Flow, step: &ast::Step) {
    match &step.kind {
        StepKind::Enabled(condition) => {
            let mut walk = Walk::new(ctx, flow.toward, flow.source, None);
            let condition = walk.condition(condition);
            walk.settled(&condition);
            flow.enabled &= truth(&condition).unwrap_or(true);
        }
        StepKind::From(from) => {
            let mut walk = Walk::new(ctx, flow.toward, flow.source, None);
            if let (Some(since), false) = (&from.since, from.changed) {
                let open = Diagnostic::new(&codes::C366, since.span);
                let after = Span { start: from.source.span.end, ..from.source.span };
                let changed = format!(" {}", walk.ctx.word("changed", since.span));
                walk.ctx.report(open.fix("changed", after, changed));
            }
            if let Some(since) = &from.since {
                let since = walk.expr(since, Some(&Type::DateTime));
                if !since.is_broken() && walk.fits(since.ty(), &Type::DateTime, since.span) {
                    walk.settled(&since);
                }
                if let ExprKind::Constant(value) = since.kind {
                    flow.since = Some(value);
                }
            }
            flow.filter = from.filter.as_ref().map(|filter| walk.deciding(filter));
            if let Some(with) = from.with.first() {
                ctx.later(with.span, "with");
            }
        }
        StepKind::Skip(condition) => {
            let mut walk = Walk::new(ctx, flow.toward, flow.source, None);
            let condition = walk.deciding(condition);
            if !condition.is_broken() {
                flow.skips.push(condition);
            }
        }
        StepKind::Upsert { map, from, into } => {
            upsert(ctx, flow, map, from.as_ref(), into.as_ref());
        }
        StepKind::Post => flow.steps.push(FlowStep::Post),
        StepKind::Say(text) => say(ctx, flow, text),
        StepKind::OnError { class, outcome } => {
            let holes = Holes { about: &["message"], records: &[], owner: "on error" };
            let said = words(ctx, outcome, ON_ERROR, &holes);
            let known = ["transient", "rejected", "conflict", "missing", "bad-data", "limit"];
            if !known.contains(&&*class.text) {
                let unknown = Diagnostic::new(&codes::N116, class.span).arg("name", &*class.text);
                let near = crate::schema::nearest(&class.text, known.into_iter());
                ctx.report(if near.is_empty() {
                    unknown.arg("known", known.join(", ")).hint("known")
                } else {
                    super::nearby::suggest(unknown, class.span, near)
                });
            }
            flow.errors.push((class.text.clone(), said));
        }
        StepKind::Each { rows, when, body } => each(ctx, flow, rows, when.as_ref(), body),
        StepKind::Call { .. } | StepKind::Show(_) | StepKind::Let(_) | StepKind::Check(_) => {
            ctx.later(step.span, "step");
        }
        StepKind::Broken => {}
    }
}

fn upsert(
    ctx: &mut Context<'_>,
    flow: &mut Flow,
    map: &ast::Name,
    from: Option<&ast::Expr>,
    into: Option<&ast::Expr>,
) {
    if let Some(other) = from.or(into) {
        ctx.later(other.span, "upsert");
    }
    if ctx.find(Space::Map, &map.text) != Some(Declared::Map) {
        let unknown = Diagnostic::new(&codes::N114, map.span).arg("name", &*map.text);
        let unknown =
            super::nearby::among(unknown, map.span, &map.text, &ctx.names_of(&[Space::Map]));
        ctx.report(unknown);
        flow.steps.push(FlowStep::Upsert(map.text.clone()));
        return;
    }
    let Some(found) = ctx.checked.maps.iter().find(|found| found.name == map.text) else {
        flow.steps.push(FlowStep::Upsert(map.text.clone()));
        return;
    };
    let goes = found.bodies.iter().any(|body| body.toward == flow.toward);
    let entity = match flow.toward {
        Toward::Left => found.right,
        Toward::Right => found.left,
    };
    let declared = found.span;
    if !goes {
        let wrong = Diagnostic::new(&codes::C319, map.span).arg("map", &*map.text);
        ctx.report(wrong.label(declared, "declared"));
    } else if entity != flow.source {
        let wrong = Diagnostic::new(&codes::C320, map.span)
            .arg("map", &*map.text)
            .arg("wanted", ctx.catalog.entity_name(entity))
            .arg("given", ctx.catalog.entity_name(flow.source));
        ctx.report(wrong.label(declared, "declared"));
    }
    flow.steps.push(FlowStep::Upsert(map.text.clone()));
}

/// What a flow says: holes name fields of the written record.
fn say(ctx: &mut Context<'_>, flow: &mut Flow, text: &ast::Text) {
    let written = flow.steps.iter().rev().find_map(|step| match step {
        FlowStep::Upsert(map) => Some(ctx.checked.maps.iter().find(|found| found.name == *map)),
        FlowStep::Post | FlowStep::Say(_) | FlowStep::Each(_) => None,
    });
    // What is wrong with a map that is not there was told.
    let written = match written {
        Some(None) => return,
        written => written.flatten(),
    };
    let target = written.map(|map| match flow.toward {
        Toward::Left => map.left,
        Toward::Right => map.right,
    });
    let catalog = ctx.catalog;
    let seen = |path: &str| {
        let field = target.and_then(|target| catalog.field(catalog[target].record, path));
        field.map_or(Sensitivity::Open, |field| field.sensitivity)
    };
    let mut walk = Walk::new(ctx, flow.toward, flow.source, target);
    let (parts, _) = walk.text_parts(&text.parts, &["path"]);
    let mut said = Vec::new();
    for part in parts {
        match part {
            TextPart::Plain(plain) => said.push(SayPart::Plain(plain)),
            TextPart::Hole(Expr { kind: ExprKind::Built { path, .. }, types, .. }) => {
                let ty = types.into_iter().next().map(|part| part.ty);
                let seen = seen(&path);
                said.extend(ty.map(|ty| SayPart::Result(path, ty, seen)));
            }
            TextPart::Hole(expr) if expr.is_broken() => {}
            TextPart::Hole(expr) => ctx.later(expr.span, "say"),
            TextPart::About | TextPart::Optional(_) => ctx.later(text.span, "say"),
        }
    }
    flow.steps.push(FlowStep::Say(said));
}

/// `each payments[...] when ... { upsert Оплата; post }`: rows that are records of their own.
fn each(
    ctx: &mut Context<'_>,
    flow: &mut Flow,
    rows: &ast::Expr,
    when: Option<&ast::Expr>,
    body: &[ast::Step],
) {
    let (base, condition) = match &rows.kind {
        ast::ExprKind::Select(base, condition) => (&**base, Some(&**condition)),
        _ => (rows, None),
    };
    let ast::ExprKind::Name(name) = &base.kind else { return ctx.later(base.span, "path") };
    let record = ctx.catalog[flow.source].record;
    let Some(field) = ctx.catalog.field(record, &name.text) else {
        return ctx.unknown_field(record, name);
    };
    let wire = vec![field.wire.name.clone()];
    let Some(entity) = ctx.catalog.child(flow.source, &name.text) else {
        let whole = format!("{}.{}", ctx.catalog.entity_name(flow.source), name.text);
        return ctx.report(Diagnostic::new(&codes::N103, base.span).arg("name", whole));
    };
    let mut walk = Walk::new(ctx, flow.toward, entity, None);
    let mut filter: Option<Expr> = None;
    for condition in condition.into_iter().chain(when) {
        let condition = walk.condition(condition);
        filter = Some(match filter {
            None => condition,
            Some(before) => super::both(before, condition),
        });
    }
    let off = filter.as_ref().is_some_and(|filter| truth(filter) == Some(false));
    let steps = std::mem::take(&mut flow.steps);
    let source = std::mem::replace(&mut flow.source, entity);
    for step in body {
        match &step.kind {
            StepKind::Upsert { .. } | StepKind::Post | StepKind::Broken => take(ctx, flow, step),
            _ => ctx.later(step.span, "step"),
        }
    }
    flow.source = source;
    let steps = std::mem::replace(&mut flow.steps, steps);
    if !off {
        flow.steps.push(FlowStep::Each(FlowRows { entity, wire, filter, steps }));
    }
}

/// A condition that settings and constants decide.
pub(super) fn truth(condition: &Expr) -> Option<bool> {
    match &condition.kind {
        ExprKind::Constant(Constant::Bool(truth)) => Some(*truth),
        ExprKind::Constant(Constant::Absent) => Some(false),
        ExprKind::Binary(ast::Binary::And, a, b, _) => match (truth(a), truth(b)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (a, b) => Some(a? && b?),
        },
        ExprKind::Binary(ast::Binary::Or, a, b, _) => match (truth(a), truth(b)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (a, b) => Some(a? || b?),
        },
        ExprKind::Unary(ast::Unary::Not, a) => Some(!truth(a)?),
        ExprKind::Binary(ast::Binary::Equal, a, b, _) => match (&a.kind, &b.kind) {
            (ExprKind::Constant(a), ExprKind::Constant(b)) => Some(a == b),
            _ => None,
        },
        _ => None,
    }
}

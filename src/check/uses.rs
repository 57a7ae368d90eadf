//! Who reads what: declarations that nothing reads, and constants that an enabled flow waits for.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::Constant;
use crate::check::context::{Context, Declared, Space};
use crate::check::tree::{ExprKind, FlowStep, Given, Match, OutcomeKind, Toward};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast;

/// What reads declarations.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Unit {
    /// A flow, by its name.
    Flow(Box<str>),
    /// One direction of a map.
    Map(Box<str>, Toward),
    /// A match.
    Match(Box<str>),
    /// A table.
    Table(Box<str>),
    /// A constant or setting.
    Given(Space, Box<str>),
}

/// That a unit reads a declaration.
#[derive(Clone, Debug)]
pub(super) struct Use {
    pub(super) unit: Unit,
    pub(super) space: Space,
    pub(super) name: Box<str>,
    /// Whether settings rule the place out.
    pub(super) idle: bool,
}

impl Context<'_> {
    /// Does something on behalf of a unit.
    pub(super) fn within<T>(&mut self, unit: Unit, inside: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.unit.replace(unit);
        let result = inside(self);
        self.unit = before;
        result
    }

    /// Notes what an expression mentions that is not evaluated here: `pull ... where`.
    pub(super) fn mention(&mut self, expr: &ast::Expr) {
        for (space, name) in super::mentions::declared(expr) {
            self.find(space, &name.text);
        }
    }
}

/// The units that these flows come to. Nothing in an idle place counts where `live` is asked for.
pub(super) fn reached(ctx: &Context<'_>, flows: &[&str], live: bool) -> BTreeSet<Unit> {
    let mut reads: BTreeMap<&Unit, Vec<&Use>> = BTreeMap::new();
    for found in ctx.uses.iter().filter(|found| !live || !found.idle) {
        reads.entry(&found.unit).or_default().push(found);
    }
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<Unit> = flows.iter().map(|name| Unit::Flow((*name).into())).collect();
    while let Some(unit) = waiting.pop() {
        if !reached.insert(unit.clone()) {
            continue;
        }
        for found in reads.get(&unit).into_iter().flatten() {
            waiting.extend(next(ctx, &unit, found));
        }
        match &unit {
            Unit::Flow(name) => waiting.extend(upserts(ctx, name)),
            Unit::Map(name, _) => waiting.push(Unit::Match(name.clone())),
            Unit::Match(_) | Unit::Table(_) | Unit::Given(..) => {}
        }
    }
    reached
}

/// Where a use leads; what a match creates is written by the map that it names.
fn next(ctx: &Context<'_>, unit: &Unit, found: &Use) -> Vec<Unit> {
    let name = found.name.clone();
    match found.space {
        Space::Const | Space::Setting => vec![Unit::Given(found.space, name)],
        Space::Table => vec![Unit::Table(name)],
        Space::Match => {
            let role = ctx.checked.matches.iter().find(|role| role.name == name);
            let creator = role.and_then(creator);
            let mut units = vec![Unit::Match(name)];
            if let (Some(map), Unit::Map(_, toward)) = (creator, unit) {
                units.push(Unit::Map(map.into(), *toward));
            }
            units
        }
        Space::Map | Space::Flow => Vec::new(),
    }
}

/// The map by which a match creates what it does not find.
pub(super) fn creator(role: &Match) -> Option<&str> {
    match &role.none.as_ref()?.kind {
        OutcomeKind::Create(Some(map)) => Some(map),
        OutcomeKind::Create(None) => Some(&role.name),
        _ => None,
    }
}

fn upserts(ctx: &Context<'_>, flow: &str) -> Vec<Unit> {
    let flows = ctx.checked.flows.iter().filter(|found| *found.name == *flow);
    let steps = flows.flat_map(|flow| flow.steps.iter().map(move |step| (flow.toward, step)));
    steps.flat_map(|(toward, step)| upserted(step, toward)).collect()
}

fn upserted(step: &FlowStep, toward: Toward) -> Vec<Unit> {
    match step {
        FlowStep::Upsert(map) => vec![Unit::Map(map.clone(), toward)],
        FlowStep::Each(rows) => rows.steps.iter().flat_map(|step| upserted(step, toward)).collect(),
        FlowStep::Post | FlowStep::Say(_) => Vec::new(),
    }
}

/// Declarations that no flow comes to. A mapping without flows is a library: nothing is said of it.
pub(super) fn unused(ctx: &mut Context<'_>) {
    let flows: Vec<&str> = ctx.checked.flows.iter().map(|flow| &*flow.name).collect();
    if flows.is_empty() || ctx.diagnostics.iter().any(Diagnostic::is_error) {
        return;
    }
    let reached = reached(ctx, &flows, false);
    let mut found = Vec::new();
    for ((space, name), (what, span)) in &ctx.declared {
        let unit = |toward| Unit::Map(name.clone(), toward);
        let (is_used, kind) = match (space, what) {
            (Space::Const, _) => (reached.contains(&Unit::Given(*space, name.clone())), "const"),
            (Space::Setting, _) => {
                (reached.contains(&Unit::Given(*space, name.clone())), "setting")
            }
            (Space::Table, _) => (reached.contains(&Unit::Table(name.clone())), "table"),
            (Space::Match, _) => (reached.contains(&Unit::Match(name.clone())), "match"),
            (Space::Map, Declared::Map) => {
                let either = [Toward::Left, Toward::Right].map(unit);
                (either.iter().any(|unit| reached.contains(unit)), "map")
            }
            (Space::Map | Space::Flow, _) => (true, ""),
        };
        if !is_used {
            let unused = Diagnostic::new(&codes::C326, *span).arg("kind", kind);
            found.push(unused.arg("name", &**name));
        }
    }
    found.sort_by_key(|diagnostic| diagnostic.span);
    ctx.diagnostics.append(&mut found);
}

/// Constants and settings without a value that an enabled flow reads: told once a flow, as the lines
/// that `settings.yaml` lacks.
pub(super) fn unfilled(ctx: &mut Context<'_>) {
    let mut told: BTreeSet<usize> = BTreeSet::new();
    let mut found = Vec::new();
    for flow in ctx.checked.flows.iter().filter(|flow| flow.enabled) {
        let reached = reached(ctx, &[&flow.name], true);
        let read = reached.iter().filter_map(|unit| match unit {
            Unit::Given(space, name) => Some((*space, name)),
            _ => None,
        });
        let mut open: Vec<usize> =
            read.filter_map(|(space, name)| unfilled_given(ctx, space, name)).collect();
        open.retain(|given| told.insert(*given));
        open.sort_unstable();
        let givens: Vec<&Given> = open.iter().map(|given| &ctx.checked.givens[*given]).collect();
        let Some(first) = givens.first() else { continue };
        let diagnostic = Diagnostic::new(&codes::C306, flow.span)
            .arg("flow", &*flow.name)
            .arg("count", givens.len())
            .arg("name", &*first.name)
            .arg("lines", lines(&givens))
            .label(first.span, "const");
        found.push(diagnostic.hint(if ctx.values.missing { "create" } else { "fill" }));
    }
    if found.is_empty() && ctx.values.missing {
        found.extend(without_file(ctx));
    }
    ctx.diagnostics.append(&mut found);
}

/// Where there is no `settings.yaml`: what it would hold, for flows that are switched off too.
fn without_file(ctx: &Context<'_>) -> Option<Diagnostic> {
    let flows: Vec<&str> = ctx.checked.flows.iter().map(|flow| &*flow.name).collect();
    let mut wanted = BTreeSet::new();
    for unit in reached(ctx, &flows, false) {
        if let Unit::Given(space, name) = unit {
            wanted.extend(unfilled_given(ctx, space, &name));
        }
    }
    // The settings that switch flows on.
    for found in &ctx.uses {
        if let (Unit::Flow(_), Space::Setting) = (&found.unit, found.space)
            && let Some((Declared::Given(given), _)) =
                ctx.declared.get(&(Space::Setting, found.name.clone()))
        {
            wanted.insert(*given);
        }
    }
    let givens: Vec<&Given> = wanted.iter().map(|given| &ctx.checked.givens[*given]).collect();
    let open = givens.iter().filter(|given| given.value.is_none()).count();
    // Where defaults are enough for a flow to run nothing is missed.
    if open == 0 && ctx.checked.flows.iter().any(|flow| flow.enabled) {
        return None;
    }
    let first = givens.first()?;
    let missing = Diagnostic::new(&codes::C358, first.span).arg("count", open);
    Some(missing.arg("lines", lines(&givens)).hint("create"))
}

/// The declaration, where it has no value though it has to.
fn unfilled_given(ctx: &Context<'_>, space: Space, name: &str) -> Option<usize> {
    let (Declared::Given(number), _) = ctx.declared.get(&(space, name.into()))? else {
        return None;
    };
    let given = &ctx.checked.givens[*number];
    let open = !given.optional && given.value.is_none() && !is_filled(ctx, space, name);
    // Of a default that is wrong it was told already that it gives no value.
    (open && !ctx.misgiven.contains(&given.span)).then_some(*number)
}

/// The lines of `settings.yaml`, still without values but for those of defaults.
fn lines(givens: &[&Given]) -> String {
    let mut lines = Vec::new();
    for (section, is_setting) in [("const:", false), ("setting:", true)] {
        let mut inside = givens.iter().filter(|given| given.is_setting == is_setting).peekable();
        if inside.peek().is_some() {
            lines.push(section.to_owned());
        }
        let inside: Vec<_> = inside.collect();
        let width = inside.iter().map(|given| given.name.chars().count()).max().unwrap_or(0) + 1;
        for given in inside {
            let name = format!("{}:", given.name);
            let value = match &given.value {
                Some(Constant::Bool(truth)) => truth.to_string(),
                Some(Constant::Number(number)) => number.to_string(),
                Some(Constant::Text(text)) => text.to_string(),
                _ => "...".to_owned(),
            };
            lines.push(match &given.label {
                Some(label) => format!("  {name:width$} {value}   # {label}"),
                None => format!("  {name:width$} {value}"),
            });
        }
    }
    lines.join("\n")
}

/// Values in `settings.yaml` that no mapping asks for.
pub(super) fn undeclared(ctx: &mut Context<'_>) {
    let mut found = Vec::new();
    let values = [(Space::Const, &ctx.values.constants), (Space::Setting, &ctx.values.settings)];
    for (space, cells) in values {
        for (name, cell) in cells {
            if !ctx.declared.contains_key(&(space, name.as_str().into())) {
                let unknown = Diagnostic::new(&codes::C332, cell.span).arg("name", name.as_str());
                let near = ctx.nearest_declared(space, name);
                found.push(match near.first() {
                    Some(near) => unknown.arg("near", near).hint("near"),
                    None => unknown,
                });
            }
        }
    }
    ctx.diagnostics.append(&mut found);
}

/// Whether something was filled in, be it wrong: that was told already.
fn is_filled(ctx: &Context<'_>, space: Space, name: &str) -> bool {
    let cells = match space {
        Space::Const => &ctx.values.constants,
        _ => &ctx.values.settings,
    };
    cells.get(name).is_some_and(|cell| cell.scalar != crate::check::values::Scalar::Empty)
}

/// The maps, with their directions, that create records when these flows run.
pub(super) fn creating(ctx: &Context<'_>) -> Vec<(Box<str>, Toward, Span)> {
    let mut creating = Vec::new();
    for flow in ctx.checked.flows.iter().filter(|flow| flow.enabled) {
        let written: BTreeSet<Unit> = upserts(ctx, &flow.name).into_iter().collect();
        for unit in reached(ctx, &[&flow.name], true) {
            let Unit::Map(name, toward) = &unit else { continue };
            let role = ctx.checked.matches.iter().position(|role| role.name == *name);
            let never = role.is_some_and(|role| creator(&ctx.checked.matches[role]).is_none());
            let only_linked = role.is_some_and(|role| {
                flow.filter.as_ref().is_some_and(|filter| asks_link(filter, role as u16))
            });
            if written.contains(&unit) && (never || only_linked) {
                continue;
            }
            creating.push((name.clone(), *toward, flow.span));
        }
    }
    creating
}

/// Whether a condition lets only linked records through.
pub(super) fn asks_link(condition: &super::Expr, wanted: u16) -> bool {
    match &condition.kind {
        ExprKind::Linked { role, .. } => *role == wanted,
        ExprKind::Binary(ast::Binary::And, a, b, _) => asks_link(a, wanted) || asks_link(b, wanted),
        _ => false,
    }
}

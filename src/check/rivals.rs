//! Two matches over one pair of records that may both create make two records of one.

use crate::check::context::Context;
use crate::check::tree::{Expr, ExprKind, Flow, Match, Stmt, Toward};
use crate::check::uses::{self, Unit, creator};
use crate::diag::{Diagnostic, codes};

/// Looks at the matches by which enabled flows create.
pub(super) fn rivals(ctx: &mut Context<'_>) {
    let mut found = Vec::new();
    let roles = &ctx.checked.matches;
    let flows: Vec<(&Flow, Vec<usize>)> = ctx
        .checked
        .flows
        .iter()
        .filter(|flow| flow.enabled)
        .map(|flow| (flow, creating(ctx, flow)))
        .collect();
    for (second, role) in roles.iter().enumerate() {
        for (first, other) in roles[..second].iter().enumerate() {
            if !same_pair(role, other) {
                continue;
            }
            let of = |number: usize| flows.iter().filter(move |(_, made)| made.contains(&number));
            let open = of(first).next().is_some()
                && of(second).next().is_some()
                && !of(first).all(|(flow, _)| asks(ctx, flow, second))
                && !of(second).all(|(flow, _)| asks(ctx, flow, first));
            if open {
                let twice = Diagnostic::new(&codes::C348, role.span)
                    .arg("first", &*other.name)
                    .arg("match", &*role.name);
                found.push(twice.label(other.span, "first").hint("guard"));
            }
        }
    }
    ctx.diagnostics.append(&mut found);
}

/// The matches that create what a flow does not find.
fn creating(ctx: &Context<'_>, flow: &Flow) -> Vec<usize> {
    let reached = uses::reached(ctx, &[&flow.name], true);
    let made = |(number, role): (usize, &Match)| {
        let map = creator(role)?;
        let toward = [Toward::Left, Toward::Right];
        let written = toward.iter().any(|toward| reached.contains(&Unit::Map(map.into(), *toward)));
        let only_linked =
            flow.filter.as_ref().is_some_and(|filter| uses::asks_link(filter, number as u16));
        let reads = reached.contains(&Unit::Match(role.name.clone()));
        (written && reads && !only_linked).then_some(number)
    };
    ctx.checked.matches.iter().enumerate().filter_map(made).collect()
}

fn same_pair(a: &Match, b: &Match) -> bool {
    let left = |role: &Match| role.left.iter().map(|part| part.entity).collect::<Vec<_>>();
    left(a) == left(b) && a.right.iter().any(|entity| b.right.contains(entity))
}

/// Whether a flow, or a map that it comes to, asks for the link of a match.
fn asks(ctx: &Context<'_>, flow: &Flow, role: usize) -> bool {
    let mut asks = false;
    let mut look = |expr: &Expr| {
        expr.visit(&mut |part| {
            asks |= matches!(&part.kind, ExprKind::Linked { role: asked, .. }
                if usize::from(*asked) == role);
        });
    };
    flow.filter.iter().chain(&flow.skips).for_each(&mut look);
    for unit in uses::reached(ctx, &[&flow.name], true) {
        let Unit::Map(name, toward) = &unit else { continue };
        let maps = ctx.checked.maps.iter().filter(|map| map.name == *name);
        for body in maps.flat_map(|map| &map.bodies).filter(|body| body.toward == *toward) {
            conditions(&body.statements, &mut look);
        }
    }
    asks
}

fn conditions(statements: &[Stmt], look: &mut impl FnMut(&Expr)) {
    for statement in statements {
        match statement {
            Stmt::Set(set) => set.when.iter().chain([&set.value]).for_each(&mut *look),
            Stmt::Each { when, body, rows, .. } => {
                when.iter().for_each(&mut *look);
                rows.filter.iter().for_each(|filter| look(filter));
                conditions(body, look);
            }
            Stmt::Row { when, body, .. } => {
                when.iter().for_each(&mut *look);
                conditions(body, look);
            }
            Stmt::Let { value, .. } => look(value),
            Stmt::Check { condition, .. } => look(condition),
        }
    }
}

//! Which entities the flows that are switched on read, write and follow.

use crate::check::context::Context;
use crate::check::tree::{ExprKind, Flow, FlowStep, Map, Match, Search, Stmt, Toward, Used};
use crate::check::uses::{self, Unit};

/// What the enabled flows come to.
pub(super) fn used(ctx: &Context<'_>) -> Used {
    let flows = &ctx.checked.flows;
    let enabled: Vec<&str> =
        flows.iter().filter(|flow| flow.enabled).map(|flow| &*flow.name).collect();
    let mut used = Used::default();
    for unit in uses::reached(ctx, &enabled, true) {
        match unit {
            Unit::Flow(name) => {
                flows
                    .iter()
                    .filter(|flow| flow.name == name)
                    .for_each(|flow| take(&mut used, flow));
            }
            Unit::Map(name, toward) => {
                let maps = ctx.checked.maps.iter().filter(|map| map.name == name);
                maps.for_each(|map| written(&mut used, map, toward));
            }
            Unit::Match(name) => {
                let roles = ctx.checked.matches.iter().filter(|role| role.name == name);
                roles.for_each(|role| searched(&mut used, role));
            }
            Unit::Table(_) | Unit::Given(..) => {}
        }
    }
    used
}

fn take(used: &mut Used, flow: &Flow) {
    used.read.insert(flow.source);
    if flow.changed {
        used.followed.insert(flow.source);
    }
    for step in &flow.steps {
        if let FlowStep::Each(rows) = step {
            used.read.insert(rows.entity);
        }
    }
}

fn written(used: &mut Used, map: &Map, toward: Toward) {
    let (source, target) = match toward {
        Toward::Left => (map.right, map.left),
        Toward::Right => (map.left, map.right),
    };
    used.read.insert(source);
    used.written.insert(target);
    for body in map.bodies.iter().filter(|body| body.toward == toward) {
        body.statements.iter().for_each(|statement| related(used, statement));
        behind(used, &body.statements);
    }
}

/// Rows that are records of another entity are written as such.
fn related(used: &mut Used, statement: &Stmt) {
    let (Stmt::Each { group, body, .. } | Stmt::Row { group, body, .. }) = statement else {
        return;
    };
    if let Some((entity, _)) = &group.related {
        used.written.insert(*entity);
    }
    body.iter().for_each(|inner| related(used, inner));
}

/// Records behind references are read.
fn behind(used: &mut Used, statements: &[Stmt]) {
    for statement in statements {
        statement.visit(&mut |part| {
            if let ExprKind::Behind { entity, .. } = &part.kind {
                used.read.insert(*entity);
            }
        });
    }
}

/// Left records are searched; what marks them is written.
fn searched(used: &mut Used, role: &Match) {
    used.read.extend(role.left.iter().map(|part| part.entity));
    for step in &role.steps {
        if let Search::Related { entity, .. } = &step.search {
            used.read.insert(*entity);
            if step.mark {
                used.written.insert(*entity);
            }
        }
    }
}

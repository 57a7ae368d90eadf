//! The order of statements: what a statement reads of the record being built, of rows being built
//! and of `let`s must have been written before. The order of the file decides among the rest.

use crate::check::{Expr, ExprKind, Outcome, Stmt, TextPart};

/// What statements exchange.
#[derive(Clone, Debug, PartialEq)]
enum Thing {
    Local(u16),
    Field(Box<str>),
    Rows(Box<str>),
}

/// The statements' numbers in an order in which each finds what it needs. Of a cycle, which the
/// checks refuse, the order of the file is kept.
pub(super) fn order(statements: &[Stmt]) -> Vec<usize> {
    let gives: Vec<Vec<Thing>> = statements.iter().map(gives).collect();
    let needs: Vec<Vec<Thing>> = statements.iter().map(needs).collect();
    let mut order = Vec::with_capacity(statements.len());
    let mut done = vec![false; statements.len()];
    while order.len() < statements.len() {
        let ready = |index: &usize| {
            !done[*index]
                && needs[*index].iter().all(|thing| {
                    (0..statements.len())
                        .filter(|giver| giver != index && !done[*giver])
                        .all(|giver| !gives[giver].contains(thing))
                })
        };
        let next = (0..statements.len()).find(ready);
        let next = next.or_else(|| done.iter().position(|done| !done));
        let Some(next) = next else { break };
        done[next] = true;
        order.push(next);
    }
    order
}

fn gives(statement: &Stmt) -> Vec<Thing> {
    match statement {
        Stmt::Set(set) => set.cells.iter().map(|cell| Thing::Field(cell.path.clone())).collect(),
        Stmt::Let { local, .. } => vec![Thing::Local(*local)],
        Stmt::Each { group, .. } | Stmt::Row { group, .. } => vec![Thing::Rows(group.path.clone())],
        Stmt::Check { .. } => Vec::new(),
    }
}

fn needs(statement: &Stmt) -> Vec<Thing> {
    let mut things = Vec::new();
    match statement {
        Stmt::Set(set) => {
            expr(&set.value, &mut things);
            set.when.iter().for_each(|when| expr(when, &mut things));
        }
        Stmt::Let { value, .. } => expr(value, &mut things),
        Stmt::Each { when, body, rows, .. } => {
            when.iter().for_each(|when| expr(when, &mut things));
            rows.filter.iter().for_each(|filter| expr(filter, &mut things));
            things.extend(outer(body));
        }
        Stmt::Row { when, body, .. } => {
            when.iter().for_each(|when| expr(when, &mut things));
            things.extend(outer(body));
        }
        Stmt::Check { condition, otherwise, .. } => {
            expr(condition, &mut things);
            outcome(otherwise, &mut things);
        }
    }
    things
}

/// What statements of a row need from outside of it. Fields of the row itself are settled inside.
fn outer(body: &[Stmt]) -> Vec<Thing> {
    let inside: Vec<Thing> = body.iter().flat_map(gives).collect();
    let needed = body.iter().flat_map(needs);
    needed.filter(|thing| matches!(thing, Thing::Rows(_)) || !inside.contains(thing)).collect()
}

fn expr(value: &Expr, things: &mut Vec<Thing>) {
    match &value.kind {
        ExprKind::Local(local) => things.push(Thing::Local(*local)),
        ExprKind::Built { path, .. } => things.push(Thing::Field(path.clone())),
        ExprKind::FoldBuilt(_, rows, _) => things.push(Thing::Rows(rows.clone())),
        ExprKind::Fold(_, rows, inner) => {
            rows.filter.iter().for_each(|filter| expr(filter, things));
            expr(inner, things);
        }
        ExprKind::Tuple(parts) | ExprKind::Call(_, parts) | ExprKind::Compose { parts, .. } => {
            parts.iter().for_each(|part| expr(part, things));
        }
        ExprKind::Binary(_, a, b, _) | ExprKind::Default(a, b) => {
            expr(a, things);
            expr(b, things);
        }
        ExprKind::Unary(_, a) | ExprKind::In(a, _) | ExprKind::Linked { key: a, .. } => {
            expr(a, things);
        }
        ExprKind::Choose { subject, arms, otherwise } => {
            expr(subject, things);
            arms.iter().for_each(|(_, arm)| expr(arm, things));
            otherwise.iter().for_each(|rest| expr(rest, things));
        }
        ExprKind::Text(parts) => texts(parts, things),
        ExprKind::Lookup { key, .. } | ExprKind::Link { key, .. } => {
            key.iter().for_each(|part| expr(part, things));
        }
        ExprKind::Outcome(said) => outcome(said, things),
        ExprKind::Constant(_) | ExprKind::Field(_) | ExprKind::Position(_) | ExprKind::Broken => {}
    }
}

fn outcome(said: &Outcome, things: &mut Vec<Thing>) {
    said.message.iter().for_each(|parts| texts(parts, things));
}

fn texts(parts: &[TextPart], things: &mut Vec<Thing>) {
    for part in parts {
        match part {
            TextPart::Hole(hole) => expr(hole, things),
            TextPart::Optional(inner) => texts(inner, things),
            TextPart::Plain(_) | TextPart::About => {}
        }
    }
}

//! The order of statements: what a statement reads of the record being built, of rows being built
//! and of `let`s must have been written before. The order of the file decides among the rest.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::tree::{Expr, ExprKind, Outcome, Stmt};

/// What statements exchange.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Local(u16),
    Field(Box<str>),
    Rows(Box<str>),
}

/// The statements' numbers in an order in which each finds what it needs. Of a cycle, which the
/// checks refuse, the order of the file is kept.
pub fn order(statements: &[Stmt]) -> Vec<usize> {
    ordered(statements).0
}

/// The order, and the first statement that waits for itself.
fn ordered(statements: &[Stmt]) -> (Vec<usize>, Option<usize>) {
    let (mut waits, followers) = graph(statements);
    let mut ready: BTreeSet<usize> = (0..waits.len()).filter(|index| waits[*index] == 0).collect();
    let mut left: BTreeSet<usize> = (0..waits.len()).collect();
    let mut order = Vec::with_capacity(statements.len());
    let mut circle = None;
    while let Some(first) = left.first().copied() {
        let next = ready.pop_first().unwrap_or_else(|| {
            circle = circle.or(Some(first));
            first
        });
        left.remove(&next);
        order.push(next);
        for follower in &followers[next] {
            waits[*follower] -= 1;
            if waits[*follower] == 0 && left.contains(follower) {
                ready.insert(*follower);
            }
        }
    }
    (order, circle)
}

/// How many statements each waits for, and which wait for each.
fn graph(statements: &[Stmt]) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut givers: BTreeMap<Thing, BTreeSet<usize>> = BTreeMap::new();
    for (index, statement) in statements.iter().enumerate() {
        for thing in gives(statement) {
            givers.entry(thing).or_default().insert(index);
        }
    }
    let mut waits = vec![0; statements.len()];
    let mut followers = vec![Vec::new(); statements.len()];
    for (index, statement) in statements.iter().enumerate() {
        let needed = needs(statement);
        let mut before: BTreeSet<usize> =
            needed.iter().filter_map(|thing| givers.get(thing)).flatten().copied().collect();
        before.remove(&index);
        waits[index] = before.len();
        for giver in before {
            followers[giver].push(index);
        }
    }
    (waits, followers)
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
            optional(set.when.as_ref(), &mut things);
        }
        Stmt::Let { value, .. } => expr(value, &mut things),
        Stmt::Each { when, body, rows, .. } => {
            optional(when.as_ref(), &mut things);
            optional(rows.filter.as_deref(), &mut things);
            things.extend(outer(body));
        }
        Stmt::Row { when, body, .. } => {
            optional(when.as_ref(), &mut things);
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
    value.visit(&mut |part| match &part.kind {
        ExprKind::Local(local) => things.push(Thing::Local(*local)),
        ExprKind::Built { path, .. } => things.push(Thing::Field(path.clone())),
        ExprKind::FoldBuilt(_, rows, _) => things.push(Thing::Rows(rows.clone())),
        _ => {}
    });
}

fn optional(value: Option<&Expr>, things: &mut Vec<Thing>) {
    if let Some(value) = value {
        expr(value, things);
    }
}

fn outcome(said: &Outcome, things: &mut Vec<Thing>) {
    let kind = ExprKind::Outcome(said.clone());
    expr(&Expr { kind, types: Vec::new(), span: said.span }, things);
}

/// The first statement that waits for itself: a field made of itself, or several of one another.
pub(super) fn circle(statements: &[Stmt]) -> Option<&Stmt> {
    let own = statements.iter().find(|statement| {
        let given = gives(statement);
        needs(statement).iter().any(|thing| given.contains(thing))
    });
    own.or_else(|| ordered(statements).1.map(|index| &statements[index]))
}

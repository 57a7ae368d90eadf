//! Fields whose rules were reported: that nothing else writes them is told once, by those rules.

use std::collections::BTreeSet;

use crate::check::context::Context;
use crate::check::mentions;
use crate::check::scope::Walk;
use crate::check::uses::Unit;
use crate::diag::codes;
use crate::syntax::ast::{Expr, ExprKind, Rule, RuleKind};

/// What one direction of a map would write if its rules were whole.
#[derive(Clone, Debug, Default)]
pub(super) struct Spoiled {
    /// Whether a statement could not be read: it may have meant any field.
    all: bool,
    names: BTreeSet<Box<str>>,
}

impl Spoiled {
    /// Nothing is known of what is written: settings of a test's own decide.
    pub(super) fn everything() -> Spoiled {
        Spoiled { all: true, names: BTreeSet::new() }
    }

    /// Whether a reported rule may have meant a field, given by its path.
    pub(super) fn has(&self, path: &str) -> bool {
        self.all || path.split('.').any(|name| self.names.contains(name.trim_end_matches("[]")))
    }
}

impl Context<'_> {
    fn spoiled(&mut self) -> Option<&mut Spoiled> {
        match &self.unit {
            Some(Unit::Map(name, toward)) => {
                Some(self.spoiled.entry((name.clone(), *toward)).or_default())
            }
            _ => None,
        }
    }
}

impl Walk<'_, '_> {
    /// Notes what a statement without a result would have written. `before` is how much had been
    /// told when it was begun.
    pub(super) fn spoil(&mut self, rule: &Rule, before: usize) {
        let told = &self.ctx.diagnostics[before.min(self.ctx.diagnostics.len())..];
        // A rule that falls away writes nothing, and that is meant.
        if told.iter().any(|told| told.code == &codes::C330) {
            return;
        }
        let (left, right) = match &rule.kind {
            RuleKind::Field(field) | RuleKind::Block(field, _) => (&field.left, &field.right),
            RuleKind::Each(each) => (&each.left, &each.right),
            RuleKind::Broken(_) => {
                if let Some(spoiled) = self.ctx.spoiled() {
                    spoiled.all = true;
                }
                return;
            }
            RuleKind::Let(_) | RuleKind::Check(_) | RuleKind::Drop(_) => return,
        };
        // Ends that stand on the wrong sides name the field on the other one.
        let swapped = told.iter().any(|told| told.code == &codes::N112);
        let (receiving, giving) = self.ends(left, right);
        let meant: Vec<&Expr> = if swapped { vec![receiving, giving] } else { vec![receiving] };
        let names: Vec<Box<str>> = meant.into_iter().flat_map(names).collect();
        // The arrow of ends on the wrong sides may be the wrong one too.
        if let (true, Some(Unit::Map(map, toward))) = (swapped, self.ctx.unit.clone()) {
            let back = self.ctx.spoiled.entry((map, toward.opposite())).or_default();
            back.names.extend(names.iter().cloned());
        }
        if let Some(spoiled) = self.ctx.spoiled() {
            spoiled.names.extend(names);
        }
        if let RuleKind::Block(_, body) = &rule.kind {
            for inner in body {
                self.spoil(inner, before);
            }
        }
    }
}

fn names(expr: &Expr) -> Vec<Box<str>> {
    let mut names = Vec::new();
    mentions::visit(expr, &mut |part| {
        if let ExprKind::Name(name) | ExprKind::Field(_, name) = &part.kind {
            names.push(name.text.clone());
        }
    });
    names
}

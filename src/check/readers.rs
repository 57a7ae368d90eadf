//! Who reads a `let`: the names that the rules of a map mention.

use std::collections::HashSet;

use crate::check::mentions;
use crate::check::modifier::is_known;
use crate::syntax::ast::{self, Default, Let, Modifier, ModifierKind, Outcome, Rule, RuleKind};

/// The `let`s of some rules, and every name that these mention.
#[derive(Default)]
pub(super) struct Readers<'r> {
    pub(super) lets: Vec<&'r Let>,
    /// Names in rules that fall away where a field is missing: `if known`.
    lenient: Vec<&'r str>,
    /// Names in all others but the `let`s.
    firm: Vec<&'r str>,
}

impl<'r> Readers<'r> {
    /// The readers among these rules and those inside them.
    pub(super) fn of(rules: &'r [Rule]) -> Readers<'r> {
        let mut readers = Readers::default();
        readers.gather(rules);
        readers
    }

    /// Every name that is mentioned.
    pub(super) fn names(&self) -> HashSet<&'r str> {
        let lets = self.lets.iter().flat_map(|declared| read_by(declared));
        self.lenient.iter().chain(&self.firm).copied().chain(lets).collect()
    }

    /// The `let`s that only rules with `if known` come to: where a field that such a one reads is
    /// missing, those rules fall away and nobody asks for it.
    pub(super) fn optional(&self) -> HashSet<&'r str> {
        let reached = |start: &[&'r str]| {
            let mut reached = HashSet::new();
            let mut waiting: Vec<&str> = start.to_vec();
            while let Some(name) = waiting.pop() {
                if reached.insert(name) {
                    let named = self.lets.iter().filter(|declared| *declared.name.text == *name);
                    waiting.extend(named.flat_map(|declared| read_by(declared)));
                }
            }
            reached
        };
        let (lenient, firm) = (reached(&self.lenient), reached(&self.firm));
        lenient.difference(&firm).copied().collect()
    }

    fn gather(&mut self, rules: &'r [Rule]) {
        for rule in rules {
            match &rule.kind {
                RuleKind::Field(field) => {
                    let named =
                        if is_known(&field.modifiers) { &mut self.lenient } else { &mut self.firm };
                    ends(&field.left, &field.right, &field.modifiers, named);
                }
                RuleKind::Block(field, body) => {
                    ends(&field.left, &field.right, &field.modifiers, &mut self.firm);
                    self.gather(body);
                }
                RuleKind::Each(each) => {
                    ends(&each.left, &each.right, &each.modifiers, &mut self.firm);
                    each.by.iter().chain(&each.then).for_each(|key| names(key, &mut self.firm));
                    self.gather(&each.body);
                }
                RuleKind::Let(declared) => self.lets.push(declared),
                RuleKind::Check(check) => {
                    names(&check.condition, &mut self.firm);
                    words(&check.otherwise, &mut self.firm);
                }
                RuleKind::Broken(_) | RuleKind::Drop(_) => {}
            }
        }
    }
}

/// The names that a `let` mentions.
fn read_by(declared: &Let) -> Vec<&str> {
    let mut named = Vec::new();
    names(&declared.value, &mut named);
    declared.default.iter().for_each(|default| names(default, &mut named));
    named
}

fn ends<'r>(
    left: &'r ast::Expr,
    right: &'r ast::Expr,
    modifiers: &'r [Modifier],
    named: &mut Vec<&'r str>,
) {
    names(left, named);
    names(right, named);
    for modifier in modifiers {
        match &modifier.kind {
            ModifierKind::Default(Default::Value(value)) | ModifierKind::When(value) => {
                names(value, named);
            }
            ModifierKind::Default(Default::Outcome(outcome)) => words(outcome, named),
            _ => {}
        }
    }
}

fn words<'r>(outcome: &'r Outcome, named: &mut Vec<&'r str>) {
    if let Some(message) = &outcome.message {
        mentions::texts(&message.parts, &mut |part| named.extend(name(part)));
    }
}

fn names<'r>(expr: &'r ast::Expr, named: &mut Vec<&'r str>) {
    mentions::visit(expr, &mut |part| named.extend(name(part)));
}

/// The name that a path begins or goes on with: `скидка`, and the column in `sum(Запасы.скидка)`.
fn name(part: &ast::Expr) -> Option<&str> {
    match &part.kind {
        ast::ExprKind::Name(name) | ast::ExprKind::Field(_, name) => Some(&name.text),
        _ => None,
    }
}

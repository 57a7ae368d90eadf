//! What the rules of a map write, for whom reads it in `result`: a field that no rule writes is never there.

use std::collections::BTreeSet;

use crate::check::mentions;
use crate::check::scope::Walk;
use crate::check::tree::{Stmt, Toward};
use crate::diag::{Diagnostic, codes};
use crate::syntax::ast::{Arrow, Expr, ExprKind, Name, Rule, RuleKind};

/// The names of the fields that the rules write; none where a rule could not be read.
pub(super) fn written(
    rules: &[Rule],
    toward: Toward,
    markings: &[Stmt],
) -> Option<BTreeSet<Box<str>>> {
    let mut found = BTreeSet::new();
    for marking in markings {
        if let Stmt::Set(set) = marking {
            let paths = set.cells.iter().flat_map(|cell| cell.path.split('.'));
            found.extend(paths.map(Into::into));
        }
    }
    gather(rules, toward, &mut found)?;
    Some(found)
}

fn gather(rules: &[Rule], toward: Toward, found: &mut BTreeSet<Box<str>>) -> Option<()> {
    for rule in rules {
        let (left, arrow, right, body) = match &rule.kind {
            RuleKind::Field(rule) => (&rule.left, rule.arrow.node, &rule.right, None),
            RuleKind::Block(rule, body) => (&rule.left, rule.arrow.node, &rule.right, Some(body)),
            RuleKind::Each(each) => (&each.left, each.arrow.node, &each.right, Some(&each.body)),
            RuleKind::Broken(_) => return None,
            RuleKind::Let(_) | RuleKind::Check(_) | RuleKind::Drop(_) => continue,
        };
        let receiving = match (toward, arrow) {
            (Toward::Left, Arrow::Left | Arrow::Both) => left,
            (Toward::Right, Arrow::Right | Arrow::Both) => right,
            _ => continue,
        };
        mentioned(receiving, found);
        if let Some(body) = body {
            gather(body, toward, found)?;
        }
    }
    Some(())
}

/// The names in the path of a place, those of its brackets with them.
fn mentioned(receiving: &Expr, found: &mut BTreeSet<Box<str>>) {
    mentions::visit(receiving, &mut |part| match &part.kind {
        ExprKind::Name(name) | ExprKind::Field(_, name) => {
            found.insert(name.text.clone());
        }
        _ => {}
    });
}

impl Walk<'_, '_> {
    /// Whether some rule writes a field of that name, as far as is known.
    pub(super) fn is_built(&self, name: &str) -> bool {
        self.built.as_ref().is_none_or(|built| built.contains(name))
    }

    /// Reports a field of `result` that no rule of the map writes.
    pub(super) fn told_built(&mut self, name: &Name) {
        if !self.is_built(&name.text) {
            let empty = Diagnostic::new(&codes::C363, name.span).arg("field", &*name.text);
            self.ctx.report(empty);
        }
    }
}

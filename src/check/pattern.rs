//! Patterns of rows that are written: `Rows[Kind == "a" and Type != "b"]` says what such a row is like, so
//! a row can be like that, and nothing in its block makes it another one.

use crate::check::Constant;
use crate::check::scope::Walk;
use crate::check::tree::{Expr, ExprKind, Group, Pattern, Stmt};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast;

impl Pattern {
    /// Whether no row meets both.
    pub(super) fn excludes(&self, other: &Pattern) -> bool {
        self.name == other.name
            && if self.equal && other.equal {
                self.value != other.value
            } else {
                self.equal != other.equal && self.value == other.value
            }
    }
}

impl Walk<'_, '_> {
    /// Reports a pattern that no row meets: `[Kind == "a" and Kind == "b"]`.
    pub(super) fn can_be_met(&mut self, patterns: &[Pattern], condition: &ast::Expr) {
        // A constant that the shop has not filled in yet says nothing.
        let is_torn = |a: &Pattern, b: &Pattern| !a.is_open() && !b.is_open() && a.excludes(b);
        let pairs = patterns.iter().enumerate().flat_map(|(second, pattern)| {
            patterns[..second]
                .iter()
                .enumerate()
                .map(move |(first, other)| (first, other, second, pattern))
        });
        let torn = { pairs }.find(|(_, a, _, b)| is_torn(a, b));
        let Some((first, other, second, pattern)) = torn else { return };
        let mut parts = Vec::new();
        conjuncts(condition, &mut parts);
        let (Some(at), Some(before)) = (parts.get(second).copied(), parts.get(first).copied())
        else {
            return;
        };
        // What a field is says more than what it is not.
        let dropped = if pattern.equal && !other.equal { first } else { second };
        let and = format!(" {} ", self.ctx.word("and", condition.span));
        let left = parts.iter().enumerate().filter(|(number, _)| *number != dropped);
        let left: Vec<&str> = left.map(|(_, span)| self.ctx.written(*span)).collect();
        let wrong = Diagnostic::new(&codes::C360, at)
            .arg("field", &*pattern.name)
            .label(before, "first")
            .fix("drop", condition.span, left.join(&and));
        self.ctx.report(wrong);
    }

    /// Reports a rule of a row that writes otherwise what the pattern of the row says.
    pub(super) fn keeps_pattern(&mut self, group: &Group, body: &[Stmt]) {
        for statement in body {
            let Stmt::Set(set) = statement else { continue };
            for cell in &set.cells {
                let Some(pattern) = group
                    .patterns
                    .iter()
                    .find(|pattern| pattern.name == cell.path && breaks(&set.value, pattern))
                else {
                    continue;
                };
                let wrong = Diagnostic::new(&codes::C361, cell.span)
                    .arg("field", &*cell.path)
                    .label(pattern.span, "pattern");
                let wrong = match set.cells.len() {
                    1 => wrong.fix("drop", set.span, ""),
                    _ => wrong,
                };
                self.ctx.report(wrong.hint("pattern_other"));
            }
        }
    }
}

/// Whether a value may make a row another one than its pattern says.
fn breaks(value: &Expr, pattern: &Pattern) -> bool {
    match &value.kind {
        ExprKind::Constant(constant) => {
            !pattern.is_open()
                && *constant != Constant::Absent
                && (*constant == pattern.value) != pattern.equal
        }
        _ => pattern.equal,
    }
}

/// The comparisons that `and` joins, as the patterns stand for them.
fn conjuncts(condition: &ast::Expr, parts: &mut Vec<Span>) {
    match &condition.kind {
        ast::ExprKind::Binary(operator, a, b) if operator.node == ast::Binary::And => {
            conjuncts(a, parts);
            conjuncts(b, parts);
        }
        ast::ExprKind::Tuple(inner) if inner.len() == 1 => conjuncts(&inner[0], parts),
        _ => parts.push(condition.span),
    }
}

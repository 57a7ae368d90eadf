//! `each`: rows of one side from rows of the other, and the key that tells them apart.

use crate::check::context::joined;
use crate::check::modifier::{modifier_when, strip};
use crate::check::path::Node;
use crate::check::place::names;
use crate::check::rows::row_scope;
use crate::check::scope::Walk;
use crate::check::tree::{Stmt, Toward};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{self, Arrow, Rule, RuleKind};

impl Walk<'_, '_> {
    pub(super) fn each(&mut self, each: &ast::Each, head: Span) -> Option<Stmt> {
        let (receiving, giving) = self.ends(&each.left, &each.right);
        let source = match self.node(giving) {
            Node::Rows(rows) if rows.related.is_none() => Some(rows),
            Node::Rows(_) => {
                self.ctx.later(giving.span, "related");
                None
            }
            Node::Broken => None,
            _ => {
                self.ctx.report(Diagnostic::new(&codes::T211, giving.span));
                None
            }
        };
        let scope = self.target.last().cloned()?;
        let target = self.group(&scope, receiving);
        let when = modifier_when(&each.modifiers).map(|condition| self.deciding(condition));
        if let (Some(when), Arrow::Both) = (&when, each.arrow.node) {
            self.settled(when);
        }
        let (rows, (mut group, inner)) = (source?, target?);
        if each.by.is_none() {
            let end = Span { start: each.right.span.end, ..each.right.span };
            let by = format!(" {} position", self.ctx.word("by", head));
            let open = Diagnostic::new(&codes::C307, head).hint("by");
            self.ctx.report(open.fix("position", end, by));
        }
        if let Some(then) = &each.then {
            self.order_of_rows(then);
        }
        self.source.push(row_scope(&rows));
        self.depth += 1;
        self.target.push(inner);
        let body = self.rules(&each.body);
        if let Some(by) = &each.by {
            group.key = self.row_key(by, &each.body, &body);
        }
        self.target.pop();
        self.depth -= 1;
        self.source.pop();
        self.keeps_pattern(&group, &body);
        group.owner = self.block_owner(&each.modifiers);
        let when = when.filter(|when| !when.is_broken());
        Some(Stmt::Each { group, rows: rows.rows, when, body, span: head })
    }

    /// Rows of one key follow each other as they stand: nothing else tells them apart.
    fn order_of_rows(&mut self, then: &ast::Expr) {
        if !matches!(&then.kind, ast::ExprKind::Name(name) if &*name.text == "position") {
            let wrong = Diagnostic::new(&codes::C336, then.span);
            let wrong = wrong.arg("found", self.ctx.written(then.span));
            self.ctx.report(wrong.fix("position", then.span, "position"));
        }
    }

    /// The target cells that tell rows apart: those that the rule over `by` writes.
    fn row_key(&mut self, by: &ast::Expr, rules: &[Rule], body: &[Stmt]) -> Vec<Box<str>> {
        if let ast::ExprKind::Name(name) = &by.kind
            && &*name.text == "position"
        {
            return Vec::new();
        }
        let wanted = names(strip(by)).map(|names| joined(&names));
        let spans: Vec<Span> = rules
            .iter()
            .filter(|rule| match &rule.kind {
                RuleKind::Field(rule) => [&rule.left, &rule.right]
                    .into_iter()
                    .any(|end| names(strip(end)).map(|names| joined(&names)) == wanted),
                _ => false,
            })
            .map(|rule| rule.span)
            .collect();
        let cells: Vec<Box<str>> = body
            .iter()
            .filter_map(|statement| match statement {
                Stmt::Set(set) if spans.contains(&set.span) => Some(&set.cells),
                _ => None,
            })
            .flatten()
            .map(|cell| cell.path.clone())
            .collect();
        if cells.is_empty() && self.is_unknown_key(by) {
            return cells;
        }
        let is_whole = !rules.iter().any(|rule| matches!(rule.kind, RuleKind::Broken(_)));
        let told = |span: &Span| self.ctx.is_told(*span);
        if cells.is_empty() && is_whole && !spans.iter().any(told) {
            let open =
                Diagnostic::new(&codes::C311, by.span).arg("key", wanted.unwrap_or_default());
            let open = match (self.both_ways, self.toward) {
                (true, Toward::Left) => open.at("one").arg("arrow", "<-"),
                (true, Toward::Right) => open.at("one").arg("arrow", "->"),
                _ => open,
            };
            self.ctx.report(open);
        }
        cells
    }

    /// Reports a key that is a field of neither row.
    fn is_unknown_key(&mut self, by: &ast::Expr) -> bool {
        let path = names(strip(by)).unwrap_or_default();
        let Some(name) = path.first() else { return false };
        let record = self.scope().record;
        let known = [Some(record), self.target.last().map(|scope| scope.record)];
        let mut known = known.into_iter().flatten();
        if known.any(|record| {
            self.ctx.catalog[record].open || self.ctx.catalog.field(record, &name.text).is_some()
        }) {
            return false;
        }
        // Fields of the right side are what `by` names as a rule.
        let right = match self.toward {
            Toward::Left => Some(record),
            Toward::Right => self.target.last().map(|scope| scope.record),
        };
        self.ctx.unknown_field(right.unwrap_or(record), name);
        true
    }
}

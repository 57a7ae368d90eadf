//! Blocks: `LEFT <-> RIGHT { ... }` over a record, one inside it, or a row.

use crate::check::modifier::modifier_when;
use crate::check::path::Node;
use crate::check::place::names;
use crate::check::rows::{RowsNode, both, filled_by};
use crate::check::scope::{TargetScope, Walk};
use crate::check::tree::{Expr, ExprKind, Fold, Group, Stmt};
use crate::diag::{Diagnostic, codes};
use crate::schema::Type;
use crate::source::Span;
use crate::syntax::ast::{self, Arrow, Rule};

impl Walk<'_, '_> {
    /// `LEFT <-> RIGHT { ... }`
    pub(super) fn block(
        &mut self,
        rule: &ast::FieldRule,
        body: &[Rule],
        head: Span,
        statements: &mut Vec<Stmt>,
    ) {
        let undecided = self.without_undecided(rule);
        let rule = undecided.as_ref().unwrap_or(rule);
        let (receiving, giving) = self.ends(&rule.left, &rule.right);
        let first = first_of(giving);
        let node = self.node(first.unwrap_or(giving));
        let scope = match node {
            Node::Rows(rows) if rows.related.is_none() => {
                if first.is_some() || self.is_one_row(rule, &rows, giving) {
                    self.row_block(rule, &rows, body, head, statements);
                }
                None
            }
            Node::Record(node) if first.is_none() => Some(node.scope),
            Node::Broken => None,
            Node::Record(_)
            | Node::Scalar(..)
            | Node::Rows(_)
            | Node::Column(..)
            | Node::Inner(..)
            | Node::Behind(_)
            | Node::Value(_)
            | Node::Result
            | Node::Was(_)
            | Node::WasRows(..)
            | Node::ResultRows(..)
            | Node::Constants
            | Node::Settings
            | Node::Tables
            | Node::Table(_) => {
                self.ctx.report(Diagnostic::new(&codes::T227, giving.span));
                None
            }
        };
        let Some(scope) = scope else { return };
        let target = self.block_target(receiving);
        let Some((group, inner)) = target else { return };
        self.source.push(scope);
        let when = modifier_when(&rule.modifiers).map(|condition| self.deciding(condition));
        if let (Some(when), Arrow::Both) = (&when, rule.arrow.node) {
            self.settled(when);
        }
        self.target.push(inner);
        let known = self.filled.len();
        if let Some(when) = &when {
            filled_by(when, &mut self.filled);
        }
        let mut inside = self.rules(body);
        self.filled.truncate(known);
        self.target.pop();
        self.source.pop();
        let owner = self.block_owner(&rule.modifiers);
        let when = when.filter(|when| !when.is_broken());
        if let Some(group) = group {
            self.keeps_pattern(&group, &inside);
            let group = Group { single: true, owner, ..group };
            statements.push(Stmt::Row { group, when, body: inside, span: head });
            return;
        }
        for statement in &mut inside {
            inherit(statement, when.as_ref(), owner.as_deref());
        }
        statements.append(&mut inside);
    }

    /// Whether a block over rows speaks of one of them. One that goes both ways names its row by the
    /// pattern by which it writes it.
    fn is_one_row(&mut self, rule: &ast::FieldRule, rows: &RowsNode, giving: &ast::Expr) -> bool {
        let is_written = rule.arrow.node == Arrow::Both && rows.rows.filter.is_some();
        if is_written || rows.is_one() {
            return true;
        }
        let many = Diagnostic::new(&codes::T214, giving.span).arg("rows", &*rows.rows.path);
        let written = self.ctx.written(giving.span);
        let first = many.at("block").fix("first", giving.span, format!("first({written})"));
        self.ctx.report(first.hint("each"));
        false
    }

    /// `LEFT <- rows[...] { ... }`: the fields of the first row that fits, if there is one.
    fn row_block(
        &mut self,
        rule: &ast::FieldRule,
        rows: &RowsNode,
        body: &[Rule],
        head: Span,
        statements: &mut Vec<Stmt>,
    ) {
        let (receiving, _) = self.ends(&rule.left, &rule.right);
        let Some((group, inner)) = self.block_target(receiving) else { return };
        if group.is_some() {
            self.ctx.later(head, "block");
            return;
        }
        self.target.push(inner);
        let inside = self.in_row(rows, |walk| walk.rules(body));
        self.target.pop();
        let owner = self.block_owner(&rule.modifiers);
        for mut statement in inside {
            let Stmt::Set(set) = &mut statement else {
                self.ctx.later(head, "block");
                continue;
            };
            let (value, span) = (set.value.clone(), set.value.span);
            let ty = value.ty().clone();
            let kind = ExprKind::Fold(Fold::First, rows.rows.clone(), Box::new(value));
            set.value = Expr::new(kind, ty, true, span);
            inherit(&mut statement, None, owner.as_deref());
            statements.push(statement);
        }
    }

    /// The record that a block writes: the one at hand, one inside it, or a selected row.
    pub(super) fn block_target(
        &mut self,
        expr: &ast::Expr,
    ) -> Option<(Option<Group>, TargetScope)> {
        let scope = self.target.last().cloned()?;
        match &expr.kind {
            ast::ExprKind::Dot => Some((None, scope)),
            ast::ExprKind::Select(..) => {
                let (group, inner) = self.group(&scope, expr)?;
                Some((Some(group), inner))
            }
            _ => {
                let names = names(expr).or_else(|| {
                    self.ctx.report(Diagnostic::new(&codes::T226, expr.span));
                    None
                })?;
                let mut inner = scope;
                for name in names {
                    let field = self.target_field(inner.record, &name)?;
                    let Type::Record(record) = field.ty else {
                        self.ctx.report(Diagnostic::new(&codes::T227, expr.span));
                        return None;
                    };
                    inner.wire.push(field.wire.name.clone());
                    inner.path = format!("{}{}.", inner.path, name.text);
                    inner.record = record;
                }
                Some((None, inner))
            }
        }
    }
}

/// The rows of `first(rows)`.
pub(super) fn first_of(giving: &ast::Expr) -> Option<&ast::Expr> {
    match &giving.kind {
        ast::ExprKind::Call(name, args) if &*name.text == "first" && args.len() == 1 => {
            args.first()
        }
        _ => None,
    }
}

/// What a block says for all rules in it.
fn inherit(statement: &mut Stmt, when: Option<&Expr>, owner: Option<&str>) {
    match statement {
        Stmt::Set(set) => {
            if let Some(when) = when {
                set.when = Some(match set.when.take() {
                    None => when.clone(),
                    Some(own) => both(when.clone(), own),
                });
            }
            set.around = set.around.take().or_else(|| owner.map(Into::into));
        }
        Stmt::Each { group, when: own, .. } | Stmt::Row { group, when: own, .. } => {
            if let Some(when) = when {
                *own = Some(match own.take() {
                    None => when.clone(),
                    Some(own) => both(when.clone(), own),
                });
            }
            group.around = group.around.take().or_else(|| owner.map(Into::into));
        }
        Stmt::Let { .. } | Stmt::Check { .. } => {}
    }
}

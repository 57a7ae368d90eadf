//! `if known`: a rule falls away where the base or the account lacks a field that it reads or writes.

use crate::check::context::{Context, Space};
use crate::check::modifier::is_known;
use crate::check::scope::Walk;
use crate::check::tree::Stmt;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{Arrow, Expr, Modifier, Name, Rule, RuleKind};

impl Context<'_> {
    /// Notes a field that is missing, where what is looked at may lack it; else that is a mistake.
    pub(super) fn lacks(&mut self, field: &str) -> bool {
        match &mut self.lacking {
            Some(lacking) => {
                lacking.push(field.into());
                true
            }
            None => false,
        }
    }
}

impl Walk<'_, '_> {
    /// Looks at what may lack fields; the first that it lacks.
    pub(super) fn lenient<T>(
        &mut self,
        look: impl FnOnce(&mut Self) -> T,
    ) -> (T, Option<Box<str>>) {
        let before = self.ctx.lacking.replace(Vec::new());
        let found = look(self);
        let lacking = std::mem::replace(&mut self.ctx.lacking, before);
        (found, lacking.and_then(|lacking| lacking.into_iter().next()))
    }

    /// The statement of a rule with `if known`; none where it falls away, which is told.
    pub(super) fn if_known(
        &mut self,
        span: Span,
        look: impl FnOnce(&mut Self) -> Option<Stmt>,
    ) -> Option<Stmt> {
        let uses = self.ctx.uses.len();
        let (statement, lacking) = self.lenient(look);
        let Some(field) = lacking else { return statement };
        // What it reads beside need not be filled in for it.
        for found in &mut self.ctx.uses[uses..] {
            found.idle = true;
        }
        self.ctx.report(Diagnostic::new(&codes::C330, span).arg("field", field));
        None
    }

    /// Whether a block or `each` with `if known` falls away, which is told: its head names a field that
    /// is missing.
    pub(super) fn falls_away(
        &mut self,
        left: &Expr,
        arrow: Arrow,
        right: &Expr,
        modifiers: &[Modifier],
        rule: &Rule,
    ) -> bool {
        if !is_known(modifiers) || !self.counts(arrow) {
            return false;
        }
        let (receiving, giving) = self.ends(left, right);
        let is_rows = matches!(rule.kind, RuleKind::Each(_));
        let (told, uses) = (self.ctx.diagnostics.len(), self.ctx.uses.len());
        let ((), lacking) = self.lenient(|walk| {
            walk.node(giving);
            let scope = walk.target.last().cloned();
            if let Some(scope) = scope.filter(|_| is_rows) {
                walk.group(&scope, receiving);
            } else {
                walk.block_target(receiving);
            }
        });
        // Where the head has all of its fields, it is looked at again, with what stands in the block.
        self.ctx.diagnostics.truncate(told);
        self.ctx.uses.truncate(uses);
        let Some(field) = lacking else { return false };
        self.ctx.report(Diagnostic::new(&codes::C330, rule.head).arg("field", field));
        true
    }

    /// Whether a name that is no field means something else, so that a rule may not lack it: a word,
    /// a constant, a field of a record outside.
    pub(super) fn is_no_field(&self, name: &Name) -> bool {
        let is_word = matches!(&*name.text, "null" | "nil" | "undefined" | "неопределено");
        let spaces = [Space::Const, Space::Setting, Space::Table];
        let is_declared =
            spaces.iter().any(|space| self.ctx.declared.contains_key(&(*space, name.text.clone())));
        let mut outside = self.source.iter().rev().skip(1);
        let is_outside =
            outside.any(|scope| self.ctx.catalog.field(scope.record, &name.text).is_some());
        let is_elsewhere = self.foreign.contains(&name.text);
        is_word || is_declared || is_outside || is_elsewhere
    }
}

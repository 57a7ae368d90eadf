//! `via`: tables, matches and conversions, in the direction in which data goes.

use crate::builtins;
use crate::check::context::{Declared, Space};
use crate::check::nearby::{among, suggest};
use crate::check::path::Node;
use crate::check::scope::Walk;
use crate::check::tree::{Column, Expr, ExprKind, Part, Toward};
use crate::diag::{Diagnostic, codes};
use crate::schema::{EntityId, Type, nearest};
use crate::source::Span;
use crate::syntax::ast;

/// What a `via` goes through.
#[derive(Clone, Copy, Debug)]
pub(super) enum Through {
    Conversion(&'static builtins::Builtin),
    Table(u16),
    Match(u16),
}

impl Walk<'_, '_> {
    /// `operand via X`
    pub(super) fn via(&mut self, operand: &ast::Expr, via: &ast::Via, span: Span) -> Expr {
        match self.through(via) {
            Some(Through::Conversion(builtin)) => {
                let value = self.expr(operand, None);
                self.converted(builtin, value, via, span)
            }
            Some(Through::Table(table)) => {
                let wanted = self.key_columns(table).first().map(|column| column.ty.clone());
                let value = self.expr(operand, wanted.as_ref());
                self.once_through(operand, table, via);
                self.lookup(table, value, via, span)
            }
            Some(Through::Match(role)) => self.link(role, operand, span),
            None => Expr::broken(span),
        }
    }

    /// What the name after `via` is.
    pub(super) fn through(&mut self, via: &ast::Via) -> Option<Through> {
        let name = via.path.first()?;
        for space in [Space::Match, Space::Table] {
            match self.ctx.find(space, &name.text) {
                Some(Declared::Match(role)) => return Some(Through::Match(role)),
                Some(Declared::Table(table)) => return Some(Through::Table(table)),
                Some(Declared::Broken) => return None,
                _ => {}
            }
        }
        let conversion = builtins::find(&name.text).filter(|builtin| builtin.conversion);
        if let (Some(conversion), 1) = (conversion, via.path.len()) {
            return Some(Through::Conversion(conversion));
        }
        if self.ctx.find(Space::Map, &name.text).is_some() {
            self.ctx.later(via.span, "via-map");
            return None;
        }
        let conversions = builtins::all().filter(|builtin| builtin.conversion);
        let mut known = self.ctx.names_of(&[Space::Match, Space::Table]);
        known.extend(conversions.map(|builtin| builtin.name));
        let unknown = Diagnostic::new(&codes::N109, name.span).arg("name", &*name.text);
        let unknown = among(unknown, name.span, &name.text, &known);
        self.ctx.report(unknown);
        None
    }

    /// `x via T via T`: what a table gave is no key of it.
    fn once_through(&mut self, operand: &ast::Expr, table: u16, via: &ast::Via) {
        let ast::ExprKind::Via(_, first) = &operand.kind else { return };
        let name = |via: &ast::Via| via.path.first().map(|name| name.text.clone());
        if name(first) == name(via) {
            let word = format!("{} {}", self.ctx.word("via", via.span), self.ctx.table(table).name);
            let twice = Diagnostic::new(&codes::S107, via.span).arg("word", word);
            let again = Span { start: operand.span.end, ..via.span };
            self.ctx.report(twice.label(first.span, "first").fix("drop", again, ""));
        }
    }

    pub(super) fn converted(
        &mut self,
        builtin: &'static builtins::Builtin,
        value: Expr,
        via: &ast::Via,
        span: Span,
    ) -> Expr {
        let more = via.args.iter().flatten().map(|arg| self.expr(arg, None));
        let args: Vec<Expr> = std::iter::once(value).chain(more.collect::<Vec<_>>()).collect();
        self.apply_to(builtin, args, 1, span)
    }

    fn key_columns(&self, table: u16) -> &[Column] {
        let table = self.ctx.table(table);
        match self.toward {
            Toward::Left => &table.right,
            Toward::Right => &table.left,
        }
    }

    /// A value looked up in a table, in the direction in which data goes.
    pub(super) fn lookup(&mut self, table: u16, value: Expr, via: &ast::Via, span: Span) -> Expr {
        if value.is_broken() {
            return Expr::broken(span);
        }
        let declared = self.ctx.table(table);
        if declared.right.is_empty() || !declared.toward.contains(&self.toward) {
            let wrong = Diagnostic::new(&codes::T224, via.span).arg("table", &*declared.name);
            let declared = declared.span;
            self.ctx.report(wrong.label(declared, "declared"));
            return Expr::broken(span);
        }
        let (keys, results) = match self.toward {
            Toward::Left => (declared.right.clone(), declared.left.clone()),
            Toward::Right => (declared.left.clone(), declared.right.clone()),
        };
        if keys.len() != value.types.len() {
            let wrong = Diagnostic::new(&codes::T209, span)
                .arg("left", keys.len())
                .arg("right", value.types.len());
            self.ctx.report(wrong);
            return Expr::broken(span);
        }
        // A text may be looked up among codes: one that is none of them has no row, which `else` tells.
        let parts = keys.iter().zip(&value.types);
        let wanted: Vec<&Type> = parts
            .map(|(column, part)| match part.ty {
                Type::Text { .. } => &Type::TEXT,
                _ => &column.ty,
            })
            .collect();
        self.goes(&value, &wanted);
        let columns: Vec<u16> = match via.path.get(1) {
            None => (0..results.len() as u16).collect(),
            Some(name) => {
                let Some(at) = results.iter().position(|column| column.name == name.text) else {
                    let unknown =
                        Diagnostic::new(&codes::N115, name.span).arg("name", &*name.text).arg(
                            "known",
                            results.iter().map(|c| &*c.name).collect::<Vec<_>>().join(", "),
                        );
                    let near = nearest(&name.text, results.iter().map(|column| &*column.name));
                    self.ctx.report(suggest(unknown, name.span, near));
                    return Expr::broken(span);
                };
                vec![at as u16]
            }
        };
        let source_maybe = value.maybe();
        let types = columns
            .iter()
            .map(|column| &results[usize::from(*column)])
            .map(|column| Part { ty: column.ty.clone(), maybe: column.optional || source_maybe })
            .collect();
        let key = parts_of(value);
        Expr { kind: ExprKind::Lookup { table, toward: self.toward, key, columns }, types, span }
    }

    /// The counterpart of a record by a match.
    fn link(&mut self, role: u16, operand: &ast::Expr, span: Span) -> Expr {
        let toward = self.toward;
        if toward == Toward::Left
            && let Some(key) = self.ctx.role(role).key.clone()
        {
            return match self.node(operand) {
                Node::Record(node) => {
                    let name = ast::Name { text: key.right, span: operand.span, quoted: true };
                    let found = self.field_of(&node.scope, &name);
                    let text = self.value_of(found, operand.span);
                    self.link_to(role, vec![text], None, span)
                }
                Node::Broken => Expr::broken(span),
                other => {
                    let value = self.value_of(other, operand.span);
                    self.not_linkable(role, &value, span)
                }
            };
        }
        let value = self.expr(operand, None);
        self.linked_value(role, value, span)
    }

    /// The counterpart of a record that is given as a value: a reference, or the parts of a key.
    pub(super) fn linked_value(&mut self, role: u16, value: Expr, span: Span) -> Expr {
        if value.is_broken() {
            return Expr::broken(span);
        }
        if self.toward == Toward::Right && self.ctx.role(role).key.is_some() {
            let ty = Type::TEXT;
            let maybe = value.maybe();
            let parts = parts_of(value);
            return Expr::new(ExprKind::Compose { role, parts }, ty, maybe, span);
        }
        let expected: Vec<EntityId> = match self.toward {
            Toward::Left => self.ctx.role(role).right.clone(),
            Toward::Right => self.ctx.role(role).left.iter().map(|part| part.entity).collect(),
        };
        match value.ty() {
            Type::Ref(entity) if expected.contains(entity) => {
                let entity = *entity;
                self.link_to(role, vec![value], Some(entity), span)
            }
            _ => self.not_linkable(role, &value, span),
        }
    }

    fn link_to(&mut self, role: u16, key: Vec<Expr>, entity: Option<EntityId>, span: Span) -> Expr {
        if key.iter().any(Expr::is_broken) {
            return Expr::broken(span);
        }
        let maybe = key.iter().any(Expr::maybe);
        let declared = self.ctx.role(role);
        let types = match self.toward {
            Toward::Left => declared
                .left
                .iter()
                .map(|part| Part { ty: Type::Ref(part.entity), maybe: maybe || part.optional })
                .collect(),
            Toward::Right => {
                let first = declared.right.first();
                first.map(|entity| Part { ty: Type::Ref(*entity), maybe }).into_iter().collect()
            }
        };
        Expr { kind: ExprKind::Link { role, toward: self.toward, key, entity }, types, span }
    }

    pub(super) fn not_linkable(&mut self, role: u16, value: &Expr, span: Span) -> Expr {
        if !value.is_broken() {
            let declared = self.ctx.role(role);
            let entities: Vec<EntityId> = match self.toward {
                Toward::Left => declared.right.clone(),
                Toward::Right => declared.left.iter().map(|part| part.entity).collect(),
            };
            let wanted: Vec<String> =
                entities.iter().map(|entity| self.ctx.catalog.entity_name(*entity)).collect();
            let wrong = Diagnostic::new(&codes::T225, value.span)
                .arg("match", &*declared.name)
                .arg("wanted", wanted.join(" | "))
                .arg("type", self.ctx.catalog.show(value.ty()));
            let declared = declared.span;
            self.ctx.report(wrong.label(declared, "declared"));
        }
        Expr::broken(span)
    }
}

/// The parts of a value of several.
pub(super) fn parts_of(value: Expr) -> Vec<Expr> {
    match value.kind {
        ExprKind::Tuple(parts) => parts,
        _ => vec![value],
    }
}

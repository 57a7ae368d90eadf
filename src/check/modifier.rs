//! Modifiers of a rule: what it does without a value, when it counts, whose edit wins.

use crate::check::Constant;
use crate::check::context::Context;
use crate::check::covered::kept;
use crate::check::flow::truth;
use crate::check::nearby::suggest;
use crate::check::place::Place;
use crate::check::scope::Walk;
use crate::check::tree::{Expr, ExprKind, Set};
use crate::diag::{Diagnostic, codes};
use crate::schema::{Type, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, Modifier, ModifierKind};

impl Walk<'_, '_> {
    pub(super) fn modify(&mut self, set: &mut Set, modifier: &Modifier) {
        match &modifier.kind {
            ModifierKind::Default(default) => self.default(set, default, modifier.span),
            ModifierKind::Required => set.required = true,
            ModifierKind::Owner(name) => set.owner = self.owner(name),
            ModifierKind::Once => set.once = true,
            ModifierKind::Mark => self.ctx.later(modifier.span, "mark"),
            ModifierKind::IfKnown => {}
            ModifierKind::When(condition) => {
                let condition = self.deciding(condition);
                if !condition.is_broken() {
                    set.when = Some(condition);
                }
            }
        }
    }

    fn default(&mut self, set: &mut Set, default: &ast::Default, span: Span) {
        let value = set.value.clone();
        let other = match default {
            ast::Default::Value(expr) => {
                let tuple = match &expr.kind {
                    ast::ExprKind::Tuple(parts) if parts.len() > 1 => Some(parts),
                    _ => None,
                };
                let other = match tuple {
                    Some(parts) => {
                        let place =
                            Place { cells: set.cells.clone(), row: None, through: Vec::new() };
                        self.typed_tuple(parts, Some(&place), expr.span)
                    }
                    None => {
                        self.expr(expr, set.cells.first().map(|cell| &cell.ty).cloned().as_ref())
                    }
                };
                if other.is_broken() {
                    return;
                }
                let cells = set.cells.clone();
                self.goes(&other, &cells.iter().map(|cell| &cell.ty).collect::<Vec<_>>());
                other
            }
            ast::Default::Clear(span) => {
                if let Some(cell) = set.cells.iter().find(|cell| cell.required) {
                    let wrong = Diagnostic::new(&codes::C352, *span).arg("field", &*cell.path);
                    self.ctx.report(wrong);
                }
                let ty = set.value.ty().clone();
                Expr::new(ExprKind::Constant(Constant::Clear), ty, false, *span)
            }
            ast::Default::Outcome(outcome) => {
                let outcome = self.outcome(outcome);
                Expr { kind: ExprKind::Outcome(outcome), types: Context::anything(), span }
            }
        };
        let sound = !self.ctx.is_told(set.value.span);
        if sound && !set.value.maybe() && matches!(default, ast::Default::Value(_)) {
            self.ctx.report(Diagnostic::new(&codes::C309, span).fix("remove", span, ""));
        }
        let mut types = set.value.types.clone();
        let filled = !matches!(other.kind, ExprKind::Constant(Constant::Absent));
        for (index, part) in types.iter_mut().enumerate() {
            let other_maybe = other.types.get(index).is_some_and(|part| part.maybe);
            part.maybe = part.maybe
                && !matches!(other.kind, ExprKind::Outcome(_))
                && (other_maybe || !filled);
        }
        let kind = ExprKind::Default(Box::new(value), Box::new(other));
        set.value = Expr { kind, types, span: set.value.span };
    }

    /// The name of a side, or `hold`.
    pub(super) fn owner(&mut self, name: &ast::Name) -> Option<Box<str>> {
        if &*name.text == "hold" || self.ctx.catalog.side(&name.text).is_some() {
            return Some(name.text.clone());
        }
        let unknown = Diagnostic::new(&codes::N101, name.span).arg("name", &*name.text);
        let sides = self.ctx.catalog.sides.iter().map(|side| &*side.name);
        let hold = self.ctx.word("hold", name.span);
        let near = nearest(&name.text, sides.clone().chain([hold]));
        let unknown = if near.is_empty() {
            let sides = sides.collect::<Vec<_>>().join(", ");
            unknown.arg("sides", sides).arg("hold", hold).hint("owner")
        } else {
            suggest(unknown, name.span, near)
        };
        self.ctx.report(unknown);
        None
    }

    /// Optional to required needs a word on what happens without a value.
    pub(super) fn obligation(&mut self, set: &Set) {
        if set.required || set.when.is_some() {
            return;
        }
        for (cell, part) in set.cells.iter().zip(&set.value.types) {
            if cell.required && part.maybe && !cell.optional {
                let end = Span { start: set.span.end, ..set.span };
                let required = format!(" {}", self.ctx.word("required", set.span));
                let default = self.ctx.word("default", set.span);
                let skip = self.ctx.word("skip", set.span);
                let value = match &cell.ty {
                    Type::Bool => self.ctx.word("false", set.span),
                    ty if ty.is_number() => "0",
                    Type::Text { .. } => "\"...\"",
                    _ => "const.X",
                };
                let open = Diagnostic::new(&codes::C301, set.span)
                    .arg("field", &*cell.path)
                    .arg("value", format!("{default} {value}"))
                    .label(set.value.span, "source");
                let outcome = format!(" {default} {skip} \"{}\"", cell.path);
                // What is left as it is knows no `required`, nor a value in its place.
                self.ctx.report(match kept(&self.ctx.checked.tables, &set.value) {
                    Some(kept) => {
                        let open = self.ctx.worded(open, &["let", "via", "default"]);
                        open.label(kept, "kept").fix("instead", end, outcome).hint("otherwise")
                    }
                    None => open
                        .fix("required", end, required)
                        .fix("outcome", end, outcome)
                        .hint("default"),
                });
            }
        }
    }

    /// Fields that only a new record takes are written once.
    pub(super) fn created_once(&mut self, set: &Set) {
        let cell = set.cells.iter().find(|cell| cell.create_only && !set.once);
        if let Some(cell) = cell {
            let end = Span { start: set.span.end, ..set.span };
            let again = Diagnostic::new(&codes::C334, cell.span).arg("field", &*cell.path);
            let once = format!(" {}", self.ctx.word("once", set.span));
            self.ctx.report(again.fix("once", end, once));
        }
    }

    /// A condition that must be decided before any record is seen.
    pub(super) fn settled(&mut self, condition: &Expr) {
        let mut reads = false;
        condition.visit(&mut |part| {
            reads |= matches!(
                part.kind,
                ExprKind::Field(_)
                    | ExprKind::Position(_)
                    | ExprKind::Local(_)
                    | ExprKind::Built { .. }
                    | ExprKind::Was { .. }
                    | ExprKind::FoldWas(..)
                    | ExprKind::FoldBuilt(..)
            );
        });
        if reads {
            self.ctx.report(Diagnostic::new(&codes::C335, condition.span));
        }
    }

    /// Whether settings switch a rule off.
    pub(super) fn is_off(&mut self, modifiers: &[Modifier]) -> bool {
        let when = modifier_when(modifiers);
        when.is_some_and(|when| truth(&self.condition(when)) == Some(false))
    }

    pub(super) fn block_owner(&mut self, modifiers: &[Modifier]) -> Option<Box<str>> {
        modifiers.iter().find_map(|modifier| match &modifier.kind {
            ModifierKind::Owner(name) => self.owner(name),
            _ => None,
        })
    }
}

pub(super) fn modifier_when(modifiers: &[Modifier]) -> Option<&ast::Expr> {
    modifiers.iter().find_map(|modifier| match &modifier.kind {
        ModifierKind::When(condition) => Some(condition),
        _ => None,
    })
}

pub(super) fn is_known(modifiers: &[Modifier]) -> bool {
    modifiers.iter().any(|modifier| matches!(modifier.kind, ModifierKind::IfKnown))
}

/// An expression without its conversions.
pub(super) fn strip(expr: &ast::Expr) -> &ast::Expr {
    match &expr.kind {
        ast::ExprKind::Via(inner, _)
        | ast::ExprKind::Maybe(inner)
        | ast::ExprKind::As(inner, _) => strip(inner),
        _ => expr,
    }
}

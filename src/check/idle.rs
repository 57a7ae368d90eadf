//! What a map's rules say in vain or against themselves, seen before their types are.

use std::collections::HashMap;

use crate::check::Constant;
use crate::check::context::Context;
use crate::check::readers::Readers;
use crate::check::scope::Walk;
use crate::check::tree::{Expr, ExprKind};
use crate::diag::{Diagnostic, codes};
use crate::schema::Type;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{self, Arrow, Default, Let, Modifier, ModifierKind, Rule, RuleKind};

/// Looks through the rules of a map. What cannot be meant is taken out: it was told.
pub(super) fn rules(ctx: &mut Context<'_>, map: &mut ast::Map) {
    walk(ctx, &mut map.body);
    unread(ctx, map.arrow.node, &map.body);
}

fn walk(ctx: &mut Context<'_>, rules: &mut [Rule]) {
    doubled(ctx, rules);
    for rule in rules {
        match &mut rule.kind {
            RuleKind::Field(field) => {
                if field.arrow.node == Arrow::Both {
                    field.modifiers.retain(|modifier| fits_both_ways(ctx, modifier));
                } else if let Some(owner) = owner(&field.modifiers) {
                    ctx.owned.push((rule.span, owner));
                }
                contradiction(ctx, &field.modifiers);
            }
            RuleKind::Block(_, body) | RuleKind::Broken(body) => walk(ctx, body),
            RuleKind::Each(each) => walk(ctx, &mut each.body),
            RuleKind::Let(_) | RuleKind::Check(_) | RuleKind::Drop(_) => {}
        }
    }
}

fn owner(modifiers: &[Modifier]) -> Option<Span> {
    let mut owners = modifiers.iter().filter(|it| matches!(it.kind, ModifierKind::Owner(_)));
    owners.next().map(|modifier| modifier.span)
}

/// Of a two-way rule `default` is a literal or `clear`: what each side has of its own is on one side.
fn fits_both_ways(ctx: &mut Context<'_>, modifier: &Modifier) -> bool {
    let fits = match &modifier.kind {
        ModifierKind::Default(Default::Value(value)) => is_literal(value),
        ModifierKind::Default(Default::Outcome(_)) => false,
        _ => true,
    };
    if !fits {
        ctx.report(Diagnostic::new(&codes::C350, modifier.span).hint("ways"));
    }
    fits
}

fn is_literal(value: &ast::Expr) -> bool {
    match &value.kind {
        ast::ExprKind::Text(text) => super::expr::plain(text).is_some(),
        ast::ExprKind::Unary(operator, inner) => {
            operator.node == ast::Unary::Minus && matches!(inner.kind, ast::ExprKind::Number(_))
        }
        ast::ExprKind::Tuple(parts) => parts.iter().all(is_literal),
        ast::ExprKind::Number(_)
        | ast::ExprKind::Duration(_)
        | ast::ExprKind::Bool(_)
        | ast::ExprKind::Empty
        | ast::ExprKind::Broken => true,
        _ => false,
    }
}

/// `required` holds a record without a value, and `default` sees to it that there is one.
fn contradiction(ctx: &mut Context<'_>, modifiers: &[Modifier]) {
    let always = modifiers.iter().find(|modifier| match &modifier.kind {
        ModifierKind::Default(Default::Value(value)) => {
            is_literal(value) && !matches!(value.kind, ast::ExprKind::Empty | ast::ExprKind::Broken)
        }
        ModifierKind::Default(_) => true,
        _ => false,
    });
    let required = modifiers.iter().find(|it| matches!(it.kind, ModifierKind::Required));
    if let (Some(default), Some(required)) = (always, required) {
        let both = Diagnostic::new(&codes::C351, required.span).label(default.span, "default");
        ctx.report(both.fix("remove", required.span, ""));
    }
}

/// Two `let`s of one name in one scope: what reads it would not know which.
fn doubled(ctx: &mut Context<'_>, rules: &[Rule]) {
    let mut seen: HashMap<&str, Vec<&Let>> = HashMap::new();
    for rule in rules {
        let RuleKind::Let(declared) = &rule.kind else { continue };
        let way = |declared: &Let| declared.arrow.map_or(Arrow::Both, |arrow| arrow.node);
        let same = |known: &&&Let| {
            way(known) == way(declared) || way(known) == Arrow::Both || way(declared) == Arrow::Both
        };
        let known = seen.entry(&*declared.name.text).or_default();
        if let Some(first) = known.iter().find(same) {
            let twice = Diagnostic::new(&codes::N106, declared.name.span)
                .arg("name", &*declared.name.text)
                .label(first.name.span, "first");
            ctx.report(twice);
        }
        known.push(declared);
    }
}

/// A `let` that nothing in the map names.
fn unread(ctx: &mut Context<'_>, holder: Arrow, rules: &[Rule]) {
    // What could not be read may name anything.
    if is_broken(rules) {
        return;
    }
    let readers = Readers::of(rules);
    let named = readers.names();
    for declared in readers.lets {
        let against = |arrow: &Spanned<Arrow>| holder != Arrow::Both && arrow.node != holder;
        // That it never acts is told by its arrow.
        if declared.arrow.as_ref().is_some_and(against) {
            continue;
        }
        if !named.contains(&*declared.name.text) {
            let unused = Diagnostic::new(&codes::C326, declared.name.span)
                .arg("kind", "let")
                .arg("name", &*declared.name.text);
            ctx.report(unused);
        }
    }
}

fn is_broken(rules: &[Rule]) -> bool {
    rules.iter().any(|rule| match &rule.kind {
        RuleKind::Broken(_) => true,
        RuleKind::Block(_, body) | RuleKind::Each(ast::Each { body, .. }) => is_broken(body),
        _ => false,
    })
}

impl Walk<'_, '_> {
    /// `else` after `true` and `false`, or all values of a setting, where one of them always holds.
    pub(super) fn idle_else(&mut self, choose: &ast::Choose, checked: &Expr) {
        let ExprKind::Choose { subject, arms, .. } = &checked.kind else { return };
        let Some(otherwise) = &choose.otherwise else { return };
        let named = |value: Constant| arms.iter().any(|(label, _)| *label == value);
        let is_total = match subject.ty() {
            Type::Bool => named(Constant::Bool(true)) && named(Constant::Bool(false)),
            Type::Literals(all) => all.iter().all(|value| named(Constant::Text(value.clone()))),
            _ => false,
        };
        if is_total && !subject.maybe() {
            self.ctx.report(Diagnostic::new(&codes::C355, otherwise.span).hint("remove"));
        }
    }
}

/// Whether an expression never gives a value, whatever decides between its branches.
pub(super) fn is_nothing(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Constant(Constant::Absent) => true,
        ExprKind::Choose { arms, otherwise, .. } => {
            let mut branches = arms.iter().map(|(_, value)| value).chain(otherwise.as_deref());
            branches.all(is_nothing)
        }
        _ => false,
    }
}

//! Conditions that stand at declarations: `where` of a constant, `when` of a setting.

use std::collections::BTreeMap;

use crate::check::context::{Context, Space};
use crate::check::mentions;
use crate::check::scope::Walk;
use crate::check::tree::Toward;
use crate::check::uses::Unit;
use crate::diag::{Diagnostic, codes};
use crate::schema::{EntityId, Type};
use crate::syntax::ast::{self, Expr, ExprKind, ItemKind, Name};

/// Checks the condition of a constant or setting, now that all names are declared.
pub(super) fn condition(ctx: &mut Context<'_>, item: &ItemKind) {
    match item {
        ItemKind::Const(ast::Const { name, filter: Some(filter), .. }) => {
            let unit = Unit::Given(Space::Const, name.text.clone());
            ctx.within(unit, |ctx| of_const(ctx, name, filter));
        }
        ItemKind::Setting(ast::Setting { name, when: Some(when), .. }) => {
            let unit = Unit::Given(Space::Setting, name.text.clone());
            ctx.within(unit, |ctx| of_setting(ctx, when));
        }
        _ => {}
    }
}

/// `where` chooses among the records that a constant may name.
fn of_const(ctx: &mut Context<'_>, name: &Name, filter: &Expr) {
    let given = ctx.checked.givens.iter().find(|known| known.span == name.span);
    match given.map(|known| known.ty.clone()) {
        Some(Type::Ref(entity)) => {
            Walk::new(ctx, Toward::Right, entity, None).deciding(filter);
        }
        Some(Type::Any) | None => {}
        Some(ty) => {
            let shown = ctx.catalog.show(&ty);
            let wrong = Diagnostic::new(&codes::C345, filter.span).arg("type", shown);
            ctx.report(wrong);
        }
    }
}

/// `when` is decided by settings and constants: there is no record.
fn of_setting(ctx: &mut Context<'_>, when: &Expr) {
    let mut field = None;
    mentions::visit(when, &mut |part| {
        let of_record = match &part.kind {
            ExprKind::Name(name) => !["const", "setting", "table"].contains(&&*name.text),
            ExprKind::Dot => true,
            _ => false,
        };
        if of_record {
            field = field.or(Some(part.span));
        }
    });
    if let Some(span) = field {
        ctx.mention(when);
        ctx.report(Diagnostic::new(&codes::C335, span));
        return;
    }
    // No name of a record occurs: whose fields they would be does not matter.
    if !ctx.catalog.entities.is_empty() {
        Walk::new(ctx, Toward::Right, EntityId(0), None).deciding(when);
    }
}

/// A setting that waits for itself.
pub(super) fn circles<'f>(ctx: &mut Context<'_>, items: impl Iterator<Item = &'f ItemKind>) {
    let mut waits: BTreeMap<&str, (&Name, Vec<&str>)> = BTreeMap::new();
    for item in items {
        if let ItemKind::Setting(ast::Setting { name, when: Some(when), .. }) = item {
            let read = mentions::declared(when).into_iter();
            let read = read.filter(|(space, _)| *space == Space::Setting);
            waits.insert(&name.text, (name, read.map(|(_, name)| &*name.text).collect()));
        }
    }
    let mut told: Vec<&str> = Vec::new();
    for (start, (name, _)) in &waits {
        let mut reached: Vec<&str> = Vec::new();
        let mut next = vec![*start];
        while let Some(at) = next.pop() {
            for read in waits.get(at).into_iter().flat_map(|(_, reads)| reads) {
                if !reached.contains(read) {
                    reached.push(read);
                    next.push(read);
                }
            }
        }
        // All settings of a circle are told by one of them.
        if reached.contains(start) && !reached.iter().any(|other| told.contains(other)) {
            told.push(start);
            let circle = Diagnostic::new(&codes::C325, name.span);
            ctx.report(circle.arg("name", &*name.text));
        }
    }
}

//! Whether the record that a constant names is one of those that its `where` lets through, as far as
//! the saved names know.

use std::collections::BTreeMap;

use crate::check::Constant;
use crate::check::context::Context;
use crate::check::tree::Named;
use crate::check::values::Cell;
use crate::diag::{Diagnostic, Hint, Label, codes};
use crate::endpoint::{Filter, Operand};
use crate::schema::{EntityId, Type};
use crate::syntax::ast::{self, Binary, ExprKind, Unary};

/// Notes the fields that the condition of a constant asks for, so that they are saved with the names,
/// and tells a value that does not suit it.
pub(super) fn check(
    ctx: &mut Context<'_>,
    declared: &ast::Const,
    ty: &Type,
    value: Option<&Constant>,
    cell: Option<&Cell>,
) {
    let (Some(filter), Type::Ref(entity)) = (&declared.filter, ty) else { return };
    asked(ctx, *entity, filter);
    let (Some(Constant::Reference(_, key)), Some(cell)) = (value, cell) else { return };
    let names = &ctx.catalog[*entity].names;
    let Some(saved) = names.iter().find(|name| name.key == *key) else {
        // All that the condition lets through were fetched: a key that is not among them fails it.
        if !names.is_empty() && asked_of_system(ctx, *entity, filter).is_some() {
            let shown = ctx.catalog.entity_name(*entity);
            let unknown = Diagnostic::new(&codes::N110, cell.span).arg("name", &**key);
            ctx.report(unknown.arg("entity", shown).hint("pull"));
        }
        return;
    };
    if truth(filter, &saved.fields) != Some(false) {
        return;
    }
    let facts = saved.fields.iter().map(|(field, value)| format!("{field} = {value}"));
    let wrong = Diagnostic::new(&codes::C338, cell.span)
        .arg("name", &*saved.name)
        .arg("const", &*declared.name.text)
        .arg("facts", facts.collect::<Vec<_>>().join(", "))
        .label(filter.span, "where");
    ctx.report(wrong);
}

/// Says of a name that was not found, told from there on, among which records it was looked for.
pub(super) fn explain(ctx: &mut Context<'_>, declared: &ast::Const, from: usize) {
    let Some(filter) = &declared.filter else { return };
    let condition = ctx.written(filter.span);
    for told in ctx.diagnostics[from..].iter_mut().filter(|told| told.code == &codes::N110) {
        told.labels.push(Label { span: filter.span, text: Some("where") });
        let args = vec![("condition", condition.into())];
        told.hints.insert(0, Hint { text: "condition", args, fix: None });
    }
}

/// Notes the records among which the owner of the shop chooses the constant's value, so that they can
/// be shown before he does; whose records they are.
pub(super) fn choices(ctx: &mut Context<'_>, declared: &ast::Const, ty: &Type) -> Option<EntityId> {
    let Type::Ref(entity) = ty else { return None };
    let filter = declared.filter.as_ref();
    let filter = filter.and_then(|condition| asked_of_system(ctx, *entity, condition));
    ctx.mean(*entity, filter.map_or(Named::All, |filter| Named::Chosen(vec![filter])));
    Some(*entity)
}

/// The condition as a system can be asked it; none where it cannot.
fn asked_of_system(ctx: &Context<'_>, entity: EntityId, condition: &ast::Expr) -> Option<Filter> {
    let inside = |part: &ast::Expr| asked_of_system(ctx, entity, part);
    match &condition.kind {
        ExprKind::Binary(operator, a, b) => match operator.node {
            Binary::And => Some(Filter::All(vec![inside(a)?, inside(b)?])),
            Binary::Or => Some(Filter::Any(vec![inside(a)?, inside(b)?])),
            Binary::Equal => Some(Filter::Equal(wire(ctx, entity, a)?, operand(b)?)),
            Binary::NotEqual => Some(Filter::Differs(wire(ctx, entity, a)?, operand(b)?)),
            _ => None,
        },
        ExprKind::Tuple(parts) if parts.len() == 1 => inside(&parts[0]),
        _ => None,
    }
}

/// What a system calls the field that stands there.
fn wire(ctx: &Context<'_>, entity: EntityId, expr: &ast::Expr) -> Option<String> {
    let ExprKind::Name(name) = &expr.kind else { return None };
    let field = ctx.catalog.field(ctx.catalog[entity].record, &name.text)?;
    let plain = matches!(field.ty, Type::Text { .. } | Type::Enum(_) | Type::Bool);
    plain.then(|| field.wire.name.to_string())
}

fn operand(expr: &ast::Expr) -> Option<Operand> {
    match &expr.kind {
        ExprKind::Text(text) => super::expr::plain(text).map(Operand::Text),
        ExprKind::Bool(truth) => Some(Operand::Bool(*truth)),
        _ => None,
    }
}

/// The fields of the entity that a condition names.
fn asked(ctx: &mut Context<'_>, entity: EntityId, condition: &ast::Expr) {
    match &condition.kind {
        ExprKind::Name(name)
            if ctx.catalog.field(ctx.catalog[entity].record, &name.text).is_some() =>
        {
            ctx.checked.asked.entry(entity).or_default().insert(name.text.clone());
        }
        ExprKind::Binary(_, a, b) => {
            asked(ctx, entity, a);
            asked(ctx, entity, b);
        }
        ExprKind::Unary(_, inner) => asked(ctx, entity, inner),
        ExprKind::Tuple(parts) => parts.iter().for_each(|part| asked(ctx, entity, part)),
        _ => {}
    }
}

/// Whether a condition holds; none where what is saved does not say.
fn truth(condition: &ast::Expr, fields: &BTreeMap<Box<str>, Box<str>>) -> Option<bool> {
    match &condition.kind {
        ExprKind::Binary(operator, a, b) => match operator.node {
            Binary::And => match (truth(a, fields), truth(b, fields)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (a, b) => Some(a? && b?),
            },
            Binary::Or => match (truth(a, fields), truth(b, fields)) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (a, b) => Some(a? || b?),
            },
            Binary::Equal => Some(word(a, fields)? == word(b, fields)?),
            Binary::NotEqual => Some(word(a, fields)? != word(b, fields)?),
            _ => None,
        },
        ExprKind::Unary(operator, inner) if operator.node == Unary::Not => {
            truth(inner, fields).map(|truth| !truth)
        }
        ExprKind::Tuple(parts) if parts.len() == 1 => truth(&parts[0], fields),
        ExprKind::Name(_) => Some(word(condition, fields)? == "true"),
        _ => None,
    }
}

fn word(expr: &ast::Expr, fields: &BTreeMap<Box<str>, Box<str>>) -> Option<String> {
    match &expr.kind {
        ExprKind::Name(name) => fields.get(&*name.text).map(ToString::to_string),
        ExprKind::Text(text) => super::expr::plain(text),
        ExprKind::Bool(truth) => Some(truth.to_string()),
        ExprKind::Empty => Some(String::new()),
        _ => None,
    }
}

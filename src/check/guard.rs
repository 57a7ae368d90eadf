//! `where` of a match: which of the records that its key names count.

use crate::check::Constant;
use crate::check::context::Context;
use crate::check::expr::plain;
use crate::check::tree::{GuardTest, GuardValue, Match};
use crate::diag::{Diagnostic, codes};
use crate::schema::Type;
use crate::syntax::ast::{Binary, Expr, ExprKind, Unary};

/// What a condition says: all of the outer, any of the inner. None where that was reported.
pub(super) fn guards(
    ctx: &mut Context<'_>,
    plan: &Match,
    condition: &Expr,
) -> Option<Vec<Vec<GuardTest>>> {
    let mut all = Vec::new();
    split(condition, Binary::And, &mut all);
    let guard = |ctx: &mut Context<'_>, one: &Expr| -> Option<Vec<GuardTest>> {
        let mut any = Vec::new();
        split(one, Binary::Or, &mut any);
        any.into_iter().map(|one| comparison(ctx, plan, one, true)).collect()
    };
    all.into_iter().map(|one| guard(ctx, one)).collect()
}

fn split<'e>(expr: &'e Expr, by: Binary, parts: &mut Vec<&'e Expr>) {
    match &expr.kind {
        ExprKind::Binary(operator, a, b) if operator.node == by => {
            split(a, by, parts);
            split(b, by, parts);
        }
        ExprKind::Tuple(inner) if inner.len() == 1 => split(&inner[0], by, parts),
        _ => parts.push(expr),
    }
}

fn comparison(ctx: &mut Context<'_>, plan: &Match, expr: &Expr, holds: bool) -> Option<GuardTest> {
    match &expr.kind {
        ExprKind::Binary(operator, a, b)
            if matches!(operator.node, Binary::Equal | Binary::NotEqual) =>
        {
            let equal = (operator.node == Binary::Equal) == holds;
            let (left, ty) = field(ctx, plan, a)?;
            let right = other(ctx, plan, b, &ty)?;
            Some(GuardTest { left, right, equal })
        }
        ExprKind::Unary(operator, inner) if operator.node == Unary::Not => {
            comparison(ctx, plan, inner, !holds)
        }
        ExprKind::Tuple(inner) if inner.len() == 1 => comparison(ctx, plan, &inner[0], holds),
        ExprKind::Field(..) => {
            let (left, ty) = field(ctx, plan, expr)?;
            if ty != Type::Bool {
                let shown = ctx.catalog.show(&ty);
                let compared = format!("{} == \"...\"", ctx.written(expr.span));
                let wrong = Diagnostic::new(&codes::T203, expr.span).arg("type", shown);
                ctx.report(wrong.fix("compare", expr.span, compared));
                return None;
            }
            Some(GuardTest { left, right: GuardValue::Known(Constant::Bool(holds)), equal: true })
        }
        _ => unfit(ctx, expr),
    }
}

/// `Товар.IsFolder`: a field of a part, and its type.
fn field(ctx: &mut Context<'_>, plan: &Match, expr: &Expr) -> Option<(GuardValue, Type)> {
    let ExprKind::Field(base, name) = &expr.kind else { return unfit(ctx, expr) };
    let Some(part) = part(plan, base) else { return unfit(ctx, expr) };
    let record = ctx.catalog[plan.left[usize::from(part)].entity].record;
    let Some(field) = ctx.catalog.field(record, &name.text) else {
        ctx.unknown_field(record, name);
        return None;
    };
    Some((GuardValue::Field(part, field.wire.name.clone()), field.ty.clone()))
}

/// What a field is compared with: a record of another part, a field of one, a literal.
fn other(ctx: &mut Context<'_>, plan: &Match, expr: &Expr, ty: &Type) -> Option<GuardValue> {
    let (held, found) = match &expr.kind {
        ExprKind::Name(_) => {
            let Some(part) = part(plan, expr) else { return unfit(ctx, expr) };
            (GuardValue::Key(part), Type::Ref(plan.left[usize::from(part)].entity))
        }
        ExprKind::Field(..) => field(ctx, plan, expr)?,
        ExprKind::Bool(truth) => (GuardValue::Known(Constant::Bool(*truth)), Type::Bool),
        ExprKind::Text(text) => {
            let text = plain(text)?;
            let known = ctx.literal(&text, ty, expr.span)?;
            (GuardValue::Known(known), ty.clone())
        }
        _ => return unfit(ctx, expr),
    };
    let member = |union: &Type, one: &Type| match union {
        Type::Union(members) => members.contains(one),
        Type::Any => true,
        union => union == one,
    };
    if member(ty, &found) || member(&found, ty) {
        return Some(held);
    }
    let (left, right) = (ctx.catalog.show(ty), ctx.catalog.show(&found));
    let wrong = Diagnostic::new(&codes::T202, expr.span).arg("left", left).arg("right", right);
    ctx.report(wrong);
    None
}

/// The part of that name.
fn part(plan: &Match, expr: &Expr) -> Option<u16> {
    let ExprKind::Name(name) = &expr.kind else { return None };
    let at = plan.left.iter().position(|part| part.name.as_deref() == Some(&*name.text))?;
    u16::try_from(at).ok()
}

fn unfit<T>(ctx: &mut Context<'_>, expr: &Expr) -> Option<T> {
    if !matches!(expr.kind, ExprKind::Broken) {
        ctx.report(Diagnostic::new(&codes::C357, expr.span));
    }
    None
}

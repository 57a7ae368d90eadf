//! Constants and settings: their types, and the values that the shop's owner filled in.

use crate::check::Constant;
use crate::check::context::{Context, Declared, Space};
use crate::check::expr::seconds;
use crate::check::tree::Given;
use crate::check::values::{Cell, Scalar};
use crate::diag::{Diagnostic, codes};
use crate::schema::Type;
use crate::source::Span;
use crate::syntax::ast;
use crate::value::Decimal;

/// `const`
pub(super) fn constant(ctx: &mut Context<'_>, declared: &ast::Const) {
    // Of an unknown type anything may be: what uses it is not to blame.
    let (ty, optional) = ctx.type_of(&declared.ty).unwrap_or((Type::Any, true));
    let given = ctx.values.constants.get(&*declared.name.text).cloned();
    ctx.choosing = super::suits::choices(ctx, declared, &ty);
    let told = ctx.diagnostics.len();
    let value = given.as_ref().and_then(|cell| ctx.cell(cell, &ty));
    ctx.choosing = None;
    super::suits::check(ctx, declared, &ty, value.as_ref(), given.as_ref());
    super::suits::explain(ctx, declared, told);
    let given = Given {
        name: declared.name.text.clone(),
        is_setting: false,
        ty,
        optional,
        label: declared.label.as_ref().map(|label| label.node.clone()),
        value: value.filter(|value| !value.is_absent()),
        span: declared.name.span,
    };
    take(ctx, Space::Const, &declared.name, given);
}

/// `setting`
pub(super) fn setting(ctx: &mut Context<'_>, declared: &ast::Setting) {
    let (ty, optional) = ctx.type_of(&declared.ty).unwrap_or((Type::Any, true));
    let given = ctx.values.settings.get(&*declared.name.text).cloned();
    // A default that is wrong is so whatever the shop's owner filled in.
    let told = ctx.diagnostics.len();
    let default = declared.default.as_ref().and_then(|default| default_value(ctx, default, &ty));
    if ctx.diagnostics.len() > told {
        ctx.misgiven.push(declared.name.span);
    }
    let value = match given {
        Some(cell) => ctx.cell(&cell, &ty),
        None => default,
    };
    let given = Given {
        name: declared.name.text.clone(),
        is_setting: true,
        ty,
        optional,
        label: declared.label.as_ref().map(|label| label.node.clone()),
        value: value.filter(|value| !value.is_absent()),
        span: declared.name.span,
    };
    take(ctx, Space::Setting, &declared.name, given);
}

fn take(ctx: &mut Context<'_>, space: Space, name: &ast::Name, given: Given) {
    let number = ctx.checked.givens.len();
    ctx.declare(space, name, Declared::Given(number));
    ctx.checked.givens.push(given);
}

fn default_value(ctx: &mut Context<'_>, default: &ast::Expr, ty: &Type) -> Option<Constant> {
    match &default.kind {
        ast::ExprKind::Text(text) => {
            let plain = super::expr::plain(text)?;
            ctx.literal(&plain, ty, default.span)
        }
        ast::ExprKind::Bool(truth) if *ty == Type::Bool => Some(Constant::Bool(*truth)),
        ast::ExprKind::Number(text) if ty.is_number() => {
            let number = ctx.number(text, default.span)?;
            ctx.holds(&number, ty, default.span, Some(default.span));
            Some(Constant::Number(number))
        }
        ast::ExprKind::Empty => Some(Constant::Absent),
        ast::ExprKind::Broken => None,
        _ => {
            let is_number = matches!(default.kind, ast::ExprKind::Number(_));
            let written = ctx.written(default.span);
            let quoted = (is_number && ty.is_textual()).then(|| format!("\"{written}\""));
            ctx.wrong_value(default.span, ty, quoted);
            None
        }
    }
}

impl Context<'_> {
    /// A scalar of a YAML file as a value of that type.
    pub(super) fn cell(&mut self, cell: &Cell, ty: &Type) -> Option<Constant> {
        match (&cell.scalar, ty) {
            (Scalar::Empty, _) => Some(Constant::Absent),
            (Scalar::Bool(truth, _), Type::Bool) => Some(Constant::Bool(*truth)),
            (Scalar::Number(text) | Scalar::Text(text), ty) if ty.is_number() => {
                let Ok(number) = Decimal::parse(text) else { return self.bad_cell(cell, ty) };
                self.holds(&number, ty, cell.span, Some(cell.span));
                Some(Constant::Number(number))
            }
            (Scalar::Number(text), ty) if !matches!(ty, Type::Bool) => {
                self.literal(text, ty, cell.span)
            }
            (Scalar::Text(text), Type::DateTime) => {
                let text = text.replacen(' ', "T", 1);
                self.literal(&text, ty, cell.span)
            }
            (Scalar::Text(text), Type::Duration) if seconds(text).is_some() => {
                seconds(text).map(Constant::Span)
            }
            (Scalar::Text(text), ty) if *ty != Type::Bool => self.literal(text, ty, cell.span),
            (Scalar::Bool(..) | Scalar::Number(_) | Scalar::Text(_), _) => self.bad_cell(cell, ty),
        }
    }

    fn bad_cell(&mut self, cell: &Cell, ty: &Type) -> Option<Constant> {
        let written = match &cell.scalar {
            Scalar::Number(text) | Scalar::Text(text) => self.unquoted(text, ty, cell.span),
            // `no`, which YAML reads as `false`, was meant as it stands.
            Scalar::Bool(_, written) if ty.is_textual() => Some(format!("\"{written}\"")),
            Scalar::Bool(..) | Scalar::Empty => None,
        };
        self.wrong_value(cell.span, ty, written);
        None
    }

    /// Says that a value of another type is wanted, and how it is written, where that is known.
    pub(super) fn wrong_value(&mut self, at: Span, ty: &Type, written: Option<String>) {
        let wrong = Diagnostic::new(&codes::T228, at).arg("type", self.catalog.show(ty));
        self.report(match (written, ty) {
            (Some(written), _) => wrong.fix("write", at, written),
            (None, Type::Bool) => wrong.hint("bool"),
            (None, ty) if ty.is_number() => wrong.hint("number"),
            (None, _) => wrong.hint("literal"),
        });
    }
}

//! Which names an expression mentions, wherever in it they stand.

use crate::check::context::Space;
use crate::syntax::ast::{Expr, ExprKind, Name, TextPart};

/// Shows every part of an expression, the expression itself first.
pub(super) fn visit<'e>(expr: &'e Expr, see: &mut dyn FnMut(&'e Expr)) {
    see(expr);
    match &expr.kind {
        ExprKind::Field(base, _)
        | ExprKind::Index(base, _)
        | ExprKind::Maybe(base)
        | ExprKind::Unary(_, base)
        | ExprKind::As(base, _) => visit(base, see),
        ExprKind::Select(a, b) | ExprKind::Binary(_, a, b) => {
            visit(a, see);
            visit(b, see);
        }
        ExprKind::Via(base, via) => {
            visit(base, see);
            all(via.args.iter().flatten(), see);
        }
        ExprKind::Call(_, parts) | ExprKind::Tuple(parts) | ExprKind::List(parts) => {
            all(parts, see);
        }
        ExprKind::Text(text) => texts(&text.parts, see),
        ExprKind::Choose(choose) => {
            visit(&choose.subject, see);
            for arm in &choose.arms {
                visit(&arm.label, see);
                visit(&arm.value, see);
            }
            all(&choose.otherwise, see);
        }
        ExprKind::Outcome(outcome) => {
            if let Some(message) = &outcome.message {
                texts(&message.parts, see);
            }
        }
        ExprKind::Name(_)
        | ExprKind::Dot
        | ExprKind::Number(_)
        | ExprKind::Duration(_)
        | ExprKind::Bool(_)
        | ExprKind::Empty
        | ExprKind::Broken => {}
    }
}

fn all<'e>(exprs: impl IntoIterator<Item = &'e Expr>, see: &mut dyn FnMut(&'e Expr)) {
    for expr in exprs {
        visit(expr, see);
    }
}

/// Shows every part of the holes of a text.
pub(super) fn texts<'e>(parts: &'e [TextPart], see: &mut dyn FnMut(&'e Expr)) {
    for part in parts {
        match part {
            TextPart::Plain(_) => {}
            TextPart::Hole(hole) => visit(hole, see),
            TextPart::Optional(inner) => texts(inner, see),
        }
    }
}

/// `const.X`, `setting.X`, `table.X` that an expression mentions.
pub(super) fn declared(expr: &Expr) -> Vec<(Space, &Name)> {
    let mut found = Vec::new();
    visit(expr, &mut |part| {
        if let ExprKind::Field(base, name) = &part.kind
            && let ExprKind::Name(scope) = &base.kind
        {
            let space = match &*scope.text {
                "const" => Space::Const,
                "setting" => Space::Setting,
                "table" => Space::Table,
                _ => return,
            };
            found.push((space, name));
        }
    });
    found
}

/// The fields that are read of the target: of the record being built, or as it stood before.
pub(super) fn fields_of_target(expr: &Expr) -> Vec<&Name> {
    let mut found = Vec::new();
    visit(expr, &mut |part| {
        if let ExprKind::Field(base, field) = &part.kind
            && matches!(&base.kind, ExprKind::Name(name) if !name.quoted && ["result", "was"].contains(&&*name.text))
        {
            found.push(field);
        }
    });
    found
}

/// The bare names that an expression mentions.
pub(super) fn bare_names(expr: &Expr) -> Vec<&str> {
    let mut found = Vec::new();
    visit(expr, &mut |part| {
        if let ExprKind::Name(name) = &part.kind {
            found.push(&*name.text);
        }
    });
    found
}

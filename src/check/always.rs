//! Conditions that types decide: they hold for every record, or for none.

use crate::check::Constant;
use crate::check::mentions;
use crate::check::scope::Walk;
use crate::check::tree::{Access, Expr, ExprKind, Fold};
use crate::diag::{Diagnostic, codes};
use crate::schema::Type;
use crate::syntax::ast::{self, Binary, Unary};

impl Walk<'_, '_> {
    /// A condition that ought to tell records apart. Settings and constants may well decide it.
    pub(super) fn deciding(&mut self, written: &ast::Expr) -> Expr {
        let condition = self.condition(written);
        if mentions::declared(written).is_empty()
            && let Some(truth) = decided(&condition)
        {
            let always = Diagnostic::new(&codes::C328, written.span);
            self.ctx.report(always.arg("truth", if truth { "true" } else { "false" }));
        }
        condition
    }
}

/// The truth of a condition, where the types alone decide it.
fn decided(condition: &Expr) -> Option<bool> {
    match &condition.kind {
        ExprKind::Constant(Constant::Bool(truth)) => Some(*truth),
        ExprKind::Unary(Unary::Not, a) => Some(!decided(a)?),
        ExprKind::Binary(Binary::And, a, b, _) => match (decided(a), decided(b)) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            _ if is_torn(condition) => Some(false),
            (a, b) => Some(a? && b?),
        },
        ExprKind::Binary(Binary::Or, a, b, _) => match (decided(a), decided(b)) {
            (Some(true), _) | (_, Some(true)) => Some(true),
            (a, b) => Some(a? || b?),
        },
        ExprKind::Binary(operator @ (Binary::Equal | Binary::NotEqual), a, b, _) => {
            Some(equal(a, b)? == (*operator == Binary::Equal))
        }
        _ => None,
    }
}

/// Whether `and` joins what one field cannot be at once: `x == "a" and x == "b"`.
fn is_torn(condition: &Expr) -> bool {
    let mut asked: Vec<(&Access, bool, &Constant)> = Vec::new();
    comparisons(condition, &mut asked);
    asked.iter().enumerate().any(|(at, (field, equal, value))| {
        asked[..at].iter().any(|(other, other_equal, other_value)| {
            let is_same = (field.frame, &field.path) == (other.frame, &other.path);
            is_same
                && if *equal && *other_equal {
                    value != other_value
                } else {
                    equal != other_equal && value == other_value
                }
        })
    })
}

/// The fields that a condition compares with values, all of which must hold.
fn comparisons<'e>(condition: &'e Expr, asked: &mut Vec<(&'e Access, bool, &'e Constant)>) {
    let ExprKind::Binary(operator, a, b, _) = &condition.kind else { return };
    match (operator, &a.kind, &b.kind) {
        (Binary::And, ..) => {
            comparisons(a, asked);
            comparisons(b, asked);
        }
        (Binary::Equal | Binary::NotEqual, ExprKind::Field(field), ExprKind::Constant(value)) => {
            asked.push((field, *operator == Binary::Equal, value));
        }
        _ => {}
    }
}

/// Whether two values are equal, where that is known: constants, and `empty` against what the program
/// itself fills.
fn equal(a: &Expr, b: &Expr) -> Option<bool> {
    // A field of a payload may be missing whatever the schema says; the rule is carried out then.
    let filled = |value: &Expr| {
        let own = matches!(
            value.kind,
            ExprKind::Constant(_) | ExprKind::Fold(Fold::Sum | Fold::Count, ..)
        );
        own && !value.maybe() && *value.ty() != Type::Any
    };
    match (&a.kind, &b.kind) {
        (ExprKind::Constant(a), ExprKind::Constant(b)) => Some(a == b),
        (ExprKind::Constant(Constant::Absent), _) if filled(b) => Some(false),
        (_, ExprKind::Constant(Constant::Absent)) if filled(a) => Some(false),
        _ => None,
    }
}

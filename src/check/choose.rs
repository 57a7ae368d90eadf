//! `choose`: its branches, its type, and whether it is total.

use crate::check::Constant;
use crate::check::context::Context;
use crate::check::scope::Walk;
use crate::check::tree::{Expr, ExprKind, Part};
use crate::diag::{Diagnostic, codes};
use crate::schema::Type;
use crate::source::Span;
use crate::syntax::ast;

impl Walk<'_, '_> {
    pub(super) fn choose(
        &mut self,
        choose: &ast::Choose,
        wanted: Option<&Type>,
        span: Span,
    ) -> Expr {
        let subject = self.expr(&choose.subject, None);
        if subject.is_broken() {
            return Expr::broken(span);
        }
        let (arms, labelled) = self.arms(choose, &subject, wanted);
        // A branch that settings rule out is checked all the same; nothing in it has to be filled in.
        let settled = matches!(&subject.kind, ExprKind::Constant(value)
            if arms.iter().any(|(label, _)| label == value));
        self.ctx.idle += u32::from(settled);
        let otherwise = choose.otherwise.as_ref().map(|rest| Box::new(self.expr(rest, wanted)));
        self.ctx.idle -= u32::from(settled);
        self.total(&subject, &arms, otherwise.is_some(), span);
        let branches = || arms.iter().map(|(_, value)| value).chain(otherwise.as_deref());
        if !labelled || branches().any(Expr::is_broken) {
            return Expr::broken(span);
        }
        // Both branches of a choice that settings decide are checked; one of them is taken.
        let decided = match &subject.kind {
            ExprKind::Constant(value) => {
                let arm = arms.iter().find(|(label, _)| label == value).map(|(_, value)| value);
                arm.or(otherwise.as_deref()).map(|chosen| chosen.types.clone())
            }
            _ => None,
        };
        let open = otherwise.is_none() && !is_closed(subject.ty());
        let types = match decided {
            Some(types) => types,
            None => match self.joined_types(&branches().collect::<Vec<_>>(), open) {
                Some(types) => types,
                None => return Expr::broken(span),
            },
        };
        let types = match &subject.kind {
            ExprKind::Constant(_) => types,
            _ if subject.maybe() && otherwise.is_none() => {
                types.into_iter().map(|part| Part { maybe: true, ..part }).collect()
            }
            _ => types,
        };
        Expr { kind: ExprKind::Choose { subject: Box::new(subject), arms, otherwise }, types, span }
    }

    /// The branches with labels, and whether each label is a value.
    fn arms(
        &mut self,
        choose: &ast::Choose,
        subject: &Expr,
        wanted: Option<&Type>,
    ) -> (Vec<(Constant, Expr)>, bool) {
        let mut arms: Vec<(Constant, Expr)> = Vec::new();
        let mut places: Vec<Span> = Vec::new();
        let mut labelled = true;
        for arm in &choose.arms {
            let label = self.expr(&arm.label, Some(subject.ty()));
            let idle = matches!((&subject.kind, &label.kind),
                (ExprKind::Constant(value), ExprKind::Constant(label)) if value != label);
            self.ctx.idle += u32::from(idle);
            let value = self.expr(&arm.value, wanted);
            self.ctx.idle -= u32::from(idle);
            let ExprKind::Constant(label) = label.kind else {
                labelled = false;
                continue;
            };
            if let Some(first) = arms.iter().position(|(known, _)| *known == label) {
                let twice = Diagnostic::new(&codes::C329, arm.label.span);
                self.ctx.report(twice.label(places[first], "first"));
            }
            places.push(arm.label.span);
            arms.push((label, value));
        }
        (arms, labelled)
    }

    /// The type of a `choose`: that of its branches, outcomes aside.
    pub(super) fn joined_types(&mut self, branches: &[&Expr], open: bool) -> Option<Vec<Part>> {
        let valued = branches.iter().filter(|branch| !matches!(branch.kind, ExprKind::Outcome(_)));
        // A constant that nobody filled in yet has a type and counts as filled.
        let empty = |branch: &Expr| {
            branch.maybe() && matches!(branch.kind, ExprKind::Constant(Constant::Absent))
        };
        let mut typed = valued.clone().filter(|branch| !empty(branch));
        let Some(first) = typed.next() else { return Some(Context::anything()) };
        let mut parts = first.types.clone();
        for other in typed {
            if other.types.len() != parts.len() {
                // Of the two the one that is a single value is likelier what the place takes.
                let (odd, usual) =
                    if other.types.len() == 1 { (first, other) } else { (other, first) };
                let wrong = Diagnostic::new(&codes::T209, odd.span)
                    .arg("left", usual.types.len())
                    .arg("right", odd.types.len());
                self.ctx.report(wrong);
                return None;
            }
            for (part, other_part) in parts.iter_mut().zip(&other.types) {
                part.maybe |= other_part.maybe;
                if self.ctx.catalog.fits(&other_part.ty, &part.ty).is_safe() {
                    continue;
                }
                if self.ctx.catalog.fits(&part.ty, &other_part.ty).is_safe() {
                    part.ty = other_part.ty.clone();
                } else if part.ty.is_number() && other_part.ty.is_number() {
                    part.ty = Type::NUMBER;
                } else {
                    let members = vec![part.ty.clone(), other_part.ty.clone()];
                    part.ty = Type::Union(members);
                }
            }
        }
        let some_empty = valued.clone().any(|branch| empty(branch)) || open;
        for part in &mut parts {
            part.maybe |= some_empty;
        }
        Some(parts)
    }

    /// A `choose` must name every member of what decides, or say what else.
    fn total(&mut self, subject: &Expr, arms: &[(Constant, Expr)], has_else: bool, span: Span) {
        if has_else {
            return;
        }
        let members: Vec<Box<str>> = match subject.ty() {
            Type::Literals(members) => members.clone(),
            Type::Enum(id) => self.ctx.catalog[*id].members.clone(),
            Type::Bool => {
                let both = [true, false]
                    .iter()
                    .all(|truth| arms.iter().any(|(label, _)| *label == Constant::Bool(*truth)));
                if !both {
                    self.ctx
                        .report(Diagnostic::new(&codes::C304, span).arg("missing", "true, false"));
                }
                return;
            }
            _ => {
                self.ctx.report(Diagnostic::new(&codes::C304, span).arg("missing", ""));
                return;
            }
        };
        let named = |member: &str| {
            arms.iter().any(|(label, _)| matches!(label, Constant::Text(text) if **text == *member))
        };
        let missing: Vec<&str> =
            members.iter().map(|member| &**member).filter(|member| !named(member)).collect();
        if !missing.is_empty() {
            let missing = missing.iter().map(|m| format!("\"{m}\"")).collect::<Vec<_>>().join(", ");
            self.ctx.report(Diagnostic::new(&codes::C304, span).arg("missing", missing));
        }
    }
}

/// Whether all values of a type can be named.
fn is_closed(ty: &Type) -> bool {
    matches!(ty, Type::Literals(_) | Type::Enum(_) | Type::Bool)
}

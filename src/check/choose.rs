//! `choose`: its branches, its type, and whether it is total.

use std::collections::HashMap;

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
        // A label that is no value was told; what it would name is not missing.
        if labelled && otherwise.is_none() {
            let labels: Vec<&Constant> = arms.iter().map(|(label, _)| label).collect();
            self.ctx.total(subject.ty(), &labels, span);
        }
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
        let mut known: HashMap<Box<str>, Vec<usize>> = HashMap::new();
        let mut labelled = true;
        for arm in &choose.arms {
            let label = self.expr(&arm.label, Some(subject.ty()));
            let idle = matches!((&subject.kind, &label.kind),
                (ExprKind::Constant(value), ExprKind::Constant(label)) if value != label);
            self.ctx.idle += u32::from(idle);
            let value = self.expr(&arm.value, wanted);
            self.ctx.idle -= u32::from(idle);
            self.names_value(arm, &label, subject);
            let ExprKind::Constant(label) = label.kind else {
                labelled = false;
                continue;
            };
            let alike = known.entry(label.bucket().into()).or_default();
            if let Some(first) = alike.iter().find(|at| arms[**at].0 == label) {
                let twice = Diagnostic::new(&codes::C329, arm.label.span);
                self.ctx.report(twice.label(places[*first], "first"));
            }
            alike.push(arms.len());
            places.push(arm.label.span);
            arms.push((label, value));
        }
        (arms, labelled)
    }

    /// A label is a value that what decides may have: `true` is none of a status.
    fn names_value(&mut self, arm: &ast::Arm, label: &Expr, subject: &Expr) {
        let of = subject.ty();
        let span = arm.label.span;
        let (is_other, quoted) = match &label.kind {
            ExprKind::Constant(Constant::Bool(_)) => (*of != Type::Bool, None),
            ExprKind::Constant(Constant::Number(_)) => {
                let quoted = of.is_textual().then(|| format!("\"{}\"", self.ctx.written(span)));
                (!of.is_number(), quoted)
            }
            _ => return,
        };
        if !is_other || matches!(of, Type::Any | Type::Union(_)) {
            return;
        }
        let wrong = Diagnostic::new(&codes::T202, span)
            .arg("left", self.ctx.catalog.show(of))
            .arg("right", self.ctx.catalog.show(label.ty()));
        self.ctx.report(match quoted {
            Some(quoted) => wrong.fix("quote", span, quoted),
            None => wrong,
        });
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
}

impl Context<'_> {
    /// A `choose` without `else` must name every value of what decides.
    pub(super) fn total(&mut self, ty: &Type, labels: &[&Constant], span: Span) {
        let quoted = |member: &str| (format!("\"{member}\""), Constant::Text(member.into()));
        let members: Vec<(String, Constant)> = match ty {
            Type::Literals(members) => members.iter().map(|member| quoted(member)).collect(),
            Type::Enum(id) => self.catalog[*id].members.iter().map(|it| quoted(it)).collect(),
            Type::Bool => [("true", true), ("false", false)]
                .map(|(word, truth)| (self.word(word, span).to_owned(), Constant::Bool(truth)))
                .into(),
            _ => Vec::new(),
        };
        let missing: Vec<&str> = members
            .iter()
            .filter(|(_, member)| !labels.contains(&member))
            .map(|(shown, _)| shown.as_str())
            .collect();
        if missing.is_empty() && !members.is_empty() {
            return;
        }
        let open = Diagnostic::new(&codes::C304, span)
            .arg("count", missing.len())
            .arg("missing", missing.join(", "))
            .arg("else", self.word("else", span))
            .arg("keep", self.word("keep", span));
        self.report(open.hint("else"));
    }
}

/// Whether all values of a type can be named.
fn is_closed(ty: &Type) -> bool {
    matches!(ty, Type::Literals(_) | Type::Enum(_) | Type::Bool)
}

//! Conditions of other languages that ask a bare field: `if comment then ...`. The syntax wrote the
//! remedy as for a field that is true or false; of any other one a choice asks whether it is filled.

use crate::check::scope::Walk;
use crate::diag::Diagnostic;
use crate::schema::Type;
use crate::source::Span;
use crate::syntax::ast::{BareCondition, Expr, ExprKind, Name, Rule};

impl Walk<'_, '_> {
    /// Tells again, with the remedy that fits the field, what the syntax told of a rule that it could
    /// not read.
    pub(super) fn bare_conditions(&mut self, rule: &Rule) {
        let within = |bare: &&&BareCondition| {
            bare.told.span.is_some_and(|at| {
                at.file == rule.span.file && rule.span.range().contains(&(at.start as usize))
            })
        };
        let here: Vec<&BareCondition> =
            self.ctx.conditions.iter().filter(within).copied().collect();
        for bare in here {
            let told = self.mended(bare);
            self.ctx.diagnostics.extend(told);
        }
    }

    fn mended(&mut self, bare: &BareCondition) -> Option<Diagnostic> {
        let span = bare.told.span?;
        let told = self.ctx.diagnostics.len();
        let value = self.expr(&path(&bare.field, span), None);
        let is_sound = self.ctx.diagnostics.len() == told && !value.is_broken();
        self.ctx.diagnostics.truncate(told);
        if !is_sound || matches!(value.ty(), Type::Bool | Type::Any) {
            return None;
        }
        let mut told = bare.told.clone();
        let hint = told.hints.first_mut()?;
        if value.maybe() {
            let filled = format!("{} != {}", bare.field, self.ctx.word("empty", span));
            let fix = hint.fix.as_mut()?;
            // `... when field`, or `choose field { ... }`
            let at = match fix.text.strip_suffix(&*bare.field) {
                Some(before) => before.len(),
                None => fix.text.find(' ')? + 1,
            };
            fix.text.replace_range(at..at + bare.field.len(), &filled);
        } else {
            // Such a field is always filled: what it is compared with only the author knows.
            hint.fix = None;
            hint.text = "compare";
            hint.args.push(("field", (&*bare.field).into()));
        }
        Some(told)
    }
}

/// The fields of a path, all at one place.
fn path(written: &str, span: Span) -> Expr {
    let mut names = written.split('.').map(|name| Name { text: name.into(), span, quoted: false });
    let first = names.next().expect("a split has a first part");
    let first = Expr { kind: ExprKind::Name(first), span };
    names.fold(first, |base, name| Expr { kind: ExprKind::Field(Box::new(base), name), span })
}

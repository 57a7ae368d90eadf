//! `was`: what stands in the target before the write is known only once the record was read, which is after
//! the rules have said what they want. Checks may look at it; what is written may not be made of it.

use std::collections::BTreeSet;

use crate::check::context::Context;
use crate::check::tree::{Expr, ExprKind, Stmt};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

/// Reports rules and conditions that are made of `was`, directly or by a `let`.
pub(super) fn refuse(ctx: &mut Context<'_>, statements: &[Stmt]) {
    let standing = standing(statements);
    let mut found = Vec::new();
    values(statements, &standing, &mut found);
    for span in found {
        let field = ctx.written(span).to_owned();
        ctx.report(Diagnostic::new(&codes::C380, span).arg("field", field));
    }
}

/// The `let`s that look at what stands in the target.
pub fn standing(statements: &[Stmt]) -> BTreeSet<u16> {
    let mut found = BTreeSet::new();
    // A `let` may stand before the one that it reads.
    loop {
        let before = found.len();
        gather(statements, &mut found);
        if found.len() == before {
            return found;
        }
    }
}

fn gather(statements: &[Stmt], found: &mut BTreeSet<u16>) {
    for statement in statements {
        match statement {
            Stmt::Let { local, value } if looks(value, found).is_some() => {
                found.insert(*local);
            }
            Stmt::Each { body, .. } | Stmt::Row { body, .. } => gather(body, found),
            Stmt::Let { .. } | Stmt::Set(_) | Stmt::Check { .. } => {}
        }
    }
}

/// Where an expression looks at what stands in the target, itself or by one of these `let`s.
pub fn looks(value: &Expr, standing: &BTreeSet<u16>) -> Option<Span> {
    let mut found = None;
    value.visit(&mut |part| {
        let is_it = match &part.kind {
            ExprKind::Was { .. } | ExprKind::FoldWas(..) => true,
            ExprKind::Local(local) => standing.contains(local),
            _ => false,
        };
        if is_it {
            found.get_or_insert(part.span);
        }
    });
    found
}

fn values(statements: &[Stmt], standing: &BTreeSet<u16>, found: &mut Vec<Span>) {
    let mut see = |value: Option<&Expr>| {
        found.extend(value.and_then(|value| looks(value, standing)));
    };
    for statement in statements {
        match statement {
            Stmt::Set(set) => {
                see(Some(&set.value));
                see(set.when.as_ref());
            }
            Stmt::Each { when, .. } | Stmt::Row { when, .. } => see(when.as_ref()),
            Stmt::Let { .. } | Stmt::Check { .. } => {}
        }
    }
    for statement in statements {
        if let Stmt::Each { body, .. } | Stmt::Row { body, .. } = statement {
            values(body, standing, found);
        }
    }
}

//! Every field and every row has one writer in one direction.

use crate::check::context::Context;
use crate::check::tree::{Group, Pattern, Stmt};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

/// Looks for fields and rows that several statements write.
pub(super) fn writers(ctx: &mut Context<'_>) {
    let mut found = Vec::new();
    for map in &ctx.checked.maps {
        for body in &map.bodies {
            doubled(&body.statements, &mut found);
        }
    }
    ctx.diagnostics.append(&mut found);
}

fn doubled(statements: &[Stmt], found: &mut Vec<Diagnostic>) {
    let mut cells: Vec<(&str, Span, bool)> = Vec::new();
    let mut groups: Vec<(&Group, Span)> = Vec::new();
    for statement in statements {
        match statement {
            Stmt::Set(set) => {
                for cell in &set.cells {
                    let other = cells.iter().find(|(path, _, conditional)| {
                        // Two conditions may exclude one another.
                        **path == *cell.path && !(*conditional && set.when.is_some())
                    });
                    if let Some((_, first, _)) = other {
                        let twice = Diagnostic::new(&codes::C303, cell.span);
                        found.push(twice.arg("field", &*cell.path).label(*first, "first"));
                    }
                    cells.push((&cell.path, cell.span, set.when.is_some()));
                }
            }
            Stmt::Each { group, body, span, .. } | Stmt::Row { group, body, span, .. } => {
                let other = groups.iter().find(|(known, _)| overlap(known, group));
                if let Some((_, first)) = other {
                    let twice = Diagnostic::new(&codes::C323, *span).arg("rows", &*group.path);
                    found.push(twice.label(*first, "first").hint("pattern"));
                }
                groups.push((group, *span));
                doubled(body, found);
            }
            Stmt::Let { .. } | Stmt::Check { .. } => {}
        }
    }
}

/// Whether one row may belong to both.
fn overlap(a: &Group, b: &Group) -> bool {
    let excludes = |a: &Pattern, b: &Pattern| {
        a.name == b.name
            && if a.equal && b.equal {
                a.value != b.value
            } else {
                a.equal != b.equal && a.value == b.value
            }
    };
    let disjoint = || a.patterns.iter().any(|x| b.patterns.iter().any(|y| excludes(x, y)));
    a.path == b.path && !disjoint()
}

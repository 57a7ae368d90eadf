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
    for overlapping in found {
        let remedy = divided(ctx, &overlapping);
        ctx.report(match remedy {
            Some((span, text)) => overlapping.fix("pattern", span, text),
            None => overlapping,
        });
    }
}

/// The pattern that leaves one statement the rows that the other does not take: `[Вид != "a"]`
/// beside `[Вид == "a"]`.
fn divided(ctx: &Context<'_>, overlapping: &Diagnostic) -> Option<(Span, String)> {
    let span = overlapping.span.filter(|_| overlapping.code == &codes::C323)?;
    let first = overlapping.labels.first()?.span;
    opposite(ctx, first, span).or_else(|| opposite(ctx, span, first))
}

/// What goes into the brackets of `other`, so that it takes what `one` does not.
fn opposite(ctx: &Context<'_>, one: Span, other: Span) -> Option<(Span, String)> {
    let rows = |span: Span| ctx.written(span).split(['<', '-', '{']).next().map(str::trim_end);
    let (_, condition) = rows(one)?.strip_suffix(']')?.split_once('[')?;
    if condition.matches("==").count() != 1 || condition.contains("!=") {
        return None;
    }
    let opposite = condition.replace("==", "!=");
    let rows = rows(other)?;
    let end = other.start as usize + rows.len();
    let (at, text) = match rows.strip_suffix(']') {
        Some(_) => (end - 1, format!(" {} {opposite}", ctx.word("and", other))),
        None => (end, format!("[{opposite}]")),
    };
    Some((Span::new(other.file, at, at), text))
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
                        let twice = twice.arg("field", &*cell.path).label(*first, "first");
                        // The rule of the same statement cannot be left out.
                        let own = set.cells.iter().any(|other| other.span == *first);
                        let whole = set.cells.len() == 1 && !own;
                        found.push(
                            if whole { twice.fix("drop", set.span, "") } else { twice }
                                .hint("join"),
                        );
                    }
                    cells.push((&cell.path, cell.span, set.when.is_some()));
                }
            }
            Stmt::Each { group, body, span, .. } | Stmt::Row { group, body, span, .. } => {
                let other = groups.iter().find(|(known, _)| overlap(known, group));
                if let Some((_, first)) = other {
                    let twice = Diagnostic::new(&codes::C323, *span).arg("rows", &*group.path);
                    found.push(twice.label(*first, "first"));
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

//! Every field and every row has one writer in one direction.

use std::collections::HashMap;

use crate::check::context::Context;
use crate::check::tree::{Group, Stmt};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;

/// Looks for fields and rows that several statements write.
pub(super) fn writers(ctx: &mut Context<'_>) {
    let mut found = Vec::new();
    for map in &ctx.checked.maps {
        for body in &map.bodies {
            doubled(ctx, &body.statements, &mut found);
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
    // Of the very rows that the other one takes nothing is left.
    let own = rows.strip_suffix(']').and_then(|rows| rows.split_once('[')).map(|(_, own)| own);
    let blankless = |text: &str| text.split_whitespace().collect::<String>();
    if own.is_some_and(|own| blankless(own).contains(&blankless(condition))) {
        return None;
    }
    let end = other.start as usize + rows.len();
    let (at, text) = match rows.strip_suffix(']') {
        Some(_) => (end - 1, format!(" {} {opposite}", ctx.word("and", other))),
        None => (end, format!("[{opposite}]")),
    };
    Some((Span::new(other.file, at, at), text))
}

/// The first statements that write a field: of all, and of those that always do.
#[derive(Default)]
struct Writers {
    first: Option<Span>,
    always: Option<Span>,
    /// Those with a condition, by its words.
    by_condition: HashMap<String, Span>,
}

fn doubled(ctx: &Context<'_>, statements: &[Stmt], found: &mut Vec<Diagnostic>) {
    let mut cells: HashMap<&str, Writers> = HashMap::new();
    let mut groups: HashMap<&str, Vec<(&Group, Span)>> = HashMap::new();
    for statement in statements {
        match statement {
            Stmt::Set(set) => {
                for cell in &set.cells {
                    let known = cells.entry(&*cell.path).or_default();
                    // Two conditions may exclude one another, but not if they are the same.
                    let condition = set
                        .when
                        .as_ref()
                        .map(|when| ctx.written(when.span).split_whitespace().collect::<String>());
                    let other = match &condition {
                        Some(words) => known.always.or(known.by_condition.get(words).copied()),
                        None => known.first,
                    };
                    if let Some(words) = condition {
                        known.by_condition.entry(words).or_insert(cell.span);
                    }
                    if let Some(first) = other {
                        let twice = Diagnostic::new(&codes::C303, cell.span);
                        let twice = twice.arg("field", &*cell.path).label(first, "first");
                        // The rule of the same statement cannot be left out.
                        let own = set.cells.iter().any(|other| other.span == first);
                        let whole = set.cells.len() == 1 && !own;
                        found.push(
                            if whole { twice.fix("drop", set.span, "") } else { twice }
                                .hint("join"),
                        );
                    }
                    known.first = known.first.or(Some(cell.span));
                    if set.when.is_none() {
                        known.always = known.always.or(Some(cell.span));
                    }
                }
            }
            Stmt::Each { group, body, span, .. } | Stmt::Row { group, body, span, .. } => {
                let known = groups.entry(&*group.path).or_default();
                let other = known.iter().find(|(known, _)| overlap(known, group));
                if let Some((_, first)) = other {
                    let twice = Diagnostic::new(&codes::C323, *span).arg("rows", &*group.path);
                    found.push(twice.label(*first, "first"));
                }
                known.push((group, *span));
                doubled(ctx, body, found);
            }
            Stmt::Let { .. } | Stmt::Check { .. } => {}
        }
    }
}

/// Whether one row of the rows that both write may belong to both.
fn overlap(a: &Group, b: &Group) -> bool {
    let disjoint = a.patterns.iter().any(|x| b.patterns.iter().any(|y| x.excludes(y)));
    !disjoint
}

//! What is created has every field without which the system refuses it.

use crate::check::context::Context;
use crate::check::tree::{Expr, ExprKind, Outcome, OutcomeKind, Stmt, Table, Toward};
use crate::check::uses;
use crate::diag::{Diagnostic, codes};
use crate::schema::{Access, Catalog, RecordId, Type};
use crate::source::Span;

/// Looks at the maps by which enabled flows create records.
pub(super) fn covered(ctx: &mut Context<'_>) {
    let mut found: Vec<Diagnostic> = Vec::new();
    for (name, toward, flow) in uses::creating(ctx) {
        let Some(map) = ctx.checked.maps.iter().find(|map| map.name == name) else { continue };
        let Some(body) = map.bodies.iter().find(|body| body.toward == toward) else { continue };
        let entity = if toward == Toward::Left { map.left } else { map.right };
        let mut open = Vec::new();
        uncovered(ctx.catalog, ctx.catalog[entity].record, &body.statements, &[], "", &mut open);
        if let Some(spoiled) = ctx.spoiled.get(&(name.clone(), toward)) {
            open.retain(|field| !spoiled.has(field));
        }
        if open.is_empty() || found.iter().any(|told| told.span == Some(map.span)) {
            continue;
        }
        let open = Diagnostic::new(&codes::C302, map.span)
            .arg("map", &*map.name)
            .arg("record", ctx.catalog.entity_name(entity))
            .arg("fields", open.join(", "))
            .label(flow, "flow");
        found.push(open);
    }
    for body in ctx.checked.maps.iter().flat_map(|map| &map.bodies) {
        let mut kept = Vec::new();
        keeping(&ctx.checked.tables, &body.statements, &mut kept);
        let words = ["hold", "let", "via", "default"];
        found.extend(kept.into_iter().map(|told| ctx.worded(told, &words)));
    }
    ctx.diagnostics.append(&mut found);
}

/// Rules of required fields that may leave the field as it is: a new record has nothing to leave.
fn keeping(tables: &[Table], statements: &[Stmt], found: &mut Vec<Diagnostic>) {
    for statement in statements {
        match statement {
            Stmt::Set(set) => {
                let cell = set.cells.iter().find(|cell| set.required && !cell.optional);
                let Some((cell, kept)) = cell.zip(kept(tables, &set.value)) else { continue };
                let told = Diagnostic::new(&codes::C337, set.span).arg("field", &*cell.path);
                found.push(told.label(kept, "kept").hint("otherwise"));
            }
            Stmt::Each { body, .. } | Stmt::Row { body, .. } => keeping(tables, body, found),
            _ => {}
        }
    }
}

/// Where a value says that the field is left as it is.
pub(super) fn kept(tables: &[Table], value: &Expr) -> Option<Span> {
    let leaves = |outcome: &Outcome| {
        matches!(outcome.kind, OutcomeKind::Keep | OutcomeKind::Warn).then_some(outcome.span)
    };
    match &value.kind {
        ExprKind::Outcome(outcome) => leaves(outcome),
        // An outcome there stands for that of a failed lookup, too.
        ExprKind::Default(_, other) if matches!(other.kind, ExprKind::Outcome(_)) => {
            kept(tables, other)
        }
        ExprKind::Default(value, other) => kept(tables, value).or_else(|| kept(tables, other)),
        ExprKind::Choose { arms, otherwise, .. } => {
            let values = arms.iter().map(|(_, value)| value).chain(otherwise.as_deref());
            values.into_iter().find_map(|value| kept(tables, value))
        }
        ExprKind::Lookup { table, .. } => {
            tables.get(usize::from(*table))?.otherwise.as_ref().and_then(leaves)
        }
        _ => None,
    }
}

/// The required fields of a record, and of the rows that are written, which no statement fills.
fn uncovered(
    catalog: &Catalog,
    record: RecordId,
    statements: &[Stmt],
    fixed: &[&str],
    prefix: &str,
    open: &mut Vec<String>,
) {
    let written = |name: &str| {
        let sets = statements.iter().filter_map(|statement| match statement {
            Stmt::Set(set) => Some(&set.cells),
            _ => None,
        });
        sets.flatten().any(|cell| *cell.path == *name)
    };
    for (name, field) in &catalog[record].fields {
        let is_rows = matches!(field.ty, Type::Rows(_) | Type::Record(_));
        let is_asked = field.required && field.access != Access::Read && !is_rows;
        if is_asked && !written(name) && !fixed.contains(&&**name) {
            open.push(format!("{prefix}{name}"));
        }
    }
    for statement in statements {
        let (Stmt::Each { group, body, .. } | Stmt::Row { group, body, .. }) = statement else {
            continue;
        };
        let Some(Type::Rows(rows)) = catalog.field(record, &group.path).map(|field| &field.ty)
        else {
            continue;
        };
        let fixed: Vec<&str> = group
            .patterns
            .iter()
            .filter(|pattern| pattern.equal)
            .map(|pattern| &*pattern.name)
            .collect();
        let prefix = format!("{prefix}{}.", group.path);
        if group.related.is_none() {
            uncovered(catalog, rows.record, body, &fixed, &prefix, open);
        }
    }
}

//! Codes of a dictionary that a table has no row for.

use crate::check::Constant;
use crate::check::context::Context;
use crate::check::tree::{OutcomeKind, Table, Toward};
use crate::diag::{Diagnostic, codes};
use crate::schema::{Attribute, DictionaryEntry, Type};
use crate::syntax::ast::{self, Binary, ExprKind, TableItemKind, Unary};

/// How many codes are named.
const NAMED: usize = 5;

/// Tells which codes in use a table lacks; those that `pull ... where` leaves out are not wanted.
///
/// A table whose `else` skips is left alone: to leave a code out is how one says there which
/// records do not go.
pub(super) fn missing(ctx: &mut Context<'_>, table: &Table, declared: &ast::Table) {
    let [column] = &table.right[..] else { return };
    let Type::Code(dictionary) = column.ty else { return };
    let Some(entries) = &ctx.catalog[dictionary].entries else { return };
    let is_any = |row: &crate::check::TableRow| row.right.iter().any(Constant::is_absent);
    if table.rows.is_empty()
        || !table.toward.contains(&Toward::Left)
        || table.rows.iter().any(is_any)
        || table.otherwise.as_ref().is_some_and(|outcome| outcome.kind == OutcomeKind::Skip)
    {
        return;
    }
    let filter = declared.body.iter().find_map(|item| match &item.kind {
        TableItemKind::Pull { filter, .. } => filter.as_ref(),
        _ => None,
    });
    let has_row = |code: &str| {
        table.rows.iter().any(|row| {
            row.right.iter().any(|cell| matches!(cell, Constant::Text(text) if **text == *code))
        })
    };
    let missing: Vec<&DictionaryEntry> = entries
        .iter()
        .filter(|entry| entry.active && filter.is_none_or(|filter| chosen(filter, entry)))
        .filter(|entry| !has_row(&entry.code))
        .collect();
    if missing.is_empty() {
        return;
    }
    let first = missing.iter().take(NAMED).map(|entry| format!("{} ({})", entry.code, entry.name));
    let mut names = first.collect::<Vec<_>>().join(", ");
    if missing.len() > NAMED {
        names.push_str(", …");
    }
    let lacking = Diagnostic::new(&codes::C327, table.span)
        .arg("table", &*table.name)
        .arg("count", missing.len())
        .arg("names", names);
    ctx.report(lacking);
}

/// Whether the condition of a `pull` surely chooses an entry.
fn chosen(filter: &ast::Expr, entry: &DictionaryEntry) -> bool {
    truth(filter, entry).unwrap_or(false)
}

fn truth(condition: &ast::Expr, entry: &DictionaryEntry) -> Option<bool> {
    match &condition.kind {
        ExprKind::Name(name) if &*name.text == "active" => Some(entry.active),
        ExprKind::Name(name) => match entry.attributes.get(&name.text)? {
            Attribute::Flag(flag) => Some(*flag),
            Attribute::Text(_) | Attribute::List(_) => None,
        },
        ExprKind::Tuple(parts) => match &parts[..] {
            [only] => truth(only, entry),
            _ => None,
        },
        ExprKind::Unary(operator, a) if operator.node == Unary::Not => Some(!truth(a, entry)?),
        ExprKind::Binary(operator, a, b) if operator.node == Binary::And => {
            Some(truth(a, entry)? && truth(b, entry)?)
        }
        ExprKind::Binary(operator, a, b) if operator.node == Binary::Or => {
            Some(truth(a, entry).unwrap_or(false) || truth(b, entry).unwrap_or(false))
        }
        _ => None,
    }
}

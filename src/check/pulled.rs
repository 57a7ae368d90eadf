//! What a table pulls: the condition on entries, and the codes that the table has no row for.

use crate::check::Constant;
use crate::check::context::{Context, Declared, Space};
use crate::check::expr::plain;
use crate::check::nearby::among;
use crate::check::tree::{OutcomeKind, Table, Toward};
use crate::diag::{Diagnostic, codes};
use crate::schema::{Attribute, DictionaryEntry, DictionaryId, Member, Type};
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

/// What a part of the condition of a `pull` comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fact {
    Flag,
    Text,
    List,
    /// A thing of any kind: absent, or reported.
    Any,
}

/// Checks `pull ... where`: it may ask for members of an entry, constants and settings.
pub(super) fn condition(ctx: &mut Context<'_>, filter: &ast::Expr, pulled: Option<Member>) {
    let dictionary = match pulled {
        Some(Member::Dictionary(dictionary)) => Some(dictionary),
        _ => None,
    };
    truthful(ctx, filter, dictionary);
}

fn truthful(ctx: &mut Context<'_>, expr: &ast::Expr, of: Option<DictionaryId>) {
    let found = fact(ctx, expr, of);
    if matches!(found, Fact::Text | Fact::List) {
        let shown = if found == Fact::Text { "text" } else { "rows" };
        ctx.report(Diagnostic::new(&codes::T203, expr.span).arg("type", shown).hint("compare"));
    }
}

fn fact(ctx: &mut Context<'_>, expr: &ast::Expr, of: Option<DictionaryId>) -> Fact {
    match &expr.kind {
        ExprKind::Empty | ExprKind::Broken => Fact::Any,
        ExprKind::Bool(_) => Fact::Flag,
        ExprKind::Number(_) => Fact::Text,
        ExprKind::Text(text) if plain(text).is_some() => Fact::Text,
        ExprKind::List(members) => {
            for member in members {
                fact(ctx, member, of);
            }
            Fact::List
        }
        ExprKind::Tuple(parts) if parts.len() == 1 => fact(ctx, &parts[0], of),
        ExprKind::Name(name) => member(ctx, name, of),
        ExprKind::Field(owner, name) => match &owner.kind {
            ExprKind::Name(scope) if &*scope.text == "const" => given(ctx, Space::Const, name),
            ExprKind::Name(scope) if &*scope.text == "setting" => given(ctx, Space::Setting, name),
            _ => beyond(ctx, expr),
        },
        ExprKind::Unary(operator, a) if operator.node == Unary::Not => {
            truthful(ctx, a, of);
            Fact::Flag
        }
        ExprKind::Binary(operator, a, b) => {
            match operator.node {
                Binary::And | Binary::Or => {
                    truthful(ctx, a, of);
                    truthful(ctx, b, of);
                }
                Binary::Equal | Binary::NotEqual => {
                    fact(ctx, a, of);
                    fact(ctx, b, of);
                }
                Binary::In => {
                    fact(ctx, a, of);
                    if matches!(fact(ctx, b, of), Fact::Flag | Fact::Text) {
                        ctx.report(Diagnostic::new(&codes::T216, b.span));
                    }
                }
                _ => return beyond(ctx, expr),
            }
            Fact::Flag
        }
        _ => beyond(ctx, expr),
    }
}

/// What such a condition cannot ask.
fn beyond(ctx: &mut Context<'_>, expr: &ast::Expr) -> Fact {
    ctx.mention(expr);
    ctx.later(expr.span, "pull");
    Fact::Any
}

/// A member of an entry: its code, its name, whether it is in use, what the system says beside.
fn member(ctx: &mut Context<'_>, name: &ast::Name, of: Option<DictionaryId>) -> Fact {
    match &*name.text {
        "active" => return Fact::Flag,
        "code" | "name" => return Fact::Text,
        _ => {}
    }
    let Some(of) = of else { return Fact::Any };
    let record = ctx.catalog[of].record;
    if let Some(field) = ctx.catalog.field(record, &name.text) {
        return match &field.ty {
            Type::Bool => Fact::Flag,
            Type::Rows(_) => Fact::List,
            Type::Any => Fact::Any,
            _ => Fact::Text,
        };
    }
    let entries = ctx.catalog[of].entries.iter().flatten();
    let mut attributes = entries.clone().flat_map(|entry| &entry.attributes);
    if let Some((_, attribute)) = attributes.find(|(known, _)| **known == name.text) {
        return match attribute {
            Attribute::Flag(_) => Fact::Flag,
            Attribute::Text(_) => Fact::Text,
            Attribute::List(_) => Fact::List,
        };
    }
    let fields = ctx.catalog[record].fields.keys();
    let known = fields.chain(entries.flat_map(|entry| entry.attributes.keys()));
    let mut known: Vec<&str> = known.map(|name| &**name).collect();
    known.extend(["active", "code", "name"]);
    known.sort_unstable();
    known.dedup();
    let unknown = Diagnostic::new(&codes::N104, name.span)
        .arg("name", &*name.text)
        .arg("record", &*ctx.catalog[of].name);
    ctx.report(among(unknown, name.span, &name.text, &known));
    Fact::Any
}

fn given(ctx: &mut Context<'_>, space: Space, name: &ast::Name) -> Fact {
    match ctx.find(space, &name.text) {
        Some(Declared::Given(number)) => match &ctx.checked.givens[number].ty {
            Type::Bool => Fact::Flag,
            Type::Any => Fact::Any,
            _ => Fact::Text,
        },
        Some(_) => Fact::Any,
        None => {
            ctx.undeclared(space, name);
            Fact::Any
        }
    }
}

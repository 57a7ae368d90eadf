//! Tables: their columns, and their rows from the mapping or from a file.

use std::collections::HashMap;

use crate::check::Constant;
use crate::check::against::{against, compared};
use crate::check::context::{Context, Declared, Space, once};
use crate::check::expr::plain;
use crate::check::nearby::suggest;
use crate::check::outcome::{self, Holes};
use crate::check::sides::{Heading, sides_of};
use crate::check::tree::{Column, Outcome, OutcomeKind, Table, TableRow, Toward};
use crate::check::uses::Unit;
use crate::check::values::{Row, Scalar};
use crate::diag::{Diagnostic, codes};
use crate::schema::{Type, nearest};
use crate::source::Spanned;
use crate::syntax::ast::{self, Arrow, TableItemKind, TypeKind};

/// Checks a table and takes it in.
pub(super) fn table(ctx: &mut Context<'_>, declared: &ast::Table) {
    let left = columns(ctx, &declared.left, "erp");
    let (right, toward) = match &declared.right {
        None => (Some(Vec::new()), Vec::new()),
        Some((arrow, right)) => {
            let right = columns(ctx, right, "crm");
            let toward = match arrow.node {
                Arrow::Both => vec![Toward::Left, Toward::Right],
                Arrow::Left => vec![Toward::Left],
                Arrow::Right => vec![Toward::Right],
            };
            (right, toward)
        }
    };
    let (Some(left), Some(right)) = (left, right) else {
        ctx.declare(Space::Table, &declared.name, Declared::Broken);
        return;
    };
    if let Some((arrow, ty)) = &declared.right
        && let Some(sides) = sides_of(ctx, [&left, &right])
        && !Heading::of(&declared.left, *arrow, ty).stands(ctx, sides)
    {
        ctx.declare(Space::Table, &declared.name, Declared::Broken);
        return;
    }
    same_columns(ctx, declared);
    let mut table = Table {
        name: declared.name.text.clone(),
        left,
        right,
        toward,
        rows: Vec::new(),
        otherwise: None,
        no_rows: None,
        file: declared.from.as_ref().map(|file| file.node.clone()),
        span: declared.name.span,
    };
    let mut clauses = Vec::new();
    for item in &declared.body {
        match &item.kind {
            TableItemKind::NoRows(_) => once(ctx, &mut clauses, "no rows", item.span),
            TableItemKind::Else(_) => once(ctx, &mut clauses, "else", item.span),
            TableItemKind::Pull { .. } => once(ctx, &mut clauses, "pull", item.span),
            TableItemKind::Row { arrow, .. } => {
                if let Some((holder, _)) = &declared.right {
                    compared(ctx, *holder, *arrow, item.span, true);
                }
            }
            TableItemKind::Member(_) | TableItemKind::Broken => {}
        }
        line(ctx, &mut table, item);
    }
    if let Some(file) = &declared.from {
        if let Some(rows) = ctx.values.tables.get(&*file.node) {
            file_rows(ctx, &mut table, rows);
            ways(ctx, declared, rows);
        } else {
            unmade(ctx, declared, file);
        }
    }
    fileless(ctx, declared);
    doubled(ctx, &table);
    super::pulled::missing(ctx, &table, declared);
    if table.otherwise.is_none() && !table.right.is_empty() {
        let open = Diagnostic::new(&codes::C305, table.span).arg("table", &*table.name);
        ctx.report(ctx.worded(open, &["else", "hold"]).hint("else"));
    }
    let number = ctx.checked.tables.len() as u16;
    ctx.declare(Space::Table, &declared.name, Declared::Table(number));
    ctx.checked.tables.push(table);
}

/// Rows that are pulled go to a file.
fn fileless(ctx: &mut Context<'_>, declared: &ast::Table) {
    let pull = |item: &&ast::TableItem| matches!(item.kind, TableItemKind::Pull { .. });
    if let (None, Some(pull)) = (&declared.from, declared.body.iter().find(pull)) {
        let from = ctx.word("from", pull.span);
        let lone = Diagnostic::new(&codes::C369, pull.span).arg("table", &*declared.name.text);
        ctx.report(lone.arg("from", from).fix("drop", pull.span, "").hint("from"));
    }
}

/// The file with the rows is not there: `pull` can make it, or a person has to.
fn unmade(ctx: &mut Context<'_>, declared: &ast::Table, file: &Spanned<Box<str>>) {
    let missing = Diagnostic::new(&codes::P205, file.span).arg("file", &*file.node);
    let pull = |item: &ast::TableItem| matches!(item.kind, TableItemKind::Pull { .. });
    let hint = if declared.body.iter().any(pull) { "pull" } else { "make" };
    ctx.report(missing.hint(hint));
}

/// The columns of a side: one, called by the side's name, or named ones.
fn columns(ctx: &mut Context<'_>, ty: &ast::TypeExpr, name: &str) -> Option<Vec<Column>> {
    let TypeKind::Columns(columns) = &ty.kind else {
        let (found, optional) = ctx.type_of(ty)?;
        return Some(vec![Column { name: name.into(), ty: found, optional }]);
    };
    let mut checked = Vec::new();
    for column in columns {
        let (ty, optional) = ctx.type_of(&column.ty)?;
        checked.push(Column { name: column.name.text.clone(), ty, optional });
    }
    Some(checked)
}

/// Columns of one name could not be told apart, in a file least of all.
fn same_columns(ctx: &mut Context<'_>, declared: &ast::Table) {
    let mut seen: Vec<&ast::Name> = Vec::new();
    for ty in std::iter::once(&declared.left).chain(declared.right.iter().map(|(_, ty)| ty)) {
        let TypeKind::Columns(columns) = &ty.kind else { continue };
        for ast::Column { name, .. } in columns {
            if let Some(first) = seen.iter().find(|known| known.text == name.text) {
                let twice = Diagnostic::new(&codes::N106, name.span).arg("name", &*name.text);
                ctx.report(twice.label(first.span, "first"));
            } else {
                seen.push(name);
            }
        }
    }
}

/// Takes in a line of a table.
pub(super) fn line(ctx: &mut Context<'_>, table: &mut Table, item: &ast::TableItem) {
    match &item.kind {
        // What is pulled, and which of it, is for `obmen tables pull`.
        TableItemKind::Pull { from, filter } => {
            let pulled = ctx.member(from);
            if let Some(filter) = filter {
                ctx.within(Unit::Table(table.name.clone()), |ctx| {
                    super::pulled::condition(ctx, filter, pulled.map(|(_, member, _)| member));
                });
            }
        }
        TableItemKind::NoRows(outcome) => table.no_rows = Some(words(ctx, table, outcome)),
        TableItemKind::Else(outcome) => table.otherwise = Some(words(ctx, table, outcome)),
        TableItemKind::Row { left, arrow, right } => {
            let toward = match arrow.node {
                Arrow::Both => None,
                Arrow::Left => Some(Toward::Left),
                Arrow::Right => Some(Toward::Right),
            };
            let mut said = None;
            let (left_columns, right_columns) = (table.left.clone(), table.right.clone());
            giving(ctx, arrow.node, [left, right]);
            let left = cells(ctx, table, left, &left_columns, &mut said);
            let right = cells(ctx, table, right, &right_columns, &mut said);
            if let (Some(left), Some(right)) = (left, right) {
                let span = item.span;
                // An arrow that the whole table has says nothing about the row.
                let toward = toward.filter(|_| table.toward.len() > 1);
                table.rows.push(TableRow { left, right, toward, outcome: said, span });
            }
        }
        TableItemKind::Member(member) => {
            let columns = table.left.clone();
            if let Some(left) = cells(ctx, table, member, &columns, &mut None) {
                let row = TableRow {
                    left,
                    right: Vec::new(),
                    toward: None,
                    outcome: None,
                    span: item.span,
                };
                table.rows.push(row);
            }
        }
        TableItemKind::Broken => {}
    }
}

/// An outcome says what becomes of a record: it stands where the data goes, not where it comes from.
fn giving(ctx: &mut Context<'_>, arrow: Arrow, [left, right]: [&ast::Expr; 2]) {
    let (from, to, turned) = match arrow {
        Arrow::Left => (right, left, "->"),
        Arrow::Right => (left, right, "<-"),
        Arrow::Both => return,
    };
    let ast::ExprKind::Outcome(_) = &from.kind else { return };
    let shown = match arrow {
        Arrow::Left => format!("{} {turned} {}", ctx.written(to.span), ctx.written(from.span)),
        _ => format!("{} {turned} {}", ctx.written(from.span), ctx.written(to.span)),
    };
    let wrong = Diagnostic::new(&codes::T236, from.span).arg("turned", shown);
    ctx.report(wrong.hint("key"));
}

/// The words of a table's outcome: plain, but for `{value}`.
fn words(ctx: &mut Context<'_>, table: &Table, outcome: &ast::Outcome) -> Outcome {
    let holes = Holes { about: &["value"], records: &[], owner: &table.name };
    outcome::words(ctx, outcome, outcome::USUAL, &holes)
}

fn cells(
    ctx: &mut Context<'_>,
    table: &Table,
    expr: &ast::Expr,
    columns: &[Column],
    outcome: &mut Option<Outcome>,
) -> Option<Vec<Constant>> {
    let parts: Vec<&ast::Expr> = match &expr.kind {
        ast::ExprKind::Tuple(parts) if parts.len() > 1 => parts.iter().collect(),
        _ => vec![expr],
    };
    if let ast::ExprKind::Outcome(said) = &expr.kind {
        *outcome = Some(words(ctx, table, said));
        return Some(vec![Constant::Absent; columns.len()]);
    }
    if parts.len() != columns.len() {
        let wrong = Diagnostic::new(&codes::T209, expr.span)
            .arg("left", columns.len())
            .arg("right", parts.len());
        ctx.report(wrong);
        return None;
    }
    parts.iter().zip(columns).map(|(part, column)| cell(ctx, part, column)).collect()
}

fn cell(ctx: &mut Context<'_>, expr: &ast::Expr, column: &Column) -> Option<Constant> {
    match &expr.kind {
        ast::ExprKind::Text(text) => {
            let plain = plain(text).or_else(|| {
                ctx.report(Diagnostic::new(&codes::T229, expr.span));
                None
            })?;
            ctx.literal(&plain, &column.ty, expr.span)
        }
        ast::ExprKind::Number(text) if column.ty.is_number() => {
            let number = ctx.number(text, expr.span)?;
            ctx.holds(&number, &column.ty, expr.span, Some(expr.span));
            Some(Constant::Number(number))
        }
        ast::ExprKind::Number(text) => ctx.literal(text, &column.ty, expr.span),
        ast::ExprKind::Bool(truth) if matches!(column.ty, Type::Bool | Type::Any) => {
            Some(Constant::Bool(*truth))
        }
        ast::ExprKind::Bool(truth) => {
            let quoted = column.ty.is_textual().then(|| format!("\"{truth}\""));
            ctx.wrong_value(expr.span, &column.ty, quoted);
            None
        }
        ast::ExprKind::Empty => Some(Constant::Absent),
        ast::ExprKind::Broken => None,
        _ => {
            ctx.report(Diagnostic::new(&codes::T229, expr.span));
            None
        }
    }
}

/// Rows of a file: a map of the columns each, `name` for people, `way` for rows that count one way.
fn file_rows(ctx: &mut Context<'_>, table: &mut Table, rows: &[Row]) {
    let mut open = Vec::new();
    for row in rows {
        let columns = table.left.iter().chain(&table.right).map(|column| &*column.name);
        let known: Vec<&str> = columns.chain(["name", "way"]).collect();
        let told = ctx.diagnostics.len();
        for ((name, cell), key) in row.cells.iter().zip(&row.keys) {
            if !known.contains(&name.as_str()) {
                let place = key.unwrap_or(cell.span);
                let unknown = Diagnostic::new(&codes::N115, place)
                    .arg("name", name.as_str())
                    .arg("known", known.join(", "));
                let near = key.map_or_else(Vec::new, |_| nearest(name, known.iter().copied()));
                ctx.report(suggest(unknown, place, near));
            }
        }
        let is_strange = ctx.diagnostics.len() > told;
        let left = file_cells(ctx, row, &table.left);
        let right = file_cells(ctx, row, &table.right);
        let (Some(left), Some(right)) = (left, right) else { continue };
        let row = TableRow { left, right, toward: way(ctx, row), outcome: None, span: row.span };
        if let Some(columns) = codeless(table, &row) {
            let columns: Vec<&str> = columns.iter().map(|column| &*column.name).collect();
            let codeless = Diagnostic::new(&codes::C359, row.span).arg("table", &*table.name);
            // A misspelt column may hold the code.
            if !is_strange {
                ctx.report(codeless.arg("columns", columns.join(", ")).hint("fill"));
            }
            continue;
        }
        if is_filled(table, &row) {
            table.rows.push(row);
        } else {
            open.push(row.span);
        }
    }
    // Where `else` skips, to leave a code out is to say so.
    let skips = table.otherwise.as_ref().is_some_and(|it| it.kind == OutcomeKind::Skip);
    if let Some(first) = open.first().filter(|_| !skips) {
        let unfilled = Diagnostic::new(&codes::C356, *first)
            .arg("table", &*table.name)
            .arg("count", open.len())
            .arg("total", rows.len());
        ctx.report(unfilled);
    }
}

/// The columns of codes, where a row has nothing in them: it would count for every code.
fn codeless<'t>(table: &'t Table, row: &TableRow) -> Option<&'t [Column]> {
    let has_codes = |columns: &[Column]| {
        columns.iter().any(|column| matches!(column.ty, Type::Code(_) | Type::Literals(_)))
    };
    let is_left = match &table.toward[..] {
        [Toward::Left] => false,
        // Codes that were pulled wait for their keys.
        [Toward::Right] if has_codes(&table.right) => return None,
        [Toward::Right] | [] => true,
        _ => has_codes(&table.left),
    };
    let (columns, cells) =
        if is_left { (&table.left, &row.left) } else { (&table.right, &row.right) };
    cells.iter().all(Constant::is_absent).then_some(columns)
}

/// Whether a row of a file says anything: `obmen tables pull` leaves cells empty, and one that may
/// not be is yet to be filled in, so that its key counts as one without a row. A row without any key
/// would be one for all of them.
fn is_filled(table: &Table, row: &TableRow) -> bool {
    let has_all = |cells: &[Constant], columns: &[Column]| {
        let mut pairs = cells.iter().zip(columns);
        pairs.all(|(cell, column)| column.optional || !cell.is_absent())
    };
    let has_any = |cells: &[Constant]| !cells.iter().all(Constant::is_absent);
    let toward = row.toward.as_ref().map_or(&*table.toward, std::slice::from_ref);
    toward.iter().all(|toward| match toward {
        Toward::Left => has_all(&row.left, &table.left) && has_any(&row.right),
        Toward::Right => has_all(&row.right, &table.right) && has_any(&row.left),
    })
}

/// The direction in which a row of a file counts.
fn way(ctx: &mut Context<'_>, row: &Row) -> Option<Toward> {
    let (_, cell) = row.cells.iter().find(|(name, _)| name == "way")?;
    let ways = Type::Literals(["<-", "->", "<->"].map(Into::into).to_vec());
    match ctx.cell(cell, &ways)? {
        Constant::Text(way) if &*way == "<-" => Some(Toward::Left),
        Constant::Text(way) if &*way == "->" => Some(Toward::Right),
        _ => None,
    }
}

/// A `way` against the arrow of the table: such a row would never act.
fn ways(ctx: &mut Context<'_>, declared: &ast::Table, rows: &[Row]) {
    let Some((holder, _)) = declared.right else { return };
    for row in rows {
        let Some((_, cell)) = row.cells.iter().find(|(name, _)| name == "way") else { continue };
        let arrow = match &cell.scalar {
            Scalar::Text(way) if way == "<-" => Arrow::Left,
            Scalar::Text(way) if way == "->" => Arrow::Right,
            Scalar::Text(way) if way == "<->" => Arrow::Both,
            _ => continue,
        };
        against(ctx, holder, arrow, cell.span);
    }
}

fn file_cells(ctx: &mut Context<'_>, row: &Row, columns: &[Column]) -> Option<Vec<Constant>> {
    let mut cells = Vec::new();
    for column in columns {
        let found = row.cells.iter().find(|(name, _)| **name == *column.name);
        cells.push(match found {
            None => Constant::Absent,
            Some((_, cell)) => ctx.cell(cell, &column.ty)?,
        });
    }
    Some(cells)
}

/// A row with its key and its value.
type Seen<'t> = (&'t TableRow, Vec<Constant>, Vec<Constant>);

/// Two rows with one key: the second could never be reached.
fn doubled(ctx: &mut Context<'_>, table: &Table) {
    for toward in &table.toward {
        let ends = |row: &TableRow| match toward {
            Toward::Left => (row.right.clone(), row.left.clone()),
            Toward::Right => (row.left.clone(), row.right.clone()),
        };
        let counts = |row: &&TableRow| row.toward.is_none_or(|only| only == *toward);
        let mut seen: HashMap<String, Vec<Seen<'_>>> = HashMap::new();
        for row in table.rows.iter().filter(counts) {
            let (key, value) = ends(row);
            if key.iter().all(Constant::is_absent) {
                continue;
            }
            let bucket = key.iter().map(Constant::bucket).collect::<Vec<_>>().join("\0");
            let seen = seen.entry(bucket).or_default();
            let Some((first, _, other)) = seen.iter().find(|(_, known, _)| *known == key) else {
                seen.push((row, key, value));
                continue;
            };
            // Of a two-way table one of the ways is lost, the other may well be meant.
            let ambiguous = *other != value && first.toward.is_none() && row.toward.is_none();
            let told = |code| {
                let twice = Diagnostic::new(code, row.span).arg("table", &*table.name);
                twice.label(first.span, "first")
            };
            ctx.report(if ambiguous && table.toward.len() > 1 {
                // The other way both rows may well count.
                let (same, arrow) = match toward {
                    Toward::Left => ("right", "->"),
                    Toward::Right => ("left", "<-"),
                };
                told(&codes::C322).arg("same", same).arg("arrow", arrow).hint("way")
            } else {
                told(&codes::C312).hint("one")
            });
        }
    }
}

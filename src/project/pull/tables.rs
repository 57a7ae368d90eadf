//! Rows of correspondence tables, filled from the dictionaries that their `pull` names.

use serde_json::{Value, json};

use super::{condition, parsed};
use crate::check::values::{Cell, Row, Scalar};
use crate::diag::Diagnostic;
use crate::endpoint::{EndpointError, ErrorKind};
use crate::project::Project;
use crate::project::connect::Connected;
use crate::schema::{Catalog, DictionaryEntry, Member, yaml_scalar};
use crate::source::Span;
use crate::syntax::ast::{Expr, ItemKind, Name, Table, TableItemKind, TypeKind};
use crate::system::retailcrm;

/// The column with what people call an entry.
const NAME: &str = "name";

/// A table that can be filled.
#[derive(Debug)]
pub struct Fillable<'p> {
    /// Its name.
    pub name: &'p str,
    /// The file of its rows, from the project's folder.
    pub path: &'p str,
    /// How many rows it has.
    pub rows: usize,
    /// What keeps rows of the file from being known: filled anew, it would lose them.
    pub unread: &'p [Diagnostic],
    table: &'p Table,
    from: &'p [Name],
    filter: Option<&'p Expr>,
}

/// A filled table.
#[derive(Debug)]
pub struct Filled {
    /// The text of its file.
    pub text: String,
    /// How many rows it has now.
    pub rows: usize,
    /// How many of them have a match.
    pub matched: usize,
}

/// Why a table is not filled.
#[derive(Debug)]
pub enum Unfilled {
    /// The system.
    System(EndpointError),
    /// The condition asks what entries cannot answer.
    Condition(Span),
    /// What is pulled is no dictionary.
    NoDictionary(Span),
}

/// The tables with a `pull` and a file, in their order.
pub fn fillable(project: &Project) -> impl Iterator<Item = Fillable<'_>> {
    let items = project.files.iter().flat_map(|file| &file.items);
    items.filter_map(|item| {
        let ItemKind::Table(table) = &item.kind else { return None };
        let path = &*table.from.as_ref()?.node;
        let (from, filter) = table.body.iter().find_map(|line| match &line.kind {
            TableItemKind::Pull { from, filter } => Some((&**from, filter.as_ref())),
            _ => None,
        })?;
        let rows = project.values.tables.get(path).map_or(0, Vec::len);
        let unread = project.values.unread.get(path).map_or(&[][..], |told| told);
        Some(Fillable { name: &table.name.text, path, rows, unread, table, from, filter })
    })
}

/// Fills a table. With `merge` rows that are there stay as they are and new entries are added;
/// without it nothing of them is left.
pub async fn fill(
    project: &Project,
    connected: &Connected,
    table: &Fillable<'_>,
    merge: bool,
) -> Result<Filled, Unfilled> {
    let span = table.from.first().map_or(table.table.name.span, |name| name.span);
    let (Some(side), Some(dictionary)) = (table.from.first(), table.from.get(1)) else {
        return Err(Unfilled::NoDictionary(span));
    };
    let Some((_, endpoint)) = connected.system(&side.text) else {
        return Err(Unfilled::NoDictionary(span));
    };
    let mut catalog = Catalog::default();
    let id = retailcrm::schema::schema(&mut catalog, &side.text);
    let Some(Member::Dictionary(found)) = catalog.member(id, &dictionary.text) else {
        return Err(Unfilled::NoDictionary(dictionary.span));
    };
    let answer = endpoint.describe(&dictionary.text).await.map_err(Unfilled::System)?;
    let answer: Value = parsed(&answer, &dictionary.text).map_err(Unfilled::System)?;
    let answer = json!({ &*dictionary.text: answer });
    let entries = retailcrm::schema::dictionary(&catalog, *found, &answer).map_err(|error| {
        let operation = format!("GET {}", dictionary.text);
        Unfilled::System(EndpointError::new(ErrorKind::BadData, &operation, error.to_string()))
    })?;
    let mut chosen = Vec::new();
    for entry in entries {
        let fits = table.filter.map_or(Ok(true), |it| condition::fits(it, &entry, &project.values));
        if fits.map_err(Unfilled::Condition)? {
            chosen.push(entry);
        }
    }
    let old = project.values.tables.get(table.path).map_or(&[][..], |rows| rows);
    let code = code_column(table.table, &side.text);
    Ok(filled(&head(project, table.path), code, old, &chosen, merge))
}

/// The column that holds the dictionary's codes: the side's one column is called by the side.
fn code_column<'t>(table: &'t Table, side: &'t str) -> &'t str {
    let named = |ty: &'t crate::syntax::ast::TypeExpr| match &ty.kind {
        TypeKind::Columns(columns) => columns.first().map(|column| &*column.name.text),
        _ => None,
    };
    // Only one side can be the dictionary's; with a tuple there its first column is the code.
    let right = table.right.as_ref().and_then(|(_, ty)| named(ty));
    match (named(&table.left), right) {
        (Some(_), Some(right)) => right,
        _ => side,
    }
}

fn filled(head: &str, code: &str, old: &[Row], entries: &[DictionaryEntry], merge: bool) -> Filled {
    let mut text = head.to_owned();
    let (mut rows, mut matched) = (0, 0);
    let kept: &[Row] = if merge { old } else { &[] };
    for row in kept {
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(|(column, cell)| format!("{}: {}", yaml_scalar(column), spelt(cell)))
            .collect();
        text.push_str(&line(&cells));
        let is_match = |(column, cell): &(String, Cell)| {
            column != code && column != NAME && cell.scalar != Scalar::Empty
        };
        matched += usize::from(row.cells.iter().any(is_match));
        rows += 1;
    }
    for entry in entries {
        if kept.iter().any(|row| has_code(row, code, &entry.code)) {
            continue;
        }
        let cells = [
            format!("{}: {}", yaml_scalar(code), code_spelt(&entry.code)),
            format!("{NAME}: {}", yaml_scalar(&entry.name)),
        ];
        text.push_str(&line(&cells));
        rows += 1;
    }
    Filled { text, rows, matched }
}

fn line(cells: &[String]) -> String {
    format!("- {{ {} }}\n", cells.join(", "))
}

fn has_code(row: &Row, column: &str, code: &str) -> bool {
    row.cells.iter().any(|(name, cell)| {
        name == column
            && matches!(&cell.scalar, Scalar::Text(text) | Scalar::Number(text) if text == code)
    })
}

/// Ids of people are numbers, and are written so.
fn code_spelt(code: &str) -> String {
    let plain = !code.is_empty() && code.len() < 16 && code.bytes().all(|b| b.is_ascii_digit());
    if plain && (code == "0" || !code.starts_with('0')) {
        return code.to_owned();
    }
    yaml_scalar(code)
}

fn spelt(cell: &Cell) -> String {
    match &cell.scalar {
        Scalar::Empty => "null".to_owned(),
        Scalar::Bool(_, written) => written.clone(),
        Scalar::Number(number) => number.clone(),
        Scalar::Text(text) => yaml_scalar(text),
    }
}

/// The comments with which the file begins.
fn head(project: &Project, path: &str) -> String {
    let text = std::fs::read_to_string(project.dir.join(path)).unwrap_or_default();
    let comments = text.lines().take_while(|line| line.trim().is_empty() || line.starts_with('#'));
    comments.map(|line| format!("{line}\n")).collect()
}

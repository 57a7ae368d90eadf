//! Tables at run time: sorted once, searched by their key columns either way.

use crate::program::{Constant, Outcome, Toward};
use crate::schema::Type;

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name: `erp`, `crm`, or as declared.
    pub name: Box<str>,
    /// Its type.
    pub ty: Type,
}

/// A row. `None` in a cell of the key side means any.
#[derive(Clone, Debug)]
pub struct TableRow {
    /// The cells of the left side.
    pub left: Vec<Constant>,
    /// The cells of the right side.
    pub right: Vec<Constant>,
    /// The direction in which it counts; both where there is none.
    pub toward: Option<Toward>,
    /// What happens instead, where a cell is an outcome.
    pub outcome: Option<Outcome>,
}

/// A correspondence, or a set.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: Box<str>,
    /// The columns of the left side.
    pub left: Vec<Column>,
    /// The columns of the right side; none of a set.
    pub right: Vec<Column>,
    /// The rows, as declared.
    pub rows: Vec<TableRow>,
    /// What happens to a value without a row.
    pub otherwise: Option<Outcome>,
    /// What happens when there are no rows at all.
    pub no_rows: Option<Outcome>,
    index: [Vec<(Box<str>, u32)>; 2],
}

impl Table {
    /// A table with its rows, indexed both ways.
    pub fn new(
        name: Box<str>,
        columns: [Vec<Column>; 2],
        rows: Vec<TableRow>,
        otherwise: Option<Outcome>,
        no_rows: Option<Outcome>,
    ) -> Table {
        let [left, right] = columns;
        let mut table =
            Table { name, left, right, rows, otherwise, no_rows, index: [Vec::new(), Vec::new()] };
        table.index = [table.indexed(Toward::Left), table.indexed(Toward::Right)];
        table
    }

    /// The row whose key cells fit `key`, for values that go `toward` a side. The fewest cells that
    /// mean any win, then the first row.
    pub fn find(&self, toward: Toward, key: &[crate::value::Value<'_>]) -> Option<&TableRow> {
        if let [value] = key
            && let Some(text) = single(value)
        {
            let index = &self.index[toward as usize];
            let at = index.partition_point(|(key, _)| &**key < text);
            if let Some((_, row)) = index.get(at).filter(|(key, _)| &**key == text) {
                return Some(&self.rows[*row as usize]);
            }
        }
        let counts = |row: &&TableRow| row.toward.is_none_or(|only| only == toward);
        let stars = |row: &TableRow| {
            let mut any = 0;
            for (cell, value) in key_cells(row, toward).iter().zip(key) {
                match cell {
                    Constant::Absent if !value.is_absent() => any += 1,
                    cell if cell.value() == *value => {}
                    _ => return None,
                }
            }
            Some(any)
        };
        let fitting = self.rows.iter().filter(counts).filter_map(|row| Some((stars(row)?, row)));
        fitting.min_by_key(|(any, _)| *any).map(|(_, row)| row)
    }

    fn indexed(&self, toward: Toward) -> Vec<(Box<str>, u32)> {
        let mut index: Vec<(Box<str>, u32)> = Vec::new();
        for (number, row) in (0..).zip(&self.rows) {
            if row.toward.is_some_and(|only| only != toward) {
                continue;
            }
            if let [cell] = key_cells(row, toward)
                && let Some(text) = single(&cell.value())
            {
                index.push((text.into(), number));
            }
        }
        index.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)));
        index.dedup_by(|later, earlier| later.0 == earlier.0);
        index
    }
}

fn key_cells(row: &TableRow, toward: Toward) -> &[Constant] {
    match toward {
        Toward::Left => &row.right,
        Toward::Right => &row.left,
    }
}

/// The text that a single-column key is found by.
fn single<'a>(value: &crate::value::Value<'a>) -> Option<&'a str> {
    match value {
        crate::value::Value::Text(text) => Some(text),
        crate::value::Value::Reference(reference) => Some(reference.key.text()),
        _ => None,
    }
}

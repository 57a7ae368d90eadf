//! The present state of a target record, as far as a program's layout speaks of it.

use crate::program::{Cell, Constant, Group, Layout, Pattern};
use crate::sync::dialect::Dialect;
use crate::sync::raw::{Members, Opened, rows};
use crate::sync::same::same;

/// What a record holds now.
#[derive(Clone, Debug, Default)]
pub struct Present {
    /// The record as it came.
    pub text: Box<str>,
    /// Its cells, parallel to the layout's.
    pub cells: Vec<Constant>,
    /// Its rows, parallel to the layout's groups.
    pub groups: Vec<PresentRows>,
}

/// The rows of a collection that belong to a group.
#[derive(Clone, Debug, Default)]
pub struct PresentRows {
    /// Those that fit the group's patterns.
    pub rows: Vec<PresentRow>,
}

/// A row that is there.
#[derive(Clone, Debug)]
pub struct PresentRow {
    /// Its number in the collection, from zero.
    pub at: usize,
    /// Its cells.
    pub cells: Vec<Constant>,
    /// The row as it came.
    pub text: Box<str>,
}

/// A payload that is no record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotRecord;

/// Reads the present state out of a record's payload. `related` gives the records of other entities
/// that are a group's rows, by the group's number.
pub fn present(
    dialect: &Dialect<'_>,
    layout: &Layout,
    payload: &[u8],
    related: &dyn Fn(usize) -> Vec<Box<str>>,
) -> Result<Present, NotRecord> {
    let text = std::str::from_utf8(payload).map_err(|_| NotRecord)?;
    Members::of(text).ok_or(NotRecord)?;
    let record = Opened::new(text);
    let cells = layout.cells.iter().map(|cell| read_cell(dialect, cell, &record)).collect();
    let mut groups = Vec::with_capacity(layout.groups.len());
    for (number, group) in layout.groups.iter().enumerate() {
        let texts: Vec<Box<str>> = if group.related.is_some() {
            related(number)
        } else {
            own_rows(&record, group)?.into_iter().map(Into::into).collect()
        };
        groups.push(PresentRows { rows: group_rows(dialect, group, &texts) });
    }
    Ok(Present { text: text.into(), cells, groups })
}

/// The rows of the group's collection. What is no collection must not pass for an empty one: rows
/// that are not seen would be written away.
fn own_rows<'a>(record: &Opened<'a>, group: &Group) -> Result<Vec<&'a str>, NotRecord> {
    let text = record.at(&group.wire).map(str::trim).filter(|text| *text != "null");
    let Some(text) = text else {
        return if group.always { Err(NotRecord) } else { Ok(Vec::new()) };
    };
    let list = rows(text);
    let whole = match text.as_bytes() {
        [b'[', ..] => list.iter().all(|row| !group.always || Members::of(row).is_some()),
        [b'{', ..] => !group.always,
        _ => false,
    };
    if whole { Ok(list) } else { Err(NotRecord) }
}

/// The rows of the group's collection as they came.
pub(crate) fn collection<'a>(record: &Opened<'a>, group: &Group) -> Vec<&'a str> {
    record.at(&group.wire).map(rows).unwrap_or_default()
}

fn group_rows(dialect: &Dialect<'_>, group: &Group, texts: &[Box<str>]) -> Vec<PresentRow> {
    let mut rows = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let row = Opened::new(text);
        if group.patterns.iter().all(|pattern| fits(dialect, pattern, &row)) {
            let cells = group.cells.iter().map(|cell| read_cell(dialect, cell, &row)).collect();
            rows.push(PresentRow { at, cells, text: text.clone() });
        }
    }
    rows
}

/// Whether a row is one of those that the pattern speaks of.
fn fits(dialect: &Dialect<'_>, pattern: &Pattern, row: &Opened<'_>) -> bool {
    let member = |name: &str| row.at(&[name.into()]);
    let tag = pattern.tag.as_deref().and_then(member);
    let value = dialect.read(&pattern.ty, &pattern.form, member(&pattern.wire), tag);
    same(&pattern.ty, &value, &pattern.value) == pattern.equal
}

/// What a cell of the layout holds in a record, or in a row.
pub(crate) fn read_cell(dialect: &Dialect<'_>, cell: &Cell, record: &Opened<'_>) -> Constant {
    let tag = cell.tag.as_ref().and_then(|tag| record.at(&tag_path(cell, tag)));
    dialect.read(&cell.ty, &cell.form, record.at(&cell.wire), tag)
}

/// Where the type of a composite value stands: beside the value.
pub(crate) fn tag_path(cell: &Cell, tag: &str) -> Vec<Box<str>> {
    let mut path = cell.wire.clone();
    path.pop();
    path.push(tag.into());
    path
}

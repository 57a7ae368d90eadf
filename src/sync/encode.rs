//! Bodies of writes in the system's own JSON.
//!
//! A new record gets everything that the rules give. An edit gets the changed fields only; a changed
//! collection is sent whole, since systems replace it whole: rows and columns that nobody changed go
//! back byte for byte as they came.

use std::collections::BTreeMap;

use crate::endpoint::Payload;
use crate::program::{Back, Cell, Constant, Group, Layout};
use crate::sync::dialect::Dialect;
use crate::sync::diff::{Ahead, CellChange, Difference, RowEdit};
use crate::sync::raw::{Members, Opened, Tree};
use crate::sync::target::{Present, collection, tag_path};

/// The body of a new record. `own_key` is the member that holds a key of the caller's choice.
pub fn create_body(
    dialect: &Dialect<'_>,
    layout: &Layout,
    difference: &Difference,
    own_key: Option<(&str, &str)>,
) -> Tree {
    let mut body = Tree::default();
    if let Some((member, key)) = own_key {
        body.set(&[member.into()], quoted(key));
    }
    put_changes(dialect, &mut body, &layout.cells, &difference.cells);
    put_collections(dialect, &mut body, layout, difference, None);
    body
}

/// The body of an edit: what changes, and nothing else.
pub fn edit_body(
    dialect: &Dialect<'_>,
    layout: &Layout,
    difference: &Difference,
    present: &Present,
) -> Tree {
    let mut body = Tree::default();
    put_changes(dialect, &mut body, &layout.cells, &difference.cells);
    put_collections(dialect, &mut body, layout, difference, Some(present));
    body
}

/// A record as it stood before what it holds `ahead` of any agreement was written.
pub(crate) fn rewound(
    dialect: &Dialect<'_>,
    layout: &Layout,
    difference: &Difference,
    present: &Present,
    record: Payload,
) -> Payload {
    if difference.ahead.is_empty() {
        return record;
    }
    let Ahead { cells, groups } = difference.ahead.clone();
    let undone = Difference { cells, groups, ..Difference::default() };
    let mut rewound = Tree::of(&present.text);
    rewound.lay(&edit_body(dialect, layout, &undone, present));
    Payload { bytes: rewound.to_text().into_bytes().into(), ..record }
}

fn put_changes(dialect: &Dialect<'_>, body: &mut Tree, cells: &[Cell], changes: &[CellChange]) {
    for change in changes {
        put(dialect, body, &cells[change.cell], &change.after);
    }
}

/// Puts a value where its cell says, its type beside it.
pub(crate) fn put(dialect: &Dialect<'_>, body: &mut Tree, cell: &Cell, value: &Constant) {
    body.set(&cell.wire, dialect.write(&cell.ty, &cell.form, value));
    if let (Some(tag), Some(name)) = (&cell.tag, dialect.write_tag(value)) {
        body.set(&tag_path(cell, tag), name);
    }
}

/// Several groups may speak of one collection: it is put together once, out of the changes of all.
fn put_collections(
    dialect: &Dialect<'_>,
    body: &mut Tree,
    layout: &Layout,
    difference: &Difference,
    present: Option<&Present>,
) {
    let mut done: Vec<&[Box<str>]> = Vec::new();
    let own = layout.groups.iter().filter(|group| group.related.is_none());
    for group in own {
        if done.contains(&group.wire.as_slice()) {
            continue;
        }
        done.push(&group.wire);
        let shares = |other: &Group| other.related.is_none() && other.wire == group.wire;
        let numbers = (0..layout.groups.len()).filter(|number| shares(&layout.groups[*number]));
        let numbers: Vec<usize> =
            numbers.filter(|number| !difference.groups[*number].is_empty()).collect();
        if numbers.is_empty() {
            continue;
        }
        let mut rows = Vec::new();
        if let Some(present) = present {
            rows = changed_rows(dialect, layout, difference, present, &numbers);
        }
        for number in numbers {
            let group = &layout.groups[number];
            for edit in &difference.groups[number] {
                if let RowEdit::Add(cells) = edit {
                    rows.push(new_row(dialect, group, cells).to_text());
                }
            }
        }
        body.set(&group.wire, format!("[{}]", rows.join(",")));
    }
}

/// The rows that are there, without those that go, with those that change changed.
fn changed_rows(
    dialect: &Dialect<'_>,
    layout: &Layout,
    difference: &Difference,
    present: &Present,
    numbers: &[usize],
) -> Vec<String> {
    let record = Opened::new(&present.text);
    let raw = collection(&record, &layout.groups[numbers[0]]);
    let back = &layout.groups[numbers[0]].back;
    let mut rows: BTreeMap<usize, String> =
        raw.into_iter().map(|row| sent_back(back, row)).enumerate().collect();
    for number in numbers {
        let group = &layout.groups[*number];
        let there = &present.groups[*number].rows;
        for edit in &difference.groups[*number] {
            match edit {
                RowEdit::Add(_) => {}
                RowEdit::Edit(row, changes) => {
                    let row = &there[*row];
                    let mut tree = Tree::of(&sent_back(back, &row.text));
                    put_changes(dialect, &mut tree, &group.cells, changes);
                    rows.insert(row.at, tree.to_text());
                }
                RowEdit::Remove(row) => {
                    rows.remove(&there[*row].at);
                }
            }
        }
    }
    rows.into_values().collect()
}

/// A row that came from the system, as it may be sent to it; byte for byte where nothing is shown only.
fn sent_back(back: &Back, row: &str) -> String {
    if *back == Back::default() {
        return row.to_owned();
    }
    let Some(members) = Members::of(row) else { return row.to_owned() };
    let mut sent = Tree::default();
    for (name, value) in
        members.0.iter().filter(|(name, _)| !back.shown.iter().any(|it| **it == **name))
    {
        let path: Box<str> = name.as_str().into();
        let key = back.keyed.iter().find(|(member, _)| *member == path).map(|(_, key)| key);
        let inner = key.and_then(|key| Some((key, Members::of(value)?.get(key)?)));
        match inner {
            Some((key, inner)) => sent.set(&[path, key.clone()], inner.to_owned()),
            None => sent.set(&[path], (*value).to_owned()),
        }
    }
    sent.to_text()
}

/// A new row: what the pattern fixes, then what the rules give.
pub(crate) fn new_row(dialect: &Dialect<'_>, group: &Group, cells: &[Constant]) -> Tree {
    let mut row = Tree::default();
    for pattern in &group.patterns {
        let fixed = pattern.equal && !pattern.read_only;
        if !fixed || matches!(pattern.value, Constant::Absent) {
            continue;
        }
        let value = dialect.write(&pattern.ty, &pattern.form, &pattern.value);
        row.set(std::slice::from_ref(&pattern.wire), value);
        if let (Some(tag), Some(name)) = (&pattern.tag, dialect.write_tag(&pattern.value)) {
            row.set(std::slice::from_ref(tag), name);
        }
    }
    for (cell, value) in group.cells.iter().zip(cells) {
        if !matches!(value, Constant::Absent | Constant::Clear) {
            put(dialect, &mut row, cell, value);
        }
    }
    row
}

pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::new();
    crate::value::json::write_text(&mut out, text);
    out
}

//! A difference as people see it: fields and rows with their paths, labels and rules.

use crate::program::{Cell, Constant, Group, Layout};
use crate::sync::diff::{CellChange, Difference, RowEdit};
use crate::sync::names::shown;
use crate::sync::overlay::Overlay;
use crate::sync::plan::{Action, FieldChange, RowChange};
use crate::sync::target::Present;

/// The fields of the record that change.
pub(crate) fn fields(cells: &[Cell], changes: &[CellChange]) -> Vec<FieldChange> {
    let field = |change: &CellChange| {
        let (before, after) = (change.before.clone(), change.after.clone());
        field(&cells[change.cell], before, after)
    };
    changes.iter().map(field).collect()
}

fn field(cell: &Cell, before: Constant, after: Constant) -> FieldChange {
    let after = if after == Constant::Clear { Constant::Absent } else { after };
    FieldChange {
        path: cell.path.clone(),
        before,
        after,
        rule: cell.rule,
        sensitivity: cell.sensitivity,
    }
}

/// The rows that change.
pub(crate) fn rows(
    overlay: &Overlay,
    layout: &Layout,
    difference: &Difference,
    present: Option<&Present>,
) -> Vec<RowChange> {
    let mut rows = Vec::new();
    for (number, group) in layout.groups.iter().enumerate() {
        let there =
            |row: usize| present.map_or(&[][..], |present| &present.groups[number].rows[row].cells);
        for edit in &difference.groups[number] {
            let (action, cells, fields) = match edit {
                RowEdit::Add(cells) => {
                    let filled = filled(group, cells);
                    let added = filled.map(|(cell, after)| field(cell, Constant::Absent, after));
                    (Some(Action::Create), &cells[..], added.collect())
                }
                RowEdit::Edit(row, changes) => {
                    (Some(Action::Edit), there(*row), fields(&group.cells, changes))
                }
                RowEdit::Remove(row) => {
                    let filled = filled(group, there(*row));
                    let gone = filled.map(|(cell, before)| field(cell, before, Constant::Absent));
                    (None, there(*row), gone.collect())
                }
            };
            let label = label(overlay, group, cells);
            let (path, rule) = (group.path.clone(), group.rule);
            rows.push(RowChange { path, label, action, fields, rule });
        }
    }
    rows
}

/// The cells of a row that hold something, those of its key aside: the label shows them.
fn filled<'a>(
    group: &'a Group,
    cells: &'a [Constant],
) -> impl Iterator<Item = (&'a Cell, Constant)> {
    let in_key = |number: usize| group.key.iter().any(|key| usize::from(*key) == number);
    let told = group.cells.iter().zip(cells).enumerate();
    let told = told.filter(move |(number, (_, value))| {
        !in_key(*number) && !matches!(value, Constant::Absent | Constant::Clear)
    });
    told.map(|(_, (cell, value))| (cell, value.clone()))
}

/// What tells a row from the others: its key, or what its pattern fixes.
fn label(overlay: &Overlay, group: &Group, cells: &[Constant]) -> Box<str> {
    let key = group.key.iter().filter_map(|number| cells.get(usize::from(*number)));
    let mut values: Vec<&Constant> = key.collect();
    if values.is_empty() {
        let fixed = group.patterns.iter().filter(|pattern| pattern.equal);
        values = fixed.map(|pattern| &pattern.value).collect();
    }
    let told = values.into_iter().filter(|value| **value != Constant::Absent);
    told.map(|value| shown(overlay, value)).collect::<Vec<_>>().join(", ").into()
}

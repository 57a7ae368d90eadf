//! A difference as people see it: fields and rows with their paths, labels and rules.

use crate::program::{Cell, Constant, Group, Layout};
use crate::schema::{Catalog, Sensitivity, Type};
use crate::sync::diff::{CellChange, Difference, RowEdit};
use crate::sync::names::shown;
use crate::sync::overlay::Overlay;
use crate::sync::plan::{Action, FieldChange, RowChange};
use crate::sync::sources::Sources;
use crate::sync::target::Present;

/// The fields of the record that change.
pub(crate) fn fields(
    cells: &[Cell],
    sources: &[Vec<Box<str>>],
    changes: &[CellChange],
) -> Vec<FieldChange> {
    let field = |change: &CellChange| {
        let (before, after) = (change.before.clone(), change.after.clone());
        field(sources, (change.cell, &cells[change.cell]), before, after)
    };
    changes.iter().map(field).collect()
}

fn field(
    sources: &[Vec<Box<str>>],
    cell: (usize, &Cell),
    before: Constant,
    after: Constant,
) -> FieldChange {
    let (number, cell) = cell;
    let sources = sources.get(number).cloned().unwrap_or_default();
    let after = if after == Constant::Clear { Constant::Absent } else { after };
    let scale = match cell.ty {
        Type::Decimal { scale, .. } => scale,
        _ => None,
    };
    FieldChange {
        path: cell.path.clone(),
        before,
        after,
        rule: cell.rule,
        owner: cell.owner.clone(),
        sources,
        scale,
        sensitivity: cell.sensitivity,
    }
}

/// The rows that change.
pub(crate) fn rows(
    catalog: &Catalog,
    overlay: &Overlay,
    layout: &Layout,
    sources: &Sources,
    difference: &Difference,
    present: Option<&Present>,
) -> Vec<RowChange> {
    let mut rows = Vec::new();
    for (number, group) in layout.groups.iter().enumerate() {
        let sources = sources.groups.get(number).map_or(&[][..], Vec::as_slice);
        let there =
            |row: usize| present.map_or(&[][..], |present| &present.groups[number].rows[row].cells);
        for edit in &difference.groups[number] {
            let (action, cells, fields) = match edit {
                RowEdit::Add(cells) => {
                    let filled = filled(group, cells);
                    let added =
                        filled.map(|(cell, after)| field(sources, cell, Constant::Absent, after));
                    (Some(Action::Create), &cells[..], added.collect())
                }
                RowEdit::Edit(row, changes) => {
                    (Some(Action::Edit), there(*row), fields(&group.cells, sources, changes))
                }
                RowEdit::Remove(row) => {
                    let filled = filled(group, there(*row));
                    let gone =
                        filled.map(|(cell, before)| field(sources, cell, before, Constant::Absent));
                    (None, there(*row), gone.collect())
                }
            };
            let (label, sensitivity) = label(catalog, overlay, group, cells);
            let (path, rule) = (group.path.clone(), group.rule);
            rows.push(RowChange { path, label, sensitivity, action, fields, rule });
        }
    }
    rows
}

/// The cells of a row that hold something, those of its key aside: the label shows them.
fn filled<'a>(
    group: &'a Group,
    cells: &'a [Constant],
) -> impl Iterator<Item = ((usize, &'a Cell), Constant)> {
    let in_key = |number: usize| group.key.iter().any(|key| usize::from(*key) == number);
    let told = group.cells.iter().zip(cells).enumerate();
    let told = told.filter(move |(number, (_, value))| {
        !in_key(*number) && !matches!(value, Constant::Absent | Constant::Clear)
    });
    told.map(|(number, (cell, value))| ((number, cell), value.clone()))
}

/// What tells a row from the others: its key, or what its pattern fixes; and who may see that.
fn label(
    catalog: &Catalog,
    overlay: &Overlay,
    group: &Group,
    cells: &[Constant],
) -> (Box<str>, Sensitivity) {
    let mut values: Vec<(&Constant, Sensitivity)> = Vec::new();
    for number in group.key.iter().copied().map(usize::from) {
        if let Some(value) = cells.get(number) {
            values.push((value, group.cells[number].sensitivity));
        }
    }
    if values.is_empty() {
        let fixed = group.patterns.iter().filter(|pattern| pattern.equal);
        values = fixed.map(|pattern| (&pattern.value, Sensitivity::Open)).collect();
    }
    values.retain(|(value, _)| **value != Constant::Absent);
    let named = |value: &Constant| match value {
        Constant::Reference(entity, _) | Constant::Planned(entity, _) => catalog.naming(*entity),
        _ => Sensitivity::Open,
    };
    let sensitivity = values.iter().map(|(value, own)| (*own).max(named(value))).max();
    let told: Vec<String> = values.iter().map(|(value, _)| shown(overlay, value)).collect();
    (told.join(", ").into(), sensitivity.unwrap_or(Sensitivity::Open))
}

//! What was written is not written again: the record, read as its system shows it, holds what the
//! rules want.

use super::{Broken, NO_SIDE, Written};
use crate::program::{Constant, Group, Layout};
use crate::suite::shown::shown;
use crate::suite::trial::{Came, Trials};
use crate::sync::{Present, RowEdit, diff};

pub(super) fn broken(trials: &Trials<'_>, came: &Came) -> Vec<Broken> {
    let program = trials.program();
    let dialect = trials.dialect(trials.catalog()[program.target].side);
    let desired = &came.trial.desired;
    let layout = strict(&program.layout);
    let written = Written::of(trials, program, desired);
    let Ok(present) = written.present(&dialect, &layout) else {
        return vec![(String::new(), String::new(), written.text)];
    };
    // Without an agreement to go by, only equal values are no difference.
    let again = diff(&layout, NO_SIDE, desired, Some(&present), None);
    let show = |value: &Constant| shown(trials.catalog(), value);
    let mut broken = Vec::new();
    for change in &again.cells {
        let path = layout.cells[change.cell].path.to_string();
        broken.push((path, show(&change.after), show(&change.before)));
    }
    for ((number, group), edits) in layout.groups.iter().enumerate().zip(&again.groups) {
        for edit in edits {
            match edit {
                RowEdit::Edit(row, changes) => {
                    for change in changes {
                        let path = &group.cells[change.cell].path;
                        let path = format!("{}[{row}].{path}", group.path);
                        broken.push((path, show(&change.after), show(&change.before)));
                    }
                }
                RowEdit::Add(cells) => {
                    broken.push((group.path.to_string(), row(group, cells, &show), String::new()));
                }
                RowEdit::Remove(at) => {
                    let held = held(&present, number, *at);
                    broken.push((group.path.to_string(), String::new(), row(group, held, &show)));
                }
            }
        }
    }
    broken
}

fn held(present: &Present, group: usize, row: usize) -> &[Constant] {
    present.groups.get(group).and_then(|group| group.rows.get(row)).map_or(&[], |row| &row.cells)
}

fn row(group: &Group, cells: &[Constant], show: &dyn Fn(&Constant) -> String) -> String {
    let filled = group.cells.iter().zip(cells).filter(|(_, value)| !value.is_absent());
    let told = filled.map(|(cell, value)| format!("{}: {}", cell.path, show(value)));
    told.collect::<Vec<_>>().join(", ")
}

/// The layout as if its rules alone decided, at every write.
fn strict(layout: &Layout) -> Layout {
    let mut layout = layout.clone();
    let groups = layout.groups.iter_mut();
    for group in groups {
        group.owner = None;
        for cell in &mut group.cells {
            (cell.owner, cell.once) = (None, false);
        }
    }
    for cell in &mut layout.cells {
        (cell.owner, cell.once) = (None, false);
    }
    layout
}

//! What a target will hold once a difference is written, and what the checks of the rules say of it.
//!
//! The rules were checked on what they give. A row that a person took out of the target, or a field
//! that a person changed, stays as it is while the rule has not moved: what the rules give may add up
//! and what will stand in the target may not.

use crate::eval::{Held, HeldRows, Said, recheck};
use crate::program::{Constant, Group, Op};
use crate::sync::desired::DesiredRows;
use crate::sync::diff::{CellChange, Difference, RowEdit};
use crate::sync::draft::Draft;
use crate::sync::overlay::Overlay;
use crate::sync::rows::{key, partners};
use crate::sync::target::{Present, PresentRow};
use crate::sync::world::World;

/// The reason of a record that somebody edited in the target so that it does not add up any more.
pub(crate) const EDITED: &str = "edited";

/// What the checks say of a record that is there, with the difference written into it.
pub(crate) fn recheck_held(
    world: &World<'_>,
    overlay: &Overlay,
    draft: &Draft<'_>,
    present: &Present,
    difference: &Difference,
) -> Option<Said> {
    let program = draft.program;
    if !checks(&program.ops) {
        return None;
    }
    let text = std::str::from_utf8(&draft.payload.bytes).ok()?;
    let mut held = Held { cells: present.cells.clone(), groups: Vec::new() };
    change(&mut held.cells, &difference.cells);
    let nothing = DesiredRows::default();
    for (number, group) in program.layout.groups.iter().enumerate() {
        let edits = difference.groups.get(number).map_or(&[][..], Vec::as_slice);
        let wanted = draft.desired.groups.get(number).unwrap_or(&nothing);
        let rows = present.groups.get(number).map_or(&[][..], |group| &group.rows);
        held.groups.push(held_rows(group, &wanted.rows, rows, edits));
    }
    let said = recheck(world.mapping, program, text, overlay, &held).ok()??;
    Some(Said { reason: EDITED, ..said })
}

fn checks(ops: &[Op]) -> bool {
    ops.iter().any(|op| match op {
        Op::Check { .. } => true,
        Op::Each(each) => checks(&each.body),
        Op::Row(row) => checks(&row.body),
        Op::Set(_) | Op::Let { .. } => false,
    })
}

/// The rows of a group after the edits, and where those that are wanted stand among them.
fn held_rows(
    group: &Group,
    wanted: &[Vec<Constant>],
    present: &[PresentRow],
    edits: &[RowEdit],
) -> HeldRows {
    let mut after: Vec<Option<Vec<Constant>>> =
        present.iter().map(|row| Some(row.cells.clone())).collect();
    let mut added = Vec::new();
    for edit in edits {
        match edit {
            RowEdit::Add(cells) => added.push(cells),
            RowEdit::Edit(at, changes) => {
                after[*at].iter_mut().for_each(|row| change(row, changes));
            }
            RowEdit::Remove(at) => after[*at] = None,
        }
    }
    // Where a row stands once those that go are gone.
    let places = after.iter().scan(0, |next, row| {
        let place = row.as_ref().map(|_| *next);
        *next += usize::from(row.is_some());
        Some(place)
    });
    let places: Vec<Option<usize>> = places.collect();
    let mut rows: Vec<_> = after.into_iter().flatten().collect();
    let keys: Vec<_> = wanted.iter().map(|row| key(group, row)).collect();
    let theirs: Vec<_> = present.iter().map(|row| key(group, &row.cells)).collect();
    let mut added = added.into_iter().peekable();
    let mut built = Vec::with_capacity(wanted.len());
    for (row, partner) in wanted.iter().zip(partners(&keys, &theirs)) {
        built.push(match partner {
            Some(at) => places[at],
            // Rows are added in the order in which they are wanted.
            None => added.next_if(|cells| *cells == row).map(|cells| {
                rows.push(cells.clone());
                rows.len() - 1
            }),
        });
    }
    HeldRows { rows, built }
}

fn change(cells: &mut [Constant], changes: &[CellChange]) {
    for change in changes {
        cells[change.cell] = match &change.after {
            Constant::Clear => Constant::Absent,
            after => after.clone(),
        };
    }
}

//! What a target will hold once a difference is written, and what the checks of the rules say of it.
//!
//! The rules were checked on what they give. A row that a person took out of the target, or a field
//! that a person changed, stays as it is while the rule has not moved: what the rules give may add up
//! and what will stand in the target may not.

use crate::eval::{Said, recheck};
use crate::program::{Constant, Op};
use crate::sync::diff::{CellChange, Difference, RowEdit};
use crate::sync::draft::Draft;
use crate::sync::overlay::Overlay;
use crate::sync::target::Present;
use crate::sync::world::World;

/// What the checks say of a record that is there, with the difference written into it.
pub(crate) fn recheck_held(
    world: &World<'_>,
    overlay: &Overlay,
    draft: &Draft<'_>,
    present: &Present,
    difference: &Difference,
) -> Option<Said> {
    let program = draft.program;
    if !program.ops.iter().any(|op| matches!(op, Op::Check { .. })) {
        return None;
    }
    let text = std::str::from_utf8(&draft.payload.bytes).ok()?;
    let mut cells = present.cells.clone();
    change(&mut cells, &difference.cells);
    let mut groups = Vec::with_capacity(present.groups.len());
    for (number, group) in present.groups.iter().enumerate() {
        let edits = difference.groups.get(number).map_or(&[][..], Vec::as_slice);
        let mut rows: Vec<Option<Vec<Constant>>> =
            group.rows.iter().map(|row| Some(row.cells.clone())).collect();
        for edit in edits {
            match edit {
                RowEdit::Add(cells) => rows.push(Some(cells.clone())),
                RowEdit::Edit(at, changes) => {
                    rows[*at].iter_mut().for_each(|row| change(row, changes));
                }
                RowEdit::Remove(at) => rows[*at] = None,
            }
        }
        groups.push(rows.into_iter().flatten().collect());
    }
    let said = recheck(world.mapping, program, text, overlay, &cells, &groups).ok()??;
    Some(Said { reason: "edited", ..said })
}

fn change(cells: &mut [Constant], changes: &[CellChange]) {
    for change in changes {
        cells[change.cell] = match &change.after {
            Constant::Clear => Constant::Absent,
            after => after.clone(),
        };
    }
}

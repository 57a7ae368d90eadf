//! What a target will hold once a difference is written, and what the checks of the rules say of it.
//!
//! The rules were checked on what they give. A row that a person took out of the target, or a field
//! that a person changed, stays as it is while the rule has not moved: what the rules give may add up
//! and what will stand in the target may not.

use crate::eval::{Held, HeldRows, Said, recheck};
use crate::program::{Constant, Group, Op, Standing};
use crate::source::Span;
use crate::sync::desired::DesiredRows;
use crate::sync::diff::{CellChange, Difference, RowEdit};
use crate::sync::draft::Draft;
use crate::sync::overlay::Overlay;
use crate::sync::raw::Opened;
use crate::sync::rows::{key, partners};
use crate::sync::target::{Present, PresentRow, read_cell};
use crate::sync::world::World;

/// The reason of a record that somebody edited in the target so that it does not add up any more.
pub(crate) const EDITED: &str = "edited";

/// What the checks say of what a record will hold.
#[derive(Default)]
pub(crate) struct Rechecked {
    /// Why it waits.
    pub(crate) verdict: Option<Said>,
    /// What is told of what it holds now.
    pub(crate) warnings: Vec<Said>,
}

/// What the checks say of a record that is there, with the difference written into it.
pub(crate) fn recheck_held(
    world: &World<'_>,
    overlay: &Overlay,
    draft: &Draft<'_>,
    present: &Present,
    difference: &Difference,
) -> Rechecked {
    let program = draft.program;
    let text = std::str::from_utf8(&draft.payload.bytes);
    let (true, Ok(text)) = (checks(&program.ops), text) else { return Rechecked::default() };
    let dialect = world.dialect(program.toward);
    let standing = |group: Option<u16>, text: &str| -> Vec<Constant> {
        let record = Opened::new(text);
        let of_it =
            |it: &Standing| (it.group == group).then(|| read_cell(&dialect, &it.cell, &record));
        let read = |it: &Standing| of_it(it).unwrap_or(Constant::Absent);
        program.layout.standing.iter().map(read).collect()
    };
    let mut held = Held {
        cells: present.cells.clone(),
        groups: Vec::new(),
        standing: standing(None, &present.text),
    };
    change(&mut held.cells, &difference.cells);
    let nothing = DesiredRows::default();
    for (number, group) in (0..).zip(&program.layout.groups) {
        let of_row = |row: &PresentRow| standing(Some(number), &row.text);
        let number = usize::from(number);
        let edits = difference.groups.get(number).map_or(&[][..], Vec::as_slice);
        let wanted = draft.desired.groups.get(number).unwrap_or(&nothing);
        let rows = present.groups.get(number).map_or(&[][..], |group| &group.rows);
        held.groups.push(held_rows(group, &wanted.rows, rows, edits, &of_row));
    }
    let told = recheck(world.mapping, program, text, overlay, &held);
    let (verdict, warnings) = told.unwrap_or_default();
    // A check that looks at what stands there is asked for the first time: nobody has to have edited it.
    let verdict = verdict.map(|said| {
        if looks(&program.ops, said.span) { said } else { Said { reason: EDITED, ..said } }
    });
    Rechecked { verdict, warnings }
}

fn checks(ops: &[Op]) -> bool {
    ops.iter().any(|op| match op {
        Op::Check { .. } => true,
        Op::Each(each) => checks(&each.body),
        Op::Row(row) => checks(&row.body),
        Op::Set(_) | Op::Let { .. } => false,
    })
}

/// Whether the outcome at that place is of a check that looks at what stands in the target.
fn looks(ops: &[Op], place: Span) -> bool {
    ops.iter().any(|op| match op {
        Op::Check { otherwise, standing, .. } => *standing && otherwise.span == place,
        Op::Each(each) => looks(&each.body, place),
        Op::Row(row) => looks(&row.body, place),
        Op::Set(_) | Op::Let { .. } => false,
    })
}

/// The rows of a group after the edits, and where those that are wanted stand among them.
fn held_rows(
    group: &Group,
    wanted: &[Vec<Constant>],
    present: &[PresentRow],
    edits: &[RowEdit],
    standing: &dyn Fn(&PresentRow) -> Vec<Constant>,
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
    let stays = present.iter().zip(&after).filter(|(_, after)| after.is_some());
    let standing = stays.map(|(row, _)| standing(row)).collect();
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
    HeldRows { rows, standing, built }
}

fn change(cells: &mut [Constant], changes: &[CellChange]) {
    for change in changes {
        cells[change.cell] = match &change.after {
            Constant::Clear => Constant::Absent,
            after => after.clone(),
        };
    }
}

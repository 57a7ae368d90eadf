//! What an agreement in one direction is in the other.
//!
//! What was just written on one side came from the other, so nothing of it is to be brought back:
//! the rules of the way back are run on the written record, and what they give now, beside what the
//! other side holds, is agreed on too. Without that, a value that does not come back as it went (a
//! table that joins two codes, a sum of discounts) would be written over its own source.

use crate::endpoint::Payload;
use crate::program::{Cell, Constant, Group, Layout, Toward};
use crate::source::Span;
use crate::sync::base::{Base, BaseCell, BaseRow, Bases};
use crate::sync::desired::{Desired, DesiredRows};
use crate::sync::diff::group_name;
use crate::sync::mutant::{Rule, breaks};
use crate::sync::planner::Planner;
use crate::sync::rows::{base_key, key, partners};
use crate::sync::same::same;
use crate::sync::target::{Present, PresentRow, present};
use crate::sync::world::{PlanError, World};

/// The records that a write was planned from.
#[derive(Clone, Copy)]
pub(crate) struct Origin<'a> {
    /// The source.
    pub(crate) source: &'a [u8],
    /// The record before it was written; none of a new one.
    pub(crate) before: Option<&'a Payload>,
    /// The rules of the way back that carry what was written: whatever they had to bring over is gone.
    pub(crate) written: &'a [Span],
    /// Those that have yet to bring over what the other side decided.
    pub(crate) decided: &'a [Span],
}

/// Notes in `bases` what the agreement on a record that was written toward a side is for its way
/// back. `written` is the record as the write left it.
pub(crate) async fn agree_back(
    world: World<'_>,
    role: &str,
    toward: Toward,
    origin: Origin<'_>,
    written: &Payload,
    bases: &mut Bases,
) -> Result<(), PlanError> {
    let back = toward.opposite();
    let Some(program) = world.mapping.program(role, back) else { return Ok(()) };
    if !is_owned(&program.layout) || breaks(Rule::WayBack) {
        return Ok(());
    }
    let known = |_: usize| Vec::new();
    let dialect = world.dialect(back);
    let Ok(theirs) = present(&dialect, &program.layout, origin.source, &known) else {
        return Ok(());
    };
    let states: Vec<Payload> = origin.before.into_iter().chain([written]).cloned().collect();
    let mut gives = Planner::new(world).desired(program, &states).await?;
    // What could not be reckoned is left to the way back itself.
    let Some(Some(after)) = gives.pop() else { return Ok(()) };
    let before = match gives.pop() {
        None => None,
        Some(Some(before)) => Some(before),
        Some(None) => return Ok(()),
    };
    let agreed = bases.toward(back).cloned().unwrap_or_default();
    let given = Given { layout: &program.layout, before, after, theirs, origin };
    let agreed = given.agree(agreed);
    bases.set(back, agreed);
    Ok(())
}

/// What was agreed on both ways by creating a record: what was sent toward a side, and what the rules
/// of the way back give for the record as it stood then. None where that cannot be told.
pub(crate) async fn agree_born(
    world: World<'_>,
    role: &str,
    toward: Toward,
    sent: &[u8],
    stood: &Payload,
) -> Result<Option<Bases>, PlanError> {
    let Some(program) = world.mapping.program(role, toward) else { return Ok(None) };
    let nothing = |_: usize| Vec::new();
    let layout = &program.layout;
    let dialect = world.dialect(toward);
    // A list that has no rows is not sent, and a record without its lists is no whole record.
    let sent = present(&dialect, layout, sent, &nothing);
    let Ok(state) = sent.or_else(|_| present(&dialect, layout, &stood.bytes, &nothing)) else {
        return Ok(None);
    };
    let mut bases = Bases::default();
    let rows = |rows: &[PresentRow]| rows.iter().map(|row| row.cells.clone()).collect();
    let sent_rows = state.groups.iter().map(|group| rows(&group.rows));
    bases.set(toward, as_given(layout, &state.cells, sent_rows, false));
    let back = world.mapping.program(role, toward.opposite());
    if let Some(program) =
        back.filter(|program| is_owned(&program.layout) && !breaks(Rule::WayBack))
    {
        let given = Planner::new(world).desired(program, std::slice::from_ref(stood)).await?;
        if let Some(Some(given)) = given.into_iter().next() {
            let rows = given.groups.iter().map(|group| group.rows.clone());
            let base = as_given(&program.layout, &given.cells, rows, true);
            bases.set(toward.opposite(), base);
        }
    }
    Ok(Some(bases))
}

/// An agreement on values as they were given; `owned` leaves out what one way alone writes.
fn as_given(
    layout: &Layout,
    cells: &[Constant],
    rows: impl Iterator<Item = Vec<Vec<Constant>>>,
    owned: bool,
) -> Base {
    let given = |cells: &[Cell], values: &[Constant], all: bool| -> BaseRow {
        let given = cells.iter().zip(values).filter(|(cell, value)| {
            !matches!(value, Constant::Absent) && (all || cell.owner.is_some())
        });
        given.map(|(cell, value)| (cell.path.clone(), BaseCell::agreed(value.clone()))).collect()
    };
    let mut base = Base { cells: given(&layout.cells, cells, !owned), ..Base::default() };
    for (number, rows) in rows.enumerate() {
        let group = &layout.groups[number];
        if group.related.is_none() && (!owned || group.owner.is_some()) {
            let rows = rows.iter().map(|row| given(&group.cells, row, true)).collect();
            base.rows.insert(group_name(layout, number), rows);
        }
    }
    base
}

/// Whether there is anything that both ways write.
fn is_owned(layout: &Layout) -> bool {
    layout.groups.iter().any(|group| group.owner.is_some())
        || layout.cells.iter().any(|cell| cell.owner.is_some())
}

/// What the rules of the way back give.
struct Given<'a> {
    layout: &'a Layout,
    /// Before the record was written; none of a new one.
    before: Option<Desired>,
    /// Now.
    after: Desired,
    /// What the other side holds.
    theirs: Present,
    origin: Origin<'a>,
}

impl Given<'_> {
    fn agree(&self, mut base: Base) -> Base {
        let decided = |cell: &Cell| self.origin.decided.contains(&cell.rule);
        let cells = self.layout.cells.iter().enumerate();
        for (number, cell) in cells.filter(|(_, cell)| !decided(cell)) {
            let at = |values: &[Constant]| values.get(number).cloned().unwrap_or(Constant::Absent);
            let before = self.before.as_ref().map(|before| at(&before.cells));
            let before = before.filter(|_| !self.origin.written.contains(&cell.rule));
            let (after, holds) = (at(&self.after.cells), at(&self.theirs.cells));
            if let Some(agreed) =
                agreed(cell, base.cells.get(&cell.path), before.as_ref(), after, holds)
            {
                base.cells.insert(cell.path.clone(), agreed);
            }
        }
        let nothing = DesiredRows::default();
        for (number, group) in self.layout.groups.iter().enumerate() {
            let after = self.after.groups.get(number).unwrap_or(&nothing);
            if group.owner.is_none() || !after.ran {
                continue;
            }
            let before = self.before.as_ref().map(|before| before.groups.get(number));
            let before = before.map(|group| group.map_or(&[][..], |group| &group.rows));
            let theirs = self.theirs.groups.get(number).map_or(&[][..], |group| &group.rows);
            let name = group_name(self.layout, number);
            let rows = base.rows.remove(&name);
            let rows = GivenRows { group, before, after: &after.rows, theirs }.agree(rows);
            base.rows.extend(rows.map(|rows| (name, rows)));
        }
        base
    }
}

/// The agreement on a cell, where it is another now: the record is new, or what was given stood as
/// agreed before and changed by the write. An edit that the way back has not brought over yet stays
/// one. What one way alone writes is agreed on where it stands already.
fn agreed(
    cell: &Cell,
    base: Option<&BaseCell>,
    before: Option<&Constant>,
    after: Constant,
    holds: Constant,
) -> Option<BaseCell> {
    if matches!(after, Constant::Absent) || cell.owner.is_none() && !same(&cell.ty, &after, &holds)
    {
        return None;
    }
    if let Some(before) = before {
        // Where nothing was given yet there was nothing to agree on.
        let settled = match base {
            Some(base) => same(&cell.ty, before, &base.gave),
            None => matches!(before, Constant::Absent),
        };
        if !settled || same(&cell.ty, before, &after) {
            return None;
        }
    }
    Some(BaseCell { gave: after, holds })
}

struct GivenRows<'a> {
    group: &'a Group,
    before: Option<&'a [Vec<Constant>]>,
    after: &'a [Vec<Constant>],
    theirs: &'a [PresentRow],
}

impl GivenRows<'_> {
    /// The agreement on the rows; none as long as there was none and the record is not new.
    fn agree(&self, base: Option<Vec<BaseRow>>) -> Option<Vec<BaseRow>> {
        let keys = |rows: &[Vec<Constant>]| -> Vec<String> {
            rows.iter().map(|row| key(self.group, row)).collect()
        };
        let after = keys(self.after);
        let theirs: Vec<String> =
            self.theirs.iter().map(|row| key(self.group, &row.cells)).collect();
        let theirs = partners(&after, &theirs);
        let Some(before) = self.before else {
            // What one way alone writes of a row stays agreed on.
            let base = base.unwrap_or_default();
            let known: Vec<String> = base.iter().map(|row| base_key(self.group, row)).collect();
            let had = partners(&after, &known).into_iter().map(|at| at.map(|at| &base[at]));
            let rows = self.after.iter().zip(&theirs).zip(had);
            let row = |((row, partner), had): ((&Vec<Constant>, &Option<usize>), _)| {
                self.row(had, None, row, *partner)
            };
            return Some(rows.map(row).collect());
        };
        let mut base = base?;
        let old = keys(before);
        let known: Vec<String> = base.iter().map(|row| base_key(self.group, row)).collect();
        let (was, had) = (partners(&after, &old), partners(&after, &known));
        for (number, row) in self.after.iter().enumerate() {
            let before = was[number].map(|at| &before[at][..]);
            match had[number] {
                Some(at) => base[at] = self.row(Some(&base[at]), before, row, theirs[number]),
                None if before.is_none() => base.push(self.row(None, None, row, theirs[number])),
                None => {}
            }
        }
        // Rows that the write took away are gone on both sides.
        let (stays, stood) = (partners(&known, &after), partners(&known, &old));
        let gone = |at: usize| at < known.len() && stays[at].is_none() && stood[at].is_some();
        let kept = base.into_iter().enumerate().filter(|(at, _)| !gone(*at));
        Some(kept.map(|(_, row)| row).collect())
    }

    fn row(
        &self,
        base: Option<&BaseRow>,
        before: Option<&[Constant]>,
        after: &[Constant],
        theirs: Option<usize>,
    ) -> BaseRow {
        let mut agreed_row = base.cloned().unwrap_or_default();
        let holds = theirs.map(|at| &self.theirs[at].cells);
        for (number, cell) in self.group.cells.iter().enumerate() {
            let at = |values: &[Constant]| values.get(number).cloned().unwrap_or(Constant::Absent);
            let held = holds.map_or(Constant::Absent, |cells| at(cells));
            let old = base.and_then(|base| base.get(&cell.path));
            let before = before.map(at);
            let told_by = self.group.key.iter().any(|key| usize::from(*key) == number);
            let cell_base = if told_by {
                Some(BaseCell { gave: at(after), holds: held })
            } else {
                agreed(cell, old, before.as_ref(), at(after), held)
            };
            agreed_row.extend(cell_base.map(|cell_base| (cell.path.clone(), cell_base)));
        }
        agreed_row
    }
}

//! What was agreed on, as the target really holds it: systems round, recompute and trim what they get.

use crate::program::{Program, Toward};
use crate::sync::base::{Base, BaseCell, Bases};
use crate::sync::dialect::Dialect;
use crate::sync::rows::{base_key, key, partners};
use crate::sync::target::{NotRecord, Present, present};
use crate::sync::wrote::Wrote;

/// Puts into the agreement of a plan (`RecordPlan::base`) what the record holds after the write.
/// `related` gives the records of other entities that are a group's rows, by the group's number. Of a
/// record that was there before only what `wrote` names is looked at: the rest is as it was when the
/// plan was made, or somebody edited it since, and nobody agreed on that.
pub fn read_back(
    dialect: &Dialect<'_>,
    program: &Program,
    bases: &mut Bases,
    payload: &[u8],
    related: &dyn Fn(usize) -> Vec<Box<str>>,
    wrote: Option<&Wrote>,
) -> Result<(), NotRecord> {
    let state = present(dialect, &program.layout, payload, related)?;
    let agreed = match program.toward {
        Toward::Left => bases.left.as_mut(),
        Toward::Right => bases.right.as_mut(),
    };
    if let Some(agreed) = agreed {
        hold(program, agreed, &state, wrote);
    }
    Ok(())
}

fn hold(program: &Program, agreed: &mut Base, state: &Present, wrote: Option<&Wrote>) {
    let layout = &program.layout;
    for (number, (cell, value)) in layout.cells.iter().zip(&state.cells).enumerate() {
        let is_ours = wrote.is_none_or(|wrote| wrote.has(number));
        if let Some(base) = agreed.cells.get_mut(&cell.path).filter(|_| is_ours) {
            note(base, &cell.ty, value);
        }
    }
    for (number, group) in layout.groups.iter().enumerate() {
        let Some(rows) = agreed.rows.get_mut(&super::diff::group_name(layout, number)) else {
            continue;
        };
        let there = &state.groups[number].rows;
        let known: Vec<String> = rows.iter().map(|row| base_key(group, row)).collect();
        let held: Vec<String> = there.iter().map(|row| key(group, &row.cells)).collect();
        for (row, partner) in rows.iter_mut().zip(partners(&known, &held)) {
            let Some(partner) = partner else { continue };
            let cells = group.cells.iter().zip(&there[partner].cells);
            for (at, (cell, value)) in cells.enumerate() {
                let is_ours = wrote.is_none_or(|wrote| wrote.has_in(number, &held[partner], at));
                if let Some(base) = row.get_mut(&cell.path).filter(|_| is_ours) {
                    note(base, &cell.ty, value);
                }
            }
        }
    }
}

/// A difference of dress alone is none.
fn note(base: &mut BaseCell, ty: &crate::schema::Type, value: &crate::program::Constant) {
    if !super::same(ty, &base.holds, value) {
        base.holds = value.clone();
    }
}

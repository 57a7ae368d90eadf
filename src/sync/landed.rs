//! What is agreed on of an edit whose answer is missing, when the record is looked at again before a
//! new plan is made.
//!
//! Whatever was to be written and stands there was written: left unsaid, it would pass for somebody's
//! edit as soon as its source moves on, and win over that.

use std::collections::BTreeMap;

use crate::endpoint::Payload;
use crate::program::{Group, Layout, Toward};
use crate::sync::back::agree_back;
use crate::sync::base::{Base, BaseRow, Bases};
use crate::sync::diff::group_name;
use crate::sync::plan::RecordPlan;
use crate::sync::rows::{base_key, key, partners};
use crate::sync::same::same;
use crate::sync::target::{Present, PresentRow, present};
use crate::sync::world::{PlanError, World};
use crate::sync::wrote::{Row, Wrote};

/// The agreement on a record once what of its edit stands in it as it was `found` is put there, with
/// the key of its left half. None where nothing of it does.
pub(crate) async fn landed<'r>(
    world: World<'_>,
    toward: Toward,
    record: &'r RecordPlan,
    found: &Payload,
) -> Result<Option<(&'r str, Bases)>, PlanError> {
    let program = world.mapping.program(&record.map, toward);
    let wrote = record.seen.as_ref().and_then(|seen| seen.wrote.as_ref());
    let ends = (&record.source.key, &record.target.key, &record.base);
    let (Some(program), Some((before, wrote)), (Some(source), Some(target), Some(planned))) =
        (program, wrote, ends)
    else {
        return Ok(None);
    };
    let (left, right) = match toward {
        Toward::Left => (target, source),
        Toward::Right => (source, target),
    };
    let known = world.memory.base(&record.map, left, right).map_err(PlanError::Journal)?;
    let mut bases = Bases::read(world.catalog, known.as_deref().unwrap_or_default());
    let planned = Bases::read(world.catalog, planned);
    let (layout, dialect) = (&program.layout, world.dialect(toward));
    let nothing = |_: usize| Vec::new();
    let (Some(planned), Ok(now)) =
        (planned.toward(toward), present(&dialect, layout, &found.bytes, &nothing))
    else {
        return Ok(None);
    };
    let mut agreed = bases.toward(toward).cloned().unwrap_or_default();
    if !agree(layout, wrote, planned, &now, &mut agreed) {
        return Ok(None);
    }
    bases.set(toward, agreed);
    // Where somebody edited it too, what the rules of the way back give does not come from us alone.
    if wrote.is_all(layout, before, &now) {
        agree_back(world, record, toward, found, &mut bases).await?;
    }
    Ok(Some((left, bases)))
}

/// Puts into the agreement what `wrote` names, what the plan meant to agree on, and the record holds
/// `now`. Whether there is any of it.
fn agree(layout: &Layout, wrote: &Wrote, planned: &Base, now: &Present, agreed: &mut Base) -> bool {
    let mut landed = false;
    for (number, cell) in layout.cells.iter().enumerate().filter(|(number, _)| wrote.has(*number)) {
        let (Some(meant), Some(holds)) = (planned.cells.get(&cell.path), now.cells.get(number))
        else {
            continue;
        };
        if same(&cell.ty, &meant.gave, holds) {
            agreed.cells.insert(cell.path.clone(), meant.clone());
            landed = true;
        }
    }
    for (number, group) in layout.groups.iter().enumerate() {
        let (Some(rows), Some(there)) = (wrote.rows(number), now.groups.get(number)) else {
            continue;
        };
        let name = group_name(layout, number);
        let nothing = Vec::new();
        let lists = Lists {
            group,
            rows,
            planned: planned.rows.get(&name).unwrap_or(&nothing),
            there: &there.rows,
        };
        if group.related.is_none() && !rows.is_empty() {
            landed |= lists.agree(agreed.rows.entry(name).or_default());
        }
    }
    landed
}

struct Lists<'a> {
    group: &'a Group,
    rows: &'a BTreeMap<String, Row>,
    planned: &'a [BaseRow],
    there: &'a [PresentRow],
}

impl Lists<'_> {
    fn agree(&self, agreed: &mut Vec<BaseRow>) -> bool {
        let keys = |rows: &[BaseRow]| -> Vec<String> {
            rows.iter().map(|row| base_key(self.group, row)).collect()
        };
        let planned = keys(self.planned);
        let there: Vec<String> = self.there.iter().map(|row| key(self.group, &row.cells)).collect();
        let known = keys(agreed);
        let (present, had) = (partners(&planned, &there), partners(&planned, &known));
        let mut landed = false;
        let mut new = Vec::new();
        for (at, meant) in self.planned.iter().enumerate() {
            let (Some(row), Some(present)) = (self.rows.get(&planned[at]), present[at]) else {
                continue;
            };
            let stands = |number: usize| {
                let cell = &self.group.cells[number];
                let gave = meant.get(&cell.path).map(|meant| &meant.gave);
                gave.is_some_and(|gave| same(&cell.ty, gave, &self.there[present].cells[number]))
            };
            match (row, had[at]) {
                (Some(cells), Some(had)) => {
                    for number in cells.iter().copied().filter(|number| stands(*number)) {
                        let path = &self.group.cells[number].path;
                        agreed[had].insert(path.clone(), meant[path].clone());
                        landed = true;
                    }
                }
                (None, None) => new.push(meant.clone()),
                _ => {}
            }
        }
        // Rows that were to go and went.
        let gone = |key: &String| {
            matches!(self.rows.get(key), Some(None))
                && !planned.contains(key)
                && !there.contains(key)
        };
        let before = agreed.len();
        let mut keys = known.iter();
        agreed.retain(|_| keys.next().is_none_or(|key| !gone(key)));
        landed |= !new.is_empty() || agreed.len() < before;
        agreed.extend(new);
        landed
    }
}

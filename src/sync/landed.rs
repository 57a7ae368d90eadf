//! What is agreed on of an edit whose answer is missing, when the record is looked at again before a
//! new plan is made.
//!
//! Whatever was to be written and stands there was written: left unsaid, it would pass for somebody's
//! edit as soon as its source moves on, and win over that.

use std::collections::BTreeMap;

use crate::program::{Group, Layout};
use crate::sync::base::{Base, BaseRow};
use crate::sync::diff::group_name;
use crate::sync::rows::{base_key, key, partners};
use crate::sync::same::same;
use crate::sync::target::{Present, PresentRow};
use crate::sync::wrote::{Row, Wrote};

/// Puts into the agreement what `wrote` names, what the plan meant to agree on, and the record holds
/// `now`. Whether there is any of it.
pub(crate) fn agree_landed(
    layout: &Layout,
    wrote: &Wrote,
    planned: &Base,
    now: &Present,
    agreed: &mut Base,
) -> bool {
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

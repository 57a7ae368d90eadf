//! What is agreed on of an edit whose answer is missing, when the record is looked at again before a
//! new plan is made.
//!
//! Whatever was to be written and stands there was written: left unsaid, it would pass for somebody's
//! edit as soon as its source moves on, and win over that.

use std::collections::BTreeMap;

use crate::endpoint::Payload;
use crate::journal::Meant;
use crate::program::{Constant, Group, Layout, Toward};
use crate::schema::Type;
use crate::sync::back::{Origin, agree_back};
use crate::sync::base::{Base, BaseCell, BaseRow, Bases};
use crate::sync::created::as_edited;
use crate::sync::diff::group_name;
use crate::sync::rows::{base_key, key, partners};
use crate::sync::same::same;
use crate::sync::target::{Present, PresentRow, present};
use crate::sync::world::{PlanError, World};
use crate::sync::wrote::{Row, Wrote};

/// The agreement on a record once what of its edit stands in it as it was `found` is put there. None
/// where nothing of it does. `sent` is what was sent.
pub(crate) async fn landed(
    world: World<'_>,
    toward: Toward,
    meant: &Meant,
    sent: &[u8],
    found: &Payload,
) -> Result<Option<Bases>, PlanError> {
    let (role, key, document) = (&*meant.base.role, &*meant.base.key, &*meant.base.document);
    let Some(program) = world.mapping.program(role, toward) else { return Ok(None) };
    let known = world.memory.base(role, key, &found.key).map_err(PlanError::Journal)?;
    let mut bases = Bases::read(world.catalog, known.as_deref().unwrap_or_default());
    let meant_to = Bases::read(world.catalog, document);
    let (layout, dialect) = (&program.layout, world.dialect(toward));
    let nothing = |_: usize| Vec::new();
    let (Some(planned), Ok(now)) =
        (meant_to.toward(toward), present(&dialect, layout, &found.bytes, &nothing))
    else {
        return Ok(None);
    };
    let mut agreed = bases.toward(toward).cloned().unwrap_or_default();
    let wrote = Wrote::between(layout, &agreed, planned);
    // Systems round what they take, and so does whoever knows that: what was sent is what stands.
    let sent_state = present(&dialect, layout, sent, &nothing).ok();
    let look = Look { layout, wrote: &wrote, planned, sent: sent_state.as_ref(), now: &now };
    let stands = look.agree(&mut agreed);
    if stands.yes == 0 {
        return Ok(None);
    }
    bases.set(toward, agreed);
    // What the plan claimed for its owner is for the way back to carry over.
    let back = toward.opposite();
    if let (Some(kept), Some(mut base)) = (meant_to.toward(back), bases.toward(back).cloned()) {
        base.cells.retain(|path, _| kept.cells.contains_key(path));
        bases.set(back, base);
    }
    // Of what somebody edited since it is not sure whose the rest is.
    if stands.no == 0
        && let Some(before) = &meant.before
    {
        let alone = present(&dialect, layout, before, &nothing)
            .is_ok_and(|before| wrote.is_all(layout, &before, &now));
        let payload = |bytes| Payload { bytes, ..found.clone() };
        let written = if alone { found.clone() } else { payload(as_edited(before, sent).into()) };
        let before = payload(before.clone());
        let rules = wrote.opposites(layout);
        let origin =
            Origin { source: &meant.source, before: Some(&before), written: &rules, decided: &[] };
        agree_back(world, role, toward, origin, &written, &mut bases).await?;
    }
    Ok(Some(bases))
}

/// How much of an edit stands: so many cells and rows, and so many not.
#[derive(Clone, Copy, Default)]
struct Stands {
    yes: usize,
    no: usize,
}

impl Stands {
    fn count(&mut self, stands: bool) {
        *(if stands { &mut self.yes } else { &mut self.no }) += 1;
    }
}

/// A record that is looked at after its edit.
struct Look<'a> {
    layout: &'a Layout,
    /// What the edit was to write.
    wrote: &'a Wrote,
    /// What the plan meant to agree on.
    planned: &'a Base,
    /// What was sent, as far as it can be read as a record.
    sent: Option<&'a Present>,
    /// What the record holds.
    now: &'a Present,
}

impl Look<'_> {
    /// Puts into the agreement what was to be written and stands.
    fn agree(&self, agreed: &mut Base) -> Stands {
        let mut stands = Stands::default();
        let cells = self.layout.cells.iter().enumerate();
        for (number, cell) in cells.filter(|(number, _)| self.wrote.has(*number)) {
            let meant = self.planned.cells.get(&cell.path);
            let (Some(meant), Some(holds)) = (meant, self.now.cells.get(number)) else { continue };
            let sent = self.sent.and_then(|sent| sent.cells.get(number));
            let stood = stands_as(&cell.ty, meant, sent, holds);
            stands.count(stood.is_some());
            agreed.cells.extend(stood.map(|stood| (cell.path.clone(), stood)));
        }
        for (number, group) in self.layout.groups.iter().enumerate() {
            let (Some(rows), Some(there)) = (self.wrote.rows(number), self.now.groups.get(number))
            else {
                continue;
            };
            let name = group_name(self.layout, number);
            let nothing = Vec::new();
            let sent = self.sent.and_then(|sent| sent.groups.get(number));
            let lists = Lists {
                group,
                rows,
                planned: self.planned.rows.get(&name).unwrap_or(&nothing),
                sent: sent.map_or(&[], |sent| &sent.rows),
                there: &there.rows,
            };
            if group.related.is_none() && !rows.is_empty() {
                lists.agree(agreed.rows.entry(name).or_default(), &mut stands);
            }
        }
        stands
    }
}

/// The agreement on a cell where it holds what was sent, or, of one that did not have to be, what it is
/// meant to hold.
fn stands_as(
    ty: &Type,
    meant: &BaseCell,
    sent: Option<&Constant>,
    holds: &Constant,
) -> Option<BaseCell> {
    let sent = sent.filter(|sent| !matches!(sent, Constant::Absent)).unwrap_or(&meant.holds);
    let stands = same(ty, sent, holds);
    stands.then(|| BaseCell { gave: meant.gave.clone(), holds: holds.clone() })
}

struct Lists<'a> {
    group: &'a Group,
    rows: &'a BTreeMap<String, Row>,
    planned: &'a [BaseRow],
    sent: &'a [PresentRow],
    there: &'a [PresentRow],
}

impl Lists<'_> {
    fn agree(&self, agreed: &mut Vec<BaseRow>, stands: &mut Stands) {
        let keys = |rows: &[BaseRow]| -> Vec<String> {
            rows.iter().map(|row| base_key(self.group, row)).collect()
        };
        let planned = keys(self.planned);
        let of_rows = |rows: &[PresentRow]| -> Vec<String> {
            rows.iter().map(|row| key(self.group, &row.cells)).collect()
        };
        let (sent, there, known) = (of_rows(self.sent), of_rows(self.there), keys(agreed));
        let (present, had) = (partners(&planned, &there), partners(&planned, &known));
        let sent = partners(&planned, &sent);
        let mut new = Vec::new();
        for (at, meant) in self.planned.iter().enumerate() {
            let Some(row) = self.rows.get(&planned[at]) else { continue };
            let Some(present) = present[at] else {
                stands.count(false);
                continue;
            };
            let stood = |number: usize| {
                let cell = &self.group.cells[number];
                let sent = sent[at].map(|at| &self.sent[at].cells[number]);
                let meant = meant.get(&cell.path)?;
                stands_as(&cell.ty, meant, sent, &self.there[present].cells[number])
            };
            match (row, had[at]) {
                (Some(cells), Some(had)) => {
                    for number in cells.iter().copied() {
                        let stood = stood(number);
                        stands.count(stood.is_some());
                        let path = &self.group.cells[number].path;
                        agreed[had].extend(stood.map(|stood| (path.clone(), stood)));
                    }
                }
                (None, None) => {
                    stands.count(true);
                    new.push(meant.clone());
                }
                _ => {}
            }
        }
        // Rows that were to go and went.
        let goes =
            |key: &String| matches!(self.rows.get(key), Some(None)) && !planned.contains(key);
        known.iter().filter(|key| goes(key)).for_each(|key| stands.count(!there.contains(key)));
        let mut keys = known.iter();
        agreed.retain(|_| keys.next().is_none_or(|key| !goes(key) || there.contains(key)));
        agreed.extend(new);
    }
}

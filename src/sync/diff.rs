//! What has to be written so that a target record holds what the rules want.

use crate::program::{Cell, Constant, Group, Layout};
use crate::schema::Sensitivity;
use crate::sync::base::{Base, BaseCell, BaseRow};
use crate::sync::desired::{Desired, DesiredRows};
use crate::sync::merge::{Disagreement, Merged, Owner, Winner, merge};
use crate::sync::rows::{base_key, key, partners};
use crate::sync::same::same;
use crate::sync::target::{Present, PresentRow};

/// A field that is written.
#[derive(Clone, Debug, PartialEq)]
pub struct CellChange {
    /// The cell, by its number in the layout or group.
    pub cell: usize,
    /// What it holds now.
    pub before: Constant,
    /// What it will hold.
    pub after: Constant,
}

/// A row that is written. Present rows are named by their number among the group's.
#[derive(Clone, Debug, PartialEq)]
pub enum RowEdit {
    /// A new row with these cells.
    Add(Vec<Constant>),
    /// Cells of a row that is there.
    Edit(usize, Vec<CellChange>),
    /// A row that goes.
    Remove(usize),
}

/// What is written, what is in dispute, and what will be agreed on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Difference {
    /// Cells of the record.
    pub cells: Vec<CellChange>,
    /// Rows, parallel to the layout's groups.
    pub groups: Vec<Vec<RowEdit>>,
    /// Fields and rows that both sides changed.
    pub conflicts: Vec<Disagreement>,
    /// Whether the target holds what neither the rules give now nor was agreed on: somebody's own.
    pub foreign: bool,
    /// What it holds already as the rules give it now and was not agreed on: a run that was killed
    /// wrote it, or somebody the same.
    pub ahead: Ahead,
    /// What both sides agree on once this is written.
    pub base: Base,
}

/// What stands as it is wanted before anybody agreed on it, each field with what it held at the last
/// agreement: undone, the record is as it was then.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ahead {
    /// Cells of the record.
    pub cells: Vec<CellChange>,
    /// Rows, parallel to the layout's groups.
    pub groups: Vec<Vec<RowEdit>>,
}

impl Ahead {
    /// Whether there is no such thing.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.groups.iter().all(Vec::is_empty)
    }
}

impl Difference {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty() && self.groups.iter().all(Vec::is_empty)
    }
}

/// Where data comes from.
#[derive(Clone, Copy, Debug)]
pub struct Way<'a> {
    /// The name of the side.
    pub source: &'a str,
    /// Whether a flow brings there what is decided against it.
    pub back: bool,
}

/// Compares what the rules want with what the record holds and what was last agreed on. Without a
/// `present` state the record is new.
pub fn diff(
    layout: &Layout,
    way: Way<'_>,
    desired: &Desired,
    present: Option<&Present>,
    base: Option<&Base>,
) -> Difference {
    let mut out = Difference::default();
    let none = Present::default();
    let state = present.unwrap_or(&none);
    let mut head = Scope { way, new: present.is_none(), row: &[], out: &mut out };
    let old = base.map(|base| &base.cells);
    let head = head.cells(&layout.cells, &desired.cells, &state.cells, old);
    (out.cells, out.ahead.cells, out.base.cells) = (head.changes, head.ahead, head.agreed);
    let nothing = DesiredRows::default();
    for (number, group) in layout.groups.iter().enumerate() {
        let rows = state.groups.get(number).map_or(&[][..], |group| &group.rows);
        let name = group_name(layout, number);
        let known = base.map(|base| base.rows.get(&name).map_or(&[][..], Vec::as_slice));
        let wanted = desired.groups.get(number).unwrap_or(&nothing);
        out.groups.push(Vec::new());
        out.ahead.groups.push(Vec::new());
        let agreed = if wanted.ran {
            let lists = Lists { group, number, wanted: &wanted.rows, rows, known };
            lists.compare(way, present.is_none(), &mut out)
        } else {
            known.unwrap_or_default().to_vec()
        };
        out.base.rows.insert(name, agreed);
    }
    out
}

/// The name of a group in the base: its path, numbered where several groups share one.
pub(crate) fn group_name(layout: &Layout, number: usize) -> Box<str> {
    let path = &layout.groups[number].path;
    match layout.groups[..number].iter().filter(|group| group.path == *path).count() {
        0 => path.clone(),
        earlier => format!("{path}#{}", earlier + 1).into(),
    }
}

/// Cells that are compared together: those of the record, or of a row.
struct Scope<'a> {
    way: Way<'a>,
    new: bool,
    row: &'a [(Constant, Sensitivity)],
    out: &'a mut Difference,
}

/// What comparing cells came to.
#[derive(Default)]
struct Compared {
    changes: Vec<CellChange>,
    ahead: Vec<CellChange>,
    agreed: BaseRow,
}

impl Scope<'_> {
    fn cells(
        &mut self,
        cells: &[Cell],
        gives: &[Constant],
        holds: &[Constant],
        base: Option<&BaseRow>,
    ) -> Compared {
        let mut compared = Compared::default();
        for (number, cell) in cells.iter().enumerate() {
            let gives = gives.get(number).unwrap_or(&Constant::Absent);
            let holds = holds.get(number).unwrap_or(&Constant::Absent);
            let old = base.and_then(|base| base.get(&cell.path));
            if self.is_ahead(cell, gives, holds, old) {
                let after = old.map_or(Constant::Absent, |old| old.holds.clone());
                compared.ahead.push(CellChange { cell: number, before: holds.clone(), after });
            }
            let merged = self.merge(cell, gives, holds, old);
            if merged.write {
                let (before, after) = (holds.clone(), gives.clone());
                compared.changes.push(CellChange { cell: number, before, after });
            }
            if let Some(base) = merged.base {
                compared.agreed.insert(cell.path.clone(), base);
            }
        }
        compared
    }

    /// Whether a cell holds what the rule gives before that was agreed on.
    fn is_ahead(
        &self,
        cell: &Cell,
        gives: &Constant,
        holds: &Constant,
        old: Option<&BaseCell>,
    ) -> bool {
        !self.new
            && !cell.once
            && has_moved(cell, gives, holds, old)
            && same(&cell.ty, gives, holds)
    }

    fn merge(
        &mut self,
        cell: &Cell,
        gives: &Constant,
        holds: &Constant,
        old: Option<&BaseCell>,
    ) -> Merged {
        if self.new {
            let write = !matches!(gives, Constant::Absent | Constant::Clear);
            let spoken = !matches!(gives, Constant::Absent);
            let base = spoken.then(|| BaseCell::agreed(gives.clone()));
            return Merged { write, winner: None, base };
        }
        if cell.once {
            return Merged { write: false, winner: None, base: old.cloned() };
        }
        let moved = has_moved(cell, gives, holds, old);
        let alike = same(&cell.ty, gives, holds);
        let unspoken = old.is_none() && matches!(gives, Constant::Absent);
        let theirs = unspoken && !same(&cell.ty, holds, &Constant::Clear);
        self.out.foreign |= moved && !alike || theirs;
        let owner = Owner::of(cell.owner.as_deref(), self.way.source);
        let mut merged = merge(&cell.ty, gives, holds, old, owner);
        let back = self.way.back && !cell.opposites.is_empty();
        if old.is_none() && merged.winner == Some(Winner::Target) && !back {
            // Nobody ever tells the source: each side goes on with its own.
            let apart = BaseCell { gave: gives.clone(), holds: holds.clone() };
            merged = Merged { winner: None, base: Some(apart), ..merged };
        }
        if let Some(winner) = merged.winner {
            self.out.conflicts.push(Disagreement {
                path: cell.path.clone(),
                row: self.row.to_vec(),
                whole_row: false,
                rule_gives: gives.clone(),
                target_holds: holds.clone(),
                winner,
                rule: cell.rule,
                sensitivity: cell.sensitivity,
            });
        }
        merged
    }
}

/// Whether the target holds something else than at the last agreement.
fn has_moved(cell: &Cell, gives: &Constant, holds: &Constant, old: Option<&BaseCell>) -> bool {
    match old {
        Some(old) => !same(&cell.ty, holds, &old.holds),
        // Of what no rule ever spoke nothing is known.
        None => !matches!(gives, Constant::Absent),
    }
}

/// The three lists of rows of a group.
struct Lists<'a> {
    group: &'a Group,
    /// Its number in the layout.
    number: usize,
    wanted: &'a [Vec<Constant>],
    rows: &'a [PresentRow],
    /// None at the first exchange.
    known: Option<&'a [BaseRow]>,
}

impl Lists<'_> {
    /// Writes down what is to be done, and gives what will be agreed on.
    fn compare(&self, way: Way<'_>, new: bool, out: &mut Difference) -> Vec<BaseRow> {
        let owner = Owner::of(self.group.owner.as_deref(), way.source);
        let wanted: Vec<_> = self.wanted.iter().map(|row| key(self.group, row)).collect();
        let present: Vec<_> = self.rows.iter().map(|row| key(self.group, &row.cells)).collect();
        let known = self.known.unwrap_or_default();
        let known_keys: Vec<_> = known.iter().map(|row| base_key(self.group, row)).collect();
        let rows = partners(&wanted, &present);
        let bases = partners(&wanted, &known_keys);
        let mut agreed = Vec::new();
        for (number, cells) in self.wanted.iter().enumerate() {
            let base = bases[number].map(|number| &known[number]);
            if let Some(at) = rows[number] {
                let shown = self.shown_key(cells);
                let mut scope = Scope { way, new: false, row: &shown, out };
                let row = &self.rows[at];
                let mut compared = scope.cells(&self.group.cells, cells, &row.cells, base);
                self.keep_together(&mut compared, base, cells, &row.cells);
                if !compared.changes.is_empty() {
                    out.groups[self.number].push(RowEdit::Edit(at, compared.changes));
                }
                if !compared.ahead.is_empty() {
                    // A row that was never agreed on came as a whole.
                    let undone = match base {
                        Some(_) => RowEdit::Edit(at, compared.ahead),
                        None => RowEdit::Remove(at),
                    };
                    out.ahead.groups[self.number].push(undone);
                }
                agreed.push(compared.agreed);
                continue;
            }
            // Somebody took away what was agreed on.
            out.foreign |= base.is_some();
            let fate = self.missing(cells, base, owner, new);
            if fate.write {
                out.groups[self.number].push(RowEdit::Add(cells.clone()));
            }
            self.tell(fate, cells, true, out);
            if fate.winner == Some(Winner::Nobody) {
                agreed.extend(base.cloned());
            } else {
                agreed.push(self.given(cells));
            }
        }
        let taken = |at: usize| rows.contains(&Some(at));
        let bases = partners(&present, &known_keys);
        for (at, row) in self.rows.iter().enumerate().filter(|(at, _)| !taken(*at)) {
            let base = bases[at].map(|number| &known[number]);
            out.foreign |= base.is_none();
            let fate = self.surplus(row, base, owner);
            if fate.write {
                out.groups[self.number].push(RowEdit::Remove(at));
            }
            self.tell(fate, &row.cells, false, out);
            if fate.winner == Some(Winner::Nobody) {
                agreed.extend(base.cloned());
            }
        }
        agreed
    }

    /// Where a cell keeps what the target holds, so do the numbers that are reckoned from what the rule
    /// gives for it: they would belong to another row. Once its edit has come back they are given anew.
    fn keep_together(
        &self,
        compared: &mut Compared,
        base: Option<&BaseRow>,
        gives: &[Constant],
        holds: &[Constant],
    ) {
        for (owned, reckoned) in &self.group.tied {
            let (owned, reckoned) = (usize::from(*owned), usize::from(*reckoned));
            let (cell, gives, holds) = (&self.group.cells[owned], &gives[owned], &holds[owned]);
            let is_written = compared.changes.iter().any(|change| change.cell == owned);
            if is_written || matches!(gives, Constant::Absent) || same(&cell.ty, gives, holds) {
                continue;
            }
            let path = &self.group.cells[reckoned].path;
            compared.changes.retain(|change| change.cell != reckoned);
            match base.and_then(|base| base.get(path)) {
                Some(old) => compared.agreed.insert(path.clone(), old.clone()),
                None => compared.agreed.remove(path),
            };
        }
    }

    /// What becomes of a wanted row that is not there.
    fn missing(&self, cells: &[Constant], base: Option<&BaseRow>, owner: Owner, new: bool) -> Fate {
        match (self.known, base) {
            _ if new || owner == Owner::Rule => Fate::of(true),
            (None, _) => match owner {
                Owner::Rule | Owner::Source => Fate::of(true),
                Owner::Target => Fate::of(false),
                Owner::Hold => Fate::disputed(owner),
            },
            (Some(_), None) => Fate::of(true),
            // It was agreed on, and the target alone dropped it.
            (Some(_), Some(base)) if self.unmoved(cells, base, true) => Fate::of(false),
            (Some(_), Some(_)) => Fate::disputed(owner),
        }
    }

    /// What becomes of a row that nobody wants.
    fn surplus(&self, row: &PresentRow, base: Option<&BaseRow>, owner: Owner) -> Fate {
        match base {
            _ if owner == Owner::Rule => Fate::of(true),
            // The target's own row, or the first exchange: nothing is removed.
            None => Fate::of(false),
            Some(base) if self.unmoved(&row.cells, base, false) => Fate::of(true),
            Some(_) => Fate::disputed(owner),
        }
    }

    /// Whether a row is as it was at the last agreement: as the rules gave it, or as the target held it.
    fn unmoved(&self, cells: &[Constant], base: &BaseRow, given: bool) -> bool {
        self.group.cells.iter().zip(cells).all(|(cell, value)| {
            let Some(old) = base.get(&cell.path) else { return true };
            same(&cell.ty, value, if given { &old.gave } else { &old.holds })
        })
    }

    fn given(&self, cells: &[Constant]) -> BaseRow {
        let given = self.group.cells.iter().zip(cells);
        let given = given.filter(|(_, value)| !matches!(value, Constant::Absent));
        given.map(|(cell, value)| (cell.path.clone(), BaseCell::agreed(value.clone()))).collect()
    }

    fn shown_key(&self, cells: &[Constant]) -> Vec<(Constant, Sensitivity)> {
        let key = self.group.key.iter().copied().map(usize::from);
        let shown = key.filter_map(|number| {
            Some((cells.get(number)?.clone(), self.group.cells[number].sensitivity))
        });
        shown.collect()
    }

    /// Notes a dispute over a whole row.
    fn tell(&self, fate: Fate, cells: &[Constant], wanted: bool, out: &mut Difference) {
        let Some(winner) = fate.winner else { return };
        out.conflicts.push(Disagreement {
            path: self.group.path.clone(),
            row: self.shown_key(cells),
            whole_row: true,
            rule_gives: Constant::Bool(wanted),
            target_holds: Constant::Bool(!wanted),
            winner,
            rule: self.group.rule,
            sensitivity: Sensitivity::Open,
        });
    }
}

/// What becomes of a row that stands on one side only.
#[derive(Clone, Copy)]
struct Fate {
    /// Whether it is added or removed.
    write: bool,
    /// Who won, where both sides moved.
    winner: Option<Winner>,
}

impl Fate {
    fn of(write: bool) -> Fate {
        Fate { write, winner: None }
    }

    fn disputed(owner: Owner) -> Fate {
        match owner {
            Owner::Rule | Owner::Source => Fate { write: true, winner: Some(Winner::Source) },
            Owner::Target => Fate { write: false, winner: Some(Winner::Target) },
            Owner::Hold => Fate { write: false, winner: Some(Winner::Nobody) },
        }
    }
}

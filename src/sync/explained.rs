//! Where the values of a record's field came from: what its rule gives and how it comes to that, what
//! the target holds, what was agreed on, and which of them stays.

use std::collections::{BTreeMap, BTreeSet};

use crate::eval::{CellOf, Did, Step, trace};
use crate::program::{Cell, Constant, Group, Program};
use crate::schema::{EntityId, Sensitivity, Type};
use crate::source::Span;
use crate::sync::base::{Base, BaseCell, Bases};
use crate::sync::diff::{CellChange, Difference, RowEdit, group_name};
use crate::sync::draft::Draft;
use crate::sync::merge::Winner;
use crate::sync::overlay::Overlay;
use crate::sync::plan::{Action, Place};
use crate::sync::record::{Drawn, Work};
use crate::sync::rows::{base_key, key, partners};
use crate::sync::same::same;
use crate::sync::world::World;

/// A record with the fields of it that were asked for.
#[derive(Clone, Debug)]
pub struct ExplainedRecord {
    /// Where it comes from.
    pub source: Place,
    /// Where it goes.
    pub target: Place,
    /// What happens to it.
    pub action: Action,
    /// The map.
    pub map: Box<str>,
    /// The fields, those of rows row by row.
    pub fields: Vec<Explained>,
}

/// Where the value of a field came from.
#[derive(Clone, Debug)]
pub struct Explained {
    /// The field in the words of the mapping, of rows with their collection.
    pub path: Box<str>,
    /// What tells its row from others; empty for a field of the record.
    pub row: Vec<(Constant, Sensitivity)>,
    /// Digits after the point, of a number whose type fixes them.
    pub scale: Option<u8>,
    /// Who may see it.
    pub sensitivity: Sensitivity,
    /// The rule.
    pub rule: Span,
    /// Whose edit wins when both sides moved, where the mapping says so.
    pub owner: Option<Box<str>>,
    /// What the rule gives now.
    pub gives: Constant,
    /// What the target holds; none of what is not there yet.
    pub holds: Option<Constant>,
    /// What was last agreed on.
    pub base: Option<BaseCell>,
    /// What becomes of it.
    pub fate: Fate,
    /// How the rule comes to its value.
    pub steps: Vec<Step>,
}

/// What becomes of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// The target holds what the rule gives.
    Same,
    /// What the rule gives is written.
    Written,
    /// The rule gives nothing, so the target is left alone.
    Left,
    /// It is written on create only.
    Once,
    /// The target was edited, and the rule has given the same since.
    Edited,
    /// Both sides moved, and the side of the target wins.
    Target,
    /// Both sides moved, and people decide.
    Nobody,
    /// The record waits or is left out, so nothing is written.
    Waits,
}

impl Fate {
    /// What programs call it.
    pub fn word(self) -> &'static str {
        match self {
            Fate::Same => "same",
            Fate::Written => "written",
            Fate::Left => "left",
            Fate::Once => "once",
            Fate::Edited => "edited",
            Fate::Target => "target",
            Fate::Nobody => "nobody",
            Fate::Waits => "waits",
        }
    }
}

/// Whether a field is meant by that name: its path, or the part of it after its collection.
pub(crate) fn is_meant(group: Option<&Group>, cell: &Cell, name: &str) -> bool {
    let name = name.to_lowercase();
    cell.path.to_lowercase() == name
        || group.is_some_and(|group| format!("{}.{}", group.path, cell.path).to_lowercase() == name)
}

/// The fields of a record that are meant by a name.
pub(crate) fn explained(
    world: &World<'_>,
    overlay: &Overlay,
    draft: &Draft<'_>,
    drawn: &Drawn,
    bases: Option<&str>,
    name: &str,
) -> Vec<Explained> {
    let program = draft.program;
    let layout = &program.layout;
    let wanted = |(group, cell): CellOf| {
        let group = group.map(|group| &layout.groups[group]);
        let cells = group.map_or(&layout.cells, |group| &group.cells);
        is_meant(group, &cells[usize::from(cell)], name)
    };
    let text = std::str::from_utf8(&draft.payload.bytes).unwrap_or_default();
    let traced = trace(world.mapping, program, text, overlay, &wanted).unwrap_or_default();
    let traced = traced.into_iter().map(|one| ((one.cell, one.row), one.steps)).collect();
    let known = bases.map(|text| Bases::read(world.catalog, text)).unwrap_or_default();
    let base = known.toward(program.toward);
    let scene = Scene { draft, drawn, base, traced };
    let mut fields = scene.head(&wanted);
    for (number, group) in layout.groups.iter().enumerate() {
        let meant = |cell: &usize| wanted((Some(number), u16::try_from(*cell).unwrap_or(u16::MAX)));
        let cells: Vec<usize> = (0..group.cells.len()).filter(meant).collect();
        if !cells.is_empty() {
            scene.rows(number, group, &cells, &mut fields);
        }
    }
    fields
}

/// The records that explanations mention, of those that the target's side keeps.
pub(crate) fn mentions(
    world: &World<'_>,
    program: &Program,
    fields: &[Explained],
) -> BTreeSet<(EntityId, Box<str>)> {
    let mut records = BTreeSet::new();
    let mut note = |value: &Constant| {
        if let Constant::Reference(entity, key) = value
            && world.catalog[*entity].side == world.access(program.toward).side
        {
            records.insert((*entity, key.clone()));
        }
    };
    for field in fields {
        note(&field.gives);
        field.holds.iter().for_each(&mut note);
        field.row.iter().for_each(|(value, _)| note(value));
        if let Some(base) = &field.base {
            note(&base.gave);
            note(&base.holds);
        }
        for step in &field.steps {
            note(&step.value);
            if let Did::Row(table, Some(row)) = step.did {
                let row = &world.mapping.tables[usize::from(table)].rows[row];
                row.left.iter().chain(&row.right).for_each(&mut note);
            }
        }
    }
    records
}

struct Scene<'a> {
    draft: &'a Draft<'a>,
    drawn: &'a Drawn,
    base: Option<&'a Base>,
    traced: BTreeMap<(CellOf, usize), Vec<Step>>,
}

/// A cell with all that is known of it.
struct Held<'a> {
    cell: &'a Cell,
    gives: &'a Constant,
    holds: Option<&'a Constant>,
    base: Option<&'a BaseCell>,
    written: bool,
}

impl Scene<'_> {
    fn work(&self) -> Option<&Work> {
        self.drawn.work.as_ref()
    }

    fn difference(&self) -> Option<&Difference> {
        self.work().map(|work| &work.difference)
    }

    fn head(&self, wanted: &dyn Fn(CellOf) -> bool) -> Vec<Explained> {
        let layout = &self.draft.program.layout;
        let mut fields = Vec::new();
        for (number, cell) in layout.cells.iter().enumerate() {
            let place = (None, u16::try_from(number).unwrap_or(u16::MAX));
            if !wanted(place) {
                continue;
            }
            let present = self.work().and_then(|work| work.present.as_ref());
            let held = Held {
                cell,
                gives: self.draft.desired.cells.get(number).unwrap_or(&Constant::Absent),
                holds: present.and_then(|present| present.cells.get(number)),
                base: self.base.and_then(|base| base.cells.get(&cell.path)),
                written: self.difference().is_some_and(|it| changes(&it.cells, number)),
            };
            fields.push(self.told(cell.path.clone(), (place, 0), &[], &held));
        }
        fields
    }

    /// The cells of each row that the rules build.
    fn rows(&self, number: usize, group: &Group, cells: &[usize], fields: &mut Vec<Explained>) {
        let Some(wanted) = self.draft.desired.groups.get(number) else { return };
        let present = self.work().and_then(|work| work.present.as_ref());
        let there = present.and_then(|it| it.groups.get(number)).map_or(&[][..], |it| &it.rows);
        let keys: Vec<String> = wanted.rows.iter().map(|row| key(group, row)).collect();
        let theirs: Vec<String> = there.iter().map(|row| key(group, &row.cells)).collect();
        let name = group_name(&self.draft.program.layout, number);
        let known = self.base.and_then(|base| base.rows.get(&name)).map_or(&[][..], Vec::as_slice);
        let agreed: Vec<String> = known.iter().map(|row| base_key(group, row)).collect();
        let agreed = partners(&keys, &agreed);
        let edits = self.difference().and_then(|it| it.groups.get(number)).map_or(&[][..], |it| it);
        let all = wanted.rows.iter().zip(partners(&keys, &theirs)).zip(agreed).enumerate();
        for (at, ((row, partner), agreed)) in all {
            let in_key = group.key.iter().copied().map(usize::from);
            let label: Vec<(Constant, Sensitivity)> = in_key
                .filter_map(|cell| Some((row.get(cell)?.clone(), group.cells[cell].sensitivity)))
                .filter(|(value, _)| *value != Constant::Absent)
                .collect();
            for cell in cells.iter().copied() {
                let written = edits.iter().any(|edit| match edit {
                    RowEdit::Add(added) => partner.is_none() && added == row,
                    RowEdit::Edit(edited, list) => Some(*edited) == partner && changes(list, cell),
                    RowEdit::Remove(_) => false,
                });
                let place = (Some(number), u16::try_from(cell).unwrap_or(u16::MAX));
                let path = format!("{}.{}", group.path, group.cells[cell].path);
                let base = agreed.and_then(|at| known[at].get(&group.cells[cell].path));
                let held = Held {
                    cell: &group.cells[cell],
                    gives: row.get(cell).unwrap_or(&Constant::Absent),
                    holds: partner.and_then(|partner| there[partner].cells.get(cell)),
                    base,
                    written,
                };
                fields.push(self.told(path.into(), (place, at), &label, &held));
            }
        }
    }

    fn told(
        &self,
        path: Box<str>,
        place: (CellOf, usize),
        row: &[(Constant, Sensitivity)],
        held: &Held<'_>,
    ) -> Explained {
        let cell = held.cell;
        let scale = match cell.ty {
            Type::Decimal { scale, .. } => scale,
            _ => None,
        };
        Explained {
            path,
            row: row.to_vec(),
            scale,
            sensitivity: cell.sensitivity,
            rule: cell.rule,
            owner: cell.owner.clone(),
            gives: held.gives.clone(),
            holds: held.holds.cloned(),
            base: held.base.cloned(),
            fate: self.fate(held, row),
            steps: self.traced.get(&place).cloned().unwrap_or_default(),
        }
    }

    fn fate(&self, held: &Held<'_>, row: &[(Constant, Sensitivity)]) -> Fate {
        let record = &self.drawn.record;
        if matches!(record.action, Action::Hold | Action::Skip) {
            return Fate::Waits;
        }
        let disputed = record
            .conflicts
            .iter()
            .find(|one| one.path == held.cell.path && (one.row.is_empty() || one.row == row));
        if let Some(conflict) = disputed {
            return match conflict.winner {
                Winner::Source => Fate::Written,
                Winner::Target => Fate::Target,
                Winner::Nobody => Fate::Nobody,
            };
        }
        match held.holds {
            _ if held.written => Fate::Written,
            _ if *held.gives == Constant::Absent => Fate::Left,
            Some(holds) if same(&held.cell.ty, held.gives, holds) => Fate::Same,
            None if record.action == Action::Create => Fate::Written,
            _ if held.cell.once => Fate::Once,
            _ => Fate::Edited,
        }
    }
}

fn changes(list: &[CellChange], cell: usize) -> bool {
    list.iter().any(|change| change.cell == cell)
}

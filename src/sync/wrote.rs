//! What a plan writes of a record that is there, so that what others wrote meanwhile is told apart.

use std::collections::{BTreeMap, BTreeSet};

use crate::program::{Cell, Constant, Group, Layout};
use crate::source::Span;
use crate::sync::base::{Base, BaseRow};
use crate::sync::diff::{CellChange, Difference, RowEdit, group_name};
use crate::sync::rows::{base_key, key, partners};
use crate::sync::same::same;
use crate::sync::target::{Present, PresentRow};

/// The cells of a row that are written; none of one that comes or goes as a whole.
pub(crate) type Row = Option<BTreeSet<usize>>;

/// What is written of a record that is there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Wrote {
    /// The cells, by their numbers in the layout.
    cells: BTreeSet<usize>,
    /// The rows of each group by their keys.
    rows: Vec<BTreeMap<String, Row>>,
}

impl Wrote {
    pub(crate) fn of(layout: &Layout, difference: &Difference, present: &Present) -> Wrote {
        let mut rows = Vec::with_capacity(layout.groups.len());
        for (number, group) in layout.groups.iter().enumerate() {
            let there = present.groups.get(number).map_or(&[][..], |group| &group.rows);
            let edits = difference.groups.get(number).map_or(&[][..], Vec::as_slice);
            let row = |edit: &RowEdit| match edit {
                RowEdit::Add(cells) => (key(group, cells), None),
                RowEdit::Edit(at, changes) => (key(group, &there[*at].cells), Some(cells(changes))),
                RowEdit::Remove(at) => (key(group, &there[*at].cells), None),
            };
            rows.push(edits.iter().map(row).collect());
        }
        Wrote { cells: cells(&difference.cells), rows }
    }

    /// What brings a record from one agreement to the next.
    pub(crate) fn between(layout: &Layout, from: &Base, to: &Base) -> Wrote {
        let moved = |cell: &Cell, from: &BaseRow, to: &BaseRow| {
            let gave = |row: &'_ BaseRow| row.get(&cell.path).map(|cell| cell.gave.clone());
            match (gave(from), gave(to)) {
                (Some(from), Some(to)) => !same(&cell.ty, &from, &to),
                (from, to) => from.is_some() != to.is_some(),
            }
        };
        let cells = |of: &[Cell], from: &BaseRow, to: &BaseRow| -> BTreeSet<usize> {
            let moved = of.iter().enumerate().filter(|(_, cell)| moved(cell, from, to));
            moved.map(|(number, _)| number).collect()
        };
        let rows = layout.groups.iter().enumerate().map(|(number, group)| {
            let name = group_name(layout, number);
            let rows = |base: &'_ Base| base.rows.get(&name).cloned().unwrap_or_default();
            let (from, to) = (rows(from), rows(to));
            let keys = |rows: &[BaseRow]| -> Vec<String> {
                rows.iter().map(|row| base_key(group, row)).collect()
            };
            let (had, has) = (keys(&from), keys(&to));
            let mut wrote: BTreeMap<String, Row> = BTreeMap::new();
            for ((row, key), partner) in to.iter().zip(&has).zip(partners(&has, &had)) {
                let row = partner.map(|at| cells(&group.cells, &from[at], row));
                if row.as_ref().is_none_or(|cells| !cells.is_empty()) {
                    wrote.insert(key.clone(), row);
                }
            }
            let gone = had.iter().zip(partners(&had, &has)).filter(|(_, at)| at.is_none());
            wrote.extend(gone.map(|(key, _)| (key.clone(), None)));
            wrote
        });
        let rows = rows.collect();
        Wrote { cells: cells(&layout.cells, &from.cells, &to.cells), rows }
    }

    /// Whether it writes that cell of the record.
    pub(crate) fn has(&self, cell: usize) -> bool {
        self.cells.contains(&cell)
    }

    /// The rules of the way back that carry what it writes.
    pub(crate) fn opposites(&self, layout: &Layout) -> Vec<Span> {
        let cells = self.cells.iter().filter_map(|cell| layout.cells.get(*cell));
        cells.flat_map(|cell| cell.opposites.iter().copied()).collect()
    }

    /// Whether it writes that cell of the row with that key.
    pub(crate) fn has_in(&self, group: usize, row: &str, cell: usize) -> bool {
        let row = self.rows.get(group).and_then(|rows| rows.get(row));
        row.is_some_and(|cells| cells.as_ref().is_none_or(|cells| cells.contains(&cell)))
    }

    /// The rows of a group that it writes, by their keys.
    pub(crate) fn rows(&self, group: usize) -> Option<&BTreeMap<String, Row>> {
        self.rows.get(group)
    }

    /// Whether nothing else of the record changed from one state to the other.
    pub(crate) fn is_all(&self, layout: &Layout, before: &Present, after: &Present) -> bool {
        let at = |state: &Present, cell: usize| {
            state.cells.get(cell).cloned().unwrap_or(Constant::Absent)
        };
        let cells = layout.cells.iter().enumerate().all(|(number, cell)| {
            self.has(number) || same(&cell.ty, &at(before, number), &at(after, number))
        });
        let rows = |state: &'_ Present, group: usize| -> Vec<PresentRow> {
            state.groups.get(group).map(|group| group.rows.clone()).unwrap_or_default()
        };
        // Rows that are records of their own do not come with the record.
        let own = layout.groups.iter().enumerate().filter(|(_, group)| group.related.is_none());
        cells
            && own.into_iter().all(|(number, group)| {
                self.is_all_of(number, group, &rows(before, number), &rows(after, number))
            })
    }

    fn is_all_of(
        &self,
        number: usize,
        group: &Group,
        before: &[PresentRow],
        after: &[PresentRow],
    ) -> bool {
        let keys = |rows: &[PresentRow]| -> Vec<String> {
            rows.iter().map(|row| key(group, &row.cells)).collect()
        };
        let (had, has) = (keys(before), keys(after));
        let is_whole = |key: &String| matches!(self.rows[number].get(key), Some(None));
        let found = partners(&had, &has);
        let came = partners(&has, &had);
        let stays = before.iter().zip(&had).zip(&found).all(|((row, key), partner)| {
            let Some(partner) = partner else { return is_whole(key) };
            group.cells.iter().enumerate().all(|(cell, of)| {
                self.has_in(number, key, cell)
                    || same(&of.ty, &row.cells[cell], &after[*partner].cells[cell])
            })
        });
        stays && has.iter().zip(&came).all(|(key, partner)| partner.is_some() || is_whole(key))
    }
}

fn cells(changes: &[CellChange]) -> BTreeSet<usize> {
    changes.iter().map(|change| change.cell).collect()
}

#[cfg(test)]
mod tests;

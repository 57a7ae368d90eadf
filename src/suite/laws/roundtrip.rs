//! There and back the two-way rules give what the record held.

use super::{Broken, Written};
use crate::check::Law;
use crate::program::{Cell, Constant};
use crate::suite::shown::shown;
use crate::suite::trial::{Came, Trials};
use crate::sync::{present, same};

pub(super) fn broken(trials: &Trials<'_>, came: &Came, law: &Law) -> Vec<Broken> {
    let there = trials.program();
    let back = trials.mapping().program(&there.map, there.toward.opposite());
    let back = back.expect("the law's check wants both directions");
    let dialect = trials.dialect(trials.catalog()[back.target].side);
    let subject = trials.world.subjects.iter().find(|subject| subject.key == came.key);
    let none = |_: usize| Vec::new();
    let original = subject
        .and_then(|subject| present(&dialect, &back.layout, &subject.bytes, &none).ok())
        .unwrap_or_default();
    let written = Written::of(trials, there, &came.trial.desired);
    let trial = match trials.try_out(back, "", &written.text) {
        Ok(trial) => trial,
        Err(error) => return vec![(there.map.to_string(), String::new(), error.to_string())],
    };
    if let Some(said) = &trial.verdict {
        return vec![(there.map.to_string(), String::new(), said.bare().to_string())];
    }
    // A rule that goes both ways has one place, and so have the fields it writes here and there.
    let excepted = |path: &str| law.except.iter().any(|known| **known == *path);
    let twin = |cell: &Cell, cells: &[Cell]| {
        let found = cells.iter().find(|other| other.rule == cell.rule);
        found.is_some_and(|found| !excepted(&found.path) && !excepted(&cell.path))
    };
    let mut broken = Vec::new();
    let mut compare = |path: String, cell: &Cell, held: &Constant, gives: &Constant| {
        if !same(&cell.ty, held, gives) {
            let show = |value: &Constant| shown(trials.catalog(), value);
            broken.push((path, show(held), show(gives)));
        }
    };
    for (number, cell) in back.layout.cells.iter().enumerate() {
        if twin(cell, &there.layout.cells) {
            let (held, gives) = (at(&original.cells, number), at(&trial.desired.cells, number));
            compare(cell.path.to_string(), cell, held, gives);
        }
    }
    let groups = back.layout.groups.iter().zip(&original.groups).zip(&trial.desired.groups);
    for ((group, held), gives) in groups {
        let Some(forth) = there.layout.groups.iter().find(|forth| forth.rule == group.rule) else {
            continue;
        };
        for row in 0..held.rows.len().max(gives.rows.len()) {
            let held = held.rows.get(row).map_or(&[][..], |row| &row.cells);
            let gives = gives.rows.get(row).map_or(&[][..], Vec::as_slice);
            for (number, cell) in group.cells.iter().enumerate() {
                if twin(cell, &forth.cells) {
                    let path = format!("{}[{row}].{}", group.path, cell.path);
                    compare(path, cell, at(held, number), at(gives, number));
                }
            }
        }
    }
    broken
}

fn at(values: &[Constant], number: usize) -> &Constant {
    match values.get(number) {
        None | Some(Constant::Clear) => &Constant::Absent,
        Some(value) => value,
    }
}

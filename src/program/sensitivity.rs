//! Who may see what a term comes to: what is personal or secret stays so through every operator. A
//! yes or no, a number of rows and a record's key tell nothing of a person by themselves.

use std::collections::HashMap;

use crate::check::Fold;
use crate::program::reads::locals;
use crate::program::{Layout, Op, Set, TemplatePart, Term, TermId};
use crate::schema::Sensitivity;

/// The terms of a program, with the groups whose cells they read.
pub(super) struct Spread<'t> {
    pub(super) terms: &'t [Term],
    pub(super) row_cells: &'t HashMap<TermId, u16>,
}

impl Spread<'_> {
    /// From the places of the source, of which the schema says it, to all terms and to the cells that
    /// they fill.
    pub(super) fn over(
        &self,
        mut seen: Vec<Sensitivity>,
        ops: &[Op],
        layout: &mut Layout,
    ) -> Vec<Sensitivity> {
        let mut lets = HashMap::new();
        locals(ops, &mut lets);
        loop {
            let mut moved = false;
            for (at, term) in self.terms.iter().enumerate() {
                let of = self.term(at, term, &seen, &lets, layout);
                moved |= of > seen[at];
                seen[at] = of.max(seen[at]);
            }
            moved |= self.fill(ops, None, &seen, layout);
            if !moved {
                return seen;
            }
        }
    }

    fn term(
        &self,
        at: usize,
        term: &Term,
        seen: &[Sensitivity],
        lets: &HashMap<u16, TermId>,
        layout: &Layout,
    ) -> Sensitivity {
        let of = |id: &TermId| seen.get(id.0 as usize).copied().unwrap_or(Sensitivity::Open);
        let gravest = |ids: &[TermId]| ids.iter().map(of).max().unwrap_or(Sensitivity::Open);
        let row_cell = |group: u16, cell: u16| {
            layout.groups[usize::from(group)].cells[usize::from(cell)].sensitivity
        };
        match term {
            Term::Constant(_)
            | Term::Load { .. }
            | Term::Behind(_)
            | Term::Position { .. }
            | Term::Not(_)
            | Term::And(..)
            | Term::Or(..)
            | Term::Compare(..)
            | Term::In(..)
            | Term::Link { .. }
            | Term::Linked { .. }
            | Term::Outcome(_)
            | Term::FoldBuilt(Fold::Count, _)
            | Term::FoldStanding(Fold::Count, _)
            | Term::Fold(Fold::Count, ..) => Sensitivity::Open,
            Term::Local(local) => lets.get(&local.0).map_or(Sensitivity::Open, of),
            Term::Cell(cell) => layout.cells[usize::from(*cell)].sensitivity,
            Term::FoldStanding(_, fields) => {
                let fields = fields.iter().map(|(_, field)| &layout.standing[usize::from(*field)]);
                fields.map(|it| it.cell.sensitivity).max().unwrap_or(Sensitivity::Open)
            }
            Term::Standing(number) => layout.standing[usize::from(*number)].cell.sensitivity,
            Term::RowCell(cell) => {
                let group = self.row_cells.get(&TermId(at as u32));
                group.map_or(Sensitivity::Open, |group| row_cell(*group, *cell))
            }
            Term::FoldBuilt(_, cells) => {
                let cells = cells.iter().map(|(group, cell)| row_cell(*group, *cell));
                cells.max().unwrap_or(Sensitivity::Open)
            }
            Term::Fold(_, _, value) => of(value),
            Term::Tuple(parts) | Term::Call(_, parts) => gravest(parts),
            Term::Part(tuple, part) => of(&self.part(*tuple, usize::from(*part))),
            Term::Add(a, b)
            | Term::Subtract(a, b)
            | Term::Multiply(a, b)
            | Term::Divide(a, b, _)
            | Term::Default(a, b) => of(a).max(of(b)),
            Term::Round(a, _) | Term::Negate(a) => of(a),
            Term::Choose { arms, otherwise, .. } => arms
                .iter()
                .map(|(_, arm)| arm)
                .chain(otherwise)
                .map(of)
                .max()
                .unwrap_or(Sensitivity::Open),
            Term::Template(parts) => {
                let mut ids = Vec::new();
                holes(parts, &mut ids);
                gravest(&ids)
            }
            Term::Lookup { key, .. } => gravest(key),
        }
    }

    /// A part of several values side by side, where they are told apart.
    fn part(&self, tuple: TermId, part: usize) -> TermId {
        match &self.terms[tuple.0 as usize] {
            Term::Tuple(parts) => parts.get(part).copied().unwrap_or(tuple),
            _ => tuple,
        }
    }

    /// Brings it to the cells; whether anything changed.
    fn fill(
        &self,
        ops: &[Op],
        group: Option<u16>,
        seen: &[Sensitivity],
        layout: &mut Layout,
    ) -> bool {
        let mut moved = false;
        for op in ops {
            match op {
                Op::Set(Set { cells, value, .. }) => {
                    for (part, target) in cells.iter().enumerate() {
                        let value = if cells.len() == 1 { *value } else { self.part(*value, part) };
                        let of = seen[value.0 as usize];
                        let known = match group {
                            None => &mut layout.cells,
                            Some(group) => &mut layout.groups[usize::from(group)].cells,
                        };
                        let known = &mut known[usize::from(target.cell)].sensitivity;
                        moved |= of > *known;
                        *known = of.max(*known);
                    }
                }
                Op::Each(each) => moved |= self.fill(&each.body, Some(each.group), seen, layout),
                Op::Row(row) => moved |= self.fill(&row.body, Some(row.group), seen, layout),
                Op::Let { .. } | Op::Check { .. } => {}
            }
        }
        moved
    }
}

fn holes(parts: &[TemplatePart], ids: &mut Vec<TermId>) {
    for part in parts {
        match part {
            TemplatePart::Plain(_) | TemplatePart::Value | TemplatePart::Member(_) => {}
            TemplatePart::Hole(id) => ids.push(*id),
            TemplatePart::Optional(inner) => holes(inner, ids),
        }
    }
}

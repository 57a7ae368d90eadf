//! What an expression reads of the source record.

use std::collections::{HashMap, HashSet};

use crate::program::{Frame, Local, Op, RowsTerm, TemplatePart, Term, TermId};

/// Terms with what their locals stand for.
#[derive(Debug)]
pub struct Reads<'p> {
    terms: &'p [Term],
    lets: HashMap<u16, TermId>,
}

/// A place of the source that an expression reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    /// The [`Term::Load`], or the [`Term::Behind`].
    pub term: TermId,
    /// Whether it is read of rows that a fold goes through, and not of what is at hand.
    pub folded: bool,
}

/// What was found so far.
#[derive(Default)]
struct Found {
    reads: Vec<Read>,
    /// The cells of the row being built.
    row_cells: Vec<u16>,
    /// The terms that were gone through, in a fold and outside of one: `let`s of `let`s lead to one
    /// in many ways.
    seen: HashSet<(TermId, bool)>,
}

impl<'p> Reads<'p> {
    /// Those of these terms and statements.
    pub fn new(terms: &'p [Term], ops: &[Op]) -> Reads<'p> {
        let mut lets = HashMap::new();
        locals(ops, &mut lets);
        Reads { terms, lets }
    }

    /// What a `let` stands for.
    pub fn local(&self, local: Local) -> Option<TermId> {
        self.lets.get(&local.0).copied()
    }

    /// What an expression reads, each place once, in the order of its writing.
    pub fn of(&self, id: TermId) -> Vec<Read> {
        let mut found = Found::default();
        self.collect(id, false, &mut found);
        found.reads
    }

    /// The places of the source at hand that an expression reads, whatever it makes of what stands
    /// there: whose slots, and which.
    pub(super) fn places(&self, id: TermId) -> Vec<(Frame, u16)> {
        let loads = self.of(id).into_iter().filter(|read| !read.folded);
        let place = |read: Read| match self.terms.get(read.term.0 as usize) {
            Some(Term::Load { frame, slot, .. }) => Some((*frame, *slot)),
            _ => None,
        };
        loads.filter_map(place).collect()
    }

    /// The cells of the row being built that an expression reads.
    pub(super) fn row_cells(&self, id: TermId) -> Vec<u16> {
        let mut found = Found::default();
        self.collect(id, false, &mut found);
        found.row_cells
    }

    fn collect(&self, id: TermId, folded: bool, found: &mut Found) {
        let Some(term) = self.terms.get(id.0 as usize) else { return };
        if !found.seen.insert((id, folded)) {
            return;
        }
        let mut inner = |id: &TermId| self.collect(*id, folded, found);
        match term {
            Term::Load { .. } => found.reads.push(Read { term: id, folded }),
            Term::Behind(behind) => {
                found.reads.push(Read { term: id, folded });
                self.collect(behind.reference, folded, found);
            }
            Term::Fold(_, rows, value) => {
                self.filter(rows, found);
                self.collect(*value, true, found);
            }
            Term::Tuple(terms) | Term::Call(_, terms) => terms.iter().for_each(inner),
            Term::Add(a, b)
            | Term::Subtract(a, b)
            | Term::Multiply(a, b)
            | Term::Divide(a, b, _)
            | Term::And(a, b)
            | Term::Or(a, b)
            | Term::Compare(_, a, b)
            | Term::Default(a, b) => [a, b].into_iter().for_each(inner),
            Term::Part(a, _)
            | Term::Round(a, _)
            | Term::Negate(a)
            | Term::Not(a)
            | Term::In(a, _)
            | Term::Linked { key: a, .. } => inner(a),
            Term::Choose { subject, arms, otherwise } => {
                inner(subject);
                for (_, arm) in arms {
                    inner(arm);
                }
                otherwise.iter().for_each(inner);
            }
            Term::Local(local) => self.lets.get(&local.0).iter().for_each(|term| inner(term)),
            Term::Template(parts) => self.template(parts, folded, found),
            Term::Lookup { key, .. } | Term::Link { key, .. } => key.iter().for_each(inner),
            Term::RowCell(cell) => found.row_cells.push(*cell),
            Term::Constant(_)
            | Term::Position { .. }
            | Term::Cell(_)
            | Term::Standing(_)
            | Term::FoldStanding(..)
            | Term::FoldBuilt(..)
            | Term::Outcome(_) => {}
        }
    }

    fn filter(&self, rows: &RowsTerm, found: &mut Found) {
        if let Some(filter) = rows.filter {
            self.collect(filter, true, found);
        }
    }

    fn template(&self, parts: &[TemplatePart], folded: bool, found: &mut Found) {
        for part in parts {
            match part {
                TemplatePart::Plain(_) | TemplatePart::Value | TemplatePart::Member(_) => {}
                TemplatePart::Hole(term) => self.collect(*term, folded, found),
                TemplatePart::Optional(inner) => self.template(inner, folded, found),
            }
        }
    }
}

/// The locals of a record and of its rows; each has a number of its own.
pub(super) fn locals(ops: &[Op], lets: &mut HashMap<u16, TermId>) {
    for op in ops {
        match op {
            Op::Let { local, value, .. } => drop(lets.insert(local.0, *value)),
            Op::Each(each) => locals(&each.body, lets),
            Op::Row(row) => locals(&row.body, lets),
            Op::Set(_) | Op::Check { .. } => {}
        }
    }
}

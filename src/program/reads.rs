//! What an expression reads of the source record.

use std::collections::HashMap;

use crate::program::{Op, RowsTerm, TemplatePart, Term, TermId};

/// Terms with what their locals stand for.
#[derive(Debug)]
pub struct Reads<'p> {
    terms: &'p [Term],
    lets: HashMap<u16, TermId>,
}

/// A place of the source that an expression reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Read {
    /// The [`Term::Load`].
    pub term: TermId,
    /// Whether it is read of rows that a fold goes through, and not of what is at hand.
    pub folded: bool,
}

impl<'p> Reads<'p> {
    /// Those of these terms and statements.
    pub fn new(terms: &'p [Term], ops: &[Op]) -> Reads<'p> {
        let mut lets = HashMap::new();
        locals(ops, &mut lets);
        Reads { terms, lets }
    }

    /// What an expression reads, in the order of its writing.
    pub fn of(&self, id: TermId) -> Vec<Read> {
        let mut reads = Vec::new();
        self.collect(id, false, &mut reads);
        reads
    }

    fn collect(&self, id: TermId, folded: bool, reads: &mut Vec<Read>) {
        let Some(term) = self.terms.get(id.0 as usize) else { return };
        let mut inner = |id: &TermId| self.collect(*id, folded, reads);
        match term {
            Term::Load { .. } => reads.push(Read { term: id, folded }),
            Term::Fold(_, rows, value) => {
                self.filter(rows, reads);
                self.collect(*value, true, reads);
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
            Term::Template(parts) => self.template(parts, folded, reads),
            Term::Lookup { key, .. } | Term::Link { key, .. } => key.iter().for_each(inner),
            Term::Constant(_)
            | Term::Position { .. }
            | Term::Cell(_)
            | Term::RowCell(_)
            | Term::FoldBuilt(..)
            | Term::Outcome(_) => {}
        }
    }

    fn filter(&self, rows: &RowsTerm, reads: &mut Vec<Read>) {
        if let Some(filter) = rows.filter {
            self.collect(filter, true, reads);
        }
    }

    fn template(&self, parts: &[TemplatePart], folded: bool, reads: &mut Vec<Read>) {
        for part in parts {
            match part {
                TemplatePart::Plain(_) | TemplatePart::Value | TemplatePart::Member(_) => {}
                TemplatePart::Hole(term) => self.collect(*term, folded, reads),
                TemplatePart::Optional(inner) => self.template(inner, folded, reads),
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

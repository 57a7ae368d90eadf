//! What of the source stands in a value for people to read: what only decides about it, or is looked up
//! in a table, does not.

use std::collections::{HashMap, HashSet};

use crate::program::reads::locals;
use crate::program::{Op, TemplatePart, Term, TermId};

/// A place of the source that a value shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Brought {
    /// The [`Term::Load`].
    pub(super) term: TermId,
    /// Whether it is shown among other words, and is not the value itself.
    pub(super) among: bool,
}

/// The terms of a program with what their locals stand for.
pub(super) struct Bringing<'p> {
    terms: &'p [Term],
    lets: HashMap<u16, TermId>,
}

/// What was found, and what was gone through.
#[derive(Default)]
struct Found {
    brought: Vec<Brought>,
    seen: HashSet<Brought>,
}

impl<'p> Bringing<'p> {
    pub(super) fn new(terms: &'p [Term], ops: &[Op]) -> Bringing<'p> {
        let mut lets = HashMap::new();
        locals(ops, &mut lets);
        Bringing { terms, lets }
    }

    /// What a value shows, each place once.
    pub(super) fn by(&self, value: TermId) -> Vec<Brought> {
        let mut found = Found::default();
        self.collect(value, false, &mut found);
        found.brought
    }

    /// The same of one of several values side by side.
    pub(super) fn by_part(&self, value: TermId, part: usize) -> Vec<Brought> {
        match self.terms.get(value.0 as usize) {
            Some(Term::Tuple(parts)) => parts.get(part).map_or_else(Vec::new, |it| self.by(*it)),
            _ => self.by(value),
        }
    }

    fn collect(&self, term: TermId, among: bool, found: &mut Found) {
        let at = Brought { term, among };
        if !found.seen.insert(at) {
            return;
        }
        let mut inner = |term: &TermId| self.collect(*term, among, found);
        match &self.terms[term.0 as usize] {
            Term::Load { .. } | Term::Behind(_) => found.brought.push(at),
            Term::Local(local) => self.lets.get(&local.0).iter().for_each(|term| inner(term)),
            Term::Tuple(terms) | Term::Call(_, terms) => terms.iter().for_each(inner),
            Term::Part(tuple, part) => match &self.terms[tuple.0 as usize] {
                Term::Tuple(parts) => parts.get(usize::from(*part)).iter().for_each(|it| inner(it)),
                _ => inner(tuple),
            },
            Term::Add(a, b)
            | Term::Subtract(a, b)
            | Term::Multiply(a, b)
            | Term::Divide(a, b, _)
            | Term::Default(a, b) => [a, b].into_iter().for_each(inner),
            Term::Round(a, _) | Term::Negate(a) | Term::Fold(_, _, a) => inner(a),
            Term::Choose { arms, otherwise, .. } => {
                arms.iter().map(|(_, arm)| arm).chain(otherwise).for_each(inner);
            }
            Term::Template(parts) => self.holes(parts, found),
            Term::Constant(_)
            | Term::Position { .. }
            | Term::Cell(_)
            | Term::Standing(_)
            | Term::FoldStanding(..)
            | Term::RowCell(_)
            | Term::FoldBuilt(..)
            | Term::Not(_)
            | Term::And(..)
            | Term::Or(..)
            | Term::Compare(..)
            | Term::In(..)
            | Term::Lookup { .. }
            | Term::Link { .. }
            | Term::Linked { .. }
            | Term::Outcome(_) => {}
        }
    }

    fn holes(&self, parts: &[TemplatePart], found: &mut Found) {
        for part in parts {
            match part {
                TemplatePart::Plain(_) | TemplatePart::Value | TemplatePart::Member(_) => {}
                TemplatePart::Hole(term) => self.collect(*term, true, found),
                TemplatePart::Optional(inner) => self.holes(inner, found),
            }
        }
    }
}

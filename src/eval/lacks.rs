//! Why a field that must be filled has no value: what the source lacks, or what no branch names.

use crate::builtins;
use crate::eval::machine::{Machine, Stop, Stopped};
use crate::eval::{Lack, Located};
use crate::program::{Layout, Reads, Set, Term, TermId};
use crate::schema::mask;
use crate::value::{Fault, FaultKind, Value};

impl Machine<'_> {
    /// Notes a field that must be filled and has no value, with where the source lacks it.
    #[cold]
    pub(super) fn lacks(&mut self, layout: &Layout, set: &Set, cell: u16) -> Result<(), Stopped> {
        let fault = Fault::new(FaultKind::Missing, self.path(layout, cell));
        let row = self.each.map(|each| {
            let first = self.range(&each.rows).start;
            (each.path.clone(), self.rows[usize::from(each.rows.depth)] - first + 1)
        });
        let label = self.each.and_then(|each| self.shown_to_all(each.label?));
        let (value, unnamed) = self.empty_branch(set.value);
        let unnamed = unnamed.and_then(|subject| {
            let path = self.blanks(subject).into_iter().next()?;
            Some((path, self.shown_to_all(subject)?))
        });
        let lack = Lack { read: self.blanks(value), row, label, unnamed, left: false };
        let lack = Some(Box::new(lack));
        self.faults.push(Located { lack, ..Located::new(fault, set.span) });
        Err(self.stop(Stop::Fault))
    }

    /// A value as it may be shown; none where there is none.
    fn shown_to_all(&mut self, term: TermId) -> Option<Box<str>> {
        let value = self.value(term).ok().filter(|value| !value.is_absent())?;
        Some(mask(self.code.seen(term), builtins::show(*value, self.arena)).into())
    }

    /// The members behind a value that hold nothing; all where each holds something.
    fn blanks(&mut self, value: TermId) -> Vec<Box<str>> {
        let Some(program) = self.code.program else { return Vec::new() };
        let (mut all, mut blank) = (Vec::new(), Vec::new());
        for read in Reads::new(&program.terms, &program.ops).of(value) {
            let Some(name) = program.name_of(read.term) else { continue };
            let is_blank = !read.folded && self.value(read.term).is_ok_and(Value::is_absent);
            if is_blank && !blank.contains(name) {
                blank.push(name.clone());
            }
            if !all.contains(name) {
                all.push(name.clone());
            }
        }
        if blank.is_empty() { all } else { blank }
    }

    /// What of a value came to nothing: the branch that a `choose` took. Where it took none, what it
    /// decides by, and whether that has a value which no branch names.
    pub(super) fn empty_branch(&mut self, value: TermId) -> (TermId, Option<TermId>) {
        let Some(program) = self.code.program else { return (value, None) };
        let reads = Reads::new(&program.terms, &program.ops);
        let mut at = value;
        loop {
            let next = match &program.terms[at.0 as usize] {
                Term::Part(tuple, _) => Some(*tuple),
                Term::Local(local) => reads.local(*local),
                Term::Choose { subject, arms, otherwise } => {
                    match self.chosen(*subject, arms, *otherwise) {
                        Ok(Some(branch)) => Some(branch),
                        Ok(None) => {
                            let given = self.value(*subject).is_ok_and(|value| !value.is_absent());
                            return (*subject, given.then_some(*subject));
                        }
                        Err(Stopped) => None,
                    }
                }
                _ => None,
            };
            match next {
                Some(next) => at = next,
                None => return (at, None),
            }
        }
    }
}

//! Of one bad value is told once, however many rules read it.

use crate::eval::Located;
use crate::eval::machine::Machine;
use crate::program::{Reads, Term, TermId};
use crate::value::FaultKind;
use crate::value::json::RawKind;

/// Which values of a payload are to blame.
#[derive(Default)]
pub(super) struct Blame {
    /// The bytes of the members that were told, and for which field of the target where a rule has
    /// to be mended for each.
    told: Vec<(usize, Option<Box<str>>)>,
}

/// Of more bad values than these no two are compared: nobody reads so many.
const MOST: usize = 1000;

impl Machine<'_> {
    /// Notes a fault, unless the same value was told.
    #[cold]
    pub(super) fn note(&mut self, located: Located) {
        if let Some((_, byte)) = &located.member
            && self.blame.told.len() < MOST
        {
            let is_of_rule = located.fault.kind == FaultKind::TooPrecise;
            let field = located.misfit.as_ref().filter(|_| is_of_rule);
            let told = (*byte, field.map(|misfit| misfit.field.clone()));
            if self.blame.told.contains(&told) {
                return;
            }
            self.blame.told.push(told);
        }
        self.faults.push(located);
    }

    /// Notes a fault of what a term was reckoned to, unless a value that it reads was told.
    #[cold]
    pub(super) fn note_reckoned(&mut self, located: Located, term: TermId) {
        let is_of_size = matches!(located.fault.kind, FaultKind::Overflow | FaultKind::TooPrecise);
        if !is_of_size || located.member.is_some() {
            return self.note(located);
        }
        let bytes = self.bytes_of(term);
        if self.blame.told.iter().any(|(byte, _)| bytes.contains(byte)) {
            return;
        }
        self.note(located);
    }

    /// The bytes of the members at hand that a term reads.
    fn bytes_of(&self, term: TermId) -> Vec<usize> {
        let Some(program) = self.code.program else { return Vec::new() };
        let reads = Reads::new(&program.terms, &program.ops).of(term);
        let loads = reads.into_iter().filter(|read| !read.folded);
        let raws = loads.filter_map(|read| match program.terms[read.term.0 as usize] {
            Term::Load { frame, slot, .. } => Some(self.raw(frame, slot)),
            _ => None,
        });
        let filled = raws.filter(|raw| !matches!(raw.kind, RawKind::Absent | RawKind::Null));
        filled.map(|raw| raw.start as usize).collect()
    }
}

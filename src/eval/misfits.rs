//! A value that its field does not hold: which field, how much it holds, and which member of the
//! payload the value comes from.

use crate::eval::machine::{Machine, Stop, Stopped};
use crate::eval::{Located, Misfit};
use crate::program::{Layout, Reads, Set, Term, TermId};
use crate::schema::Type;
use crate::value::json::RawKind;
use crate::value::{Fault, FaultKind};

impl Machine<'_> {
    /// Notes a value that does not fit the cell it goes to.
    #[cold]
    pub(super) fn misfits(
        &mut self,
        layout: &Layout,
        set: &Set,
        cell: u16,
        fault: Fault,
    ) -> Result<(), Stopped> {
        let cells = self.group.map_or(&layout.cells, |group| &layout.groups[group].cells);
        let limit = limit(&cells[usize::from(cell)].ty, fault.kind);
        let field = self.path(layout, cell).into();
        let misfit = limit.map(|limit| Box::new(Misfit { field, limit }));
        let member = self.only_member(set.value);
        let seen = self.code.seen(set.value);
        let located = Located { seen, member, misfit, ..Located::new(fault, set.span) };
        self.note_reckoned(located, set.value);
        Err(self.stop(Stop::Fault))
    }

    /// The member that a value is made of, where it is made of one alone, and its byte.
    fn only_member(&mut self, value: TermId) -> Option<(Box<str>, usize)> {
        let program = self.code.program?;
        let (value, _) = self.empty_branch(value);
        let mut only = None;
        for read in Reads::new(&program.terms, &program.ops).of(value) {
            let Term::Load { frame, slot, .. } = program.terms[read.term.0 as usize] else {
                continue;
            };
            if read.folded {
                return None;
            }
            let raw = self.raw(frame, slot);
            if matches!(raw.kind, RawKind::Absent | RawKind::Null) {
                continue;
            }
            let name = self.numbered(program.name_of(read.term)?, frame);
            if only.replace((name, raw.start as usize)).is_some() {
                return None;
            }
        }
        only
    }
}

/// How much a field of that type holds of what the fault is about: characters, digits after the
/// point, digits before it.
fn limit(ty: &Type, kind: FaultKind) -> Option<u32> {
    match (ty, kind) {
        (Type::Text { max }, FaultKind::TooLong) => *max,
        (Type::Decimal { scale, .. }, FaultKind::TooPrecise) => scale.map(u32::from),
        (Type::Int, FaultKind::TooPrecise) => Some(0),
        (Type::Decimal { precision, scale }, FaultKind::Overflow) => {
            precision.map(|digits| u32::from(digits.saturating_sub(scale.unwrap_or(0))))
        }
        _ => None,
    }
}

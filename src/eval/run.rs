//! Runs a program, a condition or a probe on a payload.

use bumpalo::Bump;

use crate::eval::convert::wrong_kind;
use crate::eval::machine::{Code, Machine};
use crate::eval::statements::Outcomes;
use crate::eval::{Built, BuiltRows, Evaluated, Facts, Held, Located, Said};
use crate::program::{Condition, Constant, Mapping, Probe, ProbeKey, Program};
use crate::source::Span;
use crate::value::json::{self, JsonError, Limits, Slots, Stray};
use crate::value::{Fault, FaultKind, Value};

/// Runs a program on a payload. `slots` is a buffer that serves record after record; what is built
/// lives in `arena`.
///
/// # Errors
/// When the payload is no JSON object, or over a limit.
pub fn run<'a>(
    mapping: &'a Mapping,
    program: &'a Program,
    text: &'a str,
    slots: &'a mut Slots,
    facts: &'a dyn Facts,
    arena: &'a Bump,
) -> Result<Evaluated<'a>, JsonError> {
    json::read(&program.shape, text, slots, Limits::default())?;
    let mut machine = Machine::new(mapping, Code::of(program), text, slots, facts, arena);
    machine.prepare(program.locals, &program.layout);
    machine.astray(program.span);
    let mut said = Outcomes::default();
    for op in &program.ops {
        machine.op(&program.layout, op, &mut said);
    }
    let groups = machine.groups.into_iter();
    let groups =
        groups.map(|group| BuiltRows { ran: group.ran, rows: group.rows.into_bump_slice() });
    Ok(Evaluated {
        built: Built { cells: machine.cells, groups: arena.alloc_slice_fill_iter(groups) },
        verdict: said.verdict,
        warnings: said.warnings,
        faults: machine.faults,
        asks: machine.asks,
        records: machine.records,
    })
}

/// What the checks say, those of the record and those of its rows, when what was built is not what
/// the program made of the payload but what the target will hold, and those that look at what stands in
/// the target. The gravest outcome comes back, and what the latter warn of; all other warnings were given
/// when the program ran.
///
/// # Errors
/// When the payload is no JSON object, or over a limit.
pub fn recheck(
    mapping: &Mapping,
    program: &Program,
    text: &str,
    facts: &dyn Facts,
    held: &Held,
) -> Result<(Option<Said>, Vec<Said>), JsonError> {
    let (mut slots, arena) = (Slots::default(), Bump::new());
    json::read(&program.shape, text, &mut slots, Limits::default())?;
    let mut machine = Machine::new(mapping, Code::of(program), text, &slots, facts, &arena);
    machine.prepare(program.locals, &program.layout);
    machine.hold(held);
    let mut said = Outcomes::default();
    for op in &program.ops {
        machine.op_again(&program.layout, op, &mut said);
    }
    Ok((said.verdict, said.warnings))
}

/// Whether a condition holds for a payload. A fault counts as false and is given back.
///
/// # Errors
/// When the payload is no JSON object, or over a limit.
pub fn condition(
    mapping: &Mapping,
    condition: &Condition,
    text: &str,
    facts: &dyn Facts,
) -> Result<(bool, Vec<Located>), JsonError> {
    let (mut slots, arena) = (Slots::default(), Bump::new());
    json::read(&condition.shape, text, &mut slots, Limits::default())?;
    let code = Code {
        terms: &condition.terms,
        spans: &condition.spans,
        seen: &condition.seen,
        names: &[],
        program: None,
    };
    let mut machine = Machine::new(mapping, code, text, &slots, facts, &arena);
    let holds = machine.truth(condition.root).unwrap_or(false);
    Ok((holds, machine.faults))
}

/// The keys that a record offers to a step of a match: several when they are taken from rows. A key
/// with an absent part (optional ones aside) is left out.
///
/// # Errors
/// When the payload is no JSON object, or over a limit.
pub fn probe(
    mapping: &Mapping,
    probe: &Probe,
    text: &str,
    facts: &dyn Facts,
) -> Result<Vec<Vec<Constant>>, JsonError> {
    let (mut slots, arena) = (Slots::default(), Bump::new());
    json::read(&probe.shape, text, &mut slots, Limits::default())?;
    let code =
        Code { terms: &probe.terms, spans: &probe.spans, seen: &[], names: &[], program: None };
    let mut machine = Machine::new(mapping, code, text, &slots, facts, &arena);
    let mut keys: Vec<Vec<Constant>> = vec![Vec::new()];
    for part in &probe.keys {
        let values = machine.offered(part);
        let mut longer = Vec::new();
        for key in &keys {
            for value in values.iter().filter(|value| part.optional || !value.is_absent()) {
                let mut key = key.clone();
                key.push(Constant::of(**value));
                longer.push(key);
            }
        }
        keys = longer;
    }
    keys.dedup();
    Ok(keys)
}

impl<'a> Machine<'a> {
    /// Takes these values for what was built.
    fn hold(&mut self, held: &'a Held) {
        let arena = self.arena;
        let own = |constant: &'a Constant| &*arena.alloc(constant.value());
        let all = |cells: &'a [Constant]| &*arena.alloc_slice_fill_iter(cells.iter().map(own));
        self.cells = arena.alloc_slice_fill_iter(held.cells.iter().map(own));
        self.standing = Some([all(&held.standing), &[]]);
        for (group, held) in self.groups.iter_mut().zip(&held.groups) {
            group.rows.extend(held.rows.iter().map(|row| all(row)));
            group.standing = arena.alloc_slice_fill_iter(held.standing.iter().map(|row| all(row)));
            group.held = Some(arena.alloc_slice_copy(&held.built).iter());
        }
    }

    /// What stands in the place of an object or of rows is a fault, and not as if nothing stood
    /// there: what lies inside would be lost without a word.
    fn astray(&mut self, span: Span) {
        for Stray { path, raw } in self.slots.strays() {
            let Fault { value, .. } = wrong_kind(self.text, *raw);
            let fault = Fault::new(FaultKind::NotNested, value);
            let member = Some((path.clone(), raw.start as usize));
            self.faults.push(Located { member, ..Located::new(fault, span) });
        }
    }

    /// The values of one part of a key.
    fn offered(&mut self, part: &ProbeKey) -> Vec<&'a Value<'a>> {
        let Some(rows) = &part.rows else {
            return self.value(part.value).into_iter().collect();
        };
        let mut values = Vec::new();
        for row in self.range(rows) {
            self.rows[usize::from(rows.depth)] = row;
            let counts = rows.filter.is_none_or(|filter| self.truth(filter).unwrap_or(false));
            if counts && let Ok(value) = self.value(part.value) {
                values.push(value);
            }
        }
        values
    }
}

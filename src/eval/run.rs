//! Statements: rules fill cells, rows are gone through, checks are made.

use bumpalo::Bump;

use crate::eval::machine::{MAX_DEPTH, Machine, Stop};
use crate::eval::{Built, BuiltRows, Evaluated, Facts, Located, Said};
use crate::program::{
    Absent, Condition, Constant, Each, Mapping, Op, OutcomeKind, Probe, Program, Row, Set, Term,
    TermId,
};
use crate::source::Span;
use crate::value::json::{self, JsonError, Limits, Slots};
use crate::value::{Fault, FaultKind, Value};

/// Steps a record may take before it is given up.
const BUDGET: u32 = 1_000_000;

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
    let mut machine =
        Machine::new(mapping, &program.terms, &program.spans, text, slots, facts, arena);
    machine.names = &program.names;
    machine.locals.resize(usize::from(program.locals), Value::Absent);
    machine.cells.resize(program.layout.cells.len(), Value::Absent);
    machine.groups.resize_with(program.layout.groups.len(), BuiltRows::default);
    let mut said = Outcomes::default();
    for op in &program.ops {
        machine.op(program, op, &mut said);
    }
    Ok(Evaluated {
        built: Built { cells: arena.alloc_slice_copy(&machine.cells), groups: machine.groups },
        verdict: said.verdict,
        warnings: said.warnings,
        faults: machine.faults,
        asks: machine.asks,
    })
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
    let (terms, spans) = (&condition.terms, &condition.spans);
    let mut machine = Machine::new(mapping, terms, spans, text, &slots, facts, &arena);
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
    let mut machine =
        Machine::new(mapping, &probe.terms, &probe.spans, text, &slots, facts, &arena);
    let mut keys: Vec<Vec<Constant>> = vec![Vec::new()];
    for part in &probe.keys {
        let values = machine.offered(part);
        let mut longer = Vec::new();
        for key in &keys {
            for value in values.iter().filter(|value| part.optional || !value.is_absent()) {
                let mut key = key.clone();
                key.push(Constant::of(*value));
                longer.push(key);
            }
        }
        keys = longer;
    }
    keys.dedup();
    Ok(keys)
}

/// The outcomes of a record: the gravest decides, warnings are kept.
#[derive(Default)]
struct Outcomes {
    verdict: Option<Said>,
    warnings: Vec<Said>,
}

impl Outcomes {
    fn take(&mut self, said: Said) {
        if said.kind == OutcomeKind::Warn {
            self.warnings.push(said);
            return;
        }
        let graver = |old: &Said| gravity(&said.kind) > gravity(&old.kind);
        if self.verdict.as_ref().is_none_or(graver) {
            self.verdict = Some(said);
        }
    }
}

fn gravity(kind: &OutcomeKind) -> u8 {
    match kind {
        OutcomeKind::Stop => 3,
        OutcomeKind::Skip => 2,
        OutcomeKind::Hold(_) | OutcomeKind::Retry { .. } => 1,
        OutcomeKind::Keep | OutcomeKind::Warn | OutcomeKind::Create(_) => 0,
    }
}

impl<'a> Machine<'a> {
    fn new(
        mapping: &'a Mapping,
        terms: &'a [Term],
        spans: &'a [Span],
        text: &'a str,
        slots: &'a Slots,
        facts: &'a dyn Facts,
        arena: &'a Bump,
    ) -> Machine<'a> {
        Machine {
            mapping,
            terms,
            spans,
            names: &[],
            text,
            slots,
            facts,
            arena,
            rows: [0; MAX_DEPTH],
            locals: Vec::new(),
            cells: Vec::new(),
            row_cells: Vec::new(),
            groups: Vec::new(),
            faults: Vec::new(),
            asks: Vec::new(),
            about: "",
            budget: BUDGET,
        }
    }

    fn op(&mut self, program: &'a Program, op: &'a Op, said: &mut Outcomes) {
        let stopped = match op {
            Op::Set(set) => self.set(set, false),
            Op::Let(local, term) => self.value(*term).map(|value| {
                self.locals[usize::from(local.0)] = value;
            }),
            Op::Each(each) => self.each(program, each, said),
            Op::Row(row) => self.row(program, row, said),
            Op::Check { condition, otherwise } => self.check(*condition, otherwise),
        };
        if let Err(Stop::Outcome(outcome)) = stopped {
            said.take(outcome);
        }
    }

    fn row_op(&mut self, program: &'a Program, op: &'a Op, said: &mut Outcomes) {
        match op {
            Op::Set(set) => {
                if let Err(Stop::Outcome(outcome)) = self.set(set, true) {
                    said.take(outcome);
                }
            }
            Op::Let(..) | Op::Each(_) | Op::Row(_) | Op::Check { .. } => self.op(program, op, said),
        }
    }

    fn set(&mut self, set: &'a Set, in_row: bool) -> Result<(), Stop> {
        if let Some(when) = set.when
            && !self.truth(when)?
        {
            return Ok(());
        }
        if let [cell] = set.cells[..] {
            let value = match self.value(set.value) {
                Err(Stop::Outcome(said)) if left_alone(&said) => {
                    return if said.kind == OutcomeKind::Warn {
                        Err(Stop::Outcome(said))
                    } else {
                        Ok(())
                    };
                }
                result => result?,
            };
            if value.is_absent() && set.absent == Absent::Required && !cell.optional {
                return self.missing(set);
            }
            self.store(cell.cell, value, in_row);
            return Ok(());
        }
        let values = match self.values(set.value) {
            Err(Stop::Outcome(said)) if said.kind == OutcomeKind::Keep => return Ok(()),
            result => result?,
        };
        for (index, cell) in set.cells.iter().enumerate() {
            let value = values.get(index).copied().unwrap_or(Value::Absent);
            if value.is_absent() && set.absent == Absent::Required && !cell.optional {
                return self.missing(set);
            }
            self.store(cell.cell, value, in_row);
        }
        Ok(())
    }

    fn store(&mut self, cell: u16, value: Value<'a>, in_row: bool) {
        let cells = if in_row { &mut self.row_cells } else { &mut self.cells };
        cells[usize::from(cell)] = value;
    }

    fn missing(&mut self, set: &Set) -> Result<(), Stop> {
        let fault = Fault::new(FaultKind::Missing, "");
        self.faults.push(Located { fault, span: set.span, member: None });
        Err(Stop::Fault)
    }

    fn each(
        &mut self,
        program: &'a Program,
        each: &'a Each,
        said: &mut Outcomes,
    ) -> Result<(), Stop> {
        if let Some(when) = each.when
            && !self.truth(when)?
        {
            return Ok(());
        }
        let group = usize::from(each.group);
        let width = program.layout.groups[group].cells.len();
        let depth = usize::from(each.rows.depth);
        let kept = self.rows[depth];
        for row in self.range(&each.rows) {
            self.rows[depth] = row;
            if let Some(filter) = each.rows.filter
                && !self.truth(filter)?
            {
                continue;
            }
            self.build(program, group, width, &each.body, said);
        }
        self.rows[depth] = kept;
        self.groups[group].ran = true;
        Ok(())
    }

    fn row(&mut self, program: &'a Program, row: &'a Row, said: &mut Outcomes) -> Result<(), Stop> {
        let group = usize::from(row.group);
        let applies = match row.when {
            Some(when) => self.truth(when)?,
            None => true,
        };
        if applies {
            let width = program.layout.groups[group].cells.len();
            self.build(program, group, width, &row.body, said);
        }
        self.groups[group].ran = true;
        Ok(())
    }

    fn build(
        &mut self,
        program: &'a Program,
        group: usize,
        width: usize,
        body: &'a [Op],
        said: &mut Outcomes,
    ) {
        let outer = std::mem::take(&mut self.row_cells);
        self.row_cells.resize(width, Value::Absent);
        for op in body {
            self.row_op(program, op, said);
        }
        let cells = self.arena.alloc_slice_copy(&self.row_cells);
        self.groups[group].rows.push(cells);
        self.row_cells = outer;
    }

    fn check(
        &mut self,
        condition: TermId,
        otherwise: &'a crate::program::Outcome,
    ) -> Result<(), Stop> {
        // What a check compares is not there yet when a field is broken or a question is open.
        if self.truth(condition)? || !self.faults.is_empty() || !self.asks.is_empty() {
            return Ok(());
        }
        Err(self.say(otherwise, &[], "totals"))
    }

    /// The values of one part of a key.
    fn offered(&mut self, part: &crate::program::ProbeKey) -> Vec<Value<'a>> {
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

/// Whether an outcome leaves the target field as it is and lets the record go on.
fn left_alone(said: &Said) -> bool {
    matches!(said.kind, OutcomeKind::Keep | OutcomeKind::Warn)
}

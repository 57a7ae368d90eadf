//! Evaluation of terms: one `match`, one line an arm. What needs more than a line lies beside.

mod arithmetic;
mod behind;
mod compare;
mod fold;
mod load;
mod several;
mod text;

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;

use crate::eval::blame::Blame;
use crate::eval::trace::Watch;
use crate::eval::{Ask, Facts, Located, Said};
use crate::program::{Constant, Each, Layout, Local, Mapping, Outcome, Program, Term, TermId};
use crate::schema::{EntityId, Sensitivity};
use crate::source::Span;
use crate::value::json::{Slots, TableId};
use crate::value::{Decimal, Fault, FaultKind, Value};

/// The most rows inside one another.
pub(super) const MAX_DEPTH: usize = 8;

/// Steps a record may take before it is given up.
const BUDGET: u32 = 1_000_000;

/// Why a term has no value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// A fault; noted.
    Fault,
    /// A question to a match; noted.
    Ask,
    /// An outcome; it lies in [`Machine::said`].
    Outcome,
    /// A conversion that cannot be done; it lies in [`Machine::lapse`]. Where a value may be missing
    /// the target is left alone and a warning tells why, elsewhere it becomes a fault.
    Lapse,
}

/// A term has no value; why stands in [`Machine::why`]. Nothing itself, so that a result is one register.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stopped;

/// A value stays where it was made, in the record's arena, and is handed on by its place.
pub(super) type Eval<'a> = Result<&'a Value<'a>, Stopped>;

/// What is known of a `let`.
#[derive(Clone, Copy)]
pub(super) enum Kept<'a> {
    /// Its value.
    Value(&'a Value<'a>),
    /// Nobody asked for it yet.
    Due(TermId),
}

/// The expressions that are run.
#[derive(Clone, Copy)]
pub(super) struct Code<'a> {
    pub(super) terms: &'a [Term],
    pub(super) spans: &'a [Span],
    pub(super) seen: &'a [Sensitivity],
    pub(super) names: &'a [(Option<TableId>, u16, Box<str>)],
    /// The whole program, where it is one.
    pub(super) program: Option<&'a Program>,
}

impl<'a> Code<'a> {
    /// Those of a program.
    pub(super) fn of(program: &'a Program) -> Code<'a> {
        Code {
            terms: &program.terms,
            spans: &program.spans,
            seen: &program.seen,
            names: &program.names,
            program: Some(program),
        }
    }

    /// Who may see what a term comes to.
    pub(super) fn seen(&self, id: TermId) -> Sensitivity {
        self.seen.get(id.0 as usize).copied().unwrap_or(Sensitivity::Open)
    }
}

/// The rows of a group in the making.
pub(super) struct Making<'a> {
    pub(super) ran: bool,
    pub(super) rows: ArenaVec<'a, &'a [&'a Value<'a>]>,
    /// When rows are checked again: for each row that is built yet which of `rows` it became, if any.
    pub(super) held: Option<std::slice::Iter<'a, Option<usize>>>,
    /// And what stood in the fields of each of `rows` before.
    pub(super) standing: &'a [&'a [&'a Value<'a>]],
}

/// What a program is run on, and what was noted on the way.
pub(super) struct Machine<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) code: Code<'a>,
    pub(super) text: &'a str,
    pub(super) slots: &'a Slots,
    pub(super) facts: &'a dyn Facts,
    pub(super) arena: &'a Bump,
    /// The row at hand at each depth.
    pub(super) rows: [usize; MAX_DEPTH],
    pub(super) locals: &'a mut [Kept<'a>],
    pub(super) cells: &'a mut [&'a Value<'a>],
    /// The cells of the row being built, and its group.
    pub(super) row_cells: &'a mut [&'a Value<'a>],
    pub(super) group: Option<usize>,
    /// What stands in the target, of the record and of the row at hand, where rules are checked again.
    pub(super) standing: Option<[&'a [&'a Value<'a>]; 2]>,
    /// The rows that are gone through.
    pub(super) each: Option<&'a Each>,
    pub(super) groups: ArenaVec<'a, Making<'a>>,
    pub(super) faults: Vec<Located>,
    /// Which values are to blame for them.
    pub(super) blame: Blame,
    pub(super) asks: Vec<Ask>,
    /// The records behind references that nobody has read yet.
    pub(super) records: Vec<(EntityId, Box<str>)>,
    /// Why the last term without a value has none.
    pub(super) why: Stop,
    /// The outcome under way.
    pub(super) said: Option<Said>,
    /// Outcomes that `let`s came to.
    pub(super) told: Vec<Said>,
    /// The conversion that could not be done.
    pub(super) lapse: Option<Located>,
    /// Whether the row being built lacks a part of its key.
    pub(super) keyless: bool,
    /// Steps left.
    pub(super) budget: u32,
    /// Who wants to know how cells come to their values.
    pub(super) watch: Option<Box<Watch<'a>>>,
}

impl<'a> Machine<'a> {
    pub(super) fn new(
        mapping: &'a Mapping,
        code: Code<'a>,
        text: &'a str,
        slots: &'a Slots,
        facts: &'a dyn Facts,
        arena: &'a Bump,
    ) -> Machine<'a> {
        Machine {
            mapping,
            code,
            text,
            slots,
            facts,
            arena,
            rows: [0; MAX_DEPTH],
            locals: &mut [],
            cells: &mut [],
            row_cells: &mut [],
            group: None,
            standing: None,
            each: None,
            groups: ArenaVec::new_in(arena),
            faults: Vec::new(),
            blame: Blame::default(),
            asks: Vec::new(),
            records: Vec::new(),
            why: Stop::Fault,
            said: None,
            told: Vec::new(),
            lapse: None,
            keyless: false,
            budget: BUDGET,
            watch: None,
        }
    }

    /// Makes room for what a program builds.
    pub(super) fn prepare(&mut self, locals: u16, layout: &Layout) {
        let absent = Kept::Value(&Value::Absent);
        self.locals = self.arena.alloc_slice_fill_copy(usize::from(locals), absent);
        self.cells = self.arena.alloc_slice_fill_copy(layout.cells.len(), &Value::Absent);
        let none =
            || Making { ran: false, rows: ArenaVec::new_in(self.arena), held: None, standing: &[] };
        self.groups.extend(layout.groups.iter().map(|_| none()));
    }

    /// The value of a term. What takes work is called and not inlined: this function is entered for
    /// every term, so it is a jump and keeps no room of its own.
    pub(super) fn value(&mut self, id: TermId) -> Eval<'a> {
        if self.budget <= 1 {
            return self.spent(id);
        }
        self.budget -= 1;
        let terms = self.code.terms;
        let term = &terms[id.0 as usize];
        match term {
            Term::Constant(constant) => Ok(self.constant(constant)),
            Term::Load { frame, slot, conversion } => self.load(id, *frame, *slot, *conversion),
            Term::Behind(behind) => self.behind(id, behind),
            Term::Position { depth, rows } => self.position(*depth, rows),
            Term::Local(local) => self.local(*local),
            Term::Cell(cell) => Ok(self.cells[usize::from(*cell)]),
            Term::RowCell(cell) => Ok(self.row_cells[usize::from(*cell)]),
            Term::Standing(number) => Ok(self.standing(*number)),
            Term::FoldStanding(fold, fields) => self.fold_standing(id, *fold, fields),
            Term::FoldBuilt(fold, cells) => self.fold_built(id, *fold, cells),
            Term::Fold(fold, rows, value) => self.fold(id, *fold, rows, *value),
            Term::Tuple(parts) => self.foremost(parts),
            Term::Part(tuple, part) => self.part(*tuple, *part),
            Term::Add(a, b) => self.add(id, *a, *b),
            Term::Subtract(a, b) => self.subtract(id, *a, *b),
            Term::Multiply(a, b) => self.multiply(id, *a, *b),
            Term::Divide(a, b, scale) => self.divide(id, *a, *b, *scale),
            Term::Round(a, digits) => self.round(id, *a, *digits),
            Term::Negate(a) => self.negate(id, *a),
            Term::Not(_) | Term::And(..) | Term::Or(..) | Term::Compare(..) | Term::In(..) => {
                self.logical(term)
            }
            Term::Choose { subject, arms, otherwise } => self.choose(*subject, arms, *otherwise),
            Term::Template(parts) => self.template(id, parts),
            Term::Call(builtin, args) => self.call(id, builtin, args),
            Term::Lookup { .. } | Term::Link { .. } => self.first(id, term),
            Term::Linked { role, left, key } => self.linked(*role, *left, *key),
            Term::Default(a, b) => self.default(*a, *b),
            Term::Outcome(outcome) => self.outcome(outcome),
        }
    }

    /// The same of what is mostly there already, without a step of its own.
    #[inline]
    fn operand(&mut self, id: TermId) -> Eval<'a> {
        let terms = self.code.terms;
        match &terms[id.0 as usize] {
            Term::Local(local) => self.local(*local),
            Term::RowCell(cell) => Ok(self.row_cells[usize::from(*cell)]),
            _ => self.value(id),
        }
    }

    /// What stands in the target; nothing where the record or the row is not there yet.
    #[cold]
    fn standing(&self, number: u16) -> &'a Value<'a> {
        let at = |held: &[&'a Value<'a>]| held.get(usize::from(number)).copied();
        let filled = |value: &&'a Value<'a>| !value.is_absent();
        let found = self.standing.iter().flatten().filter_map(|held| at(held)).find(filled);
        found.unwrap_or(&Value::Absent)
    }

    #[inline(never)]
    fn constant(&self, constant: &'a Constant) -> &'a Value<'a> {
        self.keep(constant.value())
    }

    #[inline(never)]
    fn outcome(&mut self, outcome: &'a Outcome) -> Eval<'a> {
        Err(self.say(outcome, &[], Sensitivity::Open, "validation"))
    }

    #[inline(never)]
    fn logical(&mut self, term: &'a Term) -> Eval<'a> {
        self.decided(term).map(logical)
    }

    /// The value of a `let`, reckoned when it is first asked for. One that comes to nothing is
    /// absent; why is noted.
    pub(super) fn local(&mut self, local: Local) -> Eval<'a> {
        let number = usize::from(local.0);
        let term = match &self.locals[number] {
            Kept::Value(value) => return Ok(value),
            Kept::Due(term) => *term,
        };
        let value = self.value(term).unwrap_or_else(|Stopped| {
            self.grave();
            self.told.extend(self.said.take());
            &Value::Absent
        });
        self.locals[number] = Kept::Value(value);
        Ok(value)
    }

    /// A condition: absent is false. What cannot be converted leaves it open, which is a fault.
    pub(super) fn truth(&mut self, id: TermId) -> Result<bool, Stopped> {
        let terms = self.code.terms;
        let term = &terms[id.0 as usize];
        let truth = match term {
            Term::Not(_) | Term::And(..) | Term::Or(..) | Term::Compare(..) | Term::In(..) => {
                self.decided(term)
            }
            _ => self.value(id).map(|value| matches!(value, Value::Bool(true))),
        };
        truth.map_err(|Stopped| self.grave())
    }

    /// What a comparison, or several put together, come to.
    fn decided(&mut self, term: &'a Term) -> Result<bool, Stopped> {
        match term {
            Term::Not(a) => Ok(!self.truth(*a)?),
            Term::And(a, b) => Ok(self.truth(*a)? && self.truth(*b)?),
            Term::Or(a, b) => Ok(self.truth(*a)? || self.truth(*b)?),
            Term::Compare(how, a, b) => self.compare(*how, *a, *b),
            Term::In(a, set) => self.within(*a, set),
            _ => Ok(false),
        }
    }

    /// Makes a fault of a conversion that could not be done.
    pub(super) fn grave(&mut self) -> Stopped {
        if self.why != Stop::Lapse {
            return Stopped;
        }
        self.faults.extend(self.lapse.take());
        self.stop(Stop::Fault)
    }

    /// Notes why a term has no value.
    pub(super) fn stop(&mut self, why: Stop) -> Stopped {
        self.why = why;
        Stopped
    }

    /// Gives the record up; said once.
    #[cold]
    fn spent(&mut self, id: TermId) -> Eval<'a> {
        if self.budget == 0 {
            return Err(self.stop(Stop::Fault));
        }
        self.budget = 0;
        self.fault(id, Fault::new(FaultKind::TooManySteps, BUDGET.to_string()))
    }

    /// Notes a fault at a term.
    #[cold]
    pub(super) fn fault<T>(&mut self, id: TermId, fault: Fault) -> Result<T, Stopped> {
        let span = self.code.spans[id.0 as usize];
        let seen = self.code.seen(id);
        self.note_reckoned(Located { seen, ..Located::new(fault, span) }, id);
        Err(self.stop(Stop::Fault))
    }

    /// A value in the place where it stays.
    fn keep(&self, value: Value<'a>) -> &'a Value<'a> {
        self.arena.alloc(value)
    }

    /// The same of a number, unless it could not be computed.
    fn numeric(&mut self, id: TermId, number: Result<Decimal, Fault>) -> Eval<'a> {
        match number {
            Ok(number) => Ok(self.keep(Value::Number(number))),
            Err(fault) => self.fault(id, fault),
        }
    }

    fn settle<T>(&mut self, id: TermId, result: Result<T, Fault>) -> Result<T, Stopped> {
        result.or_else(|fault| self.fault(id, fault))
    }
}

fn logical<'a>(truth: bool) -> &'a Value<'a> {
    if truth { &Value::Bool(true) } else { &Value::Bool(false) }
}

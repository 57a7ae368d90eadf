//! How rules come to their values, step by step: the members they read, the rows of tables and the
//! records they find, the branches they take, what they reckon. For people who ask where a value
//! came from; a run asks for none of it.

use bumpalo::Bump;

use crate::eval::Facts;
use crate::eval::machine::{Code, Machine};
use crate::eval::statements::Outcomes;
use crate::program::{Constant, Mapping, Program, Reads, Set, TemplatePart, Term, TermId, Toward};
use crate::schema::Sensitivity;
use crate::source::Span;
use crate::value::Value;
use crate::value::json::{self, JsonError, Limits, RawKind, Slots};

/// The most steps of one rule that are told.
const STEPS: usize = 100;

/// A cell: of the record, or of a row of that group.
pub type CellOf = (Option<usize>, u16);

/// How a cell came to its value.
#[derive(Clone, Debug)]
pub struct Traced {
    /// The cell.
    pub cell: CellOf,
    /// Which of the rows that its group builds.
    pub row: usize,
    /// The steps; what a step took its value from stands below it, deeper.
    pub steps: Vec<Step>,
}

/// A step to a value.
#[derive(Clone, Debug)]
pub struct Step {
    /// How deep it stands.
    pub depth: u8,
    /// Where it is written.
    pub span: Span,
    /// What it does.
    pub did: Did,
    /// What it comes to; absent where it comes to nothing.
    pub value: Constant,
    /// Who may see that.
    pub sensitivity: Sensitivity,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Did {
    /// Reads a member of the payload: its name and its text as it came.
    Read(Box<str>, Option<Box<str>>),
    /// Looks a row of a table up: the table, and the row that was found, by their numbers.
    Row(u16, Option<usize>),
    /// Asks a match for a counterpart, by its number.
    Match(u16),
    /// Takes a value that the mapping or the settings fix.
    Fixed,
    /// Takes what stands for a value that is not there.
    Default,
    /// Takes a branch, a `let`, or reckons.
    Reckoned,
}

/// What is traced while a program runs.
pub(super) struct Watch<'a> {
    wanted: &'a dyn Fn(CellOf) -> bool,
    traced: Vec<Traced>,
}

/// Runs a program on a payload and tells how the cells that are `wanted` came to their values.
///
/// # Errors
/// When the payload is no JSON object, or over a limit.
pub fn trace(
    mapping: &Mapping,
    program: &Program,
    text: &str,
    facts: &dyn Facts,
    wanted: &dyn Fn(CellOf) -> bool,
) -> Result<Vec<Traced>, JsonError> {
    let (mut slots, arena) = (Slots::default(), Bump::new());
    json::read(&program.shape, text, &mut slots, Limits::default())?;
    let mut machine = Machine::new(mapping, Code::of(program), text, &slots, facts, &arena);
    machine.prepare(program.locals, &program.layout);
    machine.watch = Some(Box::new(Watch { wanted, traced: Vec::new() }));
    let mut said = Outcomes::default();
    for op in &program.ops {
        machine.op(&program.layout, op, &mut said);
    }
    let built: Vec<usize> = machine.groups.iter().map(|group| group.rows.len()).collect();
    let mut traced = machine.watch.map(|watch| watch.traced).unwrap_or_default();
    // A row that was left out for want of its key is nobody's.
    traced.retain(|one| one.cell.0.is_none_or(|group| one.row < built[group]));
    Ok(traced)
}

impl<'a> Machine<'a> {
    /// Notes how a rule comes to its value, where somebody watches its cell.
    #[cold]
    pub(super) fn watched(&mut self, set: &Set) {
        let Some(mut watch) = self.watch.take() else { return };
        let cells = set.cells.iter().map(|cell| (self.group, cell.cell)).enumerate();
        let cells: Vec<(usize, CellOf)> = cells.filter(|(_, cell)| (watch.wanted)(*cell)).collect();
        let applies = set.when.is_none_or(|when| self.truth(when).unwrap_or(false));
        for (part, cell) in cells.into_iter().filter(|_| applies) {
            let row = self.group.map_or(0, |group| self.groups[group].rows.len());
            let mut steps = Vec::new();
            let tuple = &self.code.terms[set.value.0 as usize];
            let value = match tuple {
                Term::Tuple(parts) => parts.get(part).copied().unwrap_or(set.value),
                _ => set.value,
            };
            self.walk(value, 0, &mut steps);
            watch.traced.retain(|one| (one.cell, one.row) != (cell, row));
            watch.traced.push(Traced { cell, row, steps });
        }
        // What came to nothing on the way is told by the run itself.
        self.said = None;
        self.watch = Some(watch);
    }

    fn walk(&mut self, id: TermId, depth: u8, steps: &mut Vec<Step>) {
        if steps.len() >= STEPS {
            return;
        }
        let terms: &'a [Term] = self.code.terms;
        let term = &terms[id.0 as usize];
        if let Term::Default(first, _) = term
            && self.value(*first).is_ok_and(|value| !value.is_absent())
        {
            return self.walk(*first, depth, steps);
        }
        let did = self.did(id, term);
        let value = self.value(id).map_or(Constant::Absent, |value| Constant::of(*value));
        let (span, sensitivity) = (self.code.spans[id.0 as usize], self.code.seen(id));
        // What the compiler made of one expression is one step.
        let known = steps.last().is_some_and(|last| {
            did == Did::Reckoned && last.did == did && last.span == span && last.value == value
        });
        let mut below = depth;
        if !known {
            steps.push(Step { depth, span, did, value, sensitivity });
            below = depth.saturating_add(1);
        }
        for inner in self.inner(term) {
            self.walk(inner, below, steps);
        }
    }

    fn did(&mut self, id: TermId, term: &'a Term) -> Did {
        match term {
            Term::Load { frame, slot, .. } => {
                let name = self.code.program.and_then(|program| program.name_of(id));
                let raw = self.raw(*frame, *slot);
                let there = !matches!(raw.kind, RawKind::Absent | RawKind::Rows);
                let raw = there.then(|| self.text[raw.range()].into());
                Did::Read(name.map_or_else(Box::default, |name| self.numbered(name, *frame)), raw)
            }
            Term::Behind(behind) => {
                Did::Read(behind.path.clone(), self.raw_behind(behind).map(Into::into))
            }
            Term::Lookup { table, toward, key, .. } => {
                Did::Row(*table, self.row_of(*table, *toward, key))
            }
            Term::Link { role, .. } => Did::Match(*role),
            Term::Constant(_) => Did::Fixed,
            Term::Default(..) => Did::Default,
            _ => Did::Reckoned,
        }
    }

    /// The row of a table that these keys find, by its number.
    fn row_of(&mut self, table: u16, toward: Toward, key: &[TermId]) -> Option<usize> {
        let table = &self.mapping.tables[usize::from(table)];
        let values: Result<Vec<&Value<'_>>, _> = key.iter().map(|key| self.value(*key)).collect();
        let found = table.find(toward, &values.ok()?)?;
        table.rows.iter().position(|row| std::ptr::eq(row, found))
    }

    /// The terms that a term took its value from, of branches the one that was taken.
    fn inner(&mut self, term: &'a Term) -> Vec<TermId> {
        match term {
            Term::Local(local) => {
                let reads = self.code.program.map(|it| Reads::new(&it.terms, &it.ops));
                reads.and_then(|reads| reads.local(*local)).into_iter().collect()
            }
            Term::Choose { subject, arms, otherwise } => {
                let arm = self.chosen(*subject, arms, *otherwise).ok().flatten();
                [*subject].into_iter().chain(arm).collect()
            }
            Term::Behind(behind) => vec![behind.reference],
            Term::Lookup { key, .. } | Term::Link { key, .. } => key.clone(),
            Term::Tuple(parts) | Term::Call(_, parts) => parts.clone(),
            Term::Add(a, b)
            | Term::Subtract(a, b)
            | Term::Multiply(a, b)
            | Term::Divide(a, b, _)
            | Term::And(a, b)
            | Term::Or(a, b)
            | Term::Compare(_, a, b)
            | Term::Default(a, b) => vec![*a, *b],
            Term::Part(a, _)
            | Term::Round(a, _)
            | Term::Negate(a)
            | Term::Not(a)
            | Term::In(a, _)
            | Term::Linked { key: a, .. } => vec![*a],
            Term::Template(parts) => holes(parts),
            Term::Constant(_)
            | Term::Load { .. }
            | Term::Position { .. }
            | Term::Cell(_)
            | Term::Standing(_)
            | Term::FoldStanding(..)
            | Term::RowCell(_)
            | Term::FoldBuilt(..)
            | Term::Fold(..)
            | Term::Outcome(_) => Vec::new(),
        }
    }
}

fn holes(parts: &[TemplatePart]) -> Vec<TermId> {
    let mut terms = Vec::new();
    for part in parts {
        match part {
            TemplatePart::Hole(term) => terms.push(*term),
            TemplatePart::Optional(inner) => terms.extend(holes(inner)),
            TemplatePart::Plain(_) | TemplatePart::Value | TemplatePart::Member(_) => {}
        }
    }
    terms
}

//! Several values at once: of a tuple, a table or a match.

use bumpalo::collections::String as ArenaString;

use crate::builtins;
use crate::eval::machine::text::shown;
use crate::eval::machine::{Eval, Machine, Stop, Stopped, logical};
use crate::eval::{Ask, Found, KEY_SEPARATOR};
use crate::program::{Constant, OutcomeKind, Table, Term, TermId, Toward};
use crate::schema::{EntityId, Sensitivity};
use crate::value::{Fault, FaultKind, Value};

type Values<'a> = Result<&'a [&'a Value<'a>], Stopped>;

impl<'a> Machine<'a> {
    /// The values of a term, side by side.
    pub(in crate::eval) fn values(&mut self, id: TermId) -> Values<'a> {
        let terms = self.code.terms;
        match &terms[id.0 as usize] {
            Term::Tuple(parts) => self.each_of(parts),
            Term::Lookup { table, toward, key, columns } => {
                let row = self.lookup(id, *table, *toward, key)?;
                let columns = if row.is_empty() { &[] } else { &columns[..] };
                Ok(self.kept(columns.iter().map(|column| &row[usize::from(*column)])))
            }
            Term::Link { role, toward, key, entity } => {
                let records = self.link(*role, *toward, key, *entity)?;
                Ok(self.kept(records.iter()))
            }
            Term::Default(a, b) => {
                let values = match self.values(*a) {
                    Err(Stopped) if self.replaces(*b) => &[],
                    Err(Stopped) => return Err(self.excused(*a, *b)),
                    Ok(values) => values,
                };
                if values.iter().all(|value| value.is_absent()) {
                    self.values(*b)
                } else {
                    Ok(values)
                }
            }
            Term::Choose { subject, arms, otherwise } => {
                match self.chosen(*subject, arms, *otherwise)? {
                    Some(value) => self.values(value),
                    None => Ok(&[]),
                }
            }
            _ => {
                let value = self.value(id)?;
                Ok(std::slice::from_ref(self.arena.alloc(value)))
            }
        }
    }

    #[inline(never)]
    pub(super) fn foremost(&mut self, tuple: &[TermId]) -> Eval<'a> {
        tuple.first().map_or(Ok(&Value::Absent), |part| self.value(*part))
    }

    #[inline(never)]
    pub(super) fn part(&mut self, tuple: TermId, part: u16) -> Eval<'a> {
        let values = self.values(tuple)?;
        Ok(values.get(usize::from(part)).copied().unwrap_or(&Value::Absent))
    }

    /// The first value of a table's or a match's answer.
    #[inline(never)]
    pub(super) fn first(&mut self, id: TermId, term: &'a Term) -> Eval<'a> {
        let first = match term {
            Term::Lookup { table, toward, key, columns } => {
                let row = self.lookup(id, *table, *toward, key)?;
                columns.first().and_then(|column| row.get(usize::from(*column)))
            }
            Term::Link { role, toward, key, entity } => {
                self.link(*role, *toward, key, *entity)?.first()
            }
            _ => None,
        };
        Ok(first.map_or(&Value::Absent, |first| self.keep(first.value())))
    }

    fn kept(&self, constants: impl ExactSizeIterator<Item = &'a Constant>) -> &'a [&'a Value<'a>] {
        self.arena.alloc_slice_fill_iter(constants.map(|constant| self.keep(constant.value())))
    }

    fn each_of(&mut self, parts: &[TermId]) -> Values<'a> {
        let values = self.arena.alloc_slice_fill_copy(parts.len(), &Value::Absent);
        for (value, part) in values.iter_mut().zip(parts) {
            *value = self.value(*part)?;
        }
        Ok(values)
    }

    /// The cells of the other side in the row of a key; none of an absent one.
    fn lookup(
        &mut self,
        id: TermId,
        table: u16,
        toward: Toward,
        key: &[TermId],
    ) -> Result<&'a [Constant], Stopped> {
        let mapping = self.mapping;
        let table: &Table = &mapping.tables[usize::from(table)];
        // Nearly every table has one key column.
        let single;
        let values = if let [key] = key {
            single = [self.value(*key)?];
            if single[0].is_absent() {
                return Ok(&[]);
            }
            &single[..]
        } else {
            self.each_of(key)?
        };
        if table.rows.is_empty()
            && let Some(outcome) = &table.no_rows
        {
            return Err(self.say(outcome, values, self.gravest(key), "unmapped"));
        }
        let Some(row) = table.find(toward, values) else {
            if let Some(outcome) = &table.otherwise {
                return Err(self.say(outcome, values, self.gravest(key), "unmapped"));
            }
            let shown = shown(values, self.arena);
            return self.fault(id, Fault::new(FaultKind::BadArgument, shown));
        };
        if let Some(outcome) = &row.outcome {
            return Err(self.say(outcome, values, self.gravest(key), "unmapped"));
        }
        Ok(match toward {
            Toward::Left => &row.left,
            Toward::Right => &row.right,
        })
    }

    /// Who may see all of these.
    fn gravest(&self, terms: &[TermId]) -> Sensitivity {
        let seen = terms.iter().map(|term| self.code.seen(*term));
        seen.max().unwrap_or(Sensitivity::Open)
    }

    /// The counterpart's parts; none of an absent record.
    fn link(
        &mut self,
        role: u16,
        toward: Toward,
        key: &[TermId],
        entity: Option<EntityId>,
    ) -> Result<&'a [Constant], Stopped> {
        let key = self.joined(key)?;
        if key.is_empty() {
            return Ok(&[]);
        }
        let facts = self.facts;
        match facts.find(role, toward, key) {
            Some(Found::Records(records)) => Ok(records),
            Some(Found::Outcome(said)) => {
                self.said = Some(said.clone());
                Err(self.stop(Stop::Outcome))
            }
            None => {
                let ask = Ask { role, toward, key: key.into(), entity };
                if !self.asks.contains(&ask) {
                    self.asks.push(ask);
                }
                Err(self.stop(Stop::Ask))
            }
        }
    }

    /// The parts of a key as one text.
    fn joined(&mut self, key: &[TermId]) -> Result<&'a str, Stopped> {
        if let [part] = key {
            return Ok(builtins::show(*self.value(*part)?, self.arena));
        }
        let mut joined = ArenaString::new_in(self.arena);
        for (number, part) in key.iter().enumerate() {
            let text = builtins::show(*self.value(*part)?, self.arena);
            if number > 0 {
                joined.push(KEY_SEPARATOR);
            }
            joined.push_str(text);
        }
        Ok(joined.into_bump_str())
    }

    /// Whether the journal knows the counterpart of a record; of no record there is none.
    #[inline(never)]
    pub(super) fn linked(&mut self, role: u16, left: bool, key: TermId) -> Eval<'a> {
        let text = builtins::show(*self.value(key)?, self.arena);
        Ok(logical(!text.is_empty() && self.facts.linked(role, left, text)))
    }

    #[inline(never)]
    pub(super) fn default(&mut self, a: TermId, b: TermId) -> Eval<'a> {
        match self.value(a) {
            Ok(Value::Absent) => self.value(b),
            Err(Stopped) if self.replaces(b) => self.value(b),
            Err(Stopped) => Err(self.excused(a, b)),
            result => result,
        }
    }

    /// What comes of a term without a value that has a `default`. A conversion that could not be
    /// done gives way to an outcome, with the text that is to blame as its `{value}`; it does not to
    /// a value, or nobody would ever see that the source is broken.
    fn excused(&mut self, value: TermId, default: TermId) -> Stopped {
        let terms = self.code.terms;
        let Term::Outcome(outcome) = &terms[default.0 as usize] else { return Stopped };
        if self.why != Stop::Lapse {
            return Stopped;
        }
        let blamed = self.lapse.take().map(|lapse| lapse.fault.value).unwrap_or_default();
        let blamed = self.arena.alloc_str(&blamed);
        let seen = self.code.seen(value);
        self.say(outcome, &[&Value::Text(blamed)], seen, "validation")
    }

    /// Whether a `default` takes the place of an outcome under way: it replaces an absent source;
    /// only one that is an outcome replaces another outcome, and none takes back a `stop`.
    fn replaces(&mut self, default: TermId) -> bool {
        if self.why != Stop::Outcome {
            return false;
        }
        let is_outcome = matches!(self.code.terms[default.0 as usize], Term::Outcome(_));
        let stops = self.said.as_ref().is_some_and(|said| said.kind == OutcomeKind::Stop);
        if is_outcome && !stops {
            self.said = None;
        }
        is_outcome && !stops
    }
}

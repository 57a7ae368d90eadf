//! Evaluation of terms: one `match`, one line an arm.

use bumpalo::Bump;

use crate::builtins;
use crate::eval::convert::{convert, scalar_text};
use crate::eval::{Ask, Facts, Found, KEY_SEPARATOR, Located, Said};
use crate::program::{
    Comparison, Constant, Conversion, Fold, Frame, Mapping, Outcome, OutcomeKind, RowsTerm, Table,
    TemplatePart, Term, TermId, Toward,
};
use crate::schema::EntityId;
use crate::source::Span;
use crate::value::json::{Raw, RawKind, Slots};
use crate::value::{Decimal, Fault, FaultKind, Rounding, Value};

/// The most rows inside one another.
pub(super) const MAX_DEPTH: usize = 8;

/// Why a term has no value: a fault that was noted, a question that was asked, an outcome.
#[derive(Debug)]
pub(super) enum Stop {
    /// A fault; noted.
    Fault,
    /// A question to a match; noted.
    Ask,
    /// An outcome.
    Outcome(Said),
}

pub(super) type Eval<'a> = Result<Value<'a>, Stop>;

/// What a program is run on, and what was noted on the way.
pub(super) struct Machine<'a> {
    pub(super) mapping: &'a Mapping,
    pub(super) terms: &'a [Term],
    pub(super) spans: &'a [Span],
    pub(super) names: &'a [(Option<crate::value::json::TableId>, u16, Box<str>)],
    pub(super) text: &'a str,
    pub(super) slots: &'a Slots,
    pub(super) facts: &'a dyn Facts,
    pub(super) arena: &'a Bump,
    /// The row at hand at each depth.
    pub(super) rows: [usize; MAX_DEPTH],
    pub(super) locals: Vec<Value<'a>>,
    pub(super) cells: Vec<Value<'a>>,
    pub(super) row_cells: Vec<Value<'a>>,
    pub(super) groups: Vec<super::BuiltRows<'a>>,
    pub(super) faults: Vec<Located>,
    pub(super) asks: Vec<Ask>,
    /// What the outcome under way is about.
    pub(super) about: &'a str,
    /// Steps left before the record is given up.
    pub(super) budget: u32,
}

impl<'a> Machine<'a> {
    /// The value of a term.
    pub(super) fn value(&mut self, id: TermId) -> Eval<'a> {
        self.budget = self.budget.saturating_sub(1);
        if self.budget == 0 {
            return self.fault(id, Fault::new(FaultKind::Overflow, "steps"));
        }
        let terms = self.terms;
        match &terms[id.0 as usize] {
            Term::Constant(constant) => Ok(constant.value()),
            Term::Load { frame, slot, conversion } => self.load(id, *frame, *slot, *conversion),
            Term::Position { depth, rows } => Ok(self.position(*depth, rows)),
            Term::Local(local) => Ok(self.locals[usize::from(local.0)]),
            Term::Cell(cell) => Ok(self.cells[usize::from(*cell)]),
            Term::RowCell(cell) => Ok(self.row_cells[usize::from(*cell)]),
            Term::FoldBuilt(fold, cells) => self.fold_built(id, *fold, cells),
            Term::Fold(fold, rows, value) => self.fold(id, *fold, rows, *value),
            Term::Tuple(parts) => parts.first().map_or(Ok(Value::Absent), |part| self.value(*part)),
            Term::Part(tuple, part) => self.part(*tuple, *part),
            Term::Add(a, b) => self.add(id, *a, *b),
            Term::Subtract(a, b) => self.subtract(id, *a, *b),
            Term::Multiply(a, b) => self.arithmetic(id, *a, *b, Decimal::times),
            Term::Divide(a, b, scale) => self.divide(id, *a, *b, *scale),
            Term::Negate(a) => self.negate(id, *a),
            Term::Not(a) => Ok(Value::Bool(!self.truth(*a)?)),
            Term::And(a, b) => Ok(Value::Bool(self.truth(*a)? && self.truth(*b)?)),
            Term::Or(a, b) => Ok(Value::Bool(self.truth(*a)? || self.truth(*b)?)),
            Term::Compare(how, a, b) => self.compare(*how, *a, *b),
            Term::In(a, set) => self.within(*a, set),
            Term::Choose { subject, arms, otherwise } => self.choose(*subject, arms, *otherwise),
            Term::Template(parts) => self.template(parts),
            Term::Call(builtin, args) => self.call(id, builtin, args),
            Term::Lookup { .. } | Term::Link { .. } => self.part(id, 0),
            Term::Linked { role, left, key } => self.linked(*role, *left, *key),
            Term::Default(a, b) => self.default(*a, *b),
            Term::Outcome(outcome) => self.outcome(outcome),
        }
    }

    /// Several values at once: of a tuple, a table or a match.
    pub(super) fn values(&mut self, id: TermId) -> Result<Vec<Value<'a>>, Stop> {
        let terms = self.terms;
        match &terms[id.0 as usize] {
            Term::Tuple(parts) => parts.iter().map(|part| self.value(*part)).collect(),
            Term::Lookup { table, toward, key, columns } => {
                self.lookup(id, *table, *toward, key, columns)
            }
            Term::Link { role, toward, key, entity } => self.link(*role, *toward, key, *entity),
            Term::Default(a, b) => {
                let values = match self.values(*a) {
                    Ok(values) => values,
                    Err(Stop::Outcome(said)) if self.replaces(*b, &said) => Vec::new(),
                    Err(stop) => return Err(stop),
                };
                if values.iter().all(Value::is_absent) { self.values(*b) } else { Ok(values) }
            }
            Term::Choose { subject, arms, otherwise } => {
                let subject = self.value(*subject)?;
                let arm = arms.iter().find(|(label, _)| equal(label.value(), subject));
                match arm.map(|(_, value)| *value).or(*otherwise) {
                    Some(value) => self.values(value),
                    None => Ok(Vec::new()),
                }
            }
            _ => Ok(vec![self.value(id)?]),
        }
    }

    /// A condition: absent is false.
    pub(super) fn truth(&mut self, id: TermId) -> Result<bool, Stop> {
        Ok(matches!(self.value(id)?, Value::Bool(true)))
    }

    /// Notes a fault at a term.
    pub(super) fn fault<T>(&mut self, id: TermId, fault: Fault) -> Result<T, Stop> {
        let span = self.spans[id.0 as usize];
        self.faults.push(Located { fault, span, member: None });
        Err(Stop::Fault)
    }

    fn raw(&self, frame: Frame, slot: u16) -> Raw {
        match frame {
            Frame::Head => self.slots.head(slot),
            Frame::Row { table, depth } => {
                self.slots.row(table, self.rows[usize::from(depth)], slot)
            }
        }
    }

    fn load(&mut self, id: TermId, frame: Frame, slot: u16, conversion: Conversion) -> Eval<'a> {
        let raw = self.raw(frame, slot);
        let converted = match conversion {
            Conversion::Tagged { tag } => self.tagged(frame, raw, tag),
            plain => convert(self.text, raw, plain, self.arena),
        };
        converted.map_err(|fault| {
            let table = match frame {
                Frame::Head => None,
                Frame::Row { table, .. } => Some(table),
            };
            let named = self.names.iter().find(|(t, s, _)| *t == table && *s == slot);
            let name = named.map_or_else(Box::default, |(_, _, name)| self.numbered(name, frame));
            let span = self.spans[id.0 as usize];
            let member = Some((name, raw.start as usize));
            self.faults.push(Located { fault, span, member });
            Stop::Fault
        })
    }

    /// `items[].quantity` with the number of the row at hand in the brackets.
    fn numbered(&self, name: &str, frame: Frame) -> Box<str> {
        match frame {
            Frame::Head => name.into(),
            Frame::Row { depth, .. } => {
                name.replacen("[]", &format!("[{}]", self.rows[usize::from(depth)]), 1).into()
            }
        }
    }

    fn tagged(&self, frame: Frame, raw: Raw, tag: u16) -> Result<Value<'a>, Fault> {
        let kind = scalar_text(self.text, self.raw(frame, tag), self.arena).unwrap_or_default();
        let entity = self.mapping.tags.iter().find(|(name, _)| **name == *kind);
        match entity {
            Some((_, entity)) => {
                convert(self.text, raw, Conversion::Reference(*entity), self.arena)
            }
            None => convert(self.text, raw, scalar_of(kind), self.arena),
        }
    }

    /// The rows of a term in the payload, filtered one by one by the caller.
    pub(super) fn range(&mut self, rows: &RowsTerm) -> std::ops::Range<usize> {
        let raw = self.raw(rows.frame, rows.slot);
        if raw.kind == RawKind::Rows { raw.range() } else { 0..0 }
    }

    fn position(&mut self, depth: u8, rows: &RowsTerm) -> Value<'a> {
        let first = self.range(rows).start;
        let number = self.rows[usize::from(depth)] - first + 1;
        Value::Number(Decimal::new(number as i128, 0))
    }

    fn fold(&mut self, id: TermId, fold: Fold, rows: &RowsTerm, value: TermId) -> Eval<'a> {
        let mut folding = Folding::new(fold);
        let depth = usize::from(rows.depth);
        let kept = self.rows[depth];
        for row in self.range(rows) {
            self.rows[depth] = row;
            let counts = match rows.filter {
                Some(filter) => self.truth(filter)?,
                None => true,
            };
            if !counts {
                continue;
            }
            let value = self.value(value)?;
            match folding.take(value) {
                Ok(true) => break,
                Ok(false) => {}
                Err(fault) => return self.fault(id, fault),
            }
        }
        self.rows[depth] = kept;
        Ok(folding.result())
    }

    fn fold_built(&mut self, id: TermId, fold: Fold, cells: &[(u16, u16)]) -> Eval<'a> {
        let mut folding = Folding::new(fold);
        for (group, cell) in cells {
            for row in 0..self.groups[usize::from(*group)].rows.len() {
                let value = self.groups[usize::from(*group)].rows[row][usize::from(*cell)];
                match folding.take(value) {
                    Ok(true) => return Ok(folding.result()),
                    Ok(false) => {}
                    Err(fault) => return self.fault(id, fault),
                }
            }
        }
        Ok(folding.result())
    }

    fn part(&mut self, tuple: TermId, part: u16) -> Eval<'a> {
        let values = self.values(tuple)?;
        Ok(values.get(usize::from(part)).copied().unwrap_or(Value::Absent))
    }

    fn number(&mut self, id: TermId) -> Result<Option<Decimal>, Stop> {
        match self.value(id)? {
            Value::Number(number) => Ok(Some(number)),
            Value::Absent | Value::Clear => Ok(None),
            other => self.fault(id, Fault::new(FaultKind::NotNumber, format!("{other:?}"))),
        }
    }

    fn arithmetic(
        &mut self,
        id: TermId,
        a: TermId,
        b: TermId,
        operation: fn(Decimal, Decimal) -> Result<Decimal, Fault>,
    ) -> Eval<'a> {
        match (self.number(a)?, self.number(b)?) {
            (Some(a), Some(b)) => match operation(a, b) {
                Ok(number) => Ok(Value::Number(number)),
                Err(fault) => self.fault(id, fault),
            },
            _ => Ok(Value::Absent),
        }
    }

    fn add(&mut self, id: TermId, a: TermId, b: TermId) -> Eval<'a> {
        match (self.value(a)?, self.value(b)?) {
            (Value::Number(a), Value::Number(b)) => self.settle(id, a.plus(b).map(Value::Number)),
            (Value::Span(a), Value::Span(b)) => Ok(Value::Span(a.saturating_add(b))),
            (moment @ (Value::Day(_) | Value::Moment(_)), Value::Span(span))
            | (Value::Span(span), moment @ (Value::Day(_) | Value::Moment(_))) => {
                self.settle(id, builtins::later(moment, span))
            }
            (Value::Absent, _) | (_, Value::Absent) => Ok(Value::Absent),
            (a, _) => self.fault(id, Fault::new(FaultKind::BadArgument, format!("{a:?}"))),
        }
    }

    fn subtract(&mut self, id: TermId, a: TermId, b: TermId) -> Eval<'a> {
        match (self.value(a)?, self.value(b)?) {
            (Value::Number(a), Value::Number(b)) => self.settle(id, a.minus(b).map(Value::Number)),
            (Value::Span(a), Value::Span(b)) => Ok(Value::Span(a.saturating_sub(b))),
            (moment @ (Value::Day(_) | Value::Moment(_)), Value::Span(span)) => {
                self.settle(id, builtins::later(moment, span.saturating_neg()))
            }
            (Value::Absent, _) | (_, Value::Absent) => Ok(Value::Absent),
            (a, _) => self.fault(id, Fault::new(FaultKind::BadArgument, format!("{a:?}"))),
        }
    }

    fn settle(&mut self, id: TermId, result: Result<Value<'a>, Fault>) -> Eval<'a> {
        result.or_else(|fault| self.fault(id, fault))
    }

    fn divide(&mut self, id: TermId, a: TermId, b: TermId, scale: u8) -> Eval<'a> {
        match (self.number(a)?, self.number(b)?) {
            (Some(a), Some(b)) => {
                self.settle(id, a.divide(b, scale, Rounding::HalfAwayFromZero).map(Value::Number))
            }
            _ => Ok(Value::Absent),
        }
    }

    fn negate(&mut self, id: TermId, a: TermId) -> Eval<'a> {
        match self.value(a)? {
            Value::Number(number) => Ok(Value::Number(number.negate())),
            Value::Span(seconds) => Ok(Value::Span(seconds.saturating_neg())),
            Value::Absent => Ok(Value::Absent),
            other => self.fault(id, Fault::new(FaultKind::NotNumber, format!("{other:?}"))),
        }
    }

    fn compare(&mut self, how: Comparison, a: TermId, b: TermId) -> Eval<'a> {
        let (a, b) = (self.value(a)?, self.value(b)?);
        Ok(Value::Bool(match how {
            Comparison::Equal => equal(a, b),
            Comparison::NotEqual => !equal(a, b),
            Comparison::Less => order(a, b).is_some_and(std::cmp::Ordering::is_lt),
            Comparison::LessEqual => order(a, b).is_some_and(std::cmp::Ordering::is_le),
            Comparison::Greater => order(a, b).is_some_and(std::cmp::Ordering::is_gt),
            Comparison::GreaterEqual => order(a, b).is_some_and(std::cmp::Ordering::is_ge),
        }))
    }

    fn within(&mut self, a: TermId, set: &[Constant]) -> Eval<'a> {
        let value = self.value(a)?;
        Ok(Value::Bool(set.iter().any(|member| equal(member.value(), value))))
    }

    fn choose(
        &mut self,
        subject: TermId,
        arms: &'a [(Constant, TermId)],
        otherwise: Option<TermId>,
    ) -> Eval<'a> {
        let subject = self.value(subject)?;
        let arm = arms.iter().find(|(label, _)| equal(label.value(), subject));
        match arm.map(|(_, value)| *value).or(otherwise) {
            Some(value) => self.value(value),
            None => Ok(Value::Absent),
        }
    }

    fn template(&mut self, parts: &'a [TemplatePart]) -> Eval<'a> {
        let mut text = bumpalo::collections::String::new_in(self.arena);
        if self.fill(parts, &mut text)? {
            Ok(if text.is_empty() { Value::Absent } else { Value::Text(text.into_bump_str()) })
        } else {
            Ok(Value::Absent)
        }
    }

    /// Appends the parts; false when a hole among them (not in brackets) is absent.
    fn fill(
        &mut self,
        parts: &'a [TemplatePart],
        text: &mut bumpalo::collections::String<'a>,
    ) -> Result<bool, Stop> {
        for part in parts {
            match part {
                TemplatePart::Plain(plain) => text.push_str(plain),
                TemplatePart::Hole(term) => {
                    let value = self.value(*term)?;
                    if value.is_absent() {
                        return Ok(false);
                    }
                    text.push_str(builtins::show(value, self.arena));
                }
                TemplatePart::Value => text.push_str(self.about),
                TemplatePart::Optional(inner) => {
                    let before = text.len();
                    if !self.fill(inner, text)? {
                        text.truncate(before);
                    }
                }
            }
        }
        Ok(true)
    }

    fn call(
        &mut self,
        id: TermId,
        builtin: &'static builtins::Builtin,
        args: &[TermId],
    ) -> Eval<'a> {
        let mut values = [Value::Absent; 4];
        for (value, arg) in values.iter_mut().zip(args) {
            *value = self.value(*arg)?;
            if value.is_absent() {
                return Ok(Value::Absent);
            }
        }
        let result = (builtin.run)(&values[..args.len()], self.arena);
        self.settle(id, result)
    }

    fn lookup(
        &mut self,
        id: TermId,
        table: u16,
        toward: Toward,
        key: &[TermId],
        columns: &[u16],
    ) -> Result<Vec<Value<'a>>, Stop> {
        let mapping = self.mapping;
        let table: &Table = &mapping.tables[usize::from(table)];
        let mut values = Vec::with_capacity(key.len());
        for part in key {
            values.push(self.value(*part)?);
        }
        if values.iter().all(Value::is_absent) && key.len() == 1 {
            return Ok(Vec::new());
        }
        if table.rows.is_empty()
            && let Some(outcome) = &table.no_rows
        {
            return Err(self.say(outcome, &values, "unmapped"));
        }
        let Some(row) = table.find(toward, &values) else {
            return match &table.otherwise {
                Some(outcome) => Err(self.say(outcome, &values, "unmapped")),
                None => {
                    self.fault(id, Fault::new(FaultKind::BadArgument, shown(&values, self.arena)))
                }
            };
        };
        if let Some(outcome) = &row.outcome {
            return Err(self.say(outcome, &values, "unmapped"));
        }
        let cells = match toward {
            Toward::Left => &row.left,
            Toward::Right => &row.right,
        };
        Ok(columns.iter().map(|column| cells[usize::from(*column)].value()).collect())
    }

    fn link(
        &mut self,
        role: u16,
        toward: Toward,
        key: &[TermId],
        entity: Option<EntityId>,
    ) -> Result<Vec<Value<'a>>, Stop> {
        let mut joined: Option<&'a str> = None;
        for part in key {
            let value = self.value(*part)?;
            let text = builtins::show(value, self.arena);
            joined = Some(match joined {
                None => text,
                Some(before) => self.arena.alloc_str(&format!("{before}{KEY_SEPARATOR}{text}")),
            });
        }
        let key = joined.unwrap_or_default();
        if key.is_empty() {
            return Ok(Vec::new());
        }
        match self.facts.find(role, toward, key) {
            Some(Found::Records(records)) => Ok(records.iter().map(Constant::value).collect()),
            Some(Found::Outcome(said)) => Err(Stop::Outcome(said.clone())),
            None => {
                let ask = Ask { role, toward, key: key.into(), entity };
                if !self.asks.contains(&ask) {
                    self.asks.push(ask);
                }
                Err(Stop::Ask)
            }
        }
    }

    /// Whether the journal knows the counterpart of a record; of no record there is none.
    fn linked(&mut self, role: u16, left: bool, key: TermId) -> Eval<'a> {
        let key = self.value(key)?;
        let text = builtins::show(key, self.arena);
        Ok(Value::Bool(!text.is_empty() && self.facts.linked(role, left, text)))
    }

    fn default(&mut self, a: TermId, b: TermId) -> Eval<'a> {
        match self.value(a) {
            Ok(Value::Absent) => self.value(b),
            Err(Stop::Outcome(said)) if self.replaces(b, &said) => self.value(b),
            result => result,
        }
    }

    /// A `default` replaces an absent source; only one that is an outcome replaces another outcome,
    /// and none takes back a `stop`.
    fn replaces(&self, default: TermId, said: &Said) -> bool {
        let is_outcome = matches!(self.terms[default.0 as usize], Term::Outcome(_));
        is_outcome && said.kind != OutcomeKind::Stop
    }

    fn outcome(&mut self, outcome: &'a Outcome) -> Eval<'a> {
        Err(self.say(outcome, &[], "validation"))
    }

    /// An outcome with its words; `{value}` in them is what found nothing.
    pub(super) fn say(
        &mut self,
        outcome: &'a Outcome,
        about: &[Value<'a>],
        reason: &'static str,
    ) -> Stop {
        self.about = self.arena.alloc_str(&shown(about, self.arena));
        let mut text = bumpalo::collections::String::new_in(self.arena);
        if let Some(parts) = &outcome.message
            && self.fill(parts, &mut text).is_err()
        {
            text.clear();
        }
        let said = Said {
            kind: outcome.kind.clone(),
            text: text.as_str().into(),
            reason,
            span: outcome.span,
        };
        Stop::Outcome(said)
    }
}

fn shown(values: &[Value<'_>], arena: &Bump) -> String {
    values.iter().map(|value| builtins::show(*value, arena)).collect::<Vec<_>>().join(", ")
}

/// A composite value's scalar by the name of its type.
fn scalar_of(kind: &str) -> Conversion {
    match kind {
        "Edm.Double" | "Edm.Int16" | "Edm.Int32" | "Edm.Int64" => Conversion::Number,
        "Edm.Boolean" => Conversion::Bool,
        "Edm.DateTime" => Conversion::Moment,
        _ => Conversion::Text,
    }
}

/// Equality by value: 10 is 10.00, a day is the moment of its midnight, absent is absent.
pub(super) fn equal(a: Value<'_>, b: Value<'_>) -> bool {
    match (a, b) {
        (Value::Day(day), Value::Moment(moment)) | (Value::Moment(moment), Value::Day(day)) => {
            day.to_datetime(jiff::civil::Time::midnight()) == moment
        }
        (Value::Reference(a), Value::Reference(b)) => {
            a.entity == b.entity && a.key.text() == b.key.text()
        }
        // A record's own key compared with a reference to it, and codes that are numbers.
        (Value::Reference(a), Value::Text(b)) | (Value::Text(b), Value::Reference(a)) => {
            a.key.text() == b
        }
        (Value::Number(a), Value::Text(b)) | (Value::Text(b), Value::Number(a)) => {
            Decimal::parse(b).is_ok_and(|b| a == b)
        }
        (a, b) => a == b,
    }
}

fn order(a: Value<'_>, b: Value<'_>) -> Option<std::cmp::Ordering> {
    let midnight = jiff::civil::Time::midnight();
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(&b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Day(a), Value::Day(b)) => Some(a.cmp(&b)),
        (Value::Moment(a), Value::Moment(b)) => Some(a.cmp(&b)),
        (Value::Day(a), Value::Moment(b)) => Some(a.to_datetime(midnight).cmp(&b)),
        (Value::Moment(a), Value::Day(b)) => Some(a.cmp(&b.to_datetime(midnight))),
        (Value::Span(a), Value::Span(b)) => Some(a.cmp(&b)),
        _ => None,
    }
}

/// A fold under way.
struct Folding<'a> {
    fold: Fold,
    number: Decimal,
    found: Value<'a>,
}

impl<'a> Folding<'a> {
    fn new(fold: Fold) -> Folding<'a> {
        Folding { fold, number: Decimal::ZERO, found: Value::Absent }
    }

    /// Takes one value in; true when no further one matters.
    fn take(&mut self, value: Value<'a>) -> Result<bool, Fault> {
        match (self.fold, value) {
            (_, Value::Absent) => {}
            (Fold::Count, _) => self.number = self.number.plus(Decimal::ONE)?,
            (Fold::Sum, Value::Number(number)) => self.number = self.number.plus(number)?,
            (Fold::Sum, other) => {
                return Err(Fault::new(FaultKind::NotNumber, format!("{other:?}")));
            }
            (Fold::First, value) => {
                self.found = value;
                return Ok(true);
            }
            (Fold::Min, value)
                if order(value, self.found).is_none_or(std::cmp::Ordering::is_lt) =>
            {
                self.found = value;
            }
            (Fold::Max, value)
                if order(value, self.found).is_none_or(std::cmp::Ordering::is_gt) =>
            {
                self.found = value;
            }
            (Fold::Min | Fold::Max, _) => {}
        }
        Ok(false)
    }

    fn result(self) -> Value<'a> {
        match self.fold {
            Fold::Sum | Fold::Count => Value::Number(self.number),
            Fold::First | Fold::Min | Fold::Max => self.found,
        }
    }
}

//! Numbers, moments and lengths of time, and the functions. Absent operands make the result absent.

use crate::builtins::{self, Builtin};
use crate::eval::Located;
use crate::eval::machine::{Eval, Kept, Machine, Stop};
use crate::program::{Constant, Conversion, Term, TermId};
use crate::value::json::RawKind;
use crate::value::{Decimal, Fault, FaultKind, Rounding, Value};

/// The most arguments of a function.
const ARGUMENTS: usize = 4;

/// A number, or none where an operand is absent.
type Numeric = Result<Option<Decimal>, Stop>;

impl<'a> Machine<'a> {
    /// A number, without a value made of it where it can do without.
    fn number(&mut self, id: TermId) -> Numeric {
        let terms = self.code.terms;
        match &terms[id.0 as usize] {
            Term::Constant(Constant::Number(number)) => return Ok(Some(*number)),
            Term::Local(local) => {
                if let Kept::Value(Value::Number(number)) = &self.locals[usize::from(local.0)] {
                    return Ok(Some(*number));
                }
            }
            Term::RowCell(cell) => {
                if let Value::Number(number) = self.row_cells[usize::from(*cell)] {
                    return Ok(Some(*number));
                }
            }
            Term::Multiply(a, b) => return self.multiply(id, *a, *b),
            Term::Divide(a, b, scale) => return self.divide(id, *a, *b, *scale),
            Term::Round(a, digits) => return self.round(id, *a, *digits),
            Term::Load { frame, slot, conversion: Conversion::Number } => {
                let raw = self.raw(*frame, *slot);
                if raw.kind == RawKind::Number
                    && let Ok(number) = Decimal::parse(&self.text[raw.range()])
                {
                    return Ok(Some(number));
                }
            }
            _ => {}
        }
        match self.value(id)? {
            Value::Number(number) => Ok(Some(*number)),
            Value::Absent | Value::Clear => Ok(None),
            other => self.fault(id, Fault::new(FaultKind::NotNumber, format!("{other:?}"))),
        }
    }

    pub(super) fn multiply(&mut self, id: TermId, a: TermId, b: TermId) -> Numeric {
        match (self.number(a)?, self.number(b)?) {
            (Some(a), Some(b)) => self.settle(id, a.times(b)).map(Some),
            _ => Ok(None),
        }
    }

    pub(super) fn add(&mut self, id: TermId, a: TermId, b: TermId) -> Eval<'a> {
        let sum = match (self.value(a)?, self.value(b)?) {
            (Value::Number(a), Value::Number(b)) => a.plus(*b).map(Value::Number),
            (Value::Span(a), Value::Span(b)) => Ok(Value::Span(a.saturating_add(*b))),
            (moment @ (Value::Day(_) | Value::Moment(_)), Value::Span(span))
            | (Value::Span(span), moment @ (Value::Day(_) | Value::Moment(_))) => {
                builtins::later(*moment, *span)
            }
            (Value::Absent, _) | (_, Value::Absent) => return Ok(&Value::Absent),
            (a, _) => Err(Fault::new(FaultKind::BadArgument, format!("{a:?}"))),
        };
        self.settle(id, sum).map(|sum| self.keep(sum))
    }

    pub(super) fn subtract(&mut self, id: TermId, a: TermId, b: TermId) -> Eval<'a> {
        let difference = match (self.value(a)?, self.value(b)?) {
            (Value::Number(a), Value::Number(b)) => a.minus(*b).map(Value::Number),
            (Value::Span(a), Value::Span(b)) => Ok(Value::Span(a.saturating_sub(*b))),
            (moment @ (Value::Day(_) | Value::Moment(_)), Value::Span(span)) => {
                builtins::later(*moment, span.saturating_neg())
            }
            (Value::Absent, _) | (_, Value::Absent) => return Ok(&Value::Absent),
            (a, _) => Err(Fault::new(FaultKind::BadArgument, format!("{a:?}"))),
        };
        self.settle(id, difference).map(|difference| self.keep(difference))
    }

    pub(super) fn divide(&mut self, id: TermId, a: TermId, b: TermId, scale: u8) -> Numeric {
        match (self.number(a)?, self.number(b)?) {
            (Some(a), Some(b)) => {
                self.settle(id, a.divide(b, scale, Rounding::HalfAwayFromZero)).map(Some)
            }
            _ => Ok(None),
        }
    }

    pub(super) fn round(&mut self, id: TermId, a: TermId, digits: u8) -> Numeric {
        match self.number(a)? {
            Some(a) => self.settle(id, a.round(digits, Rounding::HalfAwayFromZero)).map(Some),
            None => Ok(None),
        }
    }

    pub(super) fn negate(&mut self, id: TermId, a: TermId) -> Eval<'a> {
        match self.value(a)? {
            Value::Number(number) => Ok(self.keep(Value::Number(number.negate()))),
            Value::Span(seconds) => Ok(self.keep(Value::Span(seconds.saturating_neg()))),
            Value::Absent => Ok(&Value::Absent),
            other => self.fault(id, Fault::new(FaultKind::NotNumber, format!("{other:?}"))),
        }
    }

    pub(super) fn call(
        &mut self,
        id: TermId,
        builtin: &'static Builtin,
        args: &[TermId],
    ) -> Eval<'a> {
        let mut values = [Value::Absent; ARGUMENTS];
        for (value, arg) in values.iter_mut().zip(args) {
            *value = *self.value(*arg)?;
            if value.is_absent() {
                return Ok(&Value::Absent);
            }
        }
        let result = (builtin.run)(&values[..args.len()], self.arena);
        match result {
            Err(fault) if builtin.fallible => {
                let span = self.code.spans[id.0 as usize];
                self.lapse = Some(Located { fault, span, member: None });
                Err(Stop::Lapse)
            }
            result => self.settle(id, result).map(|value| self.keep(value)),
        }
    }
}

//! Numbers, moments and lengths of time, and the functions. Absent operands make the result absent.

use crate::builtins::{self, Builtin};
use crate::eval::Located;
use crate::eval::machine::{Eval, Machine, Stop, Stopped};
use crate::program::{Constant, Term, TermId};
use crate::value::{Decimal, Fault, FaultKind, Rounding, Value};

/// The most arguments of a function.
const ARGUMENTS: usize = 4;

/// A number, or none where an operand is absent.
type Numeric<'a> = Result<Option<&'a Decimal>, Stopped>;

impl<'a> Machine<'a> {
    fn number(&mut self, id: TermId) -> Numeric<'a> {
        let terms = self.code.terms;
        if let Term::Constant(Constant::Number(number)) = &terms[id.0 as usize] {
            return Ok(Some(number));
        }
        match self.operand(id)? {
            Value::Number(number) => Ok(Some(number)),
            Value::Absent | Value::Clear => Ok(None),
            other => self.fault(id, Fault::new(FaultKind::NotNumber, format!("{other:?}"))),
        }
    }

    #[inline(never)]
    pub(super) fn multiply(&mut self, id: TermId, a: TermId, b: TermId) -> Eval<'a> {
        match (self.number(a)?, self.number(b)?) {
            (Some(a), Some(b)) => self.numeric(id, a.times(*b)),
            _ => Ok(&Value::Absent),
        }
    }

    #[inline(never)]
    pub(super) fn add(&mut self, id: TermId, a: TermId, b: TermId) -> Eval<'a> {
        let sum = match (self.operand(a)?, self.operand(b)?) {
            (Value::Number(a), Value::Number(b)) => return self.numeric(id, a.plus(*b)),
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

    #[inline(never)]
    pub(super) fn subtract(&mut self, id: TermId, a: TermId, b: TermId) -> Eval<'a> {
        let difference = match (self.operand(a)?, self.operand(b)?) {
            (Value::Number(a), Value::Number(b)) => return self.numeric(id, a.minus(*b)),
            (Value::Span(a), Value::Span(b)) => Ok(Value::Span(a.saturating_sub(*b))),
            (moment @ (Value::Day(_) | Value::Moment(_)), Value::Span(span)) => {
                builtins::later(*moment, span.saturating_neg())
            }
            (Value::Absent, _) | (_, Value::Absent) => return Ok(&Value::Absent),
            (a, _) => Err(Fault::new(FaultKind::BadArgument, format!("{a:?}"))),
        };
        self.settle(id, difference).map(|difference| self.keep(difference))
    }

    #[inline(never)]
    pub(super) fn divide(&mut self, id: TermId, a: TermId, b: TermId, scale: u8) -> Eval<'a> {
        match (self.number(a)?, self.number(b)?) {
            (Some(a), Some(b)) => self.numeric(id, a.divide(*b, scale, Rounding::HalfAwayFromZero)),
            _ => Ok(&Value::Absent),
        }
    }

    #[inline(never)]
    pub(super) fn round(&mut self, id: TermId, a: TermId, digits: u8) -> Eval<'a> {
        match self.number(a)? {
            Some(a) => self.numeric(id, a.round(digits, Rounding::HalfAwayFromZero)),
            None => Ok(&Value::Absent),
        }
    }

    #[inline(never)]
    pub(super) fn negate(&mut self, id: TermId, a: TermId) -> Eval<'a> {
        match self.value(a)? {
            Value::Number(number) => Ok(self.keep(Value::Number(number.negate()))),
            Value::Span(seconds) => Ok(self.keep(Value::Span(seconds.saturating_neg()))),
            Value::Absent => Ok(&Value::Absent),
            other => self.fault(id, Fault::new(FaultKind::NotNumber, format!("{other:?}"))),
        }
    }

    #[inline(never)]
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
                let seen = self.code.seen(id);
                self.lapse = Some(Located { seen, ..Located::new(fault, span) });
                Err(self.stop(Stop::Lapse))
            }
            result => self.settle(id, result).map(|value| self.keep(value)),
        }
    }
}

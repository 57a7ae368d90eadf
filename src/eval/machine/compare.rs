//! Comparisons, sets and choices.

use std::cmp::Ordering;

use jiff::civil::Time;

use crate::eval::machine::{Eval, Machine, Stopped};
use crate::program::{Comparison, Constant, Term, TermId};
use crate::value::{Decimal, Value};

impl<'a> Machine<'a> {
    pub(super) fn compare(
        &mut self,
        how: Comparison,
        a: TermId,
        b: TermId,
    ) -> Result<bool, Stopped> {
        let terms = self.code.terms;
        let a = self.operand(a)?;
        // What the program holds needs no step of its own.
        if let (Comparison::Equal | Comparison::NotEqual, Term::Constant(b)) =
            (how, &terms[b.0 as usize])
        {
            return Ok(is(a, b) == (how == Comparison::Equal));
        }
        let b = self.operand(b)?;
        Ok(match how {
            Comparison::Equal => equal(a, b),
            Comparison::NotEqual => !equal(a, b),
            Comparison::Less => order(a, b).is_some_and(Ordering::is_lt),
            Comparison::LessEqual => order(a, b).is_some_and(Ordering::is_le),
            Comparison::Greater => order(a, b).is_some_and(Ordering::is_gt),
            Comparison::GreaterEqual => order(a, b).is_some_and(Ordering::is_ge),
        })
    }

    pub(super) fn within(&mut self, a: TermId, set: &[Constant]) -> Result<bool, Stopped> {
        let value = self.value(a)?;
        Ok(set.iter().any(|member| is(value, member)))
    }

    #[inline(never)]
    pub(super) fn choose(
        &mut self,
        subject: TermId,
        arms: &[(Constant, TermId)],
        otherwise: Option<TermId>,
    ) -> Eval<'a> {
        match self.chosen(subject, arms, otherwise)? {
            Some(value) => self.value(value),
            None => Ok(&Value::Absent),
        }
    }

    /// The branch of a choice.
    pub(in crate::eval) fn chosen(
        &mut self,
        subject: TermId,
        arms: &[(Constant, TermId)],
        otherwise: Option<TermId>,
    ) -> Result<Option<TermId>, Stopped> {
        let subject = self.operand(subject)?;
        let arm = arms.iter().find(|(label, _)| is(subject, label));
        Ok(arm.map(|(_, value)| *value).or(otherwise))
    }
}

/// Equality with a value the program holds: mostly a text, or none.
fn is(value: &Value<'_>, constant: &Constant) -> bool {
    match (value, constant) {
        (Value::Text(text), Constant::Text(constant)) => **text == **constant,
        (value, Constant::Absent) => value.is_absent(),
        (value, constant) => equal(value, &constant.value()),
    }
}

/// Equality by value: 10 is 10.00, a day is the moment of its midnight, absent is absent.
pub(super) fn equal(a: &Value<'_>, b: &Value<'_>) -> bool {
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => a == b,
        (Value::Day(day), Value::Moment(moment)) | (Value::Moment(moment), Value::Day(day)) => {
            day.to_datetime(Time::midnight()) == *moment
        }
        (Value::Reference(a), Value::Reference(b)) => {
            a.entity == b.entity && a.key.text() == b.key.text()
        }
        // A record's own key compared with a reference to it, and codes that are numbers.
        (Value::Reference(a), Value::Text(b)) | (Value::Text(b), Value::Reference(a)) => {
            a.key.text() == *b
        }
        (Value::Number(a), Value::Text(b)) | (Value::Text(b), Value::Number(a)) => {
            Decimal::parse(b).is_ok_and(|b| *a == b)
        }
        (a, b) => a == b,
    }
}

/// Which comes first; none where that has no meaning, with absent among others.
pub(super) fn order(a: &Value<'_>, b: &Value<'_>) -> Option<Ordering> {
    let midnight = Time::midnight();
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => Some(a.cmp(b)),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Day(a), Value::Day(b)) => Some(a.cmp(b)),
        (Value::Moment(a), Value::Moment(b)) => Some(a.cmp(b)),
        (Value::Day(a), Value::Moment(b)) => Some(a.to_datetime(midnight).cmp(b)),
        (Value::Moment(a), Value::Day(b)) => Some(a.cmp(&b.to_datetime(midnight))),
        (Value::Span(a), Value::Span(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

//! Comparisons, sets and choices.

use std::cmp::Ordering;

use jiff::civil::Time;

use crate::eval::machine::{Machine, Stopped};
use crate::program::{Comparison, Constant, TermId};
use crate::value::{Decimal, Value};

impl Machine<'_> {
    pub(super) fn compare(
        &mut self,
        how: Comparison,
        a: TermId,
        b: TermId,
    ) -> Result<bool, Stopped> {
        let (a, b) = (self.value(a)?, self.value(b)?);
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
        Ok(set.iter().any(|member| equal(&member.value(), value)))
    }

    /// The branch of a choice.
    pub(in crate::eval) fn chosen(
        &mut self,
        subject: TermId,
        arms: &[(Constant, TermId)],
        otherwise: Option<TermId>,
    ) -> Result<Option<TermId>, Stopped> {
        let subject = self.value(subject)?;
        let arm = arms.iter().find(|(label, _)| equal(&label.value(), subject));
        Ok(arm.map(|(_, value)| *value).or(otherwise))
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

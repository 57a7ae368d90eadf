//! Values that outlive the record they came from.

use jiff::civil::{Date, DateTime};

use crate::schema::EntityId;
use crate::value::{Decimal, Key, Reference, Value};

/// A value in a mapping, a program, a table, a base or a plan.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// `empty`
    Absent,
    /// `default clear`
    Clear,
    /// `true`
    Bool(bool),
    /// `0.01`
    Number(Decimal),
    /// `"paid"`
    Text(Box<str>),
    /// A day.
    Day(Date),
    /// A moment.
    Moment(DateTime),
    /// `15m`, in seconds.
    Span(i64),
    /// A record of a system, by its key.
    Reference(EntityId, Box<str>),
    /// A record that a plan creates, by the key it will have.
    Planned(EntityId, Box<str>),
}

impl Constant {
    /// What equal constants have in common and most others do not, to look them up by.
    pub fn bucket(&self) -> &str {
        match self {
            Constant::Text(text) | Constant::Reference(_, text) | Constant::Planned(_, text) => {
                text
            }
            Constant::Absent
            | Constant::Clear
            | Constant::Bool(_)
            | Constant::Number(_)
            | Constant::Day(_)
            | Constant::Moment(_)
            | Constant::Span(_) => "",
        }
    }

    /// The constant as a value.
    pub fn value(&self) -> Value<'_> {
        match self {
            Constant::Absent => Value::Absent,
            Constant::Clear => Value::Clear,
            Constant::Bool(truth) => Value::Bool(*truth),
            Constant::Number(number) => Value::Number(*number),
            Constant::Text(text) => Value::Text(text),
            Constant::Day(day) => Value::Day(*day),
            Constant::Moment(moment) => Value::Moment(*moment),
            Constant::Span(seconds) => Value::Span(*seconds),
            Constant::Reference(entity, key) => {
                Value::Reference(Reference { entity: entity.0, key: Key::Stored(key) })
            }
            Constant::Planned(entity, key) => {
                Value::Reference(Reference { entity: entity.0, key: Key::Planned(key) })
            }
        }
    }

    /// A value kept.
    pub fn of(value: Value<'_>) -> Constant {
        match value {
            Value::Absent => Constant::Absent,
            Value::Clear => Constant::Clear,
            Value::Bool(truth) => Constant::Bool(truth),
            Value::Number(number) => Constant::Number(number),
            Value::Text(text) => Constant::Text(text.into()),
            Value::Day(day) => Constant::Day(day),
            Value::Moment(moment) => Constant::Moment(moment),
            Value::Span(seconds) => Constant::Span(seconds),
            Value::Reference(reference) => match reference.key {
                Key::Stored(key) => Constant::Reference(EntityId(reference.entity), key.into()),
                Key::Planned(key) => Constant::Planned(EntityId(reference.entity), key.into()),
            },
        }
    }

    /// Whether there is nothing.
    pub fn is_absent(&self) -> bool {
        matches!(self, Constant::Absent)
    }
}

//! A value while a rule is evaluated: small, its texts borrowed from the payload, the program or the
//! record's arena.

use jiff::civil::{Date, DateTime};

use crate::value::Decimal;

/// A value. Reading never yields null: blanks of a system are absent.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'a> {
    /// Nothing: the target is left alone.
    Absent,
    /// Write empty. Comes from `default clear` only.
    Clear,
    /// A truth value.
    Bool(bool),
    /// A number, exact.
    Number(Decimal),
    /// A text, a code, an enum member, a phone or an e-mail address.
    Text(&'a str),
    /// A day.
    Day(Date),
    /// A moment as the side's clocks show it.
    Moment(DateTime),
    /// A length of time in seconds.
    Span(i64),
    /// A record by its key.
    Reference(Reference<'a>),
}

/// A record of a system, by its key. Nominal: the entity counts in comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reference<'a> {
    /// The entity, by its number in the catalog.
    pub entity: u32,
    /// The key.
    pub key: Key<'a>,
}

/// The key of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Key<'a> {
    /// The record exists.
    Stored(&'a str),
    /// The record is created by this plan; the key it will have where it is known beforehand.
    Planned(&'a str),
}

impl<'a> Key<'a> {
    /// The key as text.
    pub fn text(self) -> &'a str {
        match self {
            Key::Stored(text) | Key::Planned(text) => text,
        }
    }
}

impl Value<'_> {
    /// Whether there is nothing to write.
    pub fn is_absent(&self) -> bool {
        matches!(self, Value::Absent)
    }
}

const _: () = assert!(size_of::<Value<'_>>() <= 32, "a record keeps hundreds of values");

/// Whether a text is a GUID: `2d3f0010-7c4e-11f0-9a21-00155d0c7e01`.
pub fn is_guid(text: &str) -> bool {
    let is_one = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_one)
}

/// Whether a text is a GUID that is not in its one form, lower case. Keys are compared as texts, so
/// whoever reads a GUID brings it into that form.
pub fn is_upper_guid(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_uppercase()) && is_guid(text)
}

//! Scalars of a payload to values. Blanks of either system are absent.

use bumpalo::Bump;
use jiff::civil::{Date, DateTime, Time};

use crate::program::Conversion;
use crate::schema::EntityId;
use crate::value::json::{Raw, RawKind, unescape_in};
use crate::value::{Decimal, Fault, FaultKind, Key, Reference, Value, is_upper_guid};

/// 1C's empty reference.
const NIL_GUID: &str = "00000000-0000-0000-0000-000000000000";

/// The text of a scalar: borrowed unless it has escapes. Numbers are their digits, in one form: `12.0`
/// names the same as `12`.
pub(super) fn scalar_text<'a>(text: &'a str, raw: Raw, arena: &'a Bump) -> Option<&'a str> {
    match raw.kind {
        RawKind::Text => Some(&text[raw.range()]),
        RawKind::Number => Some(digits_in_one_form(&text[raw.range()], arena)),
        RawKind::Escaped => Some(unescape_in(&text[raw.range()], arena)),
        RawKind::True => Some("true"),
        RawKind::False => Some("false"),
        RawKind::Absent | RawKind::Null | RawKind::Rows | RawKind::Object | RawKind::Array => None,
    }
}

/// Nearly all numbers are whole and come in that form already.
fn digits_in_one_form<'a>(number: &'a str, arena: &'a Bump) -> &'a str {
    if !number.contains(['.', 'e', 'E']) {
        return number;
    }
    match Decimal::parse(number) {
        Ok(decimal) => arena.alloc_str(&decimal.normalized().to_string()),
        Err(_) => number,
    }
}

/// The value of a scalar.
pub(super) fn convert<'a>(
    text: &'a str,
    raw: Raw,
    conversion: Conversion,
    arena: &'a Bump,
) -> Result<Value<'a>, Fault> {
    if conversion == Conversion::Present {
        return Ok(Value::Bool(!matches!(raw.kind, RawKind::Absent | RawKind::Null)));
    }
    if let Conversion::Bool = conversion {
        match raw.kind {
            RawKind::True => return Ok(Value::Bool(true)),
            RawKind::False => return Ok(Value::Bool(false)),
            _ => {}
        }
    }
    let scalar = match raw.kind {
        RawKind::Absent | RawKind::Null => return Ok(Value::Absent),
        RawKind::Rows | RawKind::Object | RawKind::Array => return Err(wrong_kind(text, raw)),
        _ => scalar_text(text, raw, arena).unwrap_or_default(),
    };
    if scalar.is_empty() {
        return Ok(Value::Absent);
    }
    match conversion {
        Conversion::Text | Conversion::Tagged { .. } => Ok(Value::Text(scalar)),
        Conversion::Number => Decimal::parse(scalar).map(Value::Number),
        Conversion::Bool => match scalar {
            "true" | "1" => Ok(Value::Bool(true)),
            "false" | "0" => Ok(Value::Bool(false)),
            _ => Err(wrong_kind(text, raw)),
        },
        Conversion::Day => {
            moment(scalar).map(|found| found.map_or(Value::Absent, |m| Value::Day(m.date())))
        }
        // Whoever knows the zones carries it over.
        Conversion::Moment | Conversion::Shifted { .. } => {
            moment(scalar).map(|found| found.map_or(Value::Absent, Value::Moment))
        }
        Conversion::Guid => guid(scalar, arena),
        Conversion::Reference(entity) => Ok(reference(entity, lower(scalar, arena))),
        Conversion::Present => unreachable!("answered above"),
    }
}

/// A reference by its key; the nil GUID refers to nothing.
pub(super) fn reference(entity: EntityId, key: &str) -> Value<'_> {
    if key == NIL_GUID {
        return Value::Absent;
    }
    Value::Reference(Reference { entity: entity.0, key: Key::Stored(key) })
}

/// A GUID in its one form; the nil one stands for nothing.
pub(super) fn guid<'a>(scalar: &'a str, arena: &'a Bump) -> Result<Value<'a>, Fault> {
    if scalar == NIL_GUID {
        return Ok(Value::Absent);
    }
    uuid::Uuid::try_parse(scalar).map_err(|_| Fault::new(FaultKind::NotGuid, scalar))?;
    Ok(Value::Text(lower(scalar, arena)))
}

/// A GUID in its one form; other keys are what they are. Nearly all come in that form already.
fn lower<'a>(key: &'a str, arena: &'a Bump) -> &'a str {
    if !is_upper_guid(key) {
        return key;
    }
    let text = arena.alloc_str(key);
    text.make_ascii_lowercase();
    text
}

/// `2025-09-12T14:05:31`, `2025-09-12 14:05:31`, `2025-09-12`, with or without an offset, which some
/// fields of RetailCRM carry and which says nothing new. 1C's empty date is the first day of year 1.
fn moment(scalar: &str) -> Result<Option<DateTime>, Fault> {
    read_moment(scalar.as_bytes()).ok_or_else(|| Fault::new(FaultKind::NotMoment, scalar))
}

/// The moment; none inside where it stands for no moment.
#[expect(clippy::option_option, reason = "no moment and no date at all are not the same")]
fn read_moment(bytes: &[u8]) -> Option<Option<DateTime>> {
    let (day, rest) = bytes.split_at_checked(10)?;
    let year = digits(&day[..4])?;
    if year < 2 {
        return Some(None);
    }
    if day[4] != b'-' || day[7] != b'-' {
        return None;
    }
    let date = Date::new(year, small(&day[5..7])?, small(&day[8..])?).ok()?;
    if rest.is_empty() {
        return Some(Some(date.to_datetime(Time::midnight())));
    }
    let (time, rest) = rest.split_at_checked(9)?;
    let marks = matches!(time[0], b'T' | b' ') && time[3] == b':' && time[6] == b':';
    if !marks || !matches!(rest.first(), None | Some(b'+' | b'-' | b'Z' | b'.')) {
        return None;
    }
    let time = Time::new(small(&time[1..3])?, small(&time[4..6])?, small(&time[7..])?, 0).ok()?;
    Some(Some(date.to_datetime(time)))
}

fn digits(bytes: &[u8]) -> Option<i16> {
    let digit = |byte: &u8| byte.is_ascii_digit().then(|| i16::from(byte - b'0'));
    bytes.iter().try_fold(0, |number, byte| Some(number * 10 + digit(byte)?))
}

fn small(bytes: &[u8]) -> Option<i8> {
    digits(bytes)?.try_into().ok()
}

/// The fault of another kind of value than is expected.
pub(super) fn wrong_kind(text: &str, raw: Raw) -> Fault {
    let shown: String = match raw.kind {
        RawKind::Rows => "[...]".into(),
        _ => text[raw.range()].chars().take(40).collect(),
    };
    Fault::new(FaultKind::WrongKind, shown)
}

#[cfg(test)]
mod tests;

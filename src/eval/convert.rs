//! Scalars of a payload to values. Blanks of either system are absent.

use bumpalo::Bump;
use jiff::civil::{Date, DateTime, Time};

use crate::program::Conversion;
use crate::schema::EntityId;
use crate::value::json::{Raw, RawKind, unescape};
use crate::value::{Decimal, Fault, FaultKind, Key, Reference, Value};

/// 1C's empty reference.
const NIL_GUID: &str = "00000000-0000-0000-0000-000000000000";

/// The text of a scalar: borrowed unless it has escapes. Numbers are their digits.
pub(super) fn scalar_text<'a>(text: &'a str, raw: Raw, arena: &'a Bump) -> Option<&'a str> {
    match raw.kind {
        RawKind::Text | RawKind::Number => Some(&text[raw.range()]),
        RawKind::Escaped => Some(arena.alloc_str(&unescape(&text[raw.range()]))),
        RawKind::True => Some("true"),
        RawKind::False => Some("false"),
        RawKind::Absent | RawKind::Null | RawKind::Rows | RawKind::Object | RawKind::Array => None,
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
        Conversion::Moment => {
            moment(scalar).map(|found| found.map_or(Value::Absent, Value::Moment))
        }
        Conversion::Guid => guid(scalar),
        Conversion::Reference(entity) => Ok(reference(entity, scalar)),
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

fn guid(scalar: &str) -> Result<Value<'_>, Fault> {
    if scalar == NIL_GUID {
        return Ok(Value::Absent);
    }
    uuid::Uuid::try_parse(scalar).map_err(|_| Fault::new(FaultKind::NotGuid, scalar))?;
    Ok(Value::Text(scalar))
}

/// `2025-09-12T14:05:31`, `2025-09-12 14:05:31`, `2025-09-12`, with or without an offset, which some
/// fields of RetailCRM carry and which says nothing new. 1C's empty date is the first day of year 1.
fn moment(scalar: &str) -> Result<Option<DateTime>, Fault> {
    let fault = || Fault::new(FaultKind::NotMoment, scalar);
    let bytes = scalar.as_bytes();
    if bytes.len() < 10 || !scalar.is_ascii() {
        return Err(fault());
    }
    let number = |from: usize, to: usize| -> Result<i16, Fault> {
        let digits = &scalar[from..to];
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(fault());
        }
        digits.parse().map_err(|_| fault())
    };
    let small = |from: usize, to: usize| number(from, to).map(|n| i8::try_from(n).unwrap_or(-1));
    let year = number(0, 4)?;
    if year < 2 {
        return Ok(None);
    }
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return Err(fault());
    }
    let date = Date::new(year, small(5, 7)?, small(8, 10)?).map_err(|_| fault())?;
    if bytes.len() == 10 {
        return Ok(Some(date.to_datetime(Time::midnight())));
    }
    let timed = matches!(bytes[10], b'T' | b' ') && bytes.len() >= 19;
    if !timed || bytes[13] != b':' || bytes[16] != b':' {
        return Err(fault());
    }
    if !matches!(bytes.get(19), None | Some(b'+' | b'-' | b'Z' | b'.')) {
        return Err(fault());
    }
    let time = Time::new(small(11, 13)?, small(14, 16)?, small(17, 19)?, 0).map_err(|_| fault())?;
    Ok(Some(date.to_datetime(time)))
}

fn wrong_kind(text: &str, raw: Raw) -> Fault {
    let shown: String = match raw.kind {
        RawKind::Rows => "[...]".into(),
        _ => text[raw.range()].chars().take(40).collect(),
    };
    Fault::new(FaultKind::WrongKind, shown)
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn reads_moments_of_both_systems() {
        let shown = |text: &str| moment(text).unwrap().map(|m| m.to_string());
        assert_eq!(shown("2025-09-12T14:05:31").unwrap(), "2025-09-12T14:05:31");
        assert_eq!(shown("2025-09-12 14:05:31+03:00").unwrap(), "2025-09-12T14:05:31");
        assert_eq!(shown("2025-09-12").unwrap(), "2025-09-12T00:00:00");
        assert_eq!(shown("0001-01-01T00:00:00"), None);
        for wrong in [
            "",
            "12.09.2025",
            "2025-13-01",
            "2025-02-30",
            "2025-09-12T25:00:00",
            "2025-09-12x14:05:31",
            "вчера было",
        ] {
            assert!(moment(wrong).is_err(), "{wrong}");
        }
    }
}

//! A value into the type of the cell it goes to: the same thing in another dress passes, what would
//! lose something is a fault.

use bumpalo::Bump;
use jiff::civil::Time;

use crate::builtins;
use crate::eval::convert::guid;
use crate::schema::Type;
use crate::value::{Decimal, Fault, FaultKind, Value};

/// The value as the type has it.
#[inline]
pub(super) fn fit<'a>(
    ty: &Type,
    value: &'a Value<'a>,
    arena: &'a Bump,
) -> Result<&'a Value<'a>, Fault> {
    match (ty, value) {
        // Bytes are never fewer than characters.
        (Type::Text { max }, Value::Text(text))
            if max.is_none_or(|max| text.len() <= max as usize) =>
        {
            Ok(value)
        }
        (Type::Ref(_), Value::Reference(_)) | (_, Value::Absent) => Ok(value),
        _ => Ok(fitted(ty, value, arena)?.map_or(value, |changed| arena.alloc(changed))),
    }
}

/// The value as the type has it; none where it is so already.
#[inline(never)]
fn fitted<'a>(ty: &Type, value: &Value<'a>, arena: &'a Bump) -> Result<Option<Value<'a>>, Fault> {
    match (ty, value) {
        (Type::Text { max: Some(max) }, Value::Text(text)) => short(text, *max),
        (Type::Decimal { precision, scale }, Value::Number(number)) => {
            exact(*number, *precision, *scale)
        }
        (Type::Int, Value::Number(number)) => exact(*number, None, Some(0)),
        (Type::Decimal { precision, scale }, Value::Text(text)) => parsed(text, *precision, *scale),
        (Type::Int, Value::Text(text)) => parsed(text, None, Some(0)),
        (Type::Text { max: Some(max) }, Value::Number(_)) => {
            let text = builtins::show(*value, arena);
            short(text, *max)?;
            Ok(Some(Value::Text(text)))
        }
        (ty, Value::Number(_)) if ty.is_textual() => {
            Ok(Some(Value::Text(builtins::show(*value, arena))))
        }
        (Type::Guid, Value::Text(text)) => guid(text, arena).map(Some),
        (Type::Date, Value::Moment(moment)) => Ok(Some(Value::Day(moment.date()))),
        (Type::DateTime, Value::Day(day)) => {
            Ok(Some(Value::Moment(day.to_datetime(Time::midnight()))))
        }
        _ => Ok(None),
    }
}

/// A text of so many characters at most.
fn short<'a>(text: &str, max: u32) -> Result<Option<Value<'a>>, Fault> {
    if text.chars().count() > max as usize {
        return Err(Fault::new(FaultKind::TooLong, text));
    }
    Ok(None)
}

fn parsed<'a>(
    text: &str,
    digits: Option<u8>,
    scale: Option<u8>,
) -> Result<Option<Value<'a>>, Fault> {
    let number = Decimal::parse(text)?;
    exact(number, digits, scale)?;
    Ok(Some(Value::Number(number)))
}

fn exact<'a>(
    number: Decimal,
    digits: Option<u8>,
    scale: Option<u8>,
) -> Result<Option<Value<'a>>, Fault> {
    if let Some(scale) = scale
        && number.scale() > scale
        && number.significant_scale() > scale
    {
        return Err(Fault::new(FaultKind::TooPrecise, number.to_string()));
    }
    if let Some(digits) = digits
        && !number.has_whole_digits(digits.saturating_sub(scale.unwrap_or(0)))
    {
        return Err(Fault::new(FaultKind::Overflow, number.to_string()));
    }
    Ok(None)
}

#[cfg(test)]
mod tests;

//! When two values are the same for a field of a type.

use bumpalo::Bump;

use crate::program::Constant;
use crate::schema::Type;
use crate::sync::dialect::{moment_of, text};
use crate::value::{Decimal, Rounding, Value};

/// Whether nothing would change if one took the place of the other.
pub fn same(ty: &Type, left: &Constant, right: &Constant) -> bool {
    match (left, right) {
        (Constant::Clear, other) | (other, Constant::Clear) => is_blank(other),
        (left, right) => normal(ty, left) == normal(ty, right),
    }
}

/// The value in the one form that equal values of the type have.
pub fn normal(ty: &Type, value: &Constant) -> Constant {
    match (ty, value) {
        (Type::Phone, Constant::Text(text)) => Constant::Text(phone(text)),
        (Type::Email, Constant::Text(text)) => Constant::Text(text.trim().to_lowercase().into()),
        (Type::Guid, Constant::Text(text)) => Constant::Text(text.to_ascii_lowercase().into()),
        (_, Constant::Text(text)) => match text.trim() {
            "" => Constant::Absent,
            trimmed => Constant::Text(trimmed.into()),
        },
        (Type::Decimal { scale: Some(scale), .. }, Constant::Number(number)) => {
            Constant::Number(rounded(*number, *scale))
        }
        (Type::Date, Constant::Moment(moment)) => Constant::Day(moment.date()),
        (Type::DateTime, Constant::Day(_)) => {
            moment_of(value).map_or_else(|| value.clone(), Constant::Moment)
        }
        (_, Constant::Reference(entity, key) | Constant::Planned(entity, key)) => {
            Constant::Reference(*entity, key.to_ascii_lowercase().into())
        }
        (ty, Constant::Number(_) | Constant::Bool(_)) if ty.is_textual() => {
            Constant::Text(text(value).into())
        }
        (_, value) => value.clone(),
    }
}

/// Whether a field that holds this counts as empty.
fn is_blank(value: &Constant) -> bool {
    match value {
        Constant::Absent | Constant::Clear | Constant::Bool(false) => true,
        Constant::Text(text) => text.trim().is_empty(),
        Constant::Number(number) => number.is_zero(),
        Constant::Bool(true)
        | Constant::Day(_)
        | Constant::Moment(_)
        | Constant::Span(_)
        | Constant::Reference(..)
        | Constant::Planned(..) => false,
    }
}

/// A number that cannot be rounded is itself.
fn rounded(number: Decimal, scale: u8) -> Decimal {
    number.round(scale, Rounding::HalfAwayFromZero).unwrap_or(number)
}

/// A text that is no phone number is itself.
fn phone(shown: &str) -> Box<str> {
    let arena = Bump::new();
    let phone = crate::builtins::find("phone").expect("the language has it");
    match (phone.run)(&[Value::Text(shown)], &arena) {
        Ok(Value::Text(number)) => number.into(),
        _ => shown.trim().into(),
    }
}

#[cfg(test)]
mod tests;

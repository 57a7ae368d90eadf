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
mod tests {
    use super::{Constant, Type, same};
    use crate::schema::EntityId;

    #[test]
    fn formats_are_no_difference() {
        let text = |text: &str| Constant::Text(text.into());
        let number = |text: &str| Constant::Number(text.parse().unwrap());
        for (ty, left, right) in [
            (Type::Phone, text("8 (912) 345-67-89"), text("+79123456789")),
            (Type::Email, text("A@B.ru"), text("a@b.ru ")),
            (Type::MONEY, number("10"), number("10.00")),
            (Type::MONEY, number("10.004"), number("10")),
            (Type::TEXT, text(" a"), text("a")),
            (Type::TEXT, text("5017"), number("5017")),
            (Type::TEXT, Constant::Clear, Constant::Absent),
            (Type::MONEY, Constant::Clear, number("0")),
            (
                Type::Date,
                Constant::Day("2025-09-12".parse().unwrap()),
                Constant::Moment("2025-09-12T00:00:00".parse().unwrap()),
            ),
        ] {
            assert!(same(&ty, &left, &right), "{left:?} {right:?}");
        }
        assert!(!same(&Type::Phone, &text("нет"), &text("+79123456789")));
        assert!(!same(&Type::TEXT, &text("a"), &text("A")));
        let (one, other) = (
            Constant::Reference(EntityId(1), "x".into()),
            Constant::Reference(EntityId(2), "x".into()),
        );
        assert!(!same(&Type::Any, &one, &other));
    }
}

//! Tests: a value into the type of the cell it goes to: the same thing in another dress passes, what would.

use super::fit;
use crate::schema::Type;
use crate::value::{FaultKind, Value};
use bumpalo::Bump;

fn number(text: &str) -> Value<'static> {
    Value::Number(text.parse().unwrap())
}

#[test]
fn the_same_in_another_dress_passes() {
    let arena = Bump::new();
    let day = "2025-09-12".parse().unwrap();
    let moment = |text: &str| Value::Moment(text.parse().unwrap());
    for (ty, value, fitted) in [
        (Type::TEXT, number("28"), Value::Text("28")),
        (Type::Phone, number("12.50"), Value::Text("12.5")),
        (Type::Text { max: Some(3) }, number("128"), Value::Text("128")),
        (Type::Text { max: Some(4) }, Value::Text("Ёжик"), Value::Text("Ёжик")),
        (Type::Date, moment("2025-09-12T14:05:31"), Value::Day(day)),
        (Type::DateTime, Value::Day(day), moment("2025-09-12T00:00:00")),
        (Type::MONEY, number("12.500"), number("12.5")),
        (Type::MONEY, number("9999999999999.99"), number("9999999999999.99")),
        (Type::MONEY, Value::Text("12.5"), number("12.5")),
        (Type::Int, number("7.00"), number("7")),
        (Type::NUMBER, number("0.123456"), number("0.123456")),
        (
            Type::Guid,
            Value::Text("2D3F0010-7C4E-11F0-9A21-00155D0C7E01"),
            Value::Text("2d3f0010-7c4e-11f0-9a21-00155d0c7e01"),
        ),
        (Type::Int, Value::Absent, Value::Absent),
        (Type::Int, Value::Clear, Value::Clear),
    ] {
        let got = fit(&ty, &value, &arena).copied();
        assert_eq!(got, Ok(fitted), "{ty:?} {value:?}");
    }
}

#[test]
fn what_would_lose_something_is_a_fault() {
    let arena = Bump::new();
    for (ty, value, kind) in [
        (Type::Text { max: Some(3) }, Value::Text("Ёжик"), FaultKind::TooLong),
        (Type::Text { max: Some(2) }, number("128"), FaultKind::TooLong),
        (Type::MONEY, number("0.005"), FaultKind::TooPrecise),
        (Type::MONEY, number("10000000000000"), FaultKind::Overflow),
        (Type::Int, number("7.5"), FaultKind::TooPrecise),
        (Type::Int, Value::Text("семь"), FaultKind::NotNumber),
        (Type::Guid, Value::Text("2001A"), FaultKind::NotGuid),
    ] {
        let fault = fit(&ty, &value, &arena).unwrap_err();
        assert_eq!(fault.kind, kind, "{ty:?} {value:?}");
    }
}

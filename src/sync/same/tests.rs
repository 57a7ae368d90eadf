//! Tests: when two values are the same for a field of a type.

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

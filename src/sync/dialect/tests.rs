//! Tests: scalars of a target's payload to constants and back, by type and form.

use super::{Constant, Dialect, Form, Type};
use crate::schema::{Catalog, SideId, Tags};

fn read(ty: &Type, form: &Form, value: &str) -> Constant {
    let catalog = Catalog::default();
    let dialect = Dialect { catalog: &catalog, side: SideId(0), tags: Some(&Tags::ODATA) };
    dialect.read(ty, form, Some(value), None)
}

#[test]
fn blanks_are_absent_and_nonsense_is_text() {
    for (ty, value) in [
        (Type::TEXT, r#""""#),
        (Type::TEXT, "null"),
        (Type::Guid, r#""00000000-0000-0000-0000-000000000000""#),
        (Type::DateTime, r#""0001-01-01T10:00:00""#),
        (Type::Date, r#""0001-01-01""#),
        (Type::Int, "null"),
    ] {
        assert_eq!(read(&ty, &Form::Plain, value), Constant::Absent, "{ty:?} {value}");
    }
    for (ty, value, shown) in [
        (Type::Int, r#""1 600""#, "1 600"),
        (Type::DateTime, r#""12.09.2025""#, "12.09.2025"),
        (Type::Bool, "[1]", "[1]"),
        (Type::Date, "7", "7"),
    ] {
        assert_eq!(read(&ty, &Form::Plain, value), Constant::Text(shown.into()));
    }
}

#[test]
fn every_form_of_a_value_is_read() {
    let number = Constant::Number("12.50".parse().unwrap());
    assert_eq!(read(&Type::MONEY, &Form::Plain, "12.5"), number);
    assert_eq!(read(&Type::MONEY, &Form::Plain, r#""12.50""#), number);
    let moment = read(&Type::DateTime, &Form::DateTimeT, r#""2025-09-12T14:05:31""#);
    assert_eq!(read(&Type::DateTime, &Form::DateTimeT, r#""2025-09-12 14:05:31+03:00""#), moment);
    assert!(matches!(moment, Constant::Moment(_)));
}

#[test]
fn every_form_is_written() {
    let catalog = Catalog::default();
    let dialect = Dialect { catalog: &catalog, side: SideId(0), tags: Some(&Tags::ODATA) };
    let moment = Constant::Moment("2025-09-12T14:05:31".parse().unwrap());
    let number = Constant::Number("2.50".parse().unwrap());
    let text = |text: &str| Constant::Text(text.into());
    for (ty, form, value, written) in [
        (Type::MONEY, Form::Plain, number.clone(), "2.5"),
        (Type::Int, Form::QuotedNumber, number, "\"2.5\""),
        (Type::TEXT, Form::Number, text("28"), "28"),
        (Type::TEXT, Form::Keyed("id".into()), text("5"), r#"{"id":5}"#),
        (Type::TEXT, Form::Keyed("code".into()), text("a-1"), r#"{"code":"a-1"}"#),
        (Type::DateTime, Form::DateTimeT, moment.clone(), "\"2025-09-12T14:05:31\""),
        (Type::DateTime, Form::DateTimeSpace, moment.clone(), "\"2025-09-12 14:05:31\""),
        (Type::Date, Form::Day, moment, "\"2025-09-12\""),
        (Type::DateTime, Form::DateTimeT, Constant::Clear, "\"0001-01-01T00:00:00\""),
        (Type::TEXT, Form::Plain, Constant::Clear, "\"\""),
        (Type::MONEY, Form::Plain, Constant::Clear, "null"),
    ] {
        assert_eq!(dialect.write(&ty, &form, &value), written);
    }
    assert_eq!(dialect.write_tag(&text("x")).unwrap(), "\"Edm.String\"");
    assert_eq!(dialect.write_tag(&Constant::Clear).unwrap(), "\"StandardODATA.Undefined\"");
}

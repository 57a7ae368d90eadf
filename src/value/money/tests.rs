//! Tests: exact decimals. Money never passes through a binary float, parsing included.

use super::{Decimal, Rounding};
use crate::value::FaultKind;

fn number(text: &str) -> Decimal {
    Decimal::parse(text).expect(text)
}

#[test]
fn reads_what_json_allows_and_nothing_else() {
    for (text, shown) in [
        ("0", "0"),
        ("-0.50", "-0.50"),
        ("1600", "1600"),
        ("0.005", "0.005"),
        ("1e3", "1000"),
        ("1.25E-3", "0.00125"),
        ("12345678901234567890.12", "12345678901234567890.12"),
        ("0.10000000000000000000000", "0.1"),
    ] {
        assert_eq!(number(text).to_string(), shown);
    }
    assert_eq!(number("0e400").to_string(), "0");
    for text in ["", " ", "\t\n"] {
        assert_eq!(Decimal::parse(text).unwrap_err().kind, FaultKind::Blank, "{text}");
    }
    for text in ["-", ".", "1.", ".5", "1,5", " 1", "1 600", "+1", "1e", "e5", "0x1", "--1"] {
        assert_eq!(Decimal::parse(text).unwrap_err().kind, FaultKind::NotNumber, "{text}");
    }
}

#[test]
fn refuses_what_it_cannot_hold_exactly() {
    let kind = |text: &str| Decimal::parse(text).unwrap_err().kind;
    assert_eq!(kind("0.1234567890123456789"), FaultKind::TooPrecise);
    assert_eq!(kind("1e60"), FaultKind::Overflow);
    assert_eq!(kind("1e-2147483648"), FaultKind::TooPrecise);
    let large = number("99999999999999999999999999999999999999");
    assert_eq!(large.times(large).unwrap_err().kind, FaultKind::Overflow);
    assert_eq!(large.plus(large).unwrap_err().kind, FaultKind::Overflow);
    assert_eq!(large.minus(large.negate()).unwrap_err().value, format!("{large} - -{large}"));
    assert_eq!(large.times(number("10")).unwrap_err().value, format!("{large} * 10"));
    assert_eq!(large.round(2, Rounding::HalfAwayFromZero).unwrap_err().value, large.to_string());
    // A long fraction is no large number.
    assert_eq!(kind(&format!("1.{}1", "0".repeat(60))), FaultKind::TooPrecise);
}

#[test]
fn is_compared_by_value() {
    assert_eq!(number("10"), number("10.00"));
    assert!(number("-0.01") < number("0"));
    assert!(number("99999999999999999999999999999999999999") > number("0.000000000000000001"));
}

#[test]
fn rounds_half_away_from_zero() {
    let round =
        |text: &str| number(text).round(2, Rounding::HalfAwayFromZero).expect(text).to_string();
    assert_eq!(round("0.005"), "0.01");
    assert_eq!(round("-0.005"), "-0.01");
    assert_eq!(round("0.0049999"), "0.00");
    assert_eq!(round("2.675"), "2.68");
    assert_eq!(round("1"), "1.00");
}

#[test]
fn divides_to_a_scale() {
    let divide = |a: &str, b: &str| {
        number(a).divide(number(b), 2, Rounding::HalfAwayFromZero).expect(a).to_string()
    };
    assert_eq!(divide("100", "3"), "33.33");
    assert_eq!(divide("-100", "3"), "-33.33");
    assert_eq!(divide("0.01", "0.03"), "0.33");
    assert_eq!(divide("1", "8"), "0.13");
    let zero = number("1").divide(Decimal::ZERO, 2, Rounding::Truncate);
    assert_eq!(zero.unwrap_err().kind, FaultKind::DivisionByZero);
}

/// Against integers of a hundredth: what kopecks must do.
#[test]
fn agrees_with_integer_kopecks() {
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    for _ in 0..20_000 {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        let (a, b) =
            (i128::from(seed % 10_000_000) - 5_000_000, i128::from((seed >> 32) % 100_000));
        let (x, y) = (Decimal::new(a, 2), Decimal::new(b, 2));
        assert_eq!(x.plus(y).unwrap(), Decimal::new(a + b, 2));
        assert_eq!(x.minus(y).unwrap(), Decimal::new(a - b, 2));
        assert_eq!(x.times(y).unwrap(), Decimal::new(a * b, 4));
        let rounded = x.times(y).unwrap().round(2, Rounding::HalfAwayFromZero).unwrap();
        let exact = a * b;
        let expected = (exact.abs() + 50) / 100 * exact.signum();
        assert_eq!(rounded, Decimal::new(expected, 2), "{a} * {b}");
        assert_eq!(number(&x.to_string()), x);
    }
}

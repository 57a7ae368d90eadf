//! Sums in whole kopecks and quantities in millionths: no binary fraction enters a sum.

use serde_json::{Number, Value};

/// Millionths of a unit.
const MICRO: i128 = 1_000_000;

/// A decimal number, or one written as text, in millionths; further digits are cut.
pub(super) fn micro(value: &Value) -> Option<i128> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => return None,
    };
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.as_str()),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    // Numbers so small or large that they come with an exponent are no prices: zero.
    if digits.contains(['e', 'E']) {
        return value.is_number().then_some(0);
    }
    if whole.is_empty() || !(whole.bytes().chain(fraction.bytes())).all(|b| b.is_ascii_digit()) {
        return None;
    }
    let fraction: String = fraction.chars().chain("000000".chars()).take(6).collect();
    let number = whole.parse::<i128>().ok()?.checked_mul(MICRO)? + fraction.parse::<i128>().ok()?;
    Some(if negative { -number } else { number })
}

/// A member in millionths, 0 if it is no number.
pub(super) fn micro_of(owner: &Value, name: &str) -> i128 {
    owner.get(name).and_then(micro).unwrap_or(0)
}

/// A member in kopecks, 0 if it is no number.
pub(super) fn kopecks_of(owner: &Value, name: &str) -> i128 {
    divide(micro_of(owner, name), MICRO / 100)
}

/// A price times a quantity.
pub(super) fn times(kopecks: i128, quantity_micro: i128) -> i128 {
    divide(kopecks * quantity_micro, MICRO)
}

/// A share of a sum, the percent in millionths.
pub(super) fn percent(kopecks: i128, percent_micro: i128) -> i128 {
    divide(kopecks * percent_micro, 100 * MICRO)
}

/// Division that rounds half away from zero.
pub(super) fn divide(value: i128, by: i128) -> i128 {
    let half = by.abs() / 2;
    if (value < 0) == (by < 0) {
        (value + half * value.signum()) / by
    } else {
        (value - half * by.signum()) / by
    }
}

/// Kopecks as the number the API shows: 1, 0.5, 60.17.
pub(super) fn number(kopecks: i128) -> Value {
    let whole = kopecks / 100;
    let rest = (kopecks % 100).abs();
    if rest == 0 {
        return Value::Number(Number::from(whole as i64));
    }
    let sign = if kopecks < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{rest:02}", whole.abs());
    let number = text.parse().ok().and_then(Number::from_f64);
    Value::Number(number.expect("a decimal with two digits is a finite number"))
}

/// Millionths as a number.
pub(super) fn quantity(micro: i128) -> Value {
    if micro % MICRO == 0 {
        return Value::Number(Number::from((micro / MICRO) as i64));
    }
    let sign = if micro < 0 { "-" } else { "" };
    let text = format!("{sign}{}.{:06}", (micro / MICRO).abs(), (micro % MICRO).abs());
    let number = text.parse().ok().and_then(Number::from_f64);
    Value::Number(number.expect("a decimal with six digits is a finite number"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reads_numbers_and_texts() {
        let cases = [
            (json!("60.17310053999999"), Some(60_173_100)),
            (json!("12.5"), Some(12_500_000)),
            (json!(-3), Some(-3_000_000)),
            (json!("-0.01"), Some(-10_000)),
            (json!("1,5"), None),
            (json!(""), None),
            (json!(true), None),
        ];
        for (value, expected) in cases {
            assert_eq!(micro(&value), expected, "{value}");
        }
    }

    #[test]
    fn kopecks_are_exact() {
        assert_eq!(times(10, 3 * MICRO), 30);
        assert_eq!(times(6017, MICRO / 2), 3009);
        assert_eq!(percent(6017, 10 * MICRO), 602);
        assert_eq!((divide(-5, 2), divide(5, 2), divide(4, 2)), (-3, 3, 2));
        assert_eq!(number(489_497), json!(4894.97));
        assert_eq!(number(-50), json!(-0.5));
        assert_eq!(number(30_000), json!(300));
        assert_eq!(quantity(1_500_000), json!(1.5));
    }
}

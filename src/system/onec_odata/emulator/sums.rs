//! Sums of amounts without the error of floats: whole numbers of millionths.

use serde_json::{Value, json};

/// Digits after the point that are kept.
const DIGITS: usize = 6;

/// A number of a record in millionths; zero for what is none.
pub(super) fn exact(value: Option<&Value>) -> i128 {
    let text = match value {
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(text)) => text.clone(),
        _ => return 0,
    };
    let (sign, digits) = text.strip_prefix('-').map_or((1, text.as_str()), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction: String = fraction.chars().chain(std::iter::repeat('0')).take(DIGITS).collect();
    format!("{whole}{fraction}").parse::<i128>().map_or(0, |number| sign * number)
}

/// The number of that many millionths as JSON has it: `900`, `12.5`.
pub(super) fn number(millionths: i128) -> Value {
    let unit = 10_i128.pow(DIGITS as u32);
    let sign = if millionths < 0 { "-" } else { "" };
    let (whole, rest) = (millionths.abs() / unit, millionths.abs() % unit);
    let text = format!("{sign}{whole}.{rest:06}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    serde_json::from_str(text).unwrap_or_else(|_| json!(0))
}

#[cfg(test)]
mod tests {
    use super::{exact, number};
    use serde_json::json;

    #[test]
    fn tenths_add_up() {
        let sum = exact(Some(&json!(0.1))) + exact(Some(&json!("0.2"))) + exact(None);
        assert_eq!(number(sum), json!(0.3));
        assert_eq!(number(exact(Some(&json!(-1350))) + exact(Some(&json!(0.25)))), json!(-1349.75));
        assert_eq!(number(0), json!(0));
    }
}

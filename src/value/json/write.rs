//! Scalars as JSON text.

use crate::value::Decimal;
use std::fmt::Write;

/// Appends `text` in quotes, with what JSON wants escaped. Cyrillic stays as it is.
pub fn write_text(out: &mut String, text: &str) {
    out.push('"');
    // Without an early end the loop is done many bytes at a time.
    let escapes = text.bytes().fold(false, |found, byte| found | needs_escape(byte));
    if escapes {
        write_escaped(out, text);
    } else {
        out.push_str(text);
    }
    out.push('"');
}

fn needs_escape(byte: u8) -> bool {
    matches!(byte, 0..0x20 | b'"' | b'\\')
}

fn write_escaped(out: &mut String, text: &str) {
    let mut plain = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0..0x20 => "",
            _ => continue,
        };
        out.push_str(&text[plain..at]);
        plain = at + 1;
        if escape.is_empty() {
            let _ = write!(out, "\\u{byte:04x}");
        } else {
            out.push_str(escape);
        }
    }
    out.push_str(&text[plain..]);
}

/// Appends a number; writing into a text cannot fail. JSON numbers have no fixed scale, so trailing zeros are left out.
pub fn write_number(out: &mut impl Write, number: Decimal) {
    let (Ok(mantissa), mut scale) = (i64::try_from(number.mantissa()), number.scale()) else {
        let _ = write!(out, "{}", number.normalized());
        return;
    };
    let mut digits = mantissa.unsigned_abs();
    while scale > 0 && digits.is_multiple_of(10) {
        digits /= 10;
        scale -= 1;
    }
    if mantissa < 0 {
        let _ = out.write_char('-');
    }
    if scale == 0 {
        write_digits(out, digits, 1);
        return;
    }
    let unit = 10_u64.pow(u32::from(scale));
    write_digits(out, digits / unit, 1);
    let _ = out.write_char('.');
    write_digits(out, digits % unit, usize::from(scale));
}

/// Appends a whole number with at least so many digits.
pub fn write_digits(out: &mut impl Write, number: u64, width: usize) {
    if number >= 100 || width > 2 {
        write_digits(out, number / 100, width.saturating_sub(2));
    } else if number < 10 && width < 2 {
        let _ = out.write_char(digit(number));
        return;
    }
    let _ = out.write_char(digit(number / 10 % 10));
    let _ = out.write_char(digit(number % 10));
}

fn digit(digit: u64) -> char {
    char::from(b'0' + digit as u8)
}

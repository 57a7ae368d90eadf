//! Scalars as JSON text.

use crate::value::Decimal;
use std::fmt::Write;

/// Appends `text` in quotes, with what JSON wants escaped. Cyrillic stays as it is.
pub fn write_text(out: &mut String, text: &str) {
    out.push('"');
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
    out.push('"');
}

/// Appends a number. JSON numbers have no fixed scale, so trailing zeros are left out.
pub fn write_number(out: &mut String, number: Decimal) {
    let _ = write!(out, "{}", number.normalized());
}

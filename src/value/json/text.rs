//! Escapes of JSON texts.

use std::borrow::Cow;

/// The characters that a JSON text between quotes stands for. A broken escape stands for `U+FFFD`,
/// as does half a surrogate pair: a text from outside is shown, not judged.
pub fn unescape(text: &str) -> Cow<'_, str> {
    let Some(first) = text.find('\\') else { return Cow::Borrowed(text) };
    let mut plain = String::with_capacity(text.len());
    plain.push_str(&text[..first]);
    let mut rest = &text[first..];
    while let Some(after) = rest.strip_prefix('\\') {
        let mut characters = after.chars();
        let escape = characters.next();
        rest = characters.as_str();
        match escape {
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some('r') => plain.push('\r'),
            Some('b') => plain.push('\u{8}'),
            Some('f') => plain.push('\u{c}'),
            Some('u') => rest = unicode(&mut plain, rest),
            Some(same @ ('"' | '\\' | '/')) => plain.push(same),
            Some(_) | None => plain.push(char::REPLACEMENT_CHARACTER),
        }
        let next = rest.find('\\').unwrap_or(rest.len());
        plain.push_str(&rest[..next]);
        rest = &rest[next..];
    }
    Cow::Owned(plain)
}

/// `XXXX` after `\u`, with its second half if it is the first of a pair; gives what comes after.
fn unicode<'a>(plain: &mut String, rest: &'a str) -> &'a str {
    let Some((unit, rest)) = hex(rest) else {
        plain.push(char::REPLACEMENT_CHARACTER);
        return rest;
    };
    let pair = rest.strip_prefix("\\u").and_then(hex);
    if let (0xd800..0xdc00, Some((low @ 0xdc00..0xe000, rest))) = (unit, pair) {
        let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        plain.push(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
        return rest;
    }
    plain.push(char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER));
    rest
}

fn hex(text: &str) -> Option<(u32, &str)> {
    let digits = text.get(..4).filter(|digits| digits.bytes().all(|b| b.is_ascii_hexdigit()))?;
    Some((u32::from_str_radix(digits, 16).ok()?, &text[4..]))
}

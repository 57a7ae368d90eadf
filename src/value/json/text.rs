//! Texts with escapes.

use std::borrow::Cow;
use std::fmt::Write;

use bumpalo::Bump;
use bumpalo::collections::String as ArenaString;

/// A text without its escapes. A lone half of a surrogate pair becomes the replacement character, as
/// does an escape that JSON does not know: a text from outside is shown, not judged.
pub fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut plain = String::with_capacity(text.len());
    unescape_to(text, &mut plain);
    Cow::Owned(plain)
}

/// The same into an arena.
pub fn unescape_in<'a>(text: &'a str, arena: &'a Bump) -> &'a str {
    let mut plain = ArenaString::with_capacity_in(text.len(), arena);
    unescape_to(text, &mut plain);
    plain.into_bump_str()
}

/// Writing into a text cannot fail.
fn unescape_to(text: &str, plain: &mut impl Write) {
    let mut rest = text;
    loop {
        let next = rest.bytes().position(|byte| byte == b'\\').unwrap_or(rest.len());
        let _ = plain.write_str(&rest[..next]);
        let Some(after) = rest[next..].strip_prefix('\\') else { return };
        let mut characters = after.chars();
        let escape = characters.next();
        rest = characters.as_str();
        let plainly = match escape {
            Some('n') => '\n',
            Some('t') => '\t',
            Some('r') => '\r',
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('u') => {
                let (character, after) = unicode(rest);
                rest = after;
                character
            }
            Some(same @ ('"' | '\\' | '/')) => same,
            Some(_) | None => char::REPLACEMENT_CHARACTER,
        };
        let _ = plain.write_char(plainly);
    }
}

/// `XXXX` after `\u`, with its second half if it is the first of a pair; and what comes after.
fn unicode(rest: &str) -> (char, &str) {
    let Some((unit, rest)) = hex(rest) else { return (char::REPLACEMENT_CHARACTER, rest) };
    if let 0xd800..0xdc00 = unit
        && let Some((low @ 0xdc00..0xe000, rest)) = rest.strip_prefix("\\u").and_then(hex)
    {
        let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
        return (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), rest);
    }
    (char::from_u32(unit).unwrap_or(char::REPLACEMENT_CHARACTER), rest)
}

fn hex(text: &str) -> Option<(u32, &str)> {
    let digits: &[u8; 4] = text.as_bytes().first_chunk()?;
    let mut unit = 0;
    for digit in digits {
        unit = unit << 4 | char::from(*digit).to_digit(16)?;
    }
    Some((unit, &text[4..]))
}

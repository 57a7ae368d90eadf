//! What systems say in their refusals, without the phones and e-mail addresses that they repeat.

use crate::schema::{Sensitivity, mask};

/// The text with what looks like a phone or an e-mail address masked. Numbers and keys of records
/// stay: they are what a person looks the refusal up by.
pub(super) fn scrubbed(text: String) -> String {
    if !text.contains('@') && !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return text;
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = &*text;
    while let Some(first) = rest.chars().next() {
        let length = private(rest);
        if length > 0 {
            clean.push_str(&mask(Sensitivity::Personal, &rest[..length]));
            rest = &rest[length..];
            continue;
        }
        // A word is gone through whole: in the middle of a key no phone begins.
        let word =
            if is_part(first) { rest.find(|c| !is_part(c)).unwrap_or(rest.len()) } else { 0 };
        let step = word.max(first.len_utf8());
        clean.push_str(&rest[..step]);
        rest = &rest[step..];
    }
    clean
}

/// How many bytes at the beginning are a phone or an e-mail address.
fn private(text: &str) -> usize {
    let word = text.find(|c: char| !is_part(c)).unwrap_or(text.len());
    if let Some(at) = text[..word].find('@') {
        let domain = text[at + 1..word].trim_end_matches('.');
        return if at > 0 && domain.contains('.') { at + 1 + domain.len() } else { 0 };
    }
    phone(text)
}

/// `+7 (912) 345-67-89`, `89123456789`: ten to fifteen digits after a plus, or eleven that begin with
/// 7 or 8 and stand by themselves.
fn phone(text: &str) -> usize {
    if text.starts_with('+') {
        let inside = |c: &char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '(' | ')');
        let part: String = text.chars().take_while(inside).collect();
        let digits = part.chars().filter(char::is_ascii_digit).count();
        let end = part.rfind(|c: char| c.is_ascii_digit()).map_or(0, |at| at + 1);
        return if (10..=15).contains(&digits) { end } else { 0 };
    }
    let word = text.find(|c: char| !is_part(c)).unwrap_or(text.len());
    let digits = text[..word].trim_end_matches('.');
    let plain = digits.len() == 11 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if plain && digits.starts_with(['7', '8']) { digits.len() } else { 0 }
}

/// Whether a character is part of a word, a number, a key or an address.
fn is_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '@' | '.' | '_' | '-' | '+' | '%')
}

#[cfg(test)]
mod tests {
    use super::scrubbed;

    #[test]
    fn phones_and_addresses_are_masked_and_keys_stay() {
        for (said, shown) in [
            (
                "Internal error +79991234567 ivan@example.ru",
                "Internal error +7 *** *** 45 67 i***@example.ru",
            ),
            ("Клиент 89991234567 уже есть.", "Клиент +7 *** *** 45 67 уже есть."),
            ("тел. +7 (999) 123-45-67, занят", "тел. +7 *** *** 45 67, занят"),
        ] {
            assert_eq!(scrubbed(said.to_owned()), shown);
        }
        for same in [
            "Order with id=79991234567890123 not found",
            "guid'81234567-1234-1234-1234-812345678901'",
            "Штрихкод 4601234567890 занят",
            "@ alone, 12 of 50",
        ] {
            assert_eq!(scrubbed(same.to_owned()), same);
        }
    }
}

//! Characters that steer a terminal, or turn what stands around them: what comes from outside may hold
//! them, what people are shown may not.

use std::borrow::Cow;

/// Characters that a terminal does not show, or that turn what stands around them.
fn is_unseen(character: char) -> bool {
    let turns = matches!(character, '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{E0000}'..='\u{E007F}');
    turns || (character.is_control() && !matches!(character, '\n' | '\t' | '\r'))
}

/// A text with those characters as they are named: `\u{202e}`.
pub fn harmless(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unseen) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unseen(character) {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown.into()
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn nothing_steers_a_terminal() {
        assert_eq!(harmless("\u{1b}[31mRED\u{1b}[2J\0"), "\\u{1b}[31mRED\\u{1b}[2J\\u{0}");
        assert_eq!(harmless("\u{9b}2J \u{202e}cba\u{2028}"), "\\u{9b}2J \\u{202e}cba\\u{2028}");
        assert_eq!(harmless("два\nряда\t🙂"), "два\nряда\t🙂");
    }
}

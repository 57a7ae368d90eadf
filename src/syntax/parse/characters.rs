//! Characters that look like others: blanks that are no space, letters of two alphabets in one
//! name, letters in two code points, slashes for a comment.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::diag::{Diagnostic, codes};
use crate::source::{ALIKE, Span};
use crate::syntax::ast::Keywords;
use crate::syntax::parse::grammar::{Node, is_keyword};
use crate::syntax::parse::reader::Reader;
use crate::syntax::parse::scan::{Scan, has_no_width};

impl Reader<'_> {
    /// Reports what a first look at the characters found.
    pub(super) fn characters(&mut self, scan: &Scan) {
        let text = self.original;
        let byte_order_mark = |span: &&Span| span.start > 0 || !text.starts_with('\u{FEFF}');
        let odd = scan.odd_blanks.iter().filter(byte_order_mark);
        let odd = odd.filter_map(|span| Some((text[span.range()].chars().next()?, *span)));
        // They come with what was copied, hundreds at once: the first of each kind is told.
        let mut kinds: Vec<(char, Span, usize)> = Vec::new();
        for (blank, span) in odd {
            match kinds.iter_mut().find(|(known, ..)| *known == blank) {
                Some((_, _, more)) => *more += 1,
                None => kinds.push((blank, span, 0)),
            }
        }
        for (blank, span, more) in kinds {
            let code = format!("U+{:04X}", u32::from(blank));
            let odd = Diagnostic::new(&codes::S303, span).arg("code", code).arg("more", more);
            let odd = if has_no_width(blank) {
                odd.fix("remove", span, "")
            } else {
                odd.fix("space", span, " ")
            };
            self.report(if more > 0 { odd.hint("all") } else { odd });
        }
        for span in &scan.slashes {
            let slashes = Span { end: span.start + 2, ..*span };
            self.report(
                Diagnostic::new(&codes::S129, slashes).arg("found", "//").fix("hash", slashes, "#"),
            );
        }
        if !self.text.is_ascii() {
            self.words();
        }
    }

    /// Looks for a keyword of the other language.
    pub(super) fn one_language(&mut self, file: &Node<'_>, keywords: Keywords) {
        let cyrillic = |word: &str| !word.starts_with(|c: char| c.is_ascii());
        let other = |node: &Node<'_>| {
            let word = node.as_str();
            let is_word = word.starts_with(char::is_alphabetic);
            is_word && cyrillic(word) != (keywords == Keywords::Russian)
        };
        let tokens = file.clone().into_inner().flatten();
        let mut words = tokens.filter(|node| is_keyword(node.as_rule()) && other(node));
        if let Some(word) = words.next() {
            let span = word.as_span();
            let place = Span::new(self.id, span.start(), span.end());
            let mixed = Diagnostic::new(&codes::S304, place).arg("word", word.as_str());
            self.report(mixed.hint("fmt"));
        }
    }

    /// Looks at all words, those in texts too.
    fn words(&mut self) {
        let text = self.text;
        let mut start = None;
        for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
            let belongs = character.is_alphanumeric() || is_combining_mark(character);
            match (start, belongs) {
                (None, true) => start = Some(at),
                (Some(from), false) => {
                    start = None;
                    self.word(&text[from..at], Span::new(self.id, from, at));
                }
                _ => {}
            }
        }
    }

    fn word(&mut self, word: &str, span: Span) {
        if word.is_ascii() {
            return;
        }
        if word.chars().any(is_combining_mark) {
            let composed: String = word.nfc().collect();
            if composed != word {
                let split = Diagnostic::new(&codes::S302, span).arg("name", word);
                self.report(split.fix("compose", span, composed));
            }
        } else if let Some(mended) = one_alphabet(word) {
            let mixed = Diagnostic::new(&codes::S301, span).arg("name", word);
            self.report(mixed.fix("write", span, mended));
        }
    }
}

/// The word with its lone letters of the other alphabet in that of the rest, where they all look
/// like letters of it.
///
/// A part like `CRM` in `СуммаCRM` is meant: what stands out is a single letter among others.
fn one_alphabet(word: &str) -> Option<String> {
    let latin = |c: char| c.is_ascii_alphabetic();
    let cyrillic = |c: char| ('\u{400}'..='\u{4FF}').contains(&c);
    let latin_count = word.chars().filter(|&c| latin(c)).count();
    let cyrillic_count = word.chars().filter(|&c| cyrillic(c)).count();
    if latin_count.min(cyrillic_count) == 0 || latin_count == cyrillic_count {
        return None;
    }
    let to_cyrillic = |c: char| ALIKE.iter().find(|pair| pair.0 == c).map(|pair| pair.1);
    let to_latin = |c: char| ALIKE.iter().find(|pair| pair.1 == c).map(|pair| pair.0);
    let letters: Vec<char> = word.chars().collect();
    let mend = |odd: &dyn Fn(char) -> bool, mended: &dyn Fn(char) -> Option<char>| {
        let is_odd = |at: Option<usize>| at.and_then(|at| letters.get(at)).is_some_and(|c| odd(*c));
        let lonely = |at: usize| !is_odd(at.checked_sub(1)) && !is_odd(Some(at + 1));
        let letter =
            |(at, &c): (usize, &char)| if odd(c) && lonely(at) { mended(c) } else { Some(c) };
        letters.iter().enumerate().map(letter).collect::<Option<String>>()
    };
    let mended = if latin_count < cyrillic_count {
        mend(&latin, &to_cyrillic)
    } else {
        mend(&cyrillic, &to_latin)
    };
    // What is left of the other alphabet is an abbreviation.
    let is_meant = |c: char| cyrillic(c) || c.is_ascii_uppercase();
    let pure = |mended: &str| !mended.chars().any(latin) || !mended.chars().any(cyrillic);
    let meant = |mended: &str| {
        latin_count < cyrillic_count && mended.chars().filter(|c| c.is_alphabetic()).all(is_meant)
    };
    mended.filter(|mended| mended != word && (pure(mended) || meant(mended)))
}

#[cfg(test)]
mod tests {
    use super::one_alphabet;

    #[test]
    fn a_letter_of_the_other_alphabet_stands_out() {
        assert_eq!(one_alphabet("Cтатус").as_deref(), Some("Статус"));
        assert_eq!(one_alphabet("оrder").as_deref(), Some("order"));
        assert_eq!(one_alphabet("СуммаCRM"), None);
        assert_eq!(one_alphabet("ПрaвкиВCRM").as_deref(), Some("ПравкиВCRM"));
        assert_eq!(one_alphabet("Статус"), None);
        assert_eq!(one_alphabet("ВерсияQ"), None);
    }
}

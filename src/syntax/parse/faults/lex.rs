//! The words and marks of a piece of text that fits no rule: detectors look at these.

use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name or keyword.
    Word,
    /// `12`, `0.01`, `15m`
    Number,
    /// `"..."`
    Text,
    /// `"...` up to the end of the line.
    OpenText,
    /// A text in curly, angle or single quotes.
    Foreign,
    /// Everything else.
    Mark,
}

/// A token and where it stands in the piece.
#[derive(Clone, Debug)]
pub(super) struct Token<'i> {
    pub(super) kind: Kind,
    pub(super) text: &'i str,
    pub(super) start: usize,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn range(&self) -> Range<usize> {
        self.start..self.end()
    }

    pub(super) fn is_arrow(&self) -> bool {
        matches!(self.text, "<->" | "->" | "<-" | "↔" | "→" | "←")
    }
}

/// Marks of several characters, the longer first.
const MARKS: &[&str] = &[
    "<->", "<=>", "-->", "<--", "==>", "===", "=>", "->", "<-", "==", "!=", "<=", "=<", ">=", "<>",
    ":=", "&&", "||", "‹-›", "‹-", "-›",
];

/// The tokens of a piece of text.
pub(super) fn tokens(piece: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut line_end = 0;
    let mut open_until = 0;
    while let Some(first) = piece[start..].chars().next() {
        let rest = &piece[start..];
        if first.is_whitespace() {
            start += first.len_utf8();
            continue;
        }
        if start >= line_end {
            line_end = rest.find(['\n', '\r']).map_or(piece.len(), |length| start + length);
        }
        // A mark that nothing closes in its line is not looked after again by the next one.
        let (kind, length) = if start < open_until && matches!(first, '«' | '„') {
            (Kind::Foreign, first.len_utf8())
        } else {
            token(first, &piece[start..line_end])
        };
        if kind == Kind::Foreign && length == first.len_utf8() {
            open_until = line_end;
        }
        found.push(Token { kind, text: &rest[..length], start });
        start += length;
    }
    found
}

/// The token at the start of what is left of a line.
fn token(first: char, line: &str) -> (Kind, usize) {
    match first {
        '"' => text(line),
        '“' | '”' | '„' => foreign(line, &['“', '”', '"']),
        '«' => foreign(line, &['»']),
        '\'' | '‘' | '’' => foreign(line, &['\'', '’']),
        '`' => (Kind::Word, line[1..].find('`').map_or(1, |close| close + 2)),
        _ if is_word(first) && !first.is_ascii_digit() => (Kind::Word, run(line, is_word)),
        _ if first.is_ascii_digit() => (Kind::Number, number(line)),
        _ => {
            let mark = MARKS.iter().find(|mark| line.starts_with(**mark));
            (Kind::Mark, mark.map_or(first.len_utf8(), |mark| mark.len()))
        }
    }
}

/// Letters of any script, digits, and the marks that complete a letter.
fn is_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || ('\u{300}'..='\u{36F}').contains(&character)
}

fn run(line: &str, belongs: fn(char) -> bool) -> usize {
    line.find(|c: char| !belongs(c)).unwrap_or(line.len())
}

fn number(line: &str) -> usize {
    let whole = run(line, is_word);
    match line[whole..].strip_prefix('.') {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_digit()) => {
            whole + 1 + run(rest, is_word)
        }
        _ => whole,
    }
}

fn text(line: &str) -> (Kind, usize) {
    let mut from = 1;
    while let Some(quote) = line[from..].find('"') {
        let end = from + quote + 1;
        if !line[end..].starts_with('"') {
            return (Kind::Text, end);
        }
        from = end + 1;
    }
    (Kind::OpenText, line.trim_end().len().max(1))
}

fn foreign(line: &str, closers: &[char]) -> (Kind, usize) {
    let opener = line.chars().next().map_or(0, char::len_utf8);
    let close = line[opener..].char_indices().find(|(_, c)| closers.contains(c));
    let end = close.map_or(opener, |(at, c)| opener + at + c.len_utf8());
    (Kind::Foreign, end)
}

#[cfg(test)]
mod tests {
    use super::{Kind, tokens};

    fn said(piece: &str) -> Vec<(Kind, &str)> {
        tokens(piece).into_iter().map(|token| (token.kind, token.text)).collect()
    }

    #[test]
    fn words_numbers_texts_and_marks() {
        assert_eq!(
            said("Цена <=0,01 \"а\"\"б\""),
            [
                (Kind::Word, "Цена"),
                (Kind::Mark, "<="),
                (Kind::Number, "0"),
                (Kind::Mark, ","),
                (Kind::Number, "01"),
                (Kind::Text, "\"а\"\"б\"")
            ]
        );
    }

    #[test]
    fn texts_that_are_none() {
        assert_eq!(said("“a b” \"c"), [(Kind::Foreign, "“a b”"), (Kind::OpenText, "\"c")]);
        assert_eq!(said("'a"), [(Kind::Foreign, "'"), (Kind::Word, "a")]);
    }
}

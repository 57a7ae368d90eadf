//! Texts with holes in quotes of another kind: `«заказ {number}»`.
//!
//! The grammar would take their braces for a block and tear the rule apart, so they are read as the
//! texts that they are meant for, and told.

use crate::diag::{Diagnostic, codes};
use crate::source::{FileId, Span};

/// The text with straight quotes around such texts, in as many bytes, and where they stand.
pub(super) fn straighten(id: FileId, text: String) -> (String, Vec<Span>) {
    let found =
        if text.contains(['«', '“', '„', '\'']) { with_holes(&text) } else { Vec::new() };
    if found.is_empty() {
        return (text, Vec::new());
    }
    let mut straight = String::with_capacity(text.len());
    for (start, end) in &found {
        straight.push_str(&text[straight.len()..*start]);
        let quoted = &text[*start..*end];
        let inner = inner(quoted);
        let opener = quoted.find(inner).unwrap_or_default();
        straight.extend(std::iter::repeat_n(' ', opener - 1));
        straight.push('"');
        straight.push_str(inner);
        straight.push('"');
        straight.extend(std::iter::repeat_n(' ', quoted.len() - opener - inner.len() - 1));
    }
    straight.push_str(&text[straight.len()..]);
    (straight, found.into_iter().map(|(start, end)| Span::new(id, start, end)).collect())
}

/// Says that the quotes of a text are of another kind.
pub(super) fn foreign(quoted: &str, at: Span) -> Diagnostic {
    let straight = format!("\"{}\"", inner(quoted));
    Diagnostic::new(&codes::S121, at).arg("found", quoted).fix("write", at, straight)
}

fn inner(quoted: &str) -> &str {
    let mut inner = quoted.chars();
    inner.next();
    inner.next_back();
    inner.as_str()
}

/// The beginnings and ends of the texts in other quotes that have holes.
fn with_holes(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(['\n', '\r']) {
        let mut at = 0;
        while let Some(next) = line[at..].find(['"', '`', '\'', '«', '“', '„', '#']) {
            let open = at + next;
            let rest = &line[open..];
            let first = rest.as_bytes()[0];
            let (opener, closers): (usize, &[char]) = match first {
                b'#' => break,
                b'"' => (1, &['"']),
                b'`' => (1, &['`']),
                b'\'' => (1, &['\'']),
                0xC2 => ('«'.len_utf8(), &['»']),
                _ => ('“'.len_utf8(), &['“', '”']),
            };
            let Some(close) = rest[opener..].find(closers) else { break };
            let inner = &rest[opener..opener + close];
            let closer = rest[opener + close..].chars().next().map_or(0, char::len_utf8);
            let end = open + opener + close + closer;
            let has_holes = inner.find('{').is_some_and(|hole| inner[hole..].contains('}'));
            if !matches!(first, b'"' | b'`') && has_holes && !inner.contains('"') {
                found.push((start + open, start + end));
            }
            at = end;
        }
        start += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::straighten;
    use crate::source::FileId;

    #[test]
    fn texts_with_holes_alone_are_straightened() {
        let straight = |text: &str| straighten(FileId(0), text.to_owned()).0;
        assert_eq!(straight("a <- «б {c}» d"), "a <-  \"б {c}\"  d");
        assert_eq!(straight("a <- “{c}” „{d}“\n"), "a <-   \"{c}\"     \"{d}\"  \n");
        assert_eq!(straight("a <- 'б {c}'   once\n"), "a <- \"б {c}\"   once\n");
        for same in [
            "a <- «б»",
            "a <- \"«{b}»\"",
            "a <- «{b} \"c\"»",
            "a <- «{b}",
            "`«{b}»`",
            "a <- 'б'",
            "a <- b  # «{c}» '{d}'",
        ] {
            assert_eq!(straight(same), same);
        }
    }
}

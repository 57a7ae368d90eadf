//! A first look at the characters: comments, nesting, and blanks that no grammar should have to meet.

use crate::source::{FileId, Span};
use crate::syntax::ast::Comment;
use crate::syntax::parse::layout;

/// What a first look finds.
pub(super) struct Scan {
    pub(super) comments: Vec<Comment>,
    /// The brackets and signs that go too deep, the first of each declaration.
    pub(super) too_deep: Vec<Span>,
    /// Blanks outside texts and comments that look like a space and are none.
    pub(super) odd_blanks: Vec<Span>,
    /// `// ...` up to the end of the line: no comment here, but meant as one.
    pub(super) slashes: Vec<Span>,
}

impl Scan {
    /// Notes what goes too deep, once a declaration.
    fn limit(&mut self, fits: bool, told: &mut bool, at: Span) {
        if !fits && !std::mem::replace(told, true) {
            self.too_deep.push(at);
        }
    }
}

/// Looks at the text once.
pub(super) fn scan(id: FileId, text: &str, max_nesting: usize) -> Scan {
    let mut found = Scan {
        comments: Vec::new(),
        too_deep: Vec::new(),
        odd_blanks: Vec::new(),
        slashes: Vec::new(),
    };
    let mut depth = 0_usize;
    let mut signs = 0_usize;
    let mut told = false;
    let mut line_start = 0;
    let mut known_end = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let sign = sign(text, at);
        signs = match bytes[at] {
            b' ' | b'\t' => signs,
            _ if sign > 0 => signs + 1,
            _ => 0,
        };
        if sign > 0 {
            found.limit(signs <= max_nesting, &mut told, Span::new(id, at, at + sign));
            at += sign;
            continue;
        }
        match bytes[at] {
            b'\n' | b'\r' => {
                line_start = at + 1;
                // A declaration closes what those before it left open.
                if layout::declares(&text[line_start..line_end(text, line_start)]) {
                    (depth, told) = (0, false);
                }
            }
            b'#' => {
                let end = said_end(text, at);
                let own_line = super::trim_end(&text[line_start..at]).is_empty();
                found.comments.push(Comment { span: Span::new(id, at, end), own_line });
                at = end;
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                let end = said_end(text, at);
                found.slashes.push(Span::new(id, at, end));
                at = end;
                continue;
            }
            quote @ (b'"' | b'`') => {
                // Looked for once a line: a line may have any number of quotes.
                if at >= known_end {
                    known_end = line_end(text, at);
                }
                let end = known_end;
                let close = bytes[at + 1..end].iter().position(|&byte| byte == quote);
                at = close.map_or(end, |close| at + 1 + close + 1);
                continue;
            }
            b'(' | b'[' | b'{' => {
                depth += 1;
                found.limit(depth <= max_nesting, &mut told, Span::new(id, at, at + 1));
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            0xC2 | 0xE2 | 0xE3 | 0xEF => {
                let odd = text[at..].chars().next().filter(|blank| is_odd_blank(*blank));
                let span = |blank: char| Span::new(id, at, at + blank.len_utf8());
                found.odd_blanks.extend(odd.map(span));
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// The length of a prefix operator: each goes one deeper, as a bracket does.
fn sign(text: &str, at: usize) -> usize {
    let rest = &text.as_bytes()[at..];
    let word = |word: &str| {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let ends = |text: &str| !text.starts_with(is_word);
        rest.starts_with(word.as_bytes())
            && ends(&text[at + word.len()..])
            && !text[..at].ends_with(is_word)
    };
    match rest[0] {
        b'-' if rest.get(1) != Some(&b'>') => 1,
        b'n' if word("not") => "not".len(),
        0xD0 if word("не") => "не".len(),
        _ => 0,
    }
}

/// The text with spaces, as many bytes, for comments, what was meant as one, and odd blanks; so all places stay.
pub(super) fn bare(text: &str, found: &Scan) -> String {
    let mut plain = String::with_capacity(text.len());
    let comments = found.comments.iter().map(|comment| comment.span);
    let odd = found.odd_blanks.iter().chain(&found.slashes).copied();
    let mut holes: Vec<Span> = odd.chain(comments).collect();
    holes.sort_unstable_by_key(|hole| hole.start);
    for hole in holes {
        plain.push_str(&text[plain.len()..hole.start as usize]);
        plain.extend(hole.range().map(|_| ' '));
    }
    let done = plain.len();
    plain + &text[done..]
}

/// Blanks that are no space, no tab and no newline, and marks without a width.
pub(super) fn is_odd_blank(character: char) -> bool {
    let blank = character.is_whitespace() && !character.is_ascii();
    blank || has_no_width(character)
}

/// Marks that nobody sees: they separate nothing.
pub(super) fn has_no_width(character: char) -> bool {
    matches!(character, '\u{FEFF}' | '\u{200B}'..='\u{200F}' | '\u{2060}')
}

/// Where a comment that begins there ends.
fn said_end(text: &str, from: usize) -> usize {
    from + super::trim_end(&text[from..line_end(text, from)]).len()
}

/// Where the line of an offset ends, without its newline.
fn line_end(text: &str, from: usize) -> usize {
    text[from..].find(['\n', '\r']).map_or(text.len(), |length| from + length)
}

//! A first look at the characters: comments, nesting, and what no grammar should have to meet.

use crate::source::{FileId, Span};
use crate::syntax::ast::Comment;

/// What a first look finds.
pub(super) struct Scan {
    pub(super) comments: Vec<Comment>,
    /// The bracket that goes too deep.
    pub(super) too_deep: Option<Span>,
}

/// Looks at the text once.
pub(super) fn scan(id: FileId, text: &str, max_nesting: usize) -> Scan {
    let mut found = Scan { comments: Vec::new(), too_deep: None };
    let mut depth = 0_usize;
    let mut line_start = 0;
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\n' | b'\r' => line_start = at + 1,
            b'#' => {
                let end = line_end(text, at);
                let end = at + super::trim_end(&text[at..end]).len();
                let own_line = super::trim_end(&text[line_start..at]).is_empty();
                found.comments.push(Comment { span: Span::new(id, at, end), own_line });
                at = end;
                continue;
            }
            quote @ (b'"' | b'`') => {
                let end = line_end(text, at);
                let close = bytes[at + 1..end].iter().position(|&byte| byte == quote);
                at = close.map_or(end, |close| at + 1 + close + 1);
                continue;
            }
            b'(' | b'[' | b'{' => {
                depth += 1;
                if depth > max_nesting && found.too_deep.is_none() {
                    found.too_deep = Some(Span::new(id, at, at + 1));
                }
            }
            b')' | b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    found
}

/// Where the line of an offset ends, without its newline.
fn line_end(text: &str, from: usize) -> usize {
    text[from..].find(['\n', '\r']).map_or(text.len(), |length| from + length)
}

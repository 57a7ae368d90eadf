//! What stands between two tokens: newlines that the author chose, and comments.

use super::{At, Printer};
use crate::source::Span;
use crate::syntax::ast::Comment;

impl<'a> Printer<'a> {
    /// The newline between two places, with the comments before it; nothing if they share a line.
    pub(super) fn gap(&self, from: u32, to: u32, at: At) -> Option<String> {
        let between = self.between(from, to);
        if !between.contains('\n') && !between.contains('\r') {
            return None;
        }
        let mut said = String::new();
        for comment in self.claim(from, to) {
            said += &if comment.own_line { at.newline() } else { "  ".to_owned() };
            said += self.slice(comment.span);
        }
        Some(said + &at.newline())
    }

    /// The text between two places; nothing if they stand the other way round.
    pub(super) fn between(&self, from: u32, to: u32) -> &'a str {
        self.text.get(from as usize..to as usize).unwrap_or_default()
    }

    /// The comments between two places that nobody printed yet.
    pub(super) fn claim(&self, from: u32, to: u32) -> Vec<&'a Comment> {
        let file = self.file;
        let first = file.comments.partition_point(|comment| comment.span.start < from);
        let mut claimed = self.claimed.borrow_mut();
        let mut printed = self.printed.borrow_mut();
        let mut found = Vec::new();
        for (index, comment) in file.comments.iter().enumerate().skip(first) {
            if comment.span.start >= to {
                break;
            }
            if !std::mem::replace(&mut claimed[index], true) {
                printed.push(index);
                found.push(comment);
            }
        }
        found
    }

    /// Forgets what was printed after the first `kept` comments: it is laid out anew.
    pub(super) fn unclaim(&self, kept: usize) {
        let mut claimed = self.claimed.borrow_mut();
        for index in self.printed.borrow_mut().drain(kept..) {
            claimed[index] = false;
        }
    }

    /// Parts in brackets with commas; the author's newlines stay.
    ///
    /// `span` covers the brackets, `parts` are the places of the parts and how to print them.
    pub(super) fn bracketed(
        &self,
        brackets: [&str; 2],
        span: (u32, u32),
        parts: &[(u32, u32)],
        at: At,
        part: &dyn Fn(usize, At) -> String,
    ) -> String {
        let mut said = brackets[0].to_owned();
        let inner = at.continued();
        let mut before = span.0 + 1;
        for (index, (start, end)) in parts.iter().enumerate() {
            let gap = self.gap(before, *start, inner);
            said += if index == 0 { "" } else { "," };
            said += gap.as_deref().unwrap_or(if index == 0 { "" } else { " " });
            said += &part(index, inner);
            before = *end;
        }
        said += self.gap(before, span.1.saturating_sub(1), at).as_deref().unwrap_or_default();
        said + brackets[1]
    }

    /// Parts with commas and no brackets.
    pub(super) fn listed(&self, places: &[Span], at: At, part: &dyn Fn(usize) -> String) -> String {
        let mut said = String::new();
        for (index, place) in places.iter().enumerate() {
            if let Some(before) = index.checked_sub(1) {
                let gap = self.gap(places[before].end, place.start, at.continued());
                said.push(',');
                said += gap.as_deref().unwrap_or(" ");
            }
            said += &part(index);
        }
        said
    }

    /// The place of the next `{` behind an offset, if nothing but blanks stands before it.
    pub(super) fn brace(&self, after: u32) -> Option<u32> {
        let rest = self.text.get(after as usize..)?;
        let blanks = rest.len() - rest.trim_start_matches([' ', '\t', '\u{A0}']).len();
        rest[blanks..].starts_with('{').then_some(after + blanks as u32)
    }
}

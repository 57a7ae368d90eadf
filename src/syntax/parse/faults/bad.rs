//! A piece of text that fits no rule, with what pest knows of it.

use std::ops::Range;

use super::lex::{Kind, Token, tokens};
use super::place::Place;
use crate::source::Span;
use crate::syntax::ast::{Arrow, Keywords};
use crate::syntax::keywords;
use crate::syntax::parse::grammar::{Rule, expected, offset, read};
use crate::syntax::parse::reader::Reader;

/// A piece of text that fits no rule.
pub(super) struct Bad<'i> {
    pub(super) place: Place,
    /// The language of the keywords around.
    pub(super) keywords: Keywords,
    /// The arrow of the heading that the piece stands under.
    pub(super) heading: Option<Arrow>,
    pub(super) span: Span,
    pub(super) piece: &'i str,
    pub(super) tokens: Vec<Token<'i>>,
    /// Where in the piece nothing fits any more.
    pub(super) at: usize,
    /// What would have fitted there.
    pub(super) expected: Vec<Rule>,
}

impl<'i> Bad<'i> {
    /// What is wrong with the piece there; nothing if the piece itself is right.
    pub(super) fn examine(reader: &Reader<'i>, place: Place, span: Span) -> Option<Bad<'i>> {
        let piece = reader.slice(span);
        let mismatch = read(place.rule(), piece).err()?;
        let (at, expected) = (offset(&mismatch), expected(&mismatch));
        let heading = reader.heading;
        let keywords = reader.keywords;
        Some(Bad { place, keywords, heading, span, piece, tokens: tokens(piece), at, expected })
    }

    /// The keyword, given in English, in the language of those around.
    pub(super) fn word(&self, english: &'static str) -> &'static str {
        keywords::word(english, self.keywords)
    }

    /// The token where nothing fits any more.
    pub(super) fn here(&self) -> Option<&Token<'i>> {
        self.tokens.iter().find(|token| token.end() > self.at)
    }

    /// The token before that.
    pub(super) fn before(&self) -> Option<&Token<'i>> {
        self.tokens.iter().rev().find(|token| token.end() <= self.at)
    }

    /// The token before and the one that does not fit: a slip is in one of them.
    pub(super) fn suspects(&self) -> impl Iterator<Item = &Token<'i>> {
        self.here().into_iter().chain(self.before())
    }

    /// The place of a part of the piece.
    pub(super) fn part(&self, range: &Range<usize>) -> Span {
        let start = self.span.start as usize;
        Span::new(self.span.file, start + range.start, start + range.end)
    }

    /// Whether the piece reads further with that part replaced.
    pub(super) fn mends(&self, range: &Range<usize>, with: &str) -> bool {
        let mut mended = self.piece.to_owned();
        mended.replace_range(range.clone(), with);
        let Err(mismatch) = read(self.place.rule(), &mended) else { return true };
        let old = (self.at + with.len()).saturating_sub(range.len());
        let beyond = offset(&mismatch).max(mended.len() - mended.trim_start().len());
        beyond > old.max(self.at).max(range.start + with.len())
    }

    /// Whether the piece is right with that part replaced.
    pub(super) fn cures(&self, range: &Range<usize>, with: &str) -> bool {
        let mut mended = self.piece.to_owned();
        mended.replace_range(range.clone(), with);
        read(self.place.rule(), &mended).is_ok()
    }

    /// How many brackets are open before that token.
    pub(super) fn depth(&self, token: &Token<'i>) -> usize {
        let before = self.tokens.iter().take_while(|other| other.start < token.start);
        before.fold(0_usize, |depth, other| match other.text {
            "(" | "[" | "{" => depth + 1,
            ")" | "]" | "}" => depth.saturating_sub(1),
            _ => depth,
        })
    }

    /// Whether an arrow stands before that token.
    pub(super) fn arrow_before(&self, token: &Token<'i>) -> bool {
        self.tokens.iter().any(|other| other.start < token.start && other.is_arrow())
    }

    /// The first token of a kind.
    pub(super) fn first(&self, kind: Kind) -> Option<&Token<'i>> {
        self.tokens.iter().find(|token| token.kind == kind)
    }
}

//! What turns pest's nodes into the tree: spans, names, and the list of what is wrong.

use crate::diag::Diagnostic;
use crate::source::{FileId, Span, Spanned};
use crate::syntax::ast::{Arrow, BareCondition, Keywords, Name};
use crate::syntax::keywords::{SCOPES, duration, english};
use crate::syntax::parse::grammar::{Node, Rule, only, unexpected};
use crate::syntax::parse::limits::MAX_FAULTS;

/// Reads one file.
pub(super) struct Reader<'i> {
    pub(super) id: FileId,
    /// The text, bare of comments.
    pub(super) text: &'i str,
    /// The text as it stands.
    pub(super) original: &'i str,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// The language of the keywords.
    pub(super) keywords: Keywords,
    /// How deep the expression at hand lies in others.
    pub(super) depth: usize,
    /// Whether a block of this declaration was found open.
    pub(super) unclosed: bool,
    /// The arrow of the heading that the rules at hand stand under.
    pub(super) heading: Option<Arrow>,
    /// Whether the rules at hand are those of an `override`.
    pub(super) overriding: bool,
    /// Whether the keyword of the declaration at hand is misspelt.
    pub(super) misspelt: bool,
    /// Braces whose partner was guessed.
    pub(super) doubtful: Vec<usize>,
    /// Where the trouble after a block goes on.
    pub(super) last_tail: Option<u32>,
    /// Conditions of other languages that ask a bare field.
    pub(super) conditions: Vec<BareCondition>,
    /// How many faults were looked into.
    faults: usize,
}

impl<'i> Reader<'i> {
    /// Reads `text`, which is `original` bare of comments, under that number.
    pub(super) fn new(id: FileId, text: &'i str, original: &'i str) -> Reader<'i> {
        Reader {
            id,
            text,
            original,
            diagnostics: Vec::new(),
            keywords: super::language(text),
            depth: 0,
            unclosed: false,
            heading: None,
            overriding: false,
            misspelt: false,
            doubtful: Vec::new(),
            last_tail: None,
            conditions: Vec::new(),
            faults: 0,
        }
    }

    /// Notes what is wrong.
    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Whether one more fault is looked into: what is looked for through the whole text or among all
    /// words is looked for only where somebody reads it.
    pub(super) fn looks_into(&mut self) -> bool {
        self.faults += 1;
        self.faults <= MAX_FAULTS
    }

    /// The place of a piece of the text, without the blanks at its end.
    pub(super) fn span(&self, piece: &'i str) -> Span {
        let start = self.offset(piece);
        Span::new(self.id, start, start + super::trim_end(piece).len())
    }

    /// The place of a node, which ends where its last token ends.
    pub(super) fn at(&self, node: &Node<'i>) -> Span {
        self.span(node.as_str())
    }

    /// Where a piece of the text begins in it. Slices of slices need no bookkeeping this way.
    pub(super) fn offset(&self, piece: &str) -> usize {
        piece.as_ptr() as usize - self.text.as_ptr() as usize
    }

    /// The text of a place.
    pub(super) fn slice(&self, span: Span) -> &'i str {
        &self.text[span.range()]
    }

    /// A name as it stands.
    pub(super) fn name(&self, node: &Node<'i>) -> Name {
        let written = node.as_str();
        let bare = written.strip_prefix('`').and_then(|rest| rest.strip_suffix('`'));
        let text = bare.unwrap_or(written).into();
        Name { text, span: self.at(node), quoted: bare.is_some() }
    }

    /// A name at the head of a path, where scopes have a twin.
    pub(super) fn scoped_name(&self, node: &Node<'i>) -> Name {
        self.one_of(node, SCOPES)
    }

    /// A name that counts as the English one when it is a twin of these words.
    pub(super) fn one_of(&self, node: &Node<'i>, words: &[(&'static str, &'static str)]) -> Name {
        let mut name = self.name(node);
        if !name.quoted
            && let Some(word) = english(&name.text, words)
        {
            name.text = word.into();
        }
        name
    }

    /// `a.b.c`
    pub(super) fn path(&self, node: Node<'i>) -> Vec<Name> {
        node.into_inner().map(|part| self.name(&part)).collect()
    }

    /// A text that is no template: labels, files, codes.
    pub(super) fn plain(&self, node: &Node<'i>) -> Spanned<Box<str>> {
        Spanned::new(unquoted(node.as_str()), self.at(node))
    }

    /// A number as it stands, a duration with its English unit.
    pub(super) fn verbatim(&self, node: &Node<'i>) -> Spanned<Box<str>> {
        Spanned::new(duration(node.as_str(), Keywords::English).into(), self.at(node))
    }

    /// An arrow.
    pub(super) fn arrow(&self, node: &Node<'i>) -> Spanned<Arrow> {
        let arrow = match node.as_rule() {
            Rule::both => Arrow::Both,
            Rule::right => Arrow::Right,
            Rule::left => Arrow::Left,
            _ => unexpected(node),
        };
        Spanned::new(arrow, self.at(node))
    }

    /// Reads what stands under a heading with that arrow.
    pub(super) fn under<T>(
        &mut self,
        arrow: Option<Arrow>,
        read: impl FnOnce(&mut Self) -> T,
    ) -> T {
        let before = std::mem::replace(&mut self.heading, arrow);
        let found = read(self);
        self.heading = before;
        found
    }

    /// The name that is the only part of a clause.
    pub(super) fn only_name(&self, node: Node<'i>) -> Name {
        self.name(&only(node))
    }

    /// The plain text that is the only part of a clause.
    pub(super) fn only_plain(&self, node: Node<'i>) -> Spanned<Box<str>> {
        self.plain(&only(node))
    }
}

/// An empty place right behind a span.
pub(super) fn behind(span: Span) -> Span {
    Span { start: span.end, ..span }
}

/// What a text in quotes says.
pub(super) fn unquoted(written: &str) -> Box<str> {
    let inner = written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.unwrap_or(written).replace("\"\"", "\"").into()
}

/// Whether a node is one of the three arrows.
pub(super) fn is_arrow(rule: Rule) -> bool {
    matches!(rule, Rule::both | Rule::right | Rule::left)
}

//! Texts in quotes: plain ones and templates.

use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Text, TextPart};
use crate::syntax::parse::faults::Place;
use crate::syntax::parse::grammar::{Node, Parts, Rule, only, read, unexpected};
use crate::syntax::parse::reader::{Reader, unquoted};

impl<'i> Reader<'i> {
    /// A text without holes, whatever characters it has.
    pub(super) fn plain_text(&self, node: &Node<'i>) -> Text {
        let said = unquoted(node.as_str());
        let parts = if said.is_empty() { Vec::new() } else { vec![TextPart::Plain(said)] };
        Text { parts, span: self.at(node) }
    }

    /// A text with holes.
    pub(super) fn template(&mut self, node: &Node<'i>) -> Text {
        let written = node.as_str();
        if !written.contains(['{', '}', '[', ']']) {
            return self.plain_text(node);
        }
        let inner = &written[1..written.len() - 1];
        let template = read(Rule::template, inner).expect("a template takes any text");
        let mut said = Said::default();
        for part in Parts::of(template) {
            if part.as_rule() == Rule::stray {
                self.stray(&part);
                said.plain.push_str(part.as_str());
            } else {
                said.add(self.text_part(part));
            }
        }
        Text { parts: said.parts(), span: self.at(node) }
    }

    fn text_part(&mut self, node: Node<'i>) -> TextPart {
        match node.as_rule() {
            Rule::plain_part => TextPart::Plain(single(node.as_str())),
            Rule::hole => TextPart::Hole(self.hole(&only(node))),
            Rule::optional => self.optional(node),
            _ => unexpected(&node),
        }
    }

    fn hole(&mut self, node: &Node<'i>) -> Expr {
        let inside = node.as_str();
        if let Ok(found) = read(Rule::hole_expr, inside) {
            return self.expr(only(found));
        }
        let span = self.span(inside);
        self.fault(Place::Hole, span);
        Expr { kind: ExprKind::Broken, span }
    }

    fn optional(&mut self, node: Node<'i>) -> TextPart {
        let span = self.at(&node);
        let mut inner = Said::default();
        for part in Parts::of(node) {
            inner.add(self.text_part(part));
        }
        let inner = inner.parts();
        if !inner.iter().any(|part| matches!(part, TextPart::Hole(_))) {
            let written = self.slice(span);
            let doubled = format!("[{written}]");
            self.report(Diagnostic::new(&codes::S118, span).fix("double", span, doubled));
        }
        TextPart::Optional(inner)
    }

    fn stray(&mut self, node: &Node<'i>) {
        let span = self.at(node);
        let doubled = node.as_str().repeat(2);
        let stray = Diagnostic::new(&codes::S119, span).arg("mark", node.as_str());
        // What was opened before a name was meant to be closed after it.
        let rest = if self.looks_into() { &self.text[span.end as usize..] } else { "" };
        let named = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.'));
        let named = named.unwrap_or(rest.len());
        let close = match node.as_str() {
            "{" if named > 0 => Some(("}", span.end as usize + named)),
            "[" => rest.find(['"', '\n', '\r']).map(|length| ("]", span.end as usize + length)),
            _ => None,
        };
        let stray = match close {
            Some((mark, at)) => stray.fix("close", Span::new(self.id, at, at), mark),
            None => stray,
        };
        self.report(stray.fix("double", span, doubled));
    }
}

/// The parts of a text as they are read; plain ones that follow each other become one.
#[derive(Default)]
struct Said {
    parts: Vec<TextPart>,
    /// The plain characters since the last hole.
    plain: String,
}

impl Said {
    fn add(&mut self, part: TextPart) {
        if let TextPart::Plain(said) = part {
            self.plain.push_str(&said);
            return;
        }
        self.end_plain();
        self.parts.push(part);
    }

    fn parts(mut self) -> Vec<TextPart> {
        self.end_plain();
        self.parts
    }

    fn end_plain(&mut self) {
        if !self.plain.is_empty() {
            self.parts.push(TextPart::Plain(std::mem::take(&mut self.plain).into()));
        }
    }
}

/// Characters that stood doubled, single.
fn single(written: &str) -> Box<str> {
    let mut said = String::with_capacity(written.len());
    let mut characters = written.chars().peekable();
    while let Some(character) = characters.next() {
        said.push(character);
        if matches!(character, '{' | '}' | '[' | ']' | '"') {
            characters.next_if_eq(&character);
        }
    }
    said.into()
}

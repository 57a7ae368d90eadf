//! What is wrong around blocks: braces that are missing or too many, words in their way.

use super::expected::shortened;
use super::lex::{Kind, Token, tokens};
use super::place::DECLARATIONS;
use super::slips::{is_keyword_word, is_statement};
use crate::diag::{Diagnostic, codes};
use crate::schema::nearest;
use crate::source::Span;
use crate::syntax::ast::{ItemKind, Keywords};
use crate::syntax::habits::declaration;
use crate::syntax::keywords::{KEYWORDS, english, word as word_in};
use crate::syntax::parse::grammar::{Node, Rule, read};
use crate::syntax::parse::layout::Change;
use crate::syntax::parse::reader::Reader;

impl<'i> Reader<'i> {
    /// Says what is wrong at the end of a block.
    pub(in crate::syntax::parse) fn block_fault(&mut self, block: Span, part: &Node<'i>) {
        let span = self.at(part);
        if part.as_rule() == Rule::missing_close {
            self.missing_close(block);
        } else if self.last_tail != Some(span.start) {
            let found = self.slice(span).split_whitespace().next().unwrap_or_default();
            self.report(Diagnostic::new(&codes::S103, span).arg("found", found).hint("newline"));
        }
        // What follows on the same line is part of the same trouble.
        let after = &self.text[span.end as usize..];
        let blanks = after.len() - after.trim_start_matches([' ', '\t']).len();
        self.last_tail = Some(span.end + blanks as u32);
    }

    /// Reports the braces that the indents of the lines ask for, but where a text that is left open
    /// took them.
    pub(in crate::syntax::parse) fn uneven(&mut self, changes: &[Change]) {
        for change in changes {
            match *change {
                Change::Missing { open, after, before } => {
                    self.doubtful.push(open);
                    let block = &self.text[open..before];
                    if tokens(block).iter().all(|token| token.kind != Kind::OpenText) {
                        let brace = Span::new(self.id, open, open + 1);
                        let said = self.unclosed(brace);
                        let (end, close) = self.close(open, after);
                        self.report(said.fix("close", end, close));
                    }
                }
                Change::Unopened { from, to, .. } => {
                    let instead = Span::new(self.id, from, to);
                    let apart = from < to && self.text[..from].ends_with([' ', '\t']);
                    let brace = if apart { "{" } else { " {" };
                    let said = Diagnostic::new(&codes::S106, instead);
                    self.report(said.fix("write", instead, brace));
                }
                Change::Extra { at } => self.extra_brace(Span::new(self.id, at, at + 1)),
            }
        }
    }

    /// Where a block is to be closed, and how; `last` is where that ends what it holds.
    fn close(&self, open: usize, last: usize) -> (Span, String) {
        let rest = &self.original[last..];
        let at = last + rest.find(['\n', '\r']).unwrap_or(rest.len());
        let (blanks, _) = self.indent(open);
        let newline = if rest.contains("\r\n") { "\r\n" } else { "\n" };
        let one_line = !self.original[open..last].contains(['\n', '\r']);
        let (at, close) = if one_line {
            (last, " }".to_owned())
        } else {
            (at, format!("{newline}{}}}", " ".repeat(blanks)))
        };
        (Span::new(self.id, at, at), close)
    }

    fn extra_brace(&mut self, brace: Span) {
        self.report(Diagnostic::new(&codes::S105, brace).fix("drop", brace, ""));
    }

    fn unclosed(&self, open: Span) -> Diagnostic {
        let line_start = self.text[..open.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let head = self.text[line_start..open.start as usize].trim();
        Diagnostic::new(&codes::S102, open).arg("head", head)
    }

    /// Of several open blocks one is named: that whose lines do not fit, else the innermost.
    fn missing_close(&mut self, block: Span) {
        if std::mem::replace(&mut self.unclosed, true) {
            return;
        }
        if let Some(open) = self.misfit(block) {
            let said = self.unclosed(open);
            return self.report(said.hint("close"));
        }
        let open = self.slice(block).find('{').unwrap_or(0) + block.start as usize;
        let (end, close) = self.close(open, block.end as usize);
        let said = self.unclosed(Span::new(self.id, open, open + 1));
        self.report(said.fix("close", end, close));
    }

    /// The brace in a block whose closing one stands further left than its line.
    fn misfit(&self, block: Span) -> Option<Span> {
        let piece = self.slice(block);
        let base = block.start as usize;
        let mut open: Vec<Token<'_>> = Vec::new();
        for token in tokens(piece) {
            match token.text {
                "{" => open.push(token),
                "}" => {
                    let opening = open.pop()?;
                    let (depth, own_line) = self.indent(base + token.start);
                    let (wanted, _) = self.indent(base + opening.start);
                    if own_line && depth < wanted {
                        let at = base + opening.start;
                        return Some(Span::new(self.id, at, at + 1));
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// How many blanks begin the line of an offset, and whether nothing else stands before it.
    fn indent(&self, at: usize) -> (usize, bool) {
        let start = self.text[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line = &self.text[start..];
        let blanks = line.len() - line.trim_start_matches([' ', '\t']).len();
        (blanks, start + blanks == at)
    }

    /// A declaration that begins with no keyword: misspelt, or a statement that lost its block.
    pub(in crate::syntax::parse) fn bad_item(&mut self, span: Span) -> ItemKind {
        let piece = self.slice(span);
        let tokens = tokens(piece);
        let Some(first) = tokens.first() else { return ItemKind::Broken };
        let word = Span::new(self.id, span.start as usize, span.start as usize + first.text.len());
        if first.text == "{" && self.diagnostics.last().is_some_and(|it| it.code == &codes::S106) {
            self.diagnostics.pop();
            let said = Diagnostic::new(&codes::S113, word).arg("found", shortened(first.text));
            let said = self.joined(said, span);
            self.report(said);
            return ItemKind::Broken;
        }
        if piece.starts_with("/*") {
            let mark = Span { end: span.start + 2, ..span };
            let said = Diagnostic::new(&codes::S129, mark).arg("found", "/*");
            self.report(said.fix("hash", mark, "#"));
            return ItemKind::Broken;
        }
        if first.text == "}" {
            self.extra_brace(word);
            return ItemKind::Broken;
        }
        if let Some(keyword) = self.misspelt_item(span) {
            let written = word_in(keyword, self.keywords);
            let capital = english(&first.text.to_lowercase(), KEYWORDS) == Some(keyword);
            let code = if capital { &codes::S116 } else { &codes::S101 };
            let said = Diagnostic::new(code, word).arg("found", shortened(first.text));
            self.report(said.arg("keyword", written).fix("write", word, written));
            return self.misspelt(keyword, span, first.end());
        }
        let line = self.span(piece.lines().next().unwrap_or(piece));
        if matches!(first.text, "drop" | "убрать") && tokens.len() > 1 {
            let said = Diagnostic::new(&codes::S130, line).hint("override");
            let said = said.arg("override", word_in("override", self.keywords));
            self.report(said.arg("drop", word_in("drop", self.keywords)));
        } else if is_headed(&tokens) || !(piece.contains('{') || tokens.iter().any(Token::is_arrow))
        {
            let words = DECLARATIONS.iter().map(|(keyword, _)| word_in(keyword, self.keywords));
            let words: Vec<&str> = words.collect();
            let said = Diagnostic::new(&codes::S101, word).arg("found", shortened(first.text));
            self.report(said.arg("words", words.join(", ")).hint("words"));
        } else {
            self.report(Diagnostic::new(&codes::S104, line).hint("inside"));
        }
        if let Some(open) = piece.find('{')
            && let Ok(rules) = read(Rule::rules, &piece[open..])
        {
            drop(self.rules(rules));
        }
        ItemKind::Broken
    }

    /// Whether something that no declaration begins is a declaration all the same, by its look.
    pub(in crate::syntax::parse) fn declares_by_look(&self, span: Span) -> bool {
        let start = span.start as usize;
        let own_line = self.text[..start].is_empty() || self.text[..start].ends_with(['\n', '\r']);
        own_line && is_headed(&tokens(self.slice(span))) && !is_statement(self.slice(span))
    }

    /// The keyword, in English, that a declaration was meant to begin with.
    pub(in crate::syntax::parse) fn misspelt_item(&self, span: Span) -> Option<&'static str> {
        let piece = self.slice(span);
        let tokens = tokens(piece);
        let first = tokens.first().filter(|first| first.kind == Kind::Word)?;
        let declares = tokens.get(1).is_some_and(|next| !next.is_arrow() && next.text != ".");
        if !declares || is_statement(piece) || is_keyword_word(first.text) {
            return None;
        }
        let names = DECLARATIONS.iter().map(|(keyword, _)| *keyword);
        let twins = names.clone().map(|name| word_in(name, Keywords::Russian));
        let near = nearest(first.text, names.chain(twins)).into_iter().next();
        near.and_then(|near| english(near, KEYWORDS)).or_else(|| declaration(first.text))
    }

    /// Reads a declaration whose keyword was misspelt: what stands in it may have faults of its own.
    fn misspelt(&mut self, keyword: &str, span: Span, from: usize) -> ItemKind {
        let piece = self.slice(span);
        let rest = piece[from..].trim_start_matches([' ', '\t']);
        let rule = DECLARATIONS.iter().find(|(known, _)| *known == keyword);
        let Some(node) = rule.and_then(|(_, rule)| read(*rule, rest).ok()) else {
            return ItemKind::Broken;
        };
        self.misspelt = true;
        let kind = self.item(node, span);
        self.misspelt = false;
        kind
    }
}

/// A word and a name behind it: what declarations begin with.
fn is_headed(tokens: &[Token<'_>]) -> bool {
    let [first, second, rest @ ..] = tokens else { return false };
    let named = |token: &Token<'_>| matches!(token.kind, Kind::Word | Kind::Text);
    let end = rest.first().is_none_or(|next| matches!(next.text, "{" | ":" | "." | "=" | "("));
    first.kind == Kind::Word && named(second) && end && !is_keyword_word(first.text)
}

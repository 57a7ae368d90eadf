//! What is wrong around blocks: braces that are missing or too many, words in their way.

use super::expected::shortened;
use super::lex::{Kind, Token, tokens};
use super::place::BLOCKS;
use super::slips::is_statement;
use crate::diag::{Diagnostic, codes};
use crate::schema::nearest;
use crate::source::Span;
use crate::syntax::ast::ItemKind;
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
            let capital = first.text.to_lowercase() == keyword;
            let code = if capital { &codes::S116 } else { &codes::S101 };
            let said = Diagnostic::new(code, word).arg("found", shortened(first.text));
            self.report(said.arg("keyword", keyword).fix("write", word, keyword));
            self.block_of(keyword, piece);
        } else if piece.contains('{') || tokens.iter().any(Token::is_arrow) {
            let line = piece.lines().next().unwrap_or(piece);
            let line = self.span(line);
            self.report(Diagnostic::new(&codes::S104, line).hint("inside"));
        } else {
            self.report(
                Diagnostic::new(&codes::S101, word)
                    .arg("found", shortened(first.text))
                    .hint("words"),
            );
        }
        ItemKind::Broken
    }

    /// The keyword that a declaration was meant to begin with.
    pub(in crate::syntax::parse) fn misspelt_item(&self, span: Span) -> Option<&'static str> {
        let piece = self.slice(span);
        let tokens = tokens(piece);
        let first = tokens.first().filter(|first| first.kind == Kind::Word)?;
        let declares = tokens.get(1).is_some_and(|next| !next.is_arrow() && next.text != ".");
        let names = BLOCKS.iter().flat_map(|(english, russian, _)| [*english, *russian]);
        let near = nearest(first.text, names).into_iter().next();
        near.filter(|_| declares && !is_statement(piece))
    }

    /// Reads the block of a declaration whose keyword was misspelt: it may have faults of its own.
    fn block_of(&mut self, keyword: &str, piece: &'i str) {
        let block =
            BLOCKS.iter().find(|(english, russian, _)| [*english, *russian].contains(&keyword));
        let block = block.and_then(|(_, _, block)| *block);
        let (Some(block), Some(open)) = (block, piece.find('{')) else { return };
        let Ok(node) = read(block, &piece[open..]) else { return };
        match block {
            Rule::rules => drop(self.rules(node)),
            Rule::steps => drop(self.steps(node)),
            Rule::lines => drop(self.table_lines(node)),
            Rule::steps_of_match => drop(self.match_lines(node)),
            Rule::test_lines => drop(self.test_lines(node)),
            _ => drop(self.options(node)),
        }
    }
}

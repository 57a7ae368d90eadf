//! The lines of tables and matches.

use crate::source::{Span, Spanned};
use crate::syntax::ast::{
    Expr, ExprKind, MatchItem, MatchItemKind, Name, TableItem, TableItemKind, Via,
};
use crate::syntax::parse::faults::Place;
use crate::syntax::parse::grammar::{Node, Parts, Rule, only, unexpected};
use crate::syntax::parse::reader::Reader;

impl<'i> Reader<'i> {
    /// The lines of a table.
    pub(super) fn table_lines(&mut self, node: Node<'i>) -> Vec<TableItem> {
        let block = self.at(&node);
        let mut lines = Vec::new();
        for part in Parts::of(node) {
            match part.as_rule() {
                Rule::table_line => {
                    let span = self.at(&part);
                    lines.push(TableItem { kind: self.table_line(only(part)), span });
                }
                _ => self.block_fault(block, &part),
            }
        }
        lines
    }

    fn table_line(&mut self, node: Node<'i>) -> TableItemKind {
        let span = self.at(&node);
        let rule = node.as_rule();
        let mut parts = Parts::of(node);
        match rule {
            Rule::pull => {
                let from = self.path(parts.need());
                TableItemKind::Pull { from, filter: parts.next().map(|part| self.clause(part)) }
            }
            Rule::no_rows => TableItemKind::NoRows(self.outcome(parts.need())),
            Rule::table_else => TableItemKind::Else(self.outcome(parts.need())),
            Rule::row => TableItemKind::Row {
                left: self.cells(parts.need()),
                arrow: self.arrow(&parts.need()),
                right: self.cells(parts.need()),
            },
            Rule::member => TableItemKind::Member(self.cells(parts.need())),
            _ => {
                self.fault(Place::TableLine, span);
                TableItemKind::Broken
            }
        }
    }

    fn cells(&mut self, node: Node<'i>) -> Expr {
        let span = self.at(&node);
        let node = only(node);
        match node.as_rule() {
            Rule::literal => self.literal(node),
            Rule::outcome => self.value(node),
            Rule::cell_tuple => {
                let cells = Parts::of(node).map(|cell| self.cells(cell)).collect();
                Expr { kind: ExprKind::Tuple(cells), span }
            }
            _ => unexpected(&node),
        }
    }

    /// The lines of a match.
    pub(super) fn match_lines(&mut self, node: Node<'i>) -> Vec<MatchItem> {
        let block = self.at(&node);
        let mut lines = Vec::new();
        for part in Parts::of(node) {
            match part.as_rule() {
                Rule::match_line => {
                    let span = self.at(&part);
                    lines.push(MatchItem { kind: self.match_line(only(part)), span });
                }
                _ => self.block_fault(block, &part),
            }
        }
        lines
    }

    fn match_line(&mut self, node: Node<'i>) -> MatchItemKind {
        let span = self.at(&node);
        let rule = node.as_rule();
        let mut parts = Parts::of(node).filter(|part| part.as_rule() != Rule::equal);
        let mut part = || parts.next().expect("the grammar promises another part");
        match rule {
            Rule::many => MatchItemKind::Many(self.outcome(part())),
            Rule::none => MatchItemKind::None(self.outcome(part())),
            Rule::match_key => {
                MatchItemKind::Key { left: self.expr(part()), right: self.expr(part()) }
            }
            Rule::match_where => MatchItemKind::Where(self.expr(part())),
            Rule::match_step => {
                let left = self.expr(part());
                let (right, via) = conversions(self.expr(part()));
                let mut mark = false;
                let mut when = None;
                for clause in parts {
                    match clause.as_rule() {
                        Rule::mark => mark = true,
                        _ => when = Some(self.clause(clause)),
                    }
                }
                MatchItemKind::Step { left, right, via, mark, when }
            }
            _ => {
                self.fault(Place::MatchLine, span);
                MatchItemKind::Broken
            }
        }
    }
}

/// A step's conversions stand after its right side and count for both.
fn conversions(mut right: Expr) -> (Expr, Vec<Via>) {
    let mut found = Vec::new();
    while let ExprKind::Via(inner, via) = right.kind {
        found.push(via);
        right = *inner;
    }
    found.reverse();
    (right, found)
}

/// The options of a side.
impl<'i> Reader<'i> {
    pub(super) fn options(&mut self, node: Node<'i>) -> Vec<(Name, Spanned<Box<str>>)> {
        let block: Span = self.at(&node);
        let mut options = Vec::new();
        for part in Parts::of(node) {
            if part.as_rule() != Rule::option {
                self.block_fault(block, &part);
                continue;
            }
            let mut parts = Parts::of(part);
            let head = parts.need();
            if head.as_rule() == Rule::name {
                options.push((self.name(&head), self.plain(&parts.need())));
            } else {
                let span = self.at(&head);
                self.fault(Place::Option, span);
            }
        }
        options
    }
}

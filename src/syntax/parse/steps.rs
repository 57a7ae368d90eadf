//! The steps of flows and serves, and the lines of tests.

use crate::syntax::ast::{Arrow, From, Step, StepKind, TestItem, TestItemKind};
use crate::syntax::keywords::LAWS;
use crate::syntax::parse::faults::Place;
use crate::syntax::parse::grammar::{Node, Parts, Rule, only};
use crate::syntax::parse::reader::Reader;

impl<'i> Reader<'i> {
    /// The steps in braces.
    pub(super) fn steps(&mut self, node: Node<'i>) -> Vec<Step> {
        let block = self.at(&node);
        let mut steps = Vec::new();
        for part in Parts::of(node) {
            match part.as_rule() {
                Rule::step => {
                    let span = self.at(&part);
                    let node = only(part);
                    if node.as_rule() == Rule::bad_step {
                        self.bad_step(node, span, &mut steps);
                    } else {
                        steps.push(Step { kind: self.step(node), span });
                    }
                }
                _ => self.block_fault(block, &part),
            }
        }
        steps
    }

    /// A step nobody understood; the steps of its block are taken as if they stood beside it.
    fn bad_step(&mut self, node: Node<'i>, span: crate::source::Span, steps: &mut Vec<Step>) {
        let mut parts = Parts::of(node);
        let junk = parts.optional(Rule::junk);
        let body = parts.next();
        let head = junk.as_ref().map_or(span, |junk| self.at(junk));
        self.fault(Place::Step, head);
        steps.push(Step { kind: StepKind::Broken, span });
        match body {
            Some(body) if body.as_rule() == Rule::rules => drop(self.rules(body)),
            Some(body) => drop(self.steps(body)),
            None => {}
        }
    }

    fn step(&mut self, node: Node<'i>) -> StepKind {
        let rule = node.as_rule();
        match rule {
            Rule::let_rule => return StepKind::Let(self.let_rule(node)),
            Rule::check_rule => return StepKind::Check(self.check_rule(node)),
            Rule::post => return StepKind::Post,
            _ => {}
        }
        let mut parts = Parts::of(node);
        match rule {
            Rule::enabled => StepKind::Enabled(self.clause(parts.need())),
            Rule::skip_when => StepKind::Skip(self.clause(parts.need())),
            Rule::from => StepKind::From(self.from(parts)),
            Rule::upsert => {
                let map = self.name(&parts.need());
                let from = parts.optional(Rule::upsert_from).map(|part| self.clause(part));
                let into = parts.optional(Rule::into).map(|part| self.clause(part));
                StepKind::Upsert { map, from, into }
            }
            Rule::each_step => self.each_step(parts),
            Rule::call_step => self.call(parts),
            Rule::say => StepKind::Say(self.template(&parts.need())),
            Rule::show_step => {
                let rules = parts.need();
                StepKind::Show(self.under(Some(Arrow::Right), |reader| reader.rules(rules)))
            }
            Rule::on_error => {
                let class = self.name(&parts.need());
                StepKind::OnError { class, outcome: self.outcome(parts.need()) }
            }
            other => panic!("the grammar put a {other:?} where steps stand"),
        }
    }

    fn from(&mut self, mut parts: Parts<'i>) -> From {
        let source = self.expr(parts.need());
        let changed = parts.optional(Rule::changed).is_some();
        let since = parts.optional(Rule::since).map(|part| self.clause(part));
        let with = parts
            .optional(Rule::with)
            .map_or_else(Vec::new, |part| Parts::of(part).map(|name| self.name(&name)).collect());
        let filter = parts.optional(Rule::filter).map(|part| self.clause(part));
        From { source, changed, since, with, filter }
    }

    fn each_step(&mut self, mut parts: Parts<'i>) -> StepKind {
        let mut head = Parts::of(parts.need());
        let rows = self.expr(head.need());
        let when = head.optional(Rule::when).map(|part| self.clause(part));
        StepKind::Each { rows, when, body: self.steps(parts.need()) }
    }

    fn call(&mut self, mut parts: Parts<'i>) -> StepKind {
        let mut head = Parts::of(parts.need());
        let action = self.path(head.need());
        let name = head.optional(Rule::named).map(|part| self.only_name(part));
        let once = head.optional(Rule::once_key).map(|part| self.clause(part));
        let when = head.optional(Rule::when).map(|part| self.clause(part));
        let rules = parts.need();
        let body = self.under(Some(Arrow::Right), |reader| reader.rules(rules));
        StepKind::Call { action, name, once, when, body }
    }

    /// The lines of a test.
    pub(super) fn test_lines(&mut self, node: Node<'i>) -> Vec<TestItem> {
        let block = self.at(&node);
        let mut lines = Vec::new();
        for part in Parts::of(node) {
            match part.as_rule() {
                Rule::test_line => {
                    let span = self.at(&part);
                    lines.push(TestItem { kind: self.test_line(only(part)), span });
                }
                _ => self.block_fault(block, &part),
            }
        }
        lines
    }

    fn test_line(&mut self, node: Node<'i>) -> TestItemKind {
        let span = self.at(&node);
        let rule = node.as_rule();
        let mut parts = Parts::of(node);
        match rule {
            Rule::given => self.given(parts),
            Rule::given_rows => {
                let mut path = self.scoped_path(parts.need());
                let rows = self.table_lines(parts.need());
                match (path.len(), path.pop()) {
                    (2, Some(table)) if &*path[0].text == "table" => {
                        TestItemKind::Rows { table, rows }
                    }
                    _ => {
                        self.fault(Place::TestLine, span);
                        TestItemKind::Broken
                    }
                }
            }
            Rule::expect_snapshot => TestItemKind::Snapshot,
            Rule::expect_outcome => TestItemKind::Outcome(self.outcome(parts.need())),
            Rule::expect => TestItemKind::Condition(self.expr(parts.need())),
            Rule::law => {
                let law = self.one_of(&parts.need(), LAWS);
                let except =
                    parts.optional(Rule::except).map_or_else(Vec::new, |part| self.exprs(part));
                TestItemKind::Law { law, except }
            }
            Rule::bad_line => {
                self.fault(Place::TestLine, span);
                TestItemKind::Broken
            }
            other => panic!("the grammar put a {other:?} where lines of a test stand"),
        }
    }

    fn given(&mut self, mut parts: Parts<'i>) -> TestItemKind {
        let path = parts.need();
        let next = parts.need();
        match next.as_rule() {
            Rule::plain => TestItemKind::Sample {
                entity: self.path(path),
                file: self.plain(&next),
                at: parts.next().map(|part| self.only_plain(part)),
            },
            _ => TestItemKind::Value { path: self.scoped_path(path), value: self.expr(next) },
        }
    }
}

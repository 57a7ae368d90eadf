//! The steps of flows and serves, and the lines of tests.

use super::body::{Entry, Layout};
use super::{At, Printer, name, path, quoted};
use crate::syntax::ast::{Expr, From, Name, Step, StepKind, TestItem, TestItemKind};
use crate::syntax::keywords::LAWS;

impl Printer<'_> {
    pub(super) fn steps(&self, steps: &[Step], at: At) -> Vec<Entry> {
        let entry = |step: &Step| {
            let said = match &step.kind {
                StepKind::Each { .. } | StepKind::Call { .. } | StepKind::Show(_) => {
                    self.step(step, at)
                }
                _ => self.head(at, &|at| self.step(step, at)),
            };
            Entry { span: step.span, layout: Layout::Text(said) }
        };
        steps.iter().map(entry).collect()
    }

    fn step(&self, step: &Step, at: At) -> String {
        match &step.kind {
            StepKind::Enabled(condition) => {
                self.word("enabled").to_owned() + &self.clause("when", Some(condition), at)
            }
            StepKind::From(from) => self.from(from, at),
            StepKind::Skip(condition) => {
                self.word("skip").to_owned() + &self.clause("when", Some(condition), at)
            }
            StepKind::Upsert { map, from, into } => {
                let said = format!("{} {}", self.word("upsert"), name(map));
                let said = said + &self.clause("from", from.as_ref(), at);
                said + &self.clause("into", into.as_ref(), at)
            }
            StepKind::Post => self.word("post").to_owned(),
            StepKind::Each { rows, when, body } => {
                let head = self.head(at, &|at| {
                    let head = format!("{} {}", self.word("each"), self.expr(rows, at));
                    head + &self.clause("when", when.as_ref(), at)
                });
                let end = when.as_ref().unwrap_or(rows).span.end;
                self.block(&head, self.braces(end, step.span), at, &|at| self.steps(body, at))
            }
            StepKind::Call { .. } => self.call(step, at),
            StepKind::Let(it) => self.let_rule(it, at),
            StepKind::Check(it) => self.check(it, at),
            StepKind::Say(text) => format!("{} {}", self.word("say"), self.template(text, at)),
            StepKind::Show(body) => {
                let open = self.slice(step.span).find('{').unwrap_or(0) as u32;
                let braces = self.braces(step.span.start + open, step.span);
                self.block(self.word("show"), braces, at, &|at| self.rules(body, at))
            }
            StepKind::OnError { class, outcome } => {
                let outcome = self.outcome(outcome, at);
                format!("{} {}: {outcome}", self.word("on error"), name(class))
            }
            StepKind::Broken => self.verbatim(step.span),
        }
    }

    fn call(&self, step: &Step, at: At) -> String {
        let StepKind::Call { action, name: answer, once, when, body } = &step.kind else {
            return self.verbatim(step.span);
        };
        let mut said = format!("{} {}", self.word("call"), path(action));
        if let Some(answer) = answer {
            said = said + " " + self.word("as") + " " + &name(answer);
        }
        said += &self.clause("once", once.as_ref(), at);
        said += &self.clause("when", when.as_ref(), at);
        let last = when.as_ref().or(once.as_ref()).map(|expr| expr.span);
        let last = last.or(answer.as_ref().or(action.last()).map(|name| name.span));
        let end = last.unwrap_or(step.span).end;
        self.block(&said, self.braces(end, step.span), at, &|at| self.rules(body, at))
    }

    fn from(&self, of: &From, at: At) -> String {
        let mut said = format!("{} {}", self.word("from"), self.expr(&of.source, at));
        if of.changed {
            said = said + " " + self.word("changed");
        }
        said += &self.clause("since", of.since.as_ref(), at);
        if !of.with.is_empty() {
            let places: Vec<_> = of.with.iter().map(|rows| rows.span).collect();
            let rows = self.listed(&places, at, &|index| name(&of.with[index]));
            said = said + " " + self.word("with") + " " + &rows;
        }
        said + &self.clause("where", of.filter.as_ref(), at)
    }

    pub(super) fn test_lines(&self, lines: &[TestItem], at: At) -> Vec<Entry> {
        let entry = |line: &TestItem| {
            let said = match &line.kind {
                TestItemKind::Rows { .. } => self.test_line(line, at),
                _ => self.head(at, &|at| self.test_line(line, at)),
            };
            Entry { span: line.span, layout: Layout::Text(said) }
        };
        lines.iter().map(entry).collect()
    }

    fn test_line(&self, line: &TestItem, at: At) -> String {
        let given = self.word("given");
        let expect = self.word("expect");
        match &line.kind {
            TestItemKind::Sample { entity, file, at: place } => {
                let said = format!("{given} {} {}", path(entity), quoted(&file.node));
                match place {
                    Some(place) => format!("{said} {} {}", self.word("at"), quoted(&place.node)),
                    None => said,
                }
            }
            TestItemKind::Value { path: what, value } => {
                let (head, rest) = what.split_first().expect("a path has a name");
                let rest = rest.iter().fold(self.scoped(head), |said, one| said + "." + &name(one));
                format!("{given} {rest} = {}", self.expr(value, at))
            }
            TestItemKind::Rows { table, rows } => {
                let head = format!("{given} {}.{}", self.word("table"), name(table));
                let braces = self.braces(table.span.end, line.span);
                self.block(&head, braces, at, &|at| self.table_lines(rows, at))
            }
            TestItemKind::Condition(what) => format!("{expect} {}", self.expr(what, at)),
            TestItemKind::Outcome(what) => format!("{expect} {}", self.outcome(what, at)),
            TestItemKind::Snapshot => format!("{expect} {}", self.word("snapshot")),
            TestItemKind::Law { law, except } => {
                format!("{} {}{}", self.word("law"), self.law(law), self.except(except, at))
            }
            TestItemKind::Broken => self.verbatim(line.span),
        }
    }

    fn law(&self, law: &Name) -> String {
        match LAWS.iter().find(|(known, _)| !law.quoted && *known == &*law.text) {
            Some((known, _)) => self.word(known).to_owned(),
            None => name(law),
        }
    }

    fn except(&self, fields: &[Expr], at: At) -> String {
        if fields.is_empty() {
            return String::new();
        }
        let places: Vec<_> = fields.iter().map(|field| field.span).collect();
        let fields = self.listed(&places, at, &|index| self.expr(&fields[index], at));
        format!(" {} {fields}", self.word("except"))
    }
}

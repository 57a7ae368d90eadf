//! Rules, steps and the lines of tables, matches and tests.

use super::expr::{expr, outcome, text, ty, via};
use super::{Lines, arrow, clause, name, path};
use crate::syntax::ast::{
    Check, Default, Each, FieldRule, From, Let, MatchItem, MatchItemKind, Modifier, ModifierKind,
    Rule, RuleKind, Step, StepKind, TableItem, TableItemKind, TestItem, TestItemKind,
};

impl Lines {
    pub(super) fn rule(&mut self, rule: &Rule) {
        match &rule.kind {
            RuleKind::Field(rule) => self.line(format!("rule {}", field_rule(rule))),
            RuleKind::Block(rule, body) => {
                self.line(format!("block {}", field_rule(rule)));
                self.inner(body, Lines::rule);
            }
            RuleKind::Each(each) => {
                self.line(each_head(each));
                self.inner(&each.body, Lines::rule);
            }
            RuleKind::Let(it) => self.line(let_rule(it)),
            RuleKind::Check(it) => self.line(check(it)),
            RuleKind::Drop(what) => self.line(format!("drop {}", expr(what))),
            RuleKind::Broken(body) => {
                self.line("broken");
                self.inner(body, Lines::rule);
            }
        }
    }

    pub(super) fn step(&mut self, step: &Step) {
        match &step.kind {
            StepKind::Each { rows, when, body } => {
                let when = clause("when", when.as_ref().map(expr));
                self.line(format!("each {}{when}", expr(rows)));
                self.inner(body, Lines::step);
            }
            StepKind::Call { action, name: answer, once, when, body } => {
                let answer = clause("as", answer.as_ref().map(name));
                let once = clause("once", once.as_ref().map(expr));
                let when = clause("when", when.as_ref().map(expr));
                self.line(format!("call {}{answer}{once}{when}", path(action)));
                self.inner(body, Lines::rule);
            }
            StepKind::Show(body) => {
                self.line("show");
                self.inner(body, Lines::rule);
            }
            simple => self.line(simple_step(simple)),
        }
    }

    pub(super) fn table_line(&mut self, line: &TableItem) {
        self.line(match &line.kind {
            TableItemKind::Pull { from, filter } => {
                format!("pull {}{}", path(from), clause("where", filter.as_ref().map(expr)))
            }
            TableItemKind::NoRows(it) => format!("no rows {}", outcome(it)),
            TableItemKind::Else(it) => format!("else {}", outcome(it)),
            TableItemKind::Row { left, arrow: way, right } => {
                format!("row {} {} {}", arrow(way.node), expr(left), expr(right))
            }
            TableItemKind::Member(cell) => format!("member {}", expr(cell)),
            TableItemKind::Broken => "broken".to_owned(),
        });
    }

    pub(super) fn match_line(&mut self, line: &MatchItem) {
        self.line(match &line.kind {
            MatchItemKind::Step { left, right, via: through, mark, when } => {
                let through = through
                    .iter()
                    .fold(String::new(), |said, one| said + &clause("via", Some(via(one))));
                let mark = if *mark { " mark" } else { "" };
                let when = clause("when", when.as_ref().map(expr));
                format!("step {} == {}{through}{mark}{when}", expr(left), expr(right))
            }
            MatchItemKind::Key { left, right } => format!("key {} == {}", expr(left), expr(right)),
            MatchItemKind::Where(condition) => format!("where {}", expr(condition)),
            MatchItemKind::Many(it) => format!("many {}", outcome(it)),
            MatchItemKind::None(it) => format!("none {}", outcome(it)),
            MatchItemKind::Broken => "broken".to_owned(),
        });
    }

    pub(super) fn test_line(&mut self, line: &TestItem) {
        match &line.kind {
            TestItemKind::Sample { entity, file, at } => {
                let at = clause("at", at.as_ref().map(|at| format!("{:?}", at.node)));
                self.line(format!("given {} {:?}{at}", path(entity), file.node));
            }
            TestItemKind::Value { path: what, value } => {
                self.line(format!("given {} = {}", path(what), expr(value)));
            }
            TestItemKind::Rows { table, rows } => {
                self.line(format!("given table.{}", name(table)));
                self.inner(rows, Lines::table_line);
            }
            TestItemKind::Condition(what) => self.line(format!("expect {}", expr(what))),
            TestItemKind::Outcome(what) => self.line(format!("expect {}", outcome(what))),
            TestItemKind::Snapshot => self.line("expect snapshot"),
            TestItemKind::Law { law, except } => {
                let except: Vec<_> = except.iter().map(expr).collect();
                let except = (!except.is_empty()).then(|| except.join(", "));
                self.line(format!("law {}{}", name(law), clause("except", except)));
            }
            TestItemKind::Broken => self.line("broken"),
        }
    }
}

fn field_rule(rule: &FieldRule) -> String {
    let way = arrow(rule.arrow.node);
    format!("{way} {} {}{}", expr(&rule.left), expr(&rule.right), modifiers(&rule.modifiers))
}

fn each_head(each: &Each) -> String {
    let way = arrow(each.arrow.node);
    let by = clause("by", each.by.as_ref().map(expr));
    let then = clause("then", each.then.as_ref().map(expr));
    let modifiers = modifiers(&each.modifiers);
    format!("each {way} {} {}{by}{then}{modifiers}", expr(&each.left), expr(&each.right))
}

fn modifiers(of: &[Modifier]) -> String {
    of.iter().fold(String::new(), |said, one| said + " " + &modifier(one))
}

fn modifier(of: &Modifier) -> String {
    match &of.kind {
        ModifierKind::Default(Default::Value(value)) => format!("default {}", expr(value)),
        ModifierKind::Default(Default::Clear(_)) => "default (clear)".to_owned(),
        ModifierKind::Default(Default::Outcome(it)) => format!("default {}", outcome(it)),
        ModifierKind::Required => "required".to_owned(),
        ModifierKind::Owner(side) => format!("owner {}", name(side)),
        ModifierKind::Once => "once".to_owned(),
        ModifierKind::Mark => "mark".to_owned(),
        ModifierKind::IfKnown => "if known".to_owned(),
        ModifierKind::When(condition) => format!("when {}", expr(condition)),
    }
}

fn let_rule(of: &Let) -> String {
    let way = of.arrow.as_ref().map(|way| format!(" {}", arrow(way.node))).unwrap_or_default();
    let default = clause("default", of.default.as_ref().map(expr));
    format!("let{way} {} = {}{default}", name(&of.name), expr(&of.value))
}

fn check(of: &Check) -> String {
    format!("check {} else {}", expr(&of.condition), outcome(&of.otherwise))
}

fn simple_step(step: &StepKind) -> String {
    match step {
        StepKind::Enabled(when) => format!("enabled when {}", expr(when)),
        StepKind::From(it) => from(it),
        StepKind::Skip(when) => format!("skip when {}", expr(when)),
        StepKind::Upsert { map, from, into } => {
            let from = clause("from", from.as_ref().map(expr));
            format!("upsert {}{from}{}", name(map), clause("into", into.as_ref().map(expr)))
        }
        StepKind::Post => "post".to_owned(),
        StepKind::Let(it) => let_rule(it),
        StepKind::Check(it) => check(it),
        StepKind::Say(it) => format!("say {}", text(it)),
        StepKind::OnError { class, outcome: it } => {
            format!("on error {} {}", name(class), outcome(it))
        }
        StepKind::Each { .. } | StepKind::Call { .. } | StepKind::Show(_) | StepKind::Broken => {
            "broken".to_owned()
        }
    }
}

fn from(of: &From) -> String {
    let changed = if of.changed { " changed" } else { "" };
    let since = clause("since", of.since.as_ref().map(expr));
    let with: Vec<_> = of.with.iter().map(name).collect();
    let with = clause("with", (!with.is_empty()).then(|| with.join(", ")));
    let filter = clause("where", of.filter.as_ref().map(expr));
    format!("from {}{changed}{since}{with}{filter}", expr(&of.source))
}

/// A typed heading part, for the declarations.
pub(super) fn typed(named: &crate::syntax::ast::Name, of: &crate::syntax::ast::TypeExpr) -> String {
    format!("{}: {}", name(named), ty(of))
}

//! The rules of a map, and the lines of tables and matches.

use super::body::{Entry, Layout, Mark, arrow_text};
use super::{At, Printer, name, path};
use crate::source::Span;
use crate::syntax::ast::{
    Check, Default, Each, FieldRule, Let, MatchItem, MatchItemKind, Modifier, ModifierKind, Rule,
    RuleKind, TableItem, TableItemKind,
};

impl Printer<'_> {
    pub(super) fn rules(&self, rules: &[Rule], at: At) -> Vec<Entry> {
        let entry = |rule: &Rule| Entry { span: rule.span, layout: self.rule(rule, at) };
        rules.iter().map(entry).collect()
    }

    fn rule(&self, rule: &Rule, at: At) -> Layout {
        match &rule.kind {
            RuleKind::Field(it) => self.fitted(at, &|at| self.field_rule(it, at)),
            RuleKind::Block(head, body) => {
                let said = self.head(at, &|at| self.field_rule(head, at).alone(" "));
                self.rule_block(&said, rule, body, at)
            }
            RuleKind::Each(each) => {
                let said = self.head(at, &|at| self.each_head(each, at));
                self.rule_block(&said, rule, &each.body, at)
            }
            RuleKind::Let(it) => Layout::Text(self.head(at, &|at| self.let_rule(it, at))),
            RuleKind::Check(it) => Layout::Text(self.head(at, &|at| self.check(it, at))),
            RuleKind::Drop(what) => {
                Layout::Text(format!("{} {}", self.word("drop"), self.expr(what, at)))
            }
            RuleKind::Broken(_) => Layout::Text(self.verbatim(rule.span)),
        }
    }

    /// What stands before the brace of a block.
    pub(super) fn block_head(&self, rule: &Rule, at: At) -> String {
        match &rule.kind {
            RuleKind::Block(head, _) => self.field_rule(head, at).alone(" "),
            RuleKind::Each(each) => self.each_head(each, at),
            _ => String::new(),
        }
    }

    fn rule_block(&self, head: &str, rule: &Rule, body: &[Rule], at: At) -> Layout {
        let braces = self.braces(rule.head.end, rule.span);
        Layout::Text(self.block(head, braces, at, &|at| self.rules(body, at)))
    }

    /// The places of a block's braces; of a block that nobody closed, its end.
    pub(super) fn braces(&self, head_end: u32, span: Span) -> (u32, u32) {
        let open = self.brace(head_end).unwrap_or(head_end);
        let close = if self.slice(span).ends_with('}') { span.end - 1 } else { span.end };
        (open, close)
    }

    fn field_rule(&self, rule: &FieldRule, at: At) -> Layout {
        Layout::Row {
            left: self.expr(&rule.left, at),
            mark: Mark::Arrow(rule.arrow.node),
            right: self.expr(&rule.right, at),
            modifiers: self.modifiers(&rule.modifiers, at),
        }
    }

    fn each_head(&self, each: &Each, at: At) -> String {
        let mut said = vec![
            self.word("each").to_owned(),
            self.expr(&each.left, at),
            arrow_text(each.arrow.node).to_owned(),
            self.expr(&each.right, at),
        ];
        said.extend(
            each.by.iter().map(|key| format!("{} {}", self.word("by"), self.expr(key, at))),
        );
        let then = each.then.iter();
        said.extend(then.map(|key| format!("{} {}", self.word("then"), self.expr(key, at))));
        said.extend(self.modifiers(&each.modifiers, at));
        said.join(" ")
    }

    fn modifiers(&self, modifiers: &[Modifier], at: At) -> Vec<String> {
        modifiers.iter().map(|modifier| self.modifier(modifier, at)).collect()
    }

    fn modifier(&self, of: &Modifier, at: At) -> String {
        match &of.kind {
            ModifierKind::Default(default) => {
                let said = match default {
                    Default::Value(value) => self.expr(value, at),
                    Default::Clear(_) => self.word("clear").to_owned(),
                    Default::Outcome(outcome) => self.outcome(outcome, at),
                };
                format!("{} {said}", self.word("default"))
            }
            ModifierKind::Required => self.word("required").to_owned(),
            ModifierKind::Owner(side) => {
                let held = !side.quoted && &*side.text == "hold";
                let side = if held { self.word("hold").to_owned() } else { name(side) };
                format!("{} {side}", self.word("owner"))
            }
            ModifierKind::Once => self.word("once").to_owned(),
            ModifierKind::Mark => self.word("mark").to_owned(),
            ModifierKind::IfKnown => self.word("if known").to_owned(),
            ModifierKind::When(condition) => {
                format!("{} {}", self.word("when"), self.expr(condition, at))
            }
        }
    }

    pub(super) fn let_rule(&self, of: &Let, at: At) -> String {
        let arrow = of.arrow.as_ref().map(|arrow| format!("{} ", arrow_text(arrow.node)));
        let arrow = arrow.unwrap_or_default();
        let value = self.expr(&of.value, at);
        let said = format!("{} {arrow}{} = {value}", self.word("let"), name(&of.name));
        match &of.default {
            Some(value) => {
                format!("{said}   {} {}", self.word("default"), self.expr(value, at))
            }
            None => said,
        }
    }

    pub(super) fn check(&self, of: &Check, at: At) -> String {
        let condition = self.expr(&of.condition, at);
        let outcome = self.outcome(&of.otherwise, at);
        format!("{} {condition}   {}: {outcome}", self.word("check"), self.word("else"))
    }

    pub(super) fn table_lines(&self, lines: &[TableItem], at: At) -> Vec<Entry> {
        let entry = |line: &TableItem| Entry { span: line.span, layout: self.table_line(line, at) };
        lines.iter().map(entry).collect()
    }

    fn table_line(&self, line: &TableItem, at: At) -> Layout {
        Layout::Text(match &line.kind {
            TableItemKind::Pull { from, filter } => {
                let said = format!("{} {}", self.word("pull"), path(from));
                said + &self.clause("where", filter.as_ref(), at)
            }
            TableItemKind::NoRows(outcome) => {
                format!("{}: {}", self.word("no rows"), self.outcome(outcome, at))
            }
            TableItemKind::Else(outcome) => {
                format!("{}: {}", self.word("else"), self.outcome(outcome, at))
            }
            TableItemKind::Row { left, arrow, right } => {
                return Layout::Row {
                    left: self.literal(left),
                    mark: Mark::Arrow(arrow.node),
                    right: self.literal(right),
                    modifiers: Vec::new(),
                };
            }
            TableItemKind::Member(cell) => self.literal(cell),
            TableItemKind::Broken => self.verbatim(line.span),
        })
    }

    pub(super) fn match_lines(&self, lines: &[MatchItem], at: At) -> Vec<Entry> {
        let entry = |line: &MatchItem| Entry {
            span: line.span,
            layout: self.fitted(at, &|at| Layout::Text(self.match_line(line, at))),
        };
        lines.iter().map(entry).collect()
    }

    fn match_line(&self, line: &MatchItem, at: At) -> String {
        match &line.kind {
            MatchItemKind::Step { left, right, via, mark, when } => {
                let mut said = self.equation(left, right, at);
                for one in via {
                    said = said + " " + self.word("via") + " " + &self.via(one, at);
                }
                if *mark {
                    said = said + "   " + self.word("mark");
                }
                said + &self.clause("when", when.as_ref(), at)
            }
            MatchItemKind::Key { left, right } => {
                format!("{} {}", self.word("key"), self.equation(left, right, at))
            }
            MatchItemKind::Where(condition) => {
                format!("{} {}", self.word("where"), self.expr(condition, at))
            }
            MatchItemKind::Many(outcome) => {
                format!("{}: {}", self.word("many"), self.outcome(outcome, at))
            }
            MatchItemKind::None(outcome) => {
                format!("{}: {}", self.word("none"), self.outcome(outcome, at))
            }
            MatchItemKind::Broken => self.verbatim(line.span),
        }
    }

    fn equation(
        &self,
        left: &crate::syntax::ast::Expr,
        right: &crate::syntax::ast::Expr,
        at: At,
    ) -> String {
        let gap = self.gap(left.span.end, right.span.start, at.continued());
        let gap = gap.unwrap_or_else(|| " ".to_owned());
        format!("{} =={gap}{}", self.expr(left, at), self.expr(right, at))
    }

    /// ` word EXPR` if there is one.
    pub(super) fn clause(
        &self,
        word: &'static str,
        of: Option<&crate::syntax::ast::Expr>,
        at: At,
    ) -> String {
        of.map_or_else(String::new, |of| format!(" {} {}", self.word(word), self.expr(of, at)))
    }
}

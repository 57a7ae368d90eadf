//! The statements of a map, outcomes and the clauses that several statements share.

use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{
    Arrow, Check, Default, Each, Expr, FieldRule, Let, Modifier, ModifierKind, Outcome,
    OutcomeKind, Rule as MapRule, RuleKind,
};
use crate::syntax::parse::faults::Place;
use crate::syntax::parse::grammar::{Node, Parts, Rule, only, unexpected};
use crate::syntax::parse::reader::{Reader, is_arrow};

impl<'i> Reader<'i> {
    /// The rules in braces, and what is wrong around them.
    pub(super) fn rules(&mut self, node: Node<'i>) -> Vec<MapRule> {
        let mut rules = Vec::new();
        let block = self.at(&node);
        for part in Parts::of(node) {
            match part.as_rule() {
                Rule::statement => rules.push(self.rule(part)),
                _ => self.block_fault(block, &part),
            }
        }
        rules
    }

    fn rule(&mut self, node: Node<'i>) -> MapRule {
        let span = self.at(&node);
        let node = only(node);
        let (kind, head) = match node.as_rule() {
            Rule::each_rule => self.each_rule(node),
            Rule::field_rule => self.field_rule(node),
            Rule::let_rule => (RuleKind::Let(self.let_rule(node)), span),
            Rule::check_rule => (RuleKind::Check(self.check_rule(node)), span),
            Rule::drop_rule => (self.drop_rule(node, span), span),
            Rule::bad_rule => self.bad_rule(node),
            _ => unexpected(&node),
        };
        MapRule { kind, span, head }
    }

    fn drop_rule(&mut self, node: Node<'i>, span: Span) -> RuleKind {
        if !self.overriding {
            self.report(Diagnostic::new(&codes::S130, span));
        }
        RuleKind::Drop(self.expr(only(node)))
    }

    fn bad_rule(&mut self, node: Node<'i>) -> (RuleKind, Span) {
        let mut parts = Parts::of(node);
        let junk = parts.optional(Rule::junk);
        let body = parts.optional(Rule::rules);
        let head = match (&junk, &body) {
            (Some(part), _) | (None, Some(part)) => self.at(part),
            (None, None) => unreachable!("a bad rule has a part"),
        };
        self.fault(Place::Statement, head);
        // What a foreign condition holds are no rules.
        let told = |last: &Diagnostic| {
            last.code == &codes::S132 && last.span.is_some_and(|at| at.start >= head.start)
        };
        let body = body.filter(|_| !self.diagnostics.last().is_some_and(told));
        if let (Some(body), Some(meant)) = (&body, self.meant(head)) {
            return (self.as_meant(meant, body.clone()), head);
        }
        let rules = body.map_or_else(Vec::new, |body| self.rules(body));
        (RuleKind::Broken(rules), head)
    }

    fn each_rule(&mut self, node: Node<'i>) -> (RuleKind, Span) {
        let mut parts = Parts::of(node);
        let head = parts.need();
        let head_span = self.at(&head);
        let body = parts.need();
        let mut head = Parts::of(head);
        let left = self.expr(head.need());
        let arrow = self.arrow(&head.need());
        let right = self.expr(head.need());
        let rest: Vec<Node<'i>> = head.collect();
        self.order_of_head(&rest);
        let (keys, rest): (Vec<_>, Vec<_>) =
            rest.into_iter().partition(|part| part.as_rule() == Rule::by);
        let (by, then) = keys.into_iter().next().map_or((None, None), |by| {
            let mut keys = Parts::of(by);
            let first = self.expr(keys.need());
            (Some(first), keys.next().map(|then| self.expr(only(then))))
        });
        let modifiers = self.modifiers(rest.into_iter());
        let body = self.inner(arrow.node, body);
        (RuleKind::Each(Each { left, arrow, right, by, then, modifiers, body }), head_span)
    }

    /// `by` stands before the modifiers, and once. Written elsewhere it says the same, so the body
    /// is read all the same.
    fn order_of_head(&mut self, parts: &[Node<'i>]) {
        let keys = parts.iter().filter(|part| part.as_rule() == Rule::by);
        let keys: Vec<Span> = keys.map(|part| self.at(part)).collect();
        let word = |reader: &Reader<'i>, span: Span| {
            reader.slice(span).split_whitespace().next().unwrap_or_default().to_owned()
        };
        if let [first, second, ..] = keys[..] {
            let twice = Diagnostic::new(&codes::S107, second).arg("word", word(self, second));
            self.report(twice.label(first, "first").fix("drop", second, ""));
        }
        let (Some(by), Some(before)) = (keys.first(), parts.first()) else { return };
        if before.as_rule() != Rule::by {
            let before = self.at(before);
            let late = Diagnostic::new(&codes::S140, *by)
                .arg("word", word(self, *by))
                .arg("before", word(self, before));
            let between = before.to(*by);
            let moved = self.slice(Span { end: by.start, ..before }).trim_end();
            let right = format!("{} {moved}", self.slice(*by));
            self.report(late.fix("order", between, right));
        }
    }

    fn field_rule(&mut self, node: Node<'i>) -> (RuleKind, Span) {
        let mut parts = Parts::of(node);
        let head = parts.need();
        let span = self.at(&head);
        let mut head = Parts::of(head);
        let left = self.expr(head.need());
        let arrow = self.arrow(&head.need());
        let right = self.expr(head.need());
        let rule = FieldRule { left, arrow, right, modifiers: self.modifiers(head) };
        if self.long_arrow(&rule.arrow) {
            return (RuleKind::Broken(Vec::new()), span);
        }
        self.receiving(&rule);
        match parts.next() {
            Some(body) => {
                let body = self.inner(rule.arrow.node, body);
                (RuleKind::Block(rule, body), span)
            }
            // What a choice that nobody closed was to be followed by is not known.
            None if self.doubtful.iter().any(|open| span.range().contains(open)) => {
                (RuleKind::Broken(Vec::new()), span)
            }
            None => (RuleKind::Field(rule), span),
        }
    }

    /// The rules of a block: what goes both ways there goes as the heading around does.
    pub(super) fn inner(&mut self, arrow: Arrow, body: Node<'i>) -> Vec<MapRule> {
        let heading = if arrow == Arrow::Both { self.heading } else { Some(arrow) };
        self.under(heading, |reader| reader.rules(body))
    }

    pub(super) fn modifiers(&mut self, parts: impl Iterator<Item = Node<'i>>) -> Vec<Modifier> {
        let mut modifiers: Vec<Modifier> = Vec::new();
        for part in parts {
            let span = self.at(&part);
            let kind = self.modifier(only(part));
            let same = |other: &&Modifier| {
                std::mem::discriminant(&other.kind) == std::mem::discriminant(&kind)
            };
            if let Some(first) = modifiers.iter().find(same) {
                let word = self.slice(span).split_whitespace().next().unwrap_or_default();
                let twice = Diagnostic::new(&codes::S107, span).arg("word", word);
                let first = first.span;
                self.report(twice.label(first, "first").fix("drop", span, ""));
            }
            modifiers.push(Modifier { kind, span });
        }
        modifiers
    }

    fn modifier(&mut self, node: Node<'i>) -> ModifierKind {
        match node.as_rule() {
            Rule::default => ModifierKind::Default(self.default(only(node))),
            Rule::required => ModifierKind::Required,
            Rule::owner => ModifierKind::Owner(self.one_of(&only(node), &[("hold", "отложить")])),
            Rule::once => ModifierKind::Once,
            Rule::mark => ModifierKind::Mark,
            Rule::if_known => ModifierKind::IfKnown,
            Rule::when => ModifierKind::When(self.clause(node)),
            _ => unexpected(&node),
        }
    }

    pub(super) fn default(&mut self, node: Node<'i>) -> Default {
        match node.as_rule() {
            Rule::clear => Default::Clear(self.at(&node)),
            Rule::outcome => Default::Outcome(self.outcome(node)),
            _ => Default::Value(self.expr(node)),
        }
    }

    /// The expression that is the only part of a clause: `when x`.
    pub(super) fn clause(&mut self, node: Node<'i>) -> Expr {
        self.expr(only(node))
    }

    pub(super) fn let_rule(&mut self, node: Node<'i>) -> Let {
        let mut parts = Parts::of(node);
        let arrow = parts.peek().is_some_and(is_arrow).then(|| self.arrow(&parts.need()));
        let name = self.name(&parts.need());
        let value = self.expr(parts.need());
        let default = parts.next().map(|default| self.clause(default));
        self.taken(&name);
        Let { arrow, name, value, default }
    }

    pub(super) fn check_rule(&mut self, node: Node<'i>) -> Check {
        let mut parts = Parts::of(node);
        let condition = self.expr(parts.need());
        Check { condition, otherwise: self.outcome(parts.need()) }
    }

    /// `skip "..."`
    pub(super) fn outcome(&mut self, node: Node<'i>) -> Outcome {
        let span = self.at(&node);
        let word = node.clone().into_inner().next().expect("an outcome has its word").as_rule();
        let mut parts = Parts::of(node);
        let attempts = parts.optional(Rule::attempts).map(|part| self.verbatim(&only(part)));
        let backoff = parts.optional(Rule::backoff).map(|part| self.verbatim(&only(part)));
        let via = parts.optional(Rule::created_via).map(|part| self.only_name(part));
        let message = parts.optional(Rule::text).map(|part| self.template(&part));
        let retry = parts.optional(Rule::retry_after).map(|part| self.verbatim(&only(part)));
        let misplaced = (attempts.is_some() || backoff.is_some()) && word != Rule::retry_
            || via.is_some() && word != Rule::create_
            || retry.is_some() && word != Rule::hold_;
        if misplaced {
            self.report(Diagnostic::new(&codes::S108, span));
        }
        let kind = match word {
            Rule::skip_ => OutcomeKind::Skip,
            Rule::hold_ => OutcomeKind::Hold { retry },
            Rule::stop_ => OutcomeKind::Stop,
            Rule::keep_ => OutcomeKind::Keep,
            Rule::warn_ => OutcomeKind::Warn,
            Rule::create_ => OutcomeKind::Create { via },
            _ => OutcomeKind::Retry { attempts, backoff },
        };
        Outcome { kind, message, span }
    }
}

//! What is wrong with a piece of text that fits no rule.
//!
//! The piece is read again by the strict rule of its place, which tells where it stops fitting.
//! Detectors of the usual slips look at that place first; where none knows better, the message
//! says what was found and what would have fitted.

mod arrows;
mod bad;
mod blocks;
mod expected;
mod foreign;
mod forms;
mod habits;
mod lex;
mod nameless;
mod place;
mod slips;

pub(super) use place::Place;

use crate::diag::{Diagnostic, codes};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Arrow, BareCondition, FieldRule, Name};
use crate::syntax::keywords::{SCOPES, english};
use crate::syntax::parse::reader::{Reader, behind};
use bad::Bad;

/// `КонецЕсли`, `Иначе`, `EndIf`
fn is_end_of_condition(piece: &str) -> bool {
    const WORDS: [&str; 7] = ["конецесли", "иначе", "endif", "end if", "end", "fi", "else"];
    WORDS.contains(&&*piece.trim().to_lowercase())
}

/// The bare field that is asked by the condition which a remedy writes: `choose field { ... }`, or
/// `when field` at the end.
fn asked_field(said: &Diagnostic) -> Option<Box<str>> {
    let fix = said.hints.first()?.fix.as_ref().filter(|_| said.code == &codes::S132)?;
    let chosen = ["choose ", "выбор "].iter().find_map(|word| fix.text.strip_prefix(word));
    let chosen = chosen.and_then(|rest| rest.split_once(" {"));
    let switched = ["when ", "когда "].iter().find_map(|word| Some(fix.text.rsplit_once(word)?.1));
    let condition = chosen.map(|(condition, _)| condition).or(switched)?.trim();
    let is_name = |name: &str| {
        name.starts_with(char::is_alphabetic)
            && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_')
    };
    condition.split('.').all(is_name).then(|| condition.into())
}

impl Reader<'_> {
    /// Says what is wrong with a piece of text.
    pub(super) fn fault(&mut self, place: Place, span: Span) {
        if !self.looks_into() {
            let found = expected::shortened(self.slice(span));
            return self.report(Diagnostic::new(&codes::S100, span).arg("found", found).at("end"));
        }
        let said = match Bad::examine(self, place, span) {
            Some(bad) => {
                let slip = self.nameless(&bad).or_else(|| self.spaced_name(&bad));
                let slip =
                    slip.or_else(|| slips::DETECTORS.iter().find_map(|detector| detector(&bad)));
                slip.unwrap_or_else(|| bad.unexpected())
            }
            None => self.right_by_itself(place, span),
        };
        // The words around the rules of such a condition say nothing more.
        let is_condition = |told: &Diagnostic| told.code == &codes::S132;
        if is_end_of_condition(self.slice(span)) && self.diagnostics.iter().any(is_condition) {
            return;
        }
        if let Some(field) = asked_field(&said) {
            self.conditions.push(BareCondition { told: said.clone(), field });
        }
        let said = if said.code == &codes::S113 { self.joined(said, span) } else { said };
        let said = if said.code == &codes::S126 { self.value_of(said, span) } else { said };
        self.report(said);
    }

    /// A value on the line after its arrow: one slip, told at the arrow.
    fn value_of(&mut self, said: Diagnostic, span: Span) -> Diagnostic {
        let before = super::trim_end(&self.original[..span.start as usize]).len();
        let between = Span::new(self.id, before, span.start as usize);
        let arrow = self.diagnostics.pop_if(|last| {
            last.code == &codes::S127 && last.span.is_some_and(|last| last.end == between.start)
        });
        arrow.map_or(said, |arrow| arrow.fix("join", between, " "))
    }

    /// A line that belongs to the one before: the remedy joins them, if nothing stands between.
    pub(super) fn joined(&mut self, said: Diagnostic, span: Span) -> Diagnostic {
        let before = super::trim_end(&self.original[..span.start as usize]).len();
        let between = Span::new(self.id, before, span.start as usize);
        // A rule that was cut before its arrow has no arrow, a heading before its block no block: that
        // is the same fault.
        self.diagnostics.pop_if(|last| {
            (last.code == &codes::S126 || last.code == &codes::S106)
                && last.span.is_some_and(|last| last.end == between.start)
        });
        if self.text[..before].ends_with([' ', '{', ';']) {
            said.hint("join")
        } else {
            let block = self.text[span.start as usize..].starts_with('{');
            said.fix("join", between, if block { " " } else { "   " })
        }
    }

    /// The piece fits its rule, so what is missing is what follows.
    fn right_by_itself(&self, place: Place, span: Span) -> Diagnostic {
        let end = behind(span);
        let rest = self.text[end.end as usize..].trim_start_matches([' ', '\t']);
        if rest.starts_with('{') && matches!(place, Place::Statement | Place::Step) {
            let word = self.slice(span).split_whitespace().next().unwrap_or_default();
            let said = Diagnostic::new(&codes::S137, span).arg("word", word);
            return said.hint(if matches!(word, "drop" | "убрать") {
                "drop"
            } else {
                "block"
            });
        }
        if place.is_head_of_block() || matches!(place, Place::Statement | Place::Step) {
            return Diagnostic::new(&codes::S106, end).fix("write", end, " {");
        }
        let found = rest.split_whitespace().next().unwrap_or("end");
        Diagnostic::new(&codes::S100, end).arg("found", found).at("end")
    }

    /// Refuses to give a name that the language has taken.
    pub(super) fn taken(&mut self, name: &Name) {
        if !name.quoted && english(&name.text, SCOPES).is_some() {
            let quoted = format!("`{}`", self.slice(name.span));
            let taken = Diagnostic::new(&codes::S109, name.span).arg("name", name.text.clone());
            self.report(taken.fix("quote", name.span, quoted));
        }
    }

    /// `<--`, which would be the arrow and a minus: whether it is one.
    pub(super) fn long_arrow(&mut self, arrow: &Spanned<Arrow>) -> bool {
        let end = arrow.span.end as usize;
        if arrow.node != Arrow::Left || !self.text[end..].starts_with('-') {
            return false;
        }
        let place = Span::new(self.id, arrow.span.start as usize, end + 1);
        let said = Diagnostic::new(&codes::S110, place).arg("found", "<--").arg("arrow", "<-");
        self.report(said.fix("write", place, "<-"));
        true
    }

    /// An arrow writes into a path: a text, a number or a formula cannot take a value.
    pub(super) fn receiving(&mut self, rule: &FieldRule) {
        if !rule.is_into_formula() {
            return;
        }
        let (target, source) = match rule.arrow.node {
            Arrow::Left => (&rule.left, &rule.right),
            Arrow::Right | Arrow::Both => (&rule.right, &rule.left),
        };
        let turned = if rule.arrow.node == Arrow::Left { "->" } else { "<-" };
        let said = Diagnostic::new(&codes::S128, target.span).label(rule.arrow.span, "arrow");
        self.report(if source.is_formula() {
            said.hint("let")
        } else {
            said.fix("turn", rule.arrow.span, turned)
        });
    }
}

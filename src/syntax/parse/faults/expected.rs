//! What pest would have taken, as a class that people know.
//!
//! A class is the name of a text under `S100`, printed at the place itself.

use super::bad::Bad;
use super::lex::{Kind, Token};
use super::place::Place;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::parse::grammar::{Rule, is_keyword};

/// Classes and the rules that belong to them; the first that has one of the rules wins.
const CLASSES: &[(&str, &[Rule])] = &[
    ("expectation", &[Rule::snapshot_]),
    ("outcome", &[Rule::outcome]),
    ("arrow", &[Rule::both, Rule::right, Rule::left]),
    ("else", &[Rule::else_]),
    ("type", &[Rule::type_expr, Rule::type_apply, Rule::columns]),
    ("literal", &[Rule::literal, Rule::cells]),
    ("known", &[Rule::known_]),
    ("error-class", &[Rule::class]),
    ("by", &[Rule::by, Rule::by_]),
    ("upsert", &[Rule::into, Rule::into_]),
    ("assign", &[Rule::assign]),
    ("colon", &[Rule::colon]),
    ("close-brace", &[Rule::close_brace, Rule::arm]),
    ("close-paren", &[Rule::close_paren]),
    ("close-bracket", &[Rule::close_bracket]),
    ("brace", &[Rule::open_brace]),
    ("modifier", &[Rule::modifier, Rule::mark]),
    ("when", &[Rule::when, Rule::when_]),
    ("name", &[Rule::name]),
    ("text", &[Rule::plain, Rule::text]),
    ("number", &[Rule::number]),
    ("duration", &[Rule::duration]),
];

/// Words after which a name stands, and no value.
const BEFORE_NAMES: &[&str] = &[
    ".",
    "let",
    "пусть",
    "upsert",
    "записать",
    "law",
    "закон",
    "via",
    "через",
    "as",
    "как",
    "with",
    "вместе",
    "owner",
    "хозяин",
    "error",
    "ошибке",
    "call",
    "вызвать",
    "pull",
    "заполнить",
];

impl Bad<'_> {
    /// What was found and what would have fitted, where no detector knows better.
    pub(super) fn unexpected(&self) -> Diagnostic {
        let (span, found) = match self.here() {
            Some(token) if token.kind == Kind::OpenText => (self.part(&token.range()), "\""),
            Some(token) => (self.part(&token.range()), token.text),
            None => (Span { start: self.span.end, ..self.span }, "end"),
        };
        let said = Diagnostic::new(&codes::S100, span).arg("found", shortened(found));
        let said = said.at(self.class());
        match self.form() {
            Some(form) => said.hint(form),
            None => said,
        }
    }

    /// The whole of what stands here, where it is the head of a declaration.
    fn form(&self) -> Option<&'static str> {
        Some(match self.place {
            Place::Side => "side",
            Place::Const => "const",
            Place::Setting => "setting",
            Place::Table => "table",
            Place::Match => "match",
            Place::Map => "map",
            Place::Flow => "flow",
            Place::Test => "test",
            _ => return None,
        })
    }

    /// What the word before asks for, where the grammar lists but a part of it.
    fn class_after(&self) -> Option<&'static str> {
        let (before, here) = (self.before()?, self.here());
        let text = here.map_or("", |here| here.text);
        match before.text {
            "default" | "умолчание" => Some("default"),
            "retailcrm" => Some("version"),
            // What follows an arrow is a value as a whole, not the end of one.
            _ if before.is_arrow() && self.place == Place::Statement => Some("value"),
            "{" if text == "}" && self.expected.contains(&Rule::arm) => Some("branch"),
            _ => None,
        }
    }

    fn class(&self) -> &'static str {
        let fits = |rules: &[Rule]| rules.iter().any(|one| self.expected.contains(one));
        let whole = match self.place {
            Place::Statement => Some("rule"),
            Place::Step => Some("step"),
            Place::TestLine => Some("test-line"),
            Place::TableLine => Some("table-line"),
            _ => None,
        };
        if let Some(class) = whole.filter(|_| self.before().is_none()) {
            return class;
        }
        if let Some(class) = self.class_after() {
            return class;
        }
        // A value begins with a name, or with a mark that stands for no rule of its own.
        let statement = matches!(
            self.place,
            Place::Statement | Place::MatchLine | Place::Step | Place::TestLine | Place::Hole
        );
        let before_name = |token: &Token<'_>| BEFORE_NAMES.contains(&token.text);
        if self.expected == [Rule::name] && statement && !self.before().is_some_and(before_name) {
            return "value";
        }
        if fits(&[Rule::name]) && fits(&[Rule::plain]) {
            return "type";
        }
        if self.place == Place::TestLine && fits(&[Rule::assign]) {
            return "given";
        }
        match CLASSES.iter().find(|(_, rules)| fits(rules)) {
            Some((class, _)) => class,
            None if fits(&[Rule::and_]) => "operator",
            None if fits(&[Rule::equal]) => "equal",
            None if self.expected.iter().any(|one| is_keyword(*one)) => "keyword",
            None => "end",
        }
    }
}

/// The longest piece of text that a message repeats, in characters.
const MOST: usize = 40;

/// A text that a message repeats, cut where it gets too long to read.
pub(super) fn shortened(found: &str) -> String {
    let mut characters = found.chars();
    let mut short: String = characters.by_ref().take(MOST).collect();
    if characters.next().is_some() {
        short.push('…');
    }
    short
}

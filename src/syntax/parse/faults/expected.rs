//! What pest would have taken, as a class that people know.
//!
//! A class is the name of a text under `S100`, printed at the place itself.

use super::bad::Bad;
use super::lex::Kind;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::parse::grammar::{Rule, is_keyword};

/// Classes and the rules that belong to them; the first that has one of the rules wins.
const CLASSES: &[(&str, &[Rule])] = &[
    ("outcome", &[Rule::outcome]),
    ("arrow", &[Rule::both, Rule::right, Rule::left]),
    ("type", &[Rule::type_expr, Rule::type_apply, Rule::columns, Rule::path]),
    ("literal", &[Rule::literal, Rule::cells]),
    ("value", VALUES),
    ("assign", &[Rule::assign]),
    ("equal", &[Rule::equal]),
    ("colon", &[Rule::colon]),
    ("brace", &[Rule::open_brace]),
    ("close-brace", &[Rule::close_brace, Rule::arm]),
    ("close-paren", &[Rule::close_paren]),
    ("close-bracket", &[Rule::close_bracket]),
    ("name", &[Rule::name]),
    ("text", &[Rule::plain, Rule::text]),
    ("number", &[Rule::number, Rule::duration]),
    ("modifier", &[Rule::modifier, Rule::mark, Rule::when]),
];

const VALUES: &[Rule] = &[
    Rule::expr,
    Rule::sum,
    Rule::operand,
    Rule::chain,
    Rule::tuple,
    Rule::list,
    Rule::choose,
    Rule::prefix,
];

impl Bad<'_> {
    /// What was found and what would have fitted, where no detector knows better.
    pub(super) fn unexpected(&self) -> Diagnostic {
        let (span, found) = match self.here() {
            Some(token) if token.kind == Kind::OpenText => (self.part(&token.range()), "\""),
            Some(token) => (self.part(&token.range()), token.text),
            None => (Span { start: self.span.end, ..self.span }, "end"),
        };
        let said = Diagnostic::new(&codes::S100, span).arg("found", found);
        said.at(self.class())
    }

    fn class(&self) -> &'static str {
        let fits = |rules: &[Rule]| rules.iter().any(|one| self.expected.contains(one));
        let class = CLASSES.iter().find(|(_, rules)| fits(rules));
        match class {
            Some((class, _)) => class,
            None if self.expected.iter().any(|one| is_keyword(*one)) => "keyword",
            None => "end",
        }
    }
}

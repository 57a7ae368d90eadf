//! What is wrong with a piece of text that fits no rule.

use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{ItemKind, Name};
use crate::syntax::keywords::{SCOPES, english};
use crate::syntax::parse::grammar::{Mismatch, Node, Rule, read};
use crate::syntax::parse::reader::Reader;

/// Where a piece of text stands: which rule it should have fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Rule,
    TableLine,
    MatchLine,
    Step,
    TestLine,
    Option,
    Lang,
    Use,
    Side,
    Const,
    Setting,
    Table,
    Match,
    Map,
    Override,
    Flow,
    Serve,
    Test,
}

impl Place {
    fn rule(self) -> Rule {
        match self {
            Place::Rule => Rule::only_statement,
            Place::TableLine => Rule::only_table_line,
            Place::MatchLine => Rule::only_match_line,
            Place::Step => Rule::only_step,
            Place::TestLine => Rule::only_test_line,
            Place::Option => Rule::only_option,
            Place::Lang => Rule::only_lang,
            Place::Use => Rule::only_use,
            Place::Side => Rule::only_side,
            Place::Const => Rule::only_constant,
            Place::Setting => Rule::only_setting,
            Place::Table => Rule::only_table,
            Place::Match => Rule::only_match,
            Place::Map => Rule::only_map,
            Place::Override => Rule::only_override,
            Place::Flow => Rule::only_flow,
            Place::Serve => Rule::only_serve,
            Place::Test => Rule::only_test,
        }
    }
}

impl<'i> Reader<'i> {
    /// Says what is wrong with a piece of text.
    pub(super) fn fault(&mut self, place: Place, span: Span, _opens_block: bool) {
        let slice = self.slice(span);
        match read(place.rule(), slice) {
            Err(mismatch) => self.mismatch_in(slice, &mismatch),
            Ok(_) => self.report(Diagnostic::new(&codes::S100, self.behind(span))),
        }
    }

    /// Says what pest expected in a slice.
    pub(super) fn mismatch_in(&mut self, slice: &'i str, mismatch: &Mismatch) {
        let at = match mismatch.location {
            pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
        };
        let span = self.span(&slice[at..]);
        self.report(Diagnostic::new(&codes::S100, span));
    }

    /// Says what is wrong around a block.
    pub(super) fn block_fault(&mut self, block: Span, part: &Node<'i>) {
        let span = self.at(part);
        match part.as_rule() {
            Rule::missing_close => self.report(Diagnostic::new(&codes::S102, block)),
            _ => self.report(Diagnostic::new(&codes::S103, span)),
        }
    }

    pub(super) fn bad_item(&mut self, span: Span) -> ItemKind {
        self.report(Diagnostic::new(&codes::S101, span));
        ItemKind::Broken
    }

    /// Refuses to give a name that the language has taken.
    pub(super) fn taken(&mut self, name: &Name) {
        if !name.quoted && english(&name.text, SCOPES).is_some() {
            let quoted = format!("`{}`", name.text);
            let taken = Diagnostic::new(&codes::S015, name.span).arg("name", name.text.clone());
            self.report(taken.fix("quote", name.span, quoted));
        }
    }
}

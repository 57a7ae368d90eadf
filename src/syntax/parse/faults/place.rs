//! Where a piece of text stands.

use crate::syntax::parse::grammar::Rule;

/// Where a piece of text stands: which rule it should have fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::syntax::parse) enum Place {
    Statement,
    TableLine,
    MatchLine,
    Step,
    TestLine,
    Option,
    Hole,
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
    /// The rule for a piece that stands alone.
    pub(super) fn rule(self) -> Rule {
        match self {
            Place::Statement => Rule::only_statement,
            Place::TableLine => Rule::only_table_line,
            Place::MatchLine => Rule::only_match_line,
            Place::Step => Rule::only_step,
            Place::TestLine => Rule::only_test_line,
            Place::Option => Rule::only_option,
            Place::Hole => Rule::hole_expr,
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

    /// The rule for its head without a colon behind the name, where it has one.
    pub(in crate::syntax::parse) fn without_colon(self) -> Option<Rule> {
        Some(match self {
            Place::Match | Place::Map => Rule::torn_pair,
            Place::Flow => Rule::torn_flow,
            Place::Table => Rule::torn_table,
            Place::Const => Rule::torn_const,
            Place::Setting => Rule::torn_setting,
            _ => return None,
        })
    }

    /// Whether it is the head of a declaration that has a block.
    pub(super) fn is_head_of_block(self) -> bool {
        use Place::{Flow, Map, Match, Override, Serve, Test};
        matches!(self, Match | Map | Override | Flow | Serve | Test)
    }
}

/// The declarations by their keywords, with the rule for what stands behind it.
pub(super) const DECLARATIONS: &[(&str, Rule)] = &[
    ("lang", Rule::only_lang_rest),
    ("use", Rule::only_use_rest),
    ("side", Rule::only_side_rest),
    ("const", Rule::only_const_rest),
    ("setting", Rule::only_setting_rest),
    ("table", Rule::only_table_rest),
    ("match", Rule::only_match_rest),
    ("map", Rule::only_map_rest),
    ("override", Rule::only_override_rest),
    ("flow", Rule::only_flow_rest),
    ("serve", Rule::only_serve_rest),
    ("test", Rule::only_test_rest),
];

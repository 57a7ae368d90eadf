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

    /// Whether it is the head of a declaration that has a block.
    pub(super) fn is_head_of_block(self) -> bool {
        use Place::{Flow, Map, Match, Override, Serve, Test};
        matches!(self, Match | Map | Override | Flow | Serve | Test)
    }
}

/// The declarations by their keywords, with the rule of their block.
pub(super) const BLOCKS: &[(&str, &str, Option<Rule>)] = &[
    ("lang", "язык", None),
    ("use", "подключить", None),
    ("side", "сторона", Some(Rule::options)),
    ("const", "константа", None),
    ("setting", "настройка", None),
    ("table", "таблица", Some(Rule::lines)),
    ("match", "сопоставление", Some(Rule::steps_of_match)),
    ("map", "правило", Some(Rule::rules)),
    ("override", "переопределить", Some(Rule::rules)),
    ("flow", "обмен", Some(Rule::steps)),
    ("serve", "запрос", Some(Rule::steps)),
    ("test", "тест", Some(Rule::test_lines)),
];

//! The parser that pest makes of `grammar/obmen.pest`, and what every reader of its pairs needs.

use pest::Parser as _;
use pest::iterators::{Pair, Pairs};
use pest_derive::Parser;

/// A node of pest's tree.
pub(super) type Node<'i> = Pair<'i, Rule>;

/// What pest says of a text that does not fit.
pub(super) type Mismatch = pest::error::Error<Rule>;

// The derive documents nothing and makes everything public.
#[expect(unreachable_pub, reason = "made by the derive")]
mod derived {
    use super::Parser;

    #[derive(Parser)]
    #[grammar = "../grammar/obmen.pest"]
    pub struct Grammar;
}

pub(super) use derived::Rule;

/// Reads `text` by one rule.
pub(super) fn read(rule: Rule, text: &str) -> Result<Node<'_>, Box<Mismatch>> {
    let mut pairs = derived::Grammar::parse(rule, text).map_err(Box::new)?;
    Ok(pairs.next().expect("a rule that matched gives its node"))
}

/// Where pest gave up.
pub(super) fn offset(mismatch: &Mismatch) -> usize {
    match mismatch.location {
        pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
    }
}

/// What pest would have taken there.
pub(super) fn expected(mismatch: &Mismatch) -> Vec<Rule> {
    match &mismatch.variant {
        pest::error::ErrorVariant::ParsingError { positives, .. } => positives.clone(),
        pest::error::ErrorVariant::CustomError { .. } => Vec::new(),
    }
}

/// Whether a rule is a keyword or a mark and nothing else: the grammar lists those together.
pub(super) fn is_keyword(rule: Rule) -> bool {
    (Rule::lang_..=Rule::except_).contains(&rule)
}

/// Pairs that say more than that they are there.
type Meaningful<'i> = std::iter::Filter<Pairs<'i, Rule>, fn(&Node<'i>) -> bool>;

/// The parts of a node without its keywords.
pub(super) struct Parts<'i> {
    pairs: std::iter::Peekable<Meaningful<'i>>,
}

impl<'i> Parts<'i> {
    /// The parts of `node`.
    pub(super) fn of(node: Node<'i>) -> Parts<'i> {
        let meaningful: fn(&Node<'i>) -> bool =
            |part| !is_keyword(part.as_rule()) && part.as_rule() != Rule::EOI;
        Parts { pairs: node.into_inner().filter(meaningful).peekable() }
    }

    /// The next part, which the grammar promises.
    pub(super) fn need(&mut self) -> Node<'i> {
        self.pairs.next().expect("the grammar promises another part")
    }

    /// The next part if it is of that rule.
    pub(super) fn optional(&mut self, rule: Rule) -> Option<Node<'i>> {
        self.pairs.next_if(|part| part.as_rule() == rule)
    }

    /// The rule of the next part.
    pub(super) fn peek(&mut self) -> Option<Rule> {
        self.pairs.peek().map(Pair::as_rule)
    }
}

impl<'i> Iterator for Parts<'i> {
    type Item = Node<'i>;

    fn next(&mut self) -> Option<Node<'i>> {
        self.pairs.next()
    }
}

/// The only part of a node.
pub(super) fn only(node: Node<'_>) -> Node<'_> {
    Parts::of(node).need()
}

/// Stops at a node that the grammar cannot have put there.
pub(super) fn unexpected(node: &Node<'_>) -> ! {
    panic!("the grammar put a {:?} where the reader knows none", node.as_rule())
}

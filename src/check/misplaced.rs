//! Modifiers of one value at a block or an `each`: there they would do nothing, and a record would go on
//! without what they ask for.

use crate::check::scope::Walk;
use crate::check::tree::Toward;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{self, Arrow, Modifier, ModifierKind, OutcomeKind, Rule, RuleKind};

impl Walk<'_, '_> {
    /// Reports the modifiers of a block or `each` that belong to the rules inside of it.
    pub(super) fn idle_modifiers(&mut self, rule: &Rule) {
        let (arrow, modifiers, rows) = match &rule.kind {
            RuleKind::Block(field, _) => (field.arrow.node, &field.modifiers, None),
            RuleKind::Each(each) => {
                let (_, giving) = self.ends(&each.left, &each.right);
                (each.arrow.node, &each.modifiers, Some(giving.span))
            }
            _ => return,
        };
        let is_told = arrow == Arrow::Both && self.both_ways && self.toward == Toward::Right;
        if is_told || !self.counts(arrow) {
            return;
        }
        for modifier in modifiers {
            let (word, place) = match &modifier.kind {
                ModifierKind::Default(_) => ("default", "value"),
                ModifierKind::Required => ("required", "value"),
                ModifierKind::Once => ("once", "once"),
                ModifierKind::Mark => ("mark", "mark"),
                ModifierKind::Owner(_) | ModifierKind::IfKnown | ModifierKind::When(_) => continue,
            };
            let mut idle = Diagnostic::new(&codes::C362, modifier.span)
                .arg("word", self.ctx.word(word, modifier.span))
                .arg("what", if rows.is_some() { "each" } else { "block" });
            let checked = rows.filter(|_| arrow != Arrow::Both);
            if let Some(code) = checked.and_then(|rows| self.held(rule.head, modifier, rows)) {
                idle = idle.fix("check", rule.head, code);
            }
            self.ctx.report(idle.fix("drop", modifier.span, "").hint(place));
        }
    }

    /// A `check` that says of rows which there are none of what the modifier was to say, before the
    /// head without it.
    fn held(&self, head: Span, modifier: &Modifier, rows: Span) -> Option<String> {
        let word = |english| self.ctx.word(english, head);
        let outcome = match &modifier.kind {
            ModifierKind::Required => format!("{} \"...\"", word("hold")),
            ModifierKind::Default(ast::Default::Outcome(outcome)) => match outcome.kind {
                OutcomeKind::Skip
                | OutcomeKind::Hold { .. }
                | OutcomeKind::Stop
                | OutcomeKind::Warn => self.ctx.written(outcome.span).to_owned(),
                _ => return None,
            },
            _ => return None,
        };
        let before = Span { end: modifier.span.start, ..head };
        let after = Span { start: modifier.span.end, ..head };
        let [check, otherwise, empty] = ["check", "else", "empty"].map(word);
        Some(format!(
            "{check} {} != {empty}   {otherwise}: {outcome}; {}{}",
            self.ctx.written(rows),
            self.ctx.written(before).trim_end(),
            self.ctx.written(after),
        ))
    }
}

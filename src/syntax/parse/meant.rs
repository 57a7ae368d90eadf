//! Heads of blocks with a slip that is known, read as they were meant: what stands in the block is
//! checked all the same.

use std::ops::Range;

use crate::source::{Span, Spanned};
use crate::syntax::ast::{Arrow, Each, Expr, FieldRule, Modifier, ModifierKind, RuleKind};
use crate::syntax::keywords::{KEYWORDS, english};
use crate::syntax::parse::grammar::{Node, Parts, Rule, only, read};
use crate::syntax::parse::reader::Reader;

/// A head as it was meant.
pub(super) struct Meant {
    is_each: bool,
    rule: FieldRule,
    by: Option<Expr>,
    then: Option<Expr>,
}

/// The part of a head that is wrong, and what was meant there.
struct Slip {
    range: Range<usize>,
    meant: Word,
}

enum Word {
    Arrow(Arrow),
    /// A keyword, in English.
    Keyword(&'static str),
}

impl<'i> Reader<'i> {
    /// The head, which was told just now, as the remedy makes it; none where that is more than one
    /// word or arrow.
    pub(super) fn meant(&mut self, head: Span) -> Option<Meant> {
        let piece = self.slice(head);
        let slip = self.slip(head)?;
        let (arrow, at) = match slip.meant {
            Word::Arrow(arrow) => (arrow, slip.range.clone()),
            Word::Keyword(_) => first_arrow(piece)?,
        };
        let each = slip.meant.is("each") && slip.range.start == 0;
        let own = ["each ", "каждый "].into_iter().find(|word| piece.starts_with(word));
        let (is_each, from) = match own {
            _ if each => (true, slip.range.end),
            Some(word) => (true, word.len()),
            None => (false, 0),
        };
        let left = read(Rule::hole_expr, piece.get(from..at.start)?.trim()).ok()?;
        let behind = if !each && slip.range.start >= at.end { slip.range.clone() } else { 0..0 };
        let end = if behind.is_empty() { piece.len() } else { behind.start };
        let right = read(Rule::torn_right, piece.get(at.end..end)?.trim()).ok()?;
        let rest = match &slip.meant {
            Word::Keyword(word) if !behind.is_empty() => {
                Some((*word, read(behind_word(word)?, piece[behind.end..].trim()).ok()?))
            }
            _ => None,
        };
        let place =
            Span::new(head.file, head.start as usize + at.start, head.start as usize + at.end);
        let mut right = Parts::of(right);
        let left = self.expr(only(left));
        let value = self.expr(right.need());
        let mut parts: Vec<Node<'i>> = right.collect();
        let (mut by, mut then) = (None, None);
        let mut modifiers = Vec::new();
        if let Some((word, rest)) = rest {
            let mut rest = Parts::of(rest).peekable();
            let span = Span::new(
                head.file,
                head.start as usize + behind.start,
                head.start as usize + behind.end,
            );
            let kind = match word {
                "by" => {
                    by = rest.next().map(|key| self.expr(key));
                    let next = rest.next_if(|part| part.as_rule() == Rule::then);
                    then = next.map(|next| self.expr(only(next)));
                    None
                }
                "when" => rest.next().map(|condition| ModifierKind::When(self.expr(condition))),
                "default" => rest.next().map(|value| ModifierKind::Default(self.default(value))),
                "owner" => rest
                    .next()
                    .map(|name| ModifierKind::Owner(self.one_of(&name, &[("hold", "отложить")]))),
                "required" => Some(ModifierKind::Required),
                "once" => Some(ModifierKind::Once),
                _ => Some(ModifierKind::Mark),
            };
            modifiers.extend(kind.map(|kind| Modifier { kind, span }));
            parts.extend(rest);
        }
        let (keys, parts): (Vec<_>, Vec<_>) =
            parts.into_iter().partition(|part| part.as_rule() == Rule::by);
        if let Some(keys) = keys.into_iter().next() {
            let mut keys = Parts::of(keys);
            by = Some(self.expr(keys.need()));
            then = keys.next().map(|next| self.expr(only(next)));
        }
        modifiers.extend(self.modifiers(parts.into_iter()));
        let arrow = Spanned::new(arrow, place);
        let rule = FieldRule { left, arrow, right: value, modifiers };
        (is_each || by.is_none()).then_some(Meant { is_each, rule, by, then })
    }

    /// The block under a head that was meant so.
    pub(super) fn as_meant(&mut self, meant: Meant, body: Node<'i>) -> RuleKind {
        let Meant { is_each, rule, by, then } = meant;
        let body = self.inner(rule.arrow.node, body);
        if !is_each {
            return RuleKind::Block(rule, body);
        }
        let FieldRule { left, arrow, right, modifiers } = rule;
        RuleKind::Each(Each { left, arrow, right, by, then, modifiers, body })
    }

    /// What the remedy that was told last writes into the head.
    fn slip(&self, head: Span) -> Option<Slip> {
        let fix = self.diagnostics.last()?.hints.first()?.fix.as_ref()?;
        let inside = head.start <= fix.span.start && fix.span.end <= head.end;
        if !inside || fix.span.start == fix.span.end {
            return None;
        }
        let start = (fix.span.start - head.start) as usize;
        let range = start..(fix.span.end - head.start) as usize;
        let meant = match fix.text.trim() {
            "<-" => Word::Arrow(Arrow::Left),
            "->" => Word::Arrow(Arrow::Right),
            "<->" => Word::Arrow(Arrow::Both),
            word => Word::Keyword(english(word, KEYWORDS)?),
        };
        Some(Slip { range, meant })
    }
}

impl Word {
    fn is(&self, keyword: &str) -> bool {
        matches!(self, Word::Keyword(word) if *word == keyword)
    }
}

/// The rule for what stands behind a keyword of a head.
fn behind_word(keyword: &str) -> Option<Rule> {
    Some(match keyword {
        "by" => Rule::torn_by,
        "when" => Rule::torn_right,
        "default" => Rule::torn_default,
        "owner" => Rule::torn_owner,
        "required" | "once" | "mark" => Rule::torn_word,
        _ => return None,
    })
}

/// The first arrow of a head that has all of its arrows right.
fn first_arrow(piece: &str) -> Option<(Arrow, Range<usize>)> {
    const ARROWS: [(&str, Arrow); 6] = [
        ("<->", Arrow::Both),
        ("↔", Arrow::Both),
        ("<-", Arrow::Left),
        ("←", Arrow::Left),
        ("->", Arrow::Right),
        ("→", Arrow::Right),
    ];
    let found = |(sign, arrow): (&str, Arrow)| {
        piece.find(sign).map(|at| (at, std::cmp::Reverse(sign.len()), arrow))
    };
    let (at, length, arrow) =
        ARROWS.into_iter().filter_map(found).min_by_key(|(at, length, _)| (*at, *length))?;
    Some((arrow, at..at + length.0))
}

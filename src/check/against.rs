//! Arrows of statements against the arrow of what holds them: such a statement would never act.

use crate::check::context::Context;
use crate::diag::{Diagnostic, codes};
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Arrow, Rule, RuleKind};

/// Looks through the rules of a map, or of a block in it.
pub(super) fn arrows(ctx: &mut Context<'_>, holder: Spanned<Arrow>, rules: &[Rule]) {
    for rule in rules {
        match &rule.kind {
            RuleKind::Field(field) => {
                compared(ctx, holder, field.arrow, rule.span);
            }
            RuleKind::Block(field, body) => {
                compared(ctx, holder, field.arrow, rule.span);
                arrows(ctx, field.arrow, body);
            }
            RuleKind::Each(each) => {
                compared(ctx, holder, each.arrow, rule.span);
                arrows(ctx, each.arrow, &each.body);
            }
            RuleKind::Let(declared) => match declared.arrow {
                Some(arrow) => {
                    compared(ctx, holder, arrow, rule.span);
                }
                None => {
                    let at = Span { end: declared.name.span.start, ..declared.name.span };
                    let open =
                        Diagnostic::new(&codes::C349, rule.span).arg("name", &*declared.name.text);
                    let ways: &[&str] = match holder.node {
                        Arrow::Both => &["<- ", "-> "],
                        Arrow::Left => &["<- "],
                        Arrow::Right => &["-> "],
                    };
                    let fix = |open: Diagnostic, way: &&str| open.fix("arrow", at, *way);
                    ctx.report(ways.iter().fold(open, fix));
                }
            },
            RuleKind::Broken(body) => arrows(ctx, holder, body),
            RuleKind::Check(_) | RuleKind::Drop(_) => {}
        }
    }
}

/// Reports an arrow that says more than the one around it.
pub(super) fn compared(
    ctx: &mut Context<'_>,
    holder: Spanned<Arrow>,
    own: Spanned<Arrow>,
    whole: Span,
) {
    if holder.node == Arrow::Both || holder.node == own.node {
        return;
    }
    let wrong = Diagnostic::new(&codes::C346, own.span)
        .arg("arrow", shown(own.node))
        .arg("holder", shown(holder.node))
        .label(holder.span, "holder");
    let wrong = match own.node {
        Arrow::Both => wrong.fix("turn", own.span, shown(holder.node)).fix(
            "both",
            holder.span,
            shown(Arrow::Both),
        ),
        _ => wrong.fix("both", holder.span, shown(Arrow::Both)).fix("drop", whole, ""),
    };
    ctx.report(wrong);
}

fn shown(arrow: Arrow) -> &'static str {
    match arrow {
        Arrow::Both => "<->",
        Arrow::Right => "->",
        Arrow::Left => "<-",
    }
}

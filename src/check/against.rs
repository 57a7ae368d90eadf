//! Arrows of statements against the arrow of what holds them: such a statement would never act.

use crate::check::context::{Context, joined};
use crate::check::modifier::strip;
use crate::check::place::names;
use crate::diag::{Diagnostic, Fix, Hint, codes};
use crate::schema::RecordId;
use crate::source::{Span, Spanned};
use crate::syntax::ast::{Arrow, Each, Expr, FieldRule, Rule, RuleKind};

/// Looks through the rules of a map, or of a block in it.
pub(super) fn arrows(
    ctx: &mut Context<'_>,
    holder: Spanned<Arrow>,
    rules: &[Rule],
    ends: Option<[RecordId; 2]>,
) {
    inside(ctx, holder, rules, ends, true);
}

/// The same; `opens` tells whether what holds the rules may go both ways instead.
fn inside(
    ctx: &mut Context<'_>,
    holder: Spanned<Arrow>,
    rules: &[Rule],
    ends: Option<[RecordId; 2]>,
    opens: bool,
) {
    for rule in rules {
        match &rule.kind {
            RuleKind::Field(field) => {
                let told = ctx.diagnostics.len();
                compared(ctx, holder, field.arrow, rule.span, opens);
                if ends.is_some_and(|ends| is_swapped(ctx, field, ends)) {
                    let sides = field.left.span.to(field.right.span);
                    let [left, right] = [&field.left, &field.right].map(|it| ctx.written(it.span));
                    let text = format!("{right} {} {left}", shown(holder.node));
                    let fix = Some(Fix { span: sides, text });
                    for wrong in &mut ctx.diagnostics[told..] {
                        let swap = Hint { text: "swap", args: Vec::new(), fix: fix.clone() };
                        wrong.hints.insert(0, swap);
                    }
                }
            }
            RuleKind::Block(field, body) => {
                compared(ctx, holder, field.arrow, rule.span, opens);
                inside(ctx, field.arrow, body, None, true);
            }
            RuleKind::Each(each) => {
                compared(ctx, holder, each.arrow, rule.span, opens);
                inside(ctx, each.arrow, &each.body, None, carries_key(each));
            }
            RuleKind::Let(declared) => match declared.arrow {
                Some(arrow) => {
                    compared(ctx, holder, arrow, rule.span, opens);
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
            RuleKind::Broken(body) => inside(ctx, holder, body, ends, opens),
            RuleKind::Check(_) | RuleKind::Drop(_) => {}
        }
    }
}

/// Whether rows may go both ways: a rule that does carries their key over.
fn carries_key(each: &Each) -> bool {
    let path = |expr: &Expr| names(strip(expr)).map(|names| joined(&names));
    let by = each.by.as_ref().and_then(path);
    let carries = |rule: &Rule| match &rule.kind {
        RuleKind::Field(rule) => {
            let is_key = [&rule.left, &rule.right].into_iter().any(|end| path(end) == by);
            is_key && rule.arrow.node == Arrow::Both
        }
        _ => false,
    };
    by.as_deref().is_none_or(|by| by == "position") || each.body.iter().any(carries)
}

/// Whether each side of a rule names a field of the other one's record, and not of its own.
fn is_swapped(ctx: &Context<'_>, rule: &FieldRule, [left, right]: [RecordId; 2]) -> bool {
    let of = |expr: &Expr, record: RecordId| {
        let path = names(expr);
        let first = path.as_ref().and_then(|path| path.first());
        first.is_some_and(|name| ctx.catalog.field(record, &name.text).is_some())
    };
    of(&rule.left, right) && of(&rule.right, left) && !of(&rule.left, left)
}

/// Reports an arrow that says more than the one around it.
pub(super) fn compared(
    ctx: &mut Context<'_>,
    holder: Spanned<Arrow>,
    own: Spanned<Arrow>,
    whole: Span,
    opens: bool,
) {
    if holder.node == Arrow::Both || holder.node == own.node {
        return;
    }
    let wrong = more(holder, own);
    let both = opens.then_some(holder.span);
    let open = |wrong: Diagnostic| match both {
        Some(span) => wrong.fix("both", span, shown(Arrow::Both)),
        None => wrong,
    };
    let wrong = match own.node {
        Arrow::Both => open(wrong.fix("turn", own.span, shown(holder.node))),
        _ => open(wrong).fix("drop", whole, ""),
    };
    ctx.report(wrong);
}

fn more(holder: Spanned<Arrow>, own: Spanned<Arrow>) -> Diagnostic {
    Diagnostic::new(&codes::C346, own.span)
        .arg("arrow", shown(own.node))
        .arg("holder", shown(holder.node))
        .label(holder.span, "holder")
}

/// Reports the `way` of a row of a file that says more than the arrow of its table.
pub(super) fn against(ctx: &mut Context<'_>, holder: Spanned<Arrow>, node: Arrow, span: Span) {
    if holder.node != Arrow::Both && holder.node != node {
        let wrong = more(holder, Spanned { node, span });
        let turned = format!("\"{}\"", shown(holder.node));
        let wrong = wrong.fix("turn", span, turned);
        ctx.report(wrong.fix("both", holder.span, shown(Arrow::Both)));
    }
}

fn shown(arrow: Arrow) -> &'static str {
    match arrow {
        Arrow::Both => "<->",
        Arrow::Right => "->",
        Arrow::Left => "<-",
    }
}

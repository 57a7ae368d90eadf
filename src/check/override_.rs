//! `override`: rules of a map that a project replaces, adds or drops.
//!
//! A rule replaces, whole, those that write a field which it writes; `drop X` takes out those that
//! write `X`; blocks and `each` with the same heads are entered. What is replaced by nothing is added.

use crate::check::context::Context;
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{self, Arrow, Expr, ExprKind, Map, Rule, RuleKind};

/// The map with the rules of an override put in. `added` are the rules that overrides put there: of
/// those none replaces another, two writers are told as anywhere.
pub(super) fn apply(ctx: &mut Context<'_>, map: &mut Map, changes: &[Rule], added: &mut Vec<Span>) {
    merge(ctx, &mut map.body, changes, added);
}

fn merge(ctx: &mut Context<'_>, rules: &mut Vec<Rule>, changes: &[Rule], added: &mut Vec<Span>) {
    for change in changes {
        match &change.kind {
            RuleKind::Drop(path) => {
                let before = rules.len();
                let dropped = written_by_path(path);
                rules.retain(|rule| {
                    added.contains(&rule.span)
                        || !writes(rule).iter().any(|field| dropped.contains(&field.1))
                });
                if rules.len() == before {
                    let nothing = Diagnostic::new(&codes::C321, path.span);
                    ctx.report(nothing.arg("field", dropped.join(", ")));
                }
            }
            RuleKind::Block(_, body) | RuleKind::Each(ast::Each { body, .. }) => {
                match rules.iter_mut().find(|rule| same_head(rule, change)) {
                    Some(Rule { kind: RuleKind::Block(_, known), .. }) => {
                        merge(ctx, known, body, added);
                    }
                    Some(Rule { kind: RuleKind::Each(each), .. }) => {
                        merge(ctx, &mut each.body, body, added);
                    }
                    _ => {
                        added.extend(spans(body));
                        rules.push(change.clone());
                    }
                }
            }
            RuleKind::Field(_) | RuleKind::Let(_) => {
                let fields = writes(change);
                rules.retain(|rule| {
                    added.contains(&rule.span)
                        || !writes(rule).iter().any(|field| fields.contains(field))
                });
                added.push(change.span);
                rules.push(change.clone());
            }
            RuleKind::Check(_) | RuleKind::Broken(_) => rules.push(change.clone()),
        }
    }
}

/// Where the rules of a block stand, those of blocks in it among them.
fn spans(rules: &[Rule]) -> Vec<Span> {
    let inner = |rule: &Rule| match &rule.kind {
        RuleKind::Block(_, body) | RuleKind::Each(ast::Each { body, .. }) => spans(body),
        _ => Vec::new(),
    };
    rules.iter().flat_map(|rule| [vec![rule.span], inner(rule)].concat()).collect()
}

/// The fields that a rule writes, with the side they are on: `true` for the left one.
fn writes(rule: &Rule) -> Vec<(bool, String)> {
    match &rule.kind {
        RuleKind::Field(field) => {
            let mut fields = Vec::new();
            if matches!(field.arrow.node, Arrow::Left | Arrow::Both) {
                fields.extend(written_by_path(&field.left).into_iter().map(|path| (true, path)));
            }
            if matches!(field.arrow.node, Arrow::Right | Arrow::Both) {
                fields.extend(written_by_path(&field.right).into_iter().map(|path| (false, path)));
            }
            fields
        }
        RuleKind::Let(found) => vec![(true, format!("let {}", found.name.text))],
        RuleKind::Block(..)
        | RuleKind::Each(_)
        | RuleKind::Check(_)
        | RuleKind::Drop(_)
        | RuleKind::Broken(_) => Vec::new(),
    }
}

/// The paths of a receiving side: one, or those of a tuple.
fn written_by_path(expr: &Expr) -> Vec<String> {
    match &expr.kind {
        ExprKind::Tuple(parts) => parts.iter().flat_map(written_by_path).collect(),
        ExprKind::Via(inner, _) | ExprKind::Maybe(inner) => written_by_path(inner),
        _ => vec![shown(expr)],
    }
}

/// Whether two statements open the same records.
fn same_head(a: &Rule, b: &Rule) -> bool {
    let head = |rule: &Rule| match &rule.kind {
        RuleKind::Block(rule, _) => Some((0, shown(&rule.left), shown(&rule.right))),
        RuleKind::Each(each) => Some((1, shown(&each.left), shown(&each.right))),
        _ => None,
    };
    head(a).is_some() && head(a) == head(b)
}

/// An expression in a form that is equal for equal expressions, wherever they stand.
pub(super) fn shown(expr: &Expr) -> String {
    match &expr.kind {
        ExprKind::Name(name) => name.text.to_string(),
        ExprKind::Dot => ".".into(),
        ExprKind::Field(base, name) => format!("{}.{}", shown(base), name.text),
        ExprKind::Select(base, condition) => format!("{}[{}]", shown(base), shown(condition)),
        ExprKind::Index(base, number) => format!("{}[{}]", shown(base), number.node),
        ExprKind::Call(name, parts) => {
            format!("{}({})", name.text, parts.iter().map(shown).collect::<Vec<_>>().join(", "))
        }
        ExprKind::Maybe(inner) => format!("{}?", shown(inner)),
        ExprKind::Binary(operator, a, b) => {
            format!("{} {:?} {}", shown(a), operator.node, shown(b))
        }
        ExprKind::Unary(operator, a) => format!("{:?} {}", operator.node, shown(a)),
        ExprKind::Text(text) => super::expr::plain(text)
            .map_or_else(|| format!("template {:?}", text.span), |plain| format!("\"{plain}\"")),
        ExprKind::Number(text) | ExprKind::Duration(text) => text.to_string(),
        ExprKind::Bool(truth) => truth.to_string(),
        ExprKind::Empty => "empty".into(),
        ExprKind::Tuple(parts) => parts.iter().map(shown).collect::<Vec<_>>().join(", "),
        _ => format!("{:?}", expr.span),
    }
}

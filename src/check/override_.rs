//! `override`: rules of a map that a project replaces, adds or drops.
//!
//! A rule replaces, whole, those that write a field which it writes; `drop X` takes out those that
//! write `X`. Both find them in every block over the same record: how a map is laid out is no
//! concern of who changes it. Rows are other records: what stands in an `each` is changed by an
//! `each` of the same head. What is replaced by nothing is added.

use std::collections::{BTreeSet, HashSet};

use crate::check::context::Context;
use crate::check::modifier::modifier_when;
use crate::check::nearby;
use crate::check::written::{Field, Place, paths, shown};
use crate::diag::{Diagnostic, codes};
use crate::source::Span;
use crate::syntax::ast::{Each, Expr, ExprKind, FieldRule, Map, Modifier, Rule, RuleKind};
use crate::syntax::print_head;

/// The map with the rules of an override put in. `added` are the rules that overrides put there: of
/// those none replaces another, two writers are told as anywhere.
pub(super) fn apply(
    ctx: &mut Context<'_>,
    map: &mut Map,
    changes: &[Rule],
    added: &mut BTreeSet<Span>,
) {
    merge(ctx, &mut map.body, changes, added);
}

/// Changes the rules of one record: those of a map or of an `each`.
fn merge(
    ctx: &mut Context<'_>,
    rules: &mut Vec<Rule>,
    changes: &[Rule],
    added: &mut BTreeSet<Span>,
) {
    take_out(ctx, rules, &mut Vec::new(), changes, added);
    put_in(ctx, rules, changes, added);
}

/// Takes out what is replaced or dropped. `heads` are the blocks that the changes stand in.
fn take_out<'r>(
    ctx: &mut Context<'_>,
    record: &mut Vec<Rule>,
    heads: &mut Vec<&'r FieldRule>,
    changes: &'r [Rule],
    added: &BTreeSet<Span>,
) {
    let place = heads.iter().fold(Place::default(), |place, head| place.inside(head));
    for change in changes {
        let fields = match &change.kind {
            RuleKind::Field(rule) => place.written(rule),
            RuleKind::Drop(path) => place.either(path),
            RuleKind::Block(head, body) => {
                heads.push(head);
                take_out(ctx, record, heads, body, added);
                heads.pop();
                continue;
            }
            RuleKind::Each(_) | RuleKind::Let(_) | RuleKind::Check(_) | RuleKind::Broken(_) => {
                continue;
            }
        };
        let near = entered(record, heads).map_or(0, |near| remove(near, &place, &fields, added));
        // Under a condition other rules may write the field under other ones.
        let conditional = heads.iter().any(|head| modifier_when(&head.modifiers).is_some());
        let far = near == 0 && !conditional;
        let far = if far { remove(record, &Place::default(), &fields, added) } else { 0 };
        if let (RuleKind::Drop(path), 0) = (&change.kind, near + far) {
            nothing_to_drop(ctx, record, heads.is_empty().then_some(change), path);
        }
    }
}

/// Removes the rules that write one of the fields, from blocks too, and counts them.
fn remove(rules: &mut Vec<Rule>, place: &Place, fields: &[Field], added: &BTreeSet<Span>) -> usize {
    let before = rules.len();
    rules.retain(|rule| match &rule.kind {
        RuleKind::Field(field) if !added.contains(&rule.span) => {
            !place.written(field).iter().any(|written| fields.contains(written))
        }
        _ => true,
    });
    let inner = rules.iter_mut().map(|rule| match &mut rule.kind {
        RuleKind::Block(head, body) => remove(body, &place.inside(head), fields, added),
        _ => 0,
    });
    inner.sum::<usize>() + before - rules.len()
}

/// Puts the rules of an override where they stand in it.
fn put_in(
    ctx: &mut Context<'_>,
    rules: &mut Vec<Rule>,
    changes: &[Rule],
    added: &mut BTreeSet<Span>,
) {
    let named = |rule: &Rule| match &rule.kind {
        RuleKind::Let(declared) => Some(declared.name.text.clone()),
        _ => None,
    };
    let lets: HashSet<Box<str>> = changes.iter().filter_map(named).collect();
    let replaced = |rule: &Rule| named(rule).is_some_and(|name| lets.contains(&name));
    rules.retain(|rule| added.contains(&rule.span) || !replaced(rule));
    for change in changes {
        match &change.kind {
            RuleKind::Block(head, body) => match block(rules, head) {
                Some((known, within)) => {
                    known.modifiers = headed(&known.modifiers, &head.modifiers);
                    put_in(ctx, within, body, added);
                }
                None => {
                    added.extend(spans(body));
                    rules.push(change.clone());
                }
            },
            RuleKind::Each(each) => {
                if let Some(known) = self::each(rules, each) {
                    // What the head says otherwise counts: which rows are one, who owns them.
                    if each.by.is_some() {
                        known.by.clone_from(&each.by);
                        known.then.clone_from(&each.then);
                    }
                    known.modifiers = headed(&known.modifiers, &each.modifiers);
                    merge(ctx, &mut known.body, &each.body, added);
                } else if !is_elsewhere(ctx, rules, change, each) {
                    added.extend(spans(&each.body));
                    rules.push(change.clone());
                }
            }
            RuleKind::Let(_) | RuleKind::Field(_) => {
                added.insert(change.span);
                rules.push(change.clone());
            }
            RuleKind::Check(_) | RuleKind::Broken(_) => rules.push(change.clone()),
            RuleKind::Drop(_) => {}
        }
    }
}

/// Where the rules of a block stand, those of blocks in it among them.
fn spans(rules: &[Rule]) -> Vec<Span> {
    let inner = |rule: &Rule| match &rule.kind {
        RuleKind::Block(_, body) | RuleKind::Each(Each { body, .. }) => spans(body),
        _ => Vec::new(),
    };
    rules.iter().flat_map(|rule| [vec![rule.span], inner(rule)].concat()).collect()
}

/// The rules of the block that one comes to by these heads.
fn entered<'r>(rules: &'r mut Vec<Rule>, heads: &[&FieldRule]) -> Option<&'r mut Vec<Rule>> {
    heads.iter().try_fold(rules, |rules, head| block(rules, head).map(|(_, within)| within))
}

/// The modifiers of a head that an override names too: its own ones take the place of those of their
/// kind.
fn headed(known: &[Modifier], own: &[Modifier]) -> Vec<Modifier> {
    let kind = |modifier: &Modifier| std::mem::discriminant(&modifier.kind);
    let stays = |modifier: &&Modifier| !own.iter().any(|other| kind(other) == kind(modifier));
    known.iter().filter(stays).chain(own).cloned().collect()
}

/// Says of an `each` whose head is that of no other, though it goes over rows that one of the map
/// goes over, what the head reads there. With brackets and a `by` of its own it may be a new one.
fn is_elsewhere(ctx: &mut Context<'_>, rules: &[Rule], change: &Rule, wanted: &Each) -> bool {
    let base = |end: &Expr| match &end.kind {
        ExprKind::Select(base, _) => shown(base),
        _ => shown(end),
    };
    let ends = |each: &Each| [base(&each.left), base(&each.right)];
    let is_plain = |end: &Expr| !matches!(end.kind, ExprKind::Select(..));
    let plain = is_plain(&wanted.left) && is_plain(&wanted.right);
    let meant = rules.iter().find_map(|rule| match &rule.kind {
        RuleKind::Each(each) => {
            let (here, there) = (ends(each), ends(wanted));
            let alike = here.iter().zip(&there).filter(|(a, b)| a == b).count();
            let is_meant = alike == 2 && plain || alike > 0 && wanted.by.is_none();
            is_meant.then_some((rule, each))
        }
        _ => None,
    });
    let Some((rule, each)) = meant else { return false };
    let head = print_head(rule, ctx.language(change.span));
    let other = Diagnostic::new(&codes::C365, change.head);
    let other = other.label(each.left.span.to(each.right.span), "map");
    ctx.report(other.fix("head", change.head, head));
    true
}

/// The rules of the block with the same head: the same ends, and the condition where it names one.
fn block<'r>(
    rules: &'r mut [Rule],
    wanted: &FieldRule,
) -> Option<(&'r mut FieldRule, &'r mut Vec<Rule>)> {
    let when = |rule: &FieldRule| modifier_when(&rule.modifiers).map(shown);
    let named = when(wanted);
    rules.iter_mut().find_map(|rule| match &mut rule.kind {
        RuleKind::Block(head, body)
            if same_ends([&head.left, &head.right], [&wanted.left, &wanted.right])
                && (named.is_none() || named == when(head)) =>
        {
            Some((head, body))
        }
        _ => None,
    })
}

/// The `each` over the same rows.
fn each<'r>(rules: &'r mut [Rule], wanted: &Each) -> Option<&'r mut Each> {
    rules.iter_mut().find_map(|rule| match &mut rule.kind {
        RuleKind::Each(each)
            if same_ends([&each.left, &each.right], [&wanted.left, &wanted.right]) =>
        {
            Some(each)
        }
        _ => None,
    })
}

fn same_ends(one: [&Expr; 2], other: [&Expr; 2]) -> bool {
    one.map(shown) == other.map(shown)
}

/// Says that a `drop` takes out nothing, and which one would. It is looked for in rows only for a
/// `drop` that is of no block.
fn nothing_to_drop(ctx: &mut Context<'_>, record: &[Rule], whole: Option<&Rule>, path: &Expr) {
    let dropped = paths(path).join(", ");
    let drop = ctx.word("drop", path.span);
    let nothing = Diagnostic::new(&codes::C321, path.span).arg("drop", drop);
    let nothing = nothing.arg("field", dropped.as_str());
    let language = ctx.language(path.span);
    if let Some(whole) = whole {
        if let Some(heads) = writer_of_rows(record, path) {
            let inner = ctx.written(whole.span).to_owned();
            let code = heads
                .iter()
                .fold(inner, |inner, head| format!("{} {{ {inner} }}", print_head(head, language)));
            return ctx.report(nothing.fix("rows", whole.span, code));
        }
        if let Some((rows, field)) = rows_named(record, path) {
            let code = format!("{} {{ {drop} {field} }}", print_head(rows, language));
            return ctx.report(nothing.arg("code", code).hint("block"));
        }
    }
    let mut written = Vec::new();
    fields(record, &Place::default(), &mut written);
    let mut names: Vec<String> =
        written.into_iter().map(|(_, field)| ctx.path_in(&field, language)).collect();
    names.sort_unstable();
    names.dedup();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    ctx.report(nearby::among(nothing, path.span, &dropped, &names));
}

/// The `each` over rows of that name, and a field that a rule in it writes.
fn rows_named<'r>(rules: &'r [Rule], path: &Expr) -> Option<(&'r Rule, String)> {
    let rows = |end: &Expr| match &end.kind {
        ExprKind::Select(base, _) => shown(base),
        _ => shown(end),
    };
    rules.iter().find_map(|rule| match &rule.kind {
        RuleKind::Each(each) => {
            let named = [rows(&each.left), rows(&each.right)].contains(&rows(path));
            let mut written = Vec::new();
            fields(&each.body, &Place::default(), &mut written);
            let field = written.into_iter().next().filter(|_| named);
            field.map(|(_, field)| (rule, field))
        }
        _ => None,
    })
}

/// Every field that the rules of a record write.
fn fields(rules: &[Rule], place: &Place, found: &mut Vec<Field>) {
    for rule in rules {
        match &rule.kind {
            RuleKind::Field(field) => found.extend(place.written(field)),
            RuleKind::Block(head, body) => fields(body, &place.inside(head), found),
            _ => {}
        }
    }
}

/// The heads, from within, by which one comes to the rule of rows that writes a field.
fn writer_of_rows<'r>(rules: &'r [Rule], path: &Expr) -> Option<Vec<&'r Rule>> {
    rules.iter().find_map(|rule| match &rule.kind {
        RuleKind::Each(each) => {
            let mut written = Vec::new();
            fields(&each.body, &Place::default(), &mut written);
            let wanted = Place::default().either(path);
            wanted.iter().any(|field| written.contains(field)).then(|| vec![rule])
        }
        RuleKind::Block(_, body) => {
            let mut heads = writer_of_rows(body, path)?;
            heads.push(rule);
            Some(heads)
        }
        _ => None,
    })
}

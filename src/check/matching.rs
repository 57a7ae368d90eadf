//! Matches: what their keys compare, and what is done on none and on many.

use crate::check::Constant;
use crate::check::context::{Context, Declared, Space, once};
use crate::check::guard::guards;
use crate::check::nearby::suggest;
use crate::check::outcome::{self, Holes, words};
use crate::check::search::step;
use crate::check::sides::Heading;
use crate::check::tree::{Composition, Key, Match, MatchPart, Piece};
use crate::check::uses::Unit;
use crate::diag::{Diagnostic, codes};
use crate::schema::{EntityId, Type};
use crate::syntax::ast::{self, Arrow, MatchItemKind, TypeKind};

/// Checks a match and takes it in.
pub(super) fn matching(ctx: &mut Context<'_>, declared: &ast::Match) {
    let left = parts(ctx, &declared.left);
    let right = alternatives(ctx, &declared.right);
    let (Some(left), Some(right)) = (left, right) else {
        ctx.declare(Space::Match, &declared.name, Declared::Broken);
        return;
    };
    let sides = [left[0].entity, right[0]].map(|entity| ctx.catalog[entity].side);
    if !Heading::of(&declared.left, declared.arrow, &declared.right).stands(ctx, sides) {
        ctx.declare(Space::Match, &declared.name, Declared::Broken);
        return;
    }
    if declared.arrow.node != Arrow::Both {
        ctx.report(Diagnostic::new(&codes::C367, declared.arrow.span).fix(
            "both",
            declared.arrow.span,
            "<->",
        ));
    }
    let number = ctx.checked.matches.len() as u16;
    ctx.declare(Space::Match, &declared.name, Declared::Match(number));
    let mut plan = Match {
        name: declared.name.text.clone(),
        left,
        right,
        key: None,
        guards: Vec::new(),
        steps: Vec::new(),
        many: None,
        none: None,
        span: declared.name.span,
    };
    ctx.within(Unit::Match(plan.name.clone()), |ctx| items(ctx, &mut plan, declared));
    ctx.checked.matches.push(plan);
}

fn items(ctx: &mut Context<'_>, plan: &mut Match, declared: &ast::Match) {
    let mut clauses = Vec::new();
    let mut torn = false;
    let mut wheres = Vec::new();
    for item in &declared.body {
        match &item.kind {
            MatchItemKind::Key { left, right } => {
                // Branches that settings rule out are read too, only not now.
                ctx.idle += 1;
                ctx.mention(left);
                ctx.mention(right);
                ctx.idle -= 1;
                plan.key = key(ctx, plan, left, right);
            }
            MatchItemKind::Where(condition) => wheres.push((condition, item.span)),
            MatchItemKind::Many(many) => {
                once(ctx, &mut clauses, "many", item.span);
                plan.many = Some(words(ctx, many, outcome::USUAL, &holes(plan)));
            }
            MatchItemKind::None(none) => {
                once(ctx, &mut clauses, "none", item.span);
                plan.none = Some(words(ctx, none, outcome::ON_NONE, &holes(plan)));
            }
            MatchItemKind::Step { left, right, via, mark, when } => {
                if let Some(when) = when {
                    ctx.later(when.span, "when");
                }
                let found = step(ctx, plan, left, right, via, *mark, item.span);
                plan.steps.extend(found);
            }
            // What could not be read may be what is missing.
            MatchItemKind::Broken => torn = true,
        }
    }
    let by_key = declared.body.iter().any(|item| matches!(item.kind, MatchItemKind::Key { .. }));
    for (condition, span) in wheres {
        if by_key {
            let guards = guards(ctx, plan, condition);
            plan.guards.extend(guards.into_iter().flatten());
        } else if !torn {
            ctx.later(span, "where");
        }
    }
    if !torn && !clauses.iter().any(|(clause, _)| *clause == "none") {
        let open = Diagnostic::new(&codes::C347, plan.span).arg("match", &*plan.name);
        ctx.report(ctx.worded(open, &["none", "create", "hold"]).hint("none"));
    }
}

/// What the words of a match's outcomes may name: the keys, and fields of the right record.
fn holes(plan: &Match) -> Holes<'_> {
    Holes { about: &["keys", "value"], records: &plan.right, owner: &plan.name }
}

/// `none: create` needs a map: the one of the match's name, or the one that it names.
pub(super) fn creators(ctx: &mut Context<'_>) {
    let mut unknown = Vec::new();
    for role in &ctx.checked.matches {
        let Some(name) = super::uses::creator(role) else { continue };
        let Some(none) = &role.none else { continue };
        if !ctx.declared.contains_key(&(Space::Map, name.into())) {
            unknown.push((name.to_owned(), none.span));
        }
    }
    for (name, span) in unknown {
        let wrong = Diagnostic::new(&codes::C331, span).arg("name", name.as_str());
        let near = ctx.nearest_declared(Space::Map, &name);
        let (create, via) = (ctx.word("create", span), ctx.word("via", span));
        let written = ctx.written(span);
        let begin = written.strip_suffix(&*name).map(str::to_owned);
        let begin = begin.unwrap_or_else(|| format!("{create} {via} "));
        let wrong = near
            .iter()
            .fold(wrong, |wrong, near| wrong.fix("nearest", span, format!("{begin}{near}")));
        ctx.report(if near.is_empty() { wrong.hint("map") } else { wrong });
    }
}

fn parts(ctx: &mut Context<'_>, ty: &ast::TypeExpr) -> Option<Vec<MatchPart>> {
    match &ty.kind {
        TypeKind::Columns(columns) => {
            let mut parts = Vec::new();
            for column in columns {
                let entity = ctx.entity(&column.ty)?;
                let name = Some(column.name.text.clone());
                parts.push(MatchPart { name, entity, optional: column.ty.optional });
            }
            Some(parts)
        }
        _ => Some(vec![MatchPart { name: None, entity: ctx.entity(ty)?, optional: false }]),
    }
}

/// The right entities. Alternatives of sides that the project does not have fall away.
fn alternatives(ctx: &mut Context<'_>, ty: &ast::TypeExpr) -> Option<Vec<EntityId>> {
    match &ty.kind {
        TypeKind::Union(members) => {
            let known: Vec<EntityId> =
                members.iter().filter_map(|member| ctx.entity(member)).collect();
            (!known.is_empty()).then_some(known)
        }
        _ => Some(vec![ctx.entity(ty)?]),
    }
}

/// `key LEFT == RIGHT`. Branches that settings rule out today are checked like the one that counts.
fn key(ctx: &mut Context<'_>, plan: &Match, left: &ast::Expr, right: &ast::Expr) -> Option<Key> {
    let (mut lefts, mut rights) = (Vec::new(), Vec::new());
    branches(ctx, left, true, &mut lefts)?;
    branches(ctx, right, true, &mut rights)?;
    let mut field = None;
    for (branch, counts) in rights {
        let name = key_field(ctx, plan, branch)?;
        field = if counts { Some(name) } else { field };
    }
    let mut built = None;
    let mut sound = true;
    for (branch, counts) in lefts {
        let composition = composition(ctx, plan, branch);
        sound &= composition.is_some();
        built = if counts { composition } else { built };
    }
    let (left, right) = (built.filter(|_| sound)?, field?);
    Some(Key { left, right })
}

/// The field of the right records that holds the key.
fn key_field(ctx: &mut Context<'_>, plan: &Match, right: &ast::Expr) -> Option<Box<str>> {
    let ast::ExprKind::Name(field) = &right.kind else {
        ctx.report(Diagnostic::new(&codes::C313, right.span));
        return None;
    };
    for entity in &plan.right {
        let record = ctx.catalog[*entity].record;
        if ctx.catalog.field(record, &field.text).is_none() {
            ctx.unknown_field(record, field);
            return None;
        }
    }
    Some(field.text.clone())
}

/// The branches of a choice that settings decide, and which of them counts today.
fn branches<'e>(
    ctx: &mut Context<'_>,
    expr: &'e ast::Expr,
    counts: bool,
    found: &mut Vec<(&'e ast::Expr, bool)>,
) -> Option<()> {
    let ast::ExprKind::Choose(choose) = &expr.kind else {
        found.push((expr, counts));
        return Some(());
    };
    let (ty, value) = fixed(ctx, &choose.subject)?;
    let mut labels = Vec::new();
    let mut taken = false;
    for arm in &choose.arms {
        let label = match &arm.label.kind {
            ast::ExprKind::Text(text) => {
                let text = super::expr::plain(text)?;
                ctx.literal(&text, &ty, arm.label.span)?
            }
            ast::ExprKind::Bool(truth) => Constant::Bool(*truth),
            _ => {
                ctx.report(Diagnostic::new(&codes::C313, arm.label.span));
                return None;
            }
        };
        let is_value = value.as_ref() == Some(&label);
        taken |= is_value;
        branches(ctx, &arm.value, counts && is_value, found)?;
        labels.push(label);
    }
    if let Some(rest) = &choose.otherwise {
        branches(ctx, rest, counts && !taken && value.is_some(), found)?;
    } else {
        ctx.total(&ty, &labels.iter().collect::<Vec<_>>(), expr.span);
    }
    Some(())
}

/// The type and the value of what decides: `setting.X` or `const.X`.
fn fixed(ctx: &mut Context<'_>, expr: &ast::Expr) -> Option<(Type, Option<Constant>)> {
    let scoped = match &expr.kind {
        ast::ExprKind::Field(base, name) => match &base.kind {
            ast::ExprKind::Name(scope) if &*scope.text == "setting" => Some((Space::Setting, name)),
            ast::ExprKind::Name(scope) if &*scope.text == "const" => Some((Space::Const, name)),
            _ => None,
        },
        _ => None,
    };
    let Some((space, name)) = scoped else {
        ctx.report(Diagnostic::new(&codes::C313, expr.span));
        return None;
    };
    let Some(Declared::Given(given)) = ctx.find(space, &name.text) else {
        let near = ctx.nearest_declared(space, &name.text);
        let unknown = Diagnostic::new(&codes::N105, name.span).arg("name", &*name.text);
        ctx.report(suggest(unknown, name.span, near.iter().map(String::as_str).collect()));
        return None;
    };
    let given = &ctx.checked.givens[given];
    Some((given.ty.clone(), given.value.clone()))
}

fn composition(ctx: &mut Context<'_>, plan: &Match, expr: &ast::Expr) -> Option<Composition> {
    match &expr.kind {
        ast::ExprKind::Text(text) => {
            let pieces = pieces(ctx, plan, &text.parts)?;
            let parts = plan.left.iter().enumerate().filter(|(_, part)| !part.optional);
            let named = |part: usize| pieces.contains(&Piece::Key(part as u16));
            // Every record that must be there is told by the text, and the text is cut at one place.
            let left_out = parts.into_iter().any(|(part, _)| !named(part));
            if left_out || is_ambiguous(&pieces) {
                let wrong = Diagnostic::new(&codes::C313, text.span);
                ctx.report(wrong.at(if left_out { "part" } else { "cut" }));
                return None;
            }
            Some(Composition::Template(pieces))
        }
        ast::ExprKind::Field(..) | ast::ExprKind::Name(_) => {
            let (part, name) = part_field(ctx, plan, expr)?;
            let entity = plan.left[usize::from(part)].entity;
            let record = ctx.catalog[entity].record;
            let Some(field) = ctx.catalog.field(record, &name.text) else {
                ctx.unknown_field(record, name);
                return None;
            };
            let telling = matches!(
                field.ty,
                Type::Text { .. } | Type::Int | Type::Guid | Type::Ref(_) | Type::Any
            );
            if !telling {
                ctx.report(Diagnostic::new(&codes::C313, expr.span).at("kind"));
                return None;
            }
            let mut others = plan.left.iter().enumerate();
            if others.any(|(other, it)| !it.optional && other != usize::from(part)) {
                ctx.report(Diagnostic::new(&codes::C313, expr.span).at("part"));
                return None;
            }
            let is_key = ctx.catalog[entity].key.first() == Some(&name.text);
            Some(Composition::Field { part, wire: field.wire.name.clone(), is_key })
        }
        _ => {
            ctx.report(Diagnostic::new(&codes::C313, expr.span));
            None
        }
    }
}

fn pieces(ctx: &mut Context<'_>, plan: &Match, parts: &[ast::TextPart]) -> Option<Vec<Piece>> {
    let mut pieces_ = Vec::new();
    for part in parts {
        pieces_.push(match part {
            ast::TextPart::Plain(text) => Piece::Plain(text.clone()),
            ast::TextPart::Optional(inner) => Piece::Optional(pieces(ctx, plan, inner)?),
            ast::TextPart::Hole(hole) => {
                let (part, name) = part_field(ctx, plan, hole)?;
                let entity = plan.left[usize::from(part)].entity;
                if ctx.catalog[entity].key.first() != Some(&name.text) {
                    ctx.report(Diagnostic::new(&codes::C313, hole.span).at("hole"));
                    return None;
                }
                Piece::Key(part)
            }
        });
    }
    Some(pieces_)
}

/// Whether two keys stand side by side, so that nobody knows where one ends.
fn is_ambiguous(pieces: &[Piece]) -> bool {
    /// Whether a key stands last.
    fn ends_open(pieces: &[Piece], mut open: bool) -> Option<bool> {
        for piece in pieces {
            open = match piece {
                Piece::Plain(_) => false,
                Piece::Key(_) if open => return None,
                Piece::Key(_) => true,
                // The brackets may fall away.
                Piece::Optional(inner) => ends_open(inner, open)? || open,
            };
        }
        Some(open)
    }
    ends_open(pieces, false).is_none()
}

/// `товар.Ref_Key`; where the heading has one record without a name of its own, `Ref_Key`.
fn part_field<'e>(
    ctx: &mut Context<'_>,
    plan: &Match,
    expr: &'e ast::Expr,
) -> Option<(u16, &'e ast::Name)> {
    match (&expr.kind, &plan.left[..]) {
        (ast::ExprKind::Field(base, name), _) => Some((part_named(ctx, plan, base)?, name)),
        (ast::ExprKind::Name(name), [MatchPart { name: None, .. }]) => Some((0, name)),
        _ => {
            ctx.report(Diagnostic::new(&codes::C313, expr.span));
            None
        }
    }
}

fn part_named(ctx: &mut Context<'_>, plan: &Match, expr: &ast::Expr) -> Option<u16> {
    let found = match &expr.kind {
        ast::ExprKind::Name(name) => {
            plan.left.iter().position(|part| part.name.as_deref() == Some(&*name.text))
        }
        _ => None,
    };
    if found.is_none() {
        ctx.report(Diagnostic::new(&codes::C313, expr.span));
    }
    found.map(|part| part as u16)
}

//! Matches: what their keys compare, and what is done on none and on many.

use crate::check::Constant;
use crate::check::context::{Context, Declared, Space, once};
use crate::check::outcome::{self, Holes, words};
use crate::check::search::step;
use crate::check::sides::Heading;
use crate::check::tree::{Composition, Key, Match, MatchPart, Piece};
use crate::check::uses::Unit;
use crate::diag::{Diagnostic, codes};
use crate::schema::EntityId;
use crate::syntax::ast::{self, MatchItemKind, TypeKind};

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
    let number = ctx.checked.matches.len() as u16;
    ctx.declare(Space::Match, &declared.name, Declared::Match(number));
    let mut plan = Match {
        name: declared.name.text.clone(),
        left,
        right,
        key: None,
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
            MatchItemKind::Broken => clauses.push(("none", item.span)),
        }
    }
    if !clauses.iter().any(|(clause, _)| *clause == "none") {
        let open = Diagnostic::new(&codes::C347, plan.span).arg("match", &*plan.name);
        ctx.report(open.hint("none"));
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
        ctx.report(wrong.hint("map"));
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

/// `key LEFT == RIGHT`
fn key(ctx: &mut Context<'_>, plan: &Match, left: &ast::Expr, right: &ast::Expr) -> Option<Key> {
    let left = chosen(ctx, left)?;
    let right = chosen(ctx, right)?;
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
    let left = composition(ctx, plan, &left)?;
    Some(Key { left, right: field.text.clone() })
}

/// The branch of a `choose` that the settings decide.
fn chosen(ctx: &mut Context<'_>, expr: &ast::Expr) -> Option<ast::Expr> {
    let ast::ExprKind::Choose(choose) = &expr.kind else { return Some(expr.clone()) };
    let subject = ctx.fixed_value(&choose.subject)?;
    for arm in &choose.arms {
        let label = match &arm.label.kind {
            ast::ExprKind::Text(text) => {
                super::expr::plain(text).map(|text| Constant::Text(text.into()))
            }
            ast::ExprKind::Bool(truth) => Some(Constant::Bool(*truth)),
            _ => None,
        };
        if label.as_ref() == Some(&subject) {
            return chosen(ctx, &arm.value);
        }
    }
    if choose.otherwise.is_none() {
        ctx.report(Diagnostic::new(&codes::C304, expr.span).arg("missing", ""));
    }
    choose.otherwise.as_ref().and_then(|rest| chosen(ctx, rest))
}

fn composition(ctx: &mut Context<'_>, plan: &Match, expr: &ast::Expr) -> Option<Composition> {
    match &expr.kind {
        ast::ExprKind::Text(text) => {
            let pieces = pieces(ctx, plan, &text.parts)?;
            Some(Composition::Template(pieces))
        }
        ast::ExprKind::Field(base, name) => {
            let part = part_named(ctx, plan, base)?;
            let entity = plan.left[usize::from(part)].entity;
            let record = ctx.catalog[entity].record;
            let Some(field) = ctx.catalog.field(record, &name.text) else {
                ctx.unknown_field(record, name);
                return None;
            };
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
                let ast::ExprKind::Field(base, name) = &hole.kind else {
                    ctx.report(Diagnostic::new(&codes::C313, hole.span));
                    return None;
                };
                let part = part_named(ctx, plan, base)?;
                let entity = plan.left[usize::from(part)].entity;
                if ctx.catalog[entity].key.first() != Some(&name.text) {
                    ctx.report(Diagnostic::new(&codes::C313, hole.span));
                    return None;
                }
                Piece::Key(part)
            }
        });
    }
    Some(pieces_)
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

impl Context<'_> {
    /// The value of `setting.X` or `const.X`.
    pub(super) fn fixed_value(&mut self, expr: &ast::Expr) -> Option<Constant> {
        let ast::ExprKind::Field(base, name) = &expr.kind else { return None };
        let space = match &base.kind {
            ast::ExprKind::Name(scope) if &*scope.text == "setting" => Space::Setting,
            ast::ExprKind::Name(scope) if &*scope.text == "const" => Space::Const,
            _ => return None,
        };
        let given = match self.find(space, &name.text) {
            Some(Declared::Given(given)) => given,
            Some(_) => return None,
            None => {
                self.undeclared(space, name);
                return None;
            }
        };
        self.checked.givens[given].value.clone()
    }
}

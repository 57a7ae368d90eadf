//! Steps of a match: what a right record offers, how left records are searched, what a mark writes.

use crate::check::context::{Context, joined};
use crate::check::path::Node;
use crate::check::place::names;
use crate::check::rows::RowsNode;
use crate::check::scope::Walk;
use crate::check::tree::{
    Cell, Expr, ExprKind, Group, Match, MatchStep, Offer, Pattern, Search, Set, Stmt, Toward,
};
use crate::check::via::Through;
use crate::diag::{Diagnostic, codes};
use crate::schema::{EntityId, Origin, Sensitivity};
use crate::source::Span;
use crate::syntax::ast;

/// `LEFT == RIGHT via X mark`
pub(super) fn step(
    ctx: &mut Context<'_>,
    plan: &Match,
    left: &ast::Expr,
    right: &ast::Expr,
    via: &[ast::Via],
    mark: bool,
    span: Span,
) -> Option<MatchStep> {
    let (left_entity, right_entity) = (plan.left.first()?.entity, *plan.right.first()?);
    let (lefts, rights) = (tuple(left), tuple(right));
    if lefts.len() != rights.len() {
        let wrong =
            Diagnostic::new(&codes::T209, span).arg("left", lefts.len()).arg("right", rights.len());
        ctx.report(wrong);
        return None;
    }
    let mut walk = Walk::new(ctx, Toward::Left, right_entity, Some(left_entity));
    let mut conversion = None;
    for via in via {
        if let Some(Through::Conversion(builtin)) = walk.through(via) {
            conversion = Some((builtin, via));
        }
    }
    let mut offers = Vec::new();
    for (right, left) in rights.iter().zip(&lefts) {
        let optional =
            [*right, *left].iter().any(|part| matches!(part.kind, ast::ExprKind::Maybe(_)));
        let (value, rows) = match walk.node_or_value(right) {
            Node::Column(rows, value) => (*value, Some(rows.rows)),
            node => (walk.value_of(node, right.span), None),
        };
        let value = match conversion {
            Some((builtin, via)) => walk.converted(builtin, value, via, right.span),
            None => value,
        };
        offers.push(Offer { value, rows, optional });
    }
    if offers.iter().any(|offer| offer.value.is_broken()) {
        return None;
    }
    for (offer, right) in offers.iter().zip(&rights) {
        // What does not come from the record is the same for all of them.
        if offer.rows.is_none() && !reads(&offer.value) {
            walk.ctx.report(Diagnostic::new(&codes::C314, right.span));
            return None;
        }
    }
    if conversion.is_none()
        && !comparable(ctx, [left_entity, right_entity], (&lefts, &rights), &offers)
    {
        return None;
    }
    let search =
        search(ctx, left_entity, right_entity, &lefts, conversion.map(|(builtin, _)| builtin))?;
    let marking = mark.then(|| marking(ctx, left_entity, &search, &offers, span)).flatten();
    Some(MatchStep { offers, search, mark, marking, span })
}

/// Whether a value comes from the record at hand.
fn reads(value: &Expr) -> bool {
    let mut reads = false;
    value.visit(&mut |part| {
        reads |= matches!(part.kind, ExprKind::Field(_) | ExprKind::Position(_));
    });
    reads
}

/// Whether what is offered has the types of the fields that are searched; reported where it has not.
fn comparable(
    ctx: &mut Context<'_>,
    [left, right]: [EntityId; 2],
    (lefts, rights): (&[&ast::Expr], &[&ast::Expr]),
    offers: &[Offer],
) -> bool {
    let mut walk = Walk::new(ctx, Toward::Right, left, Some(right));
    let mut fit = true;
    for ((part, offered), offer) in lefts.iter().zip(rights).zip(offers) {
        let known = walk.ctx.diagnostics.len();
        let wanted = match &narrowed_to(part) {
            Some(ty) => walk.ctx.type_of(ty).map(|(ty, _)| ty),
            None => match walk.node(narrowed(part)) {
                Node::Scalar(access, _) => Some(access.ty),
                Node::Column(_, value) if !value.is_broken() => Some(value.ty().clone()),
                _ => None,
            },
        };
        // The search itself looks at the left side, and tells what is wrong there.
        walk.ctx.diagnostics.truncate(known);
        let Some(wanted) = wanted else { continue };
        let span = offer.value.span;
        // A search compares what the system keeps: it finds no text by a number.
        if offer.value.ty().is_number() && wanted.is_textual() {
            let wrong = Diagnostic::new(&codes::T201, span)
                .arg("from", walk.ctx.catalog.show(offer.value.ty()))
                .arg("to", walk.ctx.catalog.show(&wanted));
            walk.ctx.report(match names(offered) {
                Some(path) => wrong.fix("text", span, format!("text({})", joined(&path))),
                None => wrong,
            });
            fit = false;
        } else {
            fit &= walk.fits(offer.value.ty(), &wanted, span);
        }
    }
    fit
}

/// `Значение as text`: the type that a composite value is taken as.
fn narrowed_to(expr: &ast::Expr) -> Option<&ast::TypeExpr> {
    match &expr.kind {
        ast::ExprKind::As(_, ty) => Some(ty),
        ast::ExprKind::Maybe(inner) => narrowed_to(inner),
        _ => None,
    }
}

/// How left records are searched by the left side of a step.
fn search(
    ctx: &mut Context<'_>,
    left: EntityId,
    right: EntityId,
    parts: &[&ast::Expr],
    via: Option<&'static crate::builtins::Builtin>,
) -> Option<Search> {
    let mut walk = Walk::new(ctx, Toward::Right, left, Some(right));
    let mut fields = Vec::new();
    for part in parts {
        let part = narrowed(part);
        match walk.node(part) {
            Node::Scalar(access, _) => {
                fields.push((access.wire.join("/").into(), access.ty.clone()));
            }
            Node::Column(rows, value) => return rows_search(walk.ctx, &rows, &value, via),
            Node::Broken => return None,
            _ => {
                walk.ctx.report(Diagnostic::new(&codes::C314, part.span));
                return None;
            }
        }
    }
    Some(Search::Fields(fields))
}

fn rows_search(
    ctx: &mut Context<'_>,
    rows: &RowsNode,
    value: &Expr,
    via: Option<&'static crate::builtins::Builtin>,
) -> Option<Search> {
    let super::tree::ExprKind::Field(access) = &value.kind else { return None };
    let field = access.wire.last()?.clone();
    let patterns = rows
        .fixed
        .iter()
        .filter_map(|(name, value)| {
            let field = ctx.catalog.field(rows.record, name)?;
            Some((field.wire.name.clone(), value.clone()))
        })
        .collect();
    Some(match &rows.related {
        None => Search::Rows { collection: rows.rows.wire.last()?.clone(), patterns, field, via },
        Some((entity, by)) => {
            let record = ctx.catalog[*entity].record;
            let by = ctx.catalog.field(record, by)?.wire.name.clone();
            Search::Related { entity: *entity, by, patterns, field }
        }
    })
}

/// The statement that writes a step's key on the left side.
fn marking(
    ctx: &mut Context<'_>,
    left: EntityId,
    search: &Search,
    offers: &[Offer],
    span: Span,
) -> Option<Stmt> {
    let Search::Related { entity, patterns, field, .. } = search else {
        ctx.report(Diagnostic::new(&codes::C315, span));
        return None;
    };
    let [offer] = offers else { return None };
    let owner = ctx.catalog[left].record;
    let points_here = |field: &crate::schema::Field| matches!(&field.origin, Origin::Related { entity: found, .. } if found == entity);
    let (path, rows) = ctx.catalog[owner].fields.iter().find(|(_, field)| points_here(field))?;
    let Origin::Related { by, .. } = &rows.origin else { return None };
    let record = ctx.catalog[*entity].record;
    let named = |wire: &str| {
        let found = ctx.catalog[record].fields.iter().find(|(_, field)| *field.wire.name == *wire);
        found.map(|(name, field)| (name.clone(), field.clone()))
    };
    let patterns = patterns
        .iter()
        .filter_map(|(wire, value)| {
            let (name, field) = named(wire)?;
            Some(Pattern { name, field, equal: true, value: value.clone(), span })
        })
        .collect();
    let (name, found) = named(field)?;
    let cell = Cell {
        path: name,
        wire: vec![found.wire.name.clone()],
        tag: found.wire.tag.clone(),
        form: found.wire.form.clone(),
        ty: found.ty.clone(),
        sensitivity: Sensitivity::Open,
        optional: false,
        required: false,
        create_only: false,
        span,
    };
    let set = Set {
        cells: vec![cell],
        value: offer.value.clone(),
        required: false,
        once: true,
        owner: None,
        opposites: Vec::new(),
        around: None,
        when: None,
        span,
    };
    let group = Group {
        path: path.clone(),
        wire: vec![rows.wire.name.clone()],
        patterns,
        always: false,
        key: Vec::new(),
        single: true,
        owner: None,
        around: None,
        related: Some((*entity, by.clone())),
        record,
    };
    Some(Stmt::Row { group, when: None, body: vec![Stmt::Set(set)], span })
}

fn tuple(expr: &ast::Expr) -> Vec<&ast::Expr> {
    match &expr.kind {
        ast::ExprKind::Tuple(parts) => parts.iter().collect(),
        _ => vec![expr],
    }
}

/// An expression without `?` and `as`: a search compares what the system keeps.
fn narrowed(expr: &ast::Expr) -> &ast::Expr {
    match &expr.kind {
        ast::ExprKind::As(inner, _) | ast::ExprKind::Maybe(inner) => narrowed(inner),
        _ => expr,
    }
}

impl Walk<'_, '_> {
    /// A path's node; anything else as a value.
    fn node_or_value(&mut self, expr: &ast::Expr) -> Node {
        match &expr.kind {
            ast::ExprKind::Maybe(inner) => self.node_or_value(inner),
            _ => self.node(expr),
        }
    }
}

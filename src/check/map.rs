//! Maps: their rules, once a direction.

use crate::check::context::Context;
use crate::check::modifier::is_known;
use crate::check::place::Place;
use crate::check::scope::Walk;
use crate::check::tree::{Body, Cell, Expr, ExprKind, Group, Map, Set, Stmt, Toward};
use crate::diag::{Diagnostic, codes};
use crate::schema::EntityId;
use crate::source::Span;
use crate::syntax::ast::{self, Arrow, Modifier, Rule, RuleKind};

/// Checks a map and takes it in.
pub(super) fn map(ctx: &mut Context<'_>, map: &ast::Map) {
    let (left, right) = (ctx.entity(&map.left), ctx.entity(&map.right));
    let (Some(left), Some(right)) = (left, right) else { return };
    let bodies = directions(map.arrow.node)
        .iter()
        .map(|toward| body(ctx, &map.name.text, &map.body, *toward, left, right))
        .collect();
    let (name, span) = (map.name.text.clone(), map.name.span);
    ctx.checked.maps.push(Map { name, left, right, bodies, span });
}

fn directions(arrow: Arrow) -> &'static [Toward] {
    match arrow {
        Arrow::Both => &[Toward::Left, Toward::Right],
        Arrow::Left => &[Toward::Left],
        Arrow::Right => &[Toward::Right],
    }
}

fn body(
    ctx: &mut Context<'_>,
    name: &str,
    rules: &[Rule],
    toward: Toward,
    left: EntityId,
    right: EntityId,
) -> Body {
    let (source, target) = match toward {
        Toward::Left => (right, left),
        Toward::Right => (left, right),
    };
    let mut walk = Walk::new(ctx, toward, source, Some(target));
    let mut statements = walk.rules(rules);
    let locals = walk.locals;
    if toward == Toward::Left
        && let Some(role) = ctx.checked.matches.iter_mut().find(|role| &*role.name == name)
    {
        statements.extend(role.steps.iter_mut().filter_map(|step| step.marking.clone()));
    }
    Body { toward, statements, locals }
}

impl Walk<'_, '_> {
    /// The statements that count in this direction.
    pub(super) fn rules(&mut self, rules: &[Rule]) -> Vec<Stmt> {
        let mut statements = Vec::new();
        // A `let` may stand after what reads it: they are declared first, in an order that works.
        let (lets, rest): (Vec<&Rule>, Vec<&Rule>) =
            rules.iter().partition(|rule| matches!(rule.kind, RuleKind::Let(_)));
        for rule in lets {
            if let RuleKind::Let(declared) = &rule.kind {
                statements.extend(self.let_(declared));
            }
        }
        for rule in rest {
            self.rule(rule, &mut statements);
        }
        statements
    }

    fn rule(&mut self, rule: &Rule, statements: &mut Vec<Stmt>) {
        match &rule.kind {
            RuleKind::Field(field) if self.counts(field.arrow.node) => {
                statements.extend(self.field_rule(field, rule.span));
            }
            RuleKind::Block(field, body) if self.counts(field.arrow.node) => {
                self.block(field, body, rule.head, statements);
            }
            RuleKind::Each(each) if self.counts(each.arrow.node) => {
                statements.extend(self.each(each, rule.head));
            }
            RuleKind::Check(check) => statements.extend(self.check(check, rule.span)),
            RuleKind::Drop(path) => {
                self.ctx.report(Diagnostic::new(&codes::C310, path.span));
            }
            RuleKind::Broken(body) => {
                self.rules(body);
            }
            RuleKind::Field(_) | RuleKind::Block(..) | RuleKind::Each(_) | RuleKind::Let(_) => {}
        }
    }

    pub(super) fn counts(&self, arrow: Arrow) -> bool {
        directions(arrow).contains(&self.toward)
    }

    /// The receiving and the giving side of a rule.
    pub(super) fn ends<'e>(
        &self,
        left: &'e ast::Expr,
        right: &'e ast::Expr,
    ) -> (&'e ast::Expr, &'e ast::Expr) {
        match self.toward {
            Toward::Left => (left, right),
            Toward::Right => (right, left),
        }
    }

    fn field_rule(&mut self, rule: &ast::FieldRule, span: Span) -> Option<Stmt> {
        let (receiving, giving) = self.ends(&rule.left, &rule.right);
        if is_known(&rule.modifiers) && !self.is_there(receiving, giving) {
            return None;
        }
        let keyed = self.key_place(receiving);
        let place = match keyed {
            Some(place) => Some(place),
            None => self.place(receiving),
        };
        // The giving side is looked at even when the receiving one is broken: all mistakes at once.
        let wanted = place.as_ref().and_then(|place| match &place.cells[..] {
            [cell] if place.through.is_empty() => Some(cell.ty.clone()),
            _ => None,
        });
        let value = match &giving.kind {
            ast::ExprKind::Tuple(parts) if parts.len() > 1 => {
                self.typed_tuple(parts, place.as_ref(), giving.span)
            }
            _ => self.expr(giving, wanted.as_ref()),
        };
        let place = place?;
        let value = self.backward(value, &place.through);
        if value.is_broken() {
            return None;
        }
        let set = self.set(place.cells, value, &rule.modifiers, span)?;
        Some(match place.row {
            None => Stmt::Set(set),
            Some(group) => {
                let group = Group { single: true, ..group };
                Stmt::Row { group, when: None, body: vec![Stmt::Set(set)], span }
            }
        })
    }

    /// The parts of a tuple take the types of the cells they go to.
    pub(super) fn typed_tuple(
        &mut self,
        parts: &[ast::Expr],
        place: Option<&Place<'_>>,
        span: Span,
    ) -> Expr {
        let cells = place.filter(|place| place.through.is_empty()).map(|place| &place.cells);
        let values: Vec<Expr> = parts
            .iter()
            .enumerate()
            .map(|(index, part)| {
                let ty = cells.and_then(|cells| cells.get(index)).map(|cell| cell.ty.clone());
                self.expr(part, ty.as_ref())
            })
            .collect();
        if values.iter().any(Expr::is_broken) {
            return Expr::broken(span);
        }
        let types = values.iter().filter_map(|value| value.types.first().cloned()).collect();
        Expr { kind: ExprKind::Tuple(values), types, span }
    }

    fn set(
        &mut self,
        cells: Vec<Cell>,
        value: Expr,
        modifiers: &[Modifier],
        span: Span,
    ) -> Option<Set> {
        let outcome_only = matches!(value.kind, ExprKind::Outcome(_));
        if cells.len() != value.types.len() && !outcome_only {
            let wrong = Diagnostic::new(&codes::T209, span)
                .arg("left", cells.len())
                .arg("right", value.types.len());
            self.ctx.report(wrong);
            return None;
        }
        for (cell, part) in cells.iter().zip(&value.types) {
            self.fits(&part.ty.clone(), &cell.ty, value.span);
        }
        let mut set =
            Set { cells, value, required: false, once: false, owner: None, when: None, span };
        for modifier in modifiers {
            self.modify(&mut set, modifier);
        }
        self.obligation(&set);
        Some(set)
    }

    fn let_(&mut self, declared: &ast::Let) -> Option<Stmt> {
        if let Some(arrow) = &declared.arrow
            && !self.counts(arrow.node)
        {
            self.elsewhere.push(declared.name.text.clone());
            return None;
        }
        let mut value = self.expr(&declared.value, None);
        if let Some(default) = &declared.default {
            let wanted = value.ty().clone();
            let other = self.expr(default, Some(&wanted));
            if !other.is_broken() && !value.is_broken() {
                let types = value.types.clone();
                let span = value.span;
                value =
                    Expr { kind: ExprKind::Default(Box::new(value), Box::new(other)), types, span };
            }
        }
        let local = self.locals;
        self.locals += 1;
        let part = value.types.first().cloned()?;
        let name = declared.name.text.clone();
        self.source.last_mut()?.lets.push((name, local, part));
        Some(Stmt::Let { local, value })
    }

    /// A `check` runs in the direction whose source it reads.
    fn check(&mut self, check: &ast::Check, span: Span) -> Option<Stmt> {
        let mut roots = Vec::new();
        roots_of(&check.condition, &mut roots);
        let known = |record, name: &ast::Name| self.ctx.catalog.field(record, &name.text).is_some();
        let (source, target) = (self.scope().record, self.target.last().map(|scope| scope.record));
        let here = roots.iter().any(|name| known(source, name) || self.local(&name.text).is_some());
        let there = roots.iter().any(|name| {
            self.elsewhere.contains(&name.text) || target.is_some_and(|target| known(target, name))
        });
        if !here && there {
            return None;
        }
        let condition = self.condition(&check.condition);
        let otherwise = self.outcome(&check.otherwise);
        if condition.is_broken() {
            return None;
        }
        Some(Stmt::Check { condition, otherwise, span })
    }
}

/// The names that paths of an expression begin with; inside brackets names are those of rows.
fn roots_of<'e>(expr: &'e ast::Expr, roots: &mut Vec<&'e ast::Name>) {
    match &expr.kind {
        ast::ExprKind::Name(name) => roots.push(name),
        ast::ExprKind::Field(base, _)
        | ast::ExprKind::Select(base, _)
        | ast::ExprKind::Index(base, _)
        | ast::ExprKind::Maybe(base)
        | ast::ExprKind::Unary(_, base)
        | ast::ExprKind::Via(base, _)
        | ast::ExprKind::As(base, _) => roots_of(base, roots),
        ast::ExprKind::Call(_, parts)
        | ast::ExprKind::Tuple(parts)
        | ast::ExprKind::List(parts) => {
            for part in parts {
                roots_of(part, roots);
            }
        }
        ast::ExprKind::Binary(_, a, b) => {
            roots_of(a, roots);
            roots_of(b, roots);
        }
        ast::ExprKind::Choose(choose) => roots_of(&choose.subject, roots),
        ast::ExprKind::Dot
        | ast::ExprKind::Text(_)
        | ast::ExprKind::Number(_)
        | ast::ExprKind::Duration(_)
        | ast::ExprKind::Bool(_)
        | ast::ExprKind::Empty
        | ast::ExprKind::Outcome(_)
        | ast::ExprKind::Broken => {}
    }
}

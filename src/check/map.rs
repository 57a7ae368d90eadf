//! Maps: their rules, once a direction.

use crate::check::Constant;
use crate::check::context::Context;
use crate::check::path::{Node, both, filled_by, row_scope};
use crate::check::place::{Place, names};
use crate::check::scope::{TargetScope, Walk};
use crate::check::tree::{Body, Expr, ExprKind, Group, Map, Set, Stmt, Toward};
use crate::diag::{Diagnostic, codes};
use crate::schema::{EntityId, Type};
use crate::source::Span;
use crate::syntax::ast::{self, Arrow, Modifier, ModifierKind, Rule, RuleKind};

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
    fn rules(&mut self, rules: &[Rule]) -> Vec<Stmt> {
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

    fn counts(&self, arrow: Arrow) -> bool {
        directions(arrow).contains(&self.toward)
    }

    /// The receiving and the giving side of a rule.
    fn ends<'e>(
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
    fn typed_tuple(&mut self, parts: &[ast::Expr], place: Option<&Place<'_>>, span: Span) -> Expr {
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
        let types = values.iter().flat_map(|value| value.types.first().cloned()).collect();
        Expr { kind: ExprKind::Tuple(values), types, span }
    }

    fn set(
        &mut self,
        cells: Vec<super::tree::Cell>,
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

    fn modify(&mut self, set: &mut Set, modifier: &Modifier) {
        match &modifier.kind {
            ModifierKind::Default(default) => self.default(set, default, modifier.span),
            ModifierKind::Required => set.required = true,
            ModifierKind::Owner(name) => set.owner = self.owner(name),
            ModifierKind::Once => set.once = true,
            ModifierKind::Mark | ModifierKind::IfKnown => {}
            ModifierKind::When(condition) => {
                let condition = self.condition(condition);
                if !condition.is_broken() {
                    set.when = Some(condition);
                }
            }
        }
    }

    fn default(&mut self, set: &mut Set, default: &ast::Default, span: Span) {
        let value = set.value.clone();
        let other = match default {
            ast::Default::Value(expr) => {
                let tuple = match &expr.kind {
                    ast::ExprKind::Tuple(parts) if parts.len() > 1 => Some(parts),
                    _ => None,
                };
                let other = match tuple {
                    Some(parts) => {
                        let place =
                            Place { cells: set.cells.clone(), row: None, through: Vec::new() };
                        self.typed_tuple(parts, Some(&place), expr.span)
                    }
                    None => {
                        self.expr(expr, set.cells.first().map(|cell| &cell.ty).cloned().as_ref())
                    }
                };
                if other.is_broken() {
                    return;
                }
                for (cell, part) in set.cells.clone().iter().zip(&other.types) {
                    self.fits(&part.ty.clone(), &cell.ty, expr.span);
                }
                other
            }
            ast::Default::Clear(span) => {
                let ty = set.value.ty().clone();
                Expr::new(ExprKind::Constant(Constant::Clear), ty, false, *span)
            }
            ast::Default::Outcome(outcome) => {
                if let ast::OutcomeKind::Create { .. } = outcome.kind {
                    self.ctx.report(Diagnostic::new(&codes::C308, outcome.span));
                }
                let outcome = self.outcome(outcome);
                Expr { kind: ExprKind::Outcome(outcome), types: Context::anything(), span }
            }
        };
        if !set.value.maybe() && matches!(default, ast::Default::Value(_)) {
            self.ctx.report(Diagnostic::new(&codes::C309, span));
        }
        let mut types = set.value.types.clone();
        let filled = !matches!(other.kind, ExprKind::Constant(Constant::Absent));
        for (index, part) in types.iter_mut().enumerate() {
            let other_maybe = other.types.get(index).is_some_and(|part| part.maybe);
            part.maybe = part.maybe
                && !matches!(other.kind, ExprKind::Outcome(_))
                && (other_maybe || !filled);
        }
        let kind = ExprKind::Default(Box::new(value), Box::new(other));
        set.value = Expr { kind, types, span: set.value.span };
    }

    /// The name of a side, or `hold`.
    fn owner(&mut self, name: &ast::Name) -> Option<Box<str>> {
        if &*name.text == "hold" || self.ctx.catalog.side(&name.text).is_some() {
            return Some(name.text.clone());
        }
        let sides: Vec<String> =
            self.ctx.catalog.sides.iter().map(|side| side.name.to_string()).collect();
        let unknown = Diagnostic::new(&codes::N101, name.span).arg("name", &*name.text);
        let sides = sides.iter().map(String::as_str).chain(["hold"]).collect();
        self.ctx.report(super::context::suggest(unknown, name.span, sides));
        None
    }

    /// Optional to required needs a word on what happens without a value.
    fn obligation(&mut self, set: &Set) {
        if set.required || set.when.is_some() {
            return;
        }
        for (cell, part) in set.cells.iter().zip(&set.value.types) {
            if cell.required && part.maybe && !cell.optional {
                let open = Diagnostic::new(&codes::C301, set.span)
                    .arg("field", &*cell.path)
                    .label(set.value.span, "source")
                    .hint("required")
                    .hint("default")
                    .hint("outcome");
                self.ctx.report(open);
            }
        }
    }

    /// `if known`: whether the account or base has the fields at all.
    fn is_there(&mut self, receiving: &ast::Expr, giving: &ast::Expr) -> bool {
        let target = self.target.last().map(|scope| scope.record);
        let source = Some(self.scope().record);
        [(receiving, target), (giving, source)].into_iter().all(|(expr, record)| {
            let (Some(names), Some(mut record)) = (names(strip(expr)), record) else { return true };
            for name in names {
                let Some(field) = self.ctx.catalog.field(record, &name.text) else {
                    return false;
                };
                if let Type::Record(inner) = field.ty {
                    record = inner;
                }
            }
            true
        })
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

    /// `LEFT <-> RIGHT { ... }`
    fn block(
        &mut self,
        rule: &ast::FieldRule,
        body: &[Rule],
        head: Span,
        statements: &mut Vec<Stmt>,
    ) {
        let (receiving, giving) = self.ends(&rule.left, &rule.right);
        let node = self.node(giving);
        let scope = match node {
            Node::Record(node) => Some(node.scope),
            Node::Rows(rows) if rows.related.is_none() => {
                self.row_block(rule, &rows, body, head, statements);
                None
            }
            Node::Broken => None,
            Node::Scalar(..)
            | Node::Rows(_)
            | Node::Column(..)
            | Node::Value(_)
            | Node::Result
            | Node::ResultRows(..)
            | Node::Constants
            | Node::Settings
            | Node::Tables
            | Node::Table(_) => {
                self.ctx.report(Diagnostic::new(&codes::T227, giving.span));
                None
            }
        };
        let Some(scope) = scope else { return };
        let target = self.block_target(receiving);
        let Some((group, inner)) = target else { return };
        self.source.push(scope);
        let when = modifier_when(&rule.modifiers).map(|condition| self.condition(condition));
        self.target.push(inner);
        let known = self.filled.len();
        when.iter().for_each(|when| filled_by(when, &mut self.filled));
        let mut inside = self.rules(body);
        self.filled.truncate(known);
        self.target.pop();
        self.source.pop();
        let owner = self.block_owner(&rule.modifiers);
        let when = when.filter(|when| !when.is_broken());
        match group {
            Some(group) => {
                let group = Group { single: true, owner, ..group };
                statements.push(Stmt::Row { group, when, body: inside, span: head });
            }
            None => {
                for statement in &mut inside {
                    inherit(statement, when.as_ref(), owner.as_deref());
                }
                statements.append(&mut inside);
            }
        }
    }

    /// `LEFT <- rows[...] { ... }`: the fields of the first row that fits, if there is one.
    fn row_block(
        &mut self,
        rule: &ast::FieldRule,
        rows: &super::path::RowsNode,
        body: &[Rule],
        head: Span,
        statements: &mut Vec<Stmt>,
    ) {
        let (receiving, _) = self.ends(&rule.left, &rule.right);
        let Some((group, inner)) = self.block_target(receiving) else { return };
        if group.is_some() {
            self.ctx.later(head, "block");
            return;
        }
        self.target.push(inner);
        let inside = self.in_row(rows, |walk| walk.rules(body));
        self.target.pop();
        let owner = self.block_owner(&rule.modifiers);
        for mut statement in inside {
            let Stmt::Set(set) = &mut statement else {
                self.ctx.later(head, "block");
                continue;
            };
            let (value, span) = (set.value.clone(), set.value.span);
            let ty = value.ty().clone();
            let kind = ExprKind::Fold(super::tree::Fold::First, rows.rows.clone(), Box::new(value));
            set.value = Expr::new(kind, ty, true, span);
            inherit(&mut statement, None, owner.as_deref());
            statements.push(statement);
        }
    }

    /// The record that a block writes: the one at hand, one inside it, or a selected row.
    fn block_target(&mut self, expr: &ast::Expr) -> Option<(Option<Group>, TargetScope)> {
        let scope = self.target.last().cloned()?;
        match &expr.kind {
            ast::ExprKind::Dot => Some((None, scope)),
            ast::ExprKind::Select(..) => {
                let (group, inner) = self.group(&scope, expr)?;
                Some((Some(group), inner))
            }
            _ => {
                let names = names(expr).or_else(|| {
                    self.ctx.report(Diagnostic::new(&codes::T226, expr.span));
                    None
                })?;
                let mut inner = scope;
                for name in names {
                    let field = self.ctx.catalog.field(inner.record, &name.text).cloned();
                    let Some(field) = field else {
                        self.ctx.unknown_field(inner.record, &name);
                        return None;
                    };
                    let Type::Record(record) = field.ty else {
                        self.ctx.report(Diagnostic::new(&codes::T227, expr.span));
                        return None;
                    };
                    inner.wire.push(field.wire.name.clone());
                    inner.path = format!("{}{}.", inner.path, name.text);
                    inner.record = record;
                }
                Some((None, inner))
            }
        }
    }

    fn each(&mut self, each: &ast::Each, head: Span) -> Option<Stmt> {
        let (receiving, giving) = self.ends(&each.left, &each.right);
        let source = match self.node(giving) {
            Node::Rows(rows) if rows.related.is_none() => Some(rows),
            Node::Rows(_) => {
                self.ctx.later(giving.span, "related");
                None
            }
            Node::Broken => None,
            _ => {
                self.ctx.report(Diagnostic::new(&codes::T211, giving.span));
                None
            }
        };
        let scope = self.target.last().cloned()?;
        let target = self.group(&scope, receiving);
        let when = modifier_when(&each.modifiers).map(|condition| self.condition(condition));
        let (rows, (mut group, inner)) = (source?, target?);
        if each.by.is_none() {
            self.ctx.report(Diagnostic::new(&codes::C307, head));
        }
        self.source.push(row_scope(&rows));
        self.depth += 1;
        self.target.push(inner);
        let body = self.rules(&each.body);
        if let Some(by) = &each.by {
            group.key = self.row_key(by, &each.body, &body);
        }
        self.target.pop();
        self.depth -= 1;
        self.source.pop();
        group.owner = self.block_owner(&each.modifiers);
        let when = when.filter(|when| !when.is_broken());
        Some(Stmt::Each { group, rows: rows.rows, when, body, span: head })
    }

    /// The target cells that tell rows apart: those that the rule over `by` writes.
    fn row_key(&mut self, by: &ast::Expr, rules: &[Rule], body: &[Stmt]) -> Vec<Box<str>> {
        if let ast::ExprKind::Name(name) = &by.kind
            && &*name.text == "position"
        {
            return Vec::new();
        }
        let wanted = names(strip(by)).map(|names| super::context::joined(&names));
        let spans: Vec<Span> = rules
            .iter()
            .filter(|rule| match &rule.kind {
                RuleKind::Field(rule) => [&rule.left, &rule.right].into_iter().any(|end| {
                    names(strip(end)).map(|names| super::context::joined(&names)) == wanted
                }),
                _ => false,
            })
            .map(|rule| rule.span)
            .collect();
        let cells: Vec<Box<str>> = body
            .iter()
            .filter_map(|statement| match statement {
                Stmt::Set(set) if spans.contains(&set.span) => Some(&set.cells),
                _ => None,
            })
            .flatten()
            .map(|cell| cell.path.clone())
            .collect();
        if cells.is_empty() {
            let open =
                Diagnostic::new(&codes::C311, by.span).arg("key", wanted.unwrap_or_default());
            self.ctx.report(open);
        }
        cells
    }

    fn block_owner(&mut self, modifiers: &[Modifier]) -> Option<Box<str>> {
        modifiers.iter().find_map(|modifier| match &modifier.kind {
            ModifierKind::Owner(name) => self.owner(name),
            _ => None,
        })
    }
}

/// What a block says for all rules in it.
fn inherit(statement: &mut Stmt, when: Option<&Expr>, owner: Option<&str>) {
    match statement {
        Stmt::Set(set) => {
            if let Some(when) = when {
                set.when = Some(match set.when.take() {
                    None => when.clone(),
                    Some(own) => both(when.clone(), own),
                });
            }
            if set.owner.is_none() {
                set.owner = owner.map(Into::into);
            }
        }
        Stmt::Each { group, when: own, .. } | Stmt::Row { group, when: own, .. } => {
            if let Some(when) = when {
                *own = Some(match own.take() {
                    None => when.clone(),
                    Some(own) => both(when.clone(), own),
                });
            }
            if group.owner.is_none() {
                group.owner = owner.map(Into::into);
            }
        }
        Stmt::Let { .. } | Stmt::Check { .. } => {}
    }
}

fn modifier_when(modifiers: &[Modifier]) -> Option<&ast::Expr> {
    modifiers.iter().find_map(|modifier| match &modifier.kind {
        ModifierKind::When(condition) => Some(condition),
        _ => None,
    })
}

fn is_known(modifiers: &[Modifier]) -> bool {
    modifiers.iter().any(|modifier| matches!(modifier.kind, ModifierKind::IfKnown))
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
            parts.iter().for_each(|part| roots_of(part, roots));
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

/// An expression without its conversions.
fn strip(expr: &ast::Expr) -> &ast::Expr {
    match &expr.kind {
        ast::ExprKind::Via(inner, _)
        | ast::ExprKind::Maybe(inner)
        | ast::ExprKind::As(inner, _) => strip(inner),
        _ => expr,
    }
}

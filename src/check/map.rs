//! Maps: their rules, once a direction.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use crate::check::Constant;
use crate::check::against;
use crate::check::built;
use crate::check::columns::row_lets;
use crate::check::context::{Context, joined};
use crate::check::covered::kept;
use crate::check::idle::is_nothing;
use crate::check::mentions::{bare_names, declared, fields_of_target};
use crate::check::modifier::{is_known, modifier_when};
use crate::check::outcome::CHECKED;
use crate::check::place::{Place, names};
use crate::check::readers::Readers;
use crate::check::scope::{Local, Walk};
use crate::check::sides::Heading;
use crate::check::tree::{Body, Cell, Expr, ExprKind, Group, Map, Part, Set, Stmt, Toward};
use crate::check::uses::Unit;
use crate::check::was;
use crate::diag::{Diagnostic, codes};
use crate::schema::EntityId;
use crate::source::Span;
use crate::syntax::ast::{self, Arrow, Modifier, Rule, RuleKind};

/// Checks a map and takes it in.
pub(super) fn map(ctx: &mut Context<'_>, map: &ast::Map) {
    let (left, right) = (ctx.entity(&map.left), ctx.entity(&map.right));
    let (Some(left), Some(right)) = (left, right) else { return };
    let sides = [left, right].map(|entity| ctx.catalog[entity].side);
    if !Heading::of(&map.left, map.arrow, &map.right).stands(ctx, sides) {
        return;
    }
    let ends = [left, right].map(|entity| ctx.catalog[entity].record);
    against::arrows(ctx, map.arrow, &map.body, Some(ends));
    let bodies = directions(map.arrow.node)
        .iter()
        .map(|toward| {
            let unit = Unit::Map(map.name.text.clone(), *toward);
            ctx.within(unit, |ctx| body(ctx, map, *toward, left, right))
        })
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
    map: &ast::Map,
    toward: Toward,
    left: EntityId,
    right: EntityId,
) -> Body {
    let (name, rules) = (&*map.name.text, &map.body);
    let both_ways = map.arrow.node == Arrow::Both;
    let (source, target) = match toward {
        Toward::Left => (right, left),
        Toward::Right => (left, right),
    };
    let marked: Vec<Stmt> = match toward {
        Toward::Left => markings(ctx, name),
        Toward::Right => Vec::new(),
    };
    let mut walk = Walk::new(ctx, toward, source, Some(target));
    walk.both_ways = both_ways;
    walk.built = built::written(rules, toward, &marked);
    foreign(rules, toward, false, &mut walk.foreign);
    walk.row_lets = row_lets(rules, toward).into();
    let mut statements = walk.rules(rules);
    let locals = walk.locals;
    was::refuse(ctx, &statements);
    statements.extend(marked);
    Body { toward, statements, locals }
}

/// The names of the `let`s of the other direction, those inside of its blocks with them.
fn foreign(rules: &[Rule], toward: Toward, is_there: bool, found: &mut BTreeSet<Box<str>>) {
    let away = |arrow: Arrow| is_there || !directions(arrow).contains(&toward);
    for rule in rules {
        match &rule.kind {
            RuleKind::Let(declared) => {
                if declared.arrow.as_ref().map_or(is_there, |arrow| away(arrow.node)) {
                    found.insert(declared.name.text.clone());
                }
            }
            RuleKind::Block(field, body) => foreign(body, toward, away(field.arrow.node), found),
            RuleKind::Each(each) => foreign(&each.body, toward, away(each.arrow.node), found),
            RuleKind::Broken(body) => foreign(body, toward, is_there, found),
            RuleKind::Field(_) | RuleKind::Check(_) | RuleKind::Drop(_) => {}
        }
    }
}

/// What the match of a map's name writes into a record that it knows.
fn markings(ctx: &Context<'_>, name: &str) -> Vec<Stmt> {
    let role = ctx.checked.matches.iter().find(|role| &*role.name == name);
    let steps = role.iter().flat_map(|role| &role.steps);
    steps.filter_map(|step| step.marking.clone()).collect()
}

impl Walk<'_, '_> {
    /// The statements that count in this direction.
    pub(super) fn rules(&mut self, rules: &[Rule]) -> Vec<Stmt> {
        // A `let` may stand after what reads it: they are declared first.
        let mut statements = self.lets(rules);
        for rule in rules {
            self.rule(rule, &mut statements);
        }
        if let Some(statement) = super::order::circle(&statements) {
            let circle = Diagnostic::new(&codes::C325, statement.span());
            let name = match statement {
                Stmt::Set(set) => set.cells.first().map(|cell| &cell.path),
                Stmt::Each { group, .. } | Stmt::Row { group, .. } => Some(&group.path),
                Stmt::Let { .. } | Stmt::Check { .. } => None,
            };
            self.ctx.report(circle.arg("name", name.map_or("result", |name| name)));
        }
        statements
    }

    /// The `let`s of this direction, each after those that it reads.
    fn lets(&mut self, rules: &[Rule]) -> Vec<Stmt> {
        let declared = rules.iter().filter_map(|rule| match &rule.kind {
            RuleKind::Let(declared) => Some(declared),
            _ => None,
        });
        let counts = |declared: &&ast::Let| {
            declared.arrow.as_ref().is_none_or(|arrow| self.counts(arrow.node))
        };
        let (waiting, elsewhere): (Vec<&ast::Let>, Vec<&ast::Let>) = declared.partition(counts);
        self.elsewhere.extend(elsewhere.iter().map(|declared| declared.name.text.clone()));
        let readers = Readers::of(rules);
        let optional = readers.optional();
        let mut statements = Vec::new();
        for (declared, is_circle) in self.in_order(&waiting) {
            if is_circle {
                let circle = Diagnostic::new(&codes::C325, declared.name.span);
                self.ctx.report(circle.arg("name", &*declared.name.text));
                self.declare_local(&declared.name.text, None);
            } else if optional.contains(&*declared.name.text) {
                let (statement, lacking) = self.lenient(|walk| walk.let_(declared));
                match lacking {
                    Some(field) => self.declare_lacking(&declared.name.text, field),
                    None => statements.extend(statement),
                }
            } else {
                statements.extend(self.let_(declared));
            }
        }
        statements
    }

    fn rule(&mut self, rule: &Rule, statements: &mut Vec<Stmt>) {
        let (before, told) = (statements.len(), self.ctx.diagnostics.len());
        let is_away = match &rule.kind {
            RuleKind::Block(field, _) => {
                self.falls_away(&field.left, field.arrow.node, &field.right, &field.modifiers, rule)
            }
            RuleKind::Each(each) => {
                self.falls_away(&each.left, each.arrow.node, &each.right, &each.modifiers, rule)
            }
            _ => false,
        };
        if is_away {
            return;
        }
        self.idle_modifiers(rule);
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
            // Nobody knows of which records a block speaks whose heading could not be read.
            RuleKind::Broken(_) => self.bare_conditions(rule),
            // A `drop` outside of an override was told by the syntax.
            RuleKind::Field(_)
            | RuleKind::Block(..)
            | RuleKind::Each(_)
            | RuleKind::Let(_)
            | RuleKind::Drop(_) => return,
        }
        if statements.len() == before {
            self.spoil(rule, told);
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
        if is_known(&rule.modifiers) {
            return self.if_known(span, |walk| walk.decided_rule(rule, span));
        }
        self.decided_rule(rule, span)
    }

    fn decided_rule(&mut self, rule: &ast::FieldRule, span: Span) -> Option<Stmt> {
        let undecided = self.without_undecided(rule);
        let rule = undecided.as_ref().unwrap_or(rule);
        let off = self.is_off(&rule.modifiers);
        self.ctx.idle += u32::from(off);
        let statement = self.counted_rule(rule, span);
        self.ctx.idle -= u32::from(off);
        statement
    }

    /// A two-way rule whose `when` reads fields: told once, whichever side the fields are of.
    pub(super) fn without_undecided(&mut self, rule: &ast::FieldRule) -> Option<ast::FieldRule> {
        let when = modifier_when(&rule.modifiers).filter(|_| rule.arrow.node == Arrow::Both)?;
        let mut roots = Vec::new();
        roots_of(when, &mut roots);
        let scopes = [Some(self.scope().record), self.target.last().map(|scope| scope.record)];
        let known = |name: &ast::Name| {
            let mut records = scopes.iter().flatten();
            records.any(|record| self.ctx.catalog.field(*record, &name.text).is_some())
        };
        if !roots.into_iter().any(known) {
            return None;
        }
        self.ctx.report(Diagnostic::new(&codes::C335, when.span));
        let mut rule = rule.clone();
        rule.modifiers.retain(|modifier| !matches!(modifier.kind, ast::ModifierKind::When(_)));
        Some(rule)
    }

    fn counted_rule(&mut self, rule: &ast::FieldRule, span: Span) -> Option<Stmt> {
        let (receiving, giving) = self.ends(&rule.left, &rule.right);
        if self.is_swapped(rule, receiving, giving) {
            return None;
        }
        let place = match self.key_place(receiving) {
            Some(place) => Some(place),
            // The syntax has told that nothing can be written into a formula.
            None if rule.is_into_formula() => None,
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
        self.two_way = (rule.arrow.node == Arrow::Both).then_some(span);
        let value = self.backward(value, &place.through);
        if value.is_broken() {
            self.two_way = None;
            return None;
        }
        let set = self.set(place.cells, value, &rule.modifiers, span);
        self.two_way = None;
        let set = set?;
        self.created_once(&set);
        if let (Some(when), Arrow::Both) = (&set.when, rule.arrow.node) {
            self.settled(when);
        }
        if is_nothing(&set.value) && declared(giving).is_empty() {
            let empty = Diagnostic::new(&codes::C333, giving.span);
            self.ctx.report(self.ctx.worded(empty, &["default", "clear"]).hint("clear"));
        }
        Some(match place.row {
            None => Stmt::Set(set),
            Some(group) => {
                let group = Group { single: true, ..group };
                let body = vec![Stmt::Set(set)];
                self.keeps_pattern(&group, &body);
                Stmt::Row { group, when: None, body, span }
            }
        })
    }

    /// Fields that stand on the wrong sides of the arrow, both of them: told once.
    fn is_swapped(
        &mut self,
        rule: &ast::FieldRule,
        receiving: &ast::Expr,
        giving: &ast::Expr,
    ) -> bool {
        let Some(target) = self.target.last().map(|scope| scope.record) else { return false };
        let source = self.scope().record;
        let (Some(into), Some(from)) = (names(receiving), names(giving)) else { return false };
        let has = |record, path: &[ast::Name]| {
            path.first().is_some_and(|name| self.ctx.catalog.field(record, &name.text).is_some())
        };
        let swapped = has(source, &into)
            && !has(target, &into)
            && has(target, &from)
            && !has(source, &from)
            && self.local(&from[0].text).is_none();
        // Of a rule that goes both ways the other direction says the same.
        let told = rule.arrow.node == Arrow::Both && self.both_ways;
        if swapped && !(told && self.toward == Toward::Right) {
            let (left, right) = (joined(&into), joined(&from));
            let (left, right) = match self.toward {
                Toward::Left => (right, left),
                Toward::Right => (left, right),
            };
            // The data goes on from the one field to the other, so the arrow turns with the sides.
            let arrow = match (rule.arrow.node, self.both_ways) {
                (Arrow::Both, _) => "<->",
                (Arrow::Right, false) | (Arrow::Left, true) => "->",
                (Arrow::Left, false) | (Arrow::Right, true) => "<-",
            };
            let whole = rule.left.span.to(rule.right.span);
            let wrong = Diagnostic::new(&codes::N112, receiving.span)
                .arg("name", joined(&into))
                .arg("record", &*self.ctx.catalog[target].name);
            self.ctx.report(wrong.fix("side", whole, format!("{left} {arrow} {right}")));
        }
        swapped
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
        let fits = self.goes(&value, &cells.iter().map(|cell| &cell.ty).collect::<Vec<_>>());
        let mut set = Set {
            cells,
            value,
            required: false,
            once: false,
            owner: None,
            opposites: Vec::new(),
            around: None,
            when: None,
            span,
        };
        for modifier in modifiers {
            self.modify(&mut set, modifier);
        }
        // Another value is wanted first; whether that one may be absent is not known.
        if fits {
            self.obligation(&set);
        }
        Some(set)
    }

    fn let_(&mut self, declared: &ast::Let) -> Option<Stmt> {
        let value = self.let_value(declared)?;
        let local = self.declare_local(&declared.name.text, value.types.first().cloned())?;
        let is_text = matches!(value.kind, ExprKind::Constant(Constant::Text(_)));
        if is_text || matches!(value.kind, ExprKind::Choose { .. } | ExprKind::Default(..)) {
            self.several.insert(local, value.clone());
        }
        Some(Stmt::Let { local, value })
    }

    /// What a `let` stands for.
    pub(super) fn let_value(&mut self, declared: &ast::Let) -> Option<Expr> {
        let mut value = self.expr(&declared.value, None);
        if let Some(default) = &declared.default {
            let wanted = value.ty().clone();
            let other = self.expr(default, Some(&wanted));
            if !other.is_broken() && !value.is_broken() {
                let absent = value.types.iter().map(|part| part.maybe).collect::<Vec<_>>();
                let mut types = self.joined_types(&[&value, &other], false)?;
                for (part, absent) in types.iter_mut().zip(absent) {
                    part.maybe = absent;
                }
                let span = value.span;
                value =
                    Expr { kind: ExprKind::Default(Box::new(value), Box::new(other)), types, span };
            }
        }
        // What leaves a field as it is gives no value to whoever reads the name.
        if kept(&self.ctx.checked.tables, &value).is_some() {
            value.types.iter_mut().for_each(|part| part.maybe = true);
        }
        Some(value)
    }

    /// A new `let`; one whose value was reported is a name all the same.
    fn declare_local(&mut self, name: &str, part: Option<Part>) -> Option<u16> {
        let local = part.is_some().then_some(self.locals);
        let known = part.map_or(Local::Reported, |part| Local::Known(self.locals, part));
        self.locals += u16::from(local.is_some());
        if let Some(scope) = self.source.last_mut() {
            Rc::make_mut(&mut scope.lets).insert(name.into(), known);
        }
        local
    }

    /// A `let` that lacks a field: the rules that read it fall away.
    fn declare_lacking(&mut self, name: &str, field: Box<str>) {
        if let Some(scope) = self.source.last_mut() {
            Rc::make_mut(&mut scope.lets).insert(name.into(), Local::Lacking(field));
        }
    }

    /// A `check` runs in the direction whose source it reads, or builds when it reads the result alone.
    fn check(&mut self, check: &ast::Check, span: Span) -> Option<Stmt> {
        let mut roots = Vec::new();
        roots_of(&check.condition, &mut roots);
        let known = |record, name: &ast::Name| self.ctx.catalog.field(record, &name.text).is_some();
        let (source, target) = (self.scope().record, self.target.last().map(|scope| scope.record));
        let here = roots.iter().any(|name| known(source, name) || self.local(&name.text).is_some());
        let there = roots.iter().any(|name| {
            self.elsewhere.contains(&name.text) || target.is_some_and(|target| known(target, name))
        });
        let built = fields_of_target(&check.condition);
        let builds = |record: Option<_>| {
            record.is_some_and(|record| built.iter().any(|name| known(record, name)))
        };
        let elsewhere = there || builds(Some(source)) && !builds(target);
        if !here && elsewhere {
            return None;
        }
        let condition = self.deciding(&check.condition);
        let otherwise = self.outcome_of(&check.otherwise, CHECKED);
        if condition.is_broken() {
            return None;
        }
        Some(Stmt::Check { condition, otherwise, span })
    }

    /// The `let`s, each after those that it reads; one that waits for itself is marked. Where several
    /// may be next the order of the file decides.
    pub(super) fn in_order<'l>(&self, lets: &[&'l ast::Let]) -> Vec<(&'l ast::Let, bool)> {
        let mut named: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, declared) in lets.iter().enumerate() {
            named.entry(&*declared.name.text).or_default().push(at);
        }
        // The names that each waits for, and who waits for a name.
        let mut waits: Vec<usize> = Vec::new();
        let mut circles = vec![false; lets.len()];
        let mut followers: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, declared) in lets.iter().enumerate() {
            let parts = std::iter::once(&declared.value).chain(&declared.default);
            let mut read: BTreeSet<&str> = parts.flat_map(bare_names).collect();
            let columns = self.read_by_columns(declared);
            circles[at] = columns.contains(&*declared.name.text);
            read.extend(columns);
            let others = read.into_iter().filter(|name| **name != *declared.name.text);
            let others: Vec<&str> = others.filter(|name| named.contains_key(name)).collect();
            waits.push(others.len());
            for name in others {
                followers.entry(name).or_default().push(at);
            }
        }
        let mut left: BTreeSet<usize> = (0..lets.len()).collect();
        let mut free: BTreeSet<usize> = (0..lets.len()).filter(|at| waits[*at] == 0).collect();
        let mut order = Vec::new();
        while let Some(first) = left.first().copied() {
            let ready = free.pop_first();
            let next = ready.unwrap_or(first);
            left.remove(&next);
            let declared = lets[next];
            // Of two of one name, which is told, the first settles it for both.
            for follower in followers.remove(&*declared.name.text).into_iter().flatten() {
                waits[follower] -= 1;
                if waits[follower] == 0 && left.contains(&follower) {
                    free.insert(follower);
                }
            }
            order.push((declared, ready.is_none() || circles[next]));
        }
        order
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

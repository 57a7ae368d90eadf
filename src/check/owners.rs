//! What both sides may edit has an owner: a rule's own, that of its opposite, or that of the block or
//! `each` around them. What goes one way alone belongs to its source, whatever stands around it.
//!
//! An owner is asked for where flows write a map in both directions: two-way rules, pairs of opposite rules over
//! the same fields, and two-way `each`, whose rows are added and removed on both sides.

use std::collections::{BTreeMap, BTreeSet};

use crate::check::context::Context;
use crate::check::tree::{Expr, ExprKind, FlowStep, Group, Map, Set, Stmt, Toward};
use crate::diag::{Diagnostic, codes};
use crate::schema::{Catalog, EntityId};
use crate::source::Span;

/// A rule with everything that its blocks say for it.
struct Flat {
    span: Span,
    owner: Option<Box<str>>,
    around: Option<Box<str>>,
    once: bool,
    is_key: bool,
    /// The statement that builds the row it stands in.
    row: Option<Span>,
    writes: Vec<String>,
    reads: Read,
}

/// What a value comes from.
#[derive(Clone, Default)]
struct Read {
    /// Fields and rows of the source.
    fields: BTreeSet<String>,
    /// Fields of the record being built, which come from somewhere themselves.
    built: BTreeSet<Built>,
}

/// A field of the record being built: the statement that builds its row, if only that one is meant,
/// and its path.
type Built = (Option<Span>, String);

/// Rows in one direction: an `each` or a single row.
struct FlatEach {
    span: Span,
    owner: Option<Box<str>>,
    around: Option<Box<str>>,
    is_single: bool,
}

/// One direction of a map, flat.
#[derive(Default)]
struct Side {
    rules: Vec<Flat>,
    eaches: Vec<FlatEach>,
    lets: BTreeMap<u16, Read>,
}

/// Looks for two-way rules, pairs and rows without an owner, and for pairs that have two.
pub(super) fn owners(ctx: &mut Context<'_>) {
    settle(ctx);
    let mut found = Vec::new();
    for map in ctx.checked.maps.iter().filter(|map| is_two_way(ctx, map)) {
        let side = |toward| side(ctx.catalog, map, toward);
        if let (Some(left), Some(right)) = (side(Toward::Left), side(Toward::Right)) {
            unowned(&left, &right, &remedies(ctx, map), &mut found);
        }
    }
    // An owner that no side is called was told of already.
    let misspelt = ctx.diagnostics.iter().filter(|told| told.code == &codes::N101);
    let misspelt: Vec<Span> = misspelt.filter_map(|told| told.span).collect();
    let inside = |outer: Span| {
        misspelt.iter().any(|told| {
            told.file == outer.file && told.start >= outer.start && told.end <= outer.end
        })
    };
    found.retain(|open| !open.span.is_some_and(inside));
    ctx.diagnostics.append(&mut found);
    lone(ctx);
}

/// Gives rules and rows that have an opposite the owner that the two agree on.
fn settle(ctx: &mut Context<'_>) {
    for number in 0..ctx.checked.maps.len() {
        let map = &ctx.checked.maps[number];
        let [Some(left), Some(right)] =
            [Toward::Left, Toward::Right].map(|toward| side(ctx.catalog, map, toward))
        else {
            continue;
        };
        for (toward, mine, other) in [(Toward::Left, &left, &right), (Toward::Right, &right, &left)]
        {
            let mut owners = Settled {
                rules: mine
                    .rules
                    .iter()
                    .map(|rule| (agreed_rule(rule, other), opposites(rule, other)))
                    .collect(),
                rows: mine.eaches.iter().map(|rows| agreed_rows(rows, other)).collect(),
            };
            let bodies = ctx.checked.maps[number].bodies.iter_mut();
            for body in bodies.filter(|body| body.toward == toward) {
                owners.give(&mut body.statements);
            }
        }
    }
}

/// The owner of a rule: its own, else what it and its opposite say between them.
fn agreed_rule(rule: &Flat, other: &Side) -> Option<Box<str>> {
    let is_opposite = |b: &&Flat| !b.once && (b.span == rule.span || is_pair(rule, b));
    // What is written once, or tells rows apart, is never merged.
    let mut opposites = other.rules.iter().filter(|_| !rule.once && !rule.is_key);
    rule.owner.clone().or_else(|| {
        let opposite = opposites.find(is_opposite)?;
        let around = || rule.around.clone().or_else(|| opposite.around.clone());
        opposite.owner.clone().or_else(around)
    })
}

/// The rules of the other direction that carry the same thing.
fn opposites(rule: &Flat, other: &Side) -> Vec<Span> {
    let is_opposite = |b: &&Flat| b.span == rule.span || is_pair(rule, b);
    other.rules.iter().filter(is_opposite).map(|b| b.span).collect()
}

/// The owner of rows: their own, else that of what stands around those that go both ways.
fn agreed_rows(rows: &FlatEach, other: &Side) -> Option<Box<str>> {
    let is_two_way = other.eaches.iter().any(|other| other.span == rows.span);
    rows.owner.clone().or_else(|| rows.around.clone().filter(|_| is_two_way))
}

/// The owners of one direction, in the order of its statements.
struct Settled {
    rules: std::collections::VecDeque<(Option<Box<str>>, Vec<Span>)>,
    rows: std::collections::VecDeque<Option<Box<str>>>,
}

impl Settled {
    fn give(&mut self, statements: &mut [Stmt]) {
        for statement in statements {
            match statement {
                Stmt::Set(set) => {
                    (set.owner, set.opposites) = self.rules.pop_front().unwrap_or_default();
                }
                Stmt::Each { group, body, .. } | Stmt::Row { group, body, .. } => {
                    group.owner = self.rows.pop_front().flatten();
                    self.give(body);
                }
                Stmt::Let { .. } | Stmt::Check { .. } => {}
            }
        }
    }
}

/// An owner of a one-way rule that has no opposite: there is nothing to decide. Beside errors nobody
/// knows what the opposite is.
fn lone(ctx: &mut Context<'_>) {
    if !ctx.spoiled.is_empty() || ctx.diagnostics.iter().any(Diagnostic::is_error) {
        return;
    }
    let mut found = Vec::new();
    for map in &ctx.checked.maps {
        let sides = [Toward::Left, Toward::Right].map(|toward| side(ctx.catalog, map, toward));
        let [left, right] = sides.map(Option::unwrap_or_default);
        for (mine, others) in [(&left.rules, &right.rules), (&right.rules, &left.rules)] {
            let alone = |rule: &&Flat| {
                rule.owner.is_some() && !others.iter().any(|other| is_pair(rule, other))
            };
            for rule in mine.iter().filter(alone) {
                let owned = ctx.owned.iter().find(|(span, _)| *span == rule.span);
                if let Some((_, owner)) = owned {
                    let idle = Diagnostic::new(&codes::C353, *owner);
                    found.push(idle.fix("remove", *owner, ""));
                }
            }
        }
    }
    ctx.diagnostics.append(&mut found);
}

/// One direction of a map, flat.
fn side(catalog: &Catalog, map: &Map, toward: Toward) -> Option<Side> {
    let body = map.bodies.iter().find(|body| body.toward == toward)?;
    let target = if toward == Toward::Left { map.left } else { map.right };
    let mut side = Side::default();
    side.take(&body.statements, &Around::default());
    side.trace();
    side.derive(catalog, target);
    Some(side)
}

/// Whether flows write both sides of a map.
fn is_two_way(ctx: &Context<'_>, map: &Map) -> bool {
    [Toward::Left, Toward::Right].iter().all(|toward| {
        let flows = ctx.checked.flows.iter().filter(|flow| flow.toward == *toward);
        flows.flat_map(|flow| &flow.steps).any(|step| upserts(step, map))
    })
}

fn upserts(step: &FlowStep, map: &Map) -> bool {
    match step {
        FlowStep::Upsert(name) => *name == map.name,
        FlowStep::Each(rows) => rows.steps.iter().any(|step| upserts(step, map)),
        FlowStep::Post | FlowStep::Say(_) => false,
    }
}

/// ` owner erp`, ` owner crm`
fn remedies(ctx: &Context<'_>, map: &Map) -> [String; 2] {
    [map.left, map.right].map(|entity| {
        let side = &ctx.catalog[ctx.catalog[entity].side];
        format!(" {} {}", ctx.word("owner", map.span), side.name)
    })
}

fn unowned(left: &Side, right: &Side, remedies: &[String; 2], found: &mut Vec<Diagnostic>) {
    let add = |diagnostic: Diagnostic, at: Span| {
        let end = Span { start: at.end, ..at };
        let add = |diagnostic: Diagnostic, text: &String| diagnostic.fix("owner", end, text);
        remedies.iter().fold(diagnostic, add)
    };
    let open = |each: &&FlatEach| each.owner.is_none() && !each.is_single;
    for each in left.eaches.iter().filter(open) {
        if right.eaches.iter().any(|other| other.span == each.span) {
            found.push(add(Diagnostic::new(&codes::C324, each.span).at("rows"), each.span));
        }
    }
    for a in left.rules.iter().filter(|a| !a.once && !a.is_key) {
        let opposite = |b: &&Flat| !b.once && (b.span == a.span || is_pair(a, b));
        for b in right.rules.iter().filter(opposite) {
            if let (Some(mine), Some(other)) = (&a.owner, &b.owner)
                && mine != other
            {
                let two = Diagnostic::new(&codes::C368, a.span).label(b.span, "pair");
                found.push(two.arg("mine", &**mine).arg("other", &**other));
            }
            if a.owner.is_some() || b.owner.is_some() {
                continue;
            }
            let open = Diagnostic::new(&codes::C324, a.span);
            let open = if b.span == a.span { open } else { open.label(b.span, "pair") };
            found.push(add(open, a.span));
        }
    }
}

/// Whether two opposite rules carry one thing: each reads what the other writes.
fn is_pair(a: &Flat, b: &Flat) -> bool {
    let meet = |writes: &[String], reads: &BTreeSet<String>| {
        writes.iter().any(|path| reads.contains(path))
    };
    meet(&a.writes, &b.reads.fields) && meet(&b.writes, &a.reads.fields)
}

impl Side {
    fn take(&mut self, statements: &[Stmt], around: &Around<'_>) {
        for statement in statements {
            match statement {
                Stmt::Let { local, value } => {
                    let reads = self.reads(value, around);
                    self.lets.insert(*local, reads);
                }
                Stmt::Set(set) => self.rule(set, around),
                Stmt::Each { group, body, span, .. } | Stmt::Row { group, body, span, .. } => {
                    let owner = group.around.as_deref().or(around.owner);
                    self.eaches.push(FlatEach {
                        span: *span,
                        owner: group.owner.clone(),
                        around: owner.map(Into::into),
                        is_single: group.single,
                    });
                    let inner = Around {
                        prefix: inner(&around.prefix, group),
                        row: Some(*span),
                        owner: group.owner.as_deref().or(owner),
                        key: if group.single { &[] } else { &group.key },
                    };
                    self.take(body, &inner);
                }
                Stmt::Check { .. } => {}
            }
        }
    }

    fn rule(&mut self, set: &Set, around: &Around<'_>) {
        let path = |path: &str| format!("{}{path}", around.prefix);
        let flat = Flat {
            span: set.span,
            owner: set.owner.clone(),
            around: set.around.as_deref().or(around.owner).map(Into::into),
            once: set.once,
            is_key: set.cells.iter().any(|cell| around.key.contains(&cell.path)),
            row: around.row,
            writes: set.cells.iter().map(|cell| path(&cell.path)).collect(),
            reads: self.reads(&set.value, around),
        };
        self.rules.push(flat);
    }

    /// What a value comes from, that of `let`s with it.
    fn reads(&self, value: &Expr, around: &Around<'_>) -> Read {
        let mut read = Read::default();
        value.visit(&mut |part| match &part.kind {
            ExprKind::Field(access) => drop(read.fields.insert(access.path.to_string())),
            ExprKind::Fold(_, rows, _) => drop(read.fields.insert(rows.path.to_string())),
            ExprKind::Built { path, in_row: true } => {
                read.built.insert((around.row, format!("{}{path}", around.prefix)));
            }
            ExprKind::Built { path, in_row: false } => {
                read.built.insert((None, path.to_string()));
            }
            ExprKind::FoldBuilt(_, rows, path) => {
                read.built.insert((None, format!("{rows}[].{path}")));
            }
            ExprKind::Local(local) => {
                if let Some(kept) = self.lets.get(local) {
                    read.fields.extend(kept.fields.iter().cloned());
                    read.built.extend(kept.built.iter().cloned());
                }
            }
            _ => {}
        });
        read
    }

    /// What is made of a field being built comes from what that field comes from.
    fn trace(&mut self) {
        let mut makers: BTreeMap<String, Vec<(Option<Span>, Read)>> = BTreeMap::new();
        for rule in &self.rules {
            for path in &rule.writes {
                makers.entry(path.clone()).or_default().push((rule.row, rule.reads.clone()));
            }
        }
        for rule in &mut self.rules {
            let mut seen: BTreeSet<Built> = BTreeSet::new();
            let mut open: Vec<Built> = rule.reads.built.iter().cloned().collect();
            while let Some(built) = open.pop() {
                if seen.contains(&built) {
                    continue;
                }
                let (row, path) = &built;
                let makes = |(of, _): &&(Option<Span>, Read)| row.is_none() || row == of;
                for (_, read) in makers.get(path).into_iter().flatten().filter(makes) {
                    rule.reads.fields.extend(read.fields.iter().cloned());
                    open.extend(read.built.iter().cloned());
                }
                seen.insert(built);
            }
        }
    }

    /// Adds the fields that the system computes from what is written.
    fn derive(&mut self, catalog: &Catalog, target: EntityId) {
        for rule in &mut self.rules {
            let derived: Vec<String> =
                rule.writes.iter().flat_map(|path| derived(catalog, target, path)).collect();
            rule.writes.extend(derived);
        }
    }
}

/// What stands around a statement.
#[derive(Default)]
struct Around<'a> {
    /// The path of the row being built.
    prefix: String,
    /// The statement that builds it.
    row: Option<Span>,
    owner: Option<&'a str>,
    /// The fields by which its rows are told apart.
    key: &'a [Box<str>],
}

fn inner(prefix: &str, group: &Group) -> String {
    format!("{prefix}{}[].", group.path)
}

fn derived(catalog: &Catalog, target: EntityId, path: &str) -> Vec<String> {
    let mut record = catalog[target].record;
    let names: Vec<&str> = path.split('.').collect();
    let mut derived = Vec::new();
    for (at, name) in names.iter().enumerate() {
        let Some(field) = catalog.field(record, name.trim_end_matches("[]")) else { break };
        let beside = |other: &str| [&names[..at], &[other]].concat().join(".");
        derived.extend(field.derives.iter().map(|other| beside(other)));
        match &field.ty {
            crate::schema::Type::Rows(rows) => record = rows.record,
            crate::schema::Type::Record(inner) => record = *inner,
            _ => break,
        }
    }
    derived
}

//! Tests: what they name, what they give, what they expect.
//!
//! The direction follows from what is given: the first sample of either end of the map is what goes
//! through it; samples of other entities stand ready on their sides.

mod leaf;
mod tree;

pub use tree::{Claim, ExpectedOutcome, Law, LawKind, Leaf, Sample, Seen, Test, Written};

use std::collections::BTreeMap;

use jsonpath_rust::parser::parse_json_path;

use crate::check::context::{Context, Declared, Space, joined};
use crate::check::expr::{outcome_kind, plain};
use crate::check::nearby::{among, offer, suggest};
use crate::check::outcome::{EXPECTED, possible};
use crate::check::place::names;
use crate::check::spoiled::Spoiled;
use crate::check::tree::{FlowStep, Group, Outcome, OutcomeKind, Stmt, Table, Toward};
use crate::check::values::{Cell, Scalar};
use crate::check::written::shown;
use crate::diag::{Diagnostic, codes};
use crate::schema::{Catalog, EntityId, RecordId, Type, nearest};
use crate::source::Span;
use crate::syntax::ast::{self, ExprKind, File, ItemKind, Name, TestItemKind, Unary};

/// Checks the tests of all files.
pub(super) fn tests(ctx: &mut Context<'_>, files: &[&File]) {
    let mut seen: BTreeMap<(Box<str>, Option<Box<str>>), Span> = BTreeMap::new();
    for item in files.iter().flat_map(|file| &file.items) {
        let ItemKind::Test(declared) = &item.kind else { continue };
        let label = declared.label.as_ref().map(|label| label.node.clone());
        // Snapshots are kept under these two.
        match seen.get(&(declared.name.text.clone(), label.clone())) {
            Some(first) => {
                let twice = Diagnostic::new(&codes::C410, declared.name.span);
                ctx.report(twice.label(*first, "first"));
            }
            None => {
                seen.insert((declared.name.text.clone(), label), declared.name.span);
            }
        }
        if let Some(test) = test(ctx, declared) {
            ctx.checked.tests.push(test);
        }
    }
}

fn test(ctx: &mut Context<'_>, declared: &ast::Test) -> Option<Test> {
    if asserts_nothing(declared) {
        ctx.report(Diagnostic::new(&codes::C404, declared.name.span).hint("snapshot"));
    }
    let subject = subject(ctx, &declared.name);
    let samples = samples(ctx, declared);
    let mut test = Test {
        name: declared.name.text.clone(),
        label: declared.label.as_ref().map(|label| label.node.clone()),
        flow: None,
        map: "".into(),
        toward: Toward::Left,
        samples,
        values: Vec::new(),
        tables: Vec::new(),
        claims: Vec::new(),
        outcomes: Vec::new(),
        snapshot: None,
        laws: Vec::new(),
        span: declared.name.span,
    };
    givens(ctx, &mut test, declared);
    let ends = direct(ctx, &mut test, subject?)?;
    let written = written(ctx, &test);
    for item in &declared.body {
        expectation(ctx, &mut test, item, ends, &written);
    }
    unseen(ctx, &test, declared);
    Some(test)
}

/// Conditions and laws beside an outcome that ends the record: they have nothing to look at.
fn unseen(ctx: &mut Context<'_>, test: &Test, declared: &ast::Test) {
    let ends = |expected: &&ExpectedOutcome| expected.outcome.kind != OutcomeKind::Warn;
    let Some(ended) = test.outcomes.iter().find(ends) else { return };
    for item in &declared.body {
        if matches!(item.kind, TestItemKind::Condition(_) | TestItemKind::Law { .. }) {
            let unseen = Diagnostic::new(&codes::C413, item.span);
            ctx.report(unseen.label(ended.span, "ended"));
        }
    }
}

fn asserts_nothing(declared: &ast::Test) -> bool {
    let asserts = |item: &ast::TestItem| {
        matches!(
            item.kind,
            TestItemKind::Condition(_)
                | TestItemKind::Outcome(_)
                | TestItemKind::Snapshot
                | TestItemKind::Law { .. }
                | TestItemKind::Broken
        )
    };
    !declared.body.iter().any(asserts)
}

/// What a test is of.
enum Subject {
    /// A map: its left and right entity, its directions.
    Map(EntityId, EntityId, Vec<Toward>),
    /// A flow: its entity, its direction, the map whose record `result` is.
    Flow(EntityId, Toward, Box<str>),
}

fn subject(ctx: &mut Context<'_>, name: &Name) -> Option<Subject> {
    if let Some(flow) = ctx.checked.flows.iter().find(|flow| flow.name == name.text) {
        let upsert = flow.steps.iter().find_map(|step| match step {
            FlowStep::Upsert(map) => Some(map.clone()),
            FlowStep::Post | FlowStep::Say(_) | FlowStep::Each(_) => None,
        });
        return Some(Subject::Flow(flow.source, flow.toward, upsert?));
    }
    if let Some(map) = ctx.checked.maps.iter().find(|map| map.name == name.text) {
        let towards = map.bodies.iter().map(|body| body.toward).collect();
        return Some(Subject::Map(map.left, map.right, towards));
    }
    // One that is declared and broken was reported.
    let mut declared = |space| ctx.find(space, &name.text).is_some();
    if !declared(Space::Map) && !declared(Space::Flow) {
        let unknown = Diagnostic::new(&codes::C401, name.span).arg("name", &*name.text);
        let known = ctx.names_of(&[Space::Map, Space::Flow]);
        let unknown = among(unknown, name.span, &name.text, &known);
        ctx.report(unknown);
    }
    None
}

fn samples(ctx: &mut Context<'_>, declared: &ast::Test) -> Vec<Sample> {
    let mut samples = Vec::new();
    for item in &declared.body {
        let TestItemKind::Sample { entity, file, at } = &item.kind else { continue };
        let span = entity.first().map_or(item.span, |name| name.span);
        let span = entity.last().map_or(span, |name| span.to(name.span));
        let kind = ast::TypeKind::Path(entity.clone());
        let ty = ast::TypeExpr { kind, optional: false, span };
        let entity = ctx.entity(&ty);
        if let Some(known) = &ctx.values.samples
            && !known.contains(&*file.node)
        {
            let missing = Diagnostic::new(&codes::C402, file.span).arg("file", &*file.node);
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            ctx.report(offer(missing, file.span, &file.node, &known));
        }
        if let Some(at) = at
            && parse_json_path(&at.node).is_err()
        {
            let wrong = Diagnostic::new(&codes::C415, at.span).arg("path", &*at.node);
            ctx.report(wrong.hint("path"));
        }
        if let Some(entity) = entity {
            let (file, at) = (file.clone(), at.clone());
            samples.push(Sample { entity, file, at, is_subject: false });
        }
    }
    samples
}

/// Says which samples go through, and which way; gives the entities of the source and the target.
fn direct(
    ctx: &mut Context<'_>,
    test: &mut Test,
    subject: Subject,
) -> Option<(EntityId, EntityId)> {
    let (source, toward) = match subject {
        Subject::Flow(source, toward, map) => {
            test.map = map;
            test.flow = Some(test.name.clone());
            (source, toward)
        }
        Subject::Map(left, right, towards) => {
            test.map = test.name.clone();
            let of_either = |sample: &&Sample| [left, right].contains(&sample.entity);
            let Some(source) = test.samples.iter().find(of_either).map(|sample| sample.entity)
            else {
                return no_record(ctx, test, &[left, right]);
            };
            let toward = if source == left { Toward::Right } else { Toward::Left };
            if !towards.contains(&toward) {
                let wrong = Diagnostic::new(&codes::C411, test.span).arg("map", &*test.name);
                ctx.report(wrong.arg("given", ctx.catalog.entity_name(source)));
                return None;
            }
            (source, toward)
        }
    };
    for sample in &mut test.samples {
        sample.is_subject = sample.entity == source;
    }
    if !test.samples.iter().any(|sample| sample.is_subject) {
        return no_record(ctx, test, &[source]);
    }
    test.toward = toward;
    let map = ctx.checked.maps.iter().find(|map| map.name == test.map)?;
    let target = if toward == Toward::Left { map.left } else { map.right };
    Some((source, target))
}

fn no_record<T>(ctx: &mut Context<'_>, test: &Test, wanted: &[EntityId]) -> Option<T> {
    let wanted: Vec<String> =
        wanted.iter().map(|entity| ctx.catalog.entity_name(*entity)).collect();
    let none = Diagnostic::new(&codes::C403, test.span).arg("wanted", wanted.join(" | "));
    ctx.report(none);
    None
}

/// Values of constants and settings, rows of tables.
fn givens(ctx: &mut Context<'_>, test: &mut Test, declared: &ast::Test) {
    for item in &declared.body {
        match &item.kind {
            TestItemKind::Value { path, value } => {
                if let Some(value) = given_value(ctx, path, value, item.span) {
                    test.values.push(value);
                }
            }
            TestItemKind::Rows { table, rows } => {
                let number = match ctx.find(Space::Table, &table.text) {
                    Some(Declared::Table(number)) => number,
                    // What is wrong with the declaration was told there.
                    Some(_) => continue,
                    None => {
                        ctx.undeclared(Space::Table, table);
                        continue;
                    }
                };
                let mut scratch = without_rows(ctx.table(number));
                for row in rows {
                    super::table::line(ctx, &mut scratch, row);
                }
                test.tables.push((table.text.clone(), rows.clone()));
            }
            _ => {}
        }
    }
}

/// The table's columns, to check rows against.
fn without_rows(table: &Table) -> Table {
    Table {
        name: table.name.clone(),
        left: table.left.clone(),
        right: table.right.clone(),
        toward: table.toward.clone(),
        rows: Vec::new(),
        otherwise: None,
        no_rows: None,
        file: None,
        span: table.span,
    }
}

fn given_value(
    ctx: &mut Context<'_>,
    path: &[Name],
    value: &ast::Expr,
    span: Span,
) -> Option<(Box<str>, bool, Cell)> {
    let (space, name) = match path {
        [scope, name] if &*scope.text == "const" => (Space::Const, name),
        [scope, name] if &*scope.text == "setting" => (Space::Setting, name),
        _ => {
            ctx.report(Diagnostic::new(&codes::C407, span));
            return None;
        }
    };
    let number = match ctx.find(space, &name.text) {
        Some(Declared::Given(number)) => number,
        Some(_) => return None,
        None => {
            ctx.undeclared(space, name);
            return None;
        }
    };
    let Some(scalar) = scalar(value) else {
        ctx.report(Diagnostic::new(&codes::C408, value.span));
        return None;
    };
    let cell = Cell { scalar, span: value.span };
    let ty = ctx.checked.givens[number].ty.clone();
    ctx.cell(&cell, &ty)?;
    Some((name.text.clone(), space == Space::Setting, cell))
}

/// A literal as a file of settings would have it.
fn scalar(value: &ast::Expr) -> Option<Scalar> {
    match &value.kind {
        ExprKind::Text(text) => plain(text).map(Scalar::Text),
        ExprKind::Number(number) => Some(Scalar::Number(number.to_string())),
        ExprKind::Unary(operator, inner) if operator.node == Unary::Minus => match &inner.kind {
            ExprKind::Number(number) => Some(Scalar::Number(format!("-{number}"))),
            _ => None,
        },
        ExprKind::Bool(truth) => Some(Scalar::Bool(*truth, truth.to_string())),
        ExprKind::Empty => Some(Scalar::Empty),
        _ => None,
    }
}

/// The fields that the rules of the test's map write. What a pattern fixes has no path of its own.
fn written(ctx: &Context<'_>, test: &Test) -> Vec<Written> {
    let map = ctx.checked.maps.iter().find(|map| map.name == test.map);
    let bodies = map.into_iter().flat_map(|map| &map.bodies);
    let mut written = Vec::new();
    for body in bodies.filter(|body| body.toward == test.toward) {
        gather(&body.statements, None, &mut written);
    }
    written
}

fn gather(statements: &[Stmt], group: Option<&Group>, written: &mut Vec<Written>) {
    let rows = group.map(|group| group.path.clone());
    for statement in statements {
        match statement {
            Stmt::Set(set) => written.extend(set.cells.iter().map(|cell| Written {
                rows: rows.clone(),
                path: cell.path.clone(),
                wire: cell.wire.last().cloned().unwrap_or_default(),
            })),
            Stmt::Each { group, body, .. } | Stmt::Row { group, body, .. } => {
                written.extend(group.patterns.iter().filter(|pattern| pattern.equal).map(
                    |pattern| Written {
                        rows: Some(group.path.clone()),
                        path: "".into(),
                        wire: pattern.field.wire.name.clone(),
                    },
                ));
                gather(body, Some(group), written);
            }
            Stmt::Let { .. } | Stmt::Check { .. } => {}
        }
    }
}

fn expectation(
    ctx: &mut Context<'_>,
    test: &mut Test,
    item: &ast::TestItem,
    (source, target): (EntityId, EntityId),
    written: &[Written],
) {
    match &item.kind {
        TestItemKind::Condition(expr) => {
            // The test's own settings may choose other rules than those of the shop.
            let spoiled = if test.values.is_empty() {
                let spoiled = ctx.spoiled.get(&(test.map.clone(), test.toward)).cloned();
                spoiled.unwrap_or_default()
            } else {
                Spoiled::everything()
            };
            let mut reader = leaf::Reader::new(ctx, test.toward, source, target, written, spoiled);
            let known = test.claims.len();
            reader.claims(expr, &mut test.claims);
            for claim in &test.claims[known..] {
                if claim.leaves.is_empty() {
                    ctx.report(Diagnostic::new(&codes::C414, claim.span));
                }
            }
            same_sides(ctx, expr);
        }
        TestItemKind::Outcome(outcome) => test.outcomes.extend(expected(ctx, outcome)),
        TestItemKind::Snapshot => test.snapshot = Some(item.span),
        TestItemKind::Law { law, except } => {
            let Some((_, kind)) = LawKind::NAMES.into_iter().find(|(name, _)| **name == *law.text)
            else {
                let names = LawKind::NAMES.into_iter().map(|(name, _)| name);
                let unknown = Diagnostic::new(&codes::C406, law.span).arg("name", &*law.text);
                ctx.report(suggest(unknown, law.span, nearest(&law.text, names)));
                return;
            };
            if kind == LawKind::Roundtrip && !goes_both_ways(ctx, &test.map) {
                let wrong = Diagnostic::new(&codes::C412, law.span).arg("map", &*test.map);
                ctx.report(wrong);
                return;
            }
            let except: Vec<Vec<Name>> = except.iter().filter_map(names).collect();
            for path in &except {
                excepted(ctx, path, [target, source]);
            }
            let except = except.iter().map(|path| joined(path).into());
            test.laws.push(Law { kind, except: except.collect(), span: item.span });
        }
        TestItemKind::Sample { .. }
        | TestItemKind::Value { .. }
        | TestItemKind::Rows { .. }
        | TestItemKind::Broken => {}
    }
}

/// `x == x` holds whatever came out.
fn same_sides(ctx: &mut Context<'_>, expr: &ast::Expr) {
    match &expr.kind {
        ExprKind::Binary(operator, a, b) if operator.node == ast::Binary::And => {
            same_sides(ctx, a);
            same_sides(ctx, b);
        }
        ExprKind::Binary(_, a, b) if shown(a) == shown(b) && shown(a).contains("result") => {
            ctx.report(Diagnostic::new(&codes::C414, expr.span));
        }
        _ => {}
    }
}

/// A field that a law leaves out must be one of either end, or of rows in it.
fn excepted(ctx: &mut Context<'_>, path: &[Name], ends: [EntityId; 2]) {
    let [target, source] = ends.map(|entity| ctx.catalog[entity].record);
    let catalog = ctx.catalog;
    let rows = [target, source].into_iter().flat_map(|record| {
        catalog[record].fields.values().filter_map(|field| match &field.ty {
            Type::Rows(rows) => Some(rows.record),
            _ => None,
        })
    });
    let known = |record: RecordId| missing(catalog, record, path).is_none();
    if [target, source].into_iter().chain(rows).any(known) {
        return;
    }
    // The end that knows how the path begins is meant.
    let found = [target, source].map(|record| missing(catalog, record, path));
    let inside = |(_, name): &&(RecordId, &Name)| name.span != path[0].span;
    let meant = found.iter().flatten().find(inside).or(found.iter().flatten().next());
    if let Some((record, name)) = meant {
        ctx.unknown_field(*record, name);
    }
}

/// The first name of a path that is no field, and the record that lacks it.
fn missing<'p>(
    catalog: &Catalog,
    record: RecordId,
    path: &'p [Name],
) -> Option<(RecordId, &'p Name)> {
    let mut record = record;
    for (at, name) in path.iter().enumerate() {
        if catalog[record].open {
            return None;
        }
        let Some(field) = catalog.field(record, &name.text) else { return Some((record, name)) };
        record = match (&field.ty, field.inline) {
            (Type::Record(inner), _) => *inner,
            (Type::Rows(rows), _) => rows.record,
            (_, Some(inner)) => inner,
            _ => return path.get(at + 1).map(|next| (record, next)),
        };
    }
    None
}

fn goes_both_ways(ctx: &Context<'_>, map: &str) -> bool {
    ctx.checked.maps.iter().any(|known| &*known.name == map && known.bodies.len() > 1)
}

fn expected(ctx: &mut Context<'_>, outcome: &ast::Outcome) -> Option<ExpectedOutcome> {
    if !possible(ctx, outcome, EXPECTED) {
        return None;
    }
    let text = outcome.message.as_ref();
    let words = text.map(|text| plain(text).ok_or(text.span));
    let text = match words.transpose() {
        Ok(words) => words.map(Into::into),
        Err(span) => {
            ctx.report(Diagnostic::new(&codes::C408, span));
            return None;
        }
    };
    let span = outcome.span;
    let outcome = Outcome { kind: outcome_kind(&outcome.kind), message: None, span };
    Some(ExpectedOutcome { outcome, text, span })
}

//! Tree to checked tree: names, types, completeness; one rule, one file.
//!
//! Total: a broken file gives a checked tree of what is left and the list of what is wrong. Nothing
//! is filled in later, nothing above asks again whether a name exists.

mod against;
mod always;

mod bare;
mod behind;
mod block;
mod built;
mod call;
mod choose;
mod columns;
mod conditions;
mod constant;
mod context;
mod convert;
mod covered;
mod each;
mod entries;
mod expr;
mod flow;
mod given;
mod goes;
mod guard;
mod idle;
mod known;
mod literal;
mod made;
mod map;
mod matching;
mod mentions;
mod misplaced;
mod modifier;
mod nearby;
mod operator;
mod order;
mod outcome;
mod override_;
mod owners;
mod path;
mod pattern;
mod place;
mod pulled;
mod readers;
mod rivals;
mod rows;
mod scope;
mod search;
mod sides;
mod spoiled;
mod steps;
mod suits;
mod table;
mod test;
mod tree;
mod types;
mod used;
mod uses;
pub mod values;
mod via;
mod wanted;
mod was;
mod writers;
mod written;

pub use constant::Constant;
pub use order::order;
pub use scope::UP;
pub use test::{Claim, ExpectedOutcome, Law, LawKind, Leaf, Sample, Seen, Test, Written};
pub use tree::{
    Access, Body, Cell, Checked, Column, Composition, Expr, ExprKind, Flow, FlowStep, Fold, Given,
    Group, GuardTest, GuardValue, Key, Map, Match, MatchPart, MatchStep, Named, Offer, Outcome,
    OutcomeKind, Part, Pattern, Piece, Rows, SayPart, Search, Set, Stmt, Table, TableRow, TextPart,
    Toward, Used,
};
pub use values::Values;
pub use was::{looks, standing};

use std::collections::HashMap;

use crate::diag::Diagnostic;
use crate::schema::Catalog;
use crate::syntax::ast::{File, ItemKind};
use context::{Context, Declared, Space};

/// `a and b`
fn both(a: Expr, b: Expr) -> Expr {
    let span = a.span;
    let kind = ExprKind::Binary(crate::syntax::ast::Binary::And, Box::new(a), Box::new(b), 0);
    Expr::new(kind, crate::schema::Type::Bool, false, span)
}

/// Checks the files of a mapping together, against the catalog and what the shop's owner filled in.
pub fn check<'a>(
    files: &[&'a File],
    catalog: &'a Catalog,
    values: &'a Values,
) -> (Checked, Vec<Diagnostic>) {
    let mut ctx = Context::new(catalog, values);
    ctx.keywords = files.iter().map(|file| (file.id, file.keywords)).collect();
    ctx.conditions = files.iter().flat_map(|file| &file.conditions).collect();
    ctx.texts = files.iter().map(|file| (file.id, &*file.text)).collect();
    let items = || files.iter().flat_map(|file| &file.items);
    for item in items() {
        match &item.kind {
            ItemKind::Const(declared) => given::constant(&mut ctx, declared),
            ItemKind::Setting(declared) => given::setting(&mut ctx, declared),
            ItemKind::Map(map) => ctx.declare(Space::Map, &map.name, Declared::Map),
            ItemKind::Flow(flow) => ctx.declare(Space::Flow, &flow.name, Declared::Flow),
            _ => {}
        }
    }
    for item in items() {
        if let ItemKind::Table(declared) = &item.kind {
            table::table(&mut ctx, declared);
        }
    }
    for item in items() {
        if let ItemKind::Match(declared) = &item.kind {
            matching::matching(&mut ctx, declared);
        }
    }
    for item in items() {
        conditions::condition(&mut ctx, &item.kind);
    }
    conditions::circles(&mut ctx, items().map(|item| &item.kind));
    for mut declared in maps(&mut ctx, files) {
        idle::rules(&mut ctx, &mut declared);
        map::map(&mut ctx, &declared);
    }
    for item in items() {
        match &item.kind {
            ItemKind::Flow(declared) => flow::flow(&mut ctx, declared),
            ItemKind::Serve(_) => ctx.later(item.span, "declaration"),
            _ => {}
        }
    }
    // A test may speak of codes that no exchange does.
    let codes = ctx.checked.codes.clone();
    test::tests(&mut ctx, files);
    ctx.checked.codes = codes;
    ctx.names_wanted();
    matching::creators(&mut ctx);
    made::made(&mut ctx);
    rivals::rivals(&mut ctx);
    writers::writers(&mut ctx);
    owners::owners(&mut ctx);
    covered::covered(&mut ctx);
    uses::undeclared(&mut ctx);
    uses::unfilled(&mut ctx);
    uses::unused(&mut ctx);
    ctx.checked.used = used::used(&ctx);
    // Both directions of a map see the same statement: what is wrong is told once.
    let found = std::mem::take(&mut ctx.diagnostics);
    let meant = nearby::offered(&found);
    let mut told: HashMap<_, Vec<&Diagnostic>> = HashMap::new();
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for diagnostic in &found {
        let alike = told.entry((diagnostic.code.id, diagnostic.span)).or_default();
        if !alike.contains(&diagnostic) && !nearby::is_meant(diagnostic, &meant) {
            alike.push(diagnostic);
            diagnostics.push(diagnostic.clone());
        }
    }
    (ctx.checked, diagnostics)
}

/// The maps of the files, with what overrides of them say.
fn maps(ctx: &mut Context<'_>, files: &[&File]) -> Vec<crate::syntax::ast::Map> {
    let items = || files.iter().flat_map(|file| &file.items);
    let mut maps: Vec<_> = items()
        .filter_map(|item| match &item.kind {
            ItemKind::Map(map) => Some(map.clone()),
            _ => None,
        })
        .collect();
    let mut added = std::collections::BTreeSet::new();
    for item in items() {
        let ItemKind::Override(change) = &item.kind else { continue };
        if let Some(map) = maps.iter_mut().find(|map| map.name.text == change.name.text) {
            override_::apply(ctx, map, &change.body, &mut added);
            continue;
        }
        let unknown = Diagnostic::new(&crate::diag::codes::N114, change.name.span)
            .arg("name", &*change.name.text);
        let known = ctx.names_of(&[Space::Map]);
        let unknown = nearby::among(unknown, change.name.span, &change.name.text, &known);
        ctx.report(unknown);
    }
    maps
}

//! Tree to checked tree: names, types, completeness; one rule, one file.
//!
//! Total: a broken file gives a checked tree of what is left and the list of what is wrong. Nothing
//! is filled in later, nothing above asks again whether a name exists.

mod constant;
mod context;
mod expr;
mod flow;
mod given;
mod literal;
mod map;
mod matching;
mod path;
mod place;
mod scope;
mod table;
mod tree;
mod types;
pub mod values;
mod via;

pub use constant::Constant;
pub use tree::{
    Access, Body, Cell, Checked, Column, Composition, Expr, ExprKind, Flow, FlowStep, Fold, Given,
    Group, Key, Map, Match, MatchPart, MatchStep, Offer, Outcome, OutcomeKind, Part, Pattern,
    Piece, Rows, SayPart, Search, Set, Stmt, Table, TableRow, TextPart, Toward,
};
pub use values::Values;

use crate::diag::Diagnostic;
use crate::schema::Catalog;
use crate::syntax::ast::{File, ItemKind};
use context::{Context, Declared, Space};

/// `a or b`
pub fn either(a: Expr, b: Expr) -> Expr {
    let span = a.span;
    let kind = ExprKind::Binary(crate::syntax::ast::Binary::Or, Box::new(a), Box::new(b), 0);
    Expr::new(kind, crate::schema::Type::Bool, false, span)
}

/// Checks the files of a mapping together, against the catalog and what the shop's owner filled in.
pub fn check(files: &[&File], catalog: &Catalog, values: &Values) -> (Checked, Vec<Diagnostic>) {
    let mut ctx = Context::new(catalog, values);
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
        if let ItemKind::Map(declared) = &item.kind {
            map::map(&mut ctx, declared);
        }
    }
    for item in items() {
        match &item.kind {
            ItemKind::Flow(declared) => flow::flow(&mut ctx, declared),
            ItemKind::Serve(_) | ItemKind::Override(_) => ctx.later(item.span, "declaration"),
            _ => {}
        }
    }
    // Both directions of a map see the same statement: what is wrong is told once.
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for diagnostic in ctx.diagnostics {
        if !diagnostics.contains(&diagnostic) {
            diagnostics.push(diagnostic);
        }
    }
    (ctx.checked, diagnostics)
}

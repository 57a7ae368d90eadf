//! A mapping with the constants, settings and tables that a test gives.

use std::fmt::Write as _;

use crate::check::{self, Checked, Test};
use crate::diag::Diagnostic;
use crate::program::{self, Mapping};
use crate::project::Project;
use crate::syntax::ast::{File, ItemKind, TableItem, TableItemKind};

/// A mapping to run tests with.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) checked: &'a Checked,
    pub(super) mapping: &'a Mapping,
}

/// A mapping made for some tests.
pub(super) struct Compiled {
    pub(super) checked: Checked,
    pub(super) mapping: Mapping,
    /// What is wrong with it and not with the project's own.
    pub(super) mistakes: Vec<Diagnostic>,
}

/// Whether a test gives nothing but records.
pub(super) fn is_plain(test: &Test) -> bool {
    test.values.is_empty() && test.tables.is_empty()
}

/// What a test's mapping is known by: tests that give the same share one.
pub(super) fn name(project: &Project, test: &Test) -> String {
    let mut name = String::new();
    for (value, is_setting, cell) in &test.values {
        let _ = writeln!(name, "{is_setting} {value} {:?}", cell.scalar);
    }
    for (table, rows) in &test.tables {
        let rows: Vec<&str> = rows.iter().map(|row| project.sources.text(row.span)).collect();
        let _ = writeln!(name, "{table} {rows:?}");
    }
    name
}

/// Checks and compiles the project's mapping with what the test gives.
pub(super) fn compile(project: &Project, test: &Test) -> Compiled {
    let mut values = project.values.clone();
    for (name, is_setting, cell) in &test.values {
        let given = if *is_setting { &mut values.settings } else { &mut values.constants };
        given.insert(name.to_string(), cell.clone());
    }
    let mut files = project.files.clone();
    for (table, rows) in &test.tables {
        for file in &mut files {
            fill(file, table, rows);
        }
    }
    let files: Vec<&File> = files.iter().collect();
    let (checked, diagnostics) = check::check(&files, &project.catalog, &values);
    let mapping = program::lower(&checked, &project.catalog);
    let new = |found: &Diagnostic| found.is_error() && !project.diagnostics.contains(found);
    let mistakes = diagnostics.into_iter().filter(new).collect();
    Compiled { checked, mapping, mistakes }
}

/// Gives a table these rows instead of its own; there is nothing to pull them from.
fn fill(file: &mut File, name: &str, rows: &[TableItem]) {
    for item in &mut file.items {
        let ItemKind::Table(table) = &mut item.kind else { continue };
        if &*table.name.text != name {
            continue;
        }
        table.from = None;
        table.body.retain(|item| {
            !matches!(
                item.kind,
                TableItemKind::Row { .. } | TableItemKind::Member(_) | TableItemKind::Pull { .. }
            )
        });
        table.body.extend(rows.iter().cloned());
    }
}

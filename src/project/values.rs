//! What the shop's owner filled in: `settings.yaml` and the files of the tables.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;
use serde_yaml::Spanned;

use crate::check::Values;
use crate::diag::Diagnostic;
use crate::project::files::inside;
use crate::project::table_rows::Read;
use crate::project::yaml::{self, AnyScalar, Entries};
use crate::project::{Files, table_rows, unreadable};
use crate::source::Sources;
use crate::syntax::ast::{ItemKind, TestItemKind};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SettingsFile {
    #[serde(default, rename = "const")]
    constants: Entries<Spanned<AnyScalar>>,
    #[serde(default, rename = "setting")]
    settings: Entries<Spanned<AnyScalar>>,
}

/// Reads the settings and every table file that the mappings name; what is wrong with single rows
/// stands apart, since it hides nothing.
pub(super) fn read(
    dir: &Path,
    files: &Files,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> (Values, Vec<Diagnostic>) {
    let mut values = Values::default();
    let mut rows = Vec::new();
    settings(dir, &mut values, sources, diagnostics);
    values.samples = Some(samples(dir, files));
    for file in files.parsed() {
        for item in &file.items {
            let ItemKind::Table(table) = &item.kind else { continue };
            let Some(from) = &table.from else { continue };
            if values.tables.contains_key(&*from.node) {
                continue;
            }
            let mut read = match files.beside(file, from) {
                Some(Ok((name, text))) => table_rows::read(table, &name, &text, sources),
                Some(Err(wrong)) => Read { lost: vec![*wrong], ..Read::default() },
                None => continue,
            };
            let told: Vec<Diagnostic> = read.lost.iter().chain(&read.wrong).cloned().collect();
            if !told.is_empty() {
                values.unread.insert(from.node.to_string(), told);
            }
            diagnostics.append(&mut read.lost);
            rows.append(&mut read.wrong);
            values.tables.insert(from.node.to_string(), read.rows);
        }
    }
    (values, rows)
}

/// The folder of samples.
const SAMPLES: &str = "samples";

/// The samples of tests that are there.
fn samples(dir: &Path, files: &Files) -> BTreeSet<String> {
    let items = files.parsed().flat_map(|file| &file.items);
    let lines = items.flat_map(|item| match &item.kind {
        ItemKind::Test(test) => &test.body[..],
        _ => &[],
    });
    let named = lines.filter_map(|line| match &line.kind {
        TestItemKind::Sample { file, .. } => Some(file.node.to_string()),
        _ => None,
    });
    let is_there =
        |name: &String| inside(Path::new(name)).is_some_and(|path| dir.join(path).is_file());
    // What lies in the usual folder may be meant by a wrong name.
    let lying = std::fs::read_dir(dir.join(SAMPLES)).into_iter().flatten().flatten();
    let lying = lying.map(|file| format!("{SAMPLES}/{}", file.file_name().to_string_lossy()));
    named.chain(lying).filter(is_there).collect()
}

fn settings(
    dir: &Path,
    values: &mut Values,
    sources: &mut Sources,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let path = dir.join("settings.yaml");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        // A project without constants and settings needs no such file.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            values.missing = true;
            return;
        }
        Err(error) => {
            diagnostics.push(unreadable(&path, &error));
            return;
        }
    };
    let file = sources.add("settings.yaml", &text);
    let Some(found) = yaml::parse::<SettingsFile>(file, sources, diagnostics) else { return };
    for (name, cell) in found.constants.0 {
        values.constants.insert(name, yaml::cell(&cell, file, sources));
    }
    for (name, cell) in found.settings.0 {
        values.settings.insert(name, yaml::cell(&cell, file, sources));
    }
}

//! A project folder: files in, a compiled project out.
//!
//! What is wrong with any of its files, mappings, tables or settings, becomes a diagnostic with its
//! place; a project with errors still opens, for those who want to look at it.

pub mod config;
pub mod connect;
pub mod doctor;
mod exposed;
mod files;
mod folder;
pub(crate) mod payloads;
pub mod pull;
pub mod scene;
mod schedule;
mod schemas;
mod secrets;
mod sound;
mod table_rows;
mod unread;
mod values;
mod yaml;
mod zone;

pub use config::{Config, System};
pub use files::Files;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::check::{self, Checked, Values};
use crate::diag::{Diagnostic, codes};
use crate::journal::Hash;
use crate::program::{self, Mapping};
use crate::schema::Catalog;
use crate::source::{Sources, Span};
use crate::syntax::ast;
use schemas::Built;
use unread::Unread;

/// The name of the file that makes a folder a project.
pub const FILE: &str = "obmen.yaml";

/// A project, read and compiled.
#[derive(Debug)]
pub struct Project {
    /// The folder.
    pub dir: PathBuf,
    /// `obmen.yaml`
    pub config: Config,
    /// The texts that diagnostics point into.
    pub sources: Sources,
    /// The mapping files, those that others use before them.
    pub files: Vec<ast::File>,
    /// The schemas of the sides.
    pub catalog: Catalog,
    /// When the dictionaries were fetched that the sides are judged by.
    pub fetched: Option<Box<str>>,
    /// What the shop's owner filled in.
    pub values: Values,
    /// The checked mapping.
    pub checked: Checked,
    /// The compiled mapping.
    pub mapping: Mapping,
    /// Everything that is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

impl Project {
    /// The sides that the mappings declare, each once.
    pub fn sides(&self) -> impl Iterator<Item = &ast::Side> {
        let all = self.files.iter().flat_map(|file| &file.items);
        let sides = all.filter_map(|item| match &item.kind {
            ast::ItemKind::Side(side) => Some(side),
            _ => None,
        });
        let mut seen = std::collections::BTreeSet::new();
        sides.filter(move |side| seen.insert(side.name.text.clone()))
    }

    /// What tells this state of the project's files from others.
    pub fn fingerprint(&self) -> String {
        let mut all = String::new();
        for (_, file) in self.sources.files() {
            all.push_str(&file.name);
            all.push('\0');
            all.push_str(&file.text);
            all.push('\0');
        }
        Hash::of(all.as_bytes()).0.chars().take(16).collect()
    }

    /// Whether nothing may run.
    pub fn is_broken(&self) -> bool {
        self.diagnostics.iter().any(Diagnostic::is_error)
    }
}

/// Reads the settings of a project alone: for what needs no mapping.
pub fn settings(dir: &Path) -> (Config, Sources, Vec<Diagnostic>) {
    let (mut sources, mut diagnostics) = (Sources::default(), Vec::new());
    let config = config::read(dir, &mut sources, &mut diagnostics).config;
    (config, sources, diagnostics)
}

/// Opens the project of a folder. A folder that is none still gives a project: an empty one with the
/// diagnostic that says so.
pub fn open(dir: &Path) -> Project {
    open_with(dir, BTreeMap::new())
}

/// The same, with texts in the place of files that were saved: what the systems have now.
pub fn open_with(dir: &Path, fetched: BTreeMap<String, String>) -> Project {
    let mut sources = Sources::default();
    let mut diagnostics = Vec::new();
    let config::Settings { config, text } = config::read(dir, &mut sources, &mut diagnostics);
    let is_read = diagnostics.is_empty();
    if is_read
        && config.mappings.is_empty()
        && let Some((file, _)) = sources.files().find(|(_, source)| *source.name == *FILE)
    {
        diagnostics.push(Diagnostic::new(&codes::P134, Span::new(file, 0, 0)));
    }
    let mut files = Files::new(dir, fetched);
    for mapping in &config.mappings {
        let place = sources.files().find(|(_, source)| *source.name == *FILE);
        let place = place.map(|(file, _)| yaml::cell_span(mapping, file, &sources));
        files.take(&mapping.value, place, &mut sources, &mut diagnostics);
    }
    let Built { mut catalog, fetched, asked } =
        schemas::build(&files, &mut sources, &mut diagnostics);
    let (values, rows) = values::read(dir, &files, &mut sources, &mut diagnostics);
    let parsed: Vec<&ast::File> = files.parsed().collect();
    let (checked, found) = check::check(&parsed, &catalog, &values);
    // Names that a broken file did not declare would be told as unknown a hundred times.
    let hides = |d: &Diagnostic| d.is_error() && d.code.id.starts_with('P') && !files.is_guessed(d);
    let broken = diagnostics.iter().any(hides);
    diagnostics.extend(rows);
    let torn = diagnostics.iter().any(|d: &Diagnostic| d.is_error() && d.code.id.starts_with('S'));
    let unread = Unread::of(&files, &sources);
    if !broken {
        let found = found.into_iter().filter(|found| !unread.explains(found));
        diagnostics.extend(found.filter(|found| {
            // Of a shipped mapping a project uses what it needs, and its base has what it has.
            // What a rule that cannot be read used may look unused, what it declared unasked for.
            if torn && [&codes::C326, &codes::C332].contains(&found.code) {
                return false;
            }
            let is_of_shop = [&codes::C326, &codes::C330].contains(&found.code);
            !is_of_shop || !found.span.is_some_and(|at| files.is_shipped(at.file))
        }));
    }
    if is_read {
        let mut found = Vec::new();
        let known = sound::Known { catalog: &catalog, asked: &asked };
        sound::check(&parsed, &known, (&text, &sources), &mut found);
        diagnostics.extend(found.into_iter().filter(|found| !unread.explains(found)));
        sound::followed(&checked, &catalog, &config, &mut diagnostics);
    }
    // What was filled in may be for a declaration that could not be read.
    diagnostics.retain(|told| !torn || told.code != &codes::C332);
    crate::diag::told_once(&mut diagnostics);
    crate::diag::fewer(&mut diagnostics);
    let mapping = program::lower_marked(&checked, &mut catalog);
    let files = files.into_parsed();
    Project {
        dir: dir.to_owned(),
        config,
        sources,
        files,
        catalog,
        fetched,
        values,
        checked,
        mapping,
        diagnostics,
    }
}

/// The diagnostic of a file that cannot be read.
fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    let code =
        if error.kind() == std::io::ErrorKind::NotFound { &codes::P101 } else { &codes::P102 };
    Diagnostic::placeless(code).arg("file", path.display().to_string()).machine(error)
}

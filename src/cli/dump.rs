//! `obmen dump`: a stage of the compiler as text, for programmers.

use std::path::{Path, PathBuf};

use crate::check::{Map, Stmt};
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::{failure, files};
use crate::diag::Diagnostic;
use crate::program::Program;
use crate::project::{self, Project};
use crate::source::{Sources, Span};
use crate::syntax::ast::ItemKind;
use crate::syntax::{dump, parse};

/// Shows the tree of a file, and beside it what is wrong with the file.
pub(crate) fn ast(file: &Path, folder: &Path, console: &mut Console) -> Exit {
    let name = files::shown(file, folder);
    let text = match files::read(file) {
        Ok(text) => text,
        Err(error) => return console.unreadable(&name, &error),
    };
    let mut sources = Sources::default();
    let (tree, diagnostics) = parse(sources.add(&name, &text), &text);
    console.answer(&dump(&tree));
    console.diagnostics(&diagnostics, &sources);
    if diagnostics.iter().any(Diagnostic::is_error) { Exit::Mistake } else { Exit::Done }
}

/// A project of which one file is shown.
struct Shown<'a> {
    project: Project,
    file: &'a Path,
    /// The maps whose rules the file overrides: they are its own, too.
    overridden: Vec<Box<str>>,
}

impl Shown<'_> {
    /// Opens the project of a file and tells what is wrong with it.
    fn open<'a>(file: &'a Path, folder: &Path, console: &mut Console) -> Result<Shown<'a>, Exit> {
        let overridden = overridden(file, folder, console)?;
        let project = project::open(&home(file, folder));
        let found = failure::all_in_words(&project.diagnostics, console.texts());
        console.diagnostics(&found, &project.sources);
        Ok(Shown { project, file, overridden })
    }

    /// Whether a map that stands there is the file's own.
    fn has(&self, map: &str, span: Span) -> bool {
        let name = &self.project.sources.file(span.file).name;
        let stands_in_it = self.file.to_string_lossy().replace('\\', "/").ends_with(&**name);
        stands_in_it || self.overridden.iter().any(|name| **name == *map)
    }

    /// Says why there is nothing to show.
    fn nothing(&self, folder: &Path, console: &mut Console) {
        if !self.project.is_broken() {
            let args = [("file", files::shown(self.file, folder).into())];
            let text = console.texts().say("cli-dump-nothing", &args);
            console.warning(&text);
        }
    }
}

/// Shows the maps of a file after the checks, a statement a line, once a direction; those that it
/// overrides are its own, too.
pub(crate) fn checked(file: &Path, folder: &Path, console: &mut Console) -> Exit {
    let shown = match Shown::open(file, folder, console) {
        Ok(shown) => shown,
        Err(exit) => return exit,
    };
    let project = &shown.project;
    let own = project.checked.maps.iter().filter(|map| shown.has(&map.name, map.span));
    let own: Vec<&Map> = own.collect();
    if own.is_empty() {
        shown.nothing(folder, console);
    }
    for map in own {
        for body in &map.bodies {
            console.answer(&format!("map {} {:?}\n", map.name, body.toward));
            body.statements.iter().for_each(|statement| line(statement, 1, console));
        }
    }
    if project.is_broken() { Exit::Mistake } else { Exit::Done }
}

fn line(statement: &Stmt, depth: usize, console: &mut Console) {
    let indent = "  ".repeat(depth);
    match statement {
        Stmt::Each { group, rows, when, body, .. } => {
            console.answer(&format!("{indent}each {group:?} <- {rows:?} when {when:?}\n"));
            body.iter().for_each(|inner| line(inner, depth + 1, console));
        }
        Stmt::Row { group, when, body, .. } => {
            console.answer(&format!("{indent}row {group:?} when {when:?}\n"));
            body.iter().for_each(|inner| line(inner, depth + 1, console));
        }
        Stmt::Set(_) | Stmt::Let { .. } | Stmt::Check { .. } => {
            console.answer(&format!("{indent}{statement:?}\n"));
        }
    }
}

/// The names of the maps whose rules a file overrides.
fn overridden(file: &Path, folder: &Path, console: &mut Console) -> Result<Vec<Box<str>>, Exit> {
    let name = files::shown(file, folder);
    let text = files::read(file).map_err(|error| console.unreadable(&name, &error))?;
    let (tree, _) = parse(Sources::default().add(&name, &text), &text);
    let names = tree.items.into_iter().filter_map(|item| match item.kind {
        ItemKind::Override(change) => Some(change.name.text),
        _ => None,
    });
    Ok(names.collect())
}

/// Shows the programs of a file's maps: cells, terms and operations by their numbers.
pub(crate) fn program(file: &Path, folder: &Path, console: &mut Console) -> Exit {
    let shown = match Shown::open(file, folder, console) {
        Ok(shown) => shown,
        Err(exit) => return exit,
    };
    let project = &shown.project;
    let own = project.mapping.programs.iter().filter(|it| shown.has(&it.map, it.span));
    let own: Vec<&Program> = own.collect();
    if own.is_empty() {
        shown.nothing(folder, console);
    }
    for program in own {
        console.answer(&listing(program, project));
    }
    if project.is_broken() { Exit::Mistake } else { Exit::Done }
}

fn listing(program: &Program, project: &Project) -> String {
    let place = |span| {
        let place = project.sources.place(span);
        format!("{}:{}", place.line, place.column)
    };
    let mut text = format!("program {} {:?}\n", program.map, program.toward);
    for (number, cell) in program.layout.cells.iter().enumerate() {
        text += &format!("  cell {number} {} {:?} {}\n", cell.path, cell.ty, place(cell.rule));
    }
    for (number, group) in program.layout.groups.iter().enumerate() {
        text += &format!("  group {number} {} {}\n", group.path, place(group.rule));
        for (number, cell) in group.cells.iter().enumerate() {
            text += &format!("    cell {number} {} {:?}\n", cell.path, cell.ty);
        }
    }
    for (number, (term, span)) in program.terms.iter().zip(&program.spans).enumerate() {
        text += &format!("  term {number} {term:?} {}\n", place(*span));
    }
    for op in &program.ops {
        text += &format!("  {op:?}\n");
    }
    text
}

/// The project that a file belongs to: the nearest folder above it that is one.
fn home(file: &Path, folder: &Path) -> PathBuf {
    let above = file.ancestors().skip(1).find(|folder| folder.join(project::FILE).is_file());
    above.unwrap_or(folder).to_owned()
}

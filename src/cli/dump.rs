//! `obmen dump`: a stage of the compiler as text, for programmers.

use std::path::{Path, PathBuf};

use crate::check::Stmt;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::{failure, files};
use crate::diag::Diagnostic;
use crate::program::Program;
use crate::project::{self, Project};
use crate::source::{Sources, Span};
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

/// Shows the maps of a file after the checks, a statement a line, once a direction.
pub(crate) fn checked(file: &Path, folder: &Path, console: &mut Console) -> Exit {
    let project = project::open(&home(file, folder));
    let found = failure::all_in_words(&project.diagnostics, console.texts());
    console.diagnostics(&found, &project.sources);
    for map in &project.checked.maps {
        if !is_of(&project, map.span, file) {
            continue;
        }
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

/// Shows the programs of a file's maps: cells, terms and operations by their numbers.
pub(crate) fn program(file: &Path, folder: &Path, console: &mut Console) -> Exit {
    let project = project::open(&home(file, folder));
    let found = failure::all_in_words(&project.diagnostics, console.texts());
    console.diagnostics(&found, &project.sources);
    for program in &project.mapping.programs {
        if is_of(&project, program.span, file) {
            console.answer(&listing(program, &project));
        }
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

fn is_of(project: &Project, span: Span, file: &Path) -> bool {
    let name = &project.sources.file(span.file).name;
    file.to_string_lossy().replace('\\', "/").ends_with(&**name)
}

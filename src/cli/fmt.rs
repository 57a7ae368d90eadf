//! `obmen fmt`: mapping files in canonical layout, with keywords in one language or the other.

use std::path::{Path, PathBuf};

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::lower::Fmt;
use crate::diag::{Diagnostic, Language};
use crate::source::Sources;
use crate::syntax::ast::Keywords;
use crate::syntax::{parse, print};

/// Formats the files, or says which ones differ from their canonical layout.
pub(crate) fn fmt(fmt: &Fmt, console: &mut Console) -> Exit {
    let files = match named(fmt) {
        Ok(files) => files,
        Err((path, error)) => return console.unreadable(&files::shown(&path, &fmt.folder), &error),
    };
    if files.is_empty() {
        let text = console.texts().say("fmt-no-files", &[]);
        console.mistake(&text);
        return Exit::Mistake;
    }
    let exit = files.iter().fold(Exit::Done, |exit, path| exit.and(one(path, fmt, console)));
    if fmt.exit_zero { exit.softened() } else { exit }
}

/// The files that are meant: those named, those in named folders, else the project's mappings.
fn named(fmt: &Fmt) -> Result<Vec<PathBuf>, (PathBuf, std::io::Error)> {
    let mappings = fmt.folder.join("mappings");
    let all = [if mappings.is_dir() { mappings } else { fmt.folder.clone() }];
    let named: &[PathBuf] = if fmt.files.is_empty() { &all } else { &fmt.files };
    let mut files = Vec::new();
    for path in named {
        if path.is_dir() {
            files.extend(files::under(path, "obmen").map_err(|error| (path.clone(), error))?);
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn one(path: &Path, fmt: &Fmt, console: &mut Console) -> Exit {
    let name = files::shown(path, &fmt.folder);
    let text = match files::read(path) {
        Ok(text) => text,
        Err(error) => return console.unreadable(&name, &error),
    };
    let mut sources = Sources::default();
    let (tree, diagnostics) = parse(sources.add(&name, &text), &text);
    if diagnostics.iter().any(Diagnostic::is_error) {
        console.diagnostics(&diagnostics, &sources);
        return Exit::Mistake;
    }
    let keywords = fmt.keywords.map(|language| match language {
        Language::Russian => Keywords::Russian,
        Language::English => Keywords::English,
    });
    let printed = with_line_ends_of(&text, &print(&tree, &text, keywords));
    if printed == text {
        return Exit::Done;
    }
    console.answer(&format!("{name}\n"));
    if fmt.check {
        return Exit::Pending;
    }
    match files::replace(path, &printed) {
        Ok(()) => Exit::Done,
        Err(error) => console.unwritten(&name, &error),
    }
}

/// `printed` with `\r\n` if the text has that at the end of its first line.
fn with_line_ends_of(text: &str, printed: &str) -> String {
    let printed = printed.replace("\r\n", "\n");
    let windows = text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r'));
    if windows { printed.replace('\n', "\r\n") } else { printed }
}

#[cfg(test)]
mod tests;

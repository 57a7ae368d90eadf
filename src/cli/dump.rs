//! `obmen dump`: a stage of the compiler as text, for programmers.

use std::path::Path;

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::diag::Diagnostic;
use crate::source::Sources;
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

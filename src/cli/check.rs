//! `obmen check`: everything that can be known without the systems.

use std::path::Path;

use crate::cli::answer::Answer;
use crate::cli::args::Format;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::diag::render;
use crate::project::{self, Project};

/// Checks the project of a folder and says what is wrong.
pub(crate) fn check(folder: &Path, answer: &Answer, console: &mut Console) -> Exit {
    let project = project::open(folder);
    let exit = if project.is_broken() { Exit::Mistake } else { Exit::Done };
    match answer.format {
        Format::Text => {
            console.diagnostics(&project.diagnostics, &project.sources);
            if exit == Exit::Done {
                summary(&project, console);
            }
        }
        Format::Json => {
            let value = render::json(&project.diagnostics, &project.sources, console.texts());
            answer.write(&value, console);
        }
        Format::Sarif => {
            let value = render::sarif(&project.diagnostics, &project.sources, console.texts());
            answer.write(&value, console);
        }
    }
    exit
}

fn summary(project: &Project, console: &mut Console) {
    let checked = &project.checked;
    let args = [
        ("maps", checked.maps.len().into()),
        ("tables", checked.tables.len().into()),
        ("flows", checked.flows.len().into()),
    ];
    console.say("check-clean", &args);
}

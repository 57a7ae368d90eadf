//! `obmen check`: everything that can be known without the systems; with `--live` what they have now
//! is fetched first.

use std::path::Path;

use crate::cli::answer::Answer;
use crate::cli::args::Format;
use crate::cli::console::Console;
use crate::cli::env::Env;
use crate::cli::exit::Exit;
use crate::cli::schema_pull;
use crate::diag::codes;
use crate::project::{self, Project};

/// What is wanted of a check.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Wanted {
    /// Whether schemas and dictionaries are fetched first.
    pub(crate) live: bool,
    /// Whether findings are no failure.
    pub(crate) exit_zero: bool,
}

/// Checks the project of a folder and says what is wrong.
pub(crate) fn check(
    folder: &Path,
    wanted: Wanted,
    answer: &Answer,
    env: &Env,
    console: &mut Console,
) -> Exit {
    if wanted.live {
        let told = match answer.format {
            Format::Text => schema_pull::Told::Answer,
            Format::Json | Format::Sarif => schema_pull::Told::Beside,
        };
        let pulled = schema_pull::pull(folder, told, env, console);
        if pulled != Exit::Done {
            return pulled;
        }
    }
    let project = project::open(folder);
    let exit = if project.is_broken() { Exit::Mistake } else { Exit::Done };
    show(&project, exit, answer, console);
    // Without a project nothing was checked.
    let is_there = !project.diagnostics.iter().any(|found| found.code == &codes::P100);
    if wanted.exit_zero && is_there { Exit::Done } else { exit }
}

fn show(project: &Project, exit: Exit, answer: &Answer, console: &mut Console) {
    answer.diagnostics(project, console);
    if answer.format == Format::Text && exit == Exit::Done {
        summary(project, console);
    }
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

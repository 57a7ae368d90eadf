//! `obmen tables pull`: correspondence tables are filled from the system's dictionaries.

use std::path::Path;

use crate::cli::console::Console;
use crate::cli::env::Env;
use crate::cli::exit::Exit;
use crate::cli::{failure, files, schema_pull};
use crate::diag::Diagnostic;
use crate::diag::codes;
use crate::project::connect::{Connected, connect};
use crate::project::pull::tables::{Fillable, Unfilled, fill, fillable};
use crate::project::{self, Project};

/// What is done with rows that are there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Old {
    /// They stay, and what is new is added.
    pub(crate) merge: bool,
    /// They go without a question.
    pub(crate) yes: bool,
    /// They go even where nothing takes their place.
    pub(crate) empty: bool,
}

/// Fills the named tables, or all that have a `pull`.
pub(crate) fn pull(
    folder: &Path,
    names: &[String],
    old: Old,
    env: &Env,
    console: &mut Console,
) -> Exit {
    let project = project::open(folder);
    if let Some(exit) = schema_pull::unreadable(&project, console) {
        return exit;
    }
    let tables = match chosen(&project, names, console) {
        Ok(tables) => tables,
        Err(exit) => return exit,
    };
    // Nobody knows which rows would be lost, so none is written over, whatever was agreed to.
    let unread: Vec<Diagnostic> = tables.iter().flat_map(|table| table.unread).cloned().collect();
    if !unread.is_empty() {
        console.diagnostics(&unread, &project.sources);
        return Exit::Mistake;
    }
    let result = failure::block_on(console.watcher(), async {
        let variables = |name: &str| env.variable(name).map(str::to_owned);
        let connected = connect(&project, &variables).await?;
        let mut exit = Exit::Done;
        for table in &tables {
            exit = exit.and(one(&project, &connected, table, old, console).await?);
        }
        Ok(exit)
    });
    result.unwrap_or_else(|diagnostic| failure::told(diagnostic, &project.sources, console))
}

fn chosen<'p>(
    project: &'p Project,
    names: &[String],
    console: &mut Console,
) -> Result<Vec<Fillable<'p>>, Exit> {
    let known: Vec<Fillable<'p>> = fillable(project).collect();
    for name in names {
        if !known.iter().any(|table| table.name == name) {
            let there: Vec<&str> = known.iter().map(|table| table.name).collect();
            let args = [("table", name.as_str().into()), ("known", there.join(", ").into())];
            let text = console.texts().say("tables-unknown", &args);
            console.mistake(&text);
            return Err(Exit::Mistake);
        }
    }
    let is_meant = |table: &Fillable<'_>| names.is_empty() || names.iter().any(|n| n == table.name);
    Ok(known.into_iter().filter(is_meant).collect())
}

/// Fills one table; rows that would be lost are asked about first.
async fn one(
    project: &Project,
    connected: &Connected,
    table: &Fillable<'_>,
    old: Old,
    console: &mut Console,
) -> Result<Exit, Diagnostic> {
    let filled = fill(project, connected, table, old.merge).await.map_err(|why| match why {
        Unfilled::System(error) => failure::system(&error),
        Unfilled::Condition(span) => Diagnostic::new(&codes::P119, span).arg("table", table.name),
        Unfilled::NoDictionary(span) => {
            Diagnostic::new(&codes::P120, span).arg("table", table.name)
        }
    })?;
    let name = ("table", table.name.into());
    // A dictionary without an entry is likely one that is not shown: who agreed to other rows did not
    // agree to none.
    let emptied = filled.rows == 0;
    let (agreed, question, kept) = if emptied {
        (old.empty, "tables-ask-emptied", "tables-kept-emptied")
    } else {
        (old.yes, "tables-ask", "tables-kept")
    };
    if table.rows > 0 && !old.merge && !agreed {
        let question = console.texts().say(question, &[name.clone(), ("rows", table.rows.into())]);
        if console.ask(&question) != Some(true) {
            let text = console.texts().say(kept, &[name, ("rows", table.rows.into())]);
            console.mistake(&text);
            return Ok(Exit::Held);
        }
    }
    let path = project.dir.join(table.path);
    let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
    if let Err(error) = made.and_then(|()| files::replace(&path, &filled.text)) {
        return Ok(console.unwritten(table.path, &error));
    }
    let args = [
        name,
        ("path", table.path.into()),
        ("rows", filled.rows.into()),
        ("matched", filled.matched.into()),
    ];
    console.say("tables-filled", &args);
    Ok(Exit::Done)
}

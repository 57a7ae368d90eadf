//! `obmen schema pull`: what the systems have, saved beside the mappings.

use std::path::Path;

use crate::cli::args::Level;
use crate::cli::console::Console;
use crate::cli::env::Env;
use crate::cli::exit::Exit;
use crate::cli::{failure, files};
use crate::diag::Texts;
use crate::endpoint::EndpointError;
use crate::project::connect::connect;
use crate::project::pull::{self, Changes, Fetched};
use crate::project::{self, Project};
use crate::sync::{Clock, WallClock};

/// How many names a report of changes has at most.
const SHOWN: usize = 8;

/// Where the lines go that say what changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// They are the answer.
    Answer,
    /// Beside it, since the answer is for programs.
    Beside,
}

/// Fetches schemas, dictionaries and names, saves them and says what changed. A project that does
/// not pass the check yet may lack just that.
pub(crate) fn pull(folder: &Path, told: Told, env: &Env, console: &mut Console) -> Exit {
    let project = project::open(folder);
    if let Some(exit) = unreadable(&project, console) {
        return exit;
    }
    let now = now(&project);
    let result = failure::block_on(console.watcher(), async {
        let variables = |name: &str| env.variable(name).map(str::to_owned);
        let connected = connect(&project, &variables).await?;
        let system = |error: EndpointError| failure::system(&error);
        let fetched = pull::schemas(&project, &connected, &now).await.map_err(system)?;
        if let Err(exit) = save(folder, &fetched, told, console) {
            return Ok(exit);
        }
        // Whose names are needed is said by the schemas that were just saved.
        let renewed = project::open(folder);
        let fetched = pull::record_names(&renewed, &connected, &now).await.map_err(system)?;
        Ok(save(folder, &fetched, told, console).err().unwrap_or(Exit::Done))
    });
    result.unwrap_or_else(|diagnostic| failure::told(diagnostic, &project.sources, console))
}

/// The moment by the project's clocks.
pub(super) fn now(project: &Project) -> String {
    let zone = project.config.zone.as_deref().unwrap_or("UTC");
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    let now = jiff::Timestamp::from_millisecond(WallClock.now().0).unwrap_or_default();
    zone.to_datetime(now).strftime("%Y-%m-%d %H:%M").to_string()
}

/// Tells why nothing can be fetched, where not even the sides of the project are known.
pub(super) fn unreadable(project: &Project, console: &mut Console) -> Option<Exit> {
    if project.sides().next().is_some() && !project.config.systems.is_empty() {
        return None;
    }
    let found = failure::all_in_words(&project.diagnostics, console.texts());
    console.diagnostics(&found, &project.sources);
    if project.diagnostics.is_empty() {
        let text = console.texts().say("pull-no-systems", &[]);
        console.mistake(&text);
    }
    Some(Exit::Mistake)
}

fn save(folder: &Path, fetched: &[Fetched], told: Told, console: &mut Console) -> Result<(), Exit> {
    for file in fetched {
        let path = folder.join(&file.path);
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all);
        made.and_then(|()| files::replace(&path, &file.text))
            .map_err(|error| console.unwritten(&file.path, &error))?;
        for (name, words) in &file.refused {
            let args = [("name", name.as_str().into()), ("words", words.as_str().into())];
            let text = console.texts().say("pull-refused", &args);
            console.log(Level::Warn, &text);
        }
        let text = report(file, console.texts());
        match told {
            Told::Answer => console.answer(&text),
            Told::Beside => console.beside(&text),
        }
    }
    Ok(())
}

/// What changed in a file.
fn report(file: &Fetched, texts: &Texts) -> String {
    let path = ("path", file.path.as_str().into());
    let Some(Changes { added, removed, changed }) = &file.changes else {
        return format!("{}\n", texts.say("pull-first", &[path]));
    };
    if added.is_empty() && removed.is_empty() && changed.is_empty() {
        return format!("{}\n", texts.say("pull-same", &[path]));
    }
    let args = [
        path,
        ("added", added.len().into()),
        ("removed", removed.len().into()),
        ("changed", changed.len().into()),
    ];
    let mut text = format!("{}\n", texts.say("pull-changed", &args));
    for (mark, names) in [('+', added), ('−', removed), ('~', changed)] {
        for name in names.iter().take(SHOWN) {
            text.push_str(&format!("  {mark} {name}\n"));
        }
        if names.len() > SHOWN {
            text.push_str(&format!("  {mark} …\n"));
        }
    }
    text
}

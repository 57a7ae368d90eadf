//! `obmen sandbox --reset`: the embedded systems as their worlds begin.

use std::path::{Path, PathBuf};

use super::Embedded;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::failure;
use crate::diag::{Diagnostic, Texts};
use crate::endpoint::emulate::World;
use crate::journal::{Journal, JournalError};
use crate::project::Config;
use crate::project::connect::{OWN, closed, in_use, state};
use crate::source::Sources;
use crate::sync::{Clock, WallClock};
use crate::system::Unopened;

/// Removes what the systems keep, and the journal where it speaks of nothing else: its links mean
/// records that are gone now.
pub(super) fn reset(
    folder: &Path,
    config: &Config,
    embedded: &[Embedded<'_>],
    console: &mut Console,
) -> Exit {
    if let Err(diagnostic) = removed(folder, config, embedded, console.texts()) {
        console.diagnostics(&[diagnostic], &Sources::default());
        return Exit::Unusable;
    }
    let names: Vec<&str> = embedded.iter().map(|system| system.name).collect();
    console.say("sandbox-reset", &[("names", names.join(", ").into())]);
    let journal =
        if config.is_embedded() { "sandbox-reset-journal" } else { "sandbox-journal-stays" };
    console.say(journal, &[]);
    Exit::Done
}

/// Nothing is removed while anybody uses any of it.
fn removed(
    folder: &Path,
    config: &Config,
    embedded: &[Embedded<'_>],
    texts: &Texts,
) -> Result<(), Diagnostic> {
    for system in embedded {
        if World::is_in_use(&state(folder, system.name)) {
            return Err(in_use(system.name));
        }
    }
    if config.is_embedded() {
        forget(&journal(folder, config)).map_err(|error| failure::journal(&error, texts))?;
    }
    for system in embedded {
        World::reset(&state(folder, system.name)).map_err(|error| {
            let wrong = Unopened { reason: error.to_string(), remedy: error.remedy() };
            closed(system.name, wrong)
        })?;
    }
    Ok(())
}

fn journal(folder: &Path, config: &Config) -> PathBuf {
    match &config.journal {
        Some(path) => folder.join(path),
        None => folder.join(OWN).join("journal.sqlite"),
    }
}

/// Removes a journal that no process has, and leaves an empty one.
fn forget(path: &Path) -> Result<(), JournalError> {
    if !path.exists() {
        return Ok(());
    }
    let old = Journal::rebuild(path, Vec::new(), Vec::new(), WallClock.now())?;
    for suffix in ["", "-wal", "-shm"] {
        if let Some(old) = &old {
            let mut file = old.as_os_str().to_owned();
            file.push(suffix);
            let file = PathBuf::from(file);
            match std::fs::remove_file(&file) {
                Ok(()) => {}
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                Err(error) => {
                    return Err(JournalError::Disk { path: file, what: error.to_string() });
                }
            }
        }
    }
    Ok(())
}

//! What is of this machine: the program's own folder, files with secrets, the journal.

use std::fs::{self, File};
use std::path::Path;

use crate::diag::Fact;
use crate::journal::{Journal, JournalError, JournalReader};
use crate::project::Project;
use crate::project::connect::{OWN, Variables, own_folder, secret};
use crate::project::doctor::{Finding, Said, State};

/// The name of a file that is made to see whether one can be.
const TRIAL: &str = "doctor.trial";

/// Whether the program's own folder can be written, and nobody else can look into it.
pub(super) fn folder(project: &Project) -> Vec<Finding> {
    let path = project.dir.join(OWN);
    let mut found = Vec::new();
    if let Some(mode) = open_to_others(&path) {
        let open = Finding::new("folder", "doctor-folder-open", State::Warning);
        found.push(open.fact("path", OWN).fact("mode", format!("{mode:03o}")));
    }
    let trial = path.join(TRIAL);
    let made = own_folder(&path).and_then(|()| File::create(&trial)).map(drop);
    match made.and_then(|()| fs::remove_file(&trial)) {
        Ok(()) if found.is_empty() => {
            let fine = Finding::new("folder", "doctor-folder-fine", State::Fine);
            found.push(fine.fact("path", OWN));
        }
        Ok(()) => {}
        Err(error) => {
            let words = vec![("path", OWN.into()), ("reason", Fact::from(error.to_string()))];
            found.push(Finding::end("folder", Said::Words("doctor-folder-unwritable", words)));
        }
    }
    found
}

/// Whether files with secrets are closed to others, and secrets long enough to be covered in messages.
/// That they can be read is seen when connecting.
pub(super) fn secrets(project: &Project, variables: Variables<'_>) -> Vec<Finding> {
    let mut found = Vec::new();
    for (name, system) in &project.config.systems {
        for given in [&system.key, &system.user, &system.password].into_iter().flatten() {
            let Some(path) = given.strip_prefix("file:") else { continue };
            if let Some(mode) = open_to_others(&project.dir.join(path)) {
                let open = Finding::new("secrets", "doctor-secrets-open", State::Warning).of(name);
                found.push(open.fact("path", path).fact("mode", format!("{mode:03o}")));
            }
        }
        for (what, given) in [("key", &system.key), ("password", &system.password)] {
            let Some(given) = given else { continue };
            if secret(&project.dir, given, variables).is_some_and(|secret| secret.is_short()) {
                let short = Finding::new("secrets", "doctor-secrets-short", State::Warning);
                found.push(short.of(name).fact("what", what));
            }
        }
    }
    found
}

/// The rights of a file or folder that others than its owner have any to.
#[cfg(unix)]
fn open_to_others(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::metadata(path).ok()?.permissions().mode() & 0o777;
    (mode & 0o077 != 0).then_some(mode)
}

/// Elsewhere rights are told otherwise; nothing is said of them.
#[cfg(not(unix))]
fn open_to_others(_path: &Path) -> Option<u32> {
    None
}

/// A journal that is there.
pub(super) enum Opened {
    /// It was looked over and is held.
    Whole(Journal),
    /// Another process has it; it can be read.
    Busy(JournalReader),
}

impl Opened {
    pub(super) fn reader(&self) -> &JournalReader {
        match self {
            Opened::Whole(journal) => journal.reader(),
            Opened::Busy(reader) => reader,
        }
    }
}

/// Looks the journal over, every row of it. One that was never made is none.
pub(super) fn journal(path: &Path) -> (Option<Opened>, Finding) {
    if !path.exists() {
        return (None, Finding::new("journal", "doctor-journal-none", State::Fine));
    }
    let opened = match Journal::open(path) {
        Ok(journal) => Ok(Opened::Whole(journal)),
        Err(JournalError::Locked { .. }) => JournalReader::open(path).map(Opened::Busy),
        Err(error) => Err(error),
    };
    let looked = opened.and_then(|opened| {
        opened.reader().verify()?;
        let waiting = opened.reader().parked()?.len();
        Ok((opened, waiting))
    });
    match looked {
        Ok((opened, waiting)) => {
            let (words, state) = match &opened {
                Opened::Whole(_) => ("doctor-journal-fine", State::Fine),
                Opened::Busy(_) => ("doctor-journal-busy", State::Warning),
            };
            let found = Finding::new("journal", words, state).fact("waiting", waiting);
            (Some(opened), found)
        }
        Err(error) => (None, Finding::end("journal", Said::Journal(error))),
    }
}

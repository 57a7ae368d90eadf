//! What a project keeps, for commands that need its settings and its journal and no mapping.

use std::path::Path;

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::failure;
use crate::diag::Diagnostic;
use crate::journal::{JournalError, JournalReader, Stamp};
use crate::project::{Config, settings};
use crate::schema::nearest;
use crate::source::Sources;
use crate::sync::{Clock, WallClock};

/// How many runs are looked through for the names of flows.
const RUNS: u32 = 200;

/// The settings and the journal of a project.
pub(super) struct Kept {
    pub(super) config: Config,
    pub(super) sources: Sources,
    pub(super) reader: JournalReader,
    /// What time it is.
    pub(super) now: Stamp,
}

impl Kept {
    /// Those of the project in that folder.
    pub(super) fn open(folder: &Path, console: &mut Console) -> Result<Kept, Exit> {
        let (config, sources, diagnostics) = settings(folder);
        if diagnostics.iter().any(Diagnostic::is_error) {
            console.diagnostics(&diagnostics, &sources);
            return Err(Exit::Mistake);
        }
        match JournalReader::open(&config.journal_path(folder)) {
            Ok(reader) => Ok(Kept { config, sources, reader, now: WallClock.now() }),
            Err(error) => Err(failure::journal_told(&error, &sources, console)),
        }
    }

    /// The flows that the journal speaks of.
    fn flows(&self) -> Result<Vec<Box<str>>, JournalError> {
        let runs = self.reader.runs(RUNS)?.into_iter().map(|run| run.flow);
        let parked = self.reader.ever_parked()?.into_iter().map(|row| row.lane.flow);
        let mut flows: Vec<Box<str>> = runs.chain(parked).collect();
        flows.sort_unstable();
        flows.dedup();
        Ok(flows)
    }
}

/// Says so where the journal knows flows and not that one: likely it is misspelt.
pub(super) fn known_flow(
    kept: &Kept,
    flow: Option<&str>,
    console: &mut Console,
) -> Result<(), Exit> {
    let flows = match kept.flows() {
        Ok(flows) => flows,
        Err(error) => return Err(failure::journal_told(&error, &kept.sources, console)),
    };
    let Some(flow) = flow.filter(|_| !flows.is_empty()) else { return Ok(()) };
    if flows.iter().any(|known| **known == *flow) {
        return Ok(());
    }
    let near = nearest(flow, flows.iter().map(|flow| &**flow));
    let known = if near.is_empty() { flows.iter().map(|flow| &**flow).collect() } else { near };
    let args = [("name", flow.into()), ("known", known.join(", ").into())];
    let text = console.texts().say("held-unknown-flow", &args);
    console.mistake(&text);
    Err(Exit::Mistake)
}

//! `obmen held`: records that wait, why, and what people decide about them.

mod decide;
mod named;

use std::path::PathBuf;

use crate::cli::answer::Answer;
use crate::cli::args::Format;
use crate::cli::console::Console;
use crate::cli::env::Env;
use crate::cli::exit::Exit;
use crate::cli::failure;
use crate::cli::kept::{Kept, known_flow};
use crate::journal::JournalError;
use crate::report;
use crate::report::held::{Desk, Waiting};

/// What is done about records that wait.
#[derive(Debug)]
pub struct Held {
    /// The project.
    pub folder: PathBuf,
    /// Those of this flow.
    pub flow: Option<String>,
    /// What is done.
    pub action: Action,
    /// Whether findings are no failure.
    pub exit_zero: bool,
    /// How the answer is written.
    pub answer: Answer,
}

/// What is done about records that wait.
#[derive(Debug)]
pub enum Action {
    /// They are listed.
    List,
    /// Everything of one is shown.
    Show(String),
    /// These are made due, all that wait where none are named.
    Retry(Vec<String>),
    /// These are laid aside.
    Skip(Vec<String>),
}

/// Does it.
pub(crate) fn held(command: &Held, env: &Env, console: &mut Console) -> Exit {
    let kept = match Kept::open(&command.folder, console) {
        Ok(kept) => kept,
        Err(exit) => return exit,
    };
    if let Err(exit) = known_flow(&kept, command.flow.as_deref(), console) {
        return exit;
    }
    let all = match records(&kept, command.flow.as_deref()) {
        Ok(all) => all,
        Err(error) => return failure::journal_told(&error, &kept.sources, console),
    };
    let exit = match &command.action {
        Action::List => list(&kept, all, command, console),
        Action::Show(name) => show(&kept, all, name, command, console),
        Action::Retry(names) => decide::retry(kept, all, names, command, console),
        Action::Skip(names) => decide::skip(kept, all, names, command, env, console),
    };
    if command.exit_zero { exit.softened() } else { exit }
}

/// The records that wait or ever did.
fn records(kept: &Kept, flow: Option<&str>) -> Result<Vec<Waiting>, JournalError> {
    let mut rows = kept.reader.ever_parked()?;
    rows.retain(|row| flow.is_none_or(|flow| *row.lane.flow == *flow));
    let waiting = rows.into_iter().map(|row| {
        let lane = kept.reader.lane(&row.lane)?;
        Ok(Waiting::new(row, lane, Vec::new()))
    });
    waiting.collect()
}

fn list(kept: &Kept, mut all: Vec<Waiting>, command: &Held, console: &mut Console) -> Exit {
    all.retain(|one| one.parked.waits() || one.parked.aside().is_some());
    // Those that were laid aside stand last.
    all.sort_by_key(|one| !one.parked.waits());
    let zone = kept.config.time_zone();
    let desk = Desk { texts: console.texts(), zone: &zone, now: kept.now };
    match command.answer.format {
        Format::Text => {
            let text = report::held::text(&all, desk);
            console.answer(&text);
        }
        Format::Json | Format::Sarif => {
            let value = report::held::json(&all, desk);
            command.answer.write(&value, console);
        }
    }
    if all.iter().any(|one| one.parked.waits()) { Exit::Held } else { Exit::Done }
}

fn show(kept: &Kept, all: Vec<Waiting>, name: &str, command: &Held, console: &mut Console) -> Exit {
    let one = match named::one(&all, name, console) {
        Ok(at) => all.into_iter().nth(at),
        Err(exit) => return exit,
    };
    let Some(mut one) = one else { return Exit::Done };
    match kept.reader.intents(&one.parked.lane) {
        Ok(intents) => one.intents = intents,
        Err(error) => return failure::journal_told(&error, &kept.sources, console),
    }
    let zone = kept.config.time_zone();
    let desk = Desk { texts: console.texts(), zone: &zone, now: kept.now };
    match command.answer.format {
        Format::Text => {
            let text = report::whole_text(&one, desk);
            console.answer(&text);
        }
        Format::Json | Format::Sarif => {
            let value = report::whole_json(&one, desk);
            command.answer.write(&value, console);
        }
    }
    if one.parked.waits() { Exit::Held } else { Exit::Done }
}

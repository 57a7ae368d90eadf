//! Records are made due, or laid aside until they or the project are edited.

use crate::cli::args::Format;
use crate::cli::console::Console;
use crate::cli::env::Env;
use crate::cli::exit::Exit;
use crate::cli::failure;
use crate::cli::held::Held;
use crate::cli::held::named::{is_open, one};
use crate::cli::kept::Kept;
use crate::journal::{Aside, Journal, JournalError, LaneKey};
use crate::project;
use crate::report;
use crate::report::held::Waiting;

/// Makes the named records due, or all that wait.
pub(super) fn retry(
    kept: Kept,
    mut all: Vec<Waiting>,
    names: &[String],
    command: &Held,
    console: &mut Console,
) -> Exit {
    let chosen = if names.is_empty() {
        all.retain(|one| one.parked.waits());
        all
    } else {
        match named(all, names, console) {
            Ok(chosen) => chosen,
            Err(exit) => return exit,
        }
    };
    decide(kept, chosen, "retry", command, console, |journal, keys| journal.retry(keys).wait())
}

/// Lays the named records aside.
pub(super) fn skip(
    kept: Kept,
    all: Vec<Waiting>,
    names: &[String],
    command: &Held,
    env: &Env,
    console: &mut Console,
) -> Exit {
    let chosen = match named(all, names, console) {
        Ok(chosen) => chosen,
        Err(exit) => return exit,
    };
    let by = ["USER", "USERNAME"].iter().find_map(|name| env.variable(name));
    let aside = Aside {
        at: kept.now,
        by: by.map(Into::into),
        rules: project::open(&command.folder).fingerprint().into(),
    };
    let skip = |journal: &Journal, keys| journal.skip(keys, aside).wait();
    decide(kept, chosen, "skip", command, console, skip)
}

/// The records of those names, each once. One about which nothing is to be decided any more is a
/// mistake, and nothing is done.
fn named(all: Vec<Waiting>, names: &[String], console: &mut Console) -> Result<Vec<Waiting>, Exit> {
    let mut places = Vec::new();
    for name in names {
        let at = one(&all, name, console)?;
        if !is_open(&all[at]) {
            let args = [("record", all[at].name().into())];
            let text = console.texts().say("held-not-waiting", &args);
            console.mistake(&text);
            return Err(Exit::Mistake);
        }
        places.push(at);
    }
    let chosen = all.into_iter().enumerate().filter(|(at, _)| places.contains(at));
    Ok(chosen.map(|(_, one)| one).collect())
}

/// Writes what was decided into the journal, and tells it.
fn decide(
    kept: Kept,
    chosen: Vec<Waiting>,
    how: &'static str,
    command: &Held,
    console: &mut Console,
    write: impl FnOnce(&Journal, Vec<LaneKey>) -> Result<(), JournalError>,
) -> Exit {
    if !chosen.is_empty() {
        let keys = chosen.iter().map(|one| one.parked.lane.clone()).collect();
        let path = kept.config.journal_path(&command.folder);
        let written = Journal::open(&path).and_then(|journal| write(&journal, keys));
        if let Err(error) = written {
            return failure::journal_told(&error, &kept.sources, console);
        }
    }
    match command.answer.format {
        Format::Text => tell(&chosen, how, console),
        Format::Json | Format::Sarif => {
            command.answer.write(&report::held::decided(how, &chosen), console);
        }
    }
    Exit::Done
}

fn tell(chosen: &[Waiting], how: &str, console: &mut Console) {
    let texts = console.texts();
    if chosen.is_empty() {
        let text = texts.say("held-none", &[]) + "\n";
        return console.answer(&text);
    }
    let mut out = String::new();
    for one in chosen {
        let args = [("record", one.name().into()), ("key", (&*one.parked.lane.key).into())];
        out += &[&texts.say(&format!("held-{how}"), &args), "\n"].concat();
    }
    let all = texts.say(&format!("held-{how}-more"), &[]);
    console.answer(&format!("{out}{all}\n"));
}

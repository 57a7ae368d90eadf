//! The command line: arguments, one file per command, the only place that prints.
//!
//! [`run`] goes from arguments as written (`args`) to what they mean (`lower`) to the command, and
//! says how it ended; only `main` exits.

mod answer;
mod args;
mod beside;
mod check;
mod console;
mod doctor;
mod dump;
mod env;
mod exchange;
mod exit;
mod explain;
mod failure;
mod files;
mod fmt;
mod held;
mod init;
mod jobs;
mod journal;
mod kept;
mod lower;
mod sandbox;
mod schema_pull;
mod tables_pull;
mod test;

use std::ffi::OsString;

pub use answer::Answer;
pub use args::{By, Class, Format, Level, RunState, Stage};
pub use console::{Console, Streams};
pub use env::Env;
pub use exchange::ExplainValue;
pub use exit::Exit;
pub use held::{Action as HeldAction, Held};
pub use jobs::Jobs;
pub use lower::{Apply, Command, Fmt, PROJECT_FILE, Plan, Play, Records, Sandbox, Snapshots, Test};

use crate::diag::Texts;

/// Does what the arguments say, the program's own name first.
pub fn run(args: Vec<OsString>, env: &Env, streams: Streams) -> Exit {
    let texts = Texts::new(env.language(args::wanted_language(&args)));
    let format = args::wanted_format(&args);
    let meaning = args::parse(args, &texts).and_then(|line| {
        let is_project = |folder: &std::path::Path| folder.join(PROJECT_FILE).is_file();
        lower::lower(line, env, &is_project)
            .map_err(|misuse| args::Stop::Mistake(texts.say(misuse.text, &misuse.args)))
    });
    match meaning {
        Ok(meaning) => {
            let mut console = Console::new(streams, texts, meaning.shown);
            meaning.command.answer().into_iter().for_each(|answer| console.expects(answer));
            let exit = dispatch(meaning.command, env, &mut console);
            console.finish(exit)
        }
        Err(stop) => {
            let mut console = Console::new(streams, texts, lower::Shown::plain());
            console.expects(&Answer::whole(format));
            let exit = refuse(stop, &mut console);
            console.finish(exit)
        }
    }
}

/// Says why nothing is done.
fn refuse(stop: args::Stop, console: &mut Console) -> Exit {
    match stop {
        args::Stop::Answer(text) => {
            console.answer(&text);
            return Exit::Done;
        }
        args::Stop::Lost(help) => console.log(Level::Error, help.trim_end()),
        args::Stop::Mistake(text) => console.mistake(&text),
    }
    Exit::Mistake
}

/// Calls the command's own file.
fn dispatch(command: Command, env: &Env, console: &mut Console) -> Exit {
    match command {
        Command::ExplainCode { code, answer } => explain::explain(&code, &answer, console),
        Command::ExplainValue(command) => exchange::explain(&command, env, console),
        Command::Check { folder, live, exit_zero, answer } => {
            let wanted = check::Wanted { live, exit_zero };
            check::check(&folder, wanted, &answer, env, console)
        }
        Command::Fmt(command) => fmt::fmt(&command, console),
        Command::Dump { stage, folder, file } => match stage {
            Stage::Ast => dump::ast(&file, &folder, console),
            Stage::Checked => dump::checked(&file, &folder, console),
            Stage::Program => dump::program(&file, &folder, console),
        },
        Command::Init { folder, config } => {
            init::init(&folder, config.as_deref(), &env.folder, console)
        }
        Command::Plan(command) => exchange::plan(&command, env, console),
        Command::Run { plan, yes } => exchange::run(&plan, yes, env, console),
        Command::Held(command) => held::held(&command, env, console),
        Command::Jobs(command) => jobs::jobs(&command, console),
        Command::Apply(command) => exchange::apply(&command, env, console),
        Command::TablesPull { folder, tables, merge, yes, empty } => {
            let old = tables_pull::Old { merge, yes, empty };
            tables_pull::pull(&folder, &tables, old, env, console)
        }
        Command::JournalVerify { folder, answer } => journal::verify(&folder, &answer, console),
        Command::JournalRebuild { folder, yes, answer } => {
            exchange::rebuild(&folder, yes, &answer, env, console)
        }
        Command::SchemaPull { folder } => {
            schema_pull::pull(&folder, schema_pull::Told::Answer, env, console)
        }
        Command::Doctor { folder, answer } => doctor::doctor(&folder, &answer, env, console),
        Command::Sandbox(command) => sandbox::sandbox(&command, console),
        Command::Play(command) => sandbox::play(&command, console),
        Command::Test(command) => test::test(&command, console),
    }
}

#[cfg(test)]
mod tests;

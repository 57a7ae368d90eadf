//! `obmen plan`, `obmen run` and `obmen apply`: flows are previewed, or carried out.
//!
//! All read the same way and plan with the same code. A plan is handed the journal's reader and the
//! systems as sources only: it has nothing to write with. All go part by part: so many records are
//! planned, carried out and told before the next, so that what is kept of a run does not grow with it.

mod carry_out;
mod chosen;
mod ending;
mod explained;
mod lanes;
mod locate;
mod preview;
mod rebuild;
mod saved;
mod sides;
mod stage;
mod teller;
#[cfg(test)]
mod tests;
mod trouble;

pub use explained::ExplainValue;
pub(crate) use explained::explain;

use crate::cli::args::Level;
use crate::cli::console::Console;
use crate::cli::env::Env;
use crate::cli::exit::Exit;
use crate::cli::files;
use crate::cli::lower::{Apply, Plan, Records};
use crate::diag::Texts;
use crate::endpoint::Oddity;
use crate::endpoint::http::watched;
use crate::project;
use crate::project::connect::{Connected, connect};
use crate::report::Kind;
use crate::sync::WallClock;
pub(crate) use rebuild::rebuild;

use chosen::chosen;
use locate::Named;
use saved::Saved;
use sides::Exchange;
use teller::Teller;
use trouble::{Trouble, told};

/// How many records are planned at once: enough to gather reads, and few enough to be kept.
const PART: usize = 500;

/// Shows what a run would change.
pub(crate) fn plan(plan: &Plan, env: &Env, console: &mut Console) -> Exit {
    exchange(plan, None, None, PART, env, console)
}

/// Carries flows out.
pub(crate) fn run(plan: &Plan, yes: bool, env: &Env, console: &mut Console) -> Exit {
    exchange(plan, Some(yes), None, PART, env, console)
}

/// Carries a saved plan out.
pub(crate) fn apply(command: &Apply, env: &Env, console: &mut Console) -> Exit {
    applied(command, PART, env, console)
}

fn applied(command: &Apply, part: usize, env: &Env, console: &mut Console) -> Exit {
    let text = match files::read(&command.file) {
        Ok(text) => text,
        Err(error) => return console.unreadable(&command.named, &error),
    };
    match Saved::read(&text, &command.named, console.texts()) {
        Ok(saved) => {
            drop(text);
            let (folder, answer) = (command.folder.clone(), command.answer.clone());
            let plan = Plan { flows: saved.flows(), ..Plan::of(folder, Records::Saved, answer) };
            exchange(&plan, Some(command.yes), Some(&saved), part, env, console)
        }
        Err(words) => {
            console.mistake(&words);
            Exit::Mistake
        }
    }
}

/// `yes` is there for a run: whether guards are answered with yes. `saved` is the plan that the run
/// is held to. So many records make a `part`.
fn exchange(
    plan: &Plan,
    yes: Option<bool>,
    saved: Option<&Saved>,
    part: usize,
    env: &Env,
    console: &mut Console,
) -> Exit {
    let project = project::open(&plan.folder);
    if project.is_broken() {
        plan.answer.diagnostics(&project, console);
        return Exit::Mistake;
    }
    if let Some(Err(trouble)) = saved.map(|saved| saved.is_of(&project, console.texts())) {
        return told(trouble, &project, console);
    }
    let flows = match chosen(&project, &plan.flows, console) {
        Ok(flows) => flows,
        Err(exit) => return exit,
    };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return told(Trouble::Machine(error.to_string()), &project, console),
    };
    let texts = Texts::new(console.texts().language());
    let watcher = console.watcher();
    let kind = match (yes, saved) {
        (None, _) => Kind::Plan,
        (Some(_), None) => Kind::Run,
        (Some(_), Some(_)) => Kind::Apply,
    };
    let mut teller = Teller::new(kind, plan, &project).saving();
    let work = async {
        let variables = |name: &str| env.variable(name).map(str::to_owned);
        let connected = connect(&project, &variables).await.map_err(Trouble::Told)?;
        let mut exchange = Exchange {
            project: &project,
            plan,
            connected: &connected,
            clock: &WallClock,
            texts: &texts,
            named: saved.map_or_else(Named::new, Saved::named),
            part,
            saved,
        };
        exchange.one_feed(&flows)?;
        let flows = exchange.locate(flows, console).await?;
        let result = match yes {
            None => exchange.preview(&flows, &mut teller, console).await.map(|()| None),
            Some(yes) => exchange.carry_out(&flows, yes, &mut teller, console).await,
        };
        log_remarks(&connected, console);
        result
    };
    let result = match watcher {
        Some(watcher) => runtime.block_on(watched(watcher, work)),
        None => runtime.block_on(work),
    };
    match result {
        Ok(None) => teller.finish(console),
        Err(trouble) if !teller.has_begun() => told(trouble, &project, console),
        // What was told by then is told to its end.
        Ok(Some(trouble)) | Err(trouble) => {
            let teller = teller.cut_off();
            if teller.is_document() {
                let why = told(trouble, &project, console);
                return teller.finish(console).and(why);
            }
            teller.finish(console).and(told(trouble, &project, console))
        }
    }
}

/// Logs what is odd about the answers of systems and hinders nothing.
fn log_remarks(connected: &Connected, console: &mut Console) {
    for (name, _, endpoint) in &connected.systems {
        for remark in endpoint.remarks() {
            let id = match remark.oddity {
                Oddity::NoKey => "remark-no-key",
                Oddity::NoRecord => "remark-no-record",
                Oddity::EmptyPage => "remark-empty-page",
                Oddity::OwnKeys => "remark-own-keys",
            };
            let args = [("about", remark.about.into())];
            let words = console.texts().say(id, &args);
            console.log(Level::Warn, &format!("{name}: {}: {words}", remark.operation));
        }
    }
}

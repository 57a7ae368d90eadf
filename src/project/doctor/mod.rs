//! Whether an exchange could run: the preconditions, looked at on this machine and on the live
//! systems. Nothing is written to a system, and nothing is saved of what they answer.
//!
//! What is needed is read off the checked mapping: entities, codes, records that are meant by name,
//! shops. `machine` looks at folders, secrets and the journal, `live` at one system, `names` at
//! everything that mappings, tables and settings name there, `own_key` at who else uses the key.

mod live;
mod machine;
mod names;
mod needs;
mod once;
mod own_key;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde_json::json;

use crate::diag::{Args, Diagnostic, Fact};
use crate::endpoint::EndpointError;
use crate::endpoint::http::Watcher;
use crate::journal::{Journal, JournalError};
use crate::project::Project;
use crate::project::connect::{Connected, OWN, Variables};
use crate::sync::Clock;

pub use crate::system::examine::State;

/// What the log of runs calls it.
pub const KIND: &str = "doctor";

/// What was found.
#[derive(Clone, Debug)]
pub enum Said {
    /// The words of that name, with their facts.
    Words(&'static str, Args),
    /// What a system answered, or that it did not.
    System(EndpointError),
    /// What is wrong with the journal.
    Journal(JournalError),
    /// What is wrong with a mapping, a table or a setting, with its file and line.
    Told(Diagnostic, Option<(String, usize)>),
}

/// One precondition, and how it stands.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The system; none for what is of this machine or of the project.
    pub system: Option<Box<str>>,
    /// What was looked at: `rights`.
    pub check: &'static str,
    /// How it stands.
    pub state: State,
    /// What was found.
    pub said: Said,
    /// Whether the rest could not be looked at because of it.
    pub ends: bool,
}

impl Finding {
    fn new(check: &'static str, words: &'static str, state: State) -> Finding {
        let said = Said::Words(words, Args::new());
        Finding { system: None, check, state, said, ends: false }
    }

    fn fact(mut self, name: &'static str, fact: impl Into<Fact>) -> Finding {
        if let Said::Words(_, facts) = &mut self.said {
            facts.push((name, fact.into()));
        }
        self
    }

    fn of(mut self, system: &str) -> Finding {
        self.system = Some(system.into());
        self
    }

    /// A failure that keeps the rest from being looked at.
    fn end(check: &'static str, said: Said) -> Finding {
        Finding { system: None, check, state: State::Failure, said, ends: true }
    }
}

/// What the examination works with.
pub struct Surroundings<'a> {
    /// Where secrets come from.
    pub variables: Variables<'a>,
    /// The clock.
    pub clock: &'a dyn Clock,
    /// The moment by the project's clocks, as saved files tell it.
    pub date: &'a str,
    /// Who is told of requests.
    pub log: Option<Watcher>,
}

/// Looks at everything, in the order in which people mend it.
pub async fn doctor(project: &Project, around: &Surroundings<'_>) -> Vec<Finding> {
    let mut findings = vec![whole(project)];
    findings.extend(machine::folder(project));
    findings.extend(machine::secrets(project, around.variables));
    let (journal, found) = machine::journal(&journal_path(project));
    findings.push(found);
    let reader = journal.as_ref().map(machine::Opened::reader);
    let mut connected = Connected::default();
    let mut fetched = BTreeMap::new();
    for side in project.sides() {
        let patient = live::Patient { project, side, reader, around };
        findings.extend(patient.examine(&mut connected, &mut fetched).await);
    }
    findings.extend(names::named(project, &connected, fetched, around.date).await);
    if let Some(machine::Opened::Whole(journal)) = &journal
        && let Err(error) = keep(journal, &findings, around.clock).await
    {
        findings.push(Finding::end("journal", Said::Journal(error)));
    }
    findings
}

/// Where the journal lies.
fn journal_path(project: &Project) -> PathBuf {
    match &project.config.journal {
        Some(path) => project.dir.join(path),
        None => project.dir.join(OWN).join("journal.sqlite"),
    }
}

/// Whether the project passes its check.
fn whole(project: &Project) -> Finding {
    let errors = project.diagnostics.iter().filter(|told| told.is_error()).count();
    if errors > 0 {
        return Finding::new("project", "doctor-project-broken", State::Failure)
            .fact("count", errors);
    }
    let enabled = project.mapping.flows.iter().filter(|flow| flow.enabled).count();
    let (words, state) = match enabled {
        0 => ("doctor-project-idle", State::Warning),
        _ => ("doctor-project-fine", State::Fine),
    };
    Finding::new("project", words, state).fact("count", enabled)
}

/// Keeps the answers in the log of runs: what the systems can do is asked for by those who plan.
async fn keep(
    journal: &Journal,
    findings: &[Finding],
    clock: &dyn Clock,
) -> Result<(), JournalError> {
    let mut answers = serde_json::Map::new();
    for finding in findings {
        let system = finding.system.as_deref().unwrap_or("project");
        let of_system = answers.entry(system).or_insert_with(|| json!({}));
        let known = of_system.get(finding.check).and_then(|state| state.as_str());
        let worst = known.and_then(from_word).map_or(finding.state, |old| old.max(finding.state));
        of_system[finding.check] = json!(word(worst));
    }
    let worst = findings.iter().map(|finding| finding.state).max().unwrap_or(State::Fine);
    let run = journal.begin_run(KIND, "", clock.now()).await?;
    let counters = serde_json::Value::Object(answers).to_string();
    journal.end_run(run, &counters, word(worst), clock.now()).await
}

/// The name of a state, for programs.
pub fn word(state: State) -> &'static str {
    match state {
        State::Fine => "ok",
        State::Unknown => "unknown",
        State::Warning => "warning",
        State::Failure => "failure",
    }
}

fn from_word(text: &str) -> Option<State> {
    let all = [State::Fine, State::Unknown, State::Warning, State::Failure];
    all.into_iter().find(|state| word(*state) == text)
}

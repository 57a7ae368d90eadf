//! `obmen doctor`: the preconditions of an exchange, each with how it stands and what mends it.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::answer::Answer;
use crate::cli::args::Format;
use crate::cli::console::Console;
use crate::cli::env::Env;
use crate::cli::exit::Exit;
use crate::cli::{failure, schema_pull};
use crate::diag::{Diagnostic, Fact, Texts};
use crate::project;
use crate::project::doctor::{Finding, Said, State, Surroundings, doctor as examine, word};
use crate::report;
use crate::sync::WallClock;

/// The version of the answer for programs.
const FORMAT_VERSION: u32 = 1;

/// Looks at everything and says how it stands.
pub(crate) fn doctor(folder: &Path, answer: &Answer, env: &Env, console: &mut Console) -> Exit {
    let project = project::open(folder);
    if let Some(exit) = schema_pull::unreadable(&project, console) {
        return exit;
    }
    let date = schema_pull::now(&project);
    let log = console.watcher();
    let result = failure::block_on(None, async {
        let variables = |name: &str| env.variable(name).map(str::to_owned);
        let clock = &WallClock;
        let around = Surroundings { variables: &variables, clock, date: &date, log };
        Ok(examine(&project, &around).await)
    });
    let findings = match result {
        Ok(findings) => findings,
        Err(wrong) => return failure::told(wrong, &project.sources, console),
    };
    let exit = findings.iter().map(exit_of).fold(Exit::Done, Exit::and);
    let lines: Vec<Line<'_>> =
        findings.iter().map(|finding| Line::of(finding, console.texts())).collect();
    match answer.format {
        Format::Json | Format::Sarif => answer.write(&as_json(&lines), console),
        Format::Text => {
            let text = as_text(&lines, console.texts());
            console.answer(&text);
        }
    }
    exit
}

/// What a finding makes of the program's end: settings are the user's, what is not there or not
/// allowed is a precondition that fails, the rest is of the world.
fn exit_of(finding: &Finding) -> Exit {
    match (finding.state, &finding.said) {
        (State::Fine | State::Unknown | State::Warning, _) => Exit::Done,
        (State::Failure, Said::Told(told, _)) if told.code.id.starts_with('P') => Exit::Mistake,
        (State::Failure, Said::Words("doctor-project-broken", _)) => Exit::Mistake,
        (State::Failure, _) if finding.ends => Exit::Unusable,
        (State::Failure, _) => Exit::Held,
    }
}

/// A finding in words.
struct Line<'a> {
    finding: &'a Finding,
    /// What is looked at.
    title: String,
    /// What was found.
    text: String,
    /// What mends it.
    remedies: Vec<String>,
}

impl<'a> Line<'a> {
    fn of(finding: &'a Finding, texts: &Texts) -> Line<'a> {
        let title = texts.say(&format!("doctor-{}", finding.check), &[]);
        let (text, remedies) = match &finding.said {
            Said::Words(words, facts) => {
                let facts = translated(facts, texts);
                let remedy = format!("{words}-remedy");
                let remedies = texts.has(&remedy).then(|| texts.say(&remedy, &facts));
                (texts.say(words, &facts), remedies.into_iter().collect())
            }
            Said::System(error) => told(failure::system(error), texts),
            Said::Journal(error) => told(failure::journal(error, texts), texts),
            Said::Told(wrong, place) => {
                let (text, remedies) = told(wrong.clone(), texts);
                let place = place.as_ref().map(|(file, line)| format!("{file}:{line}: "));
                (format!("{}{text}", place.unwrap_or_default()), remedies)
            }
        };
        Line { finding, title, text, remedies }
    }
}

/// What a diagnostic says, and its remedies.
fn told(wrong: Diagnostic, texts: &Texts) -> (String, Vec<String>) {
    let wrong = failure::in_words(wrong, texts);
    let remedies = texts.remedies(&wrong).into_iter().map(|(words, fix)| match fix {
        Some(fix) => format!("{words}: {}", fix.text),
        None => words,
    });
    (texts.message(&wrong), remedies.collect())
}

/// The facts, the words of others among them in ours where those are known.
fn translated(facts: &[(&'static str, Fact)], texts: &Texts) -> Vec<(&'static str, Fact)> {
    let ours = |(name, fact): &(&'static str, Fact)| match (*name, fact) {
        ("reason", Fact::Text(said)) => ("reason", report::explained(texts, None, said).into()),
        _ => (*name, fact.clone()),
    };
    facts.iter().map(ours).collect()
}

/// A block for the project and one for each system.
fn as_text(lines: &[Line<'_>], texts: &Texts) -> String {
    let mut text = String::new();
    let mut systems: Vec<Option<&str>> = Vec::new();
    for line in lines {
        let system = line.finding.system.as_deref();
        if !systems.contains(&system) {
            systems.push(system);
        }
    }
    for system in systems {
        let own = texts.say("doctor-of-project", &[]);
        text.push_str(&format!("{}\n", system.unwrap_or(&own)));
        for line in lines.iter().filter(|line| line.finding.system.as_deref() == system) {
            let sign = sign(line.finding.state);
            text.push_str(&format!("  {sign} {}: {}\n", line.title, line.text));
            for remedy in &line.remedies {
                let fix = texts.say("diag-fix", &[]);
                text.push_str(&format!("      {fix}: {remedy}\n"));
            }
        }
        text.push('\n');
    }
    let count = |state| lines.iter().filter(|line| line.finding.state == state).count();
    let counts = [
        ("fine", count(State::Fine).into()),
        ("unknown", count(State::Unknown).into()),
        ("warnings", count(State::Warning).into()),
        ("failures", count(State::Failure).into()),
    ];
    text.push_str(&format!("{}\n", texts.say("doctor-summary", &counts)));
    text
}

fn sign(state: State) -> &'static str {
    match state {
        State::Fine => "✓",
        State::Unknown => "?",
        State::Warning => "!",
        State::Failure => "✗",
    }
}

fn as_json(lines: &[Line<'_>]) -> Value {
    let one = |line: &Line<'_>| {
        let (code, place) = match &line.finding.said {
            Said::Told(wrong, place) => (Some(wrong.code.id), place.as_ref()),
            Said::Words(..) | Said::System(_) | Said::Journal(_) => (None, None),
        };
        json!({
            "system": line.finding.system,
            "check": line.finding.check,
            "state": word(line.finding.state),
            "code": code,
            "place": place.map(|(file, line)| json!({ "file": file, "line": line })),
            "text": line.text,
            "remedies": line.remedies,
        })
    };
    let worst = lines.iter().map(|line| line.finding.state).max().unwrap_or(State::Fine);
    let checks: Vec<Value> = lines.iter().map(one).collect();
    json!({ "format_version": FORMAT_VERSION, "outcome": word(worst), "checks": checks })
}

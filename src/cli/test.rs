//! `obmen test`: runs the tests of a project, accepts what came out where that is wanted.

use std::fmt::Write as _;

use crate::cli::answer::Answer;
use crate::cli::args::Format;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::lower::{Snapshots, Test};
use crate::project::{self, Project};
use crate::suite::{self, FailureKind, Report, Snapshot};

/// Runs the tests that are meant and says how they went.
pub(crate) fn test(command: &Test, console: &mut Console) -> Exit {
    let project = project::open(&command.folder);
    if project.is_broken() {
        command.answer.diagnostics(&project, console);
        return Exit::Mistake;
    }
    let known = |name: &String| project.checked.tests.iter().any(|test| *test.name == **name);
    if let Some(unknown) = command.names.iter().find(|name| !known(name)) {
        let text = console.texts().say("test-unknown", &[("name", unknown.into())]);
        console.mistake(&text);
        return Exit::Mistake;
    }
    let mut report = suite::run(&project, &command.names);
    let accepted = accept(&mut report, command.snapshots, console);
    let mut exit = if report.failed() == 0 { Exit::Done } else { Exit::Held };
    if report.is_incomplete() || accepted.is_none() {
        exit = exit.and(Exit::Unusable);
    }
    show(&project, &report, &command.answer, console);
    if command.answer.format == Format::Text {
        summary(&report, accepted.unwrap_or_default(), console);
    }
    if let Some(file) = &command.junit {
        let text = suite::junit(&project, &report, console.texts());
        if let Err(error) = std::fs::write(file, text) {
            exit = exit.and(console.unwritten(&file.display().to_string(), &error));
        }
    }
    if command.exit_zero { exit.softened() } else { exit }
}

/// Accepts the snapshots that are to be accepted; gives their number, none where one could not be
/// written.
fn accept(report: &mut Report, wanted: Snapshots, console: &mut Console) -> Option<usize> {
    if wanted == Snapshots::Compare {
        return Some(0);
    }
    let waiting: Vec<Snapshot> = report.snapshots().cloned().collect();
    let mut accepted = 0;
    let mut written = true;
    for snapshot in waiting {
        if wanted == Snapshots::Review {
            match agreed(report, &snapshot, console) {
                Some(true) => {}
                Some(false) => continue,
                None => {
                    let text = console.texts().say("test-no-terminal", &[]);
                    console.mistake(&text);
                    return Some(0);
                }
            }
        }
        match snapshot.accept() {
            Ok(()) => {
                accepted += 1;
                report.results.iter_mut().for_each(|result| result.accept(&snapshot.name));
            }
            Err(error) => {
                written = false;
                console.unwritten(&format!("{}.snap", snapshot.name), &error);
            }
        }
    }
    written.then_some(accepted)
}

/// Shows a snapshot and asks whether it is right; none where nobody can be asked.
fn agreed(report: &Report, snapshot: &Snapshot, console: &mut Console) -> Option<bool> {
    let of = report.results.iter().find(|result| {
        result.failures.iter().any(|failure| match &failure.kind {
            FailureKind::Snapshot(known) => known.name == snapshot.name,
            _ => false,
        })
    });
    let name = of.map(suite::label).unwrap_or_default();
    let mut shown = format!("{name}\n");
    for line in suite::lines(snapshot.old.as_deref().unwrap_or_default(), &snapshot.new) {
        let (sign, text) = match line {
            suite::Line::Same(text) => (' ', text),
            suite::Line::Gone(text) => ('-', text),
            suite::Line::New(text) => ('+', text),
        };
        let _ = writeln!(shown, "  {sign} {text}");
    }
    let question = console.texts().say("test-accept", &[]);
    console.ask(&format!("{shown}{question}"))
}

fn show(project: &Project, report: &Report, answer: &Answer, console: &mut Console) {
    if answer.format != Format::Text {
        let mut value = suite::json(project, report, console.texts());
        value["diagnostics"] = console.told().into();
        answer.write(&value, console);
        return;
    }
    let colour = console.colour();
    for result in &report.results {
        let mark = match (result.passed(), colour) {
            (true, false) => "✓",
            (false, false) => "✗",
            (true, true) => "\u{1b}[32m✓\u{1b}[0m",
            (false, true) => "\u{1b}[31m✗\u{1b}[0m",
        };
        console.painted(mark);
        let mut text = format!(" {}\n", suite::label(result));
        for failure in &result.failures {
            for line in suite::words(project, failure, console.texts()) {
                let _ = writeln!(text, "    {line}");
            }
        }
        console.answer(&text);
    }
}

fn summary(report: &Report, accepted: usize, console: &mut Console) {
    if accepted > 0 {
        console.say("test-accepted", &[("count", accepted.into())]);
    }
    let args = [("passed", report.passed().into()), ("failed", report.failed().into())];
    console.say("test-summary", &args);
    if report.snapshots().next().is_some() {
        console.say("test-review", &[]);
    }
}

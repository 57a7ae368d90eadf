//! How a report is shown, and with which number the command ends.

use crate::cli::answer::Answer;
use crate::cli::args::{By, Class, Format};
use crate::cli::console::Console;
use crate::cli::exchange::saved::seal;
use crate::cli::exit::Exit;
use crate::cli::failure;
use crate::cli::files;
use crate::cli::lower::Plan;
use crate::journal::JournalReader;
use crate::program::OutcomeKind;
use crate::project::Project;
use crate::report::{self, FlowReport, Kind, Report, View};
use crate::sync::{Action, Clock, RecordPlan, Status, WallClock, Winner};

/// Prints the report and says how it ended.
pub(super) fn shown(
    report: &Report,
    plan: &Plan,
    project: &Project,
    console: &mut Console,
) -> Exit {
    show(report, plan, project, console);
    let moved: usize = report.flows.iter().map(FlowReport::moved).sum();
    if moved > 0 {
        let text = console.texts().say("apply-moved", &[("count", moved.into())]);
        console.mistake(&text);
    }
    let exit = ended(report);
    let exit = if plan.exit_zero { exit.softened() } else { exit };
    let exit = if fails(report, &plan.fail_on) { exit.and(Exit::Held) } else { exit };
    match saved(report, plan, project, console) {
        Ok(()) => exit,
        Err(unwritten) => exit.and(unwritten),
    }
}

/// Prints the report.
pub(super) fn show(report: &Report, plan: &Plan, project: &Project, console: &mut Console) {
    let Answer { format, .. } = &plan.answer;
    match format {
        Format::Text => {
            let view = view(project, console);
            let text = match plan.by {
                None => report::text(report, view),
                Some(By::Rule) => report::by_rule(report, view),
            };
            console.answer(&text);
        }
        Format::Json | Format::Sarif => {
            let value = report::json(report, view(project, console));
            plan.answer.write(&value, console);
        }
    }
}

/// `--out FILE`: the whole report as JSON, of a plan with what it takes to execute it. The file is
/// there whole or as it was.
fn saved(
    report: &Report,
    plan: &Plan,
    project: &Project,
    console: &mut Console,
) -> Result<(), Exit> {
    let Some(path) = &plan.out else { return Ok(()) };
    let mut value = report::json(report, view(project, console));
    if report.kind == Kind::Plan {
        let origin = JournalReader::open(&project.config.journal_path(&project.dir))
            .and_then(|it| it.origin());
        let origin =
            origin.map_err(|error| failure::journal_told(&error, &project.sources, console))?;
        seal(&mut value, report, project, origin, WallClock.now());
    }
    let text = format!("{value:#}\n");
    files::replace(path, &text)
        .map_err(|error| console.unwritten(&path.display().to_string(), &error))
}

fn view<'v>(project: &'v Project, console: &'v Console) -> View<'v> {
    View { catalog: &project.catalog, sources: &project.sources, texts: console.texts() }
}

/// The outcome of a report.
fn ended(report: &Report) -> Exit {
    let mut exit = Exit::Done;
    for flow in &report.flows {
        if flow.stopped.is_some() {
            exit = exit.and(Exit::Held);
        }
        for (_, status) in &flow.waiting {
            exit = exit.and(match status {
                Status::Failed(_) => Exit::Unusable,
                Status::Held(..) => Exit::Held,
                Status::Moved => Exit::Stale,
                Status::Planned | Status::Done => Exit::Done,
            });
        }
        if !flow.missing.is_empty() {
            exit = exit.and(Exit::Held);
        }
        for (record, status) in &flow.records {
            exit = exit.and(match (status, record.action) {
                (Status::Failed(_), _) => Exit::Unusable,
                (Status::Moved, _) => Exit::Stale,
                (Status::Held(..), _) | (_, Action::Hold) => Exit::Held,
                _ if is_unsettled(record) => Exit::Held,
                (Status::Planned, Action::Create | Action::Edit | Action::Conflict) => {
                    Exit::Pending
                }
                (Status::Planned | Status::Done, _) => Exit::Done,
            });
        }
    }
    exit
}

/// Whether a person has to settle what both sides changed; a conflict that its owner settles is no
/// finding.
fn is_unsettled(record: &RecordPlan) -> bool {
    record.conflicts.iter().any(|conflict| conflict.winner == Winner::Nobody)
}

/// Whether there is a record of one of those classes.
fn fails(report: &Report, classes: &[Class]) -> bool {
    let records = report.flows.iter().flat_map(|flow| &flow.records);
    let has = |record: &RecordPlan, class: &Class| match class {
        Class::Create => record.action == Action::Create,
        Class::Edit => record.action == Action::Edit,
        Class::Hold => record.action == Action::Hold,
        Class::Conflict => record.action == Action::Conflict || !record.conflicts.is_empty(),
        Class::Skip => record.action == Action::Skip,
        Class::Warn => record.said.iter().any(|said| said.kind == OutcomeKind::Warn),
    };
    let mut records = records.map(|(record, _)| record);
    records.any(|record| classes.iter().any(|class| has(record, class)))
}

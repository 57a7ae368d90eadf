//! With which number a command ends.

use crate::cli::args::Class;
use crate::cli::exit::Exit;
use crate::report::{FlowReport, Tally};
use crate::sync::{Action, Status};

/// The outcome of a flow. A conflict that its owner settles is no finding.
pub(super) fn ended(flow: &FlowReport) -> Exit {
    let tally = flow.records.tally();
    let waits = |(_, status): &&_| matches!(status, Status::Held(..));
    let fails = |(_, status): &&_| matches!(status, Status::Failed(_));
    let held = tally.held + tally.planned.of(Action::Hold) + tally.unsettled + flow.missing.len();
    let held = held + flow.waiting.iter().filter(waits).count();
    let failed = tally.failed + flow.waiting.iter().filter(fails).count();
    let found = [
        (failed > 0, Exit::Unusable),
        (flow.moved > 0, Exit::Stale),
        (held > 0 || flow.stopped.is_some(), Exit::Held),
        (tally.pending > 0, Exit::Pending),
    ];
    let found = found.into_iter().filter(|(found, _)| *found);
    found.fold(Exit::Done, |exit, (_, other)| exit.and(other))
}

/// Whether there is a record of one of those classes.
pub(super) fn fails(tally: &Tally, classes: &[Class]) -> bool {
    let count = |class: &Class| match class {
        Class::Create => tally.planned.of(Action::Create),
        Class::Edit => tally.planned.of(Action::Edit),
        Class::Hold => tally.planned.of(Action::Hold),
        Class::Conflict => tally.conflicts,
        Class::Skip => tally.planned.of(Action::Skip),
        Class::Warn => tally.warned,
    };
    classes.iter().any(|class| count(class) > 0)
}

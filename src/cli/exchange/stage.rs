//! What a command is doing just now, told on a terminal only.

use crate::cli::console::Console;
use crate::program::FlowPlan;

/// What is being done.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stage {
    /// The source is asked what changed.
    Asking,
    /// So many records are read and compared.
    Reading(usize),
    /// So many of them are taken up one by one.
    Writing(usize),
}

/// Tells it.
pub(super) fn stage(stage: Stage, flow: &FlowPlan, console: &mut Console) {
    let (id, count) = match stage {
        Stage::Asking => ("run-asking", 0),
        Stage::Reading(count) => ("run-reading", count),
        Stage::Writing(count) => ("run-writing", count),
    };
    let args = [("flow", (&*flow.name).into()), ("count", count.into())];
    console.stage(id, &args);
}

//! What a command is doing just now, told on a terminal, and in the log of the level `info`.

use crate::cli::console::Console;
use crate::program::FlowPlan;
use crate::project::Project;

/// What is being done.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stage {
    /// The source is asked what changed.
    Asking,
    /// What it answered is read and compared.
    Reading,
    /// So many records are taken up one by one.
    Writing(usize),
}

/// Tells it.
pub(super) fn stage(stage: Stage, flow: &FlowPlan, project: &Project, console: &mut Console) {
    match stage {
        Stage::Asking => {
            let side = project.catalog[flow.source].side;
            let system = &project.catalog[side].system;
            let named = format!("system-{system}");
            let texts = console.texts();
            let system =
                if texts.has(&named) { texts.say(&named, &[]) } else { system.to_string() };
            console.stage("run-flow", &[("flow", (&*flow.name).into())]);
            console.stage("run-asking", &[("system", system.into())]);
        }
        Stage::Reading => console.stage("run-reading", &[]),
        Stage::Writing(count) => console.stage("run-writing", &[("count", count.into())]),
    }
}

//! Which flows a command means: those named, or all that the settings switch on. A flow that is
//! switched off is never taken, named or not.

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::program::FlowPlan;
use crate::project::Project;
use crate::syntax::ast::{ItemKind, StepKind};

/// The flows that are meant, each once.
pub(super) fn chosen<'p>(
    project: &'p Project,
    names: &[String],
    console: &mut Console,
) -> Result<Vec<&'p FlowPlan>, Exit> {
    let known = &project.mapping.flows;
    if names.is_empty() {
        let enabled: Vec<&FlowPlan> = known.iter().filter(|flow| flow.enabled).collect();
        if enabled.is_empty() {
            let id = if known.is_empty() { "run-no-flow-at-all" } else { "run-no-flows" };
            let mut text = console.texts().say(id, &[]);
            for flow in known {
                text = format!("{text}\n  {}", off(project, flow, console));
            }
            console.mistake(&text);
            return Err(Exit::Mistake);
        }
        return Ok(enabled);
    }
    let mut flows: Vec<&FlowPlan> = Vec::new();
    for name in names {
        let Some(flow) = known.iter().find(|flow| *flow.name == **name) else {
            let names = known.iter().map(|flow| &*flow.name).collect::<Vec<_>>().join(", ");
            let args = [("name", name.as_str().into()), ("known", names.into())];
            let text = console.texts().say("run-unknown-flow", &args);
            console.mistake(&text);
            return Err(Exit::Mistake);
        };
        if !flow.enabled {
            let text = off(project, flow, console);
            console.mistake(&text);
            return Err(Exit::Mistake);
        }
        if !flows.iter().any(|taken| taken.name == flow.name) {
            flows.push(flow);
        }
    }
    Ok(flows)
}

/// That a flow is switched off, by which condition, and where that is changed.
fn off(project: &Project, flow: &FlowPlan, console: &Console) -> String {
    let spans = project.files.iter().flat_map(|file| &file.items).filter_map(|item| {
        let ItemKind::Flow(declared) = &item.kind else { return None };
        (declared.name.text == flow.name).then_some(&declared.steps)
    });
    let conditions = spans.flatten().filter_map(|step| match &step.kind {
        StepKind::Enabled(condition) => Some(condition.span),
        _ => None,
    });
    let written = conditions.map(|span| project.sources.text(span).trim());
    let written: Vec<&str> = written.collect();
    let file = if project.values.missing { "missing" } else { "there" };
    let args = [
        ("name", (&*flow.name).into()),
        ("condition", written.join(", ").into()),
        ("file", file.into()),
    ];
    console.texts().say("run-flow-off", &args)
}

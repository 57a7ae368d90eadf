//! `obmen explain RECORD FIELD`: where a value comes from. The record is read and planned as `plan`
//! does it, and nothing is written.

use std::path::PathBuf;

use crate::cli::answer::Answer;
use crate::cli::args::Format;
use crate::cli::console::Console;
use crate::cli::env::Env;
use crate::cli::exchange::PART;
use crate::cli::exchange::chosen::chosen;
use crate::cli::exchange::locate::Named;
use crate::cli::exchange::sides::Exchange;
use crate::cli::exchange::trouble::{Trouble, told};
use crate::cli::exit::Exit;
use crate::cli::lower::{Plan, Records};
use crate::diag::Texts;
use crate::endpoint::http::watched;
use crate::journal::JournalReader;
use crate::program::{FlowPlan, Program};
use crate::project::connect::connect;
use crate::project::{self, Project};
use crate::report::{self, FlowReport, View};
use crate::schema::{akin, nearest};
use crate::sync::{Explanation, Session, WallClock};

/// Which value is explained.
#[derive(Debug)]
pub struct ExplainValue {
    /// The project.
    pub folder: PathBuf,
    /// The flows; all that are enabled where none are named.
    pub flows: Vec<String>,
    /// The record, by the number that people see or its key.
    pub record: String,
    /// The field.
    pub field: String,
    /// How the answer is written.
    pub answer: Answer,
}

/// Explains it.
pub(crate) fn explain(command: &ExplainValue, env: &Env, console: &mut Console) -> Exit {
    let project = project::open(&command.folder);
    if project.is_broken() {
        command.answer.diagnostics(&project, console);
        return Exit::Mistake;
    }
    let flows = match chosen(&project, &command.flows, console) {
        Ok(flows) => flows,
        Err(exit) => return exit,
    };
    let unknown = known_field(&project, &flows, &command.field, console.texts()).err();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return told(Trouble::Machine(error.to_string()), &project, console),
    };
    let watcher = console.watcher();
    let work = read(command, &project, flows, env, console);
    let found = match watcher {
        Some(watcher) => runtime.block_on(watched(watcher, work)),
        None => runtime.block_on(work),
    };
    // A record that is not there is told first: nothing can be said of its fields.
    let is_there = !matches!(found, Err(Trouble::Nothing(_)));
    if let Some(text) = unknown.filter(|_| is_there) {
        console.mistake(&text);
        return Exit::Mistake;
    }
    match found {
        Ok(found) => shown(command, &project, found, console),
        Err(trouble) => told(trouble, &project, console),
    }
}

/// Reads the record in the flows that have it.
async fn read(
    command: &ExplainValue,
    project: &Project,
    flows: Vec<&FlowPlan>,
    env: &Env,
    console: &mut Console,
) -> Result<Vec<(Box<str>, Explanation)>, Trouble> {
    let texts = Texts::new(console.texts().language());
    let variables = |name: &str| env.variable(name).map(str::to_owned);
    let connected = connect(project, &variables).await.map_err(Trouble::Told)?;
    let name = || vec![command.record.clone()];
    let mut missing = None;
    for records in [Records::Numbers(name()), Records::Ids(name())] {
        let plan = plan(command, records);
        let named = Named::new();
        let (connected, texts) = (&connected, &texts);
        let mut exchange = Exchange {
            project,
            plan: &plan,
            connected,
            clock: &WallClock,
            texts,
            named,
            part: PART,
            saved: None,
        };
        let found = match exchange.locate(flows.clone(), console).await {
            Ok(found) => found,
            Err(trouble @ Trouble::Nothing(_)) => {
                missing = Some(trouble);
                continue;
            }
            Err(trouble) => return Err(trouble),
        };
        return exchange.explained(&found, &command.field).await;
    }
    Err(missing.unwrap_or_else(|| Trouble::Nothing(String::new())))
}

/// What `plan` would be asked for that record.
fn plan(command: &ExplainValue, records: Records) -> Plan {
    Plan {
        folder: command.folder.clone(),
        flows: command.flows.clone(),
        records,
        after: None,
        out: None,
        fail_on: Vec::new(),
        by: None,
        explain: true,
        exit_zero: false,
        answer: command.answer.clone(),
    }
}

impl Exchange<'_> {
    async fn explained(
        &self,
        flows: &[&FlowPlan],
        field: &str,
    ) -> Result<Vec<(Box<str>, Explanation)>, Trouble> {
        let reader = JournalReader::open(&self.journal_path())?;
        let rules = self.project.fingerprint();
        let mut all = Vec::new();
        for flow in flows {
            let sides = self.sides(flow)?;
            let origin = self.origin(flow, &sides);
            let feed = origin.feed(flow, &sides);
            let lanes = self.named(&feed, flow);
            let (memory, keys) = (self.remembered(&reader, flow, &lanes), self.keys(&sides));
            let world = self.world(&sides, &memory, &keys);
            let session = Session::new(world, flow, self.telling(&rules));
            let explanation = session.explain(&lanes, field).await?;
            if explanation.read == 0 {
                let args = [("record", self.record().into())];
                return Err(Trouble::Nothing(self.texts.say("run-no-record", &args)));
            }
            all.push((flow.name.clone(), explanation));
        }
        Ok(all)
    }

    /// The record that was named.
    fn record(&self) -> &str {
        match &self.plan.records {
            Records::Numbers(names) | Records::Ids(names) => names.first().map_or("", |it| it),
            Records::Changed | Records::Saved => "",
        }
    }
}

/// Whether any of the flows writes a field of that name; else the words of the mistake.
fn known_field(
    project: &Project,
    flows: &[&FlowPlan],
    field: &str,
    texts: &Texts,
) -> Result<(), String> {
    let mut names: Vec<String> = Vec::new();
    let is_run = |program: &&Program| flows.iter().any(|flow| flow.toward == program.toward);
    for program in project.mapping.programs.iter().filter(is_run) {
        let layout = &program.layout;
        names.extend(layout.cells.iter().map(|cell| cell.path.to_string()));
        for group in &layout.groups {
            for cell in &group.cells {
                names.push(format!("{}.{}", group.path, cell.path));
                names.push(cell.path.to_string());
            }
        }
    }
    if names.iter().any(|name| name.to_lowercase() == field.to_lowercase()) {
        return Ok(());
    }
    let names = || names.iter().map(String::as_str);
    let mut near = nearest(field, names());
    if near.is_empty() {
        near = akin(field, names());
    }
    let id = if near.is_empty() { "explain-no-field" } else { "explain-no-field-near" };
    let args = [("field", field.into()), ("near", near.join(", ").into())];
    Err(texts.say(id, &args))
}

fn shown(
    command: &ExplainValue,
    project: &Project,
    found: Vec<(Box<str>, Explanation)>,
    console: &mut Console,
) -> Exit {
    let texts = console.texts();
    let view = View { catalog: &project.catalog, sources: &project.sources, texts };
    let (mut text, mut fields) = (String::new(), Vec::new());
    for (flow, explanation) in found {
        let report = FlowReport { flow, names: explanation.names, ..FlowReport::default() };
        let told = report::explanation(view, &report, &project.mapping, &explanation.records);
        text += &told.0;
        fields.extend(told.1);
    }
    if text.is_empty() {
        let args =
            [("record", command.record.as_str().into()), ("field", command.field.as_str().into())];
        let words = texts.say("explain-nothing", &args);
        console.mistake(&words);
        return Exit::Mistake;
    }
    match command.answer.format {
        Format::Text => console.answer(&text),
        Format::Json | Format::Sarif => {
            let value = serde_json::json!({ "format_version": 1, "fields": fields });
            command.answer.write(&value, console);
        }
    }
    Exit::Done
}

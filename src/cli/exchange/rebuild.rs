//! `obmen journal rebuild`: the links of a lost journal, found in both systems; with a yes they become
//! a new journal, and the old one stays beside it.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::cli::answer::Answer;
use crate::cli::args::Format;
use crate::cli::console::Console;
use crate::cli::env::Env;
use crate::cli::exchange::PART;
use crate::cli::exchange::locate::Named;
use crate::cli::exchange::sides::Exchange;
use crate::cli::exchange::trouble::{Trouble, told};
use crate::cli::exit::Exit;
use crate::cli::failure;
use crate::cli::lower::{Plan, Records};
use crate::diag::Texts;
use crate::journal::{Journal, JournalReader, LaneKey};
use crate::program::{FlowStep, Toward};
use crate::project::connect::connect;
use crate::project::{self, Project};
use crate::sync::{By, Clock, Pair, Recovered, Remembered, WallClock, recover, roles};

/// The version of the answer's form.
const FORMAT_VERSION: u32 = 1;

/// Shows which links both systems tell of; with a yes writes a journal that holds them.
pub(crate) fn rebuild(
    folder: &Path,
    yes: bool,
    answer: &Answer,
    env: &Env,
    console: &mut Console,
) -> Exit {
    let project = project::open(folder);
    if project.is_broken() {
        answer.diagnostics(&project, console);
        return Exit::Mistake;
    }
    let plan = Plan::of(folder.to_owned(), Records::Changed, answer.clone());
    let texts = Texts::new(console.texts().language());
    let work = async {
        let variables = |name: &str| env.variable(name).map(str::to_owned);
        let connected = connect(&project, &variables).await?;
        let (clock, named) = (&WallClock, Named::new());
        let (project, plan, connected, texts) = (&project, &plan, &connected, &texts);
        let (part, saved) = (PART, None);
        let exchange = Exchange { project, plan, connected, clock, texts, named, part, saved };
        Ok(exchange.recovered().await)
    };
    let recovered = match failure::block_on(console.watcher(), work) {
        Err(diagnostic) => return failure::told(diagnostic, &project.sources, console),
        Ok(Err(trouble)) => return told(trouble, &project, console),
        Ok(Ok(recovered)) => recovered,
    };
    let asks = |console: &mut Console| {
        let question = console.texts().say("rebuild-ask", &[]);
        console.ask(&question) == Some(true)
    };
    if answer.format == Format::Text {
        let text = shown(&recovered, &project, console.texts());
        console.answer(&text);
    }
    let written = if yes || (answer.format == Format::Text && asks(console)) {
        match write(&recovered, &project) {
            Ok(aside) => Written::Beside(aside.map(|path| path.display().to_string())),
            Err(trouble) => return told(trouble, &project, console),
        }
    } else {
        Written::Not
    };
    ended(&recovered, written, answer, &project, console)
}

/// Whether a new journal was written.
enum Written {
    /// Nobody agreed.
    Not,
    /// Where the old one lies, if there was one.
    Beside(Option<String>),
}

/// Puts a journal with these links in the place of the old one; gives where that went.
fn write(recovered: &[Recovered], project: &Project) -> Result<Option<PathBuf>, Trouble> {
    let links = recovered.iter().flat_map(Recovered::links).collect();
    let path = project.config.journal_path(&project.dir);
    Ok(Journal::rebuild(&path, links, lanes(recovered, project), WallClock.now())?)
}

/// The records that are compared before anything is written: those that are linked.
fn lanes(recovered: &[Recovered], project: &Project) -> Vec<LaneKey> {
    let mut lanes = Vec::new();
    for flow in project.mapping.flows.iter().filter(|flow| flow.enabled) {
        let writes = |role: &str| {
            let mut steps = flow.steps.iter();
            steps.any(|step| matches!(step, FlowStep::Upsert { map } if **map == *role))
        };
        for found in recovered.iter().filter(|found| writes(&found.role.name)) {
            let (source, key): (_, fn(&Pair) -> &str) = match flow.toward {
                Toward::Left => (found.role.right, |pair| &pair.right),
                Toward::Right => (found.role.left, |pair| &pair.left),
            };
            if source != flow.source {
                continue;
            }
            let entity = project.catalog.entity_name(source);
            lanes.extend(found.pairs.iter().map(|pair| LaneKey {
                flow: flow.name.clone(),
                entity: (&*entity).into(),
                key: key(pair).into(),
            }));
        }
    }
    lanes
}

impl Exchange<'_> {
    /// The links of all roles.
    async fn recovered(&self) -> Result<Vec<Recovered>, Trouble> {
        let catalog = &self.project.catalog;
        let (nothing, mut found) = (JournalReader::none(), Vec::new());
        let memory = Remembered::new(&nothing, Vec::new(), &[]);
        for role in roles(&self.project.mapping) {
            let sides = self.pair(catalog[role.left].side, catalog[role.right].side)?;
            let keys = self.keys(&sides);
            found.push(recover(self.world(&sides, &memory, &keys), role).await?);
        }
        Ok(found)
    }
}

fn shown(recovered: &[Recovered], project: &Project, texts: &Texts) -> String {
    let name = |entity| project.catalog.entity_name(entity);
    let mut lines = Vec::new();
    for found in recovered {
        let role = &found.role;
        let head = format!("{}  {} ⇔ {}", role.name, name(role.left), name(role.right));
        if let Some(reason) = &found.unread {
            let args = [("head", head.into()), ("reason", reason.as_str().into())];
            lines.push(texts.say("rebuild-unread", &args));
            continue;
        }
        let count = |number: usize| number.to_string().into();
        let args = [
            ("head", head.into()),
            ("read", count(found.read)),
            ("links", count(found.pairs.len())),
            ("derived", count(found.told(By::Derived))),
            ("external", count(found.told(By::External))),
            ("mark", count(found.told(By::Mark))),
        ];
        lines.push(texts.say("rebuild-role", &args));
        for pair in &found.unclear {
            let (left, right) = ((&*pair.left).into(), (&*pair.right).into());
            let line = texts.say("rebuild-unclear", &[("left", left), ("right", right)]);
            lines.push(format!("  ! {line}"));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

fn ended(
    recovered: &[Recovered],
    written: Written,
    answer: &Answer,
    project: &Project,
    console: &mut Console,
) -> Exit {
    if matches!(written, Written::Not) {
        let text = console.texts().say("rebuild-not-done", &[]);
        console.mistake(&text);
    }
    if answer.format != Format::Text {
        answer.write(&document(recovered, project, &written, console.told()), console);
    }
    let Written::Beside(aside) = written else { return Exit::Held };
    if answer.format == Format::Text {
        match aside {
            Some(path) => console.say("rebuild-done", &[("path", path.into())]),
            None => console.say("rebuild-done-first", &[]),
        }
    }
    let is_clear = recovered.iter().all(|found| found.unclear.is_empty());
    if is_clear { Exit::Done } else { Exit::Held }
}

fn document(
    recovered: &[Recovered],
    project: &Project,
    written: &Written,
    told: Vec<Value>,
) -> Value {
    let aside = match written {
        Written::Not => None,
        Written::Beside(aside) => aside.as_ref(),
    };
    let pairs = |pairs: &[Pair]| {
        let pair = |pair: &Pair| {
            let by = pair.by.iter().map(|by| match by {
                By::Derived => "derived",
                By::External => "external",
                By::Mark => "mark",
            });
            json!({ "left": pair.left, "right": pair.right, "by": by.collect::<Vec<_>>() })
        };
        pairs.iter().map(pair).collect::<Vec<_>>()
    };
    let role = |found: &Recovered| {
        json!({
            "role": found.role.name,
            "left": project.catalog.entity_name(found.role.left),
            "right": project.catalog.entity_name(found.role.right),
            "read": found.read,
            "links": pairs(&found.pairs),
            "unclear": pairs(&found.unclear),
            "unread": found.unread,
        })
    };
    json!({
        "format_version": FORMAT_VERSION,
        "written": matches!(written, Written::Beside(_)),
        "aside": aside,
        "roles": recovered.iter().map(role).collect::<Vec<_>>(),
        "diagnostics": told,
    })
}

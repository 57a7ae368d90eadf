//! A report told as its records come: each part is printed, and written where `--out` says, before
//! the next is planned. Only what is counted is kept.

use crate::cli::args::{By, Format};
use crate::cli::console::Console;
use crate::cli::exchange::ending::{ended, fails};
use crate::cli::exit::Exit;
use crate::cli::files::Replacement;
use crate::cli::lower::Plan;
use crate::project::Project;
use crate::report::{self, FlowReport, Grouped, Kind, Pages, Part, Tally, View};

/// Tells a plan or a run.
pub(super) struct Teller<'a> {
    kind: Kind,
    plan: &'a Plan,
    project: &'a Project,
    shape: Shape,
    saved: Option<Saved>,
    /// Whether a part of a flow was told and its last one was not.
    open: bool,
    begun: bool,
    tally: Tally,
    exit: Exit,
}

/// How it is shown.
enum Shape {
    Text,
    ByRule(Grouped),
    Json(Pages),
    /// A query looks at the whole document, so that is kept.
    Asked(Pages, String),
}

/// The same as JSON in a file.
struct Saved {
    pages: Pages,
    file: std::io::Result<Replacement>,
}

impl<'a> Teller<'a> {
    /// One that has told nothing yet.
    pub(super) fn new(kind: Kind, plan: &'a Plan, project: &'a Project) -> Teller<'a> {
        let shape = match (plan.answer.format, plan.by) {
            (Format::Text, None) => Shape::Text,
            (Format::Text, Some(By::Rule)) => Shape::ByRule(Grouped::default()),
            (Format::Json | Format::Sarif, _) if plan.answer.asks() => {
                Shape::Asked(Pages::new(kind), String::new())
            }
            (Format::Json | Format::Sarif, _) => Shape::Json(Pages::new(kind)),
        };
        Teller {
            kind,
            plan,
            project,
            shape,
            saved: None,
            open: false,
            begun: false,
            tally: Tally::default(),
            exit: Exit::Done,
        }
    }

    /// Writes the file of `--out` too. It is there whole, or as it was.
    pub(super) fn saving(self) -> Teller<'a> {
        let begun = |path| Saved { pages: Pages::new(self.kind), file: Replacement::begin(path) };
        Teller { saved: self.plan.out.as_deref().map(begun), ..self }
    }

    /// Whether anything was told.
    pub(super) fn has_begun(&self) -> bool {
        self.begun
    }

    /// Whether a flow is told in part only.
    pub(super) fn is_open(&self) -> bool {
        self.open
    }

    /// Tells the records of a flow that are at hand, and lets them go.
    pub(super) fn part(&mut self, flow: &mut FlowReport, last: bool, console: &mut Console) {
        self.begun = true;
        let part = Part { first: !std::mem::replace(&mut self.open, !last), last };
        let view = view(self.project, console);
        let text = match &mut self.shape {
            Shape::Text => report::part(flow, self.kind, part, view),
            Shape::ByRule(grouped) => {
                grouped.part(flow, self.kind, part, view);
                String::new()
            }
            Shape::Json(pages) => pages.part(flow, part, view),
            Shape::Asked(pages, whole) => {
                whole.push_str(&pages.part(flow, part, view));
                String::new()
            }
        };
        if let Some(saved) = &mut self.saved {
            saved.write(|pages| pages.part(flow, part, view));
        }
        if !text.is_empty() {
            self.put(&text, console);
        }
        if last {
            self.tally.add(flow.records.tally());
            self.exit = self.exit.and(ended(flow));
        }
        flow.records.let_go();
        flow.names.clear();
        flow.payloads.clear();
    }

    /// Tells the end, and says how it all ended.
    pub(super) fn finish(mut self, console: &mut Console) -> Exit {
        let view = view(self.project, console);
        let tally = &self.tally;
        if let Some(saved) = &mut self.saved {
            saved.write(|pages| pages.end(tally, view));
        }
        let text = match &mut self.shape {
            Shape::Text => report::closing(tally, self.kind, view),
            Shape::ByRule(grouped) => std::mem::take(grouped).closed(tally, self.kind, view),
            Shape::Json(pages) => pages.end(tally, view),
            Shape::Asked(pages, whole) => {
                whole.push_str(&pages.end(tally, view));
                std::mem::take(whole)
            }
        };
        self.put(&text, console);
        let exit = if self.plan.exit_zero { self.exit.softened() } else { self.exit };
        let exit = if fails(tally, &self.plan.fail_on) { exit.and(Exit::Held) } else { exit };
        match (self.saved, &self.plan.out) {
            (Some(saved), Some(path)) => match saved.file.and_then(Replacement::finish) {
                Ok(()) => exit,
                Err(error) => exit.and(console.unwritten(&path.display().to_string(), &error)),
            },
            _ => exit,
        }
    }

    fn put(&self, text: &str, console: &mut Console) {
        match &self.shape {
            Shape::Text | Shape::ByRule(_) => console.answer(text),
            Shape::Json(_) => console.painted(text),
            Shape::Asked(..) => {
                let whole = serde_json::from_str(text).expect("the pages are a document");
                self.plan.answer.write(&whole, console);
            }
        }
    }
}

impl Saved {
    /// Writes what comes next; once that fails nothing more is written.
    fn write(&mut self, next: impl FnOnce(&mut Pages) -> String) {
        let text = next(&mut self.pages);
        if let Ok(file) = &mut self.file
            && let Err(error) = file.write(&text)
        {
            self.file = Err(error);
        }
    }
}

fn view<'v>(project: &'v Project, console: &'v Console) -> View<'v> {
    View { catalog: &project.catalog, sources: &project.sources, texts: console.texts() }
}

//! A report told as its records come: each part is printed, and written where `--out` says, before
//! the next is planned. Only what is counted is kept.

use serde_json::Value;

use crate::cli::args::{By, Format};
use crate::cli::console::Console;
use crate::cli::exchange::ending::{ended, fails};
use crate::cli::exchange::saved::Sealing;
use crate::cli::exit::Exit;
use crate::cli::failure;
use crate::cli::files::Replacement;
use crate::cli::lower::Plan;
use crate::journal::{JournalError, JournalReader};
use crate::project::Project;
use crate::report::{self, FlowReport, Grouped, Kind, Pages, Part, Tally, View};
use crate::sync::{Clock, WallClock};

/// Tells a plan or a run.
pub(super) struct Teller<'a> {
    kind: Kind,
    plan: &'a Plan,
    project: &'a Project,
    shape: Shape,
    file: Option<Filed>,
    /// Whether a part of a flow was told and its last one was not.
    open: bool,
    begun: bool,
    /// How many records came out otherwise than in a saved plan.
    moved: usize,
    tally: Tally,
    exit: Exit,
}

/// How it is shown.
enum Shape {
    Text,
    /// The same beside the answer.
    Beside,
    ByRule(Grouped),
    Json(Pages),
    /// A query looks at the whole document, so that is kept.
    Asked(Pages, String),
}

/// The same as JSON in a file.
struct Filed {
    pages: Pages,
    file: std::io::Result<Replacement>,
    /// What it takes to execute it, of a plan.
    sealing: Option<Sealing>,
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
            file: None,
            open: false,
            begun: false,
            moved: 0,
            tally: Tally::default(),
            exit: Exit::Done,
        }
    }

    /// Tells it to the person who is asked, and not as the answer.
    pub(super) fn beside(self) -> Teller<'a> {
        Teller { shape: Shape::Beside, ..self }
    }

    /// Writes the file of `--out` too. It is there whole, or as it was.
    pub(super) fn saving(self) -> Teller<'a> {
        let begun = |path| Filed {
            pages: Pages::new(self.kind),
            file: Replacement::begin(path),
            sealing: (self.kind == Kind::Plan).then(Sealing::default),
        };
        Teller { file: self.plan.out.as_deref().map(begun), ..self }
    }

    /// Says that something ended it before its end: what was planned by then is no plan to execute.
    pub(super) fn cut_off(mut self) -> Teller<'a> {
        if let Some(file) = &mut self.file {
            file.sealing = None;
        }
        self
    }

    /// Whether what is told is a document for programs.
    pub(super) fn is_document(&self) -> bool {
        matches!(self.shape, Shape::Json(_) | Shape::Asked(..))
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
            Shape::Text | Shape::Beside => report::part(flow, self.kind, part, view),
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
        if let Some(file) = &mut self.file {
            file.part(flow, part, view);
        }
        if !text.is_empty() {
            self.put(&text, console);
        }
        if last {
            self.tally.add(flow.records.tally());
            self.moved += flow.moved;
            self.exit = self.exit.and(ended(flow));
        }
        flow.records.let_go();
        flow.names.clear();
        flow.left_out.clear();
        flow.payloads.clear();
    }

    /// Tells the end, and says how it all ended.
    pub(super) fn finish(mut self, console: &mut Console) -> Exit {
        // A document holds what is told beside it; to people that is told last.
        if self.is_document() {
            self.tell_of_moved(console);
        }
        let beside = console.told();
        let unsealed = self.file.as_mut().and_then(|file| {
            let view = view(self.project, console);
            file.end(&self.tally, &beside, self.project, view).err()
        });
        let view = view(self.project, console);
        let tally = &self.tally;
        let text = match &mut self.shape {
            Shape::Text | Shape::Beside => report::closing(tally, self.kind, view),
            Shape::ByRule(grouped) => std::mem::take(grouped).closed(tally, self.kind, view),
            Shape::Json(pages) => pages.end(tally, beside, view),
            Shape::Asked(pages, whole) => {
                whole.push_str(&pages.end(tally, beside, view));
                std::mem::take(whole)
            }
        };
        self.put(&text, console);
        if !self.is_document() {
            self.tell_of_moved(console);
        }
        let tally = &self.tally;
        let exit = if self.plan.exit_zero { self.exit.softened() } else { self.exit };
        let exit = if fails(tally, &self.plan.fail_on) { exit.and(Exit::Held) } else { exit };
        if let Some(error) = unsealed {
            return exit.and(failure::journal_told(&error, &self.project.sources, console));
        }
        match (self.file, &self.plan.out) {
            (Some(file), Some(path)) => match file.file.and_then(Replacement::finish) {
                Ok(()) => exit,
                Err(error) => exit.and(console.unwritten(&path.display().to_string(), &error)),
            },
            _ => exit,
        }
    }

    fn tell_of_moved(&self, console: &mut Console) {
        if self.moved > 0 {
            let text = console.texts().say("apply-moved", &[("count", self.moved.into())]);
            console.mistake(&text);
        }
    }

    fn put(&self, text: &str, console: &mut Console) {
        match &self.shape {
            Shape::Text | Shape::ByRule(_) => console.answer(text),
            Shape::Beside => console.beside(text),
            Shape::Json(_) => console.painted(text),
            Shape::Asked(..) => {
                let whole = serde_json::from_str(text).expect("the pages are a document");
                self.plan.answer.write(&whole, console);
            }
        }
    }
}

impl Filed {
    fn part(&mut self, flow: &FlowReport, part: Part, view: View<'_>) {
        if let Some(sealing) = &mut self.sealing {
            sealing.note(flow);
        }
        let text = self.pages.part(flow, part, view);
        self.write(&text);
    }

    /// Writes the end, of a plan with its seal; an error where the journal cannot be looked at that it
    /// is for.
    fn end(
        &mut self,
        tally: &Tally,
        beside: &[Value],
        project: &Project,
        view: View<'_>,
    ) -> Result<(), JournalError> {
        let Some(mut sealing) = self.sealing.take() else {
            let text = self.pages.end(tally, beside.to_vec(), view);
            self.write(&text);
            return Ok(());
        };
        let journal = JournalReader::open(&project.config.journal_path(&project.dir))?;
        let text = self.pages.open_end(tally, beside.to_vec(), view);
        sealing.wrote(&text);
        self.write(&text);
        self.write(&sealing.end(project, journal.origin()?, WallClock.now()));
        Ok(())
    }

    /// Writes what comes next; once that fails nothing more is written.
    fn write(&mut self, text: &str) {
        if let Some(sealing) = &mut self.sealing {
            sealing.wrote(text);
        }
        if let Ok(file) = &mut self.file
            && let Err(error) = file.write(text)
        {
            self.file = Err(error);
        }
    }
}

fn view<'v>(project: &'v Project, console: &'v Console) -> View<'v> {
    View { catalog: &project.catalog, sources: &project.sources, texts: console.texts() }
}

//! Plans in files: `plan --out FILE` seals them, `apply FILE` reads them and says what is wrong with
//! them.
//!
//! Behind the report for people the file holds which records of which flows are meant, a hash of each
//! write, and what the plan was made from. The seal comes last and is a hash of all that stands before
//! it, so that it can be made while the report is told part by part: it tells a damaged file, and it is
//! the plan's name in the journal, which remembers the plans that were used.

use std::fmt::Write;

use indexmap::IndexSet;
use serde::Deserialize;
use serde_json::error::Category;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::cli::exchange::locate::Named;
use crate::cli::exchange::sides::tenant;
use crate::cli::exchange::trouble::Trouble;
use crate::diag::{Fact, Texts};
use crate::journal::{Hashing, JournalError, JournalReader, Run, Stamp};
use crate::project::Project;
use crate::report::{FORMAT_VERSION, FlowReport};
use crate::sync::writes;

/// What the execution of a saved plan is called in the log of runs.
pub(super) const APPLY: &str = "apply";

/// What stands before the digits of a seal.
const SEAL: &str = "\n    \"seal\": \"";

/// What stands behind them, and ends the file.
const END: &str = "\"\n  }\n}\n";

/// A plan that was saved.
pub(super) struct Saved {
    /// Its name, which is its seal.
    pub(super) id: Box<str>,
    /// The file, as people named it.
    file: Box<str>,
    sealed: Sealed,
}

/// What it takes to execute a plan.
#[derive(Deserialize)]
struct Sealed {
    /// The state of the mapping that it was made with.
    rules: Box<str>,
    /// The systems that it is for.
    systems: Box<str>,
    /// The journal that it was made with; none where there was none.
    journal: Option<i64>,
    flows: Vec<Part>,
}

/// One flow of it.
#[derive(Deserialize)]
struct Part {
    flow: Box<str>,
    /// The keys of its records that change.
    lanes: IndexSet<Box<str>>,
    /// The hashes of its writes.
    writes: IndexSet<Box<str>>,
}

/// A plan that is being saved, as its parts come.
#[derive(Default)]
pub(super) struct Sealing {
    hashing: Hashing,
    flows: Vec<Part>,
}

impl Sealing {
    /// Notes the records of a flow that are at hand.
    pub(super) fn note(&mut self, flow: &FlowReport) {
        if self.flows.last().is_none_or(|part| part.flow != flow.flow) {
            let (lanes, writes) = (IndexSet::new(), IndexSet::new());
            self.flows.push(Part { flow: flow.flow.clone(), lanes, writes });
        }
        let Some(part) = self.flows.last_mut() else { return };
        let records = flow.records.at_hand().iter().map(|(record, _)| record);
        for record in records.filter(|record| !record.steps.is_empty()) {
            let own = flow.source == Some(record.source.entity) && record.flow == flow.flow;
            let key = record.source.key.as_ref().filter(|_| own);
            part.lanes.extend(record.within.as_ref().or(key).cloned());
            part.writes.extend(writes(record));
        }
    }

    /// Notes what was written to the file.
    pub(super) fn wrote(&mut self, text: &str) {
        self.hashing.add(text.as_bytes());
    }

    /// What comes last in the file, behind the report's members. `origin` is when the journal was first
    /// used.
    pub(super) fn end(mut self, project: &Project, origin: Option<Stamp>, at: Stamp) -> String {
        let list = |texts: &IndexSet<Box<str>>| texts.iter().map(|text| json!(text)).collect();
        let flows = self.flows.iter().map(|part| {
            let (lanes, writes): (Vec<Value>, Vec<Value>) = (list(&part.lanes), list(&part.writes));
            json!({ "flow": part.flow, "lanes": lanes, "writes": writes })
        });
        let members = [
            ("at", json!(at.0)),
            ("rules", json!(project.fingerprint())),
            ("systems", json!(tenant(project).to_string())),
            ("journal", json!(origin.map(|origin| origin.0))),
            ("flows", flows.collect()),
        ];
        let mut out = String::from(",\n  \"saved\": {");
        for (name, value) in members {
            let _ = write!(out, "\n    \"{name}\": {value},");
        }
        out.push_str(SEAL);
        self.wrote(&out);
        out.push_str(&self.hashing.done().0);
        out.push_str(END);
        out
    }
}

impl Saved {
    /// Reads the text of a file; the words for one that is no plan, or not whole.
    pub(super) fn read(text: &str, file: &str, texts: &Texts) -> Result<Saved, String> {
        let say = |id: &str, more: Vec<(&'static str, Fact)>| {
            texts.say(id, &[vec![("file", file.into())], more].concat())
        };
        let damaged = || say("apply-damaged", Vec::new());
        let foreign = || say("apply-foreign", Vec::new());
        let document = serde_json::from_str(text);
        let document: Document = document.map_err(|error| match error.classify() {
            Category::Data => foreign(),
            Category::Io | Category::Syntax | Category::Eof => damaged(),
        })?;
        if document.format_version > FORMAT_VERSION {
            let found = document.format_version.to_string().into();
            let known = FORMAT_VERSION.to_string().into();
            return Err(say("apply-newer", vec![("found", found), ("known", known)]));
        }
        let Some(saved) = document.saved else { return Err(foreign()) };
        let id = seal(text).ok_or_else(damaged)?;
        let sealed = serde_json::from_str(saved.get()).map_err(|_| damaged())?;
        Ok(Saved { id, file: file.into(), sealed })
    }

    /// The names of its flows.
    pub(super) fn flows(&self) -> Vec<String> {
        self.sealed.flows.iter().map(|part| part.flow.to_string()).collect()
    }

    /// The keys of its records, by flow.
    pub(super) fn named(&self) -> Named {
        let keys = |part: &Part| part.lanes.iter().map(ToString::to_string).collect();
        self.sealed.flows.iter().map(|part| (part.flow.clone(), keys(part))).collect()
    }

    /// The hashes of a flow's writes.
    pub(super) fn writes(&self, flow: &str) -> Option<&IndexSet<Box<str>>> {
        let part = self.sealed.flows.iter().find(|part| *part.flow == *flow);
        part.map(|part| &part.writes)
    }

    /// Whether it is a plan of this project as it stands.
    pub(super) fn is_of(&self, project: &Project, texts: &Texts) -> Result<(), Trouble> {
        if *self.sealed.systems != *tenant(project).to_string() {
            return Err(Trouble::Nothing(self.say("apply-systems", texts, Vec::new())));
        }
        let now = project.fingerprint();
        if *self.sealed.rules != *now {
            let short = |hash: &str| Fact::from(hash.chars().take(4).collect::<String>());
            let more = vec![("then", short(&self.sealed.rules)), ("now", short(&now))];
            return Err(Trouble::Stale(self.say("apply-rules", texts, more)));
        }
        Ok(())
    }

    /// Whether the journal is the one it was made with, and has not seen it executed to its end.
    /// `when` makes a moment readable.
    pub(super) fn is_unused(
        &self,
        reader: &JournalReader,
        texts: &Texts,
        when: impl Fn(Stamp) -> String,
    ) -> Result<(), Trouble> {
        let origin = reader.origin()?;
        if self.sealed.journal.is_some_and(|journal| Some(journal) != origin.map(|origin| origin.0))
        {
            return Err(Trouble::Stale(self.say("apply-journal", texts, Vec::new())));
        }
        let Some(at) = self.used(reader)? else { return Ok(()) };
        let more = vec![("at", when(at).into())];
        Err(Trouble::Stale(self.say("apply-used", texts, more)))
    }

    /// When it came to its end; none where some of it is still to be done.
    fn used(&self, reader: &JournalReader) -> Result<Option<Stamp>, JournalError> {
        let runs = reader.runs_of(APPLY)?;
        let ended = |run: &Run| {
            let counters: Value = serde_json::from_str(&run.counters).unwrap_or_default();
            let mine = counters["plan"] == *self.id && counters["used"] == true;
            run.finished.filter(|_| mine)
        };
        let of_flow = |part: &Part| {
            let runs = runs.iter().filter(|run| run.flow == part.flow);
            runs.filter_map(ended).max()
        };
        let ends: Option<Vec<Stamp>> = self.sealed.flows.iter().map(of_flow).collect();
        Ok(ends.and_then(|ends| ends.into_iter().max()))
    }

    fn say(&self, id: &str, texts: &Texts, more: Vec<(&'static str, Fact)>) -> String {
        texts.say(id, &[vec![("file", (&*self.file).into())], more].concat())
    }
}

/// A report as far as it has to be known; the rest may be long.
#[derive(Deserialize)]
struct Document<'a> {
    format_version: u32,
    #[serde(borrow)]
    saved: Option<&'a RawValue>,
}

/// The seal of a file, if it is that of its text.
fn seal(text: &str) -> Option<Box<str>> {
    let (body, seal) = text.trim_end().strip_suffix(END.trim_end())?.rsplit_once(SEAL)?;
    let mut hashing = Hashing::default();
    hashing.add(body.as_bytes());
    hashing.add(SEAL.as_bytes());
    let found = hashing.done().0;
    (*found == *seal).then_some(found)
}

//! Plans in files: `plan --out FILE` seals them, `apply FILE` reads them and says what is wrong with
//! them.
//!
//! Beside the report for people the file holds which records of which flows are meant, a hash of each
//! write, and what the plan was made from. The seal is a hash of all of it: it tells a damaged file,
//! and it is the plan's name in the journal, which remembers the plans that were used.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::cli::exchange::locate::Named;
use crate::cli::exchange::sides::tenant;
use crate::cli::exchange::trouble::Trouble;
use crate::diag::{Fact, Texts};
use crate::journal::{Hash, JournalError, JournalReader, Run, Stamp};
use crate::project::Project;
use crate::report::{FORMAT_VERSION, Report};
use crate::sync::writes;

/// What the execution of a saved plan is called in the log of runs.
pub(super) const APPLY: &str = "apply";

/// A plan that was saved.
pub(super) struct Saved {
    /// Its name, which is its seal.
    pub(super) id: Box<str>,
    /// The file, as people named it.
    file: Box<str>,
    /// The state of the mapping that it was made with.
    rules: Box<str>,
    /// The systems that it is for.
    systems: Box<str>,
    /// The journal that it was made with; none where there was none.
    journal: Option<i64>,
    flows: Vec<Part>,
}

/// One flow of it.
struct Part {
    flow: Box<str>,
    /// The keys of its records that change.
    lanes: Vec<String>,
    /// The hashes of its writes.
    writes: HashSet<Box<str>>,
}

/// Adds to a report what it takes to execute it. `origin` is when the journal was first used.
pub(super) fn seal(
    value: &mut Value,
    report: &Report,
    project: &Project,
    origin: Option<Stamp>,
    at: Stamp,
) {
    let flows = report.flows.iter().map(|flow| {
        let changing = flow.records.iter().map(|(record, _)| record);
        let changing: Vec<_> = changing.filter(|record| !record.steps.is_empty()).collect();
        let mut lanes: Vec<&str> = Vec::new();
        for record in &changing {
            let own = flow.source == Some(record.source.entity) && record.flow == flow.flow;
            let key = record.source.key.as_ref().filter(|_| own);
            let key = record.within.as_ref().or(key).map(|key| &**key);
            lanes.extend(key.filter(|key| !lanes.contains(key)));
        }
        let writes: Vec<Box<str>> = changing.into_iter().flat_map(writes).collect();
        json!({ "flow": flow.flow, "lanes": lanes, "writes": writes })
    });
    let flows: Vec<Value> = flows.collect();
    value["saved"] = json!({
        "at": at.0,
        "rules": project.fingerprint(),
        "systems": tenant(project).to_string(),
        "journal": origin.map(|origin| origin.0),
        "flows": flows,
    });
    let seal = hash(value);
    value["saved"]["seal"] = seal.into();
}

fn hash(value: &Value) -> String {
    Hash::of(value.to_string().as_bytes()).0.into()
}

impl Saved {
    /// Reads the text of a file; the words for one that is no plan, or not whole.
    pub(super) fn read(text: &str, file: &str, texts: &Texts) -> Result<Saved, String> {
        let say = |id: &str, more: Vec<(&'static str, Fact)>| {
            texts.say(id, &[vec![("file", file.into())], more].concat())
        };
        let damaged = || say("apply-damaged", Vec::new());
        let mut value: Value = serde_json::from_str(text).map_err(|_| damaged())?;
        let Some(version) = value["format_version"].as_u64() else {
            return Err(say("apply-foreign", Vec::new()));
        };
        if version > u64::from(FORMAT_VERSION) {
            let (found, known) = (version.to_string().into(), FORMAT_VERSION.to_string().into());
            return Err(say("apply-newer", vec![("found", found), ("known", known)]));
        }
        let Some(saved) = value.get_mut("saved").and_then(Value::as_object_mut) else {
            return Err(say("apply-foreign", Vec::new()));
        };
        let seal = saved.remove("seal");
        let id = hash(&value);
        if seal.as_ref().and_then(Value::as_str) != Some(&id) {
            return Err(damaged());
        }
        Saved::sealed(&value["saved"], id, file).ok_or_else(damaged)
    }

    fn sealed(saved: &Value, id: String, file: &str) -> Option<Saved> {
        let flows = saved["flows"].as_array()?.iter().map(|flow| {
            let texts = |name: &str| {
                let texts = flow[name].as_array()?.iter();
                texts.map(|text| Some(text.as_str()?.to_owned())).collect::<Option<Vec<String>>>()
            };
            let writes = texts("writes")?.into_iter().map(String::into_boxed_str).collect();
            Some(Part { flow: flow["flow"].as_str()?.into(), lanes: texts("lanes")?, writes })
        });
        Some(Saved {
            id: id.into(),
            file: file.into(),
            rules: saved["rules"].as_str()?.into(),
            systems: saved["systems"].as_str()?.into(),
            journal: saved["journal"].as_i64(),
            flows: flows.collect::<Option<Vec<Part>>>()?,
        })
    }

    /// The names of its flows.
    pub(super) fn flows(&self) -> Vec<String> {
        self.flows.iter().map(|part| part.flow.to_string()).collect()
    }

    /// The keys of its records, by flow.
    pub(super) fn named(&self) -> Named {
        self.flows.iter().map(|part| (part.flow.clone(), part.lanes.clone())).collect()
    }

    /// The hashes of a flow's writes.
    pub(super) fn writes(&self, flow: &str) -> Option<&HashSet<Box<str>>> {
        let part = self.flows.iter().find(|part| *part.flow == *flow);
        part.map(|part| &part.writes)
    }

    /// Whether it is a plan of this project as it stands.
    pub(super) fn is_of(&self, project: &Project, texts: &Texts) -> Result<(), Trouble> {
        if *self.systems != *tenant(project).to_string() {
            return Err(Trouble::Nothing(self.say("apply-systems", texts, Vec::new())));
        }
        let now = project.fingerprint();
        if *self.rules != *now {
            let short = |hash: &str| Fact::from(hash.chars().take(4).collect::<String>());
            let more = vec![("then", short(&self.rules)), ("now", short(&now))];
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
        if self.journal.is_some_and(|journal| Some(journal) != origin.map(|origin| origin.0)) {
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
        let ends: Option<Vec<Stamp>> = self.flows.iter().map(of_flow).collect();
        Ok(ends.and_then(|ends| ends.into_iter().max()))
    }

    fn say(&self, id: &str, texts: &Texts, more: Vec<(&'static str, Fact)>) -> String {
        texts.say(id, &[vec![("file", (&*self.file).into())], more].concat())
    }
}

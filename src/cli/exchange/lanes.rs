//! Which records a command takes: those that changed, those that wait, or those that were named.

use crate::cli::exchange::sides::Exchange;
use crate::cli::exchange::trouble::Trouble;
use crate::cli::lower::Records;
use crate::endpoint::{Query, Selector};
use crate::journal::{Hash, JournalReader, Lane, Stamp, Which};
use crate::program::FlowPlan;
use crate::project::Project;
use crate::sync::{Action, Feed, LaneResult};

/// What a run of a flow is called in the log of runs.
pub(super) const RUN: &str = "run";

/// How many runs of all flows are looked through for the last one of a flow.
const RUNS: u32 = 200;

/// Until when a lane sleeps that only an edit of the project or of its record can wake.
const UNTIL_EDITED: Stamp = Stamp(i64::MAX);

impl Exchange<'_> {
    /// The lanes about which something is to be done. Whoever starts a command by hand has just
    /// mended something, so no pause is waited for; records that were skipped are looked at again
    /// when the project is another than that of the last run.
    pub(super) fn waiting(
        &self,
        reader: &JournalReader,
        flow: &FlowPlan,
    ) -> Result<Vec<Lane>, Trouble> {
        let mut lanes = reader.lanes(&flow.name, Which::All)?;
        let runs = reader.runs(RUNS)?;
        let last = runs
            .iter()
            .find(|run| *run.kind == *RUN && run.flow == flow.name && run.finished.is_some());
        let rules = last.and_then(|run| {
            let counters: serde_json::Value = serde_json::from_str(&run.counters).ok()?;
            Some(counters.get("rules")?.as_str()?.to_owned())
        });
        if rules.is_some_and(|rules| rules == fingerprint(self.project)) {
            lanes.retain(|lane| lane.not_before != Some(UNTIL_EDITED));
        }
        Ok(lanes)
    }

    /// Whether no run of this project ever came to its end: nobody has agreed to what it does yet.
    pub(super) fn is_first(reader: &JournalReader) -> Result<bool, Trouble> {
        let ended = |outcome: &str| matches!(outcome, "done" | "held" | "stopped");
        let runs = reader.runs(RUNS)?;
        Ok(!runs.iter().any(|run| *run.kind == *RUN && run.outcome.as_deref().is_some_and(ended)))
    }

    /// The lanes of records that were named on the command line.
    pub(super) async fn named(
        &self,
        feed: &Feed<'_>,
        flow: &FlowPlan,
    ) -> Result<Vec<Lane>, Trouble> {
        let keys = match &self.plan.records {
            Records::Changed => Vec::new(),
            Records::Ids(ids) => ids.iter().map(|id| self.key_of(id, flow)).collect(),
            Records::Numbers(numbers) => {
                let mut keys = Vec::new();
                for number in numbers {
                    keys.extend(self.numbered(feed, flow, number).await?);
                }
                keys
            }
        };
        Ok(keys.iter().map(|key| Lane::new(&feed.lane(key))).collect())
    }

    /// A key, or that of the record whose card has that address.
    fn key_of(&self, id: &str, flow: &FlowPlan) -> String {
        let catalog = &self.project.catalog;
        let side = &catalog[catalog[flow.source].side];
        let system = self.connected.system(&side.name);
        system.and_then(|(kind, _)| (kind.card)(id)).unwrap_or(id).to_owned()
    }

    /// The keys of the records with that number.
    async fn numbered(
        &self,
        feed: &Feed<'_>,
        flow: &FlowPlan,
        number: &str,
    ) -> Result<Vec<String>, Trouble> {
        let entity = &self.project.catalog[flow.source];
        let naming = entity.naming.as_deref().unwrap_or_default().to_owned();
        let selector = Selector::Alternate(naming, vec![number.to_owned()]);
        let query = Query { entity: entity.name.to_string(), selector, fields: Vec::new() };
        let found = feed.source.read(&query).await.map_err(Trouble::System)?;
        if found.is_empty() {
            let words = self.texts.say("run-no-record", &[("record", number.into())]);
            return Err(Trouble::Nothing(words));
        }
        Ok(found.into_iter().map(|payload| payload.key).collect())
    }
}

/// The lanes whose records were left out by an outcome: they have nothing to do until somebody edits
/// the record or the project.
pub(super) fn skipped(results: &[LaneResult]) -> Vec<crate::journal::LaneKey> {
    let skips = results.iter().filter(|result| {
        let mut own = result.records.iter().rev();
        own.next().is_some_and(|(record, _)| record.action == Action::Skip)
    });
    skips.map(|result| result.lane.clone()).collect()
}

/// When a lane is woken that was skipped.
pub(super) fn until_edited() -> Option<Stamp> {
    Some(UNTIL_EDITED)
}

/// What tells this state of the project's files from others.
pub(super) fn fingerprint(project: &Project) -> String {
    let mut all = String::new();
    for (_, file) in project.sources.files() {
        all.push_str(&file.name);
        all.push('\0');
        all.push_str(&file.text);
        all.push('\0');
    }
    Hash::of(all.as_bytes()).0.chars().take(16).collect()
}

//! Which records a command takes: those that changed, those that wait, or those that were named.

use crate::cli::exchange::sides::Exchange;
use crate::cli::exchange::trouble::Trouble;
use crate::journal::{JournalReader, Lane, Stamp, UNTIL_EDITED, Which};
use crate::program::FlowPlan;
use crate::sync::{Action, Feed, LaneResult};

/// What a run of a flow is called in the log of runs.
pub(super) const RUN: &str = "run";

/// How many runs of all flows are looked through for the last one of a flow.
const RUNS: u32 = 200;

impl Exchange<'_> {
    /// The lanes about which something is to be done. Whoever starts a command by hand has just
    /// mended something, so no pause is waited for; records that were skipped are looked at again
    /// when the project is another than that of the last run, those that a person laid aside when it
    /// is another than it was then.
    pub(super) fn waiting(
        &self,
        reader: &JournalReader,
        flow: &FlowPlan,
    ) -> Result<Vec<Lane>, Trouble> {
        let lanes = reader.lanes(&flow.name, Which::All)?;
        let runs = reader.runs(RUNS)?;
        let last = runs
            .iter()
            .find(|run| *run.kind == *RUN && run.flow == flow.name && run.finished.is_some());
        let rules = last.and_then(|run| {
            let counters: serde_json::Value = serde_json::from_str(&run.counters).ok()?;
            Some(counters.get("rules")?.as_str()?.to_owned())
        });
        let now = self.project.fingerprint();
        let edited = rules.is_none_or(|rules| rules != now);
        let mut taken = Vec::with_capacity(lanes.len());
        for lane in lanes {
            let wakes = if lane.not_before == Some(UNTIL_EDITED) {
                let row = reader.parked_lane(&lane.key)?;
                let aside = row.and_then(|row| row.aside());
                aside.map_or(edited, |aside| *aside.rules != *now)
            } else {
                true
            };
            if wakes {
                taken.push(lane);
            }
        }
        Ok(taken)
    }

    /// Whether no run of this project ever came to its end: nobody has agreed to what it does yet.
    pub(super) fn is_first(reader: &JournalReader) -> Result<bool, Trouble> {
        let ended = |outcome: &str| matches!(outcome, "done" | "held" | "stopped");
        let runs = reader.runs(RUNS)?;
        Ok(!runs.iter().any(|run| *run.kind == *RUN && run.outcome.as_deref().is_some_and(ended)))
    }

    /// The lanes of records that were named on the command line.
    pub(super) fn named(&self, feed: &Feed<'_>, flow: &FlowPlan) -> Vec<Lane> {
        let keys = self.named.get(&flow.name).into_iter().flatten();
        keys.map(|key| Lane::new(&feed.lane(key))).collect()
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

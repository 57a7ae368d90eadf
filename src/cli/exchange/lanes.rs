//! Which records a command takes: those that changed, those that wait, or those that were named.

use crate::cli::exchange::sides::Exchange;
use crate::cli::exchange::trouble::Trouble;
use crate::journal::{JournalReader, Lane, LaneState, Parked, UNTIL_EDITED, Which};
use crate::program::FlowPlan;
use crate::schema::EntityId;
use crate::sync::{Feed, Place, Status};

/// What a run of a flow is called in the log of runs.
pub(super) const RUN: &str = "run";

/// How many runs of all flows are looked through for the last one of a flow.
const RUNS: u32 = 200;

/// The reason code of a record whose value has no row in a table.
const UNMAPPED: &str = "unmapped";

/// What a command by hand does about the lanes of a flow.
#[derive(Default)]
pub(super) struct Due {
    /// Those that it takes.
    pub(super) lanes: Vec<Lane>,
    /// Those of which it only tells why they wait.
    pub(super) left: Vec<Parked>,
}

impl Due {
    /// What is told of those that are left.
    pub(super) fn told(&self, entity: EntityId) -> Vec<(Place, Status)> {
        let told = self.left.iter().map(|row| {
            let (key, label) = (Some(row.lane.key.clone()), row.told("label"));
            let place = Place { entity, key, label, version: None };
            (place, Status::Held(row.reason.clone(), row.text.clone()))
        });
        told.collect()
    }
}

/// Whether records that were left out may come out otherwise, or be told, by a run of the project as it
/// is: it is another than that of the last whole run of a flow, or that run was killed and told nothing.
/// `running` says whether a run of the flow is under way here.
fn is_due(
    reader: &JournalReader,
    flow: &FlowPlan,
    running: bool,
    now: &str,
) -> Result<bool, Trouble> {
    let runs = reader.runs(RUNS)?;
    let mut of_flow = runs.iter().filter(|run| *run.kind == *RUN && run.flow == flow.name);
    let Some(last) = of_flow.nth(usize::from(running)) else { return Ok(true) };
    let counters = serde_json::from_str::<serde_json::Value>(&last.counters).ok();
    let rules = counters.as_ref().and_then(|counters| counters.get("rules")?.as_str());
    Ok(last.finished.is_none() || rules != Some(now))
}

impl Exchange<'_> {
    /// The lanes about which something is to be done. Whoever starts a command by hand has just
    /// mended something, so no pause is waited for; records that were skipped are looked at again
    /// when the project is another than that of the last run, those that a person laid aside when it
    /// is another than it was then. One that lacks a row of a table finds none in the same project:
    /// it is told and left until its time comes.
    pub(super) fn waiting(
        &self,
        reader: &JournalReader,
        flow: &FlowPlan,
        running: bool,
    ) -> Result<Due, Trouble> {
        let now = self.project.fingerprint();
        let edited = is_due(reader, flow, running, &now)?;
        let mut due = Due::default();
        for lane in reader.lanes(&flow.name, Which::All)? {
            let row = match (lane.state, lane.not_before) {
                (_, Some(UNTIL_EDITED)) | (LaneState::Parked, _) => {
                    reader.parked_lane(&lane.key)?
                }
                _ => None,
            };
            if lane.not_before == Some(UNTIL_EDITED) {
                let aside = row.and_then(|row| row.aside());
                if aside.map_or(edited, |aside| *aside.rules != *now) {
                    due.lanes.push(lane);
                }
                continue;
            }
            let rests = |row: &Parked| {
                *row.reason == *UNMAPPED
                    && row.told("rules").is_some_and(|rules| *rules == *now)
                    && lane.not_before.is_some_and(|at| at > self.clock.now())
            };
            match row.filter(rests) {
                Some(row) => due.left.push(row),
                None => due.lanes.push(lane),
            }
        }
        Ok(due)
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

//! Plans without carrying them out.

use crate::endpoint::ErrorKind;
use crate::eval::Said;
use crate::journal::Lane;
use crate::program::OutcomeKind;
use crate::source::Span;
use crate::sync::clock::Clock;
use crate::sync::lane_plan::{LanePlan, LanePlanner, Stopped, Unplanned};
use crate::sync::lanes::{Outcome, each, result};
use crate::sync::merge::Winner;
use crate::sync::options::Options;
use crate::sync::plan::{Action, RecordPlan, Status};

/// The reason of a record of which some fields were changed on both sides and have no owner.
pub const DISPUTED: &str = "disputed";

/// Has lanes planned and nothing else: what a dry run does. There is nothing here to write with.
pub async fn preview<P: LanePlanner>(
    planner: &P,
    lanes: Vec<Lane>,
    clock: &dyn Clock,
    options: &Options,
) -> Outcome {
    let work = |lane: Lane| async move {
        match plan(planner, &lane, clock, options).await {
            Ok(found) => match stops(&found) {
                Some(said) => Err(Stopped::Said(said).into()),
                None => Ok(result(lane.key, found, 0, Status::Planned)),
            },
            Err(Unplanned::Journal(error)) => Err(error.into()),
            Err(Unplanned::Endpoint(error)) if error.kind == ErrorKind::Credentials => {
                Err(Stopped::Credentials(error).into())
            }
            Err(Unplanned::Endpoint(error)) if error.kind == ErrorKind::Unsupported => {
                Err(Stopped::Unsupported(error).into())
            }
            Err(unplanned @ (Unplanned::Endpoint(_) | Unplanned::Broken(_))) => {
                let status = Status::Failed(unplanned.to_string().into());
                Ok(result(lane.key, LanePlan::default(), 0, status))
            }
        }
    };
    each(lanes, options.lanes, work, |_| None).await
}

/// Plans a lane; reads that fail for now are tried again.
pub(super) async fn plan<P: LanePlanner>(
    planner: &P,
    lane: &Lane,
    clock: &dyn Clock,
    options: &Options,
) -> Result<LanePlan, Unplanned> {
    let mut tries = 0;
    loop {
        match planner.plan(lane).await {
            Err(Unplanned::Endpoint(error)) if error.is_temporary() && tries < options.tries => {
                tries += 1;
                let pause = options.pause(tries, clock.chance());
                clock.sleep(error.retry_after.unwrap_or(pause).min(options.pause_most)).await;
            }
            answer => return answer,
        }
    }
}

/// The words of a record that has to wait: as a whole, or because people have to decide about some
/// of its fields.
pub(super) fn hold(planned: &LanePlan) -> Option<Said> {
    let held = planned.records.iter().find(|record| record.action == Action::Hold);
    held.map(held_words).or_else(|| planned.records.iter().find_map(disputed))
}

fn held_words(record: &RecordPlan) -> Said {
    let holds = |said: &&Said| matches!(said.kind, OutcomeKind::Hold(_));
    let said = record.said.iter().find(holds).or(record.said.first()).cloned();
    said.unwrap_or_else(|| hold_of("validation", "".into(), record.rule))
}

/// The fields that both sides changed and that nobody owns.
fn disputed(record: &RecordPlan) -> Option<Said> {
    let open = record.conflicts.iter().filter(|conflict| conflict.winner == Winner::Nobody);
    let mut paths: Vec<&str> = Vec::new();
    let mut rule = None;
    for conflict in open {
        rule.get_or_insert(conflict.rule);
        if !paths.contains(&&*conflict.path) {
            paths.push(&conflict.path);
        }
    }
    Some(hold_of(DISPUTED, paths.join(", ").into(), rule?))
}

fn hold_of(reason: &'static str, text: Box<str>, span: Span) -> Said {
    Said { kind: OutcomeKind::Hold(None), text, reason, bare: None, fault: None, span }
}

/// The words that end the flow.
pub(super) fn stops(planned: &LanePlan) -> Option<Said> {
    let said = planned.records.iter().flat_map(|record| &record.said).chain(&planned.stopped);
    said.into_iter().find(|said| said.kind == OutcomeKind::Stop).cloned()
}

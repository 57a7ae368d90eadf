//! Several lanes at a time, and what became of each.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::Poll;

use crate::journal::LaneKey;
use crate::sync::driver::LOCKED;
use crate::sync::lane_plan::{LanePlan, Stopped};
use crate::sync::plan::{Action, RecordPlan, Status};
use crate::sync::preview::DISPUTED;

/// What became of a lane.
#[derive(Clone, Debug)]
pub struct LaneResult {
    /// The lane.
    pub lane: LaneKey,
    /// Its records, as planned last, and how each ended.
    pub records: Vec<(RecordPlan, Status)>,
    /// How the lane ended, where it has no record to say it at.
    pub status: Status,
}

/// What became of all lanes.
#[derive(Debug)]
pub struct Outcome {
    /// The lanes that were taken, in the order they were given in.
    pub results: Vec<LaneResult>,
    /// Why the others were not.
    pub stopped: Option<Stopped>,
}

impl LaneResult {
    /// A plan that was carried out in part is made anew, and finds the part that was done: told is
    /// what was planned first, for it was done by this run.
    pub(super) fn after(mut self, before: Vec<RecordPlan>) -> LaneResult {
        let written = |action: Action| matches!(action, Action::Create | Action::Edit);
        for first in before.into_iter().filter(|record| written(record.action)) {
            let again = self.records.iter().position(|(record, _)| {
                record.map == first.map && record.source.key == first.source.key
            });
            match again.map(|at| (at, self.records[at].0.action)) {
                Some((at, Action::Same)) => self.records[at].0 = first,
                // What was created is finished by an edit.
                Some((at, Action::Edit)) if first.action == Action::Create => {
                    self.records.insert(at, (first, Status::Done));
                }
                None if self.status == Status::Done => {
                    self.records.insert(0, (first, Status::Done));
                }
                Some(_) | None => {}
            }
        }
        self
    }
}

/// Why no further lane is taken, with what was done of the one that says so.
pub(super) struct Halt {
    pub(super) stopped: Stopped,
    pub(super) done: Option<LaneResult>,
}

impl<S: Into<Stopped>> From<S> for Halt {
    fn from(stopped: S) -> Halt {
        Halt { stopped: stopped.into(), done: None }
    }
}

impl Outcome {
    /// Puts the result of a second look beside that of the first. One that found nothing to do
    /// takes nothing away from what was told already.
    pub(super) fn add(&mut self, result: LaneResult) {
        let Some(first) = self.results.iter_mut().find(|other| other.lane == result.lane) else {
            return self.results.push(result);
        };
        let held = std::mem::replace(&mut first.status, result.status.clone());
        if matches!(&held, Status::Held(reason, _) if **reason == *LOCKED) {
            // The same plan, tried once more: told is how it ended.
            for (_, status) in first.records.iter_mut().filter(|(_, status)| *status == held) {
                *status = result.status.clone();
            }
            return;
        }
        let told = result.records.iter().any(|(record, _)| record.action != Action::Same);
        if told || first.records.is_empty() {
            first.records.extend(result.records);
        }
    }
}

/// Gives each record its own status: a plan may stop half way.
pub(super) fn result(
    lane: LaneKey,
    planned: LanePlan,
    confirmed: usize,
    status: Status,
) -> LaneResult {
    let mut steps = 0;
    let records = planned.records.into_iter().map(|record| {
        // Nobody looks at the payloads any more.
        let written = confirmed.saturating_sub(steps).min(record.steps.len());
        let record = RecordPlan { seen: None, written, ..record };
        steps += record.steps.len();
        let status = match (&status, record.action) {
            (Status::Planned, _) => Status::Planned,
            (_, Action::Same | Action::Skip) => Status::Done,
            // What nobody disputes of it is written; the rest waits.
            (Status::Held(reason, _), Action::Conflict) if **reason == *DISPUTED => status.clone(),
            (_, Action::Create | Action::Edit | Action::Conflict) if steps <= confirmed => {
                Status::Done
            }
            (status, Action::Hold | Action::Create | Action::Edit | Action::Conflict) => {
                status.clone()
            }
        };
        (record, status)
    });
    let records = records.collect();
    LaneResult { lane, records, status }
}

/// Does something about each lane, so many at a time. The first that cannot go on stops the rest, as
/// does what `after` says about a result.
pub(super) async fn each<L, F: Future<Output = Result<LaneResult, Halt>>>(
    lanes: Vec<L>,
    at_once: usize,
    work: impl Fn(L) -> F,
    after: impl Fn(&LaneResult) -> Option<Stopped>,
) -> Outcome {
    let workers = at_once.clamp(1, lanes.len().max(1));
    let queue: Mutex<VecDeque<(usize, L)>> = Mutex::new(lanes.into_iter().enumerate().collect());
    let stopped = Mutex::new(None);
    let take = || {
        let open = stopped.lock().unwrap_or_else(PoisonError::into_inner).is_none();
        queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front().filter(|_| open)
    };
    let stop = |reason| {
        stopped.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(reason);
    };
    let worker = async || {
        let mut results = Vec::new();
        while let Some((number, lane)) = take() {
            match work(lane).await {
                Ok(result) => {
                    after(&result).into_iter().for_each(stop);
                    results.push((number, result));
                }
                Err(halt) => {
                    results.extend(halt.done.map(|done| (number, done)));
                    stop(halt.stopped);
                }
            }
        }
        results
    };
    let mut results = together((0..workers).map(|_| Box::pin(worker())).collect()).await;
    results.sort_by_key(|(number, _)| *number);
    let results = results.into_iter().map(|(_, result)| result).collect();
    Outcome { results, stopped: stopped.into_inner().unwrap_or_else(PoisonError::into_inner) }
}

/// Lets futures go on side by side; gives what all of them came to.
async fn together<T, F: Future<Output = Vec<T>>>(workers: Vec<Pin<Box<F>>>) -> Vec<T> {
    let mut workers: Vec<Option<Pin<Box<F>>>> = workers.into_iter().map(Some).collect();
    let mut results = Vec::new();
    poll_fn(move |ctx| {
        for slot in &mut workers {
            if let Some(worker) = slot
                && let Poll::Ready(done) = worker.as_mut().poll(ctx)
            {
                results.extend(done);
                *slot = None;
            }
        }
        let all = workers.iter().all(Option::is_none);
        if all { Poll::Ready(std::mem::take(&mut results)) } else { Poll::Pending }
    })
    .await
}

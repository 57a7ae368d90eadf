//! Takes lanes, has them planned, carries the plans out: several lanes at a time, each by itself.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use crate::endpoint::{Endpoint, EndpointError, ErrorKind};
use crate::eval::Said;
use crate::journal::{
    Draft, IntentState, Journal, JournalError, Lane, LaneKey, LaneState, Park, Stamp,
};
use crate::program::OutcomeKind;
use crate::schema::SideId;
use crate::sync::clock::Clock;
use crate::sync::intents::{draft, is_same, owed};
use crate::sync::lane_plan::{LanePlan, LanePlanner, Stopped, Unplanned};
use crate::sync::machine::{Patience, Why};
use crate::sync::perform::{Ended, Work};
use crate::sync::plan::{Action, RecordPlan, Status};

/// A system that may be written.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    /// Its side in the catalog.
    pub side: SideId,
    /// The name of the side, which the journal keeps.
    pub name: &'a str,
    /// The system.
    pub endpoint: &'a dyn Endpoint,
    /// How long a call may take.
    pub deadline: Duration,
}

/// How patient and how busy the driver is.
#[derive(Clone, Debug)]
pub struct Options {
    /// Lanes at a time.
    pub lanes: usize,
    /// How often a call is tried before the lane is put off.
    pub tries: u32,
    /// The longest first pause; it doubles with each try.
    pub pause_first: Duration,
    /// The longest pause.
    pub pause_most: Duration,
    /// What is added to a call's deadline before it counts as landed, in milliseconds.
    pub margin: i64,
    /// When a record that was refused is tried again by itself, time after time.
    pub retry_rejected: Vec<Duration>,
    /// When a record that waits for another one is tried again, where the mapping does not say.
    pub retry_held: Duration,
}

impl Default for Options {
    fn default() -> Options {
        let minutes = |number: u64| Duration::from_secs(60 * number);
        Options {
            lanes: 4,
            tries: 5,
            pause_first: Duration::from_millis(500),
            pause_most: minutes(5),
            margin: 5000,
            retry_rejected: vec![minutes(1), minutes(10), minutes(60)],
            retry_held: minutes(15),
        }
    }
}

impl Options {
    pub(super) fn patience(&self, replan_rejected: bool) -> Patience {
        Patience { tries: self.tries, replan_rejected }
    }

    /// The pause before a try: anything up to twice the one before, so that lanes do not march in
    /// step.
    pub(super) fn pause(&self, number: u32, chance: f64) -> Duration {
        let doubled = 2u32.saturating_pow(number.saturating_sub(1).min(16));
        let most = self.pause_first.saturating_mul(doubled).min(self.pause_most);
        most.mul_f64(chance.clamp(0.0, 1.0))
    }

    pub(super) fn retry_rejected(&self, attempts: i64) -> Option<Duration> {
        usize::try_from(attempts).ok().and_then(|at| self.retry_rejected.get(at).copied())
    }
}

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

impl Outcome {
    /// Puts the result of a second look beside that of the first. One that found nothing to do
    /// takes nothing away from what was told already.
    fn add(&mut self, result: LaneResult) {
        let Some(first) = self.results.iter_mut().find(|other| other.lane == result.lane) else {
            return self.results.push(result);
        };
        let told = result.records.iter().any(|(record, _)| record.action != Action::Same);
        if told || first.records.is_empty() {
            first.records.extend(result.records);
        }
        first.status = result.status;
    }
}

/// How often lanes are taken again in one run.
const ROUNDS: usize = 3;

/// Carries out plans.
pub struct Driver<'a, P> {
    /// Makes them.
    pub planner: &'a P,
    /// Remembers them.
    pub journal: &'a Journal,
    /// The systems that may be written.
    pub targets: &'a [Target<'a>],
    /// Tells the time.
    pub clock: &'a dyn Clock,
    /// How patient it is.
    pub options: Options,
}

impl<P: LanePlanner> Driver<'_, P> {
    /// Takes those lanes. One that is to be looked at again at once is taken again.
    pub async fn run(&self, lanes: Vec<LaneKey>) -> Outcome {
        let mut outcome = each(lanes, self.options.lanes, |lane| self.lane(lane)).await;
        for _ in 0..ROUNDS {
            let again = match self.unfinished(&outcome) {
                Ok(again) => again,
                Err(error) => {
                    outcome.stopped.get_or_insert(error.into());
                    break;
                }
            };
            if again.is_empty() || outcome.stopped.is_some() {
                break;
            }
            let more = each(again, self.options.lanes, |lane| self.lane(lane)).await;
            outcome.stopped = more.stopped;
            for result in more.results {
                outcome.add(result);
            }
        }
        outcome
    }

    /// Lanes that were done and are to be looked at again.
    fn unfinished(&self, outcome: &Outcome) -> Result<Vec<LaneKey>, JournalError> {
        let mut lanes = Vec::new();
        for result in outcome.results.iter().filter(|result| result.status == Status::Done) {
            let lane = self.journal.reader().lane(&result.lane)?;
            if lane.is_some_and(|lane| lane.state == LaneState::Ready) {
                lanes.push(result.lane.clone());
            }
        }
        Ok(lanes)
    }

    pub(super) fn target(&self, side: &str) -> Option<Target<'_>> {
        self.targets.iter().copied().find(|target| target.name == side)
    }

    /// When a lane that could not be finished is tried again.
    pub(super) fn later(&self) -> Stamp {
        self.clock.now().plus(i64::try_from(self.options.pause_most.as_millis()).unwrap_or(0))
    }

    async fn lane(&self, key: LaneKey) -> Result<LaneResult, Stopped> {
        if let Some(result) = self.resume(&key).await? {
            return Ok(result);
        }
        let mut replans = Replans::default();
        loop {
            // Noted before anything is read: what is marked later is read again.
            let lane = self.journal.reader().lane(&key)?.unwrap_or_else(|| Lane::new(&key));
            let planned = match plan(self.planner, &lane, self.clock, &self.options).await {
                Ok(planned) => planned,
                Err(unplanned) => return self.unplanned(&lane, unplanned).await,
            };
            if let Some(said) = stops(&planned) {
                self.journal.postpone(key, None).await?;
                return Err(Stopped::Said(said));
            }
            let drafts = self.drafts(&lane, &planned)?;
            let mut work = Work::new(self, &lane, &planned, drafts);
            let ended = work.run(replans.rejected == 0).await?;
            let confirmed = work.confirmed();
            let status = match ended {
                Ended::Closed(_) => match hold(&planned) {
                    Some(said) => self.hold(&lane, &said).await?,
                    None => Status::Done,
                },
                Ended::Parked(reason, text) => Status::Held(reason, text),
                Ended::Postponed(text) => Status::Failed(text.into()),
                Ended::Replan(why, _) if replans.allows(why) => continue,
                Ended::Replan(why, text) => self.tired(&lane, why, text).await?,
            };
            return Ok(result(key, planned, confirmed, status));
        }
    }

    /// Settles what an earlier run left open; gives a result when that is all that can be done.
    async fn resume(&self, key: &LaneKey) -> Result<Option<LaneResult>, Stopped> {
        let open = self.journal.reader().open_intents(key)?;
        let last = open.iter().map(|intent| intent.plan).max();
        let parked = open.iter().any(|intent| intent.state == IntentState::Parked);
        let open: Vec<_> = open.into_iter().filter(|intent| Some(intent.plan) == last).collect();
        let Some(first) = open.first() else { return Ok(None) };
        let lane = self.journal.reader().lane(key)?.unwrap_or_else(|| Lane::new(key));
        if parked {
            // Somebody has to say whether it was done; until then nothing else is written.
            let status = Status::Held("in_doubt".into(), "".into());
            return Ok(Some(result(key.clone(), LanePlan::default(), 0, status)));
        }
        if first.state == IntentState::Planned {
            self.journal.supersede(key.clone()).await?;
            return Ok(None);
        }
        let status = match Work::resumed(self, &lane, open).run(false).await? {
            Ended::Closed(LaneState::Idle) => Status::Done,
            Ended::Closed(_) | Ended::Replan(..) => return Ok(None),
            Ended::Parked(reason, text) => Status::Held(reason, text),
            Ended::Postponed(text) => Status::Failed(text.into()),
        };
        Ok(Some(result(key.clone(), LanePlan::default(), 0, status)))
    }

    /// The steps of all records, and posts that an older plan still owes.
    fn drafts(&self, lane: &Lane, planned: &LanePlan) -> Result<Vec<Draft>, Stopped> {
        let mut drafts = Vec::new();
        for step in planned.records.iter().flat_map(|record| &record.steps) {
            let Some(target) = self.targets.iter().find(|target| target.side == step.side) else {
                let text = "the plan writes a system that this run may not write";
                let kind = ErrorKind::Unsupported;
                return Err(Stopped::Unsupported(EndpointError::new(kind, "plan", text)));
            };
            let deadline = i64::try_from(target.deadline.as_millis()).unwrap_or(i64::MAX);
            drafts.push(draft(step, target.name, deadline));
        }
        for post in self.journal.reader().owed_posts(&lane.key)? {
            if !drafts.iter().any(|draft| is_same(draft, &post)) {
                drafts.push(owed(&post));
            }
        }
        Ok(drafts)
    }

    async fn unplanned(&self, lane: &Lane, unplanned: Unplanned) -> Result<LaneResult, Stopped> {
        let text: Box<str> = unplanned.to_string().into();
        let status = match unplanned {
            Unplanned::Journal(error) => return Err(error.into()),
            Unplanned::Endpoint(error) => match error.kind {
                ErrorKind::Credentials => return Err(Stopped::Credentials(error)),
                ErrorKind::Unsupported => return Err(Stopped::Unsupported(error)),
                ErrorKind::Transient
                | ErrorKind::Limit
                | ErrorKind::Rejected
                | ErrorKind::Conflict
                | ErrorKind::Missing
                | ErrorKind::Exists
                | ErrorKind::BadData => {
                    self.journal.postpone(lane.key.clone(), Some(self.later())).await?;
                    Status::Failed(text)
                }
            },
            Unplanned::Broken(_) => self.park(lane, "internal", &text, None).await?,
        };
        Ok(result(lane.key.clone(), LanePlan::default(), 0, status))
    }

    /// New plans do not help.
    async fn tired(&self, lane: &Lane, why: Why, text: String) -> Result<Status, Stopped> {
        match why {
            Why::Conflict => self.park(lane, "conflict", &text, Some(self.later())).await,
            Why::Rejected(_) => self.park(lane, "rejected", &text, None).await,
            Why::Doubt | Why::Stale => {
                self.journal.postpone(lane.key.clone(), Some(self.later())).await?;
                Ok(Status::Failed(text.into()))
            }
        }
    }

    async fn hold(&self, lane: &Lane, said: &Said) -> Result<Status, Stopped> {
        let told = match said.kind {
            OutcomeKind::Hold(Some(seconds)) => {
                u64::try_from(seconds).ok().map(Duration::from_secs)
            }
            _ => None,
        };
        let span = told.unwrap_or(self.options.retry_held);
        let wait = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        self.park(lane, said.reason, &said.text, Some(self.clock.now().plus(wait))).await
    }

    async fn park(
        &self,
        lane: &Lane,
        reason: &str,
        text: &str,
        not_before: Option<Stamp>,
    ) -> Result<Status, Stopped> {
        let park = Park {
            lane: lane.key.clone(),
            seen: lane.dirty_seq,
            reason: reason.into(),
            text: text.into(),
            evidence: "{}".into(),
            not_before,
            frozen: false,
            intent: None,
            at: self.clock.now(),
        };
        self.journal.park(park).await?;
        Ok(Status::Held(reason.into(), text.into()))
    }
}

/// Has lanes planned and nothing else: what a dry run does. There is nothing here to write with.
pub async fn preview<P: LanePlanner>(
    planner: &P,
    lanes: Vec<Lane>,
    clock: &dyn Clock,
    options: &Options,
) -> Outcome {
    each(lanes, options.lanes, |lane| async move {
        match plan(planner, &lane, clock, options).await {
            Ok(found) => match stops(&found) {
                Some(said) => Err(Stopped::Said(said)),
                None => Ok(result(lane.key, found, 0, Status::Planned)),
            },
            Err(Unplanned::Journal(error)) => Err(error.into()),
            Err(Unplanned::Endpoint(error)) if error.kind == ErrorKind::Credentials => {
                Err(Stopped::Credentials(error))
            }
            Err(Unplanned::Endpoint(error)) if error.kind == ErrorKind::Unsupported => {
                Err(Stopped::Unsupported(error))
            }
            Err(unplanned @ (Unplanned::Endpoint(_) | Unplanned::Broken(_))) => {
                let status = Status::Failed(unplanned.to_string().into());
                Ok(result(lane.key, LanePlan::default(), 0, status))
            }
        }
    })
    .await
}

/// How often a lane was planned anew, by what made it so.
#[derive(Default)]
struct Replans {
    rejected: u32,
    others: u32,
}

impl Replans {
    /// Counts one more, and says whether it may be.
    fn allows(&mut self, why: Why) -> bool {
        let (count, most) = match why {
            Why::Rejected(_) => (&mut self.rejected, 1),
            Why::Conflict | Why::Doubt | Why::Stale => (&mut self.others, 3),
        };
        *count += 1;
        *count <= most
    }
}

/// Plans a lane; reads that fail for now are tried again.
async fn plan<P: LanePlanner>(
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

/// The words of a record that has to wait.
pub(super) fn hold(planned: &LanePlan) -> Option<Said> {
    let record = planned.records.iter().find(|record| record.action == Action::Hold)?;
    let holds = |said: &&Said| matches!(said.kind, OutcomeKind::Hold(_));
    let said = record.said.iter().find(holds).or(record.said.first()).cloned();
    Some(said.unwrap_or_else(|| Said {
        kind: OutcomeKind::Hold(None),
        text: "".into(),
        reason: "validation",
        span: record.rule,
    }))
}

/// The words that end the flow.
fn stops(planned: &LanePlan) -> Option<Said> {
    let said = planned.records.iter().flat_map(|record| &record.said);
    said.into_iter().find(|said| said.kind == OutcomeKind::Stop).cloned()
}

/// Gives each record its own status: a plan may stop half way.
fn result(lane: LaneKey, planned: LanePlan, confirmed: usize, status: Status) -> LaneResult {
    let mut steps = 0;
    let records = planned.records.into_iter().map(|record| {
        steps += record.steps.len();
        let status = match (&status, record.action) {
            (Status::Planned, _) => Status::Planned,
            (_, Action::Same | Action::Skip) => Status::Done,
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

/// Does something about each lane, so many at a time. The first that cannot go on stops the rest.
async fn each<L, F: Future<Output = Result<LaneResult, Stopped>>>(
    lanes: Vec<L>,
    at_once: usize,
    work: impl Fn(L) -> F,
) -> Outcome {
    let workers = at_once.clamp(1, lanes.len().max(1));
    let queue: Mutex<VecDeque<(usize, L)>> = Mutex::new(lanes.into_iter().enumerate().collect());
    let stopped = Mutex::new(None);
    let take = || {
        let open = stopped.lock().unwrap_or_else(PoisonError::into_inner).is_none();
        queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front().filter(|_| open)
    };
    let worker = async || {
        let mut results = Vec::new();
        while let Some((number, lane)) = take() {
            match work(lane).await {
                Ok(result) => results.push((number, result)),
                Err(reason) => {
                    stopped.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(reason);
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

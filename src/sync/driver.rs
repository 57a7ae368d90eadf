//! Takes lanes, has them planned, carries the plans out: several lanes at a time, each by itself.

use std::collections::{BTreeSet, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::endpoint::{Endpoint, EndpointError, ErrorKind};
use crate::eval::Said;
use crate::journal::{
    Draft, IntentState, Journal, JournalError, Lane, LaneKey, LaneState, Op, Park, Stamp,
};
use crate::program::OutcomeKind;
use crate::schema::{EntityId, SideId};
use crate::sync::clock::Clock;
use crate::sync::held::EDITED;
use crate::sync::intents::{draft, is_same, owed};
use crate::sync::lane_plan::{LanePlan, LanePlanner, Stopped, Unplanned};
use crate::sync::lanes::{Halt, LaneResult, Outcome, each, result};
use crate::sync::machine::Why;
use crate::sync::mutant::{Rule, breaks};
use crate::sync::options::Options;
use crate::sync::perform::{Ended, Work};
use crate::sync::plan::{Action, Status};
use crate::sync::preview::{DISPUTED, hold, plan, stops};

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

/// The reason code of a record that somebody else holds.
pub(super) const LOCKED: &str = "locked";

/// How often lanes are taken again in one run.
const ROUNDS: usize = 3;

/// Carries out plans. Its futures need a tokio runtime with timers: calls have deadlines.
pub struct Driver<'a, P> {
    pub(super) planner: &'a P,
    pub(super) journal: &'a Journal,
    pub(super) clock: &'a dyn Clock,
    pub(super) options: Options,
    systems: &'a [Target<'a>],
    /// Held by the lane that creates what others might search for.
    creating: tokio::sync::Mutex<()>,
    /// Lanes that failed in a row.
    failed: AtomicUsize,
    /// What this run has planned to write so far.
    written: Mutex<Written>,
}

/// The records that a run creates and edits, each once, however often it is planned.
#[derive(Default)]
struct Written {
    created: HashSet<(EntityId, Box<str>)>,
    edited: HashSet<(EntityId, Box<str>)>,
}

impl<'a, P: LanePlanner> Driver<'a, P> {
    /// A driver that has plans made by `planner`, remembers them in `journal` and may write
    /// `systems`.
    pub fn new(
        planner: &'a P,
        journal: &'a Journal,
        systems: &'a [Target<'a>],
        clock: &'a dyn Clock,
        options: Options,
    ) -> Driver<'a, P> {
        Driver {
            planner,
            journal,
            clock,
            options,
            systems,
            creating: tokio::sync::Mutex::default(),
            failed: AtomicUsize::new(0),
            written: Mutex::default(),
        }
    }

    /// Finds out about the writes that a killed run left in doubt, and plans nothing. What they wrote
    /// must be known before the other side takes it for somebody's edit. What cannot be found out now
    /// is met again when the lane is taken.
    pub async fn settle_doubts(&self, flow: &str) -> Result<(), JournalError> {
        let doubtful = self.journal.reader().doubtful()?;
        let of_flow = doubtful.into_iter().map(|intent| intent.lane).filter(|it| &*it.flow == flow);
        let lanes: BTreeSet<LaneKey> = of_flow.collect();
        let resume = async |lane: LaneKey| -> Result<LaneResult, Halt> {
            let settled = self.resume(&lane).await?;
            Ok(settled.unwrap_or_else(|| result(lane, LanePlan::default(), 0, Status::Done)))
        };
        let lanes = lanes.into_iter().collect();
        match each(lanes, self.options.lanes, resume, |_| None).await.stopped {
            Some(Stopped::Journal(error)) => Err(error),
            _ => Ok(()),
        }
    }

    /// Takes those lanes. One that is to be looked at again at once is taken again.
    pub async fn run(&self, lanes: Vec<LaneKey>) -> Outcome {
        let mut outcome = self.each(lanes).await;
        for _ in 0..ROUNDS {
            let again = match self.unfinished(&outcome) {
                Ok(again) => again,
                Err(error) => {
                    outcome.stopped.get_or_insert(error.into());
                    break;
                }
            };
            let (again, wait) = again;
            if again.is_empty() || outcome.stopped.is_some() {
                break;
            }
            if !wait.is_zero() {
                self.clock.sleep(wait).await;
            }
            let more = self.each(again).await;
            outcome.stopped = more.stopped;
            for result in more.results {
                outcome.add(result);
            }
        }
        outcome
    }

    async fn each(&self, lanes: Vec<LaneKey>) -> Outcome {
        let after = |result: &LaneResult| {
            let Status::Failed(text) = &result.status else {
                self.failed.store(0, Ordering::Relaxed);
                return None;
            };
            let failed = self.failed.fetch_add(1, Ordering::Relaxed) + 1;
            (failed >= self.options.failures).then(|| Stopped::Unreachable(text.clone()))
        };
        each(lanes, self.options.lanes, |lane| self.lane(lane), after).await
    }

    /// Lanes that were done and are to be looked at again, and those whose record somebody else holds
    /// for a moment, with how long that is waited for.
    fn unfinished(&self, outcome: &Outcome) -> Result<(Vec<LaneKey>, Duration), JournalError> {
        let (mut lanes, mut wait) = (Vec::new(), Duration::ZERO);
        let now = self.clock.now();
        for result in &outcome.results {
            let locked = matches!(&result.status, Status::Held(reason, _) if **reason == *LOCKED);
            if !locked && result.status != Status::Done {
                continue;
            }
            let Some(lane) = self.journal.reader().lane(&result.lane)? else { continue };
            if !locked {
                let due = lane.state == LaneState::Ready && lane.not_before.is_none();
                lanes.extend(due.then(|| result.lane.clone()));
                continue;
            }
            let Some(at) = lane.not_before else { continue };
            let left = Duration::from_millis(at.0.saturating_sub(now.0).max(0).unsigned_abs());
            if left <= self.options.lock_wait {
                wait = wait.max(left);
                lanes.push(result.lane.clone());
            }
        }
        Ok((lanes, wait))
    }

    pub(super) fn system(&self, side: &str) -> Option<Target<'a>> {
        self.systems.iter().copied().find(|system| system.name == side)
    }

    /// When a lane that could not be finished is tried again.
    pub(super) fn later(&self) -> Stamp {
        self.clock.now().plus(i64::try_from(self.options.pause_most.as_millis()).unwrap_or(0))
    }

    async fn lane(&self, key: LaneKey) -> Result<LaneResult, Halt> {
        if let Some(result) = self.resume(&key).await? {
            return Ok(result);
        }
        let mut replans = Replans::default();
        let mut alone = None;
        let mut before = Vec::new();
        loop {
            // Noted before anything is read: what is marked later is read again.
            let lane = self.journal.reader().lane(&key)?.unwrap_or_else(|| Lane::new(&key));
            if self.is_being_written(&key)? {
                let status = self.park(&lane, "in_doubt", "", None, Some(self.later())).await?;
                return Ok(result(key, LanePlan::default(), 0, status));
            }
            let planned = match plan(self.planner, &lane, self.clock, &self.options).await {
                Ok(planned) => planned,
                Err(unplanned) => return Ok(self.unplanned(&lane, unplanned).await?),
            };
            if let Some(said) = stops(&planned) {
                self.journal.postpone(key, None).await?;
                return Err(Stopped::Said(said).into());
            }
            if planned.missing && !planned.moved {
                let text = "";
                let status = self.park(&lane, "missing", text, None, Some(self.later())).await?;
                return Ok(result(key, planned, 0, status));
            }
            if planned.exclusive && alone.is_none() {
                alone = Some(self.creating.lock().await);
                continue;
            }
            if planned.moved {
                self.journal.postpone(key.clone(), None).await?;
                return Ok(result(key, planned, 0, Status::Moved).after(before));
            }
            let drafts = self.drafts(&lane, &planned)?;
            if self.over_guard(&planned) {
                self.journal.postpone(key, None).await?;
                return Err(Stopped::Guarded(self.options.guard).into());
            }
            let mut work = Work::new(self, &lane, &planned, drafts);
            let ended = work.run(replans.rejected == 0).await;
            let confirmed = work.confirmed();
            let ended = match ended {
                Ok(ended) => ended,
                Err(stopped) => {
                    // What was written by then is told all the same.
                    let status = Status::Failed(stopped.to_string().into());
                    let done = result(key, planned, confirmed, status).after(before);
                    return Err(Halt { stopped, done: Some(done).filter(|_| confirmed > 0) });
                }
            };
            let status = match ended {
                Ended::Closed(_) => match hold(&planned) {
                    Some(said) => self.hold(&lane, &planned, &said).await?,
                    None => Status::Done,
                },
                Ended::Parked(reason, text) => Status::Held(reason, text),
                Ended::Postponed(text) => Status::Failed(text.into()),
                Ended::Replan(why, _) if replans.allows(why) => {
                    before = planned.records;
                    continue;
                }
                Ended::Replan(why, text) => self.tired(&lane, &planned, why, text).await?,
            };
            return Ok(result(key, planned, confirmed, status).after(before));
        }
    }

    /// Whether another lane does not know yet whether it wrote the record that this one is about: what
    /// stands there now may be its echo.
    fn is_being_written(&self, key: &LaneKey) -> Result<bool, JournalError> {
        let doubtful = self.journal.reader().doubtful()?;
        Ok(doubtful.iter().any(|intent| {
            let entity = key.entity.strip_prefix(&*intent.side);
            entity.and_then(|entity| entity.strip_prefix('.')) == Some(&*intent.entity)
                && intent.key.as_deref() == Some(&*key.key)
                && intent.lane != *key
        }))
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
            self.journal.supersede(key.clone(), None).await?;
            return Ok(None);
        }
        self.planner.forget(key);
        let status = match Work::resumed(self, &lane, open).run(false).await? {
            Ended::Closed(LaneState::Idle) => Status::Done,
            Ended::Closed(_) | Ended::Replan(..) => return Ok(None),
            Ended::Parked(reason, text) => Status::Held(reason, text),
            Ended::Postponed(text) => Status::Failed(text.into()),
        };
        Ok(Some(result(key.clone(), LanePlan::default(), 0, status)))
    }

    /// The steps of all records, and what an older plan still owes.
    fn drafts(&self, lane: &Lane, planned: &LanePlan) -> Result<Vec<Draft>, Stopped> {
        let mut drafts = Vec::new();
        let steps = planned.records.iter().flat_map(|record| {
            record.steps.iter().enumerate().map(move |(at, step)| (record, at == 0, step))
        });
        for (record, first, step) in steps {
            let Some(system) = self.systems.iter().find(|system| system.side == step.side) else {
                let text = "the plan writes a system that this run may not write";
                let kind = ErrorKind::Unsupported;
                return Err(Stopped::Unsupported(EndpointError::new(kind, "plan", text)));
            };
            let deadline = i64::try_from(system.deadline.as_millis()).unwrap_or(i64::MAX);
            let own = first && record.own_edit().is_some();
            let meant = if own { self.planner.meant(record) } else { None };
            drafts.push(Draft { meant, ..draft(step, system.name, deadline) });
        }
        for post in self.journal.reader().owed_posts(&lane.key)? {
            if !drafts.iter().any(|draft| is_same(draft, &post)) {
                drafts.push(owed(&post));
            }
        }
        for (write, record) in self.journal.reader().owed_writes(&lane.key)? {
            // An edit is told apart by what it writes: the record may be edited otherwise as well.
            let is_planned = |draft: &&mut Draft| {
                let creates = draft.op == Op::Create && draft.key.is_some();
                is_same(draft, &write) && (creates || Some(&draft.body) == write.body.as_ref())
            };
            if breaks(Rule::Owed) {
                continue;
            }
            match drafts.iter_mut().find(is_planned) {
                Some(draft) => draft.owed_to = Some(record),
                None => drafts.push(Draft { owed_to: Some(record), ..owed(&write) }),
            }
        }
        Ok(drafts)
    }

    /// Whether what is about to be written is more than one run may; it is counted if not.
    fn over_guard(&self, planned: &LanePlan) -> bool {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let written = &mut *written;
        let of = |action: Action| {
            let records = planned.records.iter().filter(move |record| record.action == action);
            records.map(|record| {
                let key = record.target.key.as_ref().or(record.source.key.as_ref());
                (record.target.entity, key.cloned().unwrap_or_default())
            })
        };
        let new = |action: Action, known: &HashSet<_>| {
            of(action).filter(|record| !known.contains(record)).collect::<HashSet<_>>()
        };
        let (created, edited) =
            (new(Action::Create, &written.created), new(Action::Edit, &written.edited));
        let guard = self.options.guard;
        if written.created.len() + created.len() > guard.creates
            || written.edited.len() + edited.len() > guard.edits
        {
            return true;
        }
        written.created.extend(created);
        written.edited.extend(edited);
        false
    }

    async fn unplanned(&self, lane: &Lane, unplanned: Unplanned) -> Result<LaneResult, Stopped> {
        let text: Box<str> = unplanned.to_string().into();
        let status = match unplanned {
            Unplanned::Journal(error) => return Err(error.into()),
            Unplanned::Endpoint(error) => match error.kind {
                ErrorKind::Credentials => return Err(Stopped::Credentials(error)),
                ErrorKind::Unsupported => return Err(Stopped::Unsupported(error)),
                ErrorKind::Transient
                | ErrorKind::Locked
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
            Unplanned::Broken(_) => self.park(lane, "internal", &text, None, None).await?,
        };
        Ok(result(lane.key.clone(), LanePlan::default(), 0, status))
    }

    /// New plans do not help.
    async fn tired(
        &self,
        lane: &Lane,
        planned: &LanePlan,
        why: Why,
        text: String,
    ) -> Result<Status, Stopped> {
        let planned = Some(planned);
        match why {
            Why::Conflict(_) => {
                self.park(lane, "conflict", &text, planned, Some(self.later())).await
            }
            Why::Rejected(_) => {
                self.park(lane, "rejected", &self.options.refusal(&text), planned, None).await
            }
            Why::Doubt | Why::Stale | Why::Renamed => {
                self.journal.postpone(lane.key.clone(), Some(self.later())).await?;
                Ok(Status::Failed(text.into()))
            }
        }
    }

    async fn hold(&self, lane: &Lane, planned: &LanePlan, said: &Said) -> Result<Status, Stopped> {
        let told = match said.kind {
            OutcomeKind::Hold(Some(seconds)) => {
                u64::try_from(seconds).ok().map(Duration::from_secs)
            }
            _ => None,
        };
        // The edit that settles this may be told to the flow of the other direction alone.
        let by_other = matches!(said.reason, DISPUTED | EDITED);
        let usual = if by_other { Duration::ZERO } else { self.options.retry_held };
        let span = told.unwrap_or(usual);
        let wait = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        let again = Some(self.clock.now().plus(wait));
        self.park(lane, said.reason, &said.text, Some(planned), again).await
    }

    async fn park(
        &self,
        lane: &Lane,
        reason: &str,
        text: &str,
        planned: Option<&LanePlan>,
        not_before: Option<Stamp>,
    ) -> Result<Status, Stopped> {
        let park = Park {
            lane: lane.key.clone(),
            seen: lane.dirty_seq,
            reason: reason.into(),
            text: text.into(),
            evidence: self.planner.evidence(lane, planned, &[]),
            not_before,
            frozen: false,
            intent: None,
            at: self.clock.now(),
        };
        self.journal.park(park).await?;
        Ok(Status::Held(reason.into(), text.into()))
    }
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
            Why::Conflict(_) | Why::Doubt | Why::Stale => (&mut self.others, 3),
            // Each time a record came into being, so this ends.
            Why::Renamed => return true,
        };
        *count += 1;
        *count <= most
    }
}

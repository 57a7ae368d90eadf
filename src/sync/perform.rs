//! Does what the machine tells: calls, transactions, waits.

mod look;

use std::time::Duration;

use crate::endpoint::{Answer, EndpointError, ErrorKind, Payload, WriteKind, Written};
use crate::journal::{
    Base, Close, Draft, Intent, IntentId, IntentState, JournalError, Lane, LaneKey, LaneState,
    NewPlan, Op, Park, Reply, Stamp,
};
use crate::sync::created::as_created;
use crate::sync::driver::{Driver, LOCKED};
use crate::sync::intents::{steps_of_drafts, steps_of_intents, unstored, write};
use crate::sync::lane_plan::{LanePlan, LanePlanner, Settled, Stopped};
use crate::sync::machine::{Done, Effect, Input, Machine, Reason, Stop, Trouble, Wait, Why};
use crate::sync::mutant::{Rule, breaks};
use crate::sync::plan::{Action, PlannedStep, RecordPlan};
use crate::sync::preview::hold;

/// The pause before a new plan of what a system failed at is that before a try of this number.
const BREATH: u32 = 3;

/// How carrying out a plan ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// The lane is closed; whether it is to be looked at again.
    Closed(LaneState),
    /// A new plan is wanted, and what was said.
    Replan(Why, String),
    /// The lane waits: the reason code and the words.
    Parked(Box<str>, Box<str>),
    /// The lane is left for later: what was said.
    Postponed(String),
}

/// A lane whose plan is being carried out.
pub(super) struct Work<'a, P> {
    pub(super) driver: &'a Driver<'a, P>,
    /// As it was before anything was read.
    pub(super) lane: &'a Lane,
    /// The plan; none when the steps were left by somebody who is gone.
    pub(super) planned: Option<&'a LanePlan>,
    /// What is stored at T2.
    pub(super) drafts: Vec<Draft>,
    /// The steps as they are stored.
    pub(super) intents: Vec<Intent>,
    /// What each step came to.
    pub(super) written: Vec<Option<Written>>,
    /// Records that a step was to create and that were there before it: what they hold is not what
    /// was planned, and nobody agreed on it.
    existed: Vec<usize>,
    /// Steps of which it was not known whether a call did them.
    doubted: Vec<usize>,
    /// Steps of which a call may still be under way.
    under_way: Vec<usize>,
    /// Records whose creation was found done, its answer lost: somebody may have edited them since.
    found: Vec<usize>,
    /// What was agreed on and stored so far.
    agreed: Vec<Base>,
    /// What the last failure said.
    pub(super) failure: Option<EndpointError>,
}

impl<'a, P: LanePlanner> Work<'a, P> {
    /// Carries out a new plan.
    pub(super) fn new(
        driver: &'a Driver<'a, P>,
        lane: &'a Lane,
        planned: &'a LanePlan,
        drafts: Vec<Draft>,
    ) -> Work<'a, P> {
        let written = vec![None; drafts.len()];
        Work { planned: Some(planned), drafts, ..Work::of(driver, lane, written) }
    }

    /// Goes on with the steps that were left open.
    pub(super) fn resumed(
        driver: &'a Driver<'a, P>,
        lane: &'a Lane,
        intents: Vec<Intent>,
    ) -> Work<'a, P> {
        let written = vec![None; intents.len()];
        let unanswered = intents.first().is_some_and(|intent| intent.answer.is_none());
        let under_way = if unanswered { vec![0] } else { Vec::new() };
        Work { intents, under_way, ..Work::of(driver, lane, written) }
    }

    fn of(driver: &'a Driver<'a, P>, lane: &'a Lane, written: Vec<Option<Written>>) -> Work<'a, P> {
        Work {
            driver,
            lane,
            planned: None,
            drafts: Vec::new(),
            intents: Vec::new(),
            written,
            existed: Vec::new(),
            doubted: Vec::new(),
            under_way: Vec::new(),
            found: Vec::new(),
            agreed: Vec::new(),
            failure: None,
        }
    }

    /// How many steps were done, counted from the first.
    pub(super) fn confirmed(&self) -> usize {
        let done = |intent: &&Intent| intent.state == IntentState::Confirmed;
        self.intents.iter().take_while(done).count()
    }

    /// To its end. `replan_rejected` says whether a refusal is answered by a new plan.
    pub(super) async fn run(&mut self, replan_rejected: bool) -> Result<Ended, Stopped> {
        let patience = self.driver.options.patience(replan_rejected);
        // Before anything of the plan is stored: whoever finds it stored does not see why any more.
        let marks = self.planned.map(|planned| self.resting(&planned.marks)).transpose()?;
        if let Some(marks) = marks.filter(|marks| !marks.is_empty()) {
            self.driver.journal.mark(marks).await?;
        }
        let all = self.driver.journal.reader().intents(&self.lane.key)?;
        let mut machine = if self.planned.is_some() {
            Machine::new(steps_of_drafts(&self.drafts, &all), patience)
        } else {
            Machine::resumed(steps_of_intents(&self.intents, &all), patience)
        };
        let mut input = Input::Start;
        loop {
            let effect = machine.next(input);
            input = match effect {
                Effect::CommitPlan => self.commit_plan().await?,
                Effect::Call(step) => Input::Answered(self.call(step).await),
                Effect::CommitConfirm { step, send_next } => {
                    self.commit_confirm(step, send_next).await?
                }
                Effect::CommitDoubt(step) => {
                    self.doubted.push(step);
                    self.doubt(step).await?;
                    Input::Committed
                }
                Effect::CommitResend(step) => {
                    let now = self.driver.clock.now();
                    let id = self.intents[step].id;
                    self.intents[step] = self.driver.journal.resend(id, now).await?;
                    Input::Committed
                }
                Effect::Probe(step) => Input::Probed(self.probe(step).await),
                Effect::Wait(wait) => {
                    self.driver.clock.sleep(self.span(wait)).await;
                    Input::Elapsed
                }
                Effect::CommitClose { again } => return self.close(again).await,
                Effect::Park(reason) => return self.park(reason).await,
                Effect::Replan(why) => {
                    if why == Why::Doubt && breaks(Rule::NewPlan) {
                        let doubtful = |it: &Intent| it.state != IntentState::Confirmed;
                        let step = self.intents.iter().position(doubtful).unwrap_or_default();
                        let intent = &self.intents[step];
                        if let Some(system) = self.driver.system(&intent.side) {
                            let _ = system.endpoint.write(&write(intent)).await;
                        }
                    }
                    return self.replan(why).await;
                }
                Effect::Postpone => return self.postpone().await,
                Effect::Stop { at, why, undone } => {
                    return Err(self.stop(at, why, undone).await?);
                }
                Effect::End => unreachable!("closing returns"),
            };
        }
    }

    /// Those of the lanes that nobody would look at. One that waits is planned anew when it no longer
    /// does; marked at each look of this one it would never come to rest.
    fn resting(&self, lanes: &[LaneKey]) -> Result<Vec<LaneKey>, JournalError> {
        let mut resting = Vec::with_capacity(lanes.len());
        for key in lanes {
            let lane = self.driver.journal.reader().lane(key)?;
            if lane.is_none_or(|lane| lane.state == LaneState::Idle) {
                resting.push(key.clone());
            }
        }
        Ok(resting)
    }

    async fn commit_plan(&mut self) -> Result<Input, Stopped> {
        if breaks(Rule::IntentFirst) {
            self.call_unstored().await;
        }
        let standing = self.standing().await;
        if !standing.is_empty() && !breaks(Rule::Base) {
            self.driver.journal.agree(standing.clone()).await?;
        }
        self.agreed.extend(standing);
        let (lane, mut steps) = (self.lane.key.clone(), self.drafts.clone());
        if breaks(Rule::LinkFirst) {
            steps.iter_mut().for_each(|step| step.link = None);
        }
        let plan = NewPlan { lane, steps, at: self.driver.clock.now() };
        match self.driver.journal.plan(plan).await {
            Ok(intents) => {
                self.intents = intents;
                Ok(Input::Committed)
            }
            Err(taken @ JournalError::LinkTaken { .. }) => {
                let text = taken.to_string();
                self.failure = Some(EndpointError::new(ErrorKind::Exists, "link", text));
                Ok(Input::Taken)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What must never be done: sends the first step before anything is stored.
    async fn call_unstored(&self) {
        let Some(draft) = self.drafts.first() else { return };
        if let Some(system) = self.driver.system(&draft.side) {
            let _ = system.endpoint.write(&unstored(draft)).await;
        }
    }

    /// Stores that it is not known whether the step was done, and what was said to it, unless one of its
    /// calls may still land.
    async fn doubt(&self, step: usize) -> Result<(), JournalError> {
        let under_way = self.under_way.contains(&step);
        let (id, stored) = (self.intents[step].id, self.intents[step].answer.clone());
        let reply = if self.failure.is_some() { Some(self.refused(step).1) } else { stored };
        self.driver.journal.doubt(id, reply.filter(|_| !under_way)).await
    }

    async fn call(&mut self, step: usize) -> Result<Done, Trouble> {
        if let Err(error) = self.look_again(step).await {
            return self.note(Err(error));
        }
        let intent = &self.intents[step];
        let write = write(intent);
        let answer = match self.driver.system(&intent.side) {
            Some(system) => {
                let Some(left) = self.left(intent) else {
                    // Nothing was sent, so there is no doubt whether it was done.
                    let late = late(&intent.entity);
                    return self.note(Err(EndpointError { kind: ErrorKind::Conflict, ..late }));
                };
                match tokio::time::timeout(left, system.endpoint.write(&write)).await {
                    Ok(answer) => answer,
                    Err(_) => Err(late(&intent.entity)),
                }
            }
            None => Err(nobody(&intent.side)),
        };
        let planned = intent.key.clone().filter(|_| intent.op == Op::Create);
        if answer.as_ref().is_err_and(|error| error.under_way) {
            self.under_way.push(step);
        }
        if answer.as_ref().is_err_and(|error| error.kind == ErrorKind::Exists) {
            // After a call that got no answer it is that call's record.
            let ours = self.doubted.contains(&step);
            if ours { &mut self.found } else { &mut self.existed }.push(step);
        }
        let answer = answer.map(|written| {
            let other = |planned: &str| !written.key.eq_ignore_ascii_case(planned);
            let renamed = !written.key.is_empty() && planned.as_deref().is_some_and(other);
            self.written[step] = Some(written);
            if renamed { Done::Renamed } else { Done::Planned }
        });
        self.note(answer)
    }

    /// How long the call of a step may still take. The time counts from when the step was stored as sent:
    /// whoever finds it stored knows of no other moment from which on to wait.
    fn left(&self, intent: &Intent) -> Option<Duration> {
        let end = intent.sent_at.unwrap_or_default().plus(intent.deadline);
        // The clock may have been set.
        let left = (end.0 - self.driver.clock.now().0).min(intent.deadline);
        let left = if breaks(Rule::InTime) { intent.deadline } else { left };
        u64::try_from(left).ok().filter(|left| *left > 0).map(Duration::from_millis)
    }

    async fn commit_confirm(&mut self, step: usize, send_next: bool) -> Result<Input, Stopped> {
        let written = self.written[step].as_ref();
        let reply = Reply {
            key: written.map(|written| written.key.as_str().into()),
            version: written.and_then(|written| written.version.as_deref().map(Into::into)),
            text: None,
        };
        let agreed = self.agreement(step).await?;
        let (journal, now) = (self.driver.journal, self.driver.clock.now());
        let stored = agreed.clone().filter(|_| !breaks(Rule::Base));
        let id = self.intents[step].id;
        let next = journal.confirm(id, reply, stored, send_next, now).await?;
        self.agreed.extend(agreed);
        if let Some(next) = next {
            self.intents[step + 1] = next;
        }
        self.intents[step].state = IntentState::Confirmed;
        Ok(Input::Committed)
    }

    /// What both sides agree on already: records that stand as they are wanted, and of which only
    /// what belongs to them is left to do. Whether that is ever done changes nothing of it.
    async fn standing(&self) -> Vec<Base> {
        let mut standing = Vec::new();
        for record in self.planned.iter().flat_map(|planned| &planned.records) {
            if !record.steps.is_empty() && !is_own_write(record) && record.base.is_some() {
                let nothing = vec![None; record.steps.len()];
                let agreed = self.driver.planner.agree(record, &nothing).await;
                standing.extend(agreed.unwrap_or_default());
            }
        }
        standing
    }

    /// What both sides agree on once that step is confirmed; none where it is not a record's own
    /// write, or not known to be this one.
    async fn agreement(&self, step: usize) -> Result<Option<Base>, Stopped> {
        let intent = &self.intents[step];
        let own = matches!(intent.op, Op::Create | Op::Edit);
        if !own || self.existed.contains(&step) {
            return Ok(None);
        }
        let planner = self.driver.planner;
        let agreed = match self.record_of(step) {
            Some((record, first)) if first == step && is_own_write(record) => {
                planner.agree(record, &self.written_of(first, record.steps.len())).await
            }
            Some(_) => return Ok(None),
            None => {
                let link = self.driver.journal.reader().link_of(intent)?;
                match (link, self.stood(step), &intent.body) {
                    (Some(link), Some(stood), Some(sent)) => {
                        planner.born(&link, sent, &stood).await
                    }
                    _ => return Ok(None),
                }
            }
        };
        // What cannot be reckoned now is found out by the next look.
        Ok(agreed.unwrap_or_default())
    }

    /// The record of the plan that a step belongs to, and its first step.
    pub(super) fn record_of(&self, step: usize) -> Option<(&'a RecordPlan, usize)> {
        let mut first = 0;
        for record in &self.planned?.records {
            if step < first + record.steps.len() {
                return Some((record, first));
            }
            first += record.steps.len();
        }
        None
    }

    /// What the steps of a record came to.
    fn written_of(&self, first: usize, count: usize) -> Vec<Option<Written>> {
        let written = |step: usize| {
            let mut written = self.written[step].clone()?;
            if self.found.contains(&step) {
                written.record = Some(self.stood(step)?);
            }
            Some(written)
        };
        (first..first + count).map(written).collect()
    }

    /// The record that a step created, as it stood then: what was answered to that; of one that was
    /// only found, or not shown at all, what was sent.
    fn stood(&self, step: usize) -> Option<Payload> {
        let intent = &self.intents[step];
        let written = self.written[step].as_ref();
        let shown = written.and_then(|written| written.record.as_ref());
        if let Some(shown) = shown.filter(|_| !self.found.contains(&step)) {
            return Some(shown.clone());
        }
        let key = written.map(|written| &*written.key).filter(|key| !key.is_empty());
        let key = key.or(intent.key.as_deref())?.to_owned();
        let sent = intent.body.clone()?;
        let text = |bytes: &'_ [u8]| String::from_utf8_lossy(bytes).into_owned();
        let bytes = match shown {
            Some(shown) => as_created(&text(&sent), &text(&shown.bytes)).into_bytes().into(),
            None => sent,
        };
        let version = written.and_then(|written| written.version.clone());
        Some(Payload { key, version, bytes, fault: None })
    }

    fn span(&self, wait: Wait) -> Duration {
        let options = &self.driver.options;
        match wait {
            Wait::Try(number) => options.pause(number, self.driver.clock.chance()),
            Wait::Told(span) => span.min(options.pause_most),
            // Nothing can land; the system gets a moment, as before any other try.
            Wait::Landed(step) if !self.under_way.contains(&step) => {
                let was_sent_now = self.planned.is_some();
                let pause = options.pause(BREATH, self.driver.clock.chance());
                if was_sent_now { pause } else { Duration::ZERO }
            }
            Wait::Landed(step) => {
                let intent = &self.intents[step];
                // The clock may have been set; never wait longer than a call can take.
                let most = intent.deadline + options.margin;
                let sent = intent.sent_at.unwrap_or_default();
                let left = sent.plus(most).0.saturating_sub(self.driver.clock.now().0);
                Duration::from_millis(left.clamp(0, most.max(0)).unsigned_abs())
            }
        }
    }

    async fn close(&self, again: bool) -> Result<Ended, Stopped> {
        let mut again = again;
        let mut settled = Settled::default();
        if let Some(planned) = self.planned {
            // What has to wait is laid aside next; a crash in between must not lose it.
            again |= hold(planned).is_some();
            match self.driver.planner.settle(self.lane, planned, &self.written, &self.agreed).await
            {
                Ok(read_back) => settled = self.agreed(planned, read_back),
                // Everything is written; the next look finds nothing to do and settles it.
                Err(_) => again = true,
            }
        }
        if breaks(Rule::Base) {
            settled.bases.clear();
        }
        if breaks(Rule::LinkFirst) {
            settled.links.extend(self.drafts.iter().filter_map(|draft| draft.link.clone()));
        }
        let close = Close {
            lane: self.lane.key.clone(),
            seen: self.lane.dirty_seq,
            again,
            left_out: self.planned.is_some_and(is_left_out),
            bases: settled.bases,
            links: settled.links,
            fates: settled.fates,
            at: self.driver.clock.now(),
        };
        match self.driver.journal.close(close).await {
            Ok(state) => Ok(Ended::Closed(state)),
            Err(taken @ JournalError::LinkTaken { .. }) => {
                let text = taken.to_string().into();
                self.lay_aside("ambiguous", text, None, false, None).await
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What was agreed on: nothing of records that were there before they were to be created. The lane
    /// is looked at again and finds how they differ.
    fn agreed(&self, planned: &LanePlan, mut settled: Settled) -> Settled {
        let mut first = 0;
        for record in &planned.records {
            let steps = first..first + record.steps.len();
            first = steps.end;
            if self.existed.iter().any(|step| steps.contains(step)) {
                let ends = [&record.source.key, &record.target.key];
                let of_record = |key: &Box<str>| ends.iter().any(|end| end.as_ref() == Some(key));
                settled.bases.retain(|base| base.role != record.map || !of_record(&base.key));
            }
        }
        settled
    }

    async fn park(&self, reason: Reason) -> Result<Ended, Stopped> {
        let text: Box<str> = self.said().into();
        let blame = |step: usize, state| {
            let (id, reply) = self.refused(step);
            Some((id, state, reply))
        };
        match reason {
            Reason::Rejected(step) => {
                let blame = blame(step, IntentState::Rejected);
                let (count, _) = self.waited("rejected")?;
                let retry = self.driver.options.retry_rejected(count);
                let text = self.driver.options.refusal(&text);
                self.lay_aside("rejected", text, retry, false, blame).await
            }
            Reason::Locked(step) => {
                let blame = blame(step, IntentState::Rejected);
                let (count, since) = self.waited(LOCKED)?;
                let waited = since.map_or(0, |since| self.driver.clock.now().0 - since.0);
                let retry = self.driver.options.retry_locked(count, waited);
                self.lay_aside(LOCKED, text, retry, false, blame).await
            }
            Reason::Missing(step) => {
                let blame = blame(step, IntentState::Rejected);
                self.lay_aside("missing", text, None, false, blame).await
            }
            Reason::InDoubt(step) => {
                let blame = blame(step, IntentState::Parked);
                self.lay_aside("in_doubt", text, None, true, blame).await
            }
            Reason::Ambiguous => self.lay_aside("ambiguous", text, None, false, None).await,
        }
    }

    /// How often the lane has waited for that reason without a break, and since when.
    fn waited(&self, reason: &str) -> Result<(i64, Option<Stamp>), Stopped> {
        let row = self.driver.journal.reader().parked_lane(&self.lane.key)?;
        let row = row.filter(|row| row.waits() && *row.reason == *reason);
        Ok(row.map_or((0, None), |row| (row.count, Some(row.first_seen))))
    }

    async fn lay_aside(
        &self,
        reason: &str,
        text: Box<str>,
        retry: Option<Duration>,
        frozen: bool,
        intent: Option<(IntentId, IntentState, Reply)>,
    ) -> Result<Ended, Stopped> {
        let now = self.driver.clock.now();
        let wait = |span: Duration| i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        let park = Park {
            lane: self.lane.key.clone(),
            seen: self.lane.dirty_seq,
            reason: reason.into(),
            text: text.clone(),
            evidence: self.driver.planner.evidence(self.lane, self.planned, &self.intents),
            not_before: retry.map(|span| now.plus(wait(span))),
            frozen,
            intent,
            at: now,
        };
        self.driver.journal.park(park).await?;
        Ok(Ended::Parked(reason.into(), text))
    }

    async fn replan(&self, why: Why) -> Result<Ended, Stopped> {
        if why == Why::Doubt && !breaks(Rule::Landed) {
            self.agree_landed().await?;
        }
        let refused = match why {
            Why::Conflict(step) | Why::Rejected(step) => Some(self.refused(step)),
            Why::Doubt | Why::Stale | Why::Renamed => None,
        };
        self.driver.journal.supersede(self.lane.key.clone(), refused).await?;
        Ok(Ended::Replan(why, self.said()))
    }

    async fn postpone(&self) -> Result<Ended, Stopped> {
        let not_before = self.driver.later();
        self.driver.journal.postpone(self.lane.key.clone(), Some(not_before)).await?;
        Ok(Ended::Postponed(self.said()))
    }

    /// A step that is known not to be done is given up, and what follows it; another stays in doubt.
    /// The lane is taken up by a later run.
    async fn stop(&self, at: usize, why: Stop, undone: bool) -> Result<Stopped, Stopped> {
        let nobody = || nobody(&self.intents[at].side);
        let error = self.failure.clone().unwrap_or_else(nobody);
        let journal = self.driver.journal;
        if undone {
            journal.supersede(self.lane.key.clone(), Some(self.refused(at))).await?;
        } else {
            // An earlier call of it may have done it; this one is over.
            self.doubt(at).await?;
        }
        journal.postpone(self.lane.key.clone(), None).await?;
        Ok(match why {
            Stop::Credentials => Stopped::Credentials(error),
            Stop::Unsupported => Stopped::Unsupported(error),
        })
    }

    /// Keeps the words of a failure and gives the machine what it needs of it.
    pub(super) fn note<T>(&mut self, answer: Answer<T>) -> Result<T, Trouble> {
        answer.map_err(|error| {
            let trouble = Trouble { kind: error.kind, retry_after: error.retry_after };
            self.failure = Some(error);
            trouble
        })
    }

    /// A step that is known not to be done, with what was said.
    fn refused(&self, step: usize) -> (IntentId, Reply) {
        let text = Some(self.said().into());
        (self.intents[step].id, Reply { text, ..Reply::default() })
    }

    fn said(&self) -> String {
        let said = self.failure.as_ref().map(ToString::to_string).unwrap_or_default();
        self.driver.planner.hushed(self.planned, &self.intents, said)
    }
}

/// Whether the record of the lane itself, which stands behind what it needs, is left out.
fn is_left_out(planned: &LanePlan) -> bool {
    planned.records.last().is_some_and(|record| record.action == Action::Skip)
}

/// Whether the first step of a record writes the record itself, and not what belongs to it.
fn is_own_write(record: &RecordPlan) -> bool {
    let creates = |step: &PlannedStep| step.write.kind == WriteKind::Create && step.link.is_some();
    record.own_edit().is_some() || record.steps.first().is_some_and(creates)
}

fn late(operation: &str) -> EndpointError {
    EndpointError::new(ErrorKind::Transient, operation, "no answer in time")
}

fn nobody(side: &str) -> EndpointError {
    EndpointError::new(ErrorKind::Unsupported, side, "this run does not write this system")
}

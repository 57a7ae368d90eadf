//! `obmen run` and `obmen apply`: the same plan, or a saved one, carried out lane by lane.

use std::collections::HashSet;
use std::time::Duration;

use serde_json::json;

use crate::cli::args::Level;
use crate::cli::console::Console;
use crate::cli::exchange::lanes::RUN;
use crate::cli::exchange::preview::stretch;
use crate::cli::exchange::saved::APPLY;
use crate::cli::exchange::sides::{Exchange, Sides};
use crate::cli::exchange::stage::{Stage, stage};
use crate::cli::exchange::teller::Teller;
use crate::cli::exchange::trouble::Trouble;
use crate::cli::exit::Exit;
use crate::cli::lower::Records;
use crate::journal::{Close, Intent, Journal, Lane, LaneKey};
use crate::program::{FlowPlan, TemplatePart};
use crate::project::System;
use crate::project::connect::{OWN, own_folder};
use crate::report::{FlowReport, Kind};
use crate::schema::EntityId;
use crate::sync::{
    Action, Bound, Driver, Feed, Guard, LaneResult, Options, Place, Session, Status, Stopped,
    Target,
};

/// How long the journal keeps changes, and what was sent, in milliseconds: 30 days. They hold
/// people's data, and nobody asks for them after that.
const KEPT: i64 = 30 * 24 * 60 * 60 * 1000;

/// A wait of so many milliseconds is announced.
const TOLD: i64 = 3_000;

/// Lanes at a time: enough to keep the journal's group commit and both systems busy.
const LANES: usize = 8;

/// What carries a flow out, part by part.
struct Work<'w, 's> {
    flow: &'w FlowPlan,
    session: &'w Session<'s>,
    driver: &'w Driver<'w, Bound<'w, Session<'s>>>,
    journal: &'w Journal,
    /// Whether it is held to a saved plan.
    held: bool,
}

impl<'a> Exchange<'a> {
    /// Carries flows out; what stopped them comes beside what was done by then.
    pub(super) async fn carry_out(
        &self,
        flows: &[&'a FlowPlan],
        yes: bool,
        teller: &mut Teller<'_>,
        console: &mut Console,
    ) -> Result<Option<Trouble>, Trouble> {
        let path = self.journal_path();
        let machine =
            |error: std::io::Error| Trouble::Machine(format!("{}: {error}", path.display()));
        own_folder(&self.project.dir.join(OWN)).map_err(machine)?;
        let journal = Journal::open(&path)?;
        journal.recover().await?;
        self.tell_of_landing(&journal, console)?;
        if let Some(saved) = self.saved {
            saved.is_unused(journal.reader(), self.texts, |at| self.moment(at))?;
        } else if !yes && self.asks_first() && Exchange::is_first(journal.reader())? {
            let mut shown = Teller::new(Kind::Plan, self.plan, self.project);
            if shown.is_document() && console.asks() {
                // The answer is one document, and that is the run's: the person is shown a page.
                shown = shown.beside();
            }
            self.preview(flows, &mut shown, console).await?;
            if shown.is_document() {
                console.mistake(&self.texts.say("run-not-asked", &[]));
                shown.finish(console);
                return Err(Trouble::Silent(Exit::Held));
            }
            shown.finish(console);
            let question = self.texts.say("run-first", &[]);
            if console.ask(&question) != Some(true) {
                return Err(Trouble::Words(self.texts.say("run-not-asked", &[])));
            }
        }
        for flow in flows {
            self.settle_doubts(flow, &journal, yes).await?;
        }
        let mut first = None;
        for flow in flows {
            let (kind, counters) = self.begins();
            let now = self.clock.now();
            let started = journal.begin_counted(kind, &flow.name, &counters, now).await?;
            let done = self.flow(flow, &journal, yes, teller, console).await;
            let (outcome, counters) = self.told(&done);
            let ended = journal.end_run(started, &counters, outcome, self.clock.now()).await;
            let trouble = match done {
                Ok((_, trouble)) => trouble,
                Err(trouble) if trouble.is_of_flow() => Some(trouble),
                Err(trouble) => return Err(trouble),
            };
            // What was done is told, whatever became of the journal since.
            let Some(trouble) = trouble.or(ended.err().map(Trouble::from)) else { continue };
            let ends = !trouble.is_of_flow();
            first.get_or_insert(trouble);
            if ends {
                break;
            }
        }
        let pruned = journal.prune(self.clock.now().plus(-KEPT)).await;
        let first = first.or(pruned.err().map(Trouble::from));
        match first {
            // There is nothing to tell beside it.
            Some(trouble) if !teller.has_begun() => Err(trouble),
            first => Ok(first),
        }
    }

    /// What a killed run wrote in a flow is found out before any flow reads what stands there now.
    async fn settle_doubts(
        &self,
        flow: &'a FlowPlan,
        journal: &Journal,
        yes: bool,
    ) -> Result<(), Trouble> {
        let doubtful = journal.reader().doubtful()?;
        if !doubtful.iter().any(|intent| intent.lane.flow == flow.name) {
            return Ok(());
        }
        let sides = self.sides(flow)?;
        let deadline = self.deadline(flow, &sides);
        let memory = self.remembered(journal.reader(), flow, &[]);
        let keys = self.keys(&sides);
        let rules = self.project.fingerprint();
        let telling = self.telling(&rules);
        let session = Session::new(self.world(&sides, &memory, &keys), flow, telling);
        let targets = self.targets(flow, &sides, deadline);
        let options = self.options(yes, deadline);
        let driver = Driver::new(&session, journal, &targets, self.clock, options);
        Ok(driver.settle_doubts(&flow.name).await?)
    }

    /// What a run that was killed had sent may still land; where that takes long, people are told why
    /// nothing happens.
    fn tell_of_landing(&self, journal: &Journal, console: &mut Console) -> Result<(), Trouble> {
        let (now, margin) = (self.clock.now(), Options::default().margin);
        let left = |intent: &Intent| {
            let landed = intent.lands_by(margin)?;
            Some(landed.0.saturating_sub(now.0).min(intent.deadline + margin))
        };
        let longest = journal.reader().doubtful()?.iter().filter_map(left).max().unwrap_or(0);
        if longest >= TOLD {
            let args = [("seconds", (longest / 1000).to_string().into())];
            console.log(Level::Warn, &self.texts.say("run-landing", &args));
        }
        Ok(())
    }

    /// What the log of runs keeps of a flow before it ends: of a saved plan which one it is.
    fn begins(&self) -> (&'static str, String) {
        match self.saved {
            Some(saved) => (APPLY, json!({ "plan": saved.id }).to_string()),
            None => (RUN, json!({}).to_string()),
        }
    }

    /// Whether a person has to agree to the first run: not where nothing outside can be harmed.
    fn asks_first(&self) -> bool {
        let config = &self.project.config;
        match config.guards.first_run.as_deref() {
            Some("run") => false,
            Some("ask") => true,
            _ => !config.is_embedded(),
        }
    }

    /// What the log of runs keeps of a flow.
    fn told(
        &self,
        done: &Result<(FlowReport, Option<Trouble>), Trouble>,
    ) -> (&'static str, String) {
        let rules = self.project.fingerprint();
        let Ok((report, trouble)) = done else {
            return ("failed", self.begins().1);
        };
        let tally = report.records.tally();
        let count = |action| tally.ended(report.source, true, action);
        let waiting = tally.held + tally.failed + report.waiting.len() + report.missing.len();
        let mut counters = json!({
            "read": report.read,
            "create": count(Action::Create),
            "beside": tally.ended(report.source, false, Action::Create),
            "edit": count(Action::Edit),
            "same": count(Action::Same),
            "conflict": count(Action::Conflict),
            "skip": count(Action::Skip) + report.skipped,
            "held": waiting,
            "gone": report.gone.len(),
        });
        let outcome = match (trouble, &report.stopped) {
            (Some(_), _) => "failed",
            (None, Some(_)) => "stopped",
            (None, None) if waiting + report.moved > 0 => "held",
            (None, None) => "done",
        };
        if let Some(saved) = self.saved {
            // What could not be written, or came out otherwise, may still be.
            let fails = |(_, status): &(_, Status)| matches!(status, Status::Failed(_));
            let failed = tally.failed > 0 || report.waiting.iter().any(fails);
            let used = !failed && report.moved == 0 && matches!(outcome, "held" | "done");
            (counters["plan"], counters["used"]) = (json!(saved.id), used.into());
        }
        // A run that did not get through says nothing about what was skipped.
        if trouble.is_none() && report.stopped.is_none() && self.plan.records == Records::Changed {
            counters["rules"] = rules.into();
        }
        (outcome, counters.to_string())
    }

    async fn flow(
        &self,
        flow: &'a FlowPlan,
        journal: &Journal,
        yes: bool,
        teller: &mut Teller<'_>,
        console: &mut Console,
    ) -> Result<(FlowReport, Option<Trouble>), Trouble> {
        let sides = self.sides(flow)?;
        let deadline = self.deadline(flow, &sides);
        let options = Options { refused: refusal(flow), ..self.options(yes, deadline) };
        let origin = self.origin(flow, &sides);
        let feed = origin.feed(flow, &sides);
        stage(Stage::Asking, flow, self.project, console);
        let (mut cursor, mut left) = (None, Vec::new());
        let lanes = match &self.plan.records {
            Records::Changed => {
                self.warn_of_today(&feed, flow, journal.reader(), console)?;
                self.must_reach(&feed).await?;
                let captured = feed.capture(journal, self.clock, &options).await?;
                cursor = stretch(&sides, flow, &captured);
                if let Some(said) = self.shrunk(flow, &captured).filter(|_| !yes) {
                    let mut held = self.opened(flow, cursor);
                    held.stopped = Some(said);
                    teller.part(&mut held, true, console);
                    return Ok((held, None));
                }
                feed.forget(journal, &captured).await?;
                let due = self.waiting(journal.reader(), flow, true)?;
                left = due.told(flow.source);
                due.lanes
            }
            Records::Numbers(_) | Records::Ids(_) | Records::Saved => {
                self.marked(&feed, flow, journal).await?
            }
        };
        stage(Stage::Reading, flow, self.project, console);
        let memory = self.remembered(journal.reader(), flow, &lanes);
        let keys = self.keys(&sides);
        let rules = self.project.fingerprint();
        let telling = self.telling(&rules);
        let session = Session::new(self.world(&sides, &memory, &keys), flow, telling);
        let targets = self.targets(flow, &sides, deadline);
        // Who was asked and said yes agrees to what comes out by now.
        let agreed = self.saved.filter(|_| !yes).and_then(|saved| saved.writes(&flow.name));
        let planner = Bound { planner: &session, agreed };
        let driver = Driver::new(&planner, journal, &targets, self.clock, options);
        let mut done = self.opened(flow, cursor);
        done.waiting.extend(left);
        let mut parts = self.parts(&lanes).into_iter().peekable();
        loop {
            let Some(part) = parts.next() else { return Ok((done, None)) };
            let held = agreed.is_some();
            let work = Work { flow, session: &session, driver: &driver, journal, held };
            let trouble = match self.part(&work, part, &mut done, console).await {
                Ok(trouble) => trouble,
                Err(trouble) if !teller.is_open() => return Err(trouble),
                Err(trouble) => Some(trouble),
            };
            // What ended before its first record has nothing to tell but the reason.
            let trouble = match trouble {
                Some(trouble) if !teller.is_open() && done.is_blank() => return Err(trouble),
                trouble => trouble,
            };
            let last = parts.peek().is_none() || trouble.is_some() || done.stopped.is_some();
            teller.part(&mut done, last, console);
            if last {
                return Ok((done, trouble));
            }
        }
    }

    /// Plans a part of the lanes and carries that out; `Err` where it cannot be planned.
    async fn part(
        &self,
        work: &Work<'_, '_>,
        lanes: &[Lane],
        done: &mut FlowReport,
        console: &mut Console,
    ) -> Result<Option<Trouble>, Trouble> {
        let Work { flow, session, driver, journal, held } = *work;
        let mut prepared = session.prepare(lanes, self.plan.explain).await?;
        if let Err(trouble) = self.must_be_there(&prepared) {
            // Their lanes come to rest: there is nothing to look at again.
            for lane in lanes.iter().filter(|lane| prepared.missing.contains(&lane.key)) {
                journal.close(self.rest(lane)).await?;
            }
            return Err(trouble);
        }
        let stopped = prepared.stopped.is_some();
        if held {
            // They are told as what moved.
            prepared.missing.clear();
        }
        let missing: HashSet<LaneKey> = prepared.missing.iter().cloned().collect();
        drop(self.take(done, prepared));
        let keys = lanes.iter().map(|lane| lane.key.clone());
        let keys: Vec<LaneKey> = keys.filter(|key| !stopped || session.has(key)).collect();
        stage(Stage::Writing(keys.len()), flow, self.project, console);
        let outcome = driver.run(keys).await;
        session.carried_out(&outcome.results).await;
        done.said.extend(session.said());
        collect(done, outcome.results, &missing, flow.source);
        let (side, ..) = self.sides(flow)?.target(flow.toward);
        Ok(why(done, outcome.stopped, &self.project.catalog[side].name))
    }

    /// Nothing more is to be done about a lane.
    fn rest(&self, lane: &Lane) -> Close {
        Close {
            lane: lane.key.clone(),
            seen: lane.dirty_seq,
            again: false,
            left_out: false,
            bases: Vec::new(),
            links: Vec::new(),
            fates: Vec::new(),
            at: self.clock.now(),
        }
    }

    /// The lanes of named records, marked as a button would do it.
    async fn marked(
        &self,
        feed: &Feed<'_>,
        flow: &FlowPlan,
        journal: &Journal,
    ) -> Result<Vec<Lane>, Trouble> {
        let named = self.named(feed, flow);
        journal.mark(named.iter().map(|lane| lane.key.clone()).collect()).await?;
        let lane = |named: Lane| Ok(journal.reader().lane(&named.key)?.unwrap_or(named));
        // Asked for by name, a record is read, whatever a feed once said of it.
        let lanes = named.into_iter().map(lane).collect::<Result<Vec<Lane>, Trouble>>()?;
        Ok(lanes.into_iter().map(|lane| Lane { gone: None, ..lane }).collect())
    }

    /// The only system that this flow may write.
    fn targets(&self, flow: &FlowPlan, sides: &Sides<'a>, deadline: Duration) -> [Target<'a>; 1] {
        let (side, _, endpoint) = sides.target(flow.toward);
        let name = &self.project.catalog[side].name;
        [Target { side, name, endpoint, deadline }]
    }

    /// How long a write to the target may take.
    fn deadline(&self, flow: &FlowPlan, sides: &Sides<'_>) -> Duration {
        let (side, ..) = sides.target(flow.toward);
        let system = self.project.config.systems.get(&*self.project.catalog[side].name);
        system.map_or_else(|| System::default().deadline(), System::deadline)
    }

    /// The margin beyond a deadline is no longer than the deadline itself.
    fn options(&self, yes: bool, deadline: Duration) -> Options {
        let usual = Options { guard: self.guard(yes), lanes: LANES, ..Options::default() };
        let most = i64::try_from(deadline.as_millis()).unwrap_or(i64::MAX);
        Options { margin: usual.margin.min(most), ..usual }
    }

    /// How much a run may write unasked.
    fn guard(&self, yes: bool) -> Guard {
        let guards = &self.project.config.guards;
        if yes {
            return Guard { creates: usize::MAX, edits: usize::MAX };
        }
        Guard { creates: guards.creates, edits: guards.edits }
    }
}

/// Why a flow ended before its end, where it was no word of the mapping: that stands in the report.
fn why(report: &mut FlowReport, stopped: Option<Stopped>, target: &str) -> Option<Trouble> {
    match stopped? {
        Stopped::Said(said) => {
            report.stopped = Some(said);
            None
        }
        Stopped::Credentials(error) | Stopped::Unsupported(error) => Some(Trouble::System(error)),
        Stopped::Unreachable(words) => Some(Trouble::Unreachable(target.into(), words)),
        Stopped::Guarded(_) => Some(Trouble::Guarded),
        Stopped::Journal(error) => Some(Trouble::Journal(error)),
    }
}

/// The words of a flow for records that a system refuses.
fn refusal(flow: &FlowPlan) -> Option<Vec<Option<Box<str>>>> {
    let (_, outcome) = flow.errors.iter().find(|(class, _)| &**class == "rejected")?;
    let part = |part: &TemplatePart| match part {
        TemplatePart::Plain(plain) => Some(plain.clone()),
        _ => None,
    };
    Some(outcome.message.as_ref()?.iter().map(part).collect())
}

/// Gathers the records of all lanes; one that several lanes had is told once. A lane that waits
/// for something that none of its records tells is told by its key.
fn collect(
    report: &mut FlowReport,
    results: Vec<LaneResult>,
    missing: &HashSet<LaneKey>,
    source: EntityId,
) {
    let mut created = HashSet::new();
    for result in results {
        report.moved += usize::from(result.status == Status::Moved);
        let waits = matches!(result.status, Status::Held(..) | Status::Failed(_) | Status::Moved);
        let told = result.records.iter().any(|(_, status)| *status == result.status)
            || missing.contains(&result.lane);
        if waits && !told {
            let own = result.records.iter().map(|(record, _)| &record.source);
            let own = own.rev().find(|place| place.key.as_deref() == Some(&*result.lane.key));
            let place = own.cloned().unwrap_or_else(|| Place {
                entity: source,
                key: Some(result.lane.key.clone()),
                label: None,
                version: None,
            });
            report.waiting.push((place, result.status));
        }
        for (record, status) in result.records {
            let target = (record.target.entity, record.target.key.clone());
            if record.action != Action::Create || created.insert(target) {
                report.records.add(record, status);
            }
        }
    }
}

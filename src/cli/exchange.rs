//! `obmen plan` and `obmen run`: flows are previewed, or carried out.
//!
//! Both read the same way and plan with the same code. A plan is handed the journal's reader and the
//! systems as sources only: it has nothing to write with.

use std::path::PathBuf;
use std::time::Duration;

use jiff::civil::DateTime;

use crate::cli::answer::Answer;
use crate::cli::args::Format;
use crate::cli::console::Console;
use crate::cli::env::Env;
use crate::cli::exit::Exit;
use crate::cli::lower::{Plan, Records};
use crate::diag::{Diagnostic, codes};
use crate::endpoint::{Cursor, Endpoint, EndpointError, Query, Selector, Source};
use crate::journal::{Journal, JournalError, JournalReader, Lane, LaneKey, Which};
use crate::program::{FlowPlan, FlowStep, Toward};
use crate::project::connect::{Connected, OWN, connect, own_folder};
use crate::project::{self, Project, System};
use crate::report::{self, FlowReport, Kind, Report, View};
use crate::schema::SideId;
use crate::sync::key::namespace;
use crate::sync::{
    Access, Action, Clock, DerivedKeys, Driver, Feed, Guard, Options, Prepared, Remembered,
    Session, Status, Stopped, Target, Unplanned, WallClock, World,
};

/// Why an exchange cannot go on.
enum Trouble {
    /// Settings, or something on this machine.
    Told(Diagnostic),
    /// A system.
    System(EndpointError),
    /// The journal.
    Journal(JournalError),
    /// A system does not answer any more; its last words.
    Unreachable(Box<str>),
    /// The run would write more than it may unasked.
    Guarded(Guard),
    /// What cannot be understood; words.
    Words(String),
}

/// Shows what a run would change.
pub(crate) fn plan(plan: &Plan, env: &Env, console: &mut Console) -> Exit {
    exchange(plan, None, env, console)
}

/// Carries flows out.
pub(crate) fn run(plan: &Plan, yes: bool, env: &Env, console: &mut Console) -> Exit {
    exchange(plan, Some(yes), env, console)
}

/// `yes` is there for a run: whether guards are answered with yes.
fn exchange(plan: &Plan, yes: Option<bool>, env: &Env, console: &mut Console) -> Exit {
    let project = project::open(&plan.folder);
    if project.is_broken() {
        console.diagnostics(&project.diagnostics, &project.sources);
        return Exit::Mistake;
    }
    let flows = match chosen(&project, plan, console) {
        Ok(flows) => flows,
        Err(exit) => return exit,
    };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return told(Trouble::Words(error.to_string()), &project, console),
    };
    let result = runtime.block_on(async {
        let variables = |name: &str| env.variable(name).map(str::to_owned);
        let connected = connect(&project, &variables).await.map_err(Trouble::Told)?;
        let exchange =
            Exchange { project: &project, plan, connected: &connected, clock: &WallClock };
        match yes {
            None => exchange.preview(&flows).await.map(|report| (report, None)),
            Some(yes) => exchange.carry_out(&flows, yes, console).await,
        }
    });
    match result {
        Ok((report, trouble)) => {
            let exit = shown(&report, plan, &project, console);
            match trouble {
                None => exit,
                Some(trouble) => exit.and(told(trouble, &project, console)),
            }
        }
        Err(trouble) => told(trouble, &project, console),
    }
}

/// The flows that are meant: those named, or all that the settings switch on.
fn chosen<'p>(
    project: &'p Project,
    plan: &Plan,
    console: &mut Console,
) -> Result<Vec<&'p FlowPlan>, Exit> {
    let known = &project.mapping.flows;
    if plan.flows.is_empty() {
        let enabled: Vec<&FlowPlan> = known.iter().filter(|flow| flow.enabled).collect();
        if enabled.is_empty() {
            let text = console.texts().say("run-no-flows", &[]);
            console.mistake(&text);
            return Err(Exit::Mistake);
        }
        return Ok(enabled);
    }
    let mut flows = Vec::new();
    for name in &plan.flows {
        match known.iter().find(|flow| *flow.name == **name) {
            Some(flow) => flows.push(flow),
            None => {
                let names = known.iter().map(|flow| &*flow.name).collect::<Vec<_>>().join(", ");
                let args = [("name", name.as_str().into()), ("known", names.into())];
                let text = console.texts().say("run-unknown-flow", &args);
                console.mistake(&text);
                return Err(Exit::Mistake);
            }
        }
    }
    Ok(flows)
}

struct Exchange<'a> {
    project: &'a Project,
    plan: &'a Plan,
    connected: &'a Connected,
    clock: &'a dyn Clock,
}

/// The two sides of a flow with their systems.
struct Sides<'a> {
    left: (SideId, &'static crate::system::System, &'a dyn Endpoint),
    right: (SideId, &'static crate::system::System, &'a dyn Endpoint),
}

impl<'a> Exchange<'a> {
    async fn preview(&self, flows: &[&'a FlowPlan]) -> Result<Report, Trouble> {
        let path = self.journal_path();
        let reader = JournalReader::open(&path).map_err(Trouble::Journal)?;
        let options = Options::default();
        let mut report = Report { kind: Kind::Plan, flows: Vec::new() };
        for flow in flows {
            let sides = self.sides(flow)?;
            let (entity, name) = self.names(flow);
            let start = self.start(flow);
            let source: &dyn Source = sides.source(flow.toward);
            let feed =
                Feed { flow: &flow.name, source, entity: &entity, name: &name, start: &start };
            let (mut lanes, cursor) = match &self.plan.records {
                Records::Changed => {
                    let captured = feed.preview(&reader, self.clock, &options).await?;
                    let cursor = (shown_cursor(&captured.from), shown_cursor(&captured.to));
                    (captured.lanes, Some(cursor))
                }
                _ => (self.named(&feed, flow).await?, None),
            };
            if let Records::Changed = self.plan.records {
                let now = self.clock.now();
                for lane in reader.lanes(&flow.name, Which::Due(now)).map_err(Trouble::Journal)? {
                    if !lanes.iter().any(|known| known.key == lane.key) {
                        lanes.push(lane);
                    }
                }
            }
            let memory = Remembered(&reader);
            let keys = self.keys(&sides);
            let world = self.world(&sides, &memory, &keys);
            let session = Session::new(world, flow);
            let prepared = session.prepare(&lanes).await.map_err(Trouble::from)?;
            report.flows.push(planned(flow, prepared, cursor));
        }
        Ok(report)
    }

    async fn carry_out(
        &self,
        flows: &[&'a FlowPlan],
        yes: bool,
        console: &mut Console,
    ) -> Result<(Report, Option<Trouble>), Trouble> {
        let path = self.journal_path();
        own_folder(&self.project.dir.join(OWN))
            .map_err(|error| Trouble::Words(format!("{}: {error}", path.display())))?;
        let journal = Journal::open(&path).map_err(Trouble::Journal)?;
        journal.recover().await.map_err(Trouble::Journal)?;
        let first = journal.reader().is_new().map_err(Trouble::Journal)?;
        let asks = first && !yes && !self.project.config.is_embedded();
        if asks {
            let preview = self.preview(flows).await?;
            let view = view(self.project, console);
            let text = report::text(&preview, view);
            console.answer(&text);
            let question = console.texts().say("run-first", &[]);
            if console.ask(&question) != Some(true) {
                let text = console.texts().say("run-not-asked", &[]);
                return Err(Trouble::Words(text));
            }
        }
        let mut report = Report { kind: Kind::Run, flows: Vec::new() };
        for flow in flows {
            let (done, trouble) = self.flow(flow, &journal, yes).await?;
            report.flows.push(done);
            if trouble.is_some() {
                return Ok((report, trouble));
            }
        }
        Ok((report, None))
    }

    /// Carries a flow out; what stopped it comes beside what was done by then.
    async fn flow(
        &self,
        flow: &'a FlowPlan,
        journal: &Journal,
        yes: bool,
    ) -> Result<(FlowReport, Option<Trouble>), Trouble> {
        let sides = self.sides(flow)?;
        let deadline = self.deadline(&sides, flow);
        let options = self.options(yes, deadline);
        let (entity, name) = self.names(flow);
        let start = self.start(flow);
        let source: &dyn Source = sides.source(flow.toward);
        let feed = Feed { flow: &flow.name, source, entity: &entity, name: &name, start: &start };
        let mut cursor = None;
        let lanes = match &self.plan.records {
            Records::Changed => {
                let captured = feed.capture(journal, self.clock, &options).await?;
                cursor = Some((shown_cursor(&captured.from), shown_cursor(&captured.to)));
                let due = Which::Due(self.clock.now());
                journal.reader().lanes(&flow.name, due).map_err(Trouble::Journal)?
            }
            _ => {
                let lanes = self.named(&feed, flow).await?;
                let keys = lanes.iter().map(|lane| lane.key.clone()).collect();
                journal.mark(keys).await.map_err(Trouble::Journal)?;
                lanes
            }
        };
        let memory = Remembered(journal.reader());
        let keys = self.keys(&sides);
        let world = self.world(&sides, &memory, &keys);
        let session = Session::new(world, flow);
        let prepared = session.prepare(&lanes).await.map_err(Trouble::from)?;
        let (side, _, endpoint) = sides.target(flow.toward);
        let side_name = &self.project.catalog[side].name;
        let target = Target { side, name: side_name, endpoint, deadline };
        let targets = [target];
        let driver = Driver::new(&session, journal, &targets, self.clock, options);
        let keys: Vec<LaneKey> = lanes.iter().map(|lane| lane.key.clone()).collect();
        let outcome = driver.run(keys).await;
        let mut done = FlowReport {
            flow: flow.name.clone(),
            source: Some(flow.source),
            cursor,
            read: prepared.read,
            filtered: prepared.filtered,
            skipped: prepared.skipped,
            stopped: prepared.stopped,
            said: session.said(),
            names: prepared.names,
            ..FlowReport::default()
        };
        collect(&mut done, outcome.results);
        let trouble = match outcome.stopped {
            None => None,
            Some(Stopped::Said(said)) => {
                done.stopped = Some(said);
                None
            }
            Some(Stopped::Credentials(error) | Stopped::Unsupported(error)) => {
                Some(Trouble::System(error))
            }
            Some(Stopped::Unreachable(words)) => Some(Trouble::Unreachable(words)),
            Some(Stopped::Guarded(guard)) => Some(Trouble::Guarded(guard)),
            Some(Stopped::Journal(error)) => Some(Trouble::Journal(error)),
        };
        Ok((done, trouble))
    }

    /// How long a write to the target may take.
    fn deadline(&self, sides: &Sides<'_>, flow: &FlowPlan) -> Duration {
        let (side, ..) = sides.target(flow.toward);
        let system = self.project.config.systems.get(&*self.project.catalog[side].name);
        system.map_or_else(|| System::default().deadline(), System::deadline)
    }

    /// The margin beyond a deadline is no longer than the deadline itself.
    fn options(&self, yes: bool, deadline: Duration) -> Options {
        let usual = Options::default();
        let most = i64::try_from(deadline.as_millis()).unwrap_or(i64::MAX);
        Options { guard: self.guard(yes), margin: usual.margin.min(most), ..usual }
    }

    /// How much a run may write unasked.
    fn guard(&self, yes: bool) -> Guard {
        let guards = &self.project.config.guards;
        if yes {
            return Guard { creates: usize::MAX, edits: usize::MAX };
        }
        Guard { creates: guards.creates, edits: guards.edits }
    }

    /// The lanes of records that were named on the command line.
    async fn named(&self, feed: &Feed<'_>, flow: &FlowPlan) -> Result<Vec<Lane>, Trouble> {
        let keys = match &self.plan.records {
            Records::Changed => Vec::new(),
            Records::Ids(ids) => ids.clone(),
            Records::Numbers(numbers) => {
                let entity = &self.project.catalog[flow.source];
                let naming = entity.naming.as_deref().unwrap_or_default().to_owned();
                let selector = Selector::Alternate(naming, numbers.clone());
                let query = Query { entity: entity.name.to_string(), selector, fields: Vec::new() };
                let found = feed.source.read(&query).await.map_err(Trouble::System)?;
                found.into_iter().map(|payload| payload.key).collect()
            }
        };
        Ok(keys.iter().map(|key| Lane::new(&feed.lane(key))).collect())
    }

    fn sides(&self, flow: &FlowPlan) -> Result<Sides<'a>, Trouble> {
        let catalog = &self.project.catalog;
        let source = catalog[flow.source].side;
        let target = flow.steps.iter().find_map(|step| match step {
            FlowStep::Upsert { map } => {
                let program = self.project.mapping.program(map, flow.toward)?;
                Some(catalog[program.target].side)
            }
            FlowStep::Post | FlowStep::Say(_) => None,
        });
        let target = target.unwrap_or(source);
        let system = |side: SideId| {
            let name = &catalog[side].name;
            let found = self.connected.system(name);
            let found = found.map(|(kind, endpoint)| (side, kind, &**endpoint as &dyn Endpoint));
            found.ok_or_else(|| {
                Trouble::Told(Diagnostic::placeless(&codes::P110).arg("name", &**name))
            })
        };
        Ok(match flow.toward {
            Toward::Left => Sides { left: system(target)?, right: system(source)? },
            Toward::Right => Sides { left: system(source)?, right: system(target)? },
        })
    }

    fn world<'w>(
        &'w self,
        sides: &Sides<'w>,
        memory: &'w Remembered<'w>,
        keys: &'w DerivedKeys<'w>,
    ) -> World<'w> {
        let access =
            |(side, kind, endpoint): (SideId, &'static crate::system::System, &'w dyn Endpoint)| {
                Access {
                    side,
                    source: endpoint as &dyn Source,
                    tags: kind.tags,
                    posted: kind.posted,
                }
            };
        World {
            mapping: &self.project.mapping,
            catalog: &self.project.catalog,
            left: access(sides.left),
            right: access(sides.right),
            memory,
            keys,
            names: true,
        }
    }

    fn keys(&self, sides: &Sides<'_>) -> DerivedKeys<'_> {
        let systems = &self.project.config.systems;
        let tenant: Vec<&str> = systems
            .values()
            .map(|system| {
                let address = system.address.as_deref();
                address.or(system.embedded.as_deref()).unwrap_or_default()
            })
            .collect();
        DerivedKeys {
            catalog: &self.project.catalog,
            namespace: namespace(&tenant.join(" ")),
            own_keys: [sides.left.2.capability().own_keys, sides.right.2.capability().own_keys],
            left: sides.left.0,
        }
    }

    /// The entity as its system names it, and as lanes name it.
    fn names(&self, flow: &FlowPlan) -> (String, String) {
        let catalog = &self.project.catalog;
        (catalog[flow.source].name.to_string(), catalog.entity_name(flow.source))
    }

    /// Where a feed begins that was never read: the flow's `since`, else today.
    fn start(&self, flow: &FlowPlan) -> Cursor {
        let since = flow.since.unwrap_or_else(|| self.today());
        Cursor::Since(since.strftime("%Y-%m-%d %H:%M:%S").to_string())
    }

    /// The beginning of the day by the project's clocks.
    fn today(&self) -> DateTime {
        let zone = self.project.config.zone.as_deref().unwrap_or("UTC");
        let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let now = jiff::Timestamp::from_millisecond(self.clock.now().0).unwrap_or_default();
        zone.to_datetime(now).date().to_datetime(jiff::civil::Time::midnight())
    }

    fn journal_path(&self) -> PathBuf {
        match &self.project.config.journal {
            Some(path) => self.project.dir.join(path),
            None => self.project.dir.join(OWN).join("journal.sqlite"),
        }
    }
}

impl<'a> Sides<'a> {
    fn source(&self, toward: Toward) -> &'a dyn Source {
        match toward {
            Toward::Left => self.right.2,
            Toward::Right => self.left.2,
        }
    }

    fn target(&self, toward: Toward) -> (SideId, &'static crate::system::System, &'a dyn Endpoint) {
        match toward {
            Toward::Left => self.left,
            Toward::Right => self.right,
        }
    }
}

/// What a preview came to.
fn planned(
    flow: &FlowPlan,
    prepared: Prepared,
    cursor: Option<(Box<str>, Box<str>)>,
) -> FlowReport {
    FlowReport {
        flow: flow.name.clone(),
        source: Some(flow.source),
        cursor,
        read: prepared.read,
        filtered: prepared.filtered,
        skipped: prepared.skipped,
        records: prepared.records.into_iter().map(|record| (record, Status::Planned)).collect(),
        stopped: prepared.stopped,
        names: prepared.names,
        ..FlowReport::default()
    }
}

/// Gathers the records of all lanes; one that several lanes had is told once.
fn collect(report: &mut FlowReport, results: Vec<crate::sync::LaneResult>) {
    for result in results {
        for (record, status) in result.records {
            let twice = record.action == Action::Create
                && report.records.iter().any(|(known, _)| {
                    known.action == Action::Create
                        && known.target.entity == record.target.entity
                        && known.target.key == record.target.key
                });
            if !twice {
                report.records.push((record, status));
            }
        }
    }
}

fn shown_cursor(cursor: &Cursor) -> Box<str> {
    match cursor {
        Cursor::Since(moment) => moment.as_str().into(),
        Cursor::After(position) => position.as_str().into(),
    }
}

fn view<'v>(project: &'v Project, console: &'v Console) -> View<'v> {
    View { catalog: &project.catalog, sources: &project.sources, texts: console.texts() }
}

/// Prints the report and says how it ended.
fn shown(report: &Report, plan: &Plan, project: &Project, console: &mut Console) -> Exit {
    let Answer { format, .. } = &plan.answer;
    match format {
        Format::Text => {
            let text = report::text(report, view(project, console));
            console.answer(&text);
        }
        Format::Json | Format::Sarif => {
            let value = report::json(report, view(project, console));
            plan.answer.write(&value, console);
        }
    }
    let exit = ended(report);
    if plan.exit_zero { exit.softened() } else { exit }
}

/// The outcome of a report.
fn ended(report: &Report) -> Exit {
    let mut exit = Exit::Done;
    for flow in &report.flows {
        if flow.stopped.is_some() {
            exit = exit.and(Exit::Held);
        }
        for (record, status) in &flow.records {
            exit = exit.and(match (status, record.action) {
                (Status::Failed(_), _) => Exit::Unusable,
                (Status::Held(..), _) | (_, Action::Hold) => Exit::Held,
                (Status::Planned, Action::Create | Action::Edit | Action::Conflict) => {
                    Exit::Pending
                }
                (Status::Planned | Status::Done, _) => Exit::Done,
            });
        }
    }
    exit
}

/// Tells why nothing more could be done.
fn told(trouble: Trouble, project: &Project, console: &mut Console) -> Exit {
    let diagnostic = match trouble {
        Trouble::Told(diagnostic) => diagnostic,
        Trouble::System(error) => {
            Diagnostic::placeless(&codes::E103).arg("reason", error.to_string())
        }
        Trouble::Journal(error) => {
            Diagnostic::placeless(&codes::E102).arg("reason", error.to_string())
        }
        Trouble::Unreachable(words) => Diagnostic::placeless(&codes::E103).arg("reason", words),
        Trouble::Guarded(guard) => {
            let args = [("creates", guard.creates.into()), ("edits", guard.edits.into())];
            let text = console.texts().say("run-guarded", &args);
            console.mistake(&text);
            return Exit::Held;
        }
        Trouble::Words(text) => {
            console.mistake(&text);
            return Exit::Held;
        }
    };
    let exit = if diagnostic.code.id.starts_with('P') { Exit::Mistake } else { Exit::Unusable };
    console.diagnostics(&[diagnostic], &project.sources);
    exit
}

impl From<Unplanned> for Trouble {
    fn from(unplanned: Unplanned) -> Trouble {
        match unplanned {
            Unplanned::Endpoint(error) => Trouble::System(error),
            Unplanned::Journal(error) => Trouble::Journal(error),
            Unplanned::Broken(text) => Trouble::Words(text.into()),
        }
    }
}

impl From<crate::sync::PlanError> for Trouble {
    fn from(error: crate::sync::PlanError) -> Trouble {
        match error {
            crate::sync::PlanError::Endpoint(error) => Trouble::System(error),
            other => Trouble::Words(other.to_string()),
        }
    }
}

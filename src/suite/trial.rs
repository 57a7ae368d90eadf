//! One record through a test's map or flow.

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use uuid::Uuid;

use crate::check::Test;
use crate::endpoint::Payload;
use crate::eval::Said;
use crate::program::{FlowPlan, FlowStep, Mapping, Program, Toward};
use crate::project::Project;
use crate::project::payloads::key_members;
use crate::schema::{Catalog, EntityId, SideId, Tags};
use crate::suite::compiled::View;
use crate::suite::samples::World as Given;
use crate::sync::key::{derived, namespace};
use crate::sync::{
    Access, Action, Dialect, Keys, Memory, NewKey, PlanError, Planner, RecordPlan, Trial, World,
};
use crate::system::files::Files;

/// Everything that trials of a test look at.
pub(super) struct Trials<'a> {
    pub(super) project: &'a Project,
    pub(super) view: View<'a>,
    pub(super) test: &'a Test,
    pub(super) world: &'a Given,
}

/// What came of a record.
#[derive(Debug)]
pub struct Came {
    /// Its key.
    pub key: String,
    /// How it ended.
    pub end: End,
    /// What the rules made of it.
    pub trial: Trial,
    /// Records that rules read through references and that the test does not give.
    pub not_given: Vec<(EntityId, Box<str>)>,
    /// The plans of the records that are created before it.
    pub before: Vec<RecordPlan>,
}

/// How a record ended.
#[derive(Clone, Debug, PartialEq)]
pub enum End {
    /// It would be written.
    Written,
    /// An outcome ended it.
    Said(Said),
    /// Its values are broken.
    Faults,
    /// The flow does not speak of it.
    Filtered,
    /// The flow skips it.
    Skipped,
    /// The settings switch the flow off.
    Off,
}

impl End {
    /// Whether the record came through.
    pub fn is_written(&self) -> bool {
        *self == End::Written
    }
}

impl Came {
    /// Outcomes that only say something.
    pub fn warnings(&self) -> &[Said] {
        &self.trial.warnings
    }
}

impl<'a> Trials<'a> {
    /// The compiled map.
    pub(super) fn program(&self) -> &'a Program {
        let program = self.mapping().program(&self.test.map, self.test.toward);
        program.expect("a checked direction of a map is compiled")
    }

    pub(super) fn mapping(&self) -> &'a Mapping {
        self.view.mapping
    }

    pub(super) fn catalog(&self) -> &'a Catalog {
        &self.project.catalog
    }

    /// How the side of the test's target writes values.
    pub(super) fn dialect(&self, side: SideId) -> Dialect<'a> {
        Dialect { catalog: self.catalog(), side, tags: tags(self.catalog(), side) }
    }

    /// Runs a record through the test's map or flow.
    pub(super) fn run(&self, subject: &Payload) -> Result<Came, PlanError> {
        let own = FlowPlan {
            name: "".into(),
            label: None,
            enabled: true,
            toward: self.test.toward,
            source: self.program().source,
            changed: false,
            since: None,
            since_is_open: false,
            filter: None,
            linked: None,
            skips: Vec::new(),
            steps: vec![FlowStep::Upsert { map: self.test.map.clone() }],
            errors: Vec::new(),
            span: self.test.span,
        };
        let flow = match &self.test.flow {
            None => &own,
            Some(name) => {
                let found = self.mapping().flows.iter().find(|flow| flow.name == *name);
                found.expect("a checked flow is compiled")
            }
        };
        let keys = NewKeys { catalog: self.catalog() };
        let mut planner = Planner::new(self.planning(&keys));
        let batch = now(planner.plan(flow, std::slice::from_ref(subject)))?;
        let mut trial = now(planner.try_out(self.program(), subject))?;
        let mut before = batch.records;
        let own = before.iter().rposition(|plan| {
            plan.map == self.test.map && plan.source.key.as_deref() == Some(subject.key.as_str())
        });
        let own = own.map(|at| before.remove(at));
        if let Some(plan) = &own {
            // A new record may lack what one that is there has.
            trial.faults.clone_from(&plan.faults);
        }
        let end = match (batch.stopped, own) {
            _ if !flow.enabled => End::Off,
            (Some(said), _) => End::Said(said),
            (None, _) if batch.filtered > 0 => End::Filtered,
            (None, _) if batch.skipped > 0 => End::Skipped,
            (None, Some(plan)) => end(&plan),
            (None, None) => End::Written,
        };
        let is_given = |(entity, key): &(EntityId, Box<str>)| {
            let known = &self.catalog()[*entity];
            self.world.files(known.side).get(&known.name, key).is_some()
        };
        let referred = planner.referred().iter().filter(|record| !is_given(record));
        let not_given = referred.cloned().collect();
        Ok(Came { key: subject.key.clone(), end, trial, not_given, before })
    }

    /// Runs a program on a record of either side, its matches answered from what the test gives.
    pub(super) fn try_out(
        &self,
        program: &'a Program,
        key: &str,
        text: &str,
    ) -> Result<Trial, PlanError> {
        let keys = NewKeys { catalog: self.catalog() };
        let mut planner = Planner::new(self.planning(&keys));
        let payload = Payload {
            key: key.to_owned(),
            version: None,
            bytes: text.as_bytes().into(),
            fault: None,
        };
        now(planner.try_out(program, &payload))
    }

    fn planning<'p>(&self, keys: &'p NewKeys<'a>) -> World<'p>
    where
        'a: 'p,
    {
        let access = |(side, files): &'a (SideId, Files)| Access {
            side: *side,
            source: files,
            tags: tags(self.catalog(), *side),
            posted: None,
            marked: None,
        };
        World {
            mapping: self.mapping(),
            catalog: self.catalog(),
            left: access(&self.world.left),
            right: access(&self.world.right),
            memory: &Nothing,
            keys,
            names: true,
        }
    }
}

fn end(plan: &RecordPlan) -> End {
    match (plan.action, plan.said.first()) {
        (Action::Hold, _) if !plan.faults.is_empty() => End::Faults,
        (Action::Hold | Action::Skip | Action::Conflict, Some(said)) => End::Said(said.clone()),
        _ => End::Written,
    }
}

/// How the system of a side names the types of composite values.
fn tags(catalog: &Catalog, side: SideId) -> Option<&'static Tags> {
    (&*catalog[side].system == "odata").then_some(&Tags::ODATA)
}

/// Nothing happened before a test.
struct Nothing;

impl Memory for Nothing {
    fn counterpart(&self, _: &str, _: Toward, _: &str) -> Result<Option<String>, String> {
        Ok(None)
    }

    fn base(&self, _: &str, _: &str, _: &str) -> Result<Option<String>, String> {
        Ok(None)
    }
}

/// Keys that are the same in every run.
struct NewKeys<'a> {
    catalog: &'a Catalog,
}

impl Keys for NewKeys<'_> {
    fn new_key(&self, role: &str, target: EntityId, source: EntityId, source_key: &str) -> NewKey {
        let space: Uuid = namespace("test");
        let key = derived(space, &self.catalog[source].name, role, source_key).to_string();
        let member = key_members(self.catalog, target).into_iter().next();
        NewKey { key: Some(key.as_str().into()), member: member.map(|name| (name, key.into())) }
    }
}

/// The result of work that never waits: everything it reads is in memory.
fn now<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(result) = work.as_mut().poll(&mut context) {
            return result;
        }
    }
}

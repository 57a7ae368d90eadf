//! The two sides of a flow, and what planners are given of them.

use std::path::PathBuf;

use jiff::civil::DateTime;

use crate::cli::console::Console;
use crate::cli::exchange::locate::Named;
use crate::cli::exchange::saved::Saved;
use crate::cli::exchange::trouble::Trouble;
use crate::cli::lower::Plan;
use crate::diag::{Diagnostic, Texts, codes};
use crate::endpoint::{Cursor, Endpoint, Source};
use crate::journal::{End, JournalError, JournalReader, Lane, Stamp};
use crate::program::{FlowPlan, FlowStep, Toward};
use crate::project::Project;
use crate::project::connect::Connected;
use crate::schema::SideId;
use crate::sync::key::namespace;
use crate::sync::{
    Access, Clock, DerivedKeys, Feed, Options, Remembered, Telling, World, source_roles,
};
use crate::system::System;
use uuid::Uuid;

/// What every flow of a command works with.
pub(super) struct Exchange<'a> {
    pub(super) project: &'a Project,
    pub(super) plan: &'a Plan,
    pub(super) connected: &'a Connected,
    pub(super) clock: &'a dyn Clock,
    pub(super) texts: &'a Texts,
    /// Where the records are that were named on the command line, or are in the saved plan.
    pub(super) named: Named,
    /// How many records are planned, carried out and told before the next.
    pub(super) part: usize,
    /// The plan that is executed, where one was saved.
    pub(super) saved: Option<&'a Saved>,
}

/// A side with its system.
pub(super) type Side<'a> = (SideId, &'static System, &'a dyn Endpoint);

/// The two sides of a flow with their systems.
pub(super) struct Sides<'a> {
    left: Side<'a>,
    right: Side<'a>,
}

/// The names and the beginning of a flow's feed, which the feed itself only borrows.
pub(super) struct Origin {
    /// The entity as its system names it.
    entity: String,
    /// The entity as lanes name it.
    name: String,
    start: Cursor,
    anew: bool,
    linked: Option<(Box<str>, End)>,
}

impl Origin {
    pub(super) fn feed<'f>(&'f self, flow: &'f FlowPlan, sides: &Sides<'f>) -> Feed<'f> {
        let source = sides.source(flow.toward);
        Feed {
            flow: &flow.name,
            source,
            entity: &self.entity,
            name: &self.name,
            start: &self.start,
            anew: self.anew,
            linked: self.linked.as_ref().map(|(role, end)| (&**role, *end)),
        }
    }
}

impl<'a> Exchange<'a> {
    /// The sides of a flow: that of its source, and the one it writes.
    pub(super) fn sides(&self, flow: &FlowPlan) -> Result<Sides<'a>, Trouble> {
        let catalog = &self.project.catalog;
        let source = catalog[flow.source].side;
        let target = flow.steps.iter().find_map(|step| match step {
            FlowStep::Upsert { map } => {
                let program = self.project.mapping.program(map, flow.toward)?;
                Some(catalog[program.target].side)
            }
            FlowStep::Post | FlowStep::Say(_) | FlowStep::Each(_) => None,
        });
        let target = target.unwrap_or(source);
        match flow.toward {
            Toward::Left => self.pair(target, source),
            Toward::Right => self.pair(source, target),
        }
    }

    /// These two sides with their systems.
    pub(super) fn pair(&self, left: SideId, right: SideId) -> Result<Sides<'a>, Trouble> {
        let catalog = &self.project.catalog;
        let system = |side: SideId| {
            let name = &catalog[side].name;
            let found = self.connected.system(name);
            let found = found.map(|(kind, endpoint)| (side, kind, &**endpoint as &dyn Endpoint));
            found.ok_or_else(|| {
                Trouble::Told(Diagnostic::placeless(&codes::P110).arg("name", &**name))
            })
        };
        Ok(Sides { left: system(left)?, right: system(right)? })
    }

    /// A position means something in one feed alone.
    pub(super) fn one_feed(&self, flows: &[&FlowPlan]) -> Result<(), Trouble> {
        if self.plan.after.is_none() || flows.len() < 2 {
            return Ok(());
        }
        let names = flows.iter().map(|flow| &*flow.name).collect::<Vec<_>>().join(", ");
        Err(Trouble::Nothing(self.texts.say("run-after-one", &[("flows", names.into())])))
    }

    /// A number beyond the last change is a slip: everything up to it would be passed over.
    pub(super) async fn must_reach(&self, feed: &Feed<'_>) -> Result<(), Trouble> {
        let Some(Cursor::After(number)) = &self.plan.after else { return Ok(()) };
        if feed.reaches_start(self.clock, &Options::default()).await? {
            return Ok(());
        }
        let args = [("number", number.as_str().into())];
        Err(Trouble::Nothing(self.texts.say("run-after-beyond", &args)))
    }

    /// What planners see.
    pub(super) fn world<'w>(
        &'w self,
        sides: &Sides<'w>,
        memory: &'w Remembered<'w>,
        keys: &'w DerivedKeys<'w>,
    ) -> World<'w> {
        let access = |(side, kind, endpoint): Side<'w>| Access {
            side,
            source: endpoint as &dyn Source,
            tags: kind.tags,
            posted: kind.posted,
            marked: kind.marked,
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

    /// What plans are told with that have to wait.
    pub(super) fn telling<'t>(&'t self, rules: &'t str) -> Telling<'t> {
        Telling { catalog: &self.project.catalog, sources: &self.project.sources, rules }
    }

    /// What the journal remembers, for a flow that is about to plan these lanes.
    pub(super) fn remembered<'r>(
        &self,
        reader: &'r JournalReader,
        flow: &FlowPlan,
        lanes: &[Lane],
    ) -> Remembered<'r> {
        Remembered::new(reader, source_roles(&self.project.mapping, flow), lanes)
    }

    /// The keys that new records get.
    pub(super) fn keys(&self, sides: &Sides<'_>) -> DerivedKeys<'_> {
        DerivedKeys {
            catalog: &self.project.catalog,
            namespace: tenant(self.project),
            own_keys: [sides.left.2.capability().own_keys, sides.right.2.capability().own_keys],
            left: sides.left.0,
        }
    }

    /// Where a flow's records come from.
    pub(super) fn origin(&self, flow: &FlowPlan, sides: &Sides<'_>) -> Origin {
        let catalog = &self.project.catalog;
        let linked = flow.linked.map(|(role, left)| {
            let end = if left { End::Left } else { End::Right };
            (self.project.mapping.matches[usize::from(role)].name.clone(), end)
        });
        Origin {
            linked,
            entity: catalog[flow.source].name.to_string(),
            name: catalog.entity_name(flow.source),
            start: self.plan.after.clone().unwrap_or_else(|| self.start(flow, sides)),
            anew: self.plan.after.is_some(),
        }
    }

    /// Where a feed begins that was never read: the flow's `since`, else today; one that compares
    /// versions without a `since` compares those of all records.
    fn start(&self, flow: &FlowPlan, sides: &Sides<'_>) -> Cursor {
        let compares = sides.source(flow.toward).capability().compares;
        if compares && flow.since.is_none() && !flow.since_is_open {
            return Cursor::After(String::new());
        }
        let since = flow.since.unwrap_or_else(|| self.today(flow));
        Cursor::Since(since.strftime("%Y-%m-%d %H:%M:%S").to_string())
    }

    /// Warns that a feed which was never read begins today, because its `since` was not filled in.
    pub(super) fn warn_of_today(
        &self,
        feed: &Feed<'_>,
        flow: &FlowPlan,
        reader: &JournalReader,
        console: &mut Console,
    ) -> Result<(), JournalError> {
        if flow.since_is_open && !feed.anew && reader.cursor(&flow.name)?.is_none() {
            let Cursor::Since(day) = feed.start else { return Ok(()) };
            let args = [("flow", (&*flow.name).into()), ("day", day.as_str().into())];
            let text = self.texts.say("run-since-today", &args);
            console.warning(&text);
        }
        Ok(())
    }

    /// The beginning of the day by the clocks of the system that is read, else by the project's.
    fn today(&self, flow: &FlowPlan) -> DateTime {
        let catalog = &self.project.catalog;
        let of_side = catalog[catalog[flow.source].side].zone.as_deref();
        let zone = of_side.or(self.project.config.zone.as_deref()).unwrap_or("UTC");
        let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let now = jiff::Timestamp::from_millisecond(self.clock.now().0).unwrap_or_default();
        zone.to_datetime(now).date().to_datetime(jiff::civil::Time::midnight())
    }

    /// A moment by the project's clocks.
    pub(super) fn moment(&self, at: Stamp) -> String {
        let zone = self.project.config.zone.as_deref().unwrap_or("UTC");
        let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
        zone.to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
    }

    /// Where the journal lies.
    pub(super) fn journal_path(&self) -> PathBuf {
        self.project.config.journal_path(&self.project.dir)
    }
}

/// What tells the systems of a project from those of others: keys and saved plans are of it.
pub(crate) fn tenant(project: &Project) -> Uuid {
    let systems = project.config.systems.values().map(|system| {
        let address = system.address.as_deref();
        address.or(system.embedded.as_deref()).unwrap_or_default()
    });
    namespace(&systems.collect::<Vec<_>>().join(" "))
}

impl<'a> Sides<'a> {
    /// The side that is read.
    pub(super) fn source(&self, toward: Toward) -> &'a dyn Source {
        match toward {
            Toward::Left => self.right.2,
            Toward::Right => self.left.2,
        }
    }

    /// The side that is written.
    pub(super) fn target(&self, toward: Toward) -> Side<'a> {
        match toward {
            Toward::Left => self.left,
            Toward::Right => self.right,
        }
    }
}

//! The exchange as `run` carries it out, over the systems in memory: all flows, one after another.

use std::future::{Future, poll_fn};
use std::path::Path;
use std::task::Poll;
use std::time::Duration;

use super::shop::{Shop, shop};
use super::system::{System, lane};
use super::world::{Name, State, World};
use crate::endpoint::{Cursor, Source};
use crate::journal::{End, Journal, LaneKey, Stamp, Watch, Which};
use crate::program::{FlowPlan, Toward};
use crate::schema::Tags;
use crate::sync::derived_keys::DerivedKeys;
use crate::sync::driver::{Driver, Target};
use crate::sync::feed::Feed;
use crate::sync::key::namespace;
use crate::sync::lane_plan::{Stopped, Unplanned};
use crate::sync::options::Options;
use crate::sync::remembered::Remembered;
use crate::sync::saved::Bound;
use crate::sync::session::Session;
use crate::sync::world::{Access, PlanError, World as Planning};

/// Until when a lane sleeps that only an edit wakes.
const UNTIL_EDITED: Stamp = Stamp(i64::MAX);

/// What ends a life of the program.
#[derive(Debug)]
pub(super) enum Life {
    /// It died.
    Died,
    /// All flows were gone through; why some stopped.
    Through(Vec<String>),
}

/// One life of the program: every flow, in that order.
pub(super) fn live(world: &World, path: &Path, flows: &[usize]) -> Life {
    {
        let mut state = world.state();
        state.crashed = false;
        state.passed.clear();
        state.cycle += 1;
        let cycle = state.cycle;
        state.story.push(format!("-- cycle {cycle}"));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let watched = world.clone();
    let watch = Watch(Box::new(move |name, done| {
        let name = format!("{} {name}", if done { "after" } else { "before" });
        watched.state().pass_boundary(&name)
    }));
    let journal = Journal::open(path).unwrap().watched(watch);
    let life = async {
        journal.recover().await.unwrap();
        let mut stopped = Vec::new();
        let flows: Vec<&FlowPlan> = flows.iter().map(|at| &shop().mapping.flows[*at]).collect();
        for flow in &flows {
            with_driver(world, &journal, flow, async |_, driver| {
                driver.settle_doubts(&flow.name).await.unwrap();
            })
            .await;
        }
        for flow in flows {
            if let Err(why) = carry_out(world, &journal, flow).await {
                stopped.push(format!("{}: {why}", flow.name));
            }
        }
        stopped
    };
    match runtime.block_on(until_crash(world, life)) {
        Some(stopped) => Life::Through(stopped),
        None => Life::Died,
    }
}

async fn until_crash<T>(world: &World, life: impl Future<Output = T>) -> Option<T> {
    let mut life = Box::pin(life);
    poll_fn(|ctx| {
        let polled = life.as_mut().poll(ctx);
        if world.state().crashed {
            return Poll::Ready(None);
        }
        polled.map(Some)
    })
    .await
}

/// A flow with everything that it needs to plan and to write.
async fn with_driver<T>(
    world: &World,
    journal: &Journal,
    flow: &FlowPlan,
    work: impl AsyncFnOnce(&Session<'_>, Driver<'_, Bound<'_, Session<'_>>>) -> T,
) -> T {
    let shop = shop();
    let (erp, crm) = sides(world, journal, flow);
    let memory = Remembered::new(journal.reader(), Vec::new(), &[]);
    let keys = keys(shop);
    let session = Session::new(planning(shop, &erp, &crm, &memory, &keys), flow, shop.telling());
    let target = match flow.toward {
        Toward::Left => {
            Target { side: shop.erp, name: "erp", endpoint: &erp, deadline: Duration::from_mins(2) }
        }
        Toward::Right => Target {
            side: shop.crm,
            name: "crm",
            endpoint: &crm,
            deadline: Duration::from_secs(30),
        },
    };
    let targets = [target];
    // As every run has it.
    let planner = Bound { planner: &session, agreed: None };
    let driver = Driver::new(&planner, journal, &targets, world, options());
    work(&session, driver).await
}

fn options() -> Options {
    Options { lanes: 2, ..Options::default() }
}

/// Both systems, as a flow sees them.
fn sides<'j>(world: &World, journal: &'j Journal, flow: &FlowPlan) -> (System<'j>, System<'j>) {
    let side =
        |name, target| System { world: world.clone(), name, journal: journal.reader(), target };
    (side(Name::Erp, flow.toward == Toward::Left), side(Name::Crm, flow.toward == Toward::Right))
}

/// One flow: what changed is captured, all that waits is planned together and carried out.
async fn carry_out(world: &World, journal: &Journal, flow: &FlowPlan) -> Result<(), String> {
    let (erp, crm) = sides(world, journal, flow);
    capture(world, journal, flow, source(flow, &erp, &crm))
        .await
        .map_err(|error| error.to_string())?;
    let mut lanes = journal.reader().lanes(&flow.name, Which::All).unwrap();
    lanes.retain(|lane| lane.not_before != Some(UNTIL_EDITED));
    let outcome = with_driver(world, journal, flow, async |session, driver| {
        session.prepare(&lanes, false).await.map_err(|error: PlanError| error.to_string())?;
        Ok::<_, String>(driver.run(lanes.iter().map(|lane| lane.key.clone()).collect()).await)
    })
    .await?;
    match outcome.stopped {
        None => Ok(()),
        Some(Stopped::Journal(error)) => panic!("{error}"),
        Some(stopped) => Err(stopped.to_string()),
    }
}

async fn capture(
    world: &World,
    journal: &Journal,
    flow: &FlowPlan,
    source: &dyn Source,
) -> Result<(), Unplanned> {
    let catalog = &shop().catalog;
    let start = Cursor::After(if source.capability().compares { "" } else { "0" }.into());
    let role = |role: u16| &*shop().mapping.matches[usize::from(role)].name;
    let end = |left| if left { End::Left } else { End::Right };
    let feed = Feed {
        flow: &flow.name,
        source,
        entity: &catalog[flow.source].name,
        name: &catalog.entity_name(flow.source),
        start: &start,
        anew: false,
        linked: flow.linked.map(|(number, left)| (role(number), end(left))),
    };
    feed.capture(journal, world, &options()).await.map(|_| ())
}

/// Where a flow's records come from.
fn source<'s>(flow: &FlowPlan, erp: &'s System<'s>, crm: &'s System<'s>) -> &'s dyn Source {
    match flow.toward {
        Toward::Left => crm,
        Toward::Right => erp,
    }
}

/// What planners are given.
pub(super) fn planning<'a>(
    shop: &'a Shop,
    erp: &'a System<'a>,
    crm: &'a System<'a>,
    memory: &'a Remembered<'a>,
    keys: &'a DerivedKeys<'a>,
) -> Planning<'a> {
    let (left, right) = (shop.erp, shop.crm);
    Planning {
        mapping: &shop.mapping,
        catalog: &shop.catalog,
        left: Access {
            side: left,
            source: erp,
            tags: Some(&Tags::ODATA),
            posted: Some("Posted"),
            marked: None,
        },
        right: Access { side: right, source: crm, tags: None, posted: None, marked: None },
        memory,
        keys,
        names: false,
    }
}

/// The keys of new records.
pub(super) fn keys(shop: &Shop) -> DerivedKeys<'_> {
    let (catalog, left) = (&shop.catalog, shop.erp);
    DerivedKeys { catalog, namespace: namespace("shop"), own_keys: [true, false], left }
}

/// Every lane that there can be.
pub(super) fn lanes(state: &State) -> Vec<LaneKey> {
    let catalog = &shop().catalog;
    let mut lanes = Vec::new();
    for flow in &shop().mapping.flows {
        let entity = &*catalog[flow.source].name;
        let store = if flow.toward == Toward::Left { &state.crm.store } else { &state.erp };
        let name = catalog.entity_name(flow.source);
        lanes.extend(store.all(entity).map(|(key, _)| lane(&flow.name, &name, key)));
    }
    lanes
}

//! The driver, the machine and the real journal against systems in memory: crashes at every
//! boundary, lost and late answers. What holds at the end is looked up in the systems themselves.

mod world;

use std::future::{Future, poll_fn};
use std::path::Path;
use std::task::Poll;
use std::time::Duration;

use crate::endpoint::Cursor;
use crate::journal::{End, Journal, LaneState, LinkState, Which};
use crate::sync::driver::{Driver, Target};
use crate::sync::feed::Feed;
use crate::sync::lane_plan::Unplanned;
use crate::sync::lanes::Outcome;
use crate::sync::mutant::Rule;
use crate::sync::options::Options;
use world::{CRM, Copier, ERP, FLOW, Fault, System, World, document_key, lane};

/// One life of the program: takes what changed and what is due; none when it crashed.
fn live(world: &World, path: &Path) -> Option<Result<Outcome, Unplanned>> {
    world.state().crashed = false;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let journal = Journal::open(path).unwrap();
    runtime.block_on(until_crash(world, async {
        journal.recover().await?;
        let system = |side| System { world: world.clone(), side, journal: journal.reader() };
        let (crm, erp) = (system(CRM), system(ERP));
        let options = Options { lanes: 2, broken: world.state().broken, ..Options::default() };
        let start = Cursor::After("0".into());
        let feed = Feed {
            flow: FLOW,
            source: &crm,
            entity: "order",
            name: "crm.order",
            start: &start,
            anew: false,
            linked: None,
        };
        feed.capture(&journal, world, &options).await?;
        let planner =
            Copier { world: world.clone(), crm: &crm, erp: &erp, journal: journal.reader() };
        let target = |side, name, endpoint, seconds| {
            let deadline = Duration::from_secs(seconds);
            Target { side, name, endpoint, deadline }
        };
        let targets = [target(CRM, "crm", &crm as &_, 30), target(ERP, "erp", &erp as &_, 120)];
        let driver = Driver::new(&planner, &journal, &targets, world, options);
        let lanes = journal.reader().lanes(FLOW, Which::All)?;
        Ok(driver.run(lanes.into_iter().map(|lane| lane.key).collect()).await)
    }))
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

/// Lives until there is nothing to do, with crashes at those boundaries; gives how many boundaries
/// a life without a further crash has.
fn settle(world: &World, path: &Path, crashes: &[u32]) -> u32 {
    for crash in crashes {
        let mut state = world.state();
        (state.passed, state.crash_at) = (0, Some(*crash));
        drop(state);
        if let Some(lived) = live(world, path) {
            lived.unwrap();
        }
    }
    world.state().crash_at = None;
    let mut passed = 0;
    for round in 0.. {
        assert!(round < 12, "it does not come to rest: {:?}", world.state());
        world.state().passed = 0;
        let before = world.state().done.len();
        let outcome = live(world, path).unwrap().unwrap();
        assert!(outcome.stopped.is_none(), "{:?}", outcome.stopped);
        if round == 0 {
            passed = world.state().passed;
        }
        // The last late request has arrived by then.
        world.state().pass(200_000);
        if world.state().done.len() == before && round > 0 && at_rest(world, path) {
            break;
        }
    }
    passed
}

fn at_rest(world: &World, path: &Path) -> bool {
    let journal = Journal::open(path).unwrap();
    let keys: Vec<String> = world.state().orders.keys().cloned().collect();
    let idle = |key: &String| {
        let lane = journal.reader().lane(&lane(key)).unwrap();
        lane.is_some_and(|lane| lane.state == LaneState::Idle)
    };
    keys.iter().all(idle)
}

/// What must hold at the end, whatever happened on the way.
fn assert_agreed(world: &World, path: &Path, what: &str) {
    let journal = Journal::open(path).unwrap();
    let reader = journal.reader();
    reader.verify().unwrap();
    let state = world.state();
    let history = format!("{what}: {:#?}", state.done);
    assert_eq!(state.documents.len(), state.orders.len(), "{history}");
    for (key, order) in &state.orders {
        let guid = document_key(key);
        let document = &state.documents[&guid];
        assert_eq!(document.sum, order.sum, "{history}");
        assert_eq!(document.posted, Some(order.sum), "{history}");
        assert_eq!(order.mark, guid, "{history}");
        let link = reader.link("Document", End::Right, key).unwrap().expect("a link");
        assert_eq!(
            (link.left.as_deref(), link.state),
            (Some(&*guid), LinkState::Live),
            "{history}"
        );
        let base = reader.base("Document", &guid).unwrap().expect("a base");
        assert_eq!(*base.document, order.sum.to_string(), "{history}");
        assert_eq!(reader.lane(&lane(key)).unwrap().unwrap().state, LaneState::Idle, "{history}");
        assert_eq!(reader.open_intents(&lane(key)).unwrap(), [], "{history}");
        assert_eq!(reader.owed_posts(&lane(key)).unwrap(), [], "{history}");
    }
}

fn count(world: &World, what: &str) -> usize {
    world.state().done.iter().filter(|done| done.starts_with(what)).count()
}

fn one_order(crashes: &[u32], faults: &[Fault]) -> (World, u32) {
    one_order_with(None, crashes, faults)
}

fn one_order_with(broken: Option<Rule>, crashes: &[u32], faults: &[Fault]) -> (World, u32) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.sqlite");
    let world = World::default();
    world.state().broken = broken;
    world.edit_order("138", 100);
    world.state().faults.extend(faults);
    let passed = settle(&world, &path, crashes);
    assert_agreed(&world, &path, &format!("crashes {crashes:?} faults {faults:?}"));
    (world, passed)
}

#[test]
fn an_order_crosses_once_without_any_trouble() {
    let (world, passed) = one_order(&[], &[]);
    assert_eq!(world.state().done.len(), 3, "create, mark, post: {:?}", world.state().done);
    assert!(passed > 10, "{passed} boundaries");
}

#[test]
fn a_crash_at_any_boundary_leaves_one_document_posted_once() {
    let (_, boundaries) = one_order(&[], &[]);
    for crash in 1..=boundaries {
        let (world, _) = one_order(&[crash], &[]);
        assert_eq!(count(&world, "Create"), 1, "crash at {crash}");
        assert_eq!(count(&world, "Post"), 1, "crash at {crash}: {:?}", world.state().done);
    }
}

#[test]
fn a_crash_during_recovery_is_no_different() {
    let (_, boundaries) = one_order(&[], &[]);
    for first in 1..=boundaries {
        for second in [1, 4] {
            let (world, _) = one_order(&[first, second], &[]);
            assert_eq!(count(&world, "Create"), 1, "crashes at {first} and {second}");
            assert_eq!(count(&world, "Post"), 1, "crashes at {first} and {second}");
        }
    }
}

#[test]
fn a_lost_or_late_answer_at_any_call_leaves_one_document() {
    for fault in [Fault::Refuse, Fault::Lose, Fault::Limit, Fault::Delay(20_000)] {
        for call in 0..3 {
            let mut faults = vec![Fault::None; call];
            faults.push(fault);
            let (world, _) = one_order(&[], &faults);
            assert_eq!(count(&world, "Create"), 1, "{faults:?}");
        }
    }
}

#[test]
fn seeds_of_crashes_faults_and_edits_come_to_agreement() {
    for seed in 1..=12 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal.sqlite");
        let world = World::default();
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        for round in 0..3 {
            for _ in 0..3 {
                let key = (130 + dice.below(4)).to_string();
                world.edit_order(&key, i64::from(100 + dice.below(9) + 10 * round));
            }
            let faults: Vec<Fault> = (0..6)
                .map(|_| match dice.below(6) {
                    0 => Fault::Refuse,
                    1 => Fault::Lose,
                    2 => Fault::Delay(i64::from(dice.below(30_000))),
                    3 => Fault::Limit,
                    _ => Fault::None,
                })
                .collect();
            world.state().faults.extend(faults);
            let crashes: Vec<u32> = (0..dice.below(4)).map(|_| 1 + dice.below(30)).collect();
            settle(&world, &path, &crashes);
            assert_agreed(&world, &path, &format!("seed {seed}, round {round}"));
        }
        assert_eq!(count(&world, "Create"), world.state().orders.len(), "seed {seed}");
    }
}

/// What the tests above look at: whether they find that a rule is broken.
fn is_found(rule: Option<Rule>) -> bool {
    let fails = |crashes: &[u32], faults: &[Fault]| {
        let world = std::panic::catch_unwind(|| one_order_with(rule, crashes, faults).0);
        // Of a post whose answer was lost nobody can tell whether it is the one that was meant.
        let doubled = |world: &World, what| count(world, what) != 1;
        world.map_or(true, |world| {
            doubled(&world, "Create") || faults.is_empty() && doubled(&world, "Post")
        })
    };
    let crashes = (0..40).any(|crash| fails(&[crash], &[]));
    let faults = [Fault::Lose, Fault::Delay(20_000)];
    let faults = faults.into_iter().flat_map(|fault| (0..3).map(move |call| (fault, call)));
    crashes
        || faults.into_iter().any(|(fault, call)| {
            let mut faults = vec![Fault::None; call];
            faults.push(fault);
            (0..40).any(|crash| fails(&[crash], &faults))
        })
}

#[test]
fn every_rule_that_is_broken_is_found() {
    for rule in [Rule::IntentFirst, Rule::EventsWithCursor, Rule::Probe, Rule::Base] {
        assert!(is_found(Some(rule)), "{rule:?}");
    }
    assert!(!is_found(None), "and nothing else is");
}

/// Numbers that are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 33) as u32 % most
    }
}

//! Whole exchanges over systems in memory: the real planner and mapping engine, the driver, the
//! machine and the real journal, in simulated time.
//!
//! The program dies at every boundary (before and after each read, call and transaction), calls are
//! lost, late and refused, and people edit on both sides meanwhile. What holds at the end is looked
//! up in the systems, their ledger and the journal ([`oracle`]).
//!
//! `OBMEN_SEEDS` says how many seeds are tried, `OBMEN_SEED` which is the first of them;
//! `OBMEN_CRASH_STEP=1` has the scenes die at every boundary and not at some of them.

mod crm;
mod dice;
mod erp;
mod exchange;
mod mutants;
mod oracle;
mod people;
mod points;
mod seeds;
mod shop;
mod store;
mod system;
mod world;

use std::path::PathBuf;

use exchange::{Life, live};
use people::{BOTH, Deed, KEPT, OFFERED, stock};
use world::{Crash, Fault, Name, World};

use crate::journal::{Journal, LaneState};

/// All flows in the order of the mapping.
const ALL: [usize; 4] = [0, 1, 2, 3];

/// A write that comes later than so many cycles after the last edit answers to none.
const CYCLES: u32 = 2;

/// An exchange and its journal.
struct Stage {
    world: World,
    path: PathBuf,
    _folder: tempfile::TempDir,
}

impl Stage {
    /// A shop with goods and nothing else.
    fn new(seed: u64) -> Stage {
        let folder = tempfile::tempdir().unwrap();
        let world = World::new(seed);
        {
            let mut state = world.state();
            for number in BOTH {
                stock(&mut state, Name::Erp, number);
                stock(&mut state, Name::Crm, number);
            }
            OFFERED.into_iter().for_each(|number| stock(&mut state, Name::Crm, number));
            KEPT.into_iter().for_each(|number| stock(&mut state, Name::Erp, number));
        }
        Stage { world, path: folder.path().join("journal.sqlite"), _folder: folder }
    }

    /// Somebody does these things at once.
    fn done(self, deeds: &[Deed]) -> Stage {
        deeds.iter().for_each(|deed| deed.done_in(&mut self.world.state()));
        self
    }

    /// The next calls go so.
    fn faults(&self, faults: &[Fault]) {
        self.world.state().faults.extend(faults);
    }

    /// A life of the program that ends there, or at its end.
    fn life(&self, flows: &[usize], crash: Option<Crash>) {
        self.world.state().crash = crash;
        live(&self.world, &self.path, flows);
    }

    /// The rest of what people do, and cycles without trouble until nothing is left to do. Gives how
    /// many boundaries the first of them had.
    fn settle(&self) -> Result<usize, String> {
        {
            let mut state = self.world.state();
            (state.crash, state.troubled) = (None, false);
            state.faults.clear();
            while !state.deeds.is_empty() {
                state.act();
            }
        }
        let first = self.world.state().cycle + 1;
        let mut passed = None;
        for _ in 0..10 {
            // The last late request has arrived by then.
            self.world.state().pass(200_000);
            let before = self.world.state().ledger.len();
            let Life::Through(stopped) = live(&self.world, &self.path, &ALL) else {
                return Err("it died by itself".into());
            };
            if !stopped.is_empty() {
                return Err(format!("flows stopped: {stopped:?}"));
            }
            let state = self.world.state();
            passed.get_or_insert(state.passed.len());
            let written = state.ledger.len() > before;
            drop(state);
            if !written && self.is_at_rest() {
                let state = self.world.state();
                let late = state.ledger.iter().find(|entry| entry.cycle >= first + CYCLES);
                return match late {
                    Some(entry) => Err(format!("a write that answers to no edit: {entry:?}")),
                    None => Ok(passed.unwrap_or_default()),
                };
            }
        }
        Err("it does not come to rest".into())
    }

    fn is_at_rest(&self) -> bool {
        let journal = Journal::open(&self.path).unwrap();
        let rests = |key: &crate::journal::LaneKey| {
            let lane = journal.reader().lane(key).unwrap();
            lane.is_none_or(|lane| matches!(lane.state, LaneState::Idle | LaneState::Parked))
        };
        exchange::lanes(&self.world.state()).iter().all(rests)
    }

    /// Comes to rest and is judged; what waits is mended, and all of it is judged again.
    fn ends_well(&self) -> Result<usize, String> {
        let told = |text: String| {
            let story = self.world.state().story.join("\n");
            format!("{text}\n{story}")
        };
        let passed = self.settle().map_err(told)?;
        oracle::judge(&self.world, &self.path, false).map_err(told)?;
        people::mend(&mut self.world.state());
        self.settle().map_err(told)?;
        oracle::judge(&self.world, &self.path, true).map_err(told)?;
        // From here on both sides agree, and nothing that was edited before counts.
        self.world.state().diary.0.clear();
        Ok(passed)
    }

    /// How many records of an entity a side holds.
    fn count(&self, side: Name, entity: &str) -> usize {
        let state = self.world.state();
        let store = if side == Name::Erp { &state.erp } else { &state.crm.store };
        store.all(entity).count()
    }

    /// How often a kind of write was accepted.
    fn accepted(&self, kind: crate::endpoint::WriteKind, entity: &str) -> usize {
        let state = self.world.state();
        let entries = state.ledger.iter().map(|entry| &entry.call.write);
        entries.filter(|write| write.kind == kind && write.entity == entity).count()
    }
}

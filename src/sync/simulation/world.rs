//! Both systems with their time and their troubles: what people do meanwhile, calls that are lost,
//! late or refused, and the places where the program dies.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use super::crm::Crm;
use super::dice::Dice;
use super::erp;
use super::people::{Deed, Diary};
use super::store::Store;
use crate::endpoint::{Answer, Payload, Write, Written};
use crate::journal::{IntentId, LaneKey, Stamp};
use crate::sync::clock::{Clock, Pause};

/// A system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    Erp,
    Crm,
}

/// What becomes of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is done.
    None,
    /// It never arrives, and the caller does not know that.
    Cut,
    /// It is done, and the answer is lost.
    Lose,
    /// It arrives so many milliseconds later, after its caller gave up.
    Late(i64),
    /// Too many requests: not done.
    Limit,
    /// Refused: not done.
    Reject,
    /// The record is said to have changed: not done.
    Conflict,
}

/// Where the program dies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Crash {
    /// At the boundary of that number.
    At(u32),
    /// At the so-manieth boundary whose name begins so.
    On(&'static str, u32),
}

/// A write, as it went out.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) lane: LaneKey,
    pub(super) intent: IntentId,
    pub(super) system: Name,
    pub(super) write: Write,
}

/// A write that a system accepted.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) call: Call,
    /// The key of the record.
    pub(super) key: String,
    /// In which cycle of the exchange.
    pub(super) cycle: u32,
}

#[derive(Debug)]
pub(super) struct State {
    pub(super) now: i64,
    pub(super) erp: Store,
    pub(super) crm: Crm,
    /// Every write that went out, and those that arrived.
    pub(super) calls: Vec<Call>,
    pub(super) ledger: Vec<Entry>,
    late: Vec<(i64, Call)>,
    /// Of the calls to come.
    pub(super) faults: VecDeque<Fault>,
    /// Whether reads fail now and then, and show old states where that is harmless.
    pub(super) troubled: bool,
    pub(super) cycle: u32,
    /// The boundaries of this life, by their names.
    pub(super) passed: Vec<String>,
    pub(super) crash: Option<Crash>,
    pub(super) crashed: bool,
    /// What people are going to do, and how often they do something between two boundaries.
    pub(super) deeds: VecDeque<Deed>,
    pub(super) pace: u32,
    /// What somebody does at the next boundary whose name begins so.
    pub(super) cue: Option<(&'static str, Deed)>,
    /// What they did.
    pub(super) diary: Diary,
    /// How many edits that were in all, and how many when the exchange last looked at a record of the account.
    pub(super) told: usize,
    looks: BTreeMap<String, usize>,
    pub(super) dice: Dice,
    /// Everything that happened, to be read when something went wrong.
    pub(super) story: Vec<String>,
}

#[derive(Clone)]
pub(super) struct World(Arc<Mutex<State>>);

impl World {
    pub(super) fn new(seed: u64) -> World {
        World(Arc::new(Mutex::new(State {
            now: 1_700_000_000_000,
            erp: Store::default(),
            crm: Crm::default(),
            calls: Vec::new(),
            ledger: Vec::new(),
            late: Vec::new(),
            faults: VecDeque::new(),
            troubled: false,
            cycle: 0,
            passed: Vec::new(),
            crash: None,
            crashed: false,
            deeds: VecDeque::new(),
            pace: 6,
            cue: None,
            diary: Diary::default(),
            told: 0,
            looks: BTreeMap::new(),
            dice: Dice::new(seed),
            story: Vec::new(),
        })))
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// A place where others go on, people do something, and the program can die.
    pub(super) async fn boundary(&self, name: &str) {
        let (dies, turns) = {
            let mut state = self.state();
            let dies = state.pass_boundary(name);
            (dies, state.dice.below(3))
        };
        if dies {
            std::future::pending::<()>().await;
        }
        for _ in 0..turns {
            tokio::task::yield_now().await;
        }
    }
}

impl State {
    /// Counts a boundary; whether the program dies at it.
    pub(super) fn pass_boundary(&mut self, name: &str) -> bool {
        self.passed.push(name.to_owned());
        let number = u32::try_from(self.passed.len()).expect("lives are short");
        let dies = match &self.crash {
            None => false,
            Some(Crash::At(at)) => *at == number,
            Some(Crash::On(wanted, times)) => {
                let begins = |passed: &&String| passed.starts_with(wanted);
                name.starts_with(wanted)
                    && self.passed.iter().filter(begins).count() == *times as usize
            }
        };
        if dies {
            self.story.push(format!("-- dies at {number}, {name}"));
            self.crashed = true;
        }
        let span = i64::from(self.dice.below(40));
        self.pass(span);
        if let Some((_, deed)) = self.cue.take_if(|(wanted, _)| name.starts_with(*wanted)) {
            deed.done_in(self);
        }
        if !self.deeds.is_empty() && self.dice.once_in(self.pace) {
            self.act();
        }
        self.crashed
    }

    /// Somebody does the next thing.
    pub(super) fn act(&mut self) {
        if let Some(deed) = self.deeds.pop_front() {
            deed.done_in(self);
        }
    }

    /// Lets time pass; what was under way arrives.
    pub(super) fn pass(&mut self, span: i64) {
        self.now += span;
        let now = self.now;
        let (landed, late) = std::mem::take(&mut self.late).into_iter().partition(|l| l.0 <= now);
        self.late = late;
        for (_, call) in landed {
            let _ = self.land(call);
        }
    }

    /// The exchange looks at records of the account.
    pub(super) fn look(&mut self, records: &[Payload]) {
        let told = self.told;
        self.looks.extend(records.iter().map(|record| (record.key.clone(), told)));
    }

    /// A record of the account is edited, which has no versions: what somebody did to it since the
    /// exchange last looked cannot be known before it is gone, and no promise is made of that moment.
    fn overwrite(&mut self, write: &Write) {
        let Some(key) = write.key.as_deref() else { return };
        let body = String::from_utf8_lossy(&write.body);
        let looked = self.looks.get(key).copied().unwrap_or_default();
        self.diary.0.retain(|edit| {
            let unseen = edit.number > looked && edit.side == Name::Crm && edit.key == key;
            !(unseen && edit.is_overwritten(&body))
        });
    }

    /// A call will arrive after its caller gave up.
    pub(super) fn delay(&mut self, span: i64, call: Call) {
        self.late.push((self.now + span, call));
    }

    /// A call arrives at its system.
    pub(super) fn land(&mut self, call: Call) -> Answer<Written> {
        let answer = match call.system {
            Name::Erp => erp::apply(&mut self.erp, &call.write),
            Name::Crm => {
                self.overwrite(&call.write);
                self.crm.apply(&call.write)
            }
        };
        let shown =
            answer.as_ref().map_or_else(|error| format!("{:?}", error.kind), |_| "ok".into());
        let body = String::from_utf8_lossy(&call.write.body).into_owned();
        let Call { system, write, intent, .. } = &call;
        self.story.push(format!(
            "{system:?} {:?} {} {} {body} (intent {}): {shown}",
            write.kind,
            write.entity,
            write.key.as_deref().unwrap_or("-"),
            intent.0,
        ));
        if let Ok(written) = &answer {
            let key = written.key.clone();
            self.ledger.push(Entry { call, key, cycle: self.cycle });
        }
        answer
    }
}

impl Clock for World {
    fn now(&self) -> Stamp {
        Stamp(self.state().now)
    }

    fn sleep(&self, span: Duration) -> Pause<'_> {
        Box::pin(async move {
            self.boundary("sleep").await;
            self.state().pass(i64::try_from(span.as_millis()).expect("pauses are short"));
        })
    }

    fn chance(&self) -> f64 {
        1.0
    }
}

//! What people decide about records that wait: that they are tried again, or laid aside.

use crate::journal::lane::resolve;
use crate::journal::reader::{find_lane, open_intents};
use crate::journal::step::drop_proposed;
use crate::journal::table::Db;
use crate::journal::{
    Commit, IntentState, Journal, JournalError, Lane, LaneKey, LaneState, Parked, Stamp,
};

/// Until when a lane sleeps that only an edit of its record or of the project can wake.
pub const UNTIL_EDITED: Stamp = Stamp(i64::MAX);

/// That a record was laid aside: when, by whom, and in which state of the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// When.
    pub at: Stamp,
    /// Who, where that is known.
    pub by: Option<Box<str>>,
    /// What tells the project's state of then from others.
    pub rules: Box<str>,
}

impl Aside {
    /// As it stands in the journal.
    fn written(&self) -> String {
        let (at, by, rules) = (self.at.0, &self.by, &self.rules);
        serde_json::json!({ "how": "skip", "at": at, "by": by, "rules": rules }).to_string()
    }

    fn read(resolution: &str) -> Option<Aside> {
        let all: serde_json::Value = serde_json::from_str(resolution).ok()?;
        (all.get("how")? == "skip").then_some(())?;
        Some(Aside {
            at: Stamp(all.get("at")?.as_i64()?),
            by: all.get("by").and_then(|by| by.as_str()).map(Into::into),
            rules: all.get("rules")?.as_str()?.into(),
        })
    }
}

impl Parked {
    /// Whether the record still waits.
    pub fn waits(&self) -> bool {
        self.resolution.is_none()
    }

    /// A text of the evidence, by its name: `label` is what people call the record, `rules` what told
    /// the project's state of then from others.
    pub fn told(&self, name: &str) -> Option<Box<str>> {
        let all: serde_json::Value = serde_json::from_str(&self.evidence).ok()?;
        Some(all.get(name)?.as_str()?.into())
    }

    /// Who laid it aside, if somebody did.
    pub fn aside(&self) -> Option<Aside> {
        Aside::read(self.resolution.as_deref()?)
    }
}

impl Journal {
    /// Makes lanes due at once. What is in doubt and was left to a person is given up: it is planned
    /// anew, from what both systems hold. Their records wait until that was done.
    pub fn retry(&self, lanes: Vec<LaneKey>) -> Commit<()> {
        self.submit(move |db| {
            lanes.iter().try_for_each(|key| {
                wake(db, key, LaneState::Ready, None)?;
                resolve(db, key, None)
            })
        })
    }

    /// Lays lanes aside until their record or the project is edited.
    pub fn skip(&self, lanes: Vec<LaneKey>, aside: Aside) -> Commit<()> {
        self.submit(move |db| {
            let resolution = aside.written();
            lanes.iter().try_for_each(|key| {
                wake(db, key, LaneState::Parked, Some(UNTIL_EDITED))?;
                resolve(db, key, Some(&resolution))
            })
        })
    }
}

/// Puts a lane into a state that a person chose. Whatever was planned before is out of date.
fn wake(
    db: Db<'_>,
    key: &LaneKey,
    state: LaneState,
    not_before: Option<Stamp>,
) -> Result<(), JournalError> {
    for mut intent in open_intents(db, key)? {
        if intent.state == IntentState::Parked {
            intent.state = IntentState::Superseded;
            db.put(&intent)?;
            drop_proposed(db, &intent)?;
        }
    }
    let lane = find_lane(db, key)?.unwrap_or_else(|| Lane::new(key));
    let dirty_seq = lane.dirty_seq + 1;
    db.put(&Lane { state, dirty_seq, attempts: 0, not_before, ..lane })
}

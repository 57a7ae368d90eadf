//! Transactions about lanes: what changed (T1), what is done (T4), what waits.

use crate::journal::fate::{Fate, follow};
use crate::journal::reader::{OF_LANE, find_lane, key_of};
use crate::journal::row::Stored;
use crate::journal::step::{give_up, propose, settle};
use crate::journal::table::Db;
use crate::journal::{
    Base, Commit, Cursor, Event, IntentId, IntentState, Journal, JournalError, Lane, LaneKey,
    LaneState, LinkDraft, LinkState, Parked, Reply, Run, Stamp, Tombstone, UNTIL_EDITED,
};

/// A page of a feed, with the lanes it makes dirty.
#[derive(Clone, Debug)]
pub struct Capture {
    /// The events, each with the lane it is about.
    pub events: Vec<(Event, LaneKey)>,
    /// Where the feed goes on after them.
    pub cursor: Cursor,
    /// Whether known events mark their lanes as new ones do.
    pub anew: bool,
}

/// The end of the work on a lane.
#[derive(Clone, Debug)]
pub struct Close {
    /// The lane.
    pub lane: LaneKey,
    /// The mark that was noted before the records were read.
    pub seen: i64,
    /// Whether it is to be looked at again at once.
    pub again: bool,
    /// Whether only an edit of its record or of the project gives it something to do: it was left out.
    pub left_out: bool,
    /// What both sides agree on now.
    pub bases: Vec<Base>,
    /// Links that were found and not created.
    pub links: Vec<LinkDraft>,
    /// What happened to the lane's record, for each match it may be linked by.
    pub fates: Vec<Fate>,
    /// When.
    pub at: Stamp,
}

/// A lane that has to wait.
#[derive(Clone, Debug)]
pub struct Park {
    /// The lane.
    pub lane: LaneKey,
    /// The mark that was noted before the records were read.
    pub seen: i64,
    /// The reason code.
    pub reason: Box<str>,
    /// The words.
    pub text: Box<str>,
    /// What was read and planned, without anything personal or secret.
    pub evidence: Box<str>,
    /// When it is tried again by itself.
    pub not_before: Option<Stamp>,
    /// Whether only a person may release it.
    pub frozen: bool,
    /// The intent that is to blame, what becomes of it, and what was answered.
    pub intent: Option<(IntentId, IntentState, Reply)>,
    /// When.
    pub at: Stamp,
}

impl Journal {
    /// T1: stores the events of a page, marks their lanes, moves the cursor. Gives how many events
    /// are new. Nothing else moves a cursor.
    pub fn capture(&self, capture: Capture) -> Commit<usize> {
        self.submit(move |db| {
            let mut new = 0;
            for (event, lane) in capture.events {
                let gone = event.gone.clone();
                let (stream, at) = (capture.cursor.stream.clone(), capture.cursor.updated);
                let is_new = db.put_new(&Stored { stream, at, event })?;
                new += usize::from(is_new);
                if is_new || capture.anew {
                    mark(db, &lane, gone)?;
                }
            }
            db.put(&capture.cursor)?;
            Ok(new)
        })
    }

    /// Forgets what a feed has told of records: should they be shown again, they are news. Of what was
    /// never sent anywhere nothing is left to do either.
    pub fn forget(&self, stream: &str, lanes: Vec<LaneKey>) -> Commit<()> {
        let stream: Box<str> = stream.into();
        self.submit(move |db| {
            let sql = "DELETE FROM event WHERE stream = ? AND key = ?";
            let sent = format!("SELECT EXISTS (SELECT 1 FROM intent WHERE {OF_LANE})");
            lanes.iter().try_for_each(|key| {
                db.execute(sql, &[&stream, &key.key])?;
                let waits =
                    |lane: &Lane| matches!(lane.state, LaneState::Ready | LaneState::Parked);
                let Some(lane) = find_lane(db, key)?.filter(waits) else { return Ok(()) };
                if db.number(&sent, &key_of(key))? == Some(0) {
                    db.put(&Lane { state: LaneState::Idle, not_before: None, ..lane })?;
                    resolve(db, key, Some("gone"))?;
                }
                Ok(())
            })
        })
    }

    /// Marks lanes, as a button or a webhook does.
    pub fn mark(&self, lanes: Vec<LaneKey>) -> Commit<()> {
        self.submit(move |db| lanes.iter().try_for_each(|lane| mark(db, lane, None)))
    }

    /// Stores what both sides agree on already, whatever becomes of what is left to do.
    pub fn agree(&self, bases: Vec<Base>) -> Commit<()> {
        self.submit(move |db| bases.iter().try_for_each(|base| db.put(base)))
    }

    /// T4: the bases, and the lane at rest, unless it was marked meanwhile.
    pub fn close(&self, close: Close) -> Commit<LaneState> {
        self.submit(move |db| {
            for draft in &close.links {
                propose(db, draft, LinkState::Live, close.at)?;
            }
            for base in &close.bases {
                db.put(base)?;
            }
            close.fates.iter().try_for_each(|fate| follow(db, fate, close.at))?;
            let mut lane = find_lane(db, &close.lane)?.unwrap_or_else(|| Lane::new(&close.lane));
            if close.fates.iter().any(|fate| fate.gone.is_none()) {
                lane.gone = None;
            }
            let rest = !close.again && lane.dirty_seq == close.seen;
            let idle = rest && !close.left_out;
            lane.state = if idle { LaneState::Idle } else { LaneState::Ready };
            lane.attempts = 0;
            lane.not_before = (rest && close.left_out).then_some(UNTIL_EDITED);
            db.put(&lane)?;
            // One that is looked at again at once is not settled: it may have to wait once more.
            if !close.again {
                resolve(db, &close.lane, Some("done"))?;
            }
            Ok(lane.state)
        })
    }

    /// Lays a lane aside with the reason. The rest of its plan is given up.
    pub fn park(&self, park: Park) -> Commit<()> {
        self.submit(move |db| {
            if let Some((id, state, reply)) = &park.intent {
                settle(db, &park.lane, *id, *state, reply.clone())?;
            }
            give_up(db, &park.lane)?;
            let mut lane = find_lane(db, &park.lane)?.unwrap_or_else(|| Lane::new(&park.lane));
            lane.state = match (park.frozen, lane.dirty_seq == park.seen) {
                (true, _) => LaneState::Frozen,
                (false, true) => LaneState::Parked,
                (false, false) => LaneState::Ready,
            };
            lane.attempts += 1;
            lane.not_before = park.not_before;
            db.put(&lane)?;
            note_parked(db, &park)
        })
    }

    /// Puts a lane back unfinished, not to be tried before that moment. Its open intents stay.
    pub fn postpone(&self, key: LaneKey, not_before: Option<Stamp>) -> Commit<()> {
        self.submit(move |db| {
            let mut lane = find_lane(db, &key)?.unwrap_or_else(|| Lane::new(&key));
            lane.state = LaneState::Ready;
            lane.not_before = not_before;
            db.put(&lane)
        })
    }

    /// Notes that a run begins; gives its number.
    pub fn begin_run(&self, kind: &str, flow: &str, started: Stamp) -> Commit<i64> {
        self.begin_counted(kind, flow, "{}", started)
    }

    /// Notes that a run begins, with what is known of it before it ends; gives its number.
    pub fn begin_counted(
        &self,
        kind: &str,
        flow: &str,
        counters: &str,
        started: Stamp,
    ) -> Commit<i64> {
        let (kind, flow, counters) = (kind.into(), flow.into(), counters.into());
        self.submit(move |db| {
            let id = db.next::<Run>("id")?;
            db.put(&Run { id, kind, flow, started, finished: None, counters, outcome: None })?;
            Ok(id)
        })
    }

    /// Notes what a run came to.
    pub fn end_run(&self, id: i64, counters: &str, outcome: &str, at: Stamp) -> Commit<()> {
        let (counters, outcome) = (counters.into(), outcome.into());
        self.submit(move |db| {
            let Some(mut run) = db.row::<Run>("WHERE id = ?", &[&id])? else { return Ok(()) };
            run.finished = Some(at);
            run.counters = counters;
            run.outcome = Some(outcome);
            db.put(&run)
        })
    }
}

/// Notes that something about the record is to be done. A waiting lane is tried again, since what
/// it waits for may have come; a frozen one only counts the mark.
fn mark(db: Db<'_>, key: &LaneKey, gone: Option<Tombstone>) -> Result<(), JournalError> {
    let mut lane = find_lane(db, key)?.unwrap_or_else(|| Lane::new(key));
    lane.dirty_seq += 1;
    lane.gone = gone.or(lane.gone);
    match lane.state {
        LaneState::Idle | LaneState::Ready | LaneState::Parked => {
            lane.state = LaneState::Ready;
            lane.not_before = None;
        }
        LaneState::Leased | LaneState::Frozen => {}
    }
    db.put(&lane)
}

fn note_parked(db: Db<'_>, park: &Park) -> Result<(), JournalError> {
    let before: Option<Parked> = db.row(&format!("WHERE {OF_LANE}"), &key_of(&park.lane))?;
    let before = before.filter(|row| row.resolution.is_none() && row.reason == park.reason);
    db.put(&Parked {
        lane: park.lane.clone(),
        reason: park.reason.clone(),
        text: park.text.clone(),
        evidence: park.evidence.clone(),
        first_seen: before.as_ref().map_or(park.at, |row| row.first_seen),
        last_seen: park.at,
        count: before.map_or(0, |row| row.count) + 1,
        resolution: None,
    })
}

/// Says how it was settled that a record waits; none: it waits still, or again.
pub(super) fn resolve(
    db: Db<'_>,
    lane: &LaneKey,
    resolution: Option<&str>,
) -> Result<(), JournalError> {
    let parked: Option<Parked> = db.row(&format!("WHERE {OF_LANE}"), &key_of(lane))?;
    match parked.filter(|row| row.waits() || row.aside().is_some()) {
        Some(row) => db.put(&Parked { resolution: resolution.map(Into::into), ..row }),
        None => Ok(()),
    }
}

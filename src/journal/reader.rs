//! Reading the journal. A dry run is given this and nothing else.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, ToSql};

use crate::journal::cell::Word;
use crate::journal::row::{Owed, Row, Stored, StoredMeant};
use crate::journal::seen::is_held;
use crate::journal::table::Db;
use crate::journal::{
    Base, Cursor, End, Event, Intent, IntentId, IntentState, JournalError, Lane, LaneKey, Link,
    Meant, Op, Parked, Run, Stamp, open,
};

/// Which lanes are taken up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Those whose time has come.
    Due(Stamp),
    /// Those that wait too, whatever they wait for. Frozen ones stay where they are.
    All,
}

/// A journal that cannot be written; or none at all, which reads as an empty one.
#[derive(Debug)]
pub struct JournalReader {
    /// Reads are short; who wants one waits for the one before.
    connection: Option<Mutex<Connection>>,
    path: PathBuf,
}

impl JournalReader {
    /// Opens the journal of that path for reading; none when it was never made. Rows are checked as
    /// they are read; the file as a whole is looked over by whoever is going to write.
    pub fn open(path: &Path) -> Result<JournalReader, JournalError> {
        JournalReader::checked(path, 0)
    }

    /// No journal: everything is a first start.
    pub fn none() -> JournalReader {
        JournalReader { connection: None, path: PathBuf::new() }
    }

    pub(super) fn checked(path: &Path, made: i64) -> Result<JournalReader, JournalError> {
        let connection = open::reading(path, made)?.map(Mutex::new);
        Ok(JournalReader { connection, path: path.to_owned() })
    }

    /// Whether some process is at work with it now.
    pub fn is_at_work(&self) -> bool {
        is_held(&self.path)
    }

    /// Where a feed goes on.
    pub fn cursor(&self, stream: &str) -> Result<Option<Cursor>, JournalError> {
        self.with(|db| db.row("WHERE stream = ?", &[&stream]))
    }

    /// A change that was stored.
    pub fn event(&self, stream: &str, ext_id: &str) -> Result<Option<Event>, JournalError> {
        let event = self
            .with(|db| db.row::<Stored>("WHERE stream = ? AND ext_id = ?", &[&stream, &ext_id]))?;
        Ok(event.map(|stored| stored.event))
    }

    /// The records of which a feed has told and that were not forgotten since.
    pub fn told_of(&self, stream: &str) -> Result<Vec<Box<str>>, JournalError> {
        let sql = "SELECT DISTINCT key FROM event WHERE stream = ? ORDER BY key";
        self.with(|db| db.texts(sql, &[&stream]))
    }

    /// A lane.
    pub fn lane(&self, key: &LaneKey) -> Result<Option<Lane>, JournalError> {
        self.with(|db| find_lane(db, key))
    }

    /// The lanes of a flow about which something is to be done, in the order of their keys.
    pub fn lanes(&self, flow: &str, which: Which) -> Result<Vec<Lane>, JournalError> {
        let at = match which {
            Which::Due(at) => at.0,
            Which::All => i64::MAX,
        };
        self.with(|db| {
            db.rows(
                "INDEXED BY lane_open WHERE flow = ?1 AND state <> 'idle' AND (
                    state = 'ready' AND coalesce(not_before, 0) <= ?2
                    OR state = 'parked' AND coalesce(not_before, ?2 + (?2 < ?3)) <= ?2
                ) ORDER BY entity, key",
                &[&flow, &at, &i64::MAX],
            )
        })
    }

    /// The link that holds a key at an end.
    pub fn link(&self, role: &str, end: End, key: &str) -> Result<Option<Link>, JournalError> {
        self.with(|db| find_link(db, role, end, key))
    }

    /// The link that an intent makes.
    pub fn link_of(&self, intent: &Intent) -> Result<Option<Link>, JournalError> {
        let Some(id) = intent.link else { return Ok(None) };
        self.with(|db| db.row("WHERE id = ?", &[&id]))
    }

    /// All links of a role.
    pub fn links(&self, role: &str) -> Result<Vec<Link>, JournalError> {
        self.with(|db| db.rows("WHERE role = ? ORDER BY id", &[&role]))
    }

    /// What both sides last agreed on.
    pub fn base(&self, role: &str, key: &str) -> Result<Option<Base>, JournalError> {
        self.with(|db| db.row("WHERE role = ? AND key = ?", &[&role, &key]))
    }

    /// The intents of a lane that are not settled, in the order of their plan.
    pub fn open_intents(&self, lane: &LaneKey) -> Result<Vec<Intent>, JournalError> {
        self.with(|db| open_intents(db, lane))
    }

    /// The writes of which nobody knows yet whether they were done.
    pub fn doubtful(&self) -> Result<Vec<Intent>, JournalError> {
        // A lane asks for it: what is settled must not be gone through.
        let rest =
            format!("INDEXED BY intent_open WHERE {OPEN} AND state = 'in_doubt' ORDER BY id");
        self.with(|db| db.rows(&rest, &[]))
    }

    /// What an intent whose answer is not known leads to.
    pub fn meant(&self, id: IntentId) -> Result<Option<Meant>, JournalError> {
        let stored = self.with(|db| db.row::<StoredMeant>("WHERE intent = ?", &[&id.0]))?;
        Ok(stored.map(|stored| stored.meant))
    }

    /// All intents of a lane, oldest first.
    pub fn intents(&self, lane: &LaneKey) -> Result<Vec<Intent>, JournalError> {
        self.with(|db| db.rows(&format!("WHERE {OF_LANE} ORDER BY id"), &key_of(lane)))
    }

    /// Posts that are due: a plan of this lane wrote the document, or may have; its post was given
    /// up or refused, and nothing has posted it since.
    pub fn owed_posts(&self, lane: &LaneKey) -> Result<Vec<Intent>, JournalError> {
        // Of nearly all lanes no post was ever given up: what they sent need not be read for that.
        if !self.gave_up_posts(lane)? {
            return Ok(Vec::new());
        }
        let mut owed: Vec<Intent> = Vec::new();
        let mut written: Vec<Intent> = Vec::new();
        for intent in self.intents(lane)? {
            let same = |other: &Intent| is_same_record(other, &intent);
            match intent.op {
                Op::Create | Op::Edit if may_be_done(&intent) => written.push(intent),
                Op::Create | Op::Edit => {}
                Op::Post | Op::Unpost => {
                    let was_owed = owed.iter().any(same);
                    let by_plan = |other: &Intent| other.plan == intent.plan && same(other);
                    match intent.state {
                        IntentState::Confirmed => owed.retain(|other| !same(other)),
                        IntentState::Superseded | IntentState::Rejected
                            if was_owed || written.iter().any(by_plan) =>
                        {
                            owed.retain(|other| !same(other));
                            owed.push(intent);
                        }
                        IntentState::Superseded
                        | IntentState::Rejected
                        | IntentState::Planned
                        | IntentState::Sent
                        | IntentState::InDoubt
                        | IntentState::Parked => {}
                    }
                }
            }
        }
        owed.retain(|post| post.op == Op::Post);
        Ok(owed)
    }

    /// Writes that are due: they belong to records that this lane created, were given up or refused, and
    /// nothing has written them since; each with the key of its record.
    pub fn owed_writes(&self, lane: &LaneKey) -> Result<Vec<(Intent, Box<str>)>, JournalError> {
        let given_up = "state IN ('superseded', 'rejected') AND id IN (SELECT intent FROM owed)";
        let last = format!("WHERE {OF_LANE} AND {given_up} ORDER BY id");
        let given_up = self.with(|db| db.rows::<Intent>(&last, &key_of(lane)))?;
        if given_up.is_empty() {
            return Ok(Vec::new());
        }
        let all = self.intents(lane)?;
        let is_there = |side: &str, record: &str| {
            all.iter().any(|intent| {
                intent.op == Op::Create
                    && intent.state == IntentState::Confirmed
                    && *intent.side == *side
                    && key_after(intent) == Some(record)
            })
        };
        let mut owed: Vec<(Intent, Box<str>)> = Vec::new();
        for intent in given_up {
            let number = &[&intent.id.0 as &dyn ToSql];
            let row = self.with(|db| db.row::<Owed>("WHERE intent = ?", number))?;
            let Some(record) = row.map(|row| row.record) else { continue };
            if is_there(&intent.side, &record) {
                owed.retain(|(other, _)| !is_same_write(other, &intent));
                owed.push((intent, record));
            }
        }
        Ok(owed)
    }

    /// Whether a write of a side was about the record of that key, or of a lane whose root it is.
    pub fn wrote(&self, side: &str, key: &str) -> Result<bool, JournalError> {
        let sql = "SELECT 1 FROM intent WHERE side = ?1 AND sent_at IS NOT NULL
            AND (target_key = ?2 OR answer_key = ?2 OR key = ?2) LIMIT 1";
        self.with(|db| Ok(db.number(sql, &[&side, &key])?.is_some()))
    }

    /// Of the records that were created in a side under keys of ours: how many kept theirs, and how
    /// many got others.
    pub fn own_keys(&self, side: &str) -> Result<(usize, usize), JournalError> {
        let count = |db: Db<'_>, test: &str| {
            let sql = format!(
                "SELECT count(*) FROM intent WHERE side = ?1 AND op = 'create'
                    AND state = 'confirmed' AND target_key IS NOT NULL
                    AND answer_key IS NOT NULL AND {test}"
            );
            let count = db.number(&sql, &[&side])?.unwrap_or(0);
            Ok::<_, JournalError>(usize::try_from(count).unwrap_or(0))
        };
        self.with(|db| {
            Ok((
                count(db, "lower(target_key) = lower(answer_key)")?,
                count(db, "lower(target_key) <> lower(answer_key)")?,
            ))
        })
    }

    fn gave_up_posts(&self, lane: &LaneKey) -> Result<bool, JournalError> {
        let given_up = format!(
            "SELECT EXISTS (SELECT 1 FROM intent WHERE {OF_LANE} AND op = 'post'
             AND state IN ('superseded', 'rejected'))"
        );
        let found = self.with(|db| db.number(&given_up, &key_of(lane)))?;
        Ok(found.is_some_and(|found| found != 0))
    }

    /// The records that wait.
    pub fn parked(&self) -> Result<Vec<Parked>, JournalError> {
        self.with(|db| db.rows("WHERE resolution IS NULL ORDER BY flow, entity, key", &[]))
    }

    /// The records that wait, that were laid aside, or that waited once.
    pub fn ever_parked(&self) -> Result<Vec<Parked>, JournalError> {
        self.with(|db| db.rows("ORDER BY flow, entity, key", &[]))
    }

    /// Why a lane waits, or last waited.
    pub fn parked_lane(&self, lane: &LaneKey) -> Result<Option<Parked>, JournalError> {
        self.with(|db| db.row(&format!("WHERE {OF_LANE}"), &key_of(lane)))
    }

    /// The last runs, newest first.
    pub fn runs(&self, count: u32) -> Result<Vec<Run>, JournalError> {
        self.with(|db| db.rows("ORDER BY id DESC LIMIT ?", &[&count]))
    }

    /// The runs of a flow, or of all, that began in that span, newest first.
    pub fn runs_between(
        &self,
        flow: Option<&str>,
        since: Option<Stamp>,
        until: Option<Stamp>,
    ) -> Result<Vec<Run>, JournalError> {
        let (since, until) = (since.map_or(i64::MIN, |at| at.0), until.map_or(i64::MAX, |at| at.0));
        let rest = "WHERE (?1 IS NULL OR flow = ?1) AND started >= ?2 AND started < ?3
                    ORDER BY id DESC";
        self.with(|db| db.rows(rest, &[&flow, &since, &until]))
    }

    /// All runs of a kind, oldest first.
    pub fn runs_of(&self, kind: &str) -> Result<Vec<Run>, JournalError> {
        self.with(|db| db.rows("WHERE kind = ? ORDER BY id", &[&kind]))
    }

    /// When this journal was first used, which tells it from others of the same project; none of one
    /// that was not.
    pub fn origin(&self) -> Result<Option<Stamp>, JournalError> {
        let first = self.with(|db| db.row::<Run>("ORDER BY id LIMIT 1", &[]))?;
        Ok(first.map(|run| run.started))
    }

    /// Reads every row of everything, which looks at every checksum.
    pub fn verify(&self) -> Result<(), JournalError> {
        fn all<R: Row>(db: Db<'_>) -> Result<(), JournalError> {
            db.rows::<R>("", &[]).map(|_| ())
        }
        self.with(|db| {
            all::<Cursor>(db)?;
            all::<Stored>(db)?;
            all::<Lane>(db)?;
            all::<Link>(db)?;
            all::<Base>(db)?;
            all::<Intent>(db)?;
            all::<Parked>(db)?;
            all::<Run>(db)
        })
    }

    fn with<T: Default>(
        &self,
        read: impl FnOnce(Db<'_>) -> Result<T, JournalError>,
    ) -> Result<T, JournalError> {
        let Some(connection) = &self.connection else { return Ok(T::default()) };
        let connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
        read(Db { connection: &connection, path: &self.path })
    }
}

/// As the partial index has it: intents that are not settled.
pub(super) const OPEN: &str = "state IN ('planned', 'sent', 'in_doubt', 'parked')";
pub(super) const OF_LANE: &str = "flow = ?1 AND entity = ?2 AND key = ?3";

pub(super) fn key_of(lane: &LaneKey) -> [&dyn ToSql; 3] {
    [&lane.flow, &lane.entity, &lane.key]
}

pub(super) fn find_lane(db: Db<'_>, key: &LaneKey) -> Result<Option<Lane>, JournalError> {
    db.row(&format!("WHERE {OF_LANE}"), &key_of(key))
}

pub(super) fn open_intents(db: Db<'_>, lane: &LaneKey) -> Result<Vec<Intent>, JournalError> {
    db.rows(&format!("WHERE {OF_LANE} AND {OPEN} ORDER BY plan, step"), &key_of(lane))
}

pub(super) fn find_link(
    db: Db<'_>,
    role: &str,
    end: End,
    key: &str,
) -> Result<Option<Link>, JournalError> {
    let rest = format!("WHERE role = ? AND {}_key = ?", end.word());
    db.row(&rest, &[&role, &key])
}

/// Whether the write was done, or given up without anybody knowing that it was not.
fn may_be_done(intent: &Intent) -> bool {
    match intent.state {
        IntentState::Confirmed => true,
        IntentState::Superseded => intent.sent_at.is_some(),
        IntentState::Planned
        | IntentState::Sent
        | IntentState::InDoubt
        | IntentState::Rejected
        | IntentState::Parked => false,
    }
}

fn is_same_record(one: &Intent, other: &Intent) -> bool {
    (&one.side, &one.entity, key_after(one)) == (&other.side, &other.entity, key_after(other))
}

/// Whether the one does again what the other does. A record that is edited may be edited otherwise.
fn is_same_write(one: &Intent, other: &Intent) -> bool {
    let creates = one.op == Op::Create && one.key.is_some() && one.key == other.key;
    (one.op, &one.side, &one.entity) == (other.op, &other.side, &other.entity)
        && (creates || one.body_hash == other.body_hash)
}

/// The key a record has once the intent is done.
fn key_after(intent: &Intent) -> Option<&str> {
    let answered = || intent.answer.as_ref().and_then(|answer| answer.key.as_deref());
    intent.key.as_deref().or_else(answered)
}

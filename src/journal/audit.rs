//! Looking the whole journal over: pages, checksums, and whether its rows fit one another.
//!
//! What cannot be read at all is an error, as it is for everybody. What can be read and does not fit
//! is told: it is a bug of ours or the work of somebody else's hands.

use std::path::Path;

use crate::journal::reader::find_lane;
use crate::journal::row::{Owed, Row, Stored, StoredMeant};
use crate::journal::seen::Seen;
use crate::journal::table::Db;
use crate::journal::{
    Base, Cursor, Intent, IntentState, JournalError, Lane, LaneState, Link, LinkState, Parked, Run,
    open,
};

/// What a journal holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Audit {
    /// The version of its schema.
    pub version: i64,
    /// How many commits were made.
    pub commits: i64,
    /// How many rows each table has.
    pub rows: Vec<(&'static str, usize)>,
    /// What does not fit.
    pub loose: Vec<Loose>,
}

/// A row that does not fit the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loose {
    /// A link that lives without one of its records: its role and the key that it has.
    HalfLink(Box<str>, Box<str>),
    /// An intent whose link is not there: its number.
    IntentLink(i64),
    /// An open intent of a lane that is at rest: its number and the record.
    IntentLane(i64, Box<str>),
    /// A reason to wait, of a record that waits for nothing.
    ParkedLane(Box<str>),
}

/// Looks over the journal of that path; none when there is none.
pub fn audit(path: &Path) -> Result<Option<Audit>, JournalError> {
    // Noted first: another process may be writing.
    let made = Seen::peek(path);
    open::look_over(path, made)?;
    let Some(connection) = open::reading(path, made)? else { return Ok(None) };
    let db = Db { connection: &connection, path };
    // All tables as they were at one moment.
    db.execute("BEGIN", &[])?;
    let audit = looked_over(db)?;
    db.execute("COMMIT", &[])?;
    Ok(Some(audit))
}

fn looked_over(db: Db<'_>) -> Result<Audit, JournalError> {
    fn all<R: Row>(
        db: Db<'_>,
        rows: &mut Vec<(&'static str, usize)>,
    ) -> Result<Vec<R>, JournalError> {
        let found = db.rows::<R>("", &[])?;
        rows.push((R::TABLE, found.len()));
        Ok(found)
    }
    let mut rows = Vec::new();
    all::<Cursor>(db, &mut rows)?;
    all::<Stored>(db, &mut rows)?;
    all::<Lane>(db, &mut rows)?;
    let links = all::<Link>(db, &mut rows)?;
    all::<Base>(db, &mut rows)?;
    let intents = all::<Intent>(db, &mut rows)?;
    let version = open::version(db)?;
    // A journal that is only looked at is not brought to a newer version.
    if version >= open::MEANT {
        all::<StoredMeant>(db, &mut rows)?;
    }
    if version >= open::OWED {
        all::<Owed>(db, &mut rows)?;
    }
    let parked = all::<Parked>(db, &mut rows)?;
    all::<Run>(db, &mut rows)?;
    let mut loose: Vec<Loose> = links.iter().filter_map(half).collect();
    for intent in &intents {
        loose.extend(unlinked(intent, &links));
        loose.extend(at_rest(db, intent)?);
    }
    for row in parked.iter().filter(|row| row.waits()) {
        let lane = find_lane(db, &row.lane)?;
        if lane.is_none_or(|lane| lane.state == LaneState::Idle) {
            loose.push(Loose::ParkedLane(named(&row.lane.entity, &row.lane.key)));
        }
    }
    Ok(Audit { version, commits: open::commits(db)?, rows, loose })
}

fn half(link: &Link) -> Option<Loose> {
    let is_whole = link.state != LinkState::Live || (link.left.is_some() && link.right.is_some());
    let key = link.left.clone().or(link.right.clone()).unwrap_or_default();
    (!is_whole).then(|| Loose::HalfLink(link.role.clone(), key))
}

/// A link goes with an intent that was never done; all others keep theirs.
fn unlinked(intent: &Intent, links: &[Link]) -> Option<Loose> {
    let id = intent.link?;
    let given_up = matches!(intent.state, IntentState::Superseded | IntentState::Rejected);
    let there = given_up || links.binary_search_by_key(&id, |link| link.id).is_ok();
    (!there).then_some(Loose::IntentLink(intent.id.0))
}

fn at_rest(db: Db<'_>, intent: &Intent) -> Result<Option<Loose>, JournalError> {
    let is_open = match intent.state {
        IntentState::Planned | IntentState::Sent | IntentState::InDoubt => true,
        IntentState::Parked
        | IntentState::Confirmed
        | IntentState::Rejected
        | IntentState::Superseded => false,
    };
    if !is_open {
        return Ok(None);
    }
    let lane = find_lane(db, &intent.lane)?;
    let rests = lane.is_none_or(|lane| lane.state == LaneState::Idle);
    let record = || named(&intent.lane.entity, &intent.lane.key);
    Ok(rests.then(|| Loose::IntentLane(intent.id.0, record())))
}

fn named(entity: &str, key: &str) -> Box<str> {
    format!("{entity} {key}").into()
}

//! Opening the file: is it ours, is it whole, is it of a version we know.
//!
//! Everything is looked at through a connection that cannot write, so a file that is refused stays
//! as it was found.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::journal::JournalError;
use crate::journal::seen::disk;
use crate::journal::table::{Db, trouble};

/// Marks the file as ours: `obmn`.
const APPLICATION: i64 = 0x6f62_6d6e;

/// What brings the schema from each version to the next; the first makes it from nothing.
const MIGRATIONS: &[&str] = &[
    "
    CREATE TABLE head (id INTEGER PRIMARY KEY, commits INTEGER NOT NULL) STRICT;
    INSERT INTO head VALUES (1, 0);
    CREATE TABLE cursor (
        stream TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, position TEXT NOT NULL,
        overlap_from TEXT, mark TEXT, marked INTEGER, updated INTEGER NOT NULL, crc INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE event (
        stream TEXT NOT NULL, ext_id TEXT NOT NULL, entity TEXT NOT NULL, key TEXT NOT NULL,
        field TEXT, source TEXT NOT NULL, own INTEGER NOT NULL, gone TEXT,
        payload BLOB NOT NULL, at INTEGER NOT NULL, crc INTEGER NOT NULL,
        PRIMARY KEY (stream, ext_id)
    ) STRICT;
    CREATE INDEX event_at ON event (at);
    CREATE TABLE lane (
        flow TEXT NOT NULL, entity TEXT NOT NULL, key TEXT NOT NULL, state TEXT NOT NULL,
        dirty_seq INTEGER NOT NULL, gone TEXT, attempts INTEGER NOT NULL, not_before INTEGER,
        fence INTEGER NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (flow, entity, key)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX lane_open ON lane (flow, entity, key) WHERE state <> 'idle';
    CREATE TABLE link (
        id INTEGER PRIMARY KEY, role TEXT NOT NULL, left_key TEXT, right_key TEXT,
        state TEXT NOT NULL, born TEXT, since INTEGER NOT NULL, crc INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX link_left ON link (role, left_key);
    CREATE UNIQUE INDEX link_right ON link (role, right_key);
    CREATE TABLE base (
        role TEXT NOT NULL, key TEXT NOT NULL, document TEXT NOT NULL, hash TEXT NOT NULL,
        left_version TEXT, right_version TEXT, crc INTEGER NOT NULL, PRIMARY KEY (role, key)
    ) STRICT;
    CREATE TABLE intent (
        id INTEGER PRIMARY KEY, flow TEXT NOT NULL, entity TEXT NOT NULL, key TEXT NOT NULL,
        plan INTEGER NOT NULL, step INTEGER NOT NULL, side TEXT NOT NULL, op TEXT NOT NULL,
        class TEXT NOT NULL, target TEXT NOT NULL, target_key TEXT, probe_field TEXT,
        probe_value TEXT, scope TEXT, version TEXT, body BLOB, body_hash TEXT NOT NULL,
        link INTEGER, state TEXT NOT NULL, sent_at INTEGER, deadline INTEGER NOT NULL,
        answered INTEGER NOT NULL, answer_key TEXT, answer_version TEXT, answer_text TEXT,
        crc INTEGER NOT NULL
    ) STRICT;
    CREATE UNIQUE INDEX intent_step ON intent (plan, step);
    CREATE INDEX intent_lane ON intent (flow, entity, key, plan);
    CREATE INDEX intent_open ON intent (flow, entity, key)
        WHERE state IN ('planned', 'sent', 'in_doubt', 'parked');
    CREATE INDEX intent_body ON intent (sent_at) WHERE body IS NOT NULL;
    CREATE TABLE parked (
        flow TEXT NOT NULL, entity TEXT NOT NULL, key TEXT NOT NULL, reason TEXT NOT NULL,
        text TEXT NOT NULL, evidence TEXT NOT NULL, first_seen INTEGER NOT NULL,
        last_seen INTEGER NOT NULL, count INTEGER NOT NULL, resolution TEXT,
        crc INTEGER NOT NULL, PRIMARY KEY (flow, entity, key)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE run (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, flow TEXT NOT NULL, started INTEGER NOT NULL,
        finished INTEGER, counters TEXT NOT NULL, outcome TEXT, crc INTEGER NOT NULL
    ) STRICT;
",
    "
    CREATE TABLE meant (
        intent INTEGER PRIMARY KEY, role TEXT NOT NULL, key TEXT NOT NULL, document TEXT NOT NULL,
        hash TEXT NOT NULL, source BLOB NOT NULL, before BLOB, crc INTEGER NOT NULL
    ) STRICT;
",
    "
    CREATE TABLE owed (
        intent INTEGER PRIMARY KEY, record TEXT NOT NULL, crc INTEGER NOT NULL
    ) STRICT;
",
];

/// The version from which on it is kept what edits lead to.
pub(super) const MEANT: i64 = 2;

/// The version from which on it is kept what is owed to records.
pub(super) const OWED: i64 = 3;

/// The newest version of the schema.
const KNOWN: i64 = 3;
const _: () = assert!(MIGRATIONS.len() == KNOWN as usize);

/// Every commit is on the disk before it counts. Our unit tests kill no machine, only themselves.
const SYNC: &str = if cfg!(test) { "OFF" } else { "FULL" };

/// Looks the file over, before anything is done with it. `made` is how many commits it must hold.
pub(super) fn look_over(path: &Path, made: i64) -> Result<(), JournalError> {
    match reading(path, made)? {
        Some(connection) => whole(Db { connection: &connection, path }),
        None => Ok(()),
    }
}

/// Opens the file for reading; none when there is nothing in it yet. `made` is how many commits it
/// must hold.
pub(super) fn reading(path: &Path, made: i64) -> Result<Option<Connection>, JournalError> {
    let length = std::fs::metadata(path).map(|found| found.len());
    // SQLite throws the log of an empty file away, so this is said before it sees the file.
    match length {
        Ok(0) => {
            missing(path, 0, made)?;
            return Err(JournalError::Empty { path: path.to_owned() });
        }
        Err(_) => return missing(path, 0, made).map(|()| None),
        Ok(_) => {}
    }
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .map_err(|error| trouble(path, &error))?;
    let db = Db { connection: &connection, path };
    let version = identify(db)?;
    if version == 0 {
        return missing(path, 0, made).map(|()| None);
    }
    missing(path, commits(db)?, made)?;
    wait_for_others(db)?;
    Ok(Some(connection))
}

/// Makes the file if it is not there. It gets its name once it is whole: one that is there is never
/// empty.
fn make(path: &Path) -> Result<(), JournalError> {
    if path.exists() {
        return Ok(());
    }
    let mut unfinished = path.as_os_str().to_owned();
    unfinished.push("-unfinished");
    let unfinished = PathBuf::from(unfinished);
    let failed = |error: std::io::Error| disk(&unfinished, &error);
    match std::fs::remove_file(&unfinished) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let connection = Connection::open(&unfinished).map_err(|error| trouble(&unfinished, &error))?;
    migrate(Db { connection: &connection, path: &unfinished })?;
    drop(connection);
    std::fs::rename(&unfinished, path).map_err(|error| disk(path, &error))
}

/// Opens the file for writing, made or migrated as need be.
pub(super) fn writing(path: &Path) -> Result<Connection, JournalError> {
    make(path)?;
    let connection = Connection::open(path).map_err(|error| trouble(path, &error))?;
    let db = Db { connection: &connection, path };
    wait_for_others(db)?;
    let set = |name: &str, value: &str| {
        let set = connection.pragma_update(None, name, value);
        set.map_err(|error| trouble(path, &error))
    };
    set("journal_mode", "WAL")?;
    set("synchronous", SYNC)?;
    migrate(db)?;
    #[cfg(test)]
    full::limit(db)?;
    connection.set_prepared_statement_cache_capacity(64);
    Ok(connection)
}

/// Brings the schema to the newest version.
fn migrate(db: Db<'_>) -> Result<(), JournalError> {
    let version = pragma(db, "user_version")?;
    for (next, migration) in (1..).zip(MIGRATIONS).filter(|(next, _)| *next > version) {
        let all = format!(
            "BEGIN IMMEDIATE; {migration}
             PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {next}; COMMIT;"
        );
        db.connection.execute_batch(&all).map_err(|error| trouble(db.path, &error))?;
    }
    Ok(())
}

/// The version of the file's schema.
pub(super) fn version(db: Db<'_>) -> Result<i64, JournalError> {
    pragma(db, "user_version")
}

/// How many commits the file holds.
pub(super) fn commits(db: Db<'_>) -> Result<i64, JournalError> {
    let number = db.number("SELECT commits FROM head WHERE id = 1", &[])?;
    number.ok_or_else(|| damaged(db.path, "`head` is empty"))
}

/// The version of its schema, if it is ours and not newer.
fn identify(db: Db<'_>) -> Result<i64, JournalError> {
    let path = db.path.to_owned();
    let found = pragma(db, "user_version")?;
    let application = pragma(db, "application_id")?;
    if found == 0 && application == 0 {
        let tables = db.number("SELECT count(*) FROM sqlite_schema", &[])?;
        return if tables == Some(0) { Ok(0) } else { Err(JournalError::Foreign { path }) };
    }
    if application != APPLICATION {
        return Err(JournalError::Foreign { path });
    }
    if !(1..=KNOWN).contains(&found) {
        return Err(JournalError::Newer { path, found, known: KNOWN });
    }
    Ok(found)
}

/// Whether pages and indexes fit together: reads the whole file. The full check and not the quick one: an index that
/// misses a link would let a record be created twice.
fn whole(db: Db<'_>) -> Result<(), JournalError> {
    let check = || {
        let mut statement = db.connection.prepare("PRAGMA integrity_check(1)")?;
        statement.query_row([], |row| row.get::<_, String>(0))
    };
    let found = check().map_err(|error| trouble(db.path, &error))?;
    if found == "ok" {
        Ok(())
    } else {
        Err(damaged(db.path, &format!("the pages do not fit together: {found}")))
    }
}

fn missing(path: &Path, found: i64, made: i64) -> Result<(), JournalError> {
    if found >= made {
        return Ok(());
    }
    Err(JournalError::Behind { path: path.to_owned(), found, made })
}

/// Readers of other processes hold the file for moments only.
fn wait_for_others(db: Db<'_>) -> Result<(), JournalError> {
    let set = db.connection.busy_timeout(std::time::Duration::from_secs(5));
    set.map_err(|error| trouble(db.path, &error))
}

fn pragma(db: Db<'_>, name: &str) -> Result<i64, JournalError> {
    let value = db.connection.pragma_query_value(None, name, |row| row.get(0));
    value.map_err(|error| trouble(db.path, &error))
}

fn damaged(path: &Path, what: &str) -> JournalError {
    JournalError::Damaged { path: path.to_owned(), what: what.to_owned() }
}

/// A disk that is full or read only, for tests: SQLite itself refuses to let a file grow over so many
/// pages, or to write.
#[cfg(test)]
pub(crate) mod full {
    use std::path::{Path, PathBuf};
    use std::sync::Mutex;

    use super::{Db, trouble};
    use crate::journal::JournalError;

    static LIMITS: Mutex<Vec<(PathBuf, String)>> = Mutex::new(Vec::new());

    /// Lets the journal of that path grow to so many pages, whoever opens it.
    pub(crate) fn at(path: &Path, pages: u32) {
        set(path, format!("PRAGMA max_page_count = {pages}"));
    }

    /// Lets nobody write to the journal of that path.
    pub(crate) fn read_only(path: &Path) {
        set(path, "PRAGMA query_only = 1".into());
    }

    fn set(path: &Path, limit: String) {
        let mut limits = LIMITS.lock().unwrap();
        limits.retain(|(known, _)| known != path);
        limits.push((path.to_owned(), limit));
    }

    pub(super) fn limit(db: Db<'_>) -> Result<(), JournalError> {
        let limits = LIMITS.lock().unwrap();
        let Some((_, limit)) = limits.iter().find(|(known, _)| known == db.path) else {
            return Ok(());
        };
        db.connection.execute_batch(limit).map_err(|error| trouble(db.path, &error))
    }
}

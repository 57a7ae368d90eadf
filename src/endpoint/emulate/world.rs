//! The file in which an emulator keeps its records and its ledger.
//!
//! A world outlives its process: what was answered is on the disk. One process may open it at a
//! time; the ledger alone can be read beside it.

mod ledger;
mod seed;
mod tx;

use std::ffi::OsString;
use std::fmt;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;

pub use ledger::{LedgerEntry, read_ledger};
pub use seed::Seed;
pub use tx::{Row, Tx};

/// The file's format; a world of another one is not read.
const FORMAT: i32 = 1;

const TABLES: &str = "
    create table record (
        collection text not null,
        key text not null,
        seq integer not null,
        body text not null,
        primary key (collection, key)
    ) without rowid;
    create index record_order on record (collection, seq);
    create table mark (
        collection text not null,
        name text not null,
        value text not null,
        key text not null,
        primary key (collection, name, value, key)
    ) without rowid;
    create index mark_owner on mark (collection, key);
    create table meta (key text primary key, value text not null) without rowid;
    create table ledger (
        id integer primary key autoincrement,
        time text not null,
        operation text not null,
        key text not null,
        body text not null,
        status integer not null
    );
";

/// Why a world cannot be used.
#[derive(Debug)]
pub enum WorldError {
    /// Another process has it.
    InUse(PathBuf),
    /// It was written by another version of the program.
    Format(PathBuf),
    /// The disk.
    Io(PathBuf, io::Error),
    /// The folder of the first records cannot be read.
    Folder(PathBuf, io::Error),
    /// The database.
    Sql(rusqlite::Error),
    /// A seed file is not what it should be: the file and what is wrong.
    Seed(PathBuf, String),
}

impl fmt::Display for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WorldError::InUse(path) => {
                write!(f, "the world `{}` is in use by another process", path.display())
            }
            WorldError::Format(path) => {
                write!(f, "the world `{}` is of another version: start it afresh", path.display())
            }
            WorldError::Io(path, error) | WorldError::Folder(path, error) => {
                write!(f, "`{}`: {error}", path.display())
            }
            WorldError::Sql(error) => write!(f, "the world's database: {error}"),
            WorldError::Seed(path, text) => write!(f, "`{}`: {text}", path.display()),
        }
    }
}

impl std::error::Error for WorldError {}

impl WorldError {
    /// What helps, by the name of its words.
    pub fn remedy(&self) -> &'static str {
        match self {
            WorldError::InUse(_) => "process",
            WorldError::Format(_) | WorldError::Sql(_) => "reset",
            WorldError::Io(..) => "disk",
            WorldError::Folder(..) => "folder",
            WorldError::Seed(..) => "file",
        }
    }
}

impl From<rusqlite::Error> for WorldError {
    fn from(error: rusqlite::Error) -> WorldError {
        WorldError::Sql(error)
    }
}

/// An open world.
#[derive(Debug)]
pub struct World {
    connection: Mutex<Connection>,
    /// Held as long as the world is open.
    _lock: File,
}

impl World {
    /// Opens a world; a new one is filled first, in one transaction.
    pub fn open(
        path: &Path,
        fill: impl FnOnce(&Tx<'_>) -> Result<(), WorldError>,
    ) -> Result<World, WorldError> {
        let lock = lock(path)?;
        let mut connection = Connection::open(path)?;
        connection.pragma_update(None, "journal_mode", "wal")?;
        connection.pragma_update(None, "synchronous", "full")?;
        match connection.query_row("pragma user_version", (), |row| row.get(0))? {
            FORMAT => {}
            0 => {
                let transaction = connection.transaction()?;
                transaction.execute_batch(TABLES)?;
                fill(&Tx::new(&transaction))?;
                transaction.pragma_update(None, "user_version", FORMAT)?;
                transaction.commit()?;
            }
            _ => return Err(WorldError::Format(path.to_owned())),
        }
        Ok(World { connection: Mutex::new(connection), _lock: lock })
    }

    /// Whether another process has the world open. A world that was never opened is nobody's.
    pub fn is_in_use(path: &Path) -> bool {
        path.exists() && matches!(lock(path), Err(WorldError::InUse(_)))
    }

    /// Removes a world that no process has open.
    pub fn reset(path: &Path) -> Result<(), WorldError> {
        if !path.exists() {
            return Ok(());
        }
        let _lock = lock(path)?;
        for suffix in ["", "-wal", "-shm"] {
            let file = beside(path, suffix);
            match std::fs::remove_file(&file) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(WorldError::Io(file, error)),
            }
        }
        Ok(())
    }

    /// Does all of `work` or nothing; it is on the disk when this returns.
    ///
    /// An error of `work`, its own or the world's, undoes it.
    pub fn write<T, E: From<WorldError>>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = self.connection();
        let transaction = connection.transaction().map_err(WorldError::from)?;
        let done = work(&Tx::new(&transaction))?;
        transaction.commit().map_err(WorldError::from)?;
        Ok(done)
    }

    /// The ledger so far.
    pub fn ledger(&self) -> Result<Vec<LedgerEntry>, WorldError> {
        ledger::entries(&self.connection())
    }

    /// A panic inside a transaction has undone it, so the connection is as good as before.
    fn connection(&self) -> MutexGuard<'_, Connection> {
        self.connection.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn lock(path: &Path) -> Result<File, WorldError> {
    let file = beside(path, ".lock");
    let trouble = |error| WorldError::Io(file.clone(), error);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(trouble)?;
    }
    let lock = File::create(&file).map_err(trouble)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(WorldError::InUse(path.to_owned())),
        Err(TryLockError::Error(error)) => Err(WorldError::Io(file, error)),
    }
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests;

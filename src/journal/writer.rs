//! The one owner of the writing connection: a thread that commits what waits together.
//!
//! A commit costs a sync of the disk, whatever stands in it. While one is under way further
//! transactions queue up; up to 64 of them, or what came within 2 ms, share the next. Each keeps
//! its own fate: one that fails is undone alone.

use std::future::Future;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::journal::seen::{Seen, disk};
use crate::journal::table::Db;
use crate::journal::{JournalError, JournalReader, LaneKey, LinkDraft, Stamp, open};

/// Transactions that share a commit at most.
const GROUP: usize = 64;
/// How long a group gathers at most.
const GATHER: Duration = Duration::from_millis(2);

/// The journal: reading and writing. One process has it at a time.
#[derive(Debug)]
pub struct Journal {
    /// Absent while it is dropped only.
    queue: Option<Sender<Box<dyn Work>>>,
    thread: Option<JoinHandle<()>>,
    reader: JournalReader,
    path: PathBuf,
    #[cfg(test)]
    watch: Option<Watch>,
}

/// Told the name of each transaction before it and after it, while nothing else goes on; answers
/// whether the program dies there.
#[cfg(test)]
pub(crate) struct Watch(pub(crate) Box<Told>);

/// The name of a transaction, and whether it is done.
#[cfg(test)]
pub(crate) type Told = dyn Fn(&str, bool) -> bool + Send + Sync;

impl Journal {
    /// Opens the journal of that path, made if it is not there, and holds it until it is dropped.
    pub fn open(path: &Path) -> Result<Journal, JournalError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| disk(folder, &error))?;
        }
        let mut seen = Seen::take(path)?;
        let made = seen.commits();
        open::look_over(path, made)?;
        let connection = open::writing(path)?;
        let reader = JournalReader::checked(path, made)?;
        let (queue, jobs) = channel();
        let owned = path.to_owned();
        let spawned = std::thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || write(&connection, &owned, &jobs, &mut seen));
        let thread = Some(spawned.map_err(|error| disk(path, &error))?);
        Ok(Journal {
            queue: Some(queue),
            thread,
            reader,
            path: path.to_owned(),
            #[cfg(test)]
            watch: None,
        })
    }

    /// Writes a new journal that holds these links and in which these lanes are to be looked at, and
    /// puts it in the place of the one at that path, whatever state that is in. The old one stays
    /// beside it; gives where, if there was one.
    ///
    /// The new one is whole before the old one is touched. Where this is cut off between the two, no
    /// journal is there, or one with fewer commits than were made; both are refused, and the next
    /// rebuild mends it.
    pub fn rebuild(
        path: &Path,
        links: Vec<LinkDraft>,
        lanes: Vec<LaneKey>,
        at: Stamp,
    ) -> Result<Option<PathBuf>, JournalError> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| disk(folder, &error))?;
        }
        let mut seen = Seen::take(path)?;
        let fresh = ending(path, ".new");
        let sweep = || {
            let ends = ["", "-wal", "-shm", "-lock"].map(|end| ending(&fresh, end));
            ends.iter().try_for_each(|left| match std::fs::remove_file(left) {
                Err(error) if error.kind() != ErrorKind::NotFound => Err(disk(left, &error)),
                _ => Ok(()),
            })
        };
        sweep()?;
        let journal = Journal::open(&fresh)?;
        let (adopted, marked) = (journal.adopt(links, at), journal.mark(lanes));
        adopted.wait().and_then(|()| marked.wait())?;
        drop(journal);
        let aside = |end: &str| {
            let (from, to) = (ending(path, end), ending(path, &format!(".aside-{}{end}", at.0)));
            match std::fs::rename(&from, &to) {
                Ok(()) => Ok(Some(to)),
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
                Err(error) => Err(disk(&from, &error)),
            }
        };
        // The log first: without its file it means nothing, and the file without it is told by the
        // witness.
        aside("-wal")?;
        aside("-shm")?;
        let old = aside("")?;
        std::fs::rename(&fresh, path).map_err(|error| disk(&fresh, &error))?;
        seen.note(0);
        sweep()?;
        Ok(old)
    }

    /// What can be read of it.
    pub fn reader(&self) -> &JournalReader {
        &self.reader
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Puts a transaction into the queue.
    pub(super) fn submit<T: Send + 'static>(
        &self,
        work: impl FnOnce(Db<'_>) -> Result<T, JournalError> + Send + 'static,
    ) -> Commit<T> {
        #[cfg(test)]
        let name = std::any::type_name_of_val(&work).rsplit("::").nth(1).unwrap_or_default();
        #[cfg(test)]
        if self.watch.as_ref().is_some_and(|watch| watch.0(name, false)) {
            return Commit::never();
        }
        let commit = Commit(Arc::new(Slot { state: Mutex::default(), ready: Condvar::new() }));
        let promise = Promise(Arc::clone(&commit.0));
        let ticket = Ticket { work: Some(work), result: None, promise };
        if let Some(queue) = &self.queue {
            // Where the thread is gone the ticket is dropped, which answers it.
            let _ = queue.send(Box::new(ticket));
        }
        #[cfg(test)]
        if let Some(watch) = &self.watch {
            commit.settle();
            if watch.0(name, true) {
                return Commit::never();
            }
        }
        commit
    }
}

#[cfg(test)]
impl Journal {
    /// A journal whose transactions are watched, and done one by one as they are handed in.
    pub(crate) fn watched(self, watch: Watch) -> Journal {
        let mut journal = self;
        journal.watch = Some(watch);
        journal
    }
}

#[cfg(test)]
impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Watch")
    }
}

#[cfg(test)]
impl<T> Commit<T> {
    /// One that nobody lives to see.
    fn never() -> Commit<T> {
        Commit(Arc::new(Slot { state: Mutex::default(), ready: Condvar::new() }))
    }

    /// Blocks until it is known how it ended.
    fn settle(&self) {
        let mut state = self.0.state();
        while state.result.is_none() {
            state = self.0.ready.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// A path with something put behind its name.
fn ending(path: &Path, end: &str) -> PathBuf {
    let mut whole = path.as_os_str().to_owned();
    whole.push(end);
    whole.into()
}

impl Drop for Journal {
    /// What was put in is still committed. The writing connection goes last: that folds the log
    /// into the file.
    fn drop(&mut self) {
        self.reader = JournalReader::none();
        drop(self.queue.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// A transaction on its way: `.await` it, or [`Commit::wait`].
#[must_use = "what is not waited for may not be durable yet"]
#[derive(Debug)]
pub struct Commit<T>(Arc<Slot<T>>);

impl<T> Commit<T> {
    /// Blocks until it is durable, or failed.
    pub fn wait(self) -> Result<T, JournalError> {
        let mut state = self.0.state();
        loop {
            if let Some(result) = state.result.take() {
                return result;
            }
            state = self.0.ready.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl<T> Future for Commit<T> {
    type Output = Result<T, JournalError>;

    fn poll(self: Pin<&mut Self>, ctx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut state = self.0.state();
        if let Some(result) = state.result.take() {
            return Poll::Ready(result);
        }
        state.waker = Some(ctx.waker().clone());
        Poll::Pending
    }
}

#[derive(Debug)]
struct Slot<T> {
    state: Mutex<SlotState<T>>,
    ready: Condvar,
}

#[derive(Debug)]
struct SlotState<T> {
    result: Option<Result<T, JournalError>>,
    waker: Option<Waker>,
}

impl<T> Default for SlotState<T> {
    fn default() -> SlotState<T> {
        SlotState { result: None, waker: None }
    }
}

impl<T> Slot<T> {
    /// Nothing that holds the lock can leave the state half changed.
    fn state(&self) -> MutexGuard<'_, SlotState<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The other end of a [`Commit`]. Dropped unkept, it says that the journal is closed.
struct Promise<T>(Arc<Slot<T>>);

impl<T> Promise<T> {
    fn keep(self, result: Result<T, JournalError>) {
        self.0.state().result = Some(result);
    }
}

impl<T> Drop for Promise<T> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        if state.result.is_none() {
            state.result = Some(Err(JournalError::Closed));
        }
        let waker = state.waker.take();
        drop(state);
        self.0.ready.notify_all();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// A transaction in the queue.
trait Work: Send {
    /// Does its part; an error where that is not to be kept.
    fn run(&mut self, db: Db<'_>) -> Result<(), JournalError>;
    /// Tells how it ended, once the commit it was part of is done or failed.
    fn finish(self: Box<Self>, commit: Result<(), JournalError>);
}

struct Ticket<T, F> {
    work: Option<F>,
    result: Option<Result<T, JournalError>>,
    promise: Promise<T>,
}

impl<T, F> Work for Ticket<T, F>
where
    T: Send,
    F: FnOnce(Db<'_>) -> Result<T, JournalError> + Send,
{
    fn run(&mut self, db: Db<'_>) -> Result<(), JournalError> {
        let Some(work) = self.work.take() else { return Err(JournalError::Closed) };
        let result = work(db);
        let kept = result.as_ref().map(|_| ()).map_err(Clone::clone);
        self.result = Some(result);
        kept
    }

    fn finish(self: Box<Self>, commit: Result<(), JournalError>) {
        let result = match (self.result, commit) {
            (Some(Err(error)), _) | (_, Err(error)) => Err(error),
            (Some(Ok(value)), Ok(())) => Ok(value),
            (None, Ok(())) => Err(JournalError::Closed),
        };
        self.promise.keep(result);
    }
}

fn write(connection: &Connection, path: &Path, jobs: &Receiver<Box<dyn Work>>, seen: &mut Seen) {
    let db = Db { connection, path };
    while let Ok(first) = jobs.recv() {
        let mut group = Vec::new();
        let outcome = gather(db, first, jobs, &mut group);
        if let Ok(commits) = outcome {
            seen.note(commits);
        } else if !connection.is_autocommit() {
            // Nothing more can be done about a failed rollback; the next `BEGIN` would tell.
            let _ = db.execute("ROLLBACK", &[]);
        }
        for work in group {
            work.finish(outcome.clone().map(|_| ()));
        }
    }
}

/// Runs what is in the queue as one transaction; gives the number of the commit.
fn gather(
    db: Db<'_>,
    first: Box<dyn Work>,
    jobs: &Receiver<Box<dyn Work>>,
    group: &mut Vec<Box<dyn Work>>,
) -> Result<i64, JournalError> {
    let began = Instant::now();
    let mut next = Some(first);
    if let Err(error) = db.execute("BEGIN IMMEDIATE", &[]) {
        group.extend(next);
        return Err(error);
    }
    while let Some(mut work) = next {
        let ran = alone(db, work.as_mut());
        group.push(work);
        ran?;
        let full = group.len() >= GROUP || began.elapsed() >= GATHER;
        next = if full { None } else { jobs.try_recv().ok() };
    }
    db.execute("UPDATE head SET commits = commits + 1 WHERE id = 1", &[])?;
    let commits = open::commits(db)?;
    db.execute("COMMIT", &[])?;
    Ok(commits)
}

/// Runs one transaction of a group, undone alone when it fails.
fn alone(db: Db<'_>, work: &mut dyn Work) -> Result<(), JournalError> {
    db.execute("SAVEPOINT work", &[])?;
    let kept = work.run(db);
    if db.connection.is_autocommit() {
        // A full or failing disk makes SQLite give up the whole transaction: that is why the others of
        // the group fail too.
        return Err(kept.err().unwrap_or(JournalError::Closed));
    }
    if kept.is_err() {
        db.execute("ROLLBACK TO work", &[])?;
    }
    db.execute("RELEASE work", &[]).map(|_| ())
}

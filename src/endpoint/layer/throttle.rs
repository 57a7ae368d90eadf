//! A pace by the real clock, shared by all that use one key: in this process, and through a file in
//! the others of this machine.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::pace::Pace;
use super::shared::Shared;

/// How soon a file is asked for again that another process has.
const TAKEN: Duration = Duration::from_millis(2);

/// How long a file is waited for. Others have it for a moment; one that was stopped in that moment
/// must not stop everybody.
const PATIENCE: Duration = Duration::from_secs(1);

/// Lets requests go at a pace.
#[derive(Debug)]
pub struct Throttle {
    start: Instant,
    /// What the wall's clock said at the start: processes have no other in common. It is not looked
    /// at again, for it may be set.
    since: Duration,
    pace: Mutex<(Pace, u64)>,
    shared: Option<Shared>,
}

/// A request under way; dropping it says that it was answered or given up.
#[derive(Debug)]
#[must_use = "the request counts as answered once this is dropped"]
pub struct Turn<'a> {
    throttle: &'a Throttle,
    id: u64,
}

impl Throttle {
    /// At most `limit` requests in any second.
    pub fn new(limit: usize) -> Throttle {
        // Ids of different processes must not meet; the hasher's keys are random.
        let first = RandomState::new().build_hasher().finish();
        Throttle {
            start: Instant::now(),
            since: SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default(),
            pace: Mutex::new((Pace::new(limit), first)),
            shared: None,
        }
    }

    /// The same rate for all processes that name this file. Where it cannot be used, the rate is
    /// that of this process.
    pub fn shared(self, path: &Path) -> Throttle {
        Throttle { shared: Some(Shared::new(path)), ..self }
    }

    /// Waits until a request may go.
    pub async fn turn(&self) -> Turn<'_> {
        let begun = Instant::now();
        loop {
            match self.ask(begun.elapsed() < PATIENCE) {
                Ok(id) => return Turn { throttle: self, id },
                Err(wait) => tokio::time::sleep(wait).await,
            }
        }
    }

    /// The id of a request that may go now, or how long to wait.
    fn ask(&self, patient: bool) -> Result<u64, Duration> {
        let now = self.now();
        let mut guard = self.pace();
        let (pace, next) = &mut *guard;
        let mut held = match self.shared.as_ref().map(Shared::hold) {
            Some(Ok(None)) if patient => return Err(TAKEN),
            Some(Ok(held)) => held,
            Some(Err(_)) | None => None,
        };
        if let Some(Ok(others)) = held.as_mut().map(super::shared::Held::read) {
            pace.learn(others.into_iter(), now);
        }
        let id = *next;
        if let Some(wait) = pace.ask(id, now) {
            return Err(wait);
        }
        *next = next.wrapping_add(1);
        if let Some(held) = &mut held {
            // A disk that is full takes the others' knowledge of this request, no more.
            held.write(pace.sent()).ok();
        }
        Ok(id)
    }

    /// Notes a refusal for too many requests.
    pub fn refused(&self, retry_after: Option<Duration>) {
        let now = self.now();
        self.pace().0.refused(now, retry_after);
    }

    fn now(&self) -> Duration {
        self.since + self.start.elapsed()
    }

    /// A panic elsewhere leaves the pace whole: each change is one step.
    fn pace(&self) -> MutexGuard<'_, (Pace, u64)> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let now = self.throttle.now();
        self.throttle.pace().0.answered(self.id, now);
    }
}

#[cfg(test)]
mod tests;

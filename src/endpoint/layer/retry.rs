//! Reads are tried again when waiting may help; writes only where the system surely did nothing.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

use crate::endpoint::{
    Answer, Capability, Changes, Cursor, Endpoint, EndpointError, ErrorKind, Payload, Pending,
    Query, Remark, Source, Write, Written,
};

/// How long to wait before which attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The longest first pause; each next may be twice as long.
    pub first: Duration,
    /// The longest pause.
    pub longest: Duration,
    /// How many attempts are made in all.
    pub attempts: u32,
}

impl Default for Backoff {
    fn default() -> Backoff {
        let first = Duration::from_millis(500);
        Backoff { first, longest: Duration::from_mins(5), attempts: 6 }
    }
}

impl Backoff {
    /// The pause after a failed attempt, counted from 1; nothing if it was the last.
    ///
    /// Full jitter: anywhere between nothing and the longest pause of that attempt, so that many
    /// that failed together do not come back together. `chance` is any random number.
    pub fn pause(&self, attempt: u32, chance: u64, error: &EndpointError) -> Option<Duration> {
        // What cannot be understood may have been damaged on its way.
        let may_pass = error.is_temporary() || error.kind == ErrorKind::BadData;
        if attempt >= self.attempts || !may_pass {
            return None;
        }
        let doubled = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let most = self.first.saturating_mul(doubled).min(self.longest);
        let micros = u64::try_from(most.as_micros()).unwrap_or(u64::MAX).max(1);
        let pause = Duration::from_micros(chance % micros);
        Some(pause.max(error.retry_after.unwrap_or_default()))
    }
}

/// A system whose reads are tried again.
#[derive(Debug)]
pub struct Retry<S> {
    inner: S,
    backoff: Backoff,
}

impl<S> Retry<S> {
    /// Wraps a system.
    pub fn new(inner: S, backoff: Backoff) -> Retry<S> {
        Retry { inner, backoff }
    }

    async fn again<'a, T>(
        &'a self,
        attempt: impl Fn() -> Pending<'a, T>,
        may_repeat: fn(ErrorKind) -> bool,
    ) -> Answer<T> {
        let mut count = 1;
        loop {
            let error = match attempt().await {
                Ok(done) => return Ok(done),
                Err(error) => error,
            };
            if !may_repeat(error.kind) {
                return Err(error);
            }
            let Some(pause) = self.backoff.pause(count, chance(), &error) else {
                return Err(error);
            };
            tokio::time::sleep(pause).await;
            count += 1;
        }
    }
}

/// A random number: the hasher's keys are.
fn chance() -> u64 {
    RandomState::new().build_hasher().finish()
}

impl<S: Source> Source for Retry<S> {
    fn capability(&self) -> Capability {
        self.inner.capability()
    }

    fn changes<'a>(&'a self, entity: &'a str, cursor: &'a Cursor) -> Pending<'a, Changes> {
        Box::pin(self.again(move || self.inner.changes(entity, cursor), |_| true))
    }

    fn read<'a>(&'a self, query: &'a Query) -> Pending<'a, Vec<Payload>> {
        Box::pin(self.again(move || self.inner.read(query), |_| true))
    }

    fn describe<'a>(&'a self, what: &'a str) -> Pending<'a, Vec<u8>> {
        Box::pin(self.again(move || self.inner.describe(what), |_| true))
    }

    fn remarks(&self) -> Vec<Remark> {
        self.inner.remarks()
    }
}

impl<S: Endpoint> Endpoint for Retry<S> {
    /// Only a refusal for too many requests says that nothing was done.
    fn write<'a>(&'a self, write: &'a Write) -> Pending<'a, Written> {
        Box::pin(self.again(move || self.inner.write(write), |kind| kind == ErrorKind::Limit))
    }
}

#[cfg(test)]
mod tests;

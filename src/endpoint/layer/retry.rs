//! Reads are tried again when waiting may help; writes only where the system surely did nothing.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::time::Duration;

use crate::endpoint::{
    Answer, Capability, Changes, Cursor, Endpoint, EndpointError, ErrorKind, Payload, Pending,
    Query, Source, Write, Written,
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
        if attempt >= self.attempts || !error.is_temporary() {
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

    fn remarks(&self) -> Vec<String> {
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
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::endpoint::WriteKind;

    /// Fails with that kind so many times.
    struct Failing(ErrorKind, u32, AtomicU32);

    impl Failing {
        fn act<'a, T: Send + 'a>(&'a self, done: T) -> Pending<'a, T> {
            let count = self.2.fetch_add(1, Ordering::SeqCst);
            let result =
                if count < self.1 { Err(EndpointError::new(self.0, "op", "no")) } else { Ok(done) };
            Box::pin(std::future::ready(result))
        }
    }

    impl Source for Failing {
        fn capability(&self) -> Capability {
            Capability::default()
        }
        fn changes<'a>(&'a self, _: &'a str, cursor: &'a Cursor) -> Pending<'a, Changes> {
            self.act(Changes { changes: Vec::new(), next: cursor.clone(), more: false })
        }
        fn read<'a>(&'a self, _: &'a Query) -> Pending<'a, Vec<Payload>> {
            self.act(Vec::new())
        }
        fn describe<'a>(&'a self, _: &'a str) -> Pending<'a, Vec<u8>> {
            self.act(Vec::new())
        }
    }

    impl Endpoint for Failing {
        fn write<'a>(&'a self, _: &'a Write) -> Pending<'a, Written> {
            self.act(Written { key: String::new(), version: None, record: None })
        }
    }

    fn retry(kind: ErrorKind, times: u32) -> Retry<Failing> {
        let short = Duration::from_micros(10);
        let backoff = Backoff { first: short, longest: short, attempts: 3 };
        Retry::new(Failing(kind, times, AtomicU32::new(0)), backoff)
    }

    fn write() -> Write {
        Write {
            kind: WriteKind::Edit,
            entity: "order".to_owned(),
            key: None,
            body: Arc::from(&b"{}"[..]),
            version: None,
            scope: None,
        }
    }

    #[tokio::test]
    async fn reads_are_repeated_while_waiting_may_help() {
        assert!(retry(ErrorKind::Transient, 2).describe("x").await.is_ok());
        assert!(retry(ErrorKind::Transient, 3).describe("x").await.is_err());
        let rejected = retry(ErrorKind::Rejected, 1);
        assert!(rejected.describe("x").await.is_err());
        assert_eq!(rejected.inner.2.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn writes_are_repeated_only_when_nothing_was_done() {
        assert!(retry(ErrorKind::Limit, 2).write(&write()).await.is_ok());
        let doubt = retry(ErrorKind::Transient, 1);
        assert!(doubt.write(&write()).await.is_err());
        assert_eq!(doubt.inner.2.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn pauses_grow_to_the_longest_and_are_spread() {
        let backoff = Backoff { attempts: 100, ..Backoff::default() };
        let error = EndpointError::new(ErrorKind::Transient, "op", "");
        let most = |attempt| backoff.pause(attempt, 299_999_999, &error).unwrap();
        assert!(most(1) < Duration::from_millis(500));
        assert_eq!(most(20), Duration::from_micros(299_999_999));
        assert_eq!(backoff.pause(5, 0, &error), Some(Duration::ZERO));
        let mut asked = error.clone();
        asked.retry_after = Some(Duration::from_secs(9));
        assert_eq!(backoff.pause(1, 0, &asked), Some(Duration::from_secs(9)));
        assert_eq!(Backoff::default().pause(6, 0, &error), None);
    }
}

//! A system that failed many times in a row is left alone for a while: whoever calls is told at once
//! what it said last, and now and then one call goes through to see whether it is back.
//!
//! A refusal is an answer: only a system that does not answer, or not with sense, is left alone. Like
//! a pace, a breaker knows no clock.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::endpoint::{
    Answer, Capability, Changes, Cursor, Endpoint, EndpointError, ErrorKind, Payload, Pending,
    Query, Remark, Source, Write, Written,
};

/// How many failures in a row open it.
const FAILURES: u32 = 10;

/// How often an open one lets a call through.
const PROBE: Duration = Duration::from_secs(30);

/// Which calls go through.
#[derive(Clone, Copy, Debug, Default)]
pub struct Breaker {
    /// Failures in a row.
    failures: u32,
    /// When the next call may try, while it is open.
    probe: Option<Duration>,
}

impl Breaker {
    /// Nothing if a call may go, else how long none may. One call alone tries an open system: the
    /// next may when that one should long have been answered.
    pub fn ask(&mut self, now: Duration) -> Option<Duration> {
        let probe = self.probe?;
        if now < probe {
            return Some(probe.saturating_sub(now));
        }
        self.probe = Some(now + PROBE);
        None
    }

    /// The system answered, be it with a refusal.
    pub fn answered(&mut self) {
        *self = Breaker::default();
    }

    /// The system did not answer.
    pub fn failed(&mut self, now: Duration) {
        self.failures = self.failures.saturating_add(1);
        if self.failures >= FAILURES {
            self.probe = Some(now + PROBE);
        }
    }
}

/// A system that is left alone while it does not answer.
#[derive(Debug)]
pub struct Guarded<S> {
    inner: S,
    start: Instant,
    /// The breaker, and what the system said last while it failed.
    state: Mutex<(Breaker, Option<EndpointError>)>,
}

impl<S> Guarded<S> {
    /// Wraps a system.
    pub fn new(inner: S) -> Guarded<S> {
        Guarded { inner, start: Instant::now(), state: Mutex::default() }
    }

    async fn call<T>(&self, call: Pending<'_, T>) -> Answer<T> {
        {
            let (breaker, last) = &mut *self.state();
            if let (Some(wait), Some(last)) = (breaker.ask(self.start.elapsed()), last) {
                return Err(EndpointError { retry_after: Some(wait), ..last.clone() }.over());
            }
        }
        let answer = call.await;
        let (breaker, last) = &mut *self.state();
        match &answer {
            Err(error) if error.kind == ErrorKind::Transient => {
                breaker.failed(self.start.elapsed());
                *last = Some(error.clone());
            }
            Ok(_) | Err(_) => breaker.answered(),
        }
        answer
    }

    /// A panic elsewhere leaves the state whole: each change is one step.
    fn state(&self) -> MutexGuard<'_, (Breaker, Option<EndpointError>)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<S: Source> Source for Guarded<S> {
    fn capability(&self) -> Capability {
        self.inner.capability()
    }

    fn changes<'a>(&'a self, entity: &'a str, cursor: &'a Cursor) -> Pending<'a, Changes> {
        Box::pin(self.call(self.inner.changes(entity, cursor)))
    }

    fn read<'a>(&'a self, query: &'a Query) -> Pending<'a, Vec<Payload>> {
        Box::pin(self.call(self.inner.read(query)))
    }

    fn describe<'a>(&'a self, what: &'a str) -> Pending<'a, Vec<u8>> {
        Box::pin(self.call(self.inner.describe(what)))
    }

    fn remarks(&self) -> Vec<Remark> {
        self.inner.remarks()
    }
}

impl<S: Endpoint> Endpoint for Guarded<S> {
    /// A write that is not let through was surely not done, but is told as any other that failed: to
    /// look before sending again costs one read.
    fn write<'a>(&'a self, write: &'a Write) -> Pending<'a, Written> {
        Box::pin(self.call(self.inner.write(write)))
    }
}

#[cfg(test)]
mod tests;

//! Tests: a system that does not answer is left alone, and tried every half minute.

use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

const SECOND: Duration = Duration::from_secs(1);

/// The moments of three simulated minutes at which calls go to a system that is away until then.
fn calls(away: Duration) -> Vec<u64> {
    let mut breaker = Breaker::default();
    let mut gone = Vec::new();
    for now in (0..180).map(|at| at * SECOND) {
        if breaker.ask(now).is_some() {
            continue;
        }
        gone.push(now.as_secs());
        if now < away { breaker.failed(now) } else { breaker.answered() }
    }
    gone
}

#[test]
fn ten_failures_in_a_row_open_it_and_each_half_minute_one_call_tries() {
    let gone = calls(Duration::from_secs(1000));
    assert_eq!(gone, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 39, 69, 99, 129, 159]);
    // Back after a minute and a half: the next call that tries finds it, and all go again.
    let gone = calls(Duration::from_secs(90));
    assert_eq!(gone[..13], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 39, 69, 99]);
    assert_eq!(gone[13..], (100..180).collect::<Vec<u64>>());
}

#[test]
fn an_answer_between_failures_begins_the_count_anew() {
    let mut breaker = Breaker::default();
    for _ in 0..5 {
        (0..9).for_each(|_| breaker.failed(SECOND));
        breaker.answered();
    }
    assert_eq!(breaker.ask(SECOND), None);
}

#[test]
fn one_call_alone_tries() {
    let mut breaker = Breaker::default();
    (0..10).for_each(|_| breaker.failed(Duration::ZERO));
    assert_eq!(breaker.ask(PROBE), None);
    assert_eq!(breaker.ask(PROBE), Some(PROBE));
}

/// Fails with that kind, and counts.
struct Failing(ErrorKind, AtomicU32);

impl Failing {
    fn no<T: Send + 'static>(&self) -> Pending<'static, T> {
        self.1.fetch_add(1, Ordering::SeqCst);
        let error = EndpointError::new(self.0, "GET x", "no");
        Box::pin(std::future::ready(Err(error)))
    }
}

impl Source for Failing {
    fn capability(&self) -> Capability {
        Capability::default()
    }
    fn changes<'a>(&'a self, _: &'a str, _: &'a Cursor) -> Pending<'a, Changes> {
        self.no()
    }
    fn read<'a>(&'a self, _: &'a Query) -> Pending<'a, Vec<Payload>> {
        self.no()
    }
    fn describe<'a>(&'a self, _: &'a str) -> Pending<'a, Vec<u8>> {
        Box::pin(async move { self.no().await })
    }
}

#[tokio::test]
async fn whoever_calls_then_is_told_the_last_words_and_when_to_come_again() {
    let system = Guarded::new(Failing(ErrorKind::Transient, AtomicU32::new(0)));
    for _ in 0..25 {
        let told = system.describe("x").await.unwrap_err();
        assert_eq!((told.kind, &*told.message), (ErrorKind::Transient, "no"));
    }
    assert_eq!(system.inner.1.load(Ordering::SeqCst), 10);
    let told = system.describe("x").await.unwrap_err();
    assert!(told.retry_after.is_some_and(|wait| wait <= PROBE));
    // A system that refuses answers.
    let system = Guarded::new(Failing(ErrorKind::Rejected, AtomicU32::new(0)));
    for _ in 0..25 {
        assert!(system.describe("x").await.is_err());
    }
    assert_eq!(system.inner.1.load(Ordering::SeqCst), 25);
}

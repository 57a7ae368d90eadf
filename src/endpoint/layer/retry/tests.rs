//! Tests: reads are tried again when waiting may help; writes only where the system surely did nothing.

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
    assert!(retry(ErrorKind::BadData, 2).describe("x").await.is_ok(), "damaged on its way");
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

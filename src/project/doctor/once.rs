//! A system that is asked for each of its descriptions once: that of a large base takes a while.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::endpoint::{Capability, Changes, Cursor, Payload, Pending, Query, Source};

/// A system whose descriptions are remembered.
pub(super) struct Once<'a> {
    inner: &'a dyn Source,
    known: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl<'a> Once<'a> {
    pub(super) fn new(inner: &'a dyn Source) -> Once<'a> {
        Once { inner, known: Mutex::default() }
    }

    /// A panic elsewhere leaves the map whole: each change is one step.
    fn known(&self) -> std::sync::MutexGuard<'_, BTreeMap<String, Vec<u8>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Source for Once<'_> {
    fn capability(&self) -> Capability {
        self.inner.capability()
    }

    fn changes<'a>(&'a self, entity: &'a str, cursor: &'a Cursor) -> Pending<'a, Changes> {
        self.inner.changes(entity, cursor)
    }

    fn read<'a>(&'a self, query: &'a Query) -> Pending<'a, Vec<Payload>> {
        self.inner.read(query)
    }

    fn describe<'a>(&'a self, what: &'a str) -> Pending<'a, Vec<u8>> {
        Box::pin(async move {
            let known = self.known().get(what).cloned();
            if let Some(known) = known {
                return Ok(known);
            }
            let found = self.inner.describe(what).await?;
            self.known().insert(what.to_owned(), found.clone());
            Ok(found)
        })
    }
}

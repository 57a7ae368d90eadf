//! Trouble that says which system it is of.

use std::sync::Arc;

use crate::endpoint::{
    Answer, Capability, Changes, Cursor, Endpoint, EndpointError, Payload, Pending, Query, Remark,
    Source, Write, Written,
};

/// A system with its name in the project.
pub struct Named {
    name: Box<str>,
    inner: Arc<dyn Endpoint>,
}

impl Named {
    /// The system under that name.
    pub fn new(name: &str, inner: Arc<dyn Endpoint>) -> Named {
        Named { name: name.into(), inner }
    }

    fn told<'a, T: Send + 'a>(&'a self, pending: Pending<'a, T>) -> Pending<'a, T> {
        Box::pin(async move {
            let answer: Answer<T> = pending.await;
            answer.map_err(|error| EndpointError { system: Some(self.name.clone()), ..error })
        })
    }
}

impl Source for Named {
    fn capability(&self) -> Capability {
        self.inner.capability()
    }

    fn changes<'a>(&'a self, entity: &'a str, cursor: &'a Cursor) -> Pending<'a, Changes> {
        self.told(self.inner.changes(entity, cursor))
    }

    fn read<'a>(&'a self, query: &'a Query) -> Pending<'a, Vec<Payload>> {
        self.told(self.inner.read(query))
    }

    fn describe<'a>(&'a self, what: &'a str) -> Pending<'a, Vec<u8>> {
        self.told(self.inner.describe(what))
    }

    fn remarks(&self) -> Vec<Remark> {
        self.inner.remarks()
    }
}

impl Endpoint for Named {
    fn write<'a>(&'a self, write: &'a Write) -> Pending<'a, Written> {
        self.told(self.inner.write(write))
    }
}

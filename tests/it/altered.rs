//! A system whose answers something between changes: a proxy, a newer version, a defect.

use std::sync::Arc;

use obmen::endpoint::emulate::{Emulator, Request, Response};

/// Answers in the place of a system, which it may ask.
pub(super) type Between = dyn Fn(&Request, &dyn Emulator) -> Response + Send + Sync;

/// A system with something between it and its caller.
pub(super) struct Altered {
    pub(super) inner: Arc<dyn Emulator>,
    pub(super) between: Box<Between>,
}

impl Emulator for Altered {
    fn answer(&self, request: &Request) -> Response {
        (self.between)(request, &*self.inner)
    }

    fn operation(&self, request: &Request) -> String {
        self.inner.operation(request)
    }

    fn refusal(&self, status: u16) -> Response {
        self.inner.refusal(status)
    }
}

/// An answer whose body is changed as JSON.
pub(super) fn edited(answer: Response, edit: impl FnOnce(&mut serde_json::Value)) -> Response {
    let mut body = serde_json::from_slice(&answer.body).unwrap();
    edit(&mut body);
    Response { body: body.to_string().into_bytes(), ..answer }
}

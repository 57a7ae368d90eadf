//! The sessions of a base: each request takes one while it is answered.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::endpoint::emulate::Response;

use super::JSON;

/// How many there are and how many are taken.
#[derive(Debug)]
pub(super) struct Sessions {
    most: usize,
    taken: AtomicUsize,
}

/// A session, until it is dropped.
#[derive(Debug)]
pub(super) struct Session<'a>(&'a AtomicUsize);

impl Sessions {
    /// So many sessions; any number without one.
    pub(super) fn new(most: Option<usize>) -> Sessions {
        Sessions { most: most.unwrap_or(usize::MAX), taken: AtomicUsize::new(0) }
    }

    /// A free session.
    pub(super) fn enter(&self) -> Option<Session<'_>> {
        let one_more = |taken| (taken < self.most).then_some(taken + 1);
        let entered = self.taken.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_more);
        entered.ok().map(|_| Session(&self.taken))
    }
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

/// What a base without a free session answers: not in the form of the interface, but of the server
/// before it; the text is in the deepest `descr`.
pub(super) fn refused() -> Response {
    let reason = "Превышено количество одновременно работающих сеансов";
    let body = json!({
        "#exception": "HTTPServiceException",
        "exception": {
            "reason": 403,
            "descr": "Ошибка начала сеанса",
            "inner": { "descr": format!("Сеанс не может быть начат: {reason}") },
        },
    });
    Response::new(403, JSON, body.to_string())
}

#[cfg(test)]
mod tests {
    use super::Sessions;

    #[test]
    fn a_session_is_free_again_when_its_request_is_answered() {
        let sessions = Sessions::new(Some(2));
        let first = sessions.enter();
        let second = sessions.enter();
        assert!(first.is_some() && second.is_some());
        assert!(sessions.enter().is_none());
        drop(first);
        assert!(sessions.enter().is_some());
        assert!(Sessions::new(Some(0)).enter().is_none());
        assert!(Sessions::new(None).enter().is_some());
    }
}

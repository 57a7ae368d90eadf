//! The limit of requests: so many in any second, per key.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// A sliding window for each key.
#[derive(Debug)]
pub(super) struct Rate {
    limit: usize,
    windows: Mutex<HashMap<String, VecDeque<Instant>>>,
}

impl Rate {
    /// So many requests in any second; 0 for no limit.
    pub(super) fn new(limit: usize) -> Rate {
        Rate { limit, windows: Mutex::default() }
    }

    /// Whether a request of this key may pass now. Those that may not do not count.
    pub(super) fn admit(&self, key: &str, now: Instant) -> bool {
        if self.limit == 0 {
            return true;
        }
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        let window = windows.entry(key.to_owned()).or_default();
        while window.front().is_some_and(|then| now - *then >= Duration::from_secs(1)) {
            window.pop_front();
        }
        let free = window.len() < self.limit;
        if free {
            window.push_back(now);
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_in_any_second() {
        let rate = Rate::new(10);
        let start = Instant::now();
        let at = |ms: u64| start + Duration::from_millis(ms);
        let admitted = (0..12).filter(|n| rate.admit("a", at(900 + n))).count();
        assert_eq!(admitted, 10);
        assert!(rate.admit("b", at(950)), "other keys have their own");
        assert!(!rate.admit("a", at(1100)), "a new second by the clock is no new window");
        assert!(rate.admit("a", at(1901)));
        assert!((0..100).all(|_| Rate::new(0).admit("a", start)));
    }
}

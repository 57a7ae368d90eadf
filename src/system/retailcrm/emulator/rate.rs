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
    use crate::endpoint::layer::Pace;

    /// A minute of work without end, in simulated time: each request is seen somewhere on its way, and
    /// none is refused.
    #[test]
    fn the_pace_of_a_client_is_never_refused_and_uses_the_rate() {
        for way in [0, 30, 150, 400] {
            let (rate, mut pace, start) = (Rate::new(10), Pace::new(10), Instant::now());
            let (mut now, mut sent) = (Duration::ZERO, 0_u64);
            let (mut seen, mut under_way) = (Vec::new(), VecDeque::new());
            while now < Duration::from_mins(1) {
                while under_way.front().is_some_and(|(_, back)| *back <= now) {
                    let (id, back) = under_way.pop_front().unwrap();
                    pace.answered(id, back);
                }
                match pace.ask(sent, now) {
                    Some(wait) => now += wait,
                    None => {
                        // Writes of each third request take longer to arrive.
                        let part = if sent.is_multiple_of(3) { way } else { way / 2 };
                        seen.push(now + Duration::from_millis(part));
                        under_way.push_back((sent, now + Duration::from_millis(way)));
                        sent += 1;
                    }
                }
            }
            seen.sort_unstable();
            assert!(seen.iter().all(|at| rate.admit("key", start + *at)), "{way} ms");
            if way <= 60 {
                assert!(sent >= 510, "at least 85 % of 600: {sent} with {way} ms");
            }
        }
    }

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

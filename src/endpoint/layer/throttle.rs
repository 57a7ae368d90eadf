//! So many requests in any second, and fewer after a refusal.
//!
//! [`Pace`] decides and knows no clock: moments are durations since its start, so shares of the
//! rate are proved in simulated time. [`Throttle`] waits by the real clock.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a refusal halves the rate.
const SLOW: Duration = Duration::from_secs(30);

/// When requests may go.
#[derive(Clone, Debug)]
pub struct Pace {
    limit: usize,
    /// A second and a margin, since requests may come closer together on their way.
    span: Duration,
    sent: VecDeque<Duration>,
    /// Until when the rate is reduced, and to what.
    slow: Option<(Duration, usize)>,
    /// Before this moment nothing goes.
    hold: Duration,
}

impl Pace {
    /// At most `limit` requests in any second.
    pub fn new(limit: usize) -> Pace {
        Pace {
            limit: limit.max(1),
            span: Duration::from_millis(1080),
            sent: VecDeque::new(),
            slow: None,
            hold: Duration::ZERO,
        }
    }

    /// Nothing if a request may go now, which is then counted; else how long to wait before asking
    /// again.
    pub fn ask(&mut self, now: Duration) -> Option<Duration> {
        if now < self.hold {
            return Some(self.hold.saturating_sub(now));
        }
        while self.sent.front().is_some_and(|sent| now.saturating_sub(*sent) >= self.span) {
            self.sent.pop_front();
        }
        let limit = self.limit(now);
        let earlier = self.sent.len().checked_sub(limit).and_then(|over| self.sent.get(over));
        if let Some(sent) = earlier {
            return Some((*sent + self.span).saturating_sub(now));
        }
        self.sent.push_back(now);
        None
    }

    /// The system refused for too many requests: half the rate for a while, and nothing at all for
    /// as long as it asks.
    pub fn refused(&mut self, now: Duration, retry_after: Option<Duration>) {
        // Requests that were under way together are refused together: that is one refusal.
        let is_new = self.slow.is_none_or(|(until, _)| now + SLOW > until + self.span);
        if is_new {
            let half = (self.limit(now) / 2).max(1);
            self.slow = Some((now + SLOW, half));
        }
        self.hold = self.hold.max(now + retry_after.unwrap_or(self.span));
    }

    /// How many requests any second may have now: after the slow time one more each second.
    fn limit(&self, now: Duration) -> usize {
        match self.slow {
            None => self.limit,
            Some((until, half)) => {
                let more = now.saturating_sub(until).as_secs() as usize;
                half.saturating_add(more).min(self.limit)
            }
        }
    }
}

/// A pace by the real clock, shared by all that use one key.
#[derive(Debug)]
pub struct Throttle {
    start: Instant,
    pace: Mutex<Pace>,
}

impl Throttle {
    /// At most `limit` requests in any second.
    pub fn new(limit: usize) -> Throttle {
        Throttle { start: Instant::now(), pace: Mutex::new(Pace::new(limit)) }
    }

    /// Waits until a request may go.
    pub async fn turn(&self) {
        loop {
            let wait = self.pace().ask(self.start.elapsed());
            match wait {
                None => return,
                Some(wait) => tokio::time::sleep(wait).await,
            }
        }
    }

    /// Notes a refusal for too many requests.
    pub fn refused(&self, retry_after: Option<Duration>) {
        let now = self.start.elapsed();
        self.pace().refused(now, retry_after);
    }

    /// A panic elsewhere leaves the pace whole: each change is one step.
    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    /// The moments at which requests go between two moments when there is always work.
    fn run(pace: &mut Pace, from: Duration, to: Duration) -> Vec<Duration> {
        let (mut now, mut sent) = (from, Vec::new());
        while now < to {
            match pace.ask(now) {
                None => sent.push(now),
                Some(wait) => now += wait.max(Duration::from_micros(1)),
            }
        }
        sent
    }

    fn most_in_a_second(sent: &[Duration]) -> usize {
        let within = |start: &Duration| {
            sent.iter().filter(|at| *at >= start && at.saturating_sub(*start) < SECOND).count()
        };
        sent.iter().map(within).max().unwrap_or(0)
    }

    #[test]
    fn uses_the_rate_and_never_exceeds_it() {
        let sent = run(&mut Pace::new(10), Duration::ZERO, 60 * SECOND);
        assert_eq!(most_in_a_second(&sent), 10);
        assert!(sent.len() >= 510, "at least 85 % of 600: {}", sent.len());
    }

    #[test]
    fn a_burst_after_a_pause_is_no_more_than_the_rate() {
        let mut pace = Pace::new(10);
        let mut sent = run(&mut pace, Duration::ZERO, SECOND / 2);
        sent.extend(run(&mut pace, SECOND * 9 / 10, 3 * SECOND));
        assert_eq!(most_in_a_second(&sent), 10);
    }

    #[test]
    fn a_refusal_halves_for_half_a_minute_and_comes_back_by_one_a_second() {
        let mut pace = Pace::new(10);
        pace.refused(Duration::ZERO, None);
        pace.refused(Duration::from_millis(3), None);
        let slow = run(&mut pace, Duration::ZERO, 30 * SECOND);
        assert_eq!(most_in_a_second(&slow), 5, "two together are one refusal");
        assert_eq!(pace.limit(33 * SECOND), 8);
        let back = run(&mut pace, 40 * SECOND, 50 * SECOND);
        assert_eq!(most_in_a_second(&back), 10);
    }

    #[test]
    fn waits_as_long_as_it_is_asked_to() {
        let mut pace = Pace::new(10);
        pace.refused(SECOND, Some(7 * SECOND));
        assert_eq!(pace.ask(2 * SECOND), Some(6 * SECOND));
        assert_eq!(pace.ask(8 * SECOND), None);
    }

    #[test]
    fn refusals_again_and_again_leave_at_least_one() {
        let mut pace = Pace::new(10);
        for minute in 0..5 {
            pace.refused(minute * 10 * SECOND, None);
        }
        let sent = run(&mut pace, 42 * SECOND, 50 * SECOND);
        assert_eq!(most_in_a_second(&sent), 1);
    }
}

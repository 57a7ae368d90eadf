//! When requests may go: so many in any second as the system sees it, and fewer after a refusal.
//!
//! A pace knows no clock: moments are durations since some start, so shares of the rate are proved
//! in simulated time. A system sees a request some time between its leave and its answer, so a
//! request counts from its answer on; how long one is waited for is bounded.

use std::time::Duration;

/// How long a refusal halves the rate.
const SLOW: Duration = Duration::from_secs(30);

/// A second and a margin, since clocks are not exact.
const SPAN: Duration = Duration::from_millis(1020);

/// The longest way of a request to its system. What takes longer is the system's own work.
const WAY: Duration = Duration::from_millis(500);

/// How soon a request is asked for again while only ways are waited for.
const GLANCE: Duration = Duration::from_millis(10);

/// A request that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sent {
    /// Tells it from all others.
    pub(super) id: u64,
    /// When it left.
    pub(super) left: Duration,
    /// When it was answered, once it is.
    pub(super) answered: Option<Duration>,
}

impl Sent {
    /// The last moment at which the system may have seen it.
    fn seen(&self) -> Duration {
        let most = self.left + WAY;
        self.answered.map_or(most, |answered| answered.clamp(self.left, most))
    }
}

/// When requests may go.
#[derive(Clone, Debug)]
pub struct Pace {
    limit: usize,
    /// In the order in which they left.
    sent: Vec<Sent>,
    /// Until when the rate is reduced, and to what.
    slow: Option<(Duration, usize)>,
    /// Before this moment nothing goes.
    hold: Duration,
}

impl Pace {
    /// At most `limit` requests in any second.
    pub fn new(limit: usize) -> Pace {
        Pace { limit: limit.max(1), sent: Vec::new(), slow: None, hold: Duration::ZERO }
    }

    /// Nothing if a request may go now, which is then counted under that id; else how long to wait
    /// before asking again.
    pub fn ask(&mut self, id: u64, now: Duration) -> Option<Duration> {
        if now < self.hold {
            return Some(self.hold.saturating_sub(now));
        }
        self.sent.retain(|sent| now < sent.seen() + SPAN);
        let over = self.sent.len().checked_sub(self.limit(now));
        if let Some(over) = over {
            // The earliest moment at which enough of them may not count any more.
            let mut ends: Vec<Duration> = self.sent.iter().map(|sent| end(sent, now)).collect();
            ends.sort_unstable();
            return Some(ends[over].saturating_sub(now).max(Duration::from_micros(100)));
        }
        self.sent.push(Sent { id, left: now, answered: None });
        None
    }

    /// A request was answered, or given up.
    pub fn answered(&mut self, id: u64, now: Duration) {
        if let Some(sent) = self.sent.iter_mut().find(|sent| sent.id == id) {
            sent.answered = Some(now);
        }
    }

    /// The system refused for too many requests: half the rate for a while, and nothing at all for
    /// as long as it asks.
    pub fn refused(&mut self, now: Duration, retry_after: Option<Duration>) {
        // Requests that were under way together are refused together: that is one refusal.
        let is_new = self.slow.is_none_or(|(until, _)| now + SLOW > until + SPAN);
        if is_new {
            let half = (self.limit(now) / 2).max(1);
            self.slow = Some((now + SLOW, half));
        }
        self.hold = self.hold.max(now + retry_after.unwrap_or(SPAN));
    }

    /// The requests that count.
    pub(super) fn sent(&self) -> &[Sent] {
        &self.sent
    }

    /// Counts requests of others too, and what others know of one's own no better than oneself.
    pub(super) fn learn(&mut self, others: impl Iterator<Item = Sent>, now: Duration) {
        // What lies ahead was noted by a clock that was set since.
        for other in others.filter(|other| other.left <= now + SPAN) {
            match self.sent.iter_mut().find(|sent| sent.id == other.id) {
                Some(known) => known.answered = known.answered.or(other.answered),
                None => self.sent.push(other),
            }
        }
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

/// When a request may not count any more. One under way may be answered at any moment.
fn end(sent: &Sent, now: Duration) -> Duration {
    let soonest = sent.left + SPAN;
    if sent.answered.is_some() || now < soonest {
        return if sent.answered.is_some() { sent.seen() + SPAN } else { soonest };
    }
    (now + GLANCE).min(sent.seen() + SPAN)
}

#[cfg(test)]
mod tests;

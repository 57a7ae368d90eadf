//! How patient and how busy the driver is.

use std::time::Duration;

use crate::sync::machine::Patience;

/// How long a record that somebody else holds is tried again, in milliseconds.
const DAY: i64 = 24 * 60 * 60 * 1000;

/// How patient and how busy the driver is.
#[derive(Clone, Debug)]
pub struct Options {
    /// Lanes at a time.
    pub lanes: usize,
    /// How often a call is tried before the lane is put off.
    pub tries: u32,
    /// The longest first pause; it doubles with each try.
    pub pause_first: Duration,
    /// The longest pause.
    pub pause_most: Duration,
    /// What is added to a call's deadline before it counts as landed, in milliseconds.
    pub margin: i64,
    /// How many lanes in a row may fail for reasons of a system before the run ends.
    pub failures: usize,
    /// How many records one run may create, and how many steps may edit some.
    pub guard: Guard,
    /// When a record that was refused is tried again by itself, time after time.
    pub retry_rejected: Vec<Duration>,
    /// When a record that somebody else holds is tried again by itself, time after time.
    pub retry_locked: Vec<Duration>,
    /// And after that, so often, until it has waited for a day; then a person has to look.
    pub retry_locked_on: Duration,
    /// A record that is tried again within that time is waited for by the run itself.
    pub lock_wait: Duration,
    /// The words for a record that was refused: none stands for those of the system.
    pub refused: Option<Vec<Option<Box<str>>>>,
    /// When a record that waits for another one is tried again, where the mapping does not say.
    pub retry_held: Duration,
}

/// What one run may write before a person is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guard {
    /// Records created.
    pub creates: usize,
    /// Edits made.
    pub edits: usize,
}

impl Default for Guard {
    fn default() -> Guard {
        Guard { creates: 500, edits: 2000 }
    }
}

impl Default for Options {
    fn default() -> Options {
        let minutes = |number: u64| Duration::from_secs(60 * number);
        Options {
            lanes: 4,
            tries: 5,
            pause_first: Duration::from_millis(500),
            pause_most: minutes(5),
            margin: 5000,
            failures: 5,
            guard: Guard::default(),
            retry_rejected: vec![minutes(1), minutes(10), minutes(60)],
            retry_locked: [2, 8, 30, 60, 120].map(Duration::from_secs).to_vec(),
            retry_locked_on: minutes(60),
            lock_wait: Duration::from_secs(2),
            refused: None,
            retry_held: minutes(15),
        }
    }
}

impl Options {
    pub(super) fn patience(&self, replan_rejected: bool) -> Patience {
        Patience { tries: self.tries, replan_rejected }
    }

    /// The pause before a try: anything up to twice the one before, so that lanes do not march in
    /// step.
    pub(super) fn pause(&self, number: u32, chance: f64) -> Duration {
        let doubled = 2u32.saturating_pow(number.saturating_sub(1).min(16));
        let most = self.pause_first.saturating_mul(doubled).min(self.pause_most);
        most.mul_f64(chance.clamp(0.0, 1.0))
    }

    /// What a record that was refused waits with.
    pub(super) fn refusal(&self, message: &str) -> Box<str> {
        let words = |parts: &Vec<Option<Box<str>>>| {
            parts.iter().map(|part| part.as_deref().unwrap_or(message)).collect::<String>()
        };
        self.refused.as_ref().map_or_else(|| message.into(), words).into()
    }

    /// When a record is tried again that was refused so often before.
    pub(super) fn retry_rejected(&self, times: i64) -> Option<Duration> {
        usize::try_from(times).ok().and_then(|at| self.retry_rejected.get(at).copied())
    }

    /// When a record is tried again that somebody held so often before, for so many milliseconds.
    pub(super) fn retry_locked(&self, times: i64, waited: i64) -> Option<Duration> {
        let soon = usize::try_from(times).ok().and_then(|at| self.retry_locked.get(at).copied());
        soon.or((waited < DAY).then_some(self.retry_locked_on))
    }
}

//! How long a piece of work takes.

use std::time::{Duration, Instant};

/// How long a piece of work takes.
pub(crate) fn time(work: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
}

/// The one in the middle.
pub(crate) fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

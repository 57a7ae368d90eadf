//! What carrying a plan out costs.

use crate::report::Tally;

/// How many requests a second are counted on; systems allow a little more.
const PACE: usize = 8;

/// Requests, time and documents that are posted again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    /// Requests that write.
    pub requests: usize,
    /// Seconds that they take at least.
    pub seconds: usize,
    /// Documents that were there before and are posted again.
    pub reposts: usize,
}

impl Cost {
    /// What all that was counted costs.
    pub fn of(tally: &Tally) -> Cost {
        let Tally { requests, reposts, .. } = *tally;
        Cost { requests, seconds: requests.div_ceil(PACE), reposts }
    }
}

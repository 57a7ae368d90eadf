//! Two pieces of work beside one another.

use std::time::Duration;

use crate::measure::{median, time};

/// So many a second.
pub(crate) fn rate(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64()
}

/// The medians of two pieces of work done in turns, and of the ratio of each pair.
pub(crate) fn pairs(
    rounds: usize,
    first: &mut dyn FnMut(),
    second: &mut dyn FnMut(),
) -> (Duration, Duration, f64) {
    let (mut firsts, mut seconds, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        // Who goes first changes too.
        let (one, other) = if round % 2 == 0 {
            let one = time(first);
            (one, time(second))
        } else {
            let other = time(second);
            (time(first), other)
        };
        firsts.push(one);
        seconds.push(other);
        ratios.push(one.as_secs_f64() / other.as_secs_f64());
    }
    ratios.sort_by(f64::total_cmp);
    (median(&mut firsts), median(&mut seconds), ratios[ratios.len() / 2])
}

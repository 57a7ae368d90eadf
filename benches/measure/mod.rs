//! Medians of rounds that take turns, so that what slows the machine slows both; figures as JSON.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a piece of work takes.
pub(crate) fn time(work: &mut dyn FnMut()) -> Duration {
    let start = Instant::now();
    work();
    start.elapsed()
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

/// The one in the middle.
pub(crate) fn median(times: &mut [Duration]) -> Duration {
    times.sort();
    times[times.len() / 2]
}

/// Writes the figures of a bench to `target/bench/NAME.json`.
pub(crate) fn keep(name: &str, figures: &serde_json::Value) {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/bench");
    fs::create_dir_all(&dir).expect("the folder of builds can be written");
    let file = dir.join(name).with_extension("json");
    fs::write(file, format!("{figures:#}\n")).expect("the folder of builds can be written");
}

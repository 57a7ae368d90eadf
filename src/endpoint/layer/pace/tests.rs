//! Tests: when requests may go: so many in any second as the system sees it, and fewer after a refusal.

use super::*;

const SECOND: Duration = Duration::from_secs(1);

/// The moments at which requests go between two moments when there is always work and each is
/// answered after that time.
fn run(pace: &mut Pace, from: Duration, to: Duration, way: Duration) -> Vec<Duration> {
    let (mut now, mut sent) = (from, Vec::new());
    let mut under_way: Vec<(u64, Duration)> = Vec::new();
    while now < to {
        under_way.retain(|(id, at)| {
            let open = *at > now;
            if !open {
                pace.answered(*id, *at);
            }
            open
        });
        let id = sent.len() as u64 + from.as_micros() as u64;
        match pace.ask(id, now) {
            None => {
                sent.push(now);
                under_way.push((id, now + way));
            }
            Some(wait) => now += wait,
        }
    }
    under_way.iter().for_each(|(id, at)| pace.answered(*id, *at));
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
    let sent = run(&mut Pace::new(10), Duration::ZERO, 60 * SECOND, Duration::from_millis(60));
    assert_eq!(most_in_a_second(&sent), 10);
    assert!(sent.len() >= 510, "at least 85 % of 600: {}", sent.len());
}

#[test]
fn the_rate_holds_wherever_on_its_way_a_request_is_seen() {
    let way = Duration::from_millis(400);
    let sent = run(&mut Pace::new(10), Duration::ZERO, 20 * SECOND, way);
    // The first ten late, the next ones at once.
    let late = |at: usize| if at < 10 { way } else { Duration::ZERO };
    let seen = sent.iter().enumerate().map(|(at, left)| *left + late(at));
    let mut seen: Vec<Duration> = seen.collect();
    seen.sort_unstable();
    assert_eq!(most_in_a_second(&seen), 10);
}

#[test]
fn a_burst_after_a_pause_is_no_more_than_the_rate() {
    let mut pace = Pace::new(10);
    let mut sent = run(&mut pace, Duration::ZERO, SECOND / 2, Duration::ZERO);
    sent.extend(run(&mut pace, SECOND * 9 / 10, 3 * SECOND, Duration::ZERO));
    assert_eq!(most_in_a_second(&sent), 10);
}

#[test]
fn what_is_never_answered_counts_no_longer_than_a_way_and_a_second() {
    let mut pace = Pace::new(1);
    assert_eq!(pace.ask(1, Duration::ZERO), None);
    assert!(pace.ask(2, (WAY + SPAN).saturating_sub(Duration::from_millis(1))).is_some());
    assert_eq!(pace.ask(2, WAY + SPAN), None);
}

#[test]
fn requests_of_others_count_unless_they_lie_ahead() {
    let now = 100 * SECOND;
    let other = |id, left| Sent { id, left, answered: Some(left) };
    let mut pace = Pace::new(2);
    let then = Duration::from_millis(99_500);
    pace.learn([other(1, then), other(2, now + 60 * SECOND)].into_iter(), now);
    assert_eq!(pace.ask(3, now), None);
    let wait = pace.ask(4, now).unwrap();
    assert_eq!(wait, (then + SPAN).saturating_sub(now));
}

#[test]
fn a_refusal_halves_for_half_a_minute_and_comes_back_by_one_a_second() {
    let mut pace = Pace::new(10);
    pace.refused(Duration::ZERO, None);
    pace.refused(Duration::from_millis(3), None);
    let slow = run(&mut pace, Duration::ZERO, 30 * SECOND, Duration::ZERO);
    assert_eq!(most_in_a_second(&slow), 5, "two together are one refusal");
    assert_eq!(pace.limit(33 * SECOND), 8);
    let back = run(&mut pace, 40 * SECOND, 50 * SECOND, Duration::ZERO);
    assert_eq!(most_in_a_second(&back), 10);
}

#[test]
fn waits_as_long_as_it_is_asked_to() {
    let mut pace = Pace::new(10);
    pace.refused(SECOND, Some(7 * SECOND));
    assert_eq!(pace.ask(1, 2 * SECOND), Some(6 * SECOND));
    assert_eq!(pace.ask(1, 8 * SECOND), None);
}

#[test]
fn refusals_again_and_again_leave_at_least_one() {
    let mut pace = Pace::new(10);
    for minute in 0..5 {
        pace.refused(minute * 10 * SECOND, None);
    }
    let sent = run(&mut pace, 42 * SECOND, 50 * SECOND, Duration::ZERO);
    assert_eq!(most_in_a_second(&sent), 1);
}

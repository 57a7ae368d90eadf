//! Tests: a pace by the real clock, shared by all that use one key: in this process, and through a file in.

use super::*;

/// Takes turns, answered at once, until a moment; gives when each was had.
async fn turns(throttle: &Throttle, until: Instant) -> Vec<Instant> {
    let mut had = Vec::new();
    while Instant::now() < until {
        let turn = throttle.turn().await;
        had.push(Instant::now());
        drop(turn);
    }
    had
}

fn most_in_a_second(mut had: Vec<Instant>) -> usize {
    had.sort_unstable();
    let within = |first: &Instant| {
        had.iter().filter(|at| *at >= first && **at - *first < Duration::from_secs(1)).count()
    };
    had.iter().map(within).max().unwrap_or(0)
}

#[tokio::test]
async fn all_that_name_one_file_have_one_rate() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rate");
    let throttle = || Throttle::new(10).shared(&path);
    let until = Instant::now() + Duration::from_millis(2500);
    let (one, two) = (throttle(), throttle());
    let (mut had, others) = tokio::join!(turns(&one, until), turns(&two, until));
    had.extend(others);
    // And one that comes when they are gone.
    drop((one, two));
    had.extend(turns(&throttle(), Instant::now() + Duration::from_millis(300)).await);
    assert!(had.len() > 20, "the rate is used: {}", had.len());
    assert!(most_in_a_second(had) <= 10);
}

#[tokio::test]
async fn without_its_file_a_process_keeps_the_rate_by_itself() {
    let nowhere = Throttle::new(5).shared(Path::new("/nowhere/at/all"));
    let had = turns(&nowhere, Instant::now() + Duration::from_millis(1500)).await;
    assert!((6..=11).contains(&had.len()), "{}", had.len());
    assert_eq!(most_in_a_second(had), 5);
}

#[tokio::test]
async fn a_file_that_somebody_keeps_is_not_waited_for_without_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rate");
    let kept = Shared::new(&path).hold().unwrap();
    let throttle = Throttle::new(10).shared(&path);
    let begun = Instant::now();
    drop(throttle.turn().await);
    assert!(begun.elapsed() >= PATIENCE && kept.is_some());
}

//! Tests: feeds of changes: read page by page, each stored with its cursor before the next is asked for.

use std::collections::BTreeMap;

use super::{Captured, OVERLAP, advance, resume_at};
use crate::endpoint::Cursor;
use crate::journal::Stamp;

fn captured(from: Cursor) -> Captured {
    Captured {
        reached: from.clone(),
        to: from.clone(),
        from,
        lanes: BTreeMap::new(),
        known: 0,
        gone: Vec::new(),
    }
}

fn after(position: i64) -> Cursor {
    Cursor::After(position.to_string())
}

#[test]
fn a_feed_is_read_again_for_as_long_as_late_changes_may_come() {
    let mut kept = None;
    let mut read_from = Vec::new();
    // A look every 30 seconds, ten changes each time.
    for look in 0..30 {
        let now = Stamp(look * 30_000);
        let from = kept.as_ref().and_then(resume_at).unwrap_or_else(|| after(0));
        read_from.push(from.clone());
        let captured = captured(from);
        kept = Some(advance("flow", &captured, kept.as_ref(), &after(10 * (look + 1)), now));
    }
    for (look, from) in (0..).zip(&read_from) {
        let Cursor::After(from) = from else { panic!("{from:?}") };
        let from: i64 = from.parse().unwrap();
        // What was numbered at a look became known by then.
        let numbered_at = (from / 10 - 1) * 30_000;
        let age = look * 30_000 - numbered_at;
        assert!(from == 0 || age >= OVERLAP, "look {look} begins after {from}");
        assert!(age <= 2 * OVERLAP + 60_000, "look {look} begins as far back as {from}");
    }
}

#[test]
fn a_first_moment_gives_way_to_a_position_once_that_is_old() {
    let since = Cursor::Since("2025-01-01 00:00:00".into());
    let captured = captured(since);
    let mut kept = advance("flow", &captured, None, &after(5), Stamp(0));
    assert_eq!(resume_at(&kept), None, "a smaller number may come late: from the start again");
    kept = advance("flow", &captured, Some(&kept), &after(6), Stamp(OVERLAP - 1));
    assert_eq!(resume_at(&kept), None);
    kept = advance("flow", &captured, Some(&kept), &after(7), Stamp(OVERLAP));
    // ORD-IMP-06, ORD-IMP-07: from then on by the number of a change, not by the day.
    assert_eq!(resume_at(&kept), Some(after(5)));
}

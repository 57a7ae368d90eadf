//! The rules of the protocol broken one at a time: each must be found by the scenes and seeds that
//! find nothing when none is.

use super::people::Deed;
use super::points::{SCENES, crashed, edited_before_the_call};
use super::seeds::played;
use super::world::Crash;
use crate::sync::mutant::{Rule, break_rule};

/// Tries something with a rule broken; whether it came out as it should.
fn holds(rule: Rule, tried: impl FnOnce() -> Result<(), String> + std::panic::UnwindSafe) -> bool {
    break_rule(Some(rule));
    let outcome = std::panic::catch_unwind(tried);
    break_rule(None);
    matches!(outcome, Ok(Ok(())))
}

/// Scenes without trouble, then with a crash behind a page and one behind a write.
fn is_found(rule: Rule) -> bool {
    let scenes = |crashes: &[Crash]| {
        let fails = |(_, before, deeds): &(_, &[Deed], &[Deed])| {
            !holds(rule, || crashed(before, deeds, &[], crashes).map(|_| ()))
        };
        SCENES.iter().any(fails)
    };
    scenes(&[])
        || scenes(&[Crash::On("after capture", 1)])
        || scenes(&[Crash::On("answer Create Document_Order", 1)])
}

/// Rules that need somebody who edits in a certain moment, or two troubles at once: each with a seed
/// that has such a moment.
const WITNESSES: [(Rule, u64); 10] = [
    (Rule::Probe, 13),
    (Rule::LinkFirst, 1),
    (Rule::Merge, 2),
    (Rule::Owner, 9),
    (Rule::NewPlan, 1),
    (Rule::Landed, 131),
    // The same after a kill.
    (Rule::Landed, 559),
    (Rule::Overruled, 771),
    (Rule::InTime, 3),
    (Rule::Owed, 27),
];

#[test]
fn every_rule_that_is_broken_is_found() {
    for rule in [Rule::IntentFirst, Rule::EventsWithCursor, Rule::Base, Rule::Echo, Rule::WayBack] {
        assert!(is_found(rule), "{rule:?}");
    }
}

#[test]
fn rules_that_need_a_certain_moment_are_found_by_seeds() {
    for (rule, seed) in WITNESSES {
        played(seed).unwrap_or_else(|text| panic!("{rule:?}: {text}"));
        assert!(!holds(rule, || played(seed)), "{rule:?}");
    }
}

#[test]
fn a_write_without_another_look_is_found() {
    let looked = || {
        let (stands, edited) = edited_before_the_call();
        if stands == edited { Ok(()) } else { Err(format!("{stands} is not {edited}")) }
    };
    assert!(!holds(Rule::LookAgain, looked));
}

//! The rules of the protocol broken one at a time: each must be found by the scenes and seeds that
//! find nothing when none is.

use super::people::Deed;
use super::points::{SCENES, crashed};
use super::seeds::{number, played};
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

/// Whether seeds find it that the environment asks for; by default none are tried.
fn is_found_by_seeds(rule: Rule, seeds: u64) -> bool {
    is_found(rule) || (1..=seeds).any(|seed| !holds(rule, || played(seed)))
}

#[test]
fn every_rule_that_is_broken_is_found() {
    for rule in [Rule::IntentFirst, Rule::EventsWithCursor, Rule::Base, Rule::Echo, Rule::WayBack] {
        assert!(is_found(rule), "{rule:?}");
    }
}

/// `OBMEN_MUTANT_SEEDS=100`: these need somebody who edits in a certain moment, or two troubles at once.
#[test]
fn rules_that_need_a_certain_moment_are_found_by_seeds() {
    let seeds = number("OBMEN_MUTANT_SEEDS", 0);
    let rules =
        [Rule::Probe, Rule::LinkFirst, Rule::Marks, Rule::Merge, Rule::Owner, Rule::NewPlan];
    for rule in rules.into_iter().filter(|_| seeds > 0) {
        assert!(is_found_by_seeds(rule, seeds), "{rule:?}");
    }
}

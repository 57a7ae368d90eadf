//! Runs the tests of a mapping on samples: expectations, snapshots, laws.
//!
//! A test's records stand ready in memory and are read as in a run, by the same planner; nothing is
//! written and nothing outside the project's folder is read (its check refuses such samples). What a test does not give does not
//! exist, with one exception: a record that a match with a `key` names is taken as existing as long
//! as the test gives none of its entity, so that a test of an order need not give its goods. The
//! customer that an order carries inside itself counts as given. A record that rules read through a
//! reference is one that the test gives; without it the value is empty, and a test that fails says so.
//!
//! Constants, settings and tables that a test gives are checked and compiled into a mapping of its
//! own (`compiled`).

mod claims;
mod compiled;
mod difference;
mod json;
mod junit;
mod laws;
mod report;
mod samples;
mod shown;
mod snapshot;
mod text;
mod trial;
mod words;

pub use difference::{Line, lines};
pub use json::json;
pub use junit::junit;
pub use report::{Failure, FailureKind, Report, Result, Seen, Unfit};
pub(crate) use samples::path_column;
pub use snapshot::Snapshot;
pub use trial::{Came, End};
pub use words::{label, words};

use std::collections::BTreeMap;

use crate::check::Test;
use crate::diag::Machine;
use crate::eval::Said;
use crate::program::OutcomeKind;
use crate::project::Project;
use crate::schema::EntityId;
use compiled::{Compiled, View};

/// Runs the tests of those names (maps and flows); all where none are named.
pub fn run(project: &Project, names: &[String]) -> Report {
    let mut compiled: BTreeMap<String, Compiled> = BTreeMap::new();
    let mut results = Vec::new();
    for test in &project.checked.tests {
        if !names.is_empty() && !names.iter().any(|name| **name == *test.name) {
            continue;
        }
        results.push(if compiled::is_plain(test) {
            let view = View { checked: &project.checked, mapping: &project.mapping };
            self::test(project, view, test)
        } else {
            let own = compiled
                .entry(compiled::name(project, test))
                .or_insert_with(|| compiled::compile(project, test));
            own_test(project, own, test)
        });
    }
    Report { results }
}

/// A test with a mapping of its own.
fn own_test(project: &Project, own: &Compiled, test: &Test) -> Result {
    let twin = own.checked.tests.iter().find(|twin| twin.span == test.span);
    match twin {
        Some(twin) if own.mistakes.is_empty() => {
            self::test(project, View { checked: &own.checked, mapping: &own.mapping }, twin)
        }
        _ => {
            let mut result = Result::of(test);
            let kind = FailureKind::Mistakes(own.mistakes.clone());
            result.failures.push(Failure { span: test.span, record: None, kind });
            result
        }
    }
}

/// Runs one test.
fn test(project: &Project, view: View<'_>, test: &Test) -> Result {
    let mut result = Result::of(test);
    let world = match samples::read(project, view, test) {
        Ok(world) => world,
        Err((span, reason)) => {
            let kind = FailureKind::Sample(reason);
            result.failures.push(Failure { span, record: None, kind });
            return result;
        }
    };
    let trials = trial::Trials { project, view, test, world: &world };
    for subject in &world.subjects {
        match trials.run(subject) {
            Ok(came) => {
                let failed = result.failures.len();
                judge(&trials, &came, &mut result);
                // A test that holds all the same may mean that the record is gone.
                if result.failures.len() > failed && !came.not_given.is_empty() {
                    let named = |(entity, key): &(EntityId, Box<str>)| {
                        (project.catalog.entity_name(*entity), key.clone())
                    };
                    let records = came.not_given.iter().map(named).collect();
                    let kind = FailureKind::NotGiven(records);
                    result.failures.push(Failure { span: test.span, record: None, kind });
                }
                result.came.push(came);
            }
            Err(error) => {
                let kind = FailureKind::Sample(Unfit::Other(error.to_string()));
                result.failures.push(Failure { span: test.span, record: None, kind });
            }
        }
    }
    if let Some(span) = test.snapshot {
        let shown = text::of_all(&trials, &result.came);
        match Snapshot::compare(project, test, shown) {
            Ok(None) => {}
            Ok(Some(snapshot)) => {
                let kind = FailureKind::Snapshot(snapshot);
                result.failures.push(Failure { span, record: None, kind });
            }
            Err(error) => {
                let kind = FailureKind::Unwritten(Machine::from(&error));
                result.failures.push(Failure { span, record: None, kind });
            }
        }
    }
    result
}

/// Compares what came of a record with what the test expects of it.
fn judge(trials: &trial::Trials<'_>, came: &Came, result: &mut Result) {
    let test = trials.test;
    // Failures of one record among several say which.
    let record = (trials.world.subjects.len() > 1).then(|| came.key.as_str().into());
    let mut fail = |span, kind| {
        result.failures.push(Failure { span, record: record.clone(), kind });
    };
    let ended = || FailureKind::Ended(came.end.clone(), came.trial.faults.clone());
    for expected in &test.outcomes {
        if !meets(expected, came) {
            fail(expected.span, FailureKind::Outcome(came.end.clone(), came.warnings().to_vec()));
        }
    }
    let lasting = |expected: &crate::check::ExpectedOutcome| {
        !matches!(expected.outcome.kind, OutcomeKind::Warn)
    };
    let is_expected = test.outcomes.iter().any(lasting);
    if !came.end.is_written() {
        // A snapshot shows how the record ended; conditions and laws have nothing to look at.
        if !is_expected && (!test.claims.is_empty() || !test.laws.is_empty()) {
            fail(test.span, ended());
        }
        return;
    }
    for claim in &test.claims {
        if let Err(seen) = claims::holds(trials, came, claim) {
            fail(claim.span, FailureKind::Claim(seen));
        }
    }
    for law in &test.laws {
        let broken = laws::broken(trials, came, law);
        if !broken.is_empty() {
            fail(law.span, FailureKind::Law(law.kind, broken));
        }
    }
}

/// Whether what came of a record is the outcome that was expected, in these words if there are any.
fn meets(expected: &crate::check::ExpectedOutcome, came: &Came) -> bool {
    let same_text = |said: &Said| expected.text.as_ref().is_none_or(|text| **text == *said.bare());
    match (&expected.outcome.kind, &came.end) {
        (OutcomeKind::Warn, _) => came.warnings().iter().any(same_text),
        (kind, End::Said(said)) => {
            std::mem::discriminant(kind) == std::mem::discriminant(&said.kind) && same_text(said)
        }
        (OutcomeKind::Skip, End::Skipped | End::Filtered) | (OutcomeKind::Hold(_), End::Faults) => {
            expected.text.is_none()
        }
        _ => false,
    }
}

//! Results as JSON.

use serde_json::{Value, json};

use crate::diag::Texts;
use crate::project::Project;
use crate::source::Span;
use crate::suite::report::{Failure, FailureKind, Report, Result};
use crate::suite::words::words;

/// The version of the JSON form.
const FORMAT_VERSION: u32 = 1;

/// The report as JSON.
pub fn json(project: &Project, report: &Report, texts: &Texts) -> Value {
    let at = |span: Span| {
        let place = project.sources.place(span);
        json!({
            "file": &*project.sources.file(span.file).name,
            "line": place.line,
            "column": place.column,
        })
    };
    let failure = |failure: &Failure| {
        let mut words = words(project, failure, texts).into_iter();
        let message = words.next().unwrap_or_default();
        let mut value = json!({
            "kind": kind(&failure.kind),
            "place": at(failure.span),
            "message": message,
            "details": words.map(|line| line.trim_start().to_owned()).collect::<Vec<_>>(),
        });
        if let Some(record) = &failure.record {
            value["record"] = (&**record).into();
        }
        match &failure.kind {
            FailureKind::Claim(seen) => {
                let found =
                    seen.found.iter().map(|(what, found)| json!({"what": what, "found": found}));
                value["found"] = found.collect();
                value["wanted"] = seen.wanted.clone().into();
                if let Some(number) = seen.no_row {
                    value["no_row"] = number.into();
                }
            }
            FailureKind::Snapshot(snapshot) => {
                value["snapshot"] = snapshot.name.clone().into();
                value["old"] = snapshot.old.clone().into();
                value["new"] = snapshot.new.clone().into();
            }
            _ => {}
        }
        value
    };
    let test = |result: &Result| {
        json!({
            "name": &*result.name,
            "label": result.label.as_deref(),
            "place": at(result.span),
            "passed": result.passed(),
            "failures": result.failures.iter().map(failure).collect::<Vec<_>>(),
        })
    };
    json!({
        "format_version": FORMAT_VERSION,
        "passed": report.passed(),
        "failed": report.failed(),
        "tests": report.results.iter().map(test).collect::<Vec<_>>(),
    })
}

fn kind(kind: &FailureKind) -> &'static str {
    match kind {
        FailureKind::Sample(_) => "sample",
        FailureKind::Mistakes(_) => "mistakes",
        FailureKind::Claim(_) => "expectation",
        FailureKind::Ended(..) => "ended",
        FailureKind::Outcome(..) => "outcome",
        FailureKind::NotGiven(_) => "not_given",
        FailureKind::Law(..) => "law",
        FailureKind::Snapshot(_) => "snapshot",
        FailureKind::Unwritten(_) => "unwritten",
    }
}

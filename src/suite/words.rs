//! Results in words, and the same as JSON.

use serde_json::{Value, json};

use crate::diag::{Fact, Texts};
use crate::eval::Located;
use crate::project::Project;
use crate::source::Span;
use crate::suite::difference::{Line, lines};
use crate::suite::report::{Failure, FailureKind, Report, Result};
use crate::suite::text::outcome;
use crate::suite::trial::End;
use crate::value::FaultKind;

/// The version of the JSON form.
const FORMAT_VERSION: u32 = 1;

/// Equal lines that are shown around different ones.
const AROUND: usize = 1;

/// What a test is called: `Order "the whole of it"`.
pub fn label(result: &Result) -> String {
    match &result.label {
        None => result.name.to_string(),
        Some(label) => format!("{} \"{label}\"", result.name),
    }
}

/// Where a failed line stands: file and line.
fn place(project: &Project, span: Span) -> String {
    let file = &project.sources.file(span.file).name;
    format!("{file}:{}", project.sources.place(span).line)
}

/// A failure line by line: the place and what is wrong first, then what shows it.
pub fn words(project: &Project, failure: &Failure, texts: &Texts) -> Vec<String> {
    let say = |id: &str, args: &[(&'static str, Fact)]| texts.say(id, args);
    let (message, details) = match &failure.kind {
        FailureKind::Sample(reason) => {
            (say("suite-sample", &[("reason", reason.into())]), Vec::new())
        }
        FailureKind::Mistakes(mistakes) => {
            let mistakes = mistakes.iter().map(|mistake| {
                let at = mistake.span.map(|span| format!("{} ", place(project, span)));
                format!("{}{}", at.unwrap_or_default(), texts.message(mistake))
            });
            (say("suite-mistakes", &[]), mistakes.collect())
        }
        FailureKind::Claim(seen) => {
            let told = one_line(project.sources.text(failure.span));
            let mut details: Vec<String> = seen
                .found
                .iter()
                .map(|(what, found)| {
                    let args = [("what", one_line(what).into()), ("found", found.into())];
                    say("suite-found", &args)
                })
                .collect();
            let wanted = seen.wanted.as_ref();
            details.extend(wanted.map(|wanted| say("suite-wanted", &[("wanted", wanted.into())])));
            (say("suite-claim", &[("claim", told.into())]), details)
        }
        FailureKind::Ended(end, faults) => {
            let how = ended(end, texts);
            let faults = faults.iter().map(|fault| self::fault(project, fault, texts));
            (say("suite-ended", &[("how", how.into())]), faults.collect())
        }
        FailureKind::Outcome(end, warnings) => {
            let wanted = one_line(project.sources.text(failure.span));
            let warnings = warnings.iter().map(|said| quoted(outcome(&said.kind), &said.text));
            let args = [("wanted", wanted.into()), ("how", ended(end, texts).into())];
            (say("suite-outcome", &args), warnings.collect())
        }
        FailureKind::Law(law, broken) => {
            let field = |(field, wanted, found): &(String, String, String)| {
                let wanted: Fact = wanted.into();
                say(
                    "suite-field",
                    &[("field", field.into()), ("wanted", wanted), ("found", found.into())],
                )
            };
            let args = [("law", law.name().into())];
            (say("suite-law", &args), broken.iter().map(field).collect())
        }
        FailureKind::Snapshot(snapshot) => {
            let args = [("name", Fact::from(&snapshot.name))];
            match &snapshot.old {
                None => {
                    let new = snapshot.new.lines().map(|line| format!("+ {line}"));
                    (say("suite-no-snapshot", &args), new.collect())
                }
                Some(old) => (say("suite-differs", &args), difference(old, &snapshot.new)),
            }
        }
        FailureKind::Unwritten(reason) => {
            (say("suite-unwritten", &[("reason", reason.into())]), Vec::new())
        }
    };
    let record = failure.record.as_ref();
    let record =
        record.map(|key| format!("{}: ", say("suite-record", &[("key", (&**key).into())])));
    let at = place(project, failure.span);
    let first = format!("{at}  {}{message}", record.unwrap_or_default());
    std::iter::once(first).chain(details.into_iter().map(|line| format!("  {line}"))).collect()
}

/// How a record ended, in words.
fn ended(end: &End, texts: &Texts) -> String {
    match end {
        End::Written => texts.say("suite-end-written", &[]),
        End::Said(said) => {
            let text = if said.text.is_empty() { said.reason } else { &said.text };
            quoted(outcome(&said.kind), text)
        }
        End::Faults => texts.say("suite-end-faults", &[]),
        End::Filtered => texts.say("suite-end-filtered", &[]),
        End::Skipped => texts.say("suite-end-skipped", &[]),
        End::Off => texts.say("suite-end-off", &[]),
    }
}

fn quoted(outcome: &str, text: &str) -> String {
    format!("{outcome} \"{}\"", text.replace('"', "\"\""))
}

/// A fault with both of its places.
fn fault(project: &Project, located: &Located, texts: &Texts) -> String {
    let kind = match located.fault.kind {
        FaultKind::NotNumber => "suite-fault-number",
        FaultKind::TooPrecise => "suite-fault-precise",
        FaultKind::Overflow => "suite-fault-overflow",
        FaultKind::DivisionByZero => "suite-fault-zero",
        FaultKind::NotMoment => "suite-fault-moment",
        FaultKind::NotGuid => "suite-fault-guid",
        FaultKind::NotPhone => "suite-fault-phone",
        FaultKind::WrongKind => "suite-fault-kind",
        FaultKind::TooLong => "suite-fault-long",
        FaultKind::WrongMember => "suite-fault-member",
        FaultKind::Missing => "suite-fault-missing",
        FaultKind::BadArgument => "suite-fault-argument",
    };
    let what = texts.say(kind, &[("value", (&located.fault.value).into())]);
    let member = located.member.as_ref().map(|(member, _)| format!(" ({member})"));
    let rule = one_line(project.sources.text(located.span));
    let at = place(project, located.span);
    format!("{at}  {rule}: {what}{}", member.unwrap_or_default())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines that differ, with what stands around them.
fn difference(old: &str, new: &str) -> Vec<String> {
    let all = lines(old, new);
    let differs = |at: usize| !matches!(all[at], Line::Same(_));
    let mut shown = Vec::new();
    let mut last = None;
    for (at, line) in all.iter().enumerate() {
        let near = at.saturating_sub(AROUND)..=(at + AROUND).min(all.len() - 1);
        if !near.into_iter().any(differs) {
            continue;
        }
        if last.is_some_and(|last| last + 1 < at) {
            shown.push("…".to_owned());
        }
        last = Some(at);
        shown.push(match line {
            Line::Same(line) => format!("  {line}"),
            Line::Gone(line) => format!("- {line}"),
            Line::New(line) => format!("+ {line}"),
        });
    }
    shown
}

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
        FailureKind::Law(..) => "law",
        FailureKind::Snapshot(_) => "snapshot",
        FailureKind::Unwritten(_) => "unwritten",
    }
}

//! Diagnostics as JSON for other programs. The keys are stable; `format_version` counts breaks.
//!
//! Places are given as bytes from zero and as lines and columns from one, the columns in
//! characters and, for editors, in UTF-16 units. Ids and severities are never translated.

use serde_json::{Map, Value, json};

use super::{count, ordered};
use crate::diag::{Diagnostic, Fact, Severity, Texts};
use crate::source::{Sources, Span};

/// The version of the shape below.
const FORMAT_VERSION: u32 = 1;

/// All diagnostics with their places, remedies and counts.
pub fn json(diagnostics: &[Diagnostic], sources: &Sources, texts: &Texts) -> Value {
    let counts = count(diagnostics);
    let list = ordered(diagnostics).into_iter().map(|each| one(each, sources, texts));
    json!({
        "format_version": FORMAT_VERSION,
        "diagnostics": list.collect::<Vec<_>>(),
        "summary": {
            "errors": counts.errors,
            "warnings": counts.warnings,
            "notes": counts.notes,
        },
    })
}

/// The same of a mistake that has no code and no place: of a command and its arguments.
pub fn json_mistake(text: &str) -> Value {
    let one = json!({
        "code": null,
        "severity": severity(Severity::Error),
        "message": text,
        "place": null,
        "text": null,
        "labels": [],
        "hints": [],
        "args": {},
    });
    json!({
        "format_version": FORMAT_VERSION,
        "diagnostics": [one],
        "summary": { "errors": 1, "warnings": 0, "notes": 0 },
    })
}

fn one(diagnostic: &Diagnostic, sources: &Sources, texts: &Texts) -> Value {
    let words = |name: &str| texts.label(diagnostic.code, name, &diagnostic.args);
    let args: Map<String, Value> =
        diagnostic.args.iter().map(|(name, fact)| ((*name).to_owned(), plain(fact))).collect();
    let labels = diagnostic
        .labels
        .iter()
        .map(|label| json!({ "place": place(label.span, sources), "text": label.text.map(words) }));
    let hints = texts.remedies(diagnostic).into_iter().map(|(words, fix)| {
        let fix = fix.map(|fix| json!({ "place": place(fix.span, sources), "text": fix.text }));
        json!({ "text": words, "fix": fix })
    });
    json!({
        "code": diagnostic.code.id,
        "severity": severity(diagnostic.severity),
        "message": texts.message(diagnostic),
        "place": diagnostic.span.map(|span| place(span, sources)),
        "text": diagnostic.text.map(words),
        "labels": labels.collect::<Vec<_>>(),
        "hints": hints.collect::<Vec<_>>(),
        "args": args,
    })
}

/// The name of a weight in JSON.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn plain(fact: &Fact) -> Value {
    match fact {
        Fact::Text(text) => Value::from(text.as_str()),
        Fact::Count(count) => Value::from(*count),
    }
}

fn place(span: Span, sources: &Sources) -> Value {
    let file = sources.file(span.file);
    let point = |offset: u32| {
        let place = file.lines().place(&file.text, offset as usize);
        let (_, utf16) = file.lines().utf16(&file.text, offset as usize);
        json!({
            "byte": offset,
            "line": place.line,
            "column": place.column,
            "column_utf16": utf16 + 1,
        })
    };
    json!({ "file": file.name, "start": point(span.start), "end": point(span.end) })
}

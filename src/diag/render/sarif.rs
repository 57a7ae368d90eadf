//! Diagnostics as SARIF 2.1.0, which code hosts and editors take in.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::{Map, Value, json};

use super::ordered;
use crate::diag::{Code, Diagnostic, Fix, Severity, Texts};
use crate::source::{Sources, Span};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// What may not stand in the path of a URI as it is; all beyond ASCII is encoded anyway.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}')
    .add(b'%')
    .add(b'[')
    .add(b']')
    .add(b'^')
    .add(b'|')
    .add(b'\\')
    .add(b':');

/// One run of `obmen` with all diagnostics as results.
pub fn sarif(diagnostics: &[Diagnostic], sources: &Sources, texts: &Texts) -> Value {
    let mut rules: Vec<&'static Code> = diagnostics.iter().map(|each| each.code).collect();
    rules.sort_by_key(|code| code.id);
    rules.dedup();
    let results = ordered(diagnostics).into_iter().map(|each| {
        let rule = rules.iter().position(|code| *code == each.code);
        result(each, rule, sources, texts)
    });
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "obmen",
                "version": env!("CARGO_PKG_VERSION"),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|code| rule(code, texts)).collect::<Vec<_>>(),
            } },
            "language": texts.language().tag(),
            "columnKind": "utf16CodeUnits",
            "results": results.collect::<Vec<_>>(),
        }],
    })
}

/// The same of a mistake that has no code and no place.
pub fn sarif_mistake(text: &str, texts: &Texts) -> Value {
    let mut document = sarif(&[], &Sources::default(), texts);
    let one = json!({ "level": level(Severity::Error), "message": { "text": text } });
    document["runs"][0]["results"] = json!([one]);
    document
}

fn rule(code: &Code, texts: &Texts) -> Value {
    let about = texts.about(code);
    let mut help = about.clone();
    for example in [code.wrong, code.right].into_iter().filter(|text| !text.is_empty()) {
        help.push_str("\n\n");
        help.push_str(example);
    }
    json!({
        "id": code.id,
        "fullDescription": { "text": about },
        "help": { "text": help },
        "defaultConfiguration": { "level": level(code.severity) },
    })
}

fn result(diagnostic: &Diagnostic, rule: Option<usize>, sources: &Sources, texts: &Texts) -> Value {
    let mut members = Map::new();
    members.insert("ruleId".into(), diagnostic.code.id.into());
    members.insert("ruleIndex".into(), rule.into());
    members.insert("level".into(), level(diagnostic.severity).into());
    members.insert("message".into(), json!({ "text": message(diagnostic, texts) }));
    let own = diagnostic.span.map(|span| json!({ "physicalLocation": location(span, sources) }));
    members.insert("locations".into(), own.into_iter().collect());
    let related = diagnostic.labels.iter().enumerate().map(|(at, label)| {
        let words = label.text.map(|name| texts.label(diagnostic.code, name, &diagnostic.args));
        let mut place = json!({ "id": at, "physicalLocation": location(label.span, sources) });
        if let Some(words) = words {
            place["message"] = json!({ "text": words });
        }
        place
    });
    members.insert("relatedLocations".into(), related.collect());
    let remedies = texts.remedies(diagnostic).into_iter();
    let fixes = remedies.filter_map(|(words, fix)| Some(change(fix?, &words, sources)));
    members.insert("fixes".into(), fixes.collect());
    Value::Object(members)
}

/// The message with the remedies, since most readers of SARIF show nothing else.
fn message(diagnostic: &Diagnostic, texts: &Texts) -> String {
    let remedy = texts.say("diag-fix", &[]);
    let words = texts.remedies(diagnostic).into_iter();
    let remedies = words.map(|(words, _)| format!("\n{remedy}: {words}"));
    std::iter::once(texts.message(diagnostic)).chain(remedies).collect()
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn change(fix: &Fix, description: &str, sources: &Sources) -> Value {
    json!({
        "description": { "text": description },
        "artifactChanges": [{
            "artifactLocation": artifact(fix.span, sources),
            "replacements": [{
                "deletedRegion": region(fix.span, sources),
                "insertedContent": { "text": fix.text },
            }],
        }],
    })
}

fn location(span: Span, sources: &Sources) -> Value {
    json!({ "artifactLocation": artifact(span, sources), "region": region(span, sources) })
}

/// The file as a relative URI, whichever way its path is written.
fn artifact(span: Span, sources: &Sources) -> Value {
    let name = sources.file(span.file).name.replace('\\', "/");
    json!({ "uri": utf8_percent_encode(&name, PATH).to_string() })
}

fn region(span: Span, sources: &Sources) -> Value {
    let file = sources.file(span.file);
    let (line, column) = file.lines().utf16(&file.text, span.start as usize);
    let (end_line, end_column) = file.lines().utf16(&file.text, span.end as usize);
    json!({
        "startLine": line + 1,
        "startColumn": column + 1,
        "endLine": end_line + 1,
        "endColumn": end_column + 1,
    })
}

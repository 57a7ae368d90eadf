//! `obmen journal verify`: the journal is looked over as a whole and nothing is changed.

use std::path::Path;

use serde_json::{Value, json};

use crate::cli::answer::Answer;
use crate::cli::args::Format;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::failure;
use crate::diag::Texts;
use crate::journal::{Audit, Loose, audit};
use crate::project;

/// The version of the answer's form.
const FORMAT_VERSION: u32 = 1;

/// Says whether the journal of a project is whole.
pub(crate) fn verify(folder: &Path, answer: &Answer, console: &mut Console) -> Exit {
    let project = project::open(folder);
    if project.is_broken() {
        answer.diagnostics(&project, console);
        return Exit::Mistake;
    }
    let path = project.config.journal_path(&project.dir);
    let audit = match audit(&path) {
        Ok(audit) => audit,
        Err(error) => {
            return failure::journal_told(&error, &project.sources, console);
        }
    };
    let shown = path.display().to_string();
    match answer.format {
        Format::Text => {
            let text = text(audit.as_ref(), &shown, console.texts());
            console.answer(&text);
        }
        Format::Json | Format::Sarif => answer.write(&document(audit.as_ref(), &shown), console),
    }
    if audit.is_none_or(|audit| audit.loose.is_empty()) {
        return Exit::Done;
    }
    let text = console.texts().say("journal-loose", &[]);
    console.mistake(&text);
    Exit::Unusable
}

fn text(audit: Option<&Audit>, path: &str, texts: &Texts) -> String {
    let Some(audit) = audit else {
        return format!("{}\n", texts.say("journal-none", &[("path", path.into())]));
    };
    let id = if audit.loose.is_empty() { "journal-whole" } else { "journal-unfit" };
    let args = [
        ("path", path.into()),
        ("version", audit.version.to_string().into()),
        ("commits", audit.commits.to_string().into()),
    ];
    let mut lines = vec![texts.say(id, &args)];
    let rows = audit.rows.iter().map(|(table, count)| format!("{table} {count}"));
    lines.push(format!("  {}", rows.collect::<Vec<_>>().join(", ")));
    lines.extend(audit.loose.iter().map(|loose| format!("  ! {}", told(loose, texts))));
    lines.push(String::new());
    lines.join("\n")
}

fn told(loose: &Loose, texts: &Texts) -> String {
    let number = |id: &i64| ("number", id.to_string().into());
    match loose {
        Loose::HalfLink(role, key) => {
            let args = [("role", (&**role).into()), ("key", (&**key).into())];
            texts.say("journal-half-link", &args)
        }
        Loose::IntentLink(id) => texts.say("journal-intent-link", &[number(id)]),
        Loose::IntentLane(id, record) => {
            texts.say("journal-intent-lane", &[number(id), ("record", (&**record).into())])
        }
        Loose::ParkedLane(record) => {
            texts.say("journal-parked-lane", &[("record", (&**record).into())])
        }
    }
}

fn document(audit: Option<&Audit>, path: &str) -> Value {
    let Some(audit) = audit else {
        return json!({ "format_version": FORMAT_VERSION, "path": path, "exists": false });
    };
    let rows: serde_json::Map<String, Value> =
        audit.rows.iter().map(|(table, count)| ((*table).to_owned(), json!(count))).collect();
    let loose = audit.loose.iter().map(|loose| match loose {
        Loose::HalfLink(role, key) => json!({ "code": "half_link", "role": role, "key": key }),
        Loose::IntentLink(id) => json!({ "code": "intent_link", "intent": id }),
        Loose::IntentLane(id, record) => {
            json!({ "code": "intent_lane", "intent": id, "record": record })
        }
        Loose::ParkedLane(record) => json!({ "code": "parked_lane", "record": record }),
    });
    json!({
        "format_version": FORMAT_VERSION,
        "path": path,
        "exists": true,
        "whole": audit.loose.is_empty(),
        "version": audit.version,
        "commits": audit.commits,
        "rows": rows,
        "findings": loose.collect::<Vec<_>>(),
    })
}

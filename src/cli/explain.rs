//! `obmen explain CODE`: what a diagnostic means, with a wrong and a right example, or for what a record
//! waits.

use serde_json::json;

use crate::cli::answer::Answer;
use crate::cli::args::Format;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::diag::{Code, codes};
use crate::report;

/// Tells about the code.
pub(crate) fn explain(code: &str, answer: &Answer, console: &mut Console) -> Exit {
    let Some(code) = codes::find(code) else {
        return reason(code, answer, console);
    };
    match answer.format {
        Format::Text => {
            let text = text(code, console);
            console.answer(&text);
        }
        Format::Json | Format::Sarif => {
            let (title, about) = (console.texts().title(code), console.texts().about(code));
            let value = json!({
                "format_version": 1,
                "code": code.id,
                "title": title,
                "about": about,
                "remedy": console.texts().remedy(code),
                "wrong": code.wrong,
                "right": code.right,
            });
            answer.write(&value, console);
        }
    }
    Exit::Done
}

/// Tells about the reason for which a record waits.
fn reason(code: &str, answer: &Answer, console: &mut Console) -> Exit {
    let Some(told) = report::meaning(console.texts(), code) else {
        let known = report::REASONS.join(", ");
        let args = [("code", code.into()), ("known", known.into())];
        let text = console.texts().say("cli-unknown-code", &args);
        console.mistake(&text);
        return Exit::Mistake;
    };
    let about = console.texts().say("explain-reason", &[]);
    match answer.format {
        Format::Text => {
            let fix = console.texts().say("diag-fix", &[]);
            let text =
                format!("{}: {}\n\n{about}\n{fix}: {}\n", told.code, told.title, told.remedy);
            console.answer(&text);
        }
        Format::Json | Format::Sarif => {
            let value = json!({
                "format_version": 1,
                "code": told.code,
                "title": told.title,
                "about": about,
                "remedy": told.remedy,
            });
            answer.write(&value, console);
        }
    }
    Exit::Done
}

fn text(code: &Code, console: &Console) -> String {
    let texts = console.texts();
    let mut out = format!("{}: {}\n\n{}\n", code.id, texts.title(code), texts.about(code));
    if let Some(remedy) = texts.remedy(code) {
        out += &[&texts.say("diag-fix", &[]), ": ", &remedy, "\n"].concat();
    }
    for (heading, example) in [("explain-wrong", code.wrong), ("explain-right", code.right)] {
        if example.is_empty() {
            continue;
        }
        out += &[&texts.say(heading, &[]), ":\n"].concat();
        for line in example.lines() {
            out += &["    ", line, "\n"].concat();
        }
    }
    out
}

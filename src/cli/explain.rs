//! `obmen explain CODE`: what a diagnostic means, with a wrong and a right example, or for what a record
//! waits.

use serde_json::json;

use crate::cli::answer::Answer;
use crate::cli::args::Format;
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::diag::{Code, codes};
use crate::report;
use crate::schema::nearest;

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

/// The codes and reasons nearest to what was written, in the case that each has.
fn near(code: &str) -> Vec<&'static str> {
    let (upper, lower) = (code.to_uppercase(), code.to_lowercase());
    let codes = nearest(&upper, codes::all().map(|code| code.id));
    let reasons = nearest(&lower, report::REASONS.iter().copied());
    codes.into_iter().chain(reasons).collect()
}

/// Tells about the reason for which a record waits.
fn reason(code: &str, answer: &Answer, console: &mut Console) -> Exit {
    let Some(told) = report::meaning(console.texts(), code) else {
        let known = report::REASONS.join(", ");
        let near = near(code);
        let id = if near.is_empty() { "cli-unknown-code" } else { "cli-unknown-code-near" };
        let args =
            [("code", code.into()), ("known", known.into()), ("near", near.join(", ").into())];
        let text = console.texts().say(id, &args);
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

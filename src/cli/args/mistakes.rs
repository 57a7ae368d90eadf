//! Mistakes on the command line, told in the chosen language.

use clap::Error;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Stop;
use crate::diag::{Fact, Texts};

/// What to say of an error of clap: the answer to `--help` and `--version`, or a mistake with what
/// may have been meant. `command` is the one whose help tells more.
pub(super) fn explain(error: &Error, command: &str, texts: &Texts) -> Stop {
    let id = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            return Stop::Answer(error.render().to_string());
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return Stop::Lost(error.render().to_string());
        }
        ErrorKind::InvalidSubcommand => "cli-mistake-command",
        ErrorKind::MissingSubcommand => "cli-mistake-no-command",
        ErrorKind::UnknownArgument => "cli-mistake-argument",
        ErrorKind::MissingRequiredArgument => "cli-mistake-missing",
        ErrorKind::ArgumentConflict => "cli-mistake-conflict",
        ErrorKind::InvalidUtf8 => "cli-mistake-utf8",
        ErrorKind::TooFewValues
        | ErrorKind::TooManyValues
        | ErrorKind::WrongNumberOfValues
        | ErrorKind::NoEquals => "cli-mistake-count",
        _ if value(error, ContextKind::InvalidValue).is_none_or(|value| value.is_empty()) => {
            "cli-mistake-no-value"
        }
        _ => "cli-mistake-value",
    };
    Stop::Mistake(told(id, error, command, texts))
}

/// The mistake, what may have been meant, and where to read more.
fn told(id: &str, error: &Error, command: &str, texts: &Texts) -> String {
    let first = |kinds: &[ContextKind]| kinds.iter().find_map(|kind| value(error, *kind));
    let argument = first(&[ContextKind::InvalidSubcommand, ContextKind::InvalidArg]);
    let given = first(&[ContextKind::InvalidValue, ContextKind::PriorArg]);
    let args: Vec<(&'static str, Fact)> = vec![
        ("argument", argument.unwrap_or_default().into()),
        ("value", given.unwrap_or_default().into()),
    ];
    let mut lines = vec![texts.say(id, &args)];
    let meant =
        [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    if let Some(meant) = first(&meant) {
        lines.push(texts.say("cli-mistake-meant", &[("meant", meant.into())]));
    } else if let Some(known) = first(&[ContextKind::ValidValue]).filter(|known| !known.is_empty())
    {
        lines.push(texts.say("cli-mistake-known", &[("known", known.into())]));
    }
    lines.push(texts.say("cli-mistake-more", &[("command", command.into())]));
    lines.join("\n")
}

/// The context of an error as text.
fn value(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join(", ")),
        ContextValue::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

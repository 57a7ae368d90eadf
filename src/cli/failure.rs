//! What cannot go on for reasons outside: the words for it, and how the program then ends.

use std::future::Future;
use std::path::Path;

use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::diag::{Diagnostic, Fact, Texts, codes};
use crate::endpoint::http::{Watcher, watched};
use crate::endpoint::{EndpointError, ErrorKind};
use crate::journal::JournalError;
use crate::report;
use crate::source::Sources;

/// Runs what waits for systems; the watcher is told of each request.
pub(super) fn block_on<T>(
    watcher: Option<Watcher>,
    work: impl Future<Output = Result<T, Diagnostic>>,
) -> Result<T, Diagnostic> {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = runtime.map_err(|error| unusable(None, error.to_string()))?;
    match watcher {
        Some(watcher) => runtime.block_on(watched(watcher, work)),
        None => runtime.block_on(work),
    }
}

/// The diagnostic of a system that cannot be used, by its name where that is known.
pub(super) fn unusable(system: Option<&str>, reason: impl Into<String>) -> Diagnostic {
    let system = system.map(|name| format!(" `{name}`")).unwrap_or_default();
    Diagnostic::placeless(&codes::E103).arg("system", system).arg("reason", reason.into())
}

/// The diagnostic of a failed call, with what to do about it.
pub(super) fn system(error: &EndpointError) -> Diagnostic {
    let said = error.to_string();
    let class = report::class(&said);
    let diagnostic = unusable(error.system.as_deref(), said);
    let diagnostic = diagnostic.arg("class", class.unwrap_or(words_of(error.kind)));
    match class {
        Some("trouble-account") => return diagnostic.hint("account"),
        Some("trouble-no-post") => return diagnostic.hint("post"),
        Some("trouble-no-write") => return diagnostic.hint("write"),
        Some("trouble-page") => return diagnostic.hint("page"),
        Some("trouble-host" | "trouble-closed") => return diagnostic.hint("host"),
        _ => {}
    }
    match error.kind {
        ErrorKind::Credentials => diagnostic.hint("credentials"),
        ErrorKind::BadData => diagnostic.hint("address"),
        ErrorKind::Transient | ErrorKind::Limit | ErrorKind::Locked | ErrorKind::Conflict => {
            diagnostic.hint("later")
        }
        ErrorKind::Unsupported => diagnostic.hint("pull"),
        ErrorKind::Missing => diagnostic.hint("absent"),
        ErrorKind::Rejected | ErrorKind::Exists => diagnostic.hint("refused"),
    }
}

/// The diagnostic of a journal that cannot be used, with what to do about it.
pub(super) fn journal(error: &JournalError, texts: &Texts) -> Diagnostic {
    let diagnostic = Diagnostic::placeless(&codes::E102).arg("reason", reason(error, texts));
    match error {
        JournalError::Locked { .. } => diagnostic.hint("locked"),
        JournalError::Newer { .. } => diagnostic.hint("newer"),
        JournalError::Foreign { path } => {
            diagnostic.arg("path", path.display().to_string()).hint("anew")
        }
        JournalError::Damaged { .. } | JournalError::Behind { .. } => diagnostic.hint("rebuild"),
        JournalError::Empty { .. } => diagnostic.hint("emptied"),
        JournalError::Disk { .. } => diagnostic.hint("disk"),
        JournalError::LinkTaken { .. } | JournalError::OutOfOrder { .. } | JournalError::Closed => {
            diagnostic
        }
    }
}

/// Shows what is wrong with a journal.
pub(super) fn journal_told(error: &JournalError, sources: &Sources, console: &mut Console) -> Exit {
    let diagnostic = journal(error, console.texts());
    told(diagnostic, sources, console)
}

/// What is wrong with a journal, in the words of the language.
fn reason(error: &JournalError, texts: &Texts) -> String {
    let say = |id: &str, path: &Path, more: &[(&'static str, Fact)]| {
        let path = [("path", path.display().to_string().into())];
        texts.say(id, &[&path, more].concat())
    };
    let ours = |what: &str| report::explained(texts, None, what).into();
    let number = |number: &i64| number.to_string().into();
    match error {
        JournalError::Locked { path } => say("trouble-journal-locked", path, &[]),
        JournalError::Newer { path, found, known } => {
            let versions = [("found", number(found)), ("known", number(known))];
            say("trouble-journal-newer", path, &versions)
        }
        JournalError::Foreign { path } => say("trouble-journal-foreign", path, &[]),
        JournalError::Empty { path } => say("trouble-journal-empty", path, &[]),
        JournalError::Damaged { path, what } if report::class(what) == Some("trouble-damaged") => {
            say("trouble-journal-broken", path, &[])
        }
        JournalError::Damaged { path, what } => {
            say("trouble-journal-damaged", path, &[("what", ours(what))])
        }
        JournalError::Behind { path, found, made } => {
            let commits = [("found", number(found)), ("made", number(made))];
            say("trouble-journal-behind", path, &commits)
        }
        JournalError::Disk { path, what } => {
            say("trouble-journal-disk", path, &[("what", ours(what))])
        }
        JournalError::OutOfOrder { intent, state } => {
            let args = [("intent", intent.0.to_string().into()), ("state", (*state).into())];
            texts.say("trouble-journal-order", &args)
        }
        JournalError::LinkTaken { .. } | JournalError::Closed => {
            report::explained(texts, None, &error.to_string())
        }
    }
}

/// The text for a kind of trouble.
fn words_of(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Transient => "trouble-transient",
        ErrorKind::Locked => "trouble-held",
        ErrorKind::Limit => "trouble-limit",
        ErrorKind::Rejected => "trouble-rejected",
        ErrorKind::Conflict => "trouble-conflict",
        ErrorKind::Missing => "trouble-missing",
        ErrorKind::Exists => "trouble-exists",
        ErrorKind::BadData => "trouble-bad-data",
        ErrorKind::Credentials => "trouble-credentials",
        ErrorKind::Unsupported => "trouble-unsupported",
    }
}

/// The same with the reason in the words of the language.
pub(super) fn in_words(mut diagnostic: Diagnostic, texts: &Texts) -> Diagnostic {
    let class = diagnostic.args.iter().find_map(|(name, fact)| match fact {
        Fact::Text(text) if *name == "class" => Some(text.clone()),
        _ => None,
    });
    for (name, fact) in &mut diagnostic.args {
        if let ("reason", Fact::Text(said)) = (*name, &*fact) {
            *fact = report::explained(texts, class.as_deref(), said).into();
        }
    }
    diagnostic
}

/// What is wrong with a project, the same way: what a system says of its address is not in it yet.
pub(super) fn all_in_words(diagnostics: &[Diagnostic], texts: &Texts) -> Vec<Diagnostic> {
    let ours = |diagnostic: &Diagnostic| {
        let diagnostic = diagnostic.clone();
        if diagnostic.code == &codes::P112 { in_words(diagnostic, texts) } else { diagnostic }
    };
    diagnostics.iter().map(ours).collect()
}

/// Shows it. A mistake in settings is the user's, everything else is of the world.
pub(super) fn told(diagnostic: Diagnostic, sources: &Sources, console: &mut Console) -> Exit {
    let exit = if diagnostic.code.id.starts_with('P') { Exit::Mistake } else { Exit::Unusable };
    let diagnostic = in_words(diagnostic, console.texts());
    console.diagnostics(&[diagnostic], sources);
    exit
}

#[cfg(test)]
mod tests {
    use super::{reason, system};
    use crate::diag::{Language, Texts};
    use crate::endpoint::{EndpointError, ErrorKind};
    use crate::journal::{End, IntentId, JournalError};

    /// Whatever a system answers, something can be done about it.
    #[test]
    fn every_kind_of_trouble_has_a_remedy() {
        for (kind, remedy) in [
            (ErrorKind::Transient, "later"),
            (ErrorKind::Locked, "later"),
            (ErrorKind::Limit, "later"),
            (ErrorKind::Conflict, "later"),
            (ErrorKind::Rejected, "refused"),
            (ErrorKind::Exists, "refused"),
            (ErrorKind::Missing, "absent"),
            (ErrorKind::BadData, "address"),
            (ErrorKind::Credentials, "credentials"),
            (ErrorKind::Unsupported, "pull"),
        ] {
            let told = system(&EndpointError::new(kind, "GET orders", "HTTP 400"));
            assert!(told.hints.iter().any(|hint| hint.text == remedy), "{kind:?} {:?}", told.hints);
        }
    }

    #[test]
    fn the_journals_trouble_is_told_in_both_languages() {
        let damaged = JournalError::Damaged {
            path: "j.sqlite".into(),
            what: "the pages do not fit together: row 1 missing from index links".into(),
        };
        let taken = JournalError::LinkTaken {
            role: "Пара".into(),
            end: End::Right,
            key: "7".into(),
            other: "a-1".into(),
        };
        let order = JournalError::OutOfOrder { intent: IntentId(5), state: "confirmed" };
        for (error, russian, english) in [
            (
                damaged,
                "`j.sqlite` повреждён: страницы файла не сходятся друг с другом (row 1 missing from \
                 index links)",
                "`j.sqlite` is damaged: the pages of the file do not fit together (row 1 missing from \
                 index links)",
            ),
            (
                taken,
                "`Пара`: правая запись 7 уже связана с a-1",
                "`Пара`: the right record 7 is linked to a-1 already",
            ),
            (
                order,
                "шаг 5 нельзя продолжить из состояния confirmed: это ошибка программы, ничего не сделано",
                "the step 5 cannot go on from the state confirmed: this is a mistake of the program, \
                 and nothing was done",
            ),
            (
                JournalError::Closed,
                "журнал закрыт: запись в него оборвалась",
                "the journal is closed: writing to it broke off",
            ),
        ] {
            assert_eq!(reason(&error, &Texts::new(Language::Russian)), russian);
            assert_eq!(reason(&error, &Texts::new(Language::English)), english);
        }
    }
}

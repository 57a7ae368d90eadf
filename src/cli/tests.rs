//! The command line as a whole: where words go and how it ends.

use std::ffi::OsString;
use std::io::{Cursor, Error, ErrorKind, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use super::lower::Shown;
use super::{Console, Env, Exit, Level, Streams, run};
use crate::diag::{Language, Texts};

/// A stream whose text can be read afterwards.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no test panics while writing").write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Kept {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// A stream that cannot be written to.
struct Broken(ErrorKind);

impl Write for Broken {
    fn write(&mut self, _bytes: &[u8]) -> std::io::Result<usize> {
        Err(Error::from(self.0))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn words(line: &str) -> Vec<OsString> {
    line.split_whitespace().map(OsString::from).collect()
}

fn ran(line: &str) -> (Exit, String, String) {
    ran_in(Path::new(""), line)
}

/// Runs a line in a folder and gives the outcome, the answer and the log.
pub(super) fn ran_in(folder: &Path, line: &str) -> (Exit, String, String) {
    let (out, err) = (Kept::default(), Kept::default());
    let streams = Streams {
        out: Box::new(out.clone()),
        err: Box::new(err.clone()),
        input: Box::new(Cursor::new("")),
    };
    let env = Env { folder: folder.to_owned(), ..Env::default() };
    let exit = run(words(line), &env, streams);
    (exit, out.text(), err.text())
}

fn console(input: &'static str, shown: Shown) -> (Console, Kept) {
    let err = Kept::default();
    let streams = Streams {
        out: Box::new(Kept::default()),
        err: Box::new(err.clone()),
        input: Box::new(Cursor::new(input)),
    };
    (Console::new(streams, Texts::new(Language::Russian), shown), err)
}

#[test]
fn an_answer_goes_to_stdout_and_a_mistake_to_stderr() {
    let (exit, out, err) = ran("obmen --version");
    assert_eq!((exit, out.starts_with("obmen "), err.as_str()), (Exit::Done, true, ""));
    let (exit, out, err) = ran("obmen explain Q1");
    assert_eq!((exit, out.as_str()), (Exit::Mistake, ""));
    assert!(err.starts_with("ошибка: `Q1` не код диагностики и не причина"), "{err}");
    assert!(err.contains("absent, ambiguous, bad_data") && err.contains("S110"), "{err}");
    for (written, near) in [("n1o4", "N104"), ("disputd", "disputed"), ("S1100", "S110")] {
        let (_, _, err) = ran(&format!("obmen --lang en explain {written}"));
        let head = err.lines().next().unwrap_or_default();
        assert!(head.contains("; near to it: ") && head.contains(near), "{err}");
    }
    let (exit, out, err) = ran("obmen --lang en explan");
    assert_eq!((exit, out.as_str()), (Exit::Mistake, ""));
    assert!(err.starts_with("error: there is no command `explan`\n"), "{err}");
}

/// For what a record waits and what lets it go on, under the code that `held` gives.
#[test]
fn the_reason_of_a_record_that_waits_is_explained() {
    let (exit, out, _) = ran("obmen explain unmapped --lang en");
    assert_eq!(exit, Exit::Done);
    assert_eq!(
        out,
        "unmapped: the table of correspondences has no row\n\nFor such a reason a record waits. All \
         that wait: `obmen held`, everything about one: `obmen held show RECORD`.\nfix: add the row to \
         the table of correspondences: the record is taken by itself\n"
    );
    let (_, out, _) = ran("obmen explain in-doubt --lang en --format json --query $.remedy");
    assert!(out.contains("`obmen held retry RECORD`"), "{out}");
}

/// `…` stands for the facts of each case, in every code and both languages.
#[test]
fn a_code_is_explained_under_what_it_says() {
    let (exit, out, _) = ran("obmen explain N104 --lang en");
    assert_eq!(exit, Exit::Done);
    assert!(out.starts_with("N104: `…` has no field `…`\n\nA bare name"), "{out}");
    assert!(out.contains("\nfix: look the name up in the system's schema"), "{out}");
    let (_, json, _) = ran("obmen explain N104 --lang en --format json --query $.title");
    assert!(json.contains("`…` has no field `…`"), "{json}");
    for language in [Language::Russian, Language::English] {
        for code in crate::diag::codes::all() {
            let title = Texts::new(language).title(code);
            assert!(!title.contains("{$"), "{title}");
            assert!(!title.is_empty());
        }
    }
}

#[test]
fn an_answer_that_cannot_be_written_makes_the_result_incomplete() {
    let exit = |kind| {
        let streams = Streams {
            out: Box::new(Broken(kind)),
            err: Box::new(Kept::default()),
            input: Box::new(Cursor::new("")),
        };
        run(words("obmen explain S100"), &Env::default(), streams)
    };
    assert_eq!(exit(ErrorKind::StorageFull), Exit::Unusable);
    assert_eq!(exit(ErrorKind::BrokenPipe), Exit::Done);
}

#[test]
fn the_tree_of_a_file_is_shown_with_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.obmen"), "const А: int\nconst Б: ((\n").unwrap();
    let (exit, out, err) = ran_in(folder.path(), "obmen dump --stage ast a.obmen");
    assert_eq!(exit, Exit::Mistake);
    assert!(out.contains('А'), "{out}");
    assert!(err.contains("a.obmen:2:"), "{err}");
}

#[test]
fn the_log_is_cut_at_its_level() {
    let (mut console, err) = console("", Shown { log: Level::Warn, ..Shown::plain() });
    console.log(Level::Error, "раз");
    console.log(Level::Warn, "два");
    console.log(Level::Info, "три");
    assert_eq!(err.text(), "раз\nдва\n");
}

#[test]
fn only_a_yes_is_a_yes() {
    let asks = Shown { asks: true, ..Shown::plain() };
    for (said, meant) in
        [("да\n", true), ("Y\n", true), ("нет\n", false), ("\n", false), ("", false)]
    {
        let (mut console, err) = console(said, asks);
        assert_eq!(console.ask("Записать?"), Some(meant), "{said:?}");
        assert_eq!(err.text(), "Записать? [д/н] ");
    }
    let (mut console, err) = console("да\n", Shown::plain());
    assert_eq!((console.ask("Записать?"), err.text().as_str()), (None, ""));
}

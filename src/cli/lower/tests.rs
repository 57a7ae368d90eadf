//! What command lines mean.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use super::{Command, Meaning, Misuse, Records, Snapshots, lower};
use crate::cli::args;
use crate::cli::env::Env;
use crate::diag::{Language, Texts};

/// Lowers a line in the folder `work`, where `work/shop` and `work` hold projects.
fn meaning_in(line: &str, env: &Env) -> Result<Meaning, Misuse> {
    let words = line.split_whitespace().map(OsString::from).collect();
    let line = args::parse(words, &Texts::new(Language::English)).expect("a line that can be read");
    let env = Env { folder: "work".into(), ..env.clone() };
    let is_project =
        |folder: &Path| ["work", "work/shop"].iter().any(|known| folder == Path::new(known));
    lower(line, &env, &is_project)
}

fn command(line: &str) -> Command {
    meaning_in(line, &Env::default()).expect("a line that makes sense").command
}

fn misuse(line: &str) -> &'static str {
    meaning_in(line, &Env::default()).expect_err("a line that makes no sense").text
}

fn run_of(line: &str) -> (PathBuf, Vec<String>) {
    match command(line) {
        Command::Run { plan, .. } => (plan.folder, plan.flows),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_argument_that_holds_a_project_is_the_folder_and_any_other_a_flow() {
    assert_eq!(run_of("obmen run"), ("work".into(), vec![]));
    assert_eq!(run_of("obmen run shop"), ("work/shop".into(), vec![]));
    assert_eq!(run_of("obmen run shop Заказы"), ("work/shop".into(), vec!["Заказы".into()]));
    assert_eq!(
        run_of("obmen run Заказы shop"),
        ("work".into(), vec!["Заказы".into(), "shop".into()])
    );
    assert_eq!(run_of("obmen run -C shop Заказы"), ("work/shop".into(), vec!["Заказы".into()]));
}

#[test]
fn a_path_without_a_project_is_no_flow() {
    assert_eq!(misuse("obmen run shops/first"), "cli-no-project");
    assert_eq!(misuse("obmen run ./Заказы"), "cli-no-project");
    assert_eq!(misuse("obmen check other"), "cli-no-project");
    assert_eq!(misuse("obmen sandbox other"), "cli-no-project");
}

#[test]
fn records_are_named_by_number_or_by_id() {
    let records = |line: &str| match command(line) {
        Command::Plan(plan) => plan.records,
        other => panic!("{other:?}"),
    };
    assert_eq!(records("obmen plan"), Records::Changed);
    assert_eq!(records("obmen plan --order 138"), Records::Numbers(vec!["138".into()]));
    assert_eq!(records("obmen plan --id 5 --id 6"), Records::Ids(vec!["5".into(), "6".into()]));
}

#[test]
fn a_word_where_there_is_no_project_is_neither_folder_nor_flow() {
    assert_eq!(misuse("obmen plan -C elsewhere nodir"), "cli-neither");
    assert_eq!(misuse("obmen test -C elsewhere nodir"), "cli-neither");
    assert_eq!(run_of("obmen run -C elsewhere"), ("work/elsewhere".into(), vec![]));
}

#[test]
fn explain_takes_a_code() {
    assert!(
        matches!(command("obmen explain T204"), Command::ExplainCode { code, .. } if code == "T204")
    );
}

#[test]
fn a_query_needs_json_and_a_path() {
    assert_eq!(misuse("obmen check --query $.a"), "cli-query-needs-json");
    assert_eq!(misuse("obmen check --format json --query $["), "cli-query");
    assert!(matches!(command("obmen check --format json --query $.a"), Command::Check { .. }));
}

#[test]
fn snapshots_are_compared_unless_asked_otherwise() {
    let snapshots = |line: &str| match command(line) {
        Command::Test(test) => test.snapshots,
        other => panic!("{other:?}"),
    };
    assert_eq!(snapshots("obmen test"), Snapshots::Compare);
    assert_eq!(snapshots("obmen test --review"), Snapshots::Review);
    assert_eq!(snapshots("obmen test --accept"), Snapshots::Accept);
}

#[test]
fn colours_are_for_terminals_that_want_them() {
    let colour =
        |line: &str, env: &Env| meaning_in(line, env).expect("it makes sense").shown.colour;
    let terminal = Env { stdout_terminal: true, ..Env::default() };
    let mut refusing = terminal.clone();
    refusing.variables.insert("NO_COLOR".into(), "1".into());
    assert!(colour("obmen check", &terminal));
    assert!(!colour("obmen check", &Env::default()));
    assert!(!colour("obmen check", &refusing));
    assert!(!colour("obmen check --color never", &terminal));
    assert!(colour("obmen check --color always", &refusing));
}

#[test]
fn nothing_is_asked_without_a_terminal() {
    let asks = |env: &Env| meaning_in("obmen run", env).expect("it makes sense").shown.asks;
    let person = Env { stdin_terminal: true, stderr_terminal: true, ..Env::default() };
    assert!(asks(&person));
    assert!(!asks(&Env { stdin_terminal: false, ..person.clone() }));
    assert!(!asks(&Env { stderr_terminal: false, ..person }));
}

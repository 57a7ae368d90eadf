//! Arguments as people write them, mistakes and help in both languages.

use std::ffi::OsString;

use clap::{Command as Clap, CommandFactory};

use super::{Command, Line, Stop, parse, wanted_language};
use crate::diag::{Language, Texts};

fn words(line: &str) -> Vec<OsString> {
    line.split_whitespace().map(OsString::from).collect()
}

fn read(line: &str) -> Line {
    parse(words(line), &Texts::new(Language::English)).unwrap_or_else(|stop| panic!("{stop:?}"))
}

fn stopped(line: &str, language: Language) -> Stop {
    match parse(words(line), &Texts::new(language)) {
        Ok(line) => panic!("{line:?}"),
        Err(stop) => stop,
    }
}

fn mistake(line: &str, language: Language) -> String {
    match stopped(line, language) {
        Stop::Mistake(text) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn options_of_all_commands_stand_before_or_after_the_command() {
    let before = read("obmen -C shop --lang en run A B --yes");
    let after = read("obmen run A B --yes -C shop --lang en");
    assert_eq!(format!("{before:?}"), format!("{after:?}"));
}

#[test]
fn lists_are_written_with_commas_or_repeated() {
    let Command::Plan(exchange) =
        read("obmen plan --fail-on create,hold --order 1 --order 2").command
    else {
        panic!("a plan")
    };
    assert_eq!(exchange.fail_on.len(), 2);
    assert_eq!(exchange.order, ["1", "2"]);
}

#[test]
fn the_language_is_known_before_the_rest_is_understood() {
    assert_eq!(wanted_language(&words("obmen --wat --lang en")), Some(Language::English));
    assert_eq!(wanted_language(&words("obmen run --lang=ru x")), Some(Language::Russian));
    assert_eq!(wanted_language(&words("obmen run -- --lang en")), None);
    assert_eq!(wanted_language(&words("obmen --lang")), None);
    assert_eq!(wanted_language(&words("obmen --lang de")), None);
}

#[test]
fn a_mistake_is_told_in_the_language_with_what_may_have_been_meant() {
    assert_eq!(
        mistake("obmen expalin T204", Language::Russian),
        "нет команды `expalin`\n  возможно, имелось в виду: explain\n  подробнее: obmen --help"
    );
    assert_eq!(
        mistake("obmen check --format yml", Language::English),
        "the value `yml` does not fit `--format <FORMAT>`\n  \
         possible values: text, json, sarif\n  more: obmen check --help"
    );
    assert_eq!(
        mistake("obmen tables pull --al", Language::English),
        "unexpected argument `--al`\n  more: obmen tables pull --help"
    );
    assert_eq!(
        mistake("obmen test --review --accept", Language::Russian),
        "`--review` несовместим с `--accept`\n  подробнее: obmen test --help"
    );
    assert_eq!(
        mistake("obmen test --junit", Language::Russian),
        "у `--junit <ФАЙЛ>` нет значения\n  подробнее: obmen test --help"
    );
    assert_eq!(
        mistake("obmen dump a.obmen", Language::English),
        "missing: --stage <STAGE>\n  more: obmen dump --help"
    );
}

#[test]
fn every_mistake_has_words() {
    let lines = "obmen tables|obmen explain|obmen explain a b c|obmen init|obmen -C|obmen run --by x|\
                 obmen check --live=1|obmen --log loud check|obmen fmt --check --check";
    for line in lines.split('|') {
        for language in Language::ALL {
            if let Stop::Mistake(text) = stopped(line, language) {
                assert!(!text.contains("cli-"), "{line}: {text}");
                assert!(text.lines().count() > 1, "{line}: {text}");
            }
        }
    }
}

#[test]
fn no_command_shows_the_help_as_a_mistake() {
    assert!(matches!(stopped("obmen", Language::Russian), Stop::Lost(_)));
}

#[test]
fn help_is_wholly_in_the_language() {
    for language in Language::ALL {
        let help = |line: &str| match stopped(line, language) {
            Stop::Answer(text) => text,
            other => panic!("{other:?}"),
        };
        let pages = ["obmen --help", "obmen run -h", "obmen sandbox --help"].map(help);
        insta::assert_snapshot!(format!("help_{}", language.tag()), pages.join("\n----\n"));
    }
}

#[test]
fn every_command_and_argument_has_words() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        let command = super::help::translate(Line::command(), &texts);
        every_command(&command, &mut |command| {
            let about = command.get_about().map(ToString::to_string).unwrap_or_default();
            assert!(!about.is_empty() && !about.contains("cli-"), "{}", command.get_name());
            for arg in command.get_arguments() {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(!help.is_empty() && !help.contains("cli-"), "{arg}: {help}");
                assert!(!arg.to_string().contains("cli-"), "{arg}");
            }
        });
    }
}

fn every_command(command: &Clap, look: &mut dyn FnMut(&Clap)) {
    look(command);
    for inner in command.get_subcommands() {
        every_command(inner, look);
    }
}

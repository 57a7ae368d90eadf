//! Tests: `obmen init`: a small project to start from, which passes `check` as it stands.

use std::fs;
use std::path::Path;

use super::TEMPLATES;
use crate::cli::tests::ran_in;
use crate::cli::{Exit, PROJECT_FILE, files};
use crate::source::Sources;
use crate::syntax::{parse, print};

#[test]
fn a_project_is_written_and_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let (exit, out, err) = ran_in(folder.path(), "obmen init магазин");
    assert_eq!((exit, err.as_str()), (Exit::Done, ""));
    assert!(out.contains("`магазин`"), "{out}");
    let project = folder.path().join("магазин");
    assert!(project.join(PROJECT_FILE).is_file());
    fs::write(project.join("settings.yaml"), "своё").unwrap();
    for line in ["obmen init магазин", "obmen init -C магазин ."] {
        let (exit, _, err) = ran_in(folder.path(), line);
        assert_eq!(exit, Exit::Mistake);
        assert!(err.contains("уже проект"), "{err}");
    }
    fs::remove_file(project.join(PROJECT_FILE)).unwrap();
    let (exit, _, err) = ran_in(folder.path(), "obmen init магазин");
    assert_eq!(exit, Exit::Mistake);
    assert!(err.contains("уже есть"), "{err}");
    assert_eq!(fs::read_to_string(project.join("settings.yaml")).unwrap(), "своё");
    assert!(!project.join(PROJECT_FILE).exists());
}

/// Who asks for JSON gets what is wrong as JSON, from every command that does not come further.
#[test]
fn a_broken_project_is_told_in_the_form_that_was_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(ran_in(folder.path(), "obmen init a").0, Exit::Done);
    let path = folder.path().join("a/mappings/first.obmen");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("ДатаРождения", "ДатаРожденья")).unwrap();
    let (_, wanted, _) = ran_in(folder.path(), "obmen check -C a --format json");
    for command in ["plan", "run", "test", "journal verify"] {
        let line = format!("obmen {command} -C a --format json");
        let (exit, out, err) = ran_in(folder.path(), &line);
        assert_eq!((exit, err.as_str()), (Exit::Mistake, ""), "{command}");
        assert_eq!(out, wanted, "{command}");
    }
    let line = "obmen test -C a --format json --query $.diagnostics[*].code";
    assert_eq!(ran_in(folder.path(), line).1, "\"N104\"\n");
}

#[test]
fn an_unknown_configuration_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (exit, _, err) = ran_in(folder.path(), "obmen init a --config zup");
    assert_eq!(exit, Exit::Mistake);
    assert!(err.contains("`zup`"), "{err}");
    assert!(!folder.path().join("a").exists());
}

#[test]
fn a_file_is_no_folder_for_a_project() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("shop"), "").unwrap();
    for line in ["obmen init shop", "obmen init shop/first"] {
        for (language, told) in [
            ("ru", "ошибка: `shop` это файл, а проекту нужен каталог: назвать другое имя\n"),
            ("en", "error: `shop` is a file, and a project is a folder: give another name\n"),
        ] {
            let (exit, _, err) = ran_in(folder.path(), &format!("{line} --lang {language}"));
            assert_eq!((exit, &*err), (Exit::Mistake, told));
        }
    }
}

#[test]
fn every_file_of_a_template_is_compiled_in() {
    for ((_, template), folder) in TEMPLATES.iter().zip(["template", "template_unf3"]) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings").join(folder);
        let mut count = 0;
        for extension in ["obmen", "yaml", "json", "edmx"] {
            count += files::under(&folder, extension).unwrap().len();
        }
        assert_eq!(template.iter().filter(|(path, _)| *path != ".gitignore").count(), count);
        for (path, text) in template.iter().filter(|(path, _)| *path != ".gitignore") {
            assert_eq!(fs::read_to_string(folder.join(path)).unwrap(), *text, "{path}");
        }
    }
}

#[test]
fn a_configuration_brings_its_set() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(ran_in(folder.path(), "obmen init a --config unf3").0, Exit::Done);
    let text = fs::read_to_string(folder.path().join("a/mappings/shop.obmen")).unwrap();
    assert!(text.contains("\nuse std.unf3."), "{text}");
    for command in ["obmen check -C a", "obmen test -C a"] {
        let (exit, out, err) = ran_in(folder.path(), command);
        assert_eq!(exit, Exit::Done, "{command}: {out}{err}");
    }
}

/// What is to be filled in stands there by name already.
#[test]
fn its_settings_name_everything_that_its_set_asks_for() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(ran_in(folder.path(), "obmen init a --config unf3").0, Exit::Done);
    let text = fs::read_to_string(folder.path().join("a/settings.yaml")).unwrap();
    let project = crate::project::open(&folder.path().join("a"));
    assert!(project.checked.givens.len() > 20);
    for given in &project.checked.givens {
        let line = |line: &str| {
            line.trim_start_matches([' ', '#']).starts_with(&format!("{}:", given.name))
        };
        assert!(text.lines().any(line), "{}", given.name);
    }
}

#[test]
fn its_mappings_are_sound_and_canonical() {
    let texts = TEMPLATES.iter().flat_map(|(_, template)| template.iter());
    for (path, text) in texts.filter(|(_, text)| text.contains("\nlang 1\n")) {
        let (tree, diagnostics) = parse(Sources::default().add(path, text), text);
        assert_eq!(diagnostics, [], "{path}");
        assert_eq!(print(&tree, text, None), *text, "{path}");
    }
}

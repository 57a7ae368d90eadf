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
    fs::remove_file(project.join(PROJECT_FILE)).unwrap();
    let (exit, _, err) = ran_in(folder.path(), "obmen init магазин");
    assert_eq!(exit, Exit::Mistake);
    assert!(err.contains("уже есть"), "{err}");
    assert_eq!(fs::read_to_string(project.join("settings.yaml")).unwrap(), "своё");
    assert!(!project.join(PROJECT_FILE).exists());
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

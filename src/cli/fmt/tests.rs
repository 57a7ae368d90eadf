//! `obmen fmt` on folders and files.

use std::fs;
use std::path::Path;

use crate::cli::Exit;
use crate::cli::tests::ran_in;

const LOOSE: &str = "map  Заказ: erp.A<->crm.b {\n Номер<-number\n\n\n}\n";

fn canonical(keywords: &str) -> String {
    format!("{keywords} Заказ: erp.A <-> crm.b {{\n  Номер <- number\n}}\n")
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn text(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap()
}

#[test]
fn without_a_name_the_projects_mappings_are_meant() {
    let folder = folder(&[("mappings/a.obmen", LOOSE), ("samples/b.obmen", LOOSE)]);
    let (exit, out, err) = ran_in(folder.path(), "obmen fmt");
    assert_eq!((exit, err.as_str()), (Exit::Done, ""));
    assert_eq!(out.trim_end(), Path::new("mappings").join("a.obmen").display().to_string());
    assert_eq!(text(folder.path(), "mappings/a.obmen"), canonical("map"));
    assert_eq!(text(folder.path(), "samples/b.obmen"), LOOSE);
    assert_eq!(ran_in(folder.path(), "obmen fmt --check").0, Exit::Done);
}

#[test]
fn a_check_names_the_files_and_changes_none() {
    let folder = folder(&[("a.obmen", LOOSE), ("b.obmen", &canonical("map"))]);
    let (exit, out, _) = ran_in(folder.path(), "obmen fmt --check a.obmen b.obmen");
    assert_eq!((exit, out.as_str()), (Exit::Pending, "a.obmen\n"));
    assert_eq!(text(folder.path(), "a.obmen"), LOOSE);
}

#[test]
fn keywords_change_their_language_and_back() {
    let folder = folder(&[("a.obmen", &canonical("map"))]);
    assert_eq!(ran_in(folder.path(), "obmen fmt --keywords ru a.obmen").0, Exit::Done);
    let russian = text(folder.path(), "a.obmen");
    assert!(!russian.starts_with("map"), "{russian}");
    assert_eq!(ran_in(folder.path(), "obmen fmt --keywords en a.obmen").0, Exit::Done);
    assert_eq!(text(folder.path(), "a.obmen"), canonical("map"));
}

#[test]
fn line_ends_of_windows_stay() {
    let windows = canonical("map").replace('\n', "\r\n");
    let folder = folder(&[("a.obmen", &windows), ("b.obmen", &LOOSE.replace('\n', "\r\n"))]);
    let (exit, out, _) = ran_in(folder.path(), "obmen fmt a.obmen b.obmen");
    assert_eq!((exit, out.as_str()), (Exit::Done, "b.obmen\n"));
    assert_eq!(text(folder.path(), "b.obmen"), windows);
}

#[test]
fn a_broken_file_is_left_alone_and_shown() {
    let broken = "map Заказ: erp.A <-> crm.b {\n  Номер <-\n}\n";
    let folder = folder(&[("a.obmen", broken), ("b.obmen", LOOSE)]);
    let (exit, out, err) = ran_in(folder.path(), "obmen fmt a.obmen b.obmen");
    assert_eq!((exit, out.as_str()), (Exit::Mistake, "b.obmen\n"));
    assert!(err.contains("a.obmen:2"), "{err}");
    assert_eq!(text(folder.path(), "a.obmen"), broken);
}

#[test]
fn what_cannot_be_read_is_a_mistake() {
    let folder = folder(&[]);
    let (exit, _, err) = ran_in(folder.path(), "obmen fmt нет.obmen");
    assert_eq!(exit, Exit::Mistake);
    assert!(err.contains("`нет.obmen`"), "{err}");
    let (exit, _, err) = ran_in(folder.path(), "obmen fmt");
    assert_eq!(
        (exit, err.as_str()),
        (Exit::Mistake, "ошибка: нет файлов соответствий (*.obmen)\n")
    );
}

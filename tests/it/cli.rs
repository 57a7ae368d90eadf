//! The program as a process: what it prints where, and the number it ends with.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use super::sandbox;

/// Runs the program in a folder, with nothing of this machine's language or colours.
fn obmen(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_obmen"));
    command.current_dir(folder).args(args).env("OBMEN_LANG", "en").env_remove("RUST_BACKTRACE");
    command.output().expect("the program can be started")
}

fn said(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).expect("the program prints UTF-8")
}

#[test]
fn an_answer_ends_with_0_and_a_mistake_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let answer = obmen(folder.path(), &["--version"]);
    assert_eq!(answer.status.code(), Some(0));
    assert_eq!(said(&answer.stdout), concat!("obmen ", env!("CARGO_PKG_VERSION"), "\n"));
    assert_eq!(said(&answer.stderr), "");
    let mistake = obmen(folder.path(), &["chek"]);
    assert_eq!(mistake.status.code(), Some(1));
    assert_eq!(said(&mistake.stdout), "");
    assert!(said(&mistake.stderr).starts_with("error: there is no command `chek`\n"));
}

#[test]
fn the_language_follows_the_variable_and_the_option() {
    let folder = tempfile::tempdir().unwrap();
    let russian = obmen(folder.path(), &["--lang", "ru", "chek"]);
    assert!(said(&russian.stderr).starts_with("ошибка: нет команды `chek`\n"));
}

#[test]
fn a_new_project_is_in_canonical_layout_and_a_changed_one_ends_with_2() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(obmen(folder.path(), &["init", "магазин"]).status.code(), Some(0));
    let check = ["fmt", "-C", "магазин", "--check"];
    assert_eq!(obmen(folder.path(), &check).status.code(), Some(0));
    let path = folder.path().join("магазин/mappings/first.obmen");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace("  ИНН  ", "  ИНН ")).unwrap();
    assert_eq!(obmen(folder.path(), &check).status.code(), Some(2));
    assert_eq!(obmen(folder.path(), &check[..3]).status.code(), Some(0));
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_dump_shows_the_maps_that_a_file_overrides_or_says_why_none() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let dump = |stage, file: &str| obmen(root, &["dump", "--stage", stage, file, "--lang", "en"]);
    for (stage, begins) in [("checked", "map Заказ Left\n"), ("program", "program Заказ Left\n")]
    {
        let shown = dump(stage, "mappings/demo/mappings/orders.obmen");
        assert_eq!(shown.status.code(), Some(0));
        assert!(said(&shown.stdout).starts_with(begins), "{}", said(&shown.stdout));
        let none = dump(stage, "mappings/unf3/systems.obmen");
        let words = "mappings/unf3/systems.obmen holds no map, and changes none of the project";
        assert_eq!(said(&none.stdout), "");
        assert!(said(&none.stderr).contains(words), "{}", said(&none.stderr));
        let missing = dump(stage, "mappings/unf3/nowhere.obmen");
        assert_eq!(missing.status.code(), Some(1), "{}", said(&missing.stderr));
    }
}

/// The commands that a new project is told with can be pasted, whatever its folder is called.
#[test]
fn a_folder_with_a_space_is_quoted_in_commands() {
    let folder = tempfile::tempdir().unwrap();
    for (language, command) in [("ru", "obmen check "), ("en", "obmen schema pull -C ")] {
        let name = format!("мой магазин {language}");
        let output = sandbox::obmen(folder.path(), language, &["init", &name]);
        let told = output.1;
        let pasted = if cfg!(windows) { format!("\"{name}\"") } else { format!("'{name}'") };
        assert!(told.contains(&format!("{command}{pasted}")), "{told}");
    }
}

/// Who names a file is told which project it belongs to.
#[test]
fn a_file_in_place_of_a_project_is_told() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(sandbox::obmen(folder.path(), "ru", &["init", "a"]).0, 0);
    std::fs::write(folder.path().join("alone.obmen"), "lang 1\n").unwrap();
    for (language, file, words) in [
        (
            "ru",
            "a/mappings/first.obmen",
            "ошибка: `a/mappings/first.obmen` это файл, а проверяется и переносится проект целиком: назвать его \
             каталог, a\n",
        ),
        (
            "en",
            "a/mappings/first.obmen",
            "error: `a/mappings/first.obmen` is a file, and a project is checked and run as a whole: name its \
             folder, a\n",
        ),
        (
            "ru",
            "alone.obmen",
            "ошибка: `alone.obmen` это файл, а проверяется и переносится проект целиком: назвать каталог, в \
             котором лежит obmen.yaml\n",
        ),
        (
            "en",
            "alone.obmen",
            "error: `alone.obmen` is a file, and a project is checked and run as a whole: name the folder that \
             holds obmen.yaml\n",
        ),
    ] {
        let (code, _, told) = sandbox::obmen(folder.path(), language, &["check", file]);
        assert_eq!((code, &*told), (1, words));
    }
}

//! Tests: texts on the disk: read whole, replaced whole or not at all.

use super::{quoted, read, replace, shown, under};
use std::fs;
use std::path::Path;

#[test]
fn a_text_is_replaced_whole_and_nothing_stays_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("а.obmen");
    replace(&path, "раз").unwrap();
    replace(&path, "два").unwrap();
    assert_eq!(read(&path).unwrap(), "два");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(replace(&folder.path().join("нет/а"), "").is_err());
}

#[test]
fn what_is_no_utf8_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cp1251.obmen");
    fs::write(&path, [0xCF, 0xF0]).unwrap();
    assert!(read(&path).is_err());
}

#[test]
fn files_are_found_in_order_and_not_in_hidden_folders() {
    let folder = tempfile::tempdir().unwrap();
    for path in ["b.obmen", "a/c.obmen", ".obmen/d.obmen", "e.txt"] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    let found = under(folder.path(), "obmen").unwrap();
    let found: Vec<_> = found.iter().map(|path| shown(path, folder.path())).collect();
    assert_eq!(found, [Path::new("a").join("c.obmen").display().to_string(), "b.obmen".into()]);
}

#[test]
fn a_path_can_be_pasted_into_a_command() {
    let single =
        |text: &str| if cfg!(windows) { text.replace('\'', "\"") } else { text.to_owned() };
    for (path, pasted) in [
        ("магазин/a-1.b", "магазин/a-1.b".to_owned()),
        ("мой магазин", single("'мой магазин'")),
        ("a$b", single("'a$b'")),
        ("~", single("'~'")),
        ("a;b", single("'a;b'")),
    ] {
        assert_eq!(quoted(Path::new(path)), pasted);
    }
    if !cfg!(windows) {
        assert_eq!(quoted(Path::new("it's")), r"'it'\''s'");
    }
}

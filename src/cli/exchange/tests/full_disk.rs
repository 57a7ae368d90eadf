//! An exchange on a disk that is full or read only: real refusals of the database, in a run that is under way.

use std::path::{Path, PathBuf};

use crate::cli::Exit;
use crate::cli::tests::ran_in;
use crate::endpoint::emulate::read_ledger;
use crate::journal::full;

use super::copy;

/// The demo in a folder of its own. A write whose end nobody saw is looked for at once.
fn demo(folder: &Path) -> PathBuf {
    let demo = folder.join("demo");
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/demo"), &demo);
    let settings = demo.join("obmen.yaml");
    let text = std::fs::read_to_string(&settings).unwrap();
    let hasty = text.replace("embedded: world/erp }", "embedded: world/erp, timeout: 1 }");
    assert_ne!(text, hasty);
    std::fs::write(settings, hasty).unwrap();
    demo
}

/// How many documents 1C was given, and how many of them are others.
fn created(demo: &Path) -> (usize, usize) {
    let ledger = demo.join(".obmen/sandbox/erp.sqlite");
    let ledger = if ledger.exists() { read_ledger(&ledger).unwrap() } else { Vec::new() };
    let ledger = ledger.into_iter().filter(|it| it.operation == "POST Document_ЗаказПокупателя");
    let mut keys: Vec<_> = ledger.map(|it| it.key).collect();
    let all = keys.len();
    keys.sort();
    keys.dedup();
    (all, keys.len())
}

#[test]
fn a_full_disk_stops_a_run_and_the_next_one_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let demo = demo(folder.path());
    let journal = demo.join(".obmen/journal.sqlite");
    let words = [
        ("ru", "`: на диске нет места\n ╰ исправить: проверить место на диске и права на файл\n"),
        (
            "en",
            "`: the disk is full\n ╰ fix: check the space on the disk and the rights to the file\n",
        ),
    ];
    let mut before = 0;
    // Each time there is a little more room, and a little more is done.
    for (pages, (language, words)) in [60, 110].into_iter().zip(words) {
        full::at(&journal, pages);
        let (exit, out, err) = ran_in(&demo, &format!("obmen run --lang {language}"));
        assert_eq!(exit, Exit::Unusable, "{out}{err}");
        assert!(err.contains(words), "{err}");
        let (all, different) = created(&demo);
        assert_eq!(all, different, "none twice");
        assert!(all >= before && all < 36, "{all}");
        before = all;
    }
    assert!(before > 0, "it came to writing");
    full::at(&journal, 100_000);
    let (exit, out, err) = ran_in(&demo, "obmen run --lang en");
    assert_eq!(exit, Exit::Done, "{out}{err}");
    assert_eq!(created(&demo), (36, 36));
    let (exit, out, err) = ran_in(&demo, "obmen run --lang en");
    assert_eq!((exit, &*err), (Exit::Done, ""));
    assert!(out.contains("0 read: nothing to change"), "{out}");
}

/// Looking goes on, writing begins with nothing.
#[test]
fn a_read_only_disk_stops_a_run_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let demo = demo(folder.path());
    let journal = demo.join(".obmen/journal.sqlite");
    let (exit, out, err) = ran_in(&demo, "obmen run --order 1009A --lang en");
    assert_eq!(exit, Exit::Done, "{out}{err}");
    full::read_only(&journal);
    for (language, head, words) in [
        (
            "ru",
            "ошибка[E102] журнал недоступен: `",
            "`: нет прав на файл или каталог\n ╰ исправить: проверить место на диске и права на файл\n",
        ),
        (
            "en",
            "error[E102] the journal cannot be used: `",
            "`: no rights to the file or folder\n ╰ fix: check the space on the disk and the rights to \
             the file\n",
        ),
    ] {
        let (exit, out, err) = ran_in(&demo, &format!("obmen run --lang {language}"));
        assert_eq!((exit, &*out), (Exit::Unusable, ""), "{err}");
        assert!(err.starts_with(head) && err.contains(words), "{err}");
        assert_eq!(created(&demo), (1, 1));
        let (exit, out, err) = ran_in(&demo, &format!("obmen plan --lang {language}"));
        assert_eq!((exit, &*err), (Exit::Pending, ""), "{out}");
    }
    full::at(&journal, 100_000);
    let (exit, out, err) = ran_in(&demo, "obmen run --lang en");
    assert_eq!(exit, Exit::Done, "{out}{err}");
    assert_eq!(created(&demo), (36, 36));
}

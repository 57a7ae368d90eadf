//! A journal that cannot be used, and systems that go away: the words in both languages, the number,
//! what stands in both systems afterwards, and that mending it is all there is to do.

use std::fs;
use std::path::Path;

use obmen::endpoint::emulate::{Emulator, Request};
use obmen::journal::Journal;

use super::between::plain;
use super::shop::{BUYERS, ORDERS, Shop};

/// What makes a journal unusable.
struct Case {
    what: &'static str,
    break_it: fn(&Path),
    /// What mends it; where that is nothing the file is left as it was, and is put back whole.
    mend: Option<fn(&Path)>,
    /// What is said from the journal's path on.
    words: [&'static str; 2],
}

const CASES: [Case; 6] = [
    Case {
        what: "of a newer version",
        break_it: |path| pragma(path, "user_version", 99),
        mend: None,
        words: [
            "` ведёт более новая программа: его версия 99, здесь известна 3\n ╰ исправить: взять программу \
             не старше той, что вела журнал\n",
            "` is kept by a newer program: its version is 99, 3 is known here\n ╰ fix: use a program no \
             older than the one that kept the journal\n",
        ],
    },
    Case {
        what: "of another program",
        break_it: |path| pragma(path, "application_id", 7),
        mend: None,
        words: [
            "` не журнал, а база другой программы\n ╰ исправить: убрать файл ",
            "` is no journal but the database of another program\n ╰ fix: move the file ",
        ],
    },
    Case {
        what: "cut off",
        break_it: |path| {
            let bytes = fs::read(path).unwrap();
            fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
        },
        mend: None,
        words: [
            "` повреждён\n ╰ исправить: посмотреть, какие связи записей найдутся в обеих системах, и собрать \
             журнал заново: obmen journal rebuild; прежний файл останется рядом\n",
            "` is damaged\n ╰ fix: see which links of records both systems tell of, and make the journal \
             anew: obmen journal rebuild; the old file stays beside it\n",
        ],
    },
    Case {
        what: "emptied, with nothing beside it",
        break_it: |path| {
            for end in ["-wal", "-shm", "-lock"] {
                fs::remove_file(format!("{}{end}", path.display())).ok();
            }
            fs::write(path, "").unwrap();
        },
        mend: None,
        words: [
            "` пуст, а журнал, который вёлся, пустым не бывает: файл обрезан или не дописан\n ╰ исправить: \
             вернуть файл из копии или собрать журнал заново по отметкам в обеих системах: obmen journal \
             rebuild\n",
            "` is empty, and a journal that was kept never is: it was cut off, or a copy of it was not \
             finished\n ╰ fix: put the file back from a copy, or make the journal anew from the marks in \
             both systems: obmen journal rebuild\n",
        ],
    },
    Case {
        what: "with an index that misses its rows",
        break_it: |path| {
            let journal = rusqlite::Connection::open(path).unwrap();
            journal.pragma_update(None, "writable_schema", 1).unwrap();
            let sql = "UPDATE sqlite_schema SET sql = replace(sql, 'left_key)', 'right_key)') \
                       WHERE name = 'link_left'";
            assert_eq!(journal.execute(sql, []).unwrap(), 1);
        },
        mend: None,
        words: [
            "` повреждён: страницы файла не сходятся друг с другом (row 1 missing from index link_left)\n",
            "` is damaged: the pages of the file do not fit together (row 1 missing from index link_left)\n",
        ],
    },
    Case {
        what: "with a row that was changed",
        break_it: |path| {
            shift(path, 1);
        },
        // A row is looked at when it is read; by then it is noted that a run began.
        mend: Some(|path| shift(path, -1)),
        words: [
            "` повреждён: контрольная сумма не сходится (`lane`)\n ╰ исправить: посмотреть, какие ",
            "` is damaged: a checksum does not fit (`lane`)\n ╰ fix: see which links ",
        ],
    },
];

fn shift(path: &Path, by: i64) {
    let journal = rusqlite::Connection::open(path).unwrap();
    assert!(journal.execute("UPDATE lane SET dirty_seq = dirty_seq + ?", [by]).unwrap() > 0);
}

fn pragma(path: &Path, name: &str, value: i64) {
    let journal = rusqlite::Connection::open(path).unwrap();
    journal.pragma_update(None, name, value).unwrap();
}

/// Runs in both languages: nothing is exchanged, and these words are said of the journal.
fn refused(shop: &Shop, what: &str, words: [&str; 2]) {
    let before = ["crm", "erp"].map(|system| shop.ledger(system).len());
    for (language, words) in ["ru", "en"].into_iter().zip(words) {
        let told = shop.obmen_in(language, &["run"]);
        assert_eq!((told.code, &*told.out), (4, ""), "{what}: {}", told.err);
        let head = match language {
            "ru" => "ошибка[E102] журнал недоступен: ",
            _ => "error[E102] the journal cannot be used: ",
        };
        assert!(told.err.starts_with(head), "{what}: {}", told.err);
        assert!(told.err.contains(words), "{what}: {}", told.err);
    }
    assert_eq!(["crm", "erp"].map(|system| shop.ledger(system).len()), before, "{what}");
}

#[test]
fn a_journal_that_cannot_be_used_stops_everything_and_loses_nothing() {
    let shop = Shop::with(&[1009, 1013]);
    assert_eq!(shop.obmen(&["run", "--id", "1009"]).code, 0);
    let whole = fs::read(shop.journal_path()).unwrap();
    for case in &CASES {
        (case.break_it)(&shop.journal_path());
        let broken = fs::read(shop.journal_path()).unwrap();
        refused(&shop, case.what, case.words);
        if let Some(mend) = case.mend {
            mend(&shop.journal_path());
            continue;
        }
        let left = fs::read(shop.journal_path()).unwrap();
        assert!(left == broken, "{}: left as it is", case.what);
        for end in ["-wal", "-shm"] {
            fs::remove_file(format!("{}{end}", shop.journal_path().display())).ok();
        }
        fs::write(shop.journal_path(), &whole).unwrap();
    }
    let mended = shop.obmen(&["run"]);
    assert_eq!(mended.code, 0, "{} {}", mended.out, mended.err);
    assert_eq!(shop.records(ORDERS).len(), 2);
}

#[test]
fn two_processes_on_one_journal_do_not_meet() {
    let shop = Shop::with(&[1009]);
    fs::create_dir_all(shop.dir.join(".obmen")).unwrap();
    let held = Journal::open(&shop.journal_path()).unwrap();
    let words = [
        "` занят другим процессом\n ╰ исправить: завершить другой запуск программы с этим проектом и \
         повторить\n",
        "` is held by another process\n ╰ fix: end the other run of the program with this project, then \
         try again\n",
    ];
    refused(&shop, "held", words);
    // Nor does a saved plan, nor a rebuild.
    assert_eq!(shop.obmen(&["plan", "--out", "plan.json"]).code, 2);
    assert_eq!(shop.obmen(&["apply", "plan.json"]).code, 4);
    assert_eq!(shop.obmen(&["journal", "rebuild", "--yes"]).code, 4);
    assert!(shop.ledger("erp").is_empty());
    // Looking does no harm.
    assert_eq!(shop.obmen(&["journal", "verify"]).code, 0);
    drop(held);
    assert_eq!(shop.obmen(&["apply", "plan.json"]).code, 0);
    assert_eq!(shop.records(ORDERS).len(), 1);
}

/// Rights mean nothing to the user of a build machine, so there the folder's place is taken by a file:
/// neither can be written.
#[test]
fn a_journal_folder_that_cannot_be_written_is_told() {
    let shop = Shop::with(&[1009]);
    let folder = shop.dir.join("readonly");
    fs::create_dir(&folder).unwrap();
    let mut rights = fs::metadata(&folder).unwrap().permissions();
    rights.set_readonly(true);
    fs::set_permissions(&folder, rights).unwrap();
    let is_bound = fs::write(folder.join("try"), "").is_err();
    if !is_bound {
        fs::remove_dir_all(&folder).unwrap();
        fs::write(&folder, "").unwrap();
    }
    shop.edit("obmen.yaml", |text| format!("{text}journal: readonly/journal.sqlite\n"));
    let words = if is_bound {
        ["`: нет прав на файл или каталог", "`: no rights to the file or folder"]
    } else {
        ["readonly`: ", "readonly`: "]
    };
    refused(&shop, "read only", words);
    refused(
        &shop,
        "remedy",
        [
            " ╰ исправить: проверить место на диске и права на файл\n",
            " ╰ fix: check the space on the disk and the rights to the file\n",
        ],
    );
    shop.edit("obmen.yaml", |text| text.replace("journal: readonly/journal.sqlite\n", ""));
    assert_eq!(shop.obmen(&["run"]).code, 0);
    assert_eq!(shop.records(ORDERS).len(), 1);
}

/// Where nothing was done there is nothing to tell but the reason: no flow «read 2, nothing to change».
#[test]
fn a_run_that_ends_before_its_first_record_tells_the_reason_only() {
    let shop = Shop::with(&[1009, 1013]);
    let refuse = |request: &Request, base: &dyn Emulator| {
        let creates = request.method == "POST" && request.segments().join("/").contains(BUYERS);
        if creates { base.refusal(401) } else { base.answer(request) }
    };
    let line = shop.served(Box::new(plain), Box::new(refuse));
    for (language, told) in [
        ("ru", "ошибка[E103] не удалось обратиться к системе `erp`: POST Catalog_Контрагенты: "),
        ("en", "error[E103] the system `erp` cannot be used: POST Catalog_Контрагенты: "),
    ] {
        let run = shop.obmen_in(language, &["run", "--yes"]);
        assert_eq!((run.code, &*run.out), (4, ""), "{}", run.err);
        assert!(run.err.starts_with(told), "{}", run.err);
    }
    drop(line);
    let line = shop.served(Box::new(plain), Box::new(plain));
    assert_eq!(shop.obmen(&["run", "--yes"]).code, 0);
    drop(line);
    assert_eq!(shop.records(ORDERS).len(), 2);
}

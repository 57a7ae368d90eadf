//! Every number that `plan` and `run` can end with, and the words beside it.

use std::fs;

use obmen::cli::Env;
use obmen::journal::{Journal, Which};

use super::shop::{ORDERS, Shop, Told};

/// How a command is brought to an end.
struct End {
    what: &'static str,
    prepare: fn(&Shop),
    args: &'static [&'static str],
    code: u8,
    /// What is said about it, in both languages; nothing where the answer says all.
    words: [&'static str; 2],
}

const ENDS: [End; 14] = [
    End { what: "changes pending", prepare: |_| {}, args: &["plan"], code: 2, words: ["", ""] },
    End { what: "changes made", prepare: |_| {}, args: &["run"], code: 0, words: ["", ""] },
    End {
        what: "an unknown flow",
        prepare: |_| {},
        args: &["run", "Заказы"],
        code: 1,
        words: [
            "ошибка: `Заказы` не обмен и не каталог проекта; обмены: ЗаказыВ1С, ПравкиВCRM\n",
            "error: `Заказы` is neither a flow nor a project folder; flows: ЗаказыВ1С, ПравкиВCRM\n",
        ],
    },
    End {
        what: "no flow switched on",
        // ORD-IMP-12
        prepare: switch_off,
        args: &["run"],
        code: 1,
        words: [
            "ошибка: ни один обмен не включён, ничего не сделано:\n  обмен `ЗаказыВ1С` выключен, пока не \
             выполнено условие `setting.ЗагружатьЗаказы`: изменить значение в settings.yaml\n  обмен \
             `ПравкиВCRM` выключен, пока не выполнено условие `setting.ВыгружатьЗаказы`: изменить \
             значение в settings.yaml\n",
            "error: no flow is switched on, nothing is done:\n  the flow `ЗаказыВ1С` is switched off until \
             the condition `setting.ЗагружатьЗаказы` holds: change the value in settings.yaml\n",
        ],
    },
    End {
        what: "a named flow that is switched off",
        // SET-01, ORD-IMP-12, AMB-18, AMB-49
        prepare: switch_off,
        args: &["run", "ЗаказыВ1С", "--yes"],
        code: 1,
        words: [
            "ошибка: обмен `ЗаказыВ1С` выключен, пока не выполнено условие `setting.ЗагружатьЗаказы`: \
             изменить значение в settings.yaml\n",
            "error: the flow `ЗаказыВ1С` is switched off until the condition `setting.ЗагружатьЗаказы` \
             holds: change the value in settings.yaml\n",
        ],
    },
    End {
        what: "a record named of a flow that is switched off",
        prepare: switch_off,
        args: &["run", "ЗаказыВ1С", "--id", "1009"],
        code: 1,
        words: [
            "ошибка: обмен `ЗаказыВ1С` выключен",
            "error: the flow `ЗаказыВ1С` is switched off",
        ],
    },
    End {
        what: "a constant that nobody filled in",
        // ORD-IMP-13, PRE-25
        prepare: |shop| shop.without_rows("settings.yaml", "Организация: Уютный дом"),
        args: &["plan"],
        code: 1,
        words: ["Организация", "Организация"],
    },
    End {
        what: "an empty table of statuses",
        prepare: |shop| fs::write(shop.dir.join("tables/statuses_in.yaml"), "[]\n").unwrap(),
        args: &["run"],
        code: 3,
        words: ["", ""],
    },
    End {
        what: "more than one run may write",
        prepare: |shop| shop.edit("obmen.yaml", |text| format!("{text}guards: {{ creates: 1 }}\n")),
        args: &["run"],
        code: 3,
        words: [
            "ошибка: запуск остановлен: он создал бы больше 1 или изменил бы больше 2000 записей: ",
            "error: the run is paused: it would create more than 1 or edit more than 2000 records: ",
        ],
    },
    End {
        what: "a journal that is none",
        prepare: |shop| {
            fs::create_dir_all(shop.dir.join(".obmen")).unwrap();
            fs::write(shop.journal_path(), "это не журнал, а письмо ".repeat(200)).unwrap();
        },
        args: &["run"],
        code: 4,
        words: [
            "и собрать журнал заново: obmen journal rebuild; прежний файл останется рядом",
            "make the journal anew: obmen journal rebuild; the old file stays beside it",
        ],
    },
    End {
        what: "a journal in a file's place",
        prepare: |shop| {
            shop.edit("obmen.yaml", |text| {
                format!("{text}journal: settings.yaml/journal.sqlite\n")
            });
        },
        args: &["run"],
        code: 4,
        words: ["ошибка[E102] журнал недоступен: ", "error[E102] "],
    },
    End {
        what: "a world that cannot be opened",
        prepare: |shop| fs::write(shop.dir.join("world/erp/base.yaml"), "user: [").unwrap(),
        args: &["plan"],
        code: 4,
        words: ["ошибка[E101] встроенную систему `erp` не открыть: ", "error[E101] "],
    },
    End {
        what: "a system that does not answer",
        prepare: |shop| {
            shop.edit("obmen.yaml", |text| {
                text.replace(
                    "embedded: world/erp",
                    "address: \"http://127.0.0.1:9/base\", user: a, password: b, local: true",
                )
            });
        },
        args: &["plan"],
        code: 4,
        words: ["ошибка[E103] не удалось обратиться к системе `erp`: ", "error[E103] "],
    },
    End {
        what: "a first run that nobody agreed to",
        prepare: |shop| {
            shop.edit("obmen.yaml", |text| format!("{text}guards: {{ first_run: ask }}\n"));
        },
        args: &["run"],
        code: 3,
        words: ["ошибка: первый запуск не выполнен: нужно согласие (--yes)\n", "error: "],
    },
];

fn switch_off(shop: &Shop) {
    shop.edit("settings.yaml", |text| {
        text.replace("ЗагружатьЗаказы: true", "ЗагружатьЗаказы: false")
    });
}

#[test]
fn every_end_has_its_number_and_words() {
    let mut reached = Vec::new();
    for end in &ENDS {
        for (language, words) in ["ru", "en"].iter().zip(end.words) {
            let shop = Shop::with(&[1009]);
            (end.prepare)(&shop);
            let told = shop.obmen_in(language, end.args);
            assert_eq!(told.code, end.code, "{} {}{}", end.what, told.out, told.err);
            assert!(told.err.contains(words), "{}: {}", end.what, told.err);
            assert!(!words.is_empty() || told.err.is_empty(), "{}: {}", end.what, told.err);
            // Where it did not come to writing, nothing is written.
            let wrote = !shop.ledger("erp").is_empty();
            assert_eq!(wrote, end.what == "changes made", "{}", end.what);
        }
        reached.push(end.code);
    }
    reached.sort_unstable();
    reached.dedup();
    assert_eq!(reached, [0, 1, 2, 3, 4]);
}

/// An answer for programs is one document, and holds what people are told beside it.
#[test]
fn every_end_is_a_document_for_programs() {
    for end in &ENDS {
        let shop = Shop::with(&[1009]);
        (end.prepare)(&shop);
        let told = shop.obmen(&[end.args, &["--format", "json"]].concat());
        assert_eq!(told.code, end.code, "{} {}{}", end.what, told.out, told.err);
        is_told(end.what, &told);
        // Where nothing was done it is no report.
        let is_report = !told.json()["kind"].is_null();
        assert!(is_report || ![0, 2].contains(&end.code), "{}", end.what);
        assert!(!is_report || ![1, 4].contains(&end.code), "{}", end.what);
    }
}

/// The messages of a document are what stands beside it.
fn is_told(what: &str, told: &Told) {
    let document = told.json();
    let found = document["diagnostics"].as_array();
    let found = found.unwrap_or_else(|| panic!("{what}: {document}"));
    assert!(!found.is_empty() || told.err.is_empty(), "{what}: {}", told.err);
    for one in found {
        let (message, code) = (one["message"].as_str().unwrap(), one["code"].as_str());
        let begins = code.map_or("ошибка: ".to_owned(), |code| format!("ошибка[{code}] "));
        let words = message.lines().next().unwrap();
        // On a broken project the document is all there is.
        let stands = told.err.is_empty() || told.err.contains(&format!("{begins}{words}"));
        assert!(stands, "{what}: {message}\n{}", told.err);
        assert_eq!(one["severity"], "error", "{what}");
    }
}

/// A command, what brings it to an end, the end's number and the code of what is told.
type Case = (&'static [&'static str], fn(&Shop), u8, &'static str);

/// So it is with every other command that ends before it has an answer.
#[test]
fn every_command_ends_with_a_document_for_programs() {
    let whole: fn(&Shop) = |_| {};
    let unreachable: fn(&Shop) = |shop| {
        shop.edit("obmen.yaml", |text| {
            let address = "address: \"http://127.0.0.1:9/base\", user: env:NOBODY, password: b, \
                           local: true";
            text.replace("embedded: world/erp", address)
        });
    };
    let strange: fn(&Shop) = |shop| {
        fs::write(shop.dir.join("here"), "password").unwrap();
        shop.edit("obmen.yaml", |text| {
            let address = "address: \"1c.example.com\", user: file:here, password: file:here";
            text.replace("embedded: world/erp", address)
        });
    };
    let no_journal: fn(&Shop) = |shop| {
        fs::create_dir_all(shop.dir.join(".obmen")).unwrap();
        fs::write(shop.journal_path(), "это не журнал, а письмо ".repeat(200)).unwrap();
    };
    let no_settings: fn(&Shop) =
        |shop| fs::write(shop.dir.join("obmen.yaml"), "systems: [").unwrap();
    let no_scenes: fn(&Shop) = |shop| fs::remove_dir_all(shop.dir.join("scenes")).unwrap();
    let asked: fn(&Shop) =
        |shop| shop.edit("obmen.yaml", |text| format!("{text}guards: {{ first_run: ask }}\n"));
    let cases: [Case; 33] = [
        (&["plan"], unreachable, 1, "P114"),
        (&["plan"], strange, 1, "P112"),
        (&["run"], asked, 3, ""),
        (&["run", "--id", "99999"], whole, 1, ""),
        (&["plan", "--order", "нет"], whole, 1, ""),
        (&["plan", "--after", "x"], whole, 1, ""),
        (&["plan", "--nonsense"], whole, 1, ""),
        (&["nonsense"], whole, 1, ""),
        (&["apply", "nowhere.json"], whole, 1, ""),
        (&["apply", "obmen.yaml"], whole, 1, ""),
        (&["check", "--live"], unreachable, 1, "P114"),
        (&["check", "nowhere"], whole, 1, ""),
        (&["check"], no_settings, 1, "P103"),
        (&["test", "Никто"], whole, 1, ""),
        (&["test"], no_settings, 1, "P103"),
        (&["held"], no_settings, 1, "P103"),
        (&["held"], no_journal, 4, "E102"),
        (&["held", "show", "1009"], whole, 1, ""),
        (&["held", "skip", "1009"], whole, 1, ""),
        (&["jobs"], no_journal, 4, "E102"),
        (&["jobs", "--since", "вчера"], whole, 1, ""),
        (&["explain", "Z999"], whole, 1, ""),
        (&["explain", "нет", "Комментарий"], whole, 1, ""),
        (&["explain", "1009A", "Никакое"], whole, 1, ""),
        (&["explain", "1009A", "Комментарий"], unreachable, 1, "P114"),
        (&["journal", "verify"], no_journal, 4, "E102"),
        (&["journal", "rebuild"], whole, 3, ""),
        (&["journal", "rebuild"], unreachable, 1, "P114"),
        (&["doctor"], no_settings, 1, "P103"),
        (&["sandbox", "play", "никакая"], whole, 1, ""),
        (&["sandbox", "play"], no_scenes, 1, ""),
        (&["sandbox", "play"], no_settings, 1, "P103"),
        (&["plan"], no_settings, 1, "P103"),
    ];
    for (args, prepare, code, named) in cases {
        let shop = Shop::with(&[1009]);
        prepare(&shop);
        let told = shop.obmen(&[args, &["--format", "json"]].concat());
        assert_eq!(told.code, code, "{args:?} {}{}", told.out, told.err);
        is_told(&args.join(" "), &told);
        let found = &told.json()["diagnostics"][0]["code"];
        assert_eq!(found.as_str().unwrap_or_default(), named, "{args:?}");
        if args[0] == "check" {
            let told = shop.obmen(&[args, &["--format", "sarif"]].concat());
            let document = told.json();
            let results = document["runs"][0]["results"].as_array();
            assert!(results.is_some_and(|found| !found.is_empty()), "{args:?} {document}");
            assert_eq!(told.code, code, "{args:?}");
        }
    }
}

/// What ends a run after its first records stands at the end of their document.
#[test]
fn a_document_that_is_cut_off_says_what_ended_it() {
    let shop = Shop::with(&[1031, 1032, 1036]);
    shop.edit("obmen.yaml", |text| format!("{text}guards: {{ creates: 2 }}\n"));
    let told = shop.obmen(&["run", "--format", "json"]);
    assert_eq!(told.code, 3, "{}", told.err);
    let document = told.json();
    assert!(!document["flows"][0]["records"].as_array().unwrap().is_empty());
    let words = document["diagnostics"][0]["message"].as_str().unwrap();
    assert!(words.starts_with("запуск остановлен: "), "{words}");
}

#[test]
fn an_empty_table_of_statuses_stops_the_flow_and_loses_nothing() {
    let shop = Shop::with(&[1009, 1013]);
    let table = shop.dir.join("tables/statuses_in.yaml");
    let rows = fs::read_to_string(&table).unwrap();
    fs::write(&table, "[]\n").unwrap();
    for command in ["plan", "run", "run"] {
        let told = shop.obmen(&[command]);
        assert_eq!(told.code, 3, "{command} {}", told.err);
        // STI-06, ORD-IMP-15, MSG-02
        let words = "обмен остановлен: Таблица соответствия статусов пустая, заказы не будут загружены \
                     в 1С. Чтобы это исправить, перейдите на вкладку \"Статусы\" и добавьте статусы в \
                     таблицу.";
        assert!(told.out.contains(words), "{}", told.out);
        assert!(shop.records(ORDERS).is_empty());
    }
    let english = shop.obmen_in("en", &["plan"]);
    assert!(english.out.contains("Таблица соответствия статусов пустая"), "{}", english.out);
    fs::write(&table, rows).unwrap();
    let mended = shop.obmen(&["run"]);
    assert_eq!(mended.code, 0, "{} {}", mended.out, mended.err);
    assert_eq!(shop.records(ORDERS).len(), 2);
    assert!(shop.journal().lanes("ЗаказыВ1С", Which::All).unwrap().is_empty());
}

#[test]
fn a_journal_that_another_process_uses_is_left_alone() {
    let shop = Shop::with(&[1009]);
    fs::create_dir_all(shop.dir.join(".obmen")).unwrap();
    let held = Journal::open(&shop.journal_path()).unwrap();
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 4, "{}", run.err);
    assert!(run.err.starts_with("ошибка[E102] журнал недоступен: "), "{}", run.err);
    assert!(shop.ledger("erp").is_empty());
    // Looking does no harm.
    assert_eq!(shop.obmen(&["plan"]).code, 2);
    drop(held);
    assert_eq!(shop.obmen(&["run"]).code, 0);
}

#[test]
fn a_run_over_the_guard_goes_on_when_it_is_allowed() {
    let shop = Shop::with(&[1031, 1032, 1036]);
    shop.edit("obmen.yaml", |text| format!("{text}guards: {{ creates: 2 }}\n"));
    let run = shop.obmen(&["run"]);
    assert_eq!(run.code, 3, "{}", run.err);
    let made = shop.records(ORDERS).len();
    assert!(made < 3, "{made}");
    let run = shop.obmen(&["run", "--yes"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert_eq!(shop.records(ORDERS).len(), 3);
}

#[test]
fn the_first_run_shows_its_plan_before_it_asks() {
    let shop = Shop::with(&[1009]);
    shop.edit("obmen.yaml", |text| format!("{text}guards: {{ first_run: ask }}\n"));
    let env = Env { folder: shop.dir.clone(), ..Env::default() };
    let run = shop.obmen_with(&env, &["run", "--lang", "ru"]);
    assert_eq!(run.code, 3);
    assert!(run.out.starts_with("plan ЗаказыВ1С"), "{}", run.out);
    // To ask again is no yes.
    assert_eq!(shop.obmen_with(&env, &["run", "--lang", "ru"]).code, 3);
    assert!(shop.ledger("erp").is_empty());
    assert_eq!(shop.obmen(&["run", "--yes"]).code, 0);
    // It was a first run only once.
    assert_eq!(shop.obmen(&["run"]).code, 0);
}

/// At a terminal too the answer is one document: what is agreed on is shown beside it.
#[test]
fn a_first_run_that_is_agreed_to_gives_one_document() {
    let shop = Shop::with(&[1009]);
    shop.edit("obmen.yaml", |text| format!("{text}guards: {{ first_run: ask }}\n"));
    let terminal = Env {
        folder: shop.dir.clone(),
        stdin_terminal: true,
        stderr_terminal: true,
        ..Env::default()
    };
    let run = ["run", "--format", "json", "--lang", "ru"];
    let told = shop.obmen_saying("нет\n", &terminal, &run);
    assert_eq!(told.code, 3, "{}", told.err);
    assert!(told.err.contains("plan ЗаказыВ1С"), "{}", told.err);
    assert!(told.json()["flows"].as_array().is_none_or(Vec::is_empty), "{}", told.out);
    assert!(shop.ledger("erp").is_empty());
    let told = shop.obmen_saying("да\n", &terminal, &run);
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.err.contains("plan ЗаказыВ1С"), "{}", told.err);
    assert_eq!(told.json()["kind"], "run");
    assert_eq!(shop.records(ORDERS).len(), 1);
}

#[test]
fn a_flow_that_is_named_twice_runs_once() {
    let shop = Shop::with(&[1009]);
    let plan = shop.obmen(&["plan", "ЗаказыВ1С", "ЗаказыВ1С"]);
    assert_eq!(plan.out.matches("plan ЗаказыВ1С").count(), 1, "{}", plan.out);
}

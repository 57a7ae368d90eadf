//! Trouble with the systems and the machine: what is said, how it ends, and that nothing is lost.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use obmen::endpoint::emulate::{LedgerEntry, read_ledger};

use super::sandbox::{Sandbox, Shop, obmen, program, said};

/// A project against a sandbox with these faults; its `systems` may be changed.
fn against(faults: &[&str], change: impl Fn(String) -> String) -> (Shop, Sandbox, PathBuf) {
    let shop = Shop::new();
    let faults: Vec<&str> = faults.iter().flat_map(|fault| ["--fault", fault]).collect();
    let sandbox = Sandbox::start(&shop.demo(), "en", &faults);
    let systems = sandbox.systems.replace("local: true", "local: true, timeout: 1");
    let project = shop.remote("project", &change(systems));
    (shop, sandbox, project)
}

/// Everything is there after all: the whole exchange, and nothing twice.
fn goes_on(shop: &Shop, project: &Path) {
    let (code, out, error) = obmen(project, "en", &["run", "--yes"]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    let ledger = read_ledger(&shop.demo().join(".obmen/sandbox/erp.sqlite")).unwrap();
    let created = ledger.iter().filter(|it| it.operation == "POST Document_ЗаказПокупателя");
    assert_eq!(created.count(), 36);
    let (code, out, _) = obmen(project, "en", &["run", "--yes"]);
    assert_eq!(code, 0);
    assert!(out.contains("0 read: nothing to change"), "{out}");
}

fn restore(shop: &Shop, project: &Path, sandbox: &Sandbox) {
    let fresh = shop.remote("fresh", &sandbox.systems);
    fs::copy(fresh.join("obmen.yaml"), project.join("obmen.yaml")).unwrap();
}

#[test]
fn wrong_credentials_are_told_and_nothing_is_lost() {
    let texts = [
        (
            "ru",
            "ошибка[E103] не удалось обратиться к системе `{}`: ",
            [
                "ключ или адрес RetailCRM не принят (Wrong \"apiKey\" value.)\n \
                 ╰ исправить: Проверьте корректность адреса CRM и API ключ\n",
                "доступ не разрешён (HTTP 401)\n \
                 ╰ исправить: проверить ключ, логин и пароль в obmen.yaml и права пользователя\n",
            ],
        ),
        (
            "en",
            "error[E103] the system `{}` cannot be used: ",
            [
                "RetailCRM did not accept the key or the address (Wrong \"apiKey\" value.)\n \
                 ╰ fix: check the address of the CRM and the API key\n",
                "access was not granted (HTTP 401)\n \
                 ╰ fix: check the key, the login and the password in obmen.yaml, and the rights of the user\n",
            ],
        ),
    ];
    let changes = [
        ("key: demo-key", "key: wrong", "crm", "GET orders/history"),
        ("password: demo", "password: wrong", "erp", "GET $metadata"),
    ];
    for (at, (right, wrong, system, operation)) in changes.into_iter().enumerate() {
        let (shop, sandbox, project) = against(&[], |systems| systems.replace(right, wrong));
        for (language, message, words) in texts {
            let (code, out, error) = obmen(&project, language, &["run", "--yes"]);
            assert_eq!((code, out.as_str()), (4, ""));
            let message = message.replace("{}", system);
            let told = format!("{message}{operation}: {}", words[at]);
            assert!(error.starts_with(&told), "{error}");
            assert!(!error.contains("wrong"), "no secret is told: {error}");
        }
        restore(&shop, &project, &sandbox);
        goes_on(&shop, &project);
    }
}

/// A variable that is not set is the user's mistake, found before anything is asked.
#[test]
fn a_missing_secret_is_a_mistake_of_settings() {
    let (_shop, _sandbox, project) =
        against(&[], |systems| systems.replace("key: demo-key", "key: env:OBMEN_NO_SUCH_KEY"));
    for (language, message, remedy) in [
        (
            "ru",
            "ошибка[P114] у системы `crm` не получен key: env:OBMEN_NO_SUCH_KEY\n",
            "исправить: задать переменную окружения OBMEN_NO_SUCH_KEY\n",
        ),
        (
            "en",
            "error[P114] the key of the system `crm` cannot be had: env:OBMEN_NO_SUCH_KEY\n",
            "fix: set the variable of the environment OBMEN_NO_SUCH_KEY\n",
        ),
    ] {
        let (code, out, error) = obmen(&project, language, &["run", "--yes"]);
        assert_eq!((code, out.as_str()), (1, ""));
        assert!(error.starts_with(message) && error.contains(remedy), "{error}");
    }
}

/// A file of a secret that is not there, or has nothing in it.
#[test]
fn a_secret_file_without_a_secret_is_told() {
    let (_shop, _sandbox, project) =
        against(&[], |systems| systems.replace("key: demo-key", "key: file:crm.key"));
    for text in [None, Some("\n")] {
        if let Some(text) = text {
            std::fs::write(project.join("crm.key"), text).unwrap();
        }
        let (code, out, error) = obmen(&project, "ru", &["run", "--yes"]);
        assert_eq!((code, out.as_str()), (1, ""));
        let told = "ошибка[P114] у системы `crm` не получен key: file:crm.key";
        assert!(error.starts_with(told), "{error}");
        assert!(error.contains("исправить: записать его в файл crm.key\n"), "{error}");
    }
}

/// A page of HTML where JSON is expected: as a proxy or a wrong address answers.
#[test]
fn a_page_instead_of_data_is_told() {
    let (_shop, _sandbox, project) = against(&["html"], |systems| systems);
    let texts = [
        (
            "ru",
            "ошибка[E103] не удалось обратиться к системе `crm`: GET orders/history: вместо данных пришла \
             страница (HTTP 200)\n",
            "проверить адрес и логин в obmen.yaml; если они верны, это сбой веб-сервера: повторить позже",
        ),
        (
            "en",
            "error[E103] the system `crm` cannot be used: GET orders/history: a page came instead of data (HTTP 200)",
            "check the address and the login in obmen.yaml",
        ),
    ];
    for (language, message, hint) in texts {
        let (code, out, error) = obmen(&project, language, &["run", "--yes"]);
        assert_eq!((code, out.as_str()), (4, ""));
        assert!(error.starts_with(message) && error.contains(hint), "{error}");
    }
}

/// The same of 1C, where its web server asks for a login in a page of its own, or is in trouble.
#[test]
fn a_page_of_the_web_server_of_1c_is_told() {
    for (fault, operation) in
        [("html@$metadata", "GET $metadata"), ("html@GET Catalog_", "GET Catalog_")]
    {
        let (_shop, _sandbox, project) = against(&[fault], |systems| systems);
        for (language, head, words, hint) in [
            (
                "ru",
                "ошибка[E103] не удалось обратиться к системе `erp`: ",
                ": вместо данных пришла страница (HTTP 200)\n",
                "проверить адрес и логин в obmen.yaml",
            ),
            (
                "en",
                "error[E103] the system `erp` cannot be used: ",
                ": a page came instead of data (HTTP 200)\n",
                "check the address and the login in obmen.yaml",
            ),
        ] {
            let (code, _, error) = obmen(&project, language, &["run", "--yes"]);
            assert_eq!(code, 4, "{error}");
            assert!(error.starts_with(&format!("{head}{operation}")), "{error}");
            assert!(error.contains(words) && error.contains(hint), "{error}");
        }
    }
}

#[test]
fn a_system_that_is_not_there_is_told() {
    let (_shop, _sandbox, project) = against(&[], |systems| {
        let mut lines: Vec<String> = systems.lines().map(str::to_owned).collect();
        for line in lines.iter_mut().filter(|line| line.contains("kind: retailcrm")) {
            let (head, rest) = line.split_once("127.0.0.1:").unwrap();
            let (_, tail) = rest.split_once('"').unwrap();
            *line = format!("{head}127.0.0.1:1\"{tail}");
        }
        lines.join("\n") + "\n"
    });
    let texts = [
        (
            "ru",
            "ошибка[E103] не удалось обратиться к системе `crm`: GET orders/history: сервер не принимает \
             соединений\n",
            "проверить адрес в obmen.yaml и связь; если они в порядке, повторить позже; ничего не потеряно",
        ),
        (
            "en",
            "error[E103] the system `crm` cannot be used: GET orders/history: the server takes no \
             connections\n",
            "try again later; nothing is lost",
        ),
    ];
    // Both at once, for each waits its time; plans hold no journal.
    let runs = texts.map(|(language, ..)| {
        let mut command = program(&project, language, &["plan"]);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    });
    for (run, (_, message, hint)) in runs.into_iter().zip(texts) {
        let (code, out, error) = said(&run.wait_with_output().unwrap());
        assert_eq!((code, out.as_str()), (4, ""));
        assert!(error.starts_with(message) && error.contains(hint), "{error}");
    }
}

/// 1C refuses to post one order: it waits with 1C's words, the others go on, and when it is named
/// again it is posted and not created anew.
#[test]
fn an_order_that_1c_does_not_post_waits() {
    for (language, waits) in [("ru", "отложен"), ("en", "held")] {
        let fault = "closed@Document_ЗаказПокупателя/Postx1";
        let (shop, _sandbox, project) = against(&[fault], |systems| systems);
        let (code, out, error) = obmen(&project, language, &["run", "--yes"]);
        assert_eq!((code, error.as_str()), (3, ""), "{out}");
        let held: Vec<&str> = out.lines().filter(|line| line.contains(waits)).collect();
        assert!(!held.is_empty(), "{out}");
        // What waits is not counted as done.
        let told = if language == "ru" { "создать 35" } else { "35 to create" };
        assert!(out.contains(told), "{out}");
        let ids: Vec<String> = (1001..=1040).map(|id| id.to_string()).collect();
        let mut args = vec!["run", "--yes"];
        args.extend(ids.iter().flat_map(|id| ["--id", id.as_str()]));
        let (code, out, error) = obmen(&project, "en", &args);
        assert_eq!((code, error.as_str()), (0, ""), "{out}");
        goes_on(&shop, &project);
    }
}

/// A document that somebody holds open stays unposted: each run that meets it says so, and it waits.
#[test]
fn a_locked_document_is_told_until_it_is_posted() {
    let fault = "locked@Document_ЗаказПокупателя/Post";
    let (_shop, _sandbox, project) = against(&[fault], |systems| systems);
    for _ in 0..2 {
        let (code, out, _) = obmen(&project, "ru", &["run", "--yes", "--id", "1020"]);
        assert_eq!(code, 3, "{out}");
        assert!(out.contains("order 1020"), "{out}");
        assert!(out.contains("запись занята в системе другим сеансом: "), "{out}");
    }
}

/// The right to write documents is not the right to post them: that one is named, and when the user has
/// it the document that stands there is posted and none is created anew.
#[test]
fn a_missing_right_of_1c_is_named() {
    for (fault, said, remedies) in [
        (
            "rights@Document_ЗаказПокупателя/Post",
            [
                "POST Document_ЗаказПокупателя/Post: у пользователя нет права проводить документы этого \
                 вида (Недостаточно прав доступа (HTTP 401, code 20))\n",
                "POST Document_ЗаказПокупателя/Post: the user has no right to post documents of this \
                 kind (Недостаточно прав доступа (HTTP 401, code 20))\n",
            ],
            [
                "дать пользователю 1С роль, которая проводит такие документы",
                "in 1C give the user a role that posts these documents",
            ],
        ),
        (
            "rights@POST Catalog_Контрагенты",
            [
                "POST Catalog_Контрагенты: у пользователя нет права записывать такие записи",
                "POST Catalog_Контрагенты: the user has no right to write records of this kind",
            ],
            [
                "дать пользователю 1С роль, которая пишет такие записи",
                "in 1C give the user a role that writes these records",
            ],
        ),
    ] {
        let (shop, sandbox, project) = against(&[fault], |systems| systems);
        for (at, language) in ["ru", "en"].into_iter().enumerate() {
            let (code, out, error) = obmen(&project, language, &["run", "--yes", "--id", "1020"]);
            assert_eq!(code, 4, "{error}");
            assert!(error.contains(said[at]) && error.contains(remedies[at]), "{error}");
            assert!(!error.contains("schema pull"), "{error}");
            // What is written by then is told, the first time.
            let told = out.lines().any(|line| {
                line.starts_with("+ ЗаказПокупателя") && line.contains(said[at].trim_end())
            });
            assert_eq!(told, at == 0 && fault.ends_with("/Post"), "{out}");
        }
        let _sandbox = Sandbox::instead_of(sandbox, &shop.demo());
        let (code, out, error) = obmen(&project, "en", &["run", "--yes", "--id", "1020"]);
        assert_eq!((code, error.as_str()), (0, ""), "{out}");
        goes_on(&shop, &project);
    }
}

/// A mark that could not be written for want of the right is written once the user has it: by it the
/// record is recognised.
#[test]
fn a_mark_without_the_right_to_it_is_written_later() {
    let faults = ["rights@POST InformationRegister_ДополнительныеСведенияx1"];
    let (shop, sandbox, project) = against(&faults, |systems| systems);
    let (code, _, error) = obmen(&project, "en", &["run", "--yes", "--id", "1020"]);
    assert_eq!(code, 4, "{error}");
    let (code, out, error) = obmen(&project, "en", &["run", "--yes", "--id", "1020"]);
    assert_eq!(code, 0, "{out} {error}");
    let ledger = read_ledger(&shop.demo().join(".obmen/sandbox/erp.sqlite")).unwrap();
    let count =
        |what: &str| ledger.iter().filter(|it| it.operation == format!("POST {what}")).count();
    let created = count("Catalog_Контрагенты") + count("Document_ЗаказПокупателя");
    assert_eq!((created, count("InformationRegister_ДополнительныеСведения")), (2, 2), "{out}");
    drop(sandbox);
}

/// A mark that 1C refuses is written when it no longer does, though the record that it belongs to was
/// made for an order, and a new plan of the order does not look at it.
#[test]
fn a_mark_that_was_refused_is_not_forgotten() {
    let refused = ["--fault", "closed@POST InformationRegister_ДополнительныеСведенияx1"];
    for (own_keys, faults) in [(true, &refused[..]), (false, &refused), (false, &[])] {
        let shop = Shop::new();
        let base = shop.demo().join("world/erp/base.yaml");
        let text = fs::read_to_string(&base).unwrap();
        fs::write(&base, format!("{text}\nown_keys: {own_keys}\n")).unwrap();
        let sandbox = Sandbox::start(&shop.demo(), "en", faults);
        let project = shop.remote("project", &sandbox.systems);
        let (code, out, error) = obmen(&project, "en", &["run", "--yes", "--id", "1020"]);
        assert_eq!(code, 0, "{out} {error}");
        drop(sandbox);
        let ledger = read_ledger(&shop.demo().join(".obmen/sandbox/erp.sqlite")).unwrap();
        let accepted = |what: &str| {
            let posts = move |it: &&LedgerEntry| it.operation == what && it.status == 201;
            ledger.iter().filter(posts).collect::<Vec<_>>()
        };
        let marks = accepted("POST InformationRegister_ДополнительныеСведения");
        let marked = |key: &str| marks.iter().filter(|mark| mark.body.contains(key)).count();
        for what in ["POST Catalog_Контрагенты", "POST Document_ЗаказПокупателя"]
        {
            let [made] = accepted(what)[..] else { panic!("{what}: {ledger:#?}") };
            assert_eq!(marked(&made.key), 1, "{own_keys} {faults:?} {what}: {ledger:#?}");
        }
        assert_eq!(marks.len(), 2, "{ledger:#?}");
    }
}

/// A system that goes away in the middle of an exchange.
struct Vanished {
    fault: &'static str,
    /// What it does when it is gone, and its name.
    system: &'static str,
    operation: &'static str,
    /// Whether records are told that were not written for that.
    told: bool,
    /// How many documents 1C was given by then, and how many edits RetailCRM.
    stands: [usize; 2],
}

impl Vanished {
    /// Two exchanges, in both languages, end with the words for it and write nothing more; when it is
    /// there again the next writes the rest, and nothing twice.
    fn is_met_again(&self) {
        // Long enough for what waits for its turn: a run makes ten requests a second.
        let patient = |systems: String| systems.replace("timeout: 1", "timeout: 2");
        let (shop, sandbox, project) = against(&[self.fault], patient);
        let settings = project.join("settings.yaml");
        let text = fs::read_to_string(&settings).unwrap();
        let both_ways = text.replace("ВыгружатьЗаказы: false", "ВыгружатьЗаказы: true");
        assert_ne!(text, both_ways);
        fs::write(settings, both_ways).unwrap();
        let count = |system: &str, counts: fn(&str) -> bool| {
            let ledger = shop.demo().join(format!(".obmen/sandbox/{system}.sqlite"));
            let entries = read_ledger(&ledger).unwrap();
            entries.iter().filter(|it| counts(&it.operation)).count()
        };
        let stands = || {
            let documents = count("erp", |operation| operation == "POST Document_ЗаказПокупателя");
            [documents, count("crm", |operation| operation.starts_with("POST orders/"))]
        };
        let Vanished { system, operation, .. } = self;
        for (language, head, broken, remedy) in [
            (
                "ru",
                format!("ошибка[E103] не удалось обратиться к системе `{system}`: {operation}"),
                ": ответ оборвался\n",
                " ╰ исправить: повторить позже; ничего не потеряно\n",
            ),
            (
                "en",
                format!("error[E103] the system `{system}` cannot be used: {operation}"),
                ": the answer broke off\n",
                " ╰ fix: try again later; nothing is lost\n",
            ),
        ] {
            let (code, out, error) = obmen(&project, language, &["run", "--yes"]);
            assert_eq!(code, 4, "{out}");
            // Before the second, the last call of the first may still be waited for.
            assert!(error.lines().take(2).any(|line| line.starts_with(&head)), "{error}");
            assert!(error.contains(&format!("{broken}{remedy}")), "{error}");
            assert_eq!(stands(), self.stands, "{out}");
            let tells = out.lines().any(|line| line.contains(broken.trim_end()));
            assert_eq!(tells, self.told, "{out}");
        }
        let _sandbox = Sandbox::instead_of(sandbox, &shop.demo());
        let (code, out, error) = obmen(&project, "en", &["run", "--yes"]);
        assert_eq!(code, 0, "{out} {error}");
        let landing = "the last run left a write without an answer: ";
        assert!(error.is_empty() || error.starts_with(landing), "{error}");
        goes_on(&shop, &project);
        assert_eq!(stands(), [36, 36]);
    }
}

/// RetailCRM goes away while it is read: nothing is written anywhere.
#[test]
fn a_source_that_vanishes_in_the_middle_is_met_again() {
    let vanished = Vanished {
        fault: "refuse@GET customersx1000",
        system: "crm",
        operation: "GET customers",
        told: false,
        stands: [0, 0],
    };
    vanished.is_met_again();
}

/// 1C goes away while orders are written to it: customers are there by then.
#[test]
fn a_target_that_vanishes_in_the_middle_is_met_again() {
    let vanished = Vanished {
        fault: "refuse@POST Document_ЗаказПокупателяx1000",
        system: "erp",
        operation: "POST Document_ЗаказПокупателя",
        told: true,
        stands: [0, 0],
    };
    vanished.is_met_again();
}

/// RetailCRM goes away while numbers of documents are written back: the documents stand.
#[test]
fn a_source_that_vanishes_while_it_is_written_back_is_met_again() {
    let vanished = Vanished {
        fault: "refuse@POST orders/x1000",
        system: "crm",
        operation: "POST orders/",
        told: true,
        stands: [36, 0],
    };
    vanished.is_met_again();
}

/// Where the program may not write, it says so and starts nothing. (A file stands where its folder
/// should be: rights mean nothing to the user of a build machine.)
#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let (shop, _sandbox, project) = against(&[], |systems| systems);
    fs::write(project.join(".obmen"), "").unwrap();
    for (language, message) in
        [("ru", "ошибка[E102] "), ("en", "error[E102] the journal cannot be used: ")]
    {
        let (code, out, error) = obmen(&project, language, &["run", "--yes"]);
        assert_eq!((code, out.as_str()), (4, ""), "{error}");
        assert!(error.starts_with(message), "{error}");
    }
    fs::remove_file(project.join(".obmen")).unwrap();
    goes_on(&shop, &project);
}

/// `--log debug` has a line for each request, and nothing secret or personal in any.
#[test]
fn the_log_tells_of_requests_and_stages() {
    let shop = Shop::new();
    let (code, _, error) = obmen(&shop.demo(), "ru", &["plan", "--log", "debug"]);
    assert_eq!(code, 2);
    let lines: Vec<&str> = error.lines().collect();
    assert!(
        lines.contains(&"Запрос к RetailCRM ...") && lines.contains(&"Разбор ответа ..."),
        "{error}"
    );
    let history = lines.iter().find(|line| line.starts_with("GET orders/history 200 "));
    assert!(history.is_some_and(|line| line.ends_with(" ms")), "{error}");
    assert!(lines.iter().any(|line| line.starts_with("GET Catalog_Контрагенты 200 ")), "{error}");
    for secret in ["demo-key", "?", "apiKey", "+7", "79990"] {
        assert!(!error.contains(secret), "{secret}: {error}");
    }
    let (_, _, error) = obmen(&shop.demo(), "en", &["plan", "--log", "info"]);
    assert_eq!(error, "ЗаказыВ1С\nAsking RetailCRM ...\nReading the answer ...\n");
}

//! `obmen doctor`: what an exchange needs is looked at on the live systems, broken one thing at a
//! time or several that do not touch each other.

use obmen::endpoint::emulate::{Emulator, Request, Response};
use obmen::journal::Journal;
use serde_json::{Value, json};

use super::between::plain;
use super::shop::{Shop, Told};
use crate::altered::{Between, edited};

/// The checks of an answer that came to that state, with system and check, and what they say.
fn found(told: &Told, state: &str) -> Vec<(String, String)> {
    let checks = told.json()["checks"].as_array().unwrap().clone();
    let of_state = checks.iter().filter(|check| check["state"] == state);
    let text = |value: &Value| value.as_str().unwrap_or("project").to_owned();
    let name = |check: &Value| format!("{}.{}", text(&check["system"]), text(&check["check"]));
    of_state.map(|check| (name(check), text(&check["text"]))).collect()
}

fn names(told: &Told, state: &str) -> Vec<String> {
    found(told, state).into_iter().map(|(name, _)| name).collect()
}

fn doctor(shop: &Shop) -> Told {
    shop.obmen_in("en", &["doctor", "--format", "json"])
}

/// Changes the answers to requests whose path ends so.
type Edits = Vec<(&'static str, fn(&mut Value))>;

fn between(edits: Edits) -> Box<Between> {
    Box::new(move |request: &Request, system: &dyn Emulator| {
        let answer = system.answer(request);
        let path = request.segments().join("/");
        match edits.iter().find(|(end, _)| path.ends_with(end)) {
            Some((_, edit)) if answer.status == 200 => edited(answer, edit),
            _ => answer,
        }
    })
}

#[test]
fn a_project_that_can_run_is_told_so_before_and_after_its_run() {
    let shop = Shop::with(&[1005]);
    let before = shop.obmen(&["doctor"]);
    assert_eq!(before.code, 0, "{}", before.out);
    for line in [
        "  ✓ связь: система отвечает, вход принят",
        "  ✓ права: ключу разрешено нужное: custom_fields_read, customer_read, order_read, reference_read",
        "  ✓ часовой пояс: Europe/Moscow, как в проекте",
        "  ? свои ключи: принимает ли система ключи, которые выбирает obmen, покажет первая созданная запись",
        "  ✓ журнал: ещё не заведён: его создаст первый obmen run",
    ] {
        assert!(before.out.lines().any(|found| found == line), "{line}\n{}", before.out);
    }
    assert!(!shop.journal_path().exists(), "it only looks");
    assert_eq!(shop.ledger("erp").len(), 0);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    let writes = (shop.ledger("crm").len(), shop.ledger("erp").len());
    let after = doctor(&shop);
    assert_eq!((after.code, names(&after, "failure").len()), (0, 0), "{}", after.out);
    assert_eq!(names(&after, "warning").len(), 0, "{}", after.out);
    assert_eq!((shop.ledger("crm").len(), shop.ledger("erp").len()), writes);
    // The base showed with what was created that it keeps our keys.
    assert!(names(&after, "ok").contains(&"erp.own-keys".to_owned()), "{}", after.out);
    // The answers are kept for those who plan.
    let runs = shop.journal().runs(1).unwrap();
    let answers: Value = serde_json::from_str(&runs[0].counters).unwrap();
    assert_eq!((&*runs[0].kind, runs[0].outcome.as_deref()), ("doctor", Some("unknown")));
    assert_eq!(answers["erp"]["own-keys"], "ok");
    assert_eq!(answers["crm"]["rights"], "ok");
    // Somebody else at work with the same key; the run's own edits are known.
    let edit = "orders/1005/edit?apiKey=demo-key";
    shop.with_key(edit, &json!({ "managerComment": "чужая правка" }));
    let shared = doctor(&shop);
    let told = found(&shared, "warning");
    assert_eq!(told.len(), 1, "{}", shared.out);
    assert_eq!(told[0].0, "crm.key");
    assert!(told[0].1.contains("order 1005"), "{told:?}");
    assert_eq!(shared.code, 0, "a warning is no failure");
}

/// Takes a code out of a dictionary.
fn without(list: &mut Value, code: &str) {
    match list {
        Value::Object(map) => drop(map.remove(code)),
        Value::Array(rows) => rows.retain(|row| row["code"] != code),
        _ => panic!("{list}"),
    }
}

#[test]
fn what_mappings_and_tables_name_is_there_and_in_use() {
    let shop = Shop::with(&[1005]);
    let edits: Edits = vec![
        ("reference/statuses", |answer| {
            without(&mut answer["statuses"], "complete");
            answer["statuses"]["assembling"]["active"] = json!(false);
        }),
        ("reference/order-types", |answer| without(&mut answer["orderTypes"], "offline")),
        ("reference/order-methods", |answer| without(&mut answer["orderMethods"], "offline")),
        ("reference/stores", |answer| without(&mut answer["stores"], "zarech")),
        ("settings", |answer| answer["settings"]["timezone"]["value"] = json!("Asia/Omsk")),
        ("api/credentials", |answer| {
            answer["siteAccess"] = json!("access_selective");
            answer["sitesAvailable"] = json!(["main"]);
        }),
    ];
    let hidden = |request: &Request, base: &dyn Emulator| -> Response {
        let answer = base.answer(request);
        if !request.segments().concat().contains("ChartOfCharacteristicTypes_") {
            return answer;
        }
        // The property that holds the numbers of orders is gone.
        edited(answer, |body| {
            let rows = body["value"].as_array_mut().unwrap();
            rows.retain(|row| row["Имя"] != "crm_ИДЗаказа");
        })
    };
    let line = shop.served(between(edits), Box::new(hidden));
    let told = doctor(&shop);
    drop(line);
    assert_eq!(told.code, 3, "{}", told.out);
    let failures = found(&told, "failure");
    let lacks = |name: &str, words: &[&str]| {
        let fits = |found: &&(String, String)| {
            found.0 == name && words.iter().all(|word| found.1.contains(word))
        };
        assert!(failures.iter().any(|found| fits(&found)), "{name} {words:?}: {failures:#?}");
    };
    // PRE-29: the statuses that are named, with the row that names them.
    lacks("project.names", &["tables/statuses_in.yaml:14", "complete", "crm.statuses"]);
    // PRE-27, PRE-28: order type and order method `offline`.
    lacks("project.names", &["orders.obmen", "offline", "crm.orderTypes"]);
    lacks("project.names", &["orders.obmen", "offline", "crm.orderMethods"]);
    // PRE-20: the warehouses that are named.
    lacks("project.names", &["tables/stores.yaml:4", "zarech", "crm.stores"]);
    lacks("project.names", &["orders.obmen", "crm_ИДЗаказа"]);
    lacks("crm.zone", &["Asia/Omsk", "Europe/Moscow"]);
    // PRE-26: the key has access to every shop that is named.
    lacks("crm.shops", &["lenina"]);
    let warnings = found(&told, "warning");
    let idle = warnings.iter().find(|found| found.0 == "crm.codes").unwrap();
    assert!(idle.1.contains("assembling") && idle.1.contains("tables/"), "{idle:?}");
    let drift = warnings.iter().find(|found| found.0 == "crm.schema").unwrap();
    assert!(drift.1.contains("− statuses.complete"), "{drift:?}");
    // Nothing was saved: the project is as it was.
    assert_eq!(shop.obmen(&["check"]).code, 0);
}

#[test]
fn a_system_that_cannot_be_used_ends_its_own_examination_alone() {
    let shop = Shop::with(&[1005]);
    let line = shop.served(
        Box::new(|request, crm| {
            let mut answer = plain(request, crm);
            // PRE-16: a key that the account does not accept.
            if request.path.ends_with("api/credentials") {
                answer.status = 403;
                answer.body = br#"{"success":false,"errorMsg":"Wrong \"apiKey\" value."}"#.to_vec();
            }
            answer
        }),
        Box::new(|request, base| {
            let mut answer = plain(request, base);
            let hour = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1);
            let date = hour.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
            answer.headers.push(("date".to_owned(), date));
            answer
        }),
    );
    let told = doctor(&shop);
    assert_eq!(told.code, 4, "{}", told.out);
    assert_eq!(names(&told, "failure"), ["crm.reach"]);
    assert!(names(&told, "warning").contains(&"erp.clock".to_owned()), "{}", told.out);
    assert!(names(&told, "ok").contains(&"erp.rights".to_owned()));
    drop(line);
    // Nobody answers at all; the secret is not there.
    shop.edit("obmen.yaml", |text| text.replace("password: demo", "password: \"file:none\""));
    let told = shop.obmen(&["doctor"]);
    assert_eq!(told.code, 1, "{}", told.out);
    assert!(told.out.contains("  ✗ секреты: "), "{}", told.out);
    assert!(!told.out.contains("demo-key"), "{}", told.out);
}

#[test]
fn the_journal_and_the_folder_are_looked_at() {
    let shop = Shop::with(&[1005]);
    assert_eq!(shop.obmen(&["run"]).code, 0);
    let held = Journal::open(&shop.journal_path()).unwrap();
    let busy = doctor(&shop);
    assert_eq!((busy.code, names(&busy, "warning")), (0, vec!["project.journal".to_owned()]));
    drop(held);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let own = shop.dir.join(".obmen");
        std::fs::set_permissions(&own, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    std::fs::write(shop.journal_path(), b"SQLite format 3\0 and then nothing").unwrap();
    let damaged = doctor(&shop);
    assert_eq!(damaged.code, 4, "{}", damaged.out);
    assert_eq!(names(&damaged, "failure"), ["project.journal"]);
    if cfg!(unix) {
        assert_eq!(names(&damaged, "warning"), ["project.folder"]);
    }
    // A project that does not pass its check is told so, and its systems are still looked at.
    shop.edit("mappings/orders.obmen", |text| text.replace("Комментарий <-", "Комментарыы <-"));
    std::fs::remove_file(shop.journal_path()).unwrap();
    let broken = doctor(&shop);
    assert_eq!(broken.code, 1, "{}", broken.out);
    assert!(names(&broken, "failure").contains(&"project.project".to_owned()));
    assert!(names(&broken, "ok").contains(&"crm.rights".to_owned()));
}

/// A secret of one letter is found in every text: nothing is covered for it, and its owner is told.
#[test]
fn a_secret_that_is_too_short_to_be_covered_is_told() {
    let shop = Shop::with(&[1005]);
    std::fs::write(shop.dir.join("word"), "а").unwrap();
    shop.edit("obmen.yaml", |text| {
        let address =
            "address: \"http://127.0.0.1:9/base\", user: а, password: file:word, local: true";
        text.replace("embedded: world/erp", address)
    });
    for (language, told, failed) in [
        (
            "ru",
            "  ! секреты: password короче четырёх знаков: такой в сообщениях не закрыть, он встречается \
             в любых словах\n      исправить: взять длиннее\n",
            "сервер не принимает соединений",
        ),
        (
            "en",
            "  ! secrets: the password is shorter than four characters: it cannot be covered in messages, \
             for it is found in any words\n      fix: take a longer one\n",
            "the server takes no connections",
        ),
    ] {
        let doctor = shop.obmen_in(language, &["doctor"]);
        assert!(doctor.out.contains(told), "{}", doctor.out);
        assert!(doctor.out.contains(failed), "{}", doctor.out);
    }
}

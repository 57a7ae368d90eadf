//! `obmen schema pull` and `obmen tables pull` against the demo's systems.

use std::fs;
use std::path::Path;

use super::sandbox::{Shop, obmen};

fn read(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap()
}

#[test]
fn what_is_pulled_passes_the_check_and_pulling_again_changes_nothing() {
    let shop = Shop::new();
    let demo = shop.demo();
    let (code, out, error) = obmen(&demo, "en", &["schema", "pull"]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    assert!(out.starts_with("schema/unf3.edmx: saved for the first time\n"), "{out}");
    let (code, out, error) = obmen(&demo, "en", &["check"]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    let again = "schema/unf3.edmx: no changes\nschema/crm.dictionaries.yaml: no changes\n\
                 schema/erp.names.yaml: no changes\n";
    assert_eq!(obmen(&demo, "en", &["schema", "pull"]), (0, again.to_owned(), String::new()));
    let dictionaries = read(&demo, "schema/crm.dictionaries.yaml");
    assert!(dictionaries.contains("\nhash: "), "{dictionaries}");
    assert!(read(&demo, "schema/unf3.edmx").trim_end().ends_with(" -->"), "its date and hash");
}

#[test]
fn what_changed_is_told() {
    let shop = Shop::new();
    let demo = shop.demo();
    assert_eq!(obmen(&demo, "ru", &["schema", "pull"]).0, 0);
    let path = demo.join("schema/crm.dictionaries.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let kept: Vec<&str> = text.lines().filter(|line| !line.contains("{code: prepayed,")).collect();
    let changed = kept.join("\n").replace(": paid, name: Оплачен", ": paid, name: Заплачен");
    fs::write(&path, changed).unwrap();
    let said = "schema/unf3.edmx: без изменений\n\
                schema/crm.dictionaries.yaml: добавлено 1, убрано 0, изменено 1\n  \
                + statuses.prepayed\n  ~ paymentStatuses.paid\nschema/erp.names.yaml: без изменений\n";
    assert_eq!(obmen(&demo, "ru", &["schema", "pull"]), (0, said.to_owned(), String::new()));
    let without_date = |text: &str| text.lines().skip(2).map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(without_date(&fs::read_to_string(&path).unwrap()), without_date(&text));
}

/// Nothing was ever saved: mappings name records that nobody knows yet, and codes that nobody can
/// judge. What they need is fetched.
#[test]
fn a_first_pull_needs_nothing_saved() {
    let shop = Shop::new();
    let demo = shop.demo();
    fs::remove_dir_all(demo.join("schema")).unwrap();
    assert_eq!(obmen(&demo, "en", &["check"]).0, 1, "names are not known yet");
    let (code, out, error) = obmen(&demo, "en", &["schema", "pull"]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    let (code, _, error) = obmen(&demo, "en", &["check"]);
    assert_eq!((code, error.as_str()), (0, ""));
    // A constant chooses among services alone: the shop's hundreds of goods are not fetched.
    let names = fs::read_to_string(demo.join("schema/erp.names.yaml")).unwrap();
    let services = names.split_once("  Catalog_Номенклатура:\n").unwrap().1;
    let services: Vec<&str> =
        services.lines().take_while(|line| line.starts_with("    - ")).collect();
    assert!(!services.is_empty());
    assert!(services.iter().all(|line| line.contains("ТипНоменклатуры: Услуга")), "{services:?}");
}

/// Before the constants are filled in, the names are there from which they are chosen.
#[test]
fn what_a_constant_chooses_among_is_fetched_before_it_is_filled_in() {
    let shop = Shop::new();
    let demo = shop.demo();
    fs::remove_file(demo.join("schema/erp.names.yaml")).unwrap();
    let settings = fs::read_to_string(demo.join("settings.yaml")).unwrap();
    let unfilled = settings.replace("  ОсновнаяКасса: Основная касса\n", "");
    assert_ne!(unfilled, settings);
    fs::write(demo.join("settings.yaml"), unfilled).unwrap();
    assert_eq!(obmen(&demo, "en", &["schema", "pull"]).0, 0);
    let (code, _, error) = obmen(&demo, "en", &["check"]);
    assert_eq!(code, 1);
    assert!(error.starts_with("error[C306] "), "{error}");
    let names = fs::read_to_string(demo.join("schema/erp.names.yaml")).unwrap();
    assert!(names.contains("name: Основная касса"), "{names}");
}

#[test]
fn a_file_that_cannot_be_written_is_told() {
    let shop = Shop::new();
    let demo = shop.demo();
    fs::remove_dir_all(demo.join("schema")).unwrap();
    fs::write(demo.join("schema"), "").unwrap();
    for (language, message) in [
        ("ru", "ошибка: файл `schema/unf3.edmx` не записан: "),
        ("en", "error: the file `schema/unf3.edmx` was not written: "),
    ] {
        let (code, out, error) = obmen(&demo, language, &["schema", "pull"]);
        assert_eq!((code, out.as_str()), (4, ""));
        assert!(error.starts_with(message), "{error}");
    }
}

#[test]
fn tables_are_cleared_and_filled_from_the_dictionaries() {
    let shop = Shop::new();
    let demo = shop.demo();
    let (code, out, error) = obmen(&demo, "ru", &["tables", "pull", "--yes"]);
    assert_eq!((code, error.as_str()), (0, ""));
    let said = "СтатусыЗагрузка: tables/statuses_in.yaml, строк 21, сопоставлено 0\n\
                СтатусыВыгрузка: tables/statuses_out.yaml, строк 21, сопоставлено 0\n\
                Менеджеры: tables/managers.yaml, строк 4, сопоставлено 0\n\
                Доставки: tables/delivery.yaml, строк 5, сопоставлено 0\n";
    assert_eq!(out, said);
    // STI-07, STI-09, TBL-01, TBL-02: active statuses in their order, the 1C column empty.
    let statuses = read(&demo, "tables/statuses_in.yaml");
    let vector = "\
- { crm: new, name: Новый }
- { crm: availability-confirmed, name: Наличие подтверждено }
- { crm: offer-analog, name: Предложить замену }
- { crm: ready-to-wait, name: Готов ждать }
- { crm: waiting-for-arrival, name: Ожидается поступление }
- { crm: client-confirmed, name: Согласовано с клиентом }
- { crm: prepayed, name: Предоплата поступила }
- { crm: send-to-assembling, name: Передано в комплектацию }
- { crm: assembling, name: Комплектуется }
- { crm: assembling-complete, name: Укомплектован }
";
    assert!(statuses.contains(vector), "{statuses}");
    assert!(statuses.starts_with('#'), "the comment of its owner stays: {statuses}");
    for path in ["statuses_in", "statuses_out", "managers", "delivery"] {
        let table = read(&demo, &format!("tables/{path}.yaml"));
        let columns = ["erp:", "Способ:", "Служба:"];
        assert!(columns.iter().all(|column| !table.contains(column)), "STO-04, TBL-02: {table}");
    }
    // TBL-03: what is switched off in RetailCRM stays away; MGR-04: and who is no manager.
    let world = read(&demo, "world/crm/users.json");
    let users: Vec<serde_json::Value> = serde_json::from_str(&world).unwrap();
    let managers = read(&demo, "tables/managers.yaml");
    assert!(users.len() > 4, "others than managers are there too");
    for user in users {
        let is_meant = user["active"] == true && user["isManager"] == true;
        let line = format!("- {{ crm: {}, ", user["id"]);
        assert_eq!(managers.contains(&line), is_meant, "MGR-04, TBL-04: {user}");
    }
    // TBL-03: of delivery types too.
    let delivery = read(&demo, "tables/delivery.yaml");
    assert!(read(&demo, "world/crm/delivery-types.json").contains("old-courier"));
    assert!(!delivery.contains("old-courier") && delivery.contains("crm: cdek"), "{delivery}");
    // What is not pulled stays as it was: stores have no such button.
    let stores = "mappings/demo/tables/stores.yaml";
    let shipped = read(Path::new(env!("CARGO_MANIFEST_DIR")), stores);
    assert_eq!(read(&demo, "tables/stores.yaml"), shipped);
}

/// DLV-04, CON-12: the constant says which shop is the current one; its delivery types are those of
/// every shop and those that name it.
#[test]
fn delivery_types_are_those_of_the_current_shop() {
    let shop = Shop::new();
    let demo = shop.demo();
    let path = demo.join("world/crm/delivery-types.json");
    let mut types: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    for one in types.as_array_mut().unwrap() {
        match one["code"].as_str().unwrap() {
            "courier" => one["sites"] = serde_json::json!(["lenina"]),
            "cdek" => one["sites"] = serde_json::json!(["main"]),
            "ems" => one["sites"] = serde_json::json!(["main", "lenina"]),
            _ => {}
        }
    }
    fs::write(&path, types.to_string()).unwrap();
    let settings = read(&demo, "settings.yaml");
    for (site, others) in [("main", "courier"), ("lenina", "cdek")] {
        let text = settings.replace("КодМагазина: main", &format!("КодМагазина: {site}"));
        fs::write(demo.join("settings.yaml"), text).unwrap();
        assert_eq!(obmen(&demo, "ru", &["tables", "pull", "Доставки", "--yes"]).0, 0);
        let table = read(&demo, "tables/delivery.yaml");
        let rows = table.lines().filter(|line| line.starts_with("- {"));
        let codes = rows.map(|row| row.split(": ").nth(1).unwrap().split(',').next().unwrap());
        let all = ["self-delivery", "courier", "cdek", "russian-post", "ems"];
        let own: Vec<&str> = all.into_iter().filter(|code| *code != others).collect();
        assert_eq!(codes.collect::<Vec<_>>(), own, "{site}");
    }
    // CON-12: it is the code of a shop that there is.
    let text = settings.replace("КодМагазина: main", "КодМагазина: unf");
    fs::write(demo.join("settings.yaml"), text).unwrap();
    let (code, _, error) = obmen(&demo, "ru", &["check"]);
    assert_eq!(code, 1);
    assert!(error.contains("«unf» не входит в code(crm.sites)"), "{error}");
    assert!(error.contains("main (Уютный дом), lenina (Магазин на Ленина)"), "{error}");
}

/// AMB-22: nobody is there to be asked, so matches are not thrown away.
#[test]
fn matches_are_not_lost_without_a_yes() {
    let shop = Shop::new();
    let demo = shop.demo();
    let before = read(&demo, "tables/managers.yaml");
    for (language, message) in [
        (
            "ru",
            "ошибка: таблица Менеджеры не изменена: нужно согласие (--yes); новое добавляет, сохраняя \
             сопоставления, --merge\n",
        ),
        (
            "en",
            "error: the table Менеджеры was not changed: it needs a yes (--yes); --merge adds what is \
             new and keeps the matches\n",
        ),
    ] {
        let found = obmen(&demo, language, &["tables", "pull", "Менеджеры"]);
        assert_eq!(found, (3, String::new(), message.to_owned()));
        assert_eq!(read(&demo, "tables/managers.yaml"), before);
    }
}

/// A dictionary without an entry is likely not shown: who agreed to other rows did not agree to none.
#[test]
fn an_empty_dictionary_empties_no_table() {
    let shop = Shop::new();
    let demo = shop.demo();
    let path = demo.join("world/crm/delivery-types.json");
    fs::write(&path, "[]").unwrap();
    let before = read(&demo, "tables/delivery.yaml");
    for (language, message) in [
        (
            "ru",
            "ошибка: таблица Доставки не изменена: в справочнике системы нет ни одной записи, и её строки \
             (5) пропали бы; проверить справочник и права ключа, а если так и должно быть, согласиться: \
             --empty\n",
        ),
        (
            "en",
            "error: table Доставки was not changed: the system's dictionary has no entry, and its rows (5) \
             would be lost; check the dictionary and the rights of the key, and agree if this is as it \
             should be: --empty\n",
        ),
    ] {
        for args in [&["tables", "pull", "Доставки"][..], &["tables", "pull", "Доставки", "--yes"]]
        {
            assert_eq!(obmen(&demo, language, args), (3, String::new(), message.to_owned()));
            assert_eq!(read(&demo, "tables/delivery.yaml"), before);
        }
    }
    assert_eq!(obmen(&demo, "ru", &["tables", "pull", "Доставки", "--merge"]).0, 0);
    assert_eq!(obmen(&demo, "ru", &["tables", "pull", "Доставки", "--empty"]).0, 0);
    assert!(!read(&demo, "tables/delivery.yaml").contains("- {"));
}

/// Rows that cannot be read would be lost unseen: such a file is not written over.
#[test]
fn a_table_whose_file_is_broken_is_not_written_over() {
    let shop = Shop::new();
    let demo = shop.demo();
    let path = demo.join("tables/delivery.yaml");
    let sound = fs::read(&path).unwrap();
    let in_yaml = ["error[P103] a mistake in YAML: ", "ошибка[P103] ошибка в YAML: "];
    let in_row = ["error[P118] ", "ошибка[P118] "];
    for (added, messages, place) in [
        (&b"- {\n"[..], in_yaml, "tables/delivery.yaml:"),
        (b"  bad: [\n", in_yaml, "tables/delivery.yaml:"),
        (b"- courier\n", in_row, "tables/delivery.yaml:7:"),
        (
            b"- { crm: \xff }\n",
            [
                "error[P102] the file `tables/delivery.yaml` cannot be read: it is not UTF-8",
                "ошибка[P102] файл `tables/delivery.yaml` не читается: он не в UTF-8",
            ],
            "tables/delivery.yaml",
        ),
    ] {
        let broken = [&sound, added].concat();
        fs::write(&path, &broken).unwrap();
        for (language, message) in ["en", "ru"].into_iter().zip(messages) {
            for agreed in [&[][..], &["--merge"], &["--yes"], &["Доставки", "--merge"]] {
                let command = [&["tables", "pull"], agreed].concat();
                let (code, out, error) = obmen(&demo, language, &command);
                assert_eq!((code, out.as_str()), (1, ""), "{command:?} {error}");
                assert!(error.starts_with(message), "{command:?} {error}");
                assert!(error.contains(place), "{command:?} {error}");
                assert_eq!(fs::read(&path).unwrap(), broken, "{command:?}");
            }
        }
    }
    // Other tables are filled as ever.
    assert_eq!(obmen(&demo, "en", &["tables", "pull", "Менеджеры", "--yes"]).0, 0);
}

/// A file that is there and not UTF-8 is not told as missing.
#[test]
fn a_file_that_is_not_utf8_is_told_so() {
    let shop = Shop::new();
    let demo = shop.demo();
    for path in ["tables/delivery.yaml", "schema/unf3.edmx", "schema/erp.names.yaml"] {
        // The schema ships with the mapping: one of the project's own comes before it.
        let sound = fs::read(demo.join(path)).ok();
        fs::write(demo.join(path), b"# \xff").unwrap();
        for (language, message) in [
            ("en", format!("error[P102] the file `{path}` cannot be read: it is not UTF-8\n")),
            ("ru", format!("ошибка[P102] файл `{path}` не читается: он не в UTF-8\n")),
        ] {
            let (code, _, error) = obmen(&demo, language, &["check"]);
            assert_eq!(code, 1, "{error}");
            assert!(error.starts_with(&message), "{error}");
            assert_eq!(error.matches("[P").count(), 1, "{error}");
        }
        match sound {
            Some(sound) => fs::write(demo.join(path), sound).unwrap(),
            None => fs::remove_file(demo.join(path)).unwrap(),
        }
    }
}

/// AMB-22: the command that only adds.
#[test]
fn a_merge_keeps_matches_and_adds_what_is_new() {
    let shop = Shop::new();
    let demo = shop.demo();
    let (code, out, _) = obmen(&demo, "en", &["tables", "pull", "СтатусыЗагрузка", "--merge"]);
    let said = "СтатусыЗагрузка: tables/statuses_in.yaml, rows 21, matched 19\n";
    assert_eq!((code, out.as_str()), (0, said));
    let table = read(&demo, "tables/statuses_in.yaml");
    assert!(table.contains("- { crm: prepayed, name: Предоплата поступила, erp: В работе }\n"));
    assert!(table.ends_with(
        "- { crm: waiting-for-arrival, name: Ожидается поступление }\n- { crm: return, name: Возврат }\n"
    ));
    let again = obmen(&demo, "en", &["tables", "pull", "СтатусыЗагрузка", "--merge"]);
    assert_eq!(again.1, said);
    assert_eq!(read(&demo, "tables/statuses_in.yaml"), table);
    assert_eq!(obmen(&demo, "en", &["check"]).0, 0);
}

#[test]
fn a_table_without_a_pull_is_told() {
    let shop = Shop::new();
    for (language, message) in [
        (
            "ru",
            "ошибка: нет таблицы `Склады` с `pull`; есть: СтатусыЗагрузка, СтатусыВыгрузка, Менеджеры, Доставки\n",
        ),
        (
            "en",
            "error: there is no table `Склады` with a `pull`; there are: СтатусыЗагрузка, СтатусыВыгрузка, Менеджеры, Доставки\n",
        ),
    ] {
        let found = obmen(&shop.demo(), language, &["tables", "pull", "Склады"]);
        assert_eq!(found, (1, String::new(), message.to_owned()));
    }
}

/// `pull ... where` asks what no entry can answer: its place is told.
#[test]
fn a_condition_that_cannot_be_answered_is_told() {
    let shop = Shop::new();
    let demo = shop.demo();
    let path = demo.join("mappings/orders.obmen");
    let text = fs::read_to_string(&path).unwrap();
    let table = "\ntable Цвета: \"a\" | \"b\" <-> crm.statuses from \"tables/colours.yaml\" {\n  \
                 pull crm.statuses where trim(name) == \"a\"\n  else: keep\n}\n";
    fs::write(&path, format!("{text}{table}")).unwrap();
    let (code, _, error) = obmen(&demo, "en", &["tables", "pull", "Цвета"]);
    assert_eq!(code, 1, "{error}");
    assert!(error.starts_with("error[P119] the condition of `pull` of the table Цвета"), "{error}");
    assert!(error.contains("trim(name)"), "{error}");
    assert!(!demo.join("tables/colours.yaml").exists());
}

/// `check --live` fetches first; what it fetched is told beside an answer for programs.
#[test]
fn a_live_check_fetches_first() {
    let shop = Shop::new();
    let demo = shop.demo();
    let path = demo.join("schema/crm.dictionaries.yaml");
    let text = fs::read_to_string(&path).unwrap();
    // Names that the saved dictionary lacks are found in the fetched one.
    let kept: Vec<&str> = text.lines().filter(|line| !line.contains("{code: prepayed,")).collect();
    fs::write(&path, kept.join("\n")).unwrap();
    let (code, out, error) = obmen(&demo, "ru", &["check", "--live"]);
    assert_eq!((code, error.as_str()), (0, ""), "{out}");
    assert!(out.contains("schema/crm.dictionaries.yaml: добавлено 1, убрано 0"), "{out}");
    assert!(out.contains("\nошибок нет: "), "{out}");
    let (code, out, error) = obmen(&demo, "en", &["check", "--live", "--format", "json"]);
    assert_eq!(code, 0, "{error}");
    assert!(error.starts_with("schema/unf3.edmx: no changes\n"), "{error}");
    serde_json::from_str::<serde_json::Value>(&out).expect("stdout is JSON alone");
    // A mistake in the mappings is told after the fetching.
    let mapping = demo.join("mappings/orders.obmen");
    let text = fs::read_to_string(&mapping).unwrap();
    fs::write(&mapping, format!("{text}\nconst А: нет\n")).unwrap();
    assert_eq!(obmen(&demo, "en", &["check", "--live"]).0, 1);
    assert_eq!(obmen(&demo, "en", &["check", "--exit-zero"]).0, 0);
    assert_eq!(obmen(shop.root(), "en", &["check", "--exit-zero"]).0, 1, "no project, no check");
}

#[test]
fn a_live_check_of_a_system_that_is_not_there_ends_as_the_pull_does() {
    let shop = Shop::new();
    let systems = "systems:\n  crm: { kind: retailcrm, address: \"http://127.0.0.1:1\", key: KEY, local: true }\n  \
                   erp: { kind: odata, address: \"http://127.0.0.1:1/base\", user: a, password: b, local: true }\n";
    let remote = shop.remote("remote", systems);
    let (code, _, error) = obmen(&remote, "en", &["check", "--live"]);
    assert_eq!(code, 4, "{error}");
    assert!(error.starts_with("error[E103] "), "{error}");
    let remote = shop.remote("secret", &systems.replace("key: KEY", "key: env:OBMEN_NO_SUCH"));
    let (code, _, error) = obmen(&remote, "en", &["check", "--live"]);
    assert_eq!(code, 1, "{error}");
    assert!(error.starts_with("error[P114] "), "{error}");
    assert_eq!(obmen(&remote, "en", &["check"]).0, 0, "without the systems nothing is missed");
}

/// Key and password never go over plain http unless that is said to be meant.
#[test]
fn plain_http_needs_a_word_before_anything_is_sent() {
    let shop = Shop::new();
    let systems = "systems:\n  crm: { kind: retailcrm, embedded: world/crm, site: main }\n  \
                   erp: { kind: odata, address: \"http://1c.example.com/x\", user: a, password: b }\n";
    let remote = shop.remote("remote", systems);
    for command in
        [&["check"][..], &["plan"], &["run", "--yes"], &["schema", "pull"], &["tables", "pull"]]
    {
        for (language, message) in [
            (
                "ru",
                "ошибка[P122] система `erp`: ключ и пароль пошли бы на 1c.example.com открытым текстом",
            ),
            (
                "en",
                "error[P122] the system `erp`: key and password would go to 1c.example.com in the open",
            ),
        ] {
            let (code, _, error) = obmen(&remote, language, command);
            assert_eq!(code, 1, "{command:?} {error}");
            assert!(error.contains(message), "{command:?} {error}");
        }
    }
}

//! Broken project folders: each ends in a message that names the place and the remedy, in both
//! languages, and in exit code 1.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use obmen::diag::codes;

/// A project that passes `check`: files and their texts.
const SOUND: &[(&str, &str)] = &[
    (
        "obmen.yaml",
        "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru, key: env:KEY }\n  erp: { kind: odata, address: https://1c.example.com/base, user: env:NAME, password: file:secret }\nmappings: [first.obmen]\n",
    ),
    (
        "first.obmen",
        "lang 1\nuse std.unf3.systems\n\ntable Статусы: text <- crm.statuses from \"tables/statuses.yaml\" {\n  else: skip \"статус {value} не переносится\"\n}\n\nmap Заказ: erp.Document_ЗаказПокупателя <- crm.order {\n  Комментарий <- status via Статусы\n}\n",
    ),
    ("tables/statuses.yaml", "- { crm: new, erp: Новый }\n- { crm: complete, erp: Выполнен }\n"),
];

/// What breaks the sound project: a file and its new text; without a text it is removed.
type Break = (&'static str, Option<&'static str>);

/// The ways to break it.
const BROKEN: &[(&str, Break)] = &[
    (
        "a kind of system with a slip",
        (
            "obmen.yaml",
            Some(
                "systems:\n  crm: { kind: retailcmr, address: https://shop.retailcrm.ru }\n  erp: { kind: odata, address: https://1c.example.com }\nmappings: [first.obmen]\n",
            ),
        ),
    ),
    ("no project at all", ("obmen.yaml", None)),
    (
        "a shipped mapping with a slip, and a slip behind it",
        (
            "first.obmen",
            Some(
                "язык 1\nподключить std.unf3.ordrs\n\nпереопределить Заказ { Коментарий <- customerComment }\n",
            ),
        ),
    ),
    ("unknown key", ("obmen.yaml", Some("mapings: [first.obmen]\n"))),
    ("doubled key", ("obmen.yaml", Some("mappings: []\nmappings: []\n"))),
    ("wrong indentation", ("obmen.yaml", Some("systems:\n  crm:\n kind: retailcrm\n"))),
    ("a list that is not closed", ("obmen.yaml", Some("mappings: [first.obmen]\njournal: [\n"))),
    (
        "an unknown kind of system, and one missing",
        (
            "obmen.yaml",
            Some(
                "systems:\n  crm: { kind: bitrix, address: https://shop.retailcrm.ru }\nmappings: [first.obmen]\n",
            ),
        ),
    ),
    (
        "a kind that the mappings do not expect, and no address",
        (
            "obmen.yaml",
            Some(
                "systems:\n  crm: { kind: odata, address: https://shop.retailcrm.ru }\n  erp: { kind: odata }\nmappings: [first.obmen]\n",
            ),
        ),
    ),
    (
        "zones, schedules and guards",
        (
            "obmen.yaml",
            Some(
                "zone: Mars/X\nsystems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\n  erp: { kind: odata, address: https://1c.example.com }\nmappings: [first.obmen]\nguards: { shrink: third, first_run: maybe }\nschedules: { НетТакого: 30s, Заказы: часто }\n",
            ),
        ),
    ),
    (
        "addresses that need a word",
        (
            "obmen.yaml",
            Some(
                "systems:\n  crm: { kind: retailcrm, address: https://192.168.0.5 }\n  erp: { kind: odata, address: \"http://1c.example.com/x\" }\nmappings: [first.obmen]\n",
            ),
        ),
    ),
    (
        "secrets in the file itself",
        (
            "obmen.yaml",
            Some(
                "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru, key: s3cr3t }\n  erp:\n    kind: odata\n    address: https://1c.example.com\n    user: обмен\n    password: \"пароль\"\nmappings: [first.obmen]\nwebhooks: { сайт: { flow: Заказы, id: $.id, secret: s3cr3t } }\n",
            ),
        ),
    ),
    (
        "a zone of a side",
        ("first.obmen", Some("lang 1\nside crm = retailcrm v5 { zone \"Europe/Moskow\" }\n")),
    ),
    ("mapping missing", ("first.obmen", None)),
    ("mapping outside", ("obmen.yaml", Some("mappings: [../other.obmen]\n"))),
    ("used file missing", ("first.obmen", Some("lang 1\nuse \"tables.obmen\"\n"))),
    ("used file outside", ("first.obmen", Some("lang 1\nuse \"../../etc/passwd\"\n"))),
    ("unknown shipped mapping", ("first.obmen", Some("lang 1\nuse std.unf3.order\n"))),
    (
        "unknown kind of system",
        ("first.obmen", Some("lang 1\nside crm = bitrix { zone \"Europe/Moscow\" }\n")),
    ),
    ("no schema", ("first.obmen", Some("lang 1\nside erp = odata { zone \"Europe/Moscow\" }\n"))),
    (
        "schema missing",
        (
            "first.obmen",
            Some("lang 1\nside erp = odata \"schema/base.edmx\" { zone \"Europe/Moscow\" }\n"),
        ),
    ),
    ("table missing", ("tables/statuses.yaml", None)),
    (
        "table is no YAML",
        ("tables/statuses.yaml", Some("- { crm: new, erp: Новый }\n- { crm: \"complete }\n")),
    ),
    (
        "unknown version of a system",
        ("first.obmen", Some("lang 1\nside crm = retailcrm v4\nside erp = odata v3 \"a.edmx\"\n")),
    ),
    (
        "a map without a name",
        (
            "first.obmen",
            Some(
                "lang 1\nuse std.unf3.systems\n\nmap : erp.Document_ЗаказПокупателя <- crm.order {\n  \
                 Комментарий <- number\n}\nflow Загрузка: erp <- crm { from crm.orders; upsert Заказ }\n\
                 test Заказ \"номер\" { given crm.order \"samples/a.json\"; expect snapshot }\n",
            ),
        ),
    ),
    (
        "tab before a key of a table",
        ("tables/statuses.yaml", Some("- crm: new\n  erp: А\n- crm: complete\n\terp: Б\n")),
    ),
    (
        "tab after blanks",
        ("tables/statuses.yaml", Some("- crm: new\n  erp: А\n- crm: complete\n \terp: Б\n")),
    ),
    (
        "tab before a section",
        ("obmen.yaml", Some("zone: Europe/Moscow\nsystems:\n\tcrm: { kind: retailcrm }\n")),
    ),
    (
        "a key out of line",
        ("tables/statuses.yaml", Some("- crm: new\n  erp: А\n- crm: complete\n   erp: Б\n")),
    ),
    ("no blank after a colon", ("tables/statuses.yaml", Some("- crm: new\n  erp:А\n"))),
    ("an anchor", ("tables/statuses.yaml", Some("- { crm: *new, erp: А }\n"))),
    ("table is no list", ("tables/statuses.yaml", Some("crm: new\n"))),
    (
        "rows that are none, a row without its code, a doubled key",
        (
            "tables/statuses.yaml",
            Some(
                "- new\n- { crm: [new], erp: А }\n- { erp: А }\n- { crm: new, crm: new, erp: А }\n- { crn: new, erp: А }\n",
            ),
        ),
    ),
    (
        "doubled code",
        ("tables/statuses.yaml", Some("- { crm: new, erp: А }\n- { crm: new, erp: Б }\n")),
    ),
    ("unknown column", ("tables/statuses.yaml", Some("- { crn: new, erp: А }\n"))),
];

#[test]
fn every_broken_project_is_told_with_its_place() {
    let mut told = String::new();
    for (name, (file, text)) in BROKEN {
        let folder = sound();
        let path = folder.path().join(file);
        match text {
            Some(text) => fs::write(path, text).unwrap(),
            None => fs::remove_file(path).unwrap(),
        }
        for language in ["ru", "en"] {
            let output = check(folder.path(), language);
            assert_eq!(output.status.code(), Some(1), "{name}: {}", said(&output.stderr));
            assert_eq!(said(&output.stdout), "", "{name}");
            let shown = said(&output.stderr).replace(&*folder.path().to_string_lossy(), "DIR");
            let _ = writeln!(told, "# {name}, {language}\n{shown}");
        }
    }
    insta::assert_snapshot!(told);
}

/// A file whose name has a slip is the nearest one: what is wrong in it, and in what uses it, is told.
#[test]
fn behind_a_name_with_a_slip_the_nearest_file_is_read() {
    let folder = sound();
    let config = fs::read_to_string(folder.path().join("obmen.yaml")).unwrap();
    fs::write(folder.path().join("obmen.yaml"), config.replace("first", "frist")).unwrap();
    let mapping = fs::read_to_string(folder.path().join("first.obmen")).unwrap();
    fs::write(folder.path().join("first.obmen"), mapping.replace("Комментарий", "Коментарий"))
        .unwrap();
    let output = check(folder.path(), "en");
    let told = said(&output.stderr);
    assert!(told.contains("error[P101]") && told.contains("error[N104]"), "{told}");
    assert_eq!(output.status.code(), Some(1));
}

/// The examples of a diagnostic of project files: an `obmen.yaml`, or the file that the first line
/// names, beside a small project.
#[test]
fn examples_of_codes_show_them() {
    let mut wrongs = String::new();
    let mut shown = 0;
    for code in codes::all().filter(|code| code.id.starts_with('P') && !code.wrong.is_empty()) {
        for (text, wanted) in [(code.wrong, Some(code.id)), (code.right, None)] {
            let folder = tempfile::tempdir().unwrap();
            let config = "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\n\
                          mappings: [shop.obmen]\n";
            fs::write(folder.path().join("obmen.yaml"), config).unwrap();
            let mapping = "lang 1\nside crm = retailcrm v5\n";
            fs::write(folder.path().join("shop.obmen"), mapping).unwrap();
            let first = text.lines().next().and_then(|line| line.strip_prefix("# "));
            fs::write(folder.path().join(first.unwrap_or("obmen.yaml")), text).unwrap();
            let project = obmen::project::open(folder.path());
            let errors = project.diagnostics.iter().filter(|told| told.is_error());
            let found: Vec<&str> = errors.map(|told| told.code.id).collect();
            if found != wanted.into_iter().collect::<Vec<_>>() {
                let _ = writeln!(wrongs, "{}: {found:?} in\n{text}", code.id);
            }
            shown += 1;
        }
    }
    assert!(shown > 30 && wrongs.is_empty(), "{wrongs}");
}

/// The shop of an account is one of those that were saved; the dictionaries that ship with a mapping
/// are of another account, and nothing follows from them.
#[test]
fn a_site_that_the_account_does_not_have_is_told() {
    let folder = sound();
    let text = fs::read_to_string(folder.path().join("obmen.yaml")).unwrap();
    fs::write(folder.path().join("obmen.yaml"), text.replace("key: env:KEY", "site: mian"))
        .unwrap();
    let told = |language: &str| said(&check(folder.path(), language).stderr).to_owned();
    assert_eq!(check(folder.path(), "en").status.code(), Some(0), "{}", told("en"));
    let saved = "date: \"2026-01-01 10:00\"\nhash: \"0\"\ndictionaries:\n  sites:\n    \
                 - {code: main, name: Магазин, active: true}\n    \
                 - {code: opt, name: Опт, active: true}\n";
    fs::create_dir(folder.path().join("schema")).unwrap();
    fs::write(folder.path().join("schema/crm.dictionaries.yaml"), saved).unwrap();
    assert_eq!(check(folder.path(), "en").status.code(), Some(1));
    insta::assert_snapshot!(told("ru") + &told("en"));
}

/// A declaration whose head cannot be read is told once: what names it is not to blame.
#[test]
fn a_head_that_cannot_be_read_is_told_once() {
    let folder = sound();
    let text = "lang 1\nuse std.unf3.systems\n\n\
        side icml = retailcrm 99 { zone \"Europe/Moscow\" }\n\
        const Сайт code(crm.sites)\n\
        table Слова text <- text { \"да\" <- \"yes\"; else: keep }\n\
        match Товар: erp.Catalog_Номенклатура <-> icml.offer { Code == id; none: hold \"нет\" }\n\
        map Заказ: erp.Document_ЗаказПокупателя <- crm.order {\n  \
          Комментарий <- managerComment via Слова   when const.Сайт != empty\n}\n";
    fs::write(folder.path().join("first.obmen"), text).unwrap();
    let output = check(folder.path(), "en");
    let told = said(&output.stderr);
    let codes: Vec<&str> =
        told.lines().filter_map(|line| line.strip_prefix("error[")?.get(..4)).collect();
    assert_eq!(codes.len(), 3, "{told}");
    assert!(codes.iter().all(|code| code.starts_with('S')), "{told}");
}

#[test]
fn a_sound_project_passes() {
    let folder = sound();
    let output = check(folder.path(), "en");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output.stderr));
    assert_eq!(said(&output.stdout), "no mistakes: 1 map, 1 table, 0 flows\n");
}

/// A project from the shipped mappings with these lines of its own.
fn of_shipped(own: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = program(folder.path(), "en").args(["init", ".", "--config", "unf3"]).output();
    assert_eq!(made.unwrap().status.code(), Some(0));
    let path = folder.path().join("mappings/shop.obmen");
    fs::write(&path, fs::read_to_string(&path).unwrap() + own).unwrap();
    folder
}

/// What the readmes say of a shop's own field holds, though the shipped rule stands in a block.
#[test]
fn a_rule_of_the_shipped_mappings_is_replaced_as_the_readmes_say() {
    for readme in ["README.md", "README.ru.md"] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(readme)).unwrap();
        let (_, said) = text.split_once("\noverride ").expect("the readme overrides a rule");
        let (said, _) = said.split_once("```").expect("the sample ends");
        let folder = of_shipped(&format!("\noverride {said}"));
        let output = check(folder.path(), "en");
        assert_eq!(output.status.code(), Some(0), "{}", said_of(&output));
    }
    let folder = of_shipped("\noverride Заказ { drop ДополнительнаяИнформацияПоДоставке }\n");
    let output = check(folder.path(), "en");
    assert_eq!(output.status.code(), Some(0), "{}", said_of(&output));
}

/// What stands in the mapping file, the flow of a schedule, and what is told.
type Lost<'a> = (Option<&'a [u8]>, &'a str, &'a [&'a str]);

/// What follows from a file that is not there or is none is not told, only the file itself.
#[test]
fn what_is_lost_with_a_file_is_not_told() {
    let deep = format!("{}x{}", "(".repeat(65), ")".repeat(65));
    let deep = format!("lang 1\nuse std.unf3.orders\noverride Заказ {{ Комментарий <- {deep} }}\n");
    let html = "<!DOCTYPE html>\n<html>\n<h1>502 Bad Gateway</h1>\n</html>\n";
    let orders = "lang 1\nuse std.unf3.orders\n";
    let headless = format!("{orders}flow Мой: erp <- {{ from crm.orders; upsert Заказ }}\n");
    let cases: &[Lost] = &[
        (Some(orders.as_bytes()), "ЗаказыВ1С", &[]),
        (Some(orders.as_bytes()), "Заказы", &["P124"]),
        (None, "ЗаказыВ1С", &["P101"]),
        (Some(b"\x7fELF\xff\xfe"), "ЗаказыВ1С", &["P102"]),
        (Some(html.as_bytes()), "ЗаказыВ1С", &["S101"]),
        (Some("Привет мир\n".as_bytes()), "ЗаказыВ1С", &["S101"]),
        (Some("lang 1\nuse std.unf3.order\n".as_bytes()), "ЗаказыВ1С", &["P105"]),
        (Some("lang 1\nuse std unf3\n".as_bytes()), "ЗаказыВ1С", &["S100"]),
        // What else the file says is read.
        (Some(deep.as_bytes()), "ЗаказыВ1С", &["S002"]),
        (Some(deep.as_bytes()), "Заказы", &["P124", "S002"]),
        (Some(headless.as_bytes()), "Мой", &["S127"]),
    ];
    for (text, flow, expected) in cases {
        let folder = of_shipped("");
        let settings = fs::read_to_string(folder.path().join("settings.yaml")).unwrap();
        let settings = settings.replace("ВидЗаказа: ", "ВидЗаказа: Обычный #");
        fs::write(folder.path().join("settings.yaml"), settings).unwrap();
        let file = folder.path().join("mappings/shop.obmen");
        match text {
            Some(text) => fs::write(file, text).unwrap(),
            None => fs::remove_file(file).unwrap(),
        }
        let config = folder.path().join("obmen.yaml");
        let text = fs::read_to_string(&config).unwrap();
        fs::write(config, format!("{text}schedules: {{ {flow}: 5m }}\n")).unwrap();
        let told = said_of(&check(folder.path(), "en"));
        let codes: Vec<&str> = told
            .lines()
            .filter_map(|line| line.split_once('[')?.1.get(..4))
            .filter(|code| code.starts_with(['P', 'S', 'C']) && code[1..].parse::<u16>().is_ok())
            .collect();
        assert_eq!(codes, *expected, "{told}");
    }
}

/// Without `settings.yaml` all flows may be off, so that nothing is wrong: what the file would hold is
/// told all the same, and a run says that it is not there.
#[test]
fn a_project_without_settings_is_told_what_belongs_there() {
    let folder = of_shipped("");
    fs::remove_file(folder.path().join("settings.yaml")).unwrap();
    let mut told = String::new();
    for language in ["ru", "en"] {
        for command in ["check", "run"] {
            let output = program(folder.path(), language).arg(command).output().unwrap();
            let _ = writeln!(told, "# {command}, {language}\n{}", said(&output.stderr));
        }
    }
    insta::assert_snapshot!(told);
}

/// A field of the account that was made after the last pull is no misspelt one.
#[test]
fn a_new_field_of_the_account_has_to_be_pulled() {
    let folder = of_shipped("\noverride Заказ { Заметки <- customFields.floor }\n");
    let pulled = "date: \"2026-03-01 12:00\"\nhash: \"1\"\ndictionaries: {}\nfields:\n  order.customFields:\n    - {code: gift, name: Подарок, type: text}\n";
    fs::create_dir_all(folder.path().join("schema")).unwrap();
    fs::write(folder.path().join("schema/crm.dictionaries.yaml"), pulled).unwrap();
    let told = said_of(&check(folder.path(), "en"));
    assert!(told.contains("has no field `floor`"), "{told}");
    let remedy = "a new field of the account is fetched by: obmen schema pull";
    assert!(told.contains(remedy), "{told}");
}

fn said_of(output: &Output) -> String {
    format!("{}{}", said(&output.stdout), said(&output.stderr))
}

fn sound() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in SOUND {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn program(folder: &Path, language: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_obmen"));
    command.current_dir(folder).env("OBMEN_LANG", language).env_remove("RUST_BACKTRACE");
    command
}

fn check(folder: &Path, language: &str) -> Output {
    program(folder, language).arg("check").output().unwrap()
}

fn said(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

#[test]
fn a_field_that_rules_fill_with_what_is_personal_is_personal() {
    let template = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/template");
    let project = obmen::project::open(&template);
    let side = project.catalog.side("erp").unwrap();
    let buyers = project.catalog.entity(side, "Catalog_Контрагенты").unwrap();
    // The schema of a base says nothing of people; the rules fill the name from `lastName`.
    assert_eq!(project.catalog.naming(buyers), obmen::schema::Sensitivity::Personal);
}

/// What is wrong with a schema is said in the words of the language; those of the library that reads
/// it stand in parentheses.
#[test]
fn a_broken_schema_is_told_in_words_of_the_language() {
    let edmx = |inner: &str| format!("<?xml version=\"1.0\"?>\n<edmx:Edmx Version=\"1.0\">{inner}");
    for (schema, russian, english) in [
        (
            "<html><body>вход</body></html>".to_owned(),
            "строка 1, столбец 1: корень <html>, а не <Edmx>: это не $metadata\n",
            "line 1, column 1: its root is <html>, not <Edmx>: this is no $metadata\n",
        ),
        (
            edmx("</edmx:Edmx>"),
            "строка 2, столбец 38: не опубликован ни один набор записей\n",
            "line 2, column 38: no entity set is published\n",
        ),
        (
            edmx(""),
            "строка 2, столбец 26: она обрывается: корень не закрыт\n",
            "line 2, column 26: it breaks off: its root is not closed\n",
        ),
        (
            "<!DOCTYPE html>\n<x/>".to_owned(),
            "строка 1, столбец 1: в ней стоит DOCTYPE, а он не принимается\n",
            "line 1, column 1: a document type is not allowed\n",
        ),
        (edmx("</x>"), "это не XML (", "it is not XML ("),
    ] {
        let folder = sound();
        fs::create_dir_all(folder.path().join("schema")).unwrap();
        fs::write(folder.path().join("schema/unf3.edmx"), &schema).unwrap();
        for (language, words) in [("ru", russian), ("en", english)] {
            let output = check(folder.path(), language);
            let told = said(&output.stderr);
            assert!(told.contains("[P108] ") && told.contains(words), "{schema}\n{told}");
        }
    }
}

/// What is wrong with the address or the login of a system, too.
#[test]
fn an_address_that_does_not_fit_is_told_in_words_of_the_language() {
    let sound_crm = "address: https://shop.retailcrm.ru, key: env:PATH";
    let sound_erp = "address: https://1c.example.com/base, user: a, password: env:PATH";
    for (crm, erp, russian, english) in [
        (
            "address: https://x.example.com, key: env:PATH",
            sound_erp,
            "этот адрес не из зон RetailCRM (`x.example.com`; retailcrm.ru, retailcrm.pro, ",
            "this address is not in a zone of RetailCRM (`x.example.com`; retailcrm.ru, retailcrm.pro, ",
        ),
        (
            "address: https://a:b@shop.retailcrm.ru, key: env:PATH",
            sound_erp,
            "в адресе стоит лишнее: нужен только сервер, без логина и параметров\n",
            "the address holds more than a host: a login or parameters\n",
        ),
        (
            "address: ftp://a:b@shop.retailcrm.ru, key: env:PATH",
            sound_erp,
            "это не адрес аккаунта RetailCRM, он выглядит так: https://shop.retailcrm.ru (`ftp://***@shop.retailcrm.ru`)\n",
            "this is no address of an account of RetailCRM, which looks like https://shop.retailcrm.ru (`ftp://***@shop.retailcrm.ru`)\n",
        ),
        (
            sound_crm,
            "address: https://a:b@1c.example.com/base, user: a, password: env:PATH",
            "в адресе стоит логин: для него есть `user` и `password`\n",
            "the address holds a login: `user` and `password` are settings\n",
        ),
        (
            sound_crm,
            "address: https://1c.example.com/base, user: \"a:b\", password: env:PATH",
            "в `user` стоит двоеточие, а в логине его не бывает\n",
            "`user` holds a colon, which no login has\n",
        ),
        (
            "address: https://shop.retailcrm.ru, key: env:PATH, rate: 50",
            sound_erp,
            "RetailCRM разрешает не больше 10 запросов в секунду (`rate: 50`)\n",
            "RetailCRM allows no more than 10 requests a second (`rate: 50`)\n",
        ),
    ] {
        let folder = sound();
        let systems = format!(
            "systems:\n  crm: {{ kind: retailcrm, {crm} }}\n  erp: {{ kind: odata, {erp} }}\nmappings: [first.obmen]\n"
        );
        fs::write(folder.path().join("obmen.yaml"), systems).unwrap();
        for (language, words) in [("ru", russian), ("en", english)] {
            for command in [&["schema", "pull"][..], &["check"]] {
                let output = program(folder.path(), language).args(command).output().unwrap();
                let told = said(&output.stderr);
                assert!(told.contains("[P112] ") && told.contains(words), "{crm} {erp}\n{told}");
            }
        }
    }
}

/// Of a secret that stands in `obmen.yaml` itself nothing is shown, whatever is wrong with its line.
#[test]
fn no_message_shows_a_secret_of_the_file() {
    let rest =
        "\n  erp: { kind: odata, address: https://1c.example.com/base }\nmappings: [first.obmen]\n";
    let address = "address: https://shop.retailcrm.ru";
    for (written, code) in [
        (format!("crm: {{ kind: retailcmr, {address}, key: k4n4ry-канарейка }}"), "P109"),
        (
            format!("crm: {{ kind: retailcrm, adress: x, {address}, key: k4n4ry-канарейка }}"),
            "P115",
        ),
        (format!("crm: {{ kind: retailcrm, {address}, kye: k4n4ry-канарейка }}"), "P115"),
        (format!("crm: {{ kind: retailcrm, {address}, key:k4n4ry-канарейка }}"), "P115"),
        (
            format!("crm: {{ kind: retailcrm, {address}, key: k4n4ry-канарейка, key: env:A }}"),
            "P117",
        ),
        (format!("crm: {{ kind: retailcrm, {address}, key: [k4n4ry-канарейка] }}"), "P118"),
        (format!("crm: {{ kind: retailcrm, {address}, key: *k4n4ry-канарейка }}"), "P103"),
        (format!("crm: {{ kind: retailcrm, {address}, key: \"k4n4ry-канарейка }}"), "P103"),
        (format!("crm: {{ kind: retailcrm, {address}, key: @k4n4ry-канарейка }}"), "P103"),
        (format!("crm: {{ kind: retailcrm, {address}, key: k4n4ry-канарейка"), "P103"),
        (
            "crm: { kind: retailcrm, address: http://shop.example.com, key: 'k4n4ry-канарейка' }"
                .into(),
            "P122",
        ),
        ("crm: { kind: retailcrm, address: https://a:k4n4ry-канарейка@10.0.0.1 }".into(), "P123"),
        (
            format!("crm:\n    kind: retailcrm\n    {address}\n    key: >\n      k4n4ry-канарейка"),
            "P133",
        ),
        (format!("crm:\n    kind: retailcrm\n    {address}\n    key: a: k4n4ry-канарейка"), "P103"),
        (
            format!("crm:\n    kind: retailcrm\n    {address}\n    key: env: k4n4ry-канарейка"),
            "P103",
        ),
        (
            format!(
                "crm:\n    kind: retailcrm\n    {address}\n    password: env: k4n4ry-канарейка"
            ),
            "P103",
        ),
        (
            format!("crm:\n    kind: retailcrm\n    {address}\n    password k4n4ry-канарейка"),
            "P103",
        ),
        (
            format!(
                "crm:\n    kind: retailcrm\n    {address}\n    key:\n      k4n4ry-канарейка: 1"
            ),
            "P118",
        ),
        (format!("crm: {{ kind: retailcrm, {address}, key: {{a: k4n4ry-канарейка}} }}"), "P118"),
        (
            format!(
                "crm: {{ kind: retailcrm, {address}, password: {{ value: k4n4ry-канарейка }} }}"
            ),
            "P118",
        ),
        (
            format!("crm: {{ kind: retailcrm, {address}, api_key: {{x: k4n4ry-канарейка}} }}"),
            "P115",
        ),
        (
            format!("crm: {{ kind: retailcrm, {address}, password env:P, k4n4ry-канарейка }}"),
            "P115",
        ),
        (format!("crm: {{ kind: retailcrm, {address}, key: \"env: k4n4ry-канарейка\" }}"), "P133"),
        ("crm: { kind: retailcrm, address: \"a:k4n4ry-канарейка@127.0.0.1\" }".into(), "P123"),
        ("crm: { kind: retailcrm, address: ftp://a:k4n4ry-канарейка@h, key: x }".into(), "P133"),
        (format!("crm: {{ kind: retailcrm, {address}, key: k4n4ry-канарейка }}"), "P133"),
    ] {
        let folder = sound();
        fs::write(folder.path().join("obmen.yaml"), format!("systems:\n  {written}{rest}"))
            .unwrap();
        for format in ["text", "json", "sarif"] {
            for language in ["ru", "en"] {
                let args = ["check", "--format", format];
                let output = program(folder.path(), language).args(args).output().unwrap();
                let told = said(&output.stdout).to_owned() + said(&output.stderr);
                assert!(told.contains(code), "{written}\n{told}");
                for part in ["k4n4", "4ry", "канар", "рейка"] {
                    assert!(!told.contains(part), "{written}\n{told}");
                }
                let ran = program(folder.path(), language).arg("run").output().unwrap();
                let all = said(&ran.stderr);
                assert!(!all.contains("k4n4"), "{written}\n{all}");
            }
        }
    }
}

/// What a YAML reader says of a file is said in our words, in both languages.
#[test]
fn broken_yaml_is_told_in_words_of_the_language() {
    let sound_yaml = SOUND[0].1;
    for (file, text, code, russian, english) in [
        (
            "obmen.yaml",
            format!("{sound_yaml}---\n{sound_yaml}"),
            "P103",
            "здесь начинается второй документ, а в файле бывает один\n",
            "a second document begins here, and a file holds one\n",
        ),
        (
            "obmen.yaml",
            format!("%YAML x\n---\n{sound_yaml}"),
            "P103",
            "строка, которая начинается с `%`, не читается\n",
            "a line that begins with `%` is not read\n",
        ),
        (
            "schema/erp.names.yaml",
            format!("date: x\nhash: y\nnames: [{}]\n", "a,".repeat(260_000)),
            "P103",
            "файл длиннее, чем читается: в нём больше 250 000 значений\n",
            "the file is longer than is read: it has more than 250,000 values\n",
        ),
        (
            "schema/erp.names.yaml",
            format!("date: x\nhash: y\nnames: {}{}\n", "{a: ".repeat(70), "}".repeat(70)),
            "P103",
            "вложено глубже, чем читается: 64 уровня\n",
            "nested deeper than is read: 64 levels\n",
        ),
        (
            "obmen.yaml",
            sound_yaml.replace("key: env:KEY", "key: env:KEY, rate: 0"),
            "P118",
            "здесь нужно другое",
            "something else is wanted here",
        ),
        (
            "obmen.yaml",
            String::new(),
            "P134",
            "в obmen.yaml не названы файлы соответствий",
            "obmen.yaml names no mappings",
        ),
        (
            "schema/erp.names.yaml",
            "date: x\nhash: y\nназвания: {}\n".to_owned(),
            "P115",
            "нет ключа `названия`; есть: ",
            "no key `названия`; there are: ",
        ),
    ] {
        let folder = sound();
        let path = folder.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        for (language, words) in [("ru", russian), ("en", english)] {
            let told = check(folder.path(), language);
            let told = [said(&told.stdout), said(&told.stderr)].concat();
            assert!(told.contains(&format!("[{code}] ")) && told.contains(words), "{file}\n{told}");
            let foreign = ["multiple", "expected", "unknown field", "invalid"];
            assert!(!foreign.iter().any(|word| told.contains(word)), "{told}");
        }
    }
}

/// A name of many thousand letters is cut where it is told.
#[test]
fn a_name_that_nobody_reads_is_cut() {
    let folder = sound();
    let name = "Ы".repeat(20_000);
    let text = format!(
        "lang 1\nuse std.unf3.systems\nmap Заказ: erp.Document_ЗаказПокупателя <- crm.order {{\n  {name} <- number\n  Комментарий <- {name}\n}}\n"
    );
    fs::write(folder.path().join("first.obmen"), text).unwrap();
    for language in ["ru", "en"] {
        let output = check(folder.path(), language);
        let told = said(&output.stderr);
        let longest = told.lines().map(|line| line.chars().count()).max();
        assert!(told.contains("[N104]") && longest < Some(400), "{longest:?} {told:.500}");
    }
}

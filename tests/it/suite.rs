//! `obmen test`: what ships passes, every kind of failure is told, live shops' orders come through.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use obmen::program::Toward;
use obmen::project;
use obmen::suite::{self, End, FailureKind};

fn obmen(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_obmen"));
    command.current_dir(folder).args(args).env("OBMEN_LANG", "en").env_remove("RUST_BACKTRACE");
    command.output().expect("the program can be started")
}

fn out(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).expect("the program prints UTF-8")
}

/// Runs the tests of a folder; its answer and how it ended.
fn test(folder: &Path, args: &[&str]) -> (String, i32) {
    let mut all = vec!["test"];
    all.extend(args);
    let output = obmen(folder, &all);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    (out(&output).to_owned() + &errors, output.status.code().expect("nobody killed it"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A new project whose mapping has these tests instead of its own.
fn with_tests(tests: &str, change: impl Fn(String) -> String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let made = obmen(folder.path(), &["init", "."]);
    assert_eq!(made.status.code(), Some(0), "{}", String::from_utf8_lossy(&made.stderr));
    let path = folder.path().join("mappings/first.obmen");
    let text = fs::read_to_string(&path).unwrap();
    let rules = text.split("\n# проверка").next().unwrap().to_owned();
    fs::write(&path, format!("{}\n{tests}", change(rules))).unwrap();
    folder
}

fn unchanged(text: String) -> String {
    text
}

const GIVEN: &str = "given crm.customer \"samples/customer.json\"";

#[test]
fn what_ships_passes_its_tests() {
    for folder in ["mappings/unf3", "mappings/demo"] {
        let (answer, code) = test(&root(), &[folder]);
        assert_eq!(code, 0, "{answer}");
        assert!(!root().join(folder).join("snapshots").read_dir().is_ok_and(|mut files| {
            files.any(|file| file.unwrap().path().extension().is_some_and(|end| end == "new"))
        }));
    }
    let project = tempfile::tempdir().unwrap();
    obmen(project.path(), &["init", "."]);
    assert_eq!(test(project.path(), &[]).1, 0);
}

#[test]
fn a_broken_expectation_is_told_with_its_place_and_both_values() {
    let tests = format!(
        "test Покупатель \"имя\" {{\n  {GIVEN}\n  expect result.Description == \"Кто-то\"\n}}\n\
         test Покупатель \"ИНН\" {{\n  {GIVEN}\n  expect result.ИНН == contragent.INN\n}}\n"
    );
    let folder = with_tests(&tests, unchanged);
    let (answer, code) = test(folder.path(), &[]);
    assert_eq!(code, 3, "{answer}");
    for told in [
        "✗ Покупатель \"имя\"\n",
        "mappings/first.obmen:",
        "does not hold: result.Description == \"Кто-то\"",
        "result.Description: \"Петров Иван Сергеевич\"",
        "expected: \"Кто-то\"",
        "✓ Покупатель \"ИНН\"\n",
        "1 test passed, 1 failed",
    ] {
        assert!(answer.contains(told), "{told}:\n{answer}");
    }
    let (russian, _) = test(folder.path(), &["--lang", "ru"]);
    assert!(russian.contains("прошло испытаний: 1, не прошло: 1"), "{russian}");
    let (json, code) = test(folder.path(), &["--format", "json", "--query", "$.tests[0].failures"]);
    assert_eq!(code, 3);
    let failures: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(failures[0]["kind"], "expectation");
    assert_eq!(failures[0]["wanted"], "\"Кто-то\"");
    let junit = folder.path().join("junit.xml");
    test(folder.path(), &["--junit", "junit.xml"]);
    let xml = fs::read_to_string(junit).unwrap();
    assert!(xml.contains("tests=\"2\" failures=\"1\""), "{xml}");
    assert!(xml.contains("<failure message=\"mappings/first.obmen:"), "{xml}");
}

/// Each text is made of the one before it four times over: four to the fortieth letters.
#[test]
fn texts_of_texts_end_in_a_fault() {
    let tests =
        format!("test Покупатель \"имя\" {{\n  {GIVEN}\n  expect result.ИНН == \"1\"\n}}\n");
    let folder = with_tests(&tests, |rules| {
        let lets: Vec<String> = (0..40)
            .map(|n| format!("  let <- а{} = \"{{а{n}}}{{а{n}}}{{а{n}}}{{а{n}}}\"\n", n + 1))
            .collect();
        let lets = format!("  let <- а0 = firstName\n{}", lets.concat());
        let rule = "  Комментарий        <- \"клиент RetailCRM {id}\"";
        assert!(rules.contains(rule));
        rules.replace(rule, &format!("{lets}  Комментарий        <- а40"))
    });
    let (answer, code) = test(folder.path(), &[]);
    assert_eq!(code, 3, "{answer}");
    assert!(answer.contains("the text does not fit: `И***`"), "{answer}");
    assert!(answer.len() < 10_000, "{}", answer.len());
}

/// Everything that the orders of the language's description use: references of three kinds, tables
/// both ways, keyed and selected rows, rows of a flow, folds, checks, laws.
#[test]
fn the_orders_that_describe_the_language_are_whole() {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("tests/data/orders_whole"), folder.path());
    copy(&root().join("mappings/unf3/schema"), &folder.path().join("schema"));
    let project = project::open(folder.path());
    let graver: Vec<_> = project.diagnostics.iter().map(|found| found.code.id).collect();
    assert!(graver.is_empty(), "{graver:?}");
    for (map, toward) in [
        ("Заказ", Toward::Left),
        ("Заказ", Toward::Right),
        ("Покупатель", Toward::Left),
        ("Покупатель", Toward::Right),
        ("Оплата", Toward::Left),
    ] {
        assert!(project.mapping.program(map, toward).is_some(), "{map} {toward:?}");
    }
    let (answer, code) = test(folder.path(), &[]);
    assert_eq!(code, 0, "{answer}");
}

#[test]
fn a_record_behind_a_reference_is_one_that_the_test_gives() {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("tests/data/orders_whole"), folder.path());
    copy(&root().join("mappings/unf3/schema"), &folder.path().join("schema"));
    let path = folder.path().join("mappings/orders.obmen");
    let rules = fs::read_to_string(&path).unwrap();
    let (rules, _) = rules.split_once("\ntest ").unwrap();
    let rules = rules.replace(
        "  Number             -> customFields",
        "  Контрагент.Description -> customerComment\n  Number             -> customFields",
    );
    let key = "1c2e0010-7c4e-11f0-9a21-00155d0c7e01";
    let document = format!(
        r#"{{"Ref_Key":"0a000001-7c4e-11f0-9a21-00155d0c7e01","Number":"1","Posted":true,
        "Date":"2025-11-03T10:00:00","ДатаОтгрузки":"2025-11-04T00:00:00","Контрагент_Key":"{key}"}}"#
    );
    let buyer = format!(r#"{{"Ref_Key":"{key}","Description":"Лисица"}}"#);
    fs::write(folder.path().join("samples/document.json"), document).unwrap();
    fs::write(folder.path().join("samples/buyer.json"), buyer).unwrap();
    let mut told = Vec::new();
    for given in ["", "  given erp.Catalog_Контрагенты \"samples/buyer.json\"\n"] {
        let test = format!(
            "\ntest Заказ \"имя\" {{\n  given erp.Document_ЗаказПокупателя \"samples/document.json\"\n\
             {given}  expect result.customerComment == \"Лисица\"\n}}\n"
        );
        fs::write(&path, format!("{rules}{test}")).unwrap();
        told.push(self::test(folder.path(), &[]));
    }
    let [(without, failed), (with, passed)] = &told[..] else { panic!("{told:?}") };
    assert_eq!((*failed, *passed), (3, 0), "{without}\n{with}");
    let words =
        format!("give it: given erp.Catalog_Контрагенты \"samples/FILE.json\", with the key {key}");
    assert!(without.contains(&words), "{without}");
}

/// Reckoned anew from the row that is read: of rows that the `each` takes, and of no others.
#[test]
fn a_let_of_rows_is_a_column_of_them() {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("tests/data/orders_whole"), folder.path());
    copy(&root().join("mappings/unf3/schema"), &folder.path().join("schema"));
    let path = folder.path().join("mappings/orders.obmen");
    let mut text = fs::read_to_string(&path).unwrap();
    for (from, to) in [
        ("<-> items by offer", "<-> items[initialPrice != 28] by offer"),
        ("totalSumm) <= 0.01", "totalSumm) <= 28"),
        ("    Количество      <-> quantity\n", LETS),
        (
            "  ВидОперации       <-  ",
            "  let <- надбавка = count(items.цена)\n  ВидОперации       <-  ",
        ),
        (
            "(Курс, Кратность) <-  (1, 1)",
            "(Курс, Кратность) <- (sum(items.строка), count(items.строка))",
        ),
        ("  expect snapshot;", "  expect result.Курс == 164 and result.Кратность == 2 #"),
    ] {
        assert!(text.contains(from), "{from}");
        text = text.replace(from, to);
    }
    fs::write(&path, text).unwrap();
    let (answer, code) = test(folder.path(), &[]);
    assert_eq!(code, 0, "{answer}");
}

/// A `let` of rows that reads another one and one of the record, which reads a column itself.
const LETS: &str = "    Количество <-> quantity
    let <- строка = цена * quantity + надбавка
    let <- цена = initialPrice
";

/// A number that the source's people typed as they liked.
#[test]
fn what_cannot_be_converted_leaves_its_field_and_is_told() {
    let tests = r#"test Покупатель "номер читается" {
  given crm.customer "samples/good.json"
  expect result.СрокОплаты == 14
}
test Покупатель "номер не читается" {
  given crm.customer "samples/bad.json"
  expect result.СрокОплаты == empty
  expect snapshot
}
"#;
    let run = |modifier: &str| {
        let folder = with_tests(tests, |rules| {
            let line = "  ИНН                <- contragent.INN\n";
            assert!(rules.contains(line));
            let more = format!("  СрокОплаты <- number(contragent.OKPO){modifier}\n");
            rules.replace(line, &format!("{line}{more}"))
        });
        let schema = folder.path().join("schema/erp.edmx");
        let known = "<Property Name=\"ИНН\"";
        let more = "<Property Name=\"СрокОплаты\" Type=\"Edm.Double\" Nullable=\"true\"/>";
        let text = fs::read_to_string(&schema).unwrap();
        fs::write(schema, text.replace(known, &format!("{more}{known}"))).unwrap();
        let sample = fs::read_to_string(folder.path().join("samples/customer.json")).unwrap();
        for (file, okpo) in [("good", "14"), ("bad", "четырнадцать")] {
            let inn = "\"INN\"";
            let text = sample.replace(inn, &format!("\"OKPO\": \"{okpo}\", {inn}"));
            fs::write(folder.path().join(format!("samples/{file}.json")), text).unwrap();
        }
        let (answer, _) = test(folder.path(), &["--accept"]);
        let file = folder.path().join("snapshots/Покупатель_номер_не_читается.snap");
        (answer, fs::read_to_string(file).unwrap_or_default())
    };
    let (answer, snapshot) = run("");
    assert!(answer.contains("2 tests passed"), "{answer}");
    assert!(snapshot.contains("warn NotNumber \"четырнадцать\"\n"), "{snapshot}");
    assert!(snapshot.contains("Description: "), "the others are written: {snapshot}");
    let (_, snapshot) = run("   default skip \"не число: {value}\"");
    assert!(snapshot.contains("skip \"не число: четырнадцать\"\n"), "{snapshot}");
    // A value in its place would hide that the source is broken.
    let (_, snapshot) = run("   default 7");
    assert!(snapshot.contains("warn NotNumber \"четырнадцать\"\n"), "{snapshot}");
    let (_, snapshot) = run("   required");
    assert!(snapshot.contains("fault NotNumber \"четырнадцать\""), "{snapshot}");
}

#[test]
fn a_snapshot_is_missing_accepted_and_differs() {
    let tests = format!("test Покупатель \"целиком\" {{\n  {GIVEN}\n  expect snapshot\n}}\n");
    let folder = with_tests(&tests, unchanged);
    let file = folder.path().join("snapshots/Покупатель_целиком.snap");
    let refused = folder.path().join("snapshots/Покупатель_целиком.snap.new");
    let (answer, code) = test(folder.path(), &[]);
    assert_eq!(code, 3);
    assert!(answer.contains("was not accepted yet"), "{answer}");
    assert!(refused.exists() && !file.exists());
    // Without a terminal nobody is asked, and nothing is accepted.
    let (answer, code) = test(folder.path(), &["--review"]);
    assert_eq!(code, 3);
    assert!(answer.contains("there is none") && answer.contains("obmen test --accept"), "{answer}");
    assert!(!file.exists());
    let (answer, code) = test(folder.path(), &["--accept"]);
    assert_eq!(code, 0);
    assert!(answer.contains("1 snapshot accepted"), "{answer}");
    assert!(!refused.exists());
    let accepted = fs::read_to_string(&file).unwrap();
    assert!(accepted.starts_with("---\nsource: mappings/first.obmen\nexpression: "), "{accepted}");
    assert_eq!(test(folder.path(), &[]).1, 0);
    fs::write(&file, accepted.replace('\n', "\r\n")).unwrap();
    assert_eq!(test(folder.path(), &[]).1, 0, "newlines of Windows are no difference");
    let path = folder.path().join("mappings/first.obmen");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, text.replace("клиент RetailCRM {id}", "человек {id}")).unwrap();
    let (answer, code) = test(folder.path(), &[]);
    assert_eq!(code, 3);
    assert!(answer.contains("- Комментарий: \"клиент RetailCRM 201\""), "{answer}");
    assert!(answer.contains("+ Комментарий: \"человек 201\""), "{answer}");
    assert!(!answer.contains("Description"), "what is equal is not shown:\n{answer}");
    assert!(refused.exists());
}

#[test]
fn titles_that_come_to_one_name_have_snapshots_of_their_own() {
    let titled =
        |title: &str| format!("test Покупатель \"{title}\" {{\n  {GIVEN}\n  expect snapshot\n}}\n");
    let folder = with_tests(&[titled("№ 1"), titled("1")].concat(), unchanged);
    let (answer, code) = test(folder.path(), &["--accept"]);
    assert_eq!(code, 0, "{answer}");
    assert!(answer.contains("2 snapshots accepted"), "{answer}");
    for name in ["Покупатель_1", "Покупатель_1_2"] {
        assert!(folder.path().join(format!("snapshots/{name}.snap")).exists(), "{name}");
    }
}

#[test]
fn broken_laws_name_the_fields() {
    let laws = |law: &str| format!("test Покупатель {{\n  {GIVEN}\n  law {law}\n}}\n");
    // The first day of all is how 1C writes that there is none.
    let never = |text: String| text.replace("<- birthday", "<- \"0001-01-01\"");
    let folder = with_tests(&laws("idempotent"), never);
    let (answer, code) = test(folder.path(), &[]);
    assert_eq!(code, 3, "{answer}");
    assert!(answer.contains("the law idempotent does not hold"), "{answer}");
    assert!(answer.contains("ДатаРождения: expected 0001-01-01"), "{answer}");

    let both = |text: String| {
        text.replace("crm.customer {\n  Description        <- \"[{lastName} ][{firstName} ][{patronymic}]\" via trim   default \"Покупатель {id}\"", "crm.customer {\n  Description <-> firstName via lower owner crm")
            .replace("map Покупатель: erp.Catalog_Контрагенты <-", "map Покупатель: erp.Catalog_Контрагенты <->")
    };
    let folder = with_tests(&laws("roundtrip"), both);
    let (answer, code) = test(folder.path(), &[]);
    assert_eq!(code, 3, "{answer}");
    assert!(answer.contains("firstName: expected \"Иван\", found \"иван\""), "{answer}");
    let folder = with_tests(&laws("roundtrip except firstName"), both);
    let (answer, code) = test(folder.path(), &[]);
    assert_eq!(code, 0, "{answer}");

    let table = "table Виды: text <- \"individual\" | \"legal-entity\" | \"enterpreneur\" {\n  \
                 \"1\"   <- \"individual\"\n  \"два\" <- \"legal-entity\"\n  \"3\"   <- \"enterpreneur\"\n  else: keep\n}\n";
    let rule = "  ИНН                <- text(number(contragent.contragentType via Виды))";
    let total = |text: String| {
        text.replace("  ИНН                <- contragent.INN", rule)
            .replace("map Покупатель", &format!("{table}map Покупатель"))
    };
    let folder = with_tests(&laws("total"), total);
    let (answer, code) = test(folder.path(), &[]);
    assert_eq!(code, 3, "{answer}");
    assert!(answer.contains("contragent.contragentType: expected legal-entity"), "{answer}");
}

#[test]
fn outcomes_are_compared_with_their_words() {
    let tests = format!(
        "test Покупатель \"ждали исход\" {{\n  {GIVEN}\n  expect hold \"нет имени\"\n}}\n\
         test Покупатель \"вышел исход\" {{\n  {GIVEN} at \"$.nobody\"\n  expect hold\n}}\n"
    );
    let folder = with_tests(&tests, unchanged);
    let (answer, code) = test(folder.path(), &[]);
    assert_eq!(code, 3, "{answer}");
    assert!(
        answer.contains("expected hold \"нет имени\", came: the record came through"),
        "{answer}"
    );
    assert!(answer.contains("there is no record in it"), "{answer}");

    let refuse = |text: String| text.replace("<- contragent.INN", "<- number   required");
    let held = |text: String| {
        refuse(text).replace(
            "  ДатаРождения       <- birthday",
            "  check lastName != \"Петров\"   else: skip \"это Петров\"",
        )
    };
    let tests = format!(
        "test Покупатель \"исход\" {{\n  {GIVEN}\n  expect skip \"это Петров\"\n}}\n\
         test Покупатель \"слова\" {{\n  {GIVEN}\n  expect skip \"это Сидоров\"\n}}\n\
         test Покупатель \"документ\" {{\n  {GIVEN}\n  expect result.Description == empty\n}}\n"
    );
    let folder =
        with_tests(&tests, |text| held(text).replace("<- number   required", "<- lastName"));
    let (answer, code) = test(folder.path(), &[]);
    assert_eq!(code, 3, "{answer}");
    assert!(answer.contains("✓ Покупатель \"исход\""), "{answer}");
    let told = "expected skip \"это Сидоров\", came: skip \"это Петров\"";
    assert!(answer.contains(told), "{answer}");
    assert!(answer.contains("did not come through: skip \"это Петров\""), "{answer}");
}

/// Of a row that did not come out nothing can be said, least of all that it differs.
#[test]
fn a_row_that_is_not_there_fails_the_expectation() {
    let given = "given crm.order \"samples/order.json\"";
    let tests = format!(
        "\ntest Заказ \"строки нет\" {{\n  {given}\n  expect result.Запасы[99].Цена != 5\n}}\n\
         test Заказ \"строка есть\" {{\n  {given}\n  expect result.Запасы[0].Цена != 5\n}}\n"
    );
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("mappings/unf3"), folder.path());
    let path = folder.path().join("tests.obmen");
    let text = fs::read_to_string(&path).unwrap() + &tests;
    fs::write(&path, text).unwrap();
    let (answer, code) = test(folder.path(), &[".", "Заказ"]);
    assert_eq!(code, 3, "{answer}");
    assert!(answer.contains("there is no row 99"), "{answer}");
    assert!(answer.contains(", 1 failed"), "{answer}");
}

#[test]
fn mistakes_in_tests_are_found_by_the_check() {
    let tests = "test Никто {\n  given crm.customer \"samples/customer.json\"\n  expect snapshot\n}\n\
         test Покупатель \"1\" {\n  given crm.customer \"samples/../../x.json\"\n  expect snapshot\n}\n\
         test Покупатель \"2\" {\n  expect snapshot\n}\n\
         test Покупатель \"3\" {\n  given crm.customer \"samples/customer.json\"\n}\n\
         test Покупатель \"4\" {\n  given crm.customer \"samples/customer.json\"\n  expect result.Code == \"1\"\n}\n\
         test Покупатель \"5\" {\n  given crm.customer \"samples/customer.json\"\n  law eternal\n}\n\
         test Покупатель \"6\" {\n  given crm.customer \"samples/customer.json\"\n  given const.ДатаАктуальности = Code\n  law total\n}\n\
         test Покупатель \"6\" {\n  given crm.customer \"samples/customer.json\"\n  law roundtrip\n}\n\
         test Покупатель \"7\" {\n  given erp.Catalog_Контрагенты \"samples/customer.json\"\n  law total\n}\n";
    let folder = with_tests(tests, unchanged);
    let check = obmen(folder.path(), &["check", "--format", "json", "--query", "$..code"]);
    assert_eq!(check.status.code(), Some(1));
    let mut codes: Vec<&str> =
        out(&check).lines().filter(|code| code.starts_with("\"C4")).collect();
    codes.sort_unstable();
    let expected = ["C401", "C402", "C403", "C404", "C405", "C406", "C408", "C410", "C411", "C412"];
    assert_eq!(codes, expected.map(|code| format!("\"{code}\"")));
    assert_eq!(test(folder.path(), &[]).1, 1);
    assert_eq!(test(&root(), &["mappings/unf3", "Никто"]).1, 1);
}

/// Recorded answers of live accounts: each order is a document or an outcome with its reason.
#[test]
fn orders_of_live_shops_become_documents_or_outcomes() {
    let folder = tempfile::tempdir().unwrap();
    copy(&root().join("tests/data/real"), folder.path());
    for entry in fs::read_dir(root().join("tests/data/retailcrm")).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name().to_string_lossy().starts_with("orders") {
            fs::copy(entry.path(), folder.path().join("samples").join(entry.file_name())).unwrap();
        }
    }
    let project = project::open(folder.path());
    assert!(!project.is_broken(), "{:?}", project.diagnostics);
    let report = suite::run(&project, &[]);
    let (mut documents, mut all) = (0, 0);
    for result in &report.results {
        for came in &result.came {
            all += 1;
            documents += usize::from(came.end.is_written());
            assert!(came.end != End::Faults, "{}: {:?}", came.key, came.trial.faults);
            let needed = came.before.iter().find(|plan| !plan.faults.is_empty());
            assert!(needed.is_none(), "{}: {needed:?}", came.key);
        }
        let [failure] = &result.failures[..] else { panic!("{result:?}") };
        let FailureKind::Snapshot(snapshot) = &failure.kind else { panic!("{failure:?}") };
        insta::assert_snapshot!(snapshot.name.clone(), snapshot.new);
    }
    assert_eq!(all, 23);
    assert!(documents * 3 >= all * 2, "{documents} of {all} became documents");
}

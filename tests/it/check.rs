//! What the checks say, word for word: a small base and RetailCRM as shipped, with a few codes saved.

use std::sync::LazyLock;

use obmen::check::values::{Cell, Row, Scalar};
use obmen::check::{Stmt, Toward, Values, check};
use obmen::diag::render::terminal;
use obmen::diag::{Diagnostic, Language, Texts, codes};
use obmen::schema::{Catalog, dictionary, names, overlay};
use obmen::source::{FileId, Sources, Span};
use obmen::syntax::parse;
use obmen::system::{onec_odata, retailcrm};

use crate::syntax::{Random, tear};
use crate::ui;

/// Codes of what files beside the mapping can do wrong: no mapping alone shows them.
const FILLED_IN: [&str; 6] = ["C332", "C338", "C356", "C358", "C359", "N119"];

/// The two sides that every mapping here may name.
static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
    catalog(["erp.edmx", "overlay.yaml", "names.yaml", "dictionaries.yaml"], "tests/data/check")
});

/// The sides of the shipped mappings.
static SHIPPED: LazyLock<Catalog> = LazyLock::new(|| {
    let files = ["unf3.edmx", "unf3.overlay.yaml", "erp.names.yaml", "crm.dictionaries.yaml"];
    catalog(files, "mappings/unf3/schema")
});

fn catalog([edmx, overlay, names, dictionaries]: [&str; 4], folder: &str) -> Catalog {
    let read = |name: &str| read(&format!("{folder}/{name}"));
    let mut catalog = Catalog::default();
    let overlay = overlay::read(&read(overlay)).expect("an overlay");
    let (erp, problems) =
        onec_odata::schema::schema(&mut catalog, "erp", &read(edmx), Some(&overlay))
            .expect("metadata");
    assert!(problems.is_empty(), "{problems:?}");
    let saved = names::read(&read(names)).expect("names");
    assert!(names::apply(&mut catalog, erp, &saved).is_empty());
    let crm = retailcrm::schema::schema(&mut catalog, "crm");
    let saved = dictionary::read(&read(dictionaries)).expect("dictionaries");
    assert!(dictionary::apply(&mut catalog, crm, &saved).is_empty());
    catalog
}

/// What the shop filled in: `name: value` lines stand for `settings.yaml`, others for a table.
fn values(sources: &mut Sources) -> Values {
    const FILLED: &str = "Склад: Основной\nУслуга: Доставка\nПорог: 100\n";
    const ROWS: [(&str, &str); 3] =
        [("Новый", "new"), ("Новый", "approval"), ("Закрыт", "complete")];
    let mut values = Values::default();
    let id = sources.add("settings.yaml", FILLED);
    let cell = |text: &str, file: &str, id| {
        let start = file.find(text).expect("the text stands in the file");
        let span = Span::new(id, start, start + text.len());
        let scalar = if text.parse::<i64>().is_ok() {
            Scalar::Number(text.to_owned())
        } else {
            Scalar::Text(text.to_owned())
        };
        Cell { scalar, span }
    };
    for line in FILLED.lines() {
        let (name, value) = line.split_once(": ").expect("a pair");
        values.constants.insert(name.to_owned(), cell(value, FILLED, id));
    }
    let lines = ROWS.map(|(erp, crm)| format!("- {{ crm: {crm}, erp: {erp} }}\n"));
    let text = lines.concat();
    let id = sources.add("tables/statuses.yaml", &text);
    let rows = ROWS.iter().map(|(erp, crm)| {
        let (erp, crm) = (cell(erp, &text, id), cell(crm, &text, id));
        let span = crm.span;
        Row {
            cells: vec![("erp".to_owned(), erp), ("crm".to_owned(), crm)],
            keys: vec![None; 2],
            span,
        }
    });
    values.tables.insert("tables/statuses.yaml".to_owned(), rows.collect());
    values.samples = Some(["samples/order.json".to_owned()].into());
    values
}

/// What syntax and checks find in a mapping.
fn faults(text: &str) -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let id = sources.add("mapping.obmen", text);
    let (file, mut found) = parse(id, text);
    let mut values = values(&mut sources);
    // Every section has the same settings.yaml; of it counts what the section declares.
    values.constants.retain(|name, _| text.contains(&format!("const {name}:")));
    found.extend(check(&[&file], &CATALOG, &values).1);
    obmen::diag::told_once(&mut found);
    (sources, found)
}

#[test]
fn messages() {
    ui::run("check", faults);
}

#[test]
fn every_code_occurs_in_a_section() {
    let mut texts = String::new();
    for file in ui::files("check") {
        texts.push_str(&std::fs::read_to_string(file).expect("the file is UTF-8"));
    }
    let unseen: Vec<&str> = codes::all()
        .map(|code| code.id)
        .filter(|id| id.starts_with(['N', 'T', 'C']) && !FILLED_IN.contains(id))
        .filter(|id| !texts.contains(&format!(": {id} ")))
        .collect();
    assert!(unseen.is_empty(), "no section shows {unseen:?}");
}

#[test]
fn kinds_of_mistakes_are_many() {
    let kinds = |stage| -> usize {
        let files = ui::files(stage).into_iter();
        files
            .map(|file| std::fs::read_to_string(file).unwrap().matches("\n# Error: ").count())
            .sum()
    };
    let count = kinds("check") + kinds("syntax");
    assert!(count >= 60, "only {count} mistakes are shown");
}

#[test]
fn examples_of_codes_show_them() {
    let mut wrongs = Vec::new();
    for code in codes::all().filter(|code| code.id.starts_with(['N', 'T', 'C'])) {
        if FILLED_IN.contains(&code.id) {
            continue;
        }
        if code.wrong.is_empty() {
            wrongs.push(format!("{}: has no example", code.id));
            continue;
        }
        let found: Vec<&str> = faults(code.wrong).1.iter().map(|found| found.code.id).collect();
        if found.is_empty() || found.iter().any(|id| *id != code.id) {
            wrongs.push(format!("{}: {found:?} in\n{}", code.id, code.wrong));
        }
        let found: Vec<&str> = faults(code.right).1.iter().map(|found| found.code.id).collect();
        if !found.is_empty() {
            wrongs.push(format!("{}: {found:?} in the right\n{}", code.id, code.right));
        }
    }
    assert!(wrongs.is_empty(), "{}", wrongs.join("\n"));
}

#[test]
fn remedies_mend() {
    let mut stays = Vec::new();
    for file in ui::files("check") {
        let text = std::fs::read_to_string(&file).expect("the file is UTF-8");
        for section in ui::sections(&text) {
            let mapping = section.mapping();
            let syntax = |told: &Diagnostic| told.is_error() && told.code.id.starts_with("S1");
            let was_read = !faults(&mapping).1.iter().any(syntax);
            for found in faults(&mapping).1 {
                let fixes = found.hints.iter().filter_map(|hint| hint.fix.as_ref());
                let Some(at) = found.span else { continue };
                for (index, fix) in fixes.enumerate() {
                    let mut mended = mapping.clone();
                    mended.replace_range(fix.span.range(), &fix.text);
                    let same = |other: &Diagnostic| {
                        other.code == found.code
                            && other.span.is_some_and(|span| span.start == at.start)
                    };
                    let left = faults(&mended).1;
                    // The nearest name is a guess; it need not fit the place in other ways.
                    let is_unmended = index == 0 && left.iter().any(same);
                    if is_unmended || was_read && left.iter().any(syntax) {
                        stays.push(format!("{} stays in\n{mended}", found.code.id));
                    }
                }
            }
        }
    }
    assert!(stays.is_empty(), "{}", stays.join("\n"));
}

/// What a condition of another language is mended to has nothing left to mend, whatever the type of
/// the field that it asks.
#[test]
fn remedies_of_conditions_check_clean() {
    let mut tried = 0;
    for file in ui::files("check") {
        let text = std::fs::read_to_string(&file).expect("the file is UTF-8");
        for section in ui::sections(&text) {
            let mapping = section.mapping();
            let (_, found) = faults(&mapping);
            for told in found.iter().filter(|told| told.code == &codes::S132) {
                let Some(fix) = &told.hints[0].fix else { continue };
                let mut mended = mapping.clone();
                mended.replace_range(fix.span.range(), &fix.text);
                let start = fix.span.start as usize;
                let put_in = start..start + fix.text.len();
                let left: Vec<&str> = (faults(&mended).1.iter())
                    .filter(|left| {
                        left.span.is_some_and(|at| put_in.contains(&(at.start as usize)))
                    })
                    .map(|left| left.code.id)
                    .collect();
                assert!(left.is_empty(), "{left:?} in\n{mended}");
                tried += 1;
            }
        }
    }
    assert!(tried > 4, "{tried}");
}

/// Whatever is typed, the checks end with words, not with a panic, and so does what is compiled of
/// the rest.
#[test]
fn torn_mappings_are_checked_all_the_same() {
    let mut random = Random(11);
    let shipped = ["settings", "tables", "goods", "customers", "orders"]
        .map(|name| read(&format!("mappings/unf3/{name}.obmen")))
        .concat();
    let (file, _) = parse(FileId(0), &shipped);
    let (checked, _) = check(&[&file], &SHIPPED, &Values::default());
    assert_eq!((checked.maps.len(), checked.flows.len()), (3, 2), "the shipped mappings are whole");
    let mut texts = vec![shipped];
    for file in ui::files("check") {
        let text = std::fs::read_to_string(&file).expect("the file is UTF-8");
        texts.extend(ui::sections(&text).map(|section| section.mapping()));
    }
    for round in 0..200 {
        // The shipped mappings are the largest: every fourth round is theirs.
        let at = if round % 4 == 0 { 0 } else { random.below(texts.len()) };
        let catalog: &Catalog = if at == 0 { &SHIPPED } else { &CATALOG };
        let mut torn = tear(&texts[at], &mut random);
        // What stands for the parser is mended, so that the checks see odd trees too.
        for (odd, plain) in
            [("\u{FEFF}", ""), ("Сделка {", "Отказ {"), ("crm.order", "crm.customer")]
        {
            if random.below(3) == 0 {
                torn = torn.replace(odd, plain);
            }
        }
        let (file, _) = parse(FileId(0), &torn);
        let (checked, _) = check(&[&file], catalog, &values(&mut Sources::default()));
        obmen::program::lower(&checked, catalog);
    }
}

fn read(path: &str) -> String {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(path).expect("the file is UTF-8")
}

#[test]
fn long_chains_take_no_time() {
    let lets: Vec<String> =
        (0..1500).map(|n| format!("  let <- а{n} = а{} + 1\n", n + 1)).collect();
    let chain = lets.concat();
    let text = format!(
        "map Сделка: erp.Document_Сделка <- crm.order {{\n{chain}  let <- а1500 = summ\n  Курс <- а0\n}}\n"
    );
    let began = std::time::Instant::now();
    let found = faults(&text).1;
    assert!(found.is_empty(), "{:?}", found.first());
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
}

/// Every `let` names the one before it twice: as many ways through them as there are grains of rice
/// on a chessboard.
#[test]
fn lets_of_lets_take_no_time() {
    let makers: [fn(usize) -> String; 4] = [
        |n| format!("а{n} + а{n}"),
        |n| format!("choose number {{ \"1\": а{n}; \"2\": а{n}; else: а{n} }}"),
        |n| format!("\"{{а{n}}}{{а{n}}}\""),
        |n| format!("а{n} default а{n}"),
    ];
    let began = std::time::Instant::now();
    for maker in makers {
        let lets: Vec<String> =
            (0..64).map(|n| format!("  let <- а{} = {}\n", n + 1, maker(n))).collect();
        let text = format!(
            "map Сделка: erp.Document_Сделка <- crm.order {{\n  let <- а0 = summ\n{}  \
             Курс <- а64\n  Comment <- \"{{а64}}\"\n  check а64 != а63 else: warn \"x\"\n}}\n",
            lets.concat()
        );
        let mut sources = Sources::default();
        let (file, _) = parse(sources.add("mapping.obmen", &text), &text);
        let (checked, _) = check(&[&file], &CATALOG, &Values::default());
        let mapping = obmen::program::lower(&checked, &CATALOG);
        for program in &mapping.programs {
            let reads = obmen::program::Reads::new(&program.terms, &program.ops);
            let all = (0..program.terms.len() as u32).map(obmen::program::TermId);
            assert!(all.map(|term| reads.of(term).len()).max() < Some(100));
        }
    }
    assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
}

/// A project folder with the small base, its mapping and other files.
fn project(mapping: &str, files: &[(&str, &str)]) -> (tempfile::TempDir, obmen::project::Project) {
    const SIDES: &str = "side erp = odata \"erp.edmx\" { overlay \"overlay.yaml\"; names \"names.yaml\" }\n\
                         side crm = retailcrm v5 { dictionaries \"dictionaries.yaml\" }\n";
    const CONFIG: &str = "zone: Europe/Moscow\nsystems:\n  crm: { kind: retailcrm, embedded: crm }\n  \
                          erp: { kind: odata, embedded: erp }\nmappings: [mapping.obmen]\n";
    let folder = tempfile::tempdir().expect("a folder");
    let mapping = format!("{SIDES}{mapping}");
    let shared = [
        ("obmen.yaml", CONFIG),
        ("mapping.obmen", &mapping),
        ("erp.edmx", include_str!("../data/check/erp.edmx")),
        ("overlay.yaml", include_str!("../data/check/overlay.yaml")),
        ("names.yaml", include_str!("../data/check/names.yaml")),
        ("dictionaries.yaml", include_str!("../data/check/dictionaries.yaml")),
    ];
    std::fs::create_dir(folder.path().join("tables")).expect("a folder");
    for (name, text) in shared.iter().chain(files) {
        std::fs::write(folder.path().join(name), text).expect("the file can be written");
    }
    let project = obmen::project::open(folder.path());
    (folder, project)
}

/// `T205 tables/statuses.yaml:2:10`, of every diagnostic.
fn told(mapping: &str, files: &[(&str, &str)]) -> Vec<String> {
    let (_folder, project) = project(mapping, files);
    let place = |found: &Diagnostic| {
        let Some(span) = found.span else { return found.code.id.to_owned() };
        let at = project.sources.place(span);
        let file = &project.sources.file(span.file).name;
        format!("{} {file}:{}:{}", found.code.id, at.line, at.column)
    };
    project.diagnostics.iter().map(place).collect()
}

const STATUSES: &str = "table Статусы: erp.Catalog_Статус <- crm.statuses from \"tables/statuses.yaml\" {\n  \
                        pull crm.statuses where group == \"none\"\n  else: keep\n}\n";

#[test]
fn what_names_a_misspelt_declaration_is_not_to_blame() {
    const MAPPING: &str = "Map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\n\
                           flow Загрузка: erp <- crm { from crm.orders; upsert Отказ }\n\
                           cosnt Порог: int\n";
    let settings = [("settings.yaml", "const:\n  Порог: 3\n")];
    assert_eq!(told(MAPPING, &settings), ["S116 mapping.obmen:3:1", "S101 mapping.obmen:5:1"]);
}

#[test]
fn rows_of_a_file_are_told_by_their_lines() {
    let told = |rows: &str| told(STATUSES, &[("tables/statuses.yaml", rows)]);
    assert_eq!(told("- { crm: new, erp: Новый }\n- { crm: complete, erp: Закрыт }\n"), [""; 0]);
    let open = "- { crm: new, erp: Новый }\n- { crm: complete }\n- { crm: cancel, erp: }\n";
    assert_eq!(told(open), ["C356 tables/statuses.yaml:2:3"]);
    let twice = "# комментарий\n- { crm: new, erp: Новый }\n- { crm: new, erp: Закрыт }\n";
    assert_eq!(told(twice), ["C312 tables/statuses.yaml:3:3"]);
    let unknown = "- { crm: new, erp: Новый }\n- { crm: nwe, name: Новый, erp: Новый }\n";
    assert_eq!(told(unknown), ["T205 tables/statuses.yaml:2:10"]);
    let record = "- crm: new\n  erp: Нвоый\n- crm: complete\n  erp: Закрыт\n";
    assert_eq!(told(record), ["N110 tables/statuses.yaml:2:8"]);
    let column = "- { crm: new, erp: Новый, статус: Новый }\n";
    assert_eq!(told(column), ["N115 tables/statuses.yaml:1:27"]);
    let misspelt = "- { crm: new, erp: Новый, nmae: Новый }\n";
    assert_eq!(told(misspelt), ["N115 tables/statuses.yaml:1:27"]);
    let way =
        "- { crm: new, erp: Новый, way: '<-' }\n- { crm: complete, erp: Закрыт, way: '<=' }\n";
    assert_eq!(told(way), ["T205 tables/statuses.yaml:2:38"]);
    let against =
        "- { crm: new, erp: Новый, way: '->' }\n- { crm: complete, erp: Закрыт, way: '<->' }\n";
    let wanted = ["C346 tables/statuses.yaml:1:32", "C346 tables/statuses.yaml:2:38"];
    assert_eq!(told(against), wanted);
    let bool = "- { crm: no, erp: Новый }\n";
    let (_folder, wrong) = project(STATUSES, &[("tables/statuses.yaml", bool)]);
    let fix =
        wrong.diagnostics.iter().flat_map(|found| &found.hints).find_map(|it| it.fix.as_ref());
    assert_eq!(fix.map(|fix| &*fix.text), Some("\"no\""));
    let bool = "- { crm: true, erp: Новый }\n";
    assert_eq!(told(bool), ["T228 tables/statuses.yaml:1:10"]);
    let codeless = "- { crm: new, erp: Новый }\n- { erp: Закрыт }\n- { crm: , erp: Закрыт }\n- { crm: nwe, erp: Новый }\n";
    let wanted = [
        "C359 tables/statuses.yaml:2:3",
        "C359 tables/statuses.yaml:3:3",
        "T205 tables/statuses.yaml:4:10",
    ];
    assert_eq!(told(codeless), wanted);
    let misspelt = "- { crn: new, erp: Новый }\n";
    assert_eq!(told(misspelt), ["N115 tables/statuses.yaml:1:5"]);
    let no_rows = "- crm\n- { crm: [new], erp: Новый }\n- { crm: new, crm: complete, erp: Новый }\n- { crm: nwe, erp: Новый }\n- - a\n";
    let wanted = [
        "P118 tables/statuses.yaml:1:3",
        "P118 tables/statuses.yaml:2:10",
        "P117 tables/statuses.yaml:3:15",
        "T205 tables/statuses.yaml:4:10",
        "P118 tables/statuses.yaml:5:3",
    ];
    let mut found = told(no_rows);
    found.sort_by_key(|told| told.split_once(':').map(|(_, place)| place.to_owned()));
    assert_eq!(found, wanted);
    let windows = "- { crm: new, erp: Новый }\r\n- { crm: nwe, erp: Новый }\r\n";
    assert_eq!(told(windows), ["T205 tables/statuses.yaml:2:10"]);
}

/// `obmen tables pull` leaves the cells of 1C empty: where these are the keys, a row that waits for one
/// is no row for every key.
#[test]
fn a_row_that_waits_for_its_key_takes_no_other() {
    const TABLE: &str = "table Слова: text -> text from \"tables/statuses.yaml\" { else: keep }\n";
    const PULLED: &str = "table Статусы: erp.Catalog_Статус -> crm.statuses from \"tables/statuses.yaml\" { else: keep }\n";
    let rows =
        [("tables/statuses.yaml", "- { crm: complete, erp: }\n- { crm: new, erp: Новый }\n")];
    assert_eq!(told(PULLED, &rows), ["C356 tables/statuses.yaml:1:3"]);
    assert_eq!(told(TABLE, &rows), ["C359 tables/statuses.yaml:1:3"]);
    for table in [TABLE, PULLED] {
        let (_folder, project) = project(table, &rows);
        assert_eq!(project.checked.tables[0].rows.len(), 1);
    }
}

#[test]
fn values_of_settings_are_told_by_their_lines() {
    const GIVEN: &str = "const Склад: ref(erp.Catalog_Склад)\nconst Предел: int\n\
                         const Начало: datetime\nconst Код: text(3)\nsetting Вид: \"да\" | \"нет\" = \"да\"\n";
    let told = |text: &str| told(GIVEN, &[("settings.yaml", text)]);
    assert_eq!(told("const:\n  Склад: Основной\n  Предел: 3\nsetting:\n  Вид: нет\n"), [""; 0]);
    let wrong = "# что заполнил владелец\nconst:\n  Склад: Основнй\n  Предел: много\n  Начало: вчера\n  \
                 Код: длинный\nsetting:\n  Вид: может быть\n";
    assert_eq!(
        told(wrong),
        [
            "N110 settings.yaml:3:10",
            "T228 settings.yaml:4:11",
            "T208 settings.yaml:5:11",
            "T207 settings.yaml:6:8",
            "T205 settings.yaml:8:8"
        ]
    );
    assert_eq!(told("const:\n  Склда: Основной\n"), ["C332 settings.yaml:2:10"]);
}

#[test]
fn a_duration_of_settings_is_written_as_in_a_mapping() {
    let told = |value: &str| {
        let file = format!("const:\n  Срок: {value}\n");
        self::told("const Срок: duration\n", &[("settings.yaml", &file)])
    };
    assert_eq!(told("5д"), [""; 0]);
    assert_eq!(told("15m"), [""; 0]);
    assert_eq!(told("скоро"), ["T201 settings.yaml:2:9"]);
}

#[test]
fn a_wrong_default_is_told_once_whatever_was_filled_in() {
    const MAPPING: &str = "setting Включено: bool = \"да\"\nsetting Вид: \"а\" | \"б\" = \"в\"\n\
                           map Другой: erp.Document_Отказ <- crm.order {\n  \
                           Number <- choose setting.Вид { \"а\": number; \"б\": number } when setting.Включено\n}\n\
                           flow Загрузка: erp <- crm { from crm.orders; upsert Другой }\n";
    let filled = "setting:\n  Включено: true\n  Вид: а\n";
    let wrong = ["T201 mapping.obmen:3:26", "T205 mapping.obmen:4:26"];
    assert_eq!(told(MAPPING, &[("settings.yaml", filled)]), wrong);
    assert_eq!(told(MAPPING, &[]), wrong);
}

#[test]
fn of_one_file_not_more_is_told_than_anyone_reads() {
    let lets: String = (0..3000).map(|n| format!("  let <- а{n} = number\n")).collect();
    let twice = "  Курс <- summ\n".repeat(3000);
    let map = format!("map Сделка: erp.Document_Сделка <- crm.order {{\n{lets}{twice}}}\n");
    let began = std::time::Instant::now();
    let (_folder, project) = project(&map, &[]);
    let codes: Vec<&str> = project.diagnostics.iter().map(|found| found.code.id).collect();
    assert_eq!(codes.iter().filter(|id| **id == "C303").count(), 100);
    assert_eq!(codes.last(), Some(&"S003"));
    assert_eq!(codes.len(), 101, "{codes:?}");
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

/// To compare a name with all that there are is for names that somebody reads.
#[test]
fn unknown_names_beyond_those_shown_are_told_without_others() {
    let many = |line: &dyn Fn(u32) -> String| (0..1000).map(line).collect::<String>();
    let rules = many(&|n| format!("  Комментарий <- numbe{n}\n"));
    let targets = many(&|n| format!("  Комментарий{n} <- number\n"));
    let consts = many(&|n| format!("  Комментарий <- const.Скла{n}\n"));
    for rules in [rules, targets, consts] {
        let (_, found) = faults(&format!(
            "const Склад: text\nmap Сделка: erp.Document_Сделка <- crm.order {{\n{rules}}}\n"
        ));
        let unknown = found.iter().filter(|told| matches!(told.code.id, "N104" | "N105"));
        let hints: Vec<usize> = unknown.map(|told| told.hints.len()).collect();
        assert_eq!(hints.len(), 1000);
        assert_eq!(hints.iter().position(|hints| *hints == 0), Some(300));
        assert!(hints[300..].iter().all(|hints| *hints == 0));
    }
}

#[test]
fn options_of_a_side_are_known() {
    let side = |option: &str| format!("side more = retailcrm v5 {{ {option} }}\n");
    let shown = |option: &str| {
        let (_folder, project) = project(&side(option), &[]);
        let texts = Texts::new(Language::English);
        assert!(project.diagnostics.iter().all(|found| texts.gaps(found).is_empty()));
        let hint = |found: &Diagnostic| {
            let fix = found.hints[0].fix.as_ref().map(|fix| fix.text.clone());
            format!("{} {}", found.code.id, fix.unwrap_or_default())
        };
        let options = project.diagnostics.iter().filter(|found| found.code.id != "P110");
        options.map(hint).collect::<Vec<_>>()
    };
    assert_eq!(shown("zone \"Europe/Moscow\""), [""; 0]);
    assert_eq!(shown("zoen \"Europe/Moscow\""), ["P106 zone"]);
    assert_eq!(shown("colour \"red\""), ["P106 "]);
}

#[test]
fn names_that_were_never_fetched_are_told_once() {
    let mapping = "const Склад: ref(erp.Catalog_Склад)\n\
                   map Сделка: erp.Document_Сделка <- crm.order {\n  Склад <- \"Основной\"\n  \
                   Статус <- \"Новый\"   once\n}\n";
    let files = [("names.yaml", "date: \"2025-10-23 10:00\"\nhash: \"0\"\nnames: {}\n")];
    assert_eq!(told(mapping, &files), ["N119 mapping.obmen:5:12"]);

    // What is filled in under a name that is not known yet is no mistake of the rest.
    let chosen = "const Склад: ref(erp.Catalog_Склад)\n\
                  map Сделка: erp.Document_Сделка <- crm.order {\n  \
                  let <- куда = choose const.Склад { \"Основной\": \"на склад\"; else: \"домой\" }\n  \
                  Заметка <- \"едет {куда}\"\n  Статус <- \"Новый\"   once\n}\n";
    assert_eq!(told(chosen, &files), ["N119 mapping.obmen:5:38"]);
}

#[test]
fn a_fold_goes_over_what_is_computed_of_one_row() {
    let told = |fold: &str| {
        let mapping = format!(
            "map Сделка: erp.Document_Сделка <- crm.order {{\n  Скидка <- {fold}\n  \
             Статус <- \"Новый\"   once\n}}\n"
        );
        told(&mapping, &[])
    };
    assert_eq!(told("sum(items.discountTotal * items.quantity)"), [""; 0]);
    assert_eq!(told("sum(round(items.discountTotal, 2)) + sum(payments.amount)"), [""; 0]);
    // Fields of two lists are not of one row, nor are those that brackets choose.
    assert_eq!(told("sum(items.quantity * payments.amount)"), ["T219 mapping.obmen:4:34"]);
    let chosen = "sum(items[quantity > 1].quantity * items[quantity > 2].discountTotal)";
    assert_eq!(told(chosen), ["T219 mapping.obmen:4:48"]);
    assert_eq!(told("sum(sum(items.quantity) * items.quantity)"), ["T219 mapping.obmen:4:17"]);
    assert_eq!(told("sum(totalSumm * 2)"), ["T219 mapping.obmen:4:17"]);
}

#[test]
fn a_let_that_was_reported_is_a_known_name() {
    let mapping = "map Сделка: erp.Document_Сделка <- crm.order {\n  \
                   let <- было = nmber\n  let <- стало = \"{было}!\"\n  \
                   Заметка <- стало\n  Статус <- \"Новый\"   once\n}\n";
    assert_eq!(told(mapping, &[]), ["N104 mapping.obmen:4:17"]);
}

/// Knows one link.
struct Linked;

impl obmen::eval::Facts for Linked {
    fn find(&self, _: u16, _: Toward, _: &str) -> Option<&obmen::eval::Found> {
        None
    }

    fn linked(&self, role: u16, left: bool, key: &str) -> bool {
        (role, left, key) == (0, false, "138")
    }
}

#[test]
fn linked_asks_what_is_known() {
    let role = "match Отказ: erp.Document_Отказ <-> crm.order { Number == number; none: create }\n\
                map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\n";
    let holds = |condition: &str, record: &str| {
        let flow = "flow А: erp <- crm { from crm.orders where";
        let text = format!("{role}{flow} {condition}; upsert Отказ }}");
        let (file, found) = parse(FileId(0), &text);
        let (checked, wrong) = check(&[&file], &CATALOG, &Values::default());
        assert!(found.is_empty() && wrong.is_empty(), "{found:?} {wrong:?}");
        let mapping = obmen::program::lower(&checked, &CATALOG);
        let filter = mapping.flows[0].filter.as_ref().expect("the flow has a condition");
        obmen::eval::condition(&mapping, filter, record, &Linked).expect("a record").0
    };
    assert!(holds("linked(Отказ)", r#"{"id": 138}"#));
    assert!(!holds("linked(Отказ)", r#"{"id": 139}"#));
    assert!(!holds("linked(Отказ)", "{}"));
    assert!(holds("not linked(Отказ) and call", r#"{"id": 139, "call": true}"#));
}

/// The mistakes that people make most, as a terminal shows them.
#[test]
fn the_usual_mistakes_in_full() {
    let file = include_str!("../ui/check/usual.obmen");
    for language in Language::ALL {
        let texts = Texts::new(language);
        let mut shown = String::new();
        for section in ui::sections(file) {
            let (sources, found) = faults(&section.mapping());
            shown.push_str(&terminal(&found, &sources, &texts, false));
            shown.push('\n');
        }
        insta::assert_snapshot!(format!("usual_mistakes_{}", language.tag()), shown);
    }
}

/// A text around one value is put on in one direction and taken off in the other.
#[test]
fn a_template_of_one_hole_goes_both_ways() {
    const MAPPING: &str = "map Отказ: erp.Document_Отказ <-> crm.order { Number <-> \"№ {number} шт\" }\n\
        test Отказ \"туда\" { given crm.order \"crm.json\"; expect result.Number == \"№ 12 шт\"; law roundtrip }\n\
        test Отказ \"обратно\" { given erp.Document_Отказ \"erp.json\"; expect result.number == \"7\" }\n\
        test Отказ \"другой текст\" { given erp.Document_Отказ \"odd.json\"; expect result.number == empty }\n";
    let record = |number: &str| {
        format!(
            "{{\"Ref_Key\": \"5c1a0001-7c4e-11f0-9a21-00155d0c7e01\", \"Number\": \"{number}\"}}"
        )
    };
    let (erp, odd) = (record("№ 7 шт"), record("7 шт"));
    let crm = "{\"id\": 1, \"number\": \"12\"}";
    let files = [("crm.json", crm), ("erp.json", &erp), ("odd.json", &odd)];
    let (_folder, project) = project(MAPPING, &files);
    let report = obmen::suite::run(&project, &[]);
    let wrong: Vec<String> = report
        .results
        .iter()
        .flat_map(|result| &result.failures)
        .map(|failure| format!("{:?}", failure.kind))
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert_eq!(report.results.len(), 3);
}

/// The owner of a block or `each` is that of what goes both ways in it: two-way rules and pairs of
/// opposite ones. A rule that goes one way alone belongs to its source, and a rule's own owner stays,
/// also for its opposite.
#[test]
fn what_goes_both_ways_takes_the_owner_around_it() {
    const MAPPING: &str = "map Сделка: erp.Document_Сделка <-> crm.order {\n\
        Комментарий <- managerComment\n\
        Комментарий -> managerComment   owner crm\n\
        . <-> delivery owner erp { Курс <- cost; Вес <-> netCost }\n\
        each Строки <-> items by position owner erp {\n\
        Количество <-> quantity\n\
        Цена <- initialPrice\n\
        Цена -> initialPrice\n\
        Сумма <- initialPrice * quantity\n\
        }\n}\n";
    let (_folder, project) = project(MAPPING, &[]);
    let told: Vec<_> = project.diagnostics.iter().map(|told| told.code.id).collect();
    assert!(project.diagnostics.iter().all(|told| !told.is_error()), "{told:?}");
    let [map] = &project.checked.maps[..] else { panic!("one map") };
    let owners = |toward: Toward| {
        let body = map.bodies.iter().find(|body| body.toward == toward).unwrap();
        let mut owners = Vec::new();
        owned(&body.statements, &mut owners);
        owners.join(" ")
    };
    assert_eq!(
        owners(Toward::Left),
        "Комментарий:crm Курс:- Вес:erp Строки[]:erp Количество:erp Цена:erp Сумма:-"
    );
    assert_eq!(
        owners(Toward::Right),
        "managerComment:crm delivery.netCost:erp items[]:erp quantity:erp initialPrice:erp"
    );
}

fn owned(statements: &[Stmt], owners: &mut Vec<String>) {
    let mut say = |name: &str, owner: &Option<Box<str>>| {
        owners.push(format!("{name}:{}", owner.as_deref().unwrap_or("-")));
    };
    for statement in statements {
        match statement {
            Stmt::Set(set) => set.cells.iter().for_each(|cell| say(&cell.path, &set.owner)),
            Stmt::Each { group, body, .. } | Stmt::Row { group, body, .. } => {
                say(&format!("{}[]", group.path), &group.owner);
                owned(body, owners);
                return;
            }
            Stmt::Let { .. } | Stmt::Check { .. } => {}
        }
    }
}

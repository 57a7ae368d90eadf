//! What the checks say, word for word: a small base and RetailCRM as shipped, with a few codes saved.

use obmen::check::values::{Cell, Row, Scalar};
use obmen::check::{Values, check};
use obmen::diag::render::terminal;
use obmen::diag::{Diagnostic, Language, Texts, codes};
use obmen::schema::{Catalog, dictionary, names, overlay};
use obmen::source::{Sources, Span};
use obmen::syntax::parse;
use obmen::system::{onec_odata, retailcrm};

use crate::ui;

/// The two sides that every mapping here may name.
fn catalog() -> Catalog {
    let mut catalog = Catalog::default();
    let overlay = overlay::read(include_str!("../data/check/overlay.yaml")).expect("an overlay");
    let edmx = include_str!("../data/check/erp.edmx");
    let (erp, problems) =
        onec_odata::schema::schema(&mut catalog, "erp", edmx, Some(&overlay)).expect("metadata");
    assert!(problems.is_empty(), "{problems:?}");
    let saved = names::read(include_str!("../data/check/names.yaml")).expect("names");
    assert!(names::apply(&mut catalog, erp, &saved).is_empty());
    let crm = retailcrm::schema::schema(&mut catalog, "crm");
    let saved = include_str!("../data/check/dictionaries.yaml");
    let saved = dictionary::read(saved).expect("dictionaries");
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
    let text: String =
        ROWS.iter().map(|(erp, crm)| format!("- {{ crm: {crm}, erp: {erp} }}\n")).collect();
    let id = sources.add("tables/statuses.yaml", &text);
    let rows = ROWS.iter().map(|(erp, crm)| {
        let (erp, crm) = (cell(erp, &text, id), cell(crm, &text, id));
        let span = crm.span;
        Row { cells: vec![("erp".to_owned(), erp), ("crm".to_owned(), crm)], span }
    });
    values.tables.insert("tables/statuses.yaml".to_owned(), rows.collect());
    values
}

/// What syntax and checks find in a mapping.
fn faults(text: &str) -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let id = sources.add("mapping.obmen", text);
    let (file, mut found) = parse(id, text);
    let values = values(&mut sources);
    found.extend(check(&[&file], &catalog(), &values).1);
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
        .filter(|id| id.starts_with(['N', 'T', 'C']))
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

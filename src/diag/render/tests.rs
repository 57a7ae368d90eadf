//! Rendered diagnostics in both languages, whole.

use insta::assert_snapshot;

use super::{Counts, count, json, sarif, terminal};
use crate::diag::{Code, Diagnostic, Language, Severity, Texts};
use crate::source::{Sources, Span};

static CROSSING: Code =
    Code { id: "Z204", severity: Severity::Error, wrong: "Ж <- б", right: "Ж <- б via В" };
static UNREAD: Code = Code { id: "Z301", severity: Severity::Warning, wrong: "", right: "" };
static PROJECT: Code = Code { id: "Z401", severity: Severity::Note, wrong: "", right: "" };

const RUSSIAN: &str = "
Z204 = ссылку одной системы нельзя записать в другую
    .about = Ссылка имеет смысл только в своей системе.
    .left = erp: ссылка на { $left }
    .right = crm: ссылка на клиента
    .via = провести ссылку через соответствие
Z301 = поле `{ $field }` нигде не читается
    .about = Значение есть в образцах.
    .other = похожее поле
Z401 = в проекте нет образцов
    .about = Без образцов проверка слабее.
    .add = положить образцы в `samples/`
";

const ENGLISH: &str = "
Z204 = a reference of one system cannot be written into another
    .about = A reference means something in its own system only.
    .left = erp: reference to { $left }
    .right = crm: reference to a customer
    .via = put the reference through a match
Z301 = the field `{ $field }` is never read
    .about = The samples have values in it.
    .other = a field of a like name
Z401 = the project has no samples
    .about = Without samples less is found.
    .add = put samples into `samples/`
";

const ORDERS: &str = "map Заказ: erp.Document_Заказ <-> crm.order {\n\
    \x20 Номер <- number\n\
    \x20 Контрагент <-> customer   # й и й\n}\n";

fn texts(language: Language) -> Texts {
    match language {
        Language::Russian => Texts::with(language, RUSSIAN),
        Language::English => Texts::with(language, ENGLISH),
    }
}

/// Three diagnostics out of order: one of two files, one without a place, one with a fix.
fn sample() -> (Sources, Vec<Diagnostic>) {
    let mut sources = Sources::default();
    let orders = sources.add("mappings/заказы.obmen", ORDERS);
    let other = sources.add("mappings/общее.obmen", "const Склад: text\r\nconst Касса: text\r\n");
    let at = |text: &str| {
        let start = ORDERS.find(text).expect("the sample has it");
        Span::new(orders, start, start + text.len())
    };
    let unread = Diagnostic::new(&UNREAD, Span::new(other, 6, 16))
        .arg("field", "Склад")
        .label(at("Номер"), "other");
    let crossing = Diagnostic::new(&CROSSING, at("Контрагент"))
        .at("left")
        .label(at("customer"), "right")
        .arg("left", "Catalog_Контрагенты")
        .fix("via", at("customer"), "customer via Покупатель");
    (sources, vec![unread, crossing, Diagnostic::placeless(&PROJECT).hint("add")])
}

#[test]
fn a_terminal_shows_places_words_and_remedies_in_russian() {
    let (sources, diagnostics) = sample();
    assert_snapshot!(terminal(&diagnostics, &sources, &texts(Language::Russian), false));
}

#[test]
fn a_terminal_shows_places_words_and_remedies_in_english() {
    let (sources, diagnostics) = sample();
    assert_snapshot!(terminal(&diagnostics, &sources, &texts(Language::English), false));
}

#[test]
fn json_gives_places_in_bytes_characters_and_utf16() {
    let (sources, diagnostics) = sample();
    let value = json(&diagnostics, &sources, &texts(Language::Russian));
    assert_snapshot!(serde_json::to_string_pretty(&value).unwrap());
}

#[test]
fn sarif_has_rules_results_and_fixes() {
    let (sources, diagnostics) = sample();
    let mut value = sarif(&diagnostics, &sources, &texts(Language::English));
    for version in ["version", "semanticVersion"] {
        value["runs"][0]["tool"]["driver"][version] = "VERSION".into();
    }
    assert_snapshot!(serde_json::to_string_pretty(&value).unwrap());
}

#[test]
fn colours_change_no_letter() {
    let (sources, diagnostics) = sample();
    let texts = texts(Language::Russian);
    let coloured = terminal(&diagnostics, &sources, &texts, true);
    let mut plain = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').expect("a colour ends with m").1;
    }
    plain.push_str(rest);
    assert_ne!(coloured, plain);
    let trimmed = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
    assert_eq!(trimmed(&plain), trimmed(&terminal(&diagnostics, &sources, &texts, false)));
}

#[test]
fn nothing_to_tell_is_no_text() {
    let texts = texts(Language::Russian);
    assert_eq!(terminal(&[], &Sources::default(), &texts, true), "");
    assert_eq!(count(&[]), Counts::default());
}

#[test]
fn any_place_of_any_text_can_be_shown() {
    let texts = texts(Language::Russian);
    let samples =
        ["", "\n", "й", "\u{feff}а\r\nб\r\n", "\tй\t", "и\u{306}\n\n\n", "a\rb", "\u{0}x"];
    for text in samples {
        let mut sources = Sources::default();
        let file = sources.add("", text);
        for start in 0..=text.len() + 1 {
            for end in start..=text.len() + 1 {
                let span = Span::new(file, start, end);
                let diagnostic = Diagnostic::new(&CROSSING, span)
                    .at("right")
                    .label(span, "right")
                    .fix("via", span, "а\nб");
                let diagnostics = [diagnostic];
                assert!(terminal(&diagnostics, &sources, &texts, false).contains("Z204"));
                json(&diagnostics, &sources, &texts);
                sarif(&diagnostics, &sources, &texts);
            }
        }
    }
}

#[test]
fn a_fact_cannot_steer_the_terminal() {
    let texts = texts(Language::Russian);
    let mut sources = Sources::default();
    let span = Span::new(sources.add("a", "б"), 0, 0);
    let diagnostic = Diagnostic::new(&UNREAD, span).arg("field", "а\u{1b}[2Jб");
    assert!(!terminal(&[diagnostic], &sources, &texts, false).contains('\u{1b}'));
}

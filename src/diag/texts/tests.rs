//! Both languages are complete and say the same.

use std::collections::{BTreeMap, BTreeSet};

use super::{ENGLISH, RUSSIAN, Texts};
use crate::diag::{Code, Diagnostic, Language, Severity, codes};

static UNKNOWN: Code = Code { id: "Z999", severity: Severity::Note, wrong: "", right: "" };

/// The names of all texts (`T204`, `T204.left`) and the variables each uses.
fn outline(source: &str) -> BTreeMap<String, BTreeSet<&str>> {
    let mut outline: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    let (mut message, mut text) = (String::new(), String::new());
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        let name = line.split_once(" =").map(|(name, _)| name.trim());
        let is_name =
            |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
        if let Some(name) = name.filter(|name| is_name(name) && !line.starts_with(' ')) {
            name.clone_into(&mut message);
            message.clone_into(&mut text);
            assert!(outline.insert(text.clone(), BTreeSet::new()).is_none(), "{text} twice");
        } else if let Some(name) = name.and_then(|name| name.strip_prefix('.')) {
            text = format!("{message}.{name}");
            assert!(outline.insert(text.clone(), BTreeSet::new()).is_none(), "{text} twice");
        }
        for (at, _) in line.match_indices('$') {
            let rest = &line[at + 1..];
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && !"-_".contains(c));
            outline.entry(text.clone()).or_default().insert(&rest[..end.unwrap_or(rest.len())]);
        }
    }
    outline
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_variables() {
    let (russian, english) = (outline(RUSSIAN), outline(ENGLISH));
    for (name, variables) in &russian {
        assert_eq!(english.get(name), Some(variables), "{name} in en.ftl");
    }
    for name in english.keys() {
        assert!(russian.contains_key(name), "{name} is missing in ru.ftl");
    }
}

#[test]
fn every_code_has_a_message_and_an_explanation() {
    let outline = outline(RUSSIAN);
    for code in codes::all() {
        assert!(outline.contains_key(code.id), "{}", code.id);
        assert!(outline.contains_key(&format!("{}.about", code.id)), "{}.about", code.id);
    }
}

#[test]
fn every_message_of_a_code_belongs_to_one() {
    for name in outline(RUSSIAN).keys().filter(|name| name.starts_with(char::is_uppercase)) {
        let id = name.split('.').next().expect("a split has a first part");
        assert!(codes::find(id).is_some(), "{name} has no code");
    }
}

/// Codes of project files and systems of which every diagnostic brings a remedy of its own.
const OWN_REMEDIES: [&str; 10] =
    ["P101", "P104", "P106", "P113", "P121", "P122", "P123", "P131", "P133", "P205"];

#[test]
fn what_helps_is_said_without_variables_and_of_every_file() {
    let outline = outline(RUSSIAN);
    for (name, variables) in outline.iter().filter(|(name, _)| name.ends_with(".remedy")) {
        assert!(variables.is_empty(), "{name} has variables");
    }
    for code in codes::all().filter(|code| code.id.starts_with(['P', 'E'])) {
        let always = outline.contains_key(&format!("{}.remedy", code.id));
        assert!(always != OWN_REMEDIES.contains(&code.id), "{}", code.id);
    }
}

#[test]
fn counts_choose_their_plural_form() {
    let said = |language, count: usize| {
        Texts::new(language).say("diag-errors", &[("count", count.into())])
    };
    assert_eq!(said(Language::Russian, 1), "1 ошибка");
    assert_eq!(said(Language::Russian, 22), "22 ошибки");
    assert_eq!(said(Language::Russian, 11), "11 ошибок");
    assert_eq!(said(Language::English, 1), "1 error");
    assert_eq!(said(Language::English, 5), "5 errors");
}

#[test]
fn facts_stand_without_isolation_marks() {
    let texts = Texts::new(Language::Russian);
    let said = texts.say("cli-unknown-code", &[("code", "Ж1".into())]);
    assert!(said.contains("`Ж1`"), "{said}");
    assert!(!said.contains(['\u{2068}', '\u{2069}']), "{said}");
}

#[test]
fn a_missing_text_shows_its_name() {
    let texts = Texts::new(Language::English);
    let diagnostic = Diagnostic::placeless(&UNKNOWN).hint("mend");
    assert_eq!(texts.say("no-such-text", &[]), "no-such-text");
    assert_eq!(texts.message(&diagnostic), "Z999");
    assert_eq!(texts.hint(&diagnostic, &diagnostic.hints[0]), "Z999.mend");
    assert_eq!(texts.gaps(&diagnostic), ["Z999", "Z999.mend"]);
}

#[test]
fn a_missing_fact_is_a_gap() {
    let texts = Texts::new(Language::English);
    assert!(texts.try_words("diag-errors", None, &[]).is_err());
    assert!(texts.try_words("diag-errors", None, &[("count", 1_usize.into())]).is_ok());
}

#[test]
fn every_code_says_what_to_do() {
    for language in [Language::Russian, Language::English] {
        let texts = Texts::new(language);
        let mute = codes::all().filter(|code| code.severity != Severity::Note);
        let mute = mute.filter(|code| code.right.is_empty() && texts.remedy(code).is_none());
        let mute: Vec<&str> = mute.map(|code| code.id).collect();
        assert!(mute.is_empty(), "neither an example nor a remedy: {mute:?}");
    }
}

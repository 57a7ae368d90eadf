//! No name of a shop's business in `src`: the words are taken from the shipped mappings.
//!
//! Two kinds are looked for in code and texts (comments show the language by examples): Cyrillic
//! names of the 1C metadata, and codes with a hyphen as the tables and worlds have them.

use std::collections::BTreeSet;

use super::Text;
use super::code::{Without, bare, is_test};

/// Words with a hyphen that are the systems' own or nobody's, although a mapping has them too.
const SYSTEM_WORDS: &[&str] = &["legal-entity", "utf-8", "x-api-key"];

/// The names under `mappings/`.
pub(super) fn names(files: &[Text]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for file in files {
        if file.is(".edmx") {
            names.extend(metadata(&file.text));
        } else {
            names.extend(codes(&file.text));
        }
    }
    names
}

/// The Cyrillic names of a 1C metadata: `Catalog_Склады` and `Склады` of an entity; of fields and
/// members only names put together, `СтавкаНДС` but not `Почта`, which is a word like any other.
fn metadata(edmx: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, start) in edmx.match_indices(" Name=\"") {
        let Some(value) = edmx[at + start.len()..].split('"').next() else { continue };
        let is_entity = edmx[..at].ends_with("<EntityType");
        let parts = value.split(['_', '.']).chain([value]);
        let parts = parts.filter(|part| part.chars().all(is_word) && has_cyrillic(part));
        names.extend(parts.filter(|part| is_entity || is_put_together(part)).map(str::to_owned));
    }
    names
}

/// Whether a name has a capital after its first letter.
fn is_put_together(name: &str) -> bool {
    name.chars().skip(1).any(char::is_uppercase)
}

/// Texts in quotes or YAML words like `send-to-delivery`; no dates, keys, phones or ids.
fn codes(text: &str) -> BTreeSet<String> {
    let words =
        text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_' && c != '.');
    words.filter(|word| is_code(word)).map(str::to_owned).collect()
}

fn is_code(word: &str) -> bool {
    let parts: Vec<&str> = word.split('-').collect();
    let letters = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    parts.len() > 1 && parts.iter().all(letters)
}

/// What counts as the system's own or the language's: hyphen words of the systems' schemas, and the
/// keywords of the language.
pub(super) fn spared(sources: &[Text]) -> BTreeSet<String> {
    let mut spared: BTreeSet<String> = SYSTEM_WORDS.iter().map(|word| (*word).to_owned()).collect();
    for file in sources {
        if file.path.ends_with("/schema.yaml") {
            spared.extend(codes(&file.text));
        }
        if file.path == "src/syntax/keywords.rs" {
            spared.extend(words(&file.text).map(|(_, word)| word.to_owned()));
        }
    }
    spared
}

/// Every place in `src` that says one of the names.
pub(super) fn found(
    names: &BTreeSet<String>,
    spared: &BTreeSet<String>,
    sources: &[Text],
) -> Vec<String> {
    let mut found = Vec::new();
    for file in sources.iter().filter(|file| !is_test(&file.path)) {
        let code =
            if file.is(".rs") { bare(&file.text, Without::Comments) } else { file.text.clone() };
        for (line, word) in words(&code) {
            if names.contains(word) && !spared.contains(word) {
                found.push(format!("{}:{line}: {word}", file.path));
            }
        }
    }
    found
}

/// The words of a text with their lines: letters of any script, digits, `_`, and `-` inside.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().flat_map(|(line, text)| {
        let words = text.split(|c: char| !is_word(c) && c != '-');
        words
            .map(move |word| (line + 1, word.trim_matches('-')))
            .filter(|(_, word)| !word.is_empty())
    })
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn has_cyrillic(text: &str) -> bool {
    text.chars().any(|c| matches!(c, 'А'..='я' | 'ё' | 'Ё'))
}

#[cfg(test)]
mod tests {
    use super::{Text, found, names, spared};

    fn check(text: &str) -> Vec<String> {
        let names = names(&[
            Text::new(
                "mappings/a/x.edmx",
                "<EntityType Name=\"Catalog_Склады\"/><Property Name=\"СтавкаНДС\"/>\
                 <Property Name=\"Почта\"/><EntityType Name=\"через\"/>",
            ),
            Text::new(
                "mappings/a/t.yaml",
                "- { crm: to-assembling, at: 2025-10-01, is: legal-entity }",
            ),
        ]);
        let spared = spared(&[Text::new("src/syntax/keywords.rs", "(\"via\", \"через\")")]);
        found(&names, &spared, &[Text::new("src/x.rs", text)])
    }

    #[test]
    fn names_of_the_mappings_are_found_in_code_and_texts() {
        assert_eq!(check("\nlet x = \"Catalog_Склады\";"), ["src/x.rs:2: Catalog_Склады"]);
        assert_eq!(check("f(\"erp.Склады[0]\")"), ["src/x.rs:1: Склады"]);
        assert_eq!(check("f(\"СтавкаНДС, Почта\")"), ["src/x.rs:1: СтавкаНДС"]);
        assert_eq!(check("if status == \"to-assembling\" {"), ["src/x.rs:1: to-assembling"]);
    }

    #[test]
    fn keywords_and_words_of_the_systems_are_spared() {
        let text = "//! `Склады`\n(\"через\", \"legal-entity\", \"2025-10-01\", \"Складской\")";
        assert_eq!(check(text), [""; 0]);
    }
}

//! What files of saved facts have in common: the day and hash they begin with, and their spelling.
//!
//! They are YAML that stays the same while the facts do: one entry a line, in the order given.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::schema::nearest;

/// A name in a saved file that the side does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedProblem {
    /// The name.
    pub name: String,
    /// The nearest names of its kind.
    pub near: Vec<String>,
    /// Why its type cannot be read, where it has one.
    pub notation: Option<String>,
}

impl SavedProblem {
    /// A name that none of the candidates is.
    pub(super) fn unknown<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> SavedProblem {
        let near = nearest(name, known).into_iter().map(str::to_owned).collect();
        SavedProblem { name: name.to_owned(), near, notation: None }
    }
}

/// The whole file: its head, then its body.
pub(super) fn file(about: &str, date: &str, body: &str) -> String {
    format!("# {about}\ndate: {}\nhash: {}\n{body}", scalar(date), scalar(&hash(body)))
}

/// The hash of a body.
pub fn hash(body: &str) -> String {
    let digest = Sha256::digest(body.as_bytes());
    digest.iter().take(16).fold(String::new(), |mut text, byte| {
        // A text takes all that is written to it.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A text as a YAML scalar: bare where no reader can take it for anything else.
pub fn scalar(text: &str) -> String {
    let starts_well = text.chars().next().is_some_and(char::is_alphabetic);
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '(' | ')');
    let is_word = matches!(
        text.to_ascii_lowercase().as_str(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n"
    );
    if starts_well && text.chars().all(is_part) && !is_word && !text.ends_with(' ') {
        return text.to_owned();
    }
    // A JSON text is a YAML text too.
    serde_json::Value::from(text).to_string()
}

#[cfg(test)]
mod tests {
    use super::scalar;

    #[test]
    fn every_text_comes_back() {
        let texts = [
            "",
            "new",
            "Ёж",
            "7",
            "007",
            "true",
            "No",
            "null",
            "~",
            "a: b",
            "a #b",
            "- a",
            "[x]",
            "{x}",
            "\"q\"",
            "'q'",
            " a",
            "a ",
            "a\nb",
            "1e3",
            "é\u{301}",
            "a,b",
            "%",
            "@a",
            "dict-1",
            "2025-01-01",
            "Ёж (в тумане)",
            "=",
            "<<",
            "\u{feff}a",
            "\u{2028}",
        ];
        for text in texts {
            let yaml = format!("[{}]", scalar(text));
            let read: Vec<String> = serde_yaml::from_str(&yaml).expect(&yaml);
            assert_eq!(read, [text], "{yaml}");
        }
        assert_eq!(scalar("dict-1"), "dict-1");
        assert_eq!(scalar("7"), "\"7\"");
    }
}

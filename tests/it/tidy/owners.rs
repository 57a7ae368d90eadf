//! One owner per dependency, and none of the surroundings inside the compiler.

use super::Text;
use super::code::{Without, bare, is_test};

/// Crates and where they may be named.
const OWNERS: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["src/diag/render/", "src/system/", "src/endpoint/"]),
    ("anyhow", &["src/cli/", "src/main.rs"]),
    ("axum", &["src/endpoint/emulate"]),
    ("clap", &["src/cli/args"]),
    ("fluent_bundle", &["src/diag/texts"]),
    ("indicatif", &["src/cli/"]),
    ("pest", &["src/syntax/parse"]),
    ("pest_derive", &["src/syntax/parse"]),
    ("reqwest", &["src/endpoint/http"]),
    ("rusqlite", &["src/journal/", "src/endpoint/emulate"]),
    ("rustls", &["src/endpoint/http"]),
    ("tokio", &["src/endpoint/", "src/system/", "src/sync/", "src/cli/"]),
    ("unic_langid", &["src/diag/texts"]),
];

/// The modules from text to run.
const COMPILER: &[&str] =
    &["source", "value", "schema", "diag", "syntax", "builtins", "check", "program", "eval"];

/// What belongs to the surroundings.
const SURROUNDINGS: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::thread",
    "SystemTime",
    "Instant",
    "::now()",
    "async fn",
    "async move",
    "async {",
    ".await",
];

/// Every place that names a crate outside its owner.
pub(super) fn strays(files: &[Text]) -> Vec<String> {
    let mut found = Vec::new();
    for file in files.iter().filter(|file| !is_test(&file.path)) {
        let code = bare(&file.text, Without::CommentsAndTexts);
        for (name, homes) in OWNERS {
            let at_home = homes.iter().any(|home| file.path.starts_with(home));
            if let (false, Some(line)) = (at_home, names(&code, name)) {
                found.push(format!("{}:{line}: {name}", file.path));
            }
        }
    }
    found
}

/// The first line that uses a crate.
fn names(code: &str, name: &str) -> Option<usize> {
    let position = code.lines().position(|line| {
        line.match_indices(name).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = &line[at + name.len()..];
            let whole = before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != ':');
            whole && (after.starts_with("::") || (after.starts_with(';') && line.contains("use ")))
        })
    });
    position.map(|line| line + 1)
}

/// Every place where the compiler reaches outside.
pub(super) fn impure(files: &[Text]) -> Vec<String> {
    let inside =
        |path: &str| COMPILER.iter().any(|module| path.starts_with(&format!("src/{module}/")));
    let mut found = Vec::new();
    for file in files.iter().filter(|file| inside(&file.path) && !is_test(&file.path)) {
        let code = bare(&file.text, Without::CommentsAndTexts);
        for (line, text) in code.lines().enumerate() {
            let words = SURROUNDINGS.iter().filter(|word| text.contains(*word));
            found.extend(words.map(|word| format!("{}:{}: {word}", file.path, line + 1)));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Text, impure, strays};

    #[test]
    fn a_crate_is_named_by_its_owner_only() {
        let check = |path: &str, text: &str| strays(&[Text::new(path, text)]);
        assert_eq!(check("src/cli/run.rs", "\nuse clap::Parser;"), ["src/cli/run.rs:2: clap"]);
        assert_eq!(
            check("src/cli/run.rs", "let x = reqwest::get(y);"),
            ["src/cli/run.rs:1: reqwest"]
        );
        assert_eq!(check("src/cli/args/help.rs", "use clap::Arg;"), [""; 0]);
        assert_eq!(
            check("src/cli/run.rs", "// clap::Parser\nlet x = \"clap::\"; my_clap::x"),
            [""; 0]
        );
    }

    #[test]
    fn the_compiler_reads_no_file_and_no_clock() {
        let check = |path: &str, text: &str| impure(&[Text::new(path, text)]);
        assert_eq!(check("src/check/x.rs", "use std::fs;"), ["src/check/x.rs:1: std::fs"]);
        assert_eq!(check("src/eval/x.rs", "\nTimestamp::now()"), ["src/eval/x.rs:2: ::now()"]);
        assert_eq!(check("src/value/x.rs", "pub async fn f() {}"), ["src/value/x.rs:1: async fn"]);
        assert_eq!(check("src/project/x.rs", "use std::fs;"), [""; 0]);
        assert_eq!(check("src/eval/tests.rs", "use std::fs;"), [""; 0]);
    }
}

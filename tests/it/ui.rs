//! Diagnostics word for word: `tests/ui/STAGE/*.obmen`.
//!
//! A file has sections, `--- name ---`, each a mapping of its own; `(crlf)` and `(bom)` after the
//! name give it other newlines or a byte order mark. What is found stands at the section's end:
//!
//! ```text
//! # Error: S110 2:8-2:9 `=` in the place of an arrow
//! #   write it so: 2:8-2:9 "<-"
//! ```
//!
//! Lines and columns count from one, in characters, within the section. `BLESS=1` rewrites these
//! comments and nothing else.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use obmen::diag::{Diagnostic, Language, Severity, Texts};
use obmen::source::{Sources, Span};

/// Finds what one stage says of a mapping; the sources are those that the places point into.
pub(crate) type Stage = fn(&str) -> (Sources, Vec<Diagnostic>);

/// Runs every section of `tests/ui/STAGE` and compares.
pub(crate) fn run(stage: &str, faults: Stage) {
    let mut differing = Vec::new();
    for file in files(stage) {
        let text = std::fs::read_to_string(&file).expect("the file is UTF-8");
        let blessed: String = sections(&text).map(|section| section.annotated(faults)).collect();
        if blessed == text {
            continue;
        }
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&file, blessed).expect("the file can be written");
        } else {
            differing.push(format!("{}:\n{}", file.display(), difference(&text, &blessed)));
        }
    }
    assert!(differing.is_empty(), "BLESS=1 accepts these:\n{}", differing.join("\n"));
}

/// The files of a stage, in the order of their names.
pub(crate) fn files(stage: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ui").join(stage);
    let entries = std::fs::read_dir(folder).expect("the stage has a folder");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("readable").path()).collect();
    files.sort();
    files
}

/// A mapping with what is expected of it.
pub(crate) struct Section<'t> {
    head: &'t str,
    text: &'t str,
}

/// The sections of a file.
pub(crate) fn sections(file: &str) -> impl Iterator<Item = Section<'_>> {
    let starts: Vec<usize> = file
        .match_indices("--- ")
        .map(|(at, _)| at)
        .filter(|&at| at == 0 || file[..at].ends_with('\n'))
        .collect();
    assert!(starts.first() == Some(&0), "a file begins with a section");
    let ends: Vec<usize> = starts[1..].iter().copied().chain([file.len()]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| {
        let (head, text) = file[start..end].split_once('\n').expect("a section has lines");
        Section { head, text }
    })
}

impl Section<'_> {
    /// The mapping alone.
    pub(crate) fn mapping(&self) -> String {
        let lines = self.text.lines().filter(|line| !is_annotation(line));
        let mut mapping = lines.collect::<Vec<_>>().join("\n");
        mapping.truncate(mapping.trim_end_matches('\n').len());
        mapping.push('\n');
        if self.head.contains("(crlf)") {
            mapping = mapping.replace('\n', "\r\n");
        }
        if self.head.contains("(bom)") {
            mapping.insert(0, '\u{FEFF}');
        }
        mapping
    }

    /// The section with what the stage says now.
    fn annotated(&self, faults: Stage) -> String {
        let (sources, found) = faults(&self.mapping());
        let texts = Texts::new(Language::English);
        let mut notes = String::new();
        for diagnostic in &found {
            let gaps = texts.gaps(diagnostic);
            assert!(gaps.is_empty(), "{}: words are missing: {gaps:?}", self.head);
            annotate(&mut notes, &sources, &texts, diagnostic);
        }
        let mut body: Vec<&str> = self.text.lines().filter(|line| !is_annotation(line)).collect();
        while body.last().is_some_and(|line| line.is_empty()) {
            body.pop();
        }
        format!("{}\n{}\n{notes}\n", self.head, body.join("\n"))
    }
}

fn is_annotation(line: &str) -> bool {
    ["# Error: ", "# Warning: ", "# Note: ", "#   "].iter().any(|mark| line.starts_with(mark))
}

fn annotate(notes: &mut String, sources: &Sources, texts: &Texts, found: &Diagnostic) {
    let weight = match found.severity {
        Severity::Error => "Error",
        Severity::Warning => "Warning",
        Severity::Note => "Note",
    };
    let place = found.span.map_or_else(String::new, |span| place(sources, span) + " ");
    let message = texts.message(found);
    writeln!(notes, "# {weight}: {} {place}{message}", found.code.id).expect("text grows");
    if let Some(name) = found.text {
        let words = texts.label(found.code, name, &found.args);
        writeln!(notes, "#   at: {words}").expect("text grows");
    }
    for label in &found.labels {
        let words = label.text.map(|name| texts.label(found.code, name, &found.args));
        let words = words.unwrap_or_default();
        writeln!(notes, "#   label: {} {words}", self::place(sources, label.span))
            .expect("text grows");
    }
    let remedies = texts.remedies(found);
    assert!(!remedies.is_empty() || found.text.is_some(), "{} has no remedy", found.code.id);
    for (words, fix) in remedies {
        let fix = fix.map(|fix| format!(": {} {:?}", self::place(sources, fix.span), fix.text));
        let words = words.replace('\n', "\n#     ");
        writeln!(notes, "#   {words}{}", fix.unwrap_or_default()).expect("text grows");
    }
}

/// `2:8-2:9`
fn place(sources: &Sources, span: Span) -> String {
    let from = sources.place(span);
    let to = sources.place(Span { start: span.end, ..span });
    format!("{}:{}-{}:{}", from.line, from.column, to.line, to.column)
}

/// The lines that one text has and the other lacks.
fn difference(expected: &str, found: &str) -> String {
    let mut said = String::new();
    for line in expected.lines().filter(|line| !found.lines().any(|other| other == *line)) {
        writeln!(said, "  expected {line}").expect("text grows");
    }
    for line in found.lines().filter(|line| !expected.lines().any(|other| other == *line)) {
        writeln!(said, "  found    {line}").expect("text grows");
    }
    if said.is_empty() { "  the same lines in another order".to_owned() } else { said }
}

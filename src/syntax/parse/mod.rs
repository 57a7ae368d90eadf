//! Text to tree: pest's nodes become ours, and what fits no rule becomes a diagnostic.

mod characters;
mod expr;
mod faults;
mod grammar;
mod items;
mod layout;
mod limits;
mod reader;
mod rules;
mod scan;
mod steps;
mod tables;
#[cfg(test)]
mod tests;
mod text;
mod types;

use crate::diag::{Diagnostic, codes};
use crate::source::{FileId, Span};
use crate::syntax::ast::{File, Keywords};
use crate::syntax::keywords::KEYWORDS;
use grammar::{Rule, read};
use reader::Reader;

/// Reads a mapping file. It never fails: what could not be read stands in the tree as broken, and
/// in the list as what is wrong with it.
pub fn parse(id: FileId, text: &str) -> (File, Vec<Diagnostic>) {
    if text.len() > limits::MAX_BYTES {
        let too_large = Diagnostic::new(&codes::S001, Span::new(id, 0, 0));
        return (empty(id), vec![too_large.arg("most", limits::MAX_BYTES)]);
    }
    let scan = scan::scan(id, text, limits::MAX_NESTING);
    let too_deep = |place: Span| {
        let bracket = text[place.range()].starts_with(['(', '[', '{']) || place.start == place.end;
        Diagnostic::new(&codes::S002, place)
            .arg("most", limits::MAX_NESTING)
            .arg("kind", if bracket { "bracket" } else { "sign" })
    };
    if let Some(bracket) = scan.too_deep {
        return (File { comments: scan.comments, ..empty(id) }, vec![too_deep(bracket)]);
    }
    let (bare, braces) = layout::even(&scan::bare(text, &scan));
    let Ok(node) = read(Rule::file, &bare) else {
        let place = Span::new(id, 0, 0);
        return (File { comments: scan.comments, ..empty(id) }, vec![too_deep(place)]);
    };
    let mut reader = Reader::new(id, &bare, text);
    reader.characters(&scan);
    reader.uneven(&braces);
    let keywords = reader.keywords;
    reader.one_language(&node, keywords);
    let file = File { text: text.into(), ..reader.file(node, keywords, scan.comments) };
    (file, shown(reader.diagnostics))
}

/// The diagnostics in the order of the text, not more than anyone reads.
fn shown(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.map(|span| span.start));
    if let Some(rest) = diagnostics.len().checked_sub(limits::MAX_DIAGNOSTICS).filter(|&it| it > 0)
    {
        diagnostics.truncate(limits::MAX_DIAGNOSTICS);
        let last = diagnostics.last().and_then(|diagnostic| diagnostic.span);
        diagnostics
            .extend(last.map(|place| Diagnostic::new(&codes::S003, place).arg("rest", rest)));
    }
    diagnostics
}

fn empty(id: FileId) -> File {
    File {
        id,
        lang: None,
        keywords: Keywords::English,
        items: Vec::new(),
        comments: Vec::new(),
        text: Box::default(),
    }
}

/// The language of the first keyword.
fn language(text: &str) -> Keywords {
    let words = text
        .lines()
        .filter_map(|line| line.trim_start_matches('\u{FEFF}').split([' ', '\t', '{', ':']).next());
    let known = |word: &str| {
        let (_, twin) =
            KEYWORDS.iter().find(|(english, russian)| word == *english || word == *russian)?;
        Some(if word == *twin { Keywords::Russian } else { Keywords::English })
    };
    words.filter(|word| !word.is_empty()).find_map(known).unwrap_or(Keywords::English)
}

/// Blanks at the end of a piece of text, newlines included, are no part of what it says.
pub(super) fn trim_end(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_whitespace() || scan::is_odd_blank(c))
}

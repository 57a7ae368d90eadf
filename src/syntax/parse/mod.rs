//! Text to tree: pest's nodes become ours, and what fits no rule becomes a diagnostic.

mod characters;
mod expr;
mod faults;
mod grammar;
mod items;
mod layout;
mod limits;
mod meant;
mod quotes;
mod reader;
mod rules;
mod scan;
mod steps;
mod tables;
#[cfg(test)]
mod tests;
mod text;
mod types;

use crate::diag::{Diagnostic, codes, fewer};
use crate::source::{FileId, Span};
use crate::syntax::ast::{File, Item, ItemKind, Keywords};
use crate::syntax::keywords::KEYWORDS;
use grammar::{Rule, read};
use reader::Reader;

/// Reads a mapping file. It never fails: what could not be read stands in the tree as broken, and
/// in the list as what is wrong with it.
pub fn parse(id: FileId, text: &str) -> (File, Vec<Diagnostic>) {
    let (file, diagnostics) = all(id, text);
    (file, shown(diagnostics))
}

/// The same with all that is wrong.
fn all(id: FileId, text: &str) -> (File, Vec<Diagnostic>) {
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
    let mut bare = scan::bare(text, &scan);
    let lost = blank_out(&mut bare, &scan.too_deep);
    let (bare, quoted) = quotes::straighten(id, bare);
    let (bare, braces) = layout::even(&bare);
    let Ok(node) = read(Rule::file, &bare) else {
        let place = Span::new(id, 0, 0);
        return (File { comments: scan.comments, ..empty(id) }, vec![too_deep(place)]);
    };
    let mut reader = Reader::new(id, &bare, text);
    reader.characters(&scan);
    for place in quoted {
        reader.report(quotes::foreign(&text[place.range()], place));
    }
    reader.uneven(&braces);
    let keywords = reader.keywords;
    reader.one_language(&node, keywords);
    let mut file = File { text: text.into(), ..reader.file(node, keywords, scan.comments) };
    file.conditions = std::mem::take(&mut reader.conditions);
    file.items.extend(lost.into_iter().map(|span| Item { kind: ItemKind::Broken, span }));
    file.items.sort_by_key(|item| item.span.start);
    reader.diagnostics.extend(scan.too_deep.into_iter().map(too_deep));
    (file, reader.diagnostics)
}

/// Takes the declarations that hold one of these places out of the text: they go deeper than can be
/// read, all others are read. Says where they stand.
fn blank_out(text: &mut String, places: &[Span]) -> Vec<Span> {
    let Some(first) = places.first() else { return Vec::new() };
    let declarations = layout::declarations(text);
    let mut places = places.iter().peekable();
    let before = 0..declarations.first().map_or(text.len(), |declaration| declaration.start);
    let (mut left, mut lost) = (String::with_capacity(text.len()), Vec::new());
    for range in std::iter::once(before).chain(declarations) {
        let written = &text[range.clone()];
        if places.next_if(|place| range.contains(&(place.start as usize))).is_none() {
            left.push_str(written);
            continue;
        }
        let start = range.start + (written.len() - written.trim_start().len());
        let end = range.start + trim_end(written).len();
        lost.push(Span::new(first.file, start, end));
        let blank = |byte: u8| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' };
        left.extend(written.bytes().map(blank));
    }
    *text = left;
    lost
}

/// The diagnostics in the order of the text, not more than anyone reads.
fn shown(mut diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.map(|span| span.start));
    fewer(&mut diagnostics);
    diagnostics
}

fn empty(id: FileId) -> File {
    File {
        id,
        lang: None,
        keywords: Keywords::English,
        items: Vec::new(),
        comments: Vec::new(),
        conditions: Vec::new(),
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
    let mut words = words.filter(|word| !word.is_empty()).peekable();
    // A file whose keywords are all misspelt begins with one of them.
    let is_russian =
        words.peek().is_some_and(|word| word.starts_with(|c| ('а'..='я').contains(&c)));
    let other = if is_russian { Keywords::Russian } else { Keywords::English };
    words.find_map(known).unwrap_or(other)
}

/// Blanks at the end of a piece of text, newlines included, are no part of what it says.
pub(super) fn trim_end(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_whitespace() || scan::is_odd_blank(c))
}

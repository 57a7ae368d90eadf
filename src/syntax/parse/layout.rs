//! Braces that are missing or too many, placed by how the lines are indented.
//!
//! The grammar only counts braces: after one that is missing everything would be read as part of
//! the open block. Where a declaration's braces do not come out even and its lines say which block
//! is meant, the brace is put into the blanks between two lines, or taken out, so that all else is
//! read as it was meant and every place stays. Lines that say nothing clear change nothing.

use std::ops::Range;

use crate::syntax::keywords::declaration;

/// A brace that was put in or taken out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// The block that begins at `open` lacks its end between what it holds last, which ends at
    /// `after`, and the line at `before`.
    Missing { open: usize, after: usize, before: usize },
    /// The brace there closes nothing.
    Extra { at: usize },
    /// The block of the heading that ends there, or what stands there in its place, was not opened.
    Unopened { from: usize, to: usize, before: usize },
}

/// The text with its braces even, in as many bytes, and what was changed for it.
pub(super) fn even(text: &str) -> (String, Vec<Change>) {
    let mut mended = text.to_owned();
    let mut changes = Vec::new();
    for declaration in declarations(text) {
        let found = Walk::over(text, declaration).changes();
        if apply(&mut mended, &found) {
            changes.extend(found);
        }
    }
    (mended, changes)
}

/// The ranges from the beginning of a declaration to that of the next one.
pub(super) fn declarations(text: &str) -> Vec<Range<usize>> {
    let starts = lines(text, 0..text.len()).filter(|line| declares(&text[line.clone()]));
    let mut starts: Vec<usize> = starts.map(|line| line.start).collect();
    starts.push(text.len());
    starts.windows(2).map(|pair| pair[0]..pair[1]).collect()
}

/// Whether a line begins a declaration: its keyword, at the very beginning, and a name.
pub(super) fn declares(line: &str) -> bool {
    let Some((word, rest)) = line.split_once([' ', '\t']) else { return false };
    let named = rest.trim_start().starts_with(|c: char| c.is_alphabetic() || "_`\"".contains(c));
    named && declaration(word).is_some()
}

/// The lines of a range, without their newlines.
fn lines(text: &str, range: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut start = range.start;
    std::iter::from_fn(move || {
        let from = start;
        let rest = text.get(from..range.end).filter(|rest| !rest.is_empty())?;
        let length = rest.find(['\n', '\r']);
        start = length.map_or(range.end, |length| from + length + 1);
        Some(from..from + length.unwrap_or(rest.len()))
    })
}

/// A block that is open.
#[derive(Clone, Copy)]
struct Open {
    at: usize,
    /// How far the statement that opened it is indented.
    indent: usize,
}

/// A walk through the lines of one declaration.
#[derive(Default)]
struct Walk {
    open: Vec<Open>,
    changes: Vec<Change>,
    /// The block that was closed last, and by which brace.
    closed: Option<(Open, usize)>,
    /// How many round and square brackets are open.
    brackets: usize,
    /// How far the statement at hand is indented.
    indent: usize,
    /// Where the line before ends.
    end: usize,
    /// A heading that opens no block: its end, or what stands there in the place of a brace.
    heading: Option<Range<usize>>,
    /// Where what follows the heading begins.
    body: Option<usize>,
}

impl Walk {
    fn over(text: &str, declaration: Range<usize>) -> Walk {
        let mut walk = Walk::default();
        let first = lines(text, declaration.clone()).next();
        walk.heading = first.and_then(|line| unopened(text, &line));
        for line in lines(text, declaration.clone()) {
            let indented = text[line.clone()].starts_with([' ', '\t']);
            let said = text[line.clone()].trim_start();
            if line.start > declaration.start && !super::trim_end(said).is_empty() && indented {
                walk.body.get_or_insert(line.end - said.len());
            }
            walk.line(text, line);
        }
        walk
    }

    /// The changes, where they are of one kind: lines that ask for both say nothing clear.
    fn changes(self) -> Vec<Change> {
        let is_missing = |change: &Change| matches!(change, Change::Missing { .. });
        let missing = self.changes.iter().filter(|change| is_missing(change)).count();
        let clear = missing == self.changes.len() || missing == 0 && self.open.is_empty();
        if let (Some(heading), Some(before), [Change::Extra { at }]) =
            (self.heading, self.body, &self.changes[..])
            && *at > before
        {
            return vec![Change::Unopened { from: heading.start, to: heading.end, before }];
        }
        if clear { self.changes } else { Vec::new() }
    }

    fn line(&mut self, text: &str, line: Range<usize>) {
        let written = &text[line.clone()];
        let content = written.trim_start();
        if super::trim_end(content).is_empty() {
            return;
        }
        let indent = written.len() - content.len();
        let first = line.start + indent;
        let goes_on = self.brackets > 0 || content.starts_with([')', ']']);
        let mut extra = false;
        if !goes_on {
            self.indent = indent;
            extra = self.start(content, first);
        }
        for (at, brace) in marks(written) {
            let at = line.start + at;
            match brace {
                '{' => {
                    self.open.push(Open { at, indent: self.indent });
                    self.brackets = 0;
                }
                '}' if extra && at == first => self.changes.push(Change::Extra { at }),
                '}' => match self.open.pop() {
                    Some(open) => self.closed = Some((open, at)),
                    None => self.changes.push(Change::Extra { at }),
                },
                '(' | '[' => self.brackets += 1,
                _ => self.brackets = self.brackets.saturating_sub(1),
            }
        }
        self.end = line.start + super::trim_end(written).len();
    }

    /// What the indent of a statement or closing brace says of the blocks before it; whether it is
    /// a brace that closes nothing.
    fn start(&mut self, content: &str, first: usize) -> bool {
        let indent = self.indent;
        let deepest = self.open.last().map(|open| open.indent);
        if content.starts_with('}') {
            if self.open.iter().any(|open| open.indent == indent) {
                self.close(first, |open| open.indent > indent);
            }
            return deepest.is_none_or(|deepest| deepest < indent);
        }
        self.close(first, |open| open.indent >= indent);
        if let (true, Some((open, at))) = (self.open.is_empty(), self.closed.take())
            && indent > open.indent
        {
            self.changes.push(Change::Extra { at });
            self.open.push(open);
        }
        false
    }

    fn close(&mut self, before: usize, ends: impl Fn(&Open) -> bool) {
        while let Some(open) = self.open.pop_if(|open| ends(open)) {
            let after = self.end;
            self.changes.push(Change::Missing { open: open.at, after, before });
        }
    }
}

/// The end of a heading that opens no block, or the bracket, colon or word that stands there for a
/// brace.
fn unopened(text: &str, line: &Range<usize>) -> Option<Range<usize>> {
    let written = super::trim_end(&text[line.clone()]);
    if marks(written).any(|(_, mark)| matches!(mark, '{' | '}')) {
        return None;
    }
    let end = line.start + written.len();
    // The colon behind the name of a declaration is its own.
    let colon = written.matches(':').count() > 1;
    let stand_ins = ["(", "[", " begin", ":"].into_iter().filter(|it| *it != ":" || colon);
    let instead = stand_ins.into_iter().find(|instead| written.ends_with(instead));
    Some(end - instead.map_or(0, |instead| instead.trim().len())..end)
}

/// The brackets of a line outside of its texts. A text that is left open ends before a brace at the
/// line's end, as in the grammar.
fn marks(line: &str) -> impl Iterator<Item = (usize, char)> {
    let mut quote = None;
    let last = super::trim_end(line).len().saturating_sub(1);
    line.char_indices().filter(move |&(at, c)| match quote {
        Some(open) if c == open => {
            quote = None;
            false
        }
        Some(_) => at == last && matches!(c, '{' | '}') && line[..at].ends_with(' '),
        None if matches!(c, '"' | '`') => {
            quote = Some(c);
            false
        }
        None => matches!(c, '{' | '}' | '(' | ')' | '[' | ']'),
    })
}

/// Makes these changes, byte for byte; none where there is no room for a brace.
fn apply(mended: &mut String, changes: &[Change]) -> bool {
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut places: Vec<(usize, usize)> = Vec::new();
    for change in changes {
        match change {
            Change::Extra { at } => edits.push((*at..at + 1, " ".to_owned())),
            Change::Unopened { from, before, .. } => edits.push((*from..*before, "{".to_owned())),
            Change::Missing { after, before, .. } => places.push((*after, *before)),
        }
    }
    while let Some(place) = places.pop() {
        let others = places.len();
        places.retain(|other| *other != place);
        edits.push((place.0..place.1, "}".repeat(1 + others - places.len())));
    }
    for (range, braces) in &mut edits {
        if *braces == " " {
            continue;
        }
        let Some(blanks) = range.len().checked_sub(braces.len() + 1) else { return false };
        braces.push('\n');
        braces.push_str(&" ".repeat(blanks));
    }
    for (range, braces) in edits {
        mended.replace_range(range, &braces);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{Change, even};

    #[test]
    fn even_braces_stay_however_lines_are_indented() {
        for text in
            ["map A: x <- y {\na <- b\n  }\n", "map A: x\n   <- y {\n  a <- b {\nc <- d } }\n"]
        {
            assert_eq!(even(text), (text.to_owned(), Vec::new()));
        }
    }

    #[test]
    fn a_missing_brace_stands_before_the_line_that_is_indented_less() {
        let text = "map A: x <- y {\n  each a <- b {\n    c <- d\n\n  e <- f\n}\n";
        let (mended, changes) = even(text);
        assert_eq!(mended, "map A: x <- y {\n  each a <- b {\n    c <- d}\n  e <- f\n}\n");
        assert_eq!(mended.len(), text.len());
        assert!(matches!(changes[..], [Change::Missing { open: 30, .. }]), "{changes:?}");
    }

    #[test]
    fn two_missing_braces_stand_at_one_place() {
        let text = "map A: x <- y {\n  a <- b {\n    c <- d {\n      e <- f\n  g <- h\n}\n";
        let (mended, changes) = even(text);
        assert_eq!(changes.len(), 2);
        assert!(mended.contains("e <- f}}\n"), "{mended}");
    }

    #[test]
    fn a_brace_too_many_is_taken_out() {
        let inner = "map A: x <- y {\n  a <- b\n  }\n  c <- d\n}\n";
        assert_eq!(even(inner).1, [Change::Extra { at: 27 }]);
        let outer = "map A: x <- y {\n  a <- b {\n    c <- d } }\n  e <- f\n}\n";
        assert_eq!(even(outer).1, [Change::Extra { at: 40 }]);
    }

    #[test]
    fn a_heading_that_opens_no_block_gets_its_brace() {
        for heading in ["map A: x <- y", "map A: x <- y (", "map A: x <- y begin", "map A: x <- y:"]
        {
            let text = format!("{heading}\n  a <- b\n}}\n");
            let (mended, changes) = even(&text);
            assert_eq!(mended.len(), text.len());
            assert!(matches!(changes[..], [Change::Unopened { .. }]), "{changes:?}");
            assert!(mended.contains("x <- y {\n") || mended.contains("x <- y{\n"), "{mended}");
        }
    }

    #[test]
    fn texts_and_lines_that_say_nothing_are_left_alone() {
        let flat = "map A: x <- y {\na <- b {\nc <- d\n}\n";
        assert_eq!(even(flat), (flat.to_owned(), Vec::new()));
        let said = "map A: x <- y {\n  a <- \"{\"\n}\nmap B: z <- w {\n  c <- d\n}\n";
        assert_eq!(even(said), (said.to_owned(), Vec::new()));
    }
}

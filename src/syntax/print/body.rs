//! Blocks: lines, the comments between them, blank lines, and arrows under each other.

use super::{At, Printer, width};
use crate::source::Span;
use crate::syntax::ast::{Arrow, Comment};

/// The widest left side that others are aligned to.
const WIDEST_LEFT: usize = 40;

/// A line of a block, or a statement of several lines.
pub(super) struct Entry {
    pub(super) span: Span,
    pub(super) layout: Layout,
}

/// How a statement is laid out.
pub(super) enum Layout {
    /// As it is.
    Text(String),
    /// A rule, a row or a branch: what follows the left side stands in one column with others.
    Row { left: String, mark: Mark, right: String, modifiers: Vec<String> },
}

/// What stands between the two sides of a row.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Mark {
    Arrow(Arrow),
    Colon,
}

impl Layout {
    /// The statement by itself, with that much between its modifiers.
    pub(super) fn alone(&self, between: &str) -> String {
        match self {
            Layout::Text(said) => said.clone(),
            Layout::Row { left, mark, right, modifiers } => {
                let mark = match mark {
                    Mark::Arrow(arrow) => format!(" {}", arrow_text(*arrow)),
                    Mark::Colon => ":".to_owned(),
                };
                format!("{left}{mark} {right}{}", joined(modifiers, between))
            }
        }
    }

    fn is_row(&self) -> bool {
        match self {
            Layout::Text(_) => false,
            Layout::Row { left, right, .. } => {
                !left.contains('\n') && !right.contains('\n') && width(left, 0) <= WIDEST_LEFT
            }
        }
    }
}

pub(super) fn arrow_text(arrow: Arrow) -> &'static str {
    match arrow {
        Arrow::Both => "<->",
        Arrow::Right => "->",
        Arrow::Left => "<-",
    }
}

fn joined(modifiers: &[String], between: &str) -> String {
    modifiers.iter().fold(String::new(), |said, modifier| said + between + modifier)
}

impl Printer<'_> {
    /// A statement or a head, taken apart where it got too long for its line.
    pub(super) fn fitted(&self, at: At, render: &dyn Fn(At) -> Layout) -> Layout {
        let before = self.printed.borrow().len();
        let said = render(at);
        if at.flat || width(&said.alone("   "), at.indent) <= self.width {
            return said;
        }
        self.unclaim(before);
        render(At { explode: true, ..at })
    }

    /// The head of a block, taken apart where it got too long for its line.
    pub(super) fn head(&self, at: At, render: &dyn Fn(At) -> String) -> String {
        self.fitted(at, &|at| Layout::Text(render(at))).alone(" ")
    }

    /// A block from `{` to `}`, behind a head of that text.
    pub(super) fn block(
        &self,
        head: &str,
        braces: (u32, u32),
        at: At,
        entries: &dyn Fn(At) -> Vec<Entry>,
    ) -> String {
        let (open, close) = braces;
        let inside = self.between(open + 1, close);
        if at.flat || !inside.contains(['\n', '\r']) {
            let entries = entries(At { flat: true, ..At::indent(0) });
            let lines: Vec<_> = entries.iter().map(|entry| entry.layout.alone(" ")).collect();
            let said = if lines.is_empty() {
                format!("{head} {{}}")
            } else {
                format!("{head} {{ {} }}", lines.join("; "))
            };
            let one_line = !lines.iter().any(|line| line.contains('\n'));
            if at.flat || one_line && width(&said, at.indent) <= self.width {
                return said;
            }
        }
        let body = self.body(open + 1, close, at.deeper(), &entries(at.deeper()));
        format!("{head} {{{body}{}}}", at.newline())
    }

    /// The lines between two places, each on its own; begins with what follows `{` on its line.
    pub(super) fn body(&self, from: u32, to: u32, at: At, entries: &[Entry]) -> String {
        let texts = self.aligned(entries);
        let mut said = String::new();
        let mut before = from;
        let mut first = true;
        for (entry, text) in entries.iter().zip(texts) {
            for comment in self.claim(before, entry.span.start) {
                said += &self.comment(comment, &mut before, &mut first, at);
            }
            // Comments that found no place inside stand before the statement.
            for comment in self.claim(entry.span.start, entry.span.end) {
                said += &self.separator(before, entry.span.start, &mut first, at);
                said += self.slice(comment.span);
                before = entry.span.start;
            }
            said += &self.separator(before, entry.span.start, &mut first, at);
            said += &text;
            before = entry.span.end;
        }
        for comment in self.claim(before, to) {
            said += &self.comment(comment, &mut before, &mut first, at);
        }
        said
    }

    fn comment(&self, comment: &Comment, before: &mut u32, first: &mut bool, at: At) -> String {
        let lead = if comment.own_line {
            self.separator(*before, comment.span.start, first, at)
        } else {
            "  ".to_owned()
        };
        *before = comment.span.end;
        lead + self.slice(comment.span)
    }

    /// The newline before a line, and a blank line where there was one.
    fn separator(&self, before: u32, start: u32, first: &mut bool, at: At) -> String {
        let between = self.between(before, start);
        let blank = between.matches('\n').count().max(between.matches('\r').count()) > 1;
        let was_first = std::mem::replace(first, false);
        if blank && !was_first { "\n".to_owned() + &at.newline() } else { at.newline() }
    }

    /// The texts of entries, with the columns of neighbouring rows under each other.
    fn aligned(&self, entries: &[Entry]) -> Vec<String> {
        let mut texts = Vec::new();
        let mut rest = entries;
        while let Some((first, others)) = rest.split_first() {
            if !first.layout.is_row() {
                texts.push(first.layout.alone("   "));
                rest = others;
                continue;
            }
            let run = 1 + others
                .iter()
                .zip(rest)
                .take_while(|(next, last)| next.layout.is_row() && self.adjacent(last, next))
                .count();
            texts.extend(columns(&rest[..run]));
            rest = &rest[run..];
        }
        texts
    }

    /// Whether no blank line stands between two entries.
    fn adjacent(&self, last: &Entry, next: &Entry) -> bool {
        let lines: Vec<_> = self.between(last.span.end, next.span.start).split('\n').collect();
        let inner = lines.get(1..lines.len().saturating_sub(1)).unwrap_or_default();
        !inner.iter().any(|line| line.trim().is_empty())
    }
}

/// A run of rows in columns.
fn columns(run: &[Entry]) -> Vec<String> {
    let rows = run.iter().filter_map(|entry| match &entry.layout {
        Layout::Row { left, mark, right, modifiers } => Some((left, *mark, right, modifiers)),
        Layout::Text(_) => None,
    });
    let widest = rows.clone().map(|(left, ..)| width(left, 0)).max().unwrap_or(0);
    let mut marks = rows.clone().map(|(_, mark, ..)| mark);
    let first = marks.next();
    let mixed = marks.any(|mark| Some(mark) != first);
    let row = |(left, mark, right, modifiers): (&String, Mark, &String, &Vec<String>)| {
        let pad = " ".repeat(widest - width(left, 0));
        let said = match (mark, mixed) {
            (Mark::Colon, _) => format!("{left}: {pad}{right}"),
            (Mark::Arrow(Arrow::Right), true) => format!("{left}{pad}  -> {right}"),
            (Mark::Arrow(Arrow::Left), true) => format!("{left}{pad} <-  {right}"),
            (Mark::Arrow(arrow), _) => format!("{left}{pad} {} {right}", arrow_text(arrow)),
        };
        said + &joined(modifiers, "   ")
    };
    rows.map(row).collect()
}

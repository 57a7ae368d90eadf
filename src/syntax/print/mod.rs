//! The tree back to text, in canonical layout.
//!
//! Two blanks a level, arrows of neighbouring rules under each other, one blank line at most. What
//! the author decides is kept: where a long expression breaks, and whether a block or `choose`
//! stands on one line, as long as it fits. Comments stay where they are.

mod body;
mod expr;
mod gaps;
mod items;
mod rules;
mod steps;
#[cfg(test)]
mod tests;
mod types;

use std::cell::RefCell;

pub use expr::operator;

use super::ast::{Expr, File, Keywords, Name, Rule};
use super::keywords::word;
use super::{dump, parse};
use crate::diag::{Diagnostic, codes};
use crate::source::{FileId, Span};

/// The width that files are laid out for, in characters.
const WIDTH: usize = 100;

/// A file in canonical layout; with `keywords`, in that language.
///
/// What could not be read is printed as it stands. The result is read again: were it to say
/// anything else than the file does, the file would be returned as it is.
pub fn print(file: &File, text: &str, keywords: Option<Keywords>) -> String {
    let printed = unchecked(file, text, keywords);
    let (again, _) = parse(file.id, &printed);
    let same = dump(&again) == dump(file) && comments(&again, &printed) == comments(file, text);
    if !same {
        return text.to_owned();
    }
    let windows = text.find('\n').is_some_and(|newline| text[..newline].ends_with('\r'));
    if windows { printed.replace('\n', "\r\n") } else { printed }
}

/// The text as the layout makes it, whatever it says.
///
/// English decides where lines break, so that a file changes its language and back without loss.
fn unchecked(file: &File, text: &str, keywords: Option<Keywords>) -> String {
    let english = lay_out(file, text, Keywords::English, WIDTH);
    match keywords.unwrap_or(file.keywords) {
        Keywords::English => english,
        Keywords::Russian => {
            let (file, _) = parse(file.id, &english);
            lay_out(&file, &english, Keywords::Russian, usize::MAX)
        }
    }
}

/// The head of a rule with a block, on one line, in that language.
pub fn print_head(rule: &Rule, keywords: Keywords) -> String {
    apart(keywords, &|printer| printer.block_head(rule, At { flat: true, ..At::indent(0) }))
}

/// An expression on one line, in that language.
pub fn print_expr(expr: &Expr, keywords: Keywords) -> String {
    apart(keywords, &|printer| printer.expr(expr, At { flat: true, ..At::indent(0) }))
}

/// Prints a part without the text around it: its comments and newlines are left out.
fn apart(keywords: Keywords, part: &dyn Fn(&Printer<'_>) -> String) -> String {
    let (file, _) = parse(FileId(0), "");
    let (lost, claimed) = (Vec::new(), RefCell::default());
    let width = usize::MAX;
    let printed = RefCell::default();
    part(&Printer { file: &file, text: "", keywords, width, lost, claimed, printed })
}

fn lay_out(file: &File, text: &str, keywords: Keywords, width: usize) -> String {
    let claimed = RefCell::new(vec![false; file.comments.len()]);
    let lost = parse(file.id, text).1.into_iter().filter(loses_text);
    let lost = lost.filter_map(|fault| fault.span).collect();
    Printer { file, text, keywords, width, lost, claimed, printed: RefCell::default() }.file()
}

/// Whether a fault leaves text behind that stands nowhere in the tree, not even as broken.
fn loses_text(fault: &Diagnostic) -> bool {
    [&codes::S102, &codes::S103, &codes::S107].contains(&fault.code)
}

fn comments<'t>(file: &File, text: &'t str) -> Vec<&'t str> {
    file.comments.iter().map(|comment| &text[comment.span.range()]).collect()
}

/// How a part is laid out.
#[derive(Clone, Copy)]
struct At {
    /// Blanks before the lines of the statement.
    indent: usize,
    /// Whether a `choose` on one line must be taken apart, since the line got too long.
    explode: bool,
    /// Whether everything goes on one line, to see if it fits.
    flat: bool,
}

impl At {
    fn indent(indent: usize) -> At {
        At { indent, explode: false, flat: false }
    }

    /// A newline at this depth.
    fn newline(self) -> String {
        format!("\n{}", " ".repeat(self.indent))
    }

    fn deeper(self) -> At {
        At::indent(self.indent + 2)
    }

    /// Where a broken expression goes on.
    fn continued(self) -> At {
        At { indent: self.indent + 4, ..self }
    }
}

struct Printer<'a> {
    file: &'a File,
    text: &'a str,
    keywords: Keywords,
    /// The widest line that a block or `choose` on one line may make, in characters.
    width: usize,
    /// Where text stands that the tree does not have.
    lost: Vec<Span>,
    /// Which comments are printed.
    claimed: RefCell<Vec<bool>>,
    /// The printed comments in the order of printing.
    printed: RefCell<Vec<usize>>,
}

impl<'a> Printer<'a> {
    /// A keyword in the language at hand.
    fn word(&self, english: &'static str) -> &'static str {
        word(english, self.keywords)
    }

    /// What stands there, as it stands, comments included.
    fn verbatim(&self, span: Span) -> String {
        self.claim(span.start, span.end);
        self.slice(span).to_owned()
    }

    /// What stands there.
    fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }
}

/// A name, in backticks where it was.
fn name(name: &Name) -> String {
    if name.quoted { format!("`{}`", name.text) } else { name.text.to_string() }
}

fn path(names: &[Name]) -> String {
    names.iter().map(name).collect::<Vec<_>>().join(".")
}

/// A text that is no template.
fn quoted(said: &str) -> String {
    format!("\"{}\"", said.replace('"', "\"\""))
}

/// The characters of the longest line, where the first one stands at `indent` already.
fn width(said: &str, indent: usize) -> usize {
    let lines = said.split('\n').enumerate();
    let of =
        |(index, line): (usize, &str)| line.chars().count() + if index == 0 { indent } else { 0 };
    lines.map(of).max().unwrap_or(0)
}

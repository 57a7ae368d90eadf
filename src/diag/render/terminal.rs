//! A diagnostic as people read it: the message, the places with their words, the remedies.

use std::borrow::Cow;
use std::ops::Range;

use annotate_snippets::renderer::{AnsiColor, DecorStyle, Effects, Style};
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Renderer, Snippet};

use super::{count, ordered};
use crate::diag::cut::cut;
use crate::diag::{Diagnostic, Fix, Severity, Texts};
use crate::source::{FileId, Sources, Span};

/// The most lines of mended text that a hint shows.
const SHOWN_LINES: usize = 8;

/// Every diagnostic with its places, and the counts; empty where there is nothing to tell.
pub fn terminal(
    diagnostics: &[Diagnostic],
    sources: &Sources,
    texts: &Texts,
    colour: bool,
) -> String {
    let mut out = String::new();
    for diagnostic in ordered(diagnostics) {
        out.push_str(&one(diagnostic, sources, texts, colour));
        out.push_str("\n\n");
    }
    if !diagnostics.is_empty() {
        out.push_str(&summary(diagnostics, texts));
        out.push('\n');
    }
    out
}

/// `2 errors, 1 warning`; empty where there is nothing to count.
pub fn summary(diagnostics: &[Diagnostic], texts: &Texts) -> String {
    let counts = count(diagnostics);
    let parts = [
        ("diag-errors", counts.errors),
        ("diag-warnings", counts.warnings),
        ("diag-notes", counts.notes),
    ];
    let said = parts.iter().filter(|(_, count)| *count > 0);
    said.map(|(id, count)| texts.say(id, &[("count", (*count).into())]))
        .collect::<Vec<_>>()
        .join(", ")
}

fn one(diagnostic: &Diagnostic, sources: &Sources, texts: &Texts, colour: bool) -> String {
    let (name, level, style) = match diagnostic.severity {
        Severity::Error => ("diag-error", Level::ERROR, AnsiColor::BrightRed),
        Severity::Warning => ("diag-warning", Level::WARNING, AnsiColor::Yellow),
        Severity::Note => ("diag-note", Level::NOTE, AnsiColor::BrightGreen),
    };
    let mut out = header(diagnostic, &texts.say(name, &[]), style, texts, colour);
    let remedy = texts.say("diag-fix", &[]);
    let mut group = Group::with_level(level);
    for (file, annotations) in places(diagnostic, sources, texts) {
        let file = sources.file(file);
        let snippet = Snippet::source(&*file.text).path(&*file.name).annotations(annotations);
        group = group.element(snippet);
    }
    for (words, fix) in texts.remedies(diagnostic) {
        let message = remedy_text(words, fix, sources);
        group = group.element(Level::HELP.with_name(remedy.clone()).message(message));
    }
    if !group.is_empty() {
        let base = if colour { Renderer::styled().hyperlink(false) } else { Renderer::plain() };
        out.push('\n');
        out.push_str(&base.decor_style(DecorStyle::Unicode).render(&[group]));
    }
    out
}

/// `error[T204] a reference of one system cannot be written into another`
fn header(
    diagnostic: &Diagnostic,
    name: &str,
    colour: AnsiColor,
    texts: &Texts,
    coloured: bool,
) -> String {
    // Facts come from outside: nothing in them may steer the terminal.
    let message =
        texts.message(diagnostic).replace(|c: char| c.is_control() && c != '\n', "\u{fffd}");
    let id = diagnostic.code.id;
    if !coloured {
        return format!("{name}[{id}] {message}");
    }
    let level = Style::new().fg_color(Some(colour.into())).effects(Effects::BOLD);
    let bold = Style::new().effects(Effects::BOLD);
    format!("{level}{name}[{id}]{level:#} {bold}{message}{bold:#}")
}

/// The marked places by file, the file of the diagnostic itself first.
fn places<'a>(
    diagnostic: &Diagnostic,
    sources: &Sources,
    texts: &Texts,
) -> Vec<(FileId, Vec<Annotation<'a>>)> {
    let words = |name: &str| texts.label(diagnostic.code, name, &diagnostic.args);
    let own = diagnostic.span.map(|span| (AnnotationKind::Primary, span, diagnostic.text));
    let others =
        diagnostic.labels.iter().map(|label| (AnnotationKind::Context, label.span, label.text));
    let mut files: Vec<(FileId, Vec<Annotation>)> = Vec::new();
    for (kind, span, name) in own.into_iter().chain(others) {
        let range = within(span, sources);
        let annotation = kind.span(range).label(name.map(words));
        match files.iter_mut().find(|(file, _)| *file == span.file) {
            Some((_, annotations)) => annotations.push(annotation),
            None => files.push((span.file, vec![annotation])),
        }
    }
    files
}

/// The span as a range that the text really has, at borders of characters.
fn within(span: Span, sources: &Sources) -> Range<usize> {
    let text = &sources.file(span.file).text;
    let range = span.range();
    let start = floor(text, range.start);
    start..floor(text, range.end).max(start)
}

fn floor(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// What to do, and under it the corrected lines.
fn remedy_text(words: String, fix: Option<&Fix>, sources: &Sources) -> String {
    match fix {
        Some(fix) => format!("{words}\n{}", mended(fix, sources)),
        None => words,
    }
}

/// The lines that a fix touches, as they read afterwards, without their common indent.
fn mended(fix: &Fix, sources: &Sources) -> String {
    let text = &sources.file(fix.span.file).text;
    let range = within(fix.span, sources);
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
    let whole = [&text[start..range.start], &fix.text, &text[range.end..end]].concat();
    let lines: Vec<&str> = whole.lines().map(str::trim_end).filter(|l| !l.is_empty()).collect();
    let indent = lines.iter().map(|line| line.len() - line.trim_start().len()).min().unwrap_or(0);
    let mut shown: Vec<Cow<str>> =
        lines.iter().take(SHOWN_LINES).map(|line| line[indent..].into()).collect();
    if lines.len() > SHOWN_LINES {
        shown.push("...".into());
    }
    cut(&shown.join("\n")).into_owned()
}

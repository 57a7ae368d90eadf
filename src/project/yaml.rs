//! YAML with places: scalars as they were written, and errors as diagnostics.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_yaml::Spanned;

use crate::check::values::{Cell, Scalar};
use crate::diag::{Diagnostic, codes};
use crate::schema::nearest;
use crate::source::{FileId, Sources, Span};

/// Reads a file of that shape; what is wrong becomes a diagnostic at its place.
pub(super) fn parse<T: serde::de::DeserializeOwned>(
    file: FileId,
    sources: &Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<T> {
    parse_text(&sources.file(file).text, file, sources, diagnostics)
}

/// The same of a text that is shown with its secrets covered: places in both are the same.
pub(super) fn parse_text<T: serde::de::DeserializeOwned>(
    text: &str,
    file: FileId,
    sources: &Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<T> {
    let read = serde_yaml::from_str::<T>(text);
    read.map_err(|error| diagnostics.push(trouble(&error, text, file, sources))).ok()
}

/// The same, where a key that is there twice is for the reader to tell.
pub(super) fn parse_doubled<T: serde::de::DeserializeOwned>(
    file: FileId,
    sources: &Sources,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<T> {
    let duplicate_keys = serde_yaml::options::DuplicateKeyPolicy::PassThrough;
    let options = serde_yaml::options! { duplicate_keys: duplicate_keys };
    let text = &sources.file(file).text;
    let read = serde_yaml::from_str_with_options::<T>(text, options);
    read.map_err(|error| diagnostics.push(trouble(&error, text, file, sources))).ok()
}

/// What is wrong with a file, at its place.
fn trouble(error: &serde_yaml::Error, text: &str, file: FileId, sources: &Sources) -> Diagnostic {
    use serde_yaml::Error;
    let span = error.location().map_or(Span::new(file, 0, 0), |at| place(at, file, sources));
    match error.without_snippet() {
        Error::SerdeUnknownField { field, expected, .. } => unknown_key(span, field, expected),
        Error::SerdeMissingField { field, .. } => {
            Diagnostic::new(&codes::P116, span).arg("name", *field)
        }
        Error::DuplicateMappingKey { key, .. } => {
            let key = key.clone().unwrap_or_default();
            Diagnostic::new(&codes::P117, span).arg("name", key)
        }
        Error::SerdeInvalidType { .. }
        | Error::SerdeInvalidValue { .. }
        | Error::SerdeInvalidLength { .. }
        | Error::SerdeUnknownVariant { .. }
        | Error::Unexpected { .. }
        | Error::InvalidScalar { .. }
        | Error::InvalidBooleanStrict { .. }
        | Error::NullIntoString { .. }
        | Error::UnsupportedTag { .. }
        | Error::TaggedScalarCannotDeserializeIntoString { .. } => other(text, span, file, sources),
        _ => malformed(error, text, file, sources),
    }
}

/// A key that has no place there.
pub(super) fn unknown_key(span: Span, key: &str, known: &[&'static str]) -> Diagnostic {
    let unknown = Diagnostic::new(&codes::P115, span).arg("name", key);
    let unknown = unknown.arg("known", known.join(", "));
    match nearest(key, known.iter().copied()).first() {
        Some(near) => unknown.fix("nearest", span, *near),
        None => unknown,
    }
}

/// A value of another kind than belongs there; a text that is no YAML is told as that: a list that is
/// not closed is first met as a list in a text's place.
pub(super) fn other(text: &str, span: Span, file: FileId, sources: &Sources) -> Diagnostic {
    match serde_yaml::from_str::<serde::de::IgnoredAny>(text) {
        Ok(_) => Diagnostic::new(&codes::P118, span),
        Err(broken) => malformed(&broken, text, file, sources),
    }
}

/// The number of blanks that a tab may have been meant as.
const WIDTHS: [&str; 4] = ["  ", "    ", "        ", " "];

/// The tab that keeps a text from being read, and the blanks with which it can be. The parser stumbles
/// over what stands before it, and says so in other words.
fn tab(text: &str) -> Option<(std::ops::Range<usize>, &'static str)> {
    let indent = |line: &str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let spaced = |blanks: &str| -> String {
        let lines = text.split_inclusive('\n').map(|line| {
            let (indent, rest) = line.split_at(indent(line));
            indent.replace('\t', blanks) + rest
        });
        lines.collect()
    };
    let mut at = 0;
    let first = text.split_inclusive('\n').find_map(|line| {
        let tab = line[..indent(line)].find('\t').map(|tab| at + tab);
        at += line.len();
        tab
    })?;
    let reads =
        |blanks: &&str| serde_yaml::from_str::<serde::de::IgnoredAny>(&spaced(blanks)).is_ok();
    WIDTHS.into_iter().find(reads).map(|blanks| (first..first + 1, blanks))
}

/// A text that is no YAML.
fn malformed(error: &serde_yaml::Error, text: &str, file: FileId, sources: &Sources) -> Diagnostic {
    if let Some((tab, blanks)) = tab(text) {
        let span = Span::new(file, tab.start, tab.end);
        let wrong = Diagnostic::new(&codes::P103, span).arg("kind", "tab").arg("reason", "");
        return wrong.fix("tab", span, blanks);
    }
    let span = error.location().map_or(Span::new(file, 0, 0), |at| place(at, file, sources));
    let reason = error.without_snippet().to_string();
    let reason = reason.lines().next().unwrap_or_default();
    // The place stands in the diagnostic.
    let reason = reason.split(" at line ").next().unwrap_or(reason).to_owned();
    let kind = match &reason.to_lowercase() {
        _ if let Some(limit) = limit(error.without_snippet()) => limit,
        _ if matches!(error.without_snippet(), serde_yaml::Error::MultipleDocuments { .. }) => {
            "documents"
        }
        said if said.contains("directive") => "directive",
        said if said.contains("escape") => "escape",
        said if said.contains("control character") => "character",
        said if said.contains("tab") => "tab",
        said if said.contains("quote") || said.contains("scalar") => "quote",
        said if said.contains("indent") || said.contains("block") => "indent",
        said if said.contains("mapping values") => "colon",
        said if said.contains("simple key") => "blank",
        said if said.contains("flow") || said.contains("bracket") => "bracket",
        said if said.contains("anchor") || said.contains("alias") => "anchor",
        _ => "other",
    };
    let wrong = Diagnostic::new(&codes::P103, span).arg("kind", kind).arg("reason", reason);
    if kind == "other" { wrong } else { wrong.hint(kind) }
}

/// Which limit of the reader a text is over.
fn limit(error: &serde_yaml::Error) -> Option<&'static str> {
    use serde_yaml::Error;
    use serde_yaml::budget::BudgetBreach;
    match error {
        Error::Budget { breach, .. } => Some(match breach {
            BudgetBreach::Depth { .. } => "deep",
            BudgetBreach::Events { .. }
            | BudgetBreach::Nodes { .. }
            | BudgetBreach::ScalarBytes { .. }
            | BudgetBreach::InputBytes { .. } => "large",
            BudgetBreach::Aliases { .. }
            | BudgetBreach::Anchors { .. }
            | BudgetBreach::MergeKeys { .. }
            | BudgetBreach::AliasAnchorRatio { .. } => "repeated",
            _ => return None,
        }),
        Error::AliasReplayLimitExceeded { .. }
        | Error::AliasExpansionLimitExceeded { .. }
        | Error::AliasReplayStackDepthExceeded { .. } => Some("repeated"),
        _ => None,
    }
}

/// The bytes of a place; without them its line and column.
fn place(at: serde_yaml::Location, file: FileId, sources: &Sources) -> Span {
    let source = sources.file(file);
    let text = &source.text;
    if let Some(start) = at.span().byte_offset() {
        let start = (start as usize).min(text.len());
        let len = at.span().byte_len().unwrap_or(0) as usize;
        return Span::new(file, start, (start + len).min(text.len()));
    }
    let line = (at.line() as u32).saturating_sub(1);
    let start = source.lines().offset(text, line, 0);
    let skipped = (at.column() as usize).saturating_sub(1);
    let line_text = text[start..].lines().next().unwrap_or_default();
    let start = start + line_text.chars().take(skipped).map(char::len_utf8).sum::<usize>();
    Span::new(file, start, start)
}

/// A scalar of any kind, as it stands.
#[derive(Clone, Debug)]
pub(super) struct AnyScalar(Plain);

impl AnyScalar {
    /// Nothing.
    pub(super) const EMPTY: AnyScalar = AnyScalar(Plain::Empty);

    /// `true`, `false`
    pub(super) fn bool(truth: bool) -> AnyScalar {
        AnyScalar(Plain::Bool(truth))
    }

    /// A number; its digits are those that are written.
    pub(super) const NUMBER: AnyScalar = AnyScalar(Plain::Number);

    /// A text.
    pub(super) fn text(text: &str) -> AnyScalar {
        AnyScalar(Plain::Text(text.to_owned()))
    }
}

#[derive(Clone, Debug)]
enum Plain {
    Empty,
    Bool(bool),
    Number,
    Text(String),
}

impl<'de> Deserialize<'de> for AnyScalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<AnyScalar, D::Error> {
        struct Any;

        impl Visitor<'_> for Any {
            type Value = AnyScalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text, a number, true, false or nothing")
            }

            fn visit_unit<E>(self) -> Result<AnyScalar, E> {
                Ok(AnyScalar(Plain::Empty))
            }

            fn visit_none<E>(self) -> Result<AnyScalar, E> {
                Ok(AnyScalar(Plain::Empty))
            }

            fn visit_bool<E>(self, truth: bool) -> Result<AnyScalar, E> {
                Ok(AnyScalar(Plain::Bool(truth)))
            }

            fn visit_i64<E>(self, _: i64) -> Result<AnyScalar, E> {
                Ok(AnyScalar(Plain::Number))
            }

            fn visit_u64<E>(self, _: u64) -> Result<AnyScalar, E> {
                Ok(AnyScalar(Plain::Number))
            }

            fn visit_f64<E>(self, _: f64) -> Result<AnyScalar, E> {
                Ok(AnyScalar(Plain::Number))
            }

            fn visit_str<E>(self, text: &str) -> Result<AnyScalar, E> {
                Ok(AnyScalar(Plain::Text(text.to_owned())))
            }
        }

        deserializer.deserialize_any(Any)
    }
}

/// Where a value stands.
pub(super) fn cell_span<T>(found: &Spanned<T>, file: FileId, sources: &Sources) -> Span {
    let text = &sources.file(file).text;
    let location = found.referenced.span();
    let start = (location.byte_offset().unwrap_or(0) as usize).min(text.len());
    let end = (start + location.byte_len().unwrap_or(0) as usize).min(text.len());
    let written = text.get(start..end).unwrap_or_default().trim();
    Span::new(file, start, start + written.len())
}

/// Where the key of a value stands; none where it is not written as it reads.
pub(super) fn key_span(key: &str, value: Span, text: &str) -> Option<Span> {
    let before = text.get(..value.range().start)?.trim_end().strip_suffix(':')?.trim_end();
    let at = before.strip_suffix(key)?.len();
    Some(Span::new(value.file, at, at + key.len()))
}

/// A scalar with its place; a number keeps its digits as they were written.
pub(super) fn cell(found: &Spanned<AnyScalar>, file: FileId, sources: &Sources) -> Cell {
    let span = cell_span(found, file, sources);
    let written = sources.text(span);
    let scalar = match &found.value.0 {
        Plain::Empty => Scalar::Empty,
        Plain::Bool(truth) => Scalar::Bool(*truth, written.to_owned()),
        Plain::Number => Scalar::Number(written.to_owned()),
        Plain::Text(text) if text.is_empty() => Scalar::Empty,
        Plain::Text(text) => Scalar::Text(text.clone()),
    };
    Cell { scalar, span }
}

/// The entries of a YAML map in their order.
#[derive(Clone, Debug)]
pub(super) struct Entries<V>(pub(super) Vec<(String, V)>);

impl<V> Default for Entries<V> {
    fn default() -> Entries<V> {
        Entries(Vec::new())
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Entries<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Entries<V>, D::Error> {
        struct Map<V>(std::marker::PhantomData<V>);

        impl<'de, V: Deserialize<'de>> Visitor<'de> for Map<V> {
            type Value = Entries<V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a mapping")
            }

            fn visit_none<E>(self) -> Result<Entries<V>, E> {
                Ok(Entries(Vec::new()))
            }

            fn visit_unit<E>(self) -> Result<Entries<V>, E> {
                Ok(Entries(Vec::new()))
            }

            fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Entries<V>, D::Error> {
                inner.deserialize_map(self)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<V>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_option(Map(std::marker::PhantomData))
    }
}

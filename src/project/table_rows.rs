//! The rows of a table's file. Each is read for itself, so that one that is none hides no other.

use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_yaml::Spanned;

use crate::check::values::{Cell, Row};
use crate::diag::{Diagnostic, Hint, codes};
use crate::project::yaml::{self, AnyScalar};
use crate::source::{FileId, Sources, Span};
use crate::syntax::ast::{Table, TypeKind};

/// What stands in the place of a row or of a cell.
#[derive(Clone, Debug)]
enum Any {
    Scalar(AnyScalar),
    List,
    Map(Vec<(Spanned<String>, Spanned<Any>)>),
}

/// What was read of a file.
#[derive(Default)]
pub(super) struct Read {
    pub(super) rows: Vec<Row>,
    /// What is wrong with the file as a whole: nobody knows its rows.
    pub(super) lost: Vec<Diagnostic>,
    /// What is wrong with single rows: all others count.
    pub(super) wrong: Vec<Diagnostic>,
}

/// Reads the rows of a file of that name.
pub(super) fn read(table: &Table, name: &str, text: &str, sources: &mut Sources) -> Read {
    let file = sources.add(name, text);
    let mut found = Read::default();
    // A file of comments alone is a table without rows.
    if text.lines().all(|line| line.trim().is_empty() || line.trim().starts_with('#')) {
        return found;
    }
    let rows = yaml::parse_doubled::<Vec<Spanned<Any>>>(file, sources, &mut found.lost);
    for told in found.lost.iter_mut().filter(|told| told.code == &codes::P118) {
        *told = row_wanted(table, told.span.unwrap_or(Span::new(file, 0, 0)), "rows");
    }
    for row in rows.unwrap_or_default() {
        let read = self::row(table, &row, text, file, sources, &mut found.wrong);
        found.rows.extend(read);
    }
    found
}

fn row(
    table: &Table,
    row: &Spanned<Any>,
    text: &str,
    file: FileId,
    sources: &Sources,
    wrong: &mut Vec<Diagnostic>,
) -> Option<Row> {
    let Any::Map(entries) = &row.value else {
        wrong.push(row_wanted(table, yaml::cell_span(row, file, sources), "row"));
        return None;
    };
    let told = wrong.len();
    let mut cells: Vec<(String, Cell)> = Vec::new();
    for (key, cell) in entries {
        let place = yaml::cell_span(key, file, sources);
        if cells.iter().any(|(known, _)| *known == key.value) {
            wrong.push(Diagnostic::new(&codes::P117, place).arg("name", key.value.as_str()));
            continue;
        }
        match &cell.value {
            Any::Scalar(scalar) => {
                let scalar = Spanned::new(scalar.clone(), cell.referenced, cell.defined);
                cells.push((key.value.clone(), yaml::cell(&scalar, file, sources)));
            }
            _ => wrong.push(row_wanted(table, yaml::cell_span(cell, file, sources), "cell")),
        }
    }
    if wrong.len() > told {
        return None;
    }
    let start = row.referenced.span().byte_offset().unwrap_or(0) as usize;
    let start = Span::new(file, start.min(text.len()), start.min(text.len()));
    let span = cells.iter().map(|(_, cell)| cell.span).fold(start, Span::to);
    let key = |(column, cell): &(String, Cell)| yaml::key_span(column, cell.span, text);
    let keys = cells.iter().map(key).collect();
    Some(Row { cells, keys, span })
}

/// Says that something else than rows, a row or a cell stands there, with a row to go by.
fn row_wanted(table: &Table, span: Span, wanted: &'static str) -> Diagnostic {
    let mut cells = Vec::new();
    let sides = [("erp", Some(&table.left)), ("crm", table.right.as_ref().map(|(_, ty)| ty))];
    for (side, ty) in sides.into_iter().filter_map(|(side, ty)| Some((side, ty?))) {
        match &ty.kind {
            TypeKind::Columns(columns) => {
                cells.extend(columns.iter().map(|column| format!("{}: ...", column.name.text)));
            }
            _ => cells.push(format!("{side}: ...")),
        }
    }
    let mut told = Diagnostic::new(&codes::P118, span).at(wanted);
    let args = vec![("row", format!("- {{ {} }}", cells.join(", ")).into())];
    told.hints.push(Hint { text: "model", args, fix: None });
    told
}

impl<'de> Deserialize<'de> for Any {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Any, D::Error> {
        struct Kinds;

        impl<'de> Visitor<'de> for Kinds {
            type Value = Any;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row")
            }

            fn visit_unit<E>(self) -> Result<Any, E> {
                Ok(Any::Scalar(AnyScalar::EMPTY))
            }

            fn visit_none<E>(self) -> Result<Any, E> {
                Ok(Any::Scalar(AnyScalar::EMPTY))
            }

            fn visit_bool<E>(self, truth: bool) -> Result<Any, E> {
                Ok(Any::Scalar(AnyScalar::bool(truth)))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Any, E> {
                Ok(Any::Scalar(AnyScalar::NUMBER))
            }

            fn visit_u64<E>(self, _: u64) -> Result<Any, E> {
                Ok(Any::Scalar(AnyScalar::NUMBER))
            }

            fn visit_f64<E>(self, _: f64) -> Result<Any, E> {
                Ok(Any::Scalar(AnyScalar::NUMBER))
            }

            fn visit_str<E>(self, text: &str) -> Result<Any, E> {
                Ok(Any::Scalar(AnyScalar::text(text)))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Any, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Any::List)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Any, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Any::Map(entries))
            }
        }

        deserializer.deserialize_any(Kinds)
    }
}

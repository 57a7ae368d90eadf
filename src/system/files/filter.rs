//! Whether a record fits a filter.

use serde_json::Value;

use crate::endpoint::{Filter, Operand};
use crate::value::Decimal;

/// Whether the record fits. Field paths have `/` between the names.
pub(super) fn fits(record: &Value, filter: &Filter) -> bool {
    match filter {
        Filter::Equal(path, operand) => at(record, path).is_some_and(|held| equal(held, operand)),
        Filter::Differs(path, operand) => {
            !at(record, path).is_some_and(|held| equal(held, operand))
        }
        Filter::AtLeast(path, operand) => {
            at(record, path).is_some_and(|held| at_least(held, operand))
        }
        Filter::All(all) => all.iter().all(|one| fits(record, one)),
        Filter::Any(any) => any.iter().any(|one| fits(record, one)),
        Filter::Row(path, inside) => match at(record, path) {
            Some(Value::Array(rows)) => rows.iter().any(|row| fits(row, inside)),
            // Rows as an object whose member names mean nothing.
            Some(Value::Object(rows)) => rows.values().any(|row| fits(row, inside)),
            _ => false,
        },
    }
}

/// What a member holds, as text in lower case.
pub(super) fn text(record: &Value, path: &str) -> Option<String> {
    at(record, path).map(|held| plain(held).to_lowercase())
}

fn at<'v>(record: &'v Value, path: &str) -> Option<&'v Value> {
    path.split('/').try_fold(record, |value, name| value.get(name))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn equal(held: &Value, operand: &Operand) -> bool {
    match operand {
        Operand::Text(wanted) => plain(held) == *wanted,
        Operand::Number(wanted) => match (number(held), Decimal::parse(wanted)) {
            (Some(held), Ok(wanted)) => held == wanted,
            _ => plain(held) == *wanted,
        },
        Operand::Bool(wanted) => held.as_bool() == Some(*wanted),
        Operand::Key { key, .. } => plain(held).eq_ignore_ascii_case(key),
        Operand::DateTime(wanted) => plain(held).replacen(' ', "T", 1) == *wanted,
    }
}

fn at_least(held: &Value, operand: &Operand) -> bool {
    match operand {
        Operand::Number(wanted) => match (number(held), Decimal::parse(wanted)) {
            (Some(held), Ok(wanted)) => held >= wanted,
            _ => false,
        },
        Operand::DateTime(wanted) => plain(held).replacen(' ', "T", 1) >= *wanted,
        Operand::Text(wanted) | Operand::Key { key: wanted, .. } => plain(held) >= *wanted,
        Operand::Bool(wanted) => held.as_bool() >= Some(*wanted),
    }
}

fn number(value: &Value) -> Option<Decimal> {
    Decimal::parse(&plain(value)).ok()
}

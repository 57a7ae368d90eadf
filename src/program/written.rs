//! Scalars as the target's JSON, by the form of their field.

use jiff::civil::{Date, DateTime, Time};

use crate::schema::{Form, Type};
use crate::value::json::{write_digits, write_number, write_text};
use crate::value::{Key, Reference, Value};

/// What stands between the two halves of a planned key that is none yet: only the system of such a
/// record can give it a key, so it is referred to by a member that the system finds it by, and what
/// that will hold: `externalId=1c-7`.
pub const NAMED: char = '=';

/// How the values of a field are written, decided once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    how: How,
    blank: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum How {
    /// Numbers and truth values as JSON has them, the rest as texts.
    Plain,
    /// In quotes, whatever it is.
    Text,
    /// The same of a reference: its key without quotes if it is digits.
    Reference,
    /// Without quotes if it is digits, whatever it is.
    Key,
    /// In an object; what stands before the key.
    Keyed(Box<str>),
    /// A day and a time with this between them.
    Moment(char),
    /// A day.
    Day,
}

impl Written {
    /// How a field of that type and form is written.
    pub fn of(ty: &Type, form: &Form) -> Written {
        let how = match form {
            Form::Plain if ty.is_textual() => How::Text,
            Form::Plain if matches!(ty, Type::Ref(_)) => How::Reference,
            Form::Plain => How::Plain,
            Form::Number => How::Key,
            Form::Keyed(member) => {
                let mut before = String::from("{");
                write_text(&mut before, member);
                before.push(':');
                How::Keyed(before.into())
            }
            Form::DateTimeT => How::Moment('T'),
            Form::DateTimeSpace => How::Moment(' '),
            Form::Day => How::Day,
            Form::QuotedNumber | Form::Guid | Form::Tagged | Form::RowMap => How::Text,
        };
        Written { how, blank: blank(ty, form) }
    }

    /// Appends a value.
    pub fn write(&self, value: Value<'_>, out: &mut String) {
        match (&self.how, value) {
            (_, Value::Absent | Value::Clear) => out.push_str(self.blank),
            (How::Plain | How::Reference, Value::Number(number)) => write_number(out, number),
            (How::Plain | How::Reference, Value::Bool(truth)) => {
                out.push_str(if truth { "true" } else { "false" });
            }
            (How::Reference, Value::Reference(reference)) => write_key(reference.key.text(), out),
            (How::Key, value) => write_loose(value, out),
            (How::Keyed(_), Value::Reference(Reference { key: Key::Planned(key), .. }))
                if key.contains(NAMED) =>
            {
                let (member, named) = key.split_once(NAMED).unwrap_or_default();
                out.push('{');
                write_text(out, member);
                out.push(':');
                write_text(out, named);
                out.push('}');
            }
            (How::Keyed(before), value) => {
                out.push_str(before);
                write_loose(value, out);
                out.push('}');
            }
            (How::Moment(between), Value::Moment(moment)) => write_moment(moment, *between, out),
            (How::Moment(between), Value::Day(day)) => {
                write_moment(day.to_datetime(Time::midnight()), *between, out);
            }
            (How::Day, Value::Moment(moment)) => write_day(moment.date(), out),
            (_, value) => write_quoted(value, out),
        }
    }
}

/// What a form has for no value. 1C knows no null; other systems clear by it.
fn blank(ty: &Type, form: &Form) -> &'static str {
    match form {
        Form::Guid => "\"00000000-0000-0000-0000-000000000000\"",
        Form::DateTimeT => "\"0001-01-01T00:00:00\"",
        Form::QuotedNumber => "\"0\"",
        Form::Tagged => "\"\"",
        Form::Plain if ty.is_textual() => "\"\"",
        Form::Plain
        | Form::Number
        | Form::DateTimeSpace
        | Form::Day
        | Form::Keyed(_)
        | Form::RowMap => "null",
    }
}

/// A value in quotes.
fn write_quoted(value: Value<'_>, out: &mut String) {
    match value {
        Value::Absent | Value::Clear => out.push_str("\"\""),
        Value::Text(text) => write_text(out, text),
        Value::Reference(reference) => write_text(out, reference.key.text()),
        Value::Day(day) => write_day(day, out),
        Value::Moment(moment) => write_moment(moment, 'T', out),
        Value::Bool(truth) => out.push_str(if truth { "\"true\"" } else { "\"false\"" }),
        Value::Number(number) => {
            out.push('"');
            write_number(out, number);
            out.push('"');
        }
        Value::Span(seconds) => {
            out.push('"');
            out.push_str(&seconds.to_string());
            out.push('"');
        }
    }
}

/// A value without quotes if it is digits alone.
fn write_loose(value: Value<'_>, out: &mut String) {
    match value {
        Value::Text(text) => write_key(text, out),
        Value::Reference(reference) => write_key(reference.key.text(), out),
        value => {
            let mut quoted = String::new();
            write_quoted(value, &mut quoted);
            let inner = &quoted[1..quoted.len() - 1];
            out.push_str(if is_digits(inner) { inner } else { &quoted });
        }
    }
}

/// A key as JSON: digits are a number.
fn write_key(key: &str, out: &mut String) {
    if is_digits(key) { out.push_str(key) } else { write_text(out, key) }
}

fn is_digits(key: &str) -> bool {
    !key.is_empty()
        && key.bytes().all(|b| b.is_ascii_digit())
        && (key == "0" || !key.starts_with('0'))
}

fn write_day(day: Date, out: &mut String) {
    out.push('"');
    push_day(day, out);
    out.push('"');
}

fn write_moment(moment: DateTime, between: char, out: &mut String) {
    out.push('"');
    push_day(moment.date(), out);
    out.push(between);
    push(moment.hour().unsigned_abs().into(), 2, out);
    out.push(':');
    push(moment.minute().unsigned_abs().into(), 2, out);
    out.push(':');
    push(moment.second().unsigned_abs().into(), 2, out);
    out.push('"');
}

fn push_day(day: Date, out: &mut String) {
    push(day.year().unsigned_abs(), 4, out);
    out.push('-');
    push(day.month().unsigned_abs().into(), 2, out);
    out.push('-');
    push(day.day().unsigned_abs().into(), 2, out);
}

fn push(number: u16, width: usize, out: &mut String) {
    write_digits(out, number.into(), width);
}

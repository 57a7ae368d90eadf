//! Conditions on records: whether a record fits, and whether a condition makes sense at all.

use std::borrow::Cow;
use std::cmp::Ordering;

use serde_json::Value;

use crate::system::onec_odata::model::{Edm, Model, NAMESPACE, Shape};

use super::call;
use super::filter::{Arithmetic, Comparison, Expr};
use super::lexer::Literal;
use super::rows::{Record, Rows};

/// Why a condition cannot be answered.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Misfit {
    /// A field that the type does not have, or a value where a condition is wanted.
    Parse,
    /// Values that the base's query language does not compare: references by order, foreign types.
    Incompatible,
}

/// A value during evaluation.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand<'a> {
    /// No value; also an undefined composite one.
    Null,
    /// A text.
    Text(Cow<'a, str>),
    /// A GUID of a field that refers to one type.
    Guid(Cow<'a, str>),
    /// A moment.
    Date(Cow<'a, str>),
    /// A number.
    Number(f64),
    /// A boolean.
    Bool(bool),
    /// The GUID in a composite field together with its type.
    Reference(Cow<'a, str>, Cow<'a, str>),
    /// What `cast` makes: a GUID and its type.
    Cast(Cow<'a, str>, Cow<'a, str>),
}

/// A record in sight of a condition: the record of the set, or a row named by `any` and `all`.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a> {
    /// The row's name; empty for the record of the set.
    pub(super) name: &'a str,
    /// Its type.
    pub(super) shape: &'a str,
    /// It; none while only names are checked.
    pub(super) record: Option<&'a Record>,
    /// What is in sight besides.
    pub(super) outer: Option<&'a Frame<'a>>,
}

/// What conditions look at beyond their record.
#[derive(Clone, Copy)]
pub(super) struct Base<'a> {
    /// The types.
    pub(super) model: &'a Model,
    /// The records that paths lead to.
    pub(super) rows: &'a Rows,
}

impl<'a> Base<'a> {
    /// Whether all names of a condition exist, whatever the records are.
    pub(super) fn check(self, expr: &'a Expr, frame: &Frame<'a>) -> Result<(), Misfit> {
        match expr {
            Expr::Literal(_) => Ok(()),
            Expr::Path(path) => self.path(path, frame).map(drop),
            Expr::Cast(subject, entity, rest) => {
                self.check(subject, frame)?;
                if rest.is_empty() {
                    return Ok(());
                }
                let target = Frame { name: "", shape: entity, record: None, outer: None };
                self.path(rest, &target).map(drop)
            }
            Expr::IsOf(subject, _) | Expr::Not(subject) => self.check(subject, frame),
            Expr::Compare(_, left, right)
            | Expr::Arithmetic(_, left, right)
            | Expr::And(left, right)
            | Expr::Or(left, right) => {
                self.check(left, frame)?;
                self.check(right, frame)
            }
            Expr::Call(_, arguments) => {
                arguments.iter().try_for_each(|argument| self.check(argument, frame))
            }
            Expr::Rows { path, body, .. } => {
                let (shape, _) = self.rows_at(path, frame)?;
                match body {
                    None => Ok(()),
                    Some((name, body)) => {
                        let row = Frame { name, shape, record: None, outer: Some(frame) };
                        self.check(body, &row)
                    }
                }
            }
        }
    }

    /// Whether the record fits.
    pub(super) fn fits(self, expr: &'a Expr, frame: &Frame<'a>) -> Result<bool, Misfit> {
        match expr {
            Expr::And(left, right) => Ok(self.fits(left, frame)? && self.fits(right, frame)?),
            Expr::Or(left, right) => Ok(self.fits(left, frame)? || self.fits(right, frame)?),
            Expr::Not(inner) => Ok(!self.fits(inner, frame)?),
            Expr::Compare(comparison, left, right) => {
                compare(*comparison, &self.value(left, frame)?, &self.value(right, frame)?)
            }
            Expr::IsOf(subject, of) => Ok(match self.value(subject, frame)? {
                Operand::Null => false,
                Operand::Reference(_, entity) | Operand::Cast(_, entity) => entity == of.as_str(),
                Operand::Text(_) => of == "Edm.String",
                Operand::Guid(_) => of == "Edm.Guid",
                Operand::Date(_) => of == "Edm.DateTime",
                Operand::Number(_) => matches!(of.as_str(), "Edm.Double" | "Edm.Decimal"),
                Operand::Bool(_) => of == "Edm.Boolean",
            }),
            Expr::Rows { all, path, body } => self.rows_fit(*all, path, body.as_ref(), frame),
            Expr::Literal(_)
            | Expr::Path(_)
            | Expr::Cast(..)
            | Expr::Arithmetic(..)
            | Expr::Call(..) => match self.value(expr, frame)? {
                Operand::Bool(fits) => Ok(fits),
                Operand::Null => Ok(false),
                _ => Err(Misfit::Parse),
            },
        }
    }

    fn rows_fit(
        self,
        all: bool,
        path: &'a [String],
        body: Option<&'a (String, Box<Expr>)>,
        frame: &Frame<'a>,
    ) -> Result<bool, Misfit> {
        let (shape, rows) = self.rows_at(path, frame)?;
        let Some((name, body)) = body else { return Ok(!rows.is_empty()) };
        for row in rows {
            let inner = Frame { name, shape, record: row.as_object(), outer: Some(frame) };
            // The frame of a row ends with the row, what the condition's own text holds does not.
            if self.row_fits(body, &inner)? != all {
                return Ok(!all);
            }
        }
        Ok(all)
    }

    fn row_fits(self, body: &Expr, frame: &Frame<'_>) -> Result<bool, Misfit> {
        Base { model: self.model, rows: self.rows }.fits(body, frame)
    }

    /// The value of an expression.
    pub(super) fn value(self, expr: &'a Expr, frame: &Frame<'a>) -> Result<Operand<'a>, Misfit> {
        match expr {
            Expr::Literal(literal) => Ok(constant(literal)),
            Expr::Path(path) => self.path(path, frame),
            Expr::Cast(subject, of, _) if of.starts_with("Edm.") => self.value(subject, frame),
            Expr::Cast(subject, entity, rest) => {
                let value = match self.value(subject, frame)? {
                    Operand::Guid(key) => Operand::Cast(key, entity.into()),
                    Operand::Reference(key, of) if of == entity.as_str() => Operand::Cast(key, of),
                    _ => Operand::Null,
                };
                if rest.is_empty() { Ok(value) } else { self.beyond(&value, entity, rest) }
            }
            Expr::Arithmetic(arithmetic, left, right) => {
                match (self.value(left, frame)?, self.value(right, frame)?) {
                    (Operand::Number(left), Operand::Number(right)) => {
                        Ok(Operand::Number(match arithmetic {
                            Arithmetic::Add => left + right,
                            Arithmetic::Subtract => left - right,
                            Arithmetic::Multiply => left * right,
                            Arithmetic::Divide => left / right,
                        }))
                    }
                    (Operand::Null, _) | (_, Operand::Null) => Ok(Operand::Null),
                    _ => Err(Misfit::Incompatible),
                }
            }
            Expr::Call(function, arguments) => {
                let mut values = Vec::with_capacity(arguments.len());
                for argument in arguments {
                    values.push(self.value(argument, frame)?);
                }
                call::apply(*function, &values).ok_or(Misfit::Incompatible)
            }
            Expr::IsOf(..)
            | Expr::Compare(..)
            | Expr::And(..)
            | Expr::Or(..)
            | Expr::Not(_)
            | Expr::Rows { .. } => self.fits(expr, frame).map(Operand::Bool),
        }
    }

    /// The value of a path: `Number`, `r/Price`, `Item/Parent_Key`.
    pub(super) fn path(self, path: &'a [String], frame: &Frame<'a>) -> Result<Operand<'a>, Misfit> {
        let (frame, path) = in_sight(frame, path);
        self.walk(frame.shape, frame.record, path)
    }

    fn walk(
        self,
        shape_name: &str,
        record: Option<&'a Record>,
        path: &'a [String],
    ) -> Result<Operand<'a>, Misfit> {
        let shape = self.model.shapes.get(shape_name).ok_or(Misfit::Parse)?;
        let (first, rest) = path.split_first().ok_or(Misfit::Parse)?;
        if let Some(property) = shape.properties.get(first) {
            if matches!(property.edm, Edm::Rows(_)) {
                return Err(Misfit::Incompatible);
            }
            let value = record.map_or(Operand::Null, |it| read(shape, first, &property.edm, it));
            let Some((entity, rest)) = rest.split_first() else { return Ok(value) };
            if !shape.is_composite(first) || rest.is_empty() {
                return Err(Misfit::Parse);
            }
            return self.beyond(&value, entity, rest);
        }
        let target = self.navigation(shape_name, first).ok_or(Misfit::Parse)?;
        if rest.is_empty() {
            return Err(Misfit::Parse);
        }
        let key = record.and_then(|it| it.get(&format!("{first}_Key"))).and_then(Value::as_str);
        self.walk(target, key.and_then(|key| self.rows.get(target, key)), rest)
    }

    /// What a reference leads to, where it is of that type.
    fn beyond(
        self,
        value: &Operand<'a>,
        entity: &str,
        rest: &'a [String],
    ) -> Result<Operand<'a>, Misfit> {
        let record = match value {
            Operand::Reference(key, of) | Operand::Cast(key, of) if *of == *entity => {
                self.rows.get(entity, key)
            }
            _ => None,
        };
        self.walk(entity, record, rest)
    }

    /// The type a navigation property leads to; rows have those of their tabular part's own set.
    pub(super) fn navigation(self, shape: &str, name: &str) -> Option<&'a str> {
        let own = self.model.shapes.get(shape).and_then(|it| it.navigation.get(name));
        let part = || {
            let set = self.model.set_of_rows(shape)?;
            self.model.shape_of(set)?.navigation.get(name)
        };
        own.or_else(part).map(String::as_str)
    }

    /// The rows a path leads to, and their type.
    fn rows_at(
        self,
        path: &'a [String],
        frame: &Frame<'a>,
    ) -> Result<(&'a str, &'a [Value]), Misfit> {
        let (frame, path) = in_sight(frame, path);
        let [name] = path else { return Err(Misfit::Parse) };
        let shape = self.model.shapes.get(frame.shape).ok_or(Misfit::Parse)?;
        match shape.properties.get(name).map(|property| &property.edm) {
            Some(Edm::Rows(row)) => {
                let rows = frame.record.and_then(|record| record.get(name)?.as_array());
                Ok((row, rows.map_or(&[], Vec::as_slice)))
            }
            _ => Err(Misfit::Parse),
        }
    }
}

/// The frame a path begins in and what is left of the path there.
fn in_sight<'f, 'a>(frame: &'f Frame<'a>, path: &'a [String]) -> (Frame<'a>, &'a [String])
where
    'a: 'f,
{
    let mut root = *frame;
    loop {
        if !root.name.is_empty() && path.first().is_some_and(|first| first == root.name) {
            return (root, &path[1..]);
        }
        match root.outer {
            Some(outer) => root = *outer,
            None => return (root, path),
        }
    }
}

fn constant(literal: &Literal) -> Operand<'_> {
    match literal {
        Literal::Guid(text) => Operand::Guid(text.into()),
        Literal::DateTime(text) => Operand::Date(text.into()),
        Literal::Text(text) => Operand::Text(text.into()),
        Literal::Number(number) => Operand::Number(*number),
        Literal::Bool(value) => Operand::Bool(*value),
        Literal::Null => Operand::Null,
    }
}

/// A property of a record as a value of its type.
fn read<'a>(shape: &Shape, name: &str, edm: &Edm, record: &'a Record) -> Operand<'a> {
    let value = record.get(name).unwrap_or(&Value::Null);
    if shape.is_composite(name) {
        let of = record.get(&format!("{name}_Type")).and_then(Value::as_str).unwrap_or_default();
        return composite(value.as_str().unwrap_or_default(), of);
    }
    match (edm, value) {
        (Edm::Guid, Value::String(text)) => Operand::Guid(text.into()),
        (Edm::DateTime, Value::String(text)) => Operand::Date(text.into()),
        (Edm::Int | Edm::Int64 | Edm::Double, Value::String(text)) => number(text),
        (_, Value::String(text)) => Operand::Text(text.into()),
        (_, Value::Number(found)) => found.as_f64().map_or(Operand::Null, Operand::Number),
        (_, Value::Bool(found)) => Operand::Bool(*found),
        (_, Value::Null | Value::Array(_) | Value::Object(_)) => Operand::Null,
    }
}

fn composite<'a>(value: &'a str, of: &'a str) -> Operand<'a> {
    match of {
        "Edm.String" => Operand::Text(value.into()),
        "Edm.DateTime" => Operand::Date(value.into()),
        "Edm.Boolean" => Operand::Bool(value == "true"),
        "Edm.Guid" => Operand::Guid(value.into()),
        "" | "StandardODATA.Undefined" => Operand::Null,
        other => match other.strip_prefix(NAMESPACE) {
            Some(entity) => Operand::Reference(value.into(), entity.into()),
            None => number(value),
        },
    }
}

fn number(text: &str) -> Operand<'_> {
    text.parse().map_or(Operand::Null, Operand::Number)
}

fn compare(comparison: Comparison, left: &Operand, right: &Operand) -> Result<bool, Misfit> {
    if matches!(comparison, Comparison::Equal | Comparison::Differs) {
        return Ok(equal(left, right)? == (comparison == Comparison::Equal));
    }
    let order = match (left, right) {
        (Operand::Null, _) | (_, Operand::Null) => return Ok(false),
        (Operand::Text(left), Operand::Text(right))
        | (Operand::Date(left), Operand::Date(right)) => left.cmp(right),
        (Operand::Number(left), Operand::Number(right)) => left.total_cmp(right),
        _ => return Err(Misfit::Incompatible),
    };
    Ok(match comparison {
        Comparison::Greater => order == Ordering::Greater,
        Comparison::AtLeast => order != Ordering::Less,
        Comparison::Less => order == Ordering::Less,
        Comparison::AtMost => order != Ordering::Greater,
        Comparison::Equal | Comparison::Differs => order == Ordering::Equal,
    })
}

/// A composite field equals what `cast` makes of the same GUID and type, and nothing else: a bare
/// GUID or a constant of another type is simply another value.
fn equal(left: &Operand, right: &Operand) -> Result<bool, Misfit> {
    match (left, right) {
        (Operand::Cast(key, of), Operand::Reference(other, other_of))
        | (Operand::Reference(key, of), Operand::Cast(other, other_of)) => {
            Ok(key == other && of == other_of)
        }
        (Operand::Cast(key, _), Operand::Guid(other))
        | (Operand::Guid(other), Operand::Cast(key, _)) => Ok(key == other),
        (Operand::Null | Operand::Reference(..), _)
        | (_, Operand::Null | Operand::Reference(..)) => Ok(left == right),
        _ if std::mem::discriminant(left) == std::mem::discriminant(right) => Ok(left == right),
        _ => Err(Misfit::Incompatible),
    }
}

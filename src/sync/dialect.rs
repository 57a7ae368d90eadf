//! Scalars of a target's payload to constants and back, by type and form.

use std::borrow::Cow;

use jiff::civil::{Date, DateTime, Time};

use crate::endpoint::Operand;
use crate::program::{Constant, Written};
use crate::schema::{Catalog, EntityId, Form, SideId, TagMeaning, Tags, Type};
use crate::sync::raw::Members;
use crate::value::json::{unescape, write_text};
use crate::value::{Decimal, is_upper_guid};

/// The key that stands for no record.
const NIL: &str = "00000000-0000-0000-0000-000000000000";

/// How one side writes its values.
#[derive(Clone, Copy, Debug)]
pub struct Dialect<'a> {
    /// The schemas.
    pub catalog: &'a Catalog,
    /// The side.
    pub side: SideId,
    /// How it names the types of composite values.
    pub tags: Option<&'a Tags>,
}

/// A scalar of a payload.
enum Scalar<'a> {
    Null,
    Bool(bool),
    Number(&'a str),
    Text(Cow<'a, str>),
    Nested(&'a str),
}

impl Dialect<'_> {
    /// What a value of a payload says. Blanks are absent; what the type does not allow is kept as the
    /// text it is, so that it shows and equals nothing.
    pub fn read(&self, ty: &Type, form: &Form, value: Option<&str>, tag: Option<&str>) -> Constant {
        let Some(value) = value else { return Constant::Absent };
        let scalar = match (form, scalar(value)) {
            (Form::Keyed(member), Scalar::Nested(object)) => {
                let members = Members::of(object).unwrap_or_default();
                members.get(member).map_or(Scalar::Null, crate::sync::dialect::scalar)
            }
            (_, scalar) => scalar,
        };
        match ty {
            Type::Ref(entity) => reference(*entity, &scalar),
            Type::Union(_) | Type::Any => self.composite(ty, &scalar, tag),
            ty => plain(ty, &scalar),
        }
    }

    fn composite(&self, ty: &Type, value: &Scalar<'_>, tag: Option<&str>) -> Constant {
        let tag = tag.map(scalar);
        let (Some(tags), Some(Scalar::Text(tag))) = (self.tags, &tag) else {
            return match ty {
                Type::Union(members) => untagged(members, value),
                _ => plain(&Type::TEXT, value),
            };
        };
        match tags.meaning(tag) {
            TagMeaning::Nothing => Constant::Absent,
            TagMeaning::Entity(name) => match self.catalog.entity(self.side, name) {
                Some(entity) => reference(entity, value),
                None => plain(&Type::TEXT, value),
            },
            TagMeaning::Text | TagMeaning::Unknown => plain(&Type::TEXT, value),
            TagMeaning::Number => plain(&Type::NUMBER, value),
            TagMeaning::Boolean => plain(&Type::Bool, value),
            TagMeaning::Moment => plain(&Type::DateTime, value),
        }
    }

    /// The value as the system's JSON.
    pub fn write(&self, ty: &Type, form: &Form, value: &Constant) -> String {
        let mut out = String::new();
        Written::of(ty, form).write(value.value(), &mut out);
        out
    }

    /// The type of a composite value as the system's JSON.
    pub fn write_tag(&self, value: &Constant) -> Option<String> {
        let tags = self.tags?;
        let mut out = String::new();
        let name = match value {
            Constant::Absent | Constant::Clear => tags.nothing,
            Constant::Bool(_) => tags.boolean,
            Constant::Number(_) => tags.number,
            Constant::Text(_) | Constant::Span(_) => tags.text,
            Constant::Day(_) | Constant::Moment(_) => tags.moment,
            Constant::Reference(entity, _) | Constant::Planned(entity, _) => {
                write_text(&mut out, &self.entity_tag(*entity)?);
                return Some(out);
            }
        };
        write_text(&mut out, name);
        Some(out)
    }

    /// How composite values name an entity.
    pub fn entity_tag(&self, entity: EntityId) -> Option<String> {
        Some(format!("{}{}", self.tags?.entity, self.catalog[entity].name))
    }

    /// The value as a filter compares with it. A composite field wants the entity named.
    pub fn operand(&self, value: &Constant, composite: bool) -> Operand {
        match value {
            Constant::Bool(truth) => Operand::Bool(*truth),
            Constant::Number(number) => Operand::Number(number.normalized().to_string()),
            Constant::Day(_) | Constant::Moment(_) => {
                let moment = moment_of(value).unwrap_or_default();
                Operand::DateTime(moment.strftime("%Y-%m-%dT%H:%M:%S").to_string())
            }
            Constant::Reference(entity, key) | Constant::Planned(entity, key) => Operand::Key {
                key: key.to_string(),
                entity: composite.then(|| self.catalog[*entity].name.to_string()),
            },
            Constant::Absent | Constant::Clear | Constant::Text(_) | Constant::Span(_) => {
                Operand::Text(text(value))
            }
        }
    }
}

/// The text that a value has in the system's own writing.
pub(crate) fn text(value: &Constant) -> String {
    match value {
        Constant::Absent | Constant::Clear => String::new(),
        Constant::Bool(truth) => truth.to_string(),
        Constant::Number(number) => number.normalized().to_string(),
        Constant::Text(text) => text.to_string(),
        Constant::Day(_) | Constant::Moment(_) => match (value, moment_of(value)) {
            (Constant::Day(day), _) => day.to_string(),
            (_, moment) => moment.unwrap_or_default().strftime("%Y-%m-%dT%H:%M:%S").to_string(),
        },
        Constant::Span(seconds) => seconds.to_string(),
        Constant::Reference(_, key) | Constant::Planned(_, key) => key.to_string(),
    }
}

pub(crate) fn moment_of(value: &Constant) -> Option<DateTime> {
    match value {
        Constant::Day(day) => Some(day.to_datetime(Time::midnight())),
        Constant::Moment(moment) => Some(*moment),
        _ => None,
    }
}

fn scalar(value: &str) -> Scalar<'_> {
    let value = value.trim();
    match value.as_bytes() {
        [b'"', .., b'"'] => Scalar::Text(unescape(&value[1..value.len() - 1])),
        [b'{' | b'[', ..] => Scalar::Nested(value),
        b"true" => Scalar::Bool(true),
        b"false" => Scalar::Bool(false),
        [] | b"null" => Scalar::Null,
        _ => Scalar::Number(value),
    }
}

fn reference(entity: EntityId, value: &Scalar<'_>) -> Constant {
    let key: &str = match value {
        Scalar::Text(text) => text,
        Scalar::Number(number) => number,
        Scalar::Bool(_) | Scalar::Null | Scalar::Nested(_) => return odd(value),
    };
    if key.is_empty() || key == NIL {
        return Constant::Absent;
    }
    Constant::Reference(entity, lower(key))
}

/// A GUID in its one form; other keys are what they are.
fn lower(key: &str) -> Box<str> {
    if is_upper_guid(key) { key.to_ascii_lowercase().into() } else { key.into() }
}

/// A value of a union whose type nothing tells: the first member that it can be.
fn untagged(members: &[Type], value: &Scalar<'_>) -> Constant {
    match members.first() {
        Some(Type::Ref(entity)) => reference(*entity, value),
        Some(ty) => plain(ty, value),
        None => plain(&Type::TEXT, value),
    }
}

fn plain(ty: &Type, value: &Scalar<'_>) -> Constant {
    let read = match (ty, value) {
        (_, Scalar::Null) => Some(Constant::Absent),
        (_, Scalar::Text(text)) if text.is_empty() => Some(Constant::Absent),
        (Type::Bool, Scalar::Bool(truth)) => Some(Constant::Bool(*truth)),
        (Type::Bool, Scalar::Text(text)) => text.parse().ok().map(Constant::Bool),
        (Type::Int | Type::Decimal { .. }, Scalar::Number(number)) => parse_number(number),
        (Type::Int | Type::Decimal { .. }, Scalar::Text(text)) => parse_number(text.trim()),
        (Type::Date, Scalar::Text(text)) => {
            parse_moment(text).map(|moment| blank_or(moment.date(), Constant::Day(moment.date())))
        }
        (Type::DateTime, Scalar::Text(text)) => {
            parse_moment(text).map(|moment| blank_or(moment.date(), Constant::Moment(moment)))
        }
        (Type::Guid, Scalar::Text(text)) if text == NIL => Some(Constant::Absent),
        (Type::Guid, Scalar::Text(text)) => Some(Constant::Text(lower(text))),
        _ => None,
    };
    read.unwrap_or_else(|| odd(value))
}

/// A value as the text that it is.
fn odd(value: &Scalar<'_>) -> Constant {
    match value {
        Scalar::Null => Constant::Absent,
        Scalar::Bool(truth) => Constant::Text(truth.to_string().into()),
        Scalar::Text(text) => Constant::Text(text.as_ref().into()),
        Scalar::Number(text) | Scalar::Nested(text) => Constant::Text((*text).into()),
    }
}

fn parse_number(text: &str) -> Option<Constant> {
    Decimal::parse(text).ok().map(Constant::Number)
}

/// Years below 2 stand for no date.
fn blank_or(day: Date, value: Constant) -> Constant {
    if day.year() < 2 { Constant::Absent } else { value }
}

/// `2025-09-12T14:05:31`, with a blank for the `T`, without the time, or with a zone that is passed over:
/// the side's clocks are known.
fn parse_moment(text: &str) -> Option<DateTime> {
    let text = text.trim();
    let text = text.get(..19).unwrap_or(text);
    text.replace(' ', "T").parse().ok()
}

#[cfg(test)]
mod tests;

//! The body of a new record, compiled out of a layout: keys are escaped, fixed values are text, and
//! what lies in one object of the target stands together.

use crate::program::{Cell, Group, Layout, Written};
use crate::schema::{Catalog, EntityId, Tags};
use crate::value::Value;
use crate::value::json::write_text;

/// A member of an object of the target.
#[derive(Clone, Debug)]
pub enum Member {
    /// A cell of the record or row at hand; left out when it is absent.
    Cell {
        /// The cell, by its number.
        cell: u16,
        /// `,"Контрагент_Key":`; empty where the value stands for the whole row.
        key: Box<str>,
        /// The same for the type of a composite value.
        tag: Option<Box<str>>,
        /// How the value looks.
        written: Written,
    },
    /// An object inside; left out when nothing is in it.
    Object {
        /// `,"delivery":`
        key: Box<str>,
        /// Its members.
        members: Vec<Member>,
    },
    /// A collection, put together out of all groups that write it; left out when there are no rows.
    Rows {
        /// `,"Запасы":`
        key: Box<str>,
        /// The groups.
        groups: Vec<OutputRows>,
    },
}

/// The rows of a group.
#[derive(Clone, Debug)]
pub struct OutputRows {
    /// The group, by its number in the layout.
    pub group: u16,
    /// What the patterns fix, ready written: `"Вид":"ТелефонКонтрагента"`.
    pub fixed: Box<str>,
    /// The cells.
    pub members: Vec<Member>,
}

impl Member {
    /// The members of what a layout builds.
    pub fn of(layout: &Layout, catalog: &Catalog) -> Vec<Member> {
        let mut members = cells(&layout.cells);
        for (number, group) in (0..).zip(&layout.groups) {
            if group.related.is_none() {
                place(&mut members, &group.wire, &rows(number, group, catalog));
            }
        }
        members
    }
}

/// The name of a value's type in 1C's OData; of an entity its own.
pub fn tag_of<'a>(value: Value<'_>, entities: &'a [(Box<str>, EntityId)]) -> &'a str {
    let tags = &Tags::ODATA;
    match value {
        Value::Absent | Value::Clear => tags.nothing,
        Value::Bool(_) => tags.boolean,
        Value::Number(_) => tags.number,
        Value::Text(_) | Value::Span(_) => tags.text,
        Value::Day(_) | Value::Moment(_) => tags.moment,
        Value::Reference(reference) => {
            entities.get(reference.entity as usize).map_or(tags.nothing, |(name, _)| name)
        }
    }
}

fn cells(cells: &[Cell]) -> Vec<Member> {
    let mut members = Vec::new();
    for (number, cell) in (0..).zip(cells) {
        let member = Member::Cell {
            cell: number,
            key: cell.wire.last().map_or_else(Box::default, |name| key(name)),
            tag: cell.tag.as_ref().map(|tag| key(tag)),
            written: Written::of(&cell.ty, &cell.form),
        };
        place(&mut members, &cell.wire, &member);
    }
    members
}

fn rows(number: u16, group: &Group, catalog: &Catalog) -> Member {
    let mut fixed = String::new();
    let set = group.patterns.iter().filter(|pattern| pattern.equal && !pattern.read_only);
    for pattern in set.filter(|pattern| !pattern.value.is_absent()) {
        let value = pattern.value.value();
        fixed.push_str(&key(&pattern.wire));
        Written::of(&pattern.ty, &pattern.form).write(value, &mut fixed);
        if let Some(tag) = &pattern.tag {
            fixed.push_str(&key(tag));
            write_text(&mut fixed, &fixed_tag(value, catalog));
        }
    }
    Member::Rows {
        key: group.wire.last().map_or_else(Box::default, |name| key(name)),
        groups: vec![OutputRows {
            group: number,
            fixed: fixed.strip_prefix(',').unwrap_or_default().into(),
            members: cells(&group.cells),
        }],
    }
}

fn fixed_tag(value: Value<'_>, catalog: &Catalog) -> String {
    match value {
        Value::Reference(reference) => {
            format!("{}{}", Tags::ODATA.entity, catalog[EntityId(reference.entity)].name)
        }
        other => tag_of(other, &[]).to_owned(),
    }
}

/// Puts a member where its path says; the collection of an earlier group gets the rows too.
fn place(members: &mut Vec<Member>, path: &[Box<str>], new: &Member) {
    let [first, rest @ ..] = path else { return };
    if !rest.is_empty() {
        let outer = key(first);
        let known = members.iter_mut().find_map(|member| match member {
            Member::Object { key, members } if *key == outer => Some(members),
            _ => None,
        });
        if let Some(inner) = known {
            place(inner, rest, new);
        } else {
            let mut inner = Vec::new();
            place(&mut inner, rest, new);
            members.push(Member::Object { key: outer, members: inner });
        }
        return;
    }
    if let Member::Rows { key: wanted, groups: more } = new {
        for member in &mut *members {
            if let Member::Rows { key, groups } = member
                && key == wanted
            {
                groups.extend(more.iter().cloned());
                return;
            }
        }
    }
    members.push(new.clone());
}

/// `,"name":`
fn key(name: &str) -> Box<str> {
    if name.is_empty() {
        return Box::default();
    }
    let mut key = String::from(",");
    write_text(&mut key, name);
    key.push(':');
    key.into()
}

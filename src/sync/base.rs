//! What both sides last agreed on, as the journal keeps it: readable JSON, a value with its type as
//! a text.
//!
//! A field's value is `"number 10.5"`; where the target holds something else than the rule gave
//! (systems round and recompute), both stand there: `["number 10.555", "number 10.56"]`.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json};

use crate::program::{Constant, Toward};
use crate::schema::Catalog;
use crate::sync::dialect::text;

/// A field at the last agreement.
#[derive(Clone, Debug, PartialEq)]
pub struct BaseCell {
    /// What the rule gave.
    pub gave: Constant,
    /// What the target held then.
    pub holds: Constant,
}

/// A row at the last agreement: its fields by their paths.
pub type BaseRow = BTreeMap<Box<str>, BaseCell>;

/// What was agreed on in one direction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Base {
    /// The fields by their paths.
    pub cells: BTreeMap<Box<str>, BaseCell>,
    /// The rows of each group, by its name in the base.
    pub rows: BTreeMap<Box<str>, Vec<BaseRow>>,
}

/// The agreement on a pair of records, in both directions; one may be missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bases {
    /// What the rules into the left record gave.
    pub left: Option<Base>,
    /// What the rules into the right record gave.
    pub right: Option<Base>,
}

impl BaseCell {
    /// A field whose target took what the rule gave.
    pub fn agreed(value: Constant) -> BaseCell {
        BaseCell { holds: value.clone(), gave: value }
    }
}

impl Bases {
    /// Reads the journal's text. What cannot be understood any more counts as never agreed on.
    pub fn read(catalog: &Catalog, text: &str) -> Bases {
        let Ok(Json::Object(mut document)) = serde_json::from_str(text) else {
            return Bases::default();
        };
        let mut side = |name| document.remove(name).map(|base| read_base(catalog, &base));
        Bases { left: side("left"), right: side("right") }
    }

    /// The text for the journal.
    pub fn write(&self, catalog: &Catalog) -> String {
        let mut document = Map::new();
        for (name, base) in [("left", &self.left), ("right", &self.right)] {
            if let Some(base) = base {
                document.insert(name.into(), write_base(catalog, base));
            }
        }
        Json::Object(document).to_string()
    }

    /// What was agreed on for data that goes `toward` a side.
    pub fn toward(&self, toward: Toward) -> Option<&Base> {
        match toward {
            Toward::Left => self.left.as_ref(),
            Toward::Right => self.right.as_ref(),
        }
    }

    /// Puts a new agreement in the place of the old one.
    pub fn set(&mut self, toward: Toward, base: Base) {
        match toward {
            Toward::Left => self.left = Some(base),
            Toward::Right => self.right = Some(base),
        }
    }
}

fn read_base(catalog: &Catalog, json: &Json) -> Base {
    let mut base = Base::default();
    if let Some(Json::Object(cells)) = json.get("cells") {
        base.cells = read_row(catalog, cells);
    }
    if let Some(Json::Object(groups)) = json.get("rows") {
        for (name, rows) in groups {
            let rows = rows.as_array().into_iter().flatten().filter_map(Json::as_object);
            let rows = rows.map(|row| read_row(catalog, row)).collect();
            base.rows.insert(name.as_str().into(), rows);
        }
    }
    base
}

fn read_row(catalog: &Catalog, cells: &Map<String, Json>) -> BaseRow {
    let read = |(path, json): (&String, &Json)| {
        let cell = match json {
            Json::String(value) => BaseCell::agreed(read_value(catalog, value)?),
            Json::Array(pair) => match pair.as_slice() {
                [Json::String(gave), Json::String(holds)] => BaseCell {
                    gave: read_value(catalog, gave)?,
                    holds: read_value(catalog, holds)?,
                },
                _ => return None,
            },
            _ => return None,
        };
        Some((path.as_str().into(), cell))
    };
    cells.iter().filter_map(read).collect()
}

fn write_base(catalog: &Catalog, base: &Base) -> Json {
    let mut rows = Map::new();
    for (name, group) in &base.rows {
        let group = group.iter().map(|row| write_row(catalog, row)).collect();
        rows.insert(name.to_string(), Json::Array(group));
    }
    let mut json = Map::new();
    json.insert("cells".into(), write_row(catalog, &base.cells));
    json.insert("rows".into(), Json::Object(rows));
    Json::Object(json)
}

fn write_row(catalog: &Catalog, row: &BaseRow) -> Json {
    let mut json = Map::new();
    for (path, cell) in row {
        let gave = Json::String(write_value(catalog, &cell.gave));
        let value = if cell.gave == cell.holds {
            gave
        } else {
            Json::Array(vec![gave, Json::String(write_value(catalog, &cell.holds))])
        };
        json.insert(path.to_string(), value);
    }
    Json::Object(json)
}

fn write_value(catalog: &Catalog, value: &Constant) -> String {
    let kind = match value {
        Constant::Absent => return "absent".into(),
        Constant::Clear => return "clear".into(),
        Constant::Bool(_) => "bool",
        Constant::Number(_) => "number",
        Constant::Text(_) => "text",
        Constant::Day(_) => "day",
        Constant::Moment(_) => "moment",
        Constant::Span(_) => "span",
        Constant::Reference(entity, key) | Constant::Planned(entity, key) => {
            return format!("ref {} {key}", catalog.entity_name(*entity));
        }
    };
    format!("{kind} {}", text(value))
}

fn read_value(catalog: &Catalog, shown: &str) -> Option<Constant> {
    let (kind, rest) = shown.split_once(' ').unwrap_or((shown, ""));
    let value = match kind {
        "absent" => Constant::Absent,
        "clear" => Constant::Clear,
        "bool" => Constant::Bool(rest.parse().ok()?),
        "number" => Constant::Number(rest.parse().ok()?),
        "text" => Constant::Text(rest.into()),
        "day" => Constant::Day(rest.parse().ok()?),
        "moment" => Constant::Moment(rest.parse().ok()?),
        "span" => Constant::Span(rest.parse().ok()?),
        "ref" => {
            let (name, key) = rest.split_once(' ')?;
            let (side, entity) = name.split_once('.')?;
            let entity = catalog.entity(catalog.side(side)?, entity)?;
            Constant::Reference(entity, key.into())
        }
        _ => return None,
    };
    Some(value)
}

#[cfg(test)]
mod tests;

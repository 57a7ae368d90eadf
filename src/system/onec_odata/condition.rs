//! Filters and keys as the interface writes them.

use crate::endpoint::{Filter, Operand};

use super::model::{Edm, Model, NAMESPACE, Shape};

/// The name of a row in conditions on tabular parts.
const ROW: &str = "r";

/// What a condition is about: the base's types and the type of its records.
#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    /// The types.
    pub(super) model: &'a Model,
    /// The type of the records.
    pub(super) shape: &'a Shape,
    /// What stands before each path: nothing, or the row's name and a slash.
    prefix: &'static str,
}

impl<'a> Subject<'a> {
    /// Records of a type.
    pub(super) fn new(model: &'a Model, shape: &'a Shape) -> Subject<'a> {
        Subject { model, shape, prefix: "" }
    }

    /// The text of a filter; the error says what in it the interface cannot express.
    pub(super) fn filter(self, filter: &Filter) -> Result<String, String> {
        match filter {
            Filter::Equal(path, operand) => self.comparison(path, "eq", operand),
            Filter::Differs(path, operand) => self.comparison(path, "ne", operand),
            Filter::AtLeast(path, operand) => self.comparison(path, "ge", operand),
            Filter::All(filters) => self.joined(filters, " and "),
            Filter::Any(filters) => self.joined(filters, " or "),
            Filter::Row(path, inner) => {
                let Some(Edm::Rows(row)) = self.shape.properties.get(path).map(|it| &it.edm) else {
                    return Err(format!("`{path}` holds no rows"));
                };
                let shape = self.model.shapes.get(row).ok_or_else(|| format!("no type `{row}`"))?;
                let row = Subject { model: self.model, shape, prefix: "r/" };
                let inner = row.filter(inner)?;
                Ok(format!("{}{path}/any({ROW}: {inner})", self.prefix))
            }
        }
    }

    fn joined(self, filters: &[Filter], word: &str) -> Result<String, String> {
        let mut texts = Vec::with_capacity(filters.len());
        for filter in filters {
            let text = self.filter(filter)?;
            let compound = matches!(filter, Filter::All(_) | Filter::Any(_)) && filters.len() > 1;
            texts.push(if compound { format!("({text})") } else { text });
        }
        if texts.is_empty() { Err("an empty condition".to_owned()) } else { Ok(texts.join(word)) }
    }

    fn comparison(self, path: &str, word: &str, operand: &Operand) -> Result<String, String> {
        let literal = self.literal(path, operand)?;
        Ok(format!("{}{path} {word} {literal}", self.prefix))
    }

    /// An operand as a constant of the field's type.
    pub(super) fn literal(self, path: &str, operand: &Operand) -> Result<String, String> {
        let (shape, name) = self.field(path).ok_or_else(|| format!("no field `{path}`"))?;
        let edm = shape.properties.get(name).map(|property| &property.edm);
        let composite = shape.is_composite(name);
        let bad = |what: &str| Err(format!("`{path}` cannot be compared with {what}"));
        match (operand, edm) {
            (Operand::Key { key, entity }, _) => {
                let guid = guid(key).ok_or_else(|| format!("`{key}` is no key"))?;
                match (composite, entity) {
                    (false, _) => Ok(guid),
                    (true, Some(entity)) => Ok(format!("cast({guid},'{}')", bare(entity))),
                    (true, None) => bad("a key of an unknown entity"),
                }
            }
            (Operand::Text(text), Some(Edm::Guid)) => {
                guid(text).map_or_else(|| bad("a text that is no GUID"), Ok)
            }
            (Operand::DateTime(text) | Operand::Text(text), Some(Edm::DateTime)) => {
                Ok(format!("datetime'{}'", text.replace('\'', "")))
            }
            (
                Operand::Text(text) | Operand::Number(text),
                Some(Edm::Int | Edm::Int64 | Edm::Double),
            ) => match text.parse::<f64>() {
                Ok(_) => Ok(text.clone()),
                Err(_) => bad("a text that is no number"),
            },
            (Operand::Text(text), Some(Edm::Boolean)) => match text.as_str() {
                "true" | "false" => Ok(text.clone()),
                _ => bad("a text that is no boolean"),
            },
            (Operand::Text(text) | Operand::Number(text), _) => {
                Ok(format!("'{}'", text.replace('\'', "''")))
            }
            (Operand::Bool(value), _) => Ok(value.to_string()),
            (Operand::DateTime(text), _) => Ok(format!("datetime'{}'", text.replace('\'', ""))),
        }
    }

    /// Whether there is such a field.
    pub(super) fn check(self, path: &str) -> Result<(), String> {
        self.field(path).map(drop).ok_or_else(|| format!("no field `{path}`"))
    }

    /// The type that declares the last step of a path, and that step.
    fn field<'p>(self, path: &'p str) -> Option<(&'a Shape, &'p str)> {
        let mut shape = self.shape;
        let mut steps = path.split('/').peekable();
        loop {
            let step = steps.next()?;
            if steps.peek().is_none() {
                return shape.properties.contains_key(step).then_some((shape, step));
            }
            shape = self.model.shapes.get(shape.navigation.get(step)?)?;
        }
    }

    /// The condition that a record has this key.
    pub(super) fn key_condition(self, key: &str) -> Result<String, String> {
        let parts = self.parts(key)?;
        let types = |name: &str| {
            name.strip_suffix("_Type").is_some_and(|field| self.shape.is_composite(field))
        };
        let mut conditions = Vec::new();
        for (name, value) in parts.iter().filter(|(name, _)| !types(name)) {
            let of = parts.iter().find(|(known, _)| *known == format!("{name}_Type"));
            let entity = of.and_then(|(_, of)| of.strip_prefix(NAMESPACE)).map(str::to_owned);
            let operand = match (self.shape.is_composite(name), entity) {
                (true, Some(entity)) => Operand::Key { key: value.clone(), entity: Some(entity) },
                (_, _) => Operand::Text(value.clone()),
            };
            conditions.push(self.comparison(name, "eq", &operand)?);
        }
        let joined = conditions.join(" and ");
        Ok(if conditions.len() > 1 { format!("({joined})") } else { joined })
    }

    /// The key in an address: `(guid'…')`, `(Period=…,X_Key=…)`.
    pub(super) fn address(self, key: &str) -> Result<String, String> {
        let mut parts = Vec::new();
        for (name, value) in self.parts(key)? {
            let literal = self.literal(name, &Operand::Text(value))?;
            parts.push(if self.shape.key.len() == 1 {
                literal
            } else {
                format!("{name}={literal}")
            });
        }
        Ok(format!("({})", parts.join(",")))
    }

    /// The parts of a key by their names.
    fn parts(self, key: &str) -> Result<Vec<(&'a str, String)>, String> {
        let values: Vec<&str> = key.split('/').collect();
        if values.len() != self.shape.key.len() {
            let names = self.shape.key.join("/");
            return Err(format!("`{key}` is no key of the form {names}"));
        }
        let decode = |value: &str| value.replace("%2F", "/").replace("%25", "%");
        let names = self.shape.key.iter().map(String::as_str);
        Ok(names.zip(values.into_iter().map(decode)).collect())
    }
}

/// An entity's name without the namespace, safe inside quotes.
fn bare(entity: &str) -> String {
    entity.trim_start_matches(NAMESPACE).replace('\'', "''")
}

fn guid(text: &str) -> Option<String> {
    let parsed = uuid::Uuid::try_parse(text).ok()?;
    Some(format!("guid'{}'", parsed.hyphenated()))
}

#[cfg(test)]
mod tests;

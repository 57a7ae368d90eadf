//! The raw entity model of a base: what `$metadata` declares, by the names it uses.
//!
//! The emulator serves it and the client looks up keys in it. What the mapping language sees of a
//! base is another thing, made from the same text elsewhere.

use std::fmt;

use indexmap::IndexMap;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The prefix of the names of types.
pub const NAMESPACE: &str = "StandardODATA.";

/// The type of a property.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edm {
    /// `Edm.Guid`: a reference (`X_Key`) or an identifier.
    Guid,
    /// `Edm.String`: a text, an enum member, the value of a composite field.
    String,
    /// `Edm.Boolean`
    Boolean,
    /// `Edm.DateTime`: local, to the second.
    DateTime,
    /// `Edm.Int16`, `Edm.Int32`
    Int,
    /// `Edm.Int64`: a text in JSON.
    Int64,
    /// `Edm.Double`, `Edm.Decimal`
    Double,
    /// `Edm.Binary`: base64.
    Binary,
    /// `Edm.Stream`: a link only.
    Stream,
    /// `StandardODATA.X`: a complex type.
    Complex(String),
    /// `Collection(StandardODATA.X_RowType)`: rows of a complex type.
    Rows(String),
    /// `Collection(Edm.String)` and what else there may be.
    Other(String),
}

/// A property of a type.
#[derive(Clone, Debug)]
pub struct Property {
    /// Its type.
    pub edm: Edm,
    /// Whether it may be null.
    pub nullable: bool,
}

/// An entity type or the complex type of a row.
#[derive(Clone, Debug, Default)]
pub struct Shape {
    /// The names of the key properties; none for complex types.
    pub key: Vec<String>,
    /// The properties in their order.
    pub properties: IndexMap<String, Property>,
    /// Navigation properties: the name and the entity type at the other end.
    pub navigation: IndexMap<String, String>,
}

/// A function bound to a type.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its name: `Post`, `Balance`.
    pub name: String,
    /// The entity type it hangs on.
    pub on: String,
    /// Whether it changes data.
    pub changes: bool,
    /// The type of the rows it gives.
    pub returns: Option<String>,
}

/// A tabular part that is a set of its own.
#[derive(Clone, Debug)]
pub struct Part {
    /// The set of the owner.
    pub owner: String,
    /// The property of the owner that holds the rows.
    pub property: String,
}

/// All of a base's declarations.
#[derive(Clone, Debug, Default)]
pub struct Model {
    /// Entity types and complex types by name, without the namespace.
    pub shapes: IndexMap<String, Shape>,
    /// Entity sets and the names of their types.
    pub sets: IndexMap<String, String>,
    /// Functions bound to types.
    pub functions: Vec<Function>,
    /// Sets whose rows live inside other sets, by their names.
    pub parts: IndexMap<String, Part>,
}

/// Why a text is no model.
#[derive(Debug)]
pub struct ModelError(String);

impl fmt::Display for ModelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ModelError {}

impl Model {
    /// The model that an EDMX text declares.
    pub fn read(text: &str) -> Result<Model, ModelError> {
        let mut draft = Draft::default();
        let mut reader = Reader::from_str(text);
        loop {
            let at = reader.buffer_position();
            let event = reader.read_event();
            let step = match event {
                Ok(Event::Start(tag)) => draft.open(&tag, false),
                Ok(Event::Empty(tag)) => draft.open(&tag, true),
                Ok(Event::End(tag)) => {
                    draft.close(tag.local_name().as_ref());
                    Ok(())
                }
                Ok(Event::DocType(_)) => Err("a DOCTYPE is not allowed".to_owned()),
                Ok(Event::Eof) => break,
                Ok(_) => Ok(()),
                Err(error) => Err(error.to_string()),
            };
            step.map_err(|why| ModelError(format!("metadata, byte {at}: {why}")))?;
        }
        draft.finish()
    }

    /// The type of a set's records.
    pub fn shape_of(&self, set: &str) -> Option<&Shape> {
        self.shapes.get(self.sets.get(set)?)
    }

    /// The property of the owner that holds a row type's rows: the set of that tabular part.
    pub fn set_of_rows(&self, row_type: &str) -> Option<&str> {
        let name = row_type.strip_suffix("_RowType")?;
        self.sets.get_key_value(name).map(|(set, _)| set.as_str())
    }

    /// Whether a function of that name hangs on a type.
    pub fn has_function(&self, on: &str, name: &str) -> bool {
        self.functions.iter().any(|function| function.on == on && function.name == name)
    }
}

impl Shape {
    /// Whether the property holds values of several types, told by a `_Type` beside it.
    pub fn is_composite(&self, property: &str) -> bool {
        self.properties.contains_key(&format!("{property}_Type"))
            && self.properties.get(property).is_some_and(|it| it.edm == Edm::String)
    }

    /// Whether records are addressed by `Ref_Key`.
    pub fn has_ref_key(&self) -> bool {
        self.key.len() == 1 && self.key[0] == "Ref_Key"
    }

    /// Whether records are sets of movements of one recorder.
    pub fn is_record_set(&self) -> bool {
        matches!(self.properties.get("RecordSet").map(|it| &it.edm), Some(Edm::Rows(_)))
    }
}

impl Edm {
    fn parse(text: &str) -> Edm {
        match text {
            "Edm.Guid" => Edm::Guid,
            "Edm.String" => Edm::String,
            "Edm.Boolean" => Edm::Boolean,
            "Edm.DateTime" => Edm::DateTime,
            "Edm.Int16" | "Edm.Int32" | "Edm.Byte" => Edm::Int,
            "Edm.Int64" => Edm::Int64,
            "Edm.Double" | "Edm.Decimal" | "Edm.Single" => Edm::Double,
            "Edm.Binary" => Edm::Binary,
            "Edm.Stream" => Edm::Stream,
            other => {
                let inner = other.strip_prefix("Collection(").and_then(|it| it.strip_suffix(')'));
                match (inner, other.strip_prefix(NAMESPACE)) {
                    (Some(inner), _) => match inner.strip_prefix(NAMESPACE) {
                        Some(rows) => Edm::Rows(rows.to_owned()),
                        None => Edm::Other(other.to_owned()),
                    },
                    (None, Some(name)) => Edm::Complex(name.to_owned()),
                    (None, None) => Edm::Other(other.to_owned()),
                }
            }
        }
    }
}

/// The model while its text is being read.
#[derive(Default)]
struct Draft {
    model: Model,
    /// The type that is open, by its name.
    shape: Option<String>,
    /// The association that is open, by its name.
    association: Option<String>,
    /// Navigation properties and the ends of associations they lead to: type, name, end.
    waiting: Vec<(String, String, (String, String))>,
    /// Association and role: the entity type at that end.
    ends: IndexMap<(String, String), String>,
    /// The function import that is open.
    function: Option<Function>,
}

impl Draft {
    fn open(&mut self, tag: &BytesStart, empty: bool) -> Result<(), String> {
        match tag.local_name().as_ref() {
            "EntityType" | "ComplexType" => {
                let name = attribute(tag, "Name")?;
                self.model.shapes.insert(name.clone(), Shape::default());
                self.shape = (!empty).then_some(name);
            }
            "PropertyRef" => {
                let name = attribute(tag, "Name")?;
                self.current("PropertyRef")?.key.push(name);
            }
            "Property" => {
                let name = attribute(tag, "Name")?;
                let edm = Edm::parse(&attribute(tag, "Type")?);
                let nullable = optional(tag, "Nullable")?.is_none_or(|it| it != "false");
                self.current("Property")?.properties.insert(name, Property { edm, nullable });
            }
            "NavigationProperty" => {
                let name = attribute(tag, "Name")?;
                self.current("NavigationProperty")?.navigation.insert(name.clone(), String::new());
                let shape = self.shape.clone().unwrap_or_default();
                let end = (bare(tag, "Relationship")?, attribute(tag, "ToRole")?);
                self.waiting.push((shape, name, end));
            }
            "Association" => self.association = (!empty).then_some(attribute(tag, "Name")?),
            "End" => {
                if let Some(association) = &self.association {
                    let role = attribute(tag, "Role")?;
                    self.ends.insert((association.clone(), role), bare(tag, "Type")?);
                }
            }
            "EntitySet" => {
                self.model.sets.insert(attribute(tag, "Name")?, bare(tag, "EntityType")?);
            }
            "FunctionImport" => {
                let changes = optional(tag, "IsSideEffecting")?.is_none_or(|it| it == "true");
                let returns = optional(tag, "ReturnType")?.and_then(|it| match Edm::parse(&it) {
                    Edm::Rows(rows) => Some(rows),
                    _ => None,
                });
                let (name, on) = (attribute(tag, "Name")?, String::new());
                self.function = (!empty).then_some(Function { name, on, changes, returns });
            }
            "Parameter" => self.parameter(tag)?,
            _ => {}
        }
        Ok(())
    }

    fn parameter(&mut self, tag: &BytesStart) -> Result<(), String> {
        let Some(function) = &self.function else { return Ok(()) };
        if attribute(tag, "Name")? == "bindingParameter" {
            self.model.functions.push(Function { on: bare(tag, "Type")?, ..function.clone() });
        }
        Ok(())
    }

    fn current(&mut self, tag: &str) -> Result<&mut Shape, String> {
        let name = self.shape.as_ref().ok_or_else(|| format!("<{tag}> outside a type"))?;
        self.model.shapes.get_mut(name).ok_or_else(|| format!("<{tag}> outside a type"))
    }

    fn close(&mut self, tag: &str) {
        match tag {
            "EntityType" | "ComplexType" => self.shape = None,
            "Association" => self.association = None,
            "FunctionImport" => self.function = None,
            _ => {}
        }
    }

    /// Navigation gets its targets, tabular parts get their owners.
    fn finish(mut self) -> Result<Model, ModelError> {
        if self.model.sets.is_empty() {
            return Err(ModelError(
                "metadata: no entity sets, so it is no EDMX of a base".to_owned(),
            ));
        }
        for (shape, name, end) in &self.waiting {
            let Some(shape) = self.model.shapes.get_mut(shape) else { continue };
            match self.ends.get(end) {
                Some(target) => shape.navigation.insert(name.clone(), target.clone()),
                None => shape.navigation.shift_remove(name),
            };
        }
        self.model.parts = parts_of(&self.model);
        Ok(self.model)
    }
}

/// The sets whose rows live in other sets.
fn parts_of(model: &Model) -> IndexMap<String, Part> {
    let mut parts = IndexMap::new();
    for (set, shape) in &model.sets {
        let Some(shape) = model.shapes.get(shape) else { continue };
        for (property, declared) in &shape.properties {
            let Edm::Rows(row) = &declared.edm else { continue };
            let part = Part { owner: set.clone(), property: property.clone() };
            let flat = if property == "RecordSet" {
                format!("{set}_RecordType")
            } else {
                row.strip_suffix("_RowType").unwrap_or(row).to_owned()
            };
            if model.sets.contains_key(&flat) {
                parts.insert(flat, part);
            }
        }
    }
    parts
}

fn optional(tag: &BytesStart, name: &str) -> Result<Option<String>, String> {
    for attribute in tag.attributes() {
        let attribute = attribute.map_err(|error| error.to_string())?;
        if attribute.key.local_name().as_ref() == name {
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_err(|error| error.to_string())?;
            return Ok(Some(value.into_owned()));
        }
    }
    Ok(None)
}

fn attribute(tag: &BytesStart, name: &str) -> Result<String, String> {
    optional(tag, name)?.ok_or_else(|| format!("<{}> without {name}", tag.local_name().as_ref()))
}

/// An attribute that names a type, without the namespace.
fn bare(tag: &BytesStart, name: &str) -> Result<String, String> {
    let value = attribute(tag, name)?;
    Ok(value.strip_prefix(NAMESPACE).unwrap_or(&value).to_owned())
}

#[cfg(test)]
mod tests;

//! Properties of a type to fields of a record.

use std::collections::HashMap;

use indexmap::IndexMap;

use super::model::{EdmType, Model, Property, Structure};
use crate::schema::{Access, EntityId, EnumId, Field, Form, Layer, RecordId, Rows, Type};

/// What the names in a document stand for.
pub(super) struct Names<'a> {
    pub(super) model: &'a Model,
    /// Entities by the names of their types.
    pub(super) entities: &'a HashMap<&'a str, EntityId>,
    /// Records of complex types.
    pub(super) records: &'a HashMap<&'a str, RecordId>,
    /// Enumerations.
    pub(super) enums: &'a HashMap<&'a str, EnumId>,
}

/// Where a record stands; what is filled and what may be written depends on it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Place {
    /// A record with a key of its own.
    Object,
    /// A row of a record.
    Row,
    /// A register, a constant.
    Register,
}

/// The fields of a structure. Complex types have no navigation, so that of a `twin` is asked.
pub(super) fn fields(
    names: &Names<'_>,
    structure: &Structure,
    twin: &Structure,
    place: Place,
) -> IndexMap<Box<str>, Field> {
    let mut fields = IndexMap::new();
    for (property, described) in &structure.properties {
        let Some((name, mut field)) = field(names, structure, twin, property, described) else {
            continue;
        };
        // A zero stands where nobody entered a number, but folders and register rows have null.
        let filled = match place {
            Place::Object => !structure.properties.contains_key("IsFolder"),
            Place::Row => true,
            Place::Register => false,
        };
        let is_key = structure.key.contains(property);
        let has_zero = field.ty.is_number() || field.ty == Type::Bool;
        // A record without rows has an empty collection.
        let has_rows = matches!(field.ty, Type::Rows(_));
        field.always = is_key || has_rows || (filled && has_zero) || always(structure, &name);
        field.access = access(place, &name, is_key);
        fields.insert(name, field);
    }
    fields
}

/// The key of a structure by the names of the fields.
pub(super) fn key(names: &Names<'_>, structure: &Structure) -> Vec<Box<str>> {
    let mut key = Vec::new();
    for part in &structure.key {
        if let Some(property) = structure.properties.get(part)
            && let Some((name, _)) = field(names, structure, structure, part, property)
        {
            key.push(name);
        }
    }
    key
}

/// A property as a field; none for what belongs to another property or cannot be read.
fn field(
    names: &Names<'_>,
    structure: &Structure,
    twin: &Structure,
    name: &str,
    property: &Property,
) -> Option<(Box<str>, Field)> {
    let plain = |ty, form| Some((name.into(), Field::new(ty, name, form, Layer::Metadata)));
    match &property.ty {
        EdmType::SimpleCollection => None,
        EdmType::Collection(ty) => {
            let record = *names.records.get(&**ty)?;
            let numbered = names.model.complexes.get(ty)?.properties.contains_key("LineNumber");
            let key = if numbered { vec!["LineNumber".into()] } else { Vec::new() };
            plain(Type::Rows(Rows { record, key }), Form::Plain)
        }
        EdmType::Named(ty) => match (names.enums.get(&**ty), names.records.get(&**ty)) {
            (Some(&members), _) => plain(Type::Enum(members), Form::Plain),
            (None, Some(&record)) => plain(Type::Record(record), Form::Plain),
            (None, None) => None,
        },
        EdmType::Simple(simple) => match &**simple {
            "Binary" | "Stream" => None,
            "String" if is_tag(structure, name) => None,
            "String" => {
                let tag = format!("{name}_Type");
                if structure.properties.contains_key(&*tag) {
                    let (name, mut field) = plain(Type::Any, Form::Tagged)?;
                    field.wire.tag = Some(tag.into());
                    return Some((name, field));
                }
                match names.enums.get(name) {
                    Some(&members) => plain(Type::Enum(members), Form::Plain),
                    None => plain(Type::Text { max: property.max }, Form::Plain),
                }
            }
            "Guid" => match reference(names, structure, twin, name) {
                Some((short, entity)) => {
                    let ty = Type::Ref(entity);
                    Some((short.into(), Field::new(ty, name, Form::Guid, Layer::Metadata)))
                }
                None => plain(Type::Guid, Form::Guid),
            },
            "Int64" => plain(Type::Int, Form::QuotedNumber),
            "Int16" | "Int32" | "Byte" | "SByte" => plain(Type::Int, Form::Plain),
            "Double" | "Decimal" | "Single" => {
                let Property { precision, scale, .. } = *property;
                plain(Type::Decimal { precision, scale }, Form::Plain)
            }
            "Boolean" => plain(Type::Bool, Form::Plain),
            "DateTime" => plain(Type::DateTime, Form::DateTimeT),
            _ => plain(Type::TEXT, Form::Plain),
        },
    }
}

/// Whether the property is the type of another one: of a composite value or of a stored one.
fn is_tag(structure: &Structure, name: &str) -> bool {
    name.strip_suffix("_Type").is_some_and(|base| structure.properties.contains_key(base))
}

/// `X_Key` whose navigation leads to a published entity: the short name and the entity.
fn reference<'n>(
    names: &Names<'_>,
    structure: &Structure,
    twin: &Structure,
    name: &'n str,
) -> Option<(&'n str, EntityId)> {
    let short = name.strip_suffix("_Key").filter(|_| name != "Ref_Key")?;
    if structure.properties.contains_key(short) {
        return None;
    }
    let target = names.model.target(twin, short)?;
    Some((short, *names.entities.get(target)?))
}

/// Standard fields that every record has filled.
fn always(structure: &Structure, name: &str) -> bool {
    let is_document = structure.properties.contains_key("Posted");
    match name {
        "DataVersion" | "DeletionMark" | "Predefined" => true,
        "Date" | "Number" | "Posted" => is_document,
        _ => false,
    }
}

/// What may be written, by what the platform says of its standard fields.
fn access(place: Place, name: &str, is_key: bool) -> Access {
    let is_read = match name {
        // Posting is an action: the flag alone would make no movements.
        "DataVersion" | "Predefined" | "PredefinedDataName" | "Posted" => true,
        // The counters of an exchange plan's node.
        "ThisNode" | "SentNo" | "ReceivedNo" => place == Place::Object,
        // The owner of a row.
        "Ref_Key" => place == Place::Row,
        // The document that made a movement.
        "Recorder" | "Active" | "RecordType" => place != Place::Object,
        _ => false,
    };
    let is_first = matches!(name, "Ref_Key" | "IsFolder") || (place == Place::Register && is_key);
    match (is_read, is_first) {
        (true, _) => Access::Read,
        (false, true) => Access::Create,
        (false, false) => Access::Write,
    }
}

//! Saved dictionaries of a side, and the fields that its account defined.
//!
//! ```yaml
//! date: "2026-03-01 12:00"
//! hash: 5f3a...
//! dictionaries:
//!   statuses:
//!     - {code: new, name: New, active: true, group: new}
//! fields:
//!   order.customFields:
//!     - {code: nomer1c, name: Number in 1C, type: text}
//! ```

use std::fmt::Write;

use indexmap::IndexMap;
use serde::Deserialize;

use crate::schema::notation::{self, Lookup};
use crate::schema::overlay::{YamlError, YamlFault};
use crate::schema::pairs::{Pair, Pairs};
use crate::schema::saved::{self, SavedProblem, scalar};
use crate::schema::{
    Attribute, Catalog, Dictionary, DictionaryEntry, DictionaryId, Field, Form, Layer, Member,
    Record, RecordId, SideId, Type,
};

/// Dictionaries that the account itself defined have names that begin so.
pub const CUSTOM: &str = "custom.";

/// What was saved of a side's dictionaries.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dictionaries {
    /// When it was fetched.
    pub date: String,
    /// The entries of each dictionary.
    pub dictionaries: IndexMap<String, Vec<DictionaryEntry>>,
    /// The fields of the account, by the record they belong to: `order.customFields`.
    pub fields: IndexMap<String, Vec<AccountField>>,
}

/// A field that the account defined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountField {
    /// Its code: the name of the member.
    pub code: String,
    /// What people call it.
    pub name: String,
    /// Its type, in the notation of types.
    pub ty: String,
}

/// Reads a saved file.
pub fn read(text: &str) -> Result<Dictionaries, YamlError> {
    let file: FileNote = serde_yaml::from_str(text)?;
    let mut dictionaries = IndexMap::new();
    for Pair { key, value, .. } in file.dictionaries.0 {
        let entries = value.into_iter().map(entry).collect::<Result<_, _>>();
        dictionaries.insert(key.clone(), entries.map_err(|lacking| no_member(&key, lacking))?);
    }
    let account = |note: FieldNote| AccountField { code: note.code, name: note.name, ty: note.ty };
    let fields = file
        .fields
        .0
        .into_iter()
        .map(|Pair { key, value, .. }| (key, value.into_iter().map(account).collect()));
    Ok(Dictionaries { date: file.date, dictionaries, fields: fields.collect() })
}

/// Writes a file that reads back as the same.
pub fn write(saved: &Dictionaries) -> String {
    let about = "Saved by `obmen schema pull`; not edited by hand.";
    saved::file(about, &saved.date, &body(saved))
}

/// The hash of what is saved, whenever it was fetched.
pub fn hash(saved: &Dictionaries) -> String {
    saved::hash(&body(saved))
}

/// Gives the side the saved entries and fields, and names what it has no place for.
pub fn apply(catalog: &mut Catalog, side: SideId, saved: &Dictionaries) -> Vec<SavedProblem> {
    let mut problems = Vec::new();
    for (name, entries) in &saved.dictionaries {
        match dictionary(catalog, side, name) {
            Some(id) => catalog[id].entries = Some(entries.clone()),
            None => problems.push(unknown(catalog, side, name)),
        }
    }
    for (path, fields) in &saved.fields {
        let Some(record) = record(catalog, side, path) else {
            problems.push(unknown(catalog, side, path));
            continue;
        };
        catalog[record].open = false;
        catalog[record].account = true;
        for account in fields {
            match field(catalog, side, account) {
                Ok(field) => {
                    catalog[record].fields.insert(account.code.as_str().into(), field);
                }
                Err(notation) => {
                    let name = format!("{path}.{}", account.code);
                    let notation = Some(notation);
                    problems.push(SavedProblem { name, near: Vec::new(), notation });
                }
            }
        }
    }
    problems
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileNote {
    date: String,
    /// For those who compare files; what is read is what counts.
    #[serde(rename = "hash")]
    _hash: String,
    #[serde(default)]
    dictionaries: Pairs<Vec<Pairs<AttributeNote>>>,
    #[serde(default)]
    fields: Pairs<Vec<FieldNote>>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum AttributeNote {
    Flag(bool),
    Number(i64),
    Text(String),
    List(Vec<String>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldNote {
    code: String,
    name: String,
    #[serde(rename = "type")]
    ty: String,
}

fn no_member(dictionary: &str, member: &str) -> YamlError {
    let message = format!("an entry of {dictionary} has no {member}");
    YamlError { at: None, message, fault: YamlFault::Missing(member.to_owned()) }
}

fn entry(note: Pairs<AttributeNote>) -> Result<DictionaryEntry, &'static str> {
    let (mut code, mut name, mut active) = (None, None, None);
    let mut attributes = IndexMap::new();
    for Pair { key, value, .. } in note.0 {
        match (key.as_str(), value) {
            ("code", AttributeNote::Text(text)) => code = Some(text.into()),
            ("code", AttributeNote::Number(number)) => code = Some(number.to_string().into()),
            ("name", AttributeNote::Text(text)) => name = Some(text.into()),
            ("name", AttributeNote::Number(number)) => name = Some(number.to_string().into()),
            ("active", AttributeNote::Flag(flag)) => active = Some(flag),
            (_, value) => {
                attributes.insert(key.into(), attribute(value));
            }
        }
    }
    Ok(DictionaryEntry {
        code: code.ok_or("code")?,
        name: name.ok_or("name")?,
        active: active.unwrap_or(true),
        attributes,
    })
}

fn attribute(note: AttributeNote) -> Attribute {
    match note {
        AttributeNote::Flag(flag) => Attribute::Flag(flag),
        AttributeNote::Number(number) => Attribute::Text(number.to_string().into()),
        AttributeNote::Text(text) => Attribute::Text(text.into()),
        AttributeNote::List(texts) => Attribute::List(texts.into_iter().map(Into::into).collect()),
    }
}

fn body(saved: &Dictionaries) -> String {
    // A text takes all that is written to it, so no write fails.
    let mut body = String::from("dictionaries:\n");
    for (name, entries) in &saved.dictionaries {
        let _ =
            writeln!(body, "  {}:{}", scalar(name), if entries.is_empty() { " []" } else { "" });
        for entry in entries {
            let (code, name) = (scalar(&entry.code), scalar(&entry.name));
            let _ = write!(body, "    - {{code: {code}, name: {name}, active: {}", entry.active);
            for (name, attribute) in &entry.attributes {
                let _ = write!(body, ", {}: {}", scalar(name), spelt(attribute));
            }
            body.push_str("}\n");
        }
    }
    body.push_str("fields:\n");
    for (path, fields) in &saved.fields {
        let _ = writeln!(body, "  {}:{}", scalar(path), if fields.is_empty() { " []" } else { "" });
        for AccountField { code, name, ty } in fields {
            let (code, name, ty) = (scalar(code), scalar(name), scalar(ty));
            let _ = writeln!(body, "    - {{code: {code}, name: {name}, type: {ty}}}");
        }
    }
    body
}

fn spelt(attribute: &Attribute) -> String {
    match attribute {
        Attribute::Flag(flag) => flag.to_string(),
        Attribute::Text(text) => scalar(text),
        Attribute::List(texts) => {
            let texts: Vec<String> = texts.iter().map(|text| scalar(text)).collect();
            format!("[{}]", texts.join(", "))
        }
    }
}

/// The dictionary of that name; one that the account defined is added.
fn dictionary(catalog: &mut Catalog, side: SideId, name: &str) -> Option<DictionaryId> {
    match catalog.member(side, name) {
        Some(Member::Dictionary(id)) => return Some(*id),
        Some(_) => return None,
        None if !name.starts_with(CUSTOM) => return None,
        None => {}
    }
    let name: Box<str> = name.into();
    let text = |member| Field::new(Type::TEXT, member, Form::Plain, Layer::Account);
    let fields = ["code", "name"].map(|member| (member.into(), text(member)));
    let record = Record { name: name.clone(), fields: fields.into(), ..Record::default() };
    let record = catalog.add_record(record);
    let dictionary = Dictionary { side, name: name.clone(), entries: None, record };
    let id = catalog.add_dictionary(dictionary);
    catalog[side].members.insert(name, Member::Dictionary(id));
    Some(id)
}

/// The record that `order.customFields` means.
fn record(catalog: &Catalog, side: SideId, path: &str) -> Option<RecordId> {
    let (entity, field) = path.rsplit_once('.')?;
    let entity = catalog.entity(side, entity)?;
    match &catalog.field(catalog[entity].record, field)?.ty {
        Type::Record(record) => Some(*record),
        _ => None,
    }
}

fn unknown(catalog: &Catalog, side: SideId, name: &str) -> SavedProblem {
    SavedProblem::unknown(name, catalog[side].members.keys().map(|name| &**name))
}

fn field(catalog: &mut Catalog, side: SideId, account: &AccountField) -> Result<Field, String> {
    let notation = notation::parse(&account.ty).map_err(|error| error.to_string())?;
    let lookup = Lookup { side, record: &|_| None };
    let ty = lookup.resolve(catalog, &notation).map_err(|error| error.to_string())?;
    let form = match ty {
        Type::Date => Form::Day,
        Type::DateTime => Form::DateTimeSpace,
        _ => Form::Plain,
    };
    let mut field = Field::new(ty, &account.code, form, Layer::Account);
    field.label = Some(account.name.as_str().into());
    Ok(field)
}

#[cfg(test)]
mod tests;

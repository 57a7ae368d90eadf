//! The interface's XML: feeds and entries as Atom, out and in.

use std::fmt::Write as _;

use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};
use serde_json::Value;

use crate::system::onec_odata::model::{Edm, Model, NAMESPACE, Shape};

use super::refusal::Refusal;
use super::rows::Record;

/// The content type of a list, and of one record.
pub(super) const FEED: &str = "application/atom+xml;type=feed;charset=utf-8";
pub(super) const ENTRY: &str = "application/atom+xml;type=entry;charset=utf-8";
/// The content type of what is no record.
pub(super) const XML: &str = "application/xml;charset=utf-8";

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NAMESPACES: &str = "xmlns=\"http://www.w3.org/2005/Atom\" \
     xmlns:at=\"http://purl.org/atompub/tombstones/1.0\" \
     xmlns:d=\"http://schemas.microsoft.com/ado/2007/08/dataservices\" \
     xmlns:m=\"http://schemas.microsoft.com/ado/2007/08/dataservices/metadata\"";
const RELATED: &str = "http://schemas.microsoft.com/ado/2007/08/dataservices/related/";
const SCHEME: &str = "http://schemas.microsoft.com/ado/2007/08/dataservices/scheme";

/// The end of a member's name that holds a link.
const LINK: &str = "@navigationLinkUrl";

/// A record on its way out.
pub(super) struct Entry<'a> {
    /// `Document_X(guid'…')`; none for rows of virtual tables.
    pub(super) address: Option<String>,
    /// The name of its type.
    pub(super) of: &'a str,
    /// Its members.
    pub(super) record: &'a Record,
}

/// Something that is no more.
pub(super) struct Tombstone {
    /// `Catalog_X(guid'…')`
    pub(super) address: String,
    /// When it went.
    pub(super) when: String,
}

/// A list.
pub(super) fn feed(
    model: &Model,
    root: &str,
    name: &str,
    moment: &str,
    total: Option<usize>,
    entries: &[Entry],
    gone: &[Tombstone],
) -> String {
    let mut out = String::from(HEAD);
    write!(
        out,
        "<feed {NAMESPACES} xml:base=\"{}\"><id>{}</id><title type=\"text\"/>\
         <updated>{moment}</updated>",
        escape(root),
        escape(format!("{root}{name}"))
    )
    .expect("a text can be written to");
    if let Some(total) = total {
        write!(out, "<m:count>{total}</m:count>").expect("a text can be written to");
    }
    for entry in entries {
        out.push_str("<entry>");
        inner(&mut out, model, root, moment, entry);
        out.push_str("</entry>");
    }
    for one in gone {
        let address = escape(format!("{root}{}", one.address)).into_owned();
        write!(out, "<at:deleted-entry ref=\"{address}\" when=\"{}\"/>", one.when)
            .expect("a text can be written to");
    }
    out.push_str("</feed>");
    out
}

/// One record as a document of its own.
pub(super) fn entry(model: &Model, root: &str, moment: &str, entry: &Entry) -> String {
    let mut out = format!("{HEAD}<entry {NAMESPACES} xml:base=\"{}\">", escape(root));
    inner(&mut out, model, root, moment, entry);
    out.push_str("</entry>");
    out
}

/// A value alone: `<d:Number …>text</d:Number>`.
pub(super) fn value(name: &str, value: &Value) -> String {
    let text = plain(value);
    format!(
        "{HEAD}<d:{name} xmlns:d=\"http://schemas.microsoft.com/ado/2007/08/dataservices\">{}</d:{name}>",
        escape(&text)
    )
}

/// The names of all sets.
pub(super) fn services<'a>(root: &str, sets: impl Iterator<Item = &'a str>) -> String {
    let mut out = format!(
        "{HEAD}<service xmlns=\"http://www.w3.org/2007/app\" \
         xmlns:atom=\"http://www.w3.org/2005/Atom\" xml:base=\"{}\"><workspace>\
         <atom:title>Default</atom:title>",
        escape(root)
    );
    for set in sets {
        write!(out, "<collection href=\"{set}\"><atom:title>{set}</atom:title></collection>")
            .expect("a text can be written to");
    }
    out.push_str("</workspace></service>");
    out
}

fn inner(out: &mut String, model: &Model, root: &str, moment: &str, entry: &Entry) {
    let address = entry.address.as_deref().unwrap_or_default();
    let id = if address.is_empty() { String::new() } else { format!("{root}{address}") };
    write!(
        out,
        "<id>{}</id><category term=\"{NAMESPACE}{}\" scheme=\"{SCHEME}\"/><title type=\"text\"/>\
         <updated>{moment}</updated><author/>",
        escape(&id),
        entry.of
    )
    .expect("a text can be written to");
    if !address.is_empty() {
        write!(out, "<link rel=\"edit\" href=\"{}\" title=\"edit-link\"/>", escape(address))
            .expect("a text can be written to");
    }
    let shape = model.shapes.get(entry.of);
    let is_link = |name: &str| shape.is_some_and(|it| it.navigation.contains_key(name));
    for (name, value) in entry.record {
        if let Some(field) = name.strip_suffix(LINK) {
            write!(
                out,
                "<link rel=\"{RELATED}{field}\" href=\"{}\" type=\"application/atom+xml;type=entry\" \
                 title=\"{field}\"/>",
                escape(plain(value))
            )
            .expect("a text can be written to");
        } else if is_link(name) {
            expanded(out, model, root, moment, shape, name, value);
        }
    }
    out.push_str("<content type=\"application/xml\"><m:properties>");
    for (name, value) in entry.record {
        if !name.ends_with(LINK) && !is_link(name) {
            property(out, model, shape, name, value);
        }
    }
    out.push_str("</m:properties></content>");
}

/// The record behind a reference, inside the link to it.
fn expanded(
    out: &mut String,
    model: &Model,
    root: &str,
    moment: &str,
    shape: Option<&Shape>,
    name: &str,
    value: &Value,
) {
    let of = shape.and_then(|it| it.navigation.get(name)).map_or("", String::as_str);
    write!(out, "<link rel=\"{RELATED}{name}\" type=\"application/atom+xml;type=entry\" title=\"{name}\"><m:inline>")
        .expect("a text can be written to");
    if let Value::Object(record) = value {
        out.push_str("<entry>");
        inner(out, model, root, moment, &Entry { address: None, of, record });
        out.push_str("</entry>");
    }
    out.push_str("</m:inline></link>");
}

fn property(out: &mut String, model: &Model, shape: Option<&Shape>, name: &str, value: &Value) {
    let edm = shape.and_then(|it| it.properties.get(name)).map(|it| &it.edm);
    match (value, edm) {
        (Value::Null, _) => {
            write!(out, "<d:{name} m:null=\"true\"/>").expect("a text can be written to");
        }
        (Value::Array(rows), Some(Edm::Rows(row))) => {
            let of = model.shapes.get(row);
            write!(out, "<d:{name} m:type=\"Collection({NAMESPACE}{row})\">")
                .expect("a text can be written to");
            for record in rows.iter().filter_map(Value::as_object) {
                write!(out, "<d:element m:type=\"{NAMESPACE}{row}\">")
                    .expect("a text can be written to");
                for (name, value) in record {
                    property(out, model, of, name, value);
                }
                out.push_str("</d:element>");
            }
            write!(out, "</d:{name}>").expect("a text can be written to");
        }
        _ => {
            let text = plain(value);
            write!(out, "<d:{name}>{}</d:{name}>", escape(&text))
                .expect("a text can be written to");
        }
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// An element under way, while an entry is read.
struct Open {
    name: String,
    text: String,
    null: bool,
    members: Record,
    rows: Vec<Value>,
    has_rows: bool,
}

/// The record that an entry holds.
pub(super) fn read(model: &Model, shape: &Shape, text: &str) -> Result<Record, Refusal> {
    let mut reader = Reader::from_str(text);
    let mut stack: Vec<Open> = Vec::new();
    let mut found = None;
    loop {
        match reader.read_event().map_err(|_| Refusal::bad_body())? {
            Event::Start(tag) => stack.push(open(&tag)),
            Event::Empty(tag) => {
                stack.push(open(&tag));
                close(&mut stack, &mut found)?;
            }
            Event::End(_) => close(&mut stack, &mut found)?,
            Event::Text(piece) => {
                if let Some(top) = stack.last_mut() {
                    top.text.push_str(&piece.xml10_content());
                }
            }
            Event::GeneralRef(entity) => {
                if let Some(top) = stack.last_mut() {
                    top.text.push_str(&resolved(&entity).ok_or_else(Refusal::bad_body)?);
                }
            }
            Event::CData(piece) => {
                if let Some(top) = stack.last_mut() {
                    top.text.push_str(&piece);
                }
            }
            Event::DocType(_) => return Err(Refusal::bad_body()),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    let mut record: Record = found.ok_or_else(Refusal::bad_body)?;
    retype(model, shape, &mut record);
    Ok(record)
}

/// `&lt;`, `&#1040;`
fn resolved(entity: &quick_xml::events::BytesRef) -> Option<String> {
    if let Some(letter) = entity.resolve_char_ref().ok()? {
        return Some(letter.to_string());
    }
    quick_xml::escape::resolve_predefined_entity(entity).map(str::to_owned)
}

fn open(tag: &BytesStart) -> Open {
    let name = tag.local_name().as_ref().to_owned();
    let null = tag
        .attributes()
        .flatten()
        .any(|it| it.key.local_name().as_ref() == "null" && it.value.as_ref() == "true");
    let has_rows = tag
        .attributes()
        .flatten()
        .any(|it| it.key.local_name().as_ref() == "type" && it.value.starts_with("Collection("));
    Open { name, text: String::new(), null, members: Record::new(), rows: Vec::new(), has_rows }
}

/// Gives a closed element to the one around it; `properties` is the record.
fn close(stack: &mut Vec<Open>, found: &mut Option<Record>) -> Result<(), Refusal> {
    let done = stack.pop().ok_or_else(Refusal::bad_body)?;
    if done.name == "properties" {
        found.get_or_insert(done.members);
        return Ok(());
    }
    let Some(owner) = stack.last_mut() else { return Ok(()) };
    if done.name == "element" {
        owner.has_rows = true;
        owner.rows.push(Value::Object(done.members));
        return Ok(());
    }
    let value = if done.null {
        Value::Null
    } else if done.has_rows {
        Value::Array(done.rows)
    } else {
        Value::String(done.text.trim().to_owned())
    };
    owner.members.insert(done.name, value);
    Ok(())
}

/// XML has texts only: booleans become booleans by the types of their properties.
fn retype(model: &Model, shape: &Shape, record: &mut Record) {
    for (name, value) in record {
        match (shape.properties.get(name).map(|it| &it.edm), &mut *value) {
            (Some(Edm::Boolean), Value::String(text)) if text == "true" || text == "false" => {
                *value = Value::Bool(text == "true");
            }
            (Some(Edm::Rows(row)), Value::Array(rows)) => {
                let Some(shape) = model.shapes.get(row) else { continue };
                for row in rows.iter_mut().filter_map(Value::as_object_mut) {
                    retype(model, shape, row);
                }
            }
            (Some(Edm::Rows(_)), Value::String(text)) if text.is_empty() => {
                *value = Value::Array(Vec::new());
            }
            _ => {}
        }
    }
}

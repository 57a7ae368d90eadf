//! Answers to GET: lists, single records, parts of records, virtual tables.

use serde_json::{Value, json};

use crate::endpoint::emulate::Response;
use crate::system::onec_odata::model::{Edm, Model, Shape};

use super::address::Segment;
use super::evaluate::Base;
use super::key;
use super::listing::{Listing, list};
use super::options::Detail;
use super::refusal::Refusal;
use super::rows::{Record, Rows};
use super::select::Selection;
use super::tables;
use super::{Call, JSON};

/// The answer to a GET below the service root.
pub(super) fn answer(model: &Model, rows: &Rows, call: &Call) -> Result<Response, Refusal> {
    let base = Base { model, rows };
    let Some((target, rest)) = call.segments.split_first() else {
        return services(model, call);
    };
    let set = target.name.as_str();
    let shape_name = model.sets.get(set).ok_or_else(|| Refusal::no_set(set))?;
    match (target.inside.as_deref().filter(|inside| !inside.is_empty()), rest) {
        (Some(inside), rest) => single(base, set, shape_name, inside, rest, call),
        (None, []) => collection(base, set, shape_name, false, call),
        (None, [last]) if last.name == "$count" => collection(base, set, shape_name, true, call),
        (None, [function]) => table(base, set, shape_name, function, false, call),
        (None, [function, last]) if last.name == "$count" => {
            table(base, set, shape_name, function, true, call)
        }
        (None, _) => Err(Refusal::bad_address()),
    }
}

/// The names of all sets.
fn services(model: &Model, call: &Call) -> Result<Response, Refusal> {
    let detail = call.detail.ok_or_else(Refusal::bad_format)?;
    let sets = model.sets.keys().map(|name| json!({ "name": name, "url": name })).collect();
    let mut body = Record::new();
    if detail == Detail::Minimal {
        body.insert("odata.metadata".to_owned(), json!(format!("{}$metadata", call.root)));
    }
    body.insert("value".to_owned(), Value::Array(sets));
    Ok(Response::new(200, JSON, Value::Object(body).to_string()))
}

/// One record as an answer of its own, the answer to a write too.
pub(super) fn one(set: &str, shape: &Shape, record: &Record, call: &Call, detail: Detail) -> Value {
    let mut body = Record::new();
    if detail == Detail::Minimal {
        let metadata = format!("{}$metadata#{set}/@Element", call.root);
        body.insert("odata.metadata".to_owned(), json!(metadata));
    }
    let mut chosen = record.clone();
    Selection::default().link(&mut chosen, set, shape, detail);
    body.extend(chosen);
    Value::Object(body)
}

fn collection(
    base: Base,
    set: &str,
    shape: &str,
    counting: bool,
    call: &Call,
) -> Result<Response, Refusal> {
    let declared = base.model.shapes.get(shape).ok_or_else(|| Refusal::no_set(set))?;
    let records = records(base, set);
    // On registers with a recorder the base passes over the order.
    let ordered = !declared.is_record_set() && !set.ends_with("_RecordType");
    let listing = list(base, shape, records, &call.options, ordered)?;
    if counting {
        return Ok(count(&listing));
    }
    let metadata = format!("$metadata#{set}");
    page(base, Some(set), shape, &metadata, &listing, call)
}

/// The records of a set; those of tabular parts stand in their owners.
fn records<'a>(base: Base<'a>, set: &str) -> Vec<&'a Record> {
    let Some(part) = base.model.parts.get(set) else {
        return base.rows.all(set).map(|(_, record)| record).collect();
    };
    let owners = base.rows.all(&part.owner).filter_map(|(_, owner)| owner.get(&part.property));
    owners.filter_map(Value::as_array).flatten().filter_map(Value::as_object).collect()
}

fn table(
    base: Base,
    set: &str,
    shape: &str,
    function: &Segment,
    counting: bool,
    call: &Call,
) -> Result<Response, Refusal> {
    if !base.model.has_function(shape, &function.name) {
        return Err(Refusal::no_method());
    }
    let table = tables::Call::new(set, &function.name, function.inside.as_deref(), &call.options);
    match table.function {
        "SliceLast" | "SliceFirst" => {
            let rows = tables::slice(base, shape, &table)?;
            let listing = list(base, shape, rows, &call.options, false)?;
            let metadata = format!("$metadata#{set}");
            if counting {
                Ok(count(&listing))
            } else {
                page(base, None, shape, &metadata, &listing, call)
            }
        }
        "Balance" | "Turnovers" => {
            let suffix = if table.function == "Balance" { "Balance" } else { "Turnover" };
            let shape = format!("{set}_{suffix}");
            let rows = tables::totals(base, &shape, &table)?;
            let listing = list(base, &shape, rows.iter().collect(), &call.options, false)?;
            let metadata = format!("$metadata#Collection(StandardODATA.{shape})");
            if counting {
                Ok(count(&listing))
            } else {
                page(base, None, &shape, &metadata, &listing, call)
            }
        }
        _ => Err(Refusal::unsupported()),
    }
}

/// A number alone. The base puts a byte order mark before it.
fn count(listing: &Listing) -> Response {
    Response::new(200, "text/plain;charset=utf-8", format!("\u{feff}{}", listing.total))
}

/// A page of records; `linked` is the set whose records they are.
fn page(
    base: Base,
    linked: Option<&str>,
    shape: &str,
    metadata: &str,
    listing: &Listing,
    call: &Call,
) -> Result<Response, Refusal> {
    let detail = call.detail.ok_or_else(Refusal::bad_format)?;
    let selection = Selection::parse(&call.options, base, shape)?;
    let declared = base.model.shapes.get(shape).ok_or_else(|| Refusal::no_set(shape))?;
    let mut records = Vec::with_capacity(listing.page.len());
    for record in &listing.page {
        let mut chosen = selection.apply(base, shape, record);
        if let Some(set) = linked {
            selection.link(&mut chosen, set, declared, detail);
        }
        records.push(Value::Object(chosen));
    }
    let mut body = Record::new();
    if detail == Detail::Minimal {
        body.insert("odata.metadata".to_owned(), json!(format!("{}{metadata}", call.root)));
    }
    if call.options.counts_all()? {
        body.insert("odata.count".to_owned(), json!(listing.total.to_string()));
    }
    body.insert("value".to_owned(), Value::Array(records));
    Ok(Response::new(200, JSON, Value::Object(body).to_string()))
}

/// A record by its key, or what a path leads to from there.
fn single(
    base: Base,
    set: &str,
    shape_name: &str,
    inside: &str,
    rest: &[Segment],
    call: &Call,
) -> Result<Response, Refusal> {
    let shape = base.model.shapes.get(shape_name).ok_or_else(|| Refusal::no_set(set))?;
    let key = key::parse(shape, inside)?;
    let found = if base.model.parts.contains_key(set) {
        records(base, set).into_iter().find(|record| key::of(shape, record) == key)
    } else {
        base.rows.get(set, &key)
    };
    let record = found.ok_or_else(Refusal::no_record)?;
    match rest {
        [] => element(base, set, shape_name, record, call),
        [member] => property(base, set, shape_name, record, &member.name, call),
        [member, value] if value.name == "$value" => raw(shape, record, &member.name),
        _ => Err(Refusal::bad_address()),
    }
}

fn element(
    base: Base,
    set: &str,
    shape_name: &str,
    record: &Record,
    call: &Call,
) -> Result<Response, Refusal> {
    let detail = call.detail.ok_or_else(Refusal::bad_format)?;
    let shape = base.model.shapes.get(shape_name).ok_or_else(|| Refusal::no_set(set))?;
    let selection = Selection::parse(&call.options, base, shape_name)?;
    let mut chosen = selection.apply(base, shape_name, record);
    selection.link(&mut chosen, set, shape, detail);
    let mut body = Record::new();
    if detail == Detail::Minimal {
        let metadata = format!("{}$metadata#{set}/@Element", call.root);
        body.insert("odata.metadata".to_owned(), json!(metadata));
    }
    body.extend(chosen);
    Ok(Response::new(200, JSON, Value::Object(body).to_string()))
}

fn property(
    base: Base,
    set: &str,
    shape_name: &str,
    record: &Record,
    name: &str,
    call: &Call,
) -> Result<Response, Refusal> {
    if let Some(target) = base.navigation(shape_name, name) {
        let key = record.get(&format!("{name}_Key")).and_then(Value::as_str);
        let found =
            key.and_then(|key| base.rows.get(target, key)).ok_or_else(Refusal::no_record)?;
        return element(base, target, target, found, call);
    }
    let detail = call.detail.ok_or_else(Refusal::bad_format)?;
    let value = record.get(name).ok_or_else(|| Refusal::no_property(name))?;
    let mut body = Record::new();
    if detail == Detail::Minimal {
        let metadata = format!("{}$metadata#{set}/{name}", call.root);
        body.insert("odata.metadata".to_owned(), json!(metadata));
    }
    body.insert("value".to_owned(), value.clone());
    Ok(Response::new(200, JSON, Value::Object(body).to_string()))
}

/// A value without any envelope; stored values are bytes.
fn raw(shape: &Shape, record: &Record, name: &str) -> Result<Response, Refusal> {
    use base64::Engine as _;
    let text = |name: &str| record.get(name).and_then(Value::as_str);
    if shape.properties.get(name).is_some_and(|it| it.edm == Edm::Stream) {
        let stored = text(&format!("{name}_Base64Data")).unwrap_or_default();
        let bytes = base64::engine::general_purpose::STANDARD.decode(stored);
        let kind = text(&format!("{name}_Type")).filter(|kind| !kind.is_empty());
        let kind = kind.unwrap_or("application/octet-stream");
        return Ok(Response::new(200, kind, bytes.unwrap_or_default()));
    }
    let value = record.get(name).ok_or_else(|| Refusal::no_property(name))?;
    let plain = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Ok(Response::new(200, "text/plain;charset=utf-8", plain))
}

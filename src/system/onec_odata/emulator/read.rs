//! Answers to GET: lists, single records, parts of records, virtual tables.

use serde_json::{Value, json};

use crate::endpoint::emulate::Response;
use crate::system::onec_odata::model::{Edm, Model, Shape};

use super::address::Segment;
use super::answer::Answer;
use super::atom;
use super::evaluate::{Base, Frame};
use super::filter::Expr;
use super::key;
use super::listing::{Listing, keep, list};
use super::options::Detail;
use super::refusal::Refusal;
use super::rows::{Record, Rows};
use super::select::Selection;
use super::tables;
use super::world::Settings;
use super::{Call, JSON};

/// The answer to a GET below the service root.
pub(super) fn answer(settings: &Settings, rows: &Rows, call: &Call) -> Result<Response, Refusal> {
    let model = &settings.model;
    let base = Base { model, rows };
    let Some((target, rest)) = call.segments.split_first() else {
        return services(model, call);
    };
    let set = target.name.as_str();
    let shape_name = model.sets.get(set).ok_or_else(|| Refusal::no_set(set))?;
    let hidden = settings.hidden.get(set);
    match (target.inside.as_deref().filter(|inside| !inside.is_empty()), rest) {
        (Some(inside), rest) => single(base, hidden, (set, shape_name), inside, rest, call),
        (None, []) => collection(base, hidden, (set, shape_name), false, call),
        (None, [last]) if last.name == "$count" => {
            collection(base, hidden, (set, shape_name), true, call)
        }
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
    if detail == Detail::Atom {
        let text = atom::services(&call.root, model.sets.keys().map(String::as_str));
        return Ok(Response::new(200, "application/atomsvc+xml;charset=utf-8", text));
    }
    let sets = model.sets.keys().map(|name| json!({ "name": name, "url": name })).collect();
    let mut body = Record::new();
    if detail == Detail::Minimal {
        body.insert("odata.metadata".to_owned(), json!(format!("{}$metadata", call.root)));
    }
    body.insert("value".to_owned(), Value::Array(sets));
    Ok(Response::new(200, JSON, Value::Object(body).to_string()))
}

/// One record as the answer to a write.
pub(super) fn written(
    model: &Model,
    set: &str,
    record: &Record,
    call: &Call,
    status: u16,
) -> Result<Response, Refusal> {
    let detail = call.detail.ok_or_else(Refusal::bad_format)?;
    let shape_name = model.sets.get(set).ok_or_else(|| Refusal::no_set(set))?;
    let shape = model.shapes.get(shape_name).ok_or_else(|| Refusal::no_set(set))?;
    let mut chosen = record.clone();
    Selection::default().link(&mut chosen, set, shape, detail);
    let metadata = format!("$metadata#{set}/@Element");
    Answer { model, set: Some(set), shape: shape_name, metadata, call }.one(status, chosen)
}

fn collection(
    base: Base,
    hidden: Option<&Expr>,
    (set, shape): (&str, &str),
    counting: bool,
    call: &Call,
) -> Result<Response, Refusal> {
    let declared = base.model.shapes.get(shape).ok_or_else(|| Refusal::no_set(set))?;
    let records = visible(base, hidden, shape, tables::records(base, set), call)?;
    // On registers with a recorder the base passes over the order.
    let ordered = !declared.is_record_set() && !set.ends_with("_RecordType");
    let listing = list(base, shape, records, &call.options, ordered)?;
    if counting {
        return Ok(count(&listing));
    }
    let metadata = format!("$metadata#{set}");
    page(base, Some(set), shape, &metadata, &listing, call)
}

fn is_hidden(base: Base, hidden: &Expr, shape: &str, record: &Record) -> bool {
    let frame = Frame { name: "", shape, record: Some(record), outer: None };
    base.fits(hidden, &frame).unwrap_or(true)
}

/// The records that the login may see: one that it may not fails the whole request, unless the
/// client asks for what is allowed only.
fn visible<'a>(
    base: Base<'a>,
    hidden: Option<&Expr>,
    shape: &'a str,
    records: Vec<&'a Record>,
    call: &Call,
) -> Result<Vec<&'a Record>, Refusal> {
    let Some(hidden) = hidden else { return Ok(records) };
    let asked = ["allowedOnly", "$allowedOnly"].into_iter().find_map(|it| call.options.get(it));
    if asked == Some("true") {
        let seen = records.into_iter().filter(|record| !is_hidden(base, hidden, shape, record));
        return Ok(seen.collect());
    }
    let chosen = keep(base, shape, records, call.options.get("$filter"), "$filter")?;
    let meets_hidden = chosen.iter().any(|record| is_hidden(base, hidden, shape, record));
    if meets_hidden { Err(Refusal::no_rights()) } else { Ok(chosen) }
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
        "Balance" | "Turnovers" | "BalanceAndTurnovers" => {
            let suffix = table.function.strip_suffix('s').filter(|it| *it == "Turnover");
            let shape = format!("{set}_{}", suffix.unwrap_or(table.function));
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
        records.push(chosen);
    }
    let metadata = metadata.to_owned();
    Answer { model: base.model, set: linked, shape, metadata, call }.many(records, listing.total)
}

/// A record by its key, or what a path leads to from there.
fn single(
    base: Base,
    hidden: Option<&Expr>,
    (set, shape_name): (&str, &str),
    inside: &str,
    rest: &[Segment],
    call: &Call,
) -> Result<Response, Refusal> {
    let shape = base.model.shapes.get(shape_name).ok_or_else(|| Refusal::no_set(set))?;
    let key = key::parse(shape, inside)?;
    let found = if base.model.parts.contains_key(set) {
        tables::records(base, set).into_iter().find(|record| key::of(shape, record) == key)
    } else {
        base.rows.get(set, &key)
    };
    let record = found.ok_or_else(Refusal::no_record)?;
    if hidden.is_some_and(|hidden| is_hidden(base, hidden, shape_name, record)) {
        return Err(Refusal::no_rights());
    }
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
    let metadata = format!("$metadata#{set}/@Element");
    let model = base.model;
    Answer { model, set: Some(set), shape: shape_name, metadata, call }.one(200, chosen)
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
    let value = record.get(name).ok_or_else(|| Refusal::no_property(name))?;
    let metadata = format!("$metadata#{set}/{name}");
    let model = base.model;
    Answer { model, set: Some(set), shape: shape_name, metadata, call }.value(name, value)
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

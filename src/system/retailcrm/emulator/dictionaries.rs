//! The dictionaries under `reference/`: some come as a map by their codes, some as an array.

use serde_json::{Value, json};

use super::call::Call;
use super::json::{Object, merge};
use super::reply::{Handled, Reply};
use super::route::{Route, get, post};

/// Whether an answer holds a map or an array.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Map,
    Array,
}

/// A dictionary: its path and file, its member in the answer, its shape, and the parameter that an
/// edit of an entry has.
struct Dictionary(&'static str, &'static str, Shape, &'static str);

const ALL: [Dictionary; 21] = [
    Dictionary("statuses", "statuses", Shape::Map, "status"),
    Dictionary("status-groups", "statusGroups", Shape::Map, ""),
    Dictionary("order-types", "orderTypes", Shape::Map, "orderType"),
    Dictionary("order-methods", "orderMethods", Shape::Map, "orderMethod"),
    Dictionary("payment-types", "paymentTypes", Shape::Map, "paymentType"),
    Dictionary("payment-statuses", "paymentStatuses", Shape::Map, "paymentStatus"),
    Dictionary("delivery-types", "deliveryTypes", Shape::Map, "deliveryType"),
    Dictionary("delivery-services", "deliveryServices", Shape::Map, "deliveryService"),
    Dictionary("product-statuses", "productStatuses", Shape::Map, "productStatus"),
    Dictionary("units", "units", Shape::Map, "unit"),
    Dictionary("sites", "sites", Shape::Map, "site"),
    Dictionary("stores", "stores", Shape::Array, "store"),
    Dictionary("price-types", "priceTypes", Shape::Array, "priceType"),
    Dictionary("legal-entities", "legalEntities", Shape::Array, "legalEntity"),
    Dictionary("countries", "countriesIso", Shape::Array, ""),
    Dictionary("currencies", "currencies", Shape::Array, "currency"),
    Dictionary("couriers", "couriers", Shape::Array, "courier"),
    Dictionary("cost-groups", "costGroups", Shape::Array, "costGroup"),
    Dictionary("cost-items", "costItems", Shape::Array, "costItem"),
    Dictionary("mg-channels", "mgChannels", Shape::Array, ""),
    Dictionary("subscriptions", "subscriptions", Shape::Array, ""),
];

/// The files of the world that hold dictionaries.
pub(super) fn files() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|dictionary| dictionary.0)
}

pub(super) const ROUTES: &[Route] = &[
    get("reference/*", list),
    post("reference/*/create", create),
    post("reference/*/*/edit", edit),
];

/// Dictionaries whose entries have numbers, and are made without one.
const NUMBERED: [&str; 2] = ["couriers", "currencies"];

fn list(call: &Call<'_>, path: &[&str]) -> Handled {
    let Dictionary(file, name, shape, _) = find(path[0])?;
    let rows = call.tx.list(file)?;
    let entries = match shape {
        Shape::Array => rows.into_iter().map(|row| row.body).collect(),
        Shape::Map => {
            super::json::php_map(rows.into_iter().map(|row| (row.key, row.body)).collect())
        }
    };
    let mut members = Object::new();
    members.insert((*name).to_owned(), entries);
    Ok(Reply::success(200, Value::Object(members)))
}

/// An edit under a new code makes the entry; whether the real API does is not known.
fn edit(call: &Call<'_>, path: &[&str]) -> Handled {
    let Dictionary(file, _, _, parameter) = find(path[0])?;
    if parameter.is_empty() {
        return Err(Reply::refusal(404, "API method not found").into());
    }
    let mut given = call.object(parameter)?;
    let old = call.tx.get(file, path[1])?;
    let mut entry = match old {
        Some(Value::Object(entry)) => entry,
        _ if NUMBERED.contains(file) => return Err(Reply::not_found().into()),
        _ => Object::new(),
    };
    if NUMBERED.contains(file) {
        given.shift_remove("id");
    } else {
        entry.insert("code".to_owned(), json!(path[1]));
    }
    merge(&mut entry, &given);
    put(call, file, path[1], &Value::Object(entry))?;
    call.enter(path[1], 200)?;
    Ok(Reply::success(200, json!({})))
}

fn create(call: &Call<'_>, path: &[&str]) -> Handled {
    let Dictionary(file, _, _, parameter) = find(path[0])?;
    if !NUMBERED.contains(file) {
        return Err(Reply::refusal(404, "API method not found").into());
    }
    let mut entry = call.object(parameter)?;
    let rows = call.tx.list(file)?;
    let number = rows.iter().filter_map(|row| super::json::id(&row.body)).max().unwrap_or(0) + 1;
    entry.insert("id".to_owned(), json!(number));
    put(call, file, &number.to_string(), &Value::Object(entry))?;
    call.enter(&number.to_string(), 201)?;
    Ok(Reply::success(201, json!({"id": number})))
}

/// Puts an entry at its old place, or at the end.
pub(super) fn put(
    call: &Call<'_>,
    file: &str,
    key: &str,
    entry: &Value,
) -> Result<(), super::reply::Trouble> {
    let rows = call.tx.list(file)?;
    let known = rows.iter().find(|row| row.key == key).map(|row| row.seq);
    let seq = match known {
        Some(seq) => seq,
        None => call.tx.last(file)? + 1,
    };
    Ok(call.tx.put(file, key, seq, entry)?)
}

fn find(path: &str) -> Result<&'static Dictionary, Reply> {
    let found = ALL.iter().find(|dictionary| dictionary.0 == path);
    found.ok_or_else(|| Reply::refusal(404, "API method not found"))
}

//! What companies that buy have besides: legal entities, contacts, addresses. They stand inside the
//! customer's record and are given by lists of their own.

use serde_json::{Value, json};

use super::address;
use super::buyer::Referred;
use super::call::{By, Call};
use super::changes::FieldChange;
use super::customers::{self, COMPANIES, PERSONS};
use super::json::{Object, elements, id, is_yes, member, merge, php_map};
use super::order_write::Writing;
use super::reply::{Handled, Reply, Trouble};
use super::route::{Route, get, post};
use crate::endpoint::emulate::{Tx, WorldError};

/// A kind of part: its path, the member that holds the parts, the parameter, the counter, its name
/// in history, and the member of the customer that names the main one.
struct Part {
    path: &'static str,
    many: &'static str,
    one: &'static str,
    counter: &'static str,
    field: &'static str,
    main: &'static str,
}

const PARTS: [Part; 3] = [
    Part {
        path: "companies",
        many: "companies",
        one: "company",
        counter: "company",
        field: "company",
        main: "mainCompany",
    },
    Part {
        path: "contacts",
        many: "customerContacts",
        one: "contact",
        counter: "contact",
        field: "contact",
        main: "mainCustomerContact",
    },
    Part {
        path: "addresses",
        many: "addresses",
        one: "address",
        counter: "address",
        field: "address",
        main: "mainAddress",
    },
];

pub(super) const ROUTES: &[Route] = &[
    get("customers-corporate/*/companies", |call, path| list(call, &PARTS[0], path)),
    post("customers-corporate/*/companies/create", |call, path| add(call, &PARTS[0], path)),
    post("customers-corporate/*/companies/*/edit", |call, path| edit(call, &PARTS[0], path)),
    get("customers-corporate/*/contacts", |call, path| list(call, &PARTS[1], path)),
    post("customers-corporate/*/contacts/create", |call, path| add(call, &PARTS[1], path)),
    post("customers-corporate/*/contacts/*/edit", |call, path| edit(call, &PARTS[1], path)),
    get("customers-corporate/*/addresses", |call, path| list(call, &PARTS[2], path)),
    post("customers-corporate/*/addresses/create", |call, path| add(call, &PARTS[2], path)),
    post("customers-corporate/*/addresses/*/edit", |call, path| edit(call, &PARTS[2], path)),
];

fn list(call: &Call<'_>, part: &Part, path: &[&str]) -> Handled {
    let customer = owner(call, path[0])?;
    let page = call.page()?;
    let rows: Vec<Value> = elements(customer.get(part.many)).into_iter().cloned().collect();
    let mut members = Object::new();
    members.insert("pagination".to_owned(), page.block(rows.len()));
    members.insert(part.path.to_owned(), Value::Array(page.cut(rows)));
    Ok(Reply::success(200, Value::Object(members)))
}

fn add(call: &Call<'_>, part: &Part, path: &[&str]) -> Handled {
    let given = call.object(part.one)?;
    let old = owner(call, path[0])?;
    let mut customer = old.as_object().cloned().unwrap_or_default();
    let mut writing = Writing::default();
    let row = row(call, part, None, &given, &mut writing)?;
    refuse(writing)?;
    let number = row["id"].clone();
    push(&mut customer, part, row);
    customers::save(call, &COMPANIES, &old, customer)?;
    call.enter(&number.to_string(), 201)?;
    Ok(Reply::success(201, json!({"id": number})))
}

fn edit(call: &Call<'_>, part: &Part, path: &[&str]) -> Handled {
    let given = call.object(part.one)?;
    let old = owner(call, path[0])?;
    let by_id = call.param("entityBy").as_deref() == Some("id");
    let name = if by_id { "id" } else { "externalId" };
    let rows = elements(old.get(part.many)).into_iter();
    let known = rows.into_iter().find(|row| member(row, name).as_deref() == Some(path[1]));
    let known = known.cloned().ok_or_else(Reply::not_found)?;
    let mut customer = old.as_object().cloned().unwrap_or_default();
    let mut writing = Writing::default();
    let row = row(call, part, Some(known), &given, &mut writing)?;
    refuse(writing)?;
    let number = row["id"].clone();
    push(&mut customer, part, row);
    customers::save(call, &COMPANIES, &old, customer)?;
    call.enter(&number.to_string(), 200)?;
    Ok(Reply::success(200, json!({"id": number})))
}

fn owner(call: &Call<'_>, key: &str) -> Result<Value, Trouble> {
    Ok(customers::find(call, &COMPANIES, key, call.by()?)?.ok_or_else(Reply::not_found)?)
}

fn refuse(writing: Writing) -> Result<(), Trouble> {
    match writing.errors.as_slice() {
        [] => Ok(()),
        _ => Err(Reply::refusal_of("Errors in the entity format", writing.errors).into()),
    }
}

/// Parts that come with the creation of a customer; afterwards they have methods of their own.
pub(super) fn apply(
    call: &Call<'_>,
    customer: &mut Object,
    given: &Object,
    writing: &mut Writing,
) -> Result<(), Trouble> {
    if customer.get("type").is_none_or(|kind| kind != COMPANIES.kind) {
        return Ok(());
    }
    for part in &PARTS {
        for row_given in elements(given.get(part.many)) {
            let Some(row_given) = row_given.as_object() else { continue };
            let row = row(call, part, None, row_given, writing)?;
            push(customer, part, row);
        }
    }
    Ok(())
}

/// A new part, or a known one with what was given.
fn row(
    call: &Call<'_>,
    part: &Part,
    known: Option<Value>,
    given: &Object,
    writing: &mut Writing,
) -> Result<Value, Trouble> {
    let mut row = if let Some(Value::Object(row)) = known {
        row
    } else {
        let mut row = Object::new();
        row.insert("id".to_owned(), json!(call.tx.next(part.counter)?));
        row.insert("isMain".to_owned(), json!(false));
        if part.one == "company" {
            row.insert("active".to_owned(), json!(true));
            row.insert("createdAt".to_owned(), json!(call.now));
            row.insert("contragent".to_owned(), json!({"contragentType": "legal-entity"}));
        }
        row
    };
    let mut given = given.clone();
    given.shift_remove("id");
    if let (true, Some(reference)) = (part.one == "contact", given.shift_remove("customer")) {
        match contact(call, &reference)? {
            Ok(customer) => drop(row.insert("customer".to_owned(), customer)),
            Err((field, value)) => {
                let text = format!("Customer with {field}={value} not found.");
                writing.error(format!("customer.{field}"), text);
            }
        }
    }
    merge(&mut row, &given);
    if part.one == "address" {
        address::compose(&mut row);
    }
    Ok(Value::Object(row))
}

fn contact(call: &Call<'_>, reference: &Value) -> Result<Referred, Trouble> {
    let (field, value, by) = match (id(reference), member(reference, "externalId")) {
        (Some(number), _) => ("id", number.to_string(), By::Id),
        (None, external) => ("externalId", external.unwrap_or_default(), By::ExternalId),
    };
    let found = customers::find(call, &PERSONS, &value, by)?;
    Ok(found
        .map(|customer| {
            let ids = ["id", "externalId", "site"].into_iter();
            let ids = ids.filter_map(|id| Some((id.to_owned(), customer.get(id)?.clone())));
            php_map(ids.collect())
        })
        .ok_or((field, value)))
}

/// Puts a part into its list; a main one is the only one, and the first is main by itself.
fn push(customer: &mut Object, part: &Part, mut row: Value) {
    let mut rows: Vec<Value> = elements(customer.get(part.many)).into_iter().cloned().collect();
    let at = rows.iter().position(|known| id(known) == id(&row));
    let others_main =
        rows.iter().any(|known| id(known) != id(&row) && known.get("isMain").is_some_and(is_yes));
    let is_main = row.get("isMain").is_some_and(is_yes) || !others_main;
    row["isMain"] = json!(is_main);
    if is_main {
        for known in &mut rows {
            known["isMain"] = json!(false);
        }
        let name = |row: &Value| {
            let mut short = json!({"id": row["id"]});
            for member in ["externalId", "name", "customer"] {
                if let Some(value) = row.get(member) {
                    short[member] = value.clone();
                }
            }
            short
        };
        customer.insert(part.main.to_owned(), name(&row));
    }
    match at {
        Some(at) => rows[at] = row,
        None => rows.push(row),
    }
    customer.insert(part.many.to_owned(), Value::Array(rows));
}

/// Sets the members that name the main parts, of a record that came with its parts.
pub(super) fn complete(customer: &mut Object) {
    for part in &PARTS {
        let rows: Vec<Value> = elements(customer.get(part.many)).into_iter().cloned().collect();
        customer.shift_remove(part.many);
        let (main, others): (Vec<Value>, Vec<Value>) =
            rows.into_iter().partition(|row| row.get("isMain").is_some_and(is_yes));
        for row in main.into_iter().chain(others) {
            push(customer, part, row);
        }
    }
}

/// Answers show the main parts only.
pub(super) fn hide(customer: &mut Object) {
    for part in &PARTS {
        customer.shift_remove(part.many);
    }
}

/// What changed in the parts.
pub(super) fn changes(changes: &mut Vec<FieldChange>, old: &Value, new: &Value) {
    for part in &PARTS {
        let before = elements(old.get(part.many));
        for row in elements(new.get(part.many)) {
            let known = before.iter().find(|known| id(known) == id(row));
            if known.is_some_and(|known| *known == row) {
                continue;
            }
            let short = json!({"id": row["id"]});
            let old = if known.is_some() { short.clone() } else { Value::Null };
            let mut about = Object::new();
            let shown = if part.one == "contact" { "customerContact" } else { part.one };
            about.insert(shown.to_owned(), row.clone());
            changes.push(FieldChange { field: part.field.to_owned(), old, new: short, about });
        }
        let main = |side: &Value| side[part.main].get("id").cloned().unwrap_or_default();
        if main(old) != main(new) {
            changes.push(FieldChange {
                field: format!("main_{}", part.field),
                old: reference(main(old)),
                new: reference(main(new)),
                about: Object::new(),
            });
        }
    }
}

fn reference(id: Value) -> Value {
    if id.is_null() { id } else { json!({"id": id}) }
}

/// The legal entity that a reference of an order names.
pub(super) fn company(call: &Call<'_>, wanted: &Value) -> Result<Referred, Trouble> {
    let (field, value) = match (id(wanted), member(wanted, "externalId")) {
        (Some(number), _) => ("id", number.to_string()),
        (None, external) => ("externalId", external.unwrap_or_default()),
    };
    let found = if field == "id" {
        company_by_id(call.tx, &value)?
    } else {
        let rows = call.tx.list(COMPANIES.file)?;
        let companies = rows.iter().flat_map(|row| elements(row.body.get("companies")));
        companies.into_iter().find(|c| member(c, field).as_ref() == Some(&value)).cloned()
    };
    Ok(found.map(|company| json!({"id": company["id"]})).ok_or((field, value)))
}

/// A legal entity by its number.
pub(super) fn company_by_id(tx: &Tx<'_>, key: &str) -> Result<Option<Value>, WorldError> {
    let Some(place) = tx.get("companies", key)? else { return Ok(None) };
    let customer = tx.get(COMPANIES.file, &member(&place, "customer").unwrap_or_default())?;
    let companies = elements(customer.as_ref().and_then(|customer| customer.get("companies")));
    Ok(companies.into_iter().find(|company| member(company, "id").as_deref() == Some(key)).cloned())
}

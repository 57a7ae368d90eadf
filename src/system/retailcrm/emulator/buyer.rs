//! The buyer, the contact and the company of an order: kept as references, shown as they are now.

use serde_json::{Value, json};

use super::call::{By, Call};
use super::corporate;
use super::customers::{COMPANIES, Folk, PERSONS, find, shown};
use super::json::{Object, id, member};
use super::order_write::Writing;
use super::reply::Trouble;
use crate::endpoint::emulate::{Tx, WorldError};

/// Sets the buyer, the contact or the company of an order by a reference.
pub(super) fn refer(
    call: &Call<'_>,
    order: &mut Object,
    name: &str,
    reference: &Value,
    writing: &mut Writing,
) -> Result<(), Trouble> {
    if !reference.is_object() {
        return Ok(());
    }
    let is_company = reference["type"] == COMPANIES.kind;
    let folk = if is_company { &COMPANIES } else { &PERSONS };
    let found = match name {
        "company" => corporate::company(call, reference)?,
        _ => person(call, folk, reference)?,
    };
    match found {
        Ok(found) => drop(order.insert(name.to_owned(), found)),
        Err((field, value)) => {
            let what = if name == "company" { "Company" } else { "Customer" };
            let text = format!("{what} with {field}={value} not found.");
            writing.error(format!("{name}.{field}"), text);
        }
    }
    Ok(())
}

/// A reference as an order keeps it, or the field and value that nobody has.
pub(super) type Referred = Result<Value, (&'static str, String)>;

fn person(call: &Call<'_>, folk: &Folk, reference: &Value) -> Result<Referred, Trouble> {
    let (field, value, by) = match (id(reference), member(reference, "externalId")) {
        (Some(number), _) => ("id", number.to_string(), By::Id),
        (None, Some(external)) => ("externalId", external, By::ExternalId),
        (None, None) => return Ok(Err(("id", String::new()))),
    };
    let found = find(call, folk, &value, by)?;
    Ok(found.map(|customer| reference_to(folk, &customer)).ok_or((field, value)))
}

fn reference_to(folk: &Folk, customer: &Value) -> Value {
    let mut out = json!({"type": folk.kind, "id": customer["id"]});
    for name in ["externalId", "site"] {
        if let Some(value) = customer.get(name) {
            out[name] = value.clone();
        }
    }
    out
}

/// The customer or company that an order refers to, as it is now.
pub(super) fn shown_in_order(tx: &Tx<'_>, reference: &Value) -> Result<Value, WorldError> {
    let key = id(reference).unwrap_or(0).to_string();
    let whole = match reference["type"].as_str() {
        Some("customer_corporate") => tx.get(COMPANIES.file, &key)?.map(shown),
        Some("customer") => tx.get(PERSONS.file, &key)?.map(shown),
        _ => corporate::company_by_id(tx, &key)?,
    };
    Ok(whole.unwrap_or_else(|| reference.clone()))
}

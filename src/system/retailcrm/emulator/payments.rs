//! Payments of orders.

use serde_json::{Value, json};

use super::call::{By, Call};
use super::json::{Object, elements, id, member};
use super::order_fields::PAYMENT;
use super::order_write::{self, Writing, scalar};
use super::orders;
use super::reply::{Handled, Reply, Trouble};
use super::route::{Route, post};

pub(super) const ROUTES: &[Route] = &[
    post("orders/payments/create", |call, _| create(call)),
    post("orders/payments/*/edit", edit),
    post("orders/payments/*/delete", delete),
];

fn create(call: &Call<'_>) -> Handled {
    let given = call.object("payment")?;
    let order = order_of(call, given.get("order").unwrap_or(&Value::Null))?;
    let number = add(call, &order, &given)?;
    call.enter(&number.to_string(), 201)?;
    Ok(Reply::success(201, json!({"id": number})))
}

fn edit(call: &Call<'_>, path: &[&str]) -> Handled {
    let given = call.object("payment")?;
    let (order, number) = find(call, path[0], call.by()?)?;
    change(call, &order, number, &given)?;
    call.enter(&number.to_string(), 200)?;
    Ok(Reply::success(200, json!({"id": number})))
}

fn delete(call: &Call<'_>, path: &[&str]) -> Handled {
    let (old, number) = find(call, path[0], By::Id)?;
    let mut order = old.as_object().cloned().unwrap_or_default();
    if let Some(rows) = order.get_mut("payments").and_then(Value::as_array_mut) {
        rows.retain(|row| id(row) != Some(number));
    }
    order_write::save(call, &old, order)?;
    call.tx.remove("payments", &number.to_string())?;
    call.enter(&number.to_string(), 200)?;
    Ok(Reply::success(200, json!({})))
}

/// Adds a payment to an order.
pub(super) fn add(call: &Call<'_>, old: &Value, given: &Object) -> Result<i64, Trouble> {
    let mut writing = Writing::default();
    let rows = rows(call, &json!([given]), &mut writing)?;
    refuse(writing)?;
    let number = rows.first().and_then(id).unwrap_or(0);
    let mut order = old.as_object().cloned().unwrap_or_default();
    if let Some(known) = order.get_mut("payments").and_then(Value::as_array_mut) {
        known.extend(rows);
    }
    order_write::save(call, old, order)?;
    Ok(number)
}

/// Edits a payment of an order.
pub(super) fn change(
    call: &Call<'_>,
    old: &Value,
    number: i64,
    given: &Object,
) -> Result<(), Trouble> {
    let mut writing = Writing::default();
    let mut order = old.as_object().cloned().unwrap_or_default();
    let rows = order.get_mut("payments").and_then(Value::as_array_mut).into_iter().flatten();
    for row in rows.filter(|row| id(row) == Some(number)) {
        let row = row.as_object_mut().expect("a row with an id is an object");
        write(call, row, given, "", &mut writing)?;
    }
    refuse(writing)?;
    order_write::save(call, old, order)?;
    Ok(())
}

/// New payments of what was given: a list, or a map as PHP may write it.
pub(super) fn rows(
    call: &Call<'_>,
    given: &Value,
    writing: &mut Writing,
) -> Result<Vec<Value>, Trouble> {
    let mut rows = Vec::new();
    for (place, given) in elements(Some(given)).into_iter().enumerate() {
        let prefix = format!("payments[{place}].");
        let Some(given) = given.as_object() else {
            writing.error(prefix.trim_end_matches('.'), "This value is not valid.");
            continue;
        };
        if given.get("type").is_none_or(Value::is_null) {
            writing.error(format!("{prefix}type"), "This value should not be blank.");
        }
        if let Some(external) = given.get("externalId").and_then(super::json::text)
            && !call.tx.marked("payments", "externalId", &external)?.is_empty()
        {
            let text = format!("Payment with externalId={external} already exists.");
            writing.error(format!("{prefix}externalId"), text);
        }
        let mut row = Object::new();
        row.insert("id".to_owned(), json!(call.tx.next("payment")?));
        write(call, &mut row, given, &prefix, writing)?;
        row.entry("amount").or_insert_with(|| json!(0));
        rows.push(Value::Object(row));
    }
    Ok(rows)
}

fn write(
    call: &Call<'_>,
    row: &mut Object,
    given: &Object,
    prefix: &str,
    writing: &mut Writing,
) -> Result<(), Trouble> {
    for field in &PAYMENT {
        let Some(value) = given.get(field.name) else { continue };
        let name = format!("{prefix}{}", field.name);
        match scalar(call, field.kind, value, name, writing)? {
            Some(Value::Null) => drop(row.shift_remove(field.name)),
            Some(value) => drop(row.insert(field.name.to_owned(), value)),
            None => {}
        }
    }
    Ok(())
}

fn refuse(writing: Writing) -> Result<(), Trouble> {
    match writing.errors.as_slice() {
        [] => Ok(()),
        _ => Err(Reply::refusal_of("Errors in the entity format", writing.errors).into()),
    }
}

/// The order that a reference names.
fn order_of(call: &Call<'_>, reference: &Value) -> Result<Value, Trouble> {
    let found = if let Some(number) = id(reference) {
        orders::find(call, &number.to_string(), By::Id)?
    } else if let Some(external) = member(reference, "externalId") {
        orders::find(call, &external, By::ExternalId)?
    } else if let Some(number) = member(reference, "number") {
        let key = call.tx.marked("orders", "number", &number)?.into_iter().next();
        key.map_or(Ok(None), |key| orders::find(call, &key, By::Id))?
    } else {
        let text = "Set one of the following fields: id, externalId, number";
        let errors = vec![("order".to_owned(), text.to_owned())];
        return Err(Reply::refusal_of("Errors in the entity format", errors).into());
    };
    Ok(found.ok_or_else(Reply::not_found)?)
}

fn find(call: &Call<'_>, key: &str, by: By) -> Result<(Value, i64), Trouble> {
    let key = match by {
        By::Id => Some(key.to_owned()),
        By::ExternalId => call.tx.marked("payments", "externalId", key)?.into_iter().next(),
    };
    let missing = || Reply::refusal(404, "Payment not found");
    let key = key.ok_or_else(missing)?;
    let place = call.tx.get("payments", &key)?.ok_or_else(missing)?;
    let order = member(&place, "order").unwrap_or_default();
    let order = orders::find(call, &order, By::Id)?.ok_or_else(missing)?;
    Ok((order, key.parse().unwrap_or(0)))
}

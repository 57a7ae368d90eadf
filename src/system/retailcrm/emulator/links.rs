//! What hangs on orders and customers besides: links between orders, notes, subscriptions, the
//! cancelling of a delivery.

use serde_json::{Value, json};

use super::call::{By, Call};
use super::customers::{self, COMPANIES, Folk, PERSONS};
use super::json::{Object, elements, id, integer, is_yes, member, object_at, text};
use super::reply::{Handled, Reply, Trouble};
use super::route::{Route, get, post};
use super::{order_write, orders};

/// The collection of notes.
const NOTES: &str = "notes";

pub(super) const ROUTES: &[Route] = &[
    post("orders/links/create", |call, _| link(call)),
    post("orders/*/delivery/cancel", cancel_delivery),
    get("customers/notes", |call, _| notes(call, &PERSONS)),
    post("customers/notes/create", |call, _| add_note(call, &PERSONS)),
    post("customers/notes/*/delete", delete_note),
    get("customers-corporate/notes", |call, _| notes(call, &COMPANIES)),
    post("customers-corporate/notes/create", |call, _| add_note(call, &COMPANIES)),
    post("customers-corporate/notes/*/delete", delete_note),
    post("customers/*/subscriptions", subscribe),
];

/// The order that a reference names by its id, external id or number.
fn order_of(call: &Call<'_>, reference: &Value) -> Result<Value, Trouble> {
    let found = if let Some(number) = id(reference) {
        orders::find(call, &number.to_string(), By::Id)?
    } else if let Some(external) = member(reference, "externalId") {
        orders::find(call, &external, By::ExternalId)?
    } else if let Some(number) = member(reference, "number") {
        match call.tx.marked("orders", "number", &number)?.first() {
            Some(key) => orders::find(call, key, By::Id)?,
            None => None,
        }
    } else {
        let text = "Set one of the following fields: id, externalId, number";
        let errors = vec![("orders".to_owned(), text.to_owned())];
        return Err(Reply::refusal_of("Errors in the entity format", errors).into());
    };
    Ok(found.ok_or_else(Reply::not_found)?)
}

fn link(call: &Call<'_>) -> Handled {
    let given = Value::Object(call.object("link")?);
    let rows = elements(given.get("orders"));
    let [first, second] = rows.as_slice() else {
        let text = "This collection should contain exactly 2 elements.";
        let errors = vec![("orders".to_owned(), text.to_owned())];
        return Err(Reply::refusal_of("Errors in the entity format", errors).into());
    };
    let (first, second) = (order_of(call, first)?, order_of(call, second)?);
    for (own, other) in [(&first, &second), (&second, &first)] {
        let mut order = own.as_object().cloned().unwrap_or_default();
        let mut links: Vec<Value> = elements(order.get("links")).into_iter().cloned().collect();
        let ids = ["id", "number", "externalId"].into_iter();
        let ids = ids.filter_map(|name| Some((name.to_owned(), other.get(name)?.clone())));
        links.push(json!({
            "order": Value::Object(ids.collect()),
            "createdAt": call.now,
            "comment": given.get("comment"),
        }));
        order.insert("links".to_owned(), Value::Array(links));
        orders::keep(call.tx, &Value::Object(order))?;
    }
    call.enter(&first["id"].to_string(), 200)?;
    Ok(Reply::success(200, json!({})))
}

/// Nothing here is at a carrier's, so there is nothing to ask of one: only the mark is left.
fn cancel_delivery(call: &Call<'_>, path: &[&str]) -> Handled {
    let old = orders::find(call, path[0], call.by()?)?.ok_or_else(Reply::not_found)?;
    let mut order = old.as_object().cloned().unwrap_or_default();
    let data = object_at(object_at(&mut order, "delivery"), "data");
    data.insert("status".to_owned(), json!("canceled"));
    order_write::save(call, &old, order)?;
    call.enter(&old["id"].to_string(), 200)?;
    Ok(Reply::success(200, json!({})))
}

fn notes(call: &Call<'_>, folk: &Folk) -> Handled {
    let filter = Value::Object(call.filter());
    let rows = call.tx.list(NOTES)?.into_iter().map(|row| row.body);
    let fits = |note: &Value| {
        let customer = &note["customer"];
        let is = |name: &str, value: Option<String>| {
            let wanted = elements(filter.get(name));
            wanted.is_empty() || wanted.into_iter().any(|one| text(one) == value)
        };
        customer["type"] == folk.kind
            && call.sees(customer["site"].as_str())
            && is("ids", member(note, "id"))
            && is("customerIds", member(customer, "id"))
            && is("customerExternalIds", member(customer, "externalId"))
            && is("managerIds", member(note, "managerId"))
            && member(&filter, "text")
                .is_none_or(|part| member(note, "text").is_some_and(|text| text.contains(&part)))
    };
    let mut found: Vec<Value> = rows.filter(fits).collect();
    found.reverse();
    let page = call.page()?;
    let block = page.block(found.len());
    Ok(Reply::success(200, json!({"pagination": block, "notes": page.cut(found)})))
}

fn add_note(call: &Call<'_>, folk: &Folk) -> Handled {
    let given = Value::Object(call.object("note")?);
    let reference = given.get("customer").cloned().unwrap_or_default();
    let (key, by) = match (id(&reference), member(&reference, "externalId")) {
        (Some(number), _) => (number.to_string(), By::Id),
        (None, Some(external)) => (external, By::ExternalId),
        (None, None) => {
            let text = "Set one of the following fields: id, externalId";
            let errors = vec![("customer".to_owned(), text.to_owned())];
            return Err(Reply::refusal_of("Errors in the entity format", errors).into());
        }
    };
    let customer = customers::find(call, folk, &key, by)?.ok_or_else(Reply::not_found)?;
    let Some(words) = member(&given, "text").filter(|words| !words.is_empty()) else {
        let errors = vec![("text".to_owned(), "This value should not be blank.".to_owned())];
        return Err(Reply::refusal_of("Errors in the entity format", errors).into());
    };
    let number = call.tx.next("note")?;
    let mut whose = json!({"type": folk.kind, "id": customer["id"], "site": customer["site"]});
    if let Some(external) = customer.get("externalId") {
        whose["externalId"] = external.clone();
    }
    let mut note = json!({"id": number, "createdAt": call.now, "text": words, "customer": whose});
    if let Some(manager) = given.get("managerId").and_then(integer) {
        note["managerId"] = json!(manager);
    }
    call.tx.put(NOTES, &number.to_string(), number, &note)?;
    call.enter(&number.to_string(), 201)?;
    Ok(Reply::success(201, json!({"id": number})))
}

fn delete_note(call: &Call<'_>, path: &[&str]) -> Handled {
    if call.tx.get(NOTES, path[0])?.is_none() {
        return Err(Reply::refusal(404, "Note not found").into());
    }
    call.tx.remove(NOTES, path[0])?;
    call.enter(path[0], 200)?;
    Ok(Reply::success(200, json!({})))
}

/// Whether some note on a customer holds a text.
pub(super) fn noted(call: &Call<'_>, customer: &Value, part: &str) -> Result<bool, Trouble> {
    let rows = call.tx.list(NOTES)?;
    let own = rows.iter().filter(|row| id(&row.body["customer"]) == id(customer));
    let mut texts = own.filter_map(|row| member(&row.body, "text"));
    Ok(texts.any(|text| text.contains(part)))
}

fn subscribe(call: &Call<'_>, path: &[&str]) -> Handled {
    let old = customers::find(call, &PERSONS, path[0], call.by()?)?;
    let old = old.ok_or_else(Reply::not_found)?;
    let mut customer = old.as_object().cloned().unwrap_or_default();
    let mut known: Vec<Value> =
        elements(customer.get("customerSubscriptions")).into_iter().cloned().collect();
    for row in call.list("subscriptions")? {
        let is_same = |known: &Value| {
            ["channel", "code"]
                .into_iter()
                .zip(["channel", "subscription"])
                .all(|(own, given)| member(&known["subscription"], own) == member(&row, given))
        };
        let mut subscription = Object::new();
        for (own, given) in [("channel", "channel"), ("code", "subscription")] {
            subscription.insert(own.to_owned(), row.get(given).cloned().unwrap_or_default());
        }
        let entry = json!({
            "subscription": Value::Object(subscription),
            "subscribed": row.get("active").is_none_or(is_yes),
            "changedAt": call.now,
        });
        match known.iter().position(is_same) {
            Some(at) => known[at] = entry,
            None => known.push(entry),
        }
    }
    customer.insert("customerSubscriptions".to_owned(), Value::Array(known));
    customers::save(call, &PERSONS, &old, customer)?;
    call.enter(&old["id"].to_string(), 200)?;
    Ok(Reply::success(200, json!({})))
}

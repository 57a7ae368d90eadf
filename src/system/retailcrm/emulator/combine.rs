//! Merging: two orders into one, several customers into one.
//!
//! What the records of a merge look like was never recorded: here the one that goes is told as
//! deleted with `combinedTo`, and the one that stays by what changed in it. Customers are merged at
//! once; the API does it a little later.

use serde_json::{Value, json};

use super::call::{By, Call};
use super::changes::FieldChange;
use super::customers::{self, COMPANIES, Folk, PERSONS};
use super::history::{self, Event};
use super::json::{Object, elements, id, member};
use super::reply::{Handled, Reply, Trouble};
use super::route::{Route, post};
use super::{order_write, orders};

/// The most customers in one merge.
const LIMIT: usize = 50;

pub(super) const ROUTES: &[Route] = &[
    post("orders/combine", |call, _| orders_into_one(call)),
    post("customers/combine", |call, _| customers_into_one(call, &PERSONS)),
    post("customers-corporate/combine", |call, _| customers_into_one(call, &COMPANIES)),
];

fn orders_into_one(call: &Call<'_>) -> Handled {
    let technique = call.param("technique").unwrap_or_else(|| "ours".to_owned());
    if !["ours", "summ", "theirs", "merge"].contains(&technique.as_str()) {
        let text = "The value you selected is not a valid choice.";
        return Err(Reply::bad_input("technique", text).into());
    }
    let loser = named(call, "order")?;
    let winner = named(call, "resultOrder")?;
    if id(&loser) == id(&winner) {
        return Err(Reply::bad_input("order", "An order cannot be merged with itself.").into());
    }
    let mut merged = winner.as_object().cloned().unwrap_or_default();
    merge(&mut merged, &loser, &technique);
    remove(call, &loser, Some(&winner))?;
    order_write::save(call, &winner, merged)?;
    call.enter(&winner["id"].to_string(), 200)?;
    Ok(Reply::success(200, json!({"errors": []})))
}

fn named(call: &Call<'_>, parameter: &str) -> Result<Value, Trouble> {
    let reference = Value::Object(call.object(parameter)?);
    let number = id(&reference).ok_or_else(|| {
        Reply::refusal(400, &format!("Parameter 'id' in '{parameter}' is missing"))
    })?;
    let found = orders::find(call, &number.to_string(), By::Id)?;
    Ok(found.ok_or_else(Reply::not_found)?)
}

/// `ours` keeps the lines of the order that stays, `theirs` takes those of the other, `summ` adds
/// up the quantities of the same offers, `merge` puts all lines side by side. Payments are money
/// that was paid and come along whatever the technique is.
fn merge(order: &mut Object, loser: &Value, technique: &str) {
    let rows = |owner: &Value, name: &str| -> Vec<Value> {
        elements(owner.get(name)).into_iter().cloned().collect()
    };
    let own = Value::Object(order.clone());
    let theirs = rows(loser, "items");
    let mut lines = if technique == "theirs" { Vec::new() } else { rows(&own, "items") };
    for line in theirs.into_iter().filter(|_| technique != "ours") {
        let offer = line.get("offer").and_then(id);
        let twin = lines.iter_mut().find(|known| {
            technique == "summ" && offer.is_some() && known.get("offer").and_then(id) == offer
        });
        match twin {
            Some(twin) => {
                let sum = super::money::micro_of(twin, "quantity")
                    + super::money::micro_of(&line, "quantity");
                twin["quantity"] = super::money::quantity(sum);
            }
            None => lines.push(line),
        }
    }
    order.insert("items".to_owned(), Value::Array(lines));
    let payments = [rows(&own, "payments"), rows(loser, "payments")].concat();
    order.insert("payments".to_owned(), Value::Array(payments));
}

/// Takes an order away, told as gone into another one if it was merged.
pub(super) fn remove(call: &Call<'_>, order: &Value, into: Option<&Value>) -> Result<(), Trouble> {
    let mut about = Object::new();
    if let Some(into) = into {
        about.insert("combinedTo".to_owned(), reference(into));
    }
    let old = json!({"code": order["status"]});
    let change = FieldChange { field: "status".to_owned(), old, new: Value::Null, about };
    history::tell(call, &history::ORDERS, Event::Deleted, change, &history::slim(order))?;
    for payment in elements(order.get("payments")) {
        call.tx.remove("payments", &payment["id"].to_string())?;
    }
    Ok(call.tx.remove("orders", &order["id"].to_string())?)
}

fn reference(entity: &Value) -> Value {
    let ids = ["id", "externalId", "site"].into_iter();
    let ids = ids.filter_map(|name| Some((name.to_owned(), entity.get(name)?.clone())));
    Value::Object(ids.collect())
}

/// Companies are named by the same parameters as persons here.
fn customers_into_one(call: &Call<'_>, folk: &Folk) -> Handled {
    let rows = Value::Array(call.list("customers")?);
    let rows = elements(Some(&rows));
    if rows.len() > LIMIT {
        let text = format!("This collection should contain {LIMIT} elements or less.");
        return Err(Reply::bad_input("customers", &text).into());
    }
    let given = call.object("resultCustomer")?;
    let find = |reference: &Value| -> Result<Value, Trouble> {
        let number =
            id(reference).ok_or_else(|| Reply::bad_input("id", "ID must be an integer"))?;
        let found = customers::find(call, folk, &number.to_string(), By::Id)?;
        Ok(found.ok_or_else(Reply::not_found)?)
    };
    let winner = find(&Value::Object(given))?;
    for row in rows {
        let loser = find(row)?;
        if id(&loser) != id(&winner) {
            hand_over(call, folk, &loser, &winner)?;
            forget(call, folk, &loser, Some(&winner))?;
        }
    }
    call.enter(&winner["id"].to_string(), 200)?;
    Ok(Reply::success(200, json!({})))
}

/// The orders of the customer that goes are those of the one that stays.
fn hand_over(call: &Call<'_>, folk: &Folk, loser: &Value, winner: &Value) -> Result<(), Trouble> {
    for row in call.tx.list("orders")? {
        let mut order = row.body.clone();
        let mut changed = false;
        for name in ["customer", "contact"] {
            let theirs = order.get(name).is_some_and(|it| {
                id(it) == id(loser) && member(it, "type").is_none_or(|kind| kind == folk.kind)
            });
            if theirs {
                let mut own = reference(winner);
                own["type"] = json!(folk.kind);
                order[name] = own;
                changed = true;
            }
        }
        if changed {
            let order = order.as_object().cloned().unwrap_or_default();
            order_write::save(call, &row.body, order)?;
        }
    }
    Ok(())
}

/// Takes a customer away, told as gone into another one if it was merged.
pub(super) fn forget(
    call: &Call<'_>,
    folk: &Folk,
    customer: &Value,
    into: Option<&Value>,
) -> Result<(), Trouble> {
    let mut about = Object::new();
    if let Some(into) = into {
        about.insert("combinedTo".to_owned(), reference(into));
    }
    let old = customer["id"].clone();
    let change = FieldChange { field: "id".to_owned(), old, new: Value::Null, about };
    let shown = customers::shown(customer.clone());
    history::tell(call, folk.feed, Event::Deleted, change, &shown)?;
    Ok(call.tx.remove(folk.file, &customer["id"].to_string())?)
}

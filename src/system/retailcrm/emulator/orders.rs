//! Reading orders, and how they are kept.

use serde_json::{Value, json};

use super::buyer;
use super::call::{By, Call};
use super::json::{Object, elements, id, member, php_map, text};
use super::order_filter;
use super::reply::{Handled, Reply, Trouble};
use super::route::{Route, get};
use crate::endpoint::emulate::{Tx, WorldError};

pub(super) const ROUTES: &[Route] = &[
    get("orders", |call, _| list(call)),
    get("orders/statuses", |call, _| statuses(call)),
    get("orders/*", one),
];

/// In which form an answer shows payments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// A map by their ids.
    Map,
    /// An array.
    Rows,
    /// An array, or nothing where there are none.
    RowsIfAny,
}

fn list(call: &Call<'_>) -> Handled {
    let page = call.page()?;
    let found = order_filter::orders(call)?;
    let block = page.block(found.len());
    let mut orders = Vec::new();
    for order in page.cut(found) {
        orders.push(shown(call, order, Shape::Map)?);
    }
    Ok(Reply::success(200, json!({"pagination": block, "orders": orders})))
}

fn one(call: &Call<'_>, path: &[&str]) -> Handled {
    let order = find(call, path[0], call.by()?)?.ok_or_else(Reply::not_found)?;
    Ok(Reply::success(200, json!({"order": shown(call, order, Shape::Map)?})))
}

fn statuses(call: &Call<'_>) -> Handled {
    let mut found = Vec::new();
    for wanted in elements(call.params.get("ids")) {
        found.extend(find(call, &text(wanted).unwrap_or_default(), By::Id)?);
    }
    for wanted in elements(call.params.get("externalIds")) {
        found.extend(by_external_id(call, &text(wanted).unwrap_or_default(), None)?);
    }
    let mut orders = Vec::new();
    for order in found {
        let code = member(&order, "status").unwrap_or_default();
        let status = call.tx.get("statuses", &code)?.unwrap_or_default();
        let mut row = Object::new();
        for name in ["id", "externalId", "status"] {
            if let Some(value) = order.get(name) {
                row.insert(name.to_owned(), value.clone());
            }
        }
        row.insert("group".to_owned(), status["group"].clone());
        orders.push(row);
    }
    Ok(Reply::success(200, json!({"orders": orders})))
}

/// An order that the caller sees.
pub(super) fn find(call: &Call<'_>, key: &str, by: By) -> Result<Option<Value>, Trouble> {
    match by {
        By::Id => {
            let order = call.tx.get("orders", key)?;
            Ok(order.filter(|order| call.sees(order["site"].as_str())))
        }
        By::ExternalId => {
            let site = call.param("site");
            Ok(by_external_id(call, key, site.as_deref())?.into_iter().next())
        }
    }
}

/// Orders with that external id that the caller sees; it is unique inside a shop only.
pub(super) fn by_external_id(
    call: &Call<'_>,
    external_id: &str,
    site: Option<&str>,
) -> Result<Vec<Value>, Trouble> {
    let mut found = Vec::new();
    for key in call.tx.marked("orders", "externalId", external_id)? {
        found.extend(call.tx.get("orders", &key)?);
    }
    found.retain(|order| {
        let own = order["site"].as_str();
        call.sees(own) && site.is_none_or(|site| own == Some(site))
    });
    Ok(found)
}

/// Puts an order into the world, findable.
pub(super) fn keep(tx: &Tx<'_>, order: &Value) -> Result<(), WorldError> {
    let number = id(order).unwrap_or(0);
    let key = number.to_string();
    tx.put("orders", &key, number, order)?;
    for name in ["externalId", "number"] {
        tx.mark("orders", name, &key, member(order, name).as_deref())?;
    }
    for payment in elements(order.get("payments")) {
        if let Some(number) = id(payment) {
            let own = number.to_string();
            tx.put("payments", &own, number, &json!({"order": key}))?;
            tx.mark("payments", "externalId", &own, member(payment, "externalId").as_deref())?;
        }
    }
    Ok(())
}

/// An order as an answer shows it: with its buyer, and empty maps as PHP writes them.
pub(super) fn shown(call: &Call<'_>, order: Value, shape: Shape) -> Result<Value, Trouble> {
    let Value::Object(mut order) = order else { return Ok(order) };
    for name in ["customer", "contact", "company"] {
        if let Some(reference) = order.get(name) {
            let whole = buyer::shown_in_order(call.tx, reference)?;
            order.insert(name.to_owned(), whole);
        }
    }
    if let Some(Value::Object(fields)) = order.get("customFields") {
        let fields = php_map(fields.clone());
        order.insert("customFields".to_owned(), fields);
    }
    let payments: Vec<Value> = elements(order.get("payments")).into_iter().cloned().collect();
    let payments = match shape {
        Shape::RowsIfAny if payments.is_empty() => {
            order.shift_remove("payments");
            return Ok(Value::Object(order));
        }
        Shape::Rows | Shape::RowsIfAny => Value::Array(payments),
        Shape::Map => {
            php_map(payments.into_iter().map(|row| (row["id"].to_string(), row)).collect())
        }
    };
    order.insert("payments".to_owned(), payments);
    Ok(Value::Object(order))
}

//! Edits as people make them in the interface, outside the API. Paths and bodies: `README.md`.

use serde_json::{Value, json};

use super::call::{By, Call};
use super::customers::{self, COMPANIES, Folk, PERSONS};
use super::json::{Object, elements, id, integer, member};
use super::reply::{Handled, Reply, Trouble};
use super::{combine, dictionaries, order_write, orders, payments};
use crate::endpoint::emulate::{LedgerEntry, Tx};

/// Who edits: the given user, or the first there is.
pub(super) fn user(tx: &Tx<'_>, params: &Value) -> Result<i64, Trouble> {
    if let Some(user) = params.get("user").and_then(integer) {
        return Ok(user);
    }
    Ok(tx.page("users", i64::MIN, 1, 0)?.first().and_then(|row| id(&row.body)).unwrap_or(1))
}

/// Makes an edit.
pub(super) fn run(call: &Call<'_>, path: &[&str]) -> Handled {
    let text = call.request.text();
    let given = match serde_json::from_str(&text) {
        Ok(Value::Object(given)) => given,
        Err(_) if text.trim().is_empty() => Object::new(),
        Ok(_) | Err(_) => return Err(Reply::refusal(400, "expected a JSON object").into()),
    };
    let number = match path {
        ["orders", "create"] => id(&order_write::new_order(&sited(call, &given), &given)?),
        ["orders", key, action] => order(call, key, action, &given)?,
        ["customers", rest @ ..] => customer(call, &PERSONS, rest, &given)?,
        ["customers-corporate", rest @ ..] => customer(call, &COMPANIES, rest, &given)?,
        ["world", file] => entry(call, file, given)?,
        _ => return Err(Reply::refusal(404, "no such edit").into()),
    };
    call.enter(&number.map(|number| number.to_string()).unwrap_or_default(), 200)?;
    Ok(Reply::success(200, json!({"id": number})))
}

/// The ledger, as JSON.
pub(super) fn ledger(entries: &[LedgerEntry]) -> Reply {
    let rows = entries.iter().map(|entry| {
        json!({
            "id": entry.id, "time": entry.time, "operation": entry.operation,
            "key": entry.key, "body": entry.body, "status": entry.status,
        })
    });
    Reply::success(200, json!({"ledger": rows.collect::<Vec<_>>()}))
}

/// The same call with the shop of the body as its parameter.
fn sited<'a>(call: &Call<'a>, given: &Object) -> Call<'a> {
    let mut params = call.params.clone();
    if let Some(site) = given.get("site") {
        params["site"] = site.clone();
    }
    Call { params, now: call.now.clone(), ..*call }
}

fn order(call: &Call<'_>, key: &str, action: &str, given: &Object) -> Result<Option<i64>, Trouble> {
    let key = match call.param("by").as_deref() {
        Some("number") => call.tx.marked("orders", "number", key)?.into_iter().next(),
        Some("externalId") => call.tx.marked("orders", "externalId", key)?.into_iter().next(),
        _ => Some(key.to_owned()),
    };
    let found = key.map_or(Ok(None), |key| orders::find(call, &key, By::Id))?;
    let order = found.ok_or_else(Reply::not_found)?;
    let number = id(&order);
    match action {
        "edit" => drop(order_write::edit_order(call, &order, given)?),
        "payments" => {
            let payment = given.get("id").and_then(integer);
            let rows = elements(order.get("payments"));
            match payment.filter(|wanted| rows.iter().any(|row| id(row) == Some(*wanted))) {
                Some(payment) => payments::change(call, &order, payment, given)?,
                None => return payments::add(call, &order, given).map(Some),
            }
        }
        "delete" => combine::remove(call, &order, None)?,
        "combine" => {
            let into = given.get("into").and_then(integer).unwrap_or(0).to_string();
            let into = orders::find(call, &into, By::Id)?.ok_or_else(Reply::not_found)?;
            combine::remove(call, &order, Some(&into))?;
        }
        _ => return Err(Reply::refusal(404, "no such edit").into()),
    }
    Ok(number)
}

fn customer(
    call: &Call<'_>,
    folk: &Folk,
    path: &[&str],
    given: &Object,
) -> Result<Option<i64>, Trouble> {
    if path == ["create"] {
        return Ok(id(&customers::new_customer(&sited(call, given), folk, given)?));
    }
    let [key, action] = path else { return Err(Reply::refusal(404, "no such edit").into()) };
    let by = match call.param("by").as_deref() {
        Some("externalId") => By::ExternalId,
        _ => By::Id,
    };
    let old = customers::find(call, folk, key, by)?.ok_or_else(Reply::not_found)?;
    let number = id(&old);
    match *action {
        "edit" => drop(customers::edit_customer(call, folk, &old, given)?),
        "delete" => combine::forget(call, folk, &old, None)?,
        _ => return Err(Reply::refusal(404, "no such edit").into()),
    }
    Ok(number)
}

/// A new or changed record of a file of the world.
fn entry(call: &Call<'_>, file: &str, given: Object) -> Result<Option<i64>, Trouble> {
    let given = Value::Object(given);
    let number = id(&given);
    if file == "offers" {
        let number = number.ok_or_else(|| Reply::missing("id"))?;
        let key = number.to_string();
        call.tx.put(file, &key, number, &given)?;
        for name in ["externalId", "xmlId"] {
            call.tx.mark(file, name, &key, member(&given, name).as_deref())?;
        }
        return Ok(Some(number));
    }
    let plain = ["users", "user-groups", "products", "product-groups", "custom-dictionaries"];
    if !plain.contains(&file) && !dictionaries::files().any(|known| known == file) {
        return Err(Reply::refusal(404, "no such file of the world").into());
    }
    let key = member(&given, "code").or_else(|| member(&given, "id"));
    dictionaries::put(call, file, &key.ok_or_else(|| Reply::missing("code"))?, &given)?;
    Ok(number)
}

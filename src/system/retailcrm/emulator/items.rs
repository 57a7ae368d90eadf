//! The lines of an order.

use serde_json::{Value, json};

use super::call::Call;
use super::json::{Object, elements, id, member};
use super::order_fields::ITEM;
use super::order_write::{Writing, scalar};
use super::reply::Trouble;
use crate::endpoint::emulate::Tx;

/// Puts the given lines in the place of those the order has. A line that is left out is gone; one
/// that is there is recognised by its id, then by its external ids, then by its offer.
pub(super) fn replace(
    call: &Call<'_>,
    order: &mut Object,
    given: &Value,
    writing: &mut Writing,
) -> Result<(), Trouble> {
    let Value::Array(given) = given else {
        writing.error("items", "This value should be of type array.");
        return Ok(());
    };
    let mut old: Vec<Value> = elements(order.get("items")).into_iter().cloned().collect();
    let mut lines = Vec::new();
    for (place, row) in given.iter().enumerate() {
        let Some(row) = row.as_object() else {
            writing.error(format!("items[{place}]"), "This value is not valid.");
            continue;
        };
        let known = old.iter().position(|line| is_same(line, row)).map(|at| old.remove(at));
        lines.push(line(call, known, row, place, writing)?);
    }
    if !call.account.repeated_offers {
        refuse_repeated(&lines, writing);
    }
    order.insert("items".to_owned(), Value::Array(lines));
    Ok(())
}

fn is_same(line: &Value, row: &Object) -> bool {
    let row = Value::Object(row.clone());
    if let Some(wanted) = id(&row) {
        return id(line) == Some(wanted);
    }
    let (known, given) = (elements(line.get("externalIds")), elements(row.get("externalIds")));
    if !given.is_empty() {
        return given.iter().any(|id| known.contains(id));
    }
    let offer =
        |owner: &Value, name: &str| owner.get("offer").and_then(|offer| member(offer, name));
    ["id", "externalId", "xmlId"]
        .into_iter()
        .any(|name| offer(&row, name).is_some() && offer(&row, name) == offer(line, name))
}

fn line(
    call: &Call<'_>,
    known: Option<Value>,
    row: &Object,
    place: usize,
    writing: &mut Writing,
) -> Result<Value, Trouble> {
    let is_new = known.is_none();
    let mut line = if let Some(Value::Object(line)) = known {
        line
    } else {
        let number = call.tx.next("item")?;
        let start = json!({"id": number, "createdAt": call.now, "quantity": 1, "status": "new"});
        start.as_object().cloned().unwrap_or_default()
    };
    if let Some(wanted) = row.get("offer").filter(|offer| !offer.is_null()) {
        match offer(call.tx, wanted)? {
            Ok(offer) => drop(line.insert("offer".to_owned(), offer)),
            Err((name, text)) => writing.error(format!("items[{place}].offer.{name}"), text),
        }
    }
    for field in &ITEM {
        if let Some(value) = row.get(field.name) {
            let name = format!("items[{place}].{}", field.name);
            if let Some(value) = scalar(call, field.kind, value, name, writing)? {
                line.insert(field.name.to_owned(), value);
            }
        }
    }
    for name in ["externalIds", "priceType", "markingCodes"] {
        if let Some(value) = row.get(name) {
            line.insert(name.to_owned(), value.clone());
        }
    }
    if let Some(properties) = row.get("properties") {
        line.insert("properties".to_owned(), by_code(properties));
    }
    if is_new && !line.contains_key("initialPrice") {
        let price = line.get("offer").map_or(Ok(None), |offer| base_price(call.tx, offer))?;
        line.insert("initialPrice".to_owned(), price.unwrap_or(json!(0)));
    }
    finish(call.tx, &mut line)?;
    Ok(Value::Object(line))
}

/// Whether the line's status cancels it, and the members that a line always has.
pub(super) fn finish(
    tx: &Tx<'_>,
    line: &mut Object,
) -> Result<(), crate::endpoint::emulate::WorldError> {
    let status = line.get("status").and_then(Value::as_str).unwrap_or("new");
    let status = tx.get("product-statuses", status)?.unwrap_or_default();
    if status["cancelStatus"] == true {
        line.insert("isCanceled".to_owned(), json!(true));
    } else {
        line.shift_remove("isCanceled");
    }
    line.entry("properties").or_insert_with(|| json!([]));
    line.entry("purchasePrice").or_insert_with(|| json!(0));
    Ok(())
}

/// The offer that a reference names, as a line shows it; or what is wrong with the reference.
pub(super) fn offer(
    tx: &Tx<'_>,
    wanted: &Value,
) -> Result<Result<Value, (&'static str, String)>, crate::endpoint::emulate::WorldError> {
    for name in ["id", "externalId", "xmlId"] {
        let Some(value) = member(wanted, name) else { continue };
        let key = match name {
            "id" => Some(value.clone()),
            name => tx.marked("offers", name, &value)?.into_iter().next(),
        };
        let found = match key {
            Some(key) => tx.get("offers", &key)?,
            None => None,
        };
        return Ok(match found {
            Some(offer) => Ok(shown(&offer)),
            // A world without a catalogue takes any offer.
            None if tx.last("offers")? == 0 => Ok(wanted.clone()),
            None => Err((name, format!("Offer with {name} {value} not found."))),
        });
    }
    Ok(Err(("id", "Set one of the following fields: id, externalId, xmlId".to_owned())))
}

fn shown(offer: &Value) -> Value {
    let mut out = Object::new();
    out.insert("displayName".to_owned(), offer["name"].clone());
    for name in ["id", "externalId", "xmlId", "name", "article", "vatRate", "barcode", "unit"] {
        if let Some(value) = offer.get(name).filter(|value| !value.is_null()) {
            out.insert(name.to_owned(), value.clone());
        }
    }
    Value::Object(out)
}

/// The offer's price of the type `base`.
pub(super) fn base_price(
    tx: &Tx<'_>,
    offer: &Value,
) -> Result<Option<Value>, crate::endpoint::emulate::WorldError> {
    let Some(key) = member(offer, "id") else { return Ok(None) };
    let offer = tx.get("offers", &key)?.unwrap_or_default();
    let prices = elements(offer.get("prices")).into_iter();
    let base = prices.into_iter().find(|price| price["priceType"] == "base");
    Ok(base.map(|price| price["price"].clone()))
}

/// Properties come as a list or as a map and are kept as a map by their codes.
fn by_code(properties: &Value) -> Value {
    let rows = elements(Some(properties)).into_iter();
    let pairs = rows.filter_map(|row| Some((member(row, "code")?, row.clone())));
    super::json::php_map(pairs.collect())
}

fn refuse_repeated(lines: &[Value], writing: &mut Writing) {
    for (place, line) in lines.iter().enumerate() {
        let Some(offer) = line.get("offer").and_then(id) else { continue };
        if lines[..place].iter().any(|other| other.get("offer").and_then(id) == Some(offer)) {
            let name = member(&line["offer"], "name").unwrap_or_default();
            writing
                .error(format!("items[{place}]"), format!("\"{name}\" is already in this order"));
        }
    }
}

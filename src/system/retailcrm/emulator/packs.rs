//! Reservations: so much of a line of an order in a store.

use serde_json::{Value, json};

use super::call::{By, Call};
use super::changes::FieldChange;
use super::filter::{self, Filter, Test};
use super::history::{self, Event};
use super::json::{Object, elements, id, member};
use super::order_fields::Kind;
use super::order_write::{Writing, scalar};
use super::orders;
use super::reply::{Handled, Reply, Trouble};
use super::route::{Route, get, post};

const FILE: &str = "packs";

pub(super) const ROUTES: &[Route] = &[
    get("orders/packs", |call, _| list(call)),
    get("orders/packs/*", one),
    post("orders/packs/create", |call, _| create(call)),
    post("orders/packs/*/edit", edit),
    post("orders/packs/*/delete", delete),
];

/// The fields that can be written; history names them as they are.
const FIELDS: [(&str, Kind); 6] = [
    ("store", Kind::Code("stores")),
    ("quantity", Kind::Number),
    ("purchasePrice", Kind::Number),
    ("shipmentDate", Kind::Date),
    ("invoiceNumber", Kind::Text),
    ("deliveryNoteNumber", Kind::Text),
];

const FILTERS: [Filter; 10] = [
    ("ids", Test::Is(&["/id"])),
    ("stores", Test::Is(&["/store"])),
    ("itemId", Test::Is(&["/item/id"])),
    ("offerXmlId", Test::Is(&["/item/offer/xmlId"])),
    ("offerExternalId", Test::Is(&["/item/offer/externalId"])),
    ("orderId", Test::Is(&["/item/order/id"])),
    ("orderExternalId", Test::Is(&["/item/order/externalId"])),
    ("shipmentDate", Test::Days("/shipmentDate")),
    ("invoiceNumber", Test::Is(&["/invoiceNumber"])),
    ("deliveryNoteNumber", Test::Is(&["/deliveryNoteNumber"])),
];

fn list(call: &Call<'_>) -> Handled {
    let filter = call.filter();
    filter::check(&FILTERS, &filter)?;
    let rows = call.tx.list(FILE)?.into_iter().map(|row| row.body);
    let found: Vec<Value> = rows.filter(|pack| filter::fits(&FILTERS, &filter, pack)).collect();
    let page = call.page()?;
    let block = page.block(found.len());
    Ok(Reply::success(200, json!({"pagination": block, "packs": page.cut(found)})))
}

fn find(call: &Call<'_>, key: &str) -> Result<Value, Trouble> {
    let found = call.tx.get(FILE, key)?;
    Ok(found.ok_or_else(|| Reply::refusal(404, "Pack not found"))?)
}

fn one(call: &Call<'_>, path: &[&str]) -> Handled {
    Ok(Reply::success(200, json!({"pack": find(call, path[0])?})))
}

fn create(call: &Call<'_>) -> Handled {
    let given = call.object("pack")?;
    let wanted = given.get("itemId").and_then(super::json::integer);
    let item = match wanted {
        Some(wanted) => line(call, wanted)?,
        None => None,
    };
    let mut writing = Writing::default();
    if item.is_none() {
        writing.error("itemId", "Order product not found.");
    }
    for name in ["store", "quantity"] {
        if given.get(name).is_none_or(Value::is_null) {
            writing.error(name, "This value should not be blank.");
        }
    }
    let number = call.tx.next("pack")?;
    let mut pack = json!({"id": number, "purchasePrice": 0, "item": item});
    write(call, &mut pack, &given, &mut writing)?;
    refuse(writing)?;
    call.tx.put(FILE, &number.to_string(), number, &pack)?;
    tell(call, Event::Created, "store", Value::Null, code(&pack["store"]), &pack)?;
    call.enter(&number.to_string(), 201)?;
    Ok(Reply::success(201, json!({"id": number})))
}

fn edit(call: &Call<'_>, path: &[&str]) -> Handled {
    let given = call.object("pack")?;
    let old = find(call, path[0])?;
    let mut pack = old.clone();
    let mut writing = Writing::default();
    write(call, &mut pack, &given, &mut writing)?;
    refuse(writing)?;
    for (name, kind) in FIELDS {
        if old[name] != pack[name] {
            let shown = |value: &Value| match kind {
                Kind::Code(_) => code(value),
                _ => value.clone(),
            };
            tell(call, Event::Changed, name, shown(&old[name]), shown(&pack[name]), &pack)?;
        }
    }
    call.tx.put(FILE, path[0], id(&pack).unwrap_or(0), &pack)?;
    call.enter(path[0], 200)?;
    Ok(Reply::success(200, json!({"id": pack["id"]})))
}

fn delete(call: &Call<'_>, path: &[&str]) -> Handled {
    let pack = find(call, path[0])?;
    tell(call, Event::Deleted, "store", code(&pack["store"]), Value::Null, &pack)?;
    call.tx.remove(FILE, path[0])?;
    call.enter(path[0], 200)?;
    Ok(Reply::success(200, json!({})))
}

fn write(
    call: &Call<'_>,
    pack: &mut Value,
    given: &Object,
    writing: &mut Writing,
) -> Result<(), Trouble> {
    for (name, kind) in FIELDS {
        let Some(value) = given.get(name) else { continue };
        if let Some(value) = scalar(call, kind, value, name.to_owned(), writing)? {
            pack[name] = value;
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

/// The line of that number, as a reservation names it.
fn line(call: &Call<'_>, number: i64) -> Result<Option<Value>, Trouble> {
    for row in call.tx.list("orders")? {
        let lines = elements(row.body.get("items"));
        let Some(line) = lines.into_iter().find(|line| id(line) == Some(number)) else { continue };
        if orders::find(call, &row.key, By::Id)?.is_none() {
            return Ok(None);
        }
        let mut order = json!({"id": row.body["id"]});
        if let Some(external) = member(&row.body, "externalId") {
            order["externalId"] = json!(external);
        }
        let mut out = json!({"id": number, "order": order});
        for name in ["externalIds", "offer"] {
            if let Some(value) = line.get(name) {
                out[name] = value.clone();
            }
        }
        return Ok(Some(out));
    }
    Ok(None)
}

fn code(value: &Value) -> Value {
    if value.is_null() { Value::Null } else { json!({"code": value}) }
}

fn tell(
    call: &Call<'_>,
    event: Event,
    field: &str,
    old: Value,
    new: Value,
    pack: &Value,
) -> Result<(), Trouble> {
    let change = FieldChange { field: field.to_owned(), old, new, about: Object::new() };
    history::tell(call, &history::PACKS, event, change, pack)
}

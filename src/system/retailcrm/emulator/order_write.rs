//! Creating and editing orders.

use serde_json::{Value, json};

use super::call::Call;
use super::changes::{self, FieldChange};
use super::history::{self, Event};
use super::json::{Object, id, is_yes, merge, object_at, text};
use super::order_fields::{Kind, ORDER};
use super::orders::{self, Shape};
use super::reply::{FieldErrors, Handled, Reply, Trouble};
use super::route::{Route, post};
use super::{address, buyer, custom_fields, items, modules, money, payments, totals};

pub(super) const ROUTES: &[Route] =
    &[post("orders/create", |call, _| create(call)), post("orders/*/edit", edit)];

/// A write under way: what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Writing {
    pub(super) errors: FieldErrors,
}

impl Writing {
    /// Notes an error of a field.
    pub(super) fn error(&mut self, field: impl Into<String>, text: impl Into<String>) {
        self.errors.push((field.into(), text.into()));
    }
}

fn create(call: &Call<'_>) -> Handled {
    let given = call.object("order")?;
    let order = new_order(call, &given)?;
    call.enter(&order["id"].to_string(), 201)?;
    let shown = orders::shown(call, order, Shape::Rows)?;
    Ok(Reply::success(201, json!({"id": shown["id"], "order": shown})))
}

fn edit(call: &Call<'_>, path: &[&str]) -> Handled {
    let given = call.object("order")?;
    let old = orders::find(call, path[0], call.by()?)?.ok_or_else(Reply::not_found)?;
    let order = edit_order(call, &old, &given)?;
    call.enter(&order["id"].to_string(), 200)?;
    let shown = orders::shown(call, order, Shape::Map)?;
    Ok(Reply::success(200, json!({"id": shown["id"], "order": shown})))
}

/// Makes an order of what was given and keeps it.
pub(super) fn new_order(call: &Call<'_>, given: &Object) -> Result<Value, Trouble> {
    let site = call.site()?;
    if let Some(external) = given.get("externalId").and_then(text) {
        let twins = orders::by_external_id(call, &external, Some(&site))?;
        if !twins.is_empty() {
            let text = format!("Order already exists: externalId={external}");
            return Err(Reply::refusal(400, &text).into());
        }
    }
    let mut order = start(call, &site)?;
    let mut writing = Writing::default();
    apply(call, &mut order, given, &mut writing)?;
    let rows = given.get("payments").cloned().unwrap_or_default();
    let payments = payments::rows(call, &rows, &mut writing)?;
    order.insert("payments".to_owned(), Value::Array(payments));
    refuse(writing)?;
    finish(call, &mut order)?;
    let order = Value::Object(order);
    orders::keep(call.tx, &order)?;
    let change = FieldChange {
        field: "status".to_owned(),
        old: Value::Null,
        new: json!({"code": order["status"]}),
        about: Object::new(),
    };
    // The customer inside is kept as a reference and shown as it is when the feed is read; here it
    // is shown as it is now, which differs only in counters.
    let snapshot = orders::shown(call, order.clone(), Shape::RowsIfAny)?;
    history::tell(call, &history::ORDERS, Event::Created, change, &snapshot)?;
    Ok(order)
}

/// Applies an edit and keeps the order.
pub(super) fn edit_order(call: &Call<'_>, old: &Value, given: &Object) -> Result<Value, Trouble> {
    let mut order = old.as_object().cloned().unwrap_or_default();
    if let Some(external) = given.get("externalId").and_then(text) {
        let site = old["site"].as_str();
        let twins = orders::by_external_id(call, &external, site)?;
        if twins.iter().any(|twin| id(twin) != id(old)) {
            let text = format!("Order already exists: externalId={external}");
            return Err(Reply::refusal(400, &text).into());
        }
    }
    let mut writing = Writing::default();
    apply(call, &mut order, given, &mut writing)?;
    refuse(writing)?;
    save(call, old, order)
}

/// Computes, keeps and tells the difference to the former state.
pub(super) fn save(call: &Call<'_>, old: &Value, mut order: Object) -> Result<Value, Trouble> {
    if order.get("status") != old.get("status") {
        order.insert("statusUpdatedAt".to_owned(), json!(call.now));
    }
    finish(call, &mut order)?;
    let order = Value::Object(order);
    for change in changes::of_order(old, &order) {
        history::tell(call, &history::ORDERS, Event::Changed, change, &history::slim(&order))?;
    }
    orders::keep(call.tx, &order)?;
    Ok(order)
}

fn refuse(writing: Writing) -> Result<(), Trouble> {
    match writing.errors.as_slice() {
        [] => Ok(()),
        _ => Err(Reply::refusal_of("Order is not loaded", writing.errors).into()),
    }
}

fn start(call: &Call<'_>, site: &str) -> Result<Object, Trouble> {
    let number = call.tx.next("order")?;
    let from_api = call.key.is_some();
    let letter = if from_api { 'A' } else { 'C' };
    let order = json!({
        "slug": number,
        "bonusesCreditTotal": 0,
        "bonusesChargeTotal": 0,
        "id": number,
        "number": format!("{number}{letter}"),
        "orderType": default_code(call, "order-types")?,
        "orderMethod": default_code(call, "order-methods")?,
        "privilegeType": "none",
        "countryIso": "RU",
        "createdAt": call.now,
        "statusUpdatedAt": call.now,
        "currency": call.account.settings.pointer("/default_currency/value").unwrap_or(&json!("RUB")),
        "markDatetime": call.now,
        "call": false,
        "expired": false,
        "contragent": {"contragentType": "individual"},
        "delivery": {"cost": 0, "netCost": 0},
        "site": site,
        "status": "new",
        "items": [],
        "payments": [],
        "fromApi": from_api,
        "shipped": false,
        "customFields": {},
    });
    let mut order = order.as_object().cloned().unwrap_or_default();
    order.retain(|_, value| !value.is_null());
    Ok(order)
}

/// The entry that orders from the API get.
fn default_code(call: &Call<'_>, dictionary: &str) -> Result<Option<String>, Trouble> {
    let rows = call.tx.list(dictionary)?;
    let default = rows.into_iter().find(|row| row.body["defaultForApi"] == true);
    Ok(default.map(|row| row.key))
}

/// Writes what was given into an order; fields that are no order's or cannot be written are left
/// out, as the API does.
fn apply(
    call: &Call<'_>,
    order: &mut Object,
    given: &Object,
    writing: &mut Writing,
) -> Result<(), Trouble> {
    for field in &ORDER {
        let Some(value) = given.get(field.name) else { continue };
        if field.name == "shipped" && !call.account.warehouse && !modules::has_warehouse(call)? {
            let text =
                "\"shipped\" is not available when the external warehouse system is disabled";
            writing.error("shipped", text);
            continue;
        }
        match scalar(call, field.kind, value, field.name.to_owned(), writing)? {
            Some(Value::Null) => drop(order.shift_remove(field.name)),
            Some(value) => drop(order.insert(field.name.to_owned(), value)),
            None => {}
        }
    }
    refuse_scalars(given, &COMPOUND, writing);
    for name in ["contragent", "source"] {
        if let Some(Value::Object(patch)) = given.get(name) {
            merge(object_at(order, name), patch);
        }
    }
    if let Some(patch) = given.get("customFields") {
        custom_fields::write(call, "order", order, patch, &mut writing.errors)?;
    }
    for name in ["customer", "contact", "company"] {
        if let Some(reference) = given.get(name).filter(|value| !value.is_null()) {
            buyer::refer(call, order, name, reference, writing)?;
        }
    }
    if let Some(Value::Object(patch)) = given.get("delivery") {
        delivery(call, order, patch, writing)?;
    }
    match given.get("items") {
        Some(items) => items::replace(call, order, items, writing),
        None => Ok(()),
    }
}

/// The members of an order that are objects.
const COMPOUND: [&str; 7] =
    ["contragent", "source", "customFields", "customer", "contact", "company", "delivery"];

/// Notes members that are texts or numbers where an object is wanted; PHP writes an empty one as
/// an array.
pub(super) fn refuse_scalars(given: &Object, compound: &[&str], writing: &mut Writing) {
    for name in compound {
        if !matches!(
            given.get(*name),
            None | Some(Value::Null | Value::Object(_) | Value::Array(_))
        ) {
            writing.error(*name, "This value should be of type array.");
        }
    }
}

fn delivery(
    call: &Call<'_>,
    order: &mut Object,
    patch: &Object,
    writing: &mut Writing,
) -> Result<(), Trouble> {
    let mut patch = patch.clone();
    for (name, kind) in [
        ("code", Kind::Code("delivery-types")),
        ("cost", Kind::Number),
        ("netCost", Kind::Number),
        ("date", Kind::Date),
    ] {
        let Some(value) = patch.shift_remove(name) else { continue };
        if let Some(value) = scalar(call, kind, &value, format!("delivery.{name}"), writing)? {
            patch.insert(name.to_owned(), value);
        }
    }
    let delivery = object_at(order, "delivery");
    // An interval and a service are one value each.
    for name in ["time", "service"] {
        if patch.contains_key(name) {
            delivery.shift_remove(name);
        }
    }
    merge(delivery, &patch);
    if patch.contains_key("address") {
        address::compose(object_at(delivery, "address"));
    }
    Ok(())
}

/// A value in the form in which it is kept; nothing if it is wrong, which is noted.
pub(super) fn scalar(
    call: &Call<'_>,
    kind: Kind,
    value: &Value,
    name: String,
    writing: &mut Writing,
) -> Result<Option<Value>, Trouble> {
    if value.is_null() {
        return Ok(Some(Value::Null));
    }
    let kept = match kind {
        Kind::Text | Kind::Code(_) => text(value).map(Value::String),
        Kind::Number => money::micro(value).map(|number| match value {
            Value::Number(_) => value.clone(),
            _ => money::quantity(number),
        }),
        Kind::Flag => text(value).map(|_| Value::Bool(is_yes(value))),
        Kind::DateTime => text(value).filter(|text| is_date_time(text)).map(Value::String),
        Kind::Date => text(value).filter(|text| is_date(text)).map(Value::String),
        Kind::User => super::json::integer(value).map(|number| json!(number)),
    };
    let Some(kept) = kept else {
        writing.error(name, "This value is not valid.");
        return Ok(None);
    };
    let (file, what) = match kind {
        Kind::Code(file) => (file, "code"),
        Kind::User => ("users", "id"),
        Kind::Text | Kind::Number | Kind::Flag | Kind::DateTime | Kind::Date => {
            return Ok(Some(kept));
        }
    };
    let key = text(&kept).unwrap_or_default();
    // A world without that dictionary takes any code.
    if call.tx.get(file, &key)?.is_some() || call.tx.last(file)? == 0 {
        return Ok(Some(kept));
    }
    writing.error(name, format!("Entity with {what}=\"{key}\" does not exist."));
    Ok(None)
}

/// Sums, payment dates, and members in their places.
pub(super) fn finish(call: &Call<'_>, order: &mut Object) -> Result<(), Trouble> {
    let paid = call.tx.list("payment-statuses")?;
    let is_paid =
        |code: &str| paid.iter().any(|row| row.key == code && row.body["paymentComplete"] == true);
    totals::compute(order, is_paid);
    let whole = Value::Object(order.clone());
    let total = money::kopecks_of(&whole, "totalSumm");
    let is_full = total > 0 && money::kopecks_of(&whole, "prepaySum") >= total;
    if !is_full {
        order.shift_remove("fullPaidAt");
    } else if !order.contains_key("fullPaidAt") {
        order.insert("fullPaidAt".to_owned(), json!(call.now));
    }
    Ok(())
}

/// `YYYY-MM-DD HH:MM:SS`, or the day alone.
pub(super) fn is_date_time(text: &str) -> bool {
    has_shape(text, "0000-00-00 00:00:00") || is_date(text)
}

fn is_date(text: &str) -> bool {
    has_shape(text, "0000-00-00")
}

fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(given, wanted)| match wanted {
            b'0' => given.is_ascii_digit(),
            other => given == other,
        })
}

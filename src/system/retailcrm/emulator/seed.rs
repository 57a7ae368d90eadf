//! The first records of a world, from a folder of JSON files.

use serde_json::{Value, json};

use super::customers::{COMPANIES, Folk, PERSONS};
use super::history::{self, Feed};
use super::json::{Object, elements, id, integer, member};
use super::{account, buyer, corporate, customers, dictionaries, items, orders, totals};
use crate::endpoint::emulate::{Seed, Tx, WorldError};

/// Fills a new world.
pub(super) fn fill(tx: &Tx<'_>, seed: &Seed) -> Result<(), WorldError> {
    fill_account(tx, seed)?;
    let others = ["user-groups", "custom-fields", "custom-dictionaries", "products"];
    let others = others.into_iter().chain(["product-groups", "loyalties", "loyalty-accounts"]);
    let others = others.chain(["bonus-operations", "users"]);
    for file in dictionaries::files().chain(others) {
        fill_plain(tx, seed, file)?;
    }
    for offer in seed.records("offers")? {
        let number = id(offer).ok_or_else(|| seed.fault("offers", "an offer without `id`"))?;
        let key = number.to_string();
        tx.put("offers", &key, number, offer)?;
        for name in ["externalId", "xmlId"] {
            tx.mark("offers", name, &key, member(offer, name).as_deref())?;
        }
    }
    fill_customers(tx, seed, &PERSONS)?;
    fill_customers(tx, seed, &COMPANIES)?;
    fill_orders(tx, seed)
}

fn fill_account(tx: &Tx<'_>, seed: &Seed) -> Result<(), WorldError> {
    let given = seed.get("account").cloned().unwrap_or_default();
    let account = account::parse(&given);
    if account.keys.is_empty() || account.keys.iter().any(|key| key.text.is_empty()) {
        return Err(seed.fault("account", "expected `keys`, each with a `key`"));
    }
    tx.put(account::COLLECTION, account::COLLECTION, 1, &given)
}

fn fill_plain(tx: &Tx<'_>, seed: &Seed, file: &str) -> Result<(), WorldError> {
    for (place, entry) in (1..).zip(seed.records(file)?) {
        let key = match entry {
            Value::String(code) => Some(code.clone()),
            entry => member(entry, "code").or_else(|| member(entry, "id")),
        };
        let own = match file {
            "bonus-operations" => Some(place.to_string()),
            // Codes of custom fields are unique within an entity only.
            "custom-fields" => {
                key.map(|code| format!("{}/{code}", member(entry, "entity").unwrap_or_default()))
            }
            _ => key,
        };
        let text = "an entry without `code` or `id`";
        let own = own.ok_or_else(|| seed.fault(file, text))?;
        tx.put(file, &own, place, entry)?;
    }
    Ok(())
}

fn fill_customers(tx: &Tx<'_>, seed: &Seed, folk: &Folk) -> Result<(), WorldError> {
    let mut all = Vec::new();
    for customer in seed.records(folk.file)? {
        let number =
            id(customer).ok_or_else(|| seed.fault(folk.file, "a customer without `id`"))?;
        let mut customer = customer.as_object().cloned().unwrap_or_default();
        customer.insert("type".to_owned(), json!(folk.kind));
        customer.entry("createdAt").or_insert_with(|| json!("2000-01-01 00:00:00"));
        if folk.kind == COMPANIES.kind {
            corporate::complete(&mut customer);
            for (name, counter) in [
                ("companies", "company"),
                ("customerContacts", "contact"),
                ("addresses", "address"),
            ] {
                for part in elements(customer.get(name)) {
                    tx.skip_to(counter, id(part).unwrap_or(0))?;
                }
            }
        }
        let customer = Value::Object(customer);
        customers::keep(tx, folk, &customer)?;
        tx.skip_to("customer", number)?;
        tx.skip_to("address", customer.pointer("/address/id").and_then(integer).unwrap_or(0))?;
        all.push(customer);
    }
    all.sort_by_key(|customer| member(customer, "createdAt"));
    for customer in all {
        let mut record = born(&customer, "id", customer["id"].clone());
        record[folk.feed.entity] = customers::shown(customer);
        number(tx, folk.feed, record)?;
    }
    Ok(())
}

fn fill_orders(tx: &Tx<'_>, seed: &Seed) -> Result<(), WorldError> {
    // Ids that are given come first, so that those made here do not meet them.
    for order in seed.records("orders")? {
        let own = id(order).ok_or_else(|| seed.fault("orders", "an order without `id`"))?;
        tx.skip_to("order", own)?;
        for (name, counter) in [("items", "item"), ("payments", "payment")] {
            for row in elements(order.get(name)) {
                tx.skip_to(counter, id(row).unwrap_or(0))?;
            }
        }
    }
    let mut all = Vec::new();
    for order in seed.records("orders")? {
        let order = complete(tx, seed, order)?;
        orders::keep(tx, &order)?;
        all.push(order);
    }
    if seed.get("history").is_some() {
        for record in seed.records("history")? {
            let own = id(record).ok_or_else(|| seed.fault("history", "a record without `id`"))?;
            history::put(tx, &history::ORDERS, own, record)?;
        }
        return Ok(());
    }
    all.sort_by_key(|order| (member(order, "createdAt"), id(order)));
    for order in all {
        let mut record = born(&order, "status", json!({"code": order["status"]}));
        record["order"] = snapshot(tx, order)?;
        number(tx, &history::ORDERS, record)?;
    }
    Ok(())
}

/// An order with everything that the API's answers have.
fn complete(tx: &Tx<'_>, seed: &Seed, order: &Value) -> Result<Value, WorldError> {
    let own = id(order).unwrap_or(0);
    let mut order = order.as_object().cloned().unwrap_or_default();
    let letter = if order.get("fromApi") == Some(&json!(true)) { 'A' } else { 'C' };
    let defaults = json!({
        "slug": own, "number": format!("{own}{letter}"), "createdAt": "2000-01-01 00:00:00",
        "status": "new", "fromApi": false, "shipped": false, "call": false, "expired": false,
        "bonusesCreditTotal": 0, "bonusesChargeTotal": 0, "currency": "RUB",
        "delivery": {"cost": 0, "netCost": 0}, "customFields": {}, "items": [],
    });
    for (name, value) in defaults.as_object().into_iter().flatten() {
        order.entry(name.clone()).or_insert_with(|| value.clone());
    }
    for (name, value) in [("statusUpdatedAt", "createdAt"), ("markDatetime", "createdAt")] {
        let value = order.get(value).cloned().unwrap_or_default();
        order.entry(name).or_insert(value);
    }
    let mut rows = Vec::new();
    for row in elements(order.get("items")) {
        rows.push(line(tx, seed, row, &order)?);
    }
    order.insert("items".to_owned(), Value::Array(rows));
    let mut rows = Vec::new();
    for row in elements(order.get("payments")) {
        let mut row = row.clone();
        if id(&row).is_none() {
            row["id"] = json!(tx.next("payment")?);
        }
        rows.push(row);
    }
    order.insert("payments".to_owned(), Value::Array(rows));
    for name in ["customer", "contact", "company"] {
        if let Some(reference) = order.get(name).filter(|value| !value.is_null()) {
            let reference = buyer(tx, name, reference)?;
            order.insert(name.to_owned(), reference);
        }
    }
    let paid = tx.list("payment-statuses")?;
    totals::compute(&mut order, |code| {
        paid.iter().any(|row| row.key == code && row.body["paymentComplete"] == true)
    });
    Ok(Value::Object(order))
}

fn line(tx: &Tx<'_>, seed: &Seed, row: &Value, order: &Object) -> Result<Value, WorldError> {
    let mut line = row.as_object().cloned().unwrap_or_default();
    if let Some(wanted) = line.get("offer") {
        let own = order.get("id").cloned().unwrap_or_default();
        let offer = items::offer(tx, wanted)?
            .map_err(|(_, text)| seed.fault("orders", format!("order {own}: {text}")))?;
        line.insert("offer".to_owned(), offer);
    }
    if !line.contains_key("id") {
        line.insert("id".to_owned(), json!(tx.next("item")?));
    }
    if !line.contains_key("initialPrice") {
        let price = line.get("offer").map_or(Ok(None), |offer| items::base_price(tx, offer))?;
        line.insert("initialPrice".to_owned(), price.unwrap_or(json!(0)));
    }
    line.entry("quantity").or_insert_with(|| json!(1));
    line.entry("status").or_insert_with(|| json!("new"));
    line.entry("createdAt").or_insert(order.get("createdAt").cloned().unwrap_or_default());
    items::finish(tx, &mut line)?;
    Ok(Value::Object(line))
}

/// A reference to a customer or company, without what else stood there.
fn buyer(tx: &Tx<'_>, name: &str, given: &Value) -> Result<Value, WorldError> {
    let own = given["id"].clone();
    if name == "company" {
        return Ok(json!({"id": own}));
    }
    let key = own.to_string();
    let is_company = given["type"] == COMPANIES.kind
        || (tx.get(PERSONS.file, &key)?.is_none() && tx.get(COMPANIES.file, &key)?.is_some());
    let folk = if is_company { &COMPANIES } else { &PERSONS };
    let whole = tx.get(folk.file, &key)?;
    let mut reference = json!({"type": folk.kind, "id": own});
    for member in ["externalId", "site"] {
        let value =
            whole.as_ref().and_then(|whole| whole.get(member)).or_else(|| given.get(member));
        if let Some(value) = value {
            reference[member] = value.clone();
        }
    }
    Ok(reference)
}

/// The order inside the record of its creation.
fn snapshot(tx: &Tx<'_>, mut order: Value) -> Result<Value, WorldError> {
    for name in ["customer", "contact", "company"] {
        if let Some(reference) = order.get(name).cloned() {
            order[name] = buyer::shown_in_order(tx, &reference)?;
        }
    }
    if let Some(order) = order.as_object_mut() {
        if order.get("payments").is_some_and(|rows| elements(Some(rows)).is_empty()) {
            order.shift_remove("payments");
        }
        if let Some(Value::Object(fields)) = order.get("customFields").cloned() {
            order.insert("customFields".to_owned(), super::json::php_map(fields));
        }
    }
    Ok(order)
}

/// The head of a record of creation, still without its number.
fn born(entity: &Value, field: &str, new: Value) -> Value {
    let by_user = entity.get("fromApi") == Some(&json!(false)) && entity.get("managerId").is_some();
    let mut record = json!({
        "id": 0, "createdAt": entity["createdAt"], "created": true,
        "source": if by_user { "user" } else { "api" }, "field": field,
    });
    if by_user {
        record["user"] = json!({"id": entity["managerId"]});
    } else {
        // No key has this number, so it is nobody's current one.
        record["apiKey"] = json!({"id": 0});
    }
    record["oldValue"] = Value::Null;
    record["newValue"] = new;
    record
}

fn number(tx: &Tx<'_>, feed: &Feed, mut record: Value) -> Result<(), WorldError> {
    let number = tx.last(feed.collection)? + 1;
    record["id"] = json!(number);
    history::put(tx, feed, number, &record)
}

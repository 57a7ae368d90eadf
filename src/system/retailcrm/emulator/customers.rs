//! Customers: persons, and companies that buy. Both are kept and changed alike.

use serde_json::{Value, json};

use super::call::{By, Call};
use super::changes::{self, FieldChange};
use super::history::{self, Event, Feed};
use super::json::{Object, elements, id, member, merge, object_at, php_map, text};
use super::order_fields::CUSTOMER;
use super::order_write::{Writing, refuse_scalars, scalar};
use super::reply::{Handled, Reply, Trouble};
use super::route::{Route, get, post};
use super::{address, corporate, custom_fields, customer_filter};
use crate::endpoint::emulate::{Tx, WorldError};

/// A kind of customer: where it is kept and how the API names it.
pub(super) struct Folk {
    /// The collection.
    pub(super) file: &'static str,
    /// `type` of each.
    pub(super) kind: &'static str,
    /// The parameter and the member of an answer that hold one.
    pub(super) one: &'static str,
    /// The same for many.
    pub(super) many: &'static str,
    pub(super) feed: &'static Feed,
}

/// Persons.
pub(super) const PERSONS: Folk = Folk {
    file: "customers",
    kind: "customer",
    one: "customer",
    many: "customers",
    feed: &history::CUSTOMERS,
};

/// Companies that buy.
pub(super) const COMPANIES: Folk = Folk {
    file: "customers-corporate",
    kind: "customer_corporate",
    one: "customerCorporate",
    many: "customersCorporate",
    feed: &history::CORPORATE,
};

pub(super) const ROUTES: &[Route] = &[
    get("customers", |call, _| list(call, &PERSONS)),
    get("customers/*", |call, path| one(call, &PERSONS, path)),
    post("customers/create", |call, _| create(call, &PERSONS)),
    post("customers/*/edit", |call, path| edit(call, &PERSONS, path)),
    get("customers-corporate", |call, _| list(call, &COMPANIES)),
    get("customers-corporate/*", |call, path| one(call, &COMPANIES, path)),
    post("customers-corporate/create", |call, _| create(call, &COMPANIES)),
    post("customers-corporate/*/edit", |call, path| edit(call, &COMPANIES, path)),
];

fn list(call: &Call<'_>, folk: &Folk) -> Handled {
    let page = call.page()?;
    let filter = customer_filter::read(call)?;
    let mut found = Vec::new();
    for customer in asked(call, folk, &filter)? {
        if call.sees(customer["site"].as_str()) && customer_filter::fits(call, &filter, &customer)?
        {
            found.push(customer);
        }
    }
    found.reverse();
    let block = page.block(found.len());
    let found: Vec<Value> = page.cut(found).into_iter().map(shown).collect();
    let mut members = Object::new();
    members.insert("pagination".to_owned(), block);
    members.insert(folk.many.to_owned(), Value::Array(found));
    Ok(Reply::success(200, Value::Object(members)))
}

/// Those that a filter by ids names, all where there is none, in their order.
fn asked(call: &Call<'_>, folk: &Folk, filter: &Object) -> Result<Vec<Value>, Trouble> {
    let keys: Vec<String> = elements(filter.get("ids")).into_iter().filter_map(text).collect();
    if keys.iter().all(String::is_empty) {
        return Ok(call.tx.list(folk.file)?.into_iter().map(|row| row.body).collect());
    }
    let mut found = Vec::new();
    for key in keys {
        found.extend(call.tx.get(folk.file, &key)?);
    }
    found.sort_by_key(id);
    found.dedup_by_key(|customer| id(customer));
    Ok(found)
}

fn one(call: &Call<'_>, folk: &Folk, path: &[&str]) -> Handled {
    let customer = find(call, folk, path[0], call.by()?)?.ok_or_else(Reply::not_found)?;
    let mut members = Object::new();
    members.insert(folk.one.to_owned(), shown(customer));
    Ok(Reply::success(200, Value::Object(members)))
}

fn create(call: &Call<'_>, folk: &Folk) -> Handled {
    let given = call.object(folk.one)?;
    let customer = new_customer(call, folk, &given)?;
    call.enter(&customer["id"].to_string(), 201)?;
    Ok(Reply::success(201, json!({"id": customer["id"]})))
}

fn edit(call: &Call<'_>, folk: &Folk, path: &[&str]) -> Handled {
    let given = call.object(folk.one)?;
    let old = find(call, folk, path[0], call.by()?)?.ok_or_else(Reply::not_found)?;
    let customer = edit_customer(call, folk, &old, &given)?;
    call.enter(&customer["id"].to_string(), 200)?;
    Ok(Reply::success(200, json!({"id": customer["id"]})))
}

/// Makes a customer of what was given and keeps it.
pub(super) fn new_customer(call: &Call<'_>, folk: &Folk, given: &Object) -> Result<Value, Trouble> {
    let site = call.site()?;
    if let Some(external) = given.get("externalId").and_then(text) {
        refuse_twin(call, folk, &external, &site, None)?;
    }
    let customer = json!({
        "type": folk.kind,
        "id": call.tx.next("customer")?,
        "createdAt": call.now,
        "vip": false,
        "bad": false,
        "site": site,
        "tags": [],
        "marginSumm": 0,
        "totalSumm": 0,
        "averageSumm": 0,
        "ordersCount": 0,
        "costSumm": 0,
        "customFields": {},
        "personalDiscount": 0,
    });
    let mut customer = customer.as_object().cloned().unwrap_or_default();
    if folk.kind == PERSONS.kind {
        customer.insert("isContact".to_owned(), json!(false));
        customer.insert("contragent".to_owned(), json!({"contragentType": "individual"}));
        customer.insert("cumulativeDiscount".to_owned(), json!(0));
        customer.insert("segments".to_owned(), json!([]));
        customer.insert("phones".to_owned(), json!([]));
    }
    let mut writing = Writing::default();
    apply(call, &mut customer, given, &mut writing)?;
    corporate::apply(call, &mut customer, given, &mut writing)?;
    refuse(writing)?;
    let customer = Value::Object(customer);
    keep(call.tx, folk, &customer)?;
    let change = FieldChange {
        field: "id".to_owned(),
        old: Value::Null,
        new: customer["id"].clone(),
        about: Object::new(),
    };
    history::tell(call, folk.feed, Event::Created, change, &shown(customer.clone()))?;
    Ok(customer)
}

/// Applies an edit and keeps the customer.
pub(super) fn edit_customer(
    call: &Call<'_>,
    folk: &Folk,
    old: &Value,
    given: &Object,
) -> Result<Value, Trouble> {
    if let Some(external) = given.get("externalId").and_then(text) {
        let site = member(old, "site").unwrap_or_default();
        refuse_twin(call, folk, &external, &site, id(old))?;
    }
    let mut customer = old.as_object().cloned().unwrap_or_default();
    let mut writing = Writing::default();
    apply(call, &mut customer, given, &mut writing)?;
    refuse(writing)?;
    save(call, folk, old, customer)
}

/// Keeps a customer and tells the difference to the former state.
pub(super) fn save(
    call: &Call<'_>,
    folk: &Folk,
    old: &Value,
    customer: Object,
) -> Result<Value, Trouble> {
    let new = Value::Object(customer);
    let mut changes = changes::of_fields(&CUSTOMER, "", old, &new);
    changes::of_parts(&mut changes, "contragent.", &old["contragent"], &new["contragent"]);
    changes::of_parts(&mut changes, "address.", &old["address"], &new["address"]);
    changes::of_parts(&mut changes, "custom_", &old["customFields"], &new["customFields"]);
    changes.extend(of_phones(old, &new));
    corporate::changes(&mut changes, old, &new);
    for change in changes {
        history::tell(call, folk.feed, Event::Changed, change, &history::slim(&new))?;
    }
    keep(call.tx, folk, &new)?;
    Ok(new)
}

fn of_phones(old: &Value, new: &Value) -> Vec<FieldChange> {
    let numbers = |side: &Value| -> Vec<Value> {
        elements(side.get("phones")).iter().map(|phone| phone["number"].clone()).collect()
    };
    let (old, new) = (numbers(old), numbers(new));
    let change = |old: &Value, new: &Value| FieldChange {
        field: "phones".to_owned(),
        old: old.clone(),
        new: new.clone(),
        about: Object::new(),
    };
    let gone = old.iter().filter(|number| !new.contains(number));
    let gone = gone.map(|number| change(number, &Value::Null));
    let come = new.iter().filter(|number| !old.contains(number));
    gone.chain(come.map(|number| change(&Value::Null, number))).collect()
}

fn refuse_twin(
    call: &Call<'_>,
    folk: &Folk,
    external: &str,
    site: &str,
    own: Option<i64>,
) -> Result<(), Trouble> {
    for key in call.tx.marked(folk.file, "externalId", external)? {
        let twin = call.tx.get(folk.file, &key)?.unwrap_or_default();
        if twin["site"] == site && id(&twin) != own {
            let text = format!("Customer already exists: externalId={external}");
            return Err(Reply::refusal(400, &text).into());
        }
    }
    Ok(())
}

fn apply(
    call: &Call<'_>,
    customer: &mut Object,
    given: &Object,
    writing: &mut Writing,
) -> Result<(), Trouble> {
    for field in &CUSTOMER {
        let Some(value) = given.get(field.name) else { continue };
        match scalar(call, field.kind, value, field.name.to_owned(), writing)? {
            Some(Value::Null) => drop(customer.shift_remove(field.name)),
            Some(value) => drop(customer.insert(field.name.to_owned(), value)),
            None => {}
        }
    }
    let compound = ["contragent", "source", "address", "customFields"];
    refuse_scalars(given, &compound, writing);
    for name in ["contragent", "source", "address"] {
        if let Some(Value::Object(patch)) = given.get(name) {
            merge(object_at(customer, name), patch);
        }
    }
    if given.get("address").is_some_and(Value::is_object) {
        let number = call.tx.next("address")?;
        let address = object_at(customer, "address");
        address.entry("id").or_insert_with(|| json!(number));
        address::compose(address);
    }
    if let Some(phones @ Value::Array(_)) = given.get("phones") {
        customer.insert("phones".to_owned(), phones.clone());
    }
    tags(customer, given);
    if let Some(patch) = given.get("customFields") {
        custom_fields::write(call, "customer", customer, patch, &mut writing.errors)?;
    }
    Ok(())
}

fn refuse(writing: Writing) -> Result<(), Trouble> {
    match writing.errors.as_slice() {
        [] => Ok(()),
        _ => Err(Reply::refusal_of("Errors in the entity format", writing.errors).into()),
    }
}

fn tags(customer: &mut Object, given: &Object) {
    let mut tags: Vec<Value> = elements(customer.get("tags")).into_iter().cloned().collect();
    let removed = elements(given.get("removeTags"));
    tags.retain(|tag| !removed.contains(&&tag["name"]));
    for name in elements(given.get("addTags")) {
        if !tags.iter().any(|tag| tag["name"] == *name) {
            tags.push(json!({"name": name, "color": "#ffffff", "attached": false}));
        }
    }
    customer.insert("tags".to_owned(), Value::Array(tags));
}

/// A customer that the caller sees.
pub(super) fn find(
    call: &Call<'_>,
    folk: &Folk,
    key: &str,
    by: By,
) -> Result<Option<Value>, Trouble> {
    let keys = match by {
        By::Id => vec![key.to_owned()],
        By::ExternalId => call.tx.marked(folk.file, "externalId", key)?,
    };
    let site = call.param("site").filter(|_| by == By::ExternalId);
    for key in keys {
        let Some(customer) = call.tx.get(folk.file, &key)? else { continue };
        let own = customer["site"].as_str();
        if call.sees(own) && site.as_deref().is_none_or(|site| own == Some(site)) {
            return Ok(Some(customer));
        }
    }
    Ok(None)
}

/// Puts a customer into the world, findable.
pub(super) fn keep(tx: &Tx<'_>, folk: &Folk, customer: &Value) -> Result<(), WorldError> {
    let number = id(customer).unwrap_or(0);
    let key = number.to_string();
    tx.put(folk.file, &key, number, customer)?;
    tx.mark(folk.file, "externalId", &key, member(customer, "externalId").as_deref())?;
    for company in elements(customer.get("companies")) {
        if let Some(number) = id(company) {
            tx.put("companies", &number.to_string(), number, &json!({"customer": key}))?;
        }
    }
    Ok(())
}

/// A customer as an answer shows it.
pub(super) fn shown(customer: Value) -> Value {
    let Value::Object(mut customer) = customer else { return customer };
    if let Some(Value::Object(fields)) = customer.get("customFields") {
        let fields = php_map(fields.clone());
        customer.insert("customFields".to_owned(), fields);
    }
    corporate::hide(&mut customer);
    Value::Object(customer)
}

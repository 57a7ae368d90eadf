//! Programmes and participations.

use serde_json::{Value, json};

use super::confirm;
use crate::system::retailcrm::emulator::call::{By, Call};
use crate::system::retailcrm::emulator::customers::{self, PERSONS};
use crate::system::retailcrm::emulator::dictionaries;
use crate::system::retailcrm::emulator::filter::{self, Filter, Test};
use crate::system::retailcrm::emulator::json::{Object, elements, id, is_yes, member, text};
use crate::system::retailcrm::emulator::money;
use crate::system::retailcrm::emulator::reply::{Handled, Reply, Trouble};
use crate::system::retailcrm::emulator::route::{Route, get, post};

/// The collection of participations.
const FILE: &str = "loyalty-accounts";

pub(in crate::system::retailcrm::emulator) const ROUTES: &[Route] = &[
    get("loyalty/loyalties", |call, _| programmes(call)),
    get("loyalty/loyalties/*", programme),
    get("loyalty/accounts", |call, _| list(call)),
    post("loyalty/account/create", |call, _| create(call)),
    get("loyalty/account/*", one),
    post("loyalty/account/*/edit", edit),
    post("loyalty/account/*/activate", activate),
];

const FILTERS: [Filter; 16] = [
    ("id", Test::Is(&["/id"])),
    ("ids", Test::Is(&["/id"])),
    ("status", Test::Is(&["/status"])),
    ("customerId", Test::Is(&["/customer/id"])),
    ("customerExternalId", Test::Is(&["/customer/externalId"])),
    ("customer", Test::Has(&["/customer/firstName", "/customer/lastName"])),
    ("phoneNumber", Test::Is(&["/phoneNumber"])),
    ("cardNumber", Test::Is(&["/cardNumber"])),
    ("loyalties", Test::Is(&["/loyalty/id"])),
    ("sites", Test::Is(&["/customer/site"])),
    ("level", Test::Is(&["/level/id"])),
    ("Amount", Test::Sum("/amount")),
    ("OrdersSum", Test::Sum("/ordersSum")),
    ("createdAt", Test::Days("/createdAt")),
    ("burnDate", Test::Days("/burnDate")),
    ("customFields", Test::Fields("/customFields")),
];

fn programmes(call: &Call<'_>) -> Handled {
    let filter = Value::Object(call.filter());
    let rows = call.tx.list("loyalties")?.into_iter().map(|row| row.body);
    let fits = |row: &Value| {
        let flags = ["active", "blocked"].into_iter();
        let mut flags = flags.filter_map(|name| Some((filter.get(name)?, &row[name])));
        let sites = elements(filter.get("sites"));
        let own = elements(row.get("sites"));
        flags.all(|(wanted, value)| is_yes(wanted) == (*value == true))
            && (sites.is_empty() || own.iter().any(|site| sites.contains(site)))
    };
    let found: Vec<Value> = rows.filter(fits).collect();
    let page = call.page()?;
    let block = page.block(found.len());
    Ok(Reply::success(200, json!({"pagination": block, "loyalties": page.cut(found)})))
}

fn programme(call: &Call<'_>, path: &[&str]) -> Handled {
    let found = call.tx.get("loyalties", path[0])?.ok_or_else(Reply::not_found)?;
    Ok(Reply::success(200, json!({"loyalty": found, "requiredFields": []})))
}

fn list(call: &Call<'_>) -> Handled {
    let filter = call.filter();
    filter::check(&FILTERS, &filter)?;
    let rows = call.tx.list(FILE)?.into_iter().map(|row| row.body);
    let found: Vec<Value> = rows.filter(|row| filter::fits(&FILTERS, &filter, row)).collect();
    let page = call.page()?;
    let block = page.block(found.len());
    Ok(Reply::success(200, json!({"pagination": block, "loyaltyAccounts": page.cut(found)})))
}

fn one(call: &Call<'_>, path: &[&str]) -> Handled {
    Ok(Reply::success(200, json!({"loyaltyAccount": find(call, path[0])?})))
}

fn create(call: &Call<'_>) -> Handled {
    let given = call.object("loyaltyAccount")?;
    let site = call.site()?;
    let reference = given.get("customer").cloned().unwrap_or_default();
    let (key, by) = match (id(&reference), member(&reference, "externalId")) {
        (Some(number), _) => (number.to_string(), By::Id),
        (None, external) => (external.unwrap_or_default(), By::ExternalId),
    };
    let customer = customers::find(call, &PERSONS, &key, by)?.ok_or_else(Reply::not_found)?;
    let programmes = call.tx.list("loyalties")?.into_iter().map(|row| row.body);
    let of_site = |row: &Value| {
        let sites = elements(row.get("sites"));
        row["active"] == true && (sites.is_empty() || sites.iter().any(|own| **own == site))
    };
    let programme = programmes.into_iter().find(of_site);
    let programme = programme.ok_or_else(|| refused("loyalty", "There is no active loyalty."))?;
    let known = call.tx.list(FILE)?;
    let is_twin = |row: &Value| {
        id(&row["customer"]) == id(&customer) && id(&row["loyalty"]) == id(&programme)
    };
    if known.iter().any(|row| is_twin(&row.body)) {
        let text = "The customer is in this loyalty program already";
        return Err(refused("loyalty", text).into());
    }
    let number = known.iter().filter_map(|row| id(&row.body)).max().unwrap_or(0) + 1;
    let mut account = json!({
        "id": number, "active": false, "status": "not_confirmed", "amount": 0, "ordersSum": 0,
        "createdAt": call.now, "loyalty": {"id": programme["id"]}, "customFields": [],
        "customer": {"id": customer["id"], "site": customer["site"]},
        "level": elements(programme.get("levels")).first(),
    });
    for name in ["externalId", "firstName", "lastName", "patronymic"] {
        if let Some(value) = customer.get(name) {
            account["customer"][name] = value.clone();
        }
    }
    write(&mut account, &given);
    keep(call, &account)?;
    call.enter(&number.to_string(), 201)?;
    let members = json!({"site": site, "loyaltyAccount": account, "warnings": []});
    Ok(Reply::success(201, members))
}

fn edit(call: &Call<'_>, path: &[&str]) -> Handled {
    let given = call.object("loyaltyAccount")?;
    let mut account = find(call, path[0])?;
    write(&mut account, &given);
    if let Some(wanted) = given.get("loyaltyLevelId").filter(|value| !value.is_null()) {
        let programme = call.tx.get("loyalties", &account["loyalty"]["id"].to_string())?;
        let programme = programme.unwrap_or_default();
        let levels = elements(programme.get("levels"));
        let level = levels.into_iter().find(|level| member(level, "id") == text(wanted));
        let missing = || refused("loyaltyLevelId", "Loyalty level does not exist.");
        account["level"] = level.ok_or_else(missing)?.clone();
    }
    keep(call, &account)?;
    call.enter(path[0], 200)?;
    Ok(Reply::success(200, json!({"loyaltyAccount": account, "warnings": []})))
}

fn activate(call: &Call<'_>, path: &[&str]) -> Handled {
    let mut account = find(call, path[0])?;
    if account["status"] == "activated" {
        return Err(Reply::refusal(400, "LoyaltyAccount has been already activated").into());
    }
    if confirm::is_asked(call, &account, "confirmSmsRegistration")? {
        let about = json!({"account": account["id"]});
        let verification = confirm::ask(call, "verify_customer", &about)?;
        let members = json!({"loyaltyAccount": account, "verification": verification});
        return Ok(Reply::success(200, members));
    }
    begin(call, &mut account)?;
    call.enter(path[0], 200)?;
    Ok(Reply::success(200, json!({"loyaltyAccount": account})))
}

/// Makes a participation active.
pub(super) fn begin(call: &Call<'_>, account: &mut Value) -> Result<(), Trouble> {
    account["active"] = json!(true);
    account["status"] = json!("activated");
    account["activatedAt"] = json!(call.now);
    keep(call, account)
}

fn write(account: &mut Value, given: &Object) {
    for name in ["phoneNumber", "cardNumber", "customFields"] {
        if let Some(value) = given.get(name) {
            account[name] = value.clone();
        }
    }
}

fn refused(field: &str, text: &str) -> Reply {
    let errors = vec![(field.to_owned(), text.to_owned())];
    Reply::refusal_of("Errors in the entity format", errors)
}

/// A participation by its number.
pub(super) fn find(call: &Call<'_>, key: &str) -> Result<Value, Trouble> {
    Ok(call.tx.get(FILE, key)?.ok_or_else(Reply::not_found)?)
}

/// The active participation of a customer.
pub(super) fn of_customer(call: &Call<'_>, customer: i64) -> Result<Option<Value>, Trouble> {
    let rows = call.tx.list(FILE)?.into_iter().map(|row| row.body);
    Ok(rows
        .into_iter()
        .find(|row| id(&row["customer"]) == Some(customer) && row["status"] == "activated"))
}

/// Puts a participation into the world.
pub(super) fn keep(call: &Call<'_>, account: &Value) -> Result<(), Trouble> {
    dictionaries::put(call, FILE, &account["id"].to_string(), account)
}

/// Adds to the bonuses of a participation, or takes off, with an operation that says why.
pub(super) fn book(
    call: &Call<'_>,
    account: &mut Value,
    kopecks: i128,
    mut operation: Value,
) -> Result<(), Trouble> {
    let left = money::kopecks_of(account, "amount") + kopecks;
    if left < 0 {
        let text = "There are not enough bonuses on the account";
        return Err(refused("amount", text).into());
    }
    account["amount"] = money::number(left);
    keep(call, account)?;
    operation["createdAt"] = json!(call.now);
    operation["amount"] = money::number(kopecks);
    operation["loyaltyAccount"] = json!({"id": account["id"]});
    operation["loyalty"] = json!({"id": account["loyalty"]["id"]});
    let number = call.tx.last("bonus-operations")? + 1;
    Ok(call.tx.put("bonus-operations", &number.to_string(), number, &operation)?)
}

//! Users, settings, and what a key may do.

use serde_json::{Value, json};

use super::call::Call;
use super::dictionaries;
use super::filter::{self, Filter, Test};
use super::reply::{Handled, Reply};
use super::route::{Route, get, post};

pub(super) const ROUTES: &[Route] = &[
    get("users", |call, _| list(call)),
    get("users/*", one),
    post("users/*/status", set_status),
    get("user-groups", |call, _| groups(call)),
    get("settings", |call, _| Ok(Reply::success(200, json!({"settings": call.account.settings})))),
    get("credentials", |call, _| Ok(credentials(call))),
    get("api-versions", |_, _| Ok(Reply::success(200, json!({"versions": ["3.0", "4.0", "5.0"]})))),
    get("system-info", |_, _| {
        let members = json!({"systemVersion": "9.0.0", "publicUrl": "", "technicalUrl": ""});
        Ok(Reply::success(200, members))
    }),
];

/// The rights that a key with full access has.
const SCOPES: [&str; 18] = [
    "order_read",
    "order_write",
    "customer_read",
    "customer_write",
    "store_read",
    "store_write",
    "reference_read",
    "reference_write",
    "integration_read",
    "integration_write",
    "custom_fields_read",
    "custom_fields_write",
    "loyalty_read",
    "loyalty_write",
    "payments_read",
    "payments_write",
    "user_read",
    "user_write",
];

const FILTERS: [Filter; 9] = [
    ("email", Test::Is(&["/email"])),
    ("status", Test::Is(&["/status"])),
    ("online", Test::Flag("/online")),
    ("active", Test::Flag("/active")),
    ("isManager", Test::Flag("/isManager")),
    ("isAdmin", Test::Flag("/isAdmin")),
    ("isPosManager", Test::Flag("/isPosManager")),
    ("groups", Test::Is(&["/groups/*/id", "/groups/*/code"])),
    ("createdAt", Test::Days("/createdAt")),
];

fn list(call: &Call<'_>) -> Handled {
    let filter = call.filter();
    filter::check(&FILTERS, &filter)?;
    let rows = call.tx.list("users")?.into_iter().map(|row| row.body);
    let found: Vec<Value> = rows.filter(|user| filter::fits(&FILTERS, &filter, user)).collect();
    let page = call.page()?;
    let block = page.block(found.len());
    Ok(Reply::success(200, json!({"pagination": block, "users": page.cut(found)})))
}

fn one(call: &Call<'_>, path: &[&str]) -> Handled {
    let user = call.tx.get("users", path[0])?.ok_or_else(Reply::not_found)?;
    Ok(Reply::success(200, json!({"user": user})))
}

fn set_status(call: &Call<'_>, path: &[&str]) -> Handled {
    let mut user = call.tx.get("users", path[0])?.ok_or_else(Reply::not_found)?;
    let status = call.param("status").ok_or_else(|| Reply::missing("status"))?;
    if !["free", "busy", "dinner", "break"].contains(&status.as_str()) {
        let text = "The value you selected is not a valid choice.";
        return Err(Reply::bad_input("status", text).into());
    }
    user["status"] = json!(status);
    dictionaries::put(call, "users", path[0], &user)?;
    call.enter(path[0], 200)?;
    Ok(Reply::success(200, json!({})))
}

fn groups(call: &Call<'_>) -> Handled {
    let rows = call.tx.list("user-groups")?;
    let page = call.page()?;
    let block = page.block(rows.len());
    let rows: Vec<Value> = page.cut(rows).into_iter().map(|row| row.body).collect();
    Ok(Reply::success(200, json!({"pagination": block, "groups": rows})))
}

fn credentials(call: &Call<'_>) -> Reply {
    let sites = call.key.map(|key| key.sites.clone()).unwrap_or_default();
    let access = if sites.is_empty() { "access_full" } else { "access_selective" };
    let read_only = call.key.is_some_and(|key| key.read_only);
    let scopes: Vec<&str> =
        SCOPES.into_iter().filter(|scope| !read_only || scope.ends_with("_read")).collect();
    let members = json!({
        "credentials": [],
        "scopes": scopes,
        "siteAccess": access,
        "sitesAvailable": sites,
    });
    Reply::success(200, members)
}

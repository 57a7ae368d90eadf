//! Integration modules: what a program registers itself as. A warehouse module lets `shipped` be
//! written.

use serde_json::{Value, json};

use super::call::Call;
use super::dictionaries;
use super::json::merge;
use super::reply::{Handled, Reply, Trouble};
use super::route::{Route, get, post};

const FILE: &str = "integration-modules";

pub(super) const ROUTES: &[Route] =
    &[get("integration-modules/*", one), post("integration-modules/*/edit", edit)];

fn one(call: &Call<'_>, path: &[&str]) -> Handled {
    let found = call.tx.get(FILE, path[0])?.ok_or_else(Reply::not_found)?;
    Ok(Reply::success(200, json!({"integrationModule": found})))
}

fn edit(call: &Call<'_>, path: &[&str]) -> Handled {
    let given = call.object("integrationModule")?;
    let mut module = call.tx.get(FILE, path[0])?.unwrap_or_else(|| json!({"active": true}));
    module["code"] = json!(path[0]);
    merge(module.as_object_mut().expect("made an object above"), &given);
    dictionaries::put(call, FILE, path[0], &module)?;
    call.enter(path[0], 200)?;
    Ok(Reply::success(200, json!({"info": {}})))
}

/// Whether an active module is a warehouse.
pub(super) fn has_warehouse(call: &Call<'_>) -> Result<bool, Trouble> {
    let rows = call.tx.list(FILE)?;
    let is_warehouse = |module: &Value| {
        module["active"] == true
            && module.pointer("/integrations/store").is_some_and(|it| !it.is_null())
    };
    Ok(rows.iter().any(|row| is_warehouse(&row.body)))
}

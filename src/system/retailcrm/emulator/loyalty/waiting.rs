//! Bonuses that are not yet active, or burn soon, by their days.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use serde_json::{Value, json};

use super::accounts::find;
use crate::system::retailcrm::emulator::call::Call;
use crate::system::retailcrm::emulator::json::member;
use crate::system::retailcrm::emulator::money::{kopecks_of, number};
use crate::system::retailcrm::emulator::reply::{Handled, Reply};
use crate::system::retailcrm::emulator::route::{Route, get};

/// How many days ahead a burning is soon.
const SOON: i64 = 30;

pub(in crate::system::retailcrm::emulator) const ROUTES: &[Route] =
    &[get("loyalty/account/*/bonus/*/details", details)];

fn details(call: &Call<'_>, path: &[&str]) -> Handled {
    find(call, path[0])?;
    let field = match path[1] {
        "waiting_activation" => "activationDate",
        "burn_soon" => "expireDate",
        _ => return Err(Reply::not_found().into()),
    };
    let today = &call.now[..10];
    let soon = today.parse::<jiff::civil::Date>().ok();
    let soon = soon.and_then(|day| day.checked_add(SOON.days()).ok());
    let soon = soon.map(|day| day.to_string()).unwrap_or_default();
    let wanted = call.filter().get("date").and_then(Value::as_str).map(str::to_owned);
    let mut days: BTreeMap<String, i128> = BTreeMap::new();
    for row in call.tx.list("bonus-operations")? {
        let operation = row.body;
        if member(&operation["loyaltyAccount"], "id").as_deref() != Some(path[0]) {
            continue;
        }
        let Some(day) = member(&operation["bonus"], field) else { continue };
        let counts = day.as_str() > today && (field == "activationDate" || day <= soon);
        if counts && wanted.as_ref().is_none_or(|wanted| *wanted == day) {
            *days.entry(day).or_default() += kopecks_of(&operation, "amount");
        }
    }
    let total: i128 = days.values().sum();
    let rows = days.into_iter().map(|(day, sum)| json!({"date": day, "amount": number(sum)}));
    let rows: Vec<Value> = rows.collect();
    let page = call.page()?;
    let block = page.block(rows.len());
    let members = json!({
        "pagination": block,
        "statistic": {"totalAmount": number(total)},
        "bonuses": page.cut(rows),
    });
    Ok(Reply::success(200, members))
}

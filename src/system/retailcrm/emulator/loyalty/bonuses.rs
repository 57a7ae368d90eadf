//! Bonuses: booked by hand, spent on an order, and what an order would earn.

use serde_json::{Value, json};

use super::accounts::{book, find, of_customer};
use super::confirm;
use crate::system::retailcrm::emulator::call::{By, Call};
use crate::system::retailcrm::emulator::customers::{self, PERSONS};
use crate::system::retailcrm::emulator::json::{Object, elements, id, member};
use crate::system::retailcrm::emulator::money::{self, kopecks_of, micro_of, number, percent};
use crate::system::retailcrm::emulator::reply::{Handled, Reply, Trouble};
use crate::system::retailcrm::emulator::route::{Route, get, post};
use crate::system::retailcrm::emulator::{order_write, orders, totals};

pub(in crate::system::retailcrm::emulator) const ROUTES: &[Route] = &[
    post("loyalty/account/*/bonus/charge", charge),
    post("loyalty/account/*/bonus/credit", credit),
    get("loyalty/account/*/bonus/operations", |call, path| operations(call, Some(path[0]))),
    get("loyalty/bonus/operations", |call, _| operations(call, None)),
    post("loyalty/calculate", |call, _| calculate(call)),
    post("orders/loyalty/apply", |call, _| apply(call)),
    post("orders/loyalty/cancel-bonus-operations", |call, _| cancel(call)),
];

fn amount(call: &Call<'_>, name: &str) -> Result<i128, Trouble> {
    let given = call.param(name).map(Value::String).unwrap_or_default();
    let amount = money::micro(&given).filter(|amount| *amount > 0);
    let wrong = || Reply::bad_input(name, "This value should be greater than 0.");
    Ok(money::divide(amount.ok_or_else(wrong)?, 10_000))
}

fn charge(call: &Call<'_>, path: &[&str]) -> Handled {
    let mut account = find(call, path[0])?;
    let operation = json!({"type": "charge_manual", "comment": call.param("comment")});
    book(call, &mut account, -amount(call, "amount")?, operation)?;
    call.enter(path[0], 200)?;
    Ok(Reply::success(200, json!({})))
}

fn credit(call: &Call<'_>, path: &[&str]) -> Handled {
    let mut account = find(call, path[0])?;
    let sum = amount(call, "amount")?;
    let mut bonus = json!({"amount": number(sum), "activationDate": call.now[..10]});
    for name in ["activationDate", "expireDate"] {
        if let Some(date) = call.param(name) {
            bonus[name] = json!(date);
        }
    }
    let operation =
        json!({"type": "credit_manual", "bonus": bonus, "comment": call.param("comment")});
    book(call, &mut account, sum, operation)?;
    call.enter(path[0], 200)?;
    Ok(Reply::success(200, json!({"loyaltyBonus": bonus})))
}

/// The newest come first. Of all participations they come by a cursor, which is a place here.
fn operations(call: &Call<'_>, account: Option<&str>) -> Handled {
    let mut rows = call.tx.list("bonus-operations")?;
    rows.reverse();
    let page = call.page()?;
    let Some(account) = account else {
        let before = call.param("cursor").and_then(|cursor| cursor.parse::<i64>().ok());
        rows.retain(|row| before.is_none_or(|before| row.seq < before));
        let limit = usize::try_from(page.limit).unwrap_or(20);
        let next = rows.get(limit.saturating_sub(1)).filter(|_| rows.len() > limit);
        let block = json!({"nextCursor": next.map(|row| row.seq.to_string())});
        let found: Vec<Value> = rows.into_iter().take(limit).map(|row| row.body).collect();
        return Ok(Reply::success(200, json!({"pagination": block, "bonusOperations": found})));
    };
    let own = |row: &Value| member(&row["loyaltyAccount"], "id").as_deref() == Some(account);
    let found: Vec<Value> = rows.into_iter().map(|row| row.body).filter(own).collect();
    let block = page.block(found.len());
    Ok(Reply::success(200, json!({"pagination": block, "bonusOperations": page.cut(found)})))
}

/// What an order would come to, with the privileges of the programme and without; nothing changes.
fn calculate(call: &Call<'_>) -> Handled {
    let order = call.object("order")?;
    let reference = order.get("customer").cloned().unwrap_or_default();
    let account = match buyer(call, &reference)? {
        Some(customer) => of_customer(call, customer)?,
        None => None,
    };
    let spent = match call.param("bonuses") {
        Some(bonuses) => money::micro(&Value::String(bonuses)).unwrap_or(0) / 10_000,
        None => 0,
    };
    let balance = account.as_ref().map_or(0, |account| kopecks_of(account, "amount"));
    let privileges: &[&str] =
        if account.is_some() { &["loyalty_level", "none"] } else { &["none"] };
    let mut variants = Vec::new();
    for privilege in privileges {
        variants.push(variant(&order, account.as_ref(), privilege, spent.min(balance)));
    }
    let gain = |variant: &Variant| variant.discount + variant.credit;
    let best = (0..variants.len()).max_by_key(|at| (gain(&variants[*at]), std::cmp::Reverse(*at)));
    let calculations: Vec<Value> = variants
        .iter()
        .enumerate()
        .map(|(at, variant)| {
            json!({
                "privilegeType": variant.privilege,
                "discount": number(variant.discount),
                "creditBonuses": number(variant.credit),
                "maxChargeBonuses": number(balance.min(variant.goods)),
                "maximum": Some(at) == best,
            })
        })
        .collect();
    let wanted = order.get("privilegeType").and_then(Value::as_str);
    let shown = variants.iter().position(|variant| Some(variant.privilege) == wanted).or(best);
    let shown = variants.swap_remove(shown.unwrap_or(0)).order;
    let loyalty = match &account {
        Some(account) => call.tx.get("loyalties", &account["loyalty"]["id"].to_string())?,
        None => None,
    };
    let name = loyalty.map(|loyalty| loyalty["name"].clone());
    let members = json!({
        "order": shown, "calculations": calculations,
        "loyalty": {"name": name, "chargeRate": 1},
    });
    Ok(Reply::success(200, members))
}

fn buyer(call: &Call<'_>, reference: &Value) -> Result<Option<i64>, Trouble> {
    if let Some(number) = id(reference) {
        return Ok(Some(number));
    }
    let external = member(reference, "externalId").unwrap_or_default();
    let found = customers::find(call, &PERSONS, &external, By::ExternalId)?;
    Ok(found.as_ref().and_then(id))
}

/// An order under one kind of privilege.
struct Variant {
    privilege: &'static str,
    order: Value,
    /// All that comes off the prices, bonuses included.
    discount: i128,
    /// What it would earn.
    credit: i128,
    /// What bonuses could pay.
    goods: i128,
}

fn variant(
    order: &Object,
    account: Option<&Value>,
    privilege: &'static str,
    spent: i128,
) -> Variant {
    let level = account.filter(|_| privilege != "none").map(|account| &account["level"]);
    let size = |kind: &str| {
        level
            .filter(|level| level["type"] == kind)
            .map_or(0, |level| micro_of(level, "privilegeSize"))
    };
    let mut order = order.clone();
    let mut rows: Vec<Value> = elements(order.get("items")).into_iter().cloned().collect();
    for row in &mut rows {
        let off = percent(kopecks_of(row, "initialPrice"), size("discount"));
        if off != 0 {
            row["discounts"] = json!([{"type": "loyalty_level", "amount": number(off)}]);
        }
    }
    order.insert("items".to_owned(), Value::Array(rows));
    let goods = goods(&mut order);
    spend(&mut order, spent.min(goods));
    totals::compute(&mut order, |_| false);
    let mut credit = 0;
    for row in order.get_mut("items").and_then(Value::as_array_mut).into_iter().flatten() {
        let own = percent(net(row), size("bonus_percent"));
        row["bonusesCreditTotal"] = number(own);
        credit += own;
    }
    let before = order.get("summ").cloned().unwrap_or_default();
    let rows = elements(order.get("items")).into_iter();
    let discount = kopecks_of(&json!({"summ": before}), "summ") - rows.map(net).sum::<i128>();
    order.insert("bonusesCreditTotal".to_owned(), number(credit));
    order.insert("bonusesChargeTotal".to_owned(), number(spent.min(goods)));
    order.insert("privilegeType".to_owned(), json!(privilege));
    for name in ["summ", "purchaseSumm", "prepaySum"] {
        order.shift_remove(name);
    }
    if let Some(account) = account {
        let shown = json!({"id": account["id"], "amount": account["amount"]});
        order.insert("loyaltyAccount".to_owned(), shown);
        let level = json!({"id": account["level"]["id"], "name": account["level"]["name"]});
        order.insert("loyaltyLevel".to_owned(), level);
    }
    Variant { privilege, order: Value::Object(order), discount, credit, goods }
}

/// What the lines come to without bonuses.
fn goods(order: &mut Object) -> i128 {
    spend(order, 0);
    totals::compute(order, |_| false);
    elements(order.get("items")).into_iter().map(net).sum()
}

/// What a line comes to: its prices times their quantities.
fn net(row: &Value) -> i128 {
    let prices = elements(row.get("prices")).into_iter();
    prices.map(|price| money::times(kopecks_of(price, "price"), micro_of(price, "quantity"))).sum()
}

/// Spreads bonuses over the lines by their sums, the rest on the last ones.
fn spend(order: &mut Object, bonuses: i128) {
    let rows = order.get_mut("items").and_then(Value::as_array_mut);
    let mut rows: Vec<&mut Value> = rows.into_iter().flatten().collect();
    let sums: Vec<i128> = rows.iter().map(|row| net(row)).collect();
    let all: i128 = sums.iter().sum();
    let mut left = bonuses;
    for (at, row) in rows.iter_mut().enumerate().rev() {
        let earlier: i128 = sums[..at].iter().sum();
        let share = if all == 0 { 0 } else { left - (bonuses * earlier / all).min(left) };
        row["bonusesChargeTotal"] = number(share);
        left -= share;
    }
}

/// Spends bonuses on an order.
fn apply(call: &Call<'_>) -> Handled {
    let (old, account) = order_and_account(call)?;
    let sum = amount(call, "bonuses")?;
    if sum > goods(&mut old.as_object().cloned().unwrap_or_default()) {
        let text = "More bonuses than the order costs";
        return Err(Reply::bad_input("bonuses", text).into());
    }
    if !confirm::is_asked(call, &account, "confirmSmsCharge")? {
        return spend_on(call, &old, account, sum);
    }
    let about = json!({"order": old["id"], "bonuses": number(sum)});
    let verification = confirm::ask(call, "verify_charge", &about)?;
    let members = json!({"order": shown(&old, &account), "verification": verification});
    Ok(Reply::success(200, members))
}

/// The order of a charge that was waiting for its code.
pub(super) fn spend_confirmed(call: &Call<'_>, about: &Value) -> Result<(), Trouble> {
    let found = orders::find(call, &about["order"].to_string(), By::Id)?;
    let order = found.ok_or_else(Reply::not_found)?;
    let account = account_of(call, &order)?;
    spend_on(call, &order, account, kopecks_of(about, "bonuses")).map(drop)
}

fn spend_on(call: &Call<'_>, old: &Value, mut account: Value, sum: i128) -> Handled {
    let mut order = old.as_object().cloned().unwrap_or_default();
    let before = kopecks_of(old, "bonusesChargeTotal");
    let reference = json!({"id": old["id"], "externalId": old["externalId"]});
    let operation = json!({"type": "charge_for_order", "order": reference});
    book(call, &mut account, before - sum, operation)?;
    spend(&mut order, sum);
    order.insert("bonusesChargeTotal".to_owned(), number(sum));
    finish(call, old, order, &account)
}

/// Gives the bonuses spent on an order back.
fn cancel(call: &Call<'_>) -> Handled {
    let (old, mut account) = order_and_account(call)?;
    let spent = kopecks_of(&old, "bonusesChargeTotal");
    let mut order = old.as_object().cloned().unwrap_or_default();
    if spent > 0 {
        let reference = json!({"id": old["id"], "externalId": old["externalId"]});
        let operation = json!({"type": "cancel_of_charge", "order": reference});
        book(call, &mut account, spent, operation)?;
    }
    spend(&mut order, 0);
    order.insert("bonusesChargeTotal".to_owned(), number(0));
    finish(call, &old, order, &account)
}

fn order_and_account(call: &Call<'_>) -> Result<(Value, Value), Trouble> {
    let reference = Value::Object(call.object("order")?);
    let order = match (id(&reference), member(&reference, "externalId")) {
        (Some(number), _) => orders::find(call, &number.to_string(), By::Id)?,
        (None, external) => orders::find(call, &external.unwrap_or_default(), By::ExternalId)?,
    };
    let order = order.ok_or_else(Reply::not_found)?;
    let account = account_of(call, &order)?;
    Ok((order, account))
}

fn account_of(call: &Call<'_>, order: &Value) -> Result<Value, Trouble> {
    let account = match id(&order["customer"]) {
        Some(customer) => of_customer(call, customer)?,
        None => None,
    };
    Ok(account.ok_or_else(|| {
        let text = "The customer is not in a loyalty program";
        Reply::refusal_of(
            "Errors in the entity format",
            vec![("order".to_owned(), text.to_owned())],
        )
    })?)
}

fn finish(call: &Call<'_>, old: &Value, order: Object, account: &Value) -> Handled {
    let order = order_write::save(call, old, order)?;
    call.enter(&order["id"].to_string(), 200)?;
    Ok(Reply::success(200, json!({"order": shown(&order, account)})))
}

fn shown(order: &Value, account: &Value) -> Value {
    let mut shown = Object::new();
    for name in ["bonusesCreditTotal", "bonusesChargeTotal", "privilegeType", "totalSumm", "site"] {
        shown.insert(name.to_owned(), order[name].clone());
    }
    shown.insert(
        "loyaltyAccount".to_owned(),
        json!({"id": account["id"], "amount": account["amount"]}),
    );
    shown.insert("customer".to_owned(), order["customer"].clone());
    shown.insert("delivery".to_owned(), json!({"cost": order["delivery"]["cost"]}));
    shown.insert("items".to_owned(), order["items"].clone());
    Value::Object(shown)
}

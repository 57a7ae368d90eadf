//! The sums of an order, computed anew at every change.
//!
//! Bonuses spent on a line (`bonusesChargeTotal`) are taken off its sum, one for one.
//! A line's discount is per unit. The discount of the whole order is spread over the lines by their
//! sums, the rest of the division on the last ones; a share that its units cannot carry evenly
//! gives the line two prices. That the real CRM splits in this way is not documented.

use serde_json::{Value, json};

use super::json::Object;
use super::money::{divide, kopecks_of, micro_of, number, percent, quantity, times};

/// A whole unit, in millionths.
const UNIT: i128 = 1_000_000;

struct Line {
    /// Price of a unit before discounts.
    initial: i128,
    /// Discounts of a unit that are not the order's: by hand, and of other kinds.
    by_hand: i128,
    kept: i128,
    /// Millionths.
    quantity: i128,
    /// Bonuses spent on the whole line.
    bonuses: i128,
    /// What the line comes to before the order's discount; nothing if it is cancelled.
    sum: i128,
    share: i128,
}

/// Computes all sums. `is_paid` tells which codes of payment statuses mean paid.
pub(super) fn compute(order: &mut Object, is_paid: impl Fn(&str) -> bool) {
    let whole = Value::Object(order.clone());
    let items = whole["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut lines: Vec<Line> = items.iter().map(line).collect();
    let goods: i128 = lines.iter().map(|line| line.sum).sum();
    let discount = kopecks_of(&whole, "discountManualAmount")
        + percent(goods, micro_of(&whole, "discountManualPercent"));
    spread(&mut lines, discount.clamp(0, goods));
    let mut total = whole.get("delivery").map_or(0, |delivery| kopecks_of(delivery, "cost"));
    let (mut before, mut purchase) = (0, 0);
    if let Some(items) = order.get_mut("items").and_then(Value::as_array_mut) {
        for (item, line) in items.iter_mut().zip(&lines) {
            let (prices, sum) = prices(line);
            let cancelled = item["isCanceled"] == true;
            if !cancelled {
                total += sum;
                before += times(line.initial, line.quantity);
                purchase += times(kopecks_of(item, "purchasePrice"), line.quantity);
            }
            write(item, line, prices);
        }
    }
    order.insert("summ".to_owned(), number(before));
    order.insert("totalSumm".to_owned(), number(total));
    order.insert("purchaseSumm".to_owned(), number(purchase));
    let payments = whole["payments"].as_array().map(Vec::as_slice).unwrap_or_default();
    let paid = payments.iter().filter(|payment| payment["status"].as_str().is_some_and(&is_paid));
    let paid: i128 = paid.map(|payment| kopecks_of(payment, "amount")).sum();
    order.insert("prepaySum".to_owned(), number(paid));
}

fn line(item: &Value) -> Line {
    let initial = kopecks_of(item, "initialPrice");
    let by_hand = kopecks_of(item, "discountManualAmount")
        + percent(initial, micro_of(item, "discountManualPercent"));
    let others = item["discounts"].as_array().map(Vec::as_slice).unwrap_or_default();
    let bonuses = kopecks_of(item, "bonusesChargeTotal").max(0);
    // The part that was shown for them is not one more.
    let is_told = item["bonusesChargeTotal"].is_number();
    let counts = |part: &&Value| is_kept(part) && !(is_told && part["type"] == "bonus_charge");
    let kept = others.iter().filter(counts);
    let kept: i128 = kept.map(|part| kopecks_of(part, "amount")).sum();
    let quantity = micro_of(item, "quantity").max(0);
    let left = (initial - by_hand - kept).max(0);
    let whole = times(left, quantity);
    let bonuses = bonuses.min(whole);
    let sum = if item["isCanceled"] == true { 0 } else { whole - bonuses };
    Line { initial, by_hand, kept, quantity, bonuses, sum, share: 0 }
}

/// Parts of a discount that nobody enters by hand. `round` is the rule's name, not a discount.
fn is_kept(part: &Value) -> bool {
    let kinds = ["bonus_charge", "loyalty_level", "loyalty_event", "personal", "loyalty_personal"];
    part["type"].as_str().is_some_and(|kind| kinds.contains(&kind))
}

fn spread(lines: &mut [Line], discount: i128) {
    let goods: i128 = lines.iter().map(|line| line.sum).sum();
    if goods == 0 {
        return;
    }
    for line in lines.iter_mut() {
        line.share = discount * line.sum / goods;
    }
    let mut rest = discount - lines.iter().map(|line| line.share).sum::<i128>();
    for line in lines.iter_mut().rev() {
        let more = rest.min(line.sum - line.share);
        line.share += more;
        rest -= more;
    }
}

/// The prices of a line's units and what they come to.
fn prices(line: &Line) -> (Value, i128) {
    let left = (line.initial - line.by_hand - line.kept).max(0);
    let units = line.quantity / UNIT;
    if units == 0 || line.quantity % UNIT != 0 {
        let price = match line.quantity {
            0 => left,
            all => divide((line.sum - line.share).max(0) * UNIT, all),
        };
        let tranche = json!([{"price": number(price), "quantity": quantity(line.quantity)}]);
        return (tranche, times(price, line.quantity));
    }
    let off = line.share + line.bonuses;
    let (each, more) = (off / units, off % units);
    let tranche =
        |price: i128, units: i128| json!({"price": number(price), "quantity": units as i64});
    let prices = match more {
        0 => json!([tranche(left - each, units)]),
        more => json!([tranche(left - each, units - more), tranche(left - each - 1, more)]),
    };
    (prices, left * units - off)
}

fn write(item: &mut Value, line: &Line, prices: Value) {
    let per_unit = |sum: i128| match line.quantity {
        0 => 0,
        quantity => divide(sum * UNIT, quantity),
    };
    let (bonuses, of_order) = (per_unit(line.bonuses), per_unit(line.share));
    let mut parts: Vec<Value> = match item["discounts"].take() {
        Value::Array(parts) => parts.into_iter().filter(is_kept).collect(),
        _ => Vec::new(),
    };
    if item["bonusesChargeTotal"].is_number() {
        parts.retain(|part| part["type"] != "bonus_charge");
    }
    for (kind, amount) in
        [("bonus_charge", bonuses), ("manual_product", line.by_hand), ("manual_order", of_order)]
    {
        if amount != 0 {
            parts.push(json!({"type": kind, "amount": number(amount)}));
        }
    }
    item["discountTotal"] = number(line.by_hand + line.kept + bonuses + of_order);
    item["prices"] = prices;
    item["discounts"] = Value::Array(parts);
}

#[cfg(test)]
mod tests;

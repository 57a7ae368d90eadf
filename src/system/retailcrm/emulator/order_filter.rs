//! The filters of the list of orders. Those that are not here are refused, so that nobody takes an
//! unfiltered list for a filtered one.

use serde_json::Value;

use super::call::Call;
use super::json::{elements, id, is_yes, member, text};
use super::reply::{Reply, Trouble};

/// Filters by a list of values, and the field they look at.
const LISTS: [(&str, &str); 11] = [
    ("ids", "/id"),
    ("externalIds", "/externalId"),
    ("numbers", "/number"),
    ("sites", "/site"),
    ("extendedStatus", "/status"),
    ("orderTypes", "/orderType"),
    ("orderMethods", "/orderMethod"),
    ("managers", "/managerId"),
    ("deliveryTypes", "/delivery/code"),
    ("shipmentStores", "/shipmentStore"),
    ("countries", "/countryIso"),
];

/// Filters by one value.
const SINGLES: [(&str, &str); 3] =
    [("customerId", "/customer/id"), ("email", "/email"), ("contragentInn", "/contragent/INN")];

/// Filters by days.
const DAYS: [(&str, &str); 5] = [
    ("createdAt", "/createdAt"),
    ("statusUpdatedAt", "/statusUpdatedAt"),
    ("fullPaidAt", "/fullPaidAt"),
    ("deliveryDate", "/delivery/date"),
    ("shipmentDate", "/shipmentDate"),
];

/// The orders that the caller sees and the filter lets through, the newest first.
pub(super) fn orders(call: &Call<'_>) -> Result<Vec<Value>, Trouble> {
    let filter = Value::Object(call.filter());
    refuse_unknown(&filter)?;
    let keys = elements(filter.get("ids"));
    let mut found = Vec::new();
    if keys.is_empty() {
        found.extend(call.tx.list("orders")?.into_iter().map(|row| row.body));
    } else {
        for key in keys {
            let key = text(key).unwrap_or_default();
            if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(Reply::bad_input("children[ids]", "Значение недопустимо.").into());
            }
            found.extend(call.tx.get("orders", &key)?);
        }
    }
    found.retain(|order| call.sees(order["site"].as_str()) && fits(order, &filter));
    found.sort_by_key(|order| std::cmp::Reverse(id(order)));
    found.dedup_by_key(|order| id(order));
    Ok(found)
}

fn refuse_unknown(filter: &Value) -> Result<(), Trouble> {
    let others =
        ["customerExternalId", "shipped", "paymentTypes", "paymentStatuses", "customFields"];
    for name in filter.as_object().into_iter().flat_map(super::json::Object::keys) {
        let bare = name.strip_suffix("From").or_else(|| name.strip_suffix("To")).unwrap_or(name);
        let known = LISTS.iter().chain(&SINGLES).any(|(known, _)| known == name)
            || DAYS.iter().any(|(known, _)| *known == bare && bare != name)
            || others.contains(&name.as_str());
        if !known {
            let text = "The emulator does not know this filter.";
            return Err(Reply::bad_input(&format!("children[{name}]"), text).into());
        }
    }
    Ok(())
}

fn fits(order: &Value, filter: &Value) -> bool {
    let at = |path: &str| order.pointer(path).and_then(text);
    let lists = LISTS.iter().all(|(name, path)| {
        let wanted = elements(filter.get(*name));
        let value = at(path);
        wanted.is_empty() || wanted.into_iter().any(|one| text(one) == value)
    });
    let singles = SINGLES.iter().all(|(name, path)| {
        member(filter, name).is_none_or(|wanted| at(path).as_ref() == Some(&wanted))
    });
    let days = DAYS.iter().all(|(name, path)| {
        let value = at(path).unwrap_or_default();
        let day = value.get(..10).unwrap_or("");
        let from = member(filter, &format!("{name}From"));
        let to = member(filter, &format!("{name}To"));
        from.is_none_or(|from| day >= from.as_str())
            && to.is_none_or(|to| !day.is_empty() && day <= to.as_str())
    });
    let payments = [("paymentTypes", "type"), ("paymentStatuses", "status")];
    let payments = payments.into_iter().all(|(name, field)| {
        let wanted = elements(filter.get(name));
        wanted.is_empty()
            || elements(order.get("payments")).iter().any(|row| wanted.contains(&&row[field]))
    });
    let custom = filter.get("customFields").and_then(Value::as_object);
    let custom = custom
        .into_iter()
        .flatten()
        .all(|(code, wanted)| order["customFields"].get(code).and_then(text) == text(wanted));
    let shipped = filter.get("shipped");
    let shipped = shipped.is_none_or(|wanted| is_yes(wanted) == (order["shipped"] == true));
    let external = member(filter, "customerExternalId");
    let external =
        external.is_none_or(|wanted| at("/customer/externalId").as_ref() == Some(&wanted));
    lists && singles && days && payments && custom && shipped && external
}

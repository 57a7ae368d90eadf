//! The filters of the list of orders.

use serde_json::Value;

use super::buyer;
use super::call::Call;
use super::filter::{self, Filter, Test};
use super::json::{Object, elements, id, text};
use super::reply::{Reply, Trouble};

/// The filters that the documents name. What no world holds (visits, receipts, calls) is never found.
const FILTERS: [Filter; 73] = [
    ("ids", Test::Is(&["/id"])),
    ("externalIds", Test::Is(&["/externalId"])),
    ("numbers", Test::Is(&["/number"])),
    ("customer", Test::Has(&CUSTOMER)),
    ("customerId", Test::Is(&["/customer/id"])),
    ("customerExternalId", Test::Is(&["/customer/externalId"])),
    ("customerType", Test::Is(&["/customer/type"])),
    ("companyName", Test::Has(&["/company/name", "/customer/nickName"])),
    ("email", Test::Is(&["/email", "/customer/email"])),
    ("vip", Test::Flag("/customer/vip")),
    ("bad", Test::Flag("/customer/bad")),
    ("orderTypes", Test::Is(&["/orderType"])),
    ("orderMethods", Test::Is(&["/orderMethod"])),
    ("sites", Test::Is(&["/site"])),
    ("extendedStatus", Test::Is(&["/status"])),
    ("paymentStatuses", Test::Is(&["/payments/*/status"])),
    ("paymentTypes", Test::Is(&["/payments/*/type"])),
    ("deliveryTypes", Test::Is(&["/delivery/code"])),
    ("deliveryServices", Test::Is(&["/delivery/service/code"])),
    ("deliveryStates", Test::Is(&["/delivery/data/status"])),
    ("shipmentStores", Test::Is(&["/shipmentStore"])),
    ("countries", Test::Is(&["/countryIso"])),
    ("managers", Test::Is(&["/managerId"])),
    ("managerGroups", Test::Is(&["/managerGroup"])),
    ("couriers", Test::Is(&["/delivery/data/courierId"])),
    ("createdAt", Test::Days("/createdAt")),
    ("statusUpdatedAt", Test::Days("/statusUpdatedAt")),
    ("paidAt", Test::Days("/fullPaidAt")),
    ("fullPaidAt", Test::Days("/fullPaidAt")),
    ("deliveryDate", Test::Days("/delivery/date")),
    ("shipmentDate", Test::Days("/shipmentDate")),
    ("firstOrder", Test::Days("/customer/firstOrderAt")),
    ("lastOrder", Test::Days("/customer/lastOrderAt")),
    ("firstWebVisit", Test::Days("/customer/firstWebVisitAt")),
    ("lastWebVisit", Test::Days("/customer/lastWebVisitAt")),
    ("Price", Test::Sum("/totalSumm")),
    ("PrepaySumm", Test::Sum("/prepaySum")),
    ("DeliveryCost", Test::Sum("/delivery/cost")),
    ("MarginSumm", Test::Sum("/marginSumm")),
    ("PurchaseSumm", Test::Sum("/purchaseSumm")),
    ("CostSumm", Test::Sum("/costSumm")),
    ("contragentName", Test::Has(&["/contragent/legalName"])),
    ("contragentTypes", Test::Is(&["/contragent/contragentType"])),
    ("contragentInn", Test::Is(&["/contragent/INN"])),
    ("contragentKpp", Test::Is(&["/contragent/KPP"])),
    ("contragentBik", Test::Is(&["/contragent/BIK"])),
    ("contragentCorrAccount", Test::Is(&["/contragent/corrAccount"])),
    ("contragentBankAccount", Test::Is(&["/contragent/bankAccount"])),
    (
        "product",
        Test::Has(&["/items/*/offer/name", "/items/*/offer/article", "/items/*/productName"]),
    ),
    ("shipped", Test::Flag("/shipped")),
    ("uploadedToExtStoreSys", Test::Flag("/uploadedToExternalStoreSystem")),
    ("expired", Test::Flag("/expired")),
    ("call", Test::Flag("/call")),
    ("online", Test::Flag("/customer/online")),
    ("trackNumber", Test::Is(&["/delivery/data/trackNumber"])),
    ("deliveryExternalId", Test::Is(&["/delivery/data/externalId"])),
    ("city", Test::Has(&["/delivery/address/city"])),
    ("region", Test::Has(&["/delivery/address/region"])),
    ("index", Test::Is(&["/delivery/address/index"])),
    ("metro", Test::Has(&["/delivery/address/metro"])),
    ("customFields", Test::Fields("/customFields")),
    ("managerComment", Test::Has(&["/managerComment"])),
    ("customerComment", Test::Has(&["/customerComment"])),
    ("attachments", Test::Own),
    ("tasksCounts", Test::Is(&["/tasksCount"])),
    ("receiptStatus", Test::Is(&["/receiptStatus"])),
    ("receiptOperation", Test::Is(&["/receiptOperation"])),
    ("receiptOrderStatus", Test::Is(&["/receiptOrderStatus"])),
    ("sourceName", Test::Has(&["/source/source"])),
    ("mediumName", Test::Has(&["/source/medium"])),
    ("campaignName", Test::Has(&["/source/campaign"])),
    ("keywordName", Test::Has(&["/source/keyword"])),
    ("adContentName", Test::Has(&["/source/content"])),
];

/// Where the filter by a buyer's name or phone looks.
const CUSTOMER: [&str; 7] = [
    "/firstName",
    "/lastName",
    "/phone",
    "/customer/firstName",
    "/customer/lastName",
    "/customer/nickName",
    "/customer/phones/*/number",
];

/// Filters that look into the buyer or the company, of which an order keeps the ids only.
const BUYER: [&str; 12] = [
    "customer",
    "companyName",
    "email",
    "vip",
    "bad",
    "online",
    "firstOrderFrom",
    "firstOrderTo",
    "lastOrderFrom",
    "lastOrderTo",
    "firstWebVisitFrom",
    "lastWebVisitFrom",
];

/// The orders that the caller sees and the filter lets through, the newest first.
pub(super) fn orders(call: &Call<'_>) -> Result<Vec<Value>, Trouble> {
    let mut filter = call.filter();
    filter::check(&FILTERS, &filter)?;
    by_group(call, &mut filter)?;
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
    // Nothing here has files.
    if filter.get("attachments").and_then(text).is_some_and(|wanted| wanted != "1") {
        found.clear();
    }
    let looks_at_buyer = BUYER.iter().any(|name| filter.contains_key(*name));
    let mut kept = Vec::new();
    for order in found {
        let fits = call.sees(order["site"].as_str())
            && if looks_at_buyer {
                filter::fits(&FILTERS, &filter, &with_buyer(call, &order)?)
            } else {
                filter::fits(&FILTERS, &filter, &order)
            };
        if fits {
            kept.push(order);
        }
    }
    kept.sort_by_key(|order| std::cmp::Reverse(id(order)));
    kept.dedup_by_key(|order| id(order));
    Ok(kept)
}

/// Where `extendedStatus` names a group of statuses, it means all of them.
fn by_group(call: &Call<'_>, filter: &mut Object) -> Result<(), Trouble> {
    let Some(wanted) = filter.get("extendedStatus") else { return Ok(()) };
    let wanted: Vec<Value> = elements(Some(wanted)).into_iter().cloned().collect();
    let statuses = call.tx.list("statuses")?.into_iter();
    let more = statuses.filter(|row| wanted.contains(&row.body["group"]));
    let more: Vec<Value> = more.map(|row| Value::String(row.key)).collect();
    filter.insert("extendedStatus".to_owned(), Value::Array([wanted, more].concat()));
    Ok(())
}

fn with_buyer(call: &Call<'_>, order: &Value) -> Result<Value, Trouble> {
    let mut order = order.clone();
    for name in ["customer", "company"] {
        if let Some(reference) = order.get(name).filter(|value| !value.is_null()).cloned() {
            order[name] = buyer::shown_in_order(call.tx, &reference)?;
        }
    }
    Ok(order)
}

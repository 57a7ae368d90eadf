//! The catalogue: groups, products, offers, stock and prices.

use serde_json::{Value, json};

use super::call::Call;
use super::filter::{self, Filter, Test};
use super::json::{Object, elements, id, member};
use super::page::Page;
use super::reply::{Handled, Reply, Trouble};
use super::route::{Route, get, post};
use super::{items, money};

/// The most offers in one upload.
const LIMIT: usize = 250;

const GROUPS: [Filter; 10] = [
    ("ids", Test::Is(&["/id"])),
    ("externalId", Test::Is(&["/externalId"])),
    ("externalIds", Test::Is(&["/externalId"])),
    ("name", Test::Has(&["/name"])),
    ("active", Test::Flag("/active")),
    ("parentGroupId", Test::Is(&["/parentId"])),
    ("sites", Test::Is(&["/site"])),
    ("catalogs", Test::Is(&["/catalogId"])),
    ("Level", Test::Sum("/level")),
    ("sinceId", Test::Own),
];

const PRODUCTS: [Filter; 19] = [
    ("ids", Test::Is(&["/id"])),
    ("offerIds", Test::Is(&["/offers/*/id"])),
    ("externalId", Test::Is(&["/externalId"])),
    ("externalIds", Test::Is(&["/externalId"])),
    ("offerExternalId", Test::Is(&["/offers/*/externalId"])),
    ("xmlId", Test::Is(&["/offers/*/xmlId"])),
    ("xmlIds", Test::Is(&["/offers/*/xmlId"])),
    ("name", Test::Has(&["/name", "/article"])),
    ("article", Test::Is(&["/article"])),
    ("manufacturer", Test::Is(&["/manufacturer"])),
    ("active", Test::Flag("/active")),
    ("sites", Test::Is(&["/site"])),
    ("catalogs", Test::Is(&["/catalogId"])),
    ("groups", Test::Is(&["/groups/*/id"])),
    ("groupExternalId", Test::Is(&["/groups/*/externalId"])),
    ("Price", Test::Sum("/minPrice")),
    ("Quantity", Test::Sum("/quantity")),
    ("sinceUpdatedAt", Test::Own),
    ("sinceId", Test::Own),
];

const OFFERS: [Filter; 17] = [
    ("ids", Test::Is(&["/id"])),
    ("externalId", Test::Is(&["/externalId"])),
    ("externalIds", Test::Is(&["/externalId"])),
    ("offerExternalId", Test::Is(&["/externalId"])),
    ("xmlId", Test::Is(&["/xmlId"])),
    ("xmlIds", Test::Is(&["/xmlId"])),
    ("offerXmlId", Test::Is(&["/xmlId"])),
    ("name", Test::Has(&["/name", "/article"])),
    ("active", Test::Flag("/active")),
    ("sites", Test::Is(&["/site"])),
    ("catalogs", Test::Is(&["/catalogId"])),
    ("productIds", Test::Is(&["/product/id"])),
    ("groups", Test::Is(&["/product/groups/*/id"])),
    ("Price", Test::Sum("/price")),
    ("Quantity", Test::Sum("/quantity")),
    ("properties", Test::Fields("/properties")),
    ("sinceId", Test::Own),
];

const STOCK: [Filter; 15] = [
    ("ids", Test::Is(&["/id"])),
    ("externalIds", Test::Is(&["/externalId"])),
    ("xmlIds", Test::Is(&["/xmlId"])),
    ("offerExternalId", Test::Is(&["/externalId"])),
    ("offerXmlId", Test::Is(&["/xmlId"])),
    ("offerArticle", Test::Is(&["/article"])),
    ("offerActive", Test::Flag("/active")),
    ("productExternalId", Test::Is(&["/product/externalId"])),
    ("productArticle", Test::Is(&["/product/article"])),
    ("productActive", Test::Flag("/product/active")),
    ("sites", Test::Is(&["/site"])),
    ("catalogs", Test::Is(&["/catalogId"])),
    ("stores", Test::Is(&["/stores/*/store"])),
    ("details", Test::Own),
    ("sinceId", Test::Own),
];

pub(super) const ROUTES: &[Route] = &[
    get("store/product-groups", |call, _| groups(call)),
    get("store/products", |call, _| products(call)),
    get("store/offers", |call, _| offers(call)),
    get("store/inventories", |call, _| inventories(call)),
    post("store/inventories/upload", |call, _| upload(call, "offers", "stores", set_stock)),
    post("store/prices/upload", |call, _| upload(call, "prices", "prices", set_price)),
];

fn groups(call: &Call<'_>) -> Handled {
    // The member is in the singular: so the API has it.
    list(call, "product-groups", "productGroup", &GROUPS, None, |_, group| Ok(group))
}

fn products(call: &Call<'_>) -> Handled {
    list(call, "products", "products", &PRODUCTS, None, |call, mut product| {
        let offers = call.tx.list("offers")?.into_iter().map(|row| row.body);
        let own = offers.filter(|offer| id(&offer["product"]) == id(&product));
        let own: Vec<Value> = own
            .map(|mut offer| {
                if let Some(offer) = offer.as_object_mut() {
                    offer.shift_remove("product");
                    offer.shift_remove("stores");
                }
                offer
            })
            .collect();
        product["offers"] = Value::Array(own);
        Ok(product)
    })
}

fn offers(call: &Call<'_>) -> Handled {
    list(call, "offers", "offers", &OFFERS, None, |_, mut offer| {
        offer["quantity"] = total(&offer);
        if let Some(offer) = offer.as_object_mut() {
            offer.shift_remove("stores");
        }
        Ok(offer)
    })
}

fn inventories(call: &Call<'_>) -> Handled {
    list(call, "offers", "offers", &STOCK, Some(250), |call, offer| {
        let mut out = Object::new();
        for name in ["id", "externalId", "xmlId", "site", "purchasePrice"] {
            if let Some(value) = offer.get(name) {
                out.insert(name.to_owned(), value.clone());
            }
        }
        out.insert("quantity".to_owned(), total(&offer));
        if call.filter().get("details").is_some_and(super::json::is_yes) {
            let stores = elements(offer.get("stores")).into_iter().cloned().collect();
            out.insert("stores".to_owned(), Value::Array(stores));
        }
        Ok(Value::Object(out))
    })
}

/// What an offer has in all stores.
fn total(offer: &Value) -> Value {
    let stores = elements(offer.get("stores"));
    money::quantity(stores.into_iter().map(|store| money::micro_of(store, "quantity")).sum())
}

fn list(
    call: &Call<'_>,
    file: &str,
    name: &str,
    filters: &[Filter],
    largest: Option<i64>,
    shown: fn(&Call<'_>, Value) -> Result<Value, Trouble>,
) -> Handled {
    let page = Page::read(&call.params, largest)?;
    let filter = call.filter();
    filter::check(filters, &filter)?;
    let since = filter.get("sinceId").and_then(super::json::integer);
    let rows = call.tx.list(file)?.into_iter().map(|row| row.body);
    let mut found = Vec::new();
    // A world tells when a product was changed, or it counts as changed just now.
    let updated = member(&Value::Object(filter.clone()), "sinceUpdatedAt");
    let is_new = |row: &Value| {
        since.is_none_or(|since| id(row) > Some(since))
            && updated
                .as_ref()
                .is_none_or(|from| member(row, "updatedAt").is_none_or(|at| at >= *from))
    };
    for row in rows.filter(is_new) {
        if filter::fits(filters, &filter, &known(call, file, &row)?) {
            found.push(row);
        }
    }
    let block = page.block(found.len());
    let rows = page.cut(found).into_iter().map(|row| shown(call, row));
    let rows = rows.collect::<Result<Vec<Value>, Trouble>>()?;
    let mut members = Object::new();
    members.insert("pagination".to_owned(), block);
    members.insert(name.to_owned(), Value::Array(rows));
    Ok(Reply::success(200, Value::Object(members)))
}

/// An entry with what filters look at besides: the offers of a product, the stock of an offer.
fn known(call: &Call<'_>, file: &str, row: &Value) -> Result<Value, Trouble> {
    let mut row = row.clone();
    for path in ["", "/product"] {
        if let Some(Value::Object(entry)) = row.pointer_mut(path) {
            entry.entry("active").or_insert(Value::Bool(true));
        }
    }
    match file {
        "offers" => row["quantity"] = total(&row),
        "products" => {
            let offers = call.tx.list("offers")?.into_iter().map(|row| row.body);
            let own = offers.filter(|offer| id(&offer["product"]) == id(&row));
            row["offers"] = Value::Array(own.collect());
        }
        _ => {}
    }
    Ok(row)
}

/// Uploads of stock and prices: offers that are not there are named in the answer.
fn upload(call: &Call<'_>, parameter: &str, rows: &str, set: fn(&mut Object, &Value)) -> Handled {
    let given = call.list(parameter)?;
    if given.len() > LIMIT {
        let text = format!("This collection should contain {LIMIT} elements or less.");
        return Err(Reply::bad_input(parameter, &text).into());
    }
    let mut missing = Vec::new();
    let mut processed = 0;
    for element in &given {
        let offer = items::offer(call.tx, element)?.ok().and_then(|offer| member(&offer, "id"));
        let stored = offer.map_or(Ok(None), |key| call.tx.get("offers", &key))?;
        let Some(Value::Object(mut offer)) = stored else {
            let ids = ["id", "externalId", "xmlId"].into_iter();
            let ids = ids.filter_map(|id| Some((id.to_owned(), element.get(id)?.clone())));
            missing.push(Value::Object(ids.collect()));
            continue;
        };
        for row in elements(element.get(rows)) {
            set(&mut offer, row);
        }
        let number = offer.get("id").and_then(super::json::integer).unwrap_or(0);
        call.tx.put("offers", &number.to_string(), number, &Value::Object(offer))?;
        call.enter(&number.to_string(), 200)?;
        processed += 1;
    }
    let members = json!({"processedOffersCount": processed, "notFoundOffers": missing});
    Ok(Reply::success(200, members))
}

fn set_stock(offer: &mut Object, given: &Value) {
    let code = given["code"].clone();
    let mut stores: Vec<Value> = elements(offer.get("stores")).into_iter().cloned().collect();
    let available = money::quantity(money::micro_of(given, "available").max(0));
    let mut row = json!({"store": code, "quantity": available});
    if let Some(price) = given.get("purchasePrice") {
        row["purchasePrice"] = price.clone();
    }
    match stores.iter_mut().find(|store| store["store"] == code) {
        Some(store) => *store = row,
        None => stores.push(row),
    }
    offer.insert("stores".to_owned(), Value::Array(stores));
}

fn set_price(offer: &mut Object, given: &Value) {
    let code = given["code"].clone();
    let mut prices: Vec<Value> = elements(offer.get("prices")).into_iter().cloned().collect();
    prices.retain(|price| price["priceType"] != code);
    if !given.get("remove").is_some_and(super::json::is_yes) {
        prices.push(
            json!({"priceType": code, "price": money::number(money::kopecks_of(given, "price"))}),
        );
    }
    offer.insert("prices".to_owned(), Value::Array(prices));
}

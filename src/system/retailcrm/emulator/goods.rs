//! Writing the catalogue without a feed: groups, products; and the properties that products have.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::call::{By, Call};
use super::json::{Object, elements, id, member, merge, text};
use super::reply::{Handled, Reply, Trouble};
use super::route::{Route, get, post};

/// The most products in one request.
const LIMIT: usize = 50;

pub(super) const ROUTES: &[Route] = &[
    post("store/product-groups/create", |call, _| create_group(call)),
    post("store/product-groups/*/edit", edit_group),
    post("store/products/batch/create", |call, _| create_products(call)),
    post("store/products/batch/edit", |call, _| edit_products(call)),
    get("store/products/properties", |call, _| properties(call, false)),
    get("store/products/properties/values", |call, _| properties(call, true)),
];

/// The fields of a product that its batches write.
const PRODUCT: [&str; 14] = [
    "catalogId",
    "name",
    "externalId",
    "article",
    "url",
    "description",
    "manufacturer",
    "active",
    "markable",
    "popular",
    "stock",
    "novelty",
    "recommended",
    "type",
];

fn create_group(call: &Call<'_>) -> Handled {
    let given = call.object("productGroup")?;
    if given.get("name").and_then(text).is_none_or(|name| name.is_empty()) {
        let errors = vec![("name".to_owned(), "This value should not be blank.".to_owned())];
        return Err(Reply::refusal_of("Errors in the entity format", errors).into());
    }
    let number = call.tx.last("product-groups")? + 1;
    let mut group = json!({"id": number, "active": true});
    write_group(call, &mut group, &given)?;
    call.tx.put("product-groups", &number.to_string(), number, &group)?;
    call.enter(&number.to_string(), 201)?;
    Ok(Reply::success(201, json!({"id": number})))
}

fn edit_group(call: &Call<'_>, path: &[&str]) -> Handled {
    let given = call.object("productGroup")?;
    let name = if call.by()? == By::Id { "id" } else { "externalId" };
    let rows = call.tx.list("product-groups")?;
    let found = rows.into_iter().find(|row| member(&row.body, name).as_deref() == Some(path[0]));
    let row = found.ok_or_else(Reply::not_found)?;
    let mut group = row.body;
    write_group(call, &mut group, &given)?;
    call.tx.put("product-groups", &row.key, row.seq, &group)?;
    call.enter(&row.key, 200)?;
    Ok(Reply::success(200, json!({"id": group["id"]})))
}

fn write_group(call: &Call<'_>, group: &mut Value, given: &Object) -> Result<(), Trouble> {
    let mut given = given.clone();
    given.shift_remove("id");
    if let Some(parent) = given.shift_remove("parentExternalId").and_then(|value| text(&value)) {
        let rows = call.tx.list("product-groups")?;
        let mut ids =
            rows.iter().filter(|row| member(&row.body, "externalId").as_ref() == Some(&parent));
        let found = ids.next().and_then(|row| id(&row.body));
        let missing = || {
            let text = format!("Product group with externalId={parent} not found.");
            let errors = vec![("parentExternalId".to_owned(), text)];
            Reply::refusal_of("Errors in the entity format", errors)
        };
        given.insert("parentId".to_owned(), json!(found.ok_or_else(missing)?));
    }
    merge(group.as_object_mut().expect("a group is an object"), &given);
    Ok(())
}

fn batch(call: &Call<'_>) -> Result<Vec<Value>, Trouble> {
    let rows = call.list("products")?;
    if rows.len() > LIMIT {
        let text = format!("This collection should contain {LIMIT} elements or less.");
        return Err(Reply::bad_input("products", &text).into());
    }
    Ok(rows)
}

fn create_products(call: &Call<'_>) -> Handled {
    let mut added = Vec::new();
    let mut errors = Vec::new();
    for (place, given) in batch(call)?.iter().enumerate() {
        if member(given, "name").is_none_or(|name| name.is_empty()) {
            let text = "This value should not be blank.";
            errors.push((format!("products[{place}].name"), text.to_owned()));
            continue;
        }
        let number = call.tx.last("products")? + 1;
        let mut product = json!({"id": number, "type": "product", "active": true, "groups": []});
        write_product(call, &mut product, given)?;
        call.tx.put("products", &number.to_string(), number, &product)?;
        call.enter(&number.to_string(), 201)?;
        added.push(number);
    }
    if !errors.is_empty() {
        return Err(Reply::refusal_of("Errors in the entity format", errors).into());
    }
    let members = json!({"processedProductsCount": added.len(), "addedProducts": added});
    Ok(Reply::success(201, members))
}

fn edit_products(call: &Call<'_>) -> Handled {
    let mut missing = Vec::new();
    let mut processed = 0;
    for given in &batch(call)? {
        let name = if given.get("id").is_some() { "id" } else { "externalId" };
        let wanted = member(given, name);
        let rows = call.tx.list("products")?;
        let found =
            rows.into_iter().find(|row| wanted.is_some() && member(&row.body, name) == wanted);
        let Some(row) = found else {
            missing.push(json!({name: given[name]}));
            continue;
        };
        let mut product = row.body;
        write_product(call, &mut product, given)?;
        call.tx.put("products", &row.key, row.seq, &product)?;
        call.enter(&row.key, 200)?;
        processed += 1;
    }
    let members = json!({"processedProductsCount": processed, "notFoundProducts": missing});
    Ok(Reply::success(200, members))
}

fn write_product(call: &Call<'_>, product: &mut Value, given: &Value) -> Result<(), Trouble> {
    for name in PRODUCT {
        if let Some(value) = given.get(name) {
            product[name] = value.clone();
        }
    }
    if let Some(groups) = given.get("groups") {
        let known = call.tx.list("product-groups")?;
        let find = |wanted: &Value| {
            let name = if wanted.get("id").is_some() { "id" } else { "externalId" };
            known.iter().find(|row| member(&row.body, name) == member(wanted, name))
        };
        let groups = elements(Some(groups)).into_iter().filter_map(find);
        let groups = groups.map(|row| {
            let ids = ["id", "externalId"].into_iter();
            ids.filter_map(|id| Some((id.to_owned(), row.body.get(id)?.clone()))).collect()
        });
        product["groups"] = Value::Array(groups.map(Value::Object).collect());
    }
    Ok(())
}

/// The properties that offers have, or the values that one of them takes.
fn properties(call: &Call<'_>, values: bool) -> Handled {
    let filter = Value::Object(call.filter());
    let wanted = member(&filter, if values { "name" } else { "code" });
    let mut found: BTreeMap<String, (String, Vec<String>)> = BTreeMap::new();
    for row in call.tx.list("offers")? {
        let offer = row.body;
        for (code, value) in offer["properties"].as_object().into_iter().flatten() {
            let shown = member(value, "value").or_else(|| text(value)).unwrap_or_default();
            let name = member(value, "name").unwrap_or_else(|| code.clone());
            let entry = found.entry(code.clone()).or_insert_with(|| (name, Vec::new()));
            if !entry.1.contains(&shown) {
                entry.1.push(shown);
            }
        }
    }
    found.retain(|code, _| wanted.as_ref().is_none_or(|wanted| wanted == code));
    let rows: Vec<Value> = if values {
        found
            .into_values()
            .flat_map(|(_, texts)| texts)
            .map(|text| json!({"value": text}))
            .collect()
    } else {
        let rows = found.into_iter();
        rows.map(|(code, (name, _))| json!({"code": code, "name": name, "visible": true})).collect()
    };
    let page = call.page()?;
    let block = page.block(rows.len());
    let name = if values { "values" } else { "properties" };
    let mut members = Object::new();
    members.insert("pagination".to_owned(), block);
    members.insert(name.to_owned(), Value::Array(page.cut(rows)));
    Ok(Reply::success(200, Value::Object(members)))
}

//! Custom fields: their descriptors and dictionaries, and what may be written to them.

use serde_json::{Value, json};

use super::call::Call;
use super::dictionaries as files;
use super::filter::{self, Filter, Test};
use super::json::{Object, member, merge};
use super::reply::{FieldErrors, Handled, Reply, Trouble};
use super::route::{Route, get, post};

pub(super) const ROUTES: &[Route] = &[
    get("custom-fields", fields),
    get("custom-fields/dictionaries", dictionaries),
    get("custom-fields/dictionaries/*", dictionary),
    post("custom-fields/dictionaries/create", |call, _| write_dictionary(call, None)),
    post("custom-fields/dictionaries/*/edit", |call, path| write_dictionary(call, Some(path[0]))),
    get("custom-fields/*/*", field),
    post("custom-fields/*/create", |call, path| create(call, path[0])),
    post("custom-fields/*/*/edit", edit),
];

const FILTERS: [Filter; 7] = [
    ("entity", Test::Is(&["/entity"])),
    ("code", Test::Is(&["/code"])),
    ("name", Test::Has(&["/name"])),
    ("type", Test::Is(&["/type"])),
    ("viewMode", Test::Is(&["/viewMode"])),
    ("displayArea", Test::Is(&["/displayArea"])),
    ("inFilter", Test::Flag("/inFilter")),
];

const DICTIONARY_FILTERS: [Filter; 2] =
    [("code", Test::Is(&["/code"])), ("name", Test::Has(&["/name"]))];

/// What has custom fields, and the types that these may have.
const ENTITIES: [&str; 4] = ["order", "customer", "customer_corporate", "loyalty_account"];
const TYPES: [&str; 10] = [
    "boolean",
    "date",
    "datetime",
    "dictionary",
    "email",
    "integer",
    "multiselect_dictionary",
    "numeric",
    "string",
    "text",
];

fn fields(call: &Call<'_>, _: &[&str]) -> Handled {
    let filter = call.filter();
    filter::check(&FILTERS, &filter)?;
    let rows = call.tx.list("custom-fields")?.into_iter().map(|row| row.body);
    let found: Vec<Value> = rows.filter(|row| filter::fits(&FILTERS, &filter, row)).collect();
    let page = call.page()?;
    let block = page.block(found.len());
    let members = json!({"pagination": block, "customFields": page.cut(found)});
    Ok(Reply::success(200, members))
}

fn dictionaries(call: &Call<'_>, _: &[&str]) -> Handled {
    let filter = call.filter();
    filter::check(&DICTIONARY_FILTERS, &filter)?;
    let rows = call.tx.list("custom-dictionaries")?.into_iter().map(|row| row.body);
    let found: Vec<Value> =
        rows.filter(|row| filter::fits(&DICTIONARY_FILTERS, &filter, row)).collect();
    let page = call.page()?;
    let block = page.block(found.len());
    let members = json!({"pagination": block, "customDictionaries": page.cut(found)});
    Ok(Reply::success(200, members))
}

fn dictionary(call: &Call<'_>, path: &[&str]) -> Handled {
    let found = call.tx.get("custom-dictionaries", path[0])?.ok_or_else(Reply::not_found)?;
    Ok(Reply::success(200, json!({"customDictionary": found})))
}

fn field(call: &Call<'_>, path: &[&str]) -> Handled {
    let key = format!("{}/{}", path[0], path[1]);
    let found = call.tx.get("custom-fields", &key)?.ok_or_else(Reply::not_found)?;
    Ok(Reply::success(200, json!({"customField": found})))
}

fn refused(errors: FieldErrors) -> Result<(), Trouble> {
    match errors.as_slice() {
        [] => Ok(()),
        _ => Err(Reply::refusal_of("Errors in the entity format", errors).into()),
    }
}

/// What a code may consist of.
fn is_code(code: &str) -> bool {
    !code.is_empty()
        && code.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

fn create(call: &Call<'_>, entity: &str) -> Handled {
    if !ENTITIES.contains(&entity) {
        return Err(Reply::not_found().into());
    }
    let given = call.object("customField")?;
    let code = given.get("code").and_then(super::json::text).unwrap_or_default();
    let key = format!("{entity}/{code}");
    let mut errors = FieldErrors::new();
    if !is_code(&code) {
        errors.push(("code".to_owned(), "This value is not valid.".to_owned()));
    } else if call.tx.get("custom-fields", &key)?.is_some() {
        errors.push(("code".to_owned(), "This value is already used.".to_owned()));
    }
    if given.get("name").and_then(super::json::text).is_none_or(|name| name.is_empty()) {
        errors.push(("name".to_owned(), "This value should not be blank.".to_owned()));
    }
    let kind = given.get("type").and_then(Value::as_str).unwrap_or_default();
    if !TYPES.contains(&kind) {
        let text = "The value you selected is not a valid choice.";
        errors.push(("type".to_owned(), text.to_owned()));
    }
    refused(errors)?;
    let mut descriptor = json!({
        "required": false, "inFilter": true, "inList": true, "inGroupActions": false,
        "ordering": 99, "viewMode": "editable", "viewModeMobile": "editable",
    });
    let members = descriptor.as_object_mut().expect("made an object above");
    merge(members, &given);
    members.insert("entity".to_owned(), json!(entity));
    files::put(call, "custom-fields", &key, &descriptor)?;
    call.enter(&key, 201)?;
    Ok(Reply::success(201, json!({"code": code})))
}

/// The code, the type and the entity stay as they were made.
fn edit(call: &Call<'_>, path: &[&str]) -> Handled {
    let mut given = call.object("customField")?;
    let key = format!("{}/{}", path[0], path[1]);
    let mut descriptor = call.tx.get("custom-fields", &key)?.ok_or_else(Reply::not_found)?;
    for name in ["code", "type", "entity"] {
        given.shift_remove(name);
    }
    merge(descriptor.as_object_mut().expect("a descriptor is an object"), &given);
    files::put(call, "custom-fields", &key, &descriptor)?;
    call.enter(&key, 200)?;
    Ok(Reply::success(200, json!({"code": path[1]})))
}

fn write_dictionary(call: &Call<'_>, known: Option<&str>) -> Handled {
    let given = call.object("customDictionary")?;
    let own = given.get("code").and_then(super::json::text).unwrap_or_default();
    let code = known.map_or(own, str::to_owned);
    let old = call.tx.get("custom-dictionaries", &code)?;
    let mut errors = FieldErrors::new();
    if !is_code(&code) {
        errors.push(("code".to_owned(), "This value is not valid.".to_owned()));
    } else if known.is_none() && old.is_some() {
        errors.push(("code".to_owned(), "This value is already used.".to_owned()));
    }
    refused(errors)?;
    let old = if known.is_some() { Some(old.ok_or_else(Reply::not_found)?) } else { None };
    let mut dictionary = old.unwrap_or_else(|| json!({"elements": []}));
    let members = dictionary.as_object_mut().expect("a dictionary is an object");
    merge(members, &given);
    members.insert("code".to_owned(), json!(code));
    files::put(call, "custom-dictionaries", &code, &dictionary)?;
    let status = if known.is_some() { 200 } else { 201 };
    call.enter(&code, status)?;
    Ok(Reply::success(status, json!({"code": code})))
}

/// Writes custom fields into an entity: those that the patch names, the others stay.
///
/// A code that no descriptor has is refused; what the real API does then is not known.
pub(super) fn write(
    call: &Call<'_>,
    entity: &str,
    owner: &mut Object,
    patch: &Value,
    errors: &mut FieldErrors,
) -> Result<(), Trouble> {
    let Some(patch) = patch.as_object() else { return Ok(()) };
    let known = call.tx.list("custom-fields")?;
    for (code, value) in patch {
        let descriptor = known
            .iter()
            .map(|row| &row.body)
            .find(|field| field["entity"] == entity && field["code"] == code.as_str());
        match descriptor {
            None => errors.push((
                format!("customFields.{code}"),
                format!("Custom field with code=\"{code}\" does not exist."),
            )),
            Some(descriptor) if !fits(call, descriptor, value)? => {
                let place = format!("customFields.{code}");
                errors.push((place, "This value is not valid.".to_owned()));
            }
            Some(_) => {
                let fields = super::json::object_at(owner, "customFields");
                match value {
                    Value::Null => drop(fields.shift_remove(code)),
                    value => drop(fields.insert(code.clone(), value.clone())),
                }
            }
        }
    }
    Ok(())
}

fn fits(call: &Call<'_>, descriptor: &Value, value: &Value) -> Result<bool, Trouble> {
    let kind = member(descriptor, "type").unwrap_or_default();
    let is_shaped =
        |shaped: fn(&str) -> bool| value.as_str().is_some_and(|it| it.is_empty() || shaped(it));
    Ok(match (kind.as_str(), value) {
        (_, Value::Null) => true,
        ("multiselect_dictionary", Value::Array(codes)) => {
            for code in codes {
                if !has_element(call, descriptor, code)? {
                    return Ok(false);
                }
            }
            true
        }
        ("multiselect_dictionary", _) => false,
        ("dictionary", code) => has_element(call, descriptor, code)?,
        ("boolean", value) => value.is_boolean() || matches!(value.as_i64(), Some(0 | 1)),
        ("integer" | "numeric", value) => super::money::micro(value).is_some(),
        ("date" | "datetime", _) => is_shaped(super::order_write::is_date_time),
        ("email", _) => is_shaped(|text| text.contains('@')),
        (_, value) => value.is_string() || value.is_number(),
    })
}

/// Whether the dictionary of a field has that element; a world without the dictionary takes any.
fn has_element(call: &Call<'_>, descriptor: &Value, code: &Value) -> Result<bool, Trouble> {
    let Some(code) = super::json::text(code) else { return Ok(false) };
    let Some(name) = member(descriptor, "dictionary") else { return Ok(true) };
    let Some(dictionary) = call.tx.get("custom-dictionaries", &name)? else { return Ok(true) };
    let elements = super::json::elements(dictionary.get("elements"));
    Ok(code.is_empty()
        || elements.into_iter().any(|one| member(one, "code").as_deref() == Some(&code)))
}

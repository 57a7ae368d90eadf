//! Custom fields: their descriptors and dictionaries, and what may be written to them.

use serde_json::{Value, json};

use super::call::Call;
use super::json::{Object, member};
use super::reply::{FieldErrors, Handled, Reply, Trouble};
use super::route::{Route, get};

pub(super) const ROUTES: &[Route] =
    &[get("custom-fields", fields), get("custom-fields/dictionaries", dictionaries)];

fn fields(call: &Call<'_>, _: &[&str]) -> Handled {
    let filter = Value::Object(call.filter());
    let rows = call.tx.list("custom-fields")?.into_iter().map(|row| row.body);
    let fits = |field: &Value| {
        ["entity", "code", "type"].into_iter().all(|name| {
            let wanted = super::json::elements(filter.get(name));
            wanted.is_empty() || wanted.contains(&&field[name])
        })
    };
    let found: Vec<Value> = rows.filter(fits).collect();
    let page = call.page()?;
    let block = page.block(found.len());
    let members = json!({"pagination": block, "customFields": page.cut(found)});
    Ok(Reply::success(200, members))
}

fn dictionaries(call: &Call<'_>, _: &[&str]) -> Handled {
    let rows = call.tx.list("custom-dictionaries")?;
    let page = call.page()?;
    let block = page.block(rows.len());
    let rows: Vec<Value> = page.cut(rows).into_iter().map(|row| row.body).collect();
    Ok(Reply::success(200, json!({"pagination": block, "customDictionaries": rows})))
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
            Some(descriptor) if !fits(descriptor, value) => {
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

fn fits(descriptor: &Value, value: &Value) -> bool {
    let kind = member(descriptor, "type").unwrap_or_default();
    match (kind.as_str(), value) {
        (_, Value::Null) => true,
        ("multiselect_dictionary", value) => value.is_array(),
        ("boolean", value) => value.is_boolean() || matches!(value.as_i64(), Some(0 | 1)),
        ("integer" | "numeric", value) => super::money::micro(value).is_some(),
        (_, value) => value.is_string() || value.is_number(),
    }
}

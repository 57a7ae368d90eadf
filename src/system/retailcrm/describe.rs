//! Dictionaries as one list of entries each, whichever shape the API gives them.

use serde_json::{Map, Value};

use super::answer;
use super::client::Client;
use crate::endpoint::{Answer, EndpointError, ErrorKind};

/// Dictionaries by their names in the schema: name, path, member. Those of the second table come
/// in pages.
const WHOLE: [(&str, &str, &str); 17] = [
    ("statuses", "reference/statuses", "statuses"),
    ("statusGroups", "reference/status-groups", "statusGroups"),
    ("orderTypes", "reference/order-types", "orderTypes"),
    ("orderMethods", "reference/order-methods", "orderMethods"),
    ("paymentTypes", "reference/payment-types", "paymentTypes"),
    ("paymentStatuses", "reference/payment-statuses", "paymentStatuses"),
    ("deliveryTypes", "reference/delivery-types", "deliveryTypes"),
    ("deliveryServices", "reference/delivery-services", "deliveryServices"),
    ("productStatuses", "reference/product-statuses", "productStatuses"),
    ("units", "reference/units", "units"),
    ("stores", "reference/stores", "stores"),
    ("priceTypes", "reference/price-types", "priceTypes"),
    ("sites", "reference/sites", "sites"),
    ("legalEntities", "reference/legal-entities", "legalEntities"),
    ("countries", "reference/countries", "countriesIso"),
    ("currencies", "reference/currencies", "currencies"),
    ("couriers", "reference/couriers", "couriers"),
];

const PAGED: [(&str, &str, &str); 5] = [
    ("users", "users", "users"),
    ("userGroups", "user-groups", "groups"),
    ("customFields", "custom-fields", "customFields"),
    ("customDictionaries", "custom-fields/dictionaries", "customDictionaries"),
    ("loyalties", "loyalty/loyalties", "loyalties"),
];

/// A dictionary as a JSON array; `settings`, `credentials` and `api-versions` as objects.
pub(super) async fn describe(client: &Client, what: &str) -> Answer<Vec<u8>> {
    if let Some((_, path, member)) = WHOLE.iter().find(|row| row.0 == what) {
        let mut entries = Vec::new();
        list(client, path, member, None, &mut entries).await?;
        return Ok(written(entries));
    }
    if let Some((_, path, member)) = PAGED.iter().find(|row| row.0 == what) {
        let mut entries = Vec::new();
        let mut page = 1;
        while page <= list(client, path, member, Some(page), &mut entries).await? {
            page += 1;
        }
        return Ok(written(entries));
    }
    match what {
        "settings" => {
            let call = client.get("settings", &[]).await?;
            let members = call.members()?;
            let settings = answer::member(&members, "settings", &call.operation)?;
            Ok(settings.get().as_bytes().to_vec())
        }
        "credentials" | "api-versions" => Ok(client.get(what, &[]).await?.answer.body),
        _ => {
            let text = format!("no dictionary `{what}`");
            Err(EndpointError::new(ErrorKind::Unsupported, "describe", text))
        }
    }
}

/// Adds the entries of a page; answers how many pages there are.
async fn list(
    client: &Client,
    path: &str,
    member: &str,
    page: Option<u64>,
    entries: &mut Vec<Value>,
) -> Answer<u64> {
    let number = page.map(|page| page.to_string());
    let query: Vec<(&str, &str)> = match &number {
        Some(number) => vec![("limit", "100"), ("page", number)],
        None => Vec::new(),
    };
    let call = client.get(path, &query).await?;
    let members = call.members()?;
    let rows = answer::member(&members, member, &call.operation)?;
    for row in answer::records(rows, &call.operation)? {
        let entry = serde_json::from_str(row.get())
            .map_err(|error| answer::strange(&call.operation, &error.to_string()))?;
        entries.push(entry);
    }
    Ok(answer::pages(&members))
}

fn written(entries: Vec<Value>) -> Vec<u8> {
    Value::Array(entries.into_iter().map(normal).collect()).to_string().into_bytes()
}

/// Every entry has a code and a name: people and programs are known by their ids, countries are
/// nothing but a code.
fn normal(entry: Value) -> Value {
    let mut entry = match entry {
        Value::Object(entry) => entry,
        other => Map::from_iter([("code".to_owned(), other)]),
    };
    let text = |entry: &Map<String, Value>, name: &str| match entry.get(name) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    if let (None, Some(id)) = (text(&entry, "code"), text(&entry, "id")) {
        entry.insert("code".to_owned(), Value::String(id));
    }
    if text(&entry, "name").is_none() {
        let filled = |part| text(&entry, part).filter(|text| !text.trim().is_empty());
        let person = ["lastName", "firstName", "patronymic"].into_iter();
        let person: Vec<String> = person.filter_map(filled).collect();
        let name = (!person.is_empty()).then(|| person.join(" "));
        let name = name.or_else(|| text(&entry, "legalName")).or_else(|| text(&entry, "code"));
        entry.insert("name".to_owned(), Value::String(name.unwrap_or_default()));
    }
    Value::Object(entry)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_entry_gets_a_code_and_a_name() {
        let user = normal(json!({"id": 7, "firstName": "Анна", "lastName": "Первая"}));
        assert_eq!((&user["code"], &user["name"]), (&json!("7"), &json!("Первая Анна")));
        let half = normal(json!({"id": 1, "firstName": "Администратор", "lastName": ""}));
        assert_eq!(half["name"], "Администратор");
        assert_eq!(normal(json!("RU")), json!({"code": "RU", "name": "RU"}));
        let status = json!({"code": "new", "name": "Новый"});
        assert_eq!(normal(status.clone()), status);
    }
}

//! Answers of the API to what a project saves: dictionaries, the account's own fields.

use std::fmt;

use indexmap::IndexMap;
use serde_json::Value;

use crate::schema::dictionary::{AccountField, CUSTOM};
use crate::schema::{Attribute, Catalog, DictionaryEntry, DictionaryId};

/// An answer that is not what was asked for: the member that is missing or of another shape.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotPulled {
    /// The member.
    pub member: String,
}

impl fmt::Display for NotPulled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the answer has no usable `{}`", self.member)
    }
}

impl std::error::Error for NotPulled {}

/// The entries in an answer of `GET reference/...`, `users` or `loyalty/loyalties`, with the facts
/// that the schema lets a `pull ... where` ask for.
pub fn dictionary(
    catalog: &Catalog,
    dictionary: DictionaryId,
    answer: &Value,
) -> Result<Vec<DictionaryEntry>, NotPulled> {
    let dictionary = &catalog[dictionary];
    let asked = catalog[dictionary.record].fields.keys();
    let asked: Vec<&str> = asked.map(|name| &**name).collect();
    rows(answer, &dictionary.name)?.into_iter().map(|row| entry(row, &asked)).collect()
}

/// The entries of each dictionary in an answer of `GET custom-fields/dictionaries`, by the names
/// that the saved file has for them.
pub fn custom_dictionaries(
    answer: &Value,
) -> Result<IndexMap<String, Vec<DictionaryEntry>>, NotPulled> {
    let mut found = IndexMap::new();
    for dictionary in rows(answer, "customDictionaries")? {
        let entries = rows(dictionary, "elements")?;
        let entries = entries.into_iter().map(|row| entry(row, &[])).collect::<Result<_, _>>()?;
        found.insert(format!("{CUSTOM}{}", text(dictionary, "code")?), entries);
    }
    Ok(found)
}

/// The fields in an answer of `GET custom-fields`, by the records they belong to. Those of entities
/// that the schema does not know are left out.
pub fn account_fields(answer: &Value) -> Result<IndexMap<String, Vec<AccountField>>, NotPulled> {
    let mut found: IndexMap<String, Vec<AccountField>> = IndexMap::new();
    for field in rows(answer, "customFields")? {
        let entity = match &*text(field, "entity")? {
            "order" => "order",
            "customer" => "customer",
            "customer_corporate" => "customerCorporate",
            "company" => "company",
            "loyalty_account" => "loyaltyAccount",
            _ => continue,
        };
        let account = AccountField {
            code: text(field, "code")?,
            name: text(field, "name")?,
            ty: account_type(field)?,
        };
        found.entry(format!("{entity}.customFields")).or_default().push(account);
    }
    Ok(found)
}

/// The type of an account's field in the notation of types; texts for types that come later.
fn account_type(field: &Value) -> Result<String, NotPulled> {
    let code =
        || text(field, "dictionary").map_or("text".into(), |name| format!("code({CUSTOM}{name})"));
    Ok(match &*text(field, "type")? {
        "boolean" => "bool".into(),
        "integer" => "int".into(),
        "numeric" => "decimal".into(),
        "date" => "date".into(),
        "datetime" => "datetime".into(),
        "email" => "email".into(),
        "dictionary" => code(),
        "multiselect_dictionary" => format!("list({})", code()),
        _ => "text".into(),
    })
}

/// The rows under a member: an array, or an object whose member names repeat the codes.
fn rows<'a>(answer: &'a Value, member: &str) -> Result<Vec<&'a Value>, NotPulled> {
    match &answer[member] {
        Value::Array(rows) => Ok(rows.iter().collect()),
        Value::Object(rows) => Ok(rows.values().collect()),
        _ => Err(lacking(member)),
    }
}

fn lacking(member: &str) -> NotPulled {
    NotPulled { member: member.to_owned() }
}

/// A text, or a number as text: ids are codes too.
fn text(row: &Value, member: &str) -> Result<String, NotPulled> {
    match &row[member] {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(lacking(member)),
    }
}

fn entry(row: &Value, asked: &[&str]) -> Result<DictionaryEntry, NotPulled> {
    let code = text(row, "code").or_else(|_| text(row, "id")).map_err(|_| lacking("code"))?;
    let name = text(row, "name").or_else(|_| text(row, "legalName")).unwrap_or_else(|_| {
        let parts = ["lastName", "firstName", "patronymic"].map(|part| text(row, part).ok());
        parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
    });
    let attributes = asked.iter().filter(|asked| !matches!(**asked, "code" | "name" | "active"));
    let attributes = attributes.filter_map(|name| Some(((*name).into(), attribute(&row[*name])?)));
    Ok(DictionaryEntry {
        code: code.into(),
        name: name.into(),
        active: row["active"].as_bool().unwrap_or(true),
        attributes: attributes.collect(),
    })
}

/// A fact worth saving. Empty ones are left out: absent says the same.
fn attribute(value: &Value) -> Option<Attribute> {
    match value {
        Value::Bool(flag) => Some(Attribute::Flag(*flag)),
        Value::Number(number) => Some(Attribute::Text(number.to_string().into())),
        Value::String(text) if !text.is_empty() => Some(Attribute::Text(text.as_str().into())),
        Value::Array(members) => {
            // Groups of users come as objects, everything else as codes.
            let code = |member: &Value| match member {
                Value::String(code) => Some(code.as_str().into()),
                member => text(member, "code").ok().map(Into::into),
            };
            let codes: Vec<Box<str>> = members.iter().filter_map(code).collect();
            (!codes.is_empty()).then_some(Attribute::List(codes))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::schema;
    use super::{NotPulled, account_fields, custom_dictionaries, dictionary};
    use crate::schema::dictionary::{self as saved, Dictionaries};
    use crate::schema::{Attribute, Catalog, DictionaryEntry, Member, SideId};

    macro_rules! sample {
        ($file:literal) => {
            serde_json::from_str::<Value>(include_str!(concat!(
                "../../../../tests/data/retailcrm/",
                $file
            )))
            .expect("a sample is JSON")
        };
    }

    fn shipped() -> (Catalog, SideId) {
        let mut catalog = Catalog::default();
        let side = schema(&mut catalog, "crm");
        (catalog, side)
    }

    fn pulled(name: &str, answer: &Value) -> Vec<DictionaryEntry> {
        let (catalog, side) = shipped();
        let Some(Member::Dictionary(id)) = catalog.member(side, name) else { panic!("{name}") };
        dictionary(&catalog, *id, answer).expect("entries")
    }

    #[test]
    fn a_map_and_an_array_are_entries() {
        let statuses = pulled("statuses", &sample!("reference-statuses.json"));
        let first = &statuses[0];
        assert_eq!((&*first.code, &*first.name, first.active), ("3", "3", true));
        assert_eq!(first.attributes["group"], Attribute::Text("complete".into()));
        let stores = pulled("stores", &sample!("reference-stores.json"));
        assert_eq!(&*stores[0].code, "main12");
    }

    #[test]
    fn what_a_pull_may_ask_is_saved() {
        let types = pulled("paymentTypes", &sample!("reference-payment-types.json"));
        assert_eq!(types[0].attributes["sites"], Attribute::List(vec!["site1".into()]));
        assert!(!types[0].attributes.contains_key("integrationModule"));
    }

    #[test]
    fn people_and_programs_are_known_by_their_ids() {
        let users = pulled("users", &sample!("users.json"));
        assert_eq!((&*users[0].code, &*users[0].name), ("28", "programmer"));
        let groups = Attribute::List(vec!["manager".into(), "director".into()]);
        assert_eq!(users[0].attributes["groups"], groups);
        assert!(!users[0].attributes.contains_key("email"), "no more of a person than is needed");
        let loyalties = pulled("loyalties", &sample!("loyalty-loyalties.json"));
        assert_eq!(&*loyalties[0].code, "3");
    }

    #[test]
    fn account_fields_become_typed_members() {
        let answer = sample!("custom-fields.json");
        let dictionaries = custom_dictionaries(&json!({"customDictionaries": [
            {"code": "test_dictionary", "name": "x", "elements": [{"code": "a", "name": "А"}]},
        ]}));
        let pulled = Dictionaries {
            date: "2026-03-01".into(),
            dictionaries: dictionaries.expect("dictionaries"),
            fields: account_fields(&answer).expect("fields"),
        };
        let (mut catalog, side) = shipped();
        assert_eq!(saved::apply(&mut catalog, side, &pulled), []);
        let order = catalog[catalog.entity(side, "order").expect("an entity")].record;
        let custom = &catalog[order].fields["customFields"];
        let crate::schema::Type::Record(custom) = custom.ty else { panic!("a record") };
        let shown = |name: &str| catalog.show(&catalog[custom].fields[name].ty);
        assert_eq!(shown("bonus"), "text");
        assert_eq!(shown("dictionary"), "code(crm.custom.test_dictionary)");
        assert_eq!(shown("multi-dictionary"), "rows(list(code(crm.custom.test_dictionary)))");
    }

    #[test]
    fn custom_dictionaries_are_kept_apart() {
        let found = custom_dictionaries(&sample!("custom-fields-dictionaries.json")).expect("some");
        assert_eq!(&*found["custom.test22"][0].code, "test");
    }

    #[test]
    fn another_answer_is_refused() {
        let (catalog, side) = shipped();
        let Some(Member::Dictionary(id)) = catalog.member(side, "statuses") else { panic!() };
        let lacking = |member: &str| Err(NotPulled { member: member.into() });
        assert_eq!(dictionary(&catalog, *id, &json!({"success": true})), lacking("statuses"));
        assert_eq!(
            dictionary(&catalog, *id, &json!({"statuses": [{"name": "a"}]})),
            lacking("code")
        );
    }
}

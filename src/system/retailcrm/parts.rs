//! What corporate customers have besides: companies, contacts, addresses. They are created with their
//! customer, and afterwards by methods of their own, one by one; the API removes none of them.
//!
//! An edit of the customer is taken apart. A row is the one that is there if it has its id, its
//! external id, its contact or its name; what is as it should be is not written, so that an edit
//! that is repeated does nothing.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::value::RawValue;

use super::answer;
use super::client::{Client, segment};
use super::endpoint::list;
use super::find;
use crate::endpoint::{Answer, EndpointError, ErrorKind, Write, WriteKind, Written};

/// A kind of part: its member in the customer, its path, its parameter.
struct Part {
    many: &'static str,
    path: &'static str,
    one: &'static str,
}

const COMPANIES: Part = Part { many: "companies", path: "companies", one: "company" };

const PARTS: [Part; 3] = [
    COMPANIES,
    Part { many: "customerContacts", path: "contacts", one: "contact" },
    Part { many: "addresses", path: "addresses", one: "address" },
];

/// The members of a body, each as it came.
type Members = BTreeMap<String, Box<RawValue>>;

/// How requests about a customer name it.
struct Owner<'a> {
    key: String,
    by: &'static str,
    site: Option<&'a str>,
}

impl Owner<'_> {
    fn path(&self, rest: &str) -> String {
        format!("customers-corporate/{}/{rest}", segment(&self.key))
    }

    fn form(&self) -> Vec<(&str, &str)> {
        let site = self.site.map(|site| ("site", site));
        site.into_iter().chain([("by", self.by)]).collect()
    }
}

/// Edits a corporate customer and its parts.
pub(super) async fn edit(
    client: &Client,
    key: &str,
    site: Option<&str>,
    body: &str,
) -> Answer<Written> {
    let mut own = members(body)?;
    let owner = Owner { key: key.to_owned(), by: "id", site };
    let mut parts = Vec::new();
    for part in &PARTS {
        parts.extend(own.remove(part.many).map(|rows| (part, rows)));
    }
    if !own.is_empty() || parts.is_empty() {
        let own = text(&own)?;
        let mut form = owner.form();
        form.push(("customerCorporate", &own));
        client.post(&owner.path("edit"), &form).await?;
    }
    for (part, wanted) in parts {
        let known = list(client, &owner.path(part.path), part.path, &[("by", "id")]).await?;
        let known: Vec<Value> =
            known.iter().filter_map(|row| serde_json::from_slice(&row.bytes).ok()).collect();
        for row in answer::records(&wanted, "POST customers-corporate")? {
            let given: Value = serde_json::from_str(row.get()).unwrap_or_default();
            match known.iter().find(|known| is_same(known, &given)) {
                Some(known) if holds(known, &given) => {}
                found => {
                    let id = found.and_then(|found| plain(&found["id"]));
                    put(client, &owner, part, id.as_deref(), members(row.get())?).await?;
                }
            }
        }
    }
    Ok(Written { key: key.to_owned(), version: None, record: None })
}

/// Writes a company, whose customer its body or its key names.
pub(super) async fn company(
    client: &Client,
    write: &Write,
    site: Option<&str>,
    body: &str,
) -> Answer<Written> {
    let mut company = members(body)?;
    let named = company.remove("customer");
    let nobody = |kind, text: &str| EndpointError::new(kind, "POST companies", text);
    let (owner, id) = match (write.kind, write.key.as_deref()) {
        (WriteKind::Create, _) => {
            let named: Value =
                named.and_then(|it| serde_json::from_str(it.get()).ok()).unwrap_or_default();
            let by = if named["id"].is_null() { "externalId" } else { "id" };
            let key = plain(&named[by]);
            let key = key.ok_or_else(|| nobody(ErrorKind::Rejected, "a company of no customer"))?;
            (Owner { key, by, site }, None)
        }
        (WriteKind::Edit, Some(key)) => {
            let whole = match key.split_once('/') {
                Some((owner, own)) => Some((owner.to_owned(), own)),
                None => find::owner(client, key).await?.map(|owner| (owner, key)),
            };
            let (owner, own) =
                whole.ok_or_else(|| nobody(ErrorKind::Missing, "no such company"))?;
            (Owner { key: owner, by: "id", site }, Some(own))
        }
        _ => return Err(nobody(ErrorKind::Unsupported, "a company is created or edited")),
    };
    let key = put(client, &owner, &COMPANIES, id, company).await?;
    Ok(Written { key, version: None, record: None })
}

/// Creates a part, or edits the one of that id; gives its id.
async fn put(
    client: &Client,
    owner: &Owner<'_>,
    part: &Part,
    id: Option<&str>,
    mut row: Members,
) -> Answer<String> {
    row.remove("id");
    let row = text(&row)?;
    let mut form = owner.form();
    form.push((part.one, &row));
    let path = match id {
        None => format!("{}/create", part.path),
        Some(id) => {
            form.push(("entityBy", "id"));
            format!("{}/{}/edit", part.path, segment(id))
        }
    };
    let call = client.post(&owner.path(&path), &form).await?;
    let told = call.members()?.get("id").and_then(|id| answer::key(id));
    // The write is done: what cannot be read of the answer leaves it in doubt, no more.
    id.map(str::to_owned).or(told).ok_or_else(|| {
        let text = "the answer to a write cannot be understood";
        EndpointError::new(ErrorKind::Transient, &call.operation, text).over()
    })
}

/// Whether a row that is wanted is the one that is there.
fn is_same(known: &Value, given: &Value) -> bool {
    for path in ["/id", "/externalId", "/customer/id", "/customer/externalId", "/name", "/text"] {
        if let Some(wanted) = given.pointer(path).and_then(plain) {
            return known.pointer(path).and_then(plain) == Some(wanted);
        }
    }
    false
}

/// Whether a row holds everything that is wanted of it.
fn holds(known: &Value, wanted: &Value) -> bool {
    match (known, wanted) {
        (known, Value::Object(wanted)) => {
            wanted.iter().all(|(name, value)| holds(known.get(name).unwrap_or(&Value::Null), value))
        }
        (Value::Array(known), Value::Array(wanted)) => {
            known.len() == wanted.len() && known.iter().zip(wanted).all(|(a, b)| holds(a, b))
        }
        (known, wanted) => known == wanted || plain(known) == plain(wanted),
    }
}

/// A text or a number as text; nothing of what is empty.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn members(body: &str) -> Answer<Members> {
    serde_json::from_str(body).map_err(|_| {
        EndpointError::new(ErrorKind::Unsupported, "POST", "the body is no JSON object")
    })
}

fn text(members: &Members) -> Answer<String> {
    serde_json::to_string(members)
        .map_err(|error| EndpointError::new(ErrorKind::Unsupported, "POST", error.to_string()))
}

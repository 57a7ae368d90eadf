//! History: a record for every change, and the feeds that give them.

use serde_json::{Value, json};

use super::call::{Author, Call};
use super::changes::FieldChange;
use super::json::{Object, id, integer, member, text};
use super::reply::{Handled, Reply, Trouble};
use super::route::{Route, get};
use crate::endpoint::emulate::{Tx, WorldError};

pub(super) const ROUTES: &[Route] = &[
    get("orders/history", |call, _| feed(call, &ORDERS)),
    get("customers/history", |call, _| feed(call, &CUSTOMERS)),
    get("customers-corporate/history", |call, _| feed(call, &CORPORATE)),
    get("orders/packs/history", |call, _| feed(call, &PACKS)),
];

/// A feed: where its records are kept, under what name they hold their entity, and the filters by it.
pub(super) struct Feed {
    pub(super) collection: &'static str,
    pub(super) entity: &'static str,
    by_id: &'static str,
    by_external_id: &'static str,
}

/// Of orders.
pub(super) const ORDERS: Feed = Feed {
    collection: "history",
    entity: "order",
    by_id: "orderId",
    by_external_id: "orderExternalId",
};

/// Of persons.
pub(super) const CUSTOMERS: Feed = Feed {
    collection: "customers-history",
    entity: "customer",
    by_id: "customerId",
    by_external_id: "customerExternalId",
};

/// Of companies.
pub(super) const CORPORATE: Feed = Feed { collection: "customers-corporate-history", ..CUSTOMERS };

/// Of reservations; filtered by the orders of their lines.
pub(super) const PACKS: Feed = Feed { collection: "packs-history", entity: "pack", ..ORDERS };

/// Whose state a record tells, and how.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Event {
    Created,
    Changed,
    Deleted,
}

/// Writes one record; `entity` is what it shows of the order or customer.
pub(super) fn tell(
    call: &Call<'_>,
    feed: &Feed,
    event: Event,
    change: FieldChange,
    entity: &Value,
) -> Result<(), Trouble> {
    let mut record = Object::new();
    let number = next(call, feed)?;
    record.insert("id".to_owned(), json!(number));
    record.insert("createdAt".to_owned(), json!(call.now));
    match event {
        Event::Created => drop(record.insert("created".to_owned(), json!(true))),
        Event::Deleted => drop(record.insert("deleted".to_owned(), json!(true))),
        Event::Changed => {}
    }
    match call.author {
        Author::Key(key) => {
            record.insert("source".to_owned(), json!("api"));
            record.insert("field".to_owned(), json!(change.field));
            record.insert("apiKey".to_owned(), json!({"id": key}));
        }
        Author::User(user) => {
            record.insert("source".to_owned(), json!("user"));
            record.insert("user".to_owned(), json!({"id": user}));
            record.insert("field".to_owned(), json!(change.field));
        }
    }
    record.insert("oldValue".to_owned(), change.old);
    record.insert("newValue".to_owned(), change.new);
    record.insert(feed.entity.to_owned(), entity.clone());
    record.extend(change.about);
    Ok(put(call.tx, feed, number, &Value::Object(record))?)
}

/// The number of the next record. People's edits may ask for one that is free: the real CRM gives
/// numbers before it commits, so that a smaller one may come to sight after a larger one.
fn next(call: &Call<'_>, feed: &Feed) -> Result<i64, Trouble> {
    let wanted = call.params.get("historyId").filter(|_| call.key.is_none()).and_then(integer);
    if let Some(number) = wanted
        && call.tx.get(feed.collection, &number.to_string())?.is_none()
    {
        return Ok(number);
    }
    Ok(call.tx.last(feed.collection)? + 1)
}

/// Keeps a record under its number.
pub(super) fn put(tx: &Tx<'_>, feed: &Feed, number: i64, record: &Value) -> Result<(), WorldError> {
    tx.put(feed.collection, &number.to_string(), number, record)
}

/// What a record other than of creation shows of its order or customer.
pub(super) fn slim(entity: &Value) -> Value {
    let mut out = Object::new();
    for name in ["id", "externalId", "managerId", "site", "status"] {
        if let Some(value) = entity.get(name).filter(|value| !value.is_null()) {
            out.insert(name.to_owned(), value.clone());
        }
    }
    Value::Object(out)
}

fn feed(call: &Call<'_>, feed: &Feed) -> Handled {
    let filter = Value::Object(call.filter());
    let since = filter.get("sinceId").and_then(text);
    if since.is_some() && call.param("page").is_some() {
        let text = "This field cannot be used together with sinceId.";
        return Err(Reply::bad_input("children[page]", text).into());
    }
    let after = match since {
        None => i64::MIN,
        Some(since) => since.parse().map_err(|_| bad("sinceId"))?,
    };
    let page = call.page()?;
    let wanted = Wanted::read(&filter, feed)?;
    let sees_all = call.key.is_none_or(|key| key.sites.is_empty());
    let (rows, total) = match wanted {
        None if sees_all => {
            let rows = call.tx.page(feed.collection, after, page.limit, page.offset())?;
            (rows, usize::try_from(call.tx.count(feed.collection, after)?).unwrap_or(0))
        }
        wanted => {
            let rows = call.tx.page(feed.collection, after, i64::MAX, 0)?.into_iter();
            let rows = rows.filter(|row| {
                call.sees(row.body[feed.entity]["site"].as_str())
                    && wanted.as_ref().is_none_or(|wanted| wanted.fits(&row.body, feed))
            });
            let rows: Vec<_> = rows.collect();
            let total = rows.len();
            (page.cut(rows), total)
        }
    };
    let history: Vec<Value> = rows.into_iter().map(|row| shown(call, row.body)).collect();
    Ok(Reply::success(
        200,
        json!({
            "generatedAt": call.now,
            "history": history,
            "pagination": page.block(total),
        }),
    ))
}

/// Filters other than `sinceId`.
struct Wanted {
    start: Option<String>,
    end: Option<String>,
    id: Option<i64>,
    external_id: Option<String>,
}

impl Wanted {
    fn read(filter: &Value, feed: &Feed) -> Result<Option<Wanted>, Trouble> {
        let moment = |name: &str| match member(filter, name) {
            Some(text) if !super::order_write::is_date_time(&text) => Err(bad(name)),
            other => Ok(other),
        };
        let wanted = Wanted {
            start: moment("startDate")?,
            end: moment("endDate")?,
            id: filter.get(feed.by_id).and_then(integer),
            external_id: member(filter, feed.by_external_id),
        };
        let any = wanted.start.is_some() || wanted.end.is_some() || wanted.id.is_some();
        Ok((any || wanted.external_id.is_some()).then_some(wanted))
    }

    fn fits(&self, record: &Value, feed: &Feed) -> bool {
        // A reservation is found by the order of its line.
        let entity = record[feed.entity].pointer("/item/order").unwrap_or(&record[feed.entity]);
        let created = record["createdAt"].as_str().unwrap_or("");
        self.start.as_deref().is_none_or(|start| created >= start)
            && self.end.as_deref().is_none_or(|end| created <= end)
            && self.id.is_none_or(|wanted| id(entity) == Some(wanted))
            && (self.external_id.is_none() || member(entity, "externalId") == self.external_id)
    }
}

fn bad(name: &str) -> Trouble {
    Reply::bad_input(&format!("children[{name}]"), "Значение недопустимо.").into()
}

/// A record as this caller sees it: its own key is the current one.
fn shown(call: &Call<'_>, mut record: Value) -> Value {
    if let Some(key) = record.get("apiKey").map(id) {
        let current = matches!((key, call.author), (Some(key), Author::Key(own)) if key == own);
        record["apiKey"] = json!({"current": current});
    }
    record
}

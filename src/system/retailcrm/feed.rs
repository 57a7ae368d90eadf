//! History as a feed of changes.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::answer::{self, strange};
use super::client::Client;
use super::entities::Entity;
use crate::endpoint::{Answer, Change, Changes, Cursor, EndpointError, Gone};

/// The largest page.
const LIMIT: &str = "100";

/// A page of an entity's history. After the first only `sinceId` is sent, never a page with it.
pub(super) async fn page(client: &Client, entity: &Entity, cursor: &Cursor) -> Answer<Changes> {
    let filter = match cursor {
        Cursor::Since(moment) => ("filter[startDate]", moment.as_str()),
        Cursor::After(position) => ("filter[sinceId]", position.as_str()),
    };
    let call = client.get(entity.feed, &[filter, ("limit", LIMIT)]).await?;
    let members = call.members()?;
    let history = answer::member(&members, "history", &call.operation)?;
    let mut changes = Vec::new();
    let mut last: Option<u64> = None;
    for record in answer::records(history, &call.operation)? {
        let (number, change) = change(record, entity, &call.operation)?;
        last = last.max(Some(number));
        changes.push((number, change));
    }
    changes.sort_by_key(|(number, _)| *number);
    Ok(Changes {
        // An empty page is the end for now, whatever its block of pages says.
        more: !changes.is_empty() && answer::pages(&members) > 1,
        next: last.map_or(cursor.clone(), |number| Cursor::After(number.to_string())),
        changes: changes.into_iter().map(|(_, change)| change).collect(),
    })
}

/// What is looked at of a record; the rest is the payload's.
#[derive(Deserialize)]
struct Record<'a> {
    id: u64,
    #[serde(default, borrow)]
    source: Option<&'a RawValue>,
    #[serde(default)]
    field: Option<String>,
    #[serde(default, rename = "apiKey")]
    api_key: Option<ApiKey>,
    #[serde(default)]
    deleted: bool,
    #[serde(default, borrow, rename = "combinedTo")]
    combined_to: Option<&'a RawValue>,
    #[serde(default, borrow)]
    order: Option<&'a RawValue>,
    #[serde(default, borrow)]
    customer: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct ApiKey {
    #[serde(default)]
    current: bool,
}

fn change(
    raw: &RawValue,
    entity: &Entity,
    operation: &str,
) -> Result<(u64, Change), EndpointError> {
    let record: Record<'_> = serde_json::from_str(raw.get())
        .map_err(|error| strange(operation, &format!("a record of history: {error}")))?;
    let about = if entity.in_feed == "order" { record.order } else { record.customer };
    let about = about.ok_or_else(|| {
        strange(operation, &format!("record {} names no `{}`", record.id, entity.in_feed))
    })?;
    let merged = match record.combined_to {
        Some(winner) if winner.get() != "null" => Some(answer::id(winner, operation)?),
        Some(_) | None => None,
    };
    let gone = match (merged, record.deleted) {
        (Some(winner), _) => Some(Gone::Merged(winner)),
        (None, true) => Some(Gone::Deleted),
        (None, false) => None,
    };
    let source = record.source.map_or("", |source| source.get().trim_matches('"')).to_owned();
    let change = Change {
        id: record.id.to_string(),
        key: answer::id(about, operation)?,
        field: record.field,
        own: source == "api" && record.api_key.is_some_and(|key| key.current),
        source,
        gone,
        payload: Arc::from(raw.get().as_bytes()),
    };
    Ok((record.id, change))
}

//! History as a feed of changes.
//!
//! A record says which order changed and little else is needed of it, so nothing in it is insisted
//! on: one that names its order marks that order, one that does not is passed over with a remark. The
//! feed goes on behind both, for a record that stopped it would stop it for ever.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::answer::{self, Members};
use super::client::Client;
use super::entities::Entity;
use crate::endpoint::{Answer, Change, Changes, Cursor, Gone, Oddity};
use crate::journal::Hash;

/// The largest page.
const LIMIT: &str = "100";

/// How often a feed is asked that says that it has records and shows none.
const TRIES: usize = 3;

/// A page of an entity's history. After the first only `sinceId` is sent, never a page with it.
pub(super) async fn page(client: &Client, entity: &Entity, cursor: &Cursor) -> Answer<Changes> {
    let filter = match cursor {
        Cursor::Since(moment) => ("filter[startDate]", moment.as_str()),
        Cursor::After(position) => ("filter[sinceId]", position.as_str()),
    };
    let mut page = 1;
    for _ in 0..TRIES {
        let number = page.to_string();
        let mut query = vec![filter, ("limit", LIMIT)];
        if page > 1 {
            query.push(("page", &number));
        }
        let call = client.get(entity.feed, &query).await?;
        let members = call.members()?;
        let history = answer::member(&members, "history", &call.operation)?;
        let records = answer::records(history, &call.operation)?;
        // One that is no record is passed over; an answer that holds nothing else is no history.
        if !records.is_empty() && !records.iter().any(|raw| raw.get().starts_with('{')) {
            return Err(answer::strange(&call.operation, "`history` holds no records"));
        }
        let total = answer::paging(&members, "totalCount").unwrap_or(0);
        if !records.is_empty() || total == 0 {
            return Ok(changes(client, entity, cursor, &records, &members, &call.operation));
        }
        // The API has been seen to answer with an empty page before others that are not. Only a
        // feed that begins at a moment has pages; after a position the same is asked again.
        if matches!(cursor, Cursor::Since(_)) && page < answer::pages(&members) {
            page += 1;
        }
    }
    client.remarks.add(&format!("GET {}", entity.feed), Oddity::EmptyPage, "");
    Ok(Changes { changes: Vec::new(), next: cursor.clone(), more: false })
}

/// The changes of a page that holds records, or is empty because there are none.
fn changes(
    client: &Client,
    entity: &Entity,
    cursor: &Cursor,
    records: &[&RawValue],
    members: &Members<'_>,
    operation: &str,
) -> Changes {
    let mut changes = Vec::new();
    let mut last: Option<u64> = None;
    // A feed never goes back, whatever it answers.
    let from = match cursor {
        Cursor::After(position) => position.parse().ok(),
        Cursor::Since(_) => None,
    };
    for raw in records {
        let record = Record::read(raw);
        last = last.max(record.number);
        match record.change(raw, entity) {
            Some(change) => changes.push((record.number, change)),
            None => {
                let name = record.number.map_or_else(|| "?".to_owned(), |it| it.to_string());
                client.remarks.add(operation, Oddity::NoRecord, &name);
            }
        }
    }
    changes.sort_by_key(|(number, _)| *number);
    let total = answer::paging(members, "totalCount").unwrap_or(0);
    let more = answer::pages(members) > 1 || total > records.len() as u64;
    Changes {
        // Where no record has a number, the next page would be this one again.
        more: more && last.is_some(),
        next: last.max(from).map_or(cursor.clone(), |number| Cursor::After(number.to_string())),
        changes: changes.into_iter().map(|(_, change)| change).collect(),
    }
}

/// What is looked at of a record; the rest is the payload's.
struct Record<'a> {
    members: BTreeMap<std::borrow::Cow<'a, str>, &'a RawValue>,
    /// Its place in the feed.
    number: Option<u64>,
}

impl<'a> Record<'a> {
    /// A record as far as it can be understood.
    fn read(raw: &'a RawValue) -> Record<'a> {
        let members: Members<'a> = serde_json::from_str(raw.get()).unwrap_or_default();
        let number = members.get("id").and_then(|id| answer::key(id)?.parse().ok());
        Record { members, number }
    }

    /// What it says, if it says of which record.
    fn change(&self, raw: &RawValue, entity: &Entity) -> Option<Change> {
        let key = self.id_in(entity.in_feed)?;
        let gone = match (self.id_in("combinedTo"), self.flag("deleted")) {
            (Some(winner), _) => Some(Gone::Merged(winner)),
            (None, true) => Some(Gone::Deleted),
            (None, false) => None,
        };
        let source = self.text("source").unwrap_or_default();
        let id = self.number.map(|number| number.to_string());
        Some(Change {
            // The same record is the same change, numbered or not.
            id: id.unwrap_or_else(|| Hash::of(raw.get().as_bytes()).0.into()),
            key,
            field: self.text("field"),
            own: source == "api" && self.is_current_key(),
            source,
            gone,
            payload: Arc::from(raw.get().as_bytes()),
        })
    }

    fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.members.get(name)?.get()).ok()
    }

    fn flag(&self, name: &str) -> bool {
        self.members.get(name).is_some_and(|flag| is_yes(flag))
    }

    /// The `id` of the object in a member.
    fn id_in(&self, name: &str) -> Option<String> {
        answer::id(self.members.get(name)?, "").ok()
    }

    fn is_current_key(&self) -> bool {
        let key = self.members.get("apiKey");
        let key = key.and_then(|key| serde_json::from_str::<Members<'_>>(key.get()).ok());
        key.is_some_and(|key| key.get("current").is_some_and(|flag| is_yes(flag)))
    }
}

/// A flag in any of the ways in which PHP writes one.
fn is_yes(flag: &RawValue) -> bool {
    matches!(flag.get(), "true" | "1" | "\"1\"" | "\"true\"")
}

//! RetailCRM behind the contract of [`crate::endpoint`].

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::value::RawValue;

use super::answer;
use super::client::{Client, segment};
use super::entities::{self, Entity};
use super::{Config, describe, feed, find, parts};
use crate::endpoint::{
    Answer, Capability, Changes, Cursor, Endpoint, EndpointError, ErrorKind, Oddity, Payload,
    Pending, Query, Remark, Selector, Source, Write, WriteKind, Written,
};

/// The most ids that the vendor's own exchange names in one request.
const BATCH: usize = 50;

/// The filter by keys.
const IDS: &str = "filter[ids][]";

/// An account.
#[derive(Debug)]
pub struct RetailCrm {
    client: Client,
    site: Option<String>,
}

impl RetailCrm {
    /// An account by its settings; nothing is sent yet.
    pub fn new(config: &Config) -> Result<RetailCrm, EndpointError> {
        Ok(RetailCrm { client: Client::new(config)?, site: config.site.clone() })
    }

    async fn query(&self, query: &Query) -> Answer<Vec<Payload>> {
        if query.entity == "company" {
            return find::companies(&self.client, &query.selector).await;
        }
        let entity = readable(&query.entity)?;
        match &query.selector {
            Selector::Keys(keys) => {
                // No record has another id than a number; asked for among others, it would have the
                // account refuse them all.
                let is_id = |key: &&String| {
                    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
                };
                let ids: Vec<String> = keys.iter().filter(is_id).cloned().collect();
                match ids.as_slice() {
                    [] => Ok(Vec::new()),
                    [id] if !entity.path.contains('/') => {
                        self.one(entity, id, &[("by", "id")]).await
                    }
                    ids => self.many(entity, IDS, ids).await,
                }
            }
            Selector::Alternate(field, values) => {
                // Lists are made of an index that may lag behind; a record that was created a moment
                // ago is asked for by itself.
                if let (Some(site), [value]) = (&self.site, values.as_slice())
                    && !entity.feed.is_empty()
                    && field == "externalId"
                    && is_plain(value)
                {
                    return self.one(entity, value, &[("by", field), ("site", site)]).await;
                }
                let filter = entity.alternates.iter().find(|(name, _)| name == field);
                let (_, filter) = filter.ok_or_else(|| {
                    unsupported(
                        entity,
                        &format!("`{field}` is no unique field of `{}`", entity.name),
                    )
                })?;
                self.many(entity, filter, values).await
            }
            Selector::Filter(filter) => {
                let parameters = find::filter(entity, filter)?;
                let parameters = parameters.iter();
                let parameters: Vec<(&str, &str)> =
                    parameters.map(|(name, value)| (name.as_str(), value.as_str())).collect();
                let mut found = list(&self.client, entity.path, entity.many, &parameters).await?;
                found.retain(|record| find::is_whole(filter, record));
                Ok(found)
            }
            Selector::All => list(&self.client, entity.path, entity.many, &[]).await,
            Selector::Few => {
                let first = [("limit", "20"), ("page", "1")];
                let call = self.client.get(entity.path, &first).await?;
                let members = call.members()?;
                let rows = answer::member(&members, entity.many, &call.operation)?;
                let rows = answer::records(rows, &call.operation)?;
                Ok(payloads(&self.client, rows, &call.operation))
            }
        }
    }

    async fn one(
        &self,
        entity: &Entity,
        key: &str,
        query: &[(&str, &str)],
    ) -> Answer<Vec<Payload>> {
        let path = format!("{}/{}", entity.path, segment(key));
        let call = match self.client.get(&path, query).await {
            Err(error) if error.kind == ErrorKind::Missing => return Ok(Vec::new()),
            other => other?,
        };
        let members = call.members()?;
        let record = answer::member(&members, entity.one, &call.operation)?;
        Ok(payloads(&self.client, vec![record], &call.operation))
    }

    async fn many(&self, entity: &Entity, filter: &str, values: &[String]) -> Answer<Vec<Payload>> {
        let batch = if filter.ends_with("[]") { BATCH } else { 1 };
        let mut found = Vec::new();
        for chunk in values.chunks(batch) {
            let mut query: Vec<(&str, &str)> =
                chunk.iter().map(|value| (filter, value.as_str())).collect();
            // External ids are unique inside a shop only; offers belong to catalogues.
            let is_shops = filter != IDS && !entity.feed.is_empty();
            if let (true, Some(site)) = (is_shops, &self.site) {
                query.push(("filter[sites][]", site));
            }
            found.extend(list(&self.client, entity.path, entity.many, &query).await?);
        }
        Ok(found)
    }

    async fn send(&self, write: &Write) -> Answer<Written> {
        let body = std::str::from_utf8(&write.body).map_err(|_| {
            EndpointError::new(ErrorKind::Unsupported, "POST", "the body is no UTF-8")
        })?;
        if let Some((path, parameter)) = entities::upload(&write.entity) {
            return self.upload(path, parameter, body).await;
        }
        let site = write.scope.as_deref().or(self.site.as_deref());
        if write.entity == "company" {
            return parts::company(&self.client, write, site, body).await;
        }
        let unknown = || {
            let text = format!("`{}` cannot be written", write.entity);
            EndpointError::new(ErrorKind::Unsupported, "POST", text)
        };
        let entity = entities::find(&write.entity).filter(|entity| !entity.create.is_empty());
        let entity = entity.ok_or_else(unknown)?;
        let mut form: Vec<(&str, &str)> = site.map(|site| ("site", site)).into_iter().collect();
        form.push((entity.one, body));
        let path = match (write.kind, &write.key) {
            (WriteKind::Create, _) => entity.create.to_owned(),
            (WriteKind::Edit, Some(key)) if entity.name == "customerCorporate" => {
                return parts::edit(&self.client, key, site, body).await;
            }
            (WriteKind::Edit, Some(key)) => {
                form.push(("by", "id"));
                format!("{}/{}/{}", entity.edit.0, segment(key), entity.edit.1)
            }
            (WriteKind::Edit, None) => {
                return Err(unsupported(entity, "an edit without a key"));
            }
            (WriteKind::Post | WriteKind::Unpost, _) => {
                return Err(unsupported(entity, "nothing is posted here"));
            }
        };
        let call = self.client.post(&path, &form).await?;
        // The write is done: what cannot be read of the answer leaves it in doubt, no more.
        written(&call.answer.body, entity).ok_or_else(|| {
            let text = "the answer to a write cannot be understood";
            EndpointError::new(ErrorKind::Transient, &call.operation, text).over()
        })
    }

    async fn upload(&self, path: &str, parameter: &str, body: &str) -> Answer<Written> {
        let call = self.client.post(path, &[(parameter, body)]).await?;
        let bytes = Arc::from(call.answer.body.as_slice());
        let record = Some(Payload { key: String::new(), version: None, bytes, fault: None });
        Ok(Written { key: String::new(), version: None, record })
    }
}

fn written(body: &[u8], entity: &Entity) -> Option<Written> {
    let members: BTreeMap<&str, &RawValue> = serde_json::from_slice(body).ok()?;
    let record = members.get(entity.one);
    // Participations have their id in the record alone.
    let key = match members.get("id") {
        Some(id) => answer::key(id)?,
        None => answer::id(record?, entity.name).ok()?,
    };
    let bytes = record.map(|record| Arc::from(record.get().as_bytes()));
    let record = bytes.map(|bytes| Payload { key: key.clone(), version: None, bytes, fault: None });
    Some(Written { key, version: None, record })
}

/// All pages of a list.
pub(super) async fn list(
    client: &Client,
    path: &str,
    member: &str,
    filter: &[(&str, &str)],
) -> Answer<Vec<Payload>> {
    let mut found = Vec::new();
    let mut page = 1_u64;
    loop {
        let number = page.to_string();
        let mut query = filter.to_vec();
        query.extend([("limit", "100"), ("page", &number)]);
        let call = client.get(path, &query).await?;
        let members = call.members()?;
        let rows = answer::member(&members, member, &call.operation)?;
        let rows = answer::records(rows, &call.operation)?;
        let is_empty = rows.is_empty();
        found.extend(payloads(client, rows, &call.operation));
        if is_empty || page >= answer::pages(&members) {
            return Ok(found);
        }
        page += 1;
    }
}

/// Records with their keys. One without a key can be nobody's: it is left out, as if it were not
/// shown, so that the others go on.
fn payloads(client: &Client, records: Vec<&RawValue>, operation: &str) -> Vec<Payload> {
    let mut found = Vec::with_capacity(records.len());
    for record in records {
        match answer::id(record, operation) {
            Ok(key) => {
                let bytes = Arc::from(record.get().as_bytes());
                found.push(Payload { key, version: None, bytes, fault: None });
            }
            Err(_) => client.remarks.add(operation, Oddity::NoKey, "id"),
        }
    }
    found
}

fn readable(name: &str) -> Answer<&'static Entity> {
    let entity = entities::find(name).filter(|entity| !entity.path.is_empty());
    entity.ok_or_else(|| {
        EndpointError::new(ErrorKind::Unsupported, "GET", format!("`{name}` cannot be read"))
    })
}

/// Whether a web server leaves a text alone that is a part of a path.
fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    !text.is_empty() && text.bytes().all(plain)
}

/// A request that this entity has not.
pub(super) fn unsupported(entity: &Entity, text: &str) -> EndpointError {
    EndpointError::new(ErrorKind::Unsupported, entity.name, text)
}

impl Source for RetailCrm {
    fn capability(&self) -> Capability {
        Capability {
            changes: true,
            compares: false,
            filter: true,
            own_keys: false,
            write: true,
            post: false,
            by_owner: true,
            batch: BATCH,
        }
    }

    fn changes<'a>(&'a self, entity: &'a str, cursor: &'a Cursor) -> Pending<'a, Changes> {
        Box::pin(async move {
            let known = readable(entity)?;
            match known.feed {
                "" => Err(unsupported(known, "no feed of changes")),
                _ => feed::page(&self.client, known, cursor).await,
            }
        })
    }

    fn read<'a>(&'a self, query: &'a Query) -> Pending<'a, Vec<Payload>> {
        Box::pin(self.query(query))
    }

    fn describe<'a>(&'a self, what: &'a str) -> Pending<'a, Vec<u8>> {
        Box::pin(describe::describe(&self.client, what))
    }

    fn remarks(&self) -> Vec<Remark> {
        self.client.remarks.take()
    }
}

impl Endpoint for RetailCrm {
    fn write<'a>(&'a self, write: &'a Write) -> Pending<'a, Written> {
        Box::pin(self.send(write))
    }
}

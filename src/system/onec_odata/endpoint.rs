//! Our contract on top of the interface.

use std::sync::Arc;

use indexmap::IndexMap;
use tokio::sync::OnceCell;

use crate::endpoint::{
    Answer, Capability, Change, Changes, Cursor, Endpoint, EndpointError, ErrorKind, Filter,
    Oddity, Operand, Payload, Pending, Query, Remark, Remarks, Selector, Source, Write, WriteKind,
    Written,
};

use super::answer;
use super::client::{Call, Client, encoded};
use super::condition::Subject;
use super::config::Config;
use super::model::{Edm, Model, Shape};
use super::target::{Target, target};

/// Keys or values in one request: web servers allow queries of about two kilobytes.
const BATCH: usize = 20;

/// How long the list of fields may be, encoded; a longer one is left out and whole records come.
const SELECT_LIMIT: usize = 900;

/// How long fields, filter and order may be together, encoded.
const QUERY_LIMIT: usize = 1900;

/// Records in a page without tabular parts.
const LIGHT_PAGE: usize = 500;

/// Records in a page with them.
const HEAVY_PAGE: usize = 100;

/// The member that holds the version of a record.
const VERSION: &str = "DataVersion";

/// What names a record in a dictionary.
const NAMING: [&str; 4] = ["Ref_Key", "Code", "Description", "PredefinedDataName"];

/// A 1C base.
#[derive(Debug)]
pub struct OneC {
    client: Client,
    /// The types of the base: the saved ones, or what the base says when they are first needed.
    model: OnceCell<Arc<Model>>,
    remarks: Remarks,
}

impl OneC {
    /// The base behind these settings. Nothing is sent yet.
    pub fn new(config: Config) -> Answer<OneC> {
        let remarks = Remarks::default();
        Ok(OneC { client: Client::new(config)?, model: OnceCell::new(), remarks })
    }

    /// The same base, its types known from its saved `$metadata`, so that they need not be asked.
    pub fn with_metadata(self, edmx: &str) -> Answer<OneC> {
        let model = Model::read(edmx).map_err(|error| {
            EndpointError::new(ErrorKind::BadData, "$metadata", error.to_string())
        })?;
        Ok(OneC { model: OnceCell::new_with(Some(Arc::new(model))), ..self })
    }

    async fn model(&self) -> Answer<Arc<Model>> {
        let read = || async {
            let bytes = self.client.metadata().await?;
            let bad = |text: String| EndpointError::new(ErrorKind::BadData, "GET $metadata", text);
            let text = String::from_utf8(bytes).map_err(|error| bad(error.to_string()))?;
            Model::read(&text).map(Arc::new).map_err(|error| bad(error.to_string()))
        };
        self.model.get_or_try_init(read).await.cloned()
    }

    async fn find(&self, query: &Query) -> Answer<Vec<Payload>> {
        let operation = format!("GET {}", query.entity);
        let model = self.model().await?;
        let target = target(&model, &query.entity, &operation)?;
        let shape = &*target.shape;
        let subject = Subject::new(&model, shape);
        let refuse = |text| EndpointError::new(ErrorKind::Unsupported, &operation, text);
        // Rows of virtual tables are small, and their dimensions tell them apart.
        let select = if target.virtual_table { None } else { select(shape, &query.fields) };
        let mut found = IndexMap::new();
        let conditions: Vec<String> = match &query.selector {
            // What cannot be a key is the key of no record.
            Selector::Keys(keys) => {
                keys.iter().filter_map(|key| subject.key_condition(key).ok()).collect()
            }
            Selector::Alternate(field, values) => {
                subject.check(field).map_err(refuse)?;
                let literal =
                    |value: &String| subject.literal(field, &Operand::Text(value.clone()));
                let literals = values.iter().filter_map(|value| literal(value).ok());
                literals.map(|literal| format!("{field} eq {literal}")).collect()
            }
            Selector::Filter(filter) => {
                let text = subject.filter(filter).map_err(refuse)?;
                self.collect(&target, select, Some(text), &mut found).await?;
                return Ok(found.into_values().collect());
            }
            Selector::All => {
                self.collect(&target, select, None, &mut found).await?;
                return Ok(found.into_values().collect());
            }
            Selector::Few => {
                let mut options = vec![("$top", "1".to_owned())];
                options.extend(select.map(|text| ("$select", text)));
                self.page(&target, &options, &mut found).await?;
                return Ok(found.into_values().collect());
            }
        };
        let taken = select.as_deref().map_or(0, |text| encoded(text).len());
        let order = encoded(&shape.key.join(",")).len();
        let room = QUERY_LIMIT.saturating_sub(taken + order);
        for filter in chunks(&conditions, room) {
            self.collect(&target, select.clone(), Some(filter), &mut found).await?;
        }
        Ok(found.into_values().collect())
    }

    /// Adds the records of a target that fit a filter.
    async fn collect(
        &self,
        target: &Target<'_>,
        select: Option<String>,
        filter: Option<String>,
        found: &mut IndexMap<String, Payload>,
    ) -> Answer<()> {
        let shape = &*target.shape;
        let mut options: Vec<(&str, String)> = Vec::new();
        if target.virtual_table {
            options.extend(filter.map(|text| ("Condition", text)));
            self.page(target, &options, found).await?;
            return Ok(());
        }
        let size = if is_heavy(shape, select.as_deref()) { HEAVY_PAGE } else { LIGHT_PAGE };
        options.extend(filter.map(|text| ("$filter", text)));
        options.extend(select.map(|text| ("$select", text)));
        // Without a total order a base loses records between pages.
        options.push(("$orderby", shape.key.join(",")));
        options.push(("$top", size.to_string()));
        for skipped in (0..).step_by(size) {
            let mut options = options.clone();
            if skipped > 0 {
                options.push(("$skip", skipped.to_string()));
            }
            if self.page(target, &options, found).await? < size {
                break;
            }
        }
        Ok(())
    }

    /// Adds one page and says how long it was. A record that moved to it from another page is
    /// kept once.
    async fn page(
        &self,
        target: &Target<'_>,
        options: &[(&str, String)],
        found: &mut IndexMap<String, Payload>,
    ) -> Answer<usize> {
        let call = Call::get(&target.path, &target.path, options);
        let operation = call.operation.clone();
        let body = self.client.json(call).await?;
        let records = answer::list(&operation, &target.shape, &body)?;
        let length = records.len();
        found.extend(records.into_iter().map(|record| (record.key.clone(), record)));
        Ok(length)
    }

    async fn dictionary(&self, entity: &str) -> Answer<Vec<u8>> {
        let model = self.model().await?;
        let target = target(&model, entity, &format!("describe {entity}"))?;
        let fields = NAMING.iter().filter(|name| target.shape.properties.contains_key(**name));
        let query = Query {
            entity: entity.to_owned(),
            selector: Selector::All,
            fields: fields.map(|name| (*name).to_owned()).collect(),
        };
        let records = self.find(&query).await?;
        let texts: Vec<_> = records.iter().map(|it| String::from_utf8_lossy(&it.bytes)).collect();
        Ok(format!("[{}]", texts.join(",\n")).into_bytes())
    }

    /// The interface has no feed of changes. Every write gives a record a new version, so each
    /// version counts as a change of its own: one that is known already is no news. A cursor that is
    /// a moment leaves out documents of days before it, however lately they were edited.
    async fn sweep(&self, entity: &str, cursor: &Cursor) -> Answer<Changes> {
        let operation = format!("changes {entity}");
        let model = self.model().await?;
        let target = target(&model, entity, &operation)?;
        let has = |name: &str| target.shape.properties.contains_key(name);
        if !has(VERSION) {
            let text = "records of this kind have no version to compare";
            return Err(EndpointError::new(ErrorKind::Unsupported, &operation, text));
        }
        let selector = match cursor {
            Cursor::Since(moment) if has("Date") => {
                let moment = Operand::DateTime(moment.replacen(' ', "T", 1));
                Selector::Filter(Filter::AtLeast("Date".to_owned(), moment))
            }
            Cursor::Since(_) | Cursor::After(_) => Selector::All,
        };
        let fields = vec![VERSION.to_owned()];
        let records = self.find(&Query { entity: entity.to_owned(), selector, fields }).await?;
        let changes = records.into_iter().map(|record| Change {
            id: format!("{} {}", record.key, record.version.as_deref().unwrap_or_default()),
            key: record.key,
            field: None,
            source: String::new(),
            own: false,
            gone: None,
            payload: Arc::from([]),
        });
        Ok(Changes { changes: changes.collect(), next: cursor.clone(), more: false })
    }

    async fn put(&self, write: &Write) -> Answer<Written> {
        let model = self.model().await?;
        let verb = match write.kind {
            WriteKind::Create | WriteKind::Post | WriteKind::Unpost => "POST",
            WriteKind::Edit => "PATCH",
        };
        let operation = match write.kind {
            WriteKind::Create | WriteKind::Edit => format!("{verb} {}", write.entity),
            WriteKind::Post => format!("POST {}/Post", write.entity),
            WriteKind::Unpost => format!("POST {}/Unpost", write.entity),
        };
        let target = target(&model, &write.entity, &operation)?;
        if target.virtual_table {
            let text = "a virtual table is only read";
            return Err(EndpointError::new(ErrorKind::Unsupported, &operation, text));
        }
        let shape = &*target.shape;
        let entity = write.entity.as_str();
        let path = match (&write.key, write.kind) {
            (_, WriteKind::Create) => entity.to_owned(),
            (Some(key), _) => {
                let address = Subject::new(&model, shape)
                    .address(key)
                    .map_err(|text| EndpointError::new(ErrorKind::Unsupported, &operation, text))?;
                format!("{entity}{address}")
            }
            (None, _) => {
                let text = "a write without a key";
                return Err(EndpointError::new(ErrorKind::Unsupported, &operation, text));
            }
        };
        if matches!(write.kind, WriteKind::Post | WriteKind::Unpost) {
            return self.act(write, shape, &path, operation).await;
        }
        let version = write.version.as_deref().filter(|_| write.kind == WriteKind::Edit);
        if let Some(version) = version {
            self.check_version(&path, shape, entity, version).await?;
        }
        let body = Some(write.body.to_vec());
        let call = Call { operation, method: verb, path: &path, options: &[], body, version };
        let operation = call.operation.clone();
        let body = self.client.json(call).await?;
        let record = answer::single(&operation, shape, &body)?;
        let sent = write.key.as_ref().filter(|_| write.kind == WriteKind::Create);
        if sent.is_some_and(|sent| !sent.eq_ignore_ascii_case(&record.key)) {
            self.remarks.add(&operation, Oddity::OwnKeys, "");
        }
        // The key is the one under which the record stands, whatever was sent.
        Ok(Written {
            key: record.key.clone(),
            version: record.version.clone(),
            record: Some(record),
        })
    }

    /// Posts a document, or ends its being posted. What came of it is read back, since the base
    /// answers with nothing; where that fails the write is done all the same.
    async fn act(
        &self,
        write: &Write,
        shape: &Shape,
        path: &str,
        operation: String,
    ) -> Answer<Written> {
        let unpost = write.kind == WriteKind::Unpost;
        let function = if unpost { "Unpost" } else { "Post" };
        let mode = ("PostingModeOperational", "false".to_owned());
        let call = Call {
            operation,
            method: "POST",
            path: &format!("{path}/{function}"),
            options: if unpost { &[] } else { &[mode] },
            body: Some(Vec::new()),
            version: None,
        };
        self.client.json(call).await?;
        let read = Call::get(&write.entity, path, &[]);
        let record = match self.client.json(read).await {
            Ok(body) => answer::single("GET", shape, &body).ok(),
            Err(_) => None,
        };
        let key = write.key.clone().unwrap_or_default();
        let version = record.as_ref().and_then(|record| record.version.clone());
        Ok(Written { key, version, record })
    }

    /// Some bases pass over `If-Match`, so the version is also looked at right before the write.
    async fn check_version(
        &self,
        path: &str,
        shape: &Shape,
        entity: &str,
        version: &str,
    ) -> Answer<()> {
        if !shape.properties.contains_key(VERSION) {
            return Ok(());
        }
        let fields = format!("{},{VERSION}", shape.key.join(","));
        let options = [("$select", fields)];
        let call = Call::get(entity, path, &options);
        let operation = call.operation.clone();
        let body = self.client.json(call).await?;
        let now = answer::single(&operation, shape, &body)?.version;
        if now.as_deref() == Some(version) {
            return Ok(());
        }
        let text = "the record was changed since it was read";
        Err(EndpointError::new(ErrorKind::Conflict, &operation, text))
    }
}

impl Source for OneC {
    fn capability(&self) -> Capability {
        Capability {
            changes: true,
            compares: true,
            filter: true,
            own_keys: true,
            write: true,
            post: true,
            by_owner: false,
            batch: BATCH,
        }
    }

    fn changes<'a>(&'a self, entity: &'a str, cursor: &'a Cursor) -> Pending<'a, Changes> {
        Box::pin(self.sweep(entity, cursor))
    }

    fn read<'a>(&'a self, query: &'a Query) -> Pending<'a, Vec<Payload>> {
        Box::pin(self.find(query))
    }

    fn describe<'a>(&'a self, what: &'a str) -> Pending<'a, Vec<u8>> {
        Box::pin(async move {
            if what == "schema" {
                self.client.metadata().await
            } else {
                self.dictionary(what).await
            }
        })
    }

    fn remarks(&self) -> Vec<Remark> {
        self.remarks.take()
    }
}

impl Endpoint for OneC {
    fn write<'a>(&'a self, write: &'a Write) -> Pending<'a, Written> {
        Box::pin(self.put(write))
    }
}

/// The list of fields to ask for: those wanted, the types of composite ones, key and version.
/// None stands for whole records: nothing less is wanted, or the list does not fit an address.
fn select(shape: &Shape, fields: &[String]) -> Option<String> {
    if fields.is_empty() {
        return None;
    }
    let mut names: Vec<&str> = shape.key.iter().map(String::as_str).collect();
    let types: Vec<String> = fields
        .iter()
        .filter(|field| shape.is_composite(field))
        .map(|field| format!("{field}_Type"))
        .collect();
    let version = [VERSION].into_iter().filter(|it| shape.properties.contains_key(*it));
    let wanted = fields.iter().chain(&types).map(String::as_str).chain(version);
    for name in wanted {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let text = names.join(",");
    (encoded(&text).len() <= SELECT_LIMIT).then_some(text)
}

/// Whether records come with tabular parts.
fn is_heavy(shape: &Shape, select: Option<&str>) -> bool {
    let mut rows = shape.properties.iter().filter(|(_, it)| matches!(it.edm, Edm::Rows(_)));
    rows.any(|(name, _)| {
        select.is_none_or(|text| {
            text.split(',').any(|field| field.split('/').next() == Some(name.as_str()))
        })
    })
}

/// Conditions joined by `or`, as many in each text as a request can hold.
fn chunks(conditions: &[String], room: usize) -> Vec<String> {
    let mut texts: Vec<String> = Vec::new();
    let mut count = 0;
    for condition in conditions {
        match texts.last_mut() {
            Some(text)
                if count < BATCH && encoded(text).len() + encoded(condition).len() + 8 <= room =>
            {
                text.push_str(" or ");
                text.push_str(condition);
                count += 1;
            }
            _ => {
                texts.push(condition.clone());
                count = 1;
            }
        }
    }
    texts
}

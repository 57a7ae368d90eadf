//! Writes of records: create, change, delete. Each is checked against the rules of the world,
//! entered into its file with the ledger, and only then seen by others.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::endpoint::emulate::{Tx, WorldError};
use crate::system::onec_odata::model::{Edm, Shape};

use super::evaluate::Base;
use super::finish;
use super::key;
use super::movements;
use super::refusal::Refusal;
use super::rows::{Record, Rows, Stored};
use super::rules::Occasion;
use super::values::{BadValue, ZERO, assign, blank};
use super::world::Settings;

/// What a write changes: set, key and the record, or none where it is gone.
pub(super) type Change = (String, String, Option<Stored>);

/// Whatever a write needs to know.
#[derive(Clone, Copy)]
pub(super) struct Writer<'a> {
    /// How the base behaves.
    pub(super) settings: &'a Settings,
    /// Its records.
    pub(super) rows: &'a Rows,
    /// The transaction of this write.
    pub(super) tx: &'a Tx<'a>,
    /// When it happens, by the base's clock.
    pub(super) moment: &'a str,
    /// Whether a person does it.
    pub(super) by_hand: bool,
    /// Whether the client loads data: the configuration's handlers are passed over.
    pub(super) load: bool,
}

/// How a record is changed.
#[derive(Clone, Copy)]
pub(super) struct Conditions<'a> {
    /// The version that the change was computed from.
    pub(super) version: Option<&'a str>,
    /// Whether the body is the whole record.
    pub(super) whole: bool,
}

/// What a write comes to.
pub(super) struct Written {
    /// What it changes.
    pub(super) changes: Vec<Change>,
    /// The key of the record it was about.
    pub(super) key: String,
    /// That record as it stands now.
    pub(super) record: Record,
}

impl<'a> Writer<'a> {
    /// What conditions look at.
    pub(super) fn base(self) -> Base<'a> {
        Base { model: &self.settings.model, rows: self.rows }
    }

    /// A new record.
    pub(super) fn create(
        self,
        set: &str,
        shape: &Shape,
        body: &Record,
    ) -> Result<Written, Refusal> {
        let model = &self.settings.model;
        let mut record = blank(shape);
        assign(model, shape, &mut record, body, false).map_err(|bad| refuse_value(&bad))?;
        if shape.has_ref_key() {
            let given = record.get("Ref_Key").and_then(Value::as_str).unwrap_or(ZERO);
            if given == ZERO || !self.settings.own_keys {
                let name = format!("{set} {}", self.tx.next("keys")?);
                let key = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes());
                record.insert("Ref_Key".to_owned(), json!(key.hyphenated().to_string()));
            }
        }
        let key = key::of(shape, &record);
        if self.rows.get(set, &key).is_some() {
            return Err(Refusal::exists());
        }
        if !self.load {
            finish::number(self, set, shape, &mut record);
        }
        if shape.properties.contains_key("Posted") && finish::lacks(shape, "Date", &record) {
            record.insert("Date".to_owned(), json!(self.moment));
        }
        finish::settle(self, set, shape, &mut record)?;
        finish::refuse(self, set, &[Occasion::Create], None, Some(&record))?;
        let mut changes = Vec::new();
        movements::recount(self, set, None, Some(&record), &mut changes);
        let seq = self.rows.next_seq(set);
        changes.push((set.to_owned(), key.clone(), Some(Stored { seq, record: record.clone() })));
        Ok(Written { changes, key, record })
    }

    /// Fields of an existing record; tabular parts are replaced as a whole. A `whole` body leaves
    /// nothing of the record but its key.
    pub(super) fn edit(
        self,
        set: &str,
        shape: &Shape,
        key: &str,
        body: &Record,
        conditions: Conditions,
    ) -> Result<Written, Refusal> {
        let stored = self.rows.stored(set, key).ok_or_else(Refusal::no_record)?;
        self.check_version(&stored.record, conditions.version)?;
        let mut fields = body.clone();
        fields.retain(|name, _| !shape.key.contains(name) && name != "DataVersion");
        let mut record = stored.record.clone();
        if conditions.whole {
            record.extend(blank(shape).into_iter().filter(|(name, _)| !shape.key.contains(name)));
        }
        assign(&self.settings.model, shape, &mut record, &fields, false)
            .map_err(|bad| refuse_value(&bad))?;
        finish::settle(self, set, shape, &mut record)?;
        let rows = |name: &String| {
            matches!(shape.properties.get(name).map(|it| &it.edm), Some(Edm::Rows(_)))
        };
        let mut occasions = vec![Occasion::Edit];
        if fields.keys().any(rows) {
            occasions.push(Occasion::Rows);
        }
        finish::refuse(self, set, &occasions, Some(&stored.record), Some(&record))?;
        let mut changes = Vec::new();
        movements::recount(self, set, Some(&stored.record), Some(&record), &mut changes);
        let now = Stored { seq: stored.seq, record: record.clone() };
        changes.push((set.to_owned(), key.to_owned(), Some(now)));
        Ok(Written { changes, key: key.to_owned(), record })
    }

    /// The end of a record, without a look at who refers to it.
    pub(super) fn delete(
        self,
        set: &str,
        key: &str,
        version: Option<&str>,
    ) -> Result<Written, Refusal> {
        let record = self.rows.get(set, key).ok_or_else(Refusal::no_record)?.clone();
        self.check_version(&record, version)?;
        finish::refuse(self, set, &[Occasion::Delete], Some(&record), None)?;
        let mut changes = Vec::new();
        movements::recount(self, set, Some(&record), None, &mut changes);
        changes.push((set.to_owned(), key.to_owned(), None));
        Ok(Written { changes, key: key.to_owned(), record })
    }

    fn check_version(self, record: &Record, wanted: Option<&str>) -> Result<(), Refusal> {
        let Some(wanted) = wanted.filter(|_| self.settings.if_match) else { return Ok(()) };
        let wanted = wanted.trim().trim_start_matches("W/").trim_matches('"');
        let fits = wanted == "*" || record.get("DataVersion").is_none_or(|now| now == wanted);
        if fits { Ok(()) } else { Err(Refusal::stale()) }
    }
}

/// Puts changes into the world's file.
pub(super) fn keep(tx: &Tx<'_>, changes: &[Change]) -> Result<(), WorldError> {
    for (set, key, stored) in changes {
        match stored {
            Some(stored) => {
                tx.put(set, key, stored.seq, &Value::Object(stored.record.clone()))?;
            }
            None => tx.remove(set, key)?,
        }
    }
    Ok(())
}

fn refuse_value(bad: &BadValue) -> Refusal {
    Refusal::bad_value(&bad.0)
}

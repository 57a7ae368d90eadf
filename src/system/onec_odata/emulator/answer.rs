//! Answers that hold records, in the form that the client asks for.

use serde_json::{Value, json};

use crate::endpoint::emulate::Response;
use crate::system::onec_odata::model::Model;

use super::atom::{self, Entry};
use super::key;
use super::options::Detail;
use super::refusal::Refusal;
use super::rows::Record;
use super::{Call, JSON};

/// Records on their way out.
pub(super) struct Answer<'a> {
    pub(super) model: &'a Model,
    /// The set they belong to, with a key each; none for rows of virtual tables.
    pub(super) set: Option<&'a str>,
    /// Their type.
    pub(super) shape: &'a str,
    /// What `odata.metadata` says of them, without the root.
    pub(super) metadata: String,
    pub(super) call: &'a Call<'a>,
}

impl Answer<'_> {
    fn entry<'a>(&'a self, record: &'a Record) -> Entry<'a> {
        let shape = self.model.shapes.get(self.shape);
        let address = self.set.zip(shape).map(|(set, shape)| key::address(set, shape, record));
        Entry { address, of: self.shape, record }
    }

    /// One record.
    pub(super) fn one(&self, status: u16, chosen: Record) -> Result<Response, Refusal> {
        let detail = self.call.detail.ok_or_else(Refusal::bad_format)?;
        if detail == Detail::Atom {
            let entry = self.entry(&chosen);
            let text = atom::entry(self.model, &self.call.root, &self.call.moment, &entry);
            return Ok(Response::new(status, atom::ENTRY, text));
        }
        let mut body = self.head(detail);
        body.extend(chosen);
        Ok(Response::new(status, JSON, Value::Object(body).to_string()))
    }

    /// A list, with the number of all records where it is asked for.
    pub(super) fn many(&self, chosen: Vec<Record>, total: usize) -> Result<Response, Refusal> {
        let detail = self.call.detail.ok_or_else(Refusal::bad_format)?;
        let total = self.call.options.counts_all()?.then_some(total);
        if detail == Detail::Atom {
            let entries: Vec<Entry> = chosen.iter().map(|record| self.entry(record)).collect();
            let name = self.set.unwrap_or(self.shape);
            let (root, moment) = (&self.call.root, &self.call.moment);
            let text = atom::feed(self.model, root, name, moment, total, &entries, &[]);
            return Ok(Response::new(200, atom::FEED, text));
        }
        let mut body = self.head(detail);
        if let Some(total) = total {
            body.insert("odata.count".to_owned(), json!(total.to_string()));
        }
        let chosen = chosen.into_iter().map(Value::Object).collect();
        body.insert("value".to_owned(), Value::Array(chosen));
        Ok(Response::new(200, JSON, Value::Object(body).to_string()))
    }

    /// The value of one property.
    pub(super) fn value(&self, name: &str, value: &Value) -> Result<Response, Refusal> {
        let detail = self.call.detail.ok_or_else(Refusal::bad_format)?;
        if detail == Detail::Atom {
            return Ok(Response::new(200, atom::XML, atom::value(name, value)));
        }
        let mut body = self.head(detail);
        body.insert("value".to_owned(), value.clone());
        Ok(Response::new(200, JSON, Value::Object(body).to_string()))
    }

    fn head(&self, detail: Detail) -> Record {
        let mut body = Record::new();
        if detail == Detail::Minimal {
            let metadata = format!("{}{}", self.call.root, self.metadata);
            body.insert("odata.metadata".to_owned(), json!(metadata));
        }
        body
    }
}

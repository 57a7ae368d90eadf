//! One request under way: what a handler needs to answer it.

use serde_json::Value;

use super::account::{Account, Key};
use super::json::{Object, member};
use super::page::Page;
use super::reply::{Reply, Trouble};
use crate::endpoint::emulate::{Request, Tx};

/// Who makes a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Author {
    /// A program with that key.
    Key(i64),
    /// A user in the interface.
    User(i64),
}

/// A request under way, inside the transaction that its answer closes.
pub(super) struct Call<'a> {
    pub(super) tx: &'a Tx<'a>,
    pub(super) account: &'a Account,
    pub(super) author: Author,
    /// The key; none for edits by people.
    pub(super) key: Option<&'a Key>,
    pub(super) params: Value,
    pub(super) now: String,
    pub(super) request: &'a Request,
}

impl Call<'_> {
    /// A scalar parameter.
    pub(super) fn param(&self, name: &str) -> Option<String> {
        member(&self.params, name)
    }

    /// A compound parameter: JSON inside a form field.
    pub(super) fn json(&self, name: &str) -> Result<Value, Trouble> {
        let text = self.param(name).ok_or_else(|| Reply::missing(name))?;
        let broken = "Expected array, but got NULL: null";
        serde_json::from_str(&text).map_err(|_| Reply::refusal(400, broken).into())
    }

    /// A compound parameter that is an object.
    pub(super) fn object(&self, name: &str) -> Result<Object, Trouble> {
        match self.json(name)? {
            Value::Object(object) => Ok(object),
            // PHP writes an empty object so.
            Value::Array(list) if list.is_empty() => Ok(Object::new()),
            _ => Err(Reply::refusal(400, "Invalid input parameters").into()),
        }
    }

    /// A compound parameter that is a list.
    pub(super) fn list(&self, name: &str) -> Result<Vec<Value>, Trouble> {
        match self.json(name)? {
            Value::Array(list) => Ok(list),
            _ => Err(Reply::refusal(400, "Invalid input parameters").into()),
        }
    }

    /// The page that is asked for.
    pub(super) fn page(&self) -> Result<Page, Trouble> {
        Page::read(&self.params, None)
    }

    /// The members of `filter`.
    pub(super) fn filter(&self) -> Object {
        self.params.get("filter").and_then(Value::as_object).cloned().unwrap_or_default()
    }

    /// What the id in the path is. The default is the external one, as the documents say.
    pub(super) fn by(&self) -> Result<By, Trouble> {
        match self.param("by").as_deref() {
            Some("id") => Ok(By::Id),
            Some("externalId") | None => Ok(By::ExternalId),
            Some(_) => {
                Err(Reply::bad_input("by", "The value you selected is not a valid choice.").into())
            }
        }
    }

    /// Whether the caller sees the shop.
    pub(super) fn sees(&self, site: Option<&str>) -> bool {
        self.key.is_none_or(|key| site.is_none_or(|site| key.sees(site)))
    }

    /// The shop that a new entity goes to: the parameter, or the only one there is for the key.
    pub(super) fn site(&self) -> Result<String, Trouble> {
        let sites = self.tx.list("sites")?;
        let codes = sites.iter().filter_map(|row| member(&row.body, "code"));
        let seen: Vec<String> = codes.filter(|code| self.sees(Some(code))).collect();
        match (self.param("site"), seen.as_slice()) {
            (Some(site), []) if sites.is_empty() => Ok(site),
            (Some(site), seen) if seen.contains(&site) => Ok(site),
            (None, [only]) => Ok(only.clone()),
            (Some(site), _) => {
                let text = format!("Parameter 'site' is incorrect: '{site}' is not available");
                Err(Reply::refusal(400, &text).into())
            }
            (None, _) => Err(Reply::missing("site").into()),
        }
    }

    /// Enters what is being accepted into the ledger.
    pub(super) fn enter(&self, key: &str, status: u16) -> Result<(), Trouble> {
        let path = self.request.path.trim_start_matches("/api/v5/").trim_start_matches('/');
        let operation = format!("{} {path}", self.request.method);
        // The key itself may stand in the form.
        let body = match self.key {
            Some(key) => self.request.text().replace(&key.text, "***"),
            None => self.request.text(),
        };
        Ok(self.tx.enter(&self.now, &operation, key, &body, status)?)
    }
}

/// What an id in a path is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum By {
    Id,
    ExternalId,
}

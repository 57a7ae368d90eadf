//! Who may call, and the settings of the account.

use jiff::ZonedDateTime;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::json::{elements, id, is_yes, member};
use super::reply::{Reply, Trouble};
use crate::endpoint::emulate::{Request, Tx, WorldError};

/// The collection and key under which the world keeps it.
pub(super) const COLLECTION: &str = "account";

/// What `account.json` says.
#[derive(Debug)]
pub(super) struct Account {
    pub(super) keys: Vec<Key>,
    pub(super) settings: Value,
    pub(super) rate: usize,
    pub(super) warehouse: bool,
    pub(super) repeated_offers: bool,
    zone: TimeZone,
}

/// A key.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) text: String,
    pub(super) id: i64,
    /// The shops it sees; all if empty.
    pub(super) sites: Vec<String>,
    pub(super) read_only: bool,
}

impl Key {
    /// Whether the key sees that shop.
    pub(super) fn sees(&self, site: &str) -> bool {
        self.sites.is_empty() || self.sites.iter().any(|known| known == site)
    }
}

/// Reads the account that the world keeps.
pub(super) fn load(tx: &Tx<'_>) -> Result<Account, WorldError> {
    Ok(parse(&tx.get(COLLECTION, COLLECTION)?.unwrap_or_default()))
}

/// Reads `account.json`.
pub(super) fn parse(account: &Value) -> Account {
    let keys = elements(account.get("keys")).into_iter().enumerate();
    let keys = keys.map(|(place, key)| Key {
        text: member(key, "key").unwrap_or_default(),
        id: id(key).unwrap_or_else(|| i64::try_from(place).unwrap_or(0) + 1),
        sites: elements(key.get("sites")).into_iter().filter_map(super::json::text).collect(),
        read_only: key.get("read").is_some_and(is_yes),
    });
    let settings = account.get("settings").cloned().unwrap_or_else(|| json!({}));
    let zone = settings.pointer("/timezone/value").and_then(Value::as_str).unwrap_or("UTC");
    Account {
        keys: keys.collect(),
        zone: TimeZone::get(zone).unwrap_or(TimeZone::UTC),
        settings,
        rate: account.get("rate").and_then(Value::as_u64).unwrap_or(10) as usize,
        warehouse: account.get("warehouse").is_none_or(is_yes),
        repeated_offers: account.get("repeatedOffers").is_none_or(is_yes),
    }
}

impl Account {
    /// The key of a request: in the header, or among the parameters.
    pub(super) fn key(&self, request: &Request, params: &Value) -> Result<&Key, Trouble> {
        let given = request.header("x-api-key").filter(|key| !key.is_empty()).map(str::to_owned);
        let given = given.or_else(|| member(params, "apiKey")).filter(|key| !key.is_empty());
        let given = given.ok_or_else(|| Reply::refusal(403, "\"apiKey\" is missing."))?;
        let key = self.keys.iter().find(|key| key.text == given);
        Ok(key.ok_or_else(|| Reply::refusal(403, "Wrong \"apiKey\" value."))?)
    }

    /// Now, by the account's clock.
    pub(super) fn now(&self) -> String {
        let now = ZonedDateTime::now().with_time_zone(self.zone.clone());
        now.strftime("%Y-%m-%d %H:%M:%S").to_string()
    }
}

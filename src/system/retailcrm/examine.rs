//! What an account tells of its key: the version of the API, the scopes, the shops, the zone.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{answer, entities};
use crate::endpoint::{Answer, Pending, Source};
use crate::system::examine::{Needs, Observed, State, is_refusal, joined};

/// The version of the API that the client speaks.
const VERSION: &str = "5.0";

/// What every exchange reads beside its records.
const ALWAYS: [&str; 2] = ["reference_read", "custom_fields_read"];

/// Looks at the key first: whatever else there is, is had with it.
pub(crate) fn examine<'a>(source: &'a dyn Source, needs: &'a Needs) -> Pending<'a, Vec<Observed>> {
    Box::pin(async move {
        let key = asked(source, "credentials").await?;
        let mut found = vec![rights(&key, needs), shops(&key, needs)];
        found.push(match asked(source, "api-versions").await {
            Ok(answer) => version(&answer),
            Err(error) if is_refusal(&error) => {
                Observed::new("api", "doctor-api-untold", State::Unknown)
            }
            Err(error) => return Err(error),
        });
        found.push(match asked(source, "settings").await {
            Ok(settings) => zone(&settings, needs),
            Err(error) if is_refusal(&error) => {
                Observed::new("zone", "doctor-zone-untold", State::Unknown)
            }
            Err(error) => return Err(error),
        });
        Ok(found)
    })
}

async fn asked(source: &dyn Source, what: &str) -> Answer<Value> {
    let bytes = source.describe(what).await?;
    let operation = format!("GET {what}");
    serde_json::from_slice(&bytes).map_err(|error| answer::strange(&operation, &error.to_string()))
}

/// The scopes without which the exchange is refused somewhere on its way.
fn rights(key: &Value, needs: &Needs) -> Observed {
    let has = texts(key, "scopes");
    if has.is_empty() {
        // Older accounts name methods instead, and which of them are needed is not told anywhere.
        return Observed::new("rights", "doctor-rights-untold", State::Unknown);
    }
    let scope = |entity: &str, end: &str| Some(format!("{}_{end}", entities::scope(entity)?));
    let mut wanted: BTreeSet<String> = ALWAYS.iter().map(|scope| (*scope).to_owned()).collect();
    wanted.extend(needs.reads.iter().filter_map(|entity| scope(entity, "read")));
    wanted.extend(needs.writes.iter().filter_map(|entity| scope(entity, "write")));
    let missing: Vec<&String> = wanted.iter().filter(|scope| !has.contains(*scope)).collect();
    if missing.is_empty() {
        return Observed::new("rights", "doctor-rights-fine", State::Fine)
            .fact("scopes", joined(&wanted));
    }
    Observed::new("rights", "doctor-rights-missing", State::Failure)
        .fact("count", missing.len())
        .fact("scopes", joined(missing))
}

/// The shops that mapping, tables and settings name, against those of the key.
fn shops(key: &Value, needs: &Needs) -> Observed {
    if key.get("siteAccess").and_then(Value::as_str) != Some("access_selective") {
        return Observed::new("shops", "doctor-shops-all", State::Fine);
    }
    let has = texts(key, "sitesAvailable");
    let named = needs.codes.get("sites").into_iter().flatten().chain(&needs.site);
    let named: BTreeSet<&str> = named.map(|site| &**site).collect();
    let closed: Vec<&str> = named.iter().copied().filter(|site| !has.contains(*site)).collect();
    let open = joined(&has);
    if closed.is_empty() {
        return Observed::new("shops", "doctor-shops-some", State::Fine).fact("open", open);
    }
    let closed = Observed::new("shops", "doctor-shops-closed", State::Failure)
        .fact("count", closed.len())
        .fact("closed", joined(closed));
    closed.fact("open", open)
}

fn version(answer: &Value) -> Observed {
    let versions = texts(answer, "versions");
    let (words, state) = if versions.contains(VERSION) {
        ("doctor-api-fine", State::Fine)
    } else {
        ("doctor-api-other", State::Failure)
    };
    Observed::new("api", words, state).fact("wanted", VERSION).fact("versions", joined(&versions))
}

/// Moments come without a zone, so theirs has to be the one they are read in.
fn zone(settings: &Value, needs: &Needs) -> Observed {
    let name = settings.pointer("/timezone/value").and_then(Value::as_str);
    let offset = |name: &str| {
        let zone = jiff::tz::TimeZone::get(name).ok()?;
        Some(zone.to_offset(jiff::Timestamp::from_millisecond(needs.now).ok()?))
    };
    let observed = |words, state| Observed::new("zone", words, state);
    match (name, &needs.zone) {
        (None, _) => observed("doctor-zone-untold", State::Unknown),
        (Some(name), None) => observed("doctor-zone-open", State::Warning).fact("zone", name),
        (Some(name), Some(own)) => {
            let is_same = name == &**own || offset(name).is_some_and(|at| offset(own) == Some(at));
            let (words, state) = if is_same {
                ("doctor-zone-fine", State::Fine)
            } else {
                ("doctor-zone-other", State::Failure)
            };
            observed(words, state).fact("zone", name).fact("own", own.clone())
        }
    }
}

fn texts(value: &Value, member: &str) -> BTreeSet<String> {
    let list = value.get(member).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|text| text.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests;

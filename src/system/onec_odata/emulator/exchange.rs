//! Exchange plans: which records changed since a node was last told, and the two calls that tell it.
//!
//! `SelectChanges` gives a message a number and all that is registered; what changes later waits for
//! the next message. `NotifyChangesReceived` drops what was in messages up to that number.

use serde_json::{Value, json};

use crate::endpoint::emulate::{Response, Tx, WorldError, percent_decode};
use crate::system::onec_odata::model::Model;

use super::atom::{self, Entry, Tombstone};
use super::key;
use super::options::Options;
use super::refusal::Refusal;
use super::rows::{Record, Rows, Stored};
use super::world::Settings;
use super::write::Change;

/// The collection of registrations.
const REGISTERED: &str = "registered changes";

/// The node of a plan that an address names.
struct Node {
    plan: String,
    key: String,
    stored: Stored,
}

/// A call by its name, with the changes it makes to the records.
pub(super) fn call(
    settings: &Settings,
    rows: &Rows,
    tx: &Tx<'_>,
    confirms: bool,
    options: &Options,
    (root, moment): (&str, &str),
) -> Result<(Response, Vec<Change>), Refusal> {
    let node = node(&settings.model, rows, options)?;
    let number = options.get("MessageNo").ok_or_else(|| Refusal::no_argument("MessageNo"))?;
    let number: i64 =
        number.trim_matches('\'').parse().map_err(|_| Refusal::bad_option("MessageNo"))?;
    let mut stored = node.stored.clone();
    let field = if confirms { "ReceivedNo" } else { "SentNo" };
    stored.record.insert(field.to_owned(), json!(number.to_string()));
    let own = format!("{}|{}|", node.plan, node.key);
    let mine = tx.list(REGISTERED)?.into_iter().filter(|row| row.key.starts_with(&own));
    let told = |body: &Value| body["message"].as_i64();
    let mut entries: Vec<(String, String, Record)> = Vec::new();
    let mut gone = Vec::new();
    for row in mine {
        if confirms {
            if told(&row.body).is_some_and(|message| message <= number) {
                tx.remove(REGISTERED, &row.key)?;
            }
            continue;
        }
        if told(&row.body).is_some_and(|message| message > number) {
            continue;
        }
        let mut body = row.body;
        body["message"] = json!(number);
        tx.put(REGISTERED, &row.key, row.seq, &body)?;
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        let (set, key) = (text("set"), text("key"));
        let emptied = body.get("emptied").and_then(Value::as_object);
        // A recorder without movements is told as an empty set of them.
        match rows.get(&set, &key).or(emptied) {
            Some(record) => entries.push((text("address"), set, record.clone())),
            None => gone.push(Tombstone { address: text("address"), when: text("when") }),
        }
    }
    let change = (node.plan, node.key, Some(stored));
    if confirms {
        tx.enter(moment, "POST NotifyChangesReceived", &change.1, "", 200)?;
        return Ok((Response { status: 200, headers: Vec::new(), body: Vec::new() }, vec![change]));
    }
    let shown: Vec<Entry> = entries
        .iter()
        .map(|(address, set, record)| Entry {
            address: Some(address.clone()),
            of: settings.model.sets.get(set).map_or(set.as_str(), String::as_str),
            record,
        })
        .collect();
    let text = atom::feed(&settings.model, root, "SelectChanges", moment, None, &shown, &gone);
    Ok((Response::new(200, atom::FEED, text), vec![change]))
}

/// Registers changes of records for all nodes of the plans that hold their sets.
pub(super) fn register(
    settings: &Settings,
    rows: &Rows,
    tx: &Tx<'_>,
    changes: &[Change],
    moment: &str,
) -> Result<(), WorldError> {
    for (plan, sets) in &settings.exchange {
        for (node, record) in rows.all(plan) {
            if record.get("ThisNode") == Some(&json!(true)) {
                continue;
            }
            for (set, key, stored) in changes.iter().filter(|(set, ..)| sets.contains(set)) {
                let Some(shape) = settings.model.shape_of(set) else { continue };
                let before = rows.get(set, key);
                let Some(known) = stored.as_ref().map(|it| &it.record).or(before) else { continue };
                let mut body = json!({
                    "set": set, "key": key, "when": moment, "message": null,
                    "address": key::address(set, shape, known),
                });
                if stored.is_none() && shape.is_record_set() {
                    let mut emptied = known.clone();
                    emptied.insert("RecordSet".to_owned(), json!([]));
                    body["emptied"] = Value::Object(emptied);
                }
                let seq = tx.last(REGISTERED)? + 1;
                tx.put(REGISTERED, &format!("{plan}|{node}|{set}|{key}"), seq, &body)?;
            }
        }
    }
    Ok(())
}

/// `DataExchangePoint='…/ExchangePlan_X(guid'…')'`
fn node(model: &Model, rows: &Rows, options: &Options) -> Result<Node, Refusal> {
    let name = "DataExchangePoint";
    let point = options.get(name).ok_or_else(|| Refusal::no_argument(name))?;
    // An address inside an address may be encoded once more.
    let point = percent_decode(point.trim_matches('\''));
    let start = point.find("ExchangePlan_").ok_or_else(|| Refusal::bad_option(name))?;
    let (plan, inside) = point[start..].split_once('(').ok_or_else(|| Refusal::bad_option(name))?;
    let inside = inside.trim_end_matches(')').replace("''", "'");
    let inside = if inside.ends_with('\'') { inside } else { format!("{inside}'") };
    let shape = model.shape_of(plan).ok_or_else(|| Refusal::no_set(plan))?;
    let key = key::parse(shape, &inside)?;
    let stored = rows.stored(plan, &key).ok_or_else(Refusal::no_record)?.clone();
    if stored.record.get("ThisNode") == Some(&json!(true)) {
        return Err(Refusal::exception("Изменения не регистрируются для собственного узла"));
    }
    Ok(Node { plan: plan.to_owned(), key, stored })
}

//! What must hold once both sides are at rest, whatever happened on the way: invariants I1 to I6.
//!
//! It looks at both systems, at the ledger of what they accepted, and at the journal. The last
//! judge is the planner itself, asked about every record as a sweep would: it finds nothing to do.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::{Map, Value};

use super::erp;
use super::exchange::{keys, lanes, planning};
use super::people::{BOTH, Edit, KEPT, OFFERED, good, good_of, stage_of};
use super::shop::shop;
use super::store::plain;
use super::system::{System, lane};
use super::world::{Name, State, World};
use crate::endpoint::WriteKind;
use crate::journal::{End, Journal, JournalReader, Lane, LaneState, LinkState};
use crate::program::Toward;
use crate::sync::plan::Action;
use crate::sync::remembered::Remembered;
use crate::sync::session::Session;
use crate::value::{Decimal, Rounding};

/// Looks at everything. `mended` says that nothing is left that a record may wait for.
pub(super) fn judge(world: &World, path: &Path, mended: bool) -> Result<(), String> {
    let journal = Journal::open(path).unwrap();
    let reader = journal.reader();
    reader.verify().map_err(|error| error.to_string())?;
    let waiting = {
        let state = world.state();
        order_of_writes(&state)?;
        let waiting = at_rest(&state, reader, mended)?;
        orders(&state, reader, &waiting)?;
        buyers(&state, reader)?;
        waiting
    };
    swept(world, reader, &waiting)
}

/// I3: the writes of a lane go out in the order of their intents, and edits arrive so.
fn order_of_writes(state: &State) -> Result<(), String> {
    let mut last = BTreeMap::new();
    for call in &state.calls {
        let before = last.insert(&call.lane, call.intent);
        if before.is_some_and(|before| before > call.intent) {
            return Err(format!("I3: {:?} went out after {before:?}", call.intent));
        }
    }
    let mut landed = BTreeMap::new();
    let of_state = |kind| matches!(kind, WriteKind::Create | WriteKind::Edit);
    for entry in state.ledger.iter().filter(|entry| of_state(entry.call.write.kind)) {
        let (entity, key) = (&entry.call.write.entity, &entry.key);
        let before = landed.insert((&entry.call.lane, entity, key), entry.call.intent);
        if before.is_some_and(|before| before > entry.call.intent) {
            return Err(format!("I3: {:?} arrived after {before:?}", entry.call.intent));
        }
    }
    Ok(())
}

/// Every lane is done, or waits with a reason that is one; gives the records that wait.
fn at_rest(
    state: &State,
    reader: &JournalReader,
    mended: bool,
) -> Result<BTreeSet<(Name, String)>, String> {
    let mut waiting = BTreeSet::new();
    for key in lanes(state) {
        let Some(lane) = reader.lane(&key).unwrap() else { continue };
        let open = reader.open_intents(&key).unwrap();
        if !open.is_empty() {
            return Err(format!("open intents at rest: {open:?}"));
        }
        match lane.state {
            LaneState::Idle => {
                let owed = reader.owed_posts(&key).unwrap();
                if !owed.is_empty() {
                    return Err(format!("posts that nobody makes: {owed:?}"));
                }
                let owed = reader.owed_writes(&key).unwrap();
                if !owed.is_empty() {
                    return Err(format!("what nobody writes: {owed:?}"));
                }
            }
            LaneState::Parked => {
                let parked = reader.parked_lane(&key).unwrap().expect("a reason");
                if mended || !has_excuse(state, &key.entity, &key.key) {
                    return Err(format!("I1: {key:?} waits for nothing: {parked:?}"));
                }
                let side = if key.entity.starts_with("crm") { Name::Crm } else { Name::Erp };
                waiting.insert((side, key.key.to_string()));
            }
            LaneState::Ready | LaneState::Leased | LaneState::Frozen => {
                return Err(format!("a lane that nobody finishes: {lane:?}"));
            }
        }
    }
    Ok(waiting)
}

/// Whether a record has something that a person has to mend.
fn has_excuse(state: &State, entity: &str, key: &str) -> bool {
    let (order, document) = match entity {
        "crm.order" => (state.crm.store.get("order", key), document_of(state, key)),
        "erp.Document_Order" => {
            let document = state.erp.get(erp::ORDER, key);
            let number = document.map(|document| plain(&document.json["Incoming"]));
            let mut orders = state.crm.store.all("order").map(|(_, order)| order);
            let order = orders.find(|order| Some(plain(&order.json["number"])) == number);
            (order, document.map(|document| (key, document)))
        }
        _ => return false,
    };
    let Some(order) = order else { return false };
    let lacks = |side, rows: &Value, entity: &str, field: &str| {
        let store = if side == Name::Crm { &state.erp } else { &state.crm.store };
        rows.as_array().into_iter().flatten().any(|row| {
            let wanted = good_of(side, row);
            !store.all(entity).any(|(_, good)| plain(&good.json[field]) == wanted)
        })
    };
    plain(&order.json["status"]) == "odd"
        || lacks(Name::Crm, &order.json["items"], erp::GOOD, "Ref_Key")
        || document.is_some_and(|(_, document)| {
            document.json["Lines"].as_array().is_none_or(Vec::is_empty)
                || lacks(Name::Erp, &document.json["Lines"], "offer", "xmlId")
                || plain(&document.json["Remark"]) != plain(&order.json["customerComment"])
        })
}

type Found<'s> = (&'s str, &'s super::store::Record);

/// The document of an order, by the order's number in it.
fn document_of<'s>(state: &'s State, order: &str) -> Option<Found<'s>> {
    let number = plain(&state.crm.store.get("order", order)?.json["number"]);
    state.erp.all(erp::ORDER).find(|(_, document)| plain(&document.json["Incoming"]) == number)
}

/// I1, I2, I4 for orders.
fn orders(
    state: &State,
    reader: &JournalReader,
    waiting: &BTreeSet<(Name, String)>,
) -> Result<(), String> {
    let mut numbers = BTreeSet::new();
    for (key, document) in state.erp.all(erp::ORDER) {
        if !numbers.insert(plain(&document.json["Incoming"])) {
            return Err(format!("I2: a second document of one order: {key} {:?}", document.json));
        }
    }
    let marks: Vec<(String, String)> = erp::marks(&state.erp, "order").collect();
    let distinct: BTreeSet<&String> = marks.iter().flat_map(|(a, b)| [a, b]).collect();
    if distinct.len() != 2 * marks.len() {
        return Err(format!("I2: two marks of one record: {marks:?}"));
    }
    for (key, order) in state.crm.store.all("order") {
        let Some((guid, document)) = document_of(state, key) else {
            if waiting.contains(&(Name::Crm, key.to_owned())) {
                continue;
            }
            return Err(format!("I1: order {key} has no document"));
        };
        let waits = waiting.contains(&(Name::Crm, key.to_owned()))
            || waiting.contains(&(Name::Erp, guid.to_owned()));
        if waits {
            continue;
        }
        if !marks.contains(&(key.to_owned(), guid.to_owned())) {
            return Err(format!("the document of order {key} has no mark"));
        }
        linked(reader, "Order", guid, key)?;
        let (order, json) = (&order.json, &document.json);
        compare(order, json).map_err(|text| format!("order {key}: {text}\n{order}\n{json}"))?;
        if json["Posted"] != true || document.moved.as_ref() != Some(&json["Lines"]) {
            return Err(format!("order {key}: posted is {:?}, not {json}", document.moved));
        }
        let edits = state
            .diary
            .0
            .iter()
            .filter(|edit| edit.key == if edit.side == Name::Crm { key } else { guid });
        nothing_lost(edits.collect(), &held(order))
            .map_err(|text| format!("order {key}: {text}\n{order}\n{json}"))?;
    }
    Ok(())
}

fn linked(reader: &JournalReader, role: &str, left: &str, right: &str) -> Result<(), String> {
    let link = reader.link(role, End::Left, left).unwrap();
    let fits = link
        .as_ref()
        .is_some_and(|link| link.right.as_deref() == Some(right) && link.state == LinkState::Live);
    if fits { Ok(()) } else { Err(format!("{left} and {right} are not linked: {link:?}")) }
}

/// The fields of an order against those of its document, to the kopeck.
fn compare(order: &Value, document: &Value) -> Result<(), String> {
    let same = |what: &str, crm: String, erp: String| {
        if crm == erp { Ok(()) } else { Err(format!("{what}: {crm} there, {erp} here")) }
    };
    same("stage", stage_of(&plain(&order["status"])).into(), plain(&document["Stage"]))?;
    same("note", plain(&order["managerComment"]), plain(&document["Note"]))?;
    same("remark", plain(&order["customerComment"]), plain(&document["Remark"]))?;
    let day = plain(&document["Shipped"]).replace("T00:00:00", "").replace("0001-01-01", "");
    same("day", plain(&order["delivery"]["date"]), day)?;
    same("number", plain(&order["customFields"]["erpNumber"]), plain(&document["Number"]))?;
    let mut total = Decimal::ZERO;
    let mut items = Vec::new();
    for item in order["items"].as_array().into_iter().flatten() {
        let price = kopecks(&item["initialPrice"]);
        let sum = kopecks_of(price.times(decimal(&item["quantity"])).unwrap());
        total = total.plus(sum).unwrap();
        items.push([
            good_of(Name::Crm, item),
            text(decimal(&item["quantity"])),
            text(price),
            text(sum),
        ]);
    }
    let lines = document["Lines"].as_array().into_iter().flatten().map(|line| {
        let of = |name: &str| text(decimal(&line[name]));
        [good_of(Name::Erp, line), of("Quantity"), of("Price"), of("Sum")]
    });
    let mut lines: Vec<_> = lines.collect();
    items.sort();
    lines.sort();
    same("goods", format!("{items:?}"), format!("{lines:?}"))?;
    same("total", text(decimal(&order["totalSumm"])), text(total))
}

fn decimal(value: &Value) -> Decimal {
    Decimal::parse(&plain(value)).unwrap_or(Decimal::ZERO)
}

fn kopecks(value: &Value) -> Decimal {
    kopecks_of(decimal(value))
}

fn kopecks_of(value: Decimal) -> Decimal {
    value.round(2, Rounding::HalfAwayFromZero).unwrap()
}

fn text(value: Decimal) -> String {
    value.normalized().to_string()
}

/// What an order holds, in the words of the diary.
fn held(order: &Value) -> BTreeMap<String, String> {
    let mut held = BTreeMap::new();
    held.insert("stage".into(), stage_of(&plain(&order["status"])).into());
    held.insert("note".into(), plain(&order["managerComment"]));
    held.insert("remark".into(), plain(&order["customerComment"]));
    held.insert("day".into(), plain(&order["delivery"]["date"]));
    for number in BOTH.into_iter().chain(OFFERED).chain(KEPT) {
        held.insert(good(number), "gone".into());
    }
    for item in order["items"].as_array().into_iter().flatten() {
        let good = good_of(Name::Crm, item);
        held.insert(format!("price {good}"), text(decimal(&item["initialPrice"])));
        held.insert(good, text(decimal(&item["quantity"])));
    }
    held
}

/// Who decides where both sides edited a field.
fn owner(field: &str) -> Option<Name> {
    match field {
        "stage" | "day" => Some(Name::Crm),
        "remark" => None,
        _ => Some(Name::Erp),
    }
}

/// I1: a field that one side edited holds that side's last edit; one that both edited holds the last
/// edit of one of them, and that of its owner if it came last.
fn nothing_lost(edits: Vec<&Edit>, held: &BTreeMap<String, String>) -> Result<(), String> {
    let fields: BTreeSet<&str> = edits.iter().map(|edit| &*edit.field).collect();
    for field in fields {
        // Whoever drops a line drops its price with it.
        let dropped = |edit: &Edit| {
            let good = field.strip_prefix("price ");
            edits.iter().any(|other| {
                Some(&*other.field) == good
                    && (other.side, &*other.value) == (edit.side, "gone")
                    && other.number > edit.number
            })
        };
        let of_field: Vec<&&Edit> =
            edits.iter().filter(|edit| edit.field == field && !dropped(edit)).collect();
        let last = |side| of_field.iter().rev().find(|edit| edit.side == side);
        let Some(now) = held.get(field) else {
            // A good that was dropped has no price.
            continue;
        };
        let Some(latest) = of_field.last() else { continue };
        let fits = match (last(Name::Crm), last(Name::Erp)) {
            (Some(crm), Some(erp)) => {
                let either = *now == crm.value || *now == erp.value;
                either && (owner(field) != Some(latest.side) || *now == latest.value)
            }
            _ => *now == latest.value,
        };
        if !fits {
            return Err(format!("I1: an edit is lost: {field} is {now} after {of_field:?}"));
        }
    }
    Ok(())
}

/// I1, I2 for buyers: each card has one customer, and each customer one card.
fn buyers(state: &State, reader: &JournalReader) -> Result<(), String> {
    let mut cards = BTreeSet::new();
    for (key, customer) in state.crm.store.all("customer") {
        let link = reader.link("Buyer", End::Right, key).unwrap();
        let Some(card) = link.as_ref().and_then(|link| link.left.as_deref()) else {
            return Err(format!("I1: customer {key} has no card: {link:?} {}", customer.json));
        };
        linked(reader, "Buyer", card, key)?;
        cards.insert(card.to_owned());
        let Some(card) = state.erp.get(erp::BUYER, card) else {
            return Err(format!("the card of customer {key} is gone"));
        };
        let (here, there) = (&card.json["Description"], &customer.json["firstName"]);
        if here != there {
            return Err(format!("I1: the name of customer {key}: {there} there, {here} here"));
        }
    }
    let all: BTreeSet<String> = state.erp.all(erp::BUYER).map(|(key, _)| key.to_owned()).collect();
    if cards != all {
        let more: Vec<_> = all.symmetric_difference(&cards).collect();
        return Err(format!("I2: cards without a customer of their own: {more:?}"));
    }
    Ok(())
}

/// An agreement as far as it means something: blanks are blanks, and what is held as it was given
/// is said once.
fn dressed(base: &str) -> Value {
    fn bare(value: Value) -> Value {
        match value {
            Value::String(text) if text == "clear" || text == "absent" => Value::Null,
            Value::Array(pair) => {
                let pair: Vec<Value> = pair.into_iter().map(bare).collect();
                let pair: Vec<Value> =
                    pair.into_iter().filter(|row| *row != Value::Object(Map::new())).collect();
                let is_cell = pair.len() == 2 && !pair.iter().any(Value::is_object);
                if is_cell && pair[0] == pair[1] { pair[0].clone() } else { Value::Array(pair) }
            }
            Value::Object(members) => {
                let members = members.into_iter().map(|(name, value)| (name, bare(value)));
                let is_bare = |value: &Value| value.is_null() || *value == Value::Array(Vec::new());
                Value::Object(members.filter(|(_, value)| !is_bare(value)).collect())
            }
            other => other,
        }
    }
    bare(serde_json::from_str(base).unwrap_or_default())
}

/// I5: of no record there is anything to be written, agreed on or linked.
fn swept(
    world: &World,
    reader: &JournalReader,
    waiting: &BTreeSet<(Name, String)>,
) -> Result<(), String> {
    let system = |name| System { world: world.clone(), name, journal: reader, target: false };
    let (erp, crm) = (system(Name::Erp), system(Name::Crm));
    let (memory, keys) = (Remembered::new(reader, Vec::new(), &[]), keys(shop()));
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for flow in &shop().mapping.flows {
        let session =
            Session::new(planning(shop(), &erp, &crm, &memory, &keys), flow, shop().telling());
        let side = if flow.toward == Toward::Left { Name::Crm } else { Name::Erp };
        let entity = &*shop().catalog[flow.source].name;
        let name = shop().catalog.entity_name(flow.source);
        let found: Vec<String> = {
            let state = world.state();
            let store = if side == Name::Crm { &state.crm.store } else { &state.erp };
            store.all(entity).map(|(key, _)| key.to_owned()).collect()
        };
        let found = found.into_iter().filter(|key| !waiting.contains(&(side, key.clone())));
        let all: Vec<Lane> = found.map(|key| Lane::new(&lane(&flow.name, &name, &key))).collect();
        let prepared = runtime.block_on(session.prepare(&all, false)).unwrap();
        for record in prepared.records {
            let waits = record.target.key.iter().any(|key| {
                waiting.contains(&(
                    if side == Name::Crm { Name::Erp } else { Name::Crm },
                    key.to_string(),
                ))
            });
            let left = if side == Name::Crm { &record.target.key } else { &record.source.key };
            let left = left.as_deref().unwrap_or_default();
            let known = reader.base(&record.map, left).unwrap();
            let known = known.map(|base| base.document).unwrap_or_default();
            let agreed = record.base.as_ref().is_none_or(|base| dressed(base) == dressed(&known));
            let settled =
                record.action == Action::Same && record.steps.is_empty() && record.links.is_empty();
            if !(settled && agreed || waits) {
                let base = record.base.as_deref().unwrap_or_default();
                return Err(format!(
                    "I5: {}: still to be done with {left}: {:?} {:?} {:?} {:?}\nknown {known}\nnow   {base}",
                    flow.name, record.action, record.fields, record.rows, record.links
                ));
            }
        }
    }
    Ok(())
}

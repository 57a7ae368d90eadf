//! What people do on both sides while the exchange goes on, and the diary of it: an edit that is on
//! neither side in the end was lost.

use serde_json::{Value, json};

use super::crm::Crm;
use super::erp;
use super::store::{Store, plain};
use super::world::{Name, State};

/// What somebody does next. On which record, the dice say when it comes to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// A new order, of a new customer or of one that is known.
    Order,
    /// An order of goods that the base does not have.
    OrderOfUnknown,
    /// A new customer.
    Customer,
    /// A new card, and one whose buyer has no phone.
    Card,
    CardWithoutPhone,
    /// A field of an order or of a document.
    Text(Name, Text),
    /// The status, or the stage.
    Stage(Name),
    /// A status that the table does not have.
    OddStatus,
    /// The day of shipment.
    Day(Name),
    /// How many of a good.
    Quantity(Name),
    /// A good more, or one less.
    Add(Name),
    Drop(Name),
    /// A price with more digits than the base keeps.
    Price,
    /// The name of a buyer.
    Rename(Name),
    /// A line of goods that the account does not offer.
    UnknownLine,
    /// The goods appear that were missing, on either side.
    Goods,
}

/// A text that both sides have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Text {
    Note,
    Remark,
}

/// An edit: where, of which record, which field, what it holds since.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    /// Edits are numbered.
    pub(super) number: usize,
    pub(super) side: Name,
    pub(super) key: String,
    pub(super) field: String,
    pub(super) value: String,
}

impl Edit {
    /// Whether a write with that body says something else about it.
    pub(super) fn is_overwritten(&self, body: &str) -> bool {
        let member = match &*self.field {
            "note" => "managerComment",
            "remark" => "customerComment",
            "stage" => "status",
            "day" => "delivery",
            "name" => "firstName",
            _ => "items",
        };
        body.contains(&format!("\"{member}\""))
    }
}

/// Everything that people edited since both sides agreed.
#[derive(Clone, Debug, Default)]
pub(super) struct Diary(pub(super) Vec<Edit>);

pub(super) const STATUSES: [&str; 4] = ["new", "packed", "sent", "again"];
const STAGES: [&str; 3] = ["Open", "Packed", "Sent"];

/// The goods of the shop: those that both have, those that only the account offers, those that only
/// the base keeps.
pub(super) const BOTH: [u32; 4] = [1, 2, 3, 4];
pub(super) const OFFERED: [u32; 2] = [5, 6];
pub(super) const KEPT: [u32; 1] = [7];

pub(super) fn good(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// Puts a good on a side.
pub(super) fn stock(state: &mut State, side: Name, number: u32) {
    let key = good(number);
    match side {
        Name::Erp => {
            let json = json!({ "Ref_Key": key, "Description": format!("Good {number}") });
            state.erp.put(erp::GOOD, &key, json);
        }
        Name::Crm => {
            let id = 900 + number;
            let json = json!({ "id": id, "xmlId": key, "name": format!("Good {number}") });
            state.crm.store.put("offer", &id.to_string(), json);
        }
    }
}

impl Deed {
    /// Somebody does it, if there is anything to do it to.
    pub(super) fn done_in(self, state: &mut State) {
        let told = state.diary.0.len();
        match self {
            Deed::Order => order(state, &BOTH),
            Deed::OrderOfUnknown => order(state, &OFFERED),
            Deed::Customer => drop(customer(state)),
            Deed::Card => card(state, true),
            Deed::CardWithoutPhone => card(state, false),
            Deed::Text(side, text) => write_text(state, side, text),
            Deed::Stage(side) => stage(state, side),
            Deed::OddStatus => status(state, "odd"),
            Deed::Day(side) => day(state, side),
            Deed::Quantity(side) => quantity(state, side),
            Deed::Add(side) => add(state, side, &BOTH),
            Deed::UnknownLine => add(state, Name::Erp, &KEPT),
            Deed::Drop(side) => take_away(state, side),
            Deed::Price => price(state),
            Deed::Rename(side) => rename(state, side),
            Deed::Goods => {
                OFFERED.into_iter().for_each(|number| stock(state, Name::Erp, number));
                KEPT.into_iter().for_each(|number| stock(state, Name::Crm, number));
            }
        }
        let done = format!("   somebody: {self:?} {:?}", &state.diary.0[told..]);
        state.story.push(done);
    }
}

fn order(state: &mut State, goods: &[u32]) {
    let known: Vec<String> = keys(&state.crm.store, "customer");
    let known = state.dice.one(&known).cloned().filter(|_| state.dice.once_in(2));
    let customer = known.unwrap_or_else(|| customer(state));
    let mut items = Vec::new();
    for number in goods {
        if items.is_empty() || state.dice.below(3) > 0 {
            let quantity = 1 + state.dice.below(9);
            let price = format!("{}.{:02}", 10 + state.dice.below(90), state.dice.below(100));
            items.push(item(*number, quantity, &price));
        }
    }
    let id: Value = serde_json::from_str(&customer).expect("ids are numbers");
    let customer = json!({ "id": id, "type": "customer" });
    state.crm.add("order", &json!({ "customer": customer, "items": items }), false);
}

fn item(number: u32, quantity: u32, price: &str) -> Value {
    let price: Value = serde_json::from_str(price).expect("a price is a number");
    json!({ "offer": { "id": 900 + number }, "quantity": quantity, "initialPrice": price })
}

fn customer(state: &mut State) -> String {
    let number = state.crm.number();
    let phones = json!([{ "number": phone(number) }]);
    let body = json!({ "firstName": format!("Buyer {number}"), "phones": phones });
    state.crm.add("customer", &body, false)
}

fn card(state: &mut State, with_phone: bool) {
    let number = state.crm.number();
    let key = format!("00000000-0000-4000-9000-{number:012}");
    let phone = json!([{ "LineNumber": "1", "Kind": "Phone", "Number": phone(number) }]);
    let contacts = if with_phone { phone } else { json!([]) };
    let name = format!("Card {number}");
    let body = json!({ "Ref_Key": key, "Description": name, "Contacts": contacts });
    state.erp.put(erp::BUYER, &key, erp::born(erp::BUYER, body, 0));
}

/// No two people have one phone.
fn phone(number: u64) -> String {
    format!("+7900{number:07}")
}

fn keys(store: &Store, entity: &str) -> Vec<String> {
    store.all(entity).map(|(key, _)| key.to_owned()).collect()
}

fn any(state: &mut State, side: Name) -> Option<String> {
    let keys = match side {
        Name::Erp => keys(&state.erp, erp::ORDER),
        Name::Crm => keys(&state.crm.store, "order"),
    };
    state.dice.one(&keys).cloned()
}

/// A member of an order is edited, and the diary says so.
/// Somebody edits a record. To save what stands there already is no edit.
fn edit(state: &mut State, side: Name, key: &str, field: &str, value: &str, body: &Value) {
    let record = match side {
        Name::Crm => state.crm.store.get("order", key),
        Name::Erp => state.erp.get(erp::ORDER, key),
    };
    let stood = record.is_some_and(|record| holds(&record.json, body));
    match side {
        Name::Crm => state.crm.edit("order", key, body, false),
        Name::Erp => {
            let record = state.erp.get_mut(erp::ORDER, key).expect("it was chosen");
            erp::edit(record, body);
            // Who edits a document posts it.
            if record.json["Lines"].as_array().is_some_and(|lines| !lines.is_empty()) {
                erp::post(record);
            }
        }
    }
    if !stood {
        note(state, side, key, field, value);
    }
}

/// Whether a record holds all of that.
fn holds(record: &Value, body: &Value) -> bool {
    match body {
        Value::Object(members) => members.iter().all(|(name, value)| holds(&record[name], value)),
        value => record == value,
    }
}

fn note(state: &mut State, side: Name, key: &str, field: &str, value: &str) {
    let (key, field, value) = (key.to_owned(), field.to_owned(), value.to_owned());
    state.told += 1;
    state.diary.0.push(Edit { number: state.told, side, key, field, value });
}

fn write_text(state: &mut State, side: Name, text: Text) {
    let Some(key) = any(state, side) else { return };
    let value = format!("text {}", state.crm.number());
    let (field, member) = match (text, side) {
        (Text::Note, Name::Erp) => ("note", "Note"),
        (Text::Note, Name::Crm) => ("note", "managerComment"),
        (Text::Remark, Name::Erp) => ("remark", "Remark"),
        (Text::Remark, Name::Crm) => ("remark", "customerComment"),
    };
    edit(state, side, &key, field, &value, &json!({ member: value }));
}

fn stage(state: &mut State, side: Name) {
    if side == Name::Crm {
        let status = *state.dice.one(&STATUSES).expect("there are some");
        return status_of(state, status);
    }
    let Some(key) = any(state, side) else { return };
    let stage = *state.dice.one(&STAGES).expect("there are some");
    edit(state, side, &key, "stage", stage, &json!({ "Stage": stage }));
}

fn status(state: &mut State, status: &str) {
    status_of(state, status);
}

fn status_of(state: &mut State, status: &str) {
    let Some(key) = any(state, Name::Crm) else { return };
    set_status(state, &key, status);
}

/// A manager gives an order a status.
pub(super) fn set_status(state: &mut State, key: &str, status: &str) {
    edit(state, Name::Crm, key, "stage", stage_of(status), &json!({ "status": status }));
}

/// What the table makes of a status.
pub(super) fn stage_of(status: &str) -> &'static str {
    match status {
        "new" | "again" => "Open",
        "packed" => "Packed",
        "sent" => "Sent",
        _ => "none",
    }
}

fn day(state: &mut State, side: Name) {
    let Some(key) = any(state, side) else { return };
    let day = format!("2025-12-{:02}", 1 + state.dice.below(28));
    let body = match side {
        Name::Erp => json!({ "Shipped": format!("{day}T00:00:00") }),
        Name::Crm => json!({ "delivery": { "date": day } }),
    };
    edit(state, side, &key, "day", &day, &body);
}

/// The rows of an order on a side, and the member that they stand in.
fn rows(state: &State, side: Name, key: &str) -> (Vec<Value>, &'static str) {
    let (record, member) = match side {
        Name::Erp => (state.erp.get(erp::ORDER, key), "Lines"),
        Name::Crm => (state.crm.store.get("order", key), "items"),
    };
    let rows = record.and_then(|record| record.json[member].as_array().cloned());
    (rows.unwrap_or_default(), member)
}

/// The good of a row.
pub(super) fn good_of(side: Name, row: &Value) -> String {
    match side {
        Name::Erp => plain(&row["Good_Key"]),
        Name::Crm => plain(&row["offer"]["xmlId"]),
    }
}

fn quantity(state: &mut State, side: Name) {
    let Some(key) = any(state, side) else { return };
    let (mut rows, member) = rows(state, side, &key);
    if rows.is_empty() {
        return;
    }
    let at = state.dice.below(u32::try_from(rows.len()).expect("few")) as usize;
    let quantity = 1 + state.dice.below(9);
    match side {
        Name::Crm => rows[at]["quantity"] = json!(quantity),
        Name::Erp => count(&mut rows[at], quantity),
    }
    let field = good_of(side, &rows[at]);
    edit(state, side, &key, &field, &quantity.to_string(), &json!({ member: rows }));
}

/// The form of a document reckons the sum of a line.
fn count(row: &mut Value, quantity: u32) {
    row["Quantity"] = json!(quantity);
    let price: f64 = plain(&row["Price"]).parse().unwrap_or_default();
    let kopecks = (price * 100.0).round() * f64::from(quantity);
    row["Sum"] = json!(kopecks.round() / 100.0);
}

fn add(state: &mut State, side: Name, goods: &[u32]) {
    let Some(key) = any(state, side) else { return };
    let (mut rows, member) = rows(state, side, &key);
    let has = |number: &u32| rows.iter().any(|row| good_of(side, row) == good(*number));
    let Some(number) = goods.iter().copied().find(|number| !has(number)) else { return };
    let quantity = 1 + state.dice.below(9);
    match side {
        Name::Crm => rows.push(item(number, quantity, "25.5")),
        Name::Erp => {
            let mut row = json!({ "Good_Key": good(number), "Price": 25.5 });
            count(&mut row, quantity);
            rows.push(row);
        }
    }
    edit(state, side, &key, &good(number), &quantity.to_string(), &json!({ member: rows }));
    note(state, side, &key, &format!("price {}", good(number)), "25.5");
}

fn take_away(state: &mut State, side: Name) {
    let Some(key) = any(state, side) else { return };
    let (mut rows, member) = rows(state, side, &key);
    if rows.len() < 2 {
        return;
    }
    let at = state.dice.below(u32::try_from(rows.len()).expect("few")) as usize;
    let gone = rows.remove(at);
    edit(state, side, &key, &good_of(side, &gone), "gone", &json!({ member: rows }));
}

fn price(state: &mut State) {
    let Some(key) = any(state, Name::Crm) else { return };
    let (mut rows, member) = rows(state, Name::Crm, &key);
    let Some(row) = rows.first_mut() else { return };
    let price = format!("{}.{:03}", 10 + state.dice.below(90), 1 + state.dice.below(998));
    row["initialPrice"] = serde_json::from_str(&price).expect("a price is a number");
    let field = format!("price {}", good_of(Name::Crm, row));
    let price = price.trim_end_matches('0').to_owned();
    edit(state, Name::Crm, &key, &field, &price, &json!({ member: rows }));
}

fn rename(state: &mut State, side: Name) {
    let name = format!("Name {}", state.crm.number());
    let (keys, entity) = match side {
        Name::Erp => (keys(&state.erp, erp::BUYER), erp::BUYER),
        Name::Crm => (keys(&state.crm.store, "customer"), "customer"),
    };
    let Some(key) = state.dice.one(&keys).cloned() else { return };
    match side {
        Name::Erp => {
            let record = state.erp.get_mut(entity, &key).expect("it was chosen");
            erp::edit(record, &json!({ "Description": name }));
        }
        Name::Crm => {
            let crm: &mut Crm = &mut state.crm;
            crm.edit(entity, &key, &json!({ "firstName": name }), false);
        }
    }
    note(state, side, &key, "name", &name);
}

/// What kept records waiting is mended: goods and stages are known, texts are agreed on, and an order
/// whose last goods were dropped has some again.
pub(super) fn mend(state: &mut State) {
    Deed::Goods.done_in(state);
    for key in keys(&state.crm.store, "order") {
        let order = &state.crm.store.get("order", &key).expect("it was listed").json;
        let (number, status) = (plain(&order["number"]), plain(&order["status"]));
        let is_bare = order["items"].as_array().is_none_or(Vec::is_empty);
        let remark = plain(&order["customerComment"]);
        if status == "odd" {
            set_status(state, &key, "packed");
        }
        if is_bare {
            let rows = vec![item(1, 3, "12.25")];
            edit(state, Name::Crm, &key, &good(1), "3", &json!({ "items": rows }));
        }
        let document = state.erp.all(erp::ORDER).find(|(_, it)| it.json["Incoming"] == number);
        let Some((document, record)) = document else { continue };
        if plain(&record.json["Remark"]) != remark {
            let document = document.to_owned();
            let both = "agreed";
            edit(state, Name::Crm, &key, "remark", both, &json!({ "customerComment": both }));
            edit(state, Name::Erp, &document, "remark", both, &json!({ "Remark": both }));
        }
    }
}

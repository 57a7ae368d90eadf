//! What a change of an entity did, field by field, as history tells it.

use serde_json::{Value, json};

use super::json::{Object, elements, id, php_map, snake};
use super::order_fields::{Field, ITEM, Kind, ORDER, PAYMENT};

/// What the CRM computes of a line and tells of.
const COMPUTED: [(&str, &str); 3] = [
    ("discountTotal", "order_product.discount_total"),
    ("bonusesChargeTotal", "order_product.bonuses_charge"),
    ("bonusesCreditTotal", "order_product.bonuses_credit"),
];

/// One change of one field.
#[derive(Debug, PartialEq)]
pub(super) struct FieldChange {
    pub(super) field: String,
    pub(super) old: Value,
    pub(super) new: Value,
    /// What else the record holds: `item`, `payment`.
    pub(super) about: Object,
}

impl FieldChange {
    fn new(field: impl Into<String>, old: Value, new: Value) -> FieldChange {
        FieldChange { field: field.into(), old, new, about: Object::new() }
    }
}

/// What differs between two states of an order.
pub(super) fn of_order(old: &Value, new: &Value) -> Vec<FieldChange> {
    let mut changes = of_fields(&ORDER, "", old, new);
    for name in ["customer", "contact", "company"] {
        if id(&old[name]) != id(&new[name]) {
            changes.push(FieldChange::new(name, reference(&old[name]), reference(&new[name])));
        }
    }
    for name in ["prepaySum", "fullPaidAt"] {
        push(&mut changes, snake(name), &old[name], &new[name]);
    }
    of_delivery(&mut changes, &old["delivery"], &new["delivery"]);
    of_parts(&mut changes, "contragent.", &old["contragent"], &new["contragent"]);
    of_parts(&mut changes, "custom_", &old["customFields"], &new["customFields"]);
    of_rows(&mut changes, ("items", "order_product", "item"), &ITEM, old, new);
    of_rows(&mut changes, ("payments", "payments", "payment"), &PAYMENT, old, new);
    changes
}

/// What differs between two states in the fields of a table.
pub(super) fn of_fields(
    fields: &[Field],
    prefix: &str,
    old: &Value,
    new: &Value,
) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    for field in fields {
        let (old, new) = (shown(field.kind, &old[field.name]), shown(field.kind, &new[field.name]));
        push(&mut changes, format!("{prefix}{}", field.history), &old, &new);
    }
    changes
}

/// What differs between the members of two maps: addresses, legal details, custom fields.
pub(super) fn of_parts(changes: &mut Vec<FieldChange>, prefix: &str, old: &Value, new: &Value) {
    let mut names: Vec<&String> = Vec::new();
    for side in [old, new] {
        let members = side.as_object().into_iter().flat_map(Object::keys);
        for name in members {
            if name != "id" && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    for name in names {
        // Codes of custom fields are names already.
        let shown = match (prefix, name.as_str()) {
            ("custom_", _) => name.clone(),
            (_, "countryIso") => "country".to_owned(),
            (_, name) => snake(name),
        };
        push(changes, format!("{prefix}{shown}"), &old[name.as_str()], &new[name.as_str()]);
    }
}

fn of_delivery(changes: &mut Vec<FieldChange>, old: &Value, new: &Value) {
    let code = |value: &Value| shown(Kind::Code(""), value);
    push(changes, "delivery_type", &code(&old["code"]), &code(&new["code"]));
    let service = |delivery: &Value| code(&delivery["service"]["code"]);
    push(changes, "delivery_service", &service(old), &service(new));
    for (name, field) in [
        ("date", "delivery_date"),
        ("time", "delivery_time"),
        ("cost", "delivery_cost"),
        ("netCost", "delivery_net_cost"),
        ("vatRate", "delivery_vat_rate"),
    ] {
        push(changes, field, &old[name], &new[name]);
    }
    of_parts(changes, "delivery_address.", &old["address"], &new["address"]);
}

/// Rows that came, went or changed, recognised by their ids.
fn of_rows(
    changes: &mut Vec<FieldChange>,
    (name, prefix, about): (&str, &str, &str),
    fields: &[Field],
    old: &Value,
    new: &Value,
) {
    let (old, new) = (elements(old.get(name)), elements(new.get(name)));
    let find = |rows: &[&Value], wanted: &Value| {
        rows.iter().find(|row| id(row) == id(wanted)).map(|row| (*row).clone())
    };
    let mut tell = |mut change: FieldChange, row: Value| {
        change.about.insert(about.to_owned(), row);
        changes.push(change);
    };
    for row in &old {
        if find(&new, row).is_none() {
            tell(FieldChange::new(prefix, short(row, name), Value::Null), (*row).clone());
        }
    }
    for row in &new {
        let Some(before) = find(&old, row) else {
            tell(FieldChange::new(prefix, Value::Null, short(row, name)), (*row).clone());
            continue;
        };
        for change in of_fields(fields, &format!("{prefix}."), &before, row) {
            tell(change, short(row, name));
        }
        for (member, field) in COMPUTED.into_iter().filter(|_| name == "items") {
            if before[member] != row[member] {
                let (old, new) = (before[member].clone(), row[member].clone());
                tell(FieldChange::new(field, old, new), short(row, name));
            }
        }
    }
}

/// A row as records of its changes name it.
fn short(row: &Value, name: &str) -> Value {
    let mut out = json!({"id": row["id"]});
    let members: &[&str] = if name == "items" { &["externalIds"] } else { &["type", "externalId"] };
    for member in members {
        if let Some(value) = row.get(*member).filter(|value| !value.is_null()) {
            out[*member] = value.clone();
        }
    }
    if let Some(offer) = row.get("offer").and_then(Value::as_object) {
        let ids = ["id", "externalId", "xmlId"].into_iter();
        let ids = ids.filter_map(|id| Some((id.to_owned(), offer.get(id)?.clone())));
        out["offer"] = php_map(ids.collect());
    }
    out
}

fn reference(entity: &Value) -> Value {
    if entity.is_null() {
        return Value::Null;
    }
    let mut out = json!({"id": entity["id"]});
    for name in ["externalId", "site"] {
        if let Some(value) = entity.get(name) {
            out[name] = value.clone();
        }
    }
    out
}

/// A value as history shows it: codes and persons as objects.
fn shown(kind: Kind, value: &Value) -> Value {
    match (kind, value) {
        (_, Value::Null) => Value::Null,
        (Kind::Code(_), code) => json!({"code": code}),
        (Kind::User, id) => json!({"id": id}),
        (Kind::Text | Kind::Number | Kind::Flag | Kind::DateTime | Kind::Date, value) => {
            value.clone()
        }
    }
}

/// Null, an empty text and absence are no difference to tell.
fn push(changes: &mut Vec<FieldChange>, field: impl Into<String>, old: &Value, new: &Value) {
    let blank = |value: &Value| value.is_null() || value == "";
    if old != new && !(blank(old) && blank(new)) {
        changes.push(FieldChange::new(field, old.clone(), new.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &Value, new: &Value) -> Vec<(String, Value, Value)> {
        of_order(old, new).into_iter().map(|c| (c.field, c.old, c.new)).collect()
    }

    #[test]
    fn fields_are_told_in_the_spelling_of_history() {
        let old = json!({"status": "new", "contragent": {"INN": "1"}, "delivery": {"cost": 0}});
        let new = json!({"status": "assembling", "managerId": 7, "contragent": {"INN": "2"},
            "customFields": {"my_code": true}, "managerComment": "",
            "delivery": {"cost": 300, "code": "courier", "address": {"countryIso": "RU"}}});
        let expected = [
            ("status", json!({"code": "new"}), json!({"code": "assembling"})),
            ("manager", json!(null), json!({"id": 7})),
            ("delivery_type", json!(null), json!({"code": "courier"})),
            ("delivery_cost", json!(0), json!(300)),
            ("delivery_address.country", json!(null), json!("RU")),
            ("contragent.i_n_n", json!("1"), json!("2")),
            ("custom_my_code", json!(null), json!(true)),
        ];
        assert_eq!(told(&old, &new), expected.map(|(f, o, n)| (f.to_owned(), o, n)));
    }

    #[test]
    fn rows_come_go_and_change() {
        let old = json!({"items": [{"id": 1, "quantity": 1}, {"id": 2, "offer": {"id": 9, "name": "n"}}]});
        let new = json!({"items": [{"id": 1, "quantity": 2}, {"id": 3}]});
        let changes = of_order(&old, &new);
        let fields: Vec<&str> = changes.iter().map(|change| change.field.as_str()).collect();
        assert_eq!(fields, ["order_product", "order_product.quantity", "order_product"]);
        assert_eq!(changes[0].old, json!({"id": 2, "offer": {"id": 9}}));
        assert_eq!(changes[0].about["item"]["offer"]["name"], "n");
        assert_eq!((&changes[1].old, &changes[1].new), (&json!(1), &json!(2)));
        assert_eq!(changes[2].new, json!({"id": 3}));
    }
}

//! The shipped schema against payloads of the API.

use serde_json::Value;

use super::schema;
use crate::schema::{
    Access, Catalog, Field, Form, Member, Origin, RecordId, Sensitivity, SideId, Type,
};

fn shipped() -> (Catalog, SideId) {
    let mut catalog = Catalog::default();
    let side = schema(&mut catalog, "crm");
    (catalog, side)
}

fn record(catalog: &Catalog, side: SideId, entity: &str) -> RecordId {
    catalog[catalog.entity(side, entity).expect("an entity")].record
}

fn field<'c>(catalog: &'c Catalog, side: SideId, entity: &str, path: &[&str]) -> &'c Field {
    let mut record = record(catalog, side, entity);
    for step in &path[..path.len() - 1] {
        record = inner(catalog.field(record, step).expect("a field")).expect("a record");
    }
    catalog.field(record, path[path.len() - 1]).unwrap_or_else(|| panic!("{path:?}"))
}

/// The record that a field's payload is made of.
fn inner(field: &Field) -> Option<RecordId> {
    match &field.ty {
        Type::Record(record) => Some(*record),
        Type::Rows(rows) => Some(rows.record),
        _ => field.inline,
    }
}

/// Adds what a payload has and the record has not, and values that do not look like their types.
fn compare(
    catalog: &Catalog,
    record: RecordId,
    payload: &Value,
    path: &str,
    found: &mut Vec<String>,
) {
    let Value::Object(members) = payload else {
        found.push(format!("{path}: no object"));
        return;
    };
    for (name, value) in members {
        let path = format!("{path}.{name}");
        let fields = &catalog[record].fields;
        let Some(field) = fields.values().find(|field| *field.wire.name == **name) else {
            if !catalog[record].open {
                found.push(path);
            }
            continue;
        };
        match (inner(field), value) {
            (Some(record), Value::Array(rows)) => {
                let is_list =
                    catalog.field(record, "value").is_some_and(|f| f.wire.name.is_empty());
                rows.iter().filter(|_| !is_list).for_each(|row| {
                    compare(catalog, record, row, &path, found);
                });
            }
            (Some(record), Value::Object(rows)) if field.wire.form == Form::RowMap => {
                rows.values().for_each(|row| compare(catalog, record, row, &path, found));
            }
            (Some(record), value) => compare(catalog, record, value, &path, found),
            (None, value) if looks_like(&field.ty, value) => {}
            (None, value) => found.push(format!("{path}: {value} as {}", catalog.show(&field.ty))),
        }
    }
}

fn looks_like(ty: &Type, value: &Value) -> bool {
    match (ty, value) {
        (Type::Bool, value) => value.is_boolean(),
        (Type::Int, value) => value.is_i64(),
        (Type::Decimal { .. }, value) => value.is_number(),
        (Type::Literals(texts), Value::String(text)) => texts.iter().any(|known| **known == **text),
        (Type::Code(_), value) => value.is_string() || value.is_i64(),
        (Type::DateTime, Value::String(text)) => text.len() == 19,
        (Type::Date, Value::String(text)) => text.len() == 10,
        (_, value) => value.is_string(),
    }
}

fn unknown(entity: &str, sample: &str, member: &str) -> Vec<String> {
    let (catalog, side) = shipped();
    let whole: Value = serde_json::from_str(sample).expect("a sample is JSON");
    let record = record(&catalog, side, entity);
    let mut found = Vec::new();
    match &whole[member] {
        Value::Array(rows) => {
            for row in rows {
                compare(&catalog, record, row, entity, &mut found);
            }
        }
        one => compare(&catalog, record, one, entity, &mut found),
    }
    found
}

macro_rules! samples {
    ($($name:ident: $entity:literal in $file:literal at $member:literal;)*) => {$(
        #[test]
        fn $name() {
            let sample = include_str!(concat!("../../../../tests/data/retailcrm/", $file));
            assert_eq!(unknown($entity, sample, $member), Vec::<String>::new());
        }
    )*};
}

samples! {
    knows_orders: "order" in "orders.json" at "orders";
    knows_an_order: "order" in "orders-get.json" at "order";
    knows_uploaded_orders: "order" in "orders-upload.json" at "orders";
    knows_customers: "customer" in "customers.json" at "customers";
    knows_companies_as_customers: "customerCorporate" in "customers-corporate.json" at "customersCorporate";
    knows_a_company_as_customer: "customerCorporate" in "customers-corporate-get.json" at "customerCorporate";
    knows_companies: "company" in "customers-corporate-companies.json" at "companies";
    knows_loyalty_accounts: "loyaltyAccount" in "loyalty-accounts.json" at "loyaltyAccounts";
    knows_a_loyalty_account: "loyaltyAccount" in "loyalty-account-get.json" at "loyaltyAccount";
    knows_offers: "offer" in "store-offers.json" at "offers";
    knows_stock: "inventory" in "store-inventories.json" at "offers";
}

#[test]
fn references_are_written_by_id_and_read_with_their_members() {
    let (catalog, side) = shipped();
    let customer = field(&catalog, side, "order", &["customer"]);
    assert_eq!(catalog.show(&customer.ty), "ref(crm.customer)");
    assert_eq!(customer.wire.form, Form::Keyed("id".into()));
    let kind = field(&catalog, side, "order", &["customer", "type"]);
    assert_eq!(catalog.show(&kind.ty), "\"customer\" | \"customer_corporate\"");
    assert!(kind.always);
    let offer = field(&catalog, side, "order", &["items", "offer"]);
    assert_eq!(catalog.show(&offer.ty), "ref(crm.offer)");
    assert_eq!(
        catalog.show(&field(&catalog, side, "order", &["items", "offer", "xmlId"]).ty),
        "text"
    );
    let manager = field(&catalog, side, "order", &["managerId"]);
    assert_eq!(catalog.show(&manager.ty), "code(crm.users)");
    assert_eq!(manager.wire.form, Form::Number);
}

#[test]
fn payments_are_an_entity_in_the_rows_of_an_order() {
    let (catalog, side) = shipped();
    let order = catalog.entity(side, "orders").expect("the collection");
    assert_eq!(Some(order), catalog.entity(side, "order"));
    let payment = catalog.child(order, "payments").expect("payments live in orders");
    assert_eq!(&*catalog[payment].name, "order.payments");
    assert_eq!(catalog[payment].parent, Some((order, "payments".into())));
    let rows = field(&catalog, side, "order", &["payments"]);
    assert_eq!(rows.wire.form, Form::RowMap);
    assert_eq!(inner(rows), Some(catalog[payment].record));
    let (member, count) = catalog.member_at(side, &["order", "payments", "type"]).expect("known");
    assert_eq!((member, count), (&Member::Entity(payment), 2));
}

#[test]
fn participations_are_found_from_the_customer() {
    let (catalog, side) = shipped();
    let accounts = field(&catalog, side, "customer", &["loyaltyAccounts"]);
    let account = catalog.entity(side, "loyaltyAccount").expect("an entity");
    assert_eq!(accounts.origin, Origin::Related { entity: account, by: "customer".into() });
    assert_eq!(accounts.access, Access::Read);
}

#[test]
fn persons_are_masked() {
    let (catalog, side) = shipped();
    let paths: [(&str, &[&str]); 6] = [
        ("order", &["firstName"]),
        ("order", &["phone"]),
        ("order", &["delivery", "address", "text"]),
        ("customer", &["phones", "number"]),
        ("customer", &["email"]),
        ("company", &["contragent", "INN"]),
    ];
    for (entity, path) in paths {
        let field = field(&catalog, side, entity, path);
        assert_eq!(field.sensitivity, Sensitivity::Personal, "{entity} {path:?}");
    }
    assert_eq!(field(&catalog, side, "order", &["status"]).sensitivity, Sensitivity::Open);
}

#[test]
fn dictionaries_have_the_fields_that_a_pull_names() {
    let (catalog, side) = shipped();
    let Some(Member::Dictionary(types)) = catalog.member(side, "paymentTypes") else { panic!() };
    let record = catalog[*types].record;
    assert_eq!(catalog[*types].entries, None);
    assert_eq!(catalog.field(record, "active").map(|field| &field.ty), Some(&Type::Bool));
    let sites = &catalog.field(record, "sites").expect("sites").ty;
    assert_eq!(catalog.show(sites), "rows(list(text))");
    assert_eq!(catalog.member(side, "vatRate"), Some(&Member::Type(Type::TEXT)));
}

#[test]
fn names_in_the_schema_lead_somewhere() {
    let (catalog, _) = shipped();
    for record in &catalog.records {
        for (name, field) in &record.fields {
            for derived in &field.derives {
                assert!(record.fields.contains_key(derived), "{}.{name}: {derived}", record.name);
            }
            let Type::Rows(rows) = &field.ty else { continue };
            for part in &rows.key {
                let known = catalog[rows.record].fields.contains_key(part);
                assert!(known, "{}.{name} by {part}", record.name);
            }
        }
    }
    for entity in &catalog.entities {
        let fields = &catalog[entity.record].fields;
        let named = entity.key.iter().chain(&entity.naming);
        named.for_each(|name| assert!(fields.contains_key(name), "{}: {name}", entity.name));
    }
}

#[test]
fn account_fields_have_a_place_that_is_open() {
    let (catalog, side) = shipped();
    for entity in ["order", "customer", "customerCorporate", "company", "loyaltyAccount"] {
        let custom = inner(field(&catalog, side, entity, &["customFields"])).expect("a record");
        assert!(catalog[custom].open && catalog[custom].fields.is_empty(), "{entity}");
    }
    assert!(!catalog[record(&catalog, side, "order")].open);
}

#[test]
fn what_is_given_by_its_owner_names_a_reference_beside_it() {
    let (catalog, side) = shipped();
    let company = field(&catalog, side, "order", &["company"]);
    assert_eq!(company.owner.as_deref(), Some("customer"));
    for record in &catalog.records {
        for field in record.fields.values() {
            let Some(owner) = &field.owner else { continue };
            let owner = record.fields.get(owner);
            assert!(owner.is_some_and(|owner| matches!(owner.ty, Type::Ref(_))), "{}", record.name);
            let Type::Ref(entity) = field.ty else { panic!("{}: no reference", record.name) };
            // The owner is asked by the field of the record that refers back.
            assert!(catalog.back_reference(entity).is_some(), "{}", catalog[entity].name);
        }
    }
}

//! The operations of both systems, each with its name on the wire and how to see whether it was done.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use obmen::endpoint::{Cursor, Endpoint, Filter, Operand, Query, Selector, Write, WriteKind};
use serde_json::{Value, json};

const ORDERS: &str = "Document_ЗаказПокупателя";
const BUYERS: &str = "Catalog_Контрагенты";
const NOTES: &str = "InformationRegister_ДополнительныеСведения";
const FIRST: &str = "1f2a0001-5c1e-11f0-8b1e-00155d0a1b01";

/// Whether a write is in effect.
type IsThere =
    for<'a> fn(&'a dyn Endpoint, &'a Write) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>>;

/// What is asked of a system.
pub(super) enum Act {
    Read(Query),
    Follow(&'static str, Cursor),
    Describe(&'static str),
    Write(Write, IsThere),
}

/// An operation.
pub(super) struct Operation {
    pub(super) name: &'static str,
    /// Where the fault happens.
    pub(super) at: &'static str,
    /// What is done before it, without a fault.
    pub(super) before: &'static [fn(usize) -> Act],
    /// What is done, a new record or value for each number.
    pub(super) act: fn(usize) -> Act,
    /// What it is called in the ledger.
    pub(super) ledger: &'static str,
    /// Whether its answer has no body.
    pub(super) answers_nothing: bool,
}

const fn reading(name: &'static str, at: &'static str, act: fn(usize) -> Act) -> Operation {
    Operation { name, at, before: &[], act, ledger: "", answers_nothing: false }
}

const fn writing(
    name: &'static str,
    at: &'static str,
    ledger: &'static str,
    act: fn(usize) -> Act,
) -> Operation {
    Operation { name, at, before: &[], act, ledger, answers_nothing: false }
}

fn query(entity: &str, selector: Selector) -> Act {
    Act::Read(Query { entity: entity.to_owned(), selector, fields: Vec::new() })
}

fn keys(keys: &[&str]) -> Selector {
    Selector::Keys(keys.iter().map(|key| (*key).to_owned()).collect())
}

fn named(field: &str, value: &str) -> Selector {
    Selector::Alternate(field.to_owned(), vec![value.to_owned()])
}

fn write(kind: WriteKind, entity: &str, key: Option<String>, body: &Value, is: IsThere) -> Act {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let write = Write {
        kind,
        entity: entity.to_owned(),
        key,
        body: Arc::from(body.as_bytes()),
        version: None,
        scope: None,
    };
    Act::Write(write, is)
}

fn body(write: &Write) -> Value {
    serde_json::from_slice(&write.body).unwrap_or_default()
}

/// The records that are found, as JSON.
async fn found(system: &dyn Endpoint, entity: &str, selector: Selector) -> Vec<Value> {
    let query = Query { entity: entity.to_owned(), selector, fields: Vec::new() };
    let records = system.read(&query).await.unwrap();
    records.iter().map(|record| serde_json::from_slice(&record.bytes).unwrap()).collect()
}

/// Whether a record of that external id is there.
fn by_external<'a>(
    system: &'a dyn Endpoint,
    write: &'a Write,
) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
    Box::pin(async move {
        let id = body(write)["externalId"].as_str().unwrap().to_owned();
        found(system, &write.entity, named("externalId", &id)).await.len() == 1
    })
}

/// Whether the record has what was written.
fn by_value<'a>(
    system: &'a dyn Endpoint,
    write: &'a Write,
) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
    Box::pin(async move {
        let key = write.key.clone().unwrap();
        let record = found(system, &write.entity, Selector::Keys(vec![key])).await;
        let written = body(write);
        let written = written.as_object().unwrap();
        record.len() == 1 && written.iter().all(|(name, value)| record[0][name] == *value)
    })
}

/// Whether an order has a payment with what was written.
fn by_payment<'a>(
    system: &'a dyn Endpoint,
    write: &'a Write,
) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
    Box::pin(async move {
        let order = found(system, "order", keys(&["201"])).await.remove(0);
        let written = body(write);
        let name = if written["externalId"].is_string() { "externalId" } else { "comment" };
        let payments = order["payments"].as_object().unwrap();
        payments.values().filter(|payment| payment[name] == written[name]).count() == 1
    })
}

/// Whether an offer has the quantity that was uploaded.
fn by_stock<'a>(
    system: &'a dyn Endpoint,
    write: &'a Write,
) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
    Box::pin(async move {
        let offer = found(system, "offer", named("xmlId", "socks")).await.remove(0);
        offer["quantity"] == body(write)[0]["stores"][0]["available"]
    })
}

/// Whether an offer has the price that was uploaded.
fn by_price<'a>(
    system: &'a dyn Endpoint,
    write: &'a Write,
) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
    Box::pin(async move {
        let offer = found(system, "offer", named("xmlId", "socks")).await.remove(0);
        offer["prices"][0]["price"] == body(write)[0]["prices"][0]["price"]
    })
}

/// Whether a document is posted, or is not, as it was to be.
fn by_posted<'a>(
    system: &'a dyn Endpoint,
    write: &'a Write,
) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
    Box::pin(async move {
        let key = write.key.clone().unwrap();
        let record = found(system, &write.entity, Selector::Keys(vec![key])).await;
        record[0]["Posted"] == (write.kind == WriteKind::Post)
    })
}

/// Whether a record of that key is there.
fn by_key<'a>(
    system: &'a dyn Endpoint,
    write: &'a Write,
) -> Pin<Box<dyn Future<Output = bool> + Send + 'a>> {
    Box::pin(async move {
        let key = write.key.clone().unwrap();
        found(system, &write.entity, Selector::Keys(vec![key])).await.len() == 1
    })
}

fn own_key(number: usize) -> String {
    format!("7e57{number:04}-5c1e-11f0-8b1e-00155d0a1b01")
}

fn since() -> Cursor {
    Cursor::Since("2024-01-01 00:00:00".to_owned())
}

fn create(entity: &str, number: usize) -> Act {
    let body = json!({ "externalId": format!("fault-{number}"), "firstName": "Анна" });
    write(WriteKind::Create, entity, None, &body, by_external)
}

/// What is asked of RetailCRM.
pub(super) static CRM: &[Operation] = &[
    reading("history", "GET orders/history", |_| Act::Follow("order", since())),
    reading("one", "GET orders/", |_| query("order", keys(&["201"]))),
    reading("list", "GET orders", |_| query("order", keys(&["201", "203"]))),
    reading("external id", "GET customers", |_| query("customer", named("externalId", "c-21"))),
    reading("search", "GET customers", |_| {
        let phone = Operand::Text("+70000000001".to_owned());
        let filter = Filter::Equal("phones/number".to_owned(), phone);
        query("customer", Selector::Filter(filter))
    }),
    reading("companies", "GET customers-corporate", |_| query("company", named("customer", "31"))),
    reading("offers", "GET store/offers", |_| query("offer", named("xmlId", "socks"))),
    reading("dictionary", "GET reference/statuses", |_| Act::Describe("statuses")),
    reading("users", "GET users", |_| Act::Describe("users")),
    reading("custom fields", "GET custom-fields", |_| Act::Describe("customFields")),
    reading("key", "GET credentials", |_| Act::Describe("credentials")),
    writing("create order", "POST orders/create", "POST orders/create", |n| create("order", n)),
    writing("edit order", "POST orders/*/edit", "POST orders/201/edit", |n| {
        let body = json!({ "managerComment": format!("fault {n}") });
        write(WriteKind::Edit, "order", Some("201".to_owned()), &body, by_value)
    }),
    writing("create customer", "POST customers/create", "POST customers/create", |n| {
        create("customer", n)
    }),
    writing("edit customer", "POST customers/*/edit", "POST customers/21/edit", |n| {
        let body = json!({ "firstName": format!("Анна {n}") });
        write(WriteKind::Edit, "customer", Some("21".to_owned()), &body, by_value)
    }),
    writing("create payment", "POST orders/payments/create", "POST orders/payments/create", |n| {
        let id = format!("pay-{n}");
        let body = json!({ "order": {"id": 201}, "type": "card", "amount": 1, "externalId": id });
        write(WriteKind::Create, "payment", None, &body, by_payment)
    }),
    writing("edit payment", "POST orders/payments/*/edit", "POST orders/payments/301/edit", |n| {
        let body = json!({ "comment": format!("fault {n}") });
        write(WriteKind::Edit, "payment", Some("301".to_owned()), &body, by_payment)
    }),
    writing(
        "upload stock",
        "POST store/inventories/upload",
        "POST store/inventories/upload",
        |n| {
            let stores = json!([{ "code": "north", "available": n + 100 }]);
            let body = json!([{ "xmlId": "socks", "stores": stores }]);
            write(WriteKind::Edit, "inventory", None, &body, by_stock)
        },
    ),
    writing("upload prices", "POST store/prices/upload", "POST store/prices/upload", |n| {
        let prices = json!([{ "code": "base", "price": n + 100 }]);
        let body = json!([{ "xmlId": "socks", "site": "main", "prices": prices }]);
        write(WriteKind::Edit, "offerPrices", None, &body, by_price)
    }),
];

fn unposted(number: usize) -> Act {
    let key = Some(own_key(number));
    write(WriteKind::Create, ORDERS, key, &document(number), by_key)
}

fn posted(number: usize) -> Act {
    write(WriteKind::Post, ORDERS, Some(own_key(number)), &Value::Null, by_posted)
}

fn document(number: usize) -> Value {
    json!({
        "Ref_Key": own_key(number),
        "СостояниеЗаказа": "61730001-5c1e-11f0-8b1e-00155d0a1b01",
        "СостояниеЗаказа_Type": "StandardODATA.Catalog_СостоянияЗаказовПокупателей",
        "Запасы": [{ "Количество": 2, "Всего": 900.5 }],
    })
}

/// What is asked of 1C.
pub(super) static ERP: &[Operation] = &[
    reading("description", "GET $metadata", |_| Act::Describe("schema")),
    reading("versions", "GET Document_", |_| Act::Follow(ORDERS, Cursor::After(String::new()))),
    reading("keys", "GET Document_", |_| query(ORDERS, keys(&[FIRST]))),
    reading("number", "GET Document_", |_| query(ORDERS, named("Number", "СВ-00000101"))),
    reading("filter", "GET Document_", |_| {
        let day = Operand::DateTime("2025-01-01T00:00:00".to_owned());
        query(ORDERS, Selector::Filter(Filter::AtLeast("Date".to_owned(), day)))
    }),
    reading("register", "GET InformationRegister_", |_| query(NOTES, Selector::All)),
    reading("balance", "GET AccumulationRegister_", |_| {
        query("AccumulationRegister_ЗапасыНаСкладах.Balance", Selector::All)
    }),
    reading("names", "GET Catalog_", |_| Act::Describe("Catalog_Валюты")),
    writing("create card", "POST Catalog_", "POST Catalog_Контрагенты", |n| {
        let body = json!({ "Ref_Key": own_key(n), "Description": format!("Проба {n}") });
        write(WriteKind::Create, BUYERS, Some(own_key(n)), &body, by_key)
    }),
    writing("create document", "POST Document_", "POST Document_ЗаказПокупателя", unposted),
    writing(
        "edit document",
        "PATCH Document_",
        "PATCH Document_ЗаказПокупателя",
        |n| {
            let body = json!({ "Комментарий": format!("проба {n}") });
            write(WriteKind::Edit, ORDERS, Some(FIRST.to_owned()), &body, by_value)
        },
    ),
    Operation {
        name: "post",
        at: "/Post",
        before: &[unposted],
        act: posted,
        ledger: "POST Document_ЗаказПокупателя/Post",
        answers_nothing: true,
    },
    Operation {
        name: "unpost",
        at: "/Unpost",
        before: &[unposted, posted],
        act: |n| write(WriteKind::Unpost, ORDERS, Some(own_key(n)), &Value::Null, by_posted),
        ledger: "POST Document_ЗаказПокупателя/Unpost",
        answers_nothing: true,
    },
    writing(
        "write register",
        "POST InformationRegister_",
        "POST InformationRegister_ДополнительныеСведения",
        |n| {
            let property = "6f7f0001-5c1e-11f0-8b1e-00155d0a1b01";
            let entity = "StandardODATA.Document_ЗаказПокупателя";
            let body = json!({
                "Объект": own_key(n), "Объект_Type": entity, "Свойство_Key": property,
                "Значение": format!("{n}"), "Значение_Type": "Edm.String",
            });
            let key = format!("{}/{property}/{entity}", own_key(n));
            write(WriteKind::Create, NOTES, Some(key), &body, by_key)
        },
    ),
];

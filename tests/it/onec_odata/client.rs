//! The client against the emulator.

use obmen::endpoint::{
    Cursor, Endpoint, ErrorKind, Filter, Operand, Query, Secret, Selector, Source, Write, WriteKind,
};
use obmen::system::onec_odata::{Config, OneC};
use serde_json::{Value, json};

use super::Base;

const ORDERS: &str = "Document_ЗаказПокупателя";
const FIRST: &str = "1f2a0001-5c1e-11f0-8b1e-00155d0a1b01";
const NEW: &str = "1f2a0005-5c1e-11f0-8b1e-00155d0a1b01";

fn query(entity: &str, selector: Selector, fields: &[&str]) -> Query {
    let fields = fields.iter().map(|field| (*field).to_owned()).collect();
    Query { entity: entity.to_owned(), selector, fields }
}

fn write(kind: WriteKind, key: &str, body: &Value, version: Option<&str>) -> Write {
    Write {
        kind,
        entity: ORDERS.to_owned(),
        key: Some(key.to_owned()),
        body: if body.is_null() { Vec::new().into() } else { body.to_string().into_bytes().into() },
        version: version.map(str::to_owned),
        scope: None,
    }
}

/// The keys of what is found, in their order.
async fn keys(client: &OneC, query: &Query) -> Vec<String> {
    let mut keys: Vec<String> =
        client.read(query).await.expect("records").into_iter().map(|it| it.key).collect();
    keys.sort();
    keys
}

#[tokio::test]
async fn records_are_read_by_keys_in_portions() {
    let base = Base::start(&[]).await;
    let client = base.client();
    let mut wanted = vec![FIRST.to_owned(), NEW.replace("0005", "0002")];
    let mut asked = wanted.clone();
    // 45 keys of records that do not exist: they are left out.
    asked.extend((0..45).map(|n| format!("00000000-0000-4000-8000-0000000000{n:02}")));
    wanted.sort();
    assert_eq!(keys(&client, &query(ORDERS, Selector::Keys(asked), &["Number"])).await, wanted);
    let found = client
        .read(&query(ORDERS, Selector::Keys(vec![FIRST.to_owned()]), &["СостояниеЗаказа"]))
        .await
        .unwrap();
    let record: Value = serde_json::from_slice(&found[0].bytes).unwrap();
    let names: Vec<&String> = record.as_object().unwrap().keys().collect();
    assert_eq!(names, ["Ref_Key", "СостояниеЗаказа", "СостояниеЗаказа_Type", "DataVersion"]);
    assert_eq!(found[0].version.as_deref(), Some("AAAAAAACQAA="));
    let nothing = query(ORDERS, Selector::Keys(Vec::new()), &[]);
    assert_eq!(client.read(&nothing).await.unwrap().len(), 0);
}

#[tokio::test]
async fn records_are_found_by_filters_and_other_names() {
    let base = Base::start(&[]).await;
    let client = base.client();
    let state = Operand::Key {
        key: "61730004-5c1e-11f0-8b1e-00155d0a1b01".to_owned(),
        entity: Some("Catalog_СостоянияЗаказовПокупателей".to_owned()),
    };
    let filter = Filter::All(vec![
        Filter::Equal("СостояниеЗаказа".to_owned(), state),
        Filter::Row(
            "Запасы".to_owned(),
            Box::new(Filter::AtLeast("Цена".to_owned(), Operand::Number("1400".to_owned()))),
        ),
        Filter::AtLeast("Date".to_owned(), Operand::DateTime("2025-09-13T00:00:00".to_owned())),
    ]);
    let found = keys(&client, &query(ORDERS, Selector::Filter(filter), &["Number"])).await;
    assert_eq!(found, [NEW.replace("0005", "0003")]);
    let numbers = vec!["СВ-00000101".to_owned(), "x&y+'z".to_owned()];
    let by_number = query(ORDERS, Selector::Alternate("Number".to_owned(), numbers), &[]);
    assert_eq!(keys(&client, &by_number).await, [FIRST]);
}

#[tokio::test]
async fn pages_follow_until_the_last() {
    let base = Base::start(&[]).await;
    let client = base.client();
    for number in 0..205 {
        let body = json!({ "Code": format!("Я-{number:08}") }).to_string();
        let target = super::encoded("/sandbox/Catalog_Валюты");
        assert_eq!(base.send("POST", &target, &[], Some(&body)).await.status, 201);
    }
    let all = client.read(&query("Catalog_Валюты", Selector::All, &[])).await.unwrap();
    assert_eq!(all.len(), 207, "two of the world and those made here, over three pages");
    let dictionary: Value =
        serde_json::from_slice(&client.describe("Catalog_Валюты").await.unwrap()).unwrap();
    assert_eq!(dictionary.as_array().unwrap().len(), 207);
    assert!(dictionary[0].get("Code").is_some() && dictionary[0].get("Description").is_some());
    let schema = client.describe("schema").await.unwrap();
    assert_eq!(schema, std::fs::read(super::folder().join("metadata.edmx")).unwrap());
}

#[tokio::test]
async fn an_order_is_created_edited_posted_and_unposted() {
    let base = Base::start(&[]).await;
    let client = base.client();
    let body = json!({
        "Ref_Key": NEW,
        "СостояниеЗаказа": "61730001-5c1e-11f0-8b1e-00155d0a1b01",
        "СостояниеЗаказа_Type": "StandardODATA.Catalog_СостоянияЗаказовПокупателей",
        "Запасы": [{ "Количество": 2, "Всего": 900.5 }, { "Количество": 1, "Всего": 0.7 }],
    });
    let create = write(WriteKind::Create, NEW, &body, None);
    let created = client.write(&create).await.unwrap();
    assert_eq!(created.key, NEW);
    let record: Value = serde_json::from_slice(&created.record.unwrap().bytes).unwrap();
    assert_eq!(record["СуммаДокумента"], 901.2);
    assert_eq!(client.write(&create).await.unwrap_err().kind, ErrorKind::Exists);

    let comment = json!({ "Комментарий": "а+б & в" });
    let version = created.version.as_deref();
    let edited = client.write(&write(WriteKind::Edit, NEW, &comment, version)).await.unwrap();
    assert_ne!(edited.version, created.version);
    let stale = client.write(&write(WriteKind::Edit, NEW, &comment, version)).await.unwrap_err();
    assert_eq!(stale.kind, ErrorKind::Conflict);

    let posted = client.write(&write(WriteKind::Post, NEW, &Value::Null, None)).await.unwrap();
    let record: Value = serde_json::from_slice(&posted.record.unwrap().bytes).unwrap();
    assert_eq!(record["Posted"], true);
    assert_eq!(posted.version.as_deref(), record["DataVersion"].as_str());
    let unposted = client.write(&write(WriteKind::Unpost, NEW, &Value::Null, None)).await.unwrap();
    assert_ne!(unposted.version, posted.version);
    let operations: Vec<String> =
        base.ledger().into_iter().map(|(operation, _)| operation).collect();
    let wanted = ["POST", "PATCH"].map(|verb| format!("{verb} {ORDERS}"));
    let acts = ["Post", "Unpost"].map(|act| format!("POST {ORDERS}/{act}"));
    assert_eq!(operations, [wanted, acts].concat());
}

#[tokio::test]
async fn registers_are_addressed_by_all_parts_of_their_keys() {
    let base = Base::start(&[]).await;
    let client = base.client();
    let entity = "InformationRegister_ДополнительныеСведения";
    let all = keys(&client, &query(entity, Selector::All, &["Значение"])).await;
    let key = all.iter().find(|key| key.starts_with(FIRST)).unwrap();
    let found = client.read(&query(entity, Selector::Keys(vec![key.clone()]), &[])).await.unwrap();
    let record: Value = serde_json::from_slice(&found[0].bytes).unwrap();
    assert_eq!(record["Значение"], "5017");
    let body = json!({ "Значение": "5018", "Значение_Type": "Edm.String" });
    let edit = Write { entity: entity.to_owned(), ..write(WriteKind::Edit, key, &body, None) };
    let edited = client.write(&edit).await.unwrap();
    assert_eq!((edited.key.as_str(), edited.version), (key.as_str(), None));
}

#[tokio::test]
async fn bases_that_pass_over_headers_and_keys_are_seen_through() {
    let base = Base::start_with(&[], "if_match: false\nown_keys: false").await;
    let client = base.client();
    let comment = json!({ "Комментарий": "x" });
    let stale = write(WriteKind::Edit, FIRST, &comment, Some("AAAAAAACOQA="));
    assert_eq!(client.write(&stale).await.unwrap_err().kind, ErrorKind::Conflict);
    assert_eq!(base.ledger(), [], "nothing was overwritten");
    let body = json!({ "Ref_Key": NEW });
    let created = client.write(&write(WriteKind::Create, NEW, &body, None)).await.unwrap();
    assert_ne!(created.key, NEW, "the key is the one that the base gave");
    assert_eq!(base.ledger()[0].1, created.key);
}

#[tokio::test]
async fn types_that_are_known_are_not_asked_for() {
    let base = Base::start(&["500@$metadata"]).await;
    let all = query("Catalog_Валюты", Selector::All, &[]);
    assert_eq!(base.client().read(&all).await.unwrap_err().kind, ErrorKind::Transient);
    let edmx = std::fs::read_to_string(super::folder().join("metadata.edmx")).unwrap();
    let client = base.client().with_metadata(&edmx).unwrap();
    assert_eq!(client.read(&all).await.unwrap().len(), 2);
}

#[tokio::test]
async fn virtual_tables_are_read_by_their_dimensions() {
    let base = Base::start(&[]).await;
    let client = base.client();
    let retail =
        Operand::Key { key: "50620001-5c1e-11f0-8b1e-00155d0a1b01".to_owned(), entity: None };
    let filter = Filter::Equal("ВидЦен_Key".to_owned(), retail);
    let slice = "InformationRegister_ЦеныНоменклатуры.SliceLast";
    let prices = client.read(&query(slice, Selector::Filter(filter), &["Цена"])).await.unwrap();
    assert_eq!(prices.len(), 4);
    let one = query(slice, Selector::Keys(vec![prices[1].key.clone()]), &[]);
    let found = client.read(&one).await.unwrap();
    assert_eq!(found[0].bytes, prices[1].bytes);
    let balance = "AccumulationRegister_ЗапасыНаСкладах.Balance";
    let rows = client.read(&query(balance, Selector::All, &[])).await.unwrap();
    assert_eq!(rows.len(), 5);
    let edit =
        Write { entity: balance.to_owned(), ..write(WriteKind::Edit, "x", &json!({}), None) };
    assert_eq!(client.write(&edit).await.unwrap_err().kind, ErrorKind::Unsupported);
}

#[tokio::test]
async fn trouble_is_named_by_its_kind() {
    let cases = [
        ("locked@POST", ErrorKind::Locked),
        ("closed@POST", ErrorKind::Rejected),
        ("lost@POST", ErrorKind::Transient),
        ("refuse@POST", ErrorKind::Transient),
        ("cut@POST", ErrorKind::Transient),
        ("garble@POST", ErrorKind::Transient),
        ("html@POST", ErrorKind::Transient),
        ("429@POST", ErrorKind::Limit),
        ("500@POST", ErrorKind::Transient),
        ("503@POST", ErrorKind::Transient),
    ];
    for (fault, kind) in cases {
        let base = Base::start(&[fault]).await;
        let body = json!({ "Ref_Key": NEW });
        let create = write(WriteKind::Create, NEW, &body, None);
        let error = base.client().write(&create).await.unwrap_err();
        assert_eq!(error.kind, kind, "{fault}: {error}");
        assert_eq!(error.operation, format!("POST {ORDERS}"), "{fault}");
    }
}

#[tokio::test]
async fn wrong_logins_and_wrong_names_are_told() {
    let base = Base::start(&[]).await;
    let address = format!("{}/unf", base.serving.url());
    let stranger = Config::new(&address, "Обмен", Secret::new("canary")).unwrap();
    let stranger = OneC::new(stranger).unwrap();
    let error = stranger.read(&query(ORDERS, Selector::All, &[])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Credentials);
    assert!(!error.to_string().contains("canary"));
    let client = base.client();
    let kind = async |query: &Query| client.read(query).await.unwrap_err().kind;
    assert_eq!(kind(&query("Catalog_Нет", Selector::All, &[])).await, ErrorKind::Unsupported);
    assert_eq!(kind(&query(ORDERS, Selector::All, &["Нет"])).await, ErrorKind::Unsupported);
    let numbers = Selector::Alternate("Нет".to_owned(), vec!["1".to_owned()]);
    assert_eq!(kind(&query(ORDERS, numbers, &[])).await, ErrorKind::Unsupported);
    let keys = Selector::Keys(vec!["1".to_owned()]);
    assert_eq!(client.read(&query(ORDERS, keys, &[])).await.unwrap().len(), 0);
    let missing = "11111111-1111-1111-1111-111111111111";
    let edit = write(WriteKind::Edit, missing, &json!({}), None);
    assert_eq!(client.write(&edit).await.unwrap_err().kind, ErrorKind::Missing);
    let register = client.changes("AccumulationRegister_ЗапасыНаСкладах", &everything()).await;
    assert_eq!(register.unwrap_err().kind, ErrorKind::Unsupported, "it has no versions");
}

/// From the beginning.
fn everything() -> Cursor {
    Cursor::After(String::new())
}

#[tokio::test]
async fn every_version_of_a_record_is_a_change_of_its_own() {
    let base = Base::start(&[]).await;
    let client = base.client();
    let sweep = async |cursor: &Cursor| {
        let page = client.changes(ORDERS, cursor).await.unwrap();
        assert_eq!((&page.next, page.more), (cursor, false), "the next sweep begins there too");
        let mut ids: Vec<(String, String)> =
            page.changes.into_iter().map(|change| (change.key, change.id)).collect();
        ids.sort();
        ids
    };
    let first = sweep(&everything()).await;
    let all = keys(&client, &query(ORDERS, Selector::All, &["Number"])).await;
    assert_eq!(first.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>(), all);
    assert_eq!(sweep(&everything()).await, first, "nothing has changed");

    let edit = write(WriteKind::Edit, FIRST, &json!({ "Комментарий": "новый" }), None);
    client.write(&edit).await.unwrap();
    let second = sweep(&everything()).await;
    let news: Vec<_> = second.iter().filter(|change| !first.contains(change)).collect();
    assert_eq!(news.len(), 1);
    assert_eq!(news[0].0, FIRST);

    // A day leaves out what is dated before it.
    let dates = client.read(&query(ORDERS, Selector::All, &["Date"])).await.unwrap();
    let dates: Vec<String> = dates
        .iter()
        .map(|record| serde_json::from_slice::<Value>(&record.bytes).unwrap()["Date"].to_string())
        .map(|date| date.trim_matches('"').replace('T', " "))
        .collect();
    let latest = dates.iter().max().unwrap();
    let late = sweep(&Cursor::Since(latest.clone())).await;
    assert_eq!(late.len(), dates.iter().filter(|date| *date == latest).count());
    assert!(late.len() < second.len(), "{dates:?}");
}

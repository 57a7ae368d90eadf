//! RetailCRM's client against its emulator, over loopback.
#![cfg(test)]

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use obmen::endpoint::emulate::{Emulator, Fault, Faults, Request, Serving, read_ledger, serve};
use obmen::endpoint::http::{HttpClient, HttpRequest};
use obmen::endpoint::layer::{Backoff, Retry};
use obmen::endpoint::{
    Answer, Cursor, Endpoint, ErrorKind, Filter, Gone, Operand, Payload, Query, Secret, Selector,
    Source, Write, WriteKind,
};
use obmen::system::retailcrm::{Config, RetailCrm, RetailCrmEmulator};
use serde_json::{Value, json};

use super::altered::{Altered, Between};

mod writes;

/// An emulator on a port, and where its world is.
struct Shop {
    serving: Serving,
    faults: Arc<Faults>,
    hand: HttpClient,
    folder: tempfile::TempDir,
}

fn seed() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/worlds/crm")
}

impl Shop {
    async fn open() -> Shop {
        Shop::of(&seed()).await
    }

    async fn of(seed: &Path) -> Shop {
        Shop::altered(seed, Box::new(|request, crm| crm.answer(request))).await
    }

    /// A shop with something between it and its callers.
    async fn altered(seed: &Path, between: Box<Between>) -> Shop {
        let folder = tempfile::tempdir().unwrap();
        let emulator = RetailCrmEmulator::open(&folder.path().join("crm.sqlite"), seed).unwrap();
        let emulator = Altered { inner: Arc::new(emulator), between };
        let faults = Arc::new(Faults::none());
        let address = "127.0.0.1:0".parse().unwrap();
        let serving = serve(Arc::new(emulator), address, faults.clone()).await.unwrap();
        Shop { serving, faults, hand: HttpClient::new().unwrap(), folder }
    }

    fn client(&self) -> RetailCrm {
        self.client_with("test-key")
    }

    fn client_with(&self, key: &str) -> RetailCrm {
        let config = Config {
            address: self.serving.url(),
            key: Secret::new(key),
            site: Some("main".to_owned()),
            local: true,
            rate: None,
            shared: Some(self.folder.path().to_owned()),
        };
        RetailCrm::new(&config).unwrap()
    }

    fn fault(&self, text: &str) {
        self.faults.add(text.parse::<Fault>().unwrap());
    }
}

fn query(entity: &str, selector: Selector) -> Query {
    Query { entity: entity.to_owned(), selector, fields: Vec::new() }
}

fn keys(keys: &[&str]) -> Selector {
    Selector::Keys(keys.iter().map(|key| (*key).to_owned()).collect())
}

async fn read(client: &impl Source, entity: &str, selector: Selector) -> Answer<Vec<Payload>> {
    client.read(&query(entity, selector)).await
}

fn found(payloads: &[Payload]) -> Vec<&str> {
    let mut keys: Vec<&str> = payloads.iter().map(|payload| payload.key.as_str()).collect();
    keys.sort_unstable();
    keys
}

fn value(payload: &Payload) -> Value {
    serde_json::from_slice(&payload.bytes).unwrap()
}

fn write(kind: WriteKind, entity: &str, key: Option<&str>, body: &Value) -> Write {
    Write {
        kind,
        entity: entity.to_owned(),
        key: key.map(str::to_owned),
        body: Arc::from(body.to_string().as_bytes()),
        version: None,
        scope: None,
    }
}

fn edit(key: &str, body: &Value) -> Write {
    write(WriteKind::Edit, "order", Some(key), body)
}

fn create(body: &Value) -> Write {
    write(WriteKind::Create, "order", None, body)
}

#[tokio::test]
async fn records_are_read_by_key_and_by_external_id() {
    let shop = Shop::open().await;
    let client = shop.client();
    let one = read(&client, "order", keys(&["201"])).await.unwrap();
    assert_eq!((found(&one), &value(&one[0])["number"]), (vec!["201"], &json!("201A")));
    assert!(read(&client, "order", keys(&["999"])).await.unwrap().is_empty());
    assert!(read(&client, "order", keys(&[])).await.unwrap().is_empty());
    for odd in ["zzz", "", "-1"] {
        assert!(read(&client, "order", keys(&[odd])).await.unwrap().is_empty(), "{odd}");
        let others = read(&client, "order", keys(&["201", odd, "203"])).await.unwrap();
        assert_eq!(found(&others), ["201", "203"], "{odd}");
    }
    let mut many: Vec<String> = (1000..1120).map(|key| key.to_string()).collect();
    many.extend(["201".to_owned(), "203".to_owned()]);
    let some = read(&client, "order", Selector::Keys(many)).await.unwrap();
    assert_eq!(found(&some), ["201", "203"], "in pieces of fifty");
    let by_external = Selector::Alternate("externalId".to_owned(), vec!["c-21".to_owned()]);
    let customers = read(&client, "customer", by_external).await.unwrap();
    assert_eq!(found(&customers), ["21"], "of the own shop");
    assert_eq!(read(&client, "order", Selector::All).await.unwrap().len(), 3);
    let firms = read(&client, "customerCorporate", keys(&["31"])).await.unwrap();
    assert_eq!(value(&firms[0])["nickName"], "Ромашка");
    for key in ["41", "31/41"] {
        let company = read(&client, "company", keys(&[key])).await.unwrap();
        assert_eq!(value(&company[0])["contragent"]["INN"], "0000000041", "{key}");
    }
}

#[tokio::test]
async fn customers_are_found_by_their_whole_phone() {
    let shop = Shop::open().await;
    let client = shop.client();
    let by_phone = |number: &str| {
        let inner = Filter::Equal("number".to_owned(), Operand::Text(number.to_owned()));
        Selector::Filter(Filter::Row("phones".to_owned(), Box::new(inner)))
    };
    assert_eq!(
        found(&read(&client, "customer", by_phone("+7 000 000-00-01")).await.unwrap()),
        ["21"]
    );
    assert!(read(&client, "customer", by_phone("0000001")).await.unwrap().is_empty());
    let differs = Filter::Differs("email".to_owned(), Operand::Text(String::new()));
    let error = read(&client, "customer", Selector::Filter(differs)).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unsupported);
}

#[tokio::test]
async fn the_feed_goes_on_where_it_ended() {
    let shop = Shop::open().await;
    let client = shop.client();
    let since = Cursor::Since("2024-01-01 00:00:00".to_owned());
    let first = client.changes("order", &since).await.unwrap();
    let born: Vec<&str> = first.changes.iter().map(|change| change.key.as_str()).collect();
    assert_eq!((born, first.more), (vec!["203", "201", "202"], false));
    assert!(first.changes.iter().all(|change| !change.own && change.gone.is_none()));
    assert_eq!(first.next, Cursor::After("3".to_owned()));
    let empty = client.changes("order", &first.next).await.unwrap();
    assert_eq!((empty.changes.len(), &empty.next, empty.more), (0, &first.next, false));
    client.write(&edit("201", &json!({"managerComment": "x"}))).await.unwrap();
    let own = client.changes("order", &first.next).await.unwrap().changes;
    assert_eq!(
        (own.len(), own[0].field.as_deref(), own[0].own),
        (1, Some("manager_comment"), true)
    );
    let other = shop.client_with("other-key");
    let seen = other.changes("order", &first.next).await.unwrap().changes;
    assert_eq!((seen[0].own, seen[0].source.as_str()), (false, "api"));
    let customers = client.changes("customer", &since).await.unwrap();
    assert_eq!(customers.changes.len(), 3);
}

#[tokio::test]
async fn long_feeds_come_in_pages_without_gaps() {
    let shop = Shop::open().await;
    let client = shop.client();
    for number in 0..130 {
        shop.by_hand("orders/201/edit", &json!({"managerComment": number.to_string()})).await;
    }
    let mut cursor = Cursor::Since("2024-01-01 00:00:00".to_owned());
    let (mut ids, mut pages) = (Vec::new(), 0);
    loop {
        let page = client.changes("order", &cursor).await.unwrap();
        ids.extend(page.changes.iter().map(|change| change.id.parse::<i64>().unwrap()));
        (cursor, pages) = (page.next, pages + 1);
        if !page.more {
            break;
        }
    }
    assert_eq!((pages, ids), (2, (1..=133).collect()));
}

#[tokio::test]
async fn deletions_and_merges_are_told() {
    let shop = Shop::open().await;
    shop.by_hand("orders/203/combine", &json!({"into": 201})).await;
    shop.by_hand("orders/202/delete", &json!({})).await;
    let after = Cursor::After("3".to_owned());
    let changes = shop.client().changes("order", &after).await.unwrap().changes;
    assert_eq!(changes[0].gone, Some(Gone::Merged("201".to_owned())));
    assert_eq!((changes[1].gone.clone(), changes[1].key.as_str()), (Some(Gone::Deleted), "202"));
    assert_eq!(changes[1].source, "user");
}

#[tokio::test]
async fn writes_answer_with_the_record_as_it_stands() {
    let shop = Shop::open().await;
    let client = shop.client();
    let order =
        json!({"externalId": "n-1", "items": [{"offer": {"xmlId": "socks"}, "quantity": 2}]});
    let made = client.write(&create(&order)).await.unwrap();
    let record = value(made.record.as_ref().unwrap());
    assert_eq!(
        (made.key.as_str(), &record["totalSumm"], &record["site"]),
        ("204", &json!(380), &json!("main"))
    );
    let edited = client.write(&edit("204", &json!({"delivery": {"cost": 20}}))).await.unwrap();
    assert_eq!(value(&edited.record.unwrap())["totalSumm"], 400);
    let mut elsewhere = create(&json!({}));
    elsewhere.scope = Some("second".to_owned());
    let made = client.write(&elsewhere).await.unwrap();
    assert_eq!(value(&made.record.unwrap())["site"], "second");
    let payment =
        json!({"order": {"id": 204}, "type": "card", "status": "paid", "amount": "400.00"});
    let paid = client.write(&write(WriteKind::Create, "payment", None, &payment)).await.unwrap();
    let status = json!({"status": "not-paid"});
    client.write(&write(WriteKind::Edit, "payment", Some(&paid.key), &status)).await.unwrap();
    let person = json!({"firstName": "Анна", "phones": [{"number": "+70000000002"}]});
    let person = client.write(&write(WriteKind::Create, "customer", None, &person)).await.unwrap();
    assert!(person.record.is_none() && person.key == "32");
    let stock = json!([{"xmlId": "socks", "stores": [{"code": "north", "available": 3}]}]);
    let stock = client.write(&write(WriteKind::Edit, "inventory", None, &stock)).await.unwrap();
    assert_eq!(value(&stock.record.unwrap())["processedOffersCount"], 1);
    let joined = json!({"customer": {"id": 21}});
    let joined = write(WriteKind::Create, "loyaltyAccount", None, &joined);
    assert_eq!(client.write(&joined).await.unwrap().key, "72");
    let of_customer = Selector::Alternate("customer".to_owned(), vec!["21".to_owned()]);
    assert_eq!(found(&read(&client, "loyaltyAccount", of_customer).await.unwrap()), ["72"]);
}

#[tokio::test]
async fn refusals_have_their_kinds() {
    let shop = Shop::open().await;
    let client = shop.client();
    let twin = client.write(&create(&json!({"externalId": "a-201"}))).await.unwrap_err();
    assert_eq!(twin.kind, ErrorKind::Exists);
    let wrong = json!({"status": "unheard-of", "shipmentDate": "soon"});
    let wrong = client.write(&edit("201", &wrong)).await.unwrap_err();
    assert_eq!(wrong.kind, ErrorKind::Rejected);
    let fields: Vec<&str> = wrong.fields.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(
        (wrong.message.as_str(), fields),
        ("Order is not loaded", vec!["status", "shipmentDate"])
    );
    let missing = client.write(&edit("999", &json!({}))).await.unwrap_err();
    assert_eq!(missing.kind, ErrorKind::Missing);
    for key in ["canary-key", "read-key"] {
        let error = shop.client_with(key).write(&edit("201", &json!({}))).await.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Credentials);
        assert!(!error.to_string().contains(key) && !format!("{error:?}").contains(key));
    }
    let post = write(WriteKind::Post, "order", Some("201"), &json!({}));
    assert_eq!(client.write(&post).await.unwrap_err().kind, ErrorKind::Unsupported);
    assert_eq!(client.describe("nothing").await.unwrap_err().kind, ErrorKind::Unsupported);
}

#[tokio::test]
async fn faults_are_temporary_and_pass() {
    let shop = Shop::open().await;
    let kinds = [
        ("refuse", ErrorKind::Transient),
        ("cut", ErrorKind::Transient),
        ("garble", ErrorKind::Transient),
        ("html", ErrorKind::Transient),
        ("500", ErrorKind::Transient),
        ("502", ErrorKind::Transient),
        ("lost", ErrorKind::Transient),
    ];
    for (fault, kind) in kinds {
        shop.fault(&format!("{fault}x1"));
        let error = read(&shop.client(), "order", keys(&["201"])).await.unwrap_err();
        assert_eq!(error.kind, kind, "{fault}: {error}");
        shop.fault(&format!("{fault}@POST orders/201/editx1"));
        let error = shop.client().write(&edit("201", &json!({}))).await.unwrap_err();
        assert_eq!(error.kind, kind, "{fault}: {error}");
    }
    shop.fault("lost@GET ordersx2");
    let short = Duration::from_millis(1);
    let backoff = Backoff { first: short, longest: short, attempts: 3 };
    let retry = Retry::new(shop.client(), backoff);
    assert_eq!(read(&retry, "order", keys(&["201"])).await.unwrap().len(), 1);
}

/// A refusal for too many requests did nothing, so the one request is made again, write or read;
/// what is refused again and again is told.
#[tokio::test]
async fn a_refused_request_is_made_again_by_itself() {
    let shop = Shop::open().await;
    shop.fault("503@POST orders/201/editx1");
    shop.client().write(&edit("201", &json!({"managerComment": "once"}))).await.unwrap();
    shop.fault("429@GET ordersx9");
    let error = read(&shop.client(), "order", keys(&["201"])).await.unwrap_err();
    assert_eq!(error.kind, ErrorKind::Limit, "{error}");
}

#[tokio::test]
async fn a_create_whose_answer_was_lost_is_found_by_its_external_id() {
    let shop = Shop::open().await;
    let client = shop.client();
    shop.fault("lost@orders/createx1");
    let body = json!({"externalId": "once"});
    let doubt = client.write(&create(&body)).await.unwrap_err();
    assert_eq!(doubt.kind, ErrorKind::Transient);
    let probe = Selector::Alternate("externalId".to_owned(), vec!["once".to_owned()]);
    assert_eq!(read(&client, "order", probe).await.unwrap().len(), 1);
    assert_eq!(client.write(&create(&body)).await.unwrap_err().kind, ErrorKind::Exists);
    let ledger = read_ledger(&shop.folder.path().join("crm.sqlite")).unwrap();
    assert_eq!(ledger.len(), 1);
    assert!(ledger[0].operation == "POST orders/create" && !ledger[0].body.contains("test-key"));
}

#[tokio::test]
async fn dictionaries_are_lists_of_coded_entries() {
    let shop = Shop::open().await;
    let client = shop.client();
    for what in [
        "statuses",
        "orderMethods",
        "stores",
        "users",
        "customFields",
        "legalEntities",
        "countries",
    ] {
        let text = client.describe(what).await.unwrap();
        let entries: Vec<Value> = serde_json::from_slice(&text).unwrap();
        assert!(entries.iter().all(|entry| entry["code"].is_string()), "{what}");
    }
    let users: Value = serde_json::from_slice(&client.describe("users").await.unwrap()).unwrap();
    assert_eq!((&users[0]["code"], &users[0]["name"]), (&json!("7"), &json!("Первый Менеджер")));
    let settings: Value =
        serde_json::from_slice(&client.describe("settings").await.unwrap()).unwrap();
    assert_eq!(settings["timezone"]["value"], "Europe/Moscow");
}

/// The most requests that a server saw in any second.
fn most_in_a_second(moments: &Moments) -> usize {
    let mut seen = moments.lock().unwrap().clone();
    seen.sort_unstable();
    let within = |first: &Instant| {
        seen.iter().filter(|at| *at >= first && **at - *first < Duration::from_secs(1)).count()
    };
    seen.iter().map(within).max().unwrap_or(0)
}

type Moments = Arc<Mutex<Vec<Instant>>>;

/// A shop that notes when it saw a request, and refuses none for the rate.
async fn watched() -> (Shop, Moments) {
    let moments = Moments::default();
    let seen = moments.clone();
    let between = move |request: &Request, crm: &dyn Emulator| {
        seen.lock().unwrap().push(Instant::now());
        crm.answer(request)
    };
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(seed()).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), folder.path().join(entry.file_name())).unwrap();
    }
    let account = json!({"keys": [{"key": "test-key"}], "rate": 0});
    std::fs::write(folder.path().join("account.json"), account.to_string()).unwrap();
    (Shop::altered(folder.path(), Box::new(between)).await, moments)
}

/// Reads so many times at once.
async fn read_often(client: RetailCrm, times: usize) {
    let client = Arc::new(client);
    let requests: Vec<_> = (0..times)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { read(&*client, "order", keys(&["201"])).await })
        })
        .collect();
    for request in requests {
        assert!(request.await.unwrap().is_ok());
    }
}

#[tokio::test]
async fn the_client_keeps_the_rate_of_the_api() {
    let (shop, moments) = watched().await;
    read_often(shop.client(), 25).await;
    assert_eq!(moments.lock().unwrap().len(), 25);
    assert!(most_in_a_second(&moments) <= 10, "{:?}", moments.lock().unwrap());
}

/// Each client is one process; what they share is a file.
#[tokio::test]
async fn all_processes_of_a_key_keep_one_rate() {
    let (shop, moments) = watched().await;
    tokio::join!(
        read_often(shop.client(), 9),
        read_often(shop.client(), 9),
        read_often(shop.client(), 9),
    );
    // One that comes when the others are gone.
    read_often(shop.client(), 5).await;
    assert!(most_in_a_second(&moments) <= 10, "{:?}", moments.lock().unwrap());
    let files = std::fs::read_dir(shop.folder.path()).unwrap().map(|entry| entry.unwrap().path());
    let rates: Vec<PathBuf> =
        files.filter(|path| path.to_string_lossy().contains("/rate-")).collect();
    assert_eq!(rates.len(), 1);
    assert!(!rates[0].to_string_lossy().contains("test-key"));
}

impl Shop {
    /// An edit as somebody makes it in the interface.
    async fn by_hand(&self, path: &str, body: &Value) {
        let answer = self.hand.send(HttpRequest {
            operation: path.to_owned(),
            method: "POST",
            url: format!("{}/sandbox/{path}", self.serving.url()),
            headers: Vec::new(),
            body: Some(("application/json".to_owned(), body.to_string().into_bytes())),
            deadline: Duration::from_secs(10),
        });
        let answer = answer.await.unwrap();
        assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    }
}

#[tokio::test]
async fn the_world_of_the_demo_can_be_read() {
    let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings/demo/world/crm");
    let given: Vec<Value> =
        serde_json::from_slice(&std::fs::read(seed.join("orders.json")).unwrap()).unwrap();
    let shop = Shop::of(&seed).await;
    let client = shop.client_with("demo-key");
    let orders = read(&client, "order", Selector::All).await.unwrap();
    assert_eq!(orders.len(), given.len());
    // What the world's author wrote beside the lines is what the lines come to.
    let kopecks = |sum: &Value| sum.as_f64().map(|sum| (sum * 100.0).round() as i64);
    for wanted in given {
        let order = orders.iter().map(value).find(|order| order["id"] == wanted["id"]).unwrap();
        for sum in ["totalSumm", "prepaySum"].into_iter().filter(|sum| wanted[*sum].is_number()) {
            assert_eq!(kopecks(&order[sum]), kopecks(&wanted[sum]), "{} {sum}", wanted["id"]);
        }
    }
}

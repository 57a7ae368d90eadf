//! What the emulator keeps, counts and refuses by the rules of its world.

use obmen::endpoint::emulate::{Emulator as _, Request};
use obmen::system::onec_odata::emulator::OneCEmulator;
use serde_json::{Value, json};

use super::{Base, encoded, folder};

const JSON: [(&str, &str); 1] = [("Accept", "application/json")];
const SHIPMENT: &str = "Document_РасходнаяНакладная(guid'4f5d0001-5c1e-11f0-8b1e-00155d0a1b01')";
const STOCK: &str = "AccumulationRegister_ЗапасыНаСкладах";

/// Sends a write and gives status and body.
async fn write(base: &Base, method: &'static str, path: &str, body: &Value) -> (u16, Value) {
    let target = encoded(&format!("/unf/odata/standard.odata/{path}"));
    let text = if body.is_null() { String::new() } else { body.to_string() };
    let response = base.send(method, &target, &JSON, Some(&text)).await;
    (response.status, serde_json::from_slice(&response.body).unwrap_or_default())
}

/// The balance of mugs, all warehouses together.
async fn mugs(base: &Base) -> String {
    let path = format!(
        "{STOCK}/Balance?$format=json&Dimensions='Номенклатура'\
         &Condition=Номенклатура_Key eq guid'2d3f000c-5c1e-11f0-8b1e-00155d0a1b01'"
    );
    base.values(&path, "КоличествоBalance").await.join(" ")
}

#[tokio::test]
async fn posting_moves_the_balance_and_unposting_gives_it_back() {
    let base = Base::start(&[]).await;
    assert_eq!(mugs(&base).await, "144");
    assert_eq!(write(&base, "POST", &format!("{SHIPMENT}/Unpost"), &Value::Null).await.0, 200);
    assert_eq!(mugs(&base).await, "184");
    assert!(base.values(&format!("{STOCK}?$format=json"), "Recorder").await.is_empty());
    assert_eq!(write(&base, "POST", &format!("{SHIPMENT}/Post"), &Value::Null).await.0, 200);
    // Posting again replaces the movements, it does not repeat them.
    assert_eq!(write(&base, "GET", &format!("{SHIPMENT}/Post"), &Value::Null).await.0, 200);
    assert_eq!(mugs(&base).await, "144");
    let moved = base.values(&format!("{STOCK}_RecordType?$format=json"), "Количество").await;
    assert_eq!(moved, ["40", "10"]);
}

#[tokio::test]
async fn writes_are_refused_by_the_rules_of_the_world() {
    let base = Base::start(&[]).await;
    let order = "Document_ЗаказПокупателя(guid'1f2a0002-5c1e-11f0-8b1e-00155d0a1b01')";
    let text = |body: &Value| body["odata.error"]["message"]["value"].as_str().unwrap().to_owned();
    let (status, body) = write(&base, "PATCH", order, &json!({ "Запасы": [] })).await;
    assert_eq!((status, text(&body).as_str()), (500, "Документ проведен, состав изменить нельзя"));
    let marked = "Document_ЗаказПокупателя(guid'1f2a0004-5c1e-11f0-8b1e-00155d0a1b01')/Post";
    let (status, body) = write(&base, "POST", marked, &Value::Null).await;
    assert_eq!(status, 500);
    assert!(text(&body).contains("Помеченный на удаление"));
    let cases = [
        json!({ "Date": "вчера" }),
        json!({ "СуммаНДСДоставки": "много" }),
        json!({ "Запасы": [{ "Цена": true }] }),
        json!({ "СостояниеЗаказа": "x", "СостояниеЗаказа_Type": "StandardODATA.Catalog_X" }),
    ];
    for body in cases {
        let (status, answer) = write(&base, "POST", "Document_ЗаказПокупателя", &body).await;
        assert_eq!((status, &answer["odata.error"]["code"]), (400, &json!("4")), "{body}");
    }
    assert_eq!(base.ledger(), [], "a refused write is not in the ledger");
}

#[tokio::test]
async fn a_new_record_gets_what_it_lacks() {
    let base = Base::start(&[]).await;
    let body = json!({ "Description": "Кружка", "Нет": 1, "Вес": "1.50", "Parent_Key": null });
    let (status, record) = write(&base, "POST", "Catalog_Номенклатура", &body).await;
    assert_eq!(status, 201);
    assert_eq!(record["Вес"], 1.5);
    assert_eq!(record["Parent_Key"], "00000000-0000-0000-0000-000000000000");
    assert_eq!(record["PredefinedDataName"], "");
    assert!(record.get("Нет").is_none(), "members that are not known are passed over");
    assert_eq!(record["Code"].as_str().unwrap().chars().count(), 11);
    assert_ne!(record["Ref_Key"], record["Parent_Key"]);
    let again = json!({ "Ref_Key": record["Ref_Key"] });
    let (status, body) = write(&base, "POST", "Catalog_Номенклатура", &again).await;
    assert_eq!((status, &body["odata.error"]["code"]), (400, &json!("15")));
}

#[tokio::test]
async fn a_world_is_met_as_it_was_left() {
    let state = tempfile::tempdir().unwrap();
    let file = state.path().join("erp.sqlite");
    let path = encoded("/sandbox/Catalog_Валюты(guid'83950001-5c1e-11f0-8b1e-00155d0a1b01')");
    let request = |method: &str, body: &str| Request {
        method: method.to_owned(),
        path: path.clone(),
        body: body.as_bytes().to_vec(),
        ..Default::default()
    };
    let version = |body: &[u8]| {
        let record: Value = serde_json::from_slice(body).unwrap();
        (record["Description"].clone(), record["DataVersion"].clone())
    };
    let first = OneCEmulator::open(&folder(), &file).unwrap();
    let before = version(&first.answer(&request("GET", "")).body);
    let written = version(&first.answer(&request("PATCH", r#"{"Description":"USDT"}"#)).body);
    assert_ne!(before.1, written.1, "a write changes the version");
    drop(first);
    let second = OneCEmulator::open(&folder(), &file).unwrap();
    assert_eq!(version(&second.answer(&request("GET", "")).body), written);
    let ledger = second.ledger().unwrap();
    assert_eq!(ledger.len(), 1);
    assert_eq!(ledger[0].operation, "sandbox PATCH Catalog_Валюты");
    let next = version(&second.answer(&request("PATCH", "{}")).body);
    assert_ne!(next.1, written.1);
}

#[test]
fn a_wrong_seed_is_told_with_its_place() {
    let cases = [
        ("Catalog_Валюты.json", r#"[{"Code":"643"},{"Code":643}]"#, "#2: Code"),
        ("Catalog_Валюты.json", r#"[{"Нет":1}]"#, "#1: Нет"),
        ("Catalog_Валюты.json", r#"{"values":[]}"#, "expected an array"),
        ("Catalog_Нет.json", "[]", "no such set"),
        ("Catalog_Валюты.json", "[{},{}]", "is there already"),
        ("Catalog_Контрагенты_КонтактнаяИнформация.json", "[]", "Catalog_Контрагенты"),
        ("posting.yaml", "entities: { Catalog_Валюты: { stamp: [Нет] } }", "no field Нет"),
        ("posting.yaml", "entities: { Нет: {} }", "no such set"),
        ("base.yaml", "user: a\npassword: b\nport: 1\n", "port"),
    ];
    for (name, text, wanted) in cases {
        let world = tempfile::tempdir().unwrap();
        std::fs::copy(folder().join("metadata.edmx"), world.path().join("metadata.edmx")).unwrap();
        std::fs::write(world.path().join("base.yaml"), "user: a\npassword: b\n").unwrap();
        std::fs::write(world.path().join(name), text).unwrap();
        let Err(error) = OneCEmulator::open(world.path(), &world.path().join("state")) else {
            panic!("{name} with {text} was taken")
        };
        let error = error.to_string();
        assert!(error.contains(wanted) && error.contains(name), "{name}: {error}");
    }
}

/// Requests that are nearly right: parts of right ones left out, doubled and swapped. Whatever
/// comes, the emulator answers; a panic would fail this test.
#[test]
fn damaged_requests_are_answered() {
    let state = tempfile::tempdir().unwrap();
    let emulator = OneCEmulator::open(&folder(), &state.path().join("erp.sqlite")).unwrap();
    let right = [
        "Document_ЗаказПокупателя?$filter=Запасы/any(r: r/Цена gt 100) and not (Number eq 'x''y')&$select=Number,Запасы/Цена,*____Presentation&$expand=Контрагент/Parent,СостояниеЗаказа/Catalog_СостоянияЗаказовПокупателей/*&$orderby=Контрагент_Key desc,Date&$top=2&$skip=1&$inlinecount=allpages",
        "Document_ЗаказПокупателя(guid'1f2a0001-5c1e-11f0-8b1e-00155d0a1b01')/Контрагент?$select=**,Code",
        "AccumulationRegister_ЗапасыНаСкладах/Balance(Condition='СтруктурнаяЕдиница_Key eq guid''4f510001-5c1e-11f0-8b1e-00155d0a1b01''',Dimensions='Номенклатура')/$count",
        "InformationRegister_ЦеныНоменклатуры/SliceLast(Period=datetime'2025-06-02T00:00:00')?Condition=like(substring(ЕдиницаИзмерения_Type, 2, 5), '%a_') or round(Цена sub 0.5) ge -1",
        "InformationRegister_ДополнительныеСведения?$filter=Объект eq cast(guid'1f2a0001-5c1e-11f0-8b1e-00155d0a1b01','Document_ЗаказПокупателя') and isof(Значение,'Edm.String')",
    ];
    let mut seed = 20_250_917_u64;
    let mut next = |limit: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(seed >> 33).unwrap() % limit.max(1)
    };
    let mut refused = 0;
    for round in 0..500 {
        let mut chars: Vec<char> = right[round % right.len()].chars().collect();
        for _ in 0..=next(3) {
            let (from, length) = (next(chars.len()), next(12));
            let until = (from + length).min(chars.len());
            let part: Vec<char> = chars.drain(from..until).collect();
            let at = next(chars.len() + 1);
            match next(3) {
                0 => {}
                1 => drop(chars.splice(at..at, part)),
                _ => drop(chars.splice(at..at, part.repeat(2))),
            }
        }
        let text = encoded(&chars.into_iter().collect::<String>());
        let (path, query) = text.split_once('?').unwrap_or((&text, ""));
        let methods = ["GET", "GET", "POST", "PATCH"];
        let request = Request {
            method: methods[next(methods.len())].to_owned(),
            path: format!("/sandbox/{path}"),
            query: query.to_owned(),
            body: br#"{"Number":null,"@a":[],"Ref_Key":"x"}"#[next(6)..].to_vec(),
            ..Default::default()
        };
        let answer = emulator.answer(&request);
        assert!((200..=501).contains(&answer.status), "{text}: {}", answer.status);
        refused += usize::from(answer.status >= 400);
    }
    assert!(refused > 150, "most damage is noticed: {refused}");
}

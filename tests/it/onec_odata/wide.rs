//! What clients of others meet beyond our own: Atom, exchange plans, totals of periods, loading,
//! hidden records, sessions.

use serde_json::{Value, json};

use super::{Base, encoded};

const NODE: &str = "f0f80002-5c1e-11f0-8b1e-00155d0a1b01";
const INVOICE: &str = "4f5d0001-5c1e-11f0-8b1e-00155d0a1b01";
const CUP: &str = "2d3f000c-5c1e-11f0-8b1e-00155d0a1b01";

impl Base {
    /// Sends a request below the service root and gives status and text.
    async fn ask(
        &self,
        method: &'static str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<&str>,
    ) -> (u16, String) {
        let target = format!("/unf/odata/standard.odata/{}", encoded(path));
        let answer = self.send(method, &target, headers, body).await;
        (answer.status, String::from_utf8(answer.body).expect("a text"))
    }

    async fn json(&self, path: &str) -> Value {
        let (status, text) = self.ask("GET", path, &[("Accept", "application/json")], None).await;
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Calls a method of the exchange plan for a node and a message.
    async fn exchange(&self, method: &str, number: u32) -> (u16, String) {
        let root = format!("{}/unf/odata/standard.odata", self.serving.url());
        let point = format!("'{root}/ExchangePlan_Обмен(guid'{NODE}')'");
        let path = format!("{method}?DataExchangePoint={point}&MessageNo={number}");
        self.ask("POST", &path, &[], None).await
    }
}

/// The code and the text of a refusal in JSON.
fn refusal(text: &str) -> (String, String) {
    let body: Value = serde_json::from_str(text).expect("JSON");
    let error = &body["odata.error"];
    let part = |value: &Value| value.as_str().expect("a text").to_owned();
    (part(&error["code"]), part(&error["message"]["value"]))
}

#[tokio::test]
async fn who_does_not_say_gets_atom() {
    let base = Base::start(&[]).await;
    let path = "Catalog_Валюты?$top=1&$inlinecount=allpages&$orderby=Code";
    let (status, feed) = base.ask("GET", path, &[], None).await;
    assert_eq!(status, 200, "{feed}");
    assert!(feed.starts_with("<?xml"), "{feed}");
    for part in ["<m:count>", "<entry>", "<m:properties><d:Ref_Key>", "rel=\"edit\""] {
        assert!(feed.contains(part), "{part} in {feed}");
    }
    let order = "Document_ЗаказПокупателя(guid'1f2a0001-5c1e-11f0-8b1e-00155d0a1b01')";
    let (_, entry) = base.ask("GET", &format!("{order}?$format=atom"), &[], None).await;
    let rows = "<d:Запасы m:type=\"Collection(StandardODATA.Document_ЗаказПокупателя_Запасы_RowType)\">\
                <d:element m:type=\"StandardODATA.Document_ЗаказПокупателя_Запасы_RowType\"><d:Ref_Key>";
    assert!(entry.contains(rows), "{entry}");
    let expand = format!("{order}?$expand=Контрагент&$select=Number,Контрагент");
    let (_, entry) = base.ask("GET", &expand, &[], None).await;
    assert!(entry.contains("<m:inline><entry>") && entry.contains("<d:Number>СВ-"), "{entry}");
    let (_, value) = base.ask("GET", &format!("{order}/Number"), &[], None).await;
    assert!(value.contains(">СВ-00000101</d:Number>"), "{value}");
    let (_, services) = base.ask("GET", "", &[], None).await;
    assert!(services.contains("<collection href=\"Catalog_Валюты\">"), "{services}");
    let (status, error) = base.ask("GET", "Catalog_Нет", &[], None).await;
    assert!(status == 404 && error.contains("<m:code>8</m:code>"), "{error}");
    let (status, error) = base.ask("GET", "Catalog_Валюты?$format=csv", &[], None).await;
    assert!(status == 406 && error.contains("<m:code>3</m:code>"), "{error}");
}

#[tokio::test]
async fn atom_entries_are_written() {
    let base = Base::start(&[]).await;
    let entry = |fields: &str| {
        format!(
            "<?xml version=\"1.0\"?><entry xmlns=\"http://www.w3.org/2005/Atom\" xmlns:d=\"d\" \
             xmlns:m=\"m\"><content type=\"application/xml\"><m:properties>{fields}\
             </m:properties></content></entry>"
        )
    };
    let order = "<d:Date>2025-09-17T10:00:00</d:Date><d:Комментарий>а &amp; б</d:Комментарий>\
        <d:Запасы m:type=\"Collection(R)\"><d:element><d:Количество>2</d:Количество>\
        <d:Всего>900</d:Всего></d:element></d:Запасы>";
    let (status, text) =
        base.ask("POST", "Document_ЗаказПокупателя", &[], Some(&entry(order))).await;
    assert_eq!(status, 201, "{text}");
    assert!(text.contains("<d:СуммаДокумента>900</d:СуммаДокумента>"), "{text}");
    let found = base.json("Document_ЗаказПокупателя?$filter=startswith(Комментарий,'а ')").await;
    assert_eq!(found["value"][0]["Комментарий"], "а & б");
    let key = found["value"][0]["Ref_Key"].as_str().expect("a key");
    let mark = entry("<d:DeletionMark m:type=\"Edm.Boolean\">true</d:DeletionMark>");
    let path = format!("Document_ЗаказПокупателя(guid'{key}')");
    assert_eq!(base.ask("PATCH", &path, &[], Some(&mark)).await.0, 200);
    assert_eq!(base.json(&path).await["DeletionMark"], true);
    let (status, text) = base.ask("POST", "Catalog_Валюты", &[], Some("<entry>")).await;
    assert!(status == 400 && text.contains("<m:code>2</m:code>"), "{text}");
}

#[tokio::test]
async fn an_exchange_plan_tells_a_node_what_changed() {
    let base = Base::start(&[]).await;
    let (status, empty) = base.exchange("SelectChanges", 93).await;
    assert!(status == 200 && !empty.contains("<entry>"), "{empty}");
    let reason = json!({"Description": "Передумал"}).to_string();
    let header = [("Accept", "application/json")];
    let (_, made) = base.ask("POST", "Catalog_ПричиныОтменыЗаказа", &header, Some(&reason)).await;
    let made: Value = serde_json::from_str(&made).expect("JSON");
    let address =
        format!("Catalog_ПричиныОтменыЗаказа(guid'{}')", made["Ref_Key"].as_str().expect("a key"));
    base.ask("POST", &format!("Document_РасходнаяНакладная(guid'{INVOICE}')/Unpost"), &[], None)
        .await;
    let (_, packet) = base.exchange("SelectChanges", 93).await;
    assert_eq!(packet.matches("<entry>").count(), 3, "{packet}");
    assert!(packet.contains("<d:Description>Передумал</d:Description>"), "{packet}");
    let emptied = "<d:RecordSet m:type=\"Collection(StandardODATA.AccumulationRegister_ЗапасыНаСкладах_RowType)\"></d:RecordSet>";
    assert!(packet.contains(emptied), "{packet}");
    // A change after the packet waits for the next one, whatever is confirmed.
    assert_eq!(base.ask("DELETE", &address, &[], None).await.0, 204);
    assert_eq!(base.exchange("NotifyChangesReceived", 93).await, (200, String::new()));
    let node = base.json(&format!("ExchangePlan_Обмен(guid'{NODE}')")).await;
    assert_eq!((&node["SentNo"], &node["ReceivedNo"]), (&json!("93"), &json!("93")));
    let (_, packet) = base.exchange("SelectChanges", 94).await;
    assert_eq!(packet.matches("<entry>").count(), 0, "{packet}");
    assert!(packet.contains("<at:deleted-entry ref="), "{packet}");
    let (status, text) = base.ask("POST", "SelectChanges?MessageNo=1", &header, None).await;
    assert_eq!((status, refusal(&text).0.as_str()), (400, "12"));
    assert_eq!(base.ask("GET", "SelectChanges?MessageNo=1", &header, None).await.0, 405);
}

#[tokio::test]
async fn loading_passes_over_the_handlers() {
    let base = Base::start(&[]).await;
    let load = [("Accept", "application/json"), ("1C_OData-DataLoadMode", "true")];
    let old = json!({"Date": "2024-01-01T00:00:00"}).to_string();
    let (status, _) = base.ask("POST", "Document_ЗаказПокупателя", &load[..1], Some(&old)).await;
    assert_eq!(status, 500, "the period is closed");
    let (status, text) = base.ask("POST", "Document_ЗаказПокупателя", &load, Some(&old)).await;
    assert_eq!(status, 201, "{text}");
    let made: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(made["Number"], "", "no number was given");
    let reason = json!({"Description": "x"}).to_string();
    base.ask("POST", "Catalog_ПричиныОтменыЗаказа", &load, Some(&reason)).await;
    let (_, packet) = base.exchange("SelectChanges", 93).await;
    assert!(!packet.contains("<entry>"), "nothing is registered: {packet}");
}

#[tokio::test]
async fn totals_are_those_of_the_period() {
    let base = Base::start(&[]).await;
    let one = |field: &'static str| {
        move |body: &Value| {
            assert_eq!(body["value"].as_array().map(Vec::len), Some(1), "{body}");
            body["value"][0][field].clone()
        }
    };
    let register = "AccumulationRegister_ЗапасыНаСкладах";
    let cup = format!("Condition='Номенклатура_Key eq guid''{CUP}''',Dimensions='Номенклатура'");
    let now = base.json(&format!("{register}/Balance({cup})")).await;
    assert_eq!(one("КоличествоBalance")(&now), 144);
    let before = "Period=datetime'2025-09-15T12:00:00'";
    let then = base.json(&format!("{register}/Balance({before},{cup})")).await;
    assert_eq!(one("КоличествоBalance")(&then), 184);
    let day = "StartPeriod=datetime'2025-09-15T00:00:00',EndPeriod=datetime'2025-09-15T23:59:59'";
    let moved = base.json(&format!("{register}/Turnovers({day},{cup})")).await;
    assert_eq!(one("КоличествоExpense")(&moved), 40);
    assert_eq!(one("КоличествоTurnover")(&moved), -40);
    let both = base.json(&format!("{register}/BalanceAndTurnovers({day},{cup})")).await;
    let row = &both["value"][0];
    let found = ["OpeningBalance", "Turnover", "Receipt", "Expense", "ClosingBalance"]
        .map(|ending| row[format!("Количество{ending}")].clone());
    assert_eq!(found, [184, -40, 0, 40, 144].map(Value::from));
    let later = "StartPeriod=datetime'2025-10-01T00:00:00'";
    let none = base.json(&format!("{register}/Turnovers({later})")).await;
    assert_eq!(none["value"], json!([]));
    let wrong = format!("{register}/Balance(Condition='Количество gt 0')");
    let (status, text) = base.ask("GET", &wrong, &[("Accept", "application/json")], None).await;
    assert_eq!((status, refusal(&text).0.as_str()), (500, "-1"), "{text}");
}

#[tokio::test]
async fn slices_of_registers_with_a_recorder_are_of_their_rows() {
    let base = Base::start(&[]).await;
    let register = "InformationRegister_ЦеныПоДокументам_RecordType";
    let prices = |body: Value| -> Vec<Value> {
        body["value"].as_array().expect("rows").iter().map(|row| row["Цена"].clone()).collect()
    };
    let last = base.json(&format!("{register}/SliceLast()")).await;
    assert_eq!(prices(last), [450, 990]);
    let then = "SliceLast(Period=datetime'2025-09-06T00:00:00')";
    assert_eq!(prices(base.json(&format!("{register}/{then}")).await), [400, 990]);
}

#[tokio::test]
async fn constants_and_dates_are_served() {
    let base = Base::start(&[]).await;
    let constant = "Constant_ЗаголовокСистемы(guid'00000000-0000-0000-0000-000000000000')";
    let header = [("Accept", "application/json")];
    let title = json!({"Value": "Магазин"}).to_string();
    let (status, text) = base.ask("PATCH", constant, &header, Some(&title)).await;
    assert_eq!(status, 200, "{text}");
    assert_eq!(base.json(&format!("{constant}/Value")).await["value"], "Магазин");
    for (condition, wanted) in [
        ("dayofyear(Date) eq 255", 2),
        ("quarter(Date) eq 3", 4),
        ("dayofweek(datetime'2025-09-15T00:00:00') eq 1", 4),
        ("dateadd(Date, 'day', 1) gt datetime'2025-09-14T00:00:00'", 2),
        ("datedifference(Date, datetime'2025-09-14T00:00:00', 'day') eq 2", 2),
        ("round(СуммаДокумента div 3, 2) eq 1166.67", 1),
    ] {
        let path = format!("Document_ЗаказПокупателя?$filter={condition}&$select=Number,Date");
        let found = base.json(&path).await;
        assert_eq!(found["value"].as_array().map(Vec::len), Some(wanted), "{condition}: {found}");
    }
    let (status, _) = base
        .ask(
            "GET",
            "AccumulationRegister_ЗапасыНаСкладах?$filter=Period ge datetime'2025-01-01T00:00:00'",
            &header,
            None,
        )
        .await;
    assert_eq!(status, 400);
    let (status, _) = base
        .ask("GET", "AccumulationRegister_ЗапасыНаСкладах?$filter=RecordSet/Period ge datetime'2025-01-01T00:00:00'", &header, None)
        .await;
    assert_eq!(status, 500);
}

#[tokio::test]
async fn hidden_records_fail_a_request_that_meets_them() {
    let hidden = "hidden: { Document_ЗаказПокупателя: \"Number eq 'СВ-00000103'\" }";
    let base = Base::start_with(&[], hidden).await;
    let header = [("Accept", "application/json")];
    let (status, text) = base.ask("GET", "Document_ЗаказПокупателя", &header, None).await;
    assert_eq!((status, refusal(&text).0.as_str()), (401, "20"));
    for option in ["allowedOnly=true", "$allowedOnly=true", "$filter=Number eq 'СВ-00000101'"] {
        let path = format!("Document_ЗаказПокупателя?{option}&$select=Number");
        let found = base.json(&path).await;
        assert!(!found.to_string().contains("00000103"), "{option}: {found}");
    }
}

#[tokio::test]
async fn a_base_without_a_free_session_refuses() {
    let base = Base::start_with(&[], "sessions: 0").await;
    let (status, text) = base.ask("GET", "Catalog_Валюты", &[], None).await;
    let body: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((status, &body["exception"]["reason"]), (403, &json!(403)));
    assert!(body["exception"]["inner"]["descr"].as_str().is_some_and(|it| it.contains("сеанс")));
}

#[tokio::test]
async fn a_long_address_ends_at_the_web_server() {
    let base = Base::start_with(&[], "iis: true").await;
    let long = "Number eq 'x' or ".repeat(200);
    let path = format!("Document_ЗаказПокупателя?$filter={long}true");
    let (status, page) = base.ask("GET", &path, &[], None).await;
    assert!(status == 404 && page.contains("404.15"), "{page}");
    let keys = "Номенклатура_Key eq guid''2d3f000c-5c1e-11f0-8b1e-00155d0a1b01'' or ".repeat(4);
    let path = format!("AccumulationRegister_ЗапасыНаСкладах/Balance(Condition='{keys}')");
    let (status, page) = base.ask("GET", &path, &[], None).await;
    assert!(status == 400 && page.contains("Invalid URL"), "{page}");
    assert_eq!(base.ask("GET", "Catalog_Валюты", &[], None).await.0, 200);
}

#[tokio::test]
async fn a_property_is_named_once() {
    let base = Base::start(&[]).await;
    let header = [("Accept", "application/json")];
    let body = r#"{"Description": "a", "Description": "b"}"#;
    let (status, text) = base.ask("POST", "Catalog_Валюты", &header, Some(body)).await;
    assert_eq!((status, refusal(&text).0.as_str()), (400, "18"), "{text}");
}

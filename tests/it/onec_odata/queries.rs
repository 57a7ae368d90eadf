//! What can be asked of the emulator, and how it refuses.

use serde_json::Value;

use super::Base;

const ORDERS: &str = "Document_ЗаказПокупателя";
const ALL: [&str; 4] = ["СВ-00000101", "СВ-00000102", "СВ-00000103", "СВ-00000104"];

/// Numbers of the orders that a filter finds, in their order.
async fn numbers(base: &Base, filter: &str) -> Vec<String> {
    let path = format!("{ORDERS}?$format=json&$filter={filter}&$select=Number&$orderby=Number");
    base.values(&path, "Number").await
}

#[tokio::test]
async fn filters_find_what_they_name() {
    let base = Base::start(&[]).await;
    let key = "1f2a0001-5c1e-11f0-8b1e-00155d0a1b01";
    let finished = "61730004-5c1e-11f0-8b1e-00155d0a1b01";
    let mug = "2d3f000c-5c1e-11f0-8b1e-00155d0a1b01";
    let cases: [(String, &[usize]); 17] = [
        (format!("Ref_Key eq guid'{key}'"), &[0]),
        ("Number eq 'СВ-00000102' or Number eq 'СВ-00000103'".into(), &[1, 2]),
        ("Posted eq true and not (DeletionMark eq true)".into(), &[0, 1, 2]),
        ("СуммаДокумента gt 1490 and СуммаДокумента le 27200".into(), &[0, 1]),
        ("СуммаДокумента sub 10 eq 440".into(), &[3]),
        ("Date ge datetime'2025-09-13T00:00:00'".into(), &[2, 3]),
        ("day(Date) eq 14 and startswith(Number, 'СВ')".into(), &[3]),
        ("substringof('104', Number)".into(), &[3]),
        ("endswith(НомерВходящегоДокумента, '2C')".into(), &[0]),
        ("like(Number, '%10_') and Number ne 'СВ-00000101'".into(), &[1, 2, 3]),
        (
            format!(
                "СостояниеЗаказа eq cast(guid'{finished}','Catalog_СостоянияЗаказовПокупателей')"
            ),
            &[1, 2],
        ),
        // A bare GUID is never the value of a composite field.
        (format!("СостояниеЗаказа eq guid'{finished}'"), &[]),
        ("isof(СостояниеЗаказа,'Catalog_СостоянияЗаказовПокупателей')".into(), &[0, 1, 2, 3]),
        ("Контрагент/ВидКонтрагента eq 'ЮридическоеЛицо'".into(), &[1]),
        ("Запасы/any(r: r/Цена ge 1000)".into(), &[1, 2]),
        (
            format!(
                "Запасы/any(r: r/Номенклатура eq cast(guid'{mug}','Catalog_Номенклатура') and r/Количество ge 40)"
            ),
            &[1],
        ),
        ("Запасы/all(r: r/Количество eq 1)".into(), &[2, 3]),
    ];
    for (filter, places) in cases {
        let wanted: Vec<&str> = places.iter().map(|at| ALL[*at]).collect();
        assert_eq!(numbers(&base, &filter).await, wanted, "{filter}");
    }
}

#[tokio::test]
async fn wrong_requests_are_refused_with_the_codes_of_the_interface() {
    let base = Base::start(&[]).await;
    let filter = |text: &str| format!("{ORDERS}?$format=json&$filter={text}");
    let cases = [
        (filter("Нет eq 1"), 400, "14"),
        (filter("length(Number) eq 1"), 400, "14"),
        (filter("Number+eq+'1'"), 400, "14"),
        (filter("Контрагент_Key gt guid'1f2a0001-5c1e-11f0-8b1e-00155d0a1b01'"), 500, "-1"),
        (filter("Number eq 1"), 500, "-1"),
        (filter("Запасы/Цена gt 1"), 500, "-1"),
        (filter("Запасы/any(r: r/Нет eq 1)"), 400, "14"),
        (format!("{ORDERS}?$format=json&$orderby=Нет"), 400, "14"),
        (format!("{ORDERS}?$format=json&$top=много"), 400, "14"),
        (format!("{ORDERS}?$format=json&$select=Нет"), 400, "14"),
        (format!("{ORDERS}(guid'1')?$format=json"), 400, "6"),
        ("InformationRegister_ЦеныНоменклатуры(ВидЦен_Key=guid'50620001-5c1e-11f0-8b1e-00155d0a1b01')?$format=json".into(), 400, "7"),
        (format!("{ORDERS}(guid'1f2a0001-5c1e-11f0-8b1e-00155d0a1b01')/Нет?$format=json"), 404, "10"),
        ("AccumulationRegister_ЗапасыНаСкладах?$format=json&$filter=Period ge datetime'2025-01-01T00:00:00'".into(), 400, "14"),
        ("AccumulationRegister_ЗапасыНаСкладах?$format=json&$filter=RecordSet/Period ge datetime'2025-01-01T00:00:00'".into(), 500, "-1"),
    ];
    for (path, status, code) in cases {
        let response = base.get(&path).await;
        let body: Value = serde_json::from_slice(&response.body).unwrap();
        assert_eq!(
            (response.status, &body["odata.error"]["code"]),
            (status, &code.into()),
            "{path}"
        );
    }
    let target = "/unf/odata/standard.odata/Catalog_%D0%92%D0%B0%D0%BB%D1%8E%D1%82%D1%8B";
    let table = base.send("GET", target, &[("Accept", "text/csv")], None).await;
    assert_eq!(table.status, 406, "no such form");
}

#[tokio::test]
async fn lists_are_ordered_paged_and_counted() {
    let base = Base::start(&[]).await;
    let path = |rest: &str| format!("{ORDERS}?$format=json&$select=Number&{rest}");
    let found = base.values(&path("$orderby=СуммаДокумента desc&$top=2"), "Number").await;
    assert_eq!(found, [ALL[1], ALL[0]]);
    let found = base.values(&path("$orderby=Posted,Date desc&$skip=1"), "Number").await;
    assert_eq!(found, [ALL[2], ALL[1], ALL[0]]);
    let response = base.get(&path("$filter=Posted eq true&$inlinecount=allpages&$top=1")).await;
    let body: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(body["odata.count"], "3");
    let count = base.get(&format!("{ORDERS}/$count?$filter=Posted eq true")).await;
    assert_eq!(String::from_utf8(count.body).unwrap(), "\u{feff}3");
}

#[tokio::test]
async fn members_are_chosen_and_references_followed() {
    let base = Base::start(&[]).await;
    let key = "(guid'1f2a0001-5c1e-11f0-8b1e-00155d0a1b01')";
    let get = async |rest: &str| -> Value {
        let response = base.get(&format!("{ORDERS}{key}{rest}")).await;
        assert_eq!(response.status, 200, "{rest}");
        serde_json::from_slice(&response.body).unwrap()
    };
    let none = "$format=application/json;odata=nometadata";
    let found =
        get(&format!("?{none}&$select=Number,Запасы/Цена,Контрагент____Presentation")).await;
    assert_eq!(found["Запасы"][0], serde_json::json!({ "Цена": 990 }));
    assert!(found["Контрагент____Presentation"].as_str().unwrap().starts_with("Иванов"));
    assert_eq!(found.as_object().unwrap().len(), 3, "{found}");
    let found = get(&format!("?{none}&$select=**")).await;
    assert!(found.get("Запасы").is_none() && found.get("Number").is_some());
    let found = get(&format!("?{none}&$expand=Контрагент")).await;
    assert_eq!(found["Контрагент"]["Ref_Key"], found["Контрагент_Key"]);
    let found = get("/Контрагент?$format=json&$select=Code").await;
    assert!(found["odata.metadata"].as_str().unwrap().ends_with("#Catalog_Контрагенты/@Element"));
    let found = get("/Number?$format=json").await;
    assert_eq!(found["value"], ALL[0]);
    let found = get("?$format=json").await;
    let link = found["Контрагент@navigationLinkUrl"].as_str().unwrap();
    assert_eq!(link, format!("{ORDERS}{key}/Контрагент"));
}

#[tokio::test]
async fn rows_can_be_read_as_a_set_of_their_own() {
    let base = Base::start(&[]).await;
    let path = "Catalog_Контрагенты_КонтактнаяИнформация?$format=json\
                &$filter=Тип eq 'Телефон'&$orderby=Ref_Key,LineNumber";
    let owners = base.values(path, "Ref_Key").await;
    assert!(!owners.is_empty());
    let path = "AccumulationRegister_ЗапасыНаСкладах_RecordType?$format=json&$filter=RecordType eq 'Expense'";
    assert_eq!(base.values(path, "LineNumber").await, ["1", "2"]);
    let target =
        super::encoded("/unf/odata/standard.odata/Catalog_Контрагенты_КонтактнаяИнформация");
    let json = [("Accept", "application/json")];
    let refused = base.send("POST", &target, &json, Some("{}")).await;
    assert!(String::from_utf8(refused.body).unwrap().contains("\"code\":\"13\""));
}

#[tokio::test]
async fn the_service_document_and_the_metadata_are_given() {
    let base = Base::start(&[]).await;
    let names = base.values("?$format=json", "name").await;
    assert!(names.iter().any(|name| name == ORDERS));
    let metadata = base.get("$metadata").await;
    assert_eq!(metadata.header("content-type"), Some("application/xml;charset=utf-8"));
    assert_eq!(metadata.body, std::fs::read(super::folder().join("metadata.edmx")).unwrap());
}

#[tokio::test]
async fn slices_end_at_their_period() {
    let base = Base::start(&[]).await;
    let path = |function: &str| {
        format!("InformationRegister_ЦеныНоменклатуры/{function}?$format=json&$filter=Цена gt 0")
    };
    let all = base.values(&path("SliceLast"), "Цена").await.len();
    let early = path("SliceLast(Period=datetime'2025-06-02T00:00:00')");
    assert_eq!(base.values(&early, "Цена").await, ["420"]);
    let first = base.values(&path("SliceFirst()"), "Цена").await;
    assert_eq!(first.len(), all);
    assert!(first.contains(&"420".to_owned()));
}

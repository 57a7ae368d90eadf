//! What is written: forms as the API wants them, parts of corporate customers, refusals, and what is
//! found again after an answer was lost.

use super::*;

/// A shop that notes the requests to write, with their forms.
async fn noting() -> (Shop, Arc<Mutex<Vec<String>>>) {
    let noted = Arc::new(Mutex::new(Vec::new()));
    let notes = noted.clone();
    let between = move |request: &Request, crm: &dyn Emulator| {
        if request.method == "POST" {
            let path = request.path.trim_start_matches("/api/v5/");
            let body = String::from_utf8_lossy(&request.body).into_owned();
            let fields = body.split('&').map(|field| field.split('=').next().unwrap());
            let fields = fields.collect::<Vec<_>>().join(",");
            let query = if request.query.is_empty() { "" } else { " QUERY" };
            assert!(!body.contains("test-key") && !request.query.contains("test-key"));
            notes.lock().unwrap().push(format!("{path}{query} {fields}"));
        }
        crm.answer(request)
    };
    (Shop::altered(&seed(), Box::new(between)).await, noted)
}

async fn parts(shop: &Shop, path: &str) -> Vec<Value> {
    let url = format!("{}/api/v5/customers-corporate/{path}?by=id", shop.serving.url());
    let answer = shop.hand.send(HttpRequest {
        operation: path.to_owned(),
        method: "GET",
        url,
        headers: vec![("X-API-KEY".to_owned(), "test-key".to_owned())],
        body: None,
        deadline: Duration::from_secs(10),
    });
    let answer: Value = serde_json::from_slice(&answer.await.unwrap().body).unwrap();
    answer[path.rsplit('/').next().unwrap()].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_write_is_a_form_with_the_site_the_record_and_what_the_id_is() {
    let (shop, noted) = noting().await;
    let client = shop.client();
    client.write(&create(&json!({}))).await.unwrap();
    client.write(&edit("201", &json!({"managerComment": "x"}))).await.unwrap();
    let person = json!({"firstName": "Анна"});
    client.write(&write(WriteKind::Create, "customer", None, &person)).await.unwrap();
    client.write(&write(WriteKind::Edit, "customer", Some("21"), &person)).await.unwrap();
    let told = noted.lock().unwrap().clone();
    let wanted = [
        "orders/create site,order",
        "orders/201/edit site,order,by",
        "customers/create site,customer",
        "customers/21/edit site,customer,by",
    ];
    assert_eq!(told, wanted);
    let found = read(&client, "customer", keys(&["21"])).await.unwrap();
    assert_eq!(value(&found[0])["firstName"], "Анна");
}

#[tokio::test]
async fn a_corporate_customer_is_made_with_its_parts_and_edited_part_by_part() {
    let (shop, noted) = noting().await;
    let client = shop.client();
    let firm = json!({
        "externalId": "1c-9", "nickName": "Лютик",
        "companies": [{"externalId": "c-1", "name": "ООО «Лютик»", "contragent": {"INN": "0000000009"}}],
        "addresses": [{"name": "Офис", "text": "ул. Вторая, д. 2"}],
        "customerContacts": [{"isMain": true, "customer": {"id": 21}}],
    });
    let made = write(WriteKind::Create, "customerCorporate", None, &firm);
    let key = client.write(&made).await.unwrap().key;
    let companies = parts(&shop, &format!("{key}/companies")).await;
    assert_eq!(companies[0]["contragent"]["INN"], "0000000009");
    assert_eq!(parts(&shop, &format!("{key}/contacts")).await[0]["customer"]["id"], 21);

    // One company is changed, one is new, the contact and the address stay.
    let change = json!({
        "nickName": "Лютик и дети",
        "companies": [
            {"externalId": "c-1", "name": "АО «Лютик»"},
            {"externalId": "c-2", "name": "ООО «Дети»"},
        ],
        "customerContacts": [{"customer": {"id": 21}}],
        "addresses": [{"name": "Офис", "text": "ул. Вторая, д. 2"}],
    });
    let change = write(WriteKind::Edit, "customerCorporate", Some(&key), &change);
    noted.lock().unwrap().clear();
    client.write(&change).await.unwrap();
    let company = companies[0]["id"].to_string();
    let wanted = [
        format!("customers-corporate/{key}/edit site,by,customerCorporate"),
        format!("customers-corporate/{key}/companies/{company}/edit site,by,company,entityBy"),
        format!("customers-corporate/{key}/companies/create site,by,company"),
    ];
    assert_eq!(*noted.lock().unwrap(), wanted);
    let names = |rows: &[Value]| rows.iter().map(|row| row["name"].clone()).collect::<Vec<_>>();
    let companies = parts(&shop, &format!("{key}/companies")).await;
    assert_eq!(names(&companies), ["АО «Лютик»", "ООО «Дети»"]);
    // Repeated it changes nothing.
    client.write(&change).await.unwrap();
    assert_eq!(parts(&shop, &format!("{key}/companies")).await, companies);
    assert_eq!(parts(&shop, &format!("{key}/contacts")).await.len(), 1);
    assert_eq!(parts(&shop, &format!("{key}/addresses")).await.len(), 1);
    let unknown = json!({"customerContacts": [{"customer": {"id": 999}}]});
    let unknown = write(WriteKind::Edit, "customerCorporate", Some(&key), &unknown);
    let refused = client.write(&unknown).await.unwrap_err();
    assert_eq!((refused.kind, refused.fields[0].0.as_str()), (ErrorKind::Rejected, "customer.id"));
}

#[tokio::test]
async fn a_company_is_written_where_its_customer_is() {
    let (shop, _) = noting().await;
    let client = shop.client();
    let body = json!({"customer": {"id": 31}, "externalId": "1c-5", "name": "ООО «Лепесток»"});
    let made = write(WriteKind::Create, "company", None, &body);
    let key = client.write(&made).await.unwrap().key;
    let probe = Selector::Alternate("externalId".to_owned(), vec!["1c-5".to_owned()]);
    assert_eq!(found(&read(&client, "company", probe).await.unwrap()), [key.as_str()]);
    for (named, name) in [(key.clone(), "первое"), (format!("31/{key}"), "второе")] {
        let edit = write(WriteKind::Edit, "company", Some(&named), &json!({"name": name}));
        client.write(&edit).await.unwrap();
        let now = read(&client, "company", keys(&[&format!("31/{key}")])).await.unwrap();
        assert_eq!(value(&now[0])["name"], name);
    }
    let by_external = json!({"customer": {"externalId": "org-1"}, "name": "ООО «Стебель»"});
    client.write(&write(WriteKind::Create, "company", None, &by_external)).await.unwrap();
    assert_eq!(parts(&shop, "31/companies").await.len(), 3);
    let nobody = write(WriteKind::Create, "company", None, &json!({"name": "x"}));
    assert_eq!(client.write(&nobody).await.unwrap_err().kind, ErrorKind::Rejected);
    let absent = write(WriteKind::Edit, "company", Some("999"), &json!({"name": "x"}));
    assert_eq!(client.write(&absent).await.unwrap_err().kind, ErrorKind::Missing);
}

/// Every entity that is created: its lost create is found by its external id, and a second is refused.
#[tokio::test]
async fn lost_creates_of_all_kinds_are_found_and_not_repeated() {
    let shop = Shop::open().await;
    let client = shop.client();
    for entity in ["order", "customer", "customerCorporate"] {
        let external = format!("1c-{entity}");
        let body = json!({"externalId": external, "nickName": "x"});
        let made = write(WriteKind::Create, entity, None, &body);
        let probe = || Selector::Alternate("externalId".to_owned(), vec![external.clone()]);
        for (fault, there) in [("refuse", 0), ("500", 0), ("lost", 1)] {
            shop.fault(&format!("{fault}@createx1"));
            let doubt = client.write(&made).await.unwrap_err();
            assert_eq!(doubt.kind, ErrorKind::Transient, "{entity} {fault}: {doubt}");
            let seen = read(&client, entity, probe()).await.unwrap();
            assert_eq!(seen.len(), there, "{entity} {fault}");
        }
        assert_eq!(client.write(&made).await.unwrap_err().kind, ErrorKind::Exists, "{entity}");
    }
}

/// An edit that is repeated leaves the record as the first left it, the ids of lines included.
#[tokio::test]
async fn an_edit_twice_is_an_edit_once() {
    let shop = Shop::open().await;
    let client = shop.client();
    let order = json!({"items": [{"offer": {"xmlId": "socks"}, "quantity": 2}]});
    let made = client.write(&create(&order)).await.unwrap();
    let line = value(&made.record.unwrap())["items"][0]["id"].clone();
    let change = json!({"items": [{"id": line, "quantity": 3}], "customFields": {"mark": "a"}});
    let once = client.write(&edit(&made.key, &change)).await.unwrap().record.unwrap();
    let twice = client.write(&edit(&made.key, &change)).await.unwrap().record.unwrap();
    assert_eq!(value(&once), value(&twice));
    assert_eq!(value(&once)["items"][0]["id"], line);
    let left_out = client.write(&edit(&made.key, &json!({"items": []}))).await.unwrap();
    assert_eq!(value(&left_out.record.unwrap())["items"], json!([]));
}

/// Writes and reads share one rate.
#[tokio::test]
async fn writes_keep_the_rate_with_the_reads() {
    let (shop, moments) = watched().await;
    let client = Arc::new(shop.client());
    let writes = (0..12).map(|number| {
        let client = client.clone();
        tokio::spawn(async move {
            let change = edit("201", &json!({"managerComment": number.to_string()}));
            client.write(&change).await.unwrap();
        })
    });
    let writes: Vec<_> = writes.collect();
    for _ in 0..6 {
        read(&*client, "order", keys(&["201"])).await.unwrap();
    }
    for write in writes {
        write.await.unwrap();
    }
    assert_eq!(moments.lock().unwrap().len(), 18);
    assert!(most_in_a_second(&moments) <= 10, "{:?}", moments.lock().unwrap());
}

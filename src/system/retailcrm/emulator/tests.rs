//! The emulator over HTTP, against what the vendor documents.

mod more;

use serde_json::{Value, json};

use super::*;

struct Shop {
    emulator: RetailCrmEmulator,
    _folder: tempfile::TempDir,
}

impl Shop {
    fn open() -> Shop {
        let folder = tempfile::tempdir().unwrap();
        let seed = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/worlds/crm");
        let path = folder.path().join("crm.sqlite");
        Shop { emulator: RetailCrmEmulator::open(&path, &seed).unwrap(), _folder: folder }
    }

    fn ask(&self, key: &str, method: &str, path: &str, body: String) -> (u16, Value) {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let headers = vec![
            ("x-api-key".to_owned(), key.to_owned()),
            ("content-type".to_owned(), "application/x-www-form-urlencoded".to_owned()),
        ];
        let answer = self.emulator.answer(&Request {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            headers,
            body: body.into_bytes(),
            fault: None,
        });
        (answer.status, serde_json::from_slice(&answer.body).unwrap())
    }

    fn get(&self, path: &str) -> Value {
        let (status, body) = self.ask("test-key", "GET", &format!("/api/v5/{path}"), String::new());
        assert_eq!(status, 200, "{path}: {body}");
        body
    }

    fn refused(&self, path: &str) -> (u16, Value) {
        self.ask("test-key", "GET", &format!("/api/v5/{path}"), String::new())
    }

    fn post(&self, path: &str, name: &str, value: &Value) -> (u16, Value) {
        let json = percent_encoding::utf8_percent_encode(
            &value.to_string(),
            percent_encoding::NON_ALPHANUMERIC,
        )
        .to_string();
        let (path, form) = path.split_once('?').unwrap_or((path, ""));
        self.ask("test-key", "POST", &format!("/api/v5/{path}"), format!("{form}&{name}={json}"))
    }

    fn by_hand(&self, path: &str, body: &Value) -> Value {
        let (status, answer) = self.ask("", "POST", &format!("/sandbox/{path}"), body.to_string());
        assert_eq!(status, 200, "{path}: {answer}");
        answer
    }

    /// Writes members of a record of the world over.
    fn change_record(&self, collection: &str, key: &str, members: &Value) {
        let done = self.emulator.world.write(|tx| {
            let row = tx.list(collection)?.into_iter().find(|row| row.key == key).unwrap();
            let mut body = row.body;
            json::merge(body.as_object_mut().unwrap(), members.as_object().unwrap());
            tx.put(collection, key, row.seq, &body)
        });
        done.unwrap();
    }

    /// Field, old and new value of all records after an id.
    fn told(&self, since: i64) -> Vec<(String, Value, Value)> {
        let path = format!("orders/history?filter[sinceId]={since}&limit=100");
        let history = self.get(&path)["history"].take();
        let rows = history.as_array().unwrap().iter();
        rows.map(|row| {
            let field = row["field"].as_str().unwrap().to_owned();
            (field, row["oldValue"].clone(), row["newValue"].clone())
        })
        .collect()
    }
}

fn change(field: &str, old: Value, new: Value) -> (String, Value, Value) {
    (field.to_owned(), old, new)
}

#[test]
fn keys_come_in_the_header_or_as_a_parameter() {
    let shop = Shop::open();
    let get = |key: &str, path: &str| shop.ask(key, "GET", path, String::new());
    assert_eq!(get("", "/api/v5/orders?apiKey=test-key").0, 200);
    let (status, body) = get("", "/api/v5/orders");
    assert_eq!((status, &body["errorMsg"]), (403, &json!("\"apiKey\" is missing.")));
    let (status, body) = get("wrong", "/api/v5/orders");
    assert_eq!((status, &body["errorMsg"]), (403, &json!("Wrong \"apiKey\" value.")));
    let (status, body) = get("test-key", "/api/v5/nothing");
    assert_eq!((status, &body["errorMsg"]), (404, &json!("API method not found")));
    let (status, body) = get("test-key", "/api/v5/orders/create");
    assert_eq!((status, &body["errorMsg"]), (404, &json!("Not found")), "an order of that id");
    let (status, body) = shop.ask("test-key", "POST", "/api/v5/orders", String::new());
    assert_eq!((status, &body["errorMsg"]), (405, &json!("Method Not Allowed")));
    let (status, _) = shop.ask("read-key", "POST", "/api/v5/orders/create", String::new());
    assert_eq!(status, 403);
}

#[test]
fn orders_are_read_by_either_id_with_their_buyers() {
    let shop = Shop::open();
    let order = shop.get("orders/a-201?site=main")["order"].take();
    assert_eq!(order, shop.get("orders/201?by=id")["order"]);
    assert_eq!(order["customer"]["lastName"], "Петров");
    assert_eq!(order["customer"]["customFields"], json!([]), "empty maps are arrays");
    assert_eq!(order["payments"]["301"]["amount"], 500, "payments are a map here");
    assert_eq!(order["items"][1]["offer"]["name"], "Носки");
    assert_eq!((&order["totalSumm"], &order["prepaySum"]), (&json!(3870), &json!(500)));
    let firm = shop.get("orders/202?by=id")["order"].take();
    assert_eq!(firm["customer"]["nickName"], "Ромашка");
    assert_eq!(firm["company"]["contragent"]["INN"], "0000000041");
    assert_eq!(firm["contact"]["firstName"], "Анна");
    assert_eq!(firm["payments"], json!([]));
    assert_eq!(firm["totalSumm"], 200);
    assert_eq!(shop.refused("orders/201").0, 404, "externalId is the default");
    let other = "/api/v5/orders/201?by=id";
    assert_eq!(shop.ask("second-site-key", "GET", other, String::new()).0, 404);
}

#[test]
fn lists_are_filtered_and_paged() {
    let shop = Shop::open();
    let ids = |path: &str| -> Vec<i64> {
        shop.get(path)["orders"].as_array().unwrap().iter().filter_map(json::id).collect()
    };
    assert_eq!(ids("orders"), [203, 202, 201]);
    assert_eq!(ids("orders?filter[ids][]=201&filter[ids][]=203&filter[ids][]=999"), [203, 201]);
    assert_eq!(ids("orders?filter[externalIds][0]=a-201"), [201]);
    assert_eq!(ids("orders?filter[numbers][]=202C&limit=100"), [202]);
    assert_eq!(ids("orders?filter[createdAtFrom]=2024-02-02"), [202]);
    assert_eq!(ids("orders?filter[sites][]=second"), [203]);
    let page = shop.get("orders?page=2")["pagination"].take();
    let expected = json!({"limit": 20, "totalCount": 3, "currentPage": 2, "totalPageCount": 1});
    assert_eq!(page, expected);
    assert_eq!(shop.refused("orders?limit=30").0, 400);
    assert_eq!(shop.refused("orders?filter[unknown]=1").0, 400);
}

#[test]
fn history_begins_with_the_creations_in_order_of_time() {
    let shop = Shop::open();
    let history = shop.get("orders/history?limit=20");
    let rows = history["history"].as_array().unwrap();
    let born: Vec<(i64, bool)> = rows
        .iter()
        .map(|row| (row["order"]["id"].as_i64().unwrap(), row["created"] == true))
        .collect();
    assert_eq!(born, [(203, true), (201, true), (202, true)]);
    assert_eq!(rows[2]["user"], json!({"id": 7}));
    assert_eq!(rows[0]["apiKey"], json!({"current": false}));
    assert_eq!(rows[1]["order"]["payments"][0]["id"], 301, "payments are an array here");
    assert!(rows[0]["order"].get("payments").is_none());
    let since = shop.get("orders/history?filter[sinceId]=1&limit=20");
    assert_eq!(since["history"].as_array().unwrap().len(), 2);
    assert_eq!(since["pagination"]["totalCount"], 2);
    assert_eq!(shop.refused("orders/history?filter[sinceId]=1&page=1").0, 400);
    let (status, body) = shop.refused("orders/history?filter[startDate]=yesterday");
    assert_eq!(
        (status, &body["errors"]["children[startDate]"]),
        (400, &json!("Значение недопустимо."))
    );
    let late = shop.get("orders/history?filter[startDate]=2024-02-02+00:00:00");
    assert_eq!(late["pagination"]["totalCount"], 1);
    let one = shop.get("orders/history?filter[orderId]=201");
    assert_eq!(one["pagination"]["totalCount"], 1);
}

#[test]
fn an_edit_is_told_field_by_field() {
    let shop = Shop::open();
    let order = json!({"status": "assembling", "managerComment": "note", "managerId": 7,
        "customFields": {"count": 5}, "delivery": {"cost": 0}, "unknownField": 1});
    let (status, body) = shop.post("orders/201/edit?by=id", "order", &order);
    assert_eq!((status, &body["order"]["totalSumm"]), (200, &json!(3570)), "{body}");
    assert_eq!(body["order"]["customFields"], json!({"mark": "m", "count": 5}), "others stay");
    let expected = [
        change("status", json!({"code": "new"}), json!({"code": "assembling"})),
        change("manager", json!(null), json!({"id": 7})),
        change("manager_comment", json!(null), json!("note")),
        change("delivery_cost", json!(300), json!(0)),
        change("custom_count", json!(null), json!(5)),
    ];
    assert_eq!(shop.told(3), expected);
    let history = shop.get("orders/history?filter[sinceId]=3&limit=20");
    let row = &history["history"][0];
    let slim = json!({"id": 201, "externalId": "a-201", "managerId": 7, "site": "main", "status": "assembling"});
    assert_eq!(
        (&row["source"], &row["apiKey"], &row["order"]),
        (&json!("api"), &json!({"current": true}), &slim)
    );
    let path = "/api/v5/orders/history?filter[sinceId]=3";
    let (_, other) = shop.ask("other-key", "GET", path, String::new());
    assert_eq!(other["history"][0]["apiKey"], json!({"current": false}));
    shop.post("orders/201/edit?by=id", "order", &order);
    assert_eq!(shop.told(8), [], "the same again changes nothing");
    let ledger = shop.emulator.ledger().unwrap();
    assert_eq!(ledger.len(), 2);
    assert_eq!(
        (ledger[0].operation.as_str(), ledger[0].key.as_str()),
        ("POST orders/201/edit", "201")
    );
}

#[test]
fn lines_are_replaced_as_a_whole_and_recognised() {
    let shop = Shop::open();
    let items = json!([
        {"externalIds": [{"code": "1C", "value": "line-1"}], "quantity": 1},
        {"productName": "Без предложения", "initialPrice": "10.50"},
    ]);
    let (_, body) = shop.post("orders/201/edit?by=id", "order", &json!({"items": items}));
    let order = &body["order"];
    assert_eq!(
        (&order["items"][0]["id"], &order["totalSumm"]),
        (&json!(1), &json!(1810.5)),
        "{body}"
    );
    let fields: Vec<String> = shop.told(3).into_iter().map(|(field, ..)| field).collect();
    assert_eq!(fields, ["order_product", "order_product.quantity", "order_product"]);
    let cancel = json!({"items": [{"id": 1, "status": "failure"}]});
    let (_, body) = shop.post("orders/201/edit?by=id", "order", &cancel);
    assert_eq!(
        (&body["order"]["items"][0]["isCanceled"], &body["order"]["totalSumm"]),
        (&json!(true), &json!(300))
    );
    let unknown = json!({"items": [{"offer": {"id": 999}}]});
    let (status, body) = shop.post("orders/201/edit?by=id", "order", &unknown);
    assert_eq!(status, 400);
    assert_eq!(body["errors"]["items[0].offer.id"], "Offer with id 999 not found.");
}

#[test]
fn an_order_is_created_once_under_its_external_id() {
    let shop = Shop::open();
    let order = json!({"externalId": "n-1", "firstName": "Анна", "customer": {"externalId": "c-21", "site": "main"},
        "items": [{"offer": {"externalId": "shirt#xl"}}], "payments": [{"type": "card", "status": "paid", "amount": "1500.00"}]});
    let (status, body) = shop.post("orders/create?site=main", "order", &order);
    assert_eq!((status, &body["id"]), (201, &json!(204)), "{body}");
    let made = &body["order"];
    assert_eq!((&made["number"], &made["totalSumm"]), (&json!("204A"), &json!(1500)));
    assert!(made["payments"].is_array() && made["fullPaidAt"].is_string());
    let (status, body) = shop.post("orders/create?site=main", "order", &order);
    let text = body["errorMsg"].as_str().unwrap();
    assert!(status == 400 && text.contains("already exists") && text.contains("externalId=n-1"));
    assert_eq!(shop.told(3).len(), 1, "one creation");
    assert_eq!(shop.emulator.ledger().unwrap().len(), 1);
    let stranger = json!({"customer": {"externalId": "nobody"}});
    let (status, body) = shop.post("orders/create?site=main", "order", &stranger);
    assert_eq!((status, &body["errorMsg"]), (400, &json!("Order is not loaded")));
    let text = "Customer with externalId=nobody not found.";
    assert_eq!(body["errors"]["customer.externalId"], text);
    let (_, body) = shop.post("orders/create", "order", &json!({}));
    assert_eq!(body["errorMsg"], "Parameter 'site' is missing");
    let (status, body) =
        shop.ask("test-key", "POST", "/api/v5/orders/create", "site=main&order={".to_owned());
    assert_eq!((status, &body["errorMsg"]), (400, &json!("Expected array, but got NULL: null")));
}

#[test]
fn uploads_are_settled_one_by_one() {
    let shop = Shop::open();
    let orders = json!([{"externalId": "u-1"}, {"externalId": "u-2", "status": "unheard-of"}]);
    let (status, body) = shop.post("orders/upload?site=main", "orders", &orders);
    assert_eq!((status, &body["success"]), (460, &json!(false)));
    assert_eq!(body["uploadedOrders"], json!([{"id": 204, "externalId": "u-1"}]));
    assert_eq!(body["failedOrders"], json!([{"externalId": "u-2"}]));
    assert_eq!(body["errors"], json!(["status: Entity with code=\"unheard-of\" does not exist."]));
    assert_eq!(shop.get("orders/u-1")["order"]["id"], 204);
    let many = Value::Array(vec![json!({}); 51]);
    assert_eq!(shop.post("orders/upload?site=main", "orders", &many).0, 400);
    let pair = json!([{"id": 202, "externalId": "fixed"}]);
    assert_eq!(shop.post("orders/fix-external-ids", "orders", &pair).0, 200);
    assert_eq!(shop.get("orders/fixed")["order"]["id"], 202);
}

#[test]
fn payments_are_made_edited_and_removed() {
    let shop = Shop::open();
    let (_, body) = shop.post("orders/payments/create", "payment", &json!({"type": "card"}));
    assert_eq!(body["errors"]["order"], "Set one of the following fields: id, externalId, number");
    let payment = json!({"order": {"id": 202}, "type": "cash", "amount": 200, "status": "not-paid", "externalId": "p-1"});
    let (status, body) = shop.post("orders/payments/create?site=main", "payment", &payment);
    assert_eq!((status, &body["id"]), (201, &json!(302)), "{body}");
    let paid = json!({"status": "paid"});
    assert_eq!(shop.post("orders/payments/p-1/edit?by=externalId", "payment", &paid).0, 200);
    let order = shop.get("orders/202?by=id")["order"].take();
    assert_eq!((&order["prepaySum"], order["fullPaidAt"].is_string()), (&json!(200), true));
    let fields: Vec<String> = shop.told(3).into_iter().map(|(field, ..)| field).collect();
    assert_eq!(fields, ["payments", "prepay_sum", "full_paid_at", "payments.status"]);
    assert_eq!(shop.post("orders/payments/302/delete", "x", &json!(0)).0, 200);
    assert_eq!(shop.get("orders/202?by=id")["order"]["payments"], json!([]));
    let (status, body) = shop.post("orders/payments/302/edit?by=id", "payment", &paid);
    assert_eq!((status, &body["errorMsg"]), (404, &json!("Payment not found")));
}

#[test]
fn customers_are_kept_per_shop() {
    let shop = Shop::open();
    assert_eq!(shop.get("customers/c-21?site=second")["customer"]["firstName"], "Другой");
    assert_eq!(shop.get("customers?filter[name]=0000001")["customers"][0]["id"], 21);
    let new =
        json!({"externalId": "c-9", "firstName": "Новый", "phones": [{"number": "+70000000009"}]});
    let (status, body) = shop.post("customers/create?site=main", "customer", &new);
    assert_eq!((status, &body["id"]), (201, &json!(32)), "one numbering with companies");
    assert_eq!(shop.post("customers/create?site=main", "customer", &new).0, 400);
    let edit = json!({"phones": [{"number": "+70000000008"}], "address": {"street": "Вторая", "building": "2"}});
    assert_eq!(shop.post("customers/32/edit?by=id", "customer", &edit).0, 200);
    let history = shop.get("customers/history?filter[sinceId]=3&limit=100");
    let rows = history["history"].as_array().unwrap();
    let fields: Vec<&str> = rows.iter().filter_map(|row| row["field"].as_str()).collect();
    assert_eq!(
        fields,
        ["id", "address.street", "address.building", "address.text", "phones", "phones"]
    );
    assert_eq!(shop.get("customers/32?by=id")["customer"]["address"]["text"], "Вторая, д. 2");
}

#[test]
fn companies_have_parts() {
    let shop = Shop::open();
    let firm = shop.get("customers-corporate/31?by=id")["customerCorporate"].take();
    assert_eq!(firm["mainCompany"], json!({"id": 41, "name": "ООО «Ромашка»"}));
    assert!(firm.get("companies").is_none());
    assert_eq!(
        shop.get("customers-corporate?filter[contragentInn]=0000000041")["customersCorporate"][0]["id"],
        31
    );
    let company =
        json!({"name": "ИП", "externalId": "ip", "isMain": true, "contragent": {"INN": "1"}});
    let (status, body) =
        shop.post("customers-corporate/31/companies/create?by=id", "company", &company);
    assert_eq!((status, &body["id"]), (201, &json!(42)), "{body}");
    let rows = shop.get("customers-corporate/31/companies?by=id")["companies"].take();
    assert_eq!((&rows[0]["isMain"], &rows[1]["isMain"]), (&json!(false), &json!(true)));
    let edit = json!({"contragent": {"KPP": "2"}});
    let path = "customers-corporate/31/companies/ip/edit?by=id&entityBy=externalId";
    assert_eq!(shop.post(path, "company", &edit).0, 200);
    let rows = shop.get("customers-corporate/31/companies?by=id")["companies"].take();
    assert_eq!(
        rows[1]["contragent"],
        json!({"contragentType": "legal-entity", "INN": "1", "KPP": "2"})
    );
    assert_eq!(
        shop.get("customers-corporate/31/contacts?by=id")["contacts"][0]["customer"]["id"],
        22
    );
    assert_eq!(shop.get("customers-corporate/31/addresses?by=id")["addresses"][0]["id"], 61);
}

#[test]
fn dictionaries_have_the_shapes_of_the_api() {
    let shop = Shop::open();
    assert_eq!(shop.get("reference/order-methods")["orderMethods"]["12"]["name"], "12");
    assert_eq!(shop.get("reference/stores")["stores"][0]["code"], "north");
    assert_eq!(shop.get("reference/delivery-services")["deliveryServices"], json!([]));
    assert_eq!(shop.get("users?filter[active]=1")["users"].as_array().unwrap().len(), 1);
    assert_eq!(shop.get("settings")["settings"]["timezone"]["value"], "Europe/Moscow");
    assert_eq!(shop.get("custom-fields?filter[entity]=order")["customFields"][1]["code"], "count");
    assert_eq!(shop.get("custom-fields/dictionaries")["customDictionaries"][0]["code"], "colors");
    let (_, body) = shop.ask("second-site-key", "GET", "/api/credentials", String::new());
    assert_eq!(
        (&body["siteAccess"], &body["sitesAvailable"]),
        (&json!("access_selective"), &json!(["second"]))
    );
    let name = json!({"name": "Склад"});
    assert_eq!(shop.post("reference/stores/north/edit", "store", &name).0, 200);
    assert_eq!(shop.get("reference/stores")["stores"][0]["name"], "Склад");
}

#[test]
fn stock_and_prices_are_uploaded() {
    let shop = Shop::open();
    let offers = json!([{"xmlId": "socks", "stores": [{"code": "north", "available": "12"}]}, {"xmlId": "no", "stores": []}]);
    let (_, body) = shop.post("store/inventories/upload", "offers", &offers);
    assert_eq!(body["processedOffersCount"], 1);
    assert_eq!(body["notFoundOffers"], json!([{"xmlId": "no"}]));
    let stock = shop.get("store/inventories?filter[xmlIds][]=socks&filter[details]=1&limit=250");
    assert_eq!(stock["offers"][0]["stores"], json!([{"store": "north", "quantity": 12}]));
    let prices = json!([{"externalId": "socks", "prices": [{"code": "base", "price": 200}]}]);
    assert_eq!(shop.post("store/prices/upload", "prices", &prices).0, 200);
    assert_eq!(shop.get("store/offers?filter[ids][]=102")["offers"][0]["prices"][0]["price"], 200);
    assert_eq!(shop.get("store/products")["products"][0]["offers"][0]["id"], 101);
}

#[test]
fn people_edit_delete_and_merge() {
    let shop = Shop::open();
    shop.by_hand("orders/201A/edit?by=number&user=8", &json!({"status": "complete"}));
    let history = shop.get("orders/history?filter[sinceId]=3");
    let row = &history["history"][0];
    assert_eq!((&row["source"], &row["user"]), (&json!("user"), &json!({"id": 8})));
    shop.by_hand("orders/202/payments", &json!({"type": "cash", "amount": 5}));
    shop.by_hand("orders/create", &json!({"site": "main", "firstName": "Гость"}));
    assert_eq!(shop.get("orders/204?by=id")["order"]["number"], "204C");
    shop.by_hand("orders/204/combine", &json!({"into": 201}));
    shop.by_hand("orders/202/delete", &json!({}));
    let history = shop.get("orders/history?filter[sinceId]=6");
    assert_eq!(
        history["history"][0]["combinedTo"],
        json!({"id": 201, "externalId": "a-201", "site": "main"})
    );
    assert_eq!(
        (&history["history"][1]["deleted"], &history["history"][1]["order"]["id"]),
        (&json!(true), &json!(202))
    );
    assert_eq!(shop.refused("orders/202?by=id").0, 404);
    shop.by_hand("world/statuses", &json!({"code": "brand-new", "name": "n"}));
    shop.by_hand("orders/201/edit", &json!({"status": "brand-new"}));
    let (_, ledger) = shop.ask("", "GET", "/sandbox/ledger", String::new());
    assert_eq!(ledger["ledger"].as_array().unwrap().len(), 7);
}

#[test]
fn people_join_a_programme_once() {
    let shop = Shop::open();
    let new = json!({"customer": {"externalId": "c-21"}, "phoneNumber": "+70000000001"});
    let (status, body) = shop.post("loyalty/account/create?site=main", "loyaltyAccount", &new);
    assert_eq!((status, &body["loyaltyAccount"]["id"]), (201, &json!(72)), "{body}");
    let (status, body) = shop.post("loyalty/account/create?site=main", "loyaltyAccount", &new);
    let text = "The customer is in this loyalty program already";
    assert_eq!((status, &body["errors"]["loyalty"]), (400, &json!(text)));
    assert_eq!(shop.post("loyalty/account/72/activate", "x", &json!(0)).0, 200);
    let (status, body) = shop.post("loyalty/account/72/activate", "x", &json!(0));
    assert_eq!(
        (status, &body["errorMsg"]),
        (400, &json!("LoyaltyAccount has been already activated"))
    );
    let found = shop.get("loyalty/accounts?filter[customerId]=21");
    assert_eq!(found["loyaltyAccounts"][0]["status"], "activated");
}

#[test]
fn bonuses_are_booked_spent_and_given_back() {
    let shop = Shop::open();
    let credit = shop.post("loyalty/account/71/bonus/credit?amount=50.5&comment=c", "x", &json!(0));
    assert_eq!(credit.1["loyaltyBonus"]["amount"], 50.5);
    assert_eq!(shop.post("loyalty/account/71/bonus/charge?amount=1000", "x", &json!(0)).0, 400);
    shop.by_hand("orders/202/edit", &json!({"customer": {"id": 22}, "discountManualAmount": 0}));
    let order = json!({"id": 202});
    let (status, body) = shop.post("orders/loyalty/apply?site=main&bonuses=100", "order", &order);
    assert_eq!((status, &body["order"]["totalSumm"]), (200, &json!(200)), "{body}");
    assert_eq!(body["order"]["loyaltyAccount"]["amount"], 50.5);
    let path = "orders/loyalty/cancel-bonus-operations?site=main";
    assert_eq!(shop.post(path, "order", &order).1["order"]["totalSumm"], 300);
    let operations = shop.get("loyalty/account/71/bonus/operations")["bonusOperations"].take();
    let kinds: Vec<&str> =
        operations.as_array().unwrap().iter().filter_map(|row| row["type"].as_str()).collect();
    assert_eq!(kinds, ["cancel_of_charge", "charge_for_order", "credit_manual"]);
    let first = shop.get("loyalty/bonus/operations");
    assert_eq!(first["pagination"]["nextCursor"], json!(null));
}

#[test]
fn an_order_is_calculated_under_each_privilege() {
    let shop = Shop::open();
    let order = json!({"customer": {"id": 22}, "delivery": {"cost": 0}, "items": [
        {"initialPrice": 100, "quantity": 3, "offer": {"xmlId": "socks"}},
        {"initialPrice": 100, "quantity": 1}]});
    let (status, body) = shop.post("loyalty/calculate?site=main&bonuses=10", "order", &order);
    assert_eq!(status, 200, "{body}");
    let expected = json!([
        {"privilegeType": "loyalty_level", "discount": 10, "creditBonuses": 19.51, "maxChargeBonuses": 100, "maximum": true},
        {"privilegeType": "none", "discount": 10, "creditBonuses": 0, "maxChargeBonuses": 100, "maximum": false},
    ]);
    assert_eq!(body["calculations"], expected);
    assert_eq!(body["order"]["items"][0]["bonusesChargeTotal"], 7.5);
    assert_eq!(body["order"]["totalSumm"], 390);
    let stranger = json!({"customer": {"id": 23}, "items": []});
    let (_, body) = shop.post("loyalty/calculate?site=main", "order", &stranger);
    assert_eq!(body["order"]["privilegeType"], "none");
    assert!(shop.emulator.ledger().unwrap().is_empty(), "nothing was written");
}

#[test]
fn numbers_of_history_can_come_late() {
    let shop = Shop::open();
    shop.by_hand("orders/201/edit?historyId=20", &json!({"firstName": "a"}));
    shop.by_hand("orders/201/edit?historyId=10", &json!({"firstName": "b"}));
    shop.by_hand("orders/201/edit?historyId=10", &json!({"firstName": "c"}));
    let history = shop.get("orders/history?filter[sinceId]=3");
    let rows = history["history"].as_array().unwrap().iter();
    let told: Vec<(i64, &str)> =
        rows.map(|row| (row["id"].as_i64().unwrap(), row["newValue"].as_str().unwrap())).collect();
    assert_eq!(told, [(10, "b"), (20, "a"), (21, "c")]);
}

//! What few clients meet: merging, notes, reservations, filters, the catalogue, custom fields.

use serde_json::{Value, json};

use super::Shop;

fn ids(list: &Value) -> Vec<i64> {
    list.as_array().unwrap().iter().filter_map(|row| row["id"].as_i64()).collect()
}

#[test]
fn orders_are_merged_into_one() {
    let shop = Shop::open();
    let offer = json!([{"offer": {"externalId": "socks"}, "quantity": 2}]);
    let made = json!({"externalId": "twin", "items": offer,
        "payments": [{"type": "card", "status": "paid", "amount": 70}]});
    assert_eq!(shop.post("orders/create?site=main", "order", &made).0, 201);
    let merge = "technique=summ&order=%7B%22id%22%3A204%7D&resultOrder=%7B%22id%22%3A201%7D";
    let post = |body: &str| shop.ask("test-key", "POST", "/api/v5/orders/combine", body.to_owned());
    assert_eq!(post(merge), (200, json!({"success": true, "errors": []})));
    let order = shop.get("orders/201?by=id")["order"].take();
    assert_eq!(order["items"][1]["quantity"], 5, "the quantities of one offer are added up");
    assert_eq!(order["payments"].as_object().unwrap().len(), 2, "payments come along");
    assert_eq!(shop.refused("orders/twin?site=main").0, 404);
    let history = shop.get("orders/history?filter[sinceId]=4&limit=100");
    let gone = &history["history"][0];
    assert_eq!((&gone["deleted"], &gone["order"]["id"]), (&json!(true), &json!(204)));
    assert_eq!(gone["combinedTo"], json!({"id": 201, "externalId": "a-201", "site": "main"}));
    assert_eq!(post(&merge.replace("204", "999")).0, 404);
    let (status, body) = post(&merge.replace("summ", "all"));
    assert_eq!((status, body["errors"]["technique"].is_string()), (400, true));
    let (_, body) = post("order=%7B%7D&resultOrder=%7B%22id%22%3A201%7D");
    assert_eq!(body["errorMsg"], "Parameter 'id' in 'order' is missing");
}

#[test]
fn customers_are_merged_into_one() {
    let shop = Shop::open();
    let both = "customers=%5B%7B%22id%22%3A21%7D%5D&resultCustomer=%7B%22id%22%3A22%7D";
    let (status, _) = shop.ask("test-key", "POST", "/api/v5/customers/combine", both.to_owned());
    assert_eq!(status, 200);
    assert_eq!(shop.get("orders/201?by=id")["order"]["customer"]["id"], 22);
    assert_eq!(shop.refused("customers/21?by=id").0, 404);
    let history = shop.get("customers/history?filter[sinceId]=3");
    let gone = &history["history"][0];
    assert_eq!((&gone["deleted"], &gone["combinedTo"]["id"]), (&json!(true), &json!(22)));
    assert_eq!(shop.told(3)[0].0, "customer");
}

#[test]
fn links_notes_and_subscriptions_hang_on() {
    let shop = Shop::open();
    let link = json!({"comment": "c", "orders": [{"id": 201}, {"number": "202C"}]});
    assert_eq!(shop.post("orders/links/create", "link", &link).0, 200);
    let order = shop.get("orders/202?by=id")["order"].take();
    let expected = json!({"id": 201, "number": "201A", "externalId": "a-201"});
    assert_eq!(order["links"][0]["order"], expected);
    let note = json!({"text": "звонить утром", "customer": {"id": 21}, "managerId": 7});
    let (status, body) = shop.post("customers/notes/create", "note", &note);
    assert_eq!((status, &body["id"]), (201, &json!(1)));
    assert_eq!(
        shop.get("customers/notes?filter[customerIds][]=21")["notes"][0]["text"],
        "звонить утром"
    );
    assert_eq!(ids(&shop.get("customers?filter[notes]=утром")["customers"]), [21]);
    assert_eq!(shop.post("customers/notes/1/delete", "x", &json!(0)).0, 200);
    let (status, body) = shop.post("customers/notes/1/delete", "x", &json!(0));
    assert_eq!((status, &body["errorMsg"]), (404, &json!("Note not found")));
    let rows = json!([{"channel": "email", "subscription": "news", "active": true}]);
    assert_eq!(shop.post("customers/21/subscriptions?by=id", "subscriptions", &rows).0, 200);
    let customer = shop.get("customers/21?by=id")["customer"].take();
    assert_eq!(customer["customerSubscriptions"][0]["subscribed"], true);
    let (status, _) = shop.post("orders/201/delivery/cancel?by=id&force=true", "x", &json!(0));
    assert_eq!(status, 200);
}

#[test]
fn lists_have_the_filters_of_the_documents() {
    let shop = Shop::open();
    let orders = |filter: &str| ids(&shop.get(&format!("orders?{filter}"))["orders"]);
    assert_eq!(orders("filter[customer]=петр"), [201]);
    assert_eq!(orders("filter[minPrice]=200&filter[maxPrice]=3000"), [202]);
    assert_eq!(orders("filter[product]=носк"), [201]);
    assert_eq!(orders("filter[customFields][mark]=m"), [201]);
    assert_eq!(orders("filter[customerType]=customer_corporate"), [202]);
    assert_eq!(orders("filter[paymentTypes][]=card"), [201]);
    assert_eq!(orders("filter[city]=город"), [201]);
    assert_eq!(orders("filter[shipped]=0&filter[sites][]=main"), [202, 201]);
    assert_eq!(orders("filter[attachments]=2"), Vec::<i64>::new());
    assert_eq!(orders("filter[createdAtFrom]="), [203, 202, 201], "an empty filter asks nothing");
    let (status, body) = shop.refused("orders?filter[createdAtFrom]=yesterday");
    assert_eq!(status, 400);
    assert_eq!(body["errors"]["children[createdAtFrom]"], "Значение недопустимо.");
    let (_, body) = shop.refused("orders?filter[noSuchFilter]=1");
    assert_eq!(body["errorMsg"], "Errors in the input parameters");
    assert_eq!(shop.refused("store/offers?filter[noSuchFilter]=1").0, 400);
    assert_eq!(ids(&shop.get("store/offers?filter[sinceId]=101")["offers"]), [102]);
    assert_eq!(
        ids(&shop.get("store/products?filter[active]=1&filter[offerIds][]=101")["products"]).len(),
        1
    );
    assert_eq!(ids(&shop.get("loyalty/accounts?filter[minAmount]=50")["loyaltyAccounts"]), [71]);
}

#[test]
fn a_key_of_one_shop_sees_the_history_of_that_shop() {
    let shop = Shop::open();
    let path = "/api/v5/orders/history";
    let (_, body) = shop.ask("second-site-key", "GET", path, String::new());
    let rows = body["history"].as_array().unwrap().iter();
    let orders: Vec<i64> = rows.filter_map(|row| row["order"]["id"].as_i64()).collect();
    assert_eq!(orders, [203]);
    assert_eq!(body["pagination"]["totalCount"], 1);
}

#[test]
fn lines_are_reserved_in_stores() {
    let shop = Shop::open();
    let pack = json!({"itemId": 1, "store": "north", "quantity": 2});
    let (status, body) = shop.post("orders/packs/create", "pack", &pack);
    assert_eq!((status, &body["id"]), (201, &json!(1)), "{body}");
    assert_eq!(shop.get("orders/packs?filter[orderId]=201")["packs"][0]["item"]["id"], 1);
    let edit = json!({"quantity": 1, "invoiceNumber": "7"});
    assert_eq!(shop.post("orders/packs/1/edit", "pack", &edit).0, 200);
    assert_eq!(shop.get("orders/packs/1")["pack"]["invoiceNumber"], "7");
    assert_eq!(shop.post("orders/packs/1/delete", "x", &json!(0)).0, 200);
    let told = shop.get("orders/packs/history?filter[orderId]=201&limit=100")["history"].take();
    let fields: Vec<&str> =
        told.as_array().unwrap().iter().filter_map(|row| row["field"].as_str()).collect();
    assert_eq!(fields, ["store", "quantity", "invoiceNumber", "store"]);
    assert_eq!((&told[0]["created"], &told[3]["deleted"]), (&json!(true), &json!(true)));
    let (status, body) = shop.refused("orders/packs/1");
    assert_eq!((status, &body["errorMsg"]), (404, &json!("Pack not found")));
    let (_, body) = shop.post("orders/packs/create", "pack", &json!({"itemId": 999}));
    assert_eq!(body["errors"]["itemId"], "Order product not found.");
}

#[test]
fn custom_fields_are_made_and_hold_values_to_their_type() {
    let shop = Shop::open();
    let field =
        json!({"code": "colour", "name": "Цвет", "type": "dictionary", "dictionary": "colors"});
    let (status, body) = shop.post("custom-fields/order/create", "customField", &field);
    assert_eq!((status, &body["code"]), (201, &json!("colour")), "{body}");
    assert_eq!(shop.post("custom-fields/order/create", "customField", &field).0, 400);
    let name = json!({"name": "Окраска", "type": "string"});
    assert_eq!(shop.post("custom-fields/order/colour/edit", "customField", &name).0, 200);
    let now = shop.get("custom-fields/order/colour")["customField"].take();
    assert_eq!((&now["name"], &now["type"]), (&json!("Окраска"), &json!("dictionary")));
    let red = json!({"code": "colors", "elements": [{"code": "red", "name": "Красный"}]});
    let path = "custom-fields/dictionaries/colors/edit";
    assert_eq!(shop.post(path, "customDictionary", &red).0, 200);
    let write = |value: &str| {
        shop.post("orders/201/edit?by=id", "order", &json!({"customFields": {"colour": value}}))
    };
    assert_eq!(write("red").0, 200);
    let (status, body) = write("no-such-colour");
    assert_eq!((status, &body["errorMsg"]), (400, &json!("Order is not loaded")));
    assert!(body["errors"]["customFields.colour"].is_string());
    let (_, body) = shop.post("custom-fields/order/create", "customField", &json!({"code": "a b"}));
    assert_eq!(body["errors"].as_object().unwrap().len(), 3, "{body}");
}

#[test]
fn the_catalogue_can_be_written() {
    let shop = Shop::open();
    let group = json!({"externalId": "g", "name": "Группа"});
    let (status, body) = shop.post("store/product-groups/create", "productGroup", &group);
    assert_eq!(status, 201, "{body}");
    let inner = json!({"name": "Внутри", "parentExternalId": "g"});
    let (_, inner) = shop.post("store/product-groups/create", "productGroup", &inner);
    let path = format!("store/product-groups?filter[parentGroupId]={}", body["id"]);
    assert_eq!(shop.get(&path)["productGroup"][0]["id"], inner["id"]);
    let path = "store/product-groups/g/edit?by=externalId";
    assert_eq!(shop.post(path, "productGroup", &json!({"active": false})).0, 200);
    let products = json!([{"externalId": "cap", "name": "Кепка", "catalogId": 1, "groups": [{"externalId": "g"}]}]);
    let (_, body) = shop.post("store/products/batch/create", "products", &products);
    assert_eq!(body["processedProductsCount"], 1);
    let edit = json!([{"externalId": "cap", "name": "Шапка"}, {"externalId": "none"}]);
    let (_, body) = shop.post("store/products/batch/edit", "products", &edit);
    assert_eq!(body["notFoundProducts"], json!([{"externalId": "none"}]));
    let found = shop.get("store/products?filter[externalId]=cap")["products"].take();
    assert_eq!(
        (&found[0]["name"], &found[0]["groups"][0]["externalId"]),
        (&json!("Шапка"), &json!("g"))
    );
    assert!(shop.get("store/products/properties")["properties"].is_array());
    assert!(shop.get("store/products/properties/values?filter[name]=size")["values"].is_array());
}

#[test]
fn a_warehouse_module_lets_shipped_be_written() {
    let shop = Shop::open();
    assert_eq!(shop.refused("integration-modules/1c").0, 404);
    let module = json!({"code": "1c", "integrationCode": "1c", "integrations": {"store": {}}});
    assert_eq!(shop.post("integration-modules/1c/edit", "integrationModule", &module).0, 200);
    assert_eq!(shop.get("integration-modules/1c")["integrationModule"]["active"], true);
    let courier = json!({"firstName": "Артур"});
    let (status, body) = shop.post("reference/couriers/create", "courier", &courier);
    assert_eq!((status, &body["id"]), (201, &json!(1)));
    assert_eq!(shop.post("users/7/status?status=dinner", "x", &json!(0)).0, 200);
    assert_eq!(shop.get("users/7")["user"]["status"], "dinner");
    assert_eq!(shop.post("users/7/status?status=asleep", "x", &json!(0)).0, 400);
    assert_eq!(shop.get("reference/mg-channels")["mgChannels"], json!([]));
}

#[test]
fn bonuses_of_later_days_wait() {
    let shop = Shop::open();
    let path =
        "loyalty/account/71/bonus/credit?amount=20&activationDate=2999-01-02&expireDate=2999-02-01";
    assert_eq!(shop.post(path, "x", &json!(0)).0, 200);
    let waiting = shop.get("loyalty/account/71/bonus/waiting_activation/details");
    assert_eq!(waiting["statistic"]["totalAmount"], 20);
    assert_eq!(waiting["bonuses"], json!([{"date": "2999-01-02", "amount": 20}]));
    let burning = shop.get("loyalty/account/71/bonus/burn_soon/details");
    assert_eq!(burning["bonuses"], json!([]));
    let level = json!({"loyaltyLevelId": 9});
    assert_eq!(shop.post("loyalty/account/71/edit", "loyaltyAccount", &level).0, 400);
}

#[test]
fn an_object_is_no_text() {
    let shop = Shop::open();
    let order = json!({"customer": "21", "delivery": 5, "items": {"0": {}}, "customFields": []});
    let (status, body) = shop.post("orders/create?site=main", "order", &order);
    assert_eq!((status, &body["errorMsg"]), (400, &json!("Order is not loaded")));
    let names: Vec<&String> = body["errors"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["customer", "delivery", "items"]);
    let customer = json!({"address": "Город, улица"});
    let (_, body) = shop.post("customers/21/edit?by=id", "customer", &customer);
    assert_eq!(body["errors"]["address"], "This value should be of type array.");
}

#[test]
fn a_programme_may_ask_for_a_code() {
    let shop = Shop::open();
    let flags = json!({"confirmSmsCharge": true, "confirmSmsRegistration": true});
    shop.change_record("loyalties", "1", &flags);
    shop.by_hand("orders/202/edit", &json!({"customer": {"id": 22}, "discountManualAmount": 0}));
    let order = json!({"id": 202});
    let path = "orders/loyalty/apply?site=main&bonuses=50";
    let (_, body) = shop.post(path, "order", &order);
    let check = body["verification"]["checkId"].clone();
    assert_eq!((check.is_string(), &body["order"]["totalSumm"]), (true, &json!(300)), "{body}");
    let confirm = |code: &str| {
        let given = json!({"code": code, "checkId": check});
        shop.post("verification/sms/confirm", "verification", &given)
    };
    assert_eq!(confirm("1111").0, 400);
    let status = format!("verification/sms/{}/status", check.as_str().unwrap());
    assert!(shop.get(&status)["verification"].get("verifiedAt").is_none());
    assert_eq!(confirm("0000").0, 200);
    assert!(shop.get(&status)["verification"]["verifiedAt"].is_string());
    assert_eq!(shop.get("orders/202?by=id")["order"]["totalSumm"], 250);
    assert_eq!(confirm("0000").0, 400, "a code is good once");
    let new = json!({"customer": {"externalId": "c-21"}, "phoneNumber": "+70000000001"});
    shop.post("loyalty/account/create?site=main", "loyaltyAccount", &new);
    let (_, body) = shop.post("loyalty/account/72/activate", "x", &json!(0));
    assert_eq!(body["loyaltyAccount"]["status"], "not_confirmed");
    let given = json!({"code": "0000", "checkId": body["verification"]["checkId"]});
    assert_eq!(shop.post("verification/sms/confirm", "verification", &given).0, 200);
    let account = shop.get("loyalty/account/72")["loyaltyAccount"].take();
    assert_eq!(account["status"], "activated");
}

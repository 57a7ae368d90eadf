"""RetailCRM's public Python client against the emulator: it must work unchanged.

    python retailcrm_client.py ADDRESS KEY

ADDRESS is a served world (`http://127.0.0.1:8801`) with at least one order, customer and offer;
what is made here carries external ids of its own, so that it can run again on the same world.
Needs `retailcrm==5.3.0`.
"""

import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import retailcrm


class Refused(AssertionError):
    """An answer that is not what the client's users live on."""


def ok(answer, *codes):
    """The answer, if it succeeded."""
    if answer.get_status_code() not in (codes or (200, 201)) or not answer.is_successful():
        raise Refused(f"{answer.get_status_code()}: {answer.get_response()}")
    return answer.get_response()


def refused(answer, code, text, field=None, why=""):
    """Holds that the answer is a refusal with that status and text, and the error of a field."""
    body = answer.get_response()
    good = answer.get_status_code() == code and not body["success"] and body["errorMsg"] == text
    if not good or (field and why not in body["errors"].get(field, "")):
        raise Refused(f"expected {code} {text!r}, found {answer.get_status_code()}: {body}")


def same(found, expected):
    if found != expected:
        raise Refused(f"expected {expected!r}, found {found!r}")


def keys(address, client):
    ok(client.api_versions())
    same(ok(client.api_credentials())["siteAccess"], "access_full")
    ok(client.system_info())
    refused(retailcrm.v5(address, "no-such-key").orders(), 403, 'Wrong "apiKey" value.')
    refused(retailcrm.v5(address, "").orders(), 403, '"apiKey" is missing.')
    refused(client.get("/no-such-method"), 404, "API method not found")
    refused(client.post("/orders"), 405, "Method Not Allowed")


def dictionaries(client):
    for read, member, kind in [
        (client.statuses, "statuses", dict),
        (client.status_groups, "statusGroups", (dict, list)),
        (client.order_types, "orderTypes", dict),
        (client.order_methods, "orderMethods", dict),
        (client.payment_types, "paymentTypes", dict),
        (client.payment_statuses, "paymentStatuses", dict),
        (client.delivery_types, "deliveryTypes", dict),
        (client.product_statuses, "productStatuses", dict),
        (client.units, "units", dict),
        (client.sites, "sites", dict),
        (client.stores, "stores", list),
        (client.price_types, "priceTypes", list),
        (client.couriers, "couriers", list),
        (client.currencies, "currencies", list),
        (client.countries, "countriesIso", list),
        (client.legal_entities, "legalEntities", list),
    ]:
        entries = ok(read())[member]
        if not isinstance(entries, kind):
            raise Refused(f"{member}: expected {kind}")
    user = ok(client.users({"active": 1}))["users"][0]
    same(ok(client.user(user["id"]))["user"]["id"], user["id"])
    same(ok(client.settings())["settings"]["timezone"]["value"], "Europe/Moscow")
    ok(client.user_groups())
    ok(client.custom_dictionaries())
    ok(client.statuses_edit({"code": "later", "name": "Позже", "group": "new"}))
    same(ok(client.statuses())["statuses"]["later"]["name"], "Позже")


def custom_fields(client, mark):
    code = f"field_{mark}"
    field = {"entity": "order", "code": code, "name": "Поле", "type": "integer"}
    ok(client.custom_field_create(field), 201)
    found = ok(client.custom_fields({"entity": "order", "code": code}, limit=100))["customFields"]
    same([row["type"] for row in found], ["integer"])
    same(ok(client.custom_field(code, "order"))["customField"]["name"], "Поле")
    ok(client.custom_field_edit({"entity": "order", "code": code, "name": "Другое"}))
    return code


def customers(client, site, mark):
    external = f"customer-{mark}"
    made = ok(client.customer_create({"externalId": external, "firstName": "Проба",
                                      "phones": [{"number": "+79990000999"}]}, site), 201)
    again = f"Customer already exists: externalId={external}"
    refused(client.customer_create({"externalId": external}, site), 400, again)
    same(ok(client.customer(external, "externalId", site))["customer"]["id"], made["id"])
    ok(client.customer_edit({"id": made["id"], "lastName": "Пробная"}, "id", site))
    found = ok(client.customers({"ids": [made["id"]]}))["customers"]
    same([row["lastName"] for row in found], ["Пробная"])
    refused(client.customer("nobody", "externalId", site), 404, "Not found")
    note = {"text": "звонить утром", "customer": {"id": made["id"]}}
    number = ok(client.customer_note_create(note, site), 201)["id"]
    same([row["id"] for row in ok(client.customer_notes({"ids": [number]}))["notes"]], [number])
    ok(client.customer_note_delete(number))
    twin = ok(client.customer_create({"externalId": f"twin-{mark}"}, site), 201)["id"]
    ok(client.customers_fix_external_ids([{"id": twin, "externalId": f"fixed-{mark}"}], site))
    ok(client.customers_combine([{"id": twin}], {"id": made["id"]}))
    refused(client.customer(f"fixed-{mark}", "externalId", site), 404, "Not found")
    told = ok(client.customers_history({"customerId": twin}, 100))["history"]
    same([row.get("deleted", False) for row in told], [False, False, True])
    rows = [{"externalId": f"c{n}-{mark}", "firstName": f"Имя {n}"} for n in range(3)]
    same(len(ok(client.customers_upload(rows, site), 201)["uploadedCustomers"]), 3)
    return made["id"]


def companies(client, site, mark):
    external = f"firm-{mark}"
    made = ok(client.customer_corporate_create({"externalId": external, "nickName": "Лютик"}, site), 201)
    company = {"externalId": external, "name": "ООО «Лютик»", "contragent": {"INN": "0000000099"}}
    ok(client.customer_corporate_companies_create(company, "externalId", site), 201)
    rows = ok(client.customer_corporate_companies(external, site=site))["companies"]
    same([row["contragent"]["INN"] for row in rows], ["0000000099"])
    found = ok(client.customers_corporate({"contragentInn": "0000000099"}))["customersCorporate"]
    same(made["id"] in [row["id"] for row in found], True)
    edit = {"externalId": external, "nickName": "Лютики"}
    # This client misspells the parameter of this one method.
    refused(client.customer_corporate_edit(edit, "externalId", site), 400,
            "Parameter 'customerCorporate' is missing")
    told = ok(client.customers_corporate_history({"customerId": made["id"]}, 100))["history"]
    same([row["field"] for row in told], ["id", "company", "main_company"])


def orders(client, site, mark, customer, field):
    external = f"order-{mark}"
    offer = ok(client.offers(limit=20))["offers"][0]
    order = {
        "externalId": external, "firstName": "Проба", "customer": {"id": customer},
        "items": [{"offer": {"id": offer["id"]}, "initialPrice": 100, "quantity": 2}],
        "delivery": {"cost": 50}, "discountManualAmount": 30,
    }
    start = ok(client.orders_history())["generatedAt"]
    made = ok(client.order_create(order, site), 201)
    same(made["order"]["totalSumm"], 220)
    same(made["order"]["payments"], [])
    again = f"Order already exists: externalId={external}"
    refused(client.order_create(order, site), 400, again)
    read = ok(client.order(external, "externalId", site))["order"]
    same((read["id"], read["customer"]["id"]), (made["id"], customer))
    edit = {"externalId": external, "managerComment": "заметка & + ё", "customFields": {field: 5}}
    edited = ok(client.order_edit(edit, "externalId", site))["order"]
    same((edited["managerComment"], edited["customFields"][field]), ("заметка & + ё", 5))
    same(ok(client.order(made["id"], "id"))["order"]["managerComment"], "заметка & + ё")
    kind = next(iter(ok(client.payment_types())["paymentTypes"]))
    payment = ok(client.order_payment_create({"order": {"id": made["id"]}, "type": kind, "amount": 10}, site), 201)
    same(list(ok(client.order(made["id"], "id"))["order"]["payments"]), [str(payment["id"])])
    ok(client.order_payment_edit({"id": payment["id"], "amount": 12}, "id", site))
    ok(client.order_payment_delete(payment["id"]))
    same([row["id"] for row in ok(client.orders_statuses([made["id"]], []))["orders"]], [made["id"]])
    told = history(client, start, made["id"])
    names = ["status", "manager_comment", f"custom_{field}", "payments", "payments.amount", "payments"]
    same([row["field"] for row in told], names)
    same([row.get("created") for row in told], [True] + [None] * 5)
    same([row["newValue"] for row in told[:3]], [{"code": "new"}, "заметка & + ё", 5])
    same(told[0]["order"]["externalId"], external)
    return made["id"]


def history(client, start, order):
    """The records of an order, all of them of this program's own key."""
    # This client always sends a page, and with sinceId the API has refused one since 2023.
    refused(client.orders_history({"sinceId": 1}, 100), 400, "Errors in the input parameters",
            "children[page]")
    told = ok(client.orders_history({"startDate": start, "orderId": order}, 100))["history"]
    same({(row["source"], row["apiKey"]["current"]) for row in told}, {("api", True)})
    return told


def foreign_history(address, client, order):
    """Another key sees the same records as somebody else's, people's edits are told as theirs."""
    other = patient(retailcrm.v5(address, "other-key"))
    told = ok(other.orders_history({"orderId": order}, 100))["history"]
    same({(row["source"], row["apiKey"]["current"]) for row in told}, {("api", False)})
    records = ok(client.orders_history({}, 20))["history"]
    same(any(row["source"] == "user" and row["user"]["id"] for row in records), True)


def wrong_fields(client, site, order):
    loaded, format_ = "Order is not loaded", "Errors in the entity format"
    refused(client.order_create({"customer": {"externalId": "nobody"}}, site), 400, loaded,
            "customer.externalId", "Customer with externalId=nobody not found.")
    refused(client.order_edit({"id": order, "status": "no-such"}, "id", site), 400, loaded,
            "status", 'Entity with code="no-such" does not exist.')
    refused(client.order_edit({"id": order, "items": [{"offer": {"id": 999999}}]}, "id", site), 400,
            loaded, "items[0].offer.id", "Offer with id 999999 not found.")
    refused(client.order_edit({"id": order, "createdAt": "вчера"}, "id", site), 400, loaded,
            "createdAt", "This value is not valid.")
    refused(client.order_payment_create({"type": "cash"}, site), 400, format_,
            "order", "Set one of the following fields: id, externalId, number")
    refused(client.orders({"createdAtFrom": "вчера"}), 400, "Errors in the input parameters",
            "children[createdAtFrom]")
    refused(client.orders(limit=30), 400, "Errors in the input parameters", "children[limit]")
    client.parameters = {"site": site, "order": "{"}
    refused(client.post("/orders/create"), 400, "Expected array, but got NULL: null")
    refused(client.order_create({}, "no-such-shop"), 400,
            "Parameter 'site' is incorrect: 'no-such-shop' is not available")
    refused(client.post("/orders/create"), 400, "Parameter 'order' is missing")


def uploads(client, site, mark):
    """120 orders in three uploads, one of them with two bad rows, and their pages."""
    rows = [{"externalId": f"upload-{mark}-{n}", "managerComment": mark} for n in range(122)]
    rows[7]["status"] = rows[30]["orderType"] = "no-such-code"
    bad = [rows[7]["externalId"], rows[30]["externalId"]]
    answer = client.orders_upload(rows[:50], site)
    body = answer.get_response()
    same((answer.get_status_code(), body["success"]), (460, False))
    same(body["errorMsg"], "Orders are loaded with errors")
    same([row["externalId"] for row in body["failedOrders"]], bad)
    same((len(body["uploadedOrders"]), len(body["errors"])), (48, 2))
    same(body["errors"][0], 'status: Entity with code="no-such-code" does not exist.')
    for part in (rows[50:100], rows[100:]):
        done = ok(client.orders_upload(part, site), 201)
        same(len(done["uploadedOrders"]), len(part))
        same(done["failedOrders"], [])
    refused(client.orders_upload(rows[:51], site), 400, "Errors in the input parameters", "orders")
    wanted = {row["externalId"] for row in rows} - set(bad)
    for limit, pages in [(20, 6), (50, 3), (100, 2)]:
        found = []
        for page in range(1, pages + 1):
            body = ok(client.orders({"managerComment": mark}, limit, page))
            same(body["pagination"], {"limit": limit, "totalCount": 120, "currentPage": page,
                                      "totalPageCount": pages})
            found += [row["externalId"] for row in body["orders"]]
        same((len(found), set(found)), (120, wanted))
    ids = [row["id"] for row in body["orders"]]
    same([row["id"] for row in ok(client.orders({"ids": ids}, 100))["orders"]], ids)
    return ids


def merging(client, site, order, other):
    ok(client.order_links_create({"orders": [{"id": order}, {"id": other}], "comment": "c"}, site))
    ok(client.orders_fix_external_ids([{"id": other, "externalId": f"fixed-{other}"}], site))
    same(ok(client.orders_combine({"id": other}, {"id": order}, "merge"))["errors"], [])
    refused(client.order(other, "id"), 404, "Not found")
    told = ok(client.orders_history({"orderId": other}, 100))["history"][-1]
    same((told["deleted"], told["combinedTo"]["id"]), (True, order))


def goods(client, mark):
    offer = ok(client.offers(limit=20))["offers"][0]
    store = ok(client.stores())["stores"][0]["code"]
    rows = [{"id": offer["id"], "stores": [{"code": store, "available": 7}]}, {"externalId": "none"}]
    body = ok(client.inventories_upload(rows))
    same((body["processedOffersCount"], body["notFoundOffers"]), (1, [{"externalId": "none"}]))
    found = ok(client.inventories({"ids": [offer["id"]], "details": 1}))["offers"]
    stock = {row["store"]: row["quantity"] for row in found[0]["stores"]}
    same(stock[store], 7)
    body = ok(client.prices_upload([{"id": offer["id"], "prices": [{"code": "base", "price": 77}]}]))
    same(body["processedOffersCount"], 1)
    same(ok(client.offers({"ids": [offer["id"]]}))["offers"][0]["prices"][0]["price"], 77)
    group = ok(client.product_groups_create({"externalId": mark, "name": "Группа"}), 201)["id"]
    ok(client.product_groups_edit(mark, {"active": False}))
    same([row["id"] for row in ok(client.product_groups({"ids": [group]}))["productGroup"]], [group])
    product = [{"catalogId": 1, "externalId": mark, "name": "Кепка"}]
    same(ok(client.products_batch_create(product), 201)["processedProductsCount"], 1)
    ok(client.products_batch_edit([{"externalId": mark, "name": "Шапка"}]))
    same([row["name"] for row in ok(client.products({"externalId": mark}))["products"]], ["Шапка"])
    ok(client.products_properties())


def loyalty(client, site):
    programme = ok(client.loyalty_loyalties())["loyalties"][0]
    same(ok(client.loyalty_loyalty(programme["id"]))["loyalty"]["name"], programme["name"])
    account = ok(client.loyalty_accounts({"status": "activated"}))["loyaltyAccounts"][0]
    before = ok(client.loyalty_account(account["id"]))["loyaltyAccount"]["amount"]
    ok(client.loyalty_account_bonus_credit(account["id"], 15.5, None, None, "c"))
    ok(client.loyalty_account_bonus_charge(account["id"], 5, "c"))
    after = ok(client.loyalty_account(account["id"]))["loyaltyAccount"]["amount"]
    same(after, before + 10.5)
    ok(client.loyalty_account_bonus_operations(account["id"]))
    ok(client.loyalty_account_bonus_details(account["id"], "burn_soon"))
    order = {"customer": {"id": account["customer"]["id"]}, "items": [{"initialPrice": 100, "quantity": 1}]}
    kinds = [row["privilegeType"] for row in ok(client.loyalty_calculate(order, site))["calculations"]]
    same(kinds, ["loyalty_level", "none"])


def too_fast(address, key):
    """Over the rate the API answers 503, and a moment later it answers as before."""
    with ThreadPoolExecutor(8) as pool:
        calls = [pool.submit(lambda: retailcrm.v5(address, key).api_versions()) for _ in range(90)]
    answers = [call.result() for call in calls]
    same({answer.get_status_code() for answer in answers}, {200, 503})
    slow = next(answer for answer in answers if answer.get_status_code() == 503)
    refused(slow, 503, "Rate limit exceeded")


def patient(client):
    """Has the client wait where the API says it is too fast: by itself it does not."""
    for name in ("get", "post"):
        send = getattr(client, name)

        def again(*args, _send=send, **kwargs):
            parameters = client.parameters
            for pause in (0, 0.1, 0.2, 0.4, 0.8):
                time.sleep(pause)
                client.parameters = parameters
                answer = _send(*args, **kwargs)
                if answer.get_status_code() != 503:
                    break
            return answer

        setattr(client, name, again)
    return client


def main(address, key):
    client = patient(retailcrm.v5(address, key))
    mark = uuid.uuid4().hex[:8]
    keys(address, client)
    dictionaries(client)
    field = custom_fields(client, mark)
    site = next(iter(ok(client.sites())["sites"]))
    customer = customers(client, site, mark)
    companies(client, site, mark)
    order = orders(client, site, mark, customer, field)
    foreign_history(address, client, order)
    wrong_fields(client, site, order)
    ids = uploads(client, site, mark)
    merging(client, site, order, ids[0])
    goods(client, mark)
    loyalty(client, site)
    too_fast(address, key)
    print("retailcrm 5.3.0: works unchanged")


if __name__ == "__main__":
    main(*sys.argv[1:])

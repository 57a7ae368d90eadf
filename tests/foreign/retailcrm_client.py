"""RetailCRM's public Python client against the emulator: it must work unchanged.

    python retailcrm_client.py ADDRESS KEY

ADDRESS is a served world (`http://127.0.0.1:8801`) with at least one order, customer and offer;
what is made here carries external ids of its own, so that it can run again on the same world.
Needs `retailcrm==5.3.0`.
"""

import sys
import time
import uuid

import retailcrm


class Refused(AssertionError):
    """An answer that is not what the client's users live on."""


def ok(answer, *codes):
    """The answer, if it succeeded."""
    if answer.get_status_code() not in (codes or (200, 201)) or not answer.is_successful():
        raise Refused(f"{answer.get_status_code()}: {answer.get_response()}")
    return answer.get_response()


def refused(answer, code, text):
    """Holds that the answer is a refusal with that status and text."""
    body = answer.get_response()
    if answer.get_status_code() != code or body["success"] or text not in body["errorMsg"]:
        raise Refused(f"expected {code} {text!r}, found {answer.get_status_code()}: {body}")


def same(found, expected):
    if found != expected:
        raise Refused(f"expected {expected!r}, found {found!r}")


def keys(address, client):
    ok(client.api_versions())
    ok(client.api_credentials())
    refused(retailcrm.v5(address, "no-such-key").orders(), 403, "apiKey")


def dictionaries(client):
    for read, member, kind in [
        (client.statuses, "statuses", dict),
        (client.order_types, "orderTypes", dict),
        (client.order_methods, "orderMethods", dict),
        (client.payment_types, "paymentTypes", dict),
        (client.payment_statuses, "paymentStatuses", dict),
        (client.delivery_types, "deliveryTypes", dict),
        (client.product_statuses, "productStatuses", dict),
        (client.sites, "sites", dict),
        (client.stores, "stores", list),
        (client.price_types, "priceTypes", list),
    ]:
        entries = ok(read())[member]
        if not isinstance(entries, kind):
            raise Refused(f"{member}: expected {kind.__name__}")
    ok(client.users())
    ok(client.custom_fields({"entity": "order"}, limit=100))


def customers(client, site, mark):
    external = f"customer-{mark}"
    made = ok(client.customer_create({"externalId": external, "firstName": "Проба",
                                      "phones": [{"number": "+79990000999"}]}, site), 201)
    refused(client.customer_create({"externalId": external}, site), 400, "already exists")
    same(ok(client.customer(external, "externalId", site))["customer"]["id"], made["id"])
    ok(client.customer_edit({"id": made["id"], "lastName": "Пробная"}, "id", site))
    found = ok(client.customers({"ids": [made["id"]]}))["customers"]
    same([row["lastName"] for row in found], ["Пробная"])
    refused(client.customer("nobody", "externalId", site), 404, "Not found")
    return made["id"]


def orders(client, site, mark, customer):
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
    refused(client.order_create(order, site), 400, "already exists")
    read = ok(client.order(external, "externalId", site))["order"]
    same((read["id"], read["customer"]["id"]), (made["id"], customer))
    ok(client.order_edit({"externalId": external, "managerComment": "заметка & + ё"}, "externalId", site))
    kind = next(iter(ok(client.payment_types())["paymentTypes"]))
    payment = ok(client.order_payment_create({"order": {"id": made["id"]}, "type": kind, "amount": 10}, site), 201)
    same(list(ok(client.order(made["id"], "id"))["order"]["payments"]), [str(payment["id"])])
    ok(client.order_payment_delete(payment["id"]))
    same([row["id"] for row in ok(client.orders_statuses([made["id"]], []))["orders"]], [made["id"]])
    # This client always sends a page, and with sinceId the API has refused one since 2023.
    refused(client.orders_history({"sinceId": 1}, 100), 400, "input parameters")
    told = ok(client.orders_history({"startDate": start, "orderId": made["id"]}, 100))["history"]
    same([row["field"] for row in told], ["status", "manager_comment", "payments", "payments"])
    same([row["apiKey"]["current"] for row in told], [True] * 4)
    same([row.get("created") for row in told], [True, None, None, None])


def uploads(client, site, mark):
    rows = [{"externalId": f"upload-{mark}"}, {"externalId": f"wrong-{mark}", "status": "no-such-status"}]
    answer = client.orders_upload(rows, site)
    body = answer.get_response()
    same((answer.get_status_code(), body["success"]), (460, False))
    same([row["externalId"] for row in body["uploadedOrders"]], [f"upload-{mark}"])
    same([row["externalId"] for row in body["failedOrders"]], [f"wrong-{mark}"])


def patient(client):
    """Slows the client down to the rate of the API: by itself it knows none."""
    for name in ("get", "post"):
        send = getattr(client, name)

        def slow(*args, _send=send, **kwargs):
            time.sleep(0.12)
            return _send(*args, **kwargs)

        setattr(client, name, slow)
    return client


def main(address, key):
    client = patient(retailcrm.v5(address, key))
    mark = uuid.uuid4().hex[:8]
    keys(address, client)
    dictionaries(client)
    site = next(iter(ok(client.sites())["sites"]))
    customer = customers(client, site, mark)
    orders(client, site, mark, customer)
    uploads(client, site, mark)
    print("retailcrm 5.3.0: works unchanged")


if __name__ == "__main__":
    main(*sys.argv[1:])

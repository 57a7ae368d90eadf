"""retailcrm-api, a thin wrapper around the API that sends its key as a parameter, against the emulator.

    retailcrm_wrapper.py http://127.0.0.1:8801 KEY

Needs `retailcrm-api==0.0.6`.
"""

import json
import sys

from retail import RetailAPI, RetailAPIException


def same(what, found, wanted):
    if found != wanted:
        raise SystemExit(f"{what}: found {found!r}, wanted {wanted!r}")


def refusal(call, **arguments):
    """What the API says against a call."""
    try:
        return call(**arguments)
    except RetailAPIException as error:
        return error.message["errorMsg"]


def main(address, key):
    api = RetailAPI(address, key)
    shop = sorted(api.reference.sites())[0]
    order = {"externalId": "wrapped", "firstName": "Проба & Ко"}
    made = api.orders.create(params={"site": shop, "order": json.dumps(order)})
    same("edit", api.orders.edit(made, params={"by": "id", "order": json.dumps({"phone": "+7 9"})}), made)
    found = api.orders(params={"filter[externalIds][]": "wrapped"})
    same("found", [(row["id"], row["firstName"], row["phone"]) for row in found], [(made, "Проба & Ко", "+7 9")])
    # The wrapper collects all pages by itself.
    rows = [{"externalId": f"w-{n}", "managerComment": "wrapped"} for n in range(45)]
    api.orders.upload(params={"site": shop, "orders": json.dumps(rows)})
    same("pages", len({row["id"] for row in api.orders(params={"filter[managerComment]": "wrapped"})}), 45)
    again = refusal(api.orders.create, params={"site": shop, "order": json.dumps(order)})
    same("again", again, "Order already exists: externalId=wrapped")
    stranger = RetailAPI(address, "no-such-key")
    same("wrong key", refusal(stranger.reference.sites), 'Wrong "apiKey" value.')
    print("retailcrm-api 0.0.6: works unchanged")


if __name__ == "__main__":
    main(*sys.argv[1:])

"""python-to-1c, a thin wrapper around the interface of 1C, against the emulator with tests/data/onec.

    onec_requests.py http://127.0.0.1:8802 USER PASSWORD

Needs `python-to-1c==0.0.5`.
"""

import sys

from python1c.apiodata import APIOdata
from python1c.core import ServerConnection


def same(what, found, wanted):
    if found != wanted:
        raise SystemExit(f"{what}: found {found!r}, wanted {wanted!r}")


def main(server, user, password):
    def objects(kind, name):
        # The library under it writes Basic in Latin letters unless it gets bytes.
        return APIOdata(ServerConnection(server, "/unf", kind, name, user.encode(), password.encode()))

    currencies = objects("Catalog", "Валюты")
    found = currencies.list(filter="Code eq '643' and DeletionMark eq false", select="Ref_Key,Code")
    same("filter", [row["Code"] for row in found], ["643"])
    same("get", currencies.get(found[0]["Ref_Key"], select="Code")["Code"], "643")
    made = currencies.create({"Code": "398", "Description": "KZT"})
    same("create", (made["Code"], made["DeletionMark"]), ("398", False))
    orders = objects("Document", "ЗаказПокупателя")
    found = orders.list(top=2, skip=1, orderby="Date desc", select="Number", expand="Контрагент")
    same("page", [row["Number"] for row in found], ["СВ-00000103", "СВ-00000102"])
    try:
        orders.list(filter="Нет eq 1")
    except Exception as error:  # noqa: BLE001, the library has no other
        same("refusal", '"code":"14"' in str(error), True)
    print("python-to-1c 0.0.5: works unchanged")


if __name__ == "__main__":
    main(*sys.argv[1:])

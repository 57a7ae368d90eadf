"""python-1c-odata, a public client of 1C, against the 1C emulator with the world of tests/data/onec.

    onec_client.py http://127.0.0.1:8802 USER PASSWORD

Prints each check and ends with status 1 if one fails. The world has to be fresh.
"""

import asyncio
import sys
from datetime import datetime

from python_1c_odata import (
    AccumulationRegister,
    Catalog,
    Document,
    F,
    Infobase,
    InformationRegister,
    ODataError,
    PostingMode,
    cast,
    endswith,
    guid,
    isof,
    startswith,
    substringof,
)

ORDER = "1f2a0001-5c1e-11f0-8b1e-00155d0a1b01"
NEW = "1f2a0077-5c1e-11f0-8b1e-00155d0a1b01"
STATE = "61730001-5c1e-11f0-8b1e-00155d0a1b01"
RETAIL = "50620001-5c1e-11f0-8b1e-00155d0a1b01"
FINISHED = "61730004-5c1e-11f0-8b1e-00155d0a1b01"
CUP = "2d3f000c-5c1e-11f0-8b1e-00155d0a1b01"
PROPERTY = "6f7f0001-5c1e-11f0-8b1e-00155d0a1b01"
WAREHOUSE = "4f510001-5c1e-11f0-8b1e-00155d0a1b01"
failed = []


def check(what, found, wanted):
    good = found == wanted
    print("ok  " if good else "FAIL", what, "" if good else f"found {found!r}, wanted {wanted!r}")
    if not good:
        failed.append(what)


async def refusal(awaitable):
    """The status and code of a refusal, or what came instead."""
    try:
        return await awaitable
    except ODataError as error:
        return error.status, error.internal_code


async def reads(base):
    orders = Document(base, "ЗаказПокупателя")
    page = await orders.query(top=2, select=["Ref_Key", "Number"], orderby="Number", inlinecount=True)
    check("page", [row["Number"] for row in page.value], ["СВ-00000101", "СВ-00000102"])
    check("count on the page", page.count, 4)
    check("count", await orders.count(odata_filter=F("Posted") == True), 3)  # noqa: E712
    one = await orders.get(ORDER)
    check("one record", (one["Number"], len(one["Запасы"]) > 0), ("СВ-00000101", True))
    found = [row["Number"] async for row in orders.iterate(page_size=3, orderby="Ref_Key")]
    check("iterate", len(set(found)), 4)
    filters = [
        ((F("СуммаДокумента") > 1000) & (F("Posted") == True), 3),  # noqa: E712
        (~(F("DeletionMark") == False), 1),  # noqa: E712
        (F("Date") >= datetime(2025, 9, 13), 2),
        (startswith(F("Number"), "СВ") & substringof("103", F("Number")), 1),
        (F("Ref_Key") == guid(ORDER), 1),
        (F("Запасы").any(F("Цена") >= 1000), 2),
        (F("Запасы").all(F("Количество") > 0), 4),
        (isof(F("СостояниеЗаказа"), "Catalog_СостоянияЗаказовПокупателей"), 4),
        (F("СостояниеЗаказа") == cast(guid(FINISHED), "Catalog_СостоянияЗаказовПокупателей"), 2),
        (F("Контрагент/ВидКонтрагента") == "ЮридическоеЛицо", 1),
        (startswith(F("Контрагент/Description"), "Иванов"), 2),
        (endswith(F("НомерВходящегоДокумента"), "2C"), 1),
        ((F("Date") >= datetime(2025, 9, 12)) & (F("Date") < datetime(2025, 9, 13)), 2),
        ((F("Number") == "СВ-00000101") | (F("Number") == "СВ-00000104"), 2),
    ]
    for expr, wanted in filters:
        page = await orders.where(expr).select("Ref_Key").execute()
        check(f"filter {expr}", len(page.value), wanted)
    page = await orders.query(select="*", presentations=True, top=1, orderby="Number")
    check("presentation", page.value[0]["Контрагент____Presentation"].startswith("Иванов"), True)
    page = await orders.query(top=2, skip=1, orderby="Date desc,Ref_Key", select="Number", allowed_only=True)
    check("second page", [row["Number"] for row in page.value], ["СВ-00000103", "СВ-00000102"])
    page = await orders.query(expand="Контрагент", top=1, orderby="Number")
    check("expand", page.value[0]["Контрагент"]["Ref_Key"], page.value[0]["Контрагент_Key"])


async def registers(base):
    prices = InformationRegister(base, "ЦеныНоменклатуры")
    rows = await prices.slice_last(condition=F("ВидЦен_Key") == guid(RETAIL))
    check("slice", sorted(row["Цена"] for row in rows["value"]), [450, 990, 1090, 1490])
    rows = await prices.slice_last(period=datetime(2025, 6, 2))
    check("slice of a moment", [row["Цена"] for row in rows["value"]], [420])
    stock = AccumulationRegister(base, "ЗапасыНаСкладах")
    rows = await stock.balance(condition=F("СтруктурнаяЕдиница_Key") == guid(WAREHOUSE))
    check("balance", sorted(row["КоличествоBalance"] for row in rows["value"]), [8, 15, 120])
    day = (datetime(2025, 9, 15), datetime(2025, 9, 15, 23, 59, 59))
    rows = await stock.turnovers(*day)
    check("turnovers", sorted(row["КоличествоExpense"] for row in rows["value"]), [10, 40])
    rows = await stock.balance_and_turnovers(*day, condition=F("Номенклатура_Key") == guid(CUP))
    found = [(row["КоличествоOpeningBalance"], row["КоличествоClosingBalance"]) for row in rows["value"]]
    check("balance and turnovers", sorted(found), [(24, 24), (160, 120)])
    flat = InformationRegister(base, "ЦеныПоДокументам", record_type=True)
    rows = await flat.slice_last()
    check("slice of rows", sorted(row["Цена"] for row in rows["value"]), [450, 990])


async def external_ids(base):
    """An independent register: rows by their whole key."""
    register = InformationRegister(base, "ДополнительныеСведения")
    of = {"Объект": NEW, "Объект_Type": "StandardODATA.Document_ЗаказПокупателя", "Свойство_Key": PROPERTY}
    made = await register.create({**of, "Значение": "5055", "Значение_Type": "Edm.String"})
    check("register row", made["Значение"], "5055")
    filled = (F("Свойство_Key") == guid(PROPERTY)) & (F("Значение") == "5055")
    page = await register.query(odata_filter=filled)
    check("register filter", [row["Объект"] for row in page.value], [NEW])
    changed = await register.edit(of, {"Значение": "5056", "Значение_Type": "Edm.String"})
    check("register patch", changed["Значение"], "5056")
    check("register get", (await register.get(of))["Значение"], "5056")
    check("register twice", await refusal(register.create({**of, "Значение": "1", "Значение_Type": "Edm.String"})), (400, "15"))
    await register.delete(of)
    check("register delete", await refusal(register.get(of)), (404, "9"))


async def writes(base):
    orders = Document(base, "ЗаказПокупателя")
    body = {
        "Ref_Key": NEW,
        "Date": "2025-09-17T10:00:00",
        "СостояниеЗаказа": STATE,
        "СостояниеЗаказа_Type": "StandardODATA.Catalog_СостоянияЗаказовПокупателей",
        "Запасы": [{"Количество": 2, "Цена": 450, "Всего": 900}],
    }
    created = await orders.create(body, posting_mode=PostingMode.POST)
    check("create", (created["Ref_Key"], created["СуммаДокумента"], created["Posted"]), (NEW, 900, False))
    check("post", (await orders.get(NEW))["Posted"], True)
    check("again", await refusal(orders.create(body)), (400, "15"))
    await orders.unpost(NEW)
    now = await orders.get(NEW)
    check("unpost", now["Posted"], False)
    edited = await orders.edit(NEW, {"Комментарий": "а+б"}, if_match=now["DataVersion"])
    check("edit", edited["Комментарий"], "а+б")
    stale = orders.edit(NEW, {"Комментарий": ""}, if_match=now["DataVersion"])
    check("stale version", (await refusal(stale))[0], 412)
    versions = {edited["DataVersion"], now["DataVersion"], (await orders.get(NEW))["DataVersion"]}
    check("a version a write", len(versions), 2)
    marked = await orders.edit(NEW, {"DeletionMark": True})
    check("mark", marked["DeletionMark"], True)
    check("post the marked", await refusal(orders.post(NEW, PostingMode.POST)), (500, "-1"))
    check("rows of the posted", await refusal(orders.edit(ORDER, {"Запасы": []})), (500, "-1"))
    old = {"Date": "2024-01-01T00:00:00"}
    check("closed period", await refusal(orders.create(old)), (500, "-1"))
    loaded = await orders.create(old, data_load_mode=True)
    check("load mode", (loaded["Number"], loaded["Date"]), ("", old["Date"]))
    reasons = Catalog(base, "ПричиныОтменыЗаказа")
    made = await reasons.create({"Description": "Передумал"})
    replaced = await reasons.replace(made["Ref_Key"], {"Description": "Нет в наличии"})
    check("replace", replaced["Description"], "Нет в наличии")
    await reasons.delete(made["Ref_Key"])
    check("delete", await refusal(reasons.get(made["Ref_Key"])), (404, "9"))


async def refusals(base):
    check("no such set", await refusal(Catalog(base, "Нет").query()), (404, "8"))
    orders = Document(base, "ЗаказПокупателя")
    check("no such field", await refusal(orders.query(odata_filter=F("Нет") == 1)), (400, "14"))


async def atom(base):
    """The same in the interface's own form."""
    orders = Document(base, "ЗаказПокупателя")
    page = await orders.query(top=2, orderby="Number", inlinecount=True, odata_filter=F("Posted") == True)  # noqa: E712
    check("atom page", ([row["Number"] for row in page.value], page.count), (["СВ-00000101", "СВ-00000102"], 3))
    check("atom record", (await orders.get(ORDER))["Number"], "СВ-00000101")
    reasons = Catalog(base, "ПричиныОтменыЗаказа")
    made = await reasons.create({"Description": "Дорого & долго"})
    edited = await reasons.edit(made["Ref_Key"], {"DeletionMark": True})
    check("atom edit", (edited["Description"], edited["DeletionMark"]), ("Дорого & долго", "true"))
    check("atom refusal", await refusal(orders.query(odata_filter=F("Нет") == 1)), (400, "14"))


async def together(base):
    """Several requests at once."""
    orders = Document(base, "ЗаказПокупателя")
    pages = await asyncio.gather(*[orders.query(top=1, skip=n, orderby="Number") for n in range(4)])
    check("together", [page.value[0]["Number"][-3:] for page in pages], ["101", "102", "103", "104"])


async def main(server, user, password):
    async with Infobase(server, "unf", user, password) as base:
        for part in (reads, registers, together, writes, external_ids, refusals):
            await part(base)
        sets = await base.entity_sets()
        check("sets", "Catalog_Контрагенты_КонтактнаяИнформация" in sets, True)
        declared = await base.entity_type_for_set("InformationRegister_ЦеныНоменклатуры")
        check("metadata", declared.keys[0], "Period")
    async with Infobase(server, "unf", user, password, format="atom") as base:
        await atom(base)
    async with Infobase(server, "unf", user, "wrong") as base:
        check("wrong password", (await refusal(Catalog(base, "Валюты").query()))[0], 401)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:4])))

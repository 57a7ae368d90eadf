//! `N`: names of systems, entities, fields, declarations.

use super::{Code, error};

/// Systems are declared by `side`; the name before the point must be one of them.
pub static N101: Code =
    error("N101", "const Сайт: code(shop.sites)", "const Сайт: code(crm.sites)");
/// After a system's name stands a kind of records, a collection, a dictionary or a type of its schema.
pub static N102: Code =
    error("N102", "const Склад: ref(erp.Catalog_Скалд)", "const Склад: ref(erp.Catalog_Склад)");
/// A kind of records of the system is wanted here: a document, a catalogue, an order; not a dictionary, a type or a union.
pub static N103: Code = error(
    "N103",
    "map Сделка: erp.Document_Сделка <- crm.statuses { Комментарий <- name }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }",
);
/// A bare name belongs to the record that the rule stands in. The fields of records are listed by the system's schema.
pub static N104: Code = error(
    "N104",
    "map Сделка: erp.Document_Сделка <- crm.order { Коментарий <- managerComment }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }",
);
/// Constants are declared by `const`, settings by `setting`, tables by `table`.
pub static N105: Code = error(
    "N105",
    "const Склад: ref(erp.Catalog_Склад)\nmap Сделка: erp.Document_Сделка <- crm.order { Склад <- const.Скалд }",
    "const Склад: ref(erp.Catalog_Склад)\nmap Сделка: erp.Document_Сделка <- crm.order { Склад <- const.Склад }",
);
/// Two declarations of one kind cannot have one name.
pub static N106: Code =
    error("N106", "const Порог: int\nconst Порог: money", "const Порог: int\nconst Предел: money");
/// The functions of the language are listed in the manual.
pub static N107: Code = error(
    "N107",
    "map Сделка: erp.Document_Сделка <- crm.order { Курс <- raund(summ, 2) }",
    "map Сделка: erp.Document_Сделка <- crm.order { Курс <- round(summ, 2) }",
);
/// A type is `text`, `int`, `money`, `date`, `ref(erp.Catalog_X)`, `code(crm.sites)`, `"a" | "b"` and others.
pub static N108: Code = error("N108", "const Порог: integer", "const Порог: int");
/// After `via` stands a table, a match or a conversion (`phone`, `lower`, `number`).
pub static N109: Code = error(
    "N109",
    "map Сделка: erp.Document_Сделка <- crm.order { Телефон <- phone via fone }",
    "map Сделка: erp.Document_Сделка <- crm.order { Телефон <- phone via phone }",
);
/// A text in the place of a reference names a record: by its predefined name, its description, its code or its GUID. The names are those saved by `obmen schema pull`.
pub static N110: Code = error(
    "N110",
    "map Сделка: erp.Document_Сделка <- crm.order { Склад <- \"Оснавной\" }",
    "map Сделка: erp.Document_Сделка <- crm.order { Склад <- \"Основной\" }",
);
/// `up` is one step out: from a row to its record, from brackets to the record that the expression stands in. There is nothing outside here.
pub static N111: Code = error(
    "N111",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- up.managerComment }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }",
);
/// Fields of 1C stand left of the arrow, fields of RetailCRM right of it, whichever way the arrow points.
pub static N112: Code = error(
    "N112",
    "map Сделка: erp.Document_Сделка <- crm.order { managerComment <- Комментарий }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }",
);
/// `const`, `setting`, `table` and `result` are values only with a field: `const.Store`.
pub static N113: Code = error(
    "N113",
    "const Порог: int\nmap Сделка: erp.Document_Сделка <- crm.order { Курс <- const }",
    "const Порог: int\nmap Сделка: erp.Document_Сделка <- crm.order { Курс <- const.Порог }",
);
/// `upsert` names a map: a declaration `map` of that name.
pub static N114: Code = error(
    "N114",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отаз }",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ }",
);
/// The columns of a table are named in its declaration; the only column of a side is called by the side's name.
pub static N115: Code = error(
    "N115",
    "table Доставки: (Способ: text, Дней: int) <- crm.deliveryTypes { (\"Курьер\", 1) <- \"courier\"; else: keep }\nmap Сделка: erp.Document_Сделка <- crm.order { Заметка <- delivery.code via Доставки.Спасоб }",
    "table Доставки: (Способ: text, Дней: int) <- crm.deliveryTypes { (\"Курьер\", 1) <- \"courier\"; else: keep }\nmap Сделка: erp.Document_Сделка <- crm.order { Заметка <- delivery.code via Доставки.Способ }",
);
/// The classes are transient, rejected, conflict, missing, bad-data, limit.
pub static N116: Code = error(
    "N116",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ; on error fatal: hold \"не принято\" }",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ; on error rejected: hold \"не принято\" }",
);
/// `linked(Order)`: the record at hand has a counterpart by that match.
pub static N117: Code = error(
    "N117",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders where not linked(Отказы); upsert Отказ }",
    "match Отказ: erp.Document_Отказ <-> crm.order { Number == number; none: create }\nmap Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders where not linked(Отказ); upsert Отказ }",
);
/// What stands in a type's brackets: `text(50)`, `decimal(15,2)`, `ref(erp.Catalog_X)`, `code(crm.sites)`.
pub static N118: Code = error("N118", "const Предел: decimal(2,5)", "const Предел: decimal(5,2)");
/// Texts that name records are compared with the names that `obmen schema pull` saves.
pub static N119: Code = error("N119", "", "");
/// A `let` inside an `each` is a column of its rows: `sum(Rows.name)`.
pub static N120: Code = error(
    "N120",
    "map Сделка: erp.Document_Сделка -> crm.order { each Строки -> items by position { let -> Сумма = Цена - 1; Количество -> quantity; Сумма -> initialPrice }; sum(Строки.Сумма) -> delivery.cost }",
    "map Сделка: erp.Document_Сделка -> crm.order { each Строки -> items by position { let -> цена = Цена - 1; Количество -> quantity; цена -> initialPrice }; sum(Строки.цена) -> delivery.cost }",
);

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[
    &N101, &N102, &N103, &N104, &N105, &N106, &N107, &N108, &N109, &N110, &N111, &N112, &N113,
    &N114, &N115, &N116, &N117, &N118, &N119, &N120,
];

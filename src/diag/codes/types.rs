//! `T`: types of values and places.

use super::{Code, error, warning};

/// The type of the value does not fit the type of its place.
pub static T201: Code = error(
    "T201",
    "map Клиент: erp.Catalog_Клиент <- crm.customer { Важный <- createdAt }",
    "map Клиент: erp.Catalog_Клиент <- crm.customer { Важный <- vip }",
);
/// Values of one kind are compared: numbers with numbers, texts with texts, references with references to the same entity.
pub static T202: Code = error(
    "T202",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment   when summ == createdAt }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment   when summ == totalSumm }",
);
/// A condition stands after `when`, `where`, `check`, in brackets, and with `not`, `and`, `or`.
pub static T203: Code = error(
    "T203",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment   when summ }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment   when summ > 0 }",
);
/// References are nominal: a match or a table translates a record of one system into one of the other.
pub static T204: Code = error(
    "T204",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: hold \"нет клиента\" }\nmap Сделка: erp.Document_Сделка <- crm.order { Клиент <- customer   required }",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: hold \"нет клиента\" }\nmap Сделка: erp.Document_Сделка <- crm.order { Клиент <- customer via Клиент   required }",
);
/// A text in the place of a code or an enum member must be one of those known. Dictionaries are refreshed by `obmen schema pull`.
pub static T205: Code = error(
    "T205",
    "map Сделка: erp.Document_Сделка <- crm.order { Доставка <- \"Курер\" }",
    "map Сделка: erp.Document_Сделка <- crm.order { Доставка <- \"Курьер\" }",
);
/// The number of a function's arguments is given in the manual.
pub static T206: Code = error(
    "T206",
    "map Сделка: erp.Document_Сделка <- crm.order { Курс <- abs(summ, 2) }",
    "map Сделка: erp.Document_Сделка <- crm.order { Курс <- abs(summ) }",
);
/// The length of a field is given by the schema.
pub static T207: Code = error(
    "T207",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- \"длиннее двадцати знаков\" }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- \"короче\" }",
);
/// A number is written `12.50`, a day `2025-09-12`, a moment `2025-09-12T14:05:31`, a duration `15m`.
pub static T208: Code = error(
    "T208",
    "map Сделка: erp.Document_Сделка <- crm.order { Срок <- \"2025-13-01\" }",
    "map Сделка: erp.Document_Сделка <- crm.order { Срок <- \"2025-12-01\" }",
);
/// Tuples on both sides of an arrow, keys of tables and branches of a choice must have the same number of parts.
pub static T209: Code = error(
    "T209",
    "map Сделка: erp.Document_Сделка <- crm.order { (Комментарий, Заметка) <- managerComment }",
    "map Сделка: erp.Document_Сделка <- crm.order { (Комментарий, Заметка) <- (managerComment, customerComment) }",
);
/// A point leads into a record; there is nothing inside a plain value. A reference is translated by a match.
pub static T210: Code = error(
    "T210",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- number.short }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- number }",
);
/// Brackets and `each` speak of rows: a tabular part, a list of items, phones.
pub static T211: Code = error(
    "T211",
    "map Сделка: erp.Document_Сделка <- crm.order { Скидка <- sum(delivery[cost > 0].cost) }",
    "map Сделка: erp.Document_Сделка <- crm.order { Скидка <- sum(items[quantity > 0].discountTotal) }",
);
/// Rows are moved by `each`, one field of them is gathered by `sum`, `first`, `min`, `max`, `count`; a record is moved by a block.
pub static T212: Code = error(
    "T212",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- items }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- text(count(items)) }",
);
/// A record is a value where it can be referred to.
pub static T213: Code = error(
    "T213",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- delivery }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- delivery.code }",
);
/// The condition in brackets does not determine one row.
pub static T214: Code = error(
    "T214",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- items[quantity > 1].comment }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- first(items[quantity > 1].comment) }",
);
/// In brackets stand the texts to compare with: `x in ["a", "b"]`.
pub static T215: Code = error(
    "T215",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- [\"a\", \"b\"] }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- \"a\"   when number in [\"a\", \"b\"] }",
);
/// `x in ["a", "b"]`, `x in table.Groups`, `x in sites`.
pub static T216: Code = error(
    "T216",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- \"a\"   when number in managerComment }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- \"a\"   when number in [\"a\", \"b\"] }",
);
/// A quotient rarely fits exactly; `round` says how many digits to keep.
pub static T217: Code = error(
    "T217",
    "map Сделка: erp.Document_Сделка <- crm.order { Курс <- summ / 3 }",
    "map Сделка: erp.Document_Сделка <- crm.order { Курс <- round(summ / 3, 4) }",
);
/// The type of an argument does not fit the function.
pub static T218: Code = error(
    "T218",
    "map Сделка: erp.Document_Сделка <- crm.order { Курс <- abs(number) }",
    "map Сделка: erp.Document_Сделка <- crm.order { Курс <- abs(summ) }",
);
/// `sum`, `first`, `min`, `max` gather one field of all rows.
pub static T219: Code = error(
    "T219",
    "map Сделка: erp.Document_Сделка <- crm.order { Скидка <- sum(summ) }",
    "map Сделка: erp.Document_Сделка <- crm.order { Скидка <- sum(items.discountTotal) }",
);
/// `as` takes one of the types of a composite value.
pub static T220: Code = warning(
    "T220",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment as text }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }",
);
/// Arithmetic takes numbers; days and moments are added to a duration: `createdAt + days(3)`.
pub static T221: Code = error(
    "T221",
    "map Сделка: erp.Document_Сделка <- crm.order { Курс <- managerComment + 1 }",
    "map Сделка: erp.Document_Сделка <- crm.order { Курс <- summ + 1 }",
);
/// The schema marks the field as read-only.
pub static T222: Code = error(
    "T222",
    "map Сделка: erp.Document_Сделка <- crm.order { Итог <- summ }",
    "map Сделка: erp.Document_Сделка <- crm.order { Скидка <- summ }",
);
/// The value must be known before the exchange: a text, a number, a constant or a setting.
pub static T223: Code = error(
    "T223",
    "map Сделка: erp.Document_Сделка <- crm.order { Этапы[Сумма > 1] <- . { Дата <- date(createdAt) } }",
    "map Сделка: erp.Document_Сделка <- crm.order { Этапы[LineNumber == 1] <- . { Дата <- date(createdAt) } }",
);
/// The arrow in a table's heading says which way it translates.
pub static T224: Code = error(
    "T224",
    "table Слова: text <- text { \"да\" <- \"yes\"; else: keep }\nmap Сделка: erp.Document_Сделка -> crm.order { Комментарий -> managerComment via Слова }",
    "table Слова: text -> text { \"да\" -> \"yes\"; else: keep }\nmap Сделка: erp.Document_Сделка -> crm.order { Комментарий via Слова -> managerComment }",
);
/// A record of the side that the data comes from goes through a match.
pub static T225: Code = error(
    "T225",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: hold \"нет клиента\" }\nmap Сделка: erp.Document_Сделка <- crm.order { Клиент <- company via Клиент   required }",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: hold \"нет клиента\" }\nmap Сделка: erp.Document_Сделка <- crm.order { Клиент <- customer via Клиент   required }",
);
/// On the receiving side stands a field, a tuple of fields, or a row selected in brackets.
pub static T226: Code = error(
    "T226",
    "map Сделка: erp.Document_Сделка <- crm.order { . <- number }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- number }",
);
/// Before `{ "{" }` stand two records: the one at hand (`.`), one inside it, or a selected row.
pub static T227: Code = error(
    "T227",
    "map Сделка: erp.Document_Сделка <- crm.order { . <- number { Комментарий <- code } }",
    "map Сделка: erp.Document_Сделка <- crm.order { . <- delivery { Комментарий <- code } }",
);
/// The value of a constant or setting does not fit its type.
pub static T228: Code = error("T228", "setting Попыток: int = true", "setting Попыток: int = 3");
/// Expressions are not computed in cells.
pub static T229: Code = error(
    "T229",
    "table Слова: text <- text { 15m <- \"yes\"; else: keep }",
    "table Слова: text <- text { \"да\" <- \"yes\"; else: keep }",
);
/// A template joins fields; read backwards it would have to be cut at unknown places.
pub static T230: Code = error(
    "T230",
    "map Сделка: erp.Document_Сделка <-> crm.order { Комментарий <-> \"{number} {managerComment}\" }",
    "map Сделка: erp.Document_Сделка <-> crm.order { Комментарий <- \"{number} {managerComment}\" }",
);
/// A number is written with the digits that its place keeps.
pub static T231: Code = error(
    "T231",
    "map Сделка: erp.Document_Сделка <- crm.order { Скидка <- 1.234 }",
    "map Сделка: erp.Document_Сделка <- crm.order { Скидка <- 1.23 }",
);
/// Before the point a number has so many digits as its type says.
pub static T232: Code = error(
    "T232",
    "map Сделка: erp.Document_Сделка <- crm.order { Скидка <- 99999999999999999 }",
    "map Сделка: erp.Document_Сделка <- crm.order { Скидка <- 9999999999999 }",
);
/// What an expression gives is rounded to the digits that its place keeps.
pub static T233: Code = error(
    "T233",
    "map Сделка: erp.Document_Сделка <- crm.order { Скидка <- round(summ, 5) }",
    "map Сделка: erp.Document_Сделка <- crm.order { Скидка <- round(summ, 2) }",
);
/// `round(x, 2)`: the digits after the point are a whole number that is written out.
pub static T234: Code = error(
    "T234",
    "map Сделка: erp.Document_Сделка <- crm.order { Скидка <- round(summ, 99) }",
    "map Сделка: erp.Document_Сделка <- crm.order { Скидка <- round(summ, 2) }",
);
/// The divisor is zero for every record.
pub static T235: Code = error(
    "T235",
    "map Сделка: erp.Document_Сделка <- crm.order { Скидка <- round(summ / 0, 2) }",
    "map Сделка: erp.Document_Сделка <- crm.order { Скидка <- round(summ / 10, 2) }",
);
/// An outcome is no key: it stands where the data goes.
pub static T236: Code = error(
    "T236",
    "table Способ: enum(erp.Document_Сделка.Доставка) <- code(crm.orders.status) { \"Курьер\" <- skip \"нет\"; else: skip \"{value}\" }",
    "table Способ: enum(erp.Document_Сделка.Доставка) <- code(crm.orders.status) { \"Курьер\" <- \"new\"; skip \"нет\" <- \"old\"; else: skip \"{value}\" }",
);
/// The day that 1C has where nobody filled one in.
pub static T237: Code = warning(
    "T237",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- number   when createdAt == \"0001-01-01\" }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- number   when createdAt == empty }",
);

/// The record behind a reference is read where rules are: in maps.
pub static T238: Code = error(
    "T238",
    "map Сделка: erp.Document_Сделка -> crm.order { Number -> number }\nflow Выгрузка: erp -> crm { from erp.Document_Сделка where Склад.Code == \"01\"; upsert Сделка }",
    "map Сделка: erp.Document_Сделка -> crm.order { Number -> number; check Склад.Code == \"01\"   else: hold \"чужой склад\" }\nflow Выгрузка: erp -> crm { from erp.Document_Сделка; upsert Сделка }",
);

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[
    &T201, &T202, &T203, &T204, &T205, &T206, &T207, &T208, &T209, &T210, &T211, &T212, &T213,
    &T214, &T215, &T216, &T217, &T218, &T219, &T220, &T221, &T222, &T223, &T224, &T225, &T226,
    &T227, &T228, &T229, &T230, &T231, &T232, &T233, &T234, &T235, &T236, &T237, &T238,
];

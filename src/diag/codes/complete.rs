//! `C`: what a mapping must say besides being well typed.

use super::{Code, error, note, warning};

/// When the source is empty the rule must say what happens.
pub static C301: Code = error(
    "C301",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: hold \"нет клиента\" }\nmap Сделка: erp.Document_Сделка <- crm.order { Клиент <- customer via Клиент }",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: hold \"нет клиента\" }\nmap Сделка: erp.Document_Сделка <- crm.order { Клиент <- customer via Клиент   required }",
);
/// What is created must have every field that the system asks for.
pub static C302: Code = error(
    "C302",
    "map Сделка: erp.Document_Сделка <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Сделка }",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: hold \"нет клиента\" }\nmap Сделка: erp.Document_Сделка <- crm.order { Клиент <- customer via Клиент   required }\nflow Загрузка: erp <- crm { from crm.orders; upsert Сделка }",
);
/// In one direction a field has one writer.
pub static C303: Code = error(
    "C303",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment; Комментарий <- customerComment }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment; Заметка <- customerComment }",
);
/// `choose` names every member of the enumeration or ends with `else`.
pub static C304: Code = error(
    "C304",
    "map Клиент: erp.Catalog_Клиент <- crm.customer { Пол <- choose sex { \"male\": \"Мужской\" } }",
    "map Клиент: erp.Catalog_Клиент <- crm.customer { Пол <- choose sex { \"male\": \"Мужской\"; \"female\": \"Женский\" } }",
);
/// Codes appear unannounced; a table is total or says `else`.
pub static C305: Code = error(
    "C305",
    "table Слова: text <- text { \"да\" <- \"yes\" }",
    "table Слова: text <- text { \"да\" <- \"yes\"; else: keep }",
);
/// An enabled flow reads the constant, and `settings.yaml` gives it no value.
pub static C306: Code = error(
    "C306",
    "const Предел: int\nmap Отказ: erp.Document_Отказ <- crm.order { Number <- text(const.Предел) }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ }",
    "const Предел: int?\nmap Отказ: erp.Document_Отказ <- crm.order { Number <- text(const.Предел) }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ }",
);
/// `by offer then position`: by which field the rows of one side find those of the other.
pub static C307: Code = error(
    "C307",
    "map Сделка: erp.Document_Сделка <- crm.order { each Строки <- items { Количество <- quantity } }",
    "map Сделка: erp.Document_Сделка <- crm.order { each Строки <- items by position { Количество <- quantity } }",
);
/// Only a match creates (`none: create`), only a flow retries (`on error`).
pub static C308: Code = error(
    "C308",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment   default create }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment   default skip \"нет комментария\" }",
);
/// The schema says that the field is filled in every record.
pub static C309: Code = warning(
    "C309",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- number   default \"без номера\" }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- number }",
);
/// Rows are recognised by their key; its field must be carried over.
pub static C311: Code = error(
    "C311",
    "map Сделка: erp.Document_Сделка <- crm.order { each Строки <- items by id { Количество <- quantity } }",
    "map Сделка: erp.Document_Сделка <- crm.order { each Строки <- items by position { Количество <- quantity } }",
);
/// The second is never reached.
pub static C312: Code = error(
    "C312",
    "table Слова: text <- text { \"да\" <- \"yes\"; \"ага\" <- \"yes\"; else: keep }",
    "table Слова: text <- text { \"да\" <- \"yes\"; \"ага\" <- \"yeah\"; else: keep }",
);
/// `key` has a field of a record or a template of keys on the left, a field on the right.
pub static C313: Code = error(
    "C313",
    "match Товар: (Товар: erp.Catalog_Товар) <-> crm.offer { key Code == xmlId; none: hold \"нет товара\" }",
    "match Товар: (Товар: erp.Catalog_Товар) <-> crm.offer { key Товар.Code == xmlId; none: hold \"нет товара\" }",
);
/// A step of a match names fields of the record or a field of its rows on the left.
pub static C314: Code = error(
    "C314",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { \"1\" == text(id); none: hold \"нет клиента\" }",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: hold \"нет клиента\" }",
);
/// A mark is kept beside the record, not in it.
pub static C315: Code = error(
    "C315",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id) mark; none: hold \"нет клиента\" }",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Сведения[Свойство == \"crm_номер\"].Значение as text == text(id) mark; none: hold \"нет клиента\" }",
);
/// Two opposite flows are declared by two `flow`s.
pub static C316: Code = error(
    "C316",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <-> crm { from crm.orders; upsert Отказ }",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ }",
);
/// The arrow of a flow points from the source of `from` to the receiver.
pub static C317: Code = error(
    "C317",
    "map Отказ: erp.Document_Отказ -> crm.order { Number -> number }\nflow Загрузка: erp <- crm { from erp.Document_Отказ; upsert Отказ }",
    "map Отказ: erp.Document_Отказ -> crm.order { Number -> number }\nflow Выгрузка: erp -> crm { from erp.Document_Отказ; upsert Отказ }",
);
/// `from crm.orders changed` names a collection of records.
pub static C318: Code = error(
    "C318",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { upsert Отказ }",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ }",
);
/// The arrow of the map must allow the direction of the flow.
pub static C319: Code = error(
    "C319",
    "map Отказ: erp.Document_Отказ -> crm.order { Number -> number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ }",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ }",
);
/// `upsert` gets the record of `from`.
pub static C320: Code = error(
    "C320",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.customers; upsert Отказ }",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ }",
);
/// `drop` names a field that the rule to be taken out writes.
pub static C321: Code = error(
    "C321",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\noverride Сделка { drop Заметка }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\noverride Сделка { drop Комментарий }",
);
/// Backwards a value has one code; the other rows count one way: `<-` or `->`.
pub static C322: Code = error(
    "C322",
    "table Слова: text <-> text { \"да\" <-> \"yes\"; \"да\" <-> \"yeah\"; else: keep }",
    "table Слова: text <-> text { \"да\" <-> \"yes\"; \"да\" <- \"yeah\"; else: keep }",
);
/// A row belongs to one statement: patterns over one collection exclude one another.
pub static C323: Code = error(
    "C323",
    "map Сделка: erp.Document_Сделка <- crm.order { Этапы[LineNumber == 1] <- . { Дата <- date(createdAt) }; Этапы[LineNumber != 2] <- . { Сумма <- 1 } }",
    "map Сделка: erp.Document_Сделка <- crm.order { Этапы[LineNumber == 1] <- . { Дата <- date(createdAt) }; Этапы[LineNumber == 2] <- . { Сумма <- 1 } }",
);
/// What both sides may edit has an owner: `owner erp`, `owner crm` or `owner hold`.
pub static C324: Code = error(
    "C324",
    "map Отказ: erp.Document_Отказ <-> crm.order { Number <-> number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ }\nflow Выгрузка: erp -> crm { from erp.Document_Отказ; upsert Отказ }",
    "map Отказ: erp.Document_Отказ <-> crm.order { Number <-> number   owner crm }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ }\nflow Выгрузка: erp -> crm { from erp.Document_Отказ; upsert Отказ }",
);
/// A value cannot be made of itself.
pub static C325: Code = error(
    "C325",
    "map Сделка: erp.Document_Сделка <- crm.order { Курс <- result.Курс + summ }",
    "map Сделка: erp.Document_Сделка <- crm.order { Курс <- result.Скидка + summ; Скидка <- 1 }",
);
/// No flow comes to the declaration.
pub static C326: Code = warning(
    "C326",
    "const Предел: int\nmap Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ }",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ }",
);
/// The saved dictionary has codes in use that the table has no row for.
pub static C327: Code = warning(
    "C327",
    "table Статусы: erp.Catalog_Статус? <- crm.statuses { \"Новый\" <- \"new\"; else: keep }",
    "table Статусы: erp.Catalog_Статус? <- crm.statuses { \"Новый\" <- \"new\"; empty <- \"approval\"; empty <- \"assembling\"; empty <- \"delivering\"; empty <- \"complete\"; empty <- \"cancel\"; else: keep }",
);
/// The types decide the condition for every record.
pub static C328: Code = warning(
    "C328",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment   when sum(items.discountTotal) != empty }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment   when customerComment != empty }",
);
/// The second branch is never reached.
pub static C329: Code = error(
    "C329",
    "map Клиент: erp.Catalog_Клиент <- crm.customer { Пол <- choose sex { \"male\": \"Мужской\"; \"male\": \"Женский\"; else: \"Женский\" } }",
    "map Клиент: erp.Catalog_Клиент <- crm.customer { Пол <- choose sex { \"male\": \"Мужской\"; \"female\": \"Женский\" } }",
);
/// `if known`: the rule falls away where the base or account has no such field.
pub static C330: Code = note(
    "C330",
    "map Сделка: erp.Document_Сделка <- crm.order { ВнешнийКод <- number   if known }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- number   if known }",
);
/// What a match creates is made by a map: of the same name, or the one after `via`.
pub static C331: Code = error(
    "C331",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: create }",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: create }\nmap Клиент: erp.Catalog_Клиент <- crm.customer { Description <- \"Клиент {id}\" }",
);
/// A value in `settings.yaml` belongs to a `const` or `setting` of the mapping.
pub static C332: Code = warning("C332", "", "");
/// No value leaves the target alone; `default clear` empties it.
pub static C333: Code = warning(
    "C333",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- \"\" }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment   default clear }",
);
/// A field that the system takes on creation only is written once.
pub static C334: Code = error(
    "C334",
    "map Сделка: erp.Document_Сделка -> crm.order { Posted -> isFromCart }",
    "map Сделка: erp.Document_Сделка -> crm.order { Posted -> isFromCart   once }",
);
/// `enabled when` and `when` of a two-way rule are decided before any record is seen.
pub static C335: Code = error(
    "C335",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { enabled when number == \"1\"; from crm.orders; upsert Отказ }",
    "setting Загружать: bool = true\nmap Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { enabled when setting.Загружать; from crm.orders; upsert Отказ }",
);
/// Behind `then` stands `position` alone.
pub static C336: Code = error(
    "C336",
    "match Товар: erp.Catalog_Товар <-> crm.offer { Code == xmlId; none: hold \"нет товара\" }\nmap Сделка: erp.Document_Сделка <- crm.order { each Строки <- items by offer then quantity { Товар <- offer via Товар   required } }",
    "match Товар: erp.Catalog_Товар <-> crm.offer { Code == xmlId; none: hold \"нет товара\" }\nmap Сделка: erp.Document_Сделка <- crm.order { each Строки <- items by offer then position { Товар <- offer via Товар   required } }",
);
/// A required field of a new record has no value that could be left as it is.
pub static C337: Code = error(
    "C337",
    "map Клиент: erp.Catalog_Клиент <- crm.customer { Пол <- choose sex { \"male\": \"Мужской\"; else: keep }   required }",
    "map Клиент: erp.Catalog_Клиент <- crm.customer { Пол <- choose sex { \"male\": \"Мужской\"; else: hold \"пол не указан\" }   required }",
);
/// A constant with `where` takes only records that it lets through.
pub static C338: Code = error("C338", "", "");
/// Steps may be left out, not reordered.
pub static C340: Code = error(
    "C340",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; say \"готово\"; upsert Отказ }",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ; say \"готово\" }",
);
/// The system that is written has no posting.
pub static C341: Code = error(
    "C341",
    "map Отказ: erp.Document_Отказ -> crm.order { Number -> number }\nflow Выгрузка: erp -> crm { from erp.Document_Отказ; upsert Отказ; post }",
    "map Отказ: erp.Document_Отказ -> crm.order { Number -> number }\nflow Выгрузка: erp -> crm { from erp.Document_Отказ; upsert Отказ }",
);
/// `upsert` names the map that writes.
pub static C342: Code = error(
    "C342",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; say \"готово\" }",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ; say \"готово\" }",
);
/// A retry has at least one attempt and a pause.
pub static C343: Code = error(
    "C343",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ; on error transient: retry attempts 0 }",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ; on error transient: retry attempts 5 }",
);
/// Whoever looks at the record reads the words of the outcome.
pub static C344: Code = warning(
    "C344",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ; on error rejected: hold }",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { from crm.orders; upsert Отказ; on error rejected: hold \"отклонено: {message}\" }",
);
/// `where` chooses among the records that a constant may name.
pub static C345: Code = error(
    "C345",
    "const Порог: int   \"порог\"   where Description == \"Основной\"",
    "const Склад: ref(erp.Catalog_Склад)   \"склад\"   where Description == \"Основной\"",
);
/// The arrow of a map, block or table says which ways what stands in it can go.
pub static C346: Code = error(
    "C346",
    "map Отказ: erp.Document_Отказ <- crm.order { Number -> number }",
    "map Отказ: erp.Document_Отказ <-> crm.order { Number -> number }",
);
/// A match says what is done with a record that has no counterpart.
pub static C347: Code = error(
    "C347",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id) }",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: hold \"нет клиента\" }",
);
/// Two matches over one pair of records would make two of one.
pub static C348: Code = error(
    "C348",
    "match Первый: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: create }\nmatch Второй: erp.Catalog_Клиент <-> crm.customer { Description == email; none: create }\nmap Первый: erp.Catalog_Клиент <- crm.customer { Description <- email   required }\nmap Второй: erp.Catalog_Клиент <- crm.customer { Description <- email   required }\nflow А: erp <- crm { from crm.customers; upsert Первый }\nflow Б: erp <- crm { from crm.customers; upsert Второй }",
    "match Первый: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: create }\nmatch Второй: erp.Catalog_Клиент <-> crm.customer { Description == email; none: create }\nmap Первый: erp.Catalog_Клиент <- crm.customer { Description <- email   required }\nmap Второй: erp.Catalog_Клиент <- crm.customer { Description <- email   required }\nflow А: erp <- crm { from crm.customers; upsert Первый }\nflow Б: erp <- crm { from crm.customers where not linked(Первый); upsert Второй }",
);
/// In a map a `let` exists in the direction of its arrow.
pub static C349: Code = error(
    "C349",
    "map Сделка: erp.Document_Сделка <- crm.order { let скидка = 5; Скидка <- скидка }",
    "map Сделка: erp.Document_Сделка <- crm.order { let <- скидка = 5; Скидка <- скидка }",
);
/// What replaces an absent value both ways belongs to no side.
pub static C350: Code = error(
    "C350",
    "map Сделка: erp.Document_Сделка <-> crm.order { Комментарий <-> managerComment   default customerComment }",
    "map Сделка: erp.Document_Сделка <-> crm.order { Комментарий <-> managerComment   default \"нет\" }",
);
/// `required` holds a record that has no value; with a `default` there is always one.
pub static C351: Code = error(
    "C351",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment   required default \"нет\" }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment   default \"нет\" }",
);
/// The system refuses a record whose required field is empty.
pub static C352: Code = error(
    "C352",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: hold \"нет клиента\" }\nmap Сделка: erp.Document_Сделка <- crm.order { Клиент <- customer via Клиент   default clear }",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: hold \"нет клиента\" }\nmap Сделка: erp.Document_Сделка <- crm.order { Клиент <- customer via Клиент   required }",
);
/// A one-way rule belongs to its source; an owner decides where both sides may edit.
pub static C353: Code = warning(
    "C353",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment   owner crm }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }",
);
/// `erp` stands left of every arrow, another side right.
pub static C354: Code = error(
    "C354",
    "map Отказ: crm.order -> erp.Document_Отказ { number -> Number }",
    "map Отказ: erp.Document_Отказ <- crm.order { Number <- number }",
);
/// One of `true` and `false` always holds.
pub static C355: Code = warning(
    "C355",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- choose number == \"1\" { true: \"a\"; false: \"b\"; else: \"c\" } }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- choose number == \"1\" { true: \"a\"; false: \"b\" } }",
);
/// Rows of a file whose cells are still to be filled in do not act.
pub static C356: Code = warning("C356", "", "");
/// `where` of a match says which of the records that its key names count.
pub static C357: Code = error(
    "C357",
    "match Товар: (Товар: erp.Catalog_Товар, Размер: erp.Catalog_Размер?) <-> crm.offer { key \"{Товар.Ref_Key}[#{Размер.Ref_Key}]\" == xmlId; where count(Товар.Code) > 0; none: hold \"нет\" }\nmap Сделка: erp.Document_Сделка <- crm.order { each Строки <- items by offer then position { (Товар, Размер?) <- offer via Товар   required } }",
    "match Товар: (Товар: erp.Catalog_Товар, Размер: erp.Catalog_Размер?) <-> crm.offer { key \"{Товар.Ref_Key}[#{Размер.Ref_Key}]\" == xmlId; where Товар.Code != \"\"; none: hold \"нет\" }\nmap Сделка: erp.Document_Сделка <- crm.order { each Строки <- items by offer then position { (Товар, Размер?) <- offer via Товар   required } }",
);
/// There is no `settings.yaml`, and flows read constants and settings.
pub static C358: Code = warning("C358", "", "");
/// A row of a file without the code that it is for.
pub static C359: Code = error(
    "C359",
    "# tables/statuses.yaml\n- { crm: new, erp: Новый }\n- { erp: Закрыт }",
    "# tables/statuses.yaml\n- { crm: new, erp: Новый }\n- { crm: complete, erp: Закрыт }",
);
/// What a row that is written is like: `and` joins what may hold together.
pub static C360: Code = error(
    "C360",
    "map Сделка: erp.Document_Сделка <- crm.order { Этапы[LineNumber == 1 and LineNumber == 2] <- . { Сумма <- totalSumm } }",
    "map Сделка: erp.Document_Сделка <- crm.order { Этапы[LineNumber == 1] <- . { Сумма <- totalSumm } }",
);
/// The fields that the brackets compare are written from there.
pub static C361: Code = error(
    "C361",
    "map Сделка: erp.Document_Сделка <- crm.order { Этапы[LineNumber == 1] <- . { LineNumber <- 2; Сумма <- totalSumm } }",
    "map Сделка: erp.Document_Сделка <- crm.order { Этапы[LineNumber == 2] <- . { Сумма <- totalSumm } }",
);
/// What one value lacks is said by its rule; a block and an `each` say whose record or rows it is, when, and who owns it.
pub static C362: Code = error(
    "C362",
    "map Сделка: erp.Document_Сделка <- crm.order { . <- delivery   required { Заметка <- code } }",
    "map Сделка: erp.Document_Сделка <- crm.order { . <- delivery { Заметка <- code   default hold \"нет доставки\" } }",
);
/// `result` is what the rules of the map have built, not what the system has.
pub static C363: Code = error(
    "C363",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- result.Заметка }",
    "map Сделка: erp.Document_Сделка <- crm.order { Заметка <- managerComment; Комментарий <- result.Заметка }",
);
/// A match and the map of its name are over one pair of records.
pub static C364: Code = error(
    "C364",
    "match Клиент: erp.Catalog_Товар <-> crm.customer { Code == text(id); none: create }\nmap Клиент: erp.Catalog_Клиент <- crm.customer { Description <- \"x\" }",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: create }\nmap Клиент: erp.Catalog_Клиент <- crm.customer { Description <- \"x\" }",
);
/// An override changes the rows of an `each` by an `each` of the same head.
pub static C365: Code = error(
    "C365",
    "map Сделка: erp.Document_Сделка <- crm.order { each Строки[Цена != 0] <- items by position { Количество <- quantity } }\noverride Сделка { each Строки <- items { Количество <- 1 } }",
    "map Сделка: erp.Document_Сделка <- crm.order { each Строки <- items by position { Количество <- quantity } }\noverride Сделка { each Строки <- items { Количество <- 1 } }",
);
/// `since` is where changes begin.
pub static C366: Code = error(
    "C366",
    "const С: date\nmap Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { enabled when false; from crm.orders since const.С; upsert Отказ }",
    "const С: date\nmap Отказ: erp.Document_Отказ <- crm.order { Number <- number }\nflow Загрузка: erp <- crm { enabled when false; from crm.orders changed since const.С; upsert Отказ }",
);
/// A match links records both ways.
pub static C367: Code = error(
    "C367",
    "match Клиент: erp.Catalog_Клиент <- crm.customer { Code == text(id); none: hold \"нет клиента\" }\nmap Сделка: erp.Document_Сделка <- crm.order { Клиент <- customer via Клиент   required }",
    "match Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: hold \"нет клиента\" }\nmap Сделка: erp.Document_Сделка <- crm.order { Клиент <- customer via Клиент   required }",
);
/// Rules there and back that carry one thing have one owner.
pub static C368: Code = error(
    "C368",
    "map Сделка: erp.Document_Сделка <-> crm.order { Комментарий <- managerComment   owner crm; Комментарий -> managerComment   owner erp; Клиент <- customer via Клиент   required }\nmatch Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: hold \"нет клиента\" }\nmatch Сделка: erp.Document_Сделка <-> crm.order { Number == number; none: create }\nflow Туда: erp -> crm { from erp.Document_Сделка changed; upsert Сделка }\nflow Сюда: erp <- crm { from crm.orders changed; upsert Сделка }",
    "map Сделка: erp.Document_Сделка <-> crm.order { Комментарий <- managerComment   owner crm; Комментарий -> managerComment   owner crm; Клиент <- customer via Клиент   required }\nmatch Клиент: erp.Catalog_Клиент <-> crm.customer { Code == text(id); none: hold \"нет клиента\" }\nmatch Сделка: erp.Document_Сделка <-> crm.order { Number == number; none: create }\nflow Туда: erp -> crm { from erp.Document_Сделка changed; upsert Сделка }\nflow Сюда: erp <- crm { from crm.orders changed; upsert Сделка }",
);
/// Rows that are pulled go to a file.
pub static C369: Code = error(
    "C369",
    "table Статусы: text <- crm.statuses { pull crm.statuses where active; \"Новый\" <- \"new\"; else: skip \"другой статус\" }",
    "table Статусы: text <- crm.statuses { \"Новый\" <- \"new\"; else: skip \"другой статус\" }",
);
/// What stands in the target is read after the rules have said what they want.
pub static C380: Code = error(
    "C380",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- was.Заметка }",
    "map Сделка: erp.Document_Сделка <- crm.order { Заметка <- managerComment; check was.Заметка != \"закрыто\"   else: hold \"сделка закрыта\" }",
);
/// The construct is in the language but is not carried out yet.
pub static C399: Code = error(
    "C399",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- \"a\"   when shipmentStore under table.Сайты }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- \"a\"   when number in [\"a\", \"b\"] }",
);

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[
    &C301, &C302, &C303, &C304, &C305, &C306, &C307, &C308, &C309, &C311, &C312, &C313, &C314,
    &C315, &C316, &C317, &C318, &C319, &C320, &C321, &C322, &C323, &C324, &C325, &C326, &C327,
    &C328, &C329, &C330, &C331, &C332, &C333, &C334, &C335, &C336, &C337, &C338, &C340, &C341,
    &C342, &C343, &C344, &C345, &C346, &C347, &C348, &C349, &C350, &C351, &C352, &C353, &C354,
    &C355, &C356, &C357, &C358, &C359, &C360, &C361, &C362, &C363, &C364, &C365, &C366, &C367,
    &C368, &C369, &C380, &C399,
];

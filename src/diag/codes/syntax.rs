//! `S`: the words and the shape of statements.

use super::{Code, error, note, warning};

/// The file is longer than a mapping file may be.
pub static S001: Code = error("S001", "", "");
/// Brackets nest too deep.
pub static S002: Code = error("S002", "", "");
/// There are more faults than are shown.
pub static S003: Code = note("S003", "", "");
/// An expression has too many parts.
pub static S004: Code = error("S004", "", "");
/// Something stands where it does not fit.
pub static S100: Code = error(
    "S100",
    "map A: erp.X <- crm.y {\n  Цена <- <\n}",
    "map A: erp.X <- crm.y {\n  Цена <- price\n}",
);
/// A declaration begins with no known keyword.
pub static S101: Code = error("S101", "flwo A: erp <- crm { post }", "flow A: erp <- crm { post }");
/// A block is not closed.
pub static S102: Code = error(
    "S102",
    "map A: erp.X <- crm.y {\n  Цена <- price\nmap B: erp.Z <- crm.w { Код <- code }",
    "map A: erp.X <- crm.y {\n  Цена <- price\n}\nmap B: erp.Z <- crm.w { Код <- code }",
);
/// Something follows a block on its line.
pub static S103: Code = error(
    "S103",
    "flow A: erp <- crm { from crm.orders } post",
    "flow A: erp <- crm { from crm.orders; post }",
);
/// A statement stands outside of any block.
pub static S104: Code = error("S104", "Цена <- price", "map A: erp.X <- crm.y { Цена <- price }");
/// A brace closes nothing.
pub static S105: Code = error(
    "S105",
    "map A: erp.X <- crm.y { Цена <- price }\n}",
    "map A: erp.X <- crm.y { Цена <- price }",
);
/// A heading has no block.
pub static S106: Code =
    error("S106", "map A: erp.X <- crm.y\n", "map A: erp.X <- crm.y { Цена <- price }");
/// A clause stands twice.
pub static S107: Code = error(
    "S107",
    "map A: erp.X <- crm.y { Цена <- price once once }",
    "map A: erp.X <- crm.y { Цена <- price once }",
);
/// An outcome has a clause of another outcome.
pub static S108: Code = error(
    "S108",
    "table A: erp.X <- crm.y { else: skip \"нет\" retry 15m }",
    "table A: erp.X <- crm.y { else: hold \"нет\" retry 15m }",
);
/// A name is taken by the language.
pub static S109: Code = error(
    "S109",
    "map A: erp.X -> crm.y { let -> rows = Цена }",
    "map A: erp.X -> crm.y { let -> строкиЗаказа = Цена }",
);
/// Another sign stands for an arrow.
pub static S110: Code = error(
    "S110",
    "map A: erp.X <- crm.y { Цена = price }",
    "map A: erp.X <- crm.y { Цена <- price }",
);
/// Another sign stands for a comparison.
pub static S111: Code = error(
    "S111",
    "flow A: erp <- crm { skip when status = \"new\" }",
    "flow A: erp <- crm { skip when status == \"new\" }",
);
/// A keyword is misspelt.
pub static S112: Code = error(
    "S112",
    "map A: erp.X <- crm.y { Цена <- price requierd }",
    "map A: erp.X <- crm.y { Цена <- price required }",
);
/// A line begins with what should end the line before.
pub static S113: Code = error(
    "S113",
    "map A: erp.X <- crm.y {\n  Цена <- price\n    default 0\n}",
    "map A: erp.X <- crm.y {\n  Цена <- price   default 0\n}",
);
/// The colon after a label is missing.
pub static S114: Code = error(
    "S114",
    "table A: erp.X <- crm.y { else skip \"нет\" }",
    "table A: erp.X <- crm.y { else: skip \"нет\" }",
);
/// A label of `choose` has no quotes.
pub static S115: Code = error(
    "S115",
    "map A: erp.X <- crm.y { Вид <- choose type { new: \"Новый\"; else: \"Прочий\" } }",
    "map A: erp.X <- crm.y { Вид <- choose type { \"new\": \"Новый\"; else: \"Прочий\" } }",
);
/// A keyword has a capital letter.
pub static S116: Code = error(
    "S116",
    "Map A: erp.X <- crm.y { Цена <- price }",
    "map A: erp.X <- crm.y { Цена <- price }",
);
/// A comma stands between the branches of `choose`.
pub static S117: Code = error(
    "S117",
    "map A: erp.X <- crm.y { Вид <- choose type { \"a\": 1, \"b\": 2 } }",
    "map A: erp.X <- crm.y { Вид <- choose type { \"a\": 1; \"b\": 2 } }",
);
/// An optional part of a text has no hole.
pub static S118: Code = error(
    "S118",
    "flow A: erp <- crm { say \"[тест] загрузка\" }",
    "flow A: erp <- crm { say \"[[тест]] загрузка\" }",
);
/// A brace or bracket in a text has no partner.
pub static S119: Code = error(
    "S119",
    "flow A: erp <- crm { say \"готово}\" }",
    "flow A: erp <- crm { say \"готово}}\" }",
);
/// A text is left open.
pub static S120: Code = error(
    "S120",
    "map A: erp.X <- crm.y { Вид <- \"Новый\n}",
    "map A: erp.X <- crm.y { Вид <- \"Новый\"\n}",
);
/// A text stands in quotes of another kind.
pub static S121: Code = error(
    "S121",
    "map A: erp.X <- crm.y { Вид <- 'Новый' }",
    "map A: erp.X <- crm.y { Вид <- \"Новый\" }",
);
/// An operator of another language.
pub static S122: Code = error(
    "S122",
    "flow A: erp <- crm { skip when a && b }",
    "flow A: erp <- crm { skip when a and b }",
);
/// A number has a decimal comma.
pub static S123: Code = error(
    "S123",
    "map A: erp.X <- crm.y { check a <= 0,01 else: warn \"много\" }",
    "map A: erp.X <- crm.y { check a <= 0.01 else: warn \"много\" }",
);
/// A code in a table has no quotes.
pub static S124: Code = error(
    "S124",
    "table A: erp.X <- crm.y { \"Новый\" <- new }",
    "table A: erp.X <- crm.y { \"Новый\" <- \"new\" }",
);
/// A bracket is left open.
pub static S125: Code = error(
    "S125",
    "map A: erp.X <- crm.y {\n  Цена <- round(price, 2\n}",
    "map A: erp.X <- crm.y {\n  Цена <- round(price, 2)\n}",
);
/// A rule has no arrow.
pub static S126: Code = error(
    "S126",
    "map A: erp.X <- crm.y { Цена price }",
    "map A: erp.X <- crm.y { Цена <- price }",
);
/// Nothing follows an arrow.
pub static S127: Code =
    error("S127", "map A: erp.X <- crm.y { Цена <- }", "map A: erp.X <- crm.y { Цена <- price }");
/// A formula stands where the arrow writes.
pub static S128: Code = error(
    "S128",
    "map A: erp.X <- crm.y { \"{lastName}\" <- Имя }",
    "map A: erp.X <- crm.y { Имя <- \"{lastName}\" }",
);
/// A comment begins with two slashes.
pub static S129: Code = error(
    "S129",
    "map A: erp.X <- crm.y { Цена <- price } // цена",
    "map A: erp.X <- crm.y { Цена <- price } # цена",
);
/// `drop` stands outside of an `override`.
pub static S130: Code =
    error("S130", "map A: erp.X <- crm.y { drop Цена }", "override A { drop Цена }");
/// A mark too many.
pub static S131: Code = error(
    "S131",
    "map A: erp.X <- crm.y { Цена <- price, }",
    "map A: erp.X <- crm.y { Цена <- price }",
);
/// A condition of another language.
pub static S132: Code = error(
    "S132",
    "map A: erp.X <- crm.y { Цена <- if price > 0 then price else 0 }",
    "map A: erp.X <- crm.y { Цена <- choose price > 0 { true: price; false: 0 } }",
);
/// `<-` is an arrow wherever it stands.
pub static S133: Code = error(
    "S133",
    "map A: erp.X <- crm.y { Цена <- price   when a<-5 }",
    "map A: erp.X <- crm.y { Цена <- price   when a < -5 }",
);
/// `lang` names the version of the language that the file is written in.
pub static S134: Code = error(
    "S134",
    "lang 9\nmap A: erp.X <- crm.y { Цена <- price }",
    "lang 1\nmap A: erp.X <- crm.y { Цена <- price }",
);
/// A sign, word or call of another language.
pub static S135: Code = error(
    "S135",
    "map A: erp.X <- crm.y { Имя <- name.trim() }",
    "map A: erp.X <- crm.y { Имя <- trim(name) }",
);
/// A declaration without a name.
pub static S136: Code = error(
    "S136",
    "map : erp.X <- crm.y { Цена <- price }",
    "map A: erp.X <- crm.y { Цена <- price }",
);
/// A statement of one line, with a block behind it.
pub static S137: Code = error(
    "S137",
    "override A { drop Доставка { Цена <- price } }",
    "override A { drop Цена; Цена <- price }",
);
/// The clauses of `each` have one order.
pub static S140: Code = error(
    "S140",
    "map A: erp.X <- crm.y { each Строки <- items owner erp by offer { Цена <- price } }",
    "map A: erp.X <- crm.y { each Строки <- items by offer owner erp { Цена <- price } }",
);
/// A name mixes letters that look alike.
pub static S301: Code = warning(
    "S301",
    "map A: erp.X <- crm.y { Cтатус <- status }",
    "map A: erp.X <- crm.y { Статус <- status }",
);
/// A number has digits and a point.
pub static S138: Code = error(
    "S138",
    "map A: erp.X <- crm.y { Цена <- 1_000 }",
    "map A: erp.X <- crm.y { Цена <- 1000 }",
);
/// An outcome is no value: it follows from a case.
pub static S139: Code = error(
    "S139",
    "map A: erp.X <- crm.y { Цена <- hold \"нет цены\" }",
    "map A: erp.X <- crm.y { Цена <- price   default hold \"нет цены\" }",
);
/// A letter stands as two characters.
pub static S302: Code = warning(
    "S302",
    "map A: erp.X <- crm.y { Лучшии\u{306} <- best }",
    "map A: erp.X <- crm.y { Лучший <- best }",
);
/// A blank is no space.
pub static S303: Code = warning(
    "S303",
    "map A: erp.X <- crm.y { Цена\u{a0}<- price }",
    "map A: erp.X <- crm.y { Цена <- price }",
);
/// Keywords of both languages stand in one file.
pub static S304: Code = warning(
    "S304",
    "map A: erp.X <- crm.y { Цена <- price   однажды }",
    "map A: erp.X <- crm.y { Цена <- price   once }",
);

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[
    &S001, &S002, &S003, &S004, &S100, &S101, &S102, &S103, &S104, &S105, &S106, &S107, &S108,
    &S109, &S110, &S111, &S112, &S113, &S114, &S115, &S116, &S117, &S118, &S119, &S120, &S121,
    &S122, &S123, &S124, &S125, &S126, &S127, &S128, &S129, &S130, &S131, &S132, &S133, &S134,
    &S135, &S136, &S137, &S138, &S139, &S140, &S301, &S302, &S303, &S304,
];

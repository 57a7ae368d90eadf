//! `C4`: tests.

use super::{Code, error, warning};

/// A test names a map or a flow.
pub static C401: Code = error(
    "C401",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделки \"нет такой\" { expect skip }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"есть\" { given crm.order \"samples/order.json\"; expect result.Комментарий == \"да\" }",
);
/// The files of samples are named from the project's folder.
pub static C402: Code = error(
    "C402",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"файла нет\" {\n  given crm.order \"samples/none.json\"\n  expect result.Комментарий == \"да\"\n}",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"файла нет\" {\n  given crm.order \"samples/order.json\"\n  expect result.Комментарий == \"да\"\n}",
);
/// The direction follows from what is given: a record of one of the map's ends, of a flow that of `from`.
pub static C403: Code = error(
    "C403",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"не с чего идти\" { expect result.Комментарий == \"да\" }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"не с чего идти\" { given crm.order \"samples/order.json\"; expect result.Комментарий == \"да\" }",
);
/// A test without `expect` and `law` always passes.
pub static C404: Code = warning(
    "C404",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"молчит\" { given crm.order \"samples/order.json\" }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"молчит\" { given crm.order \"samples/order.json\"; expect snapshot }",
);
/// What no rule writes is always empty: such an expectation proves nothing.
pub static C405: Code = warning(
    "C405",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"не пишется\" {\n  given crm.order \"samples/order.json\"\n  expect result.Number == \"1\"\n}",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"не пишется\" {\n  given crm.order \"samples/order.json\"\n  expect result.Комментарий == \"1\"\n}",
);
/// The laws are roundtrip, idempotent, total.
pub static C406: Code = error(
    "C406",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"закон\" {\n  given crm.order \"samples/order.json\"\n  law idempotence\n}",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"закон\" {\n  given crm.order \"samples/order.json\"\n  law idempotent\n}",
);
/// A test gives samples, constants, settings and rows of tables.
pub static C407: Code = error(
    "C407",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"что дано\" {\n  given crm.order \"samples/order.json\"\n  given map.X = 1\n  expect result.Комментарий == \"да\"\n}",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"что дано\" {\n  given crm.order \"samples/order.json\"\n  expect result.Комментарий == \"да\"\n}",
);
/// A test gives and expects literals.
pub static C408: Code = error(
    "C408",
    "const Порог: int\nmap Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment   when const.Порог > 0 }\ntest Сделка \"выражение\" {\n  given crm.order \"samples/order.json\"\n  given const.Порог = 1 + 1\n  expect result.Комментарий == \"да\"\n}",
    "const Порог: int\nmap Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment   when const.Порог > 0 }\ntest Сделка \"выражение\" {\n  given crm.order \"samples/order.json\"\n  given const.Порог = 2\n  expect result.Комментарий == \"да\"\n}",
);
/// Of rows one is picked by its number, or all are folded.
pub static C409: Code = error(
    "C409",
    "map Сделка: erp.Document_Сделка <- crm.order {\n  each Строки <- items by quantity { Количество <- quantity }\n}\ntest Сделка \"строки\" {\n  given crm.order \"samples/order.json\"\n  expect result.Строки.Количество == 1\n}",
    "map Сделка: erp.Document_Сделка <- crm.order {\n  each Строки <- items by quantity { Количество <- quantity }\n}\ntest Сделка \"строки\" {\n  given crm.order \"samples/order.json\"\n  expect result.Строки[0].Количество == 1\n}",
);
/// Tests are told apart by their names and labels; snapshots are kept under them.
pub static C410: Code = error(
    "C410",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"дважды\" { given crm.order \"samples/order.json\"; expect result.Комментарий == \"да\" }\ntest Сделка \"дважды\" { given crm.order \"samples/order.json\"; expect result.Комментарий == \"нет\" }",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"дважды\" { given crm.order \"samples/order.json\"; expect result.Комментарий == \"да\" }\ntest Сделка \"ещё раз\" { given crm.order \"samples/order.json\"; expect result.Комментарий == \"нет\" }",
);
/// The arrow of the map must allow the direction that follows from what is given.
pub static C411: Code = error(
    "C411",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"обратно\" {\n  given erp.Document_Сделка \"samples/order.json\"\n  expect result.managerComment == \"да\"\n}",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"обратно\" {\n  given crm.order \"samples/order.json\"\n  expect result.Комментарий == \"да\"\n}",
);
/// There and back goes only a map with `<->`.
pub static C412: Code = error(
    "C412",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"туда и обратно\" {\n  given crm.order \"samples/order.json\"\n  law roundtrip\n}",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"туда и обратно\" {\n  given crm.order \"samples/order.json\"\n  law idempotent\n}",
);
/// A record that an outcome ends is not built.
pub static C413: Code = error(
    "C413",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"пропуск\" {\n  given crm.order \"samples/order.json\"\n  expect skip\n  expect result.Комментарий == \"да\"\n}",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"пропуск\" {\n  given crm.order \"samples/order.json\"\n  expect skip\n}",
);
/// An expectation says something of `result`.
pub static C414: Code = warning(
    "C414",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"единица\" {\n  given crm.order \"samples/order.json\"\n  expect 1 == 1\n}",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"единица\" {\n  given crm.order \"samples/order.json\"\n  expect result.Комментарий == \"да\"\n}",
);
/// `at` is a JSON path: `$.orders[2]`.
pub static C415: Code = error(
    "C415",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"место\" {\n  given crm.order \"samples/order.json\" at \"orders[2\"\n  expect result.Комментарий == \"да\"\n}",
    "map Сделка: erp.Document_Сделка <- crm.order { Комментарий <- managerComment }\ntest Сделка \"место\" {\n  given crm.order \"samples/order.json\" at \"$.orders[2]\"\n  expect result.Комментарий == \"да\"\n}",
);

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[
    &C401, &C402, &C403, &C404, &C405, &C406, &C407, &C408, &C409, &C410, &C411, &C412, &C413,
    &C414, &C415,
];

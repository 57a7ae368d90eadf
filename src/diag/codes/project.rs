//! `P`: the files of a project beside its mappings. An example is an `obmen.yaml`, or the file that its
//! first line names.

use super::{Code, error, warning};

/// `...` is no project
pub static P100: Code = error("P100", "", "");
/// the file `...` is missing
pub static P101: Code = error(
    "P101",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shopp.obmen]",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
);
/// the file `...` cannot be read: ...
pub static P102: Code = error("P102", "", "");
/// a mistake in YAML: ...
pub static P103: Code = error(
    "P103",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
);
/// the file `...` is outside of the project's folder
pub static P104: Code = error(
    "P104",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [../shop.obmen]",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
);
/// no shipped mapping `...`; there are: ...
pub static P105: Code = error("P105", "", "");
/// a side has no option `...`
pub static P106: Code = error(
    "P106",
    "# shop.obmen\nlang 1\nside crm = retailcrm v5 { zoen \"Europe/Moscow\" }",
    "# shop.obmen\nlang 1\nside crm = retailcrm v5 { zone \"Europe/Moscow\" }",
);
/// the system needs a schema: the file of $metadata in quotes
pub static P107: Code = error("P107", "", "");
/// the schema `...` cannot be read: ...
pub static P108: Code = error("P108", "", "");
/// no kind of systems `...`
pub static P109: Code = error(
    "P109",
    "systems:\n  crm: { kind: retailcmr, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
);
/// obmen.yaml has no system `...`
pub static P110: Code = error(
    "P110",
    "systems:\n  shop: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
);
/// the system `...` is of the kind ..., the mappings expect ...
pub static P111: Code = error(
    "P111",
    "systems:\n  crm: { kind: odata, address: https://1c.example.com/base }\nmappings: [shop.obmen]",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
);
/// the system `...` is described wrongly: ...
pub static P112: Code = error(
    "P112",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.example.com }\nmappings: [shop.obmen]",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
);
/// the system `...` has no address
pub static P113: Code = error(
    "P113",
    "systems:\n  crm: { kind: retailcrm }\nmappings: [shop.obmen]",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
);
/// the ... of the system `...` cannot be had: ...
pub static P114: Code = error("P114", "", "");
/// no key `...`; there are: ...
pub static P115: Code = error(
    "P115",
    "systems:\n  crm: { kind: retailcrm, adress: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
);
/// the key `...` is missing
pub static P116: Code = error(
    "P116",
    "systems:\n  crm: { address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
);
/// the key `...` is there twice
pub static P117: Code = error(
    "P117",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]\nmappings: []",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
);
/// something else is wanted here: a list, a section or a value
pub static P118: Code = error(
    "P118",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: shop.obmen",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
);
/// the table file `...` is missing
pub static P205: Code = error(
    "P205",
    "# shop.obmen\nlang 1\nside crm = retailcrm v5\ntable Слова: text <- crm.sites from \"tables/words.yaml\" { else: keep }",
    "# shop.obmen\nlang 1\nside crm = retailcrm v5\ntable Слова: text <- crm.sites { \"Магазин\" <- \"main\"; else: keep }",
);

/// the condition of `pull` asks what an entry cannot answer
pub static P119: Code = error("P119", "", "");
/// the table `{ $table }` does not pull from a dictionary
pub static P120: Code = error("P120", "", "");

/// there is no time zone `...`
pub static P121: Code = error(
    "P121",
    "zone: Moscow\nsystems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
    "zone: Europe/Moscow\nsystems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
);
/// the system `...` would be reached over plain http
pub static P122: Code = error(
    "P122",
    "systems:\n  crm: { kind: retailcrm, address: http://shop.retailcrm.ru }\nmappings: [shop.obmen]",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
);
/// the address of the system `...` is of this machine or the local network
pub static P123: Code = error(
    "P123",
    "systems:\n  crm: { kind: retailcrm, address: https://127.0.0.1:8801 }\nmappings: [shop.obmen]",
    "systems:\n  crm: { kind: retailcrm, address: https://127.0.0.1:8801, local: true }\nmappings: [shop.obmen]",
);
/// no flow `...` to run by schedule
pub static P124: Code = error(
    "P124",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]\nschedules: { Заказы: 30s }",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]",
);
/// `...` does not fit `...`
pub static P125: Code = error(
    "P125",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]\nguards: { shrink: third }",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru }\nmappings: [shop.obmen]\nguards: { shrink: 30% }",
);
/// changes of `...`, which the flow `...` reads, are not told by its system
pub static P126: Code = error("P126", "", "");
/// the files of the system `...` cannot be used: ...
pub static P127: Code = error("P127", "", "");
/// the flow `...` writes into `...`, whose system is files
pub static P128: Code = error("P128", "", "");
/// `...` is no request that a scene can make
pub static P129: Code = error("P129", "", "");
/// the system `...` is not embedded, and scenes play in embedded ones only
pub static P130: Code = error("P130", "", "");
/// `...` has no version `...`
pub static P131: Code = error(
    "P131",
    "# shop.obmen\nlang 1\nside crm = retailcrm v4",
    "# shop.obmen\nlang 1\nside crm = retailcrm v5",
);
/// the system `...` has no site `...`
pub static P132: Code = error("P132", "", "");
/// the secret `...` stands in obmen.yaml itself
pub static P133: Code = error(
    "P133",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru, key: s3cr3t }\nmappings: [shop.obmen]",
    "systems:\n  crm: { kind: retailcrm, address: https://shop.retailcrm.ru, key: env:OBMEN_CRM_KEY }\nmappings: [shop.obmen]",
);
/// obmen.yaml names no mappings
pub static P134: Code = warning("P134", "", "");
/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[
    &P100, &P101, &P102, &P103, &P104, &P105, &P106, &P107, &P108, &P109, &P110, &P111, &P112,
    &P113, &P114, &P115, &P116, &P117, &P118, &P119, &P120, &P121, &P122, &P123, &P124, &P125,
    &P126, &P127, &P128, &P129, &P130, &P131, &P132, &P133, &P134, &P205,
];

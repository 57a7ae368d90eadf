//! `N`: names of systems, entities, fields, declarations.

use super::{Code, error};

/// Systems are declared by `side`; the name before the point must be one of them.
pub static N101: Code = error("N101", "", "");
/// After a system's name stands a kind of records, a collection, a dictionary or a type of its schema.
pub static N102: Code = error("N102", "", "");
/// A kind of records of the system is wanted here: a document, a catalogue, an order; not a dictionary, a type or a union.
pub static N103: Code = error("N103", "", "");
/// A bare name belongs to the record that the rule stands in. The fields of records are listed by the system's schema.
pub static N104: Code = error("N104", "", "");
/// Constants are declared by `const`, settings by `setting`, tables by `table`.
pub static N105: Code = error("N105", "", "");
/// Two declarations of one kind cannot have one name.
pub static N106: Code = error("N106", "", "");
/// The functions of the language are listed in the manual.
pub static N107: Code = error("N107", "", "");
/// A type is `text`, `int`, `money`, `date`, `ref(erp.Catalog_X)`, `code(crm.sites)`, `"a" | "b"` and others.
pub static N108: Code = error("N108", "", "");
/// After `via` stands a table, a match or a conversion (`phone`, `lower`, `number`).
pub static N109: Code = error("N109", "", "");
/// A text in the place of a reference names a record: by its predefined name, its description, its code or its GUID. The names are those saved by `obmen schema pull`.
pub static N110: Code = error("N110", "", "");
/// `up` is one step out: from a row to its record, from brackets to the record that the expression stands in. There is nothing outside here.
pub static N111: Code = error("N111", "", "");
/// Fields of 1C stand left of the arrow, fields of RetailCRM right of it, whichever way the arrow points.
pub static N112: Code = error("N112", "", "");
/// `const`, `setting`, `table` and `result` are values only with a field: `const.Store`.
pub static N113: Code = error("N113", "", "");
/// `upsert` names a map: a declaration `map` of that name.
pub static N114: Code = error("N114", "", "");
/// The columns of a table are named in its declaration; the only column of a side is called by the side's name.
pub static N115: Code = error("N115", "", "");
/// The classes are transient, rejected, conflict, missing, bad-data, limit.
pub static N116: Code = error("N116", "", "");
/// `linked(Order)`: the record at hand has a counterpart by that match.
pub static N117: Code = error("N117", "", "");

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[
    &N101, &N102, &N103, &N104, &N105, &N106, &N107, &N108, &N109, &N110, &N111, &N112, &N113,
    &N114, &N115, &N116, &N117,
];

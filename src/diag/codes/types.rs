//! `T`: types of values and places.

use super::{Code, error, warning};

/// The type of the value does not fit the type of its place.
pub static T201: Code = error("T201", "", "");
/// Values of one kind are compared: numbers with numbers, texts with texts, references with references to the same entity.
pub static T202: Code = error("T202", "", "");
/// A condition stands after `when`, `where`, `check`, in brackets, and with `not`, `and`, `or`.
pub static T203: Code = error("T203", "", "");
/// References are nominal: a match or a table translates a record of one system into one of the other.
pub static T204: Code = error("T204", "", "");
/// A text in the place of a code or an enum member must be one of those known. Dictionaries are refreshed by `obmen schema pull`.
pub static T205: Code = error("T205", "", "");
/// The number of a function's arguments is given in the manual.
pub static T206: Code = error("T206", "", "");
/// The length of a field is given by the schema.
pub static T207: Code = error("T207", "", "");
/// A number is written `12.50`, a day `2025-09-12`, a moment `2025-09-12T14:05:31`, a duration `15m`.
pub static T208: Code = error("T208", "", "");
/// Tuples on both sides of an arrow, keys of tables and branches of a choice must have the same number of parts.
pub static T209: Code = error("T209", "", "");
/// A point leads into a record; there is nothing inside a plain value. A reference is translated by a match.
pub static T210: Code = error("T210", "", "");
/// Brackets and `each` speak of rows: a tabular part, a list of items, phones.
pub static T211: Code = error("T211", "", "");
/// Rows are moved by `each`, one field of them is gathered by `sum`, `first`, `min`, `max`, `count`; a record is moved by a block.
pub static T212: Code = error("T212", "", "");
/// A record is a value where it can be referred to.
pub static T213: Code = error("T213", "", "");
/// The condition in brackets does not determine one row.
pub static T214: Code = error("T214", "", "");
/// In brackets stand the texts to compare with: `x in ["a", "b"]`.
pub static T215: Code = error("T215", "", "");
/// `x in ["a", "b"]`, `x in table.Groups`, `x in sites`.
pub static T216: Code = error("T216", "", "");
/// A quotient rarely fits exactly; `round` says how many digits to keep.
pub static T217: Code = error("T217", "", "");
/// The type of an argument does not fit the function.
pub static T218: Code = error("T218", "", "");
/// `sum`, `first`, `min`, `max` gather one field of all rows.
pub static T219: Code = error("T219", "", "");
/// `as` takes one of the types of a composite value.
pub static T220: Code = warning("T220", "", "");
/// Arithmetic takes numbers; days and moments are added to a duration: `createdAt + days(3)`.
pub static T221: Code = error("T221", "", "");
/// The schema marks the field as read-only.
pub static T222: Code = error("T222", "", "");
/// The value must be known before the exchange: a text, a number, a constant or a setting.
pub static T223: Code = error("T223", "", "");
/// The arrow in a table's heading says which way it translates.
pub static T224: Code = error("T224", "", "");
/// A record of the side that the data comes from goes through a match.
pub static T225: Code = error("T225", "", "");
/// On the receiving side stands a field, a tuple of fields, or a row selected in brackets.
pub static T226: Code = error("T226", "", "");
/// Before `{ "{" }` stand two records: the one at hand (`.`), one inside it, or a selected row.
pub static T227: Code = error("T227", "", "");
/// The value of a constant or setting does not fit its type.
pub static T228: Code = error("T228", "", "");
/// Expressions are not computed in cells.
pub static T229: Code = error("T229", "", "");

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[
    &T201, &T202, &T203, &T204, &T205, &T206, &T207, &T208, &T209, &T210, &T211, &T212, &T213,
    &T214, &T215, &T216, &T217, &T218, &T219, &T220, &T221, &T222, &T223, &T224, &T225, &T226,
    &T227, &T228, &T229,
];

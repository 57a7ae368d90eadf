//! `C`: what a mapping must say besides being well typed.

use super::{Code, error, warning};

/// When the source is empty the rule must say what happens.
pub static C301: Code = error("C301", "", "");
/// `choose` names every member of the enumeration or ends with `else`.
pub static C304: Code = error("C304", "", "");
/// Codes appear unannounced; a table is total or says `else`.
pub static C305: Code = error("C305", "", "");
/// `by offer then position`: by which field the rows of one side find those of the other.
pub static C307: Code = error("C307", "", "");
/// Only a match creates: `none: create`.
pub static C308: Code = error("C308", "", "");
/// The schema says that the field is filled in every record.
pub static C309: Code = warning("C309", "", "");
/// A map of one's own is edited; `drop` takes a rule out of a used one.
pub static C310: Code = error("C310", "", "");
/// Rows are recognised by their key; its field must be carried over.
pub static C311: Code = error("C311", "", "");
/// The second is never reached.
pub static C312: Code = error("C312", "", "");
/// `key` has a field of a record or a template of keys on the left, a field on the right.
pub static C313: Code = error("C313", "", "");
/// A step of a match names fields of the record or a field of its rows on the left.
pub static C314: Code = error("C314", "", "");
/// A mark is kept beside the record, not in it.
pub static C315: Code = error("C315", "", "");
/// Two opposite flows are declared by two `flow`s.
pub static C316: Code = error("C316", "", "");
/// The arrow of a flow points from the source of `from` to the receiver.
pub static C317: Code = error("C317", "", "");
/// `from crm.orders changed` names a collection of records.
pub static C318: Code = error("C318", "", "");
/// The arrow of the map must allow the direction of the flow.
pub static C319: Code = error("C319", "", "");
/// `upsert` gets the record of `from`.
pub static C320: Code = error("C320", "", "");
/// `drop` names a field that the rule to be taken out writes.
pub static C321: Code = error("C321", "", "");
/// The construct is in the language but is not carried out yet.
pub static C399: Code = error("C399", "", "");

/// The codes of this stage by their numbers.
pub(super) static ALL: &[&Code] = &[
    &C301, &C304, &C305, &C307, &C308, &C309, &C310, &C311, &C312, &C313, &C314, &C315, &C316,
    &C317, &C318, &C319, &C320, &C321, &C399,
];

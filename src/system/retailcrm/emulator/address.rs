//! The text of an address, composed from its parts as the CRM does.

use super::json::{Object, member};
use serde_json::Value;

/// The parts in their order, each with what stands before it.
const PARTS: [(&str, &str); 7] = [
    ("building", "д. "),
    ("house", "стр. "),
    ("housing", "корп. "),
    ("flat", "кв./офис "),
    ("block", "под. "),
    ("floor", "эт. "),
    ("metro", "метро "),
];

/// Sets `text` where there is a street; an address without one keeps the text it was given.
pub(super) fn compose(address: &mut Object) {
    let whole = Value::Object(address.clone());
    let Some(street) = member(&whole, "street").filter(|street| !street.is_empty()) else { return };
    let kind = member(&whole, "streetType").map(|kind| format!("{kind} ")).unwrap_or_default();
    let mut text = format!("{kind}{street}");
    for (name, before) in PARTS {
        if let Some(part) = member(&whole, name).filter(|part| !part.is_empty()) {
            text.extend([", ", before, &part]);
        }
    }
    address.insert("text".to_owned(), Value::String(text));
}

#[cfg(test)]
mod tests;

//! Small readings of JSON values.

use serde_json::{Map, Value};

/// A JSON object.
pub(super) type Object = Map<String, Value>;

/// A text, or a number or boolean as text.
pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A member as text.
pub(super) fn member(value: &Value, name: &str) -> Option<String> {
    value.get(name).and_then(text)
}

/// An integer, or one written as text.
pub(super) fn integer(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
}

/// The `id` of an entity.
pub(super) fn id(value: &Value) -> Option<i64> {
    value.get("id").and_then(integer)
}

/// Whether a value says yes: `true`, `1`, `"1"`.
pub(super) fn is_yes(value: &Value) -> bool {
    matches!(text(value).as_deref(), Some("true" | "1"))
}

/// The elements of an array, or the values of a map: PHP does not tell them apart.
pub(super) fn elements(value: Option<&Value>) -> Vec<&Value> {
    match value {
        Some(Value::Array(elements)) => elements.iter().collect(),
        Some(Value::Object(members)) => members.values().collect(),
        Some(Value::Null) | None => Vec::new(),
        Some(scalar) => vec![scalar],
    }
}

/// Writes the members of `patch` over those of `target`: objects go deep, null clears.
///
/// Whether null clears in the real API is not known; here it does.
pub(super) fn merge(target: &mut Object, patch: &Object) {
    for (name, value) in patch {
        match (target.get_mut(name), value) {
            (_, Value::Null) => drop(target.shift_remove(name)),
            (Some(Value::Object(inner)), Value::Object(patch)) => merge(inner, patch),
            (_, value) => drop(target.insert(name.clone(), value.clone())),
        }
    }
}

/// A map that an answer shows: `[]` when it is empty.
pub(super) fn php_map(map: Object) -> Value {
    if map.is_empty() { Value::Array(Vec::new()) } else { Value::Object(map) }
}

/// The object under a name, made if there is none (or PHP's empty array).
pub(super) fn object_at<'a>(owner: &'a mut Object, name: &str) -> &'a mut Object {
    let slot = owner.entry(name).or_insert_with(|| Value::Object(Object::new()));
    if !slot.is_object() {
        *slot = Value::Object(Object::new());
    }
    slot.as_object_mut().expect("made an object above")
}

/// `externalId` to `external_id`, `INN` to `i_n_n`: the spelling of history.
pub(super) fn snake(name: &str) -> String {
    let mut out = String::new();
    for (place, letter) in name.chars().enumerate() {
        if letter.is_ascii_uppercase() && place > 0 {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

#[cfg(test)]
mod tests;

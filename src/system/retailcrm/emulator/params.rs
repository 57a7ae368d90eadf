//! Parameters as PHP reads them: `filter[ids][]=1` becomes `{"filter": {"ids": ["1"]}}`.

use serde_json::Value;

use super::json::Object;
use super::reply::{Reply, Trouble};
use crate::endpoint::emulate::{Request, form_pairs};

/// The parameters of the query and, of a POST, of the form.
pub(super) fn read(request: &Request) -> Result<Value, Trouble> {
    let mut pairs = request.query_pairs();
    if request.method == "POST" {
        let kind = request.header("content-type").unwrap_or("").to_ascii_lowercase();
        match kind.split(';').next().unwrap_or("").trim() {
            "application/x-www-form-urlencoded" | "" => pairs.extend(form_pairs(&request.text())),
            "multipart/form-data" => pairs.extend(multipart(request)?),
            // Other bodies are no parameters, as PHP has it.
            _ => {}
        }
    }
    Ok(tree(pairs))
}

/// The parameters of the query alone.
pub(super) fn query(request: &Request) -> Value {
    tree(request.query_pairs())
}

fn tree(pairs: Vec<(String, String)>) -> Value {
    let mut root = Value::Object(Object::new());
    for (name, value) in pairs {
        let mut slot = &mut root;
        for step in steps(&name) {
            slot = descend(slot, &step);
        }
        *slot = Value::String(value);
    }
    root
}

/// `filter[ids][]` to `filter`, `ids`, ``.
fn steps(name: &str) -> Vec<String> {
    let Some((first, rest)) = name.split_once('[') else { return vec![name.to_owned()] };
    let inner = rest.strip_suffix(']').unwrap_or(rest);
    let mut steps = vec![first.to_owned()];
    steps.extend(inner.split("][").map(str::to_owned));
    steps
}

/// The place under a step; an empty step is the next number.
fn descend<'a>(slot: &'a mut Value, step: &str) -> &'a mut Value {
    if !slot.is_object() {
        *slot = Value::Object(Object::new());
    }
    let members = slot.as_object_mut().expect("made an object above");
    let name = if step.is_empty() { members.len().to_string() } else { step.to_owned() };
    members.entry(name).or_insert(Value::Null)
}

fn multipart(request: &Request) -> Result<Vec<(String, String)>, Trouble> {
    let broken = || Trouble::from(Reply::refusal(400, "Invalid input parameters"));
    let kind = request.header("content-type").unwrap_or("");
    let boundary = kind.split("boundary=").nth(1).ok_or_else(broken)?;
    let boundary = format!("--{}", boundary.trim_matches('"'));
    let text = request.text();
    let mut pairs = Vec::new();
    for part in text.split(&boundary).skip(1) {
        let Some((head, value)) = part.split_once("\r\n\r\n") else { continue };
        let name = head.split("name=\"").nth(1).and_then(|rest| rest.split('"').next());
        let name = name.ok_or_else(broken)?.to_owned();
        pairs.push((name, value.strip_suffix("\r\n").unwrap_or(value).to_owned()));
    }
    Ok(pairs)
}

#[cfg(test)]
mod tests;

//! How a record stood at the moment it was written, where it was looked at only later.
//!
//! Of one that was edited it is what stood there before, with what was sent over it. Of one that was
//! created, what was sent is sure. What the system shows beside it somebody may have filled since: it counts
//! as blank, and what it holds now as an edit. Without the blanks nothing at all would be known of it,
//! and what a rule of the way back reckons with a sum that nobody sent would be taken for news.

use std::cmp::Reverse;

use serde_json::Value;

use crate::sync::raw::{Members, Tree, rows};

/// The record that was sent, with a blank for everything else that it shows.
pub(crate) fn as_created(sent: &str, shown: &str) -> String {
    let (Some(had), Some(has)) = (Members::of(sent), Members::of(shown)) else {
        return sent.to_owned();
    };
    let mut record = Tree::of(sent);
    for (name, shown) in has.0 {
        let value = match had.get(&name) {
            Some(sent) if is_list(sent) && is_list(shown) => Some(list_as_created(sent, shown)),
            Some(sent) => Some(as_created(sent, shown)),
            None => blank(shown).map(str::to_owned),
        };
        if let Some(value) = value {
            record.set(&[name.into()], value);
        }
    }
    record.to_text()
}

/// The record as it was before, with what was sent over it. Lists are sent whole; a row that was there
/// before keeps what was not sent of it.
pub(crate) fn as_edited(before: &[u8], sent: &[u8]) -> Vec<u8> {
    let read = |bytes| serde_json::from_slice::<Value>(bytes);
    let (Ok(before), Ok(sent)) = (read(before), read(sent)) else { return before.to_vec() };
    laid(before, &sent).to_string().into_bytes()
}

fn laid(before: Value, sent: &Value) -> Value {
    match (before, sent) {
        (Value::Object(mut members), Value::Object(sent)) => {
            for (name, value) in sent {
                let member = members.entry(name.as_str()).or_insert(Value::Null);
                *member = laid(member.take(), value);
            }
            Value::Object(members)
        }
        (Value::Array(mut rows), Value::Array(sent)) => {
            let row = |sent: &Value| {
                let alike = rows.iter().map(|row| shared(row, sent)).enumerate();
                let best = alike.max_by_key(|(at, shared)| (*shared, Reverse(*at)));
                match best.filter(|(_, shared)| *shared > 1) {
                    Some((at, _)) => laid(rows.remove(at), sent),
                    None => sent.clone(),
                }
            };
            Value::Array(sent.iter().map(row).collect())
        }
        (_, sent) => sent.clone(),
    }
}

/// How many values two rows have in common. One may be chance; a row that is sent again has its key
/// and whatever did not change of it.
fn shared(row: &Value, other: &Value) -> usize {
    match (row, other) {
        (Value::Object(row), Value::Object(other)) => {
            row.iter().map(|(name, value)| other.get(name).map_or(0, |it| shared(value, it))).sum()
        }
        (row, other) => usize::from(row == other),
    }
}

/// Rows keep their places; of one that is gone by now another tells what rows of this kind show.
fn list_as_created(sent: &str, shown: &str) -> String {
    let shown = rows(shown);
    let row = |(at, sent): (usize, &str)| match shown.get(at).or(shown.first()) {
        Some(shown) => as_created(sent, shown),
        None => sent.to_owned(),
    };
    let rows: Vec<String> = rows(sent).into_iter().enumerate().map(row).collect();
    format!("[{}]", rows.join(","))
}

fn is_list(value: &str) -> bool {
    value.trim_start().starts_with('[')
}

/// What a member of that kind holds while nobody filled it; none where that is nothing at all.
fn blank(shown: &str) -> Option<&'static str> {
    match shown.trim_start().as_bytes().first()? {
        // A key, a moment, a text: each has a blank of its own, and all read none as that.
        b'"' => Some("null"),
        b't' | b'f' => Some("false"),
        b'-' | b'0'..=b'9' => Some("0"),
        // A record without its lists is no whole record.
        b'[' => Some("[]"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{as_created, as_edited};

    #[test]
    fn what_was_not_sent_is_blank() {
        let sent = r#"{"sum":10.50,"rows":[{"n":1},{"n":2}],"to":{"city":"Тула"}}"#;
        let shown = r#"{"id":"7","sum":11,"ready":true,"rows":[{"n":1,"tax":2.5}],"paid":3,
            "to":{"city":"Орёл","zip":"1"},"note":null,"more":[{"n":1}]}"#;
        let stood = r#"{"sum":10.50,"rows":[{"n":1,"tax":0},{"n":2,"tax":0}],"to":{"city":"Тула","zip":null},"id":null,"ready":false,"paid":0,"more":[]}"#;
        assert_eq!(as_created(sent, shown), stood);
        assert_eq!(as_created(sent, "null"), sent);
    }

    #[test]
    fn an_edit_lies_over_what_stood_there() {
        let before = br#"{"id":"7","note":"a","to":{"city":"b","zip":1},"rows":[
            {"id":1,"offer":{"id":11,"code":"x"},"n":1},{"id":2,"offer":{"id":12,"code":"y"},"n":2}]}"#;
        let sent = br#"{"to":{"city":"c"},"rows":[{"offer":{"id":12},"id":2,"n":9},
            {"offer":{"code":"z"},"n":1}]}"#;
        let edited: Value = serde_json::from_slice(&as_edited(before, sent)).unwrap();
        let expected = json!({"id": "7", "note": "a", "to": {"city": "c", "zip": 1}, "rows": [
            {"id": 2, "offer": {"id": 12, "code": "y"}, "n": 9}, {"offer": {"code": "z"}, "n": 1}]});
        assert_eq!(edited, expected);
        assert_eq!(as_edited(b"{}", b""), b"{}");
    }
}

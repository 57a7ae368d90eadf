//! Edits that would take back what somebody else just wrote.
//!
//! A list that a system takes as a whole (the lines of an order, a tabular section) says what each of
//! its rows holds, also of the rows that it does not mean to change. A system without versions takes
//! whatever is sent, however old the state is that it was reckoned from.

use serde_json::Value;

/// Whether that body replaces a list.
pub(super) fn replaces_list(body: &[u8]) -> bool {
    serde_json::from_slice(body).is_ok_and(|body: Value| has_list(&body))
}

fn has_list(body: &Value) -> bool {
    match body {
        Value::Array(_) => true,
        Value::Object(members) => members.values().any(has_list),
        _ => false,
    }
}

/// Whether a member that the body writes holds something else `now` than when that was `planned`.
pub(super) fn is_moved(body: &[u8], planned: &[u8], now: &[u8]) -> bool {
    let read = |bytes| serde_json::from_slice::<Value>(bytes);
    match (read(body), read(planned), read(now)) {
        (Ok(body), Ok(planned), Ok(now)) => moved(&body, &planned, &now),
        _ => false,
    }
}

fn moved(body: &Value, planned: &Value, now: &Value) -> bool {
    match body {
        Value::Object(members) => {
            members.iter().any(|(name, body)| moved(body, &planned[name], &now[name]))
        }
        _ => planned != now,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_moved, replaces_list};

    #[test]
    fn only_members_that_are_sent_are_looked_at() {
        let body = br#"{"note":"a","items":[{"n":1}],"to":{"city":"b"}}"#;
        let planned = br#"{"note":"b","items":[{"n":2}],"tags":[1],"to":{"city":"c"}}"#;
        let moved = |now: &[u8]| is_moved(body, planned, now);
        assert!(!moved(
            br#"{"note":"b","items":[ {"n":2} ],"tags":[2],"to":{"city":"c","zip":1}}"#
        ));
        assert!(moved(br#"{"note":"c","items":[{"n":2}],"tags":[1],"to":{"city":"c"}}"#));
        assert!(moved(br#"{"note":"b","items":[{"n":2}],"tags":[1],"to":{"city":"d"}}"#));
        assert!(moved(br#"{"note":"b","items":[{"n":3}],"tags":[1],"to":{"city":"c"}}"#));
        assert!(moved(br#"{"note":"b"}"#));
        assert!(replaces_list(body) && replaces_list(br#"{"to":{"phones":[]}}"#));
        assert!(!replaces_list(br#"{"note":"a","to":{"city":"b"}}"#) && !replaces_list(b""));
    }
}

//! How a record stood at the moment it was created, where it was looked at only later.
//!
//! What was sent is sure. What the system shows beside it somebody may have filled since: it counts
//! as blank, and what it holds now as an edit. Without the blanks nothing at all would be known of it,
//! and what a rule of the way back reckons with a sum that nobody sent would be taken for news.

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
    use super::as_created;

    #[test]
    fn what_was_not_sent_is_blank() {
        let sent = r#"{"sum":10.50,"rows":[{"n":1},{"n":2}],"to":{"city":"Тула"}}"#;
        let shown = r#"{"id":"7","sum":11,"ready":true,"rows":[{"n":1,"tax":2.5}],"paid":3,
            "to":{"city":"Орёл","zip":"1"},"note":null,"more":[{"n":1}]}"#;
        let stood = r#"{"sum":10.50,"rows":[{"n":1,"tax":0},{"n":2,"tax":0}],"to":{"city":"Тула","zip":null},"id":null,"ready":false,"paid":0,"more":[]}"#;
        assert_eq!(as_created(sent, shown), stood);
        assert_eq!(as_created(sent, "null"), sent);
    }
}

//! Posting a document and taking it back.

use serde_json::json;

use crate::system::onec_odata::model::Shape;

use super::finish;
use super::movements;
use super::refusal::Refusal;
use super::rows::Stored;
use super::rules::Occasion;
use super::values::is_empty;
use super::write::{Writer, Written};

/// Posts a document, or ends its being posted.
pub(super) fn post(
    writer: Writer,
    set: &str,
    shape: &Shape,
    key: &str,
    posted: bool,
) -> Result<Written, Refusal> {
    let stored = writer.rows.stored(set, key).ok_or_else(Refusal::no_record)?;
    let mut record = stored.record.clone();
    if posted {
        if record.get("DeletionMark") == Some(&json!(true)) {
            return Err(Refusal::exception(
                "Помеченный на удаление документ не может быть проведен",
            ));
        }
        let rules = &writer.settings.rules;
        for (field, name) in rules.entities.get(set).map_or(&[][..], |it| it.required.as_slice()) {
            if is_empty(shape, field, &record) {
                return Err(Refusal::exception(rules.empty.replace("{}", name)));
            }
        }
    }
    record.insert("Posted".to_owned(), json!(posted));
    finish::settle(writer, set, shape, &mut record)?;
    let occasion = if posted { Occasion::Post } else { Occasion::Unpost };
    finish::refuse(writer, set, &[occasion], Some(&stored.record), Some(&record))?;
    let mut changes = Vec::new();
    movements::record(writer, set, key, &record, posted, &mut changes)?;
    let now = Stored { seq: stored.seq, record: record.clone() };
    changes.push((set.to_owned(), key.to_owned(), Some(now)));
    Ok(Written { changes, key: key.to_owned(), record })
}

//! Entries of a dictionary, offered in the place of a code that it does not have.

use crate::schema::{DictionaryEntry, nearest};

/// How many entries of a dictionary are offered at most.
const OFFERED: usize = 30;

/// The entries in use, to choose one from: `11 (Марина Ветрова), ...`.
pub(super) fn offered(entries: &[DictionaryEntry]) -> String {
    let used = entries.iter().filter(|entry| entry.active);
    let shown: Vec<String> = used
        .clone()
        .take(OFFERED)
        .map(|entry| format!("{} ({})", entry.code, entry.name))
        .collect();
    let more = if used.count() > OFFERED { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

/// The codes that a text may mean: that of the entry it names, that of the card whose address it is,
/// those that are written alike.
pub(super) fn meant<'e>(text: &str, entries: &'e [DictionaryEntry]) -> Vec<&'e str> {
    let code = |entry: &'e DictionaryEntry| &*entry.code;
    if let Some(named) = entries.iter().find(|entry| &*entry.name == text) {
        return vec![code(named)];
    }
    let parts = || text.split(['/', '?', '#']);
    let card = entries.iter().find(|entry| parts().any(|part| part == &*entry.code));
    if let Some(card) = card.filter(|_| text.contains("://")) {
        return vec![code(card)];
    }
    nearest(text, entries.iter().map(code))
}

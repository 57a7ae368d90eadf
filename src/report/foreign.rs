//! Our own words before those of a network, a server or a library, which speak English only.

use crate::diag::Texts;

/// What the words of others contain, and the text that says the same.
const KNOWN: [(&str, &str); 19] = [
    ("a page came instead of data", "trouble-page"),
    ("a page in HTML instead of data", "trouble-page"),
    ("failed to lookup address", "trouble-host"),
    ("Name or service not known", "trouble-host"),
    ("No such host is known", "trouble-host"),
    ("dns error", "trouble-host"),
    ("Connection refused", "trouble-closed"),
    ("actively refused", "trouble-closed"),
    ("before message length reached", "trouble-cut"),
    ("connection closed before message completed", "trouble-cut"),
    ("Connection reset", "trouble-cut"),
    ("the answer cannot be read", "trouble-garbled"),
    ("no answer within", "trouble-silent"),
    ("no answer in time", "trouble-silent"),
    ("operation timed out", "trouble-silent"),
    ("certificate", "trouble-certificate"),
    ("no account at this address answers", "trouble-account"),
    ("\"apiKey\"", "trouble-account"),
    ("Account does not exist", "trouble-account"),
];

/// The text that says what the words of others mean, where they are known.
pub fn class(words: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(part, _)| words.contains(part)).map(|(_, id)| *id)
}

/// `GET orders: the answer broke off (end of file ...)`: the operation, our words for a text of that
/// name or for what the others say, theirs in parentheses.
pub fn explained(texts: &Texts, known: Option<&str>, said: &str) -> String {
    let Some(id) = class(said).or(known) else { return said.to_owned() };
    let ours = texts.say(id, &[]);
    if said.split_once(": ").is_some_and(|(_, theirs)| theirs.starts_with(&ours)) {
        return said.to_owned();
    }
    let is_operation = |text: &str| text.split_whitespace().count() <= 2;
    match said.split_once(": ").filter(|(operation, _)| is_operation(operation)) {
        Some((operation, theirs)) => format!("{operation}: {ours} ({theirs})"),
        None => format!("{ours} ({said})"),
    }
}

#[cfg(test)]
mod tests {
    use super::{KNOWN, explained};
    use crate::diag::{Language, Texts};

    #[test]
    fn words_of_others_stand_behind_ours() {
        let russian = Texts::new(Language::Russian);
        assert_eq!(
            explained(&russian, None, "GET orders: a page came instead of data (HTTP 200)"),
            "GET orders: вместо данных пришла страница (a page came instead of data (HTTP 200))"
        );
        assert_eq!(
            explained(&russian, None, "failed to lookup address information"),
            "имя сервера не найдено (failed to lookup address information)"
        );
        assert_eq!(explained(&russian, None, "Период закрыт"), "Период закрыт");
        assert_eq!(
            explained(&russian, Some("trouble-credentials"), "GET x: HTTP 401"),
            "GET x: доступ не разрешён (HTTP 401)"
        );
    }

    #[test]
    fn every_class_has_words() {
        for language in Language::ALL {
            let texts = Texts::new(language);
            assert!(KNOWN.iter().all(|(_, id)| texts.has(id)), "{language:?}");
        }
    }
}

//! The keywords in both languages: one table for the parser's tests, the formatter and the messages.

use super::ast::Keywords;

/// How many of the keywords, the first of them, begin declarations.
const DECLARATIONS: usize = 12;

/// Each keyword in English and in Russian.
///
/// Names of types, functions, conversions, error classes and options of a side are codes and stay
/// as they are.
pub const KEYWORDS: &[(&str, &str)] = &[
    // declarations
    ("lang", "язык"),
    ("use", "подключить"),
    ("side", "сторона"),
    ("const", "константа"),
    ("setting", "настройка"),
    ("table", "таблица"),
    ("match", "сопоставление"),
    ("map", "правило"),
    ("override", "переопределить"),
    ("flow", "обмен"),
    ("serve", "запрос"),
    ("test", "тест"),
    // rules
    ("each", "каждый"),
    ("let", "пусть"),
    ("check", "проверить"),
    ("drop", "убрать"),
    ("by", "по"),
    ("then", "затем"),
    ("via", "через"),
    ("as", "как"),
    ("when", "когда"),
    ("where", "где"),
    ("default", "умолчание"),
    ("clear", "очистить"),
    ("required", "обязательно"),
    ("owner", "хозяин"),
    ("once", "однажды"),
    ("mark", "метка"),
    ("if known", "если известно"),
    ("choose", "выбор"),
    ("else", "иначе"),
    ("group by", "группами по"),
    // operators
    ("not", "не"),
    ("and", "и"),
    ("or", "или"),
    ("in", "среди"),
    ("under", "внутри"),
    // tables and matches
    ("pull", "заполнить"),
    ("no rows", "нет строк"),
    ("key", "ключ"),
    ("many", "много"),
    ("none", "нет"),
    // steps
    ("enabled", "включено"),
    ("from", "из"),
    ("changed", "изменения"),
    ("since", "начиная"),
    ("with", "вместе"),
    ("upsert", "записать"),
    ("into", "в"),
    ("post", "провести"),
    ("call", "вызвать"),
    ("say", "сообщить"),
    ("show", "показать"),
    ("on error", "при ошибке"),
    // outcomes
    ("skip", "пропустить"),
    ("hold", "отложить"),
    ("stop", "остановить"),
    ("keep", "оставить"),
    ("warn", "предупредить"),
    ("create", "создать"),
    ("retry", "повторить"),
    ("attempts", "попыток"),
    ("backoff", "пауза"),
    // tests
    ("given", "дано"),
    ("at", "место"),
    ("expect", "ожидать"),
    ("snapshot", "снимок"),
    ("law", "закон"),
    ("except", "кроме"),
    ("roundtrip", "обратимость"),
    ("idempotent", "повторяемость"),
    ("total", "полнота"),
    // values
    ("true", "истина"),
    ("false", "ложь"),
    ("empty", "пусто"),
    // scopes
    ("up", "выше"),
    ("result", "результат"),
    ("was", "прежде"),
    ("rows", "строки"),
    ("kind", "вид"),
];

/// The keyword, in English, of a declaration that begins with that word.
pub fn declaration(word: &str) -> Option<&'static str> {
    english(word, &KEYWORDS[..DECLARATIONS])
}

/// The scopes with their twins: these names are taken in expressions.
pub const SCOPES: &[(&str, &str)] = &[
    ("up", "выше"),
    ("result", "результат"),
    ("was", "прежде"),
    ("rows", "строки"),
    ("kind", "вид"),
    ("const", "константа"),
    ("setting", "настройка"),
    ("table", "таблица"),
];

/// What a `law` may say, with the twins.
pub const LAWS: &[(&str, &str)] =
    &[("roundtrip", "обратимость"), ("idempotent", "повторяемость"), ("total", "полнота")];

/// The units of durations, the longer before those they begin with.
pub const UNITS: &[(&str, &str)] = &[("ms", "мс"), ("s", "с"), ("m", "м"), ("h", "ч"), ("d", "д")];

/// A duration with its unit in that language: `15m`, `15м`.
pub fn duration(written: &str, keywords: Keywords) -> String {
    let digits = written.trim_end_matches(|c: char| !c.is_ascii_digit());
    let unit = &written[digits.len()..];
    let pair = UNITS.iter().find(|(english, russian)| unit == *english || unit == *russian);
    match (pair, keywords) {
        (None, _) => written.to_owned(),
        (Some((english, _)), Keywords::English) => format!("{digits}{english}"),
        (Some((_, russian)), Keywords::Russian) => format!("{digits}{russian}"),
    }
}

/// The keyword, given in English, in that language.
///
/// # Panics
/// On a word that is not in the table.
pub fn word(english: &'static str, keywords: Keywords) -> &'static str {
    match keywords {
        Keywords::English => english,
        Keywords::Russian => {
            let found = KEYWORDS.iter().find(|(known, _)| *known == english);
            found.expect("the formatter prints words of the table only").1
        }
    }
}

/// The English spelling of one of those words.
pub fn english(written: &str, among: &[(&'static str, &'static str)]) -> Option<&'static str> {
    let pair = among.iter().find(|(english, russian)| written == *english || written == *russian);
    pair.map(|(english, _)| *english)
}

#[cfg(test)]
mod tests {
    use super::{KEYWORDS, LAWS, SCOPES, english, word};
    use crate::syntax::ast::Keywords;

    #[test]
    fn each_word_has_one_twin() {
        for (index, (english, russian)) in KEYWORDS.iter().enumerate() {
            for (other_english, other_russian) in &KEYWORDS[index + 1..] {
                assert_ne!(english, other_english);
                assert_ne!(russian, other_russian, "{english} and {other_english}");
            }
        }
    }

    #[test]
    fn the_grammar_knows_every_word() {
        let grammar = include_str!("../../grammar/obmen.pest");
        for (english, russian) in KEYWORDS {
            let names = ["up", "result", "was", "kind", "roundtrip", "idempotent", "total"];
            if names.contains(english) || *english == "rows" {
                continue;
            }
            for word in english.split(' ').chain(russian.split(' ')) {
                assert!(grammar.contains(&format!("\"{word}\"")), "{word}");
            }
        }
    }

    #[test]
    fn short_lists_agree_with_the_table() {
        for pair in SCOPES.iter().chain(LAWS) {
            assert!(KEYWORDS.contains(pair), "{pair:?}");
        }
    }

    #[test]
    fn scopes_are_known_by_both_spellings() {
        assert_eq!(english("выше", SCOPES), Some("up"));
        assert_eq!(english("rows", SCOPES), Some("rows"));
        assert_eq!(english("each", SCOPES), None);
        assert_eq!(word("up", Keywords::Russian), "выше");
    }
}

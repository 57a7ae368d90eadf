//! What other languages call the functions and declarations of this one.

use crate::schema::nearest;

/// Our functions, each with its names elsewhere, in small letters.
const FUNCTIONS: &[(&str, &[&str])] = &[
    ("abs", &["abs", "модуль"]),
    ("count", &["count", "length", "len", "size", "количество"]),
    ("date", &["date", "todate", "дата", "началодня"]),
    ("first", &["first", "первый", "первая"]),
    ("lower", &["lower", "tolower", "tolowercase", "lowercase", "downcase", "нрег"]),
    ("max", &["max", "макс"]),
    ("min", &["min", "мин"]),
    ("number", &["number", "tonumber", "parseint", "parsefloat", "число"]),
    ("round", &["round", "tofixed", "окр"]),
    ("sum", &["sum", "сумма", "итог"]),
    ("text", &["text", "tostring", "str", "string", "строка"]),
    ("trim", &["trim", "strip", "сокрлп", "сокрл", "сокрп"]),
];

/// The function that a name of another language means.
pub fn function(name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    let meant = FUNCTIONS.iter().find(|(_, names)| names.contains(&&*name));
    meant.map(|(ours, _)| *ours)
}

/// Our declarations, each with words that begin such ones elsewhere, in small letters.
const DECLARATIONS: &[(&str, &[&str])] = &[
    ("use", &["import", "include", "require", "using", "импорт", "импортировать", "использовать"]),
    ("use", &["используй", "использует", "подключи", "включить"]),
    ("side", &["system", "система"]),
    ("const", &["constant", "param", "parameter", "параметр"]),
    ("setting", &["option", "опция"]),
    ("table", &["dict", "dictionary", "enum", "lookup", "справочник", "словарь"]),
    ("match", &["identify", "сопоставить"]),
    ("map", &["mapping", "transform", "карта", "отображение"]),
    ("override", &["replace", "redefine", "extend", "patch", "overwrite"]),
    ("override", &["заменить", "замени", "изменить", "измени", "перекрыть", "переопредели"]),
    ("override", &["расширить", "дополнить"]),
    ("flow", &["job", "task", "pipeline", "sync", "поток", "задание", "задача"]),
    ("serve", &["endpoint", "route", "request"]),
    ("test", &["spec", "проверка"]),
];

/// The keyword, in English, of the declaration that a word of another language begins, be it
/// misspelt.
pub fn declaration(word: &str) -> Option<&'static str> {
    let words = DECLARATIONS.iter().flat_map(|(_, words)| words.iter().copied());
    let word = nearest(&word.to_lowercase(), words).into_iter().next()?;
    let meant = DECLARATIONS.iter().find(|(_, words)| words.contains(&word));
    meant.map(|(ours, _)| *ours)
}

//! What other languages call the functions of this one.

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

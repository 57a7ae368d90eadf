//! Texts, and what is compared by more than its characters.

use bumpalo::Bump;
use bumpalo::collections::String as ArenaString;

use crate::builtins::{Builtin, Kind};
use crate::value::json::write_number;
use crate::value::{Decimal, Fault, FaultKind, Value};

pub(super) const BUILTINS: &[Builtin] = &[
    Builtin {
        name: "between",
        about: "the text without that beginning and that end; absent where it has others",
        params: &[("text", Kind::Text), ("beginning", Kind::Text), ("end", Kind::Text)],
        optional: 0,
        returns: Kind::Text,
        fallible: true,
        conversion: false,
        examples: &[(r#"between("№ 12 шт", "№ ", " шт")"#, r#""12""#)],
        run: between,
    },
    Builtin {
        name: "lower",
        about: "the text in small letters",
        params: &[("text", Kind::Text)],
        optional: 0,
        returns: Kind::Text,
        fallible: false,
        conversion: true,
        examples: &[(r#"lower("A@Почта.РФ")"#, r#""a@почта.рф""#)],
        run: |args, arena| Ok(Value::Text(arena.alloc_str(&text(args[0])?.to_lowercase()))),
    },
    Builtin {
        name: "number",
        about: "the number that the text shows; `\"ru\"` allows blanks between digits and a comma",
        params: &[("text", Kind::Text), ("style", Kind::Text)],
        optional: 1,
        returns: Kind::Number,
        fallible: true,
        conversion: true,
        examples: &[(r#"number("1 600,50", "ru")"#, "1600.50"), (r#"number("12")"#, "12")],
        run: parse_number,
    },
    Builtin {
        name: "phone",
        about: "the phone number in international form; Russian ones may begin with 8 or with the area code",
        params: &[("text", Kind::Text)],
        optional: 0,
        returns: Kind::Phone,
        fallible: true,
        conversion: true,
        examples: &[
            (r#"phone("8 (912) 345-67-89")"#, r#""+79123456789""#),
            (r#"phone("+375 29 123-45-67")"#, r#""+375291234567""#),
        ],
        run: phone,
    },
    Builtin {
        name: "text",
        about: "the value as text",
        params: &[("value", Kind::Shown)],
        optional: 0,
        returns: Kind::Text,
        fallible: false,
        conversion: true,
        examples: &[("text(12.50)", r#""12.5""#)],
        run: |args, arena| Ok(Value::Text(show(args[0], arena))),
    },
    Builtin {
        name: "trim",
        about: "the text without blanks at both ends",
        params: &[("text", Kind::Text)],
        optional: 0,
        returns: Kind::Text,
        fallible: false,
        conversion: true,
        examples: &[(r#"trim("  a ")"#, r#""a""#)],
        run: |args, _| Ok(Value::Text(text(args[0])?.trim())),
    },
];

/// A value as text, the way texts with holes show it: numbers without trailing zeros, days and
/// moments as people write them, records by their keys.
pub fn show<'a>(value: Value<'a>, arena: &'a Bump) -> &'a str {
    match value {
        Value::Absent | Value::Clear => "",
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Number(number) => {
            let mut digits = ArenaString::new_in(arena);
            write_number(&mut digits, number);
            digits.into_bump_str()
        }
        Value::Text(text) => text,
        Value::Day(day) => arena.alloc_str(&day.strftime("%d.%m.%Y").to_string()),
        Value::Moment(moment) => arena.alloc_str(&moment.strftime("%d.%m.%Y %H:%M:%S").to_string()),
        Value::Span(seconds) => arena.alloc_str(&format!("{seconds}s")),
        Value::Reference(reference) => reference.key.text(),
    }
}

fn text(value: Value<'_>) -> Result<&str, Fault> {
    match value {
        Value::Text(text) => Ok(text),
        other => Err(Fault::new(FaultKind::BadArgument, format!("{other:?}"))),
    }
}

/// What a template made of one value gives back.
fn between<'a>(args: &[Value<'a>], _: &'a Bump) -> Result<Value<'a>, Fault> {
    let (shown, beginning, end) = (text(args[0])?, text(args[1])?, text(args[2])?);
    let rest = shown.strip_prefix(beginning).and_then(|rest| rest.strip_suffix(end));
    Ok(rest.filter(|rest| !rest.is_empty()).map_or(Value::Absent, Value::Text))
}

fn parse_number<'a>(args: &[Value<'a>], _: &'a Bump) -> Result<Value<'a>, Fault> {
    let shown = text(args[0])?;
    let number = match args.get(1) {
        None => Decimal::parse(shown.trim()),
        Some(style) if text(*style)? == "ru" => {
            let blank = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{202f}');
            Decimal::parse(&shown.trim().replace(blank, "").replace(',', "."))
        }
        Some(style) => return Err(Fault::new(FaultKind::BadArgument, text(*style)?)),
    };
    number.map(Value::Number).map_err(|fault| Fault::new(fault.kind, shown))
}

/// Digits alone; a Russian number with 8, with 7 or without either gets `+7`, others keep theirs.
fn phone<'a>(args: &[Value<'a>], arena: &'a Bump) -> Result<Value<'a>, Fault> {
    let shown = text(args[0])?;
    let fault = || Fault::new(FaultKind::NotPhone, shown);
    let mut number = ArenaString::with_capacity_in(shown.len() + 2, arena);
    number.push('+');
    for c in shown.chars() {
        match c {
            '0'..='9' => number.push(c),
            '+' | '-' | '(' | ')' | '.' => {}
            c if c.is_whitespace() => {}
            _ => return Err(fault()),
        }
    }
    let digits = number.len() - 1;
    if !(5..=15).contains(&digits) {
        return Err(fault());
    }
    if !shown.trim_start().starts_with('+') {
        match (digits, number.as_bytes()[1]) {
            (11, b'8') => number.replace_range(1..2, "7"),
            (10, b'9' | b'4' | b'8' | b'3') => number.insert(1, '7'),
            _ => {}
        }
    }
    Ok(Value::Text(number.into_bump_str()))
}

#[cfg(test)]
mod tests;

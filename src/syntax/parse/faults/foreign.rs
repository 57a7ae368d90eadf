//! Habits of other languages: conditions of 1C and C, `is null`, `??`, units of time spelt out.

use super::bad::Bad;
use super::lex::{Kind, Token};
use super::place::Place;
use super::slips::{LONG, is_statement, proven};
use crate::diag::{Diagnostic, codes};

/// `if`, `switch`, `a ? b : c`, `?(a, b, c)`
pub(super) fn condition(bad: &Bad<'_>) -> Option<Diagnostic> {
    let here = bad.here()?;
    let index = bad.tokens.iter().position(|token| token.start == here.start)?;
    let begins = |token: &Token<'_>| {
        let word = token.text.to_lowercase();
        matches!(&*word, "if" | "iif" | "switch" | "case" | "если" | "выбрать")
    };
    let after = |at: usize| {
        let before = at.checked_sub(1).map(|at| &bad.tokens[at]);
        before.is_some_and(|before| before.is_arrow() || matches!(before.text, "=" | "(" | ","))
    };
    let word = (0..=index).rev().find(|&at| begins(&bad.tokens[at]) && after(at));
    let asks = |at: usize| {
        let rest = &bad.tokens[at..];
        let called = rest.get(1).is_some_and(|next| next.text == "(");
        rest[0].text == "?" && (called || rest.iter().any(|token| token.text == ":"))
    };
    let found = match word {
        Some(at) => at,
        // `text??` is a mark too many; a question has two answers.
        None if asks(index) => index,
        None => return None,
    };
    let said = Diagnostic::new(&codes::S132, bad.part(&bad.tokens[found].range()));
    let said = said.arg("found", bad.tokens[found].text);
    Some(match chosen(bad, found) {
        Some((range, choice)) => said.fix("write", bad.part(&range), choice),
        None => said.hint("choose"),
    })
}

/// The condition as a choice, where its three parts can be told apart and the rule reads with it.
fn chosen(bad: &Bad<'_>, found: usize) -> Option<(std::ops::Range<usize>, String)> {
    if bad.piece.len() > LONG {
        return None;
    }
    let arrow = bad.tokens.iter().rposition(|token| token.is_arrow() && token.start < bad.at)?;
    let from = bad.tokens.get(arrow + 1)?.start;
    let depth = bad.depth(&bad.tokens[found]);
    let mark = |words: &[&str], depth: usize| {
        let after = bad.tokens.iter().skip(found + 1);
        let mut found = after.filter(|token| bad.depth(token) == depth);
        found.find(|token| words.contains(&&*token.text.to_lowercase())).map(Token::range)
    };
    let said = |range: std::ops::Range<usize>| bad.piece.get(range).map(str::trim);
    let word = &bad.tokens[found];
    let called = bad.tokens.get(found + 1).is_some_and(|next| next.text == "(");
    let (range, condition, yes, no) = if called && word.text != "switch" {
        let inner = depth + 1;
        let first = mark(&[","], inner)?;
        let mut commas =
            bad.tokens.iter().filter(|token| token.text == "," && bad.depth(token) == inner);
        let second = commas.find(|token| token.start > first.start)?.range();
        let close = bad.tokens.iter().find(|token| {
            token.text == ")" && token.start > second.end && bad.depth(token) == inner
        })?;
        let open = bad.tokens[found + 1].end();
        (
            word.start..close.end(),
            said(open..first.start)?,
            said(first.end..second.start)?,
            said(second.end..close.start)?,
        )
    } else if word.text == "?" {
        let colon = mark(&[":"], depth)?;
        let range = from..bad.piece.trim_end().len();
        (
            range.clone(),
            said(from..word.start)?,
            said(word.end()..colon.start)?,
            said(colon.end..range.end)?,
        )
    } else {
        let then = mark(&["then", "тогда"], depth)?;
        let other = mark(&["else", "иначе"], depth)?;
        let range = word.start..bad.piece.trim_end().len();
        (
            range.clone(),
            said(word.end()..then.start)?,
            said(then.end..other.start)?,
            said(other.end..range.end)?,
        )
    };
    let [choose, first, last] = ["choose", "true", "false"].map(|word| bad.word(word));
    let choice = format!("{choose} {condition} {{ {first}: {yes}; {last}: {no} }}");
    bad.cures(&range, &choice).then_some((range, choice))
}

/// `Если a Тогда Поле = b; КонецЕсли`: the condition of a rule stands behind it.
pub(super) fn conditional(bad: &Bad<'_>) -> Option<Diagnostic> {
    let first = bad.tokens.first()?;
    let begins = matches!(&*first.text.to_lowercase(), "if" | "если");
    if !begins || bad.tokens.get(1).is_none_or(Token::is_arrow) || bad.place != Place::Statement {
        return None;
    }
    let said = Diagnostic::new(&codes::S132, bad.part(&first.range())).arg("found", first.text);
    let then =
        bad.tokens.iter().find(|token| matches!(&*token.text.to_lowercase(), "then" | "тогда"));
    let rule = then.and_then(|then| {
        let condition = bad.piece[first.end()..then.start].trim();
        let empty = format!(" {}", bad.word("empty"));
        let condition =
            condition.replace("<>", "!=").replace(" = ", " == ").replace(" \"\"", &empty);
        let rule = bad.piece[then.end()..].trim();
        let rule =
            if is_statement(rule) { rule.to_owned() } else { rule.replacen(" = ", " <- ", 1) };
        let moved = format!("{rule}   {} {condition}", bad.word("when"));
        (!rule.is_empty() && is_statement(&moved)).then_some(moved)
    });
    Some(match rule {
        Some(moved) => said.fix("when", bad.part(&(0..bad.piece.len())), moved),
        None => said.hint("when"),
    })
}

/// `x is null`, `x is not null`, `a ?? b`
pub(super) fn nothing(bad: &Bad<'_>) -> Option<Diagnostic> {
    let here = bad.here()?;
    let index = bad.tokens.iter().position(|token| token.start == here.start)?;
    let word = |at: usize| bad.tokens.get(at).map_or_else(String::new, |it| it.text.to_lowercase());
    let (last, operator) = match (&*word(index), &*word(index + 1), &*word(index + 2)) {
        ("is" | "есть", "not" | "не", "null" | "empty" | "пусто") => {
            (index + 2, format!("!= {}", bad.word("empty")))
        }
        ("is" | "есть", "null" | "empty" | "пусто", _) => {
            (index + 1, format!("== {}", bad.word("empty")))
        }
        ("?", "?" | ":", _) => (index + 1, bad.word("default").to_owned()),
        ("||", _, _) if bad.tokens.get(index + 1)?.kind != Kind::Word => {
            (index, bad.word("default").to_owned())
        }
        _ => return None,
    };
    let range = here.start..bad.tokens[last].end();
    let said = proven(bad, &codes::S111, &range, &operator)?;
    Some(said.arg("found", &bad.piece[range]).arg("operator", operator))
}

/// `15min`, `3 days`
pub(super) fn unit(bad: &Bad<'_>) -> Option<Diagnostic> {
    const UNITS: &[(&str, &[&str])] = &[
        ("s", &["sec", "secs", "second", "seconds", "сек", "секунд", "секунды"]),
        ("m", &["min", "mins", "minute", "minutes", "мин", "минут", "минуты"]),
        ("h", &["hr", "hrs", "hour", "hours", "час", "часа", "часов"]),
        ("d", &["day", "days", "дн", "день", "дня", "дней"]),
    ];
    bad.suspects().find_map(|token| {
        let index = bad.tokens.iter().position(|other| other.start == token.start)?;
        let number = if token.kind == Kind::Number { index } else { index.checked_sub(1)? };
        let number = &bad.tokens[number];
        let digits = number.text.trim_end_matches(char::is_alphabetic);
        let (end, word) = if digits.len() < number.text.len() {
            (number.end(), &number.text[digits.len()..])
        } else {
            let next = bad.tokens.iter().find(|other| other.start >= number.end())?;
            (next.end(), next.text)
        };
        if number.kind != Kind::Number {
            return None;
        }
        let (unit, _) = UNITS.iter().find(|(_, words)| words.contains(&&*word.to_lowercase()))?;
        let meant = format!("{digits}{unit}");
        let range = number.start..end;
        let said = proven(bad, &codes::S112, &range, &meant)?;
        Some(said.arg("found", &bad.piece[range]).arg("keyword", meant))
    })
}

/// `"Он сказал "да" и ушёл"`: quotes inside a text are doubled.
pub(super) fn inner_quotes(bad: &Bad<'_>) -> Option<Diagnostic> {
    let here = bad.here().filter(|here| here.kind == Kind::Word)?;
    let is_text = |token: &&Token<'_>| token.kind == Kind::Text;
    let first = bad.tokens.iter().filter(is_text).find(|token| token.end() == here.start)?;
    let last = bad.tokens.iter().filter(is_text).rfind(|token| token.start > here.start)?;
    let range = first.start..last.end();
    let inner = &bad.piece[range.start + 1..range.end - 1];
    let doubled = format!("\"{}\"", inner.replace('"', "\"\""));
    let touching = |token: &Token<'_>| {
        bad.tokens.iter().any(|other| other.end() == token.start && other.kind == Kind::Word)
    };
    if !touching(last) || !bad.cures(&range, &doubled) {
        return None;
    }
    let span = bad.part(&range);
    Some(Diagnostic::new(&codes::S120, span).at("inner").fix("double", span, doubled))
}

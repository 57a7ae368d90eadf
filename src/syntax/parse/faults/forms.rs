//! Numbers, arrows, branches and outcomes in the forms of other languages, or in the wrong place.

use std::ops::Range;

use super::bad::Bad;
use super::lex::{Kind, Token};
use super::place::Place;
use super::slips::proven;
use crate::diag::{Diagnostic, codes};

/// `1e3`, `1_000`, `1 000`, `0x10`, `+5`, `.5`, `5.`
pub(super) fn number(bad: &Bad<'_>) -> Option<Diagnostic> {
    let before = bad.before();
    let (range, meant) = match (before, bad.here()) {
        (Some(first), Some(here)) if is_digits(first.text) && is_thousand(bad, here) => {
            let groups = bad.tokens.iter().skip_while(|token| token.start < here.start);
            let last = groups.take_while(|token| is_thousand(bad, token)).last()?;
            let range = first.start..last.end();
            let joined = bad.piece[range.clone()].split_whitespace().collect();
            (range, joined)
        }
        (Some(point), Some(here)) if point.text == "." && point.end() == here.start => {
            (point.start..here.end(), format!("0.{}", here.text))
        }
        (Some(point), None) if point.text == "." => (point.range(), String::new()),
        (_, Some(plus)) if plus.text == "+" => {
            let is_signed = |it: &Token<'_>| it.start == plus.end() && it.kind == Kind::Number;
            bad.tokens.iter().find(|it| is_signed(it))?;
            (plus.range(), String::new())
        }
        (_, Some(here)) => (here.range(), plain(here.text)?),
        _ => return None,
    };
    let said = proven(bad, &codes::S138, &range, &meant)?;
    let shown = match bad.piece.get(range.clone()) {
        Some("." | "+") => bad.piece.get(around(bad, &range)),
        shown => shown,
    };
    Some(said.arg("found", shown.unwrap_or_default()))
}

/// A sign with the number that it touches.
fn around(bad: &Bad<'_>, sign: &Range<usize>) -> Range<usize> {
    let touching = bad.tokens.iter().filter(|it| it.end() == sign.start || it.start == sign.end);
    touching.fold(sign.clone(), |all, it| all.start.min(it.start)..all.end.max(it.end()))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Three digits apart from those before them.
fn is_thousand(bad: &Bad<'_>, token: &Token<'_>) -> bool {
    let whole = token.text.split('.').next().unwrap_or_default();
    whole.len() == 3 && is_digits(whole) && bad.piece[..token.start].ends_with([' ', '\u{a0}'])
}

/// A number of another language as it is written here.
fn plain(text: &str) -> Option<String> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let small = text.to_lowercase();
    if let Some(digits) = small.strip_prefix("0x") {
        return u64::from_str_radix(digits, 16).ok().map(|number| number.to_string());
    }
    if let Some((digits, power)) = small.split_once('e') {
        let power = power.parse::<usize>().ok().filter(|power| *power <= 18)?;
        return is_digits(digits).then(|| format!("{digits}{}", "0".repeat(power)));
    }
    let digits: String = small.split('_').collect();
    (digits != small && is_digits(&digits)).then_some(digits)
}

/// `<—`, `–>`: an arrow that a text editor made of two signs.
pub(super) fn dashed(bad: &Bad<'_>) -> Option<Diagnostic> {
    let is_dash = |text: &str| matches!(text, "—" | "–" | "−" | "‐" | "‑" | "―");
    bad.tokens.windows(2).find_map(|pair| {
        let [first, second] = pair else { return None };
        let arrow = match (first.text, second.text) {
            ("<", dash) if is_dash(dash) => "<-",
            (dash, ">") if is_dash(dash) => "->",
            _ => return None,
        };
        let range = first.start..second.end();
        if first.end() != second.start || bad.arrow_before(first) {
            return None;
        }
        let said = proven(bad, &codes::S110, &range, arrow)?;
        Some(said.arg("found", &bad.piece[range]).arg("arrow", arrow))
    })
}

/// `x not in [...]`, `Поле <- значение where ...`, `Поле <- default "a"`
pub(super) fn word(bad: &Bad<'_>) -> Option<Diagnostic> {
    let here = bad.here()?;
    let index = bad.tokens.iter().position(|token| token.start == here.start)?;
    let next = bad.tokens.get(index + 1);
    if matches!(here.text, "not" | "не") && next.is_some_and(|it| matches!(it.text, "in" | "в"))
    {
        let next = next?;
        let value = value_before(bad, index)?;
        let range = value..next.start;
        let with = format!("{} {} ", here.text, bad.piece[value..here.start].trim_end());
        let said = proven(bad, &codes::S135, &range, &with)?;
        return Some(said.arg("found", &bad.piece[here.start..next.end()]));
    }
    if matches!(here.text, "where" | "где") && bad.arrow_before(here) {
        let when = bad.word("when");
        let said = proven(bad, &codes::S112, &here.range(), when)?;
        return Some(said.arg("found", here.text).arg("keyword", when));
    }
    let before = index.checked_sub(1).map(|at| &bad.tokens[at])?;
    let after_arrow = index > 1 && bad.tokens[index - 2].is_arrow();
    if matches!(before.text, "default" | "умолчание") && after_arrow {
        let range = before.start..here.start;
        let drop = bad.cures(&range, "").then(|| bad.part(&range))?;
        let said = Diagnostic::new(&codes::S131, bad.part(&before.range()));
        return Some(said.arg("found", before.text).fix("drop", drop, ""));
    }
    None
}

/// Where the value begins that touches what stands before a token.
fn value_before(bad: &Bad<'_>, index: usize) -> Option<usize> {
    let mut from = None;
    let mut next = None;
    for token in bad.tokens[..index].iter().rev() {
        if next.is_some_and(|next| token.end() != next) {
            break;
        }
        (from, next) = (Some(token.start), Some(token.start));
    }
    from
}

/// `"new" -> "a"`, `"new", "old": "a"`, `> 5: "a"` in a choice.
pub(super) fn branch(bad: &Bad<'_>) -> Option<Diagnostic> {
    let here = bad.here().filter(|here| bad.depth(here) > 0)?;
    let is_choice =
        bad.tokens.iter().any(|it| it.start < here.start && matches!(it.text, "choose" | "выбор"));
    if !is_choice {
        return None;
    }
    match here.text {
        "->" | "=>" | "=" | "<-" => {
            let depth = bad.depth(here);
            let alike = |it: &&Token<'_>| {
                it.start >= here.start && it.text == here.text && bad.depth(it) == depth
            };
            let last = bad.tokens.iter().rev().find(alike)?;
            let range = here.start..last.end();
            let with = bad.piece[range.clone()].replace(&format!(" {}", here.text), ":");
            let with = with.replace(here.text, ":");
            let before = bad.before()?;
            let range = before.end()..range.end;
            let missing = Diagnostic::new(&codes::S114, bad.part(&here.range()));
            let missing = missing.arg("word", before.text);
            bad.mends(&range, &with).then(|| missing.fix("write", bad.part(&range), with))
        }
        "," if bad.before()?.kind == Kind::Text => Some(bad.unexpected().hint("labels")),
        ">" | "<" | ">=" | "<=" | "==" | "!=" => Some(bad.unexpected().hint("compare")),
        _ => None,
    }
}

/// `Поле <- hold "..."`, `else: "..."` in a table.
pub(super) fn outcome(bad: &Bad<'_>) -> Option<Diagnostic> {
    let here = bad.here().filter(|here| here.kind == Kind::Text)?;
    let index = bad.tokens.iter().position(|token| token.start == here.start)?;
    let [.., first, second] = bad.tokens.get(..index)? else { return None };
    let is_outcome = matches!(
        second.text,
        "hold"
            | "skip"
            | "stop"
            | "warn"
            | "отложить"
            | "пропустить"
            | "остановить"
            | "предупредить"
    );
    if bad.place == Place::Statement && first.is_arrow() && is_outcome {
        let wrong = Diagnostic::new(&codes::S139, bad.part(&second.range()));
        let default = bad.word("default");
        return Some(wrong.arg("found", second.text).arg("default", default).hint("default"));
    }
    if bad.place == Place::TableLine && matches!(first.text, "else" | "иначе") && second.text == ":"
    {
        let row = format!("{} <- {}", here.text, bad.word("empty"));
        let wrong = bad.unexpected().arg("row", row).arg("hold", bad.word("hold"));
        return Some(wrong.hint("codes"));
    }
    None
}

/// `Поле <- x via`: the line ends where a name or value is wanted.
pub(super) fn unfinished(bad: &Bad<'_>) -> Option<Diagnostic> {
    if bad.here().is_some() {
        return None;
    }
    if bad.place == Place::Hole && bad.piece.trim().is_empty() {
        return Some(bad.unexpected().hint("hole"));
    }
    let last = bad.before()?;
    let what = match last.text {
        "via" | "через" => "via",
        "then" | "затем" => "then",
        "by" | "по" => "by",
        "owner" | "хозяин" => "owner",
        "default" | "умолчание" | "when" | "когда" | "and" | "or" | "not" | "и" | "или" | "не"
        | "in" | "в" | "==" | "!=" | "+" | "-" | "*" | "/" => "value",
        _ => return None,
    };
    Some(bad.unexpected().arg("what", what).arg("word", last.text).hint("after"))
}

/// `-- so`, `/* so */`: a comment of another language.
pub(super) fn comment(bad: &Bad<'_>) -> Option<Diagnostic> {
    let start = bad.tokens.first()?.start;
    let mark = ["--", "/*"].into_iter().find(|mark| bad.piece[start..].starts_with(mark))?;
    let span = bad.part(&(start..start + mark.len()));
    Some(Diagnostic::new(&codes::S129, span).arg("found", mark).fix("hash", span, "#"))
}

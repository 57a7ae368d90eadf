//! Signs, words and calls of other languages that this one writes otherwise or does without.

use std::ops::Range;

use super::bad::Bad;
use super::lex::{Kind, Token};
use super::place::Place;
use crate::diag::{Diagnostic, codes};
use crate::schema::nearest;
use crate::syntax::habits::function;

/// `name.trim()`, `a % 2`, `x like "a%"`, `x between 1 and 2`, `$name`
pub(super) fn habit(bad: &Bad<'_>) -> Option<Diagnostic> {
    let here = bad.here()?;
    let index = bad.tokens.iter().position(|token| token.start == here.start)?;
    let value = match bad.place {
        Place::Statement => bad.arrow_before(here) || is_check(bad),
        Place::MatchLine | Place::Step | Place::TestLine | Place::Hole => true,
        _ => false,
    };
    if !value {
        return None;
    }
    method(bad, index).or_else(|| sign(bad, index)).or_else(|| word(bad, index))
}

/// `check`, which has a condition and no arrow.
fn is_check(bad: &Bad<'_>) -> bool {
    bad.tokens.first().is_some_and(|it| matches!(it.text, "check" | "проверить" | "let" | "пусть"))
}

/// What the language does not have, with the remedy of that name or the code that is meant.
fn said(
    bad: &Bad<'_>,
    found: &Range<usize>,
    remedy: &'static str,
    meant: Option<(Range<usize>, String)>,
) -> Diagnostic {
    let said =
        Diagnostic::new(&codes::S135, bad.part(found)).arg("found", &bad.piece[found.clone()]);
    match meant.filter(|(range, code)| bad.mends(range, code)) {
        Some((range, code)) => said.fix("write", bad.part(&range), code),
        None => said.hint(remedy),
    }
}

/// `name.trim()`: a function stands before its value.
fn method(bad: &Bad<'_>, index: usize) -> Option<Diagnostic> {
    let [.., point, name, open] = bad.tokens.get(..=index)? else { return None };
    if point.text != "." || name.kind != Kind::Word || open.text != "(" || point.end() != name.start
    {
        return None;
    }
    let inner = bad.depth(open) + 1;
    let close = bad.tokens[index + 1..].iter().find(|it| it.text == ")" && bad.depth(it) == inner);
    let from = receiver(bad, index - 2);
    let meant = close.zip(function(name.text)).zip(from).map(|((close, function), from)| {
        let value = &bad.piece[from..point.start];
        let args = bad.piece[open.end()..close.start].trim();
        let args = if args.is_empty() { String::new() } else { format!(", {args}") };
        (from..close.end(), format!("{function}({value}{args})"))
    });
    let end = close.map_or(open.end(), Token::end);
    Some(said(bad, &(point.start..end), "functions", meant))
}

/// Where the value begins that a point stands behind.
fn receiver(bad: &Bad<'_>, point: usize) -> Option<usize> {
    let mut first = None;
    let mut depth = 0_usize;
    let mut next = bad.tokens[point].start;
    for token in bad.tokens[..point].iter().rev() {
        if depth == 0 && token.end() != next {
            break;
        }
        match token.text {
            ")" | "]" => depth += 1,
            "(" | "[" if depth > 0 => depth -= 1,
            _ if depth > 0 || token.kind != Kind::Mark || token.text == "." => {}
            _ => break,
        }
        (first, next) = (Some(token.start), token.start);
    }
    first.filter(|_| depth == 0)
}

/// `%`, `^`, `**`, `~`, `\`, `$`
fn sign(bad: &Bad<'_>, index: usize) -> Option<Diagnostic> {
    let here = &bad.tokens[index];
    let before = index.checked_sub(1).map(|at| &bad.tokens[at]);
    let found = here.range();
    Some(match (here.text, before) {
        ("%", Some(number)) if number.kind == Kind::Number && number.end() == here.start => {
            let share = number.text.parse::<u32>().ok().map(|percent| {
                let share = format!("{}.{:02}", percent / 100, percent % 100);
                let share = share.trim_end_matches('0').trim_end_matches('.').to_owned();
                (number.start..here.end(), share)
            });
            said(bad, &(number.start..here.end()), "percent", share)
        }
        ("%", _) => said(bad, &found, "rest", None),
        (":", _) if bad.place == Place::Hole => {
            said(bad, &(here.start..bad.piece.trim_end().len()), "format", None)
        }
        ("\\", _) => said(bad, &found, "quotient", None),
        ("^", _) => said(bad, &found, "power", None),
        ("*", Some(first)) if first.text == "*" => {
            said(bad, &(first.start..here.end()), "power", None)
        }
        ("~" | "." | "..", _) => said(bad, &found, "join", None),
        ("$" | "@", _) => said(bad, &found, "name", Some((found.clone(), String::new()))),
        _ => return None,
    })
}

/// `mod`, `div`, `like`, `between`, `unless`
fn word(bad: &Bad<'_>, index: usize) -> Option<Diagnostic> {
    let here = &bad.tokens[index];
    let found = here.range();
    Some(match &*here.text.to_lowercase() {
        "mod" => said(bad, &found, "rest", None),
        "div" => said(bad, &found, "quotient", None),
        "like" | "contains" | "startswith" | "endswith" | "matches" | "подобно" | "содержит" => {
            said(bad, &found, "search", None)
        }
        "between" | "между" => {
            let value = index.checked_sub(1).map(|at| &bad.tokens[at])?;
            let range = here.end()..bad.piece.len();
            let limits = bad.piece[range.clone()].split_once(" and ");
            let limits = limits.or_else(|| bad.piece[range].split_once(" и "));
            let meant = limits.map(|(low, high)| {
                let (value, and) = (value.text, bad.word("and"));
                let code = format!(">= {} {and} {value} <= {}", low.trim(), high.trim());
                (here.start..bad.piece.trim_end().len(), code)
            });
            said(bad, &found, "between", meant)
        }
        "unless" => {
            let rest = here.end()..bad.piece.trim_end().len();
            let (when, not) = (bad.word("when"), bad.word("not"));
            let code = format!("{when} {not} ({})", bad.piece[rest.clone()].trim());
            said(bad, &found, "unless", Some((here.start..rest.end, code)))
        }
        _ => return None,
    })
}

/// `Цена <- price если скидка`: the condition of a rule stands behind `when`.
pub(super) fn condition_behind(bad: &Bad<'_>) -> Option<Diagnostic> {
    if let Some(said) = known_of(bad) {
        return Some(said);
    }
    let word = bad.before().filter(|word| {
        matches!(&*word.text.to_lowercase(), "if" | "если") && bad.arrow_before(word)
    })?;
    let span = bad.part(&word.range());
    if let Some(said) = known(bad, word) {
        return Some(said);
    }
    let when = bad.word("when");
    let rest = word.start..bad.piece.trim_end().len();
    let code = format!("{when}{}", &bad.piece[word.end()..rest.end]);
    let said = Diagnostic::new(&codes::S132, span).arg("found", word.text);
    bad.cures(&rest, &code).then(|| said.fix("write", bad.part(&rest), code))
}

/// `if knonw`, `if knonw(phone)`
fn known(bad: &Bad<'_>, word: &Token<'_>) -> Option<Diagnostic> {
    let next = bad.tokens.iter().find(|token| token.start >= word.end())?;
    nearest(next.text, ["known", "известно"].into_iter()).into_iter().next()?;
    let alone = bad.word("known");
    let ends = [next.end(), bad.piece.trim_end().len()];
    let mut ranges = ends.into_iter().map(|end| next.start..end);
    let range = ranges.find(|range| bad.cures(range, alone))?;
    let slip = Diagnostic::new(&codes::S112, bad.part(&next.range())).arg("found", next.text);
    Some(slip.arg("keyword", alone).fix("write", bad.part(&range), alone))
}

/// `if known(phone)`: it stands alone, for it asks for the fields of its rule.
fn known_of(bad: &Bad<'_>) -> Option<Diagnostic> {
    bad.before().filter(|word| matches!(word.text, "known" | "известно"))?;
    let here = bad.here()?;
    let is_field = bad.tokens.iter().any(|it| it.start < here.start && it.text == here.text);
    let rest = here.start..bad.piece.trim_end().len();
    if !(here.text == "(" || is_field) || !bad.cures(&rest, "") {
        return None;
    }
    let many = Diagnostic::new(&codes::S131, bad.part(&rest));
    let many = many.arg("found", &bad.piece[rest.clone()]);
    Some(many.fix("drop", bad.part(&rest), ""))
}

/// `(a, b) <- x, y`: several values stand in brackets.
pub(super) fn bare_tuple(bad: &Bad<'_>) -> Option<Diagnostic> {
    let comma = bad.here().filter(|here| here.text == "," && bad.depth(here) == 0)?;
    let arrow = bad.tokens.iter().rposition(|it| it.is_arrow() && it.start < comma.start)?;
    let range = bad.tokens.get(arrow + 1)?.start..bad.piece.trim_end().len();
    let values = format!("({})", &bad.piece[range.clone()]);
    let said = Diagnostic::new(&codes::S100, bad.part(&comma.range())).arg("found", comma.text);
    bad.cures(&range, &values).then(|| said.at("end").fix("tuple", bad.part(&range), values))
}

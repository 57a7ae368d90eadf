//! Detectors of the usual slips. Each proposes a remedy, and counts only if the text with it reads on.

use std::ops::Range;

use super::bad::Bad;
use super::lex::{Kind, Token};
use super::place::Place;
use super::{foreign, forms, habits};
use crate::diag::{Code, Diagnostic, codes};
use crate::schema::nearest;
use crate::syntax::keywords::KEYWORDS;
use crate::syntax::parse::grammar::{Rule, read};

/// In a longer piece of text nobody looks for what was meant, in bytes.
pub(super) const LONG: usize = 2000;

/// Looks for one slip.
type Detector = fn(&Bad<'_>) -> Option<Diagnostic>;

/// The detectors; the first that finds its slip speaks.
pub(super) const DETECTORS: &[Detector] = &[
    open_text,
    foreign::inner_quotes,
    foreign_quotes,
    decimal_comma,
    forms::comment,
    forms::number,
    forms::dashed,
    foreign::conditional,
    foreign::nothing,
    foreign::unit,
    capital_keyword,
    colon,
    super::arrows::foreign,
    equality,
    forms::branch,
    forms::outcome,
    forms::word,
    foreign_operator,
    habits::condition_behind,
    habits::habit,
    habits::bare_tuple,
    less_than_minus,
    starts_with_arrow_or_modifier,
    bare_label,
    comma_between_branches,
    bare_code,
    misspelt,
    unclosed_bracket,
    foreign::condition,
    forms::unfinished,
    mark_too_many,
    super::arrows::missing,
    nothing_after_arrow,
];

/// A remedy for a part of the piece.
fn mend(bad: &Bad<'_>, code: &'static Code, range: &Range<usize>, with: String) -> Diagnostic {
    let span = bad.part(range);
    Diagnostic::new(code, span).fix("write", span, with)
}

/// The remedy, if the text reads on with it.
pub(super) fn proven(
    bad: &Bad<'_>,
    code: &'static Code,
    range: &Range<usize>,
    with: &str,
) -> Option<Diagnostic> {
    bad.mends(range, with).then(|| mend(bad, code, range, with.to_owned()))
}

fn open_text(bad: &Bad<'_>) -> Option<Diagnostic> {
    let open = bad.first(Kind::OpenText)?;
    let span = bad.part(&open.range());
    let said = Diagnostic::new(&codes::S120, span);
    let touching = |kind: Kind, at: usize| {
        bad.tokens.iter().find(move |token| token.kind == kind && token.end() == at)
    };
    // A quote that ends a text opens none: the other one is missing, or that of a text before.
    if let Some(word) = touching(Kind::Word, open.start) {
        let text = touching(Kind::Text, word.start);
        let end = text.and_then(|text| text_end(bad, text)).map(|end| ("close", end));
        let begin = Some(("open", word.start)).filter(|_| text.is_none());
        let mends = |&(_, at): &(&str, usize)| bad.cures(&(at..at), "\"");
        if let Some((which, at)) = end.or(begin).filter(mends) {
            return Some(said.fix(which, bad.part(&(at..at)), "\""));
        }
    }
    let end = text_end(bad, open).unwrap_or(open.end());
    Some(said.fix("close", bad.part(&(end..end)), "\""))
}

/// Where a text that is left open was meant to end: before the first word from which on the
/// statement reads to its end, those first that stand apart as modifiers do.
fn text_end(bad: &Bad<'_>, open: &Token<'_>) -> Option<usize> {
    if bad.piece.len() > LONG {
        return None;
    }
    let marks = open.text.match_indices([' ', ',', ')', ']', ';']);
    let words: Vec<usize> = marks.map(|(at, _)| at).collect();
    let ends = |apart: &str| {
        let words = words.iter().filter(|at| open.text[**at..].starts_with(apart));
        let mut ends = words.map(|at| open.start + open.text[..*at].trim_end().len());
        ends.find(|&end| end > open.start + 1 && bad.cures(&(end..end), "\""))
    };
    ends("  ").or_else(|| ends(""))
}

fn foreign_quotes(bad: &Bad<'_>) -> Option<Diagnostic> {
    let found = bad.first(Kind::Foreign)?;
    let quotes = ['“', '”', '„', '«', '»', '\'', '‘', '’', '"'];
    let inner = found.text.trim_matches(quotes);
    let said = mend(bad, &codes::S121, &found.range(), format!("\"{inner}\""));
    Some(said.arg("found", found.text))
}

fn decimal_comma(bad: &Bad<'_>) -> Option<Diagnostic> {
    let comma = bad.here().filter(|here| here.text == ",")?;
    let index = bad.tokens.iter().position(|token| token.start == comma.start)?;
    let whole = bad.tokens.get(index.checked_sub(1)?)?;
    let fraction = bad.tokens.get(index + 1)?;
    let touching = whole.end() == comma.start && comma.end() == fraction.start;
    if whole.kind != Kind::Number || fraction.kind != Kind::Number || !touching {
        return None;
    }
    let range = whole.start..fraction.end();
    proven(bad, &codes::S123, &range, &format!("{}.{}", whole.text, fraction.text))
}

/// `Each`, `VIA`
fn capital_keyword(bad: &Bad<'_>) -> Option<Diagnostic> {
    bad.suspects().filter(|token| token.kind == Kind::Word).find_map(|token| {
        let lower = token.text.to_lowercase();
        let capital = lower != token.text && is_keyword_word(&lower);
        let said = capital.then(|| proven(bad, &codes::S116, &token.range(), &lower))??;
        Some(said.arg("found", token.text).arg("keyword", lower))
    })
}

/// `=` and `<>` in a condition.
fn equality(bad: &Bad<'_>) -> Option<Diagnostic> {
    bad.suspects().find_map(|token| {
        let operator = match token.text {
            "=" | "===" => "==",
            "<->" | "<-" | "->" if bad.place == Place::MatchLine => "==",
            "<>" | "≠" => "!=",
            _ => return None,
        };
        let said = proven(bad, &codes::S111, &token.range(), operator)?;
        Some(said.arg("found", token.text).arg("operator", operator))
    })
}

/// `&&`, `||`, `!`, `≤`, `=>`
fn foreign_operator(bad: &Bad<'_>) -> Option<Diagnostic> {
    bad.suspects().find_map(|token| {
        let operator = match token.text {
            "&&" | "&" => bad.word("and"),
            "||" | "|" => bad.word("or"),
            "!" if bad.tokens.iter().any(|next| next.start == token.end()) => bad.word("not"),
            "≤" | "=<" => "<=",
            "≥" | "=>" => ">=",
            "×" => "*",
            "−" => "-",
            _ => return None,
        };
        let meant = match token.text {
            "||" | "|" => Some("either"),
            "&" => Some("joined"),
            _ => None,
        };
        if let Some(meant) = meant.filter(|_| is_value(bad, token)) {
            let either = Diagnostic::new(&codes::S122, bad.part(&token.range()));
            let either = either.arg("found", token.text).arg("operator", operator);
            return Some(either.hint(meant));
        }
        let with = apart(bad, token, operator);
        let said = proven(bad, &codes::S122, &token.range(), &with)?;
        Some(said.arg("found", token.text).arg("operator", operator))
    })
}

/// Whether a sign stands between two paths or texts of a rule: elsewhere it may choose one of them or
/// join them.
fn is_value(bad: &Bad<'_>, sign: &Token<'_>) -> bool {
    let plain = |token: &&Token<'_>| {
        matches!(token.kind, Kind::Word | Kind::Text | Kind::Number) || token.text == "."
    };
    let whole = |token: &&Token<'_>| !is_keyword_word(token.text);
    let before = bad.tokens.iter().rev().skip_while(|token| token.start >= sign.start);
    let before = before.take_while(|token| !token.is_arrow());
    let behind = bad.tokens.iter().skip_while(|token| token.start <= sign.start);
    let behind = behind.take_while(|token| !matches!(token.text, "||" | "|")).take_while(whole);
    let sides = before.chain(behind).all(|token| plain(&token) && whole(&token));
    bad.place == Place::Statement && bad.arrow_before(sign) && sides
}

/// What stands for a sign; a word is kept apart from what touched the sign.
fn apart(bad: &Bad<'_>, sign: &Token<'_>, with: &str) -> String {
    if !with.starts_with(char::is_alphabetic) {
        return with.to_owned();
    }
    let blank = |touches: bool| if touches { " " } else { "" };
    let before =
        bad.piece[..sign.start].ends_with(|c: char| !c.is_whitespace() && !"([{".contains(c));
    let after = bad.piece[sign.end()..].starts_with(|c: char| !c.is_whitespace());
    [blank(before), with, blank(after)].concat()
}

/// `a<-5`: an arrow, where less than a negative number is meant.
fn less_than_minus(bad: &Bad<'_>) -> Option<Diagnostic> {
    let arrow = bad.here().filter(|here| here.text == "<-")?;
    let check = bad.tokens.first().is_some_and(|it| matches!(it.text, "check" | "проверить"));
    // With a blank behind it, it is a second arrow of a rule.
    let touches = bad.piece[arrow.end()..].starts_with(|c: char| !c.is_whitespace());
    let compared = bad.arrow_before(arrow) && touches;
    let condition = check || compared || bad.place != Place::Statement;
    condition.then(|| proven(bad, &codes::S133, &arrow.range(), "< -"))?
}

/// A rule that was broken before its arrow or a modifier.
fn starts_with_arrow_or_modifier(bad: &Bad<'_>) -> Option<Diagnostic> {
    let first = bad.tokens.first()?;
    let starts = first.is_arrow()
        || first.text == "{"
        || matches!(first.text, "default" | "required" | "owner" | "once" | "mark" | "if" | "when")
        || matches!(first.text, "via" | "by" | "where" | "and" | "or" | "as")
        || matches!(first.text, "умолчание" | "обязательно" | "хозяин" | "однажды" | "метка")
        || matches!(first.text, "если" | "когда" | "через" | "по" | "где" | "и" | "или" | "как");
    let statement = matches!(bad.place, Place::Statement | Place::MatchLine | Place::Step);
    let enabled = bad.place == Place::Step && matches!(first.text, "when" | "когда");
    if !starts || !statement || enabled {
        return None;
    }
    let span = bad.part(&first.range());
    Some(Diagnostic::new(&codes::S113, span).arg("found", first.text))
}

/// `else skip`, `none create`
fn colon(bad: &Bad<'_>) -> Option<Diagnostic> {
    let before = bad.before()?;
    let labels = ["else", "иначе", "none", "нет", "many", "много", "rows", "строк"];
    let index = bad.tokens.iter().position(|token| token.start == before.start)?;
    let of_error = index >= 2 && matches!(bad.tokens[index - 1].text, "error" | "ошибке");
    if !labels.contains(&before.text) && !of_error {
        return None;
    }
    let sign = bad.here().filter(|here| here.is_arrow() || matches!(here.text, "=" | "=>"));
    let end = sign.map_or(before.end()..before.end(), Token::range);
    let said = bad.mends(&end, ":").then(|| mend(bad, &codes::S114, &end, ":".to_owned()))?;
    let span = bad.part(&before.range());
    Some(Diagnostic { span: Some(span), ..said.arg("word", before.text) })
}

/// `choose x { код: a }`
fn bare_label(bad: &Bad<'_>) -> Option<Diagnostic> {
    bad.suspects().filter(|token| token.kind == Kind::Word).find_map(|token| {
        let next = bad.tokens.iter().find(|other| other.start >= token.end())?;
        if next.text != ":" || bad.depth(token) == 0 {
            return None;
        }
        let said = proven(bad, &codes::S115, &token.range(), &format!("\"{}\"", token.text))?;
        Some(said.arg("label", token.text))
    })
}

fn comma_between_branches(bad: &Bad<'_>) -> Option<Diagnostic> {
    let comma = bad.here().filter(|token| token.text == ",")?;
    let inside = bad.depth(comma) > 0;
    inside.then(|| proven(bad, &codes::S117, &comma.range(), ";"))?
}

/// `new <- Новый`: a row's codes stand in quotes.
fn bare_code(bad: &Bad<'_>) -> Option<Diagnostic> {
    if bad.place != Place::TableLine {
        return None;
    }
    let first = bad.here().filter(|token| token.kind != Kind::Text)?;
    let in_code = |token: &&Token<'_>| {
        !token.is_arrow() && !matches!(token.text, "," | ")" | "(" | "<" | ">" | "=" | ":")
    };
    let code = bad.tokens.iter().skip_while(|token| token.start < first.start);
    let last = code.take_while(in_code).last()?;
    let range = first.start..last.end();
    let written = &bad.piece[range.clone()];
    let said = proven(bad, &codes::S124, &range, &format!("\"{written}\""))?;
    Some(said.arg("code", written))
}

fn misspelt(bad: &Bad<'_>) -> Option<Diagnostic> {
    // A slip in a word of two letters may be any other word of two.
    let is_long = |token: &Token<'_>| token.text.chars().count() > 2;
    bad.suspects().filter(|token| token.kind == Kind::Word && is_long(token)).find_map(|token| {
        let words = KEYWORDS
            .iter()
            .flat_map(|(english, russian)| english.split(' ').chain(russian.split(' ')));
        let near = nearest(token.text, words).into_iter().next();
        let keyword = near.filter(|keyword| *keyword != token.text)?;
        let said = proven(bad, &codes::S112, &token.range(), keyword)?;
        Some(said.arg("found", token.text).arg("keyword", keyword))
    })
}

/// A bracket that nobody closed before the statement ended.
fn unclosed_bracket(bad: &Bad<'_>) -> Option<Diagnostic> {
    let mut open: Vec<&Token<'_>> = Vec::new();
    for token in bad.tokens.iter().take_while(|token| token.end() <= bad.at) {
        match token.text {
            "(" | "[" | "{" => open.push(token),
            ")" | "]" | "}" => {
                open.pop();
            }
            _ => {}
        }
    }
    let bracket = open.last()?;
    let (close, wanted) = match bracket.text {
        "(" => (")", Rule::close_paren),
        "[" => ("]", Rule::close_bracket),
        _ => ("}", Rule::close_brace),
    };
    let end = bad.before().map_or(bad.at, Token::end);
    let end = end..end;
    let mends = bad.expected.contains(&wanted) && bad.mends(&end, close);
    if !mends && bad.here().is_some() {
        return None;
    }
    let span = bad.part(&bracket.range());
    let said = Diagnostic::new(&codes::S125, span).arg("open", bracket.text).arg("close", close);
    Some(if mends { said.fix("close", bad.part(&end), close) } else { said.hint("close") })
}

/// A comma at the end, a colon after a keyword.
fn mark_too_many(bad: &Bad<'_>) -> Option<Diagnostic> {
    let is_mark = |token: &&Token<'_>| matches!(token.text, "," | ":" | "=");
    let after_word = |mark: &Token<'_>| {
        let before = bad.tokens.iter().rev().find(|token| token.end() <= mark.start);
        mark.text == "," || before.is_some_and(|before| before.kind == Kind::Word)
    };
    bad.suspects().filter(is_mark).filter(|mark| after_word(mark)).find_map(|mark| {
        let span = bad.part(&mark.range());
        let said = Diagnostic::new(&codes::S131, span).arg("found", mark.text);
        if bad.cures(&mark.range(), "") {
            return Some(said.fix("drop", span, ""));
        }
        let (before, after) = (&bad.piece[..mark.start], &bad.piece[mark.end()..]);
        let two = mark.text == "," && is_statement(before) && is_statement(after);
        (two && bad.place == Place::Statement).then(|| said.fix("split", span, ";"))
    })
}

/// `Цена <-`
fn nothing_after_arrow(bad: &Bad<'_>) -> Option<Diagnostic> {
    let arrow = bad.before().filter(|token| token.is_arrow() && bad.here().is_none())?;
    let span = bad.part(&arrow.range());
    Some(Diagnostic::new(&codes::S127, span).arg("arrow", arrow.text))
}

/// Whether a word is a keyword, or a word of one.
pub(super) fn is_keyword_word(word: &str) -> bool {
    let mut pairs = KEYWORDS.iter();
    pairs.any(|(english, russian)| {
        english.split(' ').any(|one| one == word) || russian.split(' ').any(|one| one == word)
    })
}

/// Whether a piece of text is a rule of a map.
pub(super) fn is_statement(piece: &str) -> bool {
    read(Rule::only_statement, piece).is_ok()
}

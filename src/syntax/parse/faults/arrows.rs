//! Rules whose arrow is another sign, or is not there.

use super::bad::Bad;
use super::lex::{Kind, Token};
use super::place::Place;
use super::slips::{LONG, proven};
use crate::diag::{Diagnostic, codes};
use crate::syntax::ast::Arrow;
use crate::syntax::parse::grammar::Rule;

/// `=`, `=>`, `:=` in the place of an arrow.
pub(super) fn foreign(bad: &Bad<'_>) -> Option<Diagnostic> {
    if bad.place == Place::MatchLine || bad.place == Place::Step {
        return None;
    }
    bad.suspects().find_map(|token| {
        let arrow = match token.text {
            "=" | ":=" | "<--" | "‹-" | "⇐" | "⟵" | "⟸" => "<-",
            "=>" | "==>" | "-->" | ">" | "-›" | "⇒" | "⟶" | "⟹" => "->",
            "<=>" | "‹-›" | "⇔" | "⟷" => "<->",
            _ => return None,
        };
        if bad.arrow_before(token) || bad.depth(token) > 0 {
            return None;
        }
        meant(bad, token, arrow)
    })
}

/// `Цена initialPrice`, `Цена == initialPrice`
pub(super) fn missing(bad: &Bad<'_>) -> Option<Diagnostic> {
    let rule_like = matches!(bad.place, Place::Statement | Place::Map | Place::Match | Place::Flow);
    if !rule_like || bad.tokens.iter().any(Token::is_arrow) || !bad.expected.contains(&Rule::both) {
        return None;
    }
    let short = bad.tokens.iter().filter(|_| bad.piece.len() <= LONG);
    let comparison = short.filter(|token| bad.depth(token) == 0).find_map(|token| {
        let arrow = match token.text {
            ">" | ">=" => "->",
            "<" | "<=" | "==" | ":" => "<-",
            _ => return None,
        };
        // `< -` and `- >` are the arrow in two parts.
        let next = bad.tokens.iter().find(|next| next.start >= token.end());
        let end = next.filter(|next| matches!((token.text, next.text), ("<", "-" | "<")));
        let end = end.map_or(token.end(), Token::end);
        let sign = Token { text: &bad.piece[token.start..end], ..token.clone() };
        bad.cures(&sign.range(), arrow).then(|| meant(bad, &sign, arrow))?
    });
    if comparison.is_some() {
        return comparison;
    }
    let end = bad.before().map_or(bad.at, Token::end);
    Some(Diagnostic::new(&codes::S126, bad.part(&(end..end))).hint("write"))
}

/// The arrow that a sign stands for: that of the heading, if it has one way, else the one that the
/// sign looks like, if there is something to write into on that side.
fn meant(bad: &Bad<'_>, sign: &Token<'_>, like: &'static str) -> Option<Diagnostic> {
    let left = bad.tokens.first();
    let right = bad.tokens.iter().find(|token| token.start >= sign.end());
    let takes = |arrow: &str| match arrow {
        "<-" => left.is_some_and(|first| receives(bad, first)),
        _ => right.is_some_and(|first| receives(bad, first)),
    };
    let arrow = match bad.heading {
        Some(Arrow::Left) if bad.place == Place::Statement => "<-",
        Some(Arrow::Right) if bad.place == Place::Statement => "->",
        _ if bad.place != Place::Statement || like == "<->" || takes(like) => like,
        _ if like == "<-" => "->",
        _ => "<-",
    };
    let said = proven(bad, &codes::S110, &sign.range(), arrow)?;
    Some(said.arg("found", sign.text).arg("arrow", arrow))
}

/// Whether the side that begins with that token may be a path: no text, number, call or constant.
fn receives(bad: &Bad<'_>, first: &Token<'_>) -> bool {
    let given = ["const", "константа", "setting", "настройка", "table", "таблица"];
    let next = bad.tokens.iter().find(|token| token.start >= first.end());
    let called = next.is_some_and(|next| next.text == "(");
    match first.kind {
        Kind::Word => !called && !given.contains(&first.text),
        Kind::Mark => matches!(first.text, "." | "("),
        Kind::Number | Kind::Text | Kind::OpenText | Kind::Foreign => false,
    }
}

//! The path of a request below the service root: a set, a key, what follows.

use super::lexer::{Literal, Token, tokens};

/// One step of a path: `Document_X`, `Document_X(guid'…')`, `Balance(Condition='…')`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// What stands before the parentheses.
    pub(super) name: String,
    /// What stands inside them.
    pub(super) inside: Option<String>,
}

/// The steps of a decoded path; none where parentheses do not match.
///
/// A slash inside parentheses belongs to the step: conditions hold paths of their own.
pub(super) fn segments(path: &str) -> Option<Vec<Segment>> {
    let mut found = Vec::new();
    let (mut start, mut depth, mut quoted) = (0, 0_usize, false);
    for (at, c) in path.char_indices() {
        match c {
            '\'' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.checked_sub(1)?,
            '/' if !quoted && depth == 0 => {
                found.push(segment(&path[start..at])?);
                start = at + 1;
            }
            _ => {}
        }
    }
    if depth > 0 {
        return None;
    }
    if start < path.len() {
        found.push(segment(&path[start..])?);
    }
    Some(found)
}

fn segment(text: &str) -> Option<Segment> {
    let Some((name, rest)) = text.split_once('(') else {
        return Some(Segment { name: text.to_owned(), inside: None });
    };
    let inside = rest.strip_suffix(')')?;
    Some(Segment { name: name.to_owned(), inside: Some(inside.to_owned()) })
}

/// The parts of a key: `guid'…'` is one without a name, `Period=…,X_Key=…` are named ones.
pub(super) fn key_parts(inside: &str) -> Option<Vec<(Option<String>, Literal)>> {
    let tokens = tokens(inside).ok()?;
    let mut parts = Vec::new();
    for part in tokens.split(|token| *token == Token::Mark(',')) {
        parts.push(match part {
            [Token::Literal(value)] => (None, value.clone()),
            [Token::Name(name), Token::Mark('='), Token::Literal(value)] => {
                (Some(name.clone()), value.clone())
            }
            _ => return None,
        });
    }
    Some(parts)
}

/// The arguments of a function: `Condition='…',Dimensions='…'` as names and texts.
///
/// Quotes inside an argument come doubled, as the protocol wants, or single, as the vendor's own
/// examples print them; so an argument ends where the next known name begins, not at a quote.
pub(super) fn arguments(inside: &str) -> Vec<(String, String)> {
    const KNOWN: [&str; 5] = ["Condition", "Dimensions", "Period", "StartPeriod", "EndPeriod"];
    let mut starts: Vec<(usize, &str)> = Vec::new();
    for name in KNOWN {
        for (at, _) in inside.match_indices(&format!("{name}=")) {
            let before = inside[..at].trim_end();
            if before.is_empty() || before.ends_with(',') {
                starts.push((at, name));
            }
        }
    }
    starts.sort_unstable();
    let mut found = Vec::new();
    for (index, (at, name)) in starts.iter().enumerate() {
        let end = starts.get(index + 1).map_or(inside.len(), |(next, _)| *next);
        let value = inside[at + name.len() + 1..end].trim_end().trim_end_matches(',').trim();
        found.push(((*name).to_owned(), unquoted(value)));
    }
    found
}

/// An argument without the quotes around it.
pub(super) fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('\'').and_then(|it| it.strip_suffix('\'')) else {
        return value.to_owned();
    };
    let doubled = inner.split(|c| c != '\'').all(|run| run.len() % 2 == 0);
    if doubled { inner.replace("''", "'") } else { inner.to_owned() }
}

#[cfg(test)]
mod tests;

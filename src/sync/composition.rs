//! Texts that are made of keys of several records, and taken apart again.

use crate::program::Piece;

/// The text that the pieces make of the keys of parts; none where a key outside brackets is missing.
pub(crate) fn compose(pieces: &[Piece], keys: &[&str]) -> Option<String> {
    let mut text = String::new();
    for piece in pieces {
        match piece {
            Piece::Plain(plain) => text.push_str(plain),
            Piece::Key(part) => match keys.get(usize::from(*part)) {
                Some(key) if !key.is_empty() => text.push_str(key),
                _ => return None,
            },
            Piece::Optional(inner) => text.push_str(&compose(inner, keys).unwrap_or_default()),
        }
    }
    Some(text)
}

/// The keys of so many parts in a text; none where the text does not have this form.
pub(crate) fn split(pieces: &[Piece], text: &str, parts: usize) -> Option<Vec<Option<Box<str>>>> {
    let mut keys = vec![None; parts];
    let pieces: Vec<&Piece> = pieces.iter().collect();
    fits(&pieces, text, &mut keys).then_some(keys)
}

fn fits(pieces: &[&Piece], text: &str, keys: &mut Vec<Option<Box<str>>>) -> bool {
    let Some((piece, rest)) = pieces.split_first() else { return text.is_empty() };
    match piece {
        Piece::Plain(plain) => {
            text.strip_prefix(&**plain).is_some_and(|text| fits(rest, text, keys))
        }
        Piece::Key(part) => {
            // The shortest key that lets the rest fit: what stands after it separates.
            let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
            for end in ends {
                let before = keys.clone();
                if let Some(key) = keys.get_mut(usize::from(*part)) {
                    *key = Some(text[..end].into());
                }
                if fits(rest, &text[end..], keys) {
                    return true;
                }
                *keys = before;
            }
            false
        }
        Piece::Optional(inner) => {
            let before = keys.clone();
            let with: Vec<&Piece> = inner.iter().chain(rest.iter().copied()).collect();
            if fits(&with, text, keys) {
                return true;
            }
            *keys = before;
            fits(rest, text, keys)
        }
    }
}

#[cfg(test)]
mod tests;

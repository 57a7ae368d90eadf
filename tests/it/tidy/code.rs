//! A Rust text without what is not code: comments, the insides of texts, tests.

/// What is blanked out. Lines keep their numbers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Without {
    /// Comments only.
    Comments,
    /// Comments and texts in quotes.
    CommentsAndTexts,
}

/// Whether all of a file is tests.
pub(super) fn is_test(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.contains("/tests/")
}

/// The text without comments and its `mod tests { .. }`, perhaps without the insides of texts.
pub(super) fn bare(text: &str, without: Without) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, keep) = token(rest, first, without);
        let (part, next) = rest.split_at(length);
        if keep {
            out.push_str(part);
        } else {
            out.extend(part.chars().filter(|c| *c == '\n'));
        }
        rest = next;
    }
    cut_tests(&out).to_owned()
}

/// The length of what starts here and whether it stays.
fn token(rest: &str, first: char, without: Without) -> (usize, bool) {
    let keep_texts = without == Without::Comments;
    if rest.starts_with("//") {
        return (rest.find('\n').unwrap_or(rest.len()), false);
    }
    if rest.starts_with("/*") {
        return (rest.find("*/").map_or(rest.len(), |at| at + 2), false);
    }
    if first == '"' {
        return (quoted(rest), keep_texts);
    }
    if first == 'r' && rest[1..].trim_start_matches('#').starts_with('"') {
        let hashes = rest[1..].find('"').expect("it was seen");
        let end = format!("\"{}", "#".repeat(hashes));
        let body = &rest[hashes + 2..];
        let length = body.find(&end).map_or(rest.len(), |at| hashes + 2 + at + end.len());
        return (length, keep_texts);
    }
    if first == '\'' {
        return (character(rest), true);
    }
    if first.is_alphanumeric() || first == '_' {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_');
        return (end.unwrap_or(rest.len()), true);
    }
    (first.len_utf8(), true)
}

/// The length of a text in quotes.
fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// The length of a character in quotes; of a lifetime, of its quote alone.
fn character(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    match characters.next() {
        Some((_, '\\')) => rest[2..].find('\'').map_or(1, |at| {
            // `'\''` has one more.
            if rest[2..].starts_with('\'') { 4 } else { at + 3 }
        }),
        Some(_) => characters.next().filter(|(_, c)| *c == '\'').map_or(1, |(at, _)| at + 1),
        None => 1,
    }
}

/// The text up to its module of tests, which stands last.
fn cut_tests(text: &str) -> &str {
    text.find("#[cfg(test)]\nmod tests {").map_or(text, |at| &text[..at])
}

#[cfg(test)]
mod tests {
    use super::{Without, bare};

    #[test]
    fn comments_and_tests_go_and_lines_stay() {
        let text = "//! a\nlet x = \"// no\"; // yes\n/* b\n */ 'c' '\\'' '\"' fn f<'a>() {}\n\
                    r#\"raw \" \"#;\n#[cfg(test)]\nmod tests {\n}\n";
        assert_eq!(
            bare(text, Without::Comments),
            "\nlet x = \"// no\"; \n\n 'c' '\\'' '\"' fn f<'a>() {}\nr#\"raw \" \"#;\n"
        );
        assert_eq!(
            bare(text, Without::CommentsAndTexts),
            "\nlet x = ; \n\n 'c' '\\'' '\"' fn f<'a>() {}\n;\n"
        );
    }
}

//! Secrets that stand in `obmen.yaml` itself: what is shown of the file has them covered, character
//! by character, so that every place in it stays where it is. The file may be broken, so this reads
//! lines and not YAML; where it is in doubt, it covers.

use std::ops::Range;

use crate::schema::nearest;

/// Keys whose values are secrets or logins, as far as their names tell.
const HIDDEN: [&str; 4] = ["key", "password", "secret", "user"];

/// Parts of names under which people keep secrets, too.
const PARTS: [&str; 13] = [
    "key",
    "pass",
    "pwd",
    "secret",
    "token",
    "login",
    "auth",
    "user",
    "bearer",
    "ключ",
    "парол",
    "секрет",
    "логин",
];

/// Keys of the file whose values are none.
const OPEN: [&str; 19] = [
    "kind",
    "address",
    "embedded",
    "files",
    "site",
    "local",
    "timeout",
    "rate",
    "zone",
    "systems",
    "mappings",
    "journal",
    "guards",
    "schedules",
    "webhooks",
    "creates",
    "edits",
    "flow",
    "id",
];

/// Whether a value only says where the secret is.
pub(super) fn is_elsewhere(value: &str) -> bool {
    value.starts_with("env:") || value.starts_with("file:")
}

/// A text as it may be shown.
pub(super) struct Covered {
    /// The same text, its secrets covered.
    pub(super) text: String,
    /// The secrets.
    secrets: Vec<String>,
}

/// Covers the secrets of a text.
pub(super) fn cover(text: &str) -> Covered {
    let mut hidden = Vec::new();
    let (mut at, mut depth, mut open) = (0, 0, None);
    for line in text.split_inclusive('\n') {
        let body = line.trim_end_matches(['\n', '\r']);
        let mut reader = Reader { line: body, start: at, depth, hidden: &mut hidden };
        open = reader.line(open);
        reader.logins();
        depth = reader.depth;
        at += line.len();
    }
    hidden.retain(|range: &Range<usize>| !range.is_empty());
    let mut shown = String::with_capacity(text.len());
    for (at, letter) in text.char_indices() {
        let is_hidden = hidden.iter().any(|range| range.contains(&at));
        shown.push(if is_hidden { star(letter) } else { letter });
    }
    let secrets = hidden.iter().map(|range| text[range.clone()].to_owned());
    // What is short would be found in words of ours.
    let secrets = secrets.filter(|secret| secret.chars().count() > 3).collect();
    Covered { text: shown, secrets }
}

impl Covered {
    /// Words about the text, its secrets covered.
    pub(super) fn scrub(&self, words: &str) -> String {
        let mut clean = words.to_owned();
        for secret in &self.secrets {
            clean = clean.replace(secret.as_str(), &secret.chars().map(star).collect::<String>());
        }
        clean
    }
}

/// A sign as long as the letter, that no place after it moves.
fn star(letter: char) -> char {
    match letter.len_utf8() {
        _ if letter.is_whitespace() => letter,
        1 => '*',
        2 => '·',
        3 => '∗',
        _ => '🞶',
    }
}

/// A value that goes on in the next lines.
#[derive(Clone, Copy)]
struct Open {
    /// The column of its key.
    indent: usize,
    /// Whether it is a block text, in which everything belongs to it.
    block: bool,
    /// The quote that ends it.
    quote: Option<char>,
    /// Whether nothing of it was there yet.
    fresh: bool,
}

struct Reader<'a> {
    line: &'a str,
    /// Where the line begins in the text.
    start: usize,
    /// How many brackets are open.
    depth: usize,
    hidden: &'a mut Vec<Range<usize>>,
}

impl Reader<'_> {
    /// Reads a line; what of it belongs to a value that goes on comes first.
    fn line(&mut self, open: Option<Open>) -> Option<Open> {
        let indent = self.line.len() - self.line.trim_start().len();
        let mut from = 0;
        if let Some(open) = open {
            if self.line.trim().is_empty() {
                return Some(open);
            }
            let goes_on = indent > open.indent && (open.block || !is_pair(self.line));
            if let Some(quote) = open.quote.filter(|_| !is_pair(self.line)) {
                let Some(end) = closing(&self.line[indent..], quote) else {
                    self.hide(indent..self.line.len());
                    return Some(open);
                };
                self.hide(indent..indent + end);
                from = indent + end + quote.len_utf8();
            } else if goes_on && open.quote.is_none() {
                let value = self.line[indent..].trim_start_matches(['"', '\'']);
                if !(open.fresh && is_elsewhere(value)) {
                    self.hide(indent..self.line.len());
                }
                return Some(Open { fresh: false, ..open });
            }
        }
        self.pairs(from, indent)
    }

    /// Covers the values of the keys from there on.
    fn pairs(&mut self, mut at: usize, indent: usize) -> Option<Open> {
        let mut open = None;
        while let Some(letter) = self.line[at..].chars().next() {
            if !is_word(letter) {
                match letter {
                    '{' | '[' => self.depth += 1,
                    '}' | ']' => self.depth = self.depth.saturating_sub(1),
                    _ => {}
                }
                at += letter.len_utf8();
                continue;
            }
            let end = self.line[at..].find(|c| !is_word(c)).map_or(self.line.len(), |len| at + len);
            let name = &self.line[at..end];
            let rest = self.line[end..].trim_start_matches(['"', '\'']).trim_start();
            at = end;
            if !is_hidden(name) {
                continue;
            }
            let value = |rest: &str| self.line.len() - rest.len();
            if let Some(rest) = rest.strip_prefix(':') {
                (at, open) = self.value(value(rest.trim_start()), indent);
            } else if let Some(rest) = rest.strip_prefix('=') {
                let from = value(rest);
                let len = rest.find(['&', '"', '\'', ',', ' ', '}']).unwrap_or(rest.len());
                self.hide(from..from + len);
                at = from + len;
            }
        }
        open
    }

    /// Covers a value; where the line goes on behind it, and whether the value goes on in the next.
    fn value(&mut self, mut at: usize, indent: usize) -> (usize, Option<Open>) {
        // A tag or an anchor.
        while self.line[at..].starts_with(['&', '!']) && self.line[at..].contains(' ') {
            let behind = self.line[at..].split_once(' ').map_or("", |(_, rest)| rest).trim_start();
            at = self.line.len() - behind.len();
        }
        let rest = &self.line[at..];
        let open = Open { indent, block: false, quote: None, fresh: true };
        match rest.chars().next() {
            None | Some('#') => (self.line.len(), Some(open)),
            Some('|' | '>') => (self.line.len(), Some(Open { block: true, fresh: false, ..open })),
            Some('{' | '[') if is_pair(&rest[1..]) => (at, None),
            Some('{' | '[') => {
                self.depth += 1;
                let len = flow_end(&rest[1..]);
                self.hide(at + 1..at + 1 + len);
                (at + 1 + len, None)
            }
            Some(quote @ ('"' | '\'')) => {
                let from = at + 1;
                match closing(&self.line[from..], quote) {
                    Some(len) => {
                        if !is_elsewhere(&self.line[from..from + len]) {
                            self.hide(from..from + len);
                        }
                        (from + len + 1, None)
                    }
                    None => {
                        self.hide(from..self.line.len());
                        (self.line.len(), Some(Open { quote: Some(quote), ..open }))
                    }
                }
            }
            Some(_) => {
                let len = if self.depth > 0 { flow_end(rest) } else { block_end(rest) };
                let len = rest[..len].trim_end().len();
                if !is_elsewhere(rest) {
                    self.hide(at..at + len);
                }
                let goes_on = (self.depth == 0).then_some(Open { fresh: false, ..open });
                (at + len, goes_on.filter(|_| !is_elsewhere(rest)))
            }
        }
    }

    /// Covers the login in an address: `https://user:password@host`.
    fn logins(&mut self) {
        for (at, _) in self.line.match_indices("://") {
            let from = at + "://".len();
            let rest = &self.line[from..];
            let end = rest.find([' ', '"', '\'', ',', '}']).unwrap_or(rest.len());
            if let Some(login) = rest[..end].rfind('@') {
                self.hide(from..from + login);
            }
        }
    }

    fn hide(&mut self, range: Range<usize>) {
        self.hidden.push(self.start + range.start..self.start + range.end);
    }
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '-')
}

fn is_hidden(name: &str) -> bool {
    let name = name.to_lowercase();
    if OPEN.contains(&&*name) {
        return false;
    }
    PARTS.iter().any(|part| name.contains(part)) || !nearest(&name, HIDDEN.into_iter()).is_empty()
}

/// Whether a line holds a key with its value, or opens what lies under a key.
fn is_pair(line: &str) -> bool {
    let line = line.trim_start().trim_start_matches(['"', '\'']);
    let end = line.find(|c| !is_word(c)).unwrap_or(line.len());
    let rest = line[end..].trim_start_matches(['"', '\'']).trim_start();
    end > 0 && rest.strip_prefix(':').is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

/// Where a quoted text ends.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut letters = text.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' if quote == '"' => {
                letters.next();
            }
            _ if letter == quote => {
                // A quote within single quotes stands twice.
                if quote == '\'' && letters.peek().is_some_and(|(_, next)| *next == quote) {
                    letters.next();
                } else {
                    return Some(at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Where a plain text ends within brackets.
fn flow_end(text: &str) -> usize {
    let ends = |at: usize, letter: char| {
        let behind = text[at + letter.len_utf8()..].chars().next();
        let is_last =
            behind.is_none_or(|next| next.is_whitespace() || matches!(next, ',' | '}' | ']'));
        matches!(letter, ',' | '}' | ']') && is_last
    };
    let found = text.char_indices().find(|(at, letter)| ends(*at, *letter));
    found.map_or(block_end(text), |(at, _)| at.min(block_end(text)))
}

/// Where a plain text ends on its line: before a comment.
fn block_end(text: &str) -> usize {
    text.find(" #").or_else(|| text.find("\t#")).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use super::cover;

    #[test]
    fn secrets_are_covered_and_places_stay() {
        for (written, shown) in [
            ("key: abcd", "key: ****"),
            ("  key: abcd   # мой ключ", "  key: ****   # мой ключ"),
            ("key: env:KEY", "key: env:KEY"),
            ("key: \"file:a b\"", "key: \"file:a b\""),
            ("password: 'it''s # me'", "password: '***** * **'"),
            ("password: \"a\\\"b\" # x", "password: \"****\" # x"),
            ("password: пар€", "password: ···∗"),
            ("\"key\" : ab cd", "\"key\" : ** **"),
            ("{ kind: x, key: a}b,c, site: main }", "{ kind: x, key: *****, site: main }"),
            ("{ key: abcd}", "{ key: ****}"),
            ("{kind: x, user: 'a,b', rate: 5}", "{kind: x, user: '***', rate: 5}"),
            ("{ key:abcd, kind: x }", "{ key:****, kind: x }"),
            ("kye: abcd", "kye: ****"),
            ("apiKey: abcd", "apiKey: ****"),
            ("kind: keys", "kind: keys"),
            (
                "webhooks: { a: { flow: x, id: $.id, secret: abc } }",
                "webhooks: { a: { flow: x, id: $.id, secret: *** } }",
            ),
            ("key: !!str &a abcd", "key: !!str &a ****"),
            ("key: |\n    ab: c\n    d\nsite: x", "key: |\n    *** *\n    *\nsite: x"),
            ("key:\n    abcd\n  kind: x", "key:\n    ****\n  kind: x"),
            ("key:\n    env:X\n", "key:\n    env:X\n"),
            ("key: ab\n    cd\r\nkind: x", "key: **\n    **\r\nkind: x"),
            ("key: \"ab\n  cd\", kind: x", "key: \"**\n  **\", kind: x"),
            ("key: \"abcd\nkind: x", "key: \"****\nkind: x"),
            ("key: {abcd", "key: {****"),
            ("{ key: [abcd], kind: x }", "{ key: [****], kind: x }"),
            ("address: https://a:b/c@host/x", "address: https://*****@host/x"),
            ("address: https://host/?apiKey=abc&x=1", "address: https://host/?apiKey=***&x=1"),
            ("token:\n  kind: x\n  address: y", "token:\n  kind: x\n  address: y"),
        ] {
            let covered = cover(written);
            assert_eq!(covered.text, shown, "{written}");
            assert_eq!(covered.text.len(), written.len(), "{written}");
        }
        assert_eq!(cover("key: abcd").scrub("no key `key:abcd`"), "no key `key:****`");
    }
}

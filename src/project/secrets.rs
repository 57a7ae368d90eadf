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
    value.strip_prefix("env:").is_some_and(is_variable)
        || value.strip_prefix("file:").is_some_and(|path| !path.is_empty())
}

/// Whether a text may be the name of an environment variable: what is none may be a secret.
pub(super) fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|c| is_word(c) || c == '.')
}

/// A text as it may be shown.
pub(super) struct Covered {
    /// The same text, its secrets covered.
    pub(super) text: String,
    /// The secrets and their words, the longest first.
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
    let mut secrets: Vec<String> =
        hidden.iter().flat_map(|range| parts(&text[range.clone()])).collect();
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.dedup();
    Covered { text: shown, secrets }
}

/// A secret and what of it may be quoted by itself.
fn parts(secret: &str) -> Vec<String> {
    let signs = ['{', '}', '[', ']', ',', ':', '"', '\'', '#'];
    let words = secret.split_whitespace();
    let inner = secret.split(|c: char| c.is_whitespace() || signs.contains(&c));
    let all = std::iter::once(secret.trim()).chain(words).chain(inner);
    all.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

impl Covered {
    /// Words about the text, its secrets covered.
    pub(super) fn scrub(&self, words: &str) -> String {
        let stars = |secret: &str| secret.chars().map(star).collect::<String>();
        if self.secrets.iter().any(|secret| secret == words) {
            return stars(words);
        }
        let mut clean = words.to_owned();
        // What is short would be found in words of ours.
        for secret in self.secrets.iter().filter(|secret| secret.chars().count() > 3) {
            clean = clean.replace(secret.as_str(), &stars(secret));
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
    /// How many brackets were open before it.
    depth: usize,
    /// Whether everything below its key belongs to it, whatever it looks like.
    whole: bool,
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
        let Some(open) = open else { return self.pairs(0, indent) };
        let rest = &self.line[indent..];
        if rest.is_empty() {
            return Some(open);
        }
        let is_below = indent > open.indent;
        let is_next = is_known_pair(rest) && !(is_below && open.whole && self.depth == 0);
        if let Some(quote) = open.quote {
            if is_next {
                return self.pairs(0, indent);
            }
            let Some(end) = closing(rest, quote) else {
                self.hide(indent..self.line.len());
                return Some(open);
            };
            self.hide(indent..indent + end);
            return self.pairs(indent + end + quote.len_utf8(), indent);
        }
        if self.depth > open.depth && (is_below || !is_known_pair(rest)) {
            self.hide(indent..self.line.len());
            self.brackets(rest);
            return Some(open);
        }
        self.depth = self.depth.min(open.depth);
        let goes_on = if self.depth > 0 { !rest.starts_with(['}', ']']) } else { is_below };
        if !goes_on {
            return self.pairs(0, indent);
        }
        if is_next {
            return self.pairs(0, indent).or(Some(open).filter(|_| self.depth == 0));
        }
        if !(open.fresh && is_elsewhere(rest.trim_matches(['"', '\''])) && !rest.contains(' ')) {
            self.hide(indent..self.line.len());
        }
        Some(Open { fresh: false, ..open })
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
            let before = self.line[..at].trim_end_matches(['"', '\'', ' ', '\t']);
            let is_key = before.is_empty() || before.ends_with(['{', ',']);
            let behind = self.line[end..].trim_start_matches(['"', '\'']);
            let is_apart =
                behind.starts_with([' ', '\t', '=']) || behind.len() < self.line[end..].len();
            let rest = behind.trim_start();
            at = end;
            let value = |rest: &str| self.line.len() - rest.trim_start().len();
            let from = match rest.strip_prefix(':') {
                Some(rest) => value(rest),
                // The colon is forgotten.
                None if is_key && is_apart && !rest.is_empty() => {
                    value(rest.trim_start_matches('='))
                }
                None => {
                    if let Some(rest) = rest.strip_prefix('=').filter(|_| is_hidden(name)) {
                        let len = rest.find(['&', '"', '\'', ',', ' ', '}']).unwrap_or(rest.len());
                        let from = self.line.len() - rest.len();
                        self.hide(from..from + len);
                        at = from + len;
                    }
                    continue;
                }
            };
            if is_hidden(name) {
                (at, open) = self.value(from, indent, HIDDEN.contains(&&*name.to_lowercase()));
            } else if !nearest(&name.to_lowercase(), ["address"].into_iter()).is_empty() {
                self.login(from);
            }
        }
        open
    }

    /// Covers a value; where the line goes on behind it, and whether the value goes on in the next.
    /// What is whole is no section that only has such a name.
    fn value(&mut self, mut at: usize, indent: usize, whole: bool) -> (usize, Option<Open>) {
        // A tag or an anchor.
        while self.line[at..].starts_with(['&', '!']) && self.line[at..].contains(' ') {
            let behind = self.line[at..].split_once(' ').map_or("", |(_, rest)| rest).trim_start();
            at = self.line.len() - behind.len();
        }
        let rest = &self.line[at..];
        let end = self.line.len();
        let open = Open { indent, depth: self.depth, whole, quote: None, fresh: true };
        let later = Open { fresh: false, ..open };
        match rest.chars().next() {
            None => return (end, Some(open)),
            Some('#') => {
                self.hide(at + 1..end);
                return (end, Some(open));
            }
            Some('|' | '>') => {
                let sign = 1 + rest[1..].len() - rest[1..].trim_start_matches(['+', '-']).len();
                self.hide(at + sign..end);
                return (end, Some(Open { whole: true, ..later }));
            }
            Some('{') if !whole && is_known_pair(&rest[1..]) => return (at, None),
            Some(_) => {}
        }
        if let Some(len) = self.elsewhere(rest) {
            return (at + len, Some(later));
        }
        let len = self.extent(rest);
        let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
        let Some(quote) = quote else {
            self.hide(at..at + len);
            if rest.starts_with(['{', '[']) {
                self.brackets(&rest[..len]);
            }
            return (at + len, Some(later));
        };
        let inner = &rest[1..len.max(1)];
        match closing(inner, quote) {
            Some(close) if close + 1 == inner.len() => {
                self.hide(at + 1..at + 1 + close);
                (at + len, Some(later))
            }
            Some(_) => {
                self.hide(at + 1..at + len);
                (at + len, Some(later))
            }
            None => {
                self.hide(at + 1..end);
                (end, Some(Open { quote: Some(quote), ..later }))
            }
        }
    }

    /// The length of a value that is nothing but the place of the secret.
    fn elsewhere(&self, rest: &str) -> Option<usize> {
        let quote = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
        let (value, len) = match quote {
            Some(quote) => {
                let end = 1 + closing(&rest[1..], quote)?;
                (&rest[1..end], end + 1)
            }
            None => {
                let ends =
                    |c: char| c.is_whitespace() || self.depth > 0 && matches!(c, ',' | '}' | ']');
                let len = rest.find(ends).unwrap_or(rest.len());
                (&rest[..len], len)
            }
        };
        let behind = rest[len..].trim_start();
        let is_last = match behind.chars().next() {
            None | Some('#') => true,
            Some('}' | ']') => self.depth > 0,
            Some(',') => {
                let next = behind[1..].trim_start();
                self.depth > 0
                    && (next.is_empty() || next.starts_with(['}', ']', '#']) || is_pair(next))
            }
            _ => false,
        };
        (is_elsewhere(value) && is_last).then_some(len)
    }

    /// How far a value may reach: to the next key that is known within brackets, else to the end of
    /// the line.
    fn extent(&self, rest: &str) -> usize {
        if self.depth == 0 {
            return rest.trim_end().len();
        }
        let quoted = rest.chars().next().filter(|first| matches!(first, '"' | '\''));
        let closed = quoted.and_then(|quote| closing(&rest[1..], quote)).unwrap_or(0);
        let ends = |(at, _): &(usize, &str)| *at > closed && is_known_pair(&rest[at + 1..]);
        match rest.match_indices(',').find(ends) {
            Some((at, _)) => rest[..at].trim_end().len(),
            None => rest.trim_end_matches(['}', ']', ' ', '\t']).len(),
        }
    }

    /// Covers the logins in addresses: `https://user:password@host`, `user:password@host`.
    fn logins(&mut self) {
        for (at, _) in self.line.match_indices("://") {
            self.login(at + "://".len());
        }
        for (at, _) in self.line.match_indices('@') {
            let before = &self.line[..at];
            let from = before.rfind([' ', '\t', '"', '\'', ',', '{', '[']).map_or(0, |at| at + 1);
            if before[from..].contains(':') {
                let scheme = before[from..].find("://").map_or(0, |at| at + "://".len());
                self.hide(from + scheme..at);
            }
        }
    }

    /// Covers the login of the address that begins there.
    fn login(&mut self, from: usize) {
        let rest = &self.line[from..];
        let ends = |(at, _): &(usize, &str)| is_known_pair(&rest[at + 1..]);
        let end = rest.match_indices(',').find(ends).map_or(rest.len(), |(at, _)| at);
        let scheme = rest[..end].find("://").map_or(0, |at| at + "://".len());
        if let Some(login) = rest[..end].rfind('@').filter(|login| *login > scheme) {
            let quote = usize::from(scheme == 0 && rest.starts_with(['"', '\'']));
            self.hide(from + scheme + quote..from + login);
        }
    }

    /// Counts the brackets of what is covered.
    fn brackets(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '{' | '[' => self.depth += 1,
                '}' | ']' => self.depth = self.depth.saturating_sub(1),
                _ => {}
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

/// Whether a text begins with a key and its colon.
fn is_pair(text: &str) -> bool {
    pair(text).is_some()
}

/// Whether a text begins with a key of the file, or with a section of such keys.
fn is_known_pair(text: &str) -> bool {
    pair(text).is_some_and(|(name, rest)| {
        let name = name.to_lowercase();
        is_hidden(&name)
            || !nearest(&name, OPEN.into_iter()).is_empty()
            || rest.trim_start().strip_prefix('{').is_some_and(is_known_pair)
    })
}

/// The key with which a text begins, and what stands behind its colon.
fn pair(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start().trim_start_matches(['"', '\'']);
    let end = text.find(|c| !is_word(c)).unwrap_or(text.len());
    let rest = text[end..].trim_start_matches(['"', '\'']).trim_start().strip_prefix(':')?;
    let is_pair = end > 0 && (rest.is_empty() || rest.starts_with(' '));
    is_pair.then_some((&text[..end], rest))
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

#[cfg(test)]
mod tests {
    use super::cover;

    #[test]
    fn secrets_are_covered_and_places_stay() {
        for (written, shown) in [
            ("key: abcd", "key: ****"),
            ("  key: abcd   # мой ключ", "  key: ****   * ··· ····"),
            ("key: env:KEY", "key: env:KEY"),
            ("key: \"file:a b\"", "key: \"file:a b\""),
            ("password: 'it''s # me'", "password: '***** * **'"),
            ("password: \"a\\\"b\" # x", "password: \"***** * *"),
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
            ("  key:\n    abcd\n  kind: x", "  key:\n    ****\n  kind: x"),
            ("key:\n    env:X\n", "key:\n    env:X\n"),
            ("key: ab\n    cd\r\nkind: x", "key: **\n    **\r\nkind: x"),
            ("key: \"ab\n  cd\", kind: x", "key: \"**\n  **\", kind: x"),
            ("key: \"abcd\nkind: x", "key: \"****\nkind: x"),
            ("key: {abcd", "key: *****"),
            ("{ key: [abcd], kind: x }", "{ key: ******, kind: x }"),
            ("address: https://a:b/c@host/x", "address: https://*****@host/x"),
            ("address: https://host/?apiKey=abc&x=1", "address: https://host/?apiKey=***&x=1"),
            ("token:\n  kind: x\n  address: y", "token:\n  kind: x\n  address: y"),
            ("token: { kind: x, site: y }", "token: { kind: x, site: y }"),
            ("token:\n  kind: x\n  abcd: y", "token:\n  kind: x\n  ***** *"),
            ("key: env: abcd", "key: **** ****"),
            ("key: env:K abcd", "key: ***** ****"),
            ("key: env:K\n  abcd", "key: env:K\n  ****"),
            ("key: env:K  # мой", "key: env:K  # мой"),
            ("key: # abcd", "key: # ****"),
            ("key: {a: abcd}", "key: *** *****"),
            ("{ key: { kind: abcd }, site: x }", "{ key: * ***** **** *, site: x }"),
            ("key:\n  abcd: 1\nkind: x", "key:\n  ***** *\nkind: x"),
            ("key:\n  kind: abcd\nkind: x", "key:\n  ***** ****\nkind: x"),
            ("key: {\n  abcd: 1\n}\nkind: x", "key: *\n  ***** *\n*\nkind: x"),
            ("{ password: { value: abcd }, site: x }", "{ password: * ****** **** *, site: x }"),
            ("  password abcd", "  password ****"),
            ("password=abcd", "password=****"),
            ("{ password env:P, abcd }", "{ password ****** **** }"),
            ("{ password: env:P, abcd }", "{ password: ****** **** }"),
            ("{ password: env:P, foo: x }", "{ password: env:P, foo: x }"),
            ("{ password: env:P,", "{ password: env:P,"),
            ("{ key: ab\n  cd,\n  kind: x }", "{ key: **\n  ***\n  kind: x }"),
            ("{ key: ab, adress: x }", "{ key: **, adress: x }"),
            ("{ key: abcd,\n  erp: { kind: x } }", "{ key: *****\n  erp: { kind: x } }"),
            ("mappings: [users.obmen, keys.obmen]", "mappings: [users.obmen, keys.obmen]"),
            ("mappings:\n  - users.obmen", "mappings:\n  - users.obmen"),
            ("address: \"a:b@h\"", "address: \"***@h\""),
            ("address: ab@h", "address: **@h"),
            ("{ address: ftp://a:b c@h, site: x }", "{ address: ftp://*** *@h, site: x }"),
            ("address:\n  a:b@h", "address:\n  ***@h"),
        ] {
            let covered = cover(written);
            assert_eq!(covered.text, shown, "{written}");
            assert_eq!(covered.text.len(), written.len(), "{written}");
        }
        assert_eq!(cover("key: abcd").scrub("no key `key:abcd`"), "no key `key:****`");
        assert_eq!(cover("key: env: abcd").scrub("no key `abcd`"), "no key `****`");
        assert_eq!(cover("key: {abc: x}").scrub("abc"), "***");
    }
}

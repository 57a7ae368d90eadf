//! A secret that no output shows.

use std::fmt;

/// What stands for a secret.
const STARS: &str = "***";

/// Shorter ones are covered nowhere.
const SHORTEST: usize = 4;

/// Such ones are covered inside of words, too.
const LONG: usize = 8;

/// A key or a password. Its text is taken where it goes out, by [`Secret::reveal`], and nowhere else.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text secret.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }

    /// The text, for the wire.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether it is too short to be covered: what is found in words of anybody is none, and a text in
    /// which it is missing everywhere would tell it.
    pub fn is_short(&self) -> bool {
        self.0.chars().count() < SHORTEST
    }

    /// A text with the secret replaced: wherever it occurs, and a short one where it stands by itself.
    pub fn scrub(&self, text: &str) -> String {
        if self.is_short() {
            return text.to_owned();
        }
        if self.0.chars().count() >= LONG {
            return text.replace(&self.0, STARS);
        }
        let mut clean = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(&*self.0) {
            let (before, found) = rest.split_at(at);
            let after = &found[self.0.len()..];
            let begins = clean.chars().chain(before.chars()).next_back();
            let is_inside = begins.is_some_and(char::is_alphanumeric)
                || after.starts_with(char::is_alphanumeric);
            clean.push_str(before);
            clean.push_str(if is_inside { &self.0 } else { STARS });
            rest = after;
        }
        clean + rest
    }
}

/// An address as it may be shown: the login is covered that may stand in it.
pub fn without_login(address: &str) -> String {
    let (scheme, rest) = address
        .split_once("://")
        .map_or(("", address), |(scheme, rest)| (&address[..scheme.len() + "://".len()], rest));
    match rest.rsplit_once('@') {
        Some((_, host)) => format!("{scheme}***@{host}"),
        None => address.to_owned(),
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_nothing() {
        let secret = Secret::new("canary");
        assert_eq!(format!("{secret} {secret:?}"), "*** ***");
        assert_eq!(secret.scrub("key canary!"), "key ***!");
        assert_eq!(Secret::new("").scrub("key"), "key");
    }

    #[test]
    fn a_short_secret_leaves_the_words_of_others_alone() {
        for (secret, text, shown) in [
            ("a", "a page came instead of data", "a page came instead of data"),
            ("1С1", "узел 1С1 не отвечает", "узел 1С1 не отвечает"),
            ("page", "a page, pages and page", "a ***, pages and ***"),
            ("1234", "12345 1234 1234/1234", "12345 *** ***/***"),
            ("aaaa", "aaaaaaaa", "aaaaaaaa"),
            ("long-key-1", "key=xlong-key-1y", "key=x***y"),
        ] {
            assert_eq!(Secret::new(secret).scrub(text), shown, "{secret}");
        }
    }

    #[test]
    fn an_address_shows_no_login() {
        for (address, shown) in [
            ("ftp://u:canary@host/x", "ftp://***@host/x"),
            ("u:can/a@ry@host", "***@host"),
            ("https://host/x", "https://host/x"),
        ] {
            assert_eq!(without_login(address), shown);
        }
    }
}

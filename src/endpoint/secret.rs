//! A secret that no output shows.

use std::fmt;

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

    /// A text with every occurrence of the secret replaced.
    pub fn scrub(&self, text: &str) -> String {
        if self.0.is_empty() { text.to_owned() } else { text.replace(&self.0, "***") }
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

//! The settings of a base.

use std::fmt;

use crate::endpoint::{Secret, without_login};

/// Where the interface begins below a publication's address.
const ROOT: &str = "/odata/standard.odata/";

/// How to reach a base.
#[derive(Clone, Debug)]
pub struct Config {
    /// The service root, with a slash at its end.
    root: String,
    /// The login; Cyrillic ones are usual.
    user: String,
    /// Its password; may be empty.
    password: Secret,
}

/// Why settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadConfig {
    /// The address does not begin with `http://` or `https://`, or names no host.
    Address(String),
    /// The address holds a login; it belongs into the settings of their own.
    LoginInAddress,
    /// A colon ends the login on the wire, so a login cannot hold one.
    User,
}

impl fmt::Display for BadConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BadConfig::Address(address) => {
                write!(f, "`{address}` is no address of a publication: expected https://host/base")
            }
            BadConfig::LoginInAddress => {
                f.write_str("the address holds a login: `user` and `password` are settings")
            }
            BadConfig::User => f.write_str("`user` holds a colon"),
        }
    }
}

impl std::error::Error for BadConfig {}

impl Config {
    /// Settings for the publication at `address`, with or without the interface's own path.
    pub fn new(address: &str, user: &str, password: Secret) -> Result<Config, BadConfig> {
        let root = Config::root_of(address)?;
        Config::login(user)?;
        Ok(Config { root, user: user.to_owned(), password })
    }

    /// Whether a login can be one.
    pub(super) fn login(user: &str) -> Result<(), BadConfig> {
        if user.contains(':') { Err(BadConfig::User) } else { Ok(()) }
    }

    /// The service root of the publication at `address`, if that may be used.
    pub(super) fn root_of(address: &str) -> Result<String, BadConfig> {
        let bad = || BadConfig::Address(without_login(address));
        let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"));
        let rest = rest.ok_or_else(bad)?;
        let host = rest.split('/').next().unwrap_or_default();
        // A password may hold a slash.
        if rest.contains('@') {
            return Err(BadConfig::LoginInAddress);
        }
        if host.is_empty() || rest.contains(['?', '#', ' ']) {
            return Err(bad());
        }
        let publication = address.split(ROOT.trim_end_matches('/')).next().unwrap_or(address);
        Ok(format!("{}{ROOT}", publication.trim_end_matches('/')))
    }

    /// The service root, with a slash at its end.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// The value of the header that says who asks.
    pub(super) fn authorization(&self) -> Secret {
        use base64::Engine as _;
        let pair = format!("{}:{}", self.user, self.password.reveal());
        let encoded = base64::engine::general_purpose::STANDARD.encode(pair);
        Secret::new(format!("Basic {encoded}"))
    }

    /// A text without the password.
    pub(super) fn scrub(&self, text: &str) -> String {
        self.password.scrub(text)
    }
}

#[cfg(test)]
mod tests {
    use super::{BadConfig, Config, Secret};

    fn root(address: &str) -> Result<String, BadConfig> {
        let config = Config::new(address, "user", Secret::new("canary"))?;
        assert!(!format!("{config:?}").contains("canary"));
        Ok(config.root().to_owned())
    }

    #[test]
    fn the_root_is_found_with_and_without_its_path() {
        let wanted = "https://host/base/odata/standard.odata/";
        for address in ["https://host/base", "https://host/base/", wanted] {
            assert_eq!(root(address).as_deref(), Ok(wanted), "{address}");
        }
    }

    #[test]
    fn addresses_that_are_none_are_refused() {
        for address in ["host/base", "ftp://host", "https://", "https://host/?a=b"] {
            assert_eq!(root(address), Err(BadConfig::Address(address.to_owned())));
        }
        for login in ["user:canary", "user:can/ary"] {
            let address = format!("https://{login}@host/base");
            assert_eq!(root(&address), Err(BadConfig::LoginInAddress), "{login}");
        }
        let shown = BadConfig::Address("ftp://***@host".to_owned());
        assert_eq!(root("ftp://user:canary@host"), Err(shown));
    }
}

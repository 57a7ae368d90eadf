//! Settings of a RetailCRM account, checked before anything connects.

use std::fmt;
use std::num::NonZeroU32;
use std::path::PathBuf;

use crate::endpoint::{Secret, without_login};

/// The zones in which the vendor keeps accounts.
const ZONES: [&str; 5] =
    [".retailcrm.ru", ".retailcrm.pro", ".retailcrm.es", ".retailcrm.io", ".simla.com"];

/// Requests a key may make in any second.
const RATE: u32 = 10;

/// Settings.
#[derive(Clone, Debug)]
pub struct Config {
    /// `https://shop.retailcrm.ru`; without a scheme it is https.
    pub address: String,
    /// The key of the API.
    pub key: Secret,
    /// The shop that new records go to, and whose external ids are meant, unless a write says
    /// another.
    pub site: Option<String>,
    /// Another host than the vendor's, or plain http: an emulator, a test.
    pub local: bool,
    /// How many requests go in any second, where that is not as many as the vendor allows.
    pub rate: Option<NonZeroU32>,
    /// A folder in which all processes that use the key know of each other's requests.
    pub shared: Option<PathBuf>,
}

/// What is wrong with settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// The address is none.
    Address(String),
    /// A host outside the vendor's zones.
    Host(String),
    /// Plain http.
    Plain(String),
    /// A login or a query inside the address: a secret may stand there.
    Extra,
    /// No key.
    Key,
    /// More requests than the vendor allows.
    Rate(u32),
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ConfigError::Address(text) => write!(f, "`{text}` is no address of an account"),
            ConfigError::Host(host) => {
                let zones = ZONES.map(|zone| &zone[1..]).join(", ");
                write!(f, "the host is not in a zone of RetailCRM (`{host}`; {zones})")
            }
            ConfigError::Plain(host) => write!(f, "`{host}` would be reached without https"),
            ConfigError::Extra => f.write_str("the address holds more than a host"),
            ConfigError::Rate(rate) => {
                write!(
                    f,
                    "`rate: {rate}` is more than the {RATE} requests a second that RetailCRM allows"
                )
            }
            ConfigError::Key => f.write_str("the key is empty or holds characters that no key has"),
        }
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// How many requests go in any second.
    pub(super) fn rate(&self) -> Result<usize, ConfigError> {
        self.rate.map_or(Ok(RATE as usize), |rate| Config::allowed(rate, self.local))
    }

    /// A rate, if it may be used.
    pub(super) fn allowed(rate: NonZeroU32, local: bool) -> Result<usize, ConfigError> {
        let rate = rate.get();
        if rate <= RATE || local { Ok(rate as usize) } else { Err(ConfigError::Rate(rate)) }
    }

    /// The base of all addresses, `https://shop.retailcrm.ru`, if the settings may be used.
    pub fn base(&self) -> Result<String, ConfigError> {
        let key = self.key.reveal();
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ConfigError::Key);
        }
        Config::address(&self.address, self.local)
    }

    /// The base of all addresses, if the address alone may be used.
    pub(super) fn address(text: &str, local: bool) -> Result<String, ConfigError> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").unwrap_or(("https", text));
        let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
        if rest.contains(['@', '?', '#']) && ["https", "http"].contains(&scheme) {
            return Err(ConfigError::Extra);
        }
        let authority = authority.to_ascii_lowercase();
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority.as_str(), None),
        };
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || b".-[]:".contains(&byte);
        let is_port = port.is_none_or(|port| port.parse::<u16>().is_ok());
        if host.is_empty() || !host.bytes().all(is_name) || !is_port {
            return Err(ConfigError::Address(without_login(text)));
        }
        match scheme {
            "https" if local => Ok(format!("https://{authority}")),
            "http" if local => Ok(format!("http://{authority}")),
            "https" | "http" if !ZONES.iter().any(|zone| host.ends_with(zone)) => {
                Err(ConfigError::Host(host.to_owned()))
            }
            "https" => Ok(format!("https://{authority}")),
            "http" => Err(ConfigError::Plain(host.to_owned())),
            _ => Err(ConfigError::Address(without_login(text))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(address: &str, local: bool) -> Result<String, ConfigError> {
        let key = Secret::new("canary");
        Config { address: address.to_owned(), key, site: None, local, rate: None, shared: None }
            .base()
    }

    #[test]
    fn paths_are_cut_and_https_is_the_rule() {
        let expected = Ok("https://shop.retailcrm.ru".to_owned());
        for address in [
            "https://shop.retailcrm.ru/",
            "shop.RetailCRM.ru",
            "https://shop.retailcrm.ru/admin/orders",
        ] {
            assert_eq!(base(address, false), expected, "{address}");
        }
        // CON-10: as the constant holds it, without a scheme.
        assert_eq!(
            base("123456.retailcrm.ru", false),
            Ok("https://123456.retailcrm.ru".to_owned())
        );
        let plain = ConfigError::Plain("shop.retailcrm.ru".to_owned());
        assert_eq!(base("http://shop.retailcrm.ru", false), Err(plain));
    }

    #[test]
    fn other_hosts_need_to_be_local() {
        for address in
            ["https://127.0.0.1:8801", "https://retailcrm.ru.example.com", "https://retailcrm.ru"]
        {
            assert!(matches!(base(address, false), Err(ConfigError::Host(_))), "{address}");
        }
        assert_eq!(base("http://127.0.0.1:8801", true), Ok("http://127.0.0.1:8801".to_owned()));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for address in
            ["", "https://", "ftp://shop.retailcrm.ru", "https://sh op.retailcrm.ru", "https://a:b"]
        {
            assert!(base(address, false).is_err(), "{address}");
        }
        for login in ["user:pass", "user:pa/ss", "user:pa?ss"] {
            let address = format!("https://{login}@shop.retailcrm.ru");
            assert_eq!(base(&address, false), Err(ConfigError::Extra), "{login}");
        }
        let shown = ConfigError::Address("ftp://***@shop.retailcrm.ru".to_owned());
        assert_eq!(base("ftp://user:pass@shop.retailcrm.ru", false), Err(shown));
        assert_eq!(base("https://shop.retailcrm.ru/?apiKey=1", false), Err(ConfigError::Extra));
    }

    #[test]
    fn a_rate_over_the_vendors_is_for_emulators_only() {
        let config = |rate, local| {
            let (address, key) = (String::new(), Secret::new("canary"));
            Config { address, key, site: None, local, rate: NonZeroU32::new(rate), shared: None }
        };
        assert_eq!(config(0, false).rate(), Ok(10));
        assert_eq!(config(4, false).rate(), Ok(4));
        assert_eq!(config(11, false).rate(), Err(ConfigError::Rate(11)));
        assert_eq!(config(1000, true).rate(), Ok(1000));
    }

    #[test]
    fn debug_output_holds_no_key() {
        let key = Secret::new("canary");
        let config = Config {
            address: String::new(),
            key,
            site: None,
            local: false,
            rate: None,
            shared: None,
        };
        assert!(!format!("{config:?}").contains("canary"));
        let empty = Config { key: Secret::new("a\nb"), ..config };
        assert_eq!(empty.base(), Err(ConfigError::Key));
    }
}

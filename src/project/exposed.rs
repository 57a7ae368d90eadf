//! Addresses at which a system is reached only when its owner says that this is meant: plain http,
//! where a login goes as it is written, and this machine or the local network, where a typing
//! mistake would meet somebody else's program.

use std::net::IpAddr;

use crate::diag::{Code, codes};

/// What speaks against an address, unless `local: true` stands beside it; with the host.
pub(super) fn exposed(address: &str) -> Option<(&'static Code, String)> {
    let (scheme, host) = parts(address);
    if scheme.eq_ignore_ascii_case("http") {
        return Some((&codes::P122, host));
    }
    is_near(&host).then_some((&codes::P123, host))
}

/// Whether an address is of this machine.
pub(super) fn is_own(address: &str) -> bool {
    let (_, host) = parts(address);
    host == "localhost" || host.parse().is_ok_and(|ip: IpAddr| ip.is_loopback())
}

/// The scheme and the host.
fn parts(address: &str) -> (&str, String) {
    let address = address.trim();
    let (scheme, rest) = address.split_once("://").unwrap_or(("https", address));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    (scheme, host(authority).to_lowercase())
}

/// The host without its port and the brackets of IPv6.
fn host(authority: &str) -> &str {
    if let Some((inside, _)) = authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        return inside;
    }
    authority.split(':').next().unwrap_or(authority)
}

/// Whether a host is this machine or one of the local network.
fn is_near(host: &str) -> bool {
    if host == "localhost" || host.ends_with(".localhost") || host.ends_with(".local") {
        return true;
    }
    match host.parse() {
        Ok(IpAddr::V4(ip)) => {
            ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified()
        }
        Ok(IpAddr::V6(ip)) => {
            ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
        }
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::exposed;

    #[test]
    fn plain_http_and_near_addresses_are_told_apart_from_the_rest() {
        let code = |address: &str| exposed(address).map(|(code, _)| code.id);
        for address in
            ["http://1c.example.com/x", "HTTP://127.0.0.1:9/x", "http://shop.retailcrm.ru"]
        {
            assert_eq!(code(address), Some("P122"), "{address}");
        }
        for address in [
            "https://127.0.0.1:9/x",
            "https://10.1.2.3/base",
            "https://172.16.0.1",
            "https://172.31.255.1",
            "https://192.168.0.7:443/base",
            "https://localhost/base",
            "https://[::1]:8443/base",
            "https://user@10.0.0.1/",
            "192.168.1.1",
        ] {
            assert_eq!(code(address), Some("P123"), "{address}");
        }
        for address in [
            "https://1c.example.com/base",
            "shop.retailcrm.ru",
            "https://172.32.0.1",
            "https://11.0.0.1",
        ] {
            assert_eq!(code(address), None, "{address}");
        }
    }
}

//! The platform's address: what may stand there, and what is told when something else does.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// An address that requests may go to, without a slash at its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlatformAddress {
    base: String,
    loopback: bool,
}

/// Why a text is not one. Values are shown as they were found, but for user and password.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    #[error("it is empty")]
    Empty,
    /// As text editors paste it: `[https://…](https://…)`.
    #[error("\"{found}\" is a Markdown link; the address alone is {address}")]
    MarkdownLink { found: String, address: String },
    #[error("\"{0}\" does not begin with https://")]
    NoScheme(String),
    #[error("{0}:// is not https")]
    OtherScheme(String),
    /// Everybody on the way could read and change it.
    #[error("http without encryption goes to this machine only, not to {host}")]
    PlainHttp { host: String },
    /// They belong into `auth`.
    #[error("it holds a user or a password")]
    Credentials,
    #[error("\"{0}\" has a blank or another character that no address has")]
    Character(String),
    #[error("\"{0}\" has a ? or # behind it")]
    Query(String),
    #[error("\"{0}\" names no machine, or no port that could be")]
    Host(String),
}

impl PlatformAddress {
    /// Reads an address; blanks around it do not count.
    pub fn parse(text: &str) -> Result<PlatformAddress, AddressError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(AddressError::Empty);
        }
        if let Some(address) = markdown_target(text) {
            let (found, address) = (hide_user(text), hide_user(address));
            return Err(AddressError::MarkdownLink { found, address });
        }
        let (scheme, rest) = text.split_once("://").ok_or_else(|| AddressError::NoScheme(hide_user(text)))?;
        let secure = match scheme.to_ascii_lowercase().as_str() {
            "https" => true,
            "http" => false,
            _ => return Err(AddressError::OtherScheme(scheme.chars().take(20).collect())),
        };
        let (authority, _) = rest.split_once(['/', '?', '#']).unwrap_or((rest, ""));
        if authority.contains('@') {
            return Err(AddressError::Credentials);
        }
        if !text.chars().all(is_address_character) {
            return Err(AddressError::Character(text.to_owned()));
        }
        if text.contains(['?', '#']) {
            return Err(AddressError::Query(text.to_owned()));
        }
        let host = host_of(authority).ok_or_else(|| AddressError::Host(text.to_owned()))?;
        let loopback = is_loopback(host);
        if !secure && !loopback {
            return Err(AddressError::PlainHttp { host: host.to_owned() });
        }
        let scheme = if secure { "https" } else { "http" };
        Ok(PlatformAddress { base: format!("{scheme}://{}", rest.trim_end_matches('/')), loopback })
    }

    /// Whether it is this machine, so that no proxy has to do with it.
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// The whole address of a path, which begins with a slash or gets one.
    pub fn join(&self, path: &str) -> String {
        format!("{}/{}", self.base, path.strip_prefix('/').unwrap_or(path))
    }
}

impl fmt::Display for PlatformAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.base)
    }
}

/// What `[text](target)` leads to.
fn markdown_target(text: &str) -> Option<&str> {
    let (_, target) = text.strip_prefix('[')?.split_once("](")?;
    Some(target.split_once(')').map_or(target, |(target, _)| target).trim())
}

/// The text without what stands before an `@`.
fn hide_user(text: &str) -> String {
    let shown = match text.rsplit_once('@') {
        Some((_, behind)) => format!("…@{behind}"),
        None => text.to_owned(),
    };
    shown.chars().take(200).collect()
}

/// Unreserved and reserved characters of RFC 3986, and the percent sign.
fn is_address_character(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()*+,;=%".contains(c)
}

/// The machine's name, if it is one, and the port, if there is one, is a number.
fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(inner) => {
            let (address, behind) = inner.split_once(']')?;
            address.parse::<Ipv6Addr>().ok()?;
            (
                authority.strip_suffix(behind)?,
                if behind.is_empty() { None } else { Some(behind.strip_prefix(':')?) },
            )
        }
        None => authority.split_once(':').map_or((authority, None), |(host, port)| (host, Some(port))),
    };
    let named = |host: &str| host.chars().all(|c| c.is_ascii_alphanumeric() || "-._".contains(c));
    let sound = !host.is_empty() && (host.starts_with('[') || named(host));
    let port_sound = port.is_none_or(|port| port.parse::<u16>().is_ok_and(|port| port > 0));
    (sound && port_sound).then_some(host)
}

fn is_loopback(host: &str) -> bool {
    let inner = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost")
        || inner.parse::<Ipv4Addr>().is_ok_and(|address| address.is_loopback())
        || inner.parse::<Ipv6Addr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn joined(address: &str, path: &str) -> String {
        PlatformAddress::parse(address).expect("an address").join(path)
    }

    fn refused(address: &str) -> AddressError {
        PlatformAddress::parse(address).expect_err("no address")
    }

    #[test]
    fn paths_are_joined_with_one_slash() {
        assert_eq!(joined("https://example.com", "/v1/x?a=b"), "https://example.com/v1/x?a=b");
        assert_eq!(joined(" HTTPS://example.com:8443/api/ ", "v1"), "https://example.com:8443/api/v1");
    }

    #[test]
    fn a_path_cannot_lead_to_another_machine() {
        assert_eq!(joined("https://example.com", "//evil.example"), "https://example.com//evil.example");
        assert_eq!(joined("https://example.com", "@evil.example"), "https://example.com/@evil.example");
    }

    #[test]
    fn a_markdown_link_is_told_with_the_address_inside() {
        let link = "[https://i.example.pe](https://i.example.pe)";
        let expected =
            AddressError::MarkdownLink { found: link.to_owned(), address: "https://i.example.pe".to_owned() };
        assert_eq!(refused(link), expected);
        assert!(matches!(refused("[x](http://a"), AddressError::MarkdownLink { .. }));
    }

    #[test]
    fn without_encryption_only_this_machine_is_reached() {
        for own in ["http://127.0.0.1:8080", "http://localhost/", "http://[::1]:90", "http://127.9.9.9"] {
            assert!(PlatformAddress::parse(own).is_ok_and(|address| address.is_loopback()), "{own}");
        }
        for other in [
            "http://example.com",
            "http://10.0.0.1",
            "http://localhost.example.com",
            "http://127.0.0.1.example.com",
        ] {
            assert!(matches!(refused(other), AddressError::PlainHttp { .. }), "{other}");
        }
    }

    #[test]
    fn what_is_no_address_says_why() {
        assert_eq!(refused("  "), AddressError::Empty);
        assert!(matches!(refused("example.com"), AddressError::NoScheme(_)));
        assert!(matches!(refused("ftp://example.com"), AddressError::OtherScheme(_)));
        assert_eq!(refused("https://ana:secreto@example.com"), AddressError::Credentials);
        assert!(matches!(refused("https://exa mple.com"), AddressError::Character(_)));
        assert!(matches!(refused("https://example.com\r\nX: y"), AddressError::Character(_)));
        assert!(matches!(refused("https://example.com?x=1"), AddressError::Query(_)));
        for host in [
            "https://",
            "https:///x",
            "https://a:99999",
            "https://a:",
            "https://[::1",
            "https://[x]",
            "https://a%20b",
        ] {
            assert!(matches!(refused(host), AddressError::Host(_)), "{host}: {:?}", refused(host));
        }
    }

    #[test]
    fn a_password_in_an_address_is_never_shown() {
        for text in
            ["ana:secreto@example.com", "https://ana:secreto@example.com", "[x](https://ana:secreto@a.b)"]
        {
            assert!(!format!("{0} {0:?}", refused(text)).contains("secreto"), "{text}");
        }
    }
}

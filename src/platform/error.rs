//! Why a platform cannot be opened at all: settings that cannot be right, or a secret that is not there.

use super::address::AddressError;
use super::secret::SecretError;
use std::path::PathBuf;

/// Found before anything was asked of the platform. All are mistakes of the configuration (78), but for a secret that
/// cannot be had and a way that anybody could read (77).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The variable with the address is not set.
    #[error("the platform's address is not set: {variable}")]
    NoAddress { variable: String },
    /// `variable`: where it stands; `None`: in the profile.
    #[error("the platform's address: {why}")]
    Address { variable: Option<String>, why: AddressError },
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A header with a name or a value that no request can carry.
    #[error("the header {0} cannot be sent")]
    Header(String),
    /// A method that is none, or not of this use.
    #[error("\"{0}\" is not a method")]
    Method(String),
    #[error("the certificates in {}: {reason}", file.display())]
    Certificates { file: PathBuf, reason: String },
    /// A name of a folder platform without `{key}` or `{key8}`: two chunks could get the same.
    #[error("the name \"{0}\" needs {{key8}}")]
    NameWithoutKey(String),
    #[error("this program was built without HTTP")]
    WithoutHttp,
}

impl Error {
    /// Whether it is a want of permission, and no mistake of the configuration.
    pub fn is_permission(&self) -> bool {
        matches!(self, Error::Secret(_) | Error::Address { why: AddressError::PlainHttp { .. }, .. })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_without_encryption_is_no_mistake_of_writing() {
        let of = |text: &str| Error::Address {
            variable: None,
            why: super::super::address::PlatformAddress::parse(text)
                .expect_err("no address that may be used"),
        };
        assert!(of("http://example.com").is_permission());
        assert!(!of("ftp://example.com").is_permission());
        assert!(!of("[https://a.b](https://a.b)").is_permission());
    }
}

//! The Windows Credential Manager: one generic credential by its name.

use super::secret::{Secret, SecretError};

/// What is asked of a credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CredentialPart {
    User,
    Password,
}

#[cfg(windows)]
pub(super) fn read(name: &str, part: CredentialPart) -> Result<Secret, SecretError> {
    let wrong =
        |error: keyring_core::Error| SecretError::Store { name: name.to_owned(), reason: reason(&error) };
    let entry = entry(name).map_err(wrong)?;
    match part {
        CredentialPart::Password => entry.get_password().map(Secret::new).map_err(wrong),
        CredentialPart::User => {
            let mut attributes = entry.get_attributes().map_err(wrong)?;
            Ok(Secret::new(attributes.remove("username").unwrap_or_default()))
        }
    }
}

#[cfg(windows)]
fn entry(name: &str) -> keyring_core::Result<keyring_core::Entry> {
    use keyring_core::api::CredentialStoreApi;
    let store = windows_native_keyring_store::Store::new()?;
    // The target is the name that people see in the Credential Manager; service and user do not matter beside it.
    store.build(name, "", Some(&std::collections::HashMap::from([("target", name)])))
}

/// What went wrong, without what was read.
#[cfg(windows)]
fn reason(error: &keyring_core::Error) -> String {
    match error {
        keyring_core::Error::NoEntry => "there is none of this name".to_owned(),
        keyring_core::Error::BadEncoding(_) => "its password is not text".to_owned(),
        keyring_core::Error::BadDataFormat(..) => "its password cannot be read".to_owned(),
        other => other.to_string(),
    }
}

#[cfg(not(windows))]
pub(super) fn read(name: &str, _: CredentialPart) -> Result<Secret, SecretError> {
    Err(SecretError::OnlyWindows(name.to_owned()))
}

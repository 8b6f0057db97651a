//! Secrets: how one is found by its name, and a type that nothing can print.

use super::credential_store::{self, CredentialPart};
use super::settings::SecretSource;
use crate::files;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A file of a secret is not longer.
const FILE_BYTES_MAX: u64 = 64 * 1024;

/// A password or a token. It has no `Debug`, `Display` or `Serialize`, and its memory is overwritten when it goes.
pub struct Secret(String);

impl Secret {
    pub fn new(text: String) -> Secret {
        Secret(text)
    }

    /// The text, for a request and nothing else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.0).into_bytes();
        bytes.fill(0);
        // Keeps the line above from being left out as useless.
        std::hint::black_box(&bytes);
    }
}

/// Why there is no secret. Names and places only.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    #[error("the variable {0} is not set")]
    NotSet(String),
    #[error("the variable {0} is empty")]
    Empty(String),
    #[error("{}: {reason}", file.display())]
    File { file: PathBuf, reason: String },
    #[error("credential {name}: {reason}")]
    Store { name: String, reason: String },
    #[error("credential {0}: only Windows has a Credential Manager")]
    OnlyWindows(String),
    /// For example a line break in a token.
    #[error("{0} has a character that no request can carry")]
    Character(String),
}

/// Where secrets are looked for.
#[derive(Clone, Copy)]
pub struct Secrets<'a> {
    /// Relative files start here.
    pub base: &'a Path,
    /// Variables: whoever calls layers the environment over `.env`.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
}

impl Secrets<'_> {
    /// A password, token or other secret.
    pub fn secret(&self, source: &SecretSource) -> Result<Secret, SecretError> {
        self.find(source, CredentialPart::Password)
    }

    /// The name that goes with a secret; of a credential of Windows its user name.
    pub fn user(&self, source: &SecretSource) -> Result<Secret, SecretError> {
        self.find(source, CredentialPart::User)
    }

    fn find(&self, source: &SecretSource, part: CredentialPart) -> Result<Secret, SecretError> {
        match source {
            SecretSource::Env(name) => match (self.variable)(name) {
                None => Err(SecretError::NotSet(name.clone())),
                Some(text) if text.is_empty() => Err(SecretError::Empty(name.clone())),
                Some(text) => Ok(Secret::new(text)),
            },
            SecretSource::File(file) => first_line(&self.base.join(file)),
            SecretSource::Store(name) => credential_store::read(name, part),
        }
    }
}

/// The first line of a file, without a byte-order mark and its end.
fn first_line(file: &Path) -> Result<Secret, SecretError> {
    let wrong = |reason: String| SecretError::File { file: file.to_owned(), reason };
    let mut text = String::new();
    let opened = files::open(file).map_err(|error| wrong(error.to_string()))?;
    let read = opened.take(FILE_BYTES_MAX + 1).read_to_string(&mut text);
    let text = Secret::new(text);
    read.map_err(|error| wrong(error.to_string()))?;
    let whole = text.expose().strip_prefix('\u{feff}').unwrap_or(text.expose());
    match whole.lines().next() {
        _ if u64::try_from(whole.len()).is_ok_and(|len| len > FILE_BYTES_MAX) => {
            Err(wrong("too long".to_owned()))
        }
        None | Some("") => Err(wrong("its first line is empty".to_owned())),
        Some(line) => Ok(Secret::new(line.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(source: &SecretSource, base: &Path) -> Result<String, SecretError> {
        let variable = |name: &str| match name {
            "TOKEN" => Some("abc".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        let secrets = Secrets { base, variable: &variable };
        secrets.secret(source).map(|secret| secret.expose().to_owned())
    }

    fn of_file(content: &[u8]) -> Result<String, SecretError> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("token"), content).expect("a file");
        found(&SecretSource::File("token".into()), folder.path())
    }

    #[test]
    fn a_variable_is_asked_by_its_name() {
        let of = |name: &str| found(&SecretSource::Env(name.to_owned()), Path::new(""));
        assert_eq!(of("TOKEN").as_deref(), Ok("abc"));
        assert_eq!(of("EMPTY"), Err(SecretError::Empty("EMPTY".to_owned())));
        assert_eq!(of("OTHER"), Err(SecretError::NotSet("OTHER".to_owned())));
    }

    #[test]
    fn a_file_gives_its_first_line_as_editors_write_it() {
        assert_eq!(of_file(b"abc\r\n").as_deref(), Ok("abc"));
        assert_eq!(of_file(b"\xef\xbb\xbfabc\nsecond").as_deref(), Ok("abc"));
        assert_eq!(of_file(b" a b ").as_deref(), Ok(" a b "));
    }

    #[test]
    fn a_file_that_holds_no_secret_says_why_and_not_what() {
        for content in [b"" as &[u8], b"\nabc", b"\xff\xfe", &[b'x'; 70_000]] {
            let error = of_file(content).expect_err("no secret");
            assert!(matches!(error, SecretError::File { .. }));
            assert!(error.to_string().len() < 400, "{error}");
        }
        assert!(found(&SecretSource::File("nowhere".into()), Path::new("/nowhere")).is_err());
    }

    #[cfg(not(windows))]
    #[test]
    fn only_windows_has_a_credential_manager() {
        let error = found(&SecretSource::Store("ACONSYS".to_owned()), Path::new(""));
        assert_eq!(error, Err(SecretError::OnlyWindows("ACONSYS".to_owned())));
    }
}

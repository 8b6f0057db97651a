//! Connection strings: what stands in them, what is added, and which file they name.

use crate::store::drivers::ACCESS_DRIVER;
use crate::store::{CompanyFile, Secret};
use std::path::{Path, PathBuf};

/// The whole connection string of a company.
///
/// With a path: the Access driver, `ExtendedAnsiSQL`, which also makes it notice texts that were cut, and `ReadOnly`
/// for readers, the one attribute that keeps it from writing. A connection string of the configuration is taken as it
/// is. The further attributes of the configuration and the password come last.
pub(super) fn string(file: &CompanyFile, write: bool) -> String {
    let mut string = match &file.odbc.connection {
        Some(connection) => terminated(connection),
        None => format!("Driver={{{ACCESS_DRIVER}}};DBQ={};ExtendedAnsiSQL=1;", file.path.display()),
    };
    if file.odbc.connection.is_none() && !write {
        string.push_str("ReadOnly=1;");
    }
    if let Some(attributes) = &file.odbc.attributes {
        string.push_str(&terminated(attributes));
    }
    if let Some(password) = file.odbc.password.as_ref().and_then(|password| password.value.as_ref()) {
        string.push_str(&format!("PWD={};", escaped(password)));
    }
    string
}

fn terminated(attributes: &str) -> String {
    let attributes = attributes.trim();
    if attributes.is_empty() || attributes.ends_with(';') {
        attributes.to_owned()
    } else {
        format!("{attributes};")
    }
}

/// Braces keep what would end a value, and are doubled within.
fn escaped(password: &Secret) -> String {
    let text = password.reveal();
    if text.contains([';', '{', '}', '+', ' ', '=']) {
        format!("{{{}}}", text.replace('}', "}}"))
    } else {
        text.to_owned()
    }
}

/// The Access file that a company lies in; `None` for whatever else a connection string leads to.
pub(super) fn access_file(file: &CompanyFile) -> Option<PathBuf> {
    match &file.odbc.connection {
        None => Some(file.path.clone()),
        Some(connection) => value(connection, "DBQ").map(PathBuf::from),
    }
}

/// What messages call a company that is reached by a connection string: never the string, which may have a password.
pub fn label(connection: &str) -> String {
    let named = ["DBQ", "Database", "DSN", "FileDSN", "Driver"].into_iter();
    named.filter_map(|key| value(connection, key)).next().unwrap_or_else(|| "ODBC".to_owned())
}

/// Whether Access can be told of the path: braces and semicolons would end it.
pub(super) fn can_be_told(path: &Path) -> bool {
    !path.to_string_lossy().contains(['{', '}', ';'])
}

/// The value of an attribute, without the braces round it.
fn value(connection: &str, wanted: &str) -> Option<String> {
    attributes(connection).find(|(key, _)| key.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
}

fn attributes(connection: &str) -> impl Iterator<Item = (&str, String)> {
    let mut rest = connection;
    std::iter::from_fn(move || {
        let (key, after) = rest.split_once('=')?;
        let key = key.trim_start_matches(';').trim();
        let after = after.trim_start();
        let end = match after.strip_prefix('{') {
            Some(braced) => braced.find('}').map_or(after.len(), |end| end + 2),
            None => after.find(';').unwrap_or(after.len()),
        };
        let (value, tail) = after.split_at(end);
        rest = tail;
        let value = value.trim();
        let bare = value.strip_prefix('{').and_then(|value| value.strip_suffix('}')).unwrap_or(value);
        Some((key, bare.to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Year;
    use crate::store::{Driver, OdbcOptions, Password};

    fn company(odbc: OdbcOptions) -> CompanyFile {
        let (company, year) = ("oficit".parse().expect("a name"), Year::new(2026).expect("a year"));
        CompanyFile { company, year, path: r"C:\Datos\FS\0012026.accdb".into(), driver: Driver::Odbc, odbc }
    }

    #[test]
    fn a_path_is_opened_by_the_access_driver_and_readers_cannot_write() {
        let company = company(OdbcOptions::default());
        let written = r"Driver={Microsoft Access Driver (*.mdb, *.accdb)};DBQ=C:\Datos\FS\0012026.accdb;ExtendedAnsiSQL=1;";
        assert_eq!(string(&company, true), written);
        assert_eq!(string(&company, false), format!("{written}ReadOnly=1;"));
        assert_eq!(access_file(&company), Some(PathBuf::from(r"C:\Datos\FS\0012026.accdb")));
    }

    #[test]
    fn attributes_and_password_come_last_and_a_password_stays_one_value() {
        let odbc = OdbcOptions {
            connection: Some("Driver={SQLite3};Database=a.db".to_owned()),
            attributes: Some("NoCreat=1".to_owned()),
            password: Some(Password {
                variable: "P".to_owned(),
                value: Some(Secret::new("a;b}c".to_owned())),
            }),
        };
        let company = company(odbc);
        assert_eq!(string(&company, false), "Driver={SQLite3};Database=a.db;NoCreat=1;PWD={a;b}}c};");
        assert_eq!(access_file(&company), None);
        assert!(!format!("{company:?}").contains("a;b"), "a password is never shown");
    }

    #[test]
    fn a_connection_is_called_after_what_it_leads_to() {
        let access = r"Driver={Microsoft Access Driver (*.mdb, *.accdb)};PWD=x;DBQ=\\srv\FS\1.accdb";
        assert_eq!(label(access), r"\\srv\FS\1.accdb");
        assert_eq!(label("Driver={a;b};DATABASE = f.db ;"), "f.db");
        assert_eq!(label("DSN=Factusol;PWD=x"), "Factusol");
        assert_eq!(label("x"), "ODBC");
    }
}

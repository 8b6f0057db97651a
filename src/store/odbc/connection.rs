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

/// The file that a connection string names with its whole path, whatever driver opens it.
pub fn named_file(connection: &str) -> Option<PathBuf> {
    let named = ["DBQ", "Database"].into_iter().find_map(|key| value(connection, key));
    named.map(PathBuf::from).filter(|path| path.is_absolute())
}

/// What messages call a company that is reached by a connection string: never the string, which may have a password,
/// and nothing of one that is not understood to its end, for then a password may stand anywhere.
pub fn label(connection: &str) -> String {
    let named = ["DBQ", "Database", "DSN", "FileDSN", "Driver"].into_iter();
    let shown = shown(connection);
    let of = |key: &str| shown.iter().find(|(known, _)| known.eq_ignore_ascii_case(key));
    named.filter_map(of).map(|(_, value)| value.clone()).next().unwrap_or_else(|| "ODBC".to_owned())
}

/// Every text of a connection string that no message may have: all but keywords and what [`label`] may show. Too short
/// ones are left out, which stand in words of every message.
pub(super) fn hidden(connection: &str) -> Vec<String> {
    let shown = shown(connection);
    let is_shown = |part: &str| {
        let is_keyword = HARMLESS.iter().chain(&["UID", "PWD"]).any(|key| key.eq_ignore_ascii_case(part));
        is_keyword || shown.iter().any(|(_, value)| value.contains(part))
    };
    let parts = connection.split([';', '=', '{', '}']).map(str::trim);
    let mut hidden: Vec<_> = parts
        .filter(|part| part.chars().count() >= HIDDEN_CHARS_MIN && !is_shown(part))
        .map(str::to_owned)
        .collect();
    hidden.sort_by_key(|part| std::cmp::Reverse(part.len()));
    hidden
}

const HIDDEN_CHARS_MIN: usize = 3;

/// Keywords whose values tell where something is, and nothing else.
const HARMLESS: [&str; 9] =
    ["Driver", "DSN", "FileDSN", "DBQ", "Database", "Server", "Port", "ReadOnly", "ExtendedAnsiSQL"];

/// The harmless attributes of a connection string that is understood to its end; else none. A value in which another
/// attribute may be hidden, since a brace or a semicolon was forgotten, makes all of them doubtful.
fn shown(connection: &str) -> Vec<(&str, String)> {
    let Some(attributes) = attributes(connection) else { return Vec::new() };
    let is_harmless = |key: &str| HARMLESS.iter().any(|known| known.eq_ignore_ascii_case(key));
    let shown: Vec<_> = attributes.into_iter().filter(|(key, _)| is_harmless(key)).collect();
    let doubtful = |value: &str| value.replace("{year}", "").contains([';', '=', '{', '}']);
    if shown.iter().any(|(_, value)| doubtful(value)) { Vec::new() } else { shown }
}

/// Whether Access can be told of the path: braces and semicolons would end it.
pub(super) fn can_be_told(path: &Path) -> bool {
    !path.to_string_lossy().contains(['{', '}', ';'])
}

/// The value of an attribute, without the braces round it.
fn value(connection: &str, wanted: &str) -> Option<String> {
    let attributes = attributes(connection)?.into_iter();
    attributes.filter(|(key, _)| key.eq_ignore_ascii_case(wanted)).map(|(_, value)| value).next()
}

/// `key=value;key={value};…`, each value without its braces, in which `}}` stands for one; `None` where it is anything
/// else.
fn attributes(connection: &str) -> Option<Vec<(&str, String)>> {
    let mut attributes = Vec::new();
    let mut rest = connection.trim_start_matches([';', ' ']);
    while !rest.is_empty() {
        let (key, after) = rest.split_once('=')?;
        if key.trim().is_empty() || key.contains([';', '{', '}']) {
            return None;
        }
        let after = after.trim_start();
        let (value, tail) = match after.strip_prefix('{').filter(|_| !after.starts_with("{year}")) {
            Some(braced) => in_braces(braced)?,
            None => {
                let (value, tail) = after.split_at(after.find(';').unwrap_or(after.len()));
                (value.trim().to_owned(), tail)
            }
        };
        let tail = tail.trim_start();
        if !tail.is_empty() && !tail.starts_with(';') {
            return None;
        }
        attributes.push((key.trim(), value));
        rest = tail.trim_start_matches([';', ' ']);
    }
    Some(attributes)
}

/// A value up to the brace that closes it, and what follows.
fn in_braces(braced: &str) -> Option<(String, &str)> {
    let mut from = 0;
    loop {
        let end = from + braced.get(from..)?.find('}')?;
        let tail = braced.get(end + 1..)?;
        if !tail.starts_with('}') {
            return Some((braced.get(..end)?.replace("}}", "}"), tail));
        }
        from = end + 2;
    }
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
        assert_eq!(label("Driver={a b};DATABASE = f.db ;"), "f.db");
        assert_eq!(label("DSN=Factusol;PWD=x"), "Factusol");
        assert_eq!(label("DSN=Oficit {year};PWD={a}}=b;c}"), "Oficit {year}");
    }

    /// Each has the password `s3cret`.
    const DOUBTFUL: [&str; 9] = [
        "s3cret",
        "PWD s3cret;Database=f.db",
        "Driver={SQLite3;Database=f.db;PWD=s3cret",
        "Driver={SQLite3};Database={f.db;PWD=s3cret",
        "Database={f.db;PWD=s3cret;Driver={SQLite3}",
        "Driver={SQLite3} PWD=s3cret;Database=f.db",
        "Driver={SQLite3}PWD=s3cret;Database=f.db",
        "Database=f.db PWD=s3cret;Driver={SQLite3}",
        "=s3cret;Database=f.db",
    ];

    #[test]
    fn what_is_not_understood_to_its_end_is_not_shown_at_all() {
        for connection in DOUBTFUL {
            assert_eq!(label(connection), "ODBC", "{connection}");
            assert!(hidden(connection).iter().any(|part| part.contains("s3cret")), "{connection}");
        }
    }

    #[test]
    fn a_driver_says_again_only_what_is_harmless() {
        let connection = "Driver={SQLite3};Database=f.db;UID=ana;PWD=s3cret;Token={top;s3cret}";
        assert_eq!(hidden(connection), ["s3cret", "s3cret", "Token", "ana", "top"]);
    }
}

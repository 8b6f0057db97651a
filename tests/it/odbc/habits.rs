//! What the Access driver does not bear, and no double can see: calls of odbc-api that must not be in the sources.

use std::fs;
use std::path::{Path, PathBuf};

/// Each with what the driver answers.
const FORBIDDEN: [(&str, &str); 16] = [
    ("describe_param", "IM001"),
    ("parameter_descriptions", "IM001"),
    ("into_text_inserter", "IM001, and decimals as text"),
    ("column_inserter", "an array of parameters"),
    ("bind_buffer", "an array of rows"),
    ("foreign_keys", "IM001"),
    ("set_query_timeout", "HYC00"),
    ("set_login_timeout", "a timeout that is not there"),
    ("packet_size", "a size that is not there"),
    ("set_connection_pooling", "a pool keeps the lock file"),
    ("DataType::BigInt", "HYC00: 64-bit integers"),
    ("get_text(", "the ANSI code page"),
    ("VarCharBox", "the ANSI code page"),
    ("DataType::Numeric", "a decimal as text in between"),
    ("DataType::Decimal", "a decimal as text in between"),
    (".into_parameter()", "narrow on one system, wide on another"),
];

#[test]
fn nothing_is_called_that_the_access_driver_refuses() {
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store/odbc")) {
        let text = fs::read_to_string(&path).expect("a source");
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let found = FORBIDDEN.iter().find(|(name, _)| code.contains(name));
            assert_eq!(found, None, "{}:{}", path.display(), number + 1);
        }
    }
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let (folders, files): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    files.into_iter().chain(folders.iter().flat_map(|folder| sources(folder))).collect()
}

#[test]
fn odbc_of_3_80_is_not_asked_for() {
    let manifest =
        fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")).expect("a manifest");
    let lines: Vec<&str> = manifest.lines().filter(|line| line.starts_with("odbc-api")).collect();
    assert_eq!(lines.len(), 2);
    for line in lines {
        assert!(line.contains("default-features = false") && !line.contains("odbc_version"), "{line}");
    }
}

//! The variables of bulk jobs: the process's own, then the `.env` file. Nothing of the file gets into the process's.

use crate::files;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// Far more variables than anybody has.
const BYTES_MAX: u64 = 1 << 20;

/// What is wrong with a variable, without its value, which may be a password.
#[derive(Debug, thiserror::Error)]
pub enum VariableError {
    #[error("{} cannot be read", file.display())]
    Unreadable { file: PathBuf, source: io::Error },
    #[error("{}:{line}: not NAME=value", file.display())]
    Malformed { file: PathBuf, line: usize },
    #[error("{place}: CHUNK_SIZE must be a whole number from 1 to 500000, but is \"{found}\"")]
    ChunkSize { place: String, found: String },
}

/// The variables of the process and of the file.
pub struct Variables<'p> {
    process: &'p dyn Fn(&str) -> Option<String>,
    file: PathBuf,
    /// Value and line.
    entries: BTreeMap<String, (String, usize)>,
}

impl<'p> Variables<'p> {
    /// Reads the file, if there is one.
    pub fn read(
        process: &'p dyn Fn(&str) -> Option<String>,
        file: &Path,
    ) -> Result<Variables<'p>, VariableError> {
        let unreadable = |source| VariableError::Unreadable { file: file.to_owned(), source };
        let read = files::read_up_to(file, BYTES_MAX)
            .and_then(|bytes| String::from_utf8(bytes).map_err(|_| io::ErrorKind::InvalidData.into()));
        let text = match read {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => String::new(),
            Err(error) => return Err(unreadable(error)),
        };
        let entries = entries(text.trim_start_matches('\u{feff}'), file)?;
        Ok(Variables { process, file: file.to_owned(), entries })
    }

    /// A variable that is set to something; the process's goes before the file's.
    pub fn variable(&self, name: &str) -> Option<String> {
        let of_file =
            || self.entries.get(name).map(|(value, _)| value.clone()).filter(|value| !value.is_empty());
        (self.process)(name).filter(|value| !value.is_empty()).or_else(of_file)
    }

    /// Where a variable is set, for messages: `.env:3`, or only the name, where the process sets it.
    pub fn place(&self, name: &str) -> String {
        match self.entries.get(name) {
            Some((_, line)) if (self.process)(name).is_none() => format!("{}:{line}", self.file.display()),
            _ => name.to_owned(),
        }
    }

    /// `CHUNK_SIZE`, if it is set.
    pub fn chunk_size(&self) -> Result<Option<u32>, VariableError> {
        let Some(found) = self.variable("CHUNK_SIZE") else { return Ok(None) };
        let digits = found.trim().bytes().all(|byte| byte.is_ascii_digit());
        let size = found.trim().parse().ok().filter(|size| digits && (1..=500_000).contains(size));
        size.map(Some).ok_or_else(|| VariableError::ChunkSize { place: self.place("CHUNK_SIZE"), found })
    }
}

/// Every entry with the line on which it begins; of two with one name the later counts.
fn entries(text: &str, file: &Path) -> Result<BTreeMap<String, (String, usize)>, VariableError> {
    let malformed = |line| VariableError::Malformed { file: file.to_owned(), line };
    let mut entries = BTreeMap::new();
    for parsed in dotenvy::from_read_iter(text.as_bytes()) {
        match parsed {
            Ok((name, value)) => {
                let line = line_of(text, &name);
                entries.insert(name, (value, line));
            }
            Err(dotenvy::Error::LineParse(line, _)) => {
                let at = text.lines().position(|written| written.trim() == line.trim());
                return Err(malformed(at.map_or(1, |at| at + 1)));
            }
            Err(_) => return Err(malformed(1)),
        }
    }
    Ok(entries)
}

/// The last line that sets a name, from 1 on.
fn line_of(text: &str, name: &str) -> usize {
    let sets = |line: &str| {
        let line = line.trim_start();
        let line = line.strip_prefix("export ").map_or(line, str::trim_start);
        line.strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('='))
    };
    let last = text.lines().enumerate().filter(|(_, line)| sets(line)).last();
    last.map_or(1, |(at, _)| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn read(text: &str, process: &dyn Fn(&str) -> Option<String>) -> Result<Option<u32>, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(".env");
        fs::write(&file, text).expect("written");
        let variables = Variables::read(process, &file).map_err(|error| error.to_string())?;
        let told =
            |error: VariableError| error.to_string().replace(&folder.path().display().to_string(), "…");
        variables.chunk_size().map_err(told)
    }

    #[test]
    fn the_process_goes_before_the_file_and_the_file_is_no_need() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join(".env");
        let process = |name: &str| (name == "ACONSYS_USER").then(|| "process".to_owned());
        assert_eq!(Variables::read(&process, &file).expect("read").variable("CHUNK_SIZE"), None);
        fs::write(&file, "ACONSYS_USER=file\nCHUNK_SIZE='100' # rows\n").expect("written");
        let variables = Variables::read(&process, &file).expect("read");
        assert_eq!(variables.variable("ACONSYS_USER").as_deref(), Some("process"));
        assert_eq!(variables.variable("CHUNK_SIZE").as_deref(), Some("100"));
    }

    #[test]
    fn a_chunk_size_that_is_none_is_told_with_its_line() {
        let nothing = |_: &str| None;
        assert_eq!(read("# sizes\nCHUNK_SIZE=50000\n", &nothing), Ok(Some(50_000)));
        for found in ["50k", "0", "-1", "500001", "+5", "1e3"] {
            let told =
                format!("…/.env:2: CHUNK_SIZE must be a whole number from 1 to 500000, but is \"{found}\"");
            assert_eq!(read(&format!("A=1\nCHUNK_SIZE={found}\n"), &nothing), Err(told));
        }
        let process = |name: &str| (name == "CHUNK_SIZE").then(|| "many".to_owned());
        assert!(read("", &process).expect_err("no number").starts_with("CHUNK_SIZE: "));
    }

    #[test]
    fn a_line_that_is_none_is_told_without_its_content() {
        let told = read("A=1\nhunter2\n", &|_: &str| None).expect_err("malformed");
        assert!(told.ends_with(".env:2: not NAME=value") && !told.contains("hunter2"), "{told}");
    }
}

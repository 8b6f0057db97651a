//! The file as a whole: text in, a valid configuration or every finding out.

use super::document::{Findings, Section, position};
use super::error::{Error, Finding, Problem};
use super::sections;
use crate::domain::lang::Lang;
use crate::pipeline::Settings;
use std::fs;
use std::path::{Path, PathBuf};
use toml::de::DeTable;

/// Where and how much is logged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSettings {
    pub directory: PathBuf,
    pub keep_days: u32,
    pub level: log::LevelFilter,
}

/// A valid configuration. Its paths are absolute if the file's own path is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    pub file: PathBuf,
    pub language: Option<Lang>,
    pub state: PathBuf,
    pub log: LogSettings,
    pub settings: Settings,
}

impl Config {
    /// Reads and checks a file.
    pub fn load(file: &Path) -> Result<Config, Error> {
        let unreadable = |source| Error::Unreadable { file: file.to_owned(), source };
        let bytes = fs::read(file).map_err(unreadable)?;
        let invalid = |findings| Error::Invalid { file: file.to_owned(), findings };
        let text = decode(&bytes).map_err(|finding| invalid(vec![finding]))?;
        Config::parse(text, file).map_err(invalid)
    }

    /// Checks the text of a file. Relative paths in it start where the file lies.
    pub fn parse(text: &str, file: &Path) -> Result<Config, Vec<Finding>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        if !errors.is_empty() {
            let mut findings: Vec<_> = errors.iter().map(|error| syntax(text, error)).collect();
            findings.dedup_by_key(|finding| (finding.at.line, finding.problem.clone()));
            return Err(findings);
        }
        let findings = Findings::new(text);
        let config = read(&Section::root(&findings, table.get_ref()), file);
        match (config, findings.into_sorted()) {
            (Some(config), found) if found.is_empty() => Ok(config),
            (_, found) => Err(found),
        }
    }
}

fn decode(bytes: &[u8]) -> Result<&str, Finding> {
    std::str::from_utf8(bytes).map_err(|error| {
        let sound = bytes.get(..error.valid_up_to()).and_then(|sound| std::str::from_utf8(sound).ok());
        let at = position(sound.unwrap_or_default(), usize::MAX);
        Finding { at, key: String::new(), problem: Problem::Encoding }
    })
}

fn syntax(text: &str, error: &toml::de::Error) -> Finding {
    let start = error.span().map_or(0, |span| span.start);
    // The parser points at the letter after the backslash.
    let backslash = text.get(..start).is_some_and(|before| before.ends_with('\\'));
    let (start, problem) = if backslash {
        (start - 1, Problem::Backslash)
    } else {
        (start, Problem::Syntax { message: error.message().to_owned() })
    };
    Finding { at: position(text, start), key: String::new(), problem }
}

fn read(root: &Section<'_>, file: &Path) -> Option<Config> {
    let base = file.parent().unwrap_or(Path::new(""));
    let languages = [("es", Lang::Es), ("en", Lang::En)];
    let language = root.value("language").and_then(|field| field.choice(&languages));
    let state = state(&root.section("state"), base);
    let log = log_settings(&root.section("log"), base);
    let settings = sections::settings(root, base);
    root.close();
    Some(Config { file: file.to_owned(), language, state, log, settings: settings? })
}

fn state(section: &Section<'_>, base: &Path) -> PathBuf {
    let path = section.value("path").and_then(|field| field.filled_text()).unwrap_or("state.db");
    section.close();
    base.join(path)
}

fn log_settings(section: &Section<'_>, base: &Path) -> LogSettings {
    use log::LevelFilter::{Debug, Error, Info, Off, Trace, Warn};
    let levels =
        [("off", Off), ("error", Error), ("warn", Warn), ("info", Info), ("debug", Debug), ("trace", Trace)];
    let directory = section.value("directory").and_then(|field| field.filled_text()).unwrap_or("logs");
    let keep_days = section.value("keep_days").and_then(|field| field.integer(1..=3650)).unwrap_or(30);
    let level = section.value("level").and_then(|field| field.choice(&levels)).unwrap_or(Info);
    section.close();
    LogSettings { directory: base.join(directory), keep_days, level }
}

//! The file as a whole: text in, a valid configuration or every finding out.

use super::defaults;
use super::error::{Error, Finding, Problem};
use super::sections::{self, Section};
use crate::domain::lang::Lang;
use crate::files;
use crate::import::ImportSettings;
use crate::pipeline::Settings;
use crate::toml_file::{self, Findings, Tree, decode};
use std::path::{Path, PathBuf};

/// A configuration of 50,000 articles has 2 MiB.
const BYTES_MAX: u64 = 8 << 20;

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
    /// `None`: a configuration for bulk files alone.
    pub settings: Option<Settings>,
    pub import: ImportSettings,
}

impl Config {
    /// The companies; a configuration for bulk files alone has none.
    pub fn companies(&self) -> Result<&Settings, Error> {
        self.settings.as_ref().ok_or_else(|| Error::NoCompanies { file: self.file.clone() })
    }

    /// Reads and checks a file.
    pub fn load(file: &Path) -> Result<Config, Error> {
        let unreadable = |source| Error::Unreadable { file: file.to_owned(), source };
        let bytes = files::read_up_to(file, BYTES_MAX).map_err(unreadable)?;
        let invalid = |findings| Error::Invalid { file: file.to_owned(), findings };
        let text = decode(&bytes).map_err(|finding| invalid(vec![ours(finding)]))?;
        Config::parse(text, file).map_err(invalid)
    }

    /// Checks the text of a file. Relative paths in it start where the file lies.
    pub fn parse(text: &str, file: &Path) -> Result<Config, Vec<Finding>> {
        let no_toml = |findings: Vec<_>| findings.into_iter().map(ours).collect::<Vec<_>>();
        let tree = Tree::parse(text).map_err(no_toml)?;
        let findings = Findings::of(&tree);
        let config = read(&Section::root(&findings, &tree), file);
        match (config, findings.into_sorted()) {
            (Some(config), found) if found.is_empty() => Ok(config),
            (_, found) => Err(found),
        }
    }
}

fn ours(finding: toml_file::Finding<toml_file::Problem>) -> Finding {
    Finding { at: finding.at, key: finding.key, problem: Problem::Toml(finding.problem) }
}

fn read(root: &Section<'_>, file: &Path) -> Option<Config> {
    let base = file.parent().unwrap_or(Path::new(""));
    let languages = [("es", Lang::Es), ("en", Lang::En)];
    let language = root.value("language").and_then(|field| field.choice(&languages));
    let state = state(&root.section("state"), base);
    let log = log_settings(&root.section("log"), base);
    let import = root.has("import");
    let bulk = import_settings(&root.section("import"), base);
    let settings = sections::settings(root, base, !import);
    root.close();
    Some(Config { file: file.to_owned(), language, state, log, settings: settings?, import: bulk })
}

fn import_settings(section: &Section<'_>, base: &Path) -> ImportSettings {
    let path = |key, usual: &str| {
        let written = section.value(key).and_then(|field| field.filled_text());
        base.join(written.unwrap_or(usual))
    };
    let profiles = path("profiles", defaults::PROFILES);
    let work = path("work", defaults::IMPORT_WORK);
    let env_file = path("env_file", defaults::ENV_FILE);
    let keep =
        section.value("keep").and_then(|field| field.integer(1..=10_000)).unwrap_or(defaults::JOBS_KEPT);
    section.close();
    ImportSettings { base: base.to_owned(), profiles, work, env_file, keep }
}

fn state(section: &Section<'_>, base: &Path) -> PathBuf {
    let path = section.value("path").and_then(|field| field.filled_text()).unwrap_or(defaults::STATE);
    section.close();
    base.join(path)
}

fn log_settings(section: &Section<'_>, base: &Path) -> LogSettings {
    use log::LevelFilter::{Debug, Error, Info, Off, Trace, Warn};
    let levels =
        [("off", Off), ("error", Error), ("warn", Warn), ("info", Info), ("debug", Debug), ("trace", Trace)];
    let directory =
        section.value("directory").and_then(|field| field.filled_text()).unwrap_or(defaults::LOGS);
    let keep_days =
        section.value("keep_days").and_then(|field| field.integer(1..=3650)).unwrap_or(defaults::LOGS_KEPT);
    let level = section.value("level").and_then(|field| field.choice(&levels)).unwrap_or(Info);
    section.close();
    LogSettings { directory: base.join(directory), keep_days, level }
}

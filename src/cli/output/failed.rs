//! What ended a command before its time.

use super::show::{line, paint};
use super::{code_words, finding_words, sentence};
use crate::cli::commands::init::Exists;
use crate::cli::commands::task::NoScheduler;
use crate::cli::messages::Catalogue;
use crate::cli::{error_code, exit};
use crate::config;
use crate::import;
use crate::pipeline;
use crate::platform::{self, SecretError};
use crate::store;
use crate::task;
use serde::Serialize;

/// The failure of a whole command, in words.
#[derive(Debug, Serialize)]
pub struct Failed {
    version: u32,
    error: Body,
}

#[derive(Debug, Serialize)]
struct Body {
    code: u8,
    name: &'static str,
    message: String,
    #[serde(rename = "where")]
    place: Place,
    causes: Vec<String>,
    hint: String,
    /// The mistakes of a configuration.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<FoundAt>,
}

/// What it concerns; unknown is null.
#[derive(Debug, Default, Serialize)]
struct Place {
    company: Option<String>,
    file: Option<String>,
}

#[derive(Debug, Serialize)]
struct FoundAt {
    line: usize,
    column: usize,
    key: String,
    message: String,
}

impl Failed {
    pub fn new(error: &anyhow::Error, catalogue: &Catalogue) -> Failed {
        let code = error_code::of(error);
        let mut chain = error.chain().map(|cause| sentence::sentence(cause, catalogue));
        let message = chain.next().unwrap_or_default();
        let hint =
            special_hint(error, catalogue).unwrap_or_else(|| code_words::hint(code, catalogue).to_owned());
        let body = Body {
            code,
            name: exit::name(code),
            message,
            place: place(error),
            causes: chain.collect(),
            hint,
            findings: findings(error, catalogue),
        };
        Failed { version: 1, error: body }
    }

    /// A command line that does not parse; `message` is the parser's.
    pub fn usage(message: &str, catalogue: &Catalogue) -> Failed {
        let body = Body {
            code: exit::USAGE,
            name: exit::name(exit::USAGE),
            message: message.trim().trim_start_matches("error: ").to_owned(),
            place: Place::default(),
            causes: Vec::new(),
            hint: code_words::hint(exit::USAGE, catalogue).to_owned(),
            findings: Vec::new(),
        };
        Failed { version: 1, error: body }
    }

    pub fn code(&self) -> u8 {
        self.error.code
    }

    pub fn one_line(&self) -> String {
        let Body { code, name, message, causes, .. } = &self.error;
        let chain: Vec<_> = std::iter::once(message).chain(causes).map(String::as_str).collect();
        format!("{code} {name}: {}", chain.join(": "))
    }

    /// What, under it why, then what to do.
    pub fn text(&self, colours: bool, catalogue: &Catalogue) -> String {
        let Body { message, causes, hint, findings, place, .. } = &self.error;
        let mut text = String::new();
        let error = paint(catalogue.text("failure.error"), "1;31", colours);
        line(&mut text, format_args!("{error}: {message}"));
        let file = place.file.as_deref().unwrap_or_default();
        for FoundAt { line: row, column, key, message } in findings {
            let key = if key.is_empty() { String::new() } else { format!("{key}: ") };
            line(&mut text, format_args!("  {file}:{row}:{column}: {key}{message}"));
        }
        for cause in causes {
            line(&mut text, format_args!("  {}: {cause}", catalogue.text("failure.caused_by")));
        }
        let title = paint(catalogue.text("failure.hint"), "1;36", colours);
        line(&mut text, format_args!("{title}: {hint}"));
        text
    }
}

/// A hint that says more than the exit code's own.
fn special_hint(error: &anyhow::Error, catalogue: &Catalogue) -> Option<String> {
    if let Some(import::Error::Platform(platform::Error::Secret(secret))) = error.downcast_ref()
        && let SecretError::NotSet(name) | SecretError::Empty(name) = secret
    {
        return Some(catalogue.say("hint.secret", &[("name", name)]));
    }
    special_key(error).map(|key| catalogue.text(key).to_owned())
}

/// The key of a hint without values.
fn special_key(error: &anyhow::Error) -> Option<&'static str> {
    let no_configuration = matches!(error.downcast_ref(), Some(config::Error::NotFound { .. }));
    if matches!(error.downcast_ref(), Some(config::Error::NoCompanies { .. })) {
        return Some("hint.bulk_alone");
    }
    match error.downcast_ref() {
        Some(task::Error::NotElevated { .. }) => return Some("hint.elevate"),
        Some(task::Error::Refused { .. }) => return Some("hint.task_refused"),
        Some(task::Error::NotInstalled { .. }) => return Some("hint.task_install"),
        _ => {}
    }
    if matches!(error.chain().find_map(sentence::store_error), Some(store::Error::NoPassword { .. })) {
        return Some("hint.password");
    }
    if error.is::<NoScheduler>() {
        return Some("hint.crontab");
    }
    let exists = error.is::<Exists>();
    if no_configuration { Some("hint.config_missing") } else { exists.then_some("init.force") }
}

fn place(error: &anyhow::Error) -> Place {
    let of_pipeline = error.downcast_ref::<pipeline::Error>();
    let company = of_pipeline.and_then(pipeline::Error::company).map(ToString::to_string);
    let file = error.chain().find_map(|cause| {
        let store = sentence::store_error(cause).map(|error| error.file().to_owned());
        let config = || cause.downcast_ref().and_then(config_file);
        let state = || match cause.downcast_ref()? {
            pipeline::Error::State { path, .. } => Some(path.display().to_string()),
            _ => None,
        };
        store.or_else(config).or_else(state)
    });
    Place { company, file }
}

fn config_file(error: &config::Error) -> Option<String> {
    match error {
        config::Error::NotFound { .. } => None,
        config::Error::Unreadable { file, .. }
        | config::Error::NoCompanies { file }
        | config::Error::Invalid { file, .. } => Some(file.display().to_string()),
    }
}

fn findings(error: &anyhow::Error, catalogue: &Catalogue) -> Vec<FoundAt> {
    let Some(config::Error::Invalid { findings, .. }) = error.downcast_ref() else { return Vec::new() };
    let found = |finding: &config::Finding| FoundAt {
        line: finding.at.line,
        column: finding.at.column,
        key: finding.key.clone(),
        message: finding_words::problem(finding, catalogue),
    };
    findings.iter().map(found).collect()
}

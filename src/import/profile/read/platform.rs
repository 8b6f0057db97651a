//! `[platform]`: what it is reached by, and how a chunk's fate is asked.

mod auth;
mod http;

use super::templates::{needs_one_of, of_job, template};
use super::values::{duration, pointer};
use super::{Field, Section, TomlProblem, paths};
use crate::import::profile::{PeriodKind, ProfileProblem};
use crate::platform::settings::{
    DEFAULT_EVERY, DEFAULT_SETTLE, DEFAULT_TIMEOUT, FolderSettings, PlatformReach, PlatformSettings, Poll,
    Resend, StateValue,
};
use crate::template::Template;
use crate::toml_file::Kind;
use std::path::PathBuf;
use std::time::Duration;

/// What a platform is reached by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlatformKind {
    Http,
    Folder,
    None,
}

/// Placeholders of a chunk, beside those of its job.
const OF_A_CHUNK: [&str; 5] = ["total", "n", "key", "key8", "name"];

const HTTP_KEYS: [&str; 8] = ["url_env", "url", "auth", "headers", "ca_file", "submit", "lookup", "cancel"];
const FOLDER_KEYS: [&str; 3] = ["drop", "answers", "settle"];

/// A platform is not asked more often than this.
const EVERY_MIN: Duration = Duration::from_millis(50);

/// The kind of a platform; none where there is no table.
pub(super) fn kind(section: &Section<'_>) -> PlatformKind {
    let kinds =
        [("http", PlatformKind::Http), ("folder", PlatformKind::Folder), ("none", PlatformKind::None)];
    let kind = section.is_there().then(|| section.required("kind")).flatten();
    kind.and_then(|field| field.choice(&kinds)).unwrap_or(PlatformKind::None)
}

/// `answer` is the name of the answer in a folder.
pub(super) fn platform(
    section: &Section<'_>,
    kind: PlatformKind,
    answer: Option<Template>,
    period: PeriodKind,
) -> Option<PlatformSettings> {
    let settings = match kind {
        PlatformKind::None => None,
        PlatformKind::Http => {
            refuse(section, &FOLDER_KEYS, "kind = \"http\"");
            let reach = http::http(section, period).map(PlatformReach::Http);
            common(section, kind, reach, period)
        }
        PlatformKind::Folder => {
            refuse(section, &HTTP_KEYS, "kind = \"folder\"");
            let reach = folder(section, answer, period).map(PlatformReach::Folder);
            common(section, kind, reach, period)
        }
    };
    if kind != PlatformKind::None
        || section.value("kind").is_some_and(|field| field.as_text() == Some("none"))
    {
        section.close();
    }
    settings
}

fn refuse(section: &Section<'_>, keys: &[&str], with: &str) {
    for field in keys.iter().filter_map(|key| section.value(key)) {
        field.wrong(ProfileProblem::NotWith { key: with.to_owned() });
    }
}

fn common(
    section: &Section<'_>,
    kind: PlatformKind,
    reach: Option<PlatformReach>,
    period: PeriodKind,
) -> Option<PlatformSettings> {
    let resends = [
        ("key", Resend::Key),
        ("name", Resend::Name),
        ("replace", Resend::Replace),
        ("never", Resend::Never),
    ];
    let resend = section.value("resend").and_then(|field| field.choice(&resends)).unwrap_or(Resend::Never);
    let name = name(section, kind, resend, period);
    let time =
        |key, least, usual| section.value(key).and_then(|field| duration(&field, least)).unwrap_or(usual);
    let every = time("every", EVERY_MIN, DEFAULT_EVERY);
    let timeout = time("timeout", Duration::from_secs(1), DEFAULT_TIMEOUT);
    let poll = section.section("poll");
    let poll = poll.is_there().then(|| chunk_poll(&poll, kind, period)).flatten();
    Some(PlatformSettings { reach: reach?, resend, name, every, timeout, poll })
}

/// The name under which a chunk is sent. In a folder, and where names tell chunks apart, it has to be one's own.
fn name(section: &Section<'_>, kind: PlatformKind, resend: Resend, period: PeriodKind) -> Option<Template> {
    let is_needed = kind == PlatformKind::Folder || resend == Resend::Name;
    let field = if is_needed { section.required("name") } else { section.value("name") }?;
    let name = paths::name(&field, &of_job(period, &["total", "n", "key", "key8"]))?;
    if kind == PlatformKind::Folder && resend != Resend::Replace {
        needs_one_of(&field, &name, &["key", "key8"], "{key8}, {key}");
    }
    Some(name)
}

fn folder(section: &Section<'_>, answer: Option<Template>, period: PeriodKind) -> Option<FolderSettings> {
    let path = |key| section.required(key).and_then(|field| paths::plain(&field)).map(PathBuf::from);
    let (drop, answers) = (path("drop"), path("answers"));
    let settle =
        section.value("settle").and_then(|field| duration(&field, Duration::ZERO)).unwrap_or(DEFAULT_SETTLE);
    let process = section.section("process");
    let asks = process.is_there().then(|| process.required("drop")).flatten();
    let asks = asks.and_then(|field| paths::name(&field, &of_job(period, &[])));
    process.close();
    Some(FolderSettings { drop: drop?, answers: answers?, settle, process: asks, answer })
}

/// `[platform.poll]`: `path` below the address, or `file` in the folder of answers.
fn chunk_poll(section: &Section<'_>, kind: PlatformKind, period: PeriodKind) -> Option<Poll> {
    let known = of_job(period, &[OF_A_CHUNK.as_slice(), &["ticket"]].concat());
    let place = match kind {
        PlatformKind::Folder => section.required("file").and_then(|field| paths::name(&field, &known)),
        _ => section.required("path").and_then(|field| template(&field, &known)),
    };
    let poll = states(section, place);
    section.close();
    poll
}

/// `state`, `rows`, `done`, `failed`, `pending`.
fn states(section: &Section<'_>, place: Option<Template>) -> Option<Poll> {
    let state = section.required("state").and_then(|field| pointer(&field));
    let rows = section.value("rows").and_then(|field| pointer(&field));
    let done = section.required("done");
    let [failed, pending] = ["failed", "pending"].map(|key| section.value(key));
    let mut seen: Vec<(StateValue, usize)> = Vec::new();
    let [done, failed, pending] = [done, failed, pending].map(|field| values(field, &mut seen));
    Some(Poll { place: place?, state: state?, rows, done, failed, pending })
}

/// States that stand in no list before.
fn values(field: Option<Field<'_>>, seen: &mut Vec<(StateValue, usize)>) -> Vec<StateValue> {
    let mut values = Vec::new();
    for field in field.and_then(|field| field.list()).unwrap_or_default() {
        let value = match field.kind() {
            Kind::Boolean => field.boolean().map(StateValue::Bool),
            _ => field.text().map(|text| StateValue::Text(text.to_owned())),
        };
        let Some(value) = value else { continue };
        match seen.iter().find(|(earlier, _)| *earlier == value) {
            Some((_, first)) => field.wrong(TomlProblem::Repeated { found: field.written(), first: *first }),
            None => seen.push((value.clone(), field.line())),
        }
        values.push(value);
    }
    values
}

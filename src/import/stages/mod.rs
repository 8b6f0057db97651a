//! The stages of a job, one file each. A stage begins where the last attempt ended: what it finds in the state it does
//! not do again, and what may have happened on the outside it asks for first.

pub mod answer;
pub mod documents;
pub mod load;
pub mod prepare;
pub mod reconcile;
pub mod register;
pub mod table;
pub mod talk;
pub mod verify;

use super::period::Period;
use super::profile::Profile;
use super::session::{Details, Flow, Halt, ImportSession};
use crate::state::import_jobs::{self, Job, JobStage, Stop, Why};
use crate::template::Template;
use std::path::PathBuf;

/// Holds a job where it is, for a person.
pub fn held<T>(session: &mut ImportSession<'_>, job: &Job, reason: &str, details: Details) -> Flow<T> {
    let detail = to_text(&details);
    let now = session.now();
    let why = Why { reason, detail: detail.as_deref() };
    session.write(|tx| import_jobs::stop(tx, job.id, Stop::Held, why, now))?;
    Err(Halt::Held)
}

/// A path of a profile, its placeholders filled in; a relative one starts in the configuration's folder.
pub fn place_of(
    session: &ImportSession<'_>,
    profile: &Profile,
    period: Period,
    template: &Template,
) -> PathBuf {
    let value = |name: &str| if name == "profile" { Some(profile.name.clone()) } else { period.value(name) };
    session.app.settings.base.join(template.fill(value))
}

/// Brings a job to its next stage.
pub fn advance_to(session: &mut ImportSession<'_>, job: &Job, stage: JobStage) -> Flow {
    let now = session.now();
    Ok(session.write(|tx| import_jobs::advance(tx, job.id, stage, now))?)
}

/// Details as the state keeps them: JSON with names.
pub fn to_text(details: &Details) -> Option<String> {
    let text = serde_json::to_string(details).ok();
    text.filter(|_| !details.is_empty())
}

/// Details as they were kept.
pub fn from_text(text: Option<&str>) -> Details {
    text.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
}

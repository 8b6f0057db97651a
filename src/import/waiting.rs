//! Jobs that are held because their period is loaded: a person says what becomes of their content.

use super::error::Result;
use super::session::ImportSession;
use super::stages::prepare::REPLACING;
use crate::state::import_jobs::{self, Job, JobId, Stop};
use crate::state::import_sources;
use std::path::Path;

/// Jobs that are held because the period is loaded, and have nothing left to ask when `sha256` is appended to its job:
/// of this very content, or of one that no longer stands in its file.
pub fn over_with(session: &ImportSession<'_>, job: &Job, sha256: &str) -> Result<Vec<JobId>> {
    let others =
        session.read(|state| import_jobs::of_period(state, job.name.profile(), job.name.period()))?;
    let mut over = Vec::new();
    for other in others.into_iter().filter(|other| other.id != job.id && for_a_way(other)) {
        let sources = session.read(|state| import_sources::of_job(state, other.id))?;
        let is_gone = |source: &import_sources::Source| {
            is_unprepared(&other) && !still_has(&session.app.settings.base.join(&source.name), &source.sha256)
        };
        if sources.iter().all(|(_, source)| source.sha256 == sha256 || is_gone(source)) {
            over.push(other.id);
        }
    }
    Ok(over)
}

/// Whether a file has a content still. One that cannot be read, or whose folder is out of reach, may have it.
fn still_has(file: &Path, sha256: &str) -> bool {
    match crate::table::digest(file) {
        Ok((_, found)) => found == sha256,
        Err(_) => file.exists() || !file.parent().is_some_and(Path::is_dir),
    }
}

/// Whether a job is held because its period is loaded.
pub fn for_a_way(job: &Job) -> bool {
    job.stop == Some(Stop::Held) && job.reason.as_deref() == Some(REPLACING)
}

/// Whether no row of it was read yet.
pub fn is_unprepared(job: &Job) -> bool {
    job.figures.rows.read == 0
}

//! Where the files of a prepared part go.

use super::{Into, Preparing};
use crate::import::JobName;
use crate::import::error::{Error, Result};
use crate::import::session::ImportSession;
use crate::state::{import_jobs, import_sources};
use crate::table::Files;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

/// The job that a file becomes, and its folders.
pub struct Where {
    pub job: JobName,
    pub part: u32,
    /// Chunks of the job's earlier parts, and their accepted rows.
    pub rows_before: u64,
    pub chunks_before: u32,
    /// The job's folder.
    pub folder: PathBuf,
    /// Where files grow.
    pub growing: PathBuf,
    /// Where the folders of chunks start.
    pub outputs: PathBuf,
}

impl Where {
    pub fn of(session: &ImportSession<'_>, preparing: &Preparing<'_>) -> Result<Where> {
        let Preparing { profile, period, into, .. } = preparing;
        let (job, part, rows_before, chunks_before) = match into {
            Into::Part(job) => {
                let sources = session.read(|state| import_sources::of_job(state, job.id))?;
                let chunks = session.read(|state| crate::state::import_chunks::counts(state, job.id))?;
                let count = |n: u64| u32::try_from(n).unwrap_or(u32::MAX);
                let part = sources.last().map_or(1, |(part, _)| part + 1);
                (job.name.clone(), part, job.figures.rows.accepted, count(chunks.total))
            }
            Into::New | Into::Anew(_) | Into::Replacing => {
                let period = period.to_string();
                let serial = session.read(|state| import_jobs::next_serial(state, &profile.name, &period))?;
                let name = JobName::new(&profile.name, &period, serial).ok_or_else(|| {
                    Error::UnknownProfile { name: profile.name.clone(), nearest: String::new() }
                })?;
                (name, 1, 0, 0)
            }
        };
        let folder = session.app.settings.work.join(job.folder());
        let growing = folder.join(format!("part-{part}"));
        let settings = session.app.settings;
        let outputs = if session.is_rehearsal { &settings.work } else { &settings.base };
        let outputs = outputs.clone();
        Ok(Where { job, part, rows_before, chunks_before, folder, growing, outputs })
    }

    /// Makes the folders; what a killed run left in them is thrown away.
    pub fn make_afresh(&self, files: &dyn Files) -> Result<()> {
        if self.growing.exists() {
            fs::remove_dir_all(&self.growing).map_err(failed(&self.growing, "emptying the folder"))?;
        }
        files.create_folder(&self.growing).map_err(failed(&self.growing, "making the folder"))
    }

    /// The name of a file of the job that each part has.
    pub fn file(&self, stem: &str, extension: &str) -> String {
        file_of_part(stem, self.part, extension)
    }
}

/// The name of a file that each part of a job has.
pub fn file_of_part(stem: &str, part: u32, extension: &str) -> String {
    if part == 1 { format!("{stem}.{extension}") } else { format!("{stem}-{part}.{extension}") }
}

pub fn failed(file: &Path, action: &'static str) -> impl Fn(io::Error) -> Error {
    move |source| Error::Io { file: file.to_owned(), action, source }
}

/// A path as it starts in the configuration's folder; one that does not lie there stays whole.
pub fn relative(file: &Path, base: &Path) -> String {
    let relative = file.strip_prefix(base).unwrap_or(file);
    let below = relative.components().all(|part| !matches!(part, Component::ParentDir));
    let shown = if below { relative } else { file };
    shown.to_string_lossy().replace('\\', "/")
}

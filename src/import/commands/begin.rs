//! What every command begins with, and how its report is put together.

use crate::import::app::ImportApp;
use crate::import::error::{Error, Result};
use crate::import::jobs;
use crate::import::profile::{self, Profile, ProfileFinding};
use crate::import::report::{FileReport, ImportOutcome, ImportReport, JobReport};
use crate::import::session::{Blocked, ImportSession};
use crate::import::{foretell, intake, page};
use crate::state::import_jobs::{self, Job, JobId, Stop};
use crate::state::{Moment, import_pruning, runs};
use std::collections::BTreeMap;

/// The profiles of the folder that are valid, and what is wrong with the others.
pub fn profiles(app: &ImportApp<'_>, only: Option<&str>) -> Result<(Vec<Profile>, Vec<ProfileFinding>)> {
    let folder = &app.settings.profiles;
    let listed = profile::list(folder).map_err(|source| Error::Io {
        file: folder.clone(),
        action: "reading the folder of profiles",
        source,
    })?;
    let (mut valid, mut findings) = (Vec::new(), Vec::new());
    for listed in &listed {
        if only.is_some_and(|name| name != listed.name) {
            continue;
        }
        match profile::check(folder, &listed.name) {
            Ok(profile) => valid.push(profile),
            Err(mistakes) => findings.extend(mistakes),
        }
    }
    if let Some(name) = only
        && !listed.iter().any(|listed| listed.name == name)
    {
        let names = listed.iter().map(|listed| listed.name.as_str());
        let nearest = crate::toml_file::nearest(name, names).to_owned();
        return Err(Error::UnknownProfile { name: name.to_owned(), nearest });
    }
    Ok((valid, findings))
}

/// One command under way: what it did to which job.
pub struct ImportCommand<'s, 'a> {
    pub session: &'s mut ImportSession<'a>,
    name: &'static str,
    dry_run: bool,
    started_at: Moment,
    run_id: i64,
    /// Jobs that were worked on, in that order, and why this run went no further with them.
    worked_on: Vec<(JobId, Option<Blocked>)>,
    durations: BTreeMap<JobId, u64>,
}

impl<'s, 'a> ImportCommand<'s, 'a> {
    pub fn begin(
        session: &'s mut ImportSession<'a>,
        name: &'static str,
        dry_run: bool,
    ) -> Result<ImportCommand<'s, 'a>> {
        let started_at = session.now();
        let run_id = session.write(|tx| runs::begin(tx, name, started_at))?;
        let (worked_on, durations) = (Vec::new(), BTreeMap::new());
        Ok(ImportCommand { session, name, dry_run, started_at, run_id, worked_on, durations })
    }

    /// Does something for a job and remembers how long it took, and what stopped it.
    pub fn work_on(
        &mut self,
        job: JobId,
        work: impl FnOnce(&mut ImportSession<'a>) -> Result<Option<Blocked>>,
    ) -> Result<()> {
        let before = self.session.now();
        let blocked = work(self.session)?;
        let took = milliseconds(self.session.now() - before);
        *self.durations.entry(job).or_default() += took;
        match self.worked_on.iter_mut().find(|(known, _)| *known == job) {
            Some((_, known)) => *known = blocked,
            None => self.worked_on.push((job, blocked)),
        }
        Ok(())
    }

    /// Remembers a job that was made since a moment.
    pub fn took(&mut self, job: JobId, since: Moment) {
        *self.durations.entry(job).or_default() += milliseconds(self.session.now() - since);
        if !self.worked_on.iter().any(|(known, _)| *known == job) {
            self.worked_on.push((job, None));
        }
    }

    /// Closes the run and reports. `fresh`: jobs made by this run, whose rejected rows it tells for the first time.
    pub fn finish(
        self,
        files: Vec<FileReport>,
        also: ImportOutcome,
        fresh: &[JobId],
    ) -> Result<ImportReport> {
        let mut outcome = files.iter().map(intake::file_outcome).fold(also, ImportOutcome::max);
        if self.session.was_interrupted() {
            outcome = outcome.max(ImportOutcome::Interrupted);
        }
        let mut reports = Vec::new();
        for (id, blocked) in &self.worked_on {
            let Some(job) = self.session.read(|state| import_jobs::get(state, *id))? else { continue };
            let duration = self.durations.get(id).copied();
            let foretold = if self.dry_run { Some(foretell::told(self.session, &job)?) } else { None };
            let report = jobs::report(self.session, &job, blocked.as_ref())?;
            let mut report = JobReport { duration_ms: duration, foretold, ..report };
            if self.dry_run {
                // They lie in a folder that goes with the rehearsal.
                report.sources.iter_mut().for_each(|source| source.rejects = None);
                report.files.rejects = None;
            }
            outcome = outcome.max(job_outcome(&job, &report, blocked.as_ref(), fresh.contains(id)));
            reports.push(page::written(self.session, &job, report)?);
        }
        if !self.dry_run {
            let told: Vec<JobId> = self.worked_on.iter().map(|(id, _)| *id).collect();
            page::refresh_all(self.session, &told)?;
            prune(self.session)?;
        }
        let now = self.session.now();
        let run_id = self.run_id;
        self.session
            .write(|tx| runs::finish(tx, run_id, outcome.code(), &runs::RunCounts::default(), now))?;
        Ok(ImportReport {
            version: 1,
            command: self.name,
            run_id: (!self.dry_run).then_some(self.run_id),
            dry_run: self.dry_run,
            outcome,
            duration_ms: milliseconds(now - self.started_at),
            jobs: reports,
            files,
        })
    }
}

fn milliseconds(time: chrono::TimeDelta) -> u64 {
    u64::try_from(time.num_milliseconds()).unwrap_or_default()
}

/// What a job means for the exit code: held is told each time, rejected rows by the run that made the job.
fn job_outcome(job: &Job, report: &JobReport, blocked: Option<&Blocked>, is_fresh: bool) -> ImportOutcome {
    let held_rows = report.row_outcomes.get("held").copied().unwrap_or_default() > 0;
    let tells = job.stop == Some(Stop::Held)
        || job.stop == Some(Stop::Refused)
        || (is_fresh && (report.rows.rejected > 0 || held_rows));
    let told = if tells { ImportOutcome::Held } else { ImportOutcome::Ok };
    blocked.map_or(told, |blocked| told.max(blocked.outcome))
}

/// Gives up the files and the details of finished jobs past the newest few of each profile.
fn prune(session: &mut ImportSession<'_>) -> Result<()> {
    let keep = session.app.settings.keep;
    for (id, name) in session.read(|state| import_pruning::due(state, keep))? {
        let folder = session.app.settings.work.join(name.folder());
        match std::fs::remove_dir_all(&folder) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                log::warn!("{}: {error}; it stays", folder.display());
                continue;
            }
            _ => {}
        }
        let now = session.now();
        session.write(|tx| import_pruning::prune(tx, id, now))?;
    }
    Ok(())
}

/// The job of a name, whose page is up to date from here on.
pub fn job(session: &ImportSession<'_>, name: &crate::import::JobName) -> Result<Job> {
    let found = session.read(|state| import_jobs::find(state, name))?;
    let job = found.ok_or_else(|| Error::UnknownJob(name.clone()))?;
    page::refresh(session, &job);
    Ok(job)
}

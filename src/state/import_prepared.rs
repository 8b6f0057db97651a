//! What *prepare* stores when all its files are in their places: in one transaction, or not at all.

use super::error::Result;
use super::file::Write;
use super::import_chunks::{self, NewChunk};
use super::import_figures::Figures;
use super::import_jobs::{self, Job, JobId, JobStage, NewJob, Stop, Why};
use super::import_numbers;
use super::import_pairs::{self, NewPair};
use super::import_sources::{self, Source};
use super::values::Moment;

/// The code of a job whose place another content took.
pub const SUPERSEDED_BY: &str = "other_content";

/// A prepared part of a job. The numbers that it claims are stored one by one, by [`import_numbers::claim`], in the
/// same transaction.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    pub source: &'a Source,
    pub chunks: &'a [NewChunk],
    pub pairs: &'a [NewPair],
}

/// Stores a job with its first part. Unfinished jobs of the period that have submitted nothing are superseded; it is
/// the caller's to see before that none of them has submitted something.
///
/// Without a period every content is a job of its own, and supersedes nothing.
pub fn record(tx: &Write<'_>, new: &NewJob<'_>, part: &Part<'_>, now: Moment) -> Result<JobId> {
    let older = if new.period.is_empty() { Vec::new() } else { replaceable(tx, new)? };
    let job = import_jobs::create(tx, new, now)?;
    add_part(tx, job, part)?;
    for old in older {
        let why = Why { reason: SUPERSEDED_BY, detail: None };
        import_jobs::stop(tx, old.id, Stop::Superseded, why, now)?;
        import_numbers::drop_claims(tx, old.id)?;
    }
    Ok(job)
}

/// Appends a part to a job, which has then chunks to load again. `figures` are those of the whole job.
pub fn append(tx: &Write<'_>, job: JobId, part: &Part<'_>, figures: &Figures, now: Moment) -> Result<()> {
    add_part(tx, job, part)?;
    import_jobs::set_figures(tx, job, figures)?;
    import_jobs::advance(tx, job, JobStage::Prepared, now)
}

fn replaceable(tx: &Write<'_>, new: &NewJob<'_>) -> Result<Vec<Job>> {
    let mut jobs = import_jobs::of_period(tx, new.profile, new.period)?;
    jobs.retain(|job| !job.is_finished());
    let mut replaceable = Vec::new();
    for job in jobs {
        if !import_jobs::is_submitted(tx, job.id)? {
            replaceable.push(job);
        }
    }
    Ok(replaceable)
}

fn add_part(tx: &Write<'_>, job: JobId, part: &Part<'_>) -> Result<()> {
    let n = import_sources::add(tx, job, part.source)?;
    for chunk in part.chunks {
        import_chunks::add(tx, job, n, chunk)?;
    }
    for pair in part.pairs {
        import_pairs::add(tx, job, pair)?;
    }
    Ok(())
}

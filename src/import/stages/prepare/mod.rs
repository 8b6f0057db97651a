//! *prepare*: a file becomes chunks, a workbook, a file of rejected rows and a job, all of it or nothing.
//!
//! Files grow under other names in the job's folder. When all are whole and on the disk they get their names, and one
//! transaction records them. What a killed run left is thrown away and made again, byte by byte the same.

mod chunks;
mod examples;
mod output;
mod place;
mod rejects;
mod returning;
mod values;
mod workbook;

pub use output::count_pair;
pub use place::{Where, file_of_part};
pub use rejects::{Rejects, shown};
pub use values::OutputValues;

use crate::import::ImportPhase;
use crate::import::check::{self, Summary};
use crate::import::error::Error;
use crate::import::period::Period;
use crate::import::profile::{Allowed, Profile};
use crate::import::session::{Blocked, Details, Halt, ImportSession, details};
use crate::import::source::{self, OpenSource, Opening, SourceError};
use crate::import::taken::Taken;
use crate::state::import_figures::{self, Figures};
use crate::state::import_jobs::{self, Job, JobId, NewJob, Stop, Why};
use crate::state::import_numbers::{self, Interval};
use crate::state::import_pairs::NewPair;
use crate::state::import_prepared::{self, Part};
use crate::state::import_sources::Source;
use output::{Outputs, PutInPlace, Whole};
use std::path::Path;

/// What is to be prepared, as what.
pub struct Preparing<'a> {
    pub profile: &'a Profile,
    pub period: Period,
    pub source: OpenSource,
    /// Accepted rows of a chunk.
    pub chunk_rows: u32,
    pub into: Into,
}

/// Which job a prepared file becomes.
pub enum Into {
    /// One of its own.
    New,
    /// The same, in the place of a job of the same content.
    Anew(JobId),
    /// The same, in the place of what was loaded of the period, which is taken back before anything is sent.
    Replacing,
    /// A further part of a job.
    Part(Box<Job>),
}

/// A file that gives no job, or a run that ends.
#[derive(Debug)]
pub enum NotPrepared {
    Source(SourceError),
    Halt(Halt),
}

impl From<SourceError> for NotPrepared {
    fn from(error: SourceError) -> NotPrepared {
        NotPrepared::Source(error)
    }
}

impl From<Error> for NotPrepared {
    fn from(error: Error) -> NotPrepared {
        NotPrepared::Halt(Halt::Failed(error))
    }
}

impl From<Blocked> for NotPrepared {
    fn from(blocked: Blocked) -> NotPrepared {
        NotPrepared::Halt(Halt::Blocked(blocked))
    }
}

impl From<crate::table::Error> for NotPrepared {
    fn from(error: crate::table::Error) -> NotPrepared {
        NotPrepared::Source(SourceError::Failed(Error::Table(error)))
    }
}

/// What opening a file needs of a session.
pub fn opening<'a>(session: &ImportSession<'a>) -> Opening<'a> {
    let watch = session.app.watch;
    Opening { now: session.now().into(), watch, scratch: session.app.scratch }
}

/// Makes a job of a file, or a further part of one.
pub fn prepare<'a>(
    session: &mut ImportSession<'a>,
    mut preparing: Preparing<'a>,
) -> Result<JobId, NotPrepared> {
    let place = Where::of(session, &preparing)?;
    place.make_afresh(session.app.files)?;
    session.app.watch.begin(ImportPhase::Prepare, &place.job, None);
    let written = write(session, &mut preparing, &place);
    session.app.watch.end();
    let (summary, outputs, claims) = written?;
    session.app.watch.step();
    let in_place = outputs.put_in_place(session.app.files, &place, &session.app.settings.base)?;
    session.app.watch.step();
    record(session, &preparing, &summary, in_place, claims)
}

/// The numbers that a part claims.
type Claims = Vec<(String, Interval)>;

/// Reads the file from end to end; what comes of it lies under other names.
fn write<'a>(
    session: &ImportSession<'a>,
    preparing: &mut Preparing<'a>,
    place: &Where,
) -> Result<(Summary, Whole<'a>, Claims), NotPrepared> {
    let Preparing { profile, period, source, chunk_rows, into } = preparing;
    let state = &session.state;
    let mut earlier = match into {
        Into::New => Taken::for_new(state, profile, *period),
        Into::Anew(job) => Taken::for_anew(state, profile, *period, *job),
        Into::Replacing => Taken::for_replacing(state, profile, *period),
        Into::Part(job) => Taken::for_part(session, state, profile, job)?,
    };
    let mut lookups = crate::import::access::lookups(session, profile, *period)?;
    let mut checker = source::checker(profile, *period, source, &mut earlier, &mut *lookups);
    let mut outputs = Outputs::begin(session, profile, *period, *chunk_rows, place, &source.placement)?;
    let mut rows = 0;
    let summary = source.check(&mut checker, |row, checked| {
        outputs.add(row, checked)?;
        rows += 1;
        if rows % ROWS_A_STEP == 0 {
            session.app.watch.advance(ROWS_A_STEP);
            if session.stop_requested() {
                return Err(NotPrepared::from(Blocked::interrupted()));
            }
        }
        Ok(())
    })?;
    let mut claims = Claims::new();
    checker
        .visit_accepted(|key, span| {
            let number = |value: i64| u64::try_from(value).unwrap_or_default();
            claims.push((key.to_owned(), Interval { first: number(span.first), last: number(span.last) }));
            Ok(())
        })
        .map_err(|error| check_failed(&source.file, error))?;
    Ok((summary, outputs.finish()?, claims))
}

/// Rows between two looks whether to stop.
const ROWS_A_STEP: u64 = 1000;

fn check_failed(file: &Path, error: check::Error) -> Error {
    Error::Check { file: file.to_owned(), source: Box::new(error) }
}

fn record(
    session: &mut ImportSession<'_>,
    preparing: &Preparing<'_>,
    summary: &Summary,
    in_place: PutInPlace,
    claims: Claims,
) -> Result<JobId, NotPrepared> {
    let Preparing { profile, period, source, into, .. } = preparing;
    let figures = figures(profile, summary);
    let read_before = match into {
        Into::Part(job) => job.figures.rows.read,
        Into::New | Into::Anew(_) | Into::Replacing => 0,
    };
    let held = too_many(profile, summary, read_before).or_else(|| too_many_before(into, source));
    let source = stored_source(session, source);
    let now = session.now();
    let period = period.to_string();
    let part = Part { source: &source, chunks: &in_place.chunks, pairs: &in_place.pairs };
    let id = session.write(|tx| {
        let id = match into {
            Into::Part(job) => {
                let whole = job.figures.clone().with_part(&figures).unwrap_or_else(|| figures.clone());
                import_prepared::append(tx, job.id, &part, &whole, now)?;
                job.id
            }
            Into::New | Into::Anew(_) | Into::Replacing => {
                let new = NewJob {
                    profile: &profile.name,
                    period: &period,
                    profile_hash: &profile.hash,
                    figures: &figures,
                };
                import_prepared::record(tx, &new, &part, now)?
            }
        };
        for (key, numbers) in &claims {
            import_numbers::claim(tx, id, key, *numbers)?;
        }
        if matches!(into, Into::Replacing) {
            // Until what was loaded is taken back.
            import_jobs::stop(tx, id, Stop::Held, Why { reason: REPLACING, detail: None }, now)?;
        }
        if let Some(details) = &held {
            let detail = super::to_text(details);
            let why = Why { reason: TOO_MANY, detail: detail.as_deref() };
            import_jobs::stop(tx, id, Stop::Held, why, now)?;
        }
        Ok(id)
    })?;
    Ok(id)
}

/// The reason of a job of which nothing is sent for its rejected rows.
const TOO_MANY: &str = "too_many_rejects";

/// The reason of a job whose period is being taken back.
pub const REPLACING: &str = "period_already_loaded";

/// A source as the state keeps it.
pub fn stored_source(session: &ImportSession<'_>, source: &OpenSource) -> Source {
    Source {
        name: place::relative(&source.file, &session.app.settings.base),
        length: source.facts.len,
        sha256: source.facts.sha256.clone(),
        sheet: source.facts.sheet.clone(),
    }
}

/// Whether so many rows were rejected that nothing is to be sent. Those that are loaded already are no one's mistake.
///
/// A share is one of all rows of the job, those of its earlier parts with them.
fn too_many(profile: &Profile, summary: &Summary, read_before: u64) -> Option<Details> {
    let allowed = match profile.rejects_allowed {
        Allowed::Rows(rows) => rows,
        Allowed::Share(millionths) => {
            let read = u128::from(summary.read) + u128::from(read_before);
            let allowed = read * u128::from(millionths) / 1_000_000;
            u64::try_from(allowed).unwrap_or(u64::MAX)
        }
    };
    let known = summary.violations.get(&check::Code::AlreadyLoaded).copied().unwrap_or_default();
    let rejected = summary.rejected.saturating_sub(known);
    let counts = || {
        details([
            ("rejected", rejected.to_string()),
            ("read", summary.read.to_string()),
            ("allowed", allowed.to_string()),
        ])
    };
    (rejected > allowed).then(counts)
}

/// What held a job before more rows came for it: only those that correct its rejected ones let it go on.
fn too_many_before(into: &Into, source: &OpenSource) -> Option<Details> {
    let Into::Part(job) = into else { return None };
    let is_held = job.stop == Some(Stop::Held) && job.reason.as_deref() == Some(TOO_MANY);
    (is_held && !source.placement.is_of_rejects()).then(|| super::from_text(job.detail.as_deref()))
}

/// What was counted, by names.
pub fn figures(profile: &Profile, summary: &Summary) -> Figures {
    let Summary { read, accepted, rejected, blank, skipped, .. } = *summary;
    let column = |sum: &check::Sum| {
        let name = profile.columns.get(sum.column.0).map(|column| column.name.clone());
        (name.unwrap_or_default(), sum.to_string())
    };
    let gap_free = summary.warnings.iter();
    Figures {
        rows: import_figures::RowCounts { read, accepted, rejected, blank, skipped },
        sums: summary.sums.iter().map(column).collect(),
        violations: summary.violations.iter().map(|(code, count)| (code.name().to_owned(), *count)).collect(),
        mended: summary.mended.iter().map(|(kind, count)| (kind.name().to_owned(), *count)).collect(),
        warnings: gap_free.map(|(code, count)| (code.name().to_owned(), *count)).collect(),
        gaps: summary.gaps.clone(),
        table: None,
    }
}

/// The pairs as the state keeps them.
fn stored_pairs(pairs: Vec<check::PairRows>) -> Vec<NewPair> {
    let stored = |pair: check::PairRows| NewPair {
        key: crate::import::answer::pair_key(&pair.series, &pair.branch),
        series: pair.series,
        branch: pair.branch,
        rows: pair.rows,
        first_no: pair.first_row,
    };
    pairs.into_iter().map(stored).collect()
}

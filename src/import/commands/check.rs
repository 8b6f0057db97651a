//! `import check`: files are read and judged; nothing is written but the rejected rows, where that is asked for.

use super::begin::profiles;
use crate::import::access;
use crate::import::app::ImportApp;
use crate::import::check::RowOutcome;
use crate::import::error::{Error, Result};
use crate::import::intake::{self, SourceCandidate};
use crate::import::options::CheckOptions;
use crate::import::period::Period;
use crate::import::profile::{PeriodKind, Profile};
use crate::import::report::{
    CheckReport, CheckedFile, FileOutcome, FileReport, ImportOutcome, RowCounts, RowStory,
};
use crate::import::session::{Details, ImportSession};
use crate::import::source::{self, OpenSource, SourceError};
use crate::import::stages::prepare::{Rejects, figures, opening};
use crate::import::story;
use crate::import::taken::Taken;
use crate::state::import_sources;
use std::path::{Path, PathBuf};

/// Rejected rows that are told one by one.
const EXAMPLES_MAX: usize = 20;

/// Checks files against their profiles.
pub fn check(app: &ImportApp<'_>, options: &CheckOptions) -> Result<CheckReport> {
    options.rejects.as_deref().map_or(Ok(()), can_be_written)?;
    let (valid, findings) = profiles(app, options.selection.profile.as_deref())?;
    if valid.is_empty() && !findings.is_empty() {
        return Err(Error::Profiles(findings));
    }
    let session = &ImportSession::look(app, &valid)?;
    let mut passed_over = Vec::new();
    let candidates = intake::candidates(session, &options.files, &options.selection, &mut passed_over)?;
    let several = candidates.len() > 1;
    let mut files: Vec<CheckedFile> = passed_over.into_iter().map(not_read).collect();
    for (n, candidate) in (1..).zip(candidates) {
        let rejects =
            options.rejects.as_ref().map(|file| if several { numbered(file, n) } else { file.clone() });
        files.push(one(session, candidate, rejects)?);
    }
    let outcome = files.iter().map(outcome).fold(ImportOutcome::Ok, ImportOutcome::max);
    Ok(CheckReport { version: 1, command: "import check", outcome, files })
}

/// A file of rejected rows is a workbook or CSV, in a folder that is there.
fn can_be_written(file: &Path) -> Result<()> {
    let is = |wanted: &str| file.extension().is_some_and(|own| own.eq_ignore_ascii_case(wanted));
    let is_written = is("csv") || (cfg!(feature = "xlsx") && is("xlsx"));
    if !is_written {
        return Err(Error::RejectsKind { file: file.to_owned() });
    }
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() && !folder.is_dir() => {
            Err(Error::NoFolder { folder: folder.to_owned() })
        }
        _ => Ok(()),
    }
}

/// `rejects.csv` as `rejects-2.csv`.
fn numbered(file: &Path, n: usize) -> PathBuf {
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let extension = file.extension().map(|extension| format!(".{}", extension.to_string_lossy()));
    file.with_file_name(format!("{stem}-{n}{}", extension.unwrap_or_default()))
}

fn outcome(file: &CheckedFile) -> ImportOutcome {
    match file.outcome.as_str() {
        "later" => ImportOutcome::TryLater,
        "refused" => ImportOutcome::Held,
        _ if file.rows.rejected > 0 => ImportOutcome::Held,
        _ => ImportOutcome::Ok,
    }
}

fn one(
    session: &ImportSession<'_>,
    candidate: SourceCandidate<'_>,
    rejects: Option<PathBuf>,
) -> Result<CheckedFile> {
    let file = candidate.file.clone();
    match read(session, candidate, rejects) {
        Ok(checked) => Ok(checked),
        Err(SourceError::Refused { reason, details }) => Ok(empty(&file, "refused", Some(reason), details)),
        Err(SourceError::Later { reason, details }) => Ok(empty(&file, "later", Some(reason), details)),
        Err(SourceError::Failed(error)) => Err(error),
    }
}

/// What other content of the profile has loaded: of this period nothing counts, and without periods nothing of the job
/// that has this very content.
fn of_others<'s>(
    session: &'s ImportSession<'_>,
    profile: &'s Profile,
    period: Period,
    source: &OpenSource,
) -> std::result::Result<Taken<'s>, SourceError> {
    let state = &session.state;
    if profile.period != PeriodKind::None {
        return Ok(Taken::for_replacing(state, profile, period));
    }
    let sha256 = &source.facts.sha256;
    let known = session.read(|state| import_sources::job_with_content(state, &profile.name, "", sha256));
    Ok(match known.map_err(SourceError::Failed)? {
        Some(job) => Taken::for_first(state, profile, &job),
        None => Taken::for_new(state, profile, period),
    })
}

fn read(
    session: &ImportSession<'_>,
    candidate: SourceCandidate<'_>,
    rejects_file: Option<PathBuf>,
) -> std::result::Result<CheckedFile, SourceError> {
    let SourceCandidate { file, profile, period } = candidate;
    let mut source = OpenSource::open(&file, profile, opening(session))?;
    let mut earlier = of_others(session, profile, period, &source)?;
    let mut lookups = access::lookups(session, profile, period)?;
    let mut checker = source::checker(profile, period, &source, &mut earlier, &mut *lookups);
    let app = &session.app;
    let placement = source.placement.clone();
    let mut rejects = rejects_file
        .as_ref()
        .map(|file| Rejects::new(app.files, profile, app.words, &placement, &file.with_extension("csv")));
    let mut examples: Vec<RowStory> = Vec::new();
    let mut pairs = crate::import::check::PairCounter::new();
    let summary = source.check::<SourceError>(&mut checker, |row, checked| {
        if checked.outcome == RowOutcome::Rejected {
            if examples.len() < EXAMPLES_MAX {
                examples.push(story::row(profile, app.words, 1, row, checked));
            }
            if let Some(rejects) = &mut rejects {
                rejects.add(row, checked).map_err(|error| SourceError::Failed(Error::Table(error)))?;
            }
        }
        crate::import::stages::prepare::count_pair(profile, &mut pairs, checked, row.number)
    })?;
    let written = rejects.map(|rejects| keep(rejects, rejects_file.as_deref())).transpose()?.flatten();
    let figures = figures(profile, &summary);
    let rows = figures.rows;
    Ok(CheckedFile {
        file,
        outcome: "read".to_owned(),
        reason: None,
        details: Details::new(),
        profile: Some(profile.name.clone()),
        period: Some(period.to_string()).filter(|period| !period.is_empty()),
        rows: RowCounts {
            read: rows.read,
            accepted: rows.accepted,
            rejected: rows.rejected,
            blank: rows.blank,
            skipped: rows.skipped,
        },
        sums: figures.sums,
        violations: figures.violations,
        mended: figures.mended,
        warnings: figures.warnings,
        gaps: figures.gaps,
        examples,
        rejects: written,
    })
}

/// Keeps the file that was asked for, by its extension.
fn keep(rejects: Rejects<'_>, asked: Option<&Path>) -> std::result::Result<Option<PathBuf>, SourceError> {
    let Some(asked) = asked else { return Ok(None) };
    let made = rejects.finish()?;
    let wants_csv = asked.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("csv"));
    let (kept, other) = if wants_csv { (made.csv, made.workbook) } else { (made.workbook, made.csv) };
    if let Some(other) = other {
        remove(&other.file)?;
    }
    let Some(kept) = kept else { return Ok(None) };
    std::fs::rename(&kept.file, asked).map_err(|source| Error::Io {
        file: asked.to_owned(),
        action: "naming the file",
        source,
    })?;
    Ok(Some(asked.to_owned()))
}

fn remove(file: &Path) -> Result<()> {
    std::fs::remove_file(file).map_err(|source| Error::Io {
        file: file.to_owned(),
        action: "removing a file",
        source,
    })
}

fn not_read(report: FileReport) -> CheckedFile {
    let outcome = match report.outcome {
        FileOutcome::Refused => "refused",
        FileOutcome::Ignored => "ignored",
        FileOutcome::Later => "later",
        FileOutcome::Known => "known",
    };
    empty(&report.file, outcome, report.reason.as_deref(), report.details)
}

fn empty(file: &Path, outcome: &str, reason: Option<&str>, details: Details) -> CheckedFile {
    CheckedFile {
        file: file.to_owned(),
        outcome: outcome.to_owned(),
        reason: reason.map(str::to_owned),
        details,
        profile: None,
        period: None,
        rows: RowCounts::default(),
        sums: Default::default(),
        violations: Default::default(),
        mended: Default::default(),
        warnings: Default::default(),
        gaps: Default::default(),
        examples: Vec::new(),
        rejects: None,
    }
}

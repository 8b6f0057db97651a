//! A job as commands show it, out of the state.

use super::JobName;
use super::error::Result;
use super::held_rows;
use super::profile::Profile;
use super::report::{
    Attention, Candidate, ChunkCounts, HeldRow, JobFiles, JobReport, PairCounts, RegistrationCounts,
    RowCounts, SourceReport, Tally, commands,
};
use super::session::{Blocked, Details, ImportSession, details};
use super::stages::from_text;
use super::stages::prepare::{REPLACING, file_of_part};
use crate::state::import_chunks::{self, Chunk, ChunkState};
use crate::state::import_jobs::{self, Job, Scenario, Stop};
use crate::state::import_pairs::{self, Pair, PairOutcome};
use crate::state::import_registrations::{self, Target};
use crate::state::{State, import_sources};
use std::path::{Path, PathBuf};

/// The reason of a pair that a person lets be.
pub const LEFT: &str = "branch_left";

/// Everything that is known of a job; `blocked`: why this run went no further with it.
pub fn report(session: &ImportSession<'_>, job: &Job, blocked: Option<&Blocked>) -> Result<JobReport> {
    session.read(|state| gather(state, session, job, blocked))
}

fn gather(
    state: &State,
    session: &ImportSession<'_>,
    job: &Job,
    blocked: Option<&Blocked>,
) -> crate::state::Result<JobReport> {
    let sources = import_sources::of_job(state, job.id)?;
    let chunks = import_chunks::of_job(state, job.id)?;
    let pairs = import_pairs::of_job(state, job.id)?;
    let (pair_counts, row_counts) = import_pairs::counts(state, job.id)?;
    let base = &session.app.settings.base;
    let folder = session.app.settings.work.join(job.name.folder());
    let figures = &job.figures;
    let (reason, details) = why(session, job, blocked);
    let is_held = job.stop == Some(Stop::Held);
    let commands =
        reason.as_deref().filter(|_| is_held).map(|reason| commands::of_job(&job.name, reason, &details));
    let period = job.name.period();
    let sources = source_reports(base, &folder, sources);
    let mut files = files(job, &chunks, &folder, base, session.profile(job.name.profile()));
    files.rejects = sources.iter().rev().find_map(|source| source.rejects.clone());
    Ok(JobReport {
        job: job.name.clone(),
        profile: job.name.profile().to_owned(),
        period: (!period.is_empty()).then(|| period.to_owned()),
        sources,
        stage: job.stage.map_or_else(String::new, |stage| stage.as_str().to_owned()),
        state: job.state().to_owned(),
        reason,
        details,
        commands: commands::with_config(commands.unwrap_or_default(), session.app.config),
        rows: rows(&figures.rows),
        sums: figures.sums.clone(),
        violations: figures.violations.clone(),
        mended: figures.mended.clone(),
        warnings: figures.warnings.clone(),
        gaps: figures.gaps.clone(),
        chunks: chunk_counts(&chunks),
        scenario: job.scenario.map(Scenario::as_str),
        pairs: PairCounts {
            total: pair_counts.total,
            loaded: pair_counts.loaded,
            known: pair_counts.known,
            new: pair_counts.new,
            held: pair_counts.held,
        },
        row_outcomes: row_outcomes(job, &row_counts),
        registrations: registrations(state, job)?,
        needs_attention: attention(state, session, job, (&chunks, &pairs))?,
        files,
        foretold: None,
        created_at: job.created_at,
        changed_at: job.since,
        not_before: blocked.and_then(|blocked| blocked.until),
        duration_ms: None,
    })
}

/// Why it is held, or why this run left it.
fn why(session: &ImportSession<'_>, job: &Job, blocked: Option<&Blocked>) -> (Option<String>, Details) {
    match blocked {
        Some(blocked) if job.stop.is_none() => (Some(blocked.reason.to_owned()), blocked.details.clone()),
        _ if job.reason.as_deref() == Some(REPLACING) => (job.reason.clone(), ways_out(session, job)),
        _ => (job.reason.clone(), from_text(job.detail.as_deref())),
    }
}

/// What the ways out of a loaded period are about, by names that are right wherever they are pasted.
fn ways_out(session: &ImportSession<'_>, job: &Job) -> Details {
    let settings = session.app.settings;
    let mut about = from_text(job.detail.as_deref());
    if let Some(file) = about.get_mut("file") {
        *file = settings.base.join(&*file).display().to_string();
    }
    let loaded = about.get("loaded").and_then(|loaded| loaded.parse::<JobName>().ok());
    let rejects = loaded.and_then(|loaded| rejects(&settings.work.join(loaded.folder()), 1));
    about.extend(rejects.map(|file| ("rejects".to_owned(), file.display().to_string())));
    about
}

fn source_reports(
    base: &Path,
    folder: &Path,
    sources: Vec<(u32, import_sources::Source)>,
) -> Vec<SourceReport> {
    let report = |(part, source): (u32, import_sources::Source)| SourceReport {
        part,
        file: base.join(source.name),
        sha256: source.sha256,
        rejects: rejects(folder, part),
    };
    sources.into_iter().map(report).collect()
}

/// The rejected rows of a part: the workbook, else the CSV file.
fn rejects(folder: &Path, part: u32) -> Option<PathBuf> {
    let there =
        |extension| Some(folder.join(file_of_part("rejects", part, extension))).filter(|file| file.is_file());
    there("xlsx").or_else(|| there("csv"))
}

fn rows(rows: &crate::state::import_figures::RowCounts) -> RowCounts {
    let crate::state::import_figures::RowCounts { read, accepted, rejected, blank, skipped } = *rows;
    RowCounts { read, accepted, rejected, blank, skipped }
}

fn chunk_counts(chunks: &[Chunk]) -> ChunkCounts {
    let of = |states: &[ChunkState]| {
        u64::try_from(chunks.iter().filter(|chunk| states.contains(&chunk.state)).count()).unwrap_or(u64::MAX)
    };
    ChunkCounts {
        total: u64::try_from(chunks.len()).unwrap_or(u64::MAX),
        taken: of(&[ChunkState::Taken]),
        unknown: of(&[ChunkState::Unknown, ChunkState::Submitting]),
    }
}

/// Accepted rows by what became of them; of a table, its own counts. Beside them those that an earlier part has loaded.
fn row_outcomes(job: &Job, rows: &import_pairs::PairCounts) -> Tally {
    let counts = match job.figures.table {
        Some(table) => {
            [("new", table.new), ("changed", table.changed), ("known", table.known), ("held", table.held)]
        }
        None => [("loaded", rows.loaded), ("known", rows.known), ("new", rows.new), ("held", rows.held)],
    };
    let known = job.figures.violations.get("already_loaded").copied().unwrap_or_default();
    let counts = counts.into_iter().chain([("already_loaded", known)]);
    counts.filter(|(_, count)| *count > 0).map(|(name, count)| (name.to_owned(), count)).collect()
}

fn registrations(state: &State, job: &Job) -> crate::state::Result<Vec<RegistrationCounts>> {
    let mut all = Vec::new();
    for target in [Target::Accounts, Target::Series] {
        let counts = import_registrations::counts(state, job.id, target)?;
        if counts.total() > 0 {
            let target = target.as_str().to_owned();
            all.push(RegistrationCounts { target, planned: counts.total(), confirmed: counts.confirmed });
        }
    }
    Ok(all)
}

fn attention(
    state: &State,
    session: &ImportSession<'_>,
    job: &Job,
    (chunks, pairs): (&[Chunk], &[Pair]),
) -> crate::state::Result<Vec<Attention>> {
    if job.stop.is_some_and(|stop| stop != Stop::Held) {
        return Ok(Vec::new());
    }
    let unknown = chunks.iter().filter(|_| job.reason.as_deref() == Some("chunk_unknown"));
    let of_table = held_by_table(state, session, job)?;
    let unknown = unknown.filter(|chunk| matches!(chunk.state, ChunkState::Unknown | ChunkState::Submitting));
    let decided = unknown.map(of_chunk).chain(pairs.iter().filter_map(of_pair));
    Ok(decided.map(|held| with_commands(session, job, held)).chain(of_table).collect())
}

/// Rows that a table did not take; a file tells each of them.
fn held_by_table(
    state: &State,
    session: &ImportSession<'_>,
    job: &Job,
) -> crate::state::Result<Option<Attention>> {
    let held = job.figures.table.map_or(0, |table| table.held);
    if held == 0 {
        return Ok(None);
    }
    let folder = session.app.settings.work.join(job.name.folder());
    let file = folder.join(held_rows::NAME).display().to_string();
    let rows = held_rows::read(&folder, session.profile(job.name.profile())).take(held_rows::SHOWN_MAX);
    let attention = Attention {
        rows: Some(held),
        reason: "rows_held".to_owned(),
        details: details([("count", held.to_string()), ("file", file)]),
        held_rows: rows.collect(),
        ..Attention::default()
    };
    let commands = held_rows_commands(state, session, job)?;
    let held_rows = attention.held_rows.into_iter();
    let held_rows = held_rows.map(|row| HeldRow { commands: commands.clone(), ..row }).collect();
    Ok(Some(Attention { commands, held_rows, ..attention }))
}

/// The commands that bring the held rows of a table through; none where a later job has filled the table since, whose
/// values the rows of this one must not undo.
pub fn held_rows_commands(
    state: &State,
    session: &ImportSession<'_>,
    job: &Job,
) -> crate::state::Result<Vec<String>> {
    if later_of_table(state, job)?.is_some() {
        return Ok(Vec::new());
    }
    let commands = commands::of_job(&job.name, "rows_held", &Details::new());
    Ok(commands::with_config(commands, session.app.config))
}

/// A later job that has filled, or begun to fill, the table of a profile without periods.
pub fn later_of_table(state: &State, job: &Job) -> crate::state::Result<Option<Job>> {
    let others = import_jobs::of_period(state, job.name.profile(), job.name.period())?;
    let has_filled = |other: &Job| other.stop != Some(Stop::Superseded) && other.figures.table.is_some();
    Ok(others.into_iter().find(|other| other.name.serial() > job.name.serial() && has_filled(other)))
}

fn of_chunk(chunk: &Chunk) -> Attention {
    let mut details = Details::new();
    let name = Path::new(&chunk.content.file).file_name();
    details.extend(name.map(|name| ("name".to_owned(), name.to_string_lossy().into_owned())));
    details.insert("rows".to_owned(), chunk.content.rows.to_string());
    Attention {
        chunk: Some(chunk.n),
        rows: Some(chunk.content.rows),
        reason: "chunk_unknown".to_owned(),
        details,
        ..Attention::default()
    }
}

fn of_pair(pair: &Pair) -> Option<Attention> {
    let decision = pair.decision.as_ref().filter(|decision| decision.outcome == PairOutcome::Held)?;
    let reason = decision.reason.clone().filter(|reason| reason != LEFT)?;
    Some(Attention {
        branch: Some(pair.content.branch.clone()),
        series: Some(pair.content.series.clone()),
        rows: Some(pair.content.rows),
        reason,
        candidates: decision.candidates.iter().map(candidate).collect(),
        ..Attention::default()
    })
}

/// The commands that decide a held pair.
pub fn pair_commands(session: &ImportSession<'_>, job: &Job, pair: &Pair) -> Vec<String> {
    of_pair(pair).map(|held| with_commands(session, job, held).commands).unwrap_or_default()
}

fn with_commands(session: &ImportSession<'_>, job: &Job, attention: Attention) -> Attention {
    let commands = commands::with_config(commands::deciding(&job.name, &attention), session.app.config);
    Attention { commands, ..attention }
}

/// A candidate as it is shown.
pub fn candidate(candidate: &import_pairs::Candidate) -> Candidate {
    let import_pairs::Candidate { centre, name, score } = candidate.clone();
    Candidate { centre, name, score }
}

fn files(job: &Job, chunks: &[Chunk], folder: &Path, base: &Path, profile: Option<&Profile>) -> JobFiles {
    let there = |name: &str| Some(folder.join(name)).filter(|file| file.is_file());
    let workbook = profile.and_then(|profile| profile.workbook.as_ref()).and_then(|workbook| {
        let name = workbook.name.fill(|of| super::period::Period::of_job(&job.name).value(of));
        there(&name)
    });
    JobFiles {
        chunks: chunks.iter().map(|chunk| base.join(&chunk.content.file)).collect::<Vec<PathBuf>>(),
        workbook,
        rejects: None,
        report: there("report.html"),
        report_csv: there("report.csv"),
    }
}

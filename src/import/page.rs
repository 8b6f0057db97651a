//! The page of a job for people: `report.html` and `report.csv` in its folder.

use super::error::{Error, Result};
use super::profile::Profile;
use super::report::{
    AttemptStory, Candidate, ChunkLine, Example, JobFiles, JobPage, JobReport, PairLine, PairStory,
    RegistrationLine,
};
use super::session::ImportSession;
use super::{intake, jobs};
use crate::state::import_chunks::{self, Chunk};
use crate::state::import_jobs::{self, Job, JobId};
use crate::state::import_pairs::{self, How, Pair, PairOutcome};
use crate::state::import_registrations::{self, Registration, Target};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Where *prepare* leaves the first rows that break each rule.
pub const EXAMPLES: &str = "examples.json";

/// Of what the page of a job was made, written behind it: a page whose stamp is another is older than its job.
const STAMP: &str = "report.stamp";

/// Writes the page of a job, and returns its report with the names of the page's files.
pub fn written(session: &ImportSession<'_>, job: &Job, report: JobReport) -> Result<JobReport> {
    make(session, job, report, "part")
}

/// Makes the page of a job anew if a command ended before it could: who only looks at the job sees it is.
///
/// A page that cannot be written keeps nobody from looking.
pub fn refresh(session: &ImportSession<'_>, job: &Job) {
    if let Err(error) = refreshed(session, job) {
        log::warn!("{}: {}", job.name, intake::chain(&error));
    }
}

/// The same for every job that has a folder, but for those named.
pub fn refresh_all(session: &ImportSession<'_>, but: &[JobId]) -> Result<()> {
    let jobs = session.read(|state| import_jobs::list(state, None))?;
    jobs.iter().filter(|job| !but.contains(&job.id)).for_each(|job| refresh(session, job));
    Ok(())
}

fn refreshed(session: &ImportSession<'_>, job: &Job) -> Result<()> {
    let folder = folder(session, job);
    if !folder.is_dir() || std::fs::read_to_string(folder.join(STAMP)).ok() == Some(stamp(session, job)?) {
        return Ok(());
    }
    // Not under the name that a run uses, which may be at work.
    make(session, job, jobs::report(session, job, None)?, "look.part").map(drop)
}

fn folder(session: &ImportSession<'_>, job: &Job) -> PathBuf {
    session.app.settings.work.join(job.name.folder())
}

fn make(session: &ImportSession<'_>, job: &Job, report: JobReport, part: &str) -> Result<JobReport> {
    let folder = folder(session, job);
    if !folder.is_dir() {
        return Ok(report);
    }
    let page = page(session, job, report)?;
    let words = session.app.words;
    let (html, csv) = (folder.join("report.html"), folder.join("report.csv"));
    write(&html, part, words.html(&page).as_bytes())?;
    write(&csv, part, &words.csv(&page))?;
    write(&folder.join(STAMP), part, stamp(session, job)?.as_bytes())?;
    let mut report = page.job;
    (report.files.report, report.files.report_csv) = (Some(html), Some(csv));
    Ok(report)
}

/// A digest of all that a page tells, but for what is another each time that it is made.
fn stamp(session: &ImportSession<'_>, job: &Job) -> Result<String> {
    let mut page = page(session, job, jobs::report(session, job, None)?)?;
    page.made_at = job.since;
    page.job.files = JobFiles::default();
    page.job.commands.clear();
    for held in &mut page.job.needs_attention {
        held.commands.clear();
        held.held_rows.iter_mut().for_each(|row| row.commands.clear());
    }
    let told = serde_json::to_vec(&page).unwrap_or_default();
    Ok(Sha256::digest(told).iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A page is made again by the next run: it need not outlive a power cut.
fn write(file: &Path, part: &str, bytes: &[u8]) -> Result<()> {
    let part = file.with_extension(part);
    let written = std::fs::write(&part, bytes).and_then(|()| std::fs::rename(&part, file));
    written.map_err(|source| Error::Io { file: file.to_owned(), action: "writing the report", source })
}

fn page(session: &ImportSession<'_>, job: &Job, report: JobReport) -> Result<JobPage> {
    let profile = session.profile(job.name.profile());
    let chunks = session.read(|state| import_chunks::of_job(state, job.id))?;
    let mut pairs = session.read(|state| import_pairs::of_job(state, job.id))?;
    pairs.sort_by_key(|pair| {
        pair.decision.as_ref().is_none_or(|decision| decision.outcome == PairOutcome::Loaded)
    });
    let mut registrations =
        session.read(|state| import_registrations::of_target(state, job.id, Target::Accounts))?;
    registrations
        .extend(session.read(|state| import_registrations::of_target(state, job.id, Target::Series))?);
    Ok(JobPage {
        made_at: session.now(),
        examples: kept_examples(&session.app.settings.work.join(job.name.folder())),
        chunks: chunks.iter().map(chunk_line).collect(),
        pairs: pairs.iter().map(|pair| pair_line(profile, pair)).collect(),
        registrations: registrations.into_iter().map(registration_line).collect(),
        job: report,
    })
}

/// The first rows that break each rule, as *prepare* left them in a job's folder.
pub fn kept_examples(folder: &Path) -> BTreeMap<String, Vec<Example>> {
    let kept = std::fs::read(folder.join(EXAMPLES)).ok();
    kept.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

pub fn chunk_line(chunk: &Chunk) -> ChunkLine {
    let content = &chunk.content;
    ChunkLine {
        chunk: chunk.n,
        file: Path::new(&content.file)
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default(),
        rows: content.rows,
        first: content.first_no,
        last: content.last_no,
        sha256: content.sha256.clone(),
        state: chunk.state.as_str().to_owned(),
        ticket: chunk.ticket.clone(),
        rows_taken: chunk.rows_taken,
        attempts: chunk.attempts,
    }
}

fn pair_line(profile: Option<&Profile>, pair: &Pair) -> PairLine {
    let decision = pair.decision.as_ref();
    PairLine {
        series: pair.content.series.clone(),
        branch: pair.content.branch.clone(),
        class: class(profile, &pair.content.series),
        rows: pair.content.rows,
        outcome: outcome(pair),
        reason: decision.and_then(|decision| decision.reason.clone()),
        details: BTreeMap::new(),
        centre: decision.and_then(|decision| decision.centre.clone()),
        account: decision.and_then(|decision| decision.account.clone()),
        how: decision.and_then(|decision| decision.how).map(|how: How| how.as_str().to_owned()),
    }
}

fn outcome(pair: &Pair) -> String {
    pair.decision.as_ref().map_or("undecided", |decision| decision.outcome.as_str()).to_owned()
}

/// The class that a profile gives a series.
fn class(profile: Option<&Profile>, series: &str) -> Option<String> {
    let classes = &profile?.pairs.as_ref()?.classes;
    let found =
        classes.iter().find(|(pattern, _)| pattern.find(series).is_some_and(|found| found.start() == 0));
    found.map(|(_, class)| class.clone())
}

pub fn registration_line(registration: Registration) -> RegistrationLine {
    RegistrationLine {
        target: registration.target.as_str().to_owned(),
        key: registration.key,
        values: registration.values.into_iter().collect(),
        state: registration.state.as_str().to_owned(),
    }
}

/// The story of a pair; `place`: part and row of its first row, where the file still tells.
pub fn pair_story(
    profile: Option<&Profile>,
    pair: &Pair,
    place: Option<(u32, u64)>,
    attempts: Vec<AttemptStory>,
) -> PairStory {
    let decision = pair.decision.as_ref();
    let candidates = decision.map(|decision| decision.candidates.as_slice()).unwrap_or_default();
    let matching = profile.and_then(|profile| profile.matching.as_ref());
    let names = super::names::Names::new(matching.map_or(&[], |matching| &matching.words));
    PairStory {
        series: pair.content.series.clone(),
        branch: pair.content.branch.clone(),
        class: class(profile, &pair.content.series),
        rows: pair.content.rows,
        first_number: pair.content.first_no,
        first_part: place.map(|(part, _)| part),
        first_row: place.map(|(_, row)| row),
        decision: outcome(pair),
        reason: decision.and_then(|decision| decision.reason.clone()),
        normalised: names.normalise(&pair.content.branch),
        compared: candidates.iter().map(jobs::candidate).collect::<Vec<Candidate>>(),
        centre: decision.and_then(|decision| decision.centre.clone()),
        centre_name: decision.and_then(|decision| decision.centre_name.clone()),
        account: decision.and_then(|decision| decision.account.clone()),
        how: decision.and_then(|decision| decision.how).map(|how| how.as_str().to_owned()),
        attempts,
    }
}

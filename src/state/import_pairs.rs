//! The pairs of series and branch that a job's accepted rows have, and what became of each: never a row of the source.

use super::error::Result;
use super::file::Write;
use super::import_jobs::JobId;
use super::values;
use super::word::words;
use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

words! {
    /// What the accepted rows of a pair are.
    pub enum PairOutcome {
        /// The platform takes them as they are.
        Loaded = "loaded",
        /// The pair was unknown to the platform, its branch was not.
        Known = "known",
        /// Pair and branch were unknown.
        New = "new",
        /// A person has to decide.
        Held = "held",
    }
}

words! {
    /// Where a pair's account comes from.
    pub enum How {
        /// Centre and account are those of its branch.
        Inherited = "inherited",
        /// The account was made for its centre.
        Allocated = "allocated",
        /// There was an account of that description.
        AccountFound = "account_found",
        /// A person said which centre it is.
        Confirmed = "confirmed",
    }
}

/// What names a pair: both in capitals, blanks collapsed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PairKey {
    pub series: String,
    pub branch: String,
}

/// A pair to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPair {
    pub key: PairKey,
    /// As sent; the first spelling that came.
    pub series: String,
    pub branch: String,
    /// Accepted rows.
    pub rows: u64,
    /// The running number of the first of them.
    pub first_no: u64,
}

/// What was decided about a pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub outcome: PairOutcome,
    /// A code of a closed list, of a held pair.
    pub reason: Option<String>,
    pub how: Option<How>,
    /// Of the cost centre and of the account; nothing where there is none.
    pub centre: Option<String>,
    pub centre_name: Option<String>,
    pub account: Option<String>,
    pub account_name: Option<String>,
    pub candidates: Vec<Candidate>,
}

/// A cost centre that a branch may be, for a person to say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Candidate {
    pub centre: String,
    pub name: String,
    /// Of 100, with one decimal.
    pub score: String,
}

/// A pair as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub content: NewPair,
    /// `None` until the answer is there.
    pub decision: Option<Decision>,
}

/// Pairs, or their accepted rows, by outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PairCounts {
    pub total: u64,
    pub loaded: u64,
    pub known: u64,
    pub new: u64,
    pub held: u64,
}

/// Adds a pair. Rows of one that is there are added to it; what was decided about it stays until the next answer.
pub fn add(tx: &Write<'_>, job: JobId, pair: &NewPair) -> Result<()> {
    let sql =
        "INSERT INTO import_pairs (job, series_compared, branch_compared, series, branch, rows, first_no)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
               ON CONFLICT DO UPDATE SET
                   rows = rows + excluded.rows, first_no = min(first_no, excluded.first_no)";
    let NewPair { key, series, branch, rows, first_no } = pair;
    let (rows, first_no) = (values::whole(*rows)?, values::whole(*first_no)?);
    let values = params![job.0, key.series, key.branch, series, branch, rows, first_no];
    tx.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Stores what was decided about a pair, in place of what was decided before.
pub fn decide(tx: &Write<'_>, job: JobId, key: &PairKey, decision: &Decision) -> Result<()> {
    let sql = "UPDATE import_pairs SET outcome = ?4, reason = ?5, how = ?6, centre = ?7, centre_name = ?8,
                   account = ?9, account_name = ?10, candidates = ?11
               WHERE job = ?1 AND series_compared = ?2 AND branch_compared = ?3";
    let candidates = (!decision.candidates.is_empty()).then(|| to_json(&decision.candidates)).transpose()?;
    tx.prepare_cached(sql)?.execute(params![
        job.0,
        key.series,
        key.branch,
        decision.outcome.as_str(),
        decision.reason,
        decision.how.map(How::as_str),
        decision.centre,
        decision.centre_name,
        decision.account,
        decision.account_name,
        candidates,
    ])?;
    Ok(())
}

/// With names, unlike the rest of the state: a candidate is read by people and programs.
fn to_json(candidates: &[Candidate]) -> Result<String> {
    serde_json::to_string(candidates).map_err(super::Error::Unwritable)
}

/// Scenario A: every pair that nothing was decided about, or that was held, is loaded.
pub fn all_loaded(tx: &Write<'_>, job: JobId) -> Result<()> {
    let sql = "UPDATE import_pairs SET outcome = 'loaded', reason = NULL, candidates = NULL
               WHERE job = ?1 AND (outcome IS NULL OR outcome = 'held')";
    tx.prepare_cached(sql)?.execute([job.0])?;
    Ok(())
}

/// The pairs of a job in the order of their first accepted rows.
pub fn of_job(state: &Connection, job: JobId) -> Result<Vec<Pair>> {
    let sql = "SELECT * FROM import_pairs WHERE job = ?1 ORDER BY first_no, series_compared, branch_compared";
    values::rows(state.prepare_cached(sql)?.query([job.0])?, read)
}

/// The held pairs of a job, in the same order.
pub fn held(state: &Connection, job: JobId) -> Result<Vec<Pair>> {
    let sql = "SELECT * FROM import_pairs WHERE job = ?1 AND outcome = 'held'
               ORDER BY first_no, series_compared, branch_compared";
    values::rows(state.prepare_cached(sql)?.query([job.0])?, read)
}

pub fn find(state: &Connection, job: JobId, key: &PairKey) -> Result<Option<Pair>> {
    let sql = "SELECT * FROM import_pairs WHERE job = ?1 AND series_compared = ?2 AND branch_compared = ?3";
    let mut find = state.prepare_cached(sql)?;
    find.query_row(params![job.0, key.series, key.branch], |row| Ok(read(row))).optional()?.transpose()
}

/// The pairs of a job, and their rows, by outcome.
pub fn counts(state: &Connection, job: JobId) -> Result<(PairCounts, PairCounts)> {
    let sql = "SELECT outcome, count(*) AS pairs, sum(rows) AS rows FROM import_pairs WHERE job = ?1 GROUP BY outcome";
    let groups = values::rows(state.prepare_cached(sql)?.query([job.0])?, |row| {
        let outcome: Option<PairOutcome> = values::parsed_if_any(row, "outcome")?;
        Ok((outcome, values::number(row, "pairs")?, values::number(row, "rows")?))
    })?;
    let (mut pairs, mut rows) = (PairCounts::default(), PairCounts::default());
    for (outcome, pair_count, row_count) in groups {
        pairs.add(outcome, pair_count);
        rows.add(outcome, row_count);
    }
    Ok((pairs, rows))
}

impl PairCounts {
    /// Counts so many of an outcome; `None`: nothing is decided about them.
    pub fn add(&mut self, outcome: Option<PairOutcome>, count: u64) {
        let part = match outcome {
            Some(PairOutcome::Loaded) => Some(&mut self.loaded),
            Some(PairOutcome::Known) => Some(&mut self.known),
            Some(PairOutcome::New) => Some(&mut self.new),
            Some(PairOutcome::Held) => Some(&mut self.held),
            None => None,
        };
        for figure in part.into_iter().chain([&mut self.total]) {
            *figure = figure.saturating_add(count);
        }
    }

    /// Whether every one has its outcome.
    pub fn add_up(&self) -> bool {
        let parts = [self.loaded, self.known, self.new, self.held];
        parts.iter().try_fold(0u64, |sum, part| sum.checked_add(*part)) == Some(self.total)
    }
}

fn read(row: &Row<'_>) -> Result<Pair> {
    let key = PairKey { series: row.get("series_compared")?, branch: row.get("branch_compared")? };
    let content = NewPair {
        key,
        series: row.get("series")?,
        branch: row.get("branch")?,
        rows: values::number(row, "rows")?,
        first_no: values::number(row, "first_no")?,
    };
    let outcome = values::parsed_if_any(row, "outcome")?;
    let decision = outcome.map(|outcome| read_decision(row, outcome)).transpose()?;
    Ok(Pair { content, decision })
}

fn read_decision(row: &Row<'_>, outcome: PairOutcome) -> Result<Decision> {
    Ok(Decision {
        outcome,
        reason: row.get("reason")?,
        how: values::parsed_if_any(row, "how")?,
        centre: row.get("centre")?,
        centre_name: row.get("centre_name")?,
        account: row.get("account")?,
        account_name: row.get("account_name")?,
        candidates: values::json_if_any(row, "candidates")?.unwrap_or_default(),
    })
}

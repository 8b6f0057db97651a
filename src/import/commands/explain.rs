//! `import explain`: the story of a job, or of one of its rows, pairs or accounts.

use super::begin::{job, profiles};
use super::explain_row;
use super::first_rows::{self, Places};
use crate::import::app::ImportApp;
use crate::import::error::{Error, Result};
use crate::import::jobs;
use crate::import::names::compared;
use crate::import::profile::Profile;
use crate::import::report::{AccountStory, AttemptStory, ImportExplanation};
use crate::import::session::ImportSession;
use crate::import::{JobName, page};
use crate::state::import_attempts::{self, About, Attempt};
use crate::state::import_jobs::Job;
use crate::state::import_pairs::{self, Pair, PairKey};
use crate::state::import_registrations::{self, Target};

/// Attempts that are told, the newest.
const ATTEMPTS_MAX: usize = 200;

/// Tells the story of `subject`: a row's number, a series, a branch or an account; `None`: of the whole job.
pub fn explain(app: &ImportApp<'_>, name: &JobName, subject: Option<&str>) -> Result<ImportExplanation> {
    let (valid, _) = profiles(app, None)?;
    let session = &ImportSession::look(app, &valid)?;
    let job = job(session, name)?;
    let mut told = ImportExplanation {
        version: 1,
        job: name.clone(),
        row: None,
        pair: None,
        pairs: Vec::new(),
        account: None,
        summary: None,
        attempts: Vec::new(),
    };
    let Some(subject) = subject else {
        told.summary = Some(Box::new(jobs::report(session, &job, None)?));
        told.attempts = attempts(session, &job, |_| true)?;
        return Ok(told);
    };
    let profile = session.profile(name.profile());
    told.pairs = pairs(session, &job, profile, subject)?;
    told.account = account(session, &job, subject)?;
    if told.pairs.is_empty()
        && told.account.is_none()
        && let (Some((part, number)), Some(profile)) = (row_number(subject), profile)
    {
        told.row = explain_row::row(session, &job, profile, part, number)?;
        let chunk = told.row.as_ref().and_then(|row| row.chunk);
        told.attempts =
            attempts(session, &job, |about| chunk.is_some_and(|chunk| about == About::Chunk(chunk)))?;
    }
    if told.pairs.len() == 1 {
        told.pair = told.pairs.pop();
    }
    let nothing =
        told.pair.is_none() && told.pairs.is_empty() && told.account.is_none() && told.row.is_none();
    if nothing {
        return Err(Error::UnknownSubject { job: name.clone(), subject: subject.to_owned() });
    }
    Ok(told)
}

/// `17` is row 17 of the first part, `2:17` that of the second.
fn row_number(subject: &str) -> Option<(u32, u64)> {
    match subject.split_once(':') {
        Some((part, row)) => Some((part.parse().ok()?, row.parse().ok()?)),
        None => Some((1, subject.parse().ok()?)),
    }
}

fn pairs(
    session: &ImportSession<'_>,
    job: &Job,
    profile: Option<&Profile>,
    subject: &str,
) -> Result<Vec<crate::import::report::PairStory>> {
    let all = session.read(|state| import_pairs::of_job(state, job.id))?;
    let wanted = compared(subject);
    let is_meant = |pair: &&Pair| {
        let PairKey { series, branch } = &pair.content.key;
        *series == wanted || *branch == wanted || format!("{series} {branch}") == wanted
    };
    let meant: Vec<&Pair> = all.iter().filter(is_meant).collect();
    let numbers = meant.iter().map(|pair| pair.content.first_no).collect();
    let places = first_rows::places(session, job, profile, &numbers)?;
    meant.into_iter().map(|pair| pair_story(session, job, profile, (pair, &places))).collect()
}

fn pair_story(
    session: &ImportSession<'_>,
    job: &Job,
    profile: Option<&Profile>,
    (pair, places): (&Pair, &Places),
) -> Result<crate::import::report::PairStory> {
    let registration = {
        let key = format!("{} {}", pair.content.key.series, pair.content.key.branch);
        session.read(|state| import_registrations::find(state, job.id, Target::Series, &key))?
    };
    let n = registration.map(|registration| registration.n);
    let attempts = attempts(session, job, |about| n.is_some_and(|n| about == About::Registration(n)))?;
    let place = places.get(&pair.content.first_no).copied();
    Ok(page::pair_story(profile, pair, place, attempts))
}

fn account(session: &ImportSession<'_>, job: &Job, subject: &str) -> Result<Option<AccountStory>> {
    let found = session.read(|state| import_registrations::find(state, job.id, Target::Accounts, subject))?;
    let Some(registration) = found else { return Ok(None) };
    let value = |name: &str| registration.values.get(name).cloned();
    let pairs = session.read(|state| import_pairs::of_job(state, job.id))?;
    let of_account = pairs.iter().filter(|pair| {
        pair.decision.as_ref().is_some_and(|decision| decision.account.as_deref() == Some(subject))
    });
    let pairs = of_account.map(|pair| (pair.content.series.clone(), pair.content.branch.clone())).collect();
    Ok(Some(AccountStory {
        account: subject.to_owned(),
        name: value("account_name").unwrap_or_default(),
        centre: value("centre"),
        state: registration.state.as_str().to_owned(),
        pairs,
        attempts: attempts(session, job, |about| about == About::Registration(registration.n))?,
    }))
}

fn attempts(
    session: &ImportSession<'_>,
    job: &Job,
    about: impl Fn(About) -> bool,
) -> Result<Vec<AttemptStory>> {
    let mut all = session.read(|state| import_attempts::of_job(state, job.id, u32::MAX))?;
    all.retain(|attempt| about(attempt.about));
    let told = all.split_off(all.len().saturating_sub(ATTEMPTS_MAX));
    Ok(told.into_iter().map(attempt_story).collect())
}

fn attempt_story(attempt: Attempt) -> AttemptStory {
    let subject = match attempt.about {
        About::Job => String::new(),
        About::Chunk(n) | About::Registration(n) => n.to_string(),
    };
    AttemptStory {
        at: attempt.at,
        act: attempt.act.as_str().to_owned(),
        subject,
        outcome: attempt.ended.as_str().to_owned(),
        error: attempt.error,
    }
}

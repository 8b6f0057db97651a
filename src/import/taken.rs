//! Numbers that a row must not bear again: those that jobs of its profile have loaded or are about to, and those of the
//! earlier parts of its own job. A number is the job's that claimed it first.

use super::access;
use super::check::{Error as CheckError, Intervals, LoadedNumbers, NumberSpan, Outside};
use super::error::Error;
use super::period::Period;
use super::profile::{Profile, RuleKind, RuleScope};
use super::session::{ImportSession, details};
use super::source::{self, OpenSource, SourceError};
use super::stages::prepare::opening;
use crate::state::State;
use crate::state::import_jobs::{Job, JobId};
use crate::state::import_numbers::{self, Free, Interval};
use crate::state::import_sources::{self, Source};

/// Numbers that are taken, for one file.
pub struct Taken<'s> {
    state: &'s State,
    profile: &'s str,
    /// What was loaded of this period does not count: it is about to be taken back, or is only looked at.
    loaded_of: Option<String>,
    /// Nor what jobs of this one claim, whose place the file takes.
    claimed_of: Option<String>,
    /// Nor what this job has claimed: its files are read once more, and its numbers may be loaded by now.
    read_again: Option<JobId>,
    /// What accepted rows of earlier parts bear.
    parts: Option<Intervals>,
}

impl<'s> Taken<'s> {
    /// For a job of its own. Jobs of its period that have loaded nothing give way to it.
    pub fn for_new(state: &'s State, profile: &'s Profile, period: Period) -> Taken<'s> {
        let claimed_of = (period != Period::None).then(|| period.to_string());
        Taken { claimed_of, ..Taken::all(state, profile) }
    }

    /// For a job in the place of one of the same content, whose numbers are its own.
    pub fn for_anew(state: &'s State, profile: &'s Profile, period: Period, job: JobId) -> Taken<'s> {
        Taken { read_again: Some(job), ..Taken::for_new(state, profile, period) }
    }

    /// For a job in the place of all that was loaded of its period.
    pub fn for_replacing(state: &'s State, profile: &'s Profile, period: Period) -> Taken<'s> {
        let of_period = Some(period.to_string());
        Taken { loaded_of: of_period.clone(), claimed_of: of_period, ..Taken::all(state, profile) }
    }

    fn all(state: &'s State, profile: &'s Profile) -> Taken<'s> {
        Taken {
            state,
            profile: &profile.name,
            loaded_of: None,
            claimed_of: None,
            read_again: None,
            parts: None,
        }
    }

    /// For a further part of a job. Where a rule's scope is the file, the parts before are read once more: their
    /// numbers are kept nowhere.
    pub fn for_part(
        session: &ImportSession<'_>,
        state: &'s State,
        profile: &'s Profile,
        job: &Job,
    ) -> Result<Taken<'s>, SourceError> {
        let is_of_file =
            |kind: &RuleKind| matches!(kind, RuleKind::Unique { scope, .. } if *scope == RuleScope::File);
        let parts = if profile.rules.iter().any(|rule| is_of_file(&rule.what)) {
            Taken::for_same(session, state, profile, job, u32::MAX)?.parts
        } else {
            None
        };
        Ok(Taken { parts, ..Taken::all(state, profile) })
    }

    /// For a part that is read once more, after those before it.
    pub fn for_same(
        session: &ImportSession<'_>,
        state: &'s State,
        profile: &'s Profile,
        job: &Job,
        part: u32,
    ) -> Result<Taken<'s>, SourceError> {
        let mut taken = Taken::for_first(state, profile, job);
        let sources = session.read(|state| import_sources::of_job(state, job.id));
        for (_, stored) in sources.map_err(SourceError::Failed)?.iter().filter(|(n, _)| *n < part) {
            let mut source = open_again(session, profile, stored)?;
            let period = Period::of_job(&job.name);
            let mut lookups = access::lookups(session, profile, period).map_err(SourceError::Failed)?;
            let mut spans = Intervals::new();
            let mut checker = source::checker(profile, period, &source, &mut taken, &mut *lookups);
            source.check::<SourceError>(&mut checker, |_, _| Ok(()))?;
            let copied = checker.visit_all(|key, span| Ok(spans.insert(key, span)?));
            copied.map_err(|error| check_failed(&source, error))?;
            taken.add(&mut spans).map_err(|error| check_failed(&source, error))?;
        }
        Ok(taken)
    }

    /// For the first part of a job, read once more.
    pub fn for_first(state: &'s State, profile: &'s Profile, job: &Job) -> Taken<'s> {
        Taken { read_again: Some(job.id), ..Taken::all(state, profile) }
    }

    /// Takes the numbers of a part that was read.
    pub fn add(&mut self, spans: &mut Intervals) -> Result<(), CheckError> {
        let parts = self.parts.get_or_insert_with(Intervals::new);
        spans.visit(|key, span| Ok(parts.insert(key, span)?))
    }

    fn of_state(&self, key: &str) -> crate::state::Result<Vec<NumberSpan>> {
        let free = Free { loaded_of: self.loaded_of.as_deref(), claimed_of: self.claimed_of.as_deref() };
        let taken = spans(import_numbers::of_key(self.state, self.profile, key, free)?);
        let Some(job) = self.read_again else { return Ok(taken) };
        let own = spans(import_numbers::claimed(self.state, job, key)?);
        Ok(without(merged(taken), &merged(own)))
    }
}

impl LoadedNumbers for Taken<'_> {
    fn of_key(&mut self, key: &str, scope: RuleScope) -> Result<Vec<NumberSpan>, Outside> {
        let mut taken = match scope {
            RuleScope::Profile => self.of_state(key)?,
            RuleScope::File => Vec::new(),
        };
        if let Some(parts) = &mut self.parts {
            let mut from = i64::MIN;
            while let Some(span) = parts.next(key, from)? {
                taken.push(span);
                let Some(after) = span.last.checked_add(1) else { break };
                from = after;
            }
        }
        taken.sort_unstable();
        Ok(merged(taken))
    }

    fn has_parts(&self) -> bool {
        self.parts.is_some()
    }
}

/// Opens a file of a job once more, as it was when the job was prepared.
pub fn open_again(
    session: &ImportSession<'_>,
    profile: &Profile,
    stored: &Source,
) -> Result<OpenSource, SourceError> {
    let file = session.app.settings.base.join(&stored.name);
    let source = OpenSource::open(&file, profile, opening(session))?;
    if source.facts.sha256 == stored.sha256 {
        return Ok(source);
    }
    let about = details([("file", stored.name.clone())]);
    Err(SourceError::Refused { reason: "source_changed", details: about })
}

/// An error of the check of a file.
pub fn check_failed(source: &OpenSource, error: CheckError) -> SourceError {
    SourceError::Failed(Error::Check { file: source.file.clone(), source: Box::new(error) })
}

fn spans(numbers: Vec<Interval>) -> Vec<NumberSpan> {
    let number = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    let span = |Interval { first, last }| NumberSpan { first: number(first), last: number(last) };
    numbers.into_iter().map(span).collect()
}

/// Intervals in ascending order of their first numbers, those that overlap or touch as one.
fn merged(numbers: Vec<NumberSpan>) -> Vec<NumberSpan> {
    let mut spans: Vec<NumberSpan> = Vec::new();
    for NumberSpan { first, last } in numbers {
        match spans.last_mut() {
            Some(span) if first <= span.last.saturating_add(1) => span.last = span.last.max(last),
            _ => spans.push(NumberSpan { first, last }),
        }
    }
    spans
}

/// The numbers of `all` that are not in `own`; both merged.
fn without(all: Vec<NumberSpan>, own: &[NumberSpan]) -> Vec<NumberSpan> {
    let mut left = Vec::new();
    for NumberSpan { mut first, last } in all {
        for taken in own {
            if taken.last < first || taken.first > last {
                continue;
            }
            if taken.first > first {
                left.push(NumberSpan { first, last: taken.first - 1 });
            }
            first = taken.last.saturating_add(1);
        }
        if first <= last {
            left.push(NumberSpan { first, last });
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn numbers(spans: &[NumberSpan]) -> BTreeSet<i64> {
        spans.iter().flat_map(|span| span.first..=span.last).collect()
    }

    proptest! {
        #[test]
        fn what_is_left_is_all_that_is_not_the_jobs_own(
            all in prop::collection::vec((0_i64..60, 0_i64..8), 0..12),
            own in prop::collection::vec((0_i64..60, 0_i64..8), 0..12),
        ) {
            let spans = |parts: Vec<(i64, i64)>| {
                let span = |(first, more)| NumberSpan { first, last: first + more };
                let mut spans: Vec<NumberSpan> = parts.into_iter().map(span).collect();
                spans.sort_unstable();
                merged(spans)
            };
            let (all, own) = (spans(all), spans(own));
            let left = without(all.clone(), &own);
            prop_assert_eq!(numbers(&left), &numbers(&all) - &numbers(&own));
            prop_assert!(left.windows(2).all(|two| two[0].last < two[1].first));
        }
    }
}

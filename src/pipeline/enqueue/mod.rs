//! enqueue: captured orders into supplier orders, or why not.

mod masters;

use crate::domain::{CompanyName, Context, Outcome, Reason, Verdict, Year, decide};
use crate::pipeline::app::{App, Phase};
use crate::pipeline::error::{Error, Result};
use crate::pipeline::explanation::Explanation;
use crate::pipeline::options::EnqueueOptions;
use crate::pipeline::report::{Counts, Report};
use crate::pipeline::session::Session;
use crate::state::outbox::{self, Basis, Captured, Fate};
use crate::state::{self, EntryId, Moment, Write};
use masters::{Parents, Targets};
use std::collections::HashMap;
use std::rc::Rc;

/// Orders in one transaction.
const CHUNK: usize = 500;

/// Decides what becomes of the captured orders. Those of a company whose masters cannot be read stay captured.
pub fn enqueue(app: &App<'_>, options: &EnqueueOptions) -> Result<Report> {
    let mut session = Session::open(app, "enqueue", options.dry_run)?;
    decide_captured(&mut session, options.limit)?;
    session.finish()
}

pub(super) fn decide_captured(session: &mut Session<'_>, limit: Option<usize>) -> Result<()> {
    let mut decider = Decider::default();
    let (mut left, mut after) = (limit.unwrap_or(usize::MAX), EntryId::START);
    while left > 0 && !session.stop_requested() {
        let chunk = session.read(|state| outbox::captured_after(state, after, left.min(CHUNK)))?;
        let Some(last) = chunk.last() else { break };
        after = last.id;
        let decided = decider.decide(session, chunk)?;
        let now = session.app.clock.now();
        session.write(|tx| decided.iter().try_for_each(|one| one.store(tx, now)))?;
        decided.iter().for_each(|one| *session.counts(&one.company) += one.counts());
        session.app.progress.advance(u64::try_from(decided.len()).unwrap_or(0));
        left -= decided.len();
    }
    session.app.progress.end();
    Ok(())
}

/// What was decided on one order.
struct Decided {
    id: EntryId,
    company: CompanyName,
    verdict: Verdict,
    /// What a document hangs on in the parent, and the order's date.
    basis: Option<Basis>,
    /// In words for a person, where the verdict has none.
    detail: Option<String>,
}

impl Decided {
    fn store(&self, tx: &Write<'_>, now: Moment) -> state::Result<()> {
        let fate = match &self.verdict.outcome {
            Outcome::Queued(order) => Fate::Queued(order, self.basis),
            Outcome::Skipped(reason) => Fate::Skipped(*reason, self.detail.as_deref()),
            Outcome::Held(held) => Fate::Held(held.reason, Some(&held.detail)),
        };
        outbox::decided(tx, self.id, &fate, &Explanation::from(&self.verdict), now)
    }

    fn counts(&self) -> Counts {
        let cut = u64::try_from(self.verdict.cuts.len()).unwrap_or(u64::MAX);
        let counts = Counts { cut, ..Counts::default() };
        match self.verdict.outcome {
            Outcome::Queued(_) => Counts { queued: 1, ..counts },
            Outcome::Skipped(_) => Counts { skipped: 1, ..counts },
            Outcome::Held(_) => Counts { held: 1, ..counts },
        }
    }
}

/// Which exercise of which company, for which of the parent.
type LinkYears = (CompanyName, Year, Year);

/// What decisions need. Each part is loaded when the first order asks for it.
#[derive(Default)]
struct Decider {
    targets: Targets,
    parents: Parents,
    /// `None`: it could not be got together, and that has been reported.
    contexts: HashMap<LinkYears, Option<Rc<Context>>>,
    /// Companies whose target could not be told, which has been reported.
    nowhere: Vec<CompanyName>,
}

impl Decider {
    fn decide(&mut self, session: &mut Session<'_>, chunk: Vec<Captured>) -> Result<Vec<Decided>> {
        let mut decided = Vec::with_capacity(chunk.len());
        for captured in chunk {
            decided.extend(self.decide_one(session, captured)?);
        }
        Ok(decided)
    }

    /// `None`: it cannot be decided now, and stays captured.
    fn decide_one(&mut self, session: &mut Session<'_>, captured: Captured) -> Result<Option<Decided>> {
        let Captured { id, key, order, twin, released } = captured;
        let subsidiaries = &session.app.settings.subsidiaries;
        let Some(subsidiary) = subsidiaries.iter().find(|subsidiary| subsidiary.company.name == key.company)
        else {
            log::warn!("{key} stays captured: {} is not configured any more", key.company);
            return Ok(None);
        };
        let company = key.company.clone();
        if let Some(year) = twin {
            let detail = Some(crate::domain::OrderKey { year, ..key }.to_string());
            return Ok(Some(Decided { id, company, verdict: in_other_year(), basis: None, detail }));
        }
        let Some(target) = self.target(session, &company, order.date)? else { return Ok(None) };
        let link_years = (company, key.year, target);
        let Some(context) = self.context(session, &link_years, subsidiary)? else { return Ok(None) };
        let verdict = decide(&order, &key, &subsidiary.link, &context, released);
        let basis = match &verdict.outcome {
            Outcome::Queued(document) => Some((context.basis(document, order.date), order.date)),
            Outcome::Skipped(_) | Outcome::Held(_) => None,
        };
        Ok(Some(Decided { id, company: link_years.0, verdict, basis, detail: None }))
    }

    fn target(
        &mut self,
        session: &mut Session<'_>,
        company: &CompanyName,
        date: chrono::NaiveDate,
    ) -> Result<Option<Year>> {
        if self.nowhere.contains(company) {
            return Ok(None);
        }
        match self.targets.of(&session.app, date) {
            Ok(year) => Ok(Some(year)),
            Err(error) => {
                self.nowhere.push(company.clone());
                blame(session, company, error)?;
                Ok(None)
            }
        }
    }

    fn context(
        &mut self,
        session: &mut Session<'_>,
        link_years: &LinkYears,
        subsidiary: &crate::pipeline::settings::Subsidiary,
    ) -> Result<Option<Rc<Context>>> {
        if let Some(known) = self.contexts.get(link_years) {
            return Ok(known.clone());
        }
        let app = session.app;
        let parent = self.parents.of(session, link_years.2);
        let context =
            match parent.and_then(|parent| masters::context(session, subsidiary, link_years.1, parent)) {
                Ok(context) => Some(Rc::new(context)),
                Err(error) => {
                    blame(session, &link_years.0, error)?;
                    None
                }
            };
        // Reading the masters was a stretch of its own.
        app.progress.begin(Phase::Enqueue, &app.settings.parent.name, None);
        self.contexts.insert(link_years.clone(), context.clone());
        Ok(context)
    }
}

/// Reports a failure with the company it lies with, which may be the parent.
fn blame(session: &mut Session<'_>, subsidiary: &CompanyName, error: Error) -> Result<()> {
    let company = error.company().unwrap_or(subsidiary).clone();
    session.fail(&company, error)
}

fn in_other_year() -> Verdict {
    let outcome = Outcome::Skipped(Reason::AlreadyInOtherYear);
    Verdict { outcome, lines: Vec::new(), cuts: Vec::new(), warnings: Vec::new() }
}

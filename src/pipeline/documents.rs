//! "Pushed" is a claim about a file that others write, too: it is looked up before more is written on top of it, by the
//! nightly run, and by `doctor`.

use super::app::App;
use super::error::{Error, Result};
use super::session::{Session, of_state};
use crate::domain::{CompanyName, DocumentId, TraceMark, Year};
use crate::state::documents::{self, WrittenOrder};
use crate::state::{State, files};
use crate::store::{Census, CompanyStore, FileStamp, MarkLookup};
use std::collections::{BTreeMap, HashSet};

/// The newest documents are looked up by their marks; all others are counted.
const LATELY: usize = 500;

/// What the state says of the documents in one exercise of the parent.
pub(super) struct Claimed {
    year: Year,
    lately: Vec<WrittenOrder>,
    counts: BTreeMap<CompanyName, u64>,
}

/// What was found of it.
#[derive(Default)]
pub(super) struct Compared {
    /// Orders whose documents are not there, ascending.
    pub missing: Vec<WrittenOrder>,
    /// Orders whose documents are there again.
    back: Vec<(WrittenOrder, DocumentId)>,
}

impl Claimed {
    pub fn read(app: &App<'_>, state: &State, year: Year) -> Result<Claimed> {
        let read = || Ok((documents::lately(state, year, LATELY)?, documents::counts(state, year)?));
        let (lately, counts) = read().map_err(|source| of_state(app, source))?;
        Ok(Claimed { year, lately, counts })
    }

    /// The marks that are looked up in any case.
    pub fn marks(&self, app: &App<'_>) -> impl Iterator<Item = TraceMark> {
        self.lately.iter().flat_map(|order| app.settings.marks_of(&order.key))
    }

    /// The companies of which the file bears fewer marks than it must.
    fn short_of(&self, app: &App<'_>, census: &Census) -> Vec<CompanyName> {
        let there = |company: &CompanyName| -> u64 {
            let names = app.settings.names_of(company);
            names.filter_map(|name| census.get(name.as_str())).sum()
        };
        let short = self.counts.iter().filter(|(company, count)| there(company) < **count);
        short.map(|(company, _)| company.clone()).collect()
    }

    /// Compares what was looked up with what is claimed. Where the file has fewer marks than it must, every one of that
    /// company is looked up.
    pub fn compare(
        self,
        app: &App<'_>,
        state: &State,
        store: &mut dyn CompanyStore,
        marks: &MarkLookup,
    ) -> Result<Compared> {
        let short = marks.census().map(|census| self.short_of(app, census)).unwrap_or_default();
        let mut compared = Compared::default();
        compared.add(app, self.lately, marks);
        for company in short {
            let all = documents::of_company(state, &company, self.year);
            let all = all.map_err(|source| of_state(app, source))?;
            let wanted = all.iter().flat_map(|order| app.settings.marks_of(&order.key)).collect();
            let found = store.find_marks(wanted).map_err(Error::store(&app.settings.parent.name))?;
            compared.add(app, all, &found);
        }
        compared.missing.sort_by(|one, other| one.key.cmp(&other.key));
        compared.missing.dedup_by(|one, other| one.key == other.key);
        Ok(compared)
    }
}

impl Compared {
    fn add(&mut self, app: &App<'_>, orders: Vec<WrittenOrder>, marks: &MarkLookup) {
        for order in orders {
            let document =
                app.settings.marks_of(&order.key).find_map(|mark| marks.found().get(&mark).copied());
            match document {
                None => self.missing.push(order),
                Some(document) if order.is_missing => self.back.push((order, document)),
                Some(_) => {}
            }
        }
    }

    /// What has to be told before anything is written. One document that is missing was deleted by somebody, and is
    /// named; several, or a file that has gone back, are no work of a person.
    pub fn alarm(&self, app: &App<'_>, went_back: bool) -> Option<Error> {
        let is_alarming = self.missing.len() > 1 || (went_back && !self.missing.is_empty());
        is_alarming.then(|| Error::DocumentsMissing {
            company: app.settings.parent.name.clone(),
            orders: self.missing.iter().map(|order| order.key.clone()).collect(),
            went_back,
        })
    }
}

/// Takes note of what is missing, and tells whether nothing must be written.
pub(super) fn note(
    session: &mut Session<'_>,
    year: Year,
    compared: &Compared,
    stamp: Option<&FileStamp>,
) -> Result<bool> {
    let (app, now) = (session.app, session.app.clock.now());
    let parent = &app.settings.parent.name;
    let before = session.read(|state| files::written(state, parent, year))?;
    let went_back = before.zip(stamp).is_some_and(|(then, now)| now.is_before(then.length, &then.counters));
    for order in compared.missing.iter().filter(|order| !order.is_missing) {
        log::warn!("{}: its document is not in the parent any more", order.key);
    }
    session.write(|tx| {
        let missing = compared.missing.iter().filter(|order| !order.is_missing);
        missing.map(|order| order.id).try_for_each(|id| documents::note_missing(tx, id, now))?;
        compared.back.iter().try_for_each(|(order, found)| documents::found_again(tx, order.id, *found, now))
    })?;
    match compared.alarm(&app, went_back) {
        Some(error) => session.fail(parent, error).map(|()| true),
        None => Ok(false),
    }
}

/// Looks up the documents of every exercise of the parent, whether something is to be written or not.
pub(super) fn look_up(session: &mut Session<'_>) -> Result<()> {
    let app = session.app;
    let parent = &app.settings.parent;
    for year in session.read(|state| documents::years(state))? {
        let claimed = Claimed::read(&app, &session.state, year)?;
        let wanted: HashSet<TraceMark> = claimed.marks(&app).collect();
        let found = session.reader(&parent.file(year)).and_then(|mut store| {
            let marks = store.find_marks(wanted)?;
            let stamp = store.whole_file().map(|file| file.stamp()).transpose()?;
            Ok((store, marks, stamp))
        });
        match found {
            Ok((mut store, marks, stamp)) => {
                let compared = claimed.compare(&app, &session.state, &mut *store, &marks)?;
                note(session, year, &compared, stamp.as_ref())?;
            }
            Err(error) => session.fail(&parent.name, Error::store(&parent.name)(error))?,
        }
    }
    Ok(())
}

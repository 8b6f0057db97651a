//! scan: what the subsidiaries have that the state has not, into the state.

mod capture;
mod missing;
mod renamed;
mod series;

use crate::domain::{CompanyName, Series};
use crate::pipeline::app::App;
use crate::pipeline::error::{Error, Result};
use crate::pipeline::exercises;
use crate::pipeline::options::{Range, ScanOptions};
use crate::pipeline::report::Report;
use crate::pipeline::session::Session;
use crate::pipeline::settings::Subsidiary;
use crate::state::{files, incomplete, orders, watermark};
use crate::store::{self, CompanyFile, CompanyStore, Unindexed, WholeFile};
use series::SeriesScan;
use std::collections::BTreeSet;

/// Captures the new, late and changed orders of the subsidiaries. One that cannot be read does not stop the others.
pub fn scan(app: &App<'_>, options: &ScanOptions) -> Result<Report> {
    let chosen = chosen(app, &options.companies)?;
    let mut session = Session::open(app, "scan", options.dry_run)?;
    scan_companies(&mut session, &chosen, options.range.as_ref())?;
    session.finish()
}

/// The subsidiaries of those names, all without names.
pub(super) fn chosen<'a>(app: &App<'a>, names: &[CompanyName]) -> Result<Vec<&'a Subsidiary>> {
    let all = &app.settings.subsidiaries;
    let known = |name: &&CompanyName| all.iter().any(|subsidiary| subsidiary.company.name == **name);
    if let Some(unknown) = names.iter().find(|name| !known(name)) {
        return Err(Error::UnknownCompany(unknown.clone()));
    }
    let chosen = |subsidiary: &&Subsidiary| names.is_empty() || names.contains(&subsidiary.company.name);
    Ok(all.iter().filter(chosen).collect())
}

pub(super) fn scan_companies(
    session: &mut Session<'_>,
    chosen: &[&Subsidiary],
    range: Option<&Range>,
) -> Result<()> {
    for subsidiary in chosen {
        let name = &subsidiary.company.name;
        for former in subsidiary.formerly.iter().flatten() {
            session.write(|tx| orders::rename(tx, former, name))?;
        }
        match exercises::of_company(&session.app, &subsidiary.company) {
            Ok(files) => scan_exercises(session, subsidiary, &files, range)?,
            Err(error) => session.fail(name, error)?,
        }
    }
    Ok(())
}

fn scan_exercises(
    session: &mut Session<'_>,
    subsidiary: &Subsidiary,
    files: &[CompanyFile],
    range: Option<&Range>,
) -> Result<()> {
    for file in files {
        if session.stop_requested() {
            return Ok(());
        }
        if let Err(error) = scan_exercise(session, subsidiary, file, range) {
            session.fail(&file.company, error)?;
        }
    }
    Ok(())
}

fn scan_exercise(
    session: &mut Session<'_>,
    subsidiary: &Subsidiary,
    file: &CompanyFile,
    range: Option<&Range>,
) -> Result<()> {
    let mut store = session.reader(file).map_err(Error::store(&file.company))?;
    renamed::check(session, subsidiary, file, &mut *store)?;
    let range = range.copied().unwrap_or_default();
    for odd in store.odd_headers().map_err(Error::store(&file.company))? {
        let (company, source) = (file.company.clone(), Box::new(odd));
        session.fail(&file.company, Error::Unreadable { company, source })?;
    }
    let known = session.read(|state| watermark::series_of(state, &file.company, file.year))?;
    for series in
        wanted_series(&mut *store, subsidiary, known, &range).map_err(Error::store(&file.company))?
    {
        let scan = SeriesScan { file, series, range, late_window: subsidiary.late_window };
        scan.run(session, &mut *store)?;
        if session.stop_requested() {
            return Ok(());
        }
    }
    look_for_unindexed(session, file, &mut *store)?;
    match store.whole_file().filter(|_| session.deep) {
        Some(whole) => whole.check().map(drop).map_err(Error::store(&file.company)),
        None => Ok(()),
    }
}

/// Counts the rows of a file that has changed since they were counted last. An order of which no index knows all rows
/// waits, and is named; the others go on.
fn look_for_unindexed(
    session: &mut Session<'_>,
    file: &CompanyFile,
    store: &mut dyn CompanyStore,
) -> Result<()> {
    let of_store = Error::store(&file.company);
    let stamp = store.whole_file().map(WholeFile::stamp).transpose().map_err(&of_store)?;
    let stamp = stamp.and_then(|stamp| stamp.bytes());
    let counted = session.read(|state| files::counted(state, &file.company, file.year))?;
    if stamp.is_some() && stamp == counted {
        return Ok(());
    }
    match (store.unindexed().map_err(&of_store)?, stamp) {
        (None, Some(stamp)) => session.write(|tx| files::note_counted(tx, &file.company, file.year, &stamp)),
        (None, None) => Ok(()),
        (Some(Unindexed { orders, error }), _) => {
            let (problem, now) = (error.to_string(), session.app.clock.now());
            session.write(|tx| {
                orders.iter().try_for_each(|id| {
                    let series = watermark::series_id(tx, &file.company, file.year, id.series)?;
                    incomplete::remember(tx, series, id.number, (&problem, true), now)
                })
            })?;
            session.fail(&file.company, of_store(error))
        }
    }
}

/// The configured series; else those of the file, and those that it had once.
fn wanted_series(
    store: &mut dyn CompanyStore,
    subsidiary: &Subsidiary,
    known: Vec<Series>,
    range: &Range,
) -> store::Result<Vec<Series>> {
    let mut series = if subsidiary.series.is_empty() {
        store.series()?.into_iter().chain(known).collect::<BTreeSet<_>>()
    } else {
        subsidiary.series.iter().copied().collect()
    };
    series.retain(|series| range.series.is_none_or(|only| only == *series));
    Ok(series.into_iter().collect())
}

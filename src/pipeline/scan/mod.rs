//! scan: what the subsidiaries have that the state has not, into the state.

mod capture;
mod series;

use crate::domain::{CompanyName, Series};
use crate::pipeline::app::App;
use crate::pipeline::error::{Error, Result};
use crate::pipeline::exercises;
use crate::pipeline::options::{Range, ScanOptions};
use crate::pipeline::report::Report;
use crate::pipeline::session::Session;
use crate::pipeline::settings::Subsidiary;
use crate::state::watermark;
use crate::store::{self, CompanyFile, CompanyStore};
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
    match store.whole_file().filter(|_| session.deep) {
        Some(whole) => whole.check().map(drop).map_err(Error::store(&file.company)),
        None => Ok(()),
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

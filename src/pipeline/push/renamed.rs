//! A company whose orders stand in the parent under another name: the state that knew it may be lost.

use crate::domain::{CompanyName, OrderKey, TraceMark};
use crate::pipeline::error::{Error, Result};
use crate::pipeline::session::Session;
use crate::store::{Census, CompanyStore, MarkLookup};
use std::collections::{BTreeSet, HashSet};

/// The companies that are not written for, since the parent has their orders under a name that is not configured any
/// more; each was told.
pub(super) fn find(
    session: &mut Session<'_>,
    store: &mut dyn CompanyStore,
    due: &[OrderKey],
    marks: &MarkLookup,
) -> Result<HashSet<CompanyName>> {
    let mut renamed = HashSet::new();
    let Some(census) = marks.census() else { return Ok(renamed) };
    let app = session.app;
    for company in due.iter().map(|key| &key.company).collect::<BTreeSet<_>>() {
        for former in formers(session, company, census) {
            let wanted: HashSet<TraceMark> = due
                .iter()
                .filter(|key| key.company == *company)
                .map(|key| OrderKey { company: former.clone(), ..key.clone() }.trace_mark())
                .collect();
            let found = store.find_marks(wanted).map_err(Error::store(&app.settings.parent.name))?;
            if !found.found().is_empty() {
                let (company, formerly) = (company.clone(), former.to_string());
                session.fail(&company, Error::Renamed { company: company.clone(), formerly })?;
                renamed.insert(company);
                break;
            }
        }
    }
    Ok(renamed)
}

/// The names that the company may have had before: marks in the parent bear them, nobody is called so, and the company
/// has no mark of its own. The configuration may say that it had none.
fn formers(session: &Session<'_>, company: &CompanyName, census: &Census) -> Vec<CompanyName> {
    let settings = session.app.settings;
    let own = settings.subsidiaries.iter().find(|subsidiary| subsidiary.company.name == *company);
    if own.is_none_or(|own| own.formerly.is_some()) || census.contains_key(company.as_str()) {
        return Vec::new();
    }
    let names = census.keys().filter_map(|name| name.parse::<CompanyName>().ok());
    names.filter(|name| !settings.is_configured(name)).collect()
}

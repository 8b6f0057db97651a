//! Whether the parent has what the state says was written, and nothing of companies that nobody is called any more.

use super::fact::Fact;
use super::finding::Finding;
use crate::domain::{OrderId, OrderKey, OrderNumber, TraceMark, Year};
use crate::pipeline::app::App;
use crate::pipeline::documents::Claimed;
use crate::pipeline::error::{self, Error, Result};
use crate::pipeline::session::of_state;
use crate::pipeline::settings::Subsidiary;
use crate::state::State;
use crate::store::{Census, CompanyFile, CompanyStore, MarkLookup};
use std::collections::HashSet;

pub(super) fn look(app: &App<'_>, file: &CompanyFile, store: &mut dyn CompanyStore) -> Vec<Finding> {
    match compared(app, file, store) {
        Ok(findings) => findings,
        // A state or a file that cannot be read has been told already.
        Err(Error::State { .. }) => Vec::new(),
        Err(error) => vec![Finding::new(Fact::Unreadable).with("file", file.path.display()).because(error)],
    }
}

fn compared(app: &App<'_>, file: &CompanyFile, store: &mut dyn CompanyStore) -> Result<Vec<Finding>> {
    let state = State::open_read(app.state).map_err(|source| of_state(app, source))?;
    let claimed = Claimed::read(app, &state, file.year)?;
    // One mark at least is looked for, so that all are met.
    let first = app.settings.subsidiaries.iter().map(|subsidiary| first_mark(subsidiary, file.year));
    let wanted: HashSet<TraceMark> = claimed.marks(app).chain(first).collect();
    let marks = store.find_marks(wanted).map_err(Error::store(&file.company))?;
    let compared = claimed.compare(app, &state, store, &marks)?;
    let missing: Vec<OrderKey> = compared.missing.iter().map(|order| order.key.clone()).collect();
    let documents = if missing.is_empty() {
        Finding::new(Fact::DocumentsThere)
    } else {
        Finding::new(Fact::DocumentsMissing)
            .with("count", missing.len())
            .with("orders", error::list(&missing))
    };
    let mut findings = vec![documents.with("file", file.path.display())];
    findings
        .extend(renamed(app, &marks).into_iter().map(|finding| finding.with("file", file.path.display())));
    Ok(findings)
}

fn first_mark(subsidiary: &Subsidiary, year: Year) -> TraceMark {
    let series = subsidiary.link.target_series;
    let id = OrderId { series, number: OrderNumber::FIRST };
    OrderKey { company: subsidiary.company.name.clone(), year, id }.trace_mark()
}

/// Companies without a mark of their own, where marks bear a name that nobody has.
fn renamed(app: &App<'_>, marks: &MarkLookup) -> Vec<Finding> {
    let empty = Census::new();
    let census = marks.census().unwrap_or(&empty);
    let strange =
        census.keys().find(|name| name.parse().is_ok_and(|name| !app.settings.is_configured(&name)));
    let Some(strange) = strange else { return Vec::new() };
    let unmarked = app.settings.subsidiaries.iter().filter(|subsidiary| {
        subsidiary.formerly.is_none() && !census.contains_key(subsidiary.company.name.as_str())
    });
    let finding = |subsidiary: &Subsidiary| {
        let name = &subsidiary.company.name;
        Finding::new(Fact::IdentityRenamed).with("name", name).with("formerly", strange)
    };
    unmarked.map(finding).collect()
}

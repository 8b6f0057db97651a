//! The masters of both companies, read once for a run: what orders are decided on.

use crate::domain::{Catalogue, Company, CompanyName, Context, Year, parent_records};
use crate::pipeline::app::{App, Phase};
use crate::pipeline::error::{Error, Result};
use crate::pipeline::exercises;
use crate::pipeline::parent_masters::{Own, ParentMasters};
use crate::pipeline::session::Session;
use crate::pipeline::settings::Subsidiary;
use crate::store::{self, CompanyStore};

/// One exercise of the parent. It stays open, since each link asks for the prices of its own supplier.
pub(super) struct Parent {
    store: Box<dyn CompanyStore>,
    masters: ParentMasters,
}

impl Parent {
    pub fn read(session: &Session<'_>, year: Year) -> Result<Parent> {
        let app = session.app;
        let parent = &app.settings.parent;
        app.progress.begin(Phase::Masters, &parent.name, None);
        let read = session.reader(&parent.file(year)).and_then(|mut store| {
            let masters = ParentMasters::read(&mut *store, year)?;
            Ok(Parent { store, masters })
        });
        app.progress.end();
        read.map_err(Error::store(&parent.name))
    }
}

/// What the orders of one exercise of a subsidiary are decided on, for one exercise of the parent.
pub(super) fn context(
    session: &Session<'_>,
    subsidiary: &Subsidiary,
    year: Year,
    parent: &mut Parent,
) -> Result<Context> {
    let app = session.app;
    let (name, link) = (&subsidiary.company.name, &subsidiary.link);
    let prices = parent.store.purchase_prices(link.supplier);
    let prices = prices.map_err(Error::store(&app.settings.parent.name))?;
    app.progress.begin(Phase::Masters, name, None);
    let own = session
        .reader(&subsidiary.company.file(year))
        .and_then(|mut store| own(&mut *store, subsidiary, &parent.masters.identity));
    app.progress.end();
    let own = own.map_err(Error::store(name))?;
    let context = parent.masters.context(link, prices, own, app.clock.today());
    warn_of_rounding(name, &context);
    Ok(context)
}

fn own(store: &mut dyn CompanyStore, subsidiary: &Subsidiary, parent: &Company) -> store::Result<Own> {
    let articles = Catalogue::new(store.articles()?);
    let records = parent_records(&subsidiary.link.ownership, &store.suppliers()?, &parent.tax_id);
    let mut references = Vec::new();
    for record in &records {
        references.extend(store.purchase_prices(*record)?);
    }
    Ok(Own { articles, parent_records: records, references })
}

fn warn_of_rounding(subsidiary: &CompanyName, context: &Context) {
    if let Some(advice) = context.learnt().rounding {
        log::warn!(
            "{subsidiary}: {} supplier orders entered by hand round their VAT {:?}, {} as configured",
            advice.fit,
            advice.better,
            advice.fit_configured
        );
    }
}

/// The exercises of the parent that were asked for, each read once.
#[derive(Default)]
pub(super) struct Parents(Vec<Parent>);

impl Parents {
    pub fn of(&mut self, session: &Session<'_>, year: Year) -> Result<&mut Parent> {
        let known = self.0.iter().position(|parent| parent.masters.year == year);
        let at = match known {
            Some(at) => at,
            None => {
                self.0.push(Parent::read(session, year)?);
                self.0.len() - 1
            }
        };
        Ok(&mut self.0[at])
    }
}

/// The parent's exercise for the orders of a day; each calendar year is looked up once.
#[derive(Default)]
pub(super) struct Targets(Vec<(i32, Year)>);

impl Targets {
    pub fn of(&mut self, app: &App<'_>, date: chrono::NaiveDate) -> Result<Year> {
        let calendar = chrono::Datelike::year(&date);
        if let Some((_, year)) = self.0.iter().find(|(known, _)| *known == calendar) {
            return Ok(*year);
        }
        let year = exercises::target(app, date)?;
        self.0.push((calendar, year));
        Ok(year)
    }
}

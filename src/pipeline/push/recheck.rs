//! Whether what was decided still holds: looked up in the parent under the lock under which it is written.

use crate::domain::{CompanyName, Context, Year};
use crate::pipeline::app::App;
use crate::pipeline::parent_masters::{Own, ParentMasters};
use crate::state::EntryId;
use crate::state::lease::Leased;
use crate::store::{self, CompanyStore};
use std::collections::{HashMap, HashSet};

/// The parent's masters as they are now, read once for a push, and what they mean for each link.
#[derive(Default)]
pub(super) struct Recheck {
    masters: Option<ParentMasters>,
    /// `None`: the company is not configured any more.
    contexts: HashMap<CompanyName, Option<Context>>,
}

impl Recheck {
    /// The orders that have to be decided anew.
    pub fn changed(
        &mut self,
        app: &App<'_>,
        store: &mut dyn CompanyStore,
        year: Year,
        entries: &[Leased],
    ) -> store::Result<HashSet<EntryId>> {
        for entry in entries {
            self.look_up(app, store, year, &entry.order.source.company)?;
        }
        Ok(entries.iter().filter(|entry| !self.holds(entry)).map(|entry| entry.id).collect())
    }

    fn holds(&self, entry: &Leased) -> bool {
        let context = self.contexts.get(&entry.order.source.company).and_then(Option::as_ref);
        context
            .zip(entry.basis)
            .is_some_and(|(context, (basis, ordered_on))| context.basis(&entry.order, ordered_on) == basis)
    }

    fn look_up(
        &mut self,
        app: &App<'_>,
        store: &mut dyn CompanyStore,
        year: Year,
        company: &CompanyName,
    ) -> store::Result<()> {
        if self.contexts.contains_key(company) {
            return Ok(());
        }
        let subsidiaries = &app.settings.subsidiaries;
        let context = match subsidiaries.iter().find(|subsidiary| subsidiary.company.name == *company) {
            None => None,
            Some(subsidiary) => {
                let masters = match &mut self.masters {
                    Some(masters) => masters,
                    none => none.insert(ParentMasters::read(store, year)?),
                };
                let prices = store.purchase_prices(subsidiary.link.supplier)?;
                Some(masters.context(&subsidiary.link, prices, Own::default(), app.clock.today()))
            }
        };
        self.contexts.insert(company.clone(), context);
        Ok(())
    }
}

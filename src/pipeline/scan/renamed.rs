//! A company that has got another name in the configuration: its name is part of every mark, so that all its orders
//! would be written a second time.

use crate::domain::{CompanyName, ContentHash, OrderId, content_hash};
use crate::pipeline::error::{Error, Result};
use crate::pipeline::session::Session;
use crate::pipeline::settings::Subsidiary;
use crate::state::files::{self, Seen};
use crate::state::orders;
use crate::store::{CompanyFile, CompanyStore, OrderRange, WhatNow};

/// Orders of a company that is not configured any more that are looked for.
const SAMPLE: usize = 20;

/// Makes sure that no company that is not configured any more is this one: by its file, by what the file says of
/// itself, and by its orders. Then takes note of the file.
pub(super) fn check(
    session: &mut Session<'_>,
    subsidiary: &Subsidiary,
    file: &CompanyFile,
    store: &mut dyn CompanyStore,
) -> Result<()> {
    let identity = match store.company(file.year) {
        Err(error) if error.what_now() == WhatNow::Retry => return Err(Error::store(&file.company)(error)),
        // Nothing of a scan depends on it.
        identity => identity.unwrap_or_default(),
    };
    let own = Seen {
        company: file.company.clone(),
        year: file.year,
        path: file.path.display().to_string(),
        code: identity.code.trim().to_owned(),
        tax_id: identity.tax_id.trim().to_owned(),
    };
    let known = session.read(|state| files::all(state))?;
    // Whoever has orders under its own name was not called otherwise before.
    let is_new =
        session.read(|state| orders::companies(state, None))?.iter().all(|name| *name != file.company);
    let may_be = is_new && subsidiary.formerly.is_none();
    let is_former = |name: &CompanyName| may_be && !session.app.settings.is_configured(name);
    let twin = known.iter().find(|seen| is_former(&seen.company) && is_same(seen, &own));
    let former = match twin {
        Some(seen) => Some(seen.company.clone()),
        None => by_orders(session, file, store, &is_former)?,
    };
    match former {
        Some(formerly) => {
            Err(Error::Renamed { company: file.company.clone(), formerly: formerly.to_string() })
        }
        None if known.contains(&own) => Ok(()),
        None => session.write(|tx| files::note(tx, &own)),
    }
}

fn is_same(seen: &Seen, own: &Seen) -> bool {
    let same_file = seen.year == own.year && seen.path == own.path;
    let says_so = !own.tax_id.is_empty() && seen.tax_id == own.tax_id && seen.code == own.code;
    same_file || says_so
}

/// The name under which the state has the very same orders: most of the newest. One or another may be alike by chance.
fn by_orders(
    session: &Session<'_>,
    file: &CompanyFile,
    store: &mut dyn CompanyStore,
    is_former: &dyn Fn(&CompanyName) -> bool,
) -> Result<Option<CompanyName>> {
    for former in session.read(|state| orders::companies(state, Some(file.year)))? {
        if !is_former(&former) {
            continue;
        }
        let newest = session.read(|state| orders::newest_of(state, &former, file.year, SAMPLE))?;
        let alike = newest.iter().filter(|(id, hash)| hash_of(store, *id) == Some(*hash)).count();
        if alike > newest.len() / 2 {
            return Ok(Some(former));
        }
    }
    Ok(None)
}

/// `None` also for an order that cannot be read, which is told when it is its turn.
fn hash_of(store: &mut dyn CompanyStore, id: OrderId) -> Option<ContentHash> {
    let range = OrderRange { series: id.series, from: id.number, to: id.number, since: None, until: None };
    let mut found = None;
    let read = store.read_orders(range, &mut |order| {
        found = Some(content_hash(&order));
        Ok(())
    });
    read.ok().and(found)
}
